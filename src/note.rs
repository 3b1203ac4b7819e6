//! The documentation note: composed from a session and its bill while it is a draft; once it is signed, as it was signed.
//!
//! Holds everything that a note must say, in order, as values; `export` gives them a form. Pure.

mod account;
mod blanks;
mod checklist;
mod claim;
mod content;
mod line;

pub use account::{Account, AreaLine, account_on, accounts};
pub use blanks::filled;
pub use checklist::{Missing, Status, missing, status, status_on, waits};
pub use claim::{ASTRAY, Astray, Claim, astray};
pub use content::{ChargeLine, Content, DayNote, Letterhead, Payer, Response, Row, VERSION};
pub use line::{DayLine, line_on};

use std::collections::BTreeMap;

use chrono::NaiveDate;

use crate::catalog::Catalog;
use crate::session::{Session, SessionId, Signature, Stamp};

/// A note, ready to be given a form.
#[derive(Debug, Clone, PartialEq)]
pub struct Note {
    /// What it says.
    pub content: Content,
    /// How far it is.
    pub status: Status,
    /// Whether what was signed can be read by this program. Where it cannot, the content is what the record says now, and no
    /// document is made of it.
    pub legible: bool,
    /// The sessions whose signed notes took the place of its charges, by day.
    pub replaced: BTreeMap<NaiveDate, SessionId>,
    /// The session that it documents, with its signature and addenda.
    pub session: Session,
}

/// Composes the note of a session as it stands now, or returns it as it was signed. `others` may hold any sessions; those
/// of the same patient on the same day are billed together with it.
pub fn compose<'a>(
    session: &'a Session,
    others: impl Iterator<Item = &'a Session>,
    catalog: &'a Catalog,
    letterhead: &Letterhead,
    now: Stamp,
) -> Note {
    let others: Vec<&Session> = others.collect();
    let signed = session.signature.as_ref().and_then(|signature| Content::signed(signature, &session.id));
    let legible = session.signature.is_none() || signed.is_some();
    let content = signed.unwrap_or_else(|| content::of(session, &others, catalog, letterhead, now));
    let status = Status::of(session, content.missing.len());
    Note { content, status, legible, replaced: claim::replaced(session, &others), session: session.clone() }
}

impl Note {
    /// Returns the note as it is signed, in JSON, and its digest. The same note has the same text.
    pub fn to_sign(&self) -> Option<(String, String)> {
        let printed = serde_json::to_string(&self.content).ok()?;
        let digest = Signature::digest(&printed);
        Some((printed, digest))
    }

    /// Returns what it says of a day.
    pub fn day(&self, date: NaiveDate) -> Option<&DayNote> {
        self.content.days.iter().find(|day| day.date == date)
    }

    /// Whether its charges of a day count with it: a day's are claimed once, however many sessions share them.
    pub fn claims(&self, date: NaiveDate) -> bool {
        let replaced = self.replaced.contains_key(&date);
        self.day(date).is_some_and(|day| day.claim.counts(self.is_signed(), replaced))
    }

    /// Whether it is signed.
    pub fn is_signed(&self) -> bool {
        self.session.signature.is_some()
    }
}
