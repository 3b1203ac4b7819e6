//! What one written value may be: ids, names, words, codes and letters, each with its fault and its mend.
//!
//! A check that fails notes the fault and returns nothing, so that reading goes on and all faults come together.

use std::collections::BTreeSet;

use chrono::NaiveDate;

use crate::catalog::{Code, CptCode, Source};
use crate::document::{Document, Fault, did_you_mean, nearest};

use super::raw::{Row, Tables};
use super::retired;

const DATE: &str = "write it as \"2026-01-31\"";

/// Returns the date that is written.
pub(super) fn date_of(text: &str) -> Option<NaiveDate> {
    NaiveDate::parse_from_str(text, "%Y-%m-%d").ok()
}

/// A document of the catalogue and its rank: a higher rank overrides a lower one.
pub(super) struct Layer<'a> {
    pub(super) rank: usize,
    pub(super) doc: &'a Document,
    pub(super) tables: Tables,
}

/// One row of one document.
#[derive(Clone, Copy)]
pub(super) struct Place<'a> {
    pub(super) rank: usize,
    pub(super) doc: &'a Document,
    pub(super) table: &'static str,
    pub(super) row: usize,
}

impl<'a> Place<'a> {
    pub(super) fn new(layer: &Layer<'a>, table: &'static str, row: usize) -> Self {
        Self { rank: layer.rank, doc: layer.doc, table, row }
    }

    /// Returns the fault of one key at the head of the row's document.
    fn fault_above(&self, key: &str, message: impl Into<String>, mend: impl Into<String>) -> Fault {
        self.doc.fault(key, message, mend)
    }

    /// Returns the fault of one key of the row.
    pub(super) fn fault(&self, key: &str, message: impl Into<String>, mend: impl Into<String>) -> Fault {
        self.doc.fault(&format!("{}[{}].{key}", self.table, self.row), message, mend)
    }
}

/// The faults found so far.
#[derive(Default)]
pub(super) struct Found(pub(super) Vec<Fault>);

impl Found {
    pub(super) fn push(&mut self, fault: Fault) {
        self.0.push(fault);
    }

    /// Returns a table's rows with their places, without those whose id stands twice in the document.
    pub(super) fn rows<'r, 'd, R: Row>(&mut self, layer: &Layer<'d>, rows: &'r [R]) -> Vec<(Place<'d>, &'r R)> {
        let mut kept = Vec::new();
        for (row, raw) in rows.iter().enumerate() {
            let place = Place::new(layer, R::TABLE, row);
            match rows.iter().take(row).position(|earlier| earlier.id() == raw.id()) {
                None => kept.push((place, raw)),
                Some(first) => self.push(place.fault(
                    R::ID,
                    format!("\"{}\" stands twice in this document, first as {}[{first}]", raw.id(), R::TABLE),
                    "remove one of the two, or give it another id",
                )),
            }
        }
        kept
    }

    /// Notes an id that is not of lower-case letters, digits and hyphens.
    pub(super) fn id(&mut self, place: Place, id: &str) {
        if id.is_empty() || !id.bytes().all(|b| b.is_ascii_lowercase() || b.is_ascii_digit() || b == b'-') {
            let mend = "use lower-case letters, digits and hyphens, such as \"upper-back\"";
            self.push(place.fault("id", format!("\"{id}\" is no id"), mend));
        }
    }

    /// Returns a text that must say something where it is given.
    pub(super) fn text(&mut self, place: Place, key: &str, text: Option<&str>) -> Option<String> {
        let text = text?.trim();
        if text.is_empty() {
            self.push(place.fault(key, format!("{key} is empty"), "write one, or leave the key out"));
        }
        Some(text.to_owned())
    }

    /// Returns where a row comes from: what the row says, else what its document says at its head. A row that says
    /// neither is refused, for nobody could say later whose rule it was.
    pub(super) fn source(
        &mut self,
        layer: &Layer,
        place: Place,
        source: Option<&str>,
        date: Option<&str>,
    ) -> Option<Source> {
        let head = &layer.tables;
        let name = source.or(head.source.as_deref()).map(str::trim).filter(|name| !name.is_empty());
        let lacks = |what: &str, example: &str| {
            let mend = format!("write {what} = \"{example}\" at the top of the file or in the row");
            place.fault(what, format!("the row has no {what}"), mend)
        };
        if name.is_none() {
            self.push(lacks("source", "Acme policy 12"));
        }
        let dated = match (date, head.date.as_deref()) {
            (Some(own), _) => self.date(place, "date", own),
            (None, Some(above)) => self.date_above(place, "date", above),
            (None, None) => {
                self.push(lacks("date", "2026-01-31"));
                None
            }
        };
        let next = head.next.as_deref().and_then(|next| self.date_above(place, "next", next));
        Some(Source { name: name?.to_owned(), date: dated?, next })
    }

