//! What [`super::update()`] asks to be done outside, and what came of it. Plain data.

use std::path::PathBuf;

use chrono::NaiveDate;

use super::{Known, Reminder, Windows};
use crate::audit::Entry;
use crate::export::{DayBook, Unsigned};
use crate::note::Astray;
use crate::secret::Secret;
use crate::session::{Patient, Recorded, SessionId, Stamp, Therapist};

/// Something to be done outside.
#[derive(Debug, Clone, PartialEq)]
pub enum Effect {
    /// Read the sessions of a day, and those before it.
    LoadDay(NaiveDate),
    /// The same, to export the notes of the day.
    LoadDayToExport(NaiveDate, How),
    /// Read sessions afresh, for a purpose.
    LoadSessions(Vec<SessionId>, Then),
    /// Read the patients that were treated before, latest first.
    LoadPatients,
    /// Read the past of a patient: at most so many sessions, the latest.
    LoadHistory(Patient, usize),
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
        /// Whether the session is unfinished business after them.
        waits: bool,
    },
    /// Write down what was done with the record.
    Witness(Vec<Entry>),
    /// Say whether another window has written since this was last asked.
    Look,
    /// Say that these sessions are being timed.
    Alive(Vec<SessionId>, Stamp),
    /// Remind of something: by the bell, and by what the configuration says is to be run.
    Remind {
        /// Of what.
        reminders: Vec<Reminder>,
        /// Whether the bell rings.
        bell: bool,
    },
    /// Put a text on the clipboard, or take it off again.
    Copy(Option<String>),
    /// Let a text be edited in the person's own editor.
    EditElsewhere(String),
    /// Make a recovery code.
    NewCode,
    /// Set the record up, and unlock it.
    SetUp(Box<SetUp>),
    /// Say who may unlock the record.
    LoadTherapists,
    /// Unlock the record for somebody.
    Unlock {
        /// Who.
        therapist: Therapist,
        /// With what.
        passphrase: Secret,
        /// When it was asked.
        at: Stamp,
    },
    /// Copy the record to another file, with the events that could not be written.
    Rescue {
        /// The file.
        file: PathBuf,
        /// What waits.
        waiting: Vec<Waiting>,
    },
    /// Prove that somebody is who they say, to sign a session's note.
    Prove {
        /// Who.
        therapist: Therapist,
        /// With what.
        passphrase: Secret,
        /// The session.
        of: SessionId,
        /// When it was asked.
        at: Stamp,
    },
    /// Write notes to the export folder.
    Export(Box<Export>),
    /// Copy the record to the folder of backups, under the name of the day.
    BackUp(Stamp),
    /// Say when all that was asked before is done, so that the program can be left.
    Leave,
}

/// Notes that are to be exported.
#[derive(Debug, Clone, PartialEq)]
pub struct Export {
    /// The notes, and what stays behind.
    pub book: DayBook,
    /// Whether the documents of the whole day are written, or those of the notes alone.
    pub whole: bool,
    /// Whether what stands there and says something else is written over.
    pub force: bool,
    /// What is written down of it, before it is done.
    pub entry: Entry,
    /// What was asked for, to ask for it again.
    pub again: Exporting,
}

/// What was asked to be exported.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Exporting {
    /// The notes of a day; drafts too, where that was asked for.
    Day(NaiveDate, bool),
    /// One note.
    Note(SessionId),
}

/// What was exported.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Exported {
    /// How many files.
    pub files: usize,
    /// How many of them stood there already.
    pub unchanged: usize,
    /// Their folder.
    pub folder: String,
    /// Where the record ended with the last of these sessions.
    pub head: String,
    /// What is not signed, and stayed behind.
    pub unsigned: Vec<Unsigned>,
    /// What is wrong with the claims of the day.
    pub astray: Vec<Astray>,
}

/// What the record is set up with.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SetUp {
    /// Who may unlock it.
    pub therapist: Therapist,
    /// With what.
    pub passphrase: Secret,
    /// The recovery code, as it was shown.
    pub code: Secret,
    /// The same, as it was typed back.
    pub typed: Secret,
    /// The folder for exports, where it was asked for.
    pub exports: Option<String>,
    /// When it was asked.
    pub at: Stamp,
}

