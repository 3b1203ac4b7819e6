//! The record: a sealed, append-only log of events, one stream for each session and one for what was done with the
//! record.
//!
//! Written before the screen says so, all or none of an append, durable when it returns. Nothing of a patient is in the
//! clear in its file. Knows nothing of rules and screens, and puts no patient's data into an error.

mod backup;
mod doorstep;
mod error;
mod header;
mod index;
mod keys;
mod log;
mod patients;
mod schema;
mod seal;
mod slots;
mod vault;
mod verify;
mod wal;

use std::path::Path;

use chrono::NaiveDate;

pub use backup::restore;
pub use error::StoreError;
pub use keys::{Slot, StoreKey, Strength, recovery_code, same_code};
pub use log::SqliteLog;
pub use seal::Digest;
pub use slots::Door;
pub use vault::Vault;
pub use verify::{Damage, Report};

use crate::audit::Entry;
use crate::session::{Patient, Recorded, SessionId, Stamp};

/// The name of the store's file in its folder.
pub const FILE: &str = "tableside.db";

/// An append-only log of events.
pub trait Log {
    /// Appends events to a stream that already has `expected` of them, all or none. Returns how many it then has.
    ///
    /// `waits` says whether the session is unfinished business after them, to be found again by [`Log::waiting`].
    fn append(
        &mut self,
        stream: &SessionId,
        expected: u64,
        events: &[Recorded],
        waits: bool,
    ) -> Result<u64, StoreError>;

    /// Returns the events of a stream, in order.
    fn read(&self, stream: &SessionId) -> Result<Vec<Recorded>, StoreError>;

    /// Returns the streams opened on a day of the clinic's calendar, in no particular order.
    fn day(&self, date: NaiveDate) -> Result<Vec<SessionId>, StoreError>;

    /// Returns the latest streams that are unfinished business and were opened before a day, with the day of each, and how
    /// many more there are.
    fn waiting(&self, before: NaiveDate, most: usize) -> Result<(Vec<(SessionId, NaiveDate)>, usize), StoreError>;

    /// Returns how each patient's last session was opened, the latest first.
    fn patients(&self) -> Result<Vec<Recorded>, StoreError>;

    /// Returns the streams in which a patient was treated, the latest opened first.
    ///
    /// Whoever has another name, number or birth date is another patient, as in [`Log::patients`].
    fn visits(&self, patient: &Patient) -> Result<Vec<SessionId>, StoreError>;

    /// Returns the streams whose id begins so.
    fn starting_with(&self, prefix: &str) -> Result<Vec<SessionId>, StoreError>;

    /// Writes down what was done with the record.
    fn witness(&mut self, entries: &[Entry]) -> Result<(), StoreError>;

    /// Returns what was done with the record, in order.
    fn witnessed(&self) -> Result<Vec<Entry>, StoreError>;

    /// Says that whoever times these sessions is alive: one row for each, overwritten.
    fn alive(&mut self, streams: &[SessionId], at: Stamp) -> Result<(), StoreError>;

    /// Returns the last sign of life of whoever timed a session; none where there was none, or it cannot be read.
    fn last_sign(&self, stream: &SessionId) -> Option<Stamp>;

    /// Whether another program has written since this was last asked.
    fn has_changed(&mut self) -> Result<bool, StoreError>;

    /// Returns where the log ends.
    fn head(&self) -> Result<Head, StoreError>;

    /// Returns where the log ended with the last event of some streams: the same for ever, whatever is recorded later.
    fn head_of(&self, streams: &[SessionId]) -> Result<Head, StoreError>;

    /// Copies the whole log to a file, sealed as it is, while others go on writing.
    fn copy_to(&self, file: &Path) -> Result<(), StoreError>;
}

/// Where a log ends: whoever keeps this can tell later whether anything before it was changed or cut off.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Head {
    /// How many events there are in all.
    pub events: u64,
    /// The digest of the last row, which holds those of all before it.
    pub digest: Digest,
}

impl std::fmt::Display for Head {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        // Half of the digest: enough that nobody makes another log with the same, and short enough to be copied out.
        let digest: String = self.digest.to_string().chars().take(32).collect();
        write!(f, "the record ends with event {}, {digest}", self.events)
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
