//! The datatypes of FHIR R4 that the export uses, each with the elements that it uses and no more.
//!
//! An element that is not known is left out: FHIR has no null, no empty text, no empty list.

use chrono::{NaiveDate, SecondsFormat};
use serde::{Serialize, Serializer};

use crate::session::Stamp;
use crate::words::is_plain;

/// CPT, of the AMA: five digits, and the modifiers of two digits.
pub(super) const CPT: &str = "http://www.ama-assn.org/go/cpt";
/// HCPCS level II, of CMS: a letter and four digits, and the modifiers that begin with a letter. No `https`.
pub(super) const HCPCS: &str = "http://www.cms.gov/Medicare/Coding/HCPCSReleaseCodeSets";
/// LOINC.
pub(super) const LOINC: &str = "http://loinc.org";
/// The categories of clinical notes, of US Core.
pub(super) const NOTES: &str = "http://hl7.org/fhir/us/core/CodeSystem/us-core-documentreference-category";
/// UCUM, of units.
const UCUM: &str = "http://unitsofmeasure.org";
/// What says that an identifier is a URI.
const URI: &str = "urn:ietf:rfc:3986";

/// Returns a text as FHIR and XML can hold it, with a mark in the place of what is not printed as itself; none where
/// nothing is left.
pub(super) fn clean(text: &str) -> Option<String> {
    let kept = |c: char| match c {
        '\n' => c,
        c if c.is_whitespace() => ' ',
        '\u{fffe}' | '\u{ffff}' => char::REPLACEMENT_CHARACTER,
        c if is_plain(c) => c,
        _ => char::REPLACEMENT_CHARACTER,
    };
    let cleaned: String = text.replace("\r\n", "\n").chars().map(kept).collect();
    Some(cleaned.trim().to_owned()).filter(|cleaned| !cleaned.is_empty())
}

/// An instant in whole seconds with its offset: `dateTime` and `instant`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Moment(pub(super) Stamp);

impl Serialize for Moment {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(&self.0.to_rfc3339_opts(SecondsFormat::Secs, false))
    }
}

/// A code of a system. Never with the AMA's descriptor: a paraphrase stands in the concept's text.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub(super) struct Coding {
    pub(super) system: String,
    pub(super) code: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) display: Option<&'static str>,
}

impl Coding {
    /// Returns a code with the word that its own system has for it.
    pub(super) fn new(system: &str, code: &str, display: &'static str) -> Self {
        Self { system: system.to_owned(), code: code.to_owned(), display: Some(display) }
    }

    /// Returns a code of HL7's own terminology.
    pub(super) fn of_hl7(system: &str, code: &str, display: &'static str) -> Self {
        Self::new(&format!("http://terminology.hl7.org/CodeSystem/{system}"), code, display)
    }

    /// Returns a code or modifier of a claim: CPT's where it begins with a digit, HCPCS' otherwise.
    pub(super) fn billed(code: &str) -> Self {
        let system = if code.starts_with(|c: char| c.is_ascii_digit()) { CPT } else { HCPCS };
        Self { system: system.to_owned(), code: code.to_owned(), display: None }
    }
}

/// A concept in codes, in words, or in both.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub(super) struct Concept {
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub(super) coding: Vec<Coding>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) text: Option<String>,
}

impl Concept {
    /// Returns a concept that has no code anywhere.
    pub(super) fn words(text: impl AsRef<str>) -> Self {
        Self { coding: Vec::new(), text: clean(text.as_ref()) }
    }

    /// Returns a concept of one code.
    pub(super) fn code(coding: Coding) -> Self {
        Self { coding: vec![coding], text: None }
    }

    /// Returns a concept of one code, in our words.
    pub(super) fn coded(coding: Coding, text: impl AsRef<str>) -> Self {
        Self { coding: vec![coding], text: clean(text.as_ref()) }
    }
}

/// A number or name that somebody gave.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub(super) struct Identifier {
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) system: Option<String>,
    pub(super) value: String,
}

impl Identifier {
    /// Returns an identifier that is unique by itself.
    pub(super) fn uri(urn: String) -> Self {
        Self { system: Some(URI.to_owned()), value: urn }
    }
}

/// A pointer to a resource of the same bundle.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub(super) struct Reference {
    /// Its `fullUrl`.
    pub(super) reference: String,
}

/// A stretch of time.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub(super) struct Period {
    start: Moment,
    #[serde(skip_serializing_if = "Option::is_none")]
    end: Option<Moment>,
}

impl Period {
    /// Returns the time from one instant to another; an end that is told to lie before is none.
    pub(super) fn of(start: Stamp, end: Option<Stamp>) -> Self {
        Self { start: Moment(start), end: end.filter(|end| *end >= start).map(Moment) }
    }
}

/// When something was so.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub(super) enum Effective {
    #[serde(rename = "effectivePeriod")]
    Period(Period),
    /// On a day.
    #[serde(rename = "effectiveDateTime")]
    DateTime(NaiveDate),
}

/// A whole number of something.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub(super) struct Quantity {
    pub(super) value: u32,
    pub(super) unit: &'static str,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) system: Option<&'static str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) code: Option<&'static str>,
}

impl Quantity {
    /// Returns whole minutes.
    pub(super) fn minutes(value: u32) -> Self {
        Self { value, unit: "min", system: Some(UCUM), code: Some("min") }
    }

    /// Returns a score.
    pub(super) fn score(value: u8) -> Self {
        Self { value: value.into(), unit: "{score}", system: Some(UCUM), code: Some("{score}") }
    }

    /// Returns billing units, for which UCUM has no word.
    pub(super) fn units(value: u32) -> Self {
        Self { value, unit: "unit", system: None, code: None }
    }
}

/// Words of a person or a remark: `HumanName`, `Annotation` and the code of a qualification.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub(super) struct Words {
    text: String,
}

impl Words {
    /// Returns a text, where it says anything.
    pub(super) fn of(text: &str) -> Option<Self> {
        Some(Self { text: clean(text)? })
    }
}

/// What a person reads of a document or of a section of it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub(super) struct Narrative {
    status: &'static str,
    div: String,
}

impl Narrative {
    /// Returns texts, escaped, each line a paragraph.
    pub(super) fn paragraphs(texts: &[String]) -> Self {
        let mut div = String::from("<div xmlns=\"http://www.w3.org/1999/xhtml\">");
        for line in texts.iter().flat_map(|text| text.lines()).filter_map(clean) {
            let line = line.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;");
            div += &format!("<p>{line}</p>");
        }
        Self { status: "generated", div: div + "</div>" }
    }
}

/// A text in full.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct Attachment {
    pub(super) content_type: &'static str,
    /// In base64.
    pub(super) data: String,
    /// The bytes before that.
    pub(super) size: usize,
    /// The SHA-1 of those bytes, in base64: R4 knows no other.
    pub(super) hash: String,
    pub(super) title: String,
    pub(super) creation: Moment,
}

/// Something that R4 has no element for, and that a reader may pass over.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct Extension {
    pub(super) url: String,
    pub(super) value_codeable_concept: Concept,
}
