//! The keys of a session's form, as they are written and before anything is checked.

use std::collections::BTreeMap;

use serde::de::value::MapAccessDeserializer;
use serde::de::{Error, MapAccess, Visitor};
use serde::{Deserialize, Deserializer};

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Form {
    pub(super) patient: Person,
    pub(super) therapist: Option<String>,
    pub(super) payer: String,
    pub(super) opened: Told,
    pub(super) closed: Option<Told>,
    pub(super) subjective: Option<String>,
    pub(super) objective: Option<String>,
    pub(super) justification: Option<String>,
    pub(super) response: Option<String>,
    pub(super) plan: Option<String>,
    pub(super) pain_before: Option<i64>,
    pub(super) pain_after: Option<i64>,
    /// The codes chosen for the units of a tie.
    #[serde(default)]
    pub(super) tie: Vec<String>,
    /// Modifiers added by hand, by code.
    #[serde(default)]
    pub(super) modifiers: BTreeMap<String, Vec<String>>,
    /// Descriptions of unlisted codes.
    #[serde(default)]
    pub(super) described: BTreeMap<String, String>,
    #[serde(default)]
    pub(super) segments: Vec<Row>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Person {
    pub(super) name: String,
    pub(super) id: Option<String>,
    pub(super) born: Option<Told>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Row {
    pub(super) area: String,
    pub(super) side: Option<String>,
    pub(super) technique: String,
    /// Another code than the technique's; empty for none.
    pub(super) code: Option<String>,
    pub(super) code_reason: Option<String>,
    /// Who performed it, where it was not the therapist.
    pub(super) performer: Option<String>,
    pub(super) start: Told,
    pub(super) stop: Told,
}

/// A time or a date, as a text in quotes or as TOML's own.
pub(super) struct Told(pub(super) String);

impl<'de> Deserialize<'de> for Told {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_any(TimeOrText)
    }
}

struct TimeOrText;

impl<'de> Visitor<'de> for TimeOrText {
    type Value = Told;

    fn expecting(&self, f: &mut std::fmt::Formatter) -> std::fmt::Result {
        f.write_str("a date or time")
    }

    fn visit_str<E: Error>(self, text: &str) -> Result<Told, E> {
        Ok(Told(text.to_owned()))
    }

    fn visit_map<A: MapAccess<'de>>(self, map: A) -> Result<Told, A::Error> {
        toml::value::Datetime::deserialize(MapAccessDeserializer::new(map)).map(|time| Told(time.to_string()))
    }
}
