//! The keys of a session's form, as they are written and before anything is checked.

use std::collections::BTreeMap;

use serde::de::value::MapAccessDeserializer;
use serde::de::{Error, MapAccess, Visitor};
use serde::{Deserialize, Deserializer, Serialize};

use crate::catalog::Modifier;
use crate::session::{Section, Segment, Session};

/// What tells an export from a bare form.
#[derive(Deserialize)]
pub(super) struct Marked {
    pub(super) schema: Option<serde_json::Value>,
}

/// A form within what an export wrote of a session.
#[derive(Deserialize)]
pub(super) struct Exported {
    pub(super) session: Form,
}

/// A session as a form: what [`super::read`] reads back.
#[derive(Deserialize, Serialize)]
#[serde(deny_unknown_fields)]
pub struct Form {
    pub(super) patient: Person,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(super) therapist: Option<String>,
    pub(super) payer: String,
    pub(super) opened: Told,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(super) closed: Option<Told>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(super) subjective: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(super) objective: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(super) justification: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(super) response: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(super) plan: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(super) home_care: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(super) pain_before: Option<i64>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(super) pain_after: Option<i64>,
    /// The patient's answers to the treatment of an area.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub(super) responses: Vec<Answer>,
    /// The codes chosen for the units of a tie, on every day of the session.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub(super) tie: Vec<String>,
    /// Modifiers added by hand, by code, on every day of the session.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub(super) modifiers: BTreeMap<String, Vec<String>>,
    /// Descriptions of unlisted codes.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub(super) described: BTreeMap<String, String>,
    /// Ties and modifiers of one day of a session that goes over midnight, or of a tie between certain codes.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub(super) days: Vec<OfDay>,
    #[serde(default)]
    pub(super) segments: Vec<Row>,
}

/// What was decided of one day.
#[derive(Deserialize, Serialize)]
#[serde(deny_unknown_fields)]
pub(super) struct OfDay {
    pub(super) day: Told,
    /// The codes between which it was chosen.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub(super) among: Vec<String>,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub(super) tie: Vec<String>,
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub(super) modifiers: BTreeMap<String, Vec<String>>,
}

/// The patient's answer to the treatment of an area.
#[derive(Deserialize, Serialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Answer {
    pub(super) area: String,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(super) side: Option<String>,
    pub(super) text: String,
}

#[derive(Deserialize, Serialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Person {
    pub(super) name: String,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(super) id: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(super) born: Option<Told>,
}

#[derive(Deserialize, Serialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Row {
    pub(super) area: String,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(super) side: Option<String>,
    pub(super) technique: String,
    /// Another code than the technique's; empty for none.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(super) code: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(super) code_reason: Option<String>,
    /// Who performed it, where it was not the therapist.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(super) performer: Option<String>,
    pub(super) start: Told,
    pub(super) stop: Told,
}

/// A time or a date, as a text in quotes or as TOML's own.
#[derive(Serialize)]
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

impl Form {
    /// Returns the form of a session, as far as it has been timed. What was planned is none of it, nor who signed.
    pub fn of(session: &Session) -> Self {
        let text = |section| session.texts.get(&section).cloned();
        let score = |score: Option<u8>| score.map(i64::from);
        Self {
            patient: Person {
                name: session.patient.name.clone(),
                id: session.patient.id.clone(),
                born: session.patient.born.map(|born| Told(born.to_string())),
            },
            therapist: Some(session.therapist.to_string()),
            payer: session.payer.to_string(),
            opened: Told(session.opened.to_rfc3339()),
            closed: session.closed.map(|closed| Told(closed.to_rfc3339())),
            subjective: text(Section::Subjective),
            objective: text(Section::Objective),
            justification: text(Section::Justification),
            response: text(Section::Response),
            plan: text(Section::Plan),
            home_care: text(Section::HomeCare),
            pain_before: score(session.pain_before),
            pain_after: score(session.pain_after),
            responses: answers(session),
            tie: Vec::new(),
            modifiers: BTreeMap::new(),
            described: session.described.iter().map(|(code, text)| (code.to_string(), text.clone())).collect(),
            days: decided(session),
            segments: session.segments.iter().map(row).collect(),
        }
    }
}

fn answers(session: &Session) -> Vec<Answer> {
    let answer = |(spot, text): (&crate::catalog::Spot, &String)| Answer {
        area: spot.area.to_string(),
        side: spot.side.map(|side| side.word().to_owned()),
        text: text.clone(),
    };
    session.responses.iter().map(answer).collect()
}

fn decided(session: &Session) -> Vec<OfDay> {
    let words = |codes: &[crate::catalog::CptCode]| codes.iter().map(ToString::to_string).collect();
    let mut days: Vec<_> = session.ties.keys().copied().collect();
    days.extend(session.modifiers.iter().map(|(day, ..)| *day));
    days.sort();
    days.dedup();
    let of_day = |day| {
        let tie = session.ties.get(&day).cloned().unwrap_or_default();
        let mut modifiers: BTreeMap<String, Vec<String>> = BTreeMap::new();
        let marked = session.modifiers.iter().filter(|(of, ..)| *of == day);
        for (_, code, modifier) in marked {
            modifiers.entry(code.to_string()).or_default().push(Modifier::words(&[*modifier]));
        }
        OfDay { day: Told(day.to_string()), among: words(&tie.among), tie: words(&tie.chosen), modifiers }
    };
    days.into_iter().map(of_day).collect()
}

fn row(segment: &Segment) -> Row {
    Row {
        area: segment.spot.area.to_string(),
        side: segment.spot.side.map(|side| side.word().to_owned()),
        technique: segment.technique.to_string(),
        code: Some(segment.code.map(|code| code.to_string()).unwrap_or_default()),
        code_reason: segment.code_reason.clone(),
        performer: segment.performer.as_ref().map(ToString::to_string),
        start: Told(segment.start.to_rfc3339()),
        stop: Told(segment.stop.to_rfc3339()),
    }
}
