//! The record: an append-only log of events, one stream for each session.
//!
//! Written before the screen says so, all or none of an append, durable when it returns. Knows nothing of rules and
//! screens, and puts no patient's data into an error.

mod log;
mod seal;

use std::path::PathBuf;

use chrono::NaiveDate;

pub use log::SqliteLog;

use crate::session::{Recorded, SessionId, Stamp};

/// The name of the store's file in its folder.
pub const FILE: &str = "tableside.db";

/// An append-only log of events.
pub trait Log {
    /// Appends events to a stream that already has `expected` of them, all or none. Returns how many it then has.
    fn append(&mut self, stream: &SessionId, expected: u64, events: &[Recorded]) -> Result<u64, StoreError>;

    /// Returns the events of a stream, in order.
    fn read(&self, stream: &SessionId) -> Result<Vec<Recorded>, StoreError>;

    /// Returns all streams, by the time of their opening.
    fn streams(&self) -> Result<Vec<Opened>, StoreError>;

    /// Returns the streams opened on a day of the clinic's calendar, by time.
    fn day(&self, date: NaiveDate) -> Result<Vec<SessionId>, StoreError>;

    /// Returns the streams whose id begins so.
    fn starting_with(&self, prefix: &str) -> Result<Vec<SessionId>, StoreError>;
}

/// A stream and when it was opened.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Opened {
    /// The stream.
    pub id: SessionId,
    /// When.
    pub at: Stamp,
    /// On which day of the clinic's calendar.
    pub day: NaiveDate,
}

/// What the store could not do. Names files, streams and numbers, never a patient.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum StoreError {
    /// The file or its folder cannot be opened.
    #[error("the store {} cannot be opened: {why}", .path.display())]
    Unreadable {
        /// The file.
        path: PathBuf,
        /// The system's reason.
        why: String,
    },
    /// What was named as the store's folder is a file.
    #[error("{} is no folder, so it holds no store", .path.display())]
    NotAFolder {
        /// What was named.
        path: PathBuf,
    },
    /// The file is something else, or its head is damaged.
    #[error("{} is no Tableside store, or is damaged; it was left as it is", .path.display())]
    NotAStore {
        /// The file.
        path: PathBuf,
    },
    /// A newer program wrote it.
    #[error("the store {} was written by a newer Tableside (version {version})", .path.display())]
    Newer {
        /// The file.
        path: PathBuf,
        /// The store's version.
        version: i64,
    },
    /// Another window was quicker.
    #[error("another window recorded something first ({found} events instead of {expected})")]
    Conflict {
        /// How many events were expected.
        expected: u64,
        /// How many there are.
        found: u64,
    },
    /// There is no such session.
    #[error("there is no session {0}")]
    NoSuchSession(SessionId),
    /// Several sessions begin so.
    #[error("several sessions begin with {0}")]
    Ambiguous(String),
    /// An event cannot be read.
    #[error("event {seq} of session {stream} is damaged: {why}")]
    Damaged {
        /// The stream.
        stream: SessionId,
        /// The event's number, from 1.
        seq: i64,
        /// One clause.
        why: &'static str,
    },
    /// Another program is in the middle of a write, and does not come to its end.
    #[error("another program is writing to the store")]
    Busy,
    /// The file's pages are damaged.
    #[error("the store's file is damaged")]
    Corrupt,
    /// Nothing could be written.
    #[error("nothing was written: {why}")]
    Write {
        /// One clause.
        why: String,
    },
    /// Nothing could be read.
    #[error("nothing could be read: {why}")]
    Read {
        /// One clause.
        why: String,
    },
}

impl StoreError {
    /// Returns what to do, in one sentence.
    pub fn mend(&self) -> &'static str {
        match self {
            Self::Unreadable { .. } => "check the folder and its permissions, or name another with --store",
            Self::NotAFolder { .. } => "name a folder with --store, or correct store.folder in the configuration",
            Self::NotAStore { .. } => "name the right folder with --store, or put a backup in its place",
            Self::Newer { .. } => "use the newer program",
            Self::Conflict { .. } => "look at the session as it is now, and try again",
            Self::NoSuchSession(_) => "`tableside day` lists the sessions of a day",
            Self::Ambiguous(_) => "type more of the id",
            Self::Busy => "try again in a moment",
            Self::Corrupt => "put a backup in its place",
            Self::Damaged { .. } => "the other sessions are complete; put a backup in its place",
            Self::Write { .. } => "make room or give permission",
            Self::Read { .. } => "check the disk, or put a backup in its place",
        }
    }

    /// Whether the record itself is damaged.
    pub fn is_damage(&self) -> bool {
        matches!(self, Self::NotAStore { .. } | Self::Damaged { .. } | Self::Corrupt)
    }
}

/// Returns the one session whose id begins so.
pub fn find(log: &dyn Log, prefix: &str) -> Result<SessionId, StoreError> {
    let mut found = log.starting_with(prefix)?.into_iter();
    match (found.next(), found.next()) {
        (Some(id), None) if !prefix.is_empty() => Ok(id),
        (Some(_), Some(_)) => Err(StoreError::Ambiguous(prefix.to_owned())),
        _ => Err(StoreError::NoSuchSession(SessionId::new(prefix))),
    }
}
