//! What [`super::update()`] asks to be done outside, and what came of it. Plain data.

use chrono::NaiveDate;

use super::Known;
use crate::note::Note;
use crate::session::{Recorded, SessionId};

/// Something to be done outside.
#[derive(Debug, Clone, PartialEq)]
pub enum Effect {
    /// Read the sessions of a day, and those before it.
    LoadDay(NaiveDate),
    /// Read sessions afresh, for a purpose.
    LoadSessions(Vec<SessionId>, Then),
    /// Read the patients that were treated before, latest first.
    LoadPatients,
    /// Begin a new stream with its first event, under an id of the doer's choice.
    Open(Recorded),
    /// Append events to a stream that already has `expected` of them.
    Append {
        /// The stream.
        id: SessionId,
        /// How many events it has.
        expected: u64,
        /// The events.
        events: Vec<Recorded>,
    },
    /// Write notes to the export folder.
    Export(Vec<Note>),
    /// Say when all that was asked before is done, so that the program can be left.
    Leave,
}

/// What sessions are read for. The store is the truth: another window may have written to it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Then {
    /// To go to it.
    Show,
    /// To have in memory what it is billed together with.
    Around,
    /// To put what was not written on top of it.
    Rebase,
    /// To export their notes.
    Export,
}

/// Why an effect failed: what to say.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Trouble {
    /// One sentence: what went wrong, and the mend.
    pub text: String,
    /// Whether another window was quicker, so that the session must be read afresh.
    pub conflict: bool,
}

/// What came of an effect.
#[derive(Debug, Clone, PartialEq)]
pub enum Done {
    /// The sessions of a day.
    Day {
        /// The day.
        date: NaiveDate,
        /// Its sessions, by opening time.
        sessions: Vec<(SessionId, Vec<Recorded>)>,
        /// Those before it, by opening time.
        earlier: Vec<(SessionId, Vec<Recorded>)>,
        /// Those of the day after it: a session over midnight is billed with them.
        next: Vec<(SessionId, Vec<Recorded>)>,
        /// Why some sessions cannot be read.
        damage: Vec<String>,
    },
    /// Sessions, read for a purpose.
    Sessions {
        /// What they are.
        sessions: Vec<(SessionId, Vec<Recorded>)>,
        /// Those of the same days and the days around them, with which they may be billed together.
        around: Vec<(SessionId, Vec<Recorded>)>,
        /// What they were read for.
        then: Then,
        /// Why some cannot be read.
        damage: Vec<String>,
    },
    /// The patients treated before.
    Patients(Vec<Known>),
    /// A session was opened.
    Opened(SessionId, Recorded),
    /// A stream now has so many events.
    Appended(SessionId, u64),
    /// An append failed; nothing was written.
    NotAppended(SessionId, Trouble),
    /// So many files were written to a folder.
    Exported {
        /// How many.
        files: usize,
        /// The folder.
        folder: String,
    },
    /// All that was asked before leaving is done.
    Leave,
    /// Something else failed.
    Failed(Trouble),
}
