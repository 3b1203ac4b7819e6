//! What was done with the record: who unlocked it, looked at what, exported, changed who may unlock.
//!
//! Facts like a session's events, in a stream of their own. They name sessions and therapists, never a patient.

use std::fmt;

use chrono::NaiveDate;
use serde::{Deserialize, Serialize};

use crate::session::{Session, SessionId, Stamp, Therapist};

/// Something done with the record. The log keeps these for ever, so a variant is added, never bent.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "type", rename_all = "kebab-case")]
pub enum Deed {
    /// The record was set up.
    SetUp,
    /// It was unlocked.
    Unlocked,
    /// A passphrase was wrong.
    UnlockFailed {
        /// Whose it should have been.
        therapist: String,
    },
    /// The screen was locked.
    Locked,
    /// The sessions of a day were listed.
    DayListed {
        /// The day.
        day: NaiveDate,
    },
    /// A session was opened by its therapist.
    SessionOpened {
        /// Which.
        session: SessionId,
    },
    /// A session of another therapist was opened.
    OthersSessionOpened {
        /// Which.
        session: SessionId,
        /// Whose.
        of: Therapist,
    },
    /// A patient's past was shown.
    HistoryShown {
        /// The sessions of it.
        sessions: Vec<SessionId>,
    },
    /// Notes were exported.
    Exported {
        /// Of which sessions.
        sessions: Vec<SessionId>,
    },
    /// A therapist may unlock from now on.
    TherapistAdded {
        /// Who.
        therapist: Therapist,
        /// The digest of the slot.
        slot: String,
    },
    /// A therapist may unlock no more.
    TherapistRemoved {
        /// Who.
        therapist: Therapist,
    },
    /// A passphrase was changed.
    PassphraseChanged {
        /// Whose.
        therapist: Therapist,
        /// The digest of the new slot.
        slot: String,
    },
    /// A recovery code was made; the one before counts no more.
    RecoveryCodeMade {
        /// The digest of its slot.
        slot: String,
    },
    /// The record was copied.
    BackedUp,
    /// A backup was put in the record's place.
    Restored,
    /// The index was built anew from the log.
    IndexRebuilt,
    /// Something that was done before anybody unlocked could not be read any more.
    DoorstepDamaged,
    /// The program was told another time than the computer's.
    ClockTold,
    /// The computer slept while something was timed.
    Slept {
        /// The last instant before.
        from: Stamp,
    },
    /// The computer's clock was changed while something was timed.
    ClockChanged {
        /// By how many seconds; negative where it was set back.
        seconds: i64,
    },
}

impl Deed {
    /// Returns what it is when somebody opens a session: another's is told apart.
    pub fn opened(session: &Session, by: &Therapist) -> Self {
        let id = session.id.clone();
        if session.therapist == *by {
            Self::SessionOpened { session: id }
        } else {
            Self::OthersSessionOpened { session: id, of: session.therapist.clone() }
        }
    }
}

impl fmt::Display for Deed {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::SetUp => f.write_str("set the record up"),
            Self::Unlocked => f.write_str("unlocked the record"),
            Self::UnlockFailed { therapist } => write!(f, "a wrong passphrase for {therapist}"),
            Self::Locked => f.write_str("locked the screen"),
            Self::DayListed { day } => write!(f, "listed the sessions of {day}"),
            Self::SessionOpened { session } => write!(f, "opened session {session}"),
            Self::OthersSessionOpened { session, of } => write!(f, "opened session {session} of {of}"),
            Self::HistoryShown { sessions } => {
                let sessions: Vec<&str> = sessions.iter().map(SessionId::as_str).collect();
                write!(f, "looked at a history: {}", sessions.join(", "))
            }
            Self::Exported { sessions } => {
                let sessions: Vec<&str> = sessions.iter().map(SessionId::as_str).collect();
                write!(f, "exported {}", sessions.join(", "))
            }
            Self::TherapistAdded { therapist, .. } => write!(f, "let {therapist} unlock"),
            Self::TherapistRemoved { therapist } => write!(f, "let {therapist} unlock no more"),
            Self::PassphraseChanged { therapist, .. } => write!(f, "changed the passphrase of {therapist}"),
            Self::RecoveryCodeMade { .. } => f.write_str("made a recovery code"),
            Self::BackedUp => f.write_str("copied the record"),
            Self::Restored => f.write_str("put a backup in the record's place"),
            Self::IndexRebuilt => f.write_str("built the index anew"),
            Self::DoorstepDamaged => f.write_str("something done before anybody unlocked cannot be read any more"),
            Self::ClockTold => f.write_str("told the program another time than the computer's"),
            Self::Slept { from } => write!(f, "the computer slept from {}", from.format("%Y-%m-%d %H:%M:%S")),
            Self::ClockChanged { seconds } => write!(f, "the computer's clock was changed by {seconds} s"),
        }
    }
}

/// A deed, with when it was done and by whom.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Entry {
    /// The version of the entry's form.
    pub v: u32,
    /// When.
    pub at: Stamp,
    /// Who; none where nobody was known yet, as at a wrong passphrase.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub by: Option<Therapist>,
    /// What.
    pub deed: Deed,
}

impl Entry {
    /// The form written today.
    pub const VERSION: u32 = 1;

    /// Returns the entry of a deed.
    pub fn new(at: Stamp, by: Option<Therapist>, deed: Deed) -> Self {
        Self { v: Self::VERSION, at, by, deed }
    }
}