    /// Returns a date of the row.
    pub(super) fn date(&mut self, place: Place, key: &str, text: &str) -> Option<NaiveDate> {
        let date = date_of(text);
        if date.is_none() {
            self.push(place.fault(key, "this is no date", DATE));
        }
        date
    }

    /// Returns a date at the head of the row's document; a fault there is told once for all rows.
    fn date_above(&mut self, place: Place, key: &str, text: &str) -> Option<NaiveDate> {
        let date = date_of(text);
        if date.is_none() {
            let fault = place.fault_above(key, "this is no date", DATE);
            if !self.0.contains(&fault) {
                self.push(fault);
            }
        }
        date
    }

    /// Returns the codes of a list that the catalogue knows.
    pub(super) fn codes(
        &mut self,
        place: Place,
        key: &str,
        texts: Option<&[String]>,
        known: &[Code],
    ) -> Option<BTreeSet<CptCode>> {
        let codes = texts?.iter().enumerate();
        Some(codes.filter_map(|(at, text)| self.known_code(place, &format!("{key}[{at}]"), text, known)).collect())
    }

    /// Notes the keys that a row with a new id lacks.
    pub(super) fn require(&mut self, place: Place, id: &str, known: &[String], keys: &[(&str, bool)]) {
        for (key, _) in keys.iter().filter(|(_, given)| !given) {
            let mend = match nearest(id, known.iter().map(String::as_str)) {
                Some(near) => format!("add {key} = ..., or did you mean \"{near}\"?"),
                None => format!("add {key} = ..."),
            };
            self.push(place.fault(key, format!("\"{id}\" is new here and has no {key}"), mend));
        }
    }

    /// Returns the value of a word out of a known few.
    pub(super) fn word<T: Copy>(
        &mut self,
        place: Place,
        key: &str,
        word: Option<&str>,
        known: &[(&str, T)],
    ) -> Option<T> {
        let word = word?;
        let value = known.iter().find(|(name, _)| *name == word).map(|(_, value)| *value);
        if value.is_none() {
            let mend = did_you_mean(word, known.iter().map(|(name, _)| *name));
            // Of a key below others, its own name says what it is.
            let what = key.rsplit('.').next().unwrap_or(key);
            self.push(place.fault(key, format!("\"{word}\" is no {what}"), mend));
        }
        value
    }

    /// Returns a code that is well written and not retired.
    pub(super) fn code(&mut self, place: Place, key: &str, text: &str, known: &[Code]) -> Option<CptCode> {
        let Ok(code) = text.parse::<CptCode>() else {
            let known: Vec<String> = known.iter().map(|c| c.code.to_string()).collect();
            let mend = nearest(text, known.iter().map(String::as_str)).map_or_else(
                || "a code has five digits, or a letter and four digits".to_owned(),
                |near| format!("did you mean \"{near}\"?"),
            );
            self.push(place.fault(key, format!("\"{text}\" is no procedure code"), mend));
            return None;
        };
        if let Some(why) = retired(code) {
            let (message, mend) = why.split_once("; ").unwrap_or((why, ""));
            self.push(place.fault(key, message, mend));
            return None;
        }
        Some(code)
    }

    /// Returns a code that the catalogue knows.
    pub(super) fn known_code(&mut self, place: Place, key: &str, text: &str, known: &[Code]) -> Option<CptCode> {
        let code = self.code(place, key, text, known)?;
        if known.iter().any(|c| c.code == code) {
            return Some(code);
        }
        let known: Vec<String> = known.iter().map(|c| c.code.to_string()).collect();
        let mend = did_you_mean(text, known.iter().map(String::as_str));
        self.push(place.fault(key, format!("\"{text}\" is no code of this catalogue"), mend));
        None
    }

    /// Returns the letter of a technique, or none where the text takes it away.
    pub(super) fn letter(&mut self, place: Place, text: &str) -> Option<char> {
        let mut chars = text.chars();
        match (chars.next(), chars.next()) {
            (None, _) => None,
            (Some(letter), None) if letter.is_ascii_lowercase() => Some(letter),
            _ => {
                let mend = "give one letter from a to z, or \"\" for none";
                self.push(place.fault("key", format!("\"{text}\" is not one lower-case letter"), mend));
                None
            }
        }
    }
}
