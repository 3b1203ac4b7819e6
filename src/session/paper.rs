//! A session kept on paper or told by a script: the form that `session add` reads.
//!
//! Either the whole form becomes events, or every fault in it is told with its line and key and nothing does.

mod billed;
mod form;

use chrono::{FixedOffset, NaiveDate, TimeDelta};

use super::{Event, PainTime, Patient, Recorded, Section, Segment, SegmentNo, Stamp, Therapist};
use crate::catalog::{AreaId, Catalog, Contact, CptCode, PayerId, Side, Spot, TechniqueId};
use crate::document::{Document, Fault, Faults, did_you_mean};
use crate::words::is_plain;
pub use form::Form;
use form::{Answer, Exported, Marked, Person, Row};

/// The name and version of what an export writes of one session.
pub const SCHEMA: &str = "tableside.session.1";

/// The longest session that is believed.
const LONGEST: TimeDelta = TimeDelta::hours(24);

/// Reads a session from its form. `recorded` is when it is told; `therapist` treats where the form names nobody.
///
/// A form without `closed` ends with its last stop.
pub fn read(document: &Document, catalog: &Catalog, by: &Therapist, recorded: Stamp) -> Result<Vec<Recorded>, Faults> {
    // What an export wrote of a session holds its form, beside much that follows from it.
    let schema = document.parse::<Marked>().ok().and_then(|marked| marked.schema);
    if let Some(other) = schema.as_ref().filter(|schema| schema.as_str() != Some(SCHEMA)) {
        let message = format!("{other} is no session that this program knows");
        return Err(Faults(vec![document.fault("schema", message, format!("a session says \"{SCHEMA}\""))]));
    }
    let exported = schema.is_some();
    let form: Form =
        if exported { document.parse::<Exported>().map(|exported| exported.session) } else { document.parse() }
            .map_err(|fault| Faults(vec![fault]))?;
    let within = if exported { "session." } else { "" };
    let mut reader = Reader { document, within, catalog, zone: None, faults: Vec::new() };
    let events = reader.events(&form, by, recorded);
    match events {
        Some(events) if reader.faults.is_empty() => Ok(events),
        _ => Err(Faults(reader.faults)),
    }
}

struct Reader<'a> {
    document: &'a Document,
    /// Where in the document the form stands.
    within: &'static str,
    catalog: &'a Catalog,
    /// The clinic's offset from UTC: that of the opening, whatever the others are written in.
    zone: Option<FixedOffset>,
    faults: Vec<Fault>,
}

