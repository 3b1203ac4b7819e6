//! The demonstration: a made-up day in a temporary store.

use chrono::TimeDelta;
use serde::Deserialize;

use crate::catalog::{AreaId, Catalog, CptCode, PayerId, Side, Spot, TechniqueId};
use crate::document::Document;
use crate::error::Failure;
use crate::note::{self, Letterhead};
use crate::session::{
    Event, PainTime, Patient, Recorded, Running, Section, Segment, SegmentNo, Session, SessionId, Stamp, Therapist,
};
use crate::store::Log;

#[derive(Deserialize)]
struct Day {
    session: Vec<Form>,
}

#[derive(Deserialize)]
struct Form {
    patient: Patient,
    payer: String,
    opened: String,
    closed: Option<String>,
    subjective: Option<String>,
    objective: Option<String>,
    justification: Option<String>,
    response: Option<String>,
    plan: Option<String>,
    home_care: Option<String>,
    /// Whether its note was signed soon after it ended.
    #[serde(default)]
    signed: bool,
    pain_before: Option<u8>,
    pain_after: Option<u8>,
    segments: Vec<Row>,
}

#[derive(Deserialize)]
struct Row {
    area: String,
    side: Option<Side>,
    technique: String,
    code: Option<CptCode>,
    code_reason: Option<String>,
    performer: Option<Therapist>,
    start: String,
    stop: Option<String>,
}

/// Who treats in the demonstration.
pub fn osei() -> Therapist {
    Therapist::from("J. Osei, PT".to_owned())
}

/// Makes the temporary folder; it goes with the returned value.
pub(super) fn folder() -> Result<tempfile::TempDir, Failure> {
    tempfile::Builder::new()
        .prefix("tableside-demo-")
        .tempdir()
        .map_err(|error| Failure::refused(format!("no temporary folder can be made: {error}"), "set TMPDIR"))
}

/// Records the made-up day as if it ended now.
pub fn fill(log: &mut dyn Log, catalog: &Catalog, now: Stamp) -> Result<(), Failure> {
    for (id, events) in day(catalog, now)? {
        let waits = note::waits(&Session::fold(&id, &events)?);
        log.append(&id, 0, &events, waits)?;
    }
    Ok(())
}

/// Returns the sessions of the made-up day.
pub fn day(catalog: &Catalog, now: Stamp) -> Result<Vec<(SessionId, Vec<Recorded>)>, Failure> {
    let document = Document::toml("day.toml (built in)", include_str!("../../assets/demo/day.toml"));
    let day: Day = document.parse()?;
    let sessions = day.session.iter().zip(1..);
    let mut all = Vec::new();
    for (form, n) in sessions {
        let id = SessionId::from_random([0, 0, 0, 0, n]);
        let mut events = events(form, catalog, now);
        if form.signed {
            events.extend(signature(&Session::fold(&id, &events)?, catalog, now));
        }
        all.push((id, events));
    }
    Ok(all)
}

fn events(form: &Form, catalog: &Catalog, now: Stamp) -> Vec<Recorded> {
    let opened = before(now, &form.opened);
    let therapist = osei();
    let first = Event::SessionOpened { patient: form.patient.clone(), payer: PayerId::new(&form.payer), therapist };
    let mut events = vec![Recorded::new(opened, &osei(), first)];
    events.extend(form.segments.iter().zip(1..).filter_map(|(row, no)| segment(row, SegmentNo(no), catalog, now)));
    for (time, score) in [(PainTime::Before, form.pain_before), (PainTime::After, form.pain_after)] {
        events.extend(
            score.map(|score| Recorded::new(opened, &osei(), Event::PainRecorded { time, score: Some(score) })),
        );
    }
    let texts = [&form.subjective, &form.objective, &form.justification, &form.response, &form.plan, &form.home_care];
    for (section, text) in Section::ALL.into_iter().zip(texts) {
        events.extend(text.clone().map(|text| Recorded::new(opened, &osei(), Event::NoteEdited { section, text })));
    }
    if let Some(closed) = form.closed.as_ref().map(|text| before(now, text)) {
        events.push(Recorded::new(closed, &osei(), Event::SessionFinished { closed }));
    }
    events
}

/// Returns the signature under a note, given a few minutes after its session.
fn signature(session: &Session, catalog: &Catalog, now: Stamp) -> Option<Recorded> {
    let note = note::compose(session, std::iter::empty(), catalog, &Letterhead::bare(), now);
    let (printed, digest) = note.to_sign()?;
    let at = session.closed? + TimeDelta::minutes(4);
    Some(Recorded::new(at, &osei(), Event::NoteSigned { digest, printed }))
}

fn segment(row: &Row, no: SegmentNo, catalog: &Catalog, now: Stamp) -> Option<Recorded> {
    let technique = catalog.technique(&TechniqueId::new(&row.technique))?;
    let spot = Spot { area: AreaId::new(&row.area), side: row.side };
    let start = before(now, &row.start);
    let (id, code, contact) = (technique.id.clone(), row.code.or(technique.code), technique.contact);
    Some(match &row.stop {
        Some(stop) => {
            let stop = before(now, stop);
            let (code_reason, performer) = (row.code_reason.clone(), row.performer.clone());
            let segment =
                Segment { no, spot, technique: id, code, code_reason, contact, performer, step: None, start, stop };
            Recorded::new(stop, &osei(), Event::SegmentRecorded { segment })
        }
        None => {
            let (code_reason, performer) = (row.code_reason.clone(), row.performer.clone());
            let started = Running { no, spot, technique: id, code, code_reason, contact, performer, step: None, start };
            let event = Event::SegmentStarted { started, replaces: None };
            Recorded::new(start, &osei(), event)
        }
    })
}

/// Reads "8:42" as so many minutes and seconds before now.
fn before(now: Stamp, text: &str) -> Stamp {
    let (minutes, seconds) = text.split_once(':').unwrap_or((text, "0"));
    let number = |digits: &str| digits.parse::<i64>().unwrap_or(0);
    now - TimeDelta::minutes(number(minutes)) - TimeDelta::seconds(number(seconds))
}
