//! With which of a patient's sessions of one day its charges are claimed: once, whatever is signed in which order.
//!
//! A signed note cannot say what was not known when it was signed. So the first one that is signed claims for all that are
//! billed together then; one that is signed later and knows more takes its place; a draft takes the place of nothing.

use std::collections::BTreeMap;
use std::fmt;

use chrono::NaiveDate;
use serde::{Deserialize, Serialize};

use super::Note;
use super::content::{Content, DayNote};
use crate::billing::Bill;
use crate::session::{Session, SessionId};

/// Where the charges of a day are claimed.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Claim {
    /// With this session.
    Here,
    /// With another.
    With(SessionId),
    /// With this session, in the place of what a note claims that was signed before this one was known.
    InPlaceOf(SessionId),
}

impl Claim {
    /// Whether the charges count with this session: of a note that is signed or not, and replaced or not.
    pub fn counts(&self, signed: bool, replaced: bool) -> bool {
        match self {
            Self::Here => !replaced,
            Self::With(_) => false,
            Self::InPlaceOf(_) => signed && !replaced,
        }
    }
}

/// Returns with which session the charges of a day are claimed: with the one whose signed note bills the same already; else
/// with the first that is not signed yet.
pub(super) fn claim(session: &Session, bill: &Bill, others: &[&Session]) -> Claim {
    let mates = bill.sessions.iter().filter(|id| **id != session.id);
    let signed: Vec<(&SessionId, Option<DayNote>)> =
        mates.filter_map(|id| Some((id, signed_day(others, id, bill.date)?))).collect();
    // Those that claim, and were not replaced themselves.
    let claims: Vec<(&SessionId, &DayNote)> = signed
        .iter()
        .filter_map(|(id, day)| Some((*id, day.as_ref().filter(|day| !matches!(day.claim, Claim::With(_)))?)))
        .collect();
    let replaced = |id: &SessionId| claims.iter().any(|(_, day)| day.claim == Claim::InPlaceOf(id.clone()));
    let standing: Vec<&(&SessionId, &DayNote)> = claims.iter().filter(|(id, _)| !replaced(id)).collect();
    if let Some((same, _)) = standing.iter().find(|(_, day)| day.bills_as(&bill.charges)) {
        return Claim::With((*same).clone());
    }
    let unsigned = bill.sessions.iter().find(|id| signed.iter().all(|(other, _)| *other != *id));
    if let Some(first) = unsigned.filter(|first| **first != session.id) {
        return Claim::With(first.clone());
    }
    standing.first().map_or(Claim::Here, |(id, _)| Claim::InPlaceOf((*id).clone()))
}

/// Returns what the signed note of a session says of a day, as far as it can be read; none where it is not signed.
#[expect(clippy::option_option, reason = "not signed is one thing, and nothing said of the day another")]
fn signed_day(others: &[&Session], id: &SessionId, date: NaiveDate) -> Option<Option<DayNote>> {
    let signature = others.iter().find(|other| other.id == *id)?.signature.as_ref()?;
    let days = Content::signed(signature, id).map(|content| content.days);
    Some(days.and_then(|days| days.into_iter().find(|day| day.date == date)))
}

/// Returns the sessions whose signed notes took the place of what another one charges, by day.
pub(super) fn replaced(session: &Session, others: &[&Session]) -> BTreeMap<NaiveDate, SessionId> {
    let near = |other: &&&Session| other.id != session.id && other.patient.may_be(&session.patient);
    let of = Claim::InPlaceOf(session.id.clone());
    let mut replaced = BTreeMap::new();
    for other in others.iter().filter(near) {
        let content = other.signature.as_ref().and_then(|signature| Content::signed(signature, &other.id));
        for day in content.into_iter().flat_map(|content| content.days).filter(|day| day.claim == of) {
            replaced.insert(day.date, other.id.clone());
        }
    }
    replaced
}

/// What is wrong with the claims of a day: something was changed after it had been signed together.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Astray {
    /// A signed note leaves its charges to another session, which bills them no more.
    Unclaimed(SessionId),
    /// A signed note claims for another session, too, which is not billed with it any more.
    Parted(SessionId, SessionId),
}

impl Astray {
    /// Returns it in a sentence, with sessions named by `name`.
    pub fn told(&self, name: impl Fn(&SessionId) -> String) -> String {
        match self {
            Self::Unclaimed(note) => {
                let note = name(note);
                format!(
                    "The charges of {note} were left to another session, which does not bill them: nobody claims them"
                )
            }
            Self::Parted(note, other) => {
                let (note, other) = (name(note), name(other));
                format!("The note of {note} claims for {other}, too, which is not billed with it any more")
            }
        }
    }
}

impl fmt::Display for Astray {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.told(|id| format!("session {id}")))
    }
}

/// What to do about it.
pub const ASTRAY: &str = "say so in an addendum, and tell the biller";

/// Returns what is wrong with the claims of a day, of all notes that may have to do with it. What was not held claims and
/// bills nothing.
pub fn astray(notes: &[Note], date: NaiveDate) -> Vec<Astray> {
    let held: Vec<&Note> = notes.iter().filter(|note| !note.content.was_not_held()).collect();
    let mut found = Vec::new();
    for note in held.iter().filter(|note| note.is_signed()) {
        let Some(day) = note.day(date) else { continue };
        let id = &note.content.session;
        if matches!(day.claim, Claim::With(_)) {
            // What adds no minute to any charge leaves nothing to be claimed.
            let adds = day.areas.iter().any(|line| line.code.is_some() && line.minutes.0 > 0);
            if adds && !held.iter().any(|other| claims_for(other, id, date)) {
                found.push(Astray::Unclaimed(id.clone()));
            }
        } else if note.claims(date) {
            let others = day.sessions.iter().filter(|other| *other != id);
            let parted = others.filter(|other| !held.iter().any(|known| is_billed_with(known, other, note, date)));
            found.extend(parted.map(|other| Astray::Parted(id.clone(), other.clone())));
        }
    }
    found
}

/// Whether another note bills a session's day, or will once it is signed.
fn claims_for(other: &Note, id: &SessionId, date: NaiveDate) -> bool {
    let bills = other.content.session != *id && other.day(date).is_some_and(|day| day.sessions.contains(id));
    bills && (!other.is_signed() || other.claims(date))
}

/// Whether a note is that of a session, and the session is still billed together with what another note claims.
fn is_billed_with(known: &Note, session: &SessionId, claiming: &Note, date: NaiveDate) -> bool {
    let Some(day) = known.day(date) else { return false };
    // What was signed before the claiming one was known does not name it.
    let worked = known.is_signed() && !day.areas.is_empty();
    known.content.session == *session
        && known.session.payer == claiming.content.payer.id
        && (worked || day.sessions.contains(&claiming.content.session))
}