/// Events that wait to be written.
#[derive(Debug, Clone, PartialEq)]
pub struct Waiting {
    /// Their stream.
    pub id: SessionId,
    /// How many events it has.
    pub expected: u64,
    /// What waits.
    pub events: Vec<Recorded>,
    /// Whether the session is unfinished business after them.
    pub waits: bool,
}

/// What sessions are read for. The store is the truth: another window may have written to it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Then {
    /// To go to it.
    Show,
    /// To have in memory what it is billed together with.
    Around,
    /// To see what another window did.
    Refresh,
    /// To put what was not written on top of it.
    Rebase,
    /// To ask for the signature under a note.
    Sign,
    /// To sign it, after whoever signs has proved who they are.
    Signed,
    /// To export their notes.
    Export(How),
    /// To export the notes of a day.
    ExportDay(How),
}

/// How notes are to be exported.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct How {
    /// Whether drafts leave, too.
    pub drafts: bool,
    /// Whether what stands there and says something else is written over.
    pub force: bool,
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
        /// The last signs of life of whoever timed them.
        signs: Vec<(SessionId, Stamp)>,
        /// How many more wait, of days before those.
        more: usize,
        /// The days of its week, each with how many sessions were opened.
        week: Vec<(NaiveDate, usize)>,
        /// Why some sessions cannot be read.
        damage: Vec<String>,
        /// How its notes are to be exported, where they are.
        exports: Option<How>,
    },
    /// Sessions, read for a purpose.
    Sessions {
        /// What they are.
        sessions: Vec<(SessionId, Vec<Recorded>)>,
        /// Those of the same days and the days around them, with which they may be billed together.
        around: Vec<(SessionId, Vec<Recorded>)>,
        /// The last signs of life of whoever timed them.
        signs: Vec<(SessionId, Stamp)>,
        /// What they were read for.
        then: Then,
        /// Why some cannot be read.
        damage: Vec<String>,
    },
    /// The patients treated before.
    Patients(Vec<Known>),
    /// The past of a patient, the latest session first; and why some of it cannot be read.
    History(Patient, Vec<(SessionId, Vec<Recorded>)>, Vec<String>),
    /// A session was opened.
    Opened(SessionId, Recorded),
    /// A stream now has so many events.
    Appended(SessionId, u64),
    /// An append failed; nothing was written.
    NotAppended(SessionId, Trouble),
    /// So many of so many notes are ready to be written.
    Exporting {
        /// How many.
        done: usize,
        /// Of how many.
        of: usize,
    },
    /// Notes were written to a folder.
    Exported(Exported),
    /// Nothing was: so many files there say something else.
    ExportDiffers(Exporting, usize),
    /// Somebody proved who they are, to sign a session's note.
    Proved(SessionId),
    /// They did not: why, and after how many seconds it may be tried again.
    NotProved(Trouble, i64),
    /// A text as it was left in the person's own editor; or why it was not.
    Edited(Result<String, String>),
    /// It was written down.
    Witnessed,
    /// What other windows do.
    Looked {
        /// Whether one has written.
        changed: bool,
        /// Which have the record open.
        windows: Windows,
    },
    /// A sign of life was given; none where it could not be, and is given again a second later.
    Alive(Option<Stamp>),
    /// The record was copied to the folder of backups.
    BackedUp,
    /// A recovery code that was never shown before.
    Code(Secret),
    /// Who may unlock the record.
    Therapists(Vec<Therapist>),
    /// The record is unlocked for somebody; and what went wrong beside it.
    Unlocked(Therapist, Option<Trouble>),
    /// It is not: why, and after how many seconds it may be tried again.
    NotUnlocked(Trouble, i64),
    /// The record was copied to a file, with what waited; and why some of that did not fit.
    Rescued(PathBuf, Option<Trouble>),
    /// All that was asked before leaving is done.
    Leave,
    /// Something else failed.
    Failed(Trouble),
}
