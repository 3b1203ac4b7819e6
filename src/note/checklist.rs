//! What an auditor would miss in a note, and how far the note is.

use std::fmt;

use crate::billing::Bill;
use crate::catalog::{CptCode, Kind};
use crate::session::{Section, Session};

/// Something that a complete note has and this one lacks.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Missing {
    /// The session has not been finished.
    End,
    /// Nothing was timed.
    Treatment,
    /// Pain before.
    PainBefore,
    /// Pain after.
    PainAfter,
    /// A written section.
    Text(Section),
    /// Which code gets the unit of a tie.
    Tie,
    /// What an unlisted code was.
    Description(CptCode),
}

impl fmt::Display for Missing {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::End => "end of session",
            Self::Treatment => "any treatment",
            Self::PainBefore => "pain before",
            Self::PainAfter => "pain after",
            Self::Tie => "which code gets the unit of a tie (U)",
            Self::Description(code) => return write!(f, "what {code} was (U)"),
            Self::Text(Section::Subjective) => "subjective",
            Self::Text(Section::Objective) => "objective findings",
            Self::Text(Section::Justification) => "justification",
            Self::Text(Section::Response) => "response",
            Self::Text(Section::Plan) => "plan",
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
    /// There is none: the session was not held.
    NotHeld,
}

/// Whether a session is unfinished business: its note is not complete.
pub fn waits(session: &Session) -> bool {
    !matches!(status(session), Status::Ready | Status::NotHeld)
}

impl Status {
    /// Returns how far the note of a session is of which so many things are missing.
    pub(super) fn of(session: &Session, missing: usize) -> Self {
        match missing {
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

/// Returns what is missing from the note of a session, in the order of the note. Subjective and objective text
/// are welcome but not asked for.
pub fn missing(session: &Session) -> Vec<Missing> {
    if session.was_not_held() {
        return Vec::new();
    }
    let written = |section| session.texts.contains_key(&section);
    let checks = [
        (Missing::End, session.closed.is_some()),
        (Missing::Treatment, !session.segments.is_empty() || session.is_timing()),
        (Missing::PainBefore, session.pain_before.is_some()),
        (Missing::PainAfter, session.pain_after.is_some()),
        (Missing::Text(Section::Justification), written(Section::Justification)),
        (Missing::Text(Section::Response), written(Section::Response)),
        (Missing::Text(Section::Plan), written(Section::Plan)),
    ];
    checks.into_iter().filter(|(_, there)| !there).map(|(what, _)| what).collect()
}

/// Returns how far the note of a session is, as far as the session itself tells.
pub fn status(session: &Session) -> Status {
    Status::of(session, missing(session).len())
}

/// Returns how far the note of a session is, with what the bill of a day leaves open.
pub fn status_on(session: &Session, bill: &Bill) -> Status {
    Status::of(session, missing(session).len() + open(bill).len())
}
