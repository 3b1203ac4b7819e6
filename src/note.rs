//! The documentation note: composed from a session and its bill, never stored.
//!
//! Holds everything that a note must say, in order, as values; `export` gives them a form. Pure.

mod account;
mod checklist;

pub use account::{Account, AreaLine, account_on, accounts};
pub use checklist::{Missing, Status, missing, status, status_on, waits};

use crate::catalog::{Catalog, Rule};
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
    /// Minutes, charges, choices and warnings of its days: one, or two where it goes over midnight.
    pub days: Vec<Account>,
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

/// Composes the note of a session as it stands now. `others` may hold any sessions; those of the same patient on the same
/// day are billed together with it.
pub fn compose<'a>(
    session: &'a Session,
    others: impl Iterator<Item = &'a Session>,
    catalog: &'a Catalog,
    letterhead: &Letterhead,
    now: Stamp,
) -> Note {
    let payer = catalog.payer(&session.payer);
    let days = account::accounts(session, others, catalog, now);
    let missing: Vec<Missing> =
        missing(session).into_iter().chain(days.iter().flat_map(|day| checklist::open(&day.bill))).collect();
    Note {
        letterhead: letterhead.clone(),
        payer: payer.map_or_else(|| session.payer.to_string(), |p| p.name.clone()),
        payer_remark: payer.map(|p| p.remark.clone()).unwrap_or_default(),
        status: Status::of(session, missing.len()),
        missing,
        days,
        rows: session
            .segments_at(now)
            .into_iter()
            .map(|segment| Row {
                spot: catalog.spot_name(&segment.spot),
                technique: catalog.technique_name(&segment.technique),
                segment,
            })
            .collect(),
        session: session.clone(),
    }
}

impl Note {
    /// Returns the rule of the note's payer.
    pub fn rule(&self) -> Rule {
        self.days.first().map_or(Rule::None, |day| day.bill.rule)
    }

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
