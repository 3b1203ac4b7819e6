//! The documentation note: composed from a session and its bill, never stored.
//!
//! Holds everything that a note must say, in order, as values; `export` gives them a form. Pure.

mod account;
mod checklist;

pub use account::{bill, rules};
pub use checklist::{Missing, Status, missing, status};

use chrono::TimeDelta;

use crate::billing::{self, Bill, Minutes};
use crate::catalog::{Catalog, CptCode, Spot};
use crate::session::{Section, Segment, Session, Stamp};

/// What the clinic prints on every note.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Letterhead {
    /// The clinic's name; empty where none is configured.
    pub clinic: String,
    /// The word for the person treated: "patient" or "client".
    pub patient: String,
}

/// A note, ready to be given a form.
#[derive(Debug, Clone, PartialEq)]
pub struct Note {
    /// What stands above it.
    pub letterhead: Letterhead,
    /// The session it documents, as recorded.
    pub session: Session,
    /// The payer's name.
    pub payer: String,
    /// What the biller must know of the payer; empty where nothing.
    pub payer_remark: String,
    /// How far it is.
    pub status: Status,
    /// What an auditor would miss.
    pub missing: Vec<Missing>,
    /// The treatment, segment by segment.
    pub rows: Vec<Row>,
    /// Whole minutes by code and area; those of a code add up to the code's, those without one to theirs.
    pub areas: Vec<AreaLine>,
    /// Charges, minutes, choices and warnings.
    pub bill: Bill,
}

/// One segment of the treatment table.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Row {
    /// The segment.
    pub segment: Segment,
    /// The area and side in words.
    pub spot: String,
    /// The technique in words.
    pub technique: String,
}

/// The time of one code on one area.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AreaLine {
    /// The code; none where the technique has none.
    pub code: Option<CptCode>,
    /// The area and side in words.
    pub spot: String,
    /// The exact time.
    pub time: TimeDelta,
    /// Its whole minutes.
    pub minutes: Minutes,
}

/// Composes the note of a session as it stands now.
pub fn compose(session: &Session, catalog: &Catalog, letterhead: &Letterhead, now: Stamp) -> Note {
    let segments = session.segments_at(now);
    let bill = bill(session, catalog, now);
    let payer = catalog.payer(&session.payer);
    Note {
        letterhead: letterhead.clone(),
        payer: payer.map_or_else(|| session.payer.to_string(), |p| p.name.clone()),
        payer_remark: payer.map(|p| p.remark.clone()).unwrap_or_default(),
        status: status(session),
        missing: missing(session),
        areas: areas(&segments, &bill, catalog),
        rows: segments
            .into_iter()
            .map(|segment| Row {
                spot: catalog.spot_name(&segment.spot),
                technique: catalog.technique_name(&segment.technique),
                segment,
            })
            .collect(),
        session: session.clone(),
        bill,
    }
}

fn areas(segments: &[Segment], bill: &Bill, catalog: &Catalog) -> Vec<AreaLine> {
    let coded = bill.charges.iter().map(|c| (Some(c.code), c.minutes));
    coded
        .chain(account::without_code(segments).map(|minutes| (None, minutes)))
        .flat_map(|(code, total)| {
            let spots = times_by_spot(segments.iter().filter(|s| s.code == code));
            let times: Vec<TimeDelta> = spots.iter().map(|(_, time)| *time).collect();
            let minutes = billing::apportion(total, &times);
            let line = |((spot, time), minutes): ((Spot, TimeDelta), Minutes)| AreaLine {
                code,
                spot: catalog.spot_name(&spot),
                time,
                minutes,
            };
            spots.into_iter().zip(minutes).map(line).collect::<Vec<_>>()
        })
        .collect()
}

fn times_by_spot<'a>(segments: impl Iterator<Item = &'a Segment>) -> Vec<(Spot, TimeDelta)> {
    let mut spots: Vec<(Spot, TimeDelta)> = Vec::new();
    for segment in segments {
        match spots.iter_mut().find(|(spot, _)| *spot == segment.spot) {
            Some((_, time)) => *time += segment.time(),
            None => spots.push((segment.spot.clone(), segment.time())),
        }
    }
    spots
}

impl Note {
    /// Returns a section's text, when something was written.
    pub fn text(&self, section: Section) -> Option<&str> {
        self.session.texts.get(&section).map(String::as_str)
    }

    /// Returns the sentence on pain, when any was told.
    pub fn pain(&self) -> Option<String> {
        let told = |score: Option<u8>| score.map_or_else(|| "not recorded".to_owned(), |s| format!("{s} of 10"));
        let (before, after) = (self.session.pain_before, self.session.pain_after);
        (before.is_some() || after.is_some()).then(|| format!("before {}, after {}", told(before), told(after)))
    }
}
