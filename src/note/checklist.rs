//! What an auditor would miss in a note, and how far the note is.

use std::fmt;

use serde::{Deserialize, Serialize};

use super::blanks;
use crate::billing::Bill;
use crate::catalog::{Catalog, CptCode, Kind, Spot};
use crate::session::{Section, Session};

/// Something that a complete note has and this one lacks.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Missing {
    /// The session has not been finished.
    End,
    /// Nothing was timed.
    Treatment,
    /// The credentials of whoever treated.
    Credentials,
    /// Pain before.
    PainBefore,
    /// Pain after.
    PainAfter,
    /// A written section.
    Text(Section),
    /// A section for which an earlier note's text lies ready, and nobody has confirmed it.
    Unconfirmed(Section),
    /// A section in which a blank is left open.
    Blank(Section),
    /// An answer of an area in which a blank is left open.
    BlankResponse,
    /// An answer of an area that was not treated.
    StrayResponse,
    /// Which code gets the unit of a tie.
    Tie,
    /// What an unlisted code was.
    Description(CptCode),
}

impl fmt::Display for Missing {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let section = |section: &Section| match section {
            Section::Subjective => "subjective",
            Section::Objective => "objective findings",
            Section::Justification => "justification",
            Section::Response => "response",
            Section::Plan => "plan",
            Section::HomeCare => "home care",
        };
        f.write_str(match self {
            Self::End => "end of session",
            Self::Treatment => "any treatment",
            Self::Credentials => "the therapist's credentials",
            Self::PainBefore => "pain before",
            Self::PainAfter => "pain after",
            Self::StrayResponse => "response by area (of one that was not treated)",
            Self::BlankResponse => "response by area (a blank is open)",
            Self::Tie => "which code gets the unit of a tie",
            Self::Description(code) => return write!(f, "what {code} was"),
            Self::Text(which) => section(which),
            Self::Unconfirmed(which) => return write!(f, "{} (copied, not confirmed)", section(which)),
            Self::Blank(which) => return write!(f, "{} (a blank is open)", section(which)),
        })
    }
}

/// How far a session's note is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Status {
    /// A clock of the session runs.
    Running,
    /// So many things are missing.
    Draft(usize),
    /// Nothing is missing; it waits for its signature.
    Ready,
    /// It is signed, with so many addenda below.
    Signed(usize),
    /// There is none: the session was not held.
    NotHeld,
}

/// Whether a session is unfinished business: its note is not signed.
pub fn waits(session: &Session) -> bool {
    session.signature.is_none() && !session.was_not_held()
}

impl Status {
    /// Returns how far the note of a session is of which so many things are missing.
    pub(super) fn of(session: &Session, missing: usize) -> Self {
        match missing {
            _ if session.signature.is_some() => Self::Signed(session.addenda.len()),
            _ if session.is_timing() => Self::Running,
            _ if session.was_not_held() => Self::NotHeld,
            0 => Self::Ready,
            missing => Self::Draft(missing),
        }
    }
}

impl fmt::Display for Status {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Running => f.pad("running"),
            Self::Draft(missing) => f.pad(&format!("draft: {missing} missing")),
            Self::Ready => f.pad("ready"),
            Self::Signed(0) => f.pad("signed"),
            Self::Signed(1) => f.pad("signed +1 addendum"),
            Self::Signed(addenda) => f.pad(&format!("signed +{addenda} addenda")),
            Self::NotHeld => f.pad("not held"),
        }
    }
}

/// Returns what the bill of a day leaves open to the therapist.
pub(super) fn open(bill: &Bill) -> Vec<Missing> {
    let ties = bill.choices.iter().map(|_| Missing::Tie);
    let unlisted = bill.charges.iter().filter(|c| c.kind == Kind::Unlisted && c.units.0 > 0 && c.described.is_none());
    ties.chain(unlisted.map(|charge| Missing::Description(charge.code))).collect()
}

/// Returns what is missing from the note of a session, in the order of the note. Subjective, objective and home care are
/// welcome, and asked for where the payer does.
pub fn missing(session: &Session, catalog: &Catalog) -> Vec<Missing> {
    if session.was_not_held() || session.signature.is_some() {
        return Vec::new();
    }
    let asks = |word: &str| catalog.payer(&session.payer).is_some_and(|payer| payer.asks.contains(word));
    let treated = !session.segments.is_empty() || session.is_timing();
    let facts = [
        (Missing::End, session.closed.is_some()),
        (Missing::Treatment, treated),
        (Missing::Credentials, !session.therapist.credentials.is_empty()),
        (Missing::PainBefore, session.pain_before.is_some()),
        (Missing::PainAfter, session.pain_after.is_some()),
    ];
    let lacking = facts.into_iter().filter(|(_, there)| !there).map(|(what, _)| what);
    let texts = Section::ALL.into_iter().filter_map(|section| {
        let always = matches!(section, Section::Justification | Section::Response | Section::Plan);
        match session.texts.get(&section) {
            Some(text) => text.contains(blanks::OPEN).then_some(Missing::Blank(section)),
            None if session.copied.contains_key(&section) => Some(Missing::Unconfirmed(section)),
            None => (always || asks(section.word())).then_some(Missing::Text(section)),
        }
    });
    let open = session.responses.values().any(|text| text.contains(blanks::OPEN));
    let worked = |spot: &Spot| session.segments.iter().any(|segment| segment.spot == *spot) || session.is_timing();
    let stray = session.responses.keys().any(|spot| !worked(spot));
    let answers = [(open, Missing::BlankResponse), (stray, Missing::StrayResponse)];
    lacking.chain(texts).chain(answers.into_iter().filter(|(there, _)| *there).map(|(_, what)| what)).collect()
}

/// Returns how far the note of a session is, as far as the session itself tells.
pub fn status(session: &Session, catalog: &Catalog) -> Status {
    Status::of(session, missing(session, catalog).len())
}

/// Returns how far the note of a session is, with what the bill of a day leaves open.
pub fn status_on(session: &Session, bill: &Bill, catalog: &Catalog) -> Status {
    Status::of(session, missing(session, catalog).len() + open(bill).len())
}