impl Reader<'_> {
    /// Whether the program wrote it itself: what it allowed is not refused.
    fn is_exported(&self) -> bool {
        !self.within.is_empty()
    }

    fn events(&mut self, form: &Form, by: &Therapist, recorded: Stamp) -> Option<Vec<Recorded>> {
        let patient = self.patient(&form.patient);
        let payer = self.payer(&form.payer);
        let opened = self.time("opened", &form.opened.0);
        self.zone = opened.map(|at| *at.offset());
        let closed = form.closed.as_ref().map(|told| self.time("closed", &told.0));
        // The clock of whoever told it may be ahead, or in another zone.
        if opened.is_some_and(|opened| opened - recorded > LONGEST) {
            self.refuse("opened", "this time has not come yet", "correct it: a session is recorded when it is over");
        }
        if let (Some(opened), Some(Some(closed))) = (opened, closed) {
            self.frame(opened, closed);
        }
        let visit = opened.map(|opened| (opened, closed.flatten()));
        let segments: Vec<Option<Segment>> =
            form.segments.iter().enumerate().map(|(i, row)| self.segment(i, row, visit)).collect();
        self.overlaps(&segments);
        let before = self.pain("pain_before", form.pain_before);
        let after = self.pain("pain_after", form.pain_after);
        let therapist = self.therapist(form.therapist.as_ref(), by);
        let texts = self.texts(form);
        let answers = self.answers(&form.responses);
        let decisions = self.decisions(form, &segments);
        let (opened, segments) = (opened?, segments.into_iter().collect::<Option<Vec<_>>>()?);
        let closed = closed.flatten().or_else(|| segments.iter().map(|s| s.stop).max()).unwrap_or(opened);

        let mut events = vec![Event::SessionOpened { patient: patient?, payer: payer?, therapist }];
        events.extend(segments.into_iter().map(|segment| Event::SegmentRecorded { segment }));
        for (time, score) in [(PainTime::Before, before), (PainTime::After, after)] {
            events.extend(score.map(|score| Event::PainRecorded { time, score: Some(score) }));
        }
        events.extend(texts);
        events.extend(answers);
        events.extend(decisions);
        events.push(Event::SessionFinished { closed });
        // The opening is placed at the visit; all else at the time it was told.
        let at = |i: usize| if i == 0 { opened } else { recorded };
        Some(events.into_iter().enumerate().map(|(i, event)| Recorded::new(at(i), by, event)).collect())
    }

    fn refuse(&mut self, path: &str, message: impl Into<String>, mend: impl Into<String>) {
        let fault = self.document.fault(&format!("{}{path}", self.within), message, mend);
        self.faults.push(fault);
    }

    fn patient(&mut self, person: &Person) -> Option<Patient> {
        if person.name.trim().is_empty() {
            self.refuse("patient.name", "the patient has no name", "write the full name");
        }
        self.one_line("patient.name", &person.name);
        self.one_line("patient.id", person.id.as_deref().unwrap_or_default());
        let born = match &person.born {
            None => None,
            Some(told) => Some(self.date("patient.born", &told.0)?),
        };
        Some(Patient {
            name: person.name.trim().to_owned(),
            id: person.id.clone().filter(|id| !id.trim().is_empty()),
            born,
        })
    }

    fn therapist(&mut self, named: Option<&String>, by: &Therapist) -> Therapist {
        let therapist = named.cloned().map_or_else(|| by.clone(), Therapist::from);
        if therapist.name.is_empty() {
            self.refuse("therapist", "nobody is named as the therapist", "add therapist = \"name, credentials\"");
        }
        self.one_line("therapist", named.map_or("", String::as_str));
        therapist
    }

    fn texts(&mut self, form: &Form) -> Vec<Event> {
        let texts = [
            ("subjective", &form.subjective),
            ("objective", &form.objective),
            ("justification", &form.justification),
            ("response", &form.response),
            ("plan", &form.plan),
            ("home_care", &form.home_care),
        ];
        let mut events = Vec::new();
        for (section, (key, text)) in Section::ALL.into_iter().zip(texts) {
            let Some(text) = text else { continue };
            events.push(Event::NoteEdited { section, text: self.lines(key, text) });
        }
        events
    }

    fn answers(&mut self, answers: &[Answer]) -> Vec<Event> {
        let mut events = Vec::new();
        for (index, Answer { area, side, text }) in answers.iter().enumerate() {
            let path = |key: &str| format!("responses[{index}].{key}");
            let spot = self.spot(area, side.as_deref(), &path);
            let text = self.lines(&path("text"), text);
            events.extend(spot.map(|spot| Event::ResponseRecorded { spot, text }));
        }
        events
    }

    /// Returns a text of several lines as the note keeps it.
    fn lines(&mut self, path: &str, text: &str) -> String {
        self.without_controls(path, text, &['\n', '\r', '\t']);
        text.replace("\r\n", "\n").replace('\r', "\n").replace('\t', " ")
    }

    /// Refuses what would not be printed as it is written: escape sequences and line ends.
    fn one_line(&mut self, path: &str, text: &str) {
        self.without_controls(path, text, &[]);
    }

    fn without_controls(&mut self, path: &str, text: &str, allowed: &[char]) {
        if text.chars().any(|c| !is_plain(c) && !allowed.contains(&c)) {
            self.refuse(path, "the text holds a control character or a mark of direction", "take it out");
        }
    }

    fn payer(&mut self, id: &str) -> Option<PayerId> {
        let known = self.catalog.payers().iter().map(|p| p.id.as_str());
        let found = known.clone().find(|k| *k == id).map(PayerId::new);
        if found.is_none() {
            self.refuse("payer", format!("there is no payer \"{id}\""), did_you_mean(id, known));
        }
        found
    }

    fn time(&mut self, path: &str, text: &str) -> Option<Stamp> {
        let zone = self.zone;
        let here = |at: Stamp| zone.map_or(at, |zone| at.with_timezone(&zone));
        let time = Stamp::parse_from_rfc3339(text).ok().map(here);
        if time.is_none() {
            self.refuse(
                path,
                "this is no time",
                "write it with its offset from UTC, such as \"2026-11-23T10:20:00-05:00\"",
            );
        }
        time
    }

    fn date(&mut self, path: &str, text: &str) -> Option<NaiveDate> {
        let date = NaiveDate::parse_from_str(text, "%Y-%m-%d").ok();
        if date.is_none() {
            self.refuse(path, "this is no date", "write it as \"1980-02-29\"");
        }
        date
    }

    fn frame(&mut self, opened: Stamp, closed: Stamp) {
        if closed < opened {
            self.refuse("closed", "the session would close before it opened", "correct one of the two times");
        } else if closed - opened > LONGEST && !self.is_exported() {
            self.refuse("closed", "the session would last longer than a day", "correct one of the two times");
        }
    }

    fn segment(&mut self, index: usize, row: &Row, visit: Option<(Stamp, Option<Stamp>)>) -> Option<Segment> {
        let path = |key: &str| format!("segments[{index}].{key}");
        let spot = self.spot(&row.area, row.side.as_deref(), &path);
        let technique = self.technique(&row.technique, &path("technique"));
        let start = self.time(&path("start"), &row.start.0);
        let stop = self.time(&path("stop"), &row.stop.0);
        let (start, stop) = (start?, stop?);
        if stop <= start {
            let message =
                if stop < start { "the segment would stop before its start" } else { "the segment would last no time" };
            self.refuse(&path("stop"), message, "correct one of the two times");
            return None;
        }
        if let Some((opened, closed)) = visit {
            self.inside(&path("start"), start, opened, closed);
            self.inside(&path("stop"), stop, opened, closed);
        }
        let (technique, own, contact) = technique?;
        let (code, code_reason) = self.coded(row, own, &path)?;
        let performer = row.performer.clone().filter(|name| !name.trim().is_empty()).map(Therapist::from);
        self.one_line(&path("performer"), row.performer.as_deref().unwrap_or_default());
        let no = SegmentNo(u32::try_from(index + 1).ok()?);
        Some(Segment { no, spot: spot?, technique, code, code_reason, contact, performer, step: None, start, stop })
    }

    fn inside(&mut self, path: &str, time: Stamp, opened: Stamp, closed: Option<Stamp>) {
        let outside = time < opened || time > closed.unwrap_or(opened + LONGEST);
        if outside {
            self.refuse(
                path,
                format!("{} lies outside the session", time.format("%Y-%m-%d %H:%M:%S")),
                "correct it, or the session's opened and closed",
            );
        }
    }

    fn spot(&mut self, area: &str, side: Option<&str>, path: &dyn Fn(&str) -> String) -> Option<Spot> {
        let known = self.catalog.areas().iter().map(|a| a.id.as_str());
        let told = area;
        let area = self.catalog.area(&AreaId::new(told));
        if area.is_none() {
            let mend = did_you_mean(told, known);
            self.refuse(&path("area"), format!("there is no area \"{told}\""), mend);
        }
        let side = match side {
            None => None,
            Some(text) => Some(self.side(text, &path("side"))?),
        };
        let area = area?;
        if side.is_some() && !area.sides {
            self.refuse(&path("side"), format!("{} has no sides", area.name), "take the side away");
            return None;
        }
        Some(Spot { area: area.id.clone(), side })
    }

    fn side(&mut self, text: &str, path: &str) -> Option<Side> {
        let side = Side::ALL.into_iter().find(|side| side.word() == text);
        if side.is_none() {
            let mend = did_you_mean(text, Side::ALL.map(Side::word));
            self.refuse(path, format!("there is no side \"{text}\""), mend);
        }
        side
    }

    fn technique(&mut self, id: &str, path: &str) -> Option<(TechniqueId, Option<CptCode>, Contact)> {
        let found = self.catalog.technique(&TechniqueId::new(id));
        if found.is_none() {
            let known = self.catalog.techniques().iter().map(|t| t.id.as_str());
            let mend = did_you_mean(id, known);
            self.refuse(path, format!("there is no technique \"{id}\""), mend);
        }
        found.map(|t| (t.id.clone(), t.code, t.contact))
    }

    fn overlaps(&mut self, segments: &[Option<Segment>]) {
        let hands = |s: &&Segment| s.contact == Contact::OneOnOne;
        let placed: Vec<(usize, &Segment)> =
            segments.iter().enumerate().filter_map(|(i, s)| Some((i, s.as_ref().filter(hands)?))).collect();
        for (place, (index, segment)) in placed.iter().enumerate() {
            let clash = placed.iter().take(place).find(|(_, before)| before.overlaps(segment));
            if let Some((other, _)) = clash {
                let line =
                    self.document.line_of(&format!("{}segments[{other}].start", self.within)).unwrap_or_default();
                self.refuse(
                    &format!("segments[{index}].start"),
                    format!(
                        "the segment overlaps the one of line {line}, and one pair of hands does one thing at a time"
                    ),
                    "correct the times",
                );
            }
        }
    }

    fn pain(&mut self, key: &str, score: Option<i64>) -> Option<u8> {
        let score = score?;
        let told = u8::try_from(score).ok().filter(|s| *s <= 10);
        if told.is_none() {
            self.refuse(key, format!("pain {score} is not on the scale"), "tell it from 0 to 10");
        }
        told
    }
}
