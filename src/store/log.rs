//! The log in an `SQLite` file, unlocked.

use std::path::Path;

use chrono::NaiveDate;
use rusqlite::{Connection, OptionalExtension as _, Transaction, TransactionBehavior, params};
use serde::Serialize;
use serde::de::DeserializeOwned;

use super::backup::open_copy;
use super::index::{self, AUDIT};
use super::keys::StoreKey;
use super::schema::{self, read, write};
use super::seal::{self, Digest, Place};
use super::{Door, Head, Log, StoreError, Strength, Vault, patients};
use crate::audit::{self, Entry};
use crate::session::{Event, Patient, Recorded, SessionId, Stamp};

/// The event log in a folder of this machine, with the key that opens it.
pub struct SqliteLog {
    pub(super) vault: Vault,
    pub(super) key: StoreKey,
    /// What `SQLite` counts of others' writes, when it was last asked.
    pub(super) seen: i64,
}

/// What a row of the log holds: something with a version, as JSON.
pub(super) trait Fact: Serialize + DeserializeOwned {
    /// Whether this program knows the form.
    fn is_known(&self) -> bool;
}

impl Fact for Recorded {
    fn is_known(&self) -> bool {
        self.v == Self::VERSION
    }
}

impl Fact for Entry {
    fn is_known(&self) -> bool {
        self.v == Self::VERSION
    }
}

impl SqliteLog {
    /// Returns the log for a screen: another program's write is waited for only a moment.
    pub fn for_a_screen(self) -> Result<Self, StoreError> {
        Ok(Self { vault: self.vault.for_a_screen()?, key: self.key, seen: self.seen })
    }

    /// Copies the whole store to a file, and opens the copy: for what cannot be written here.
    pub fn into_another_file(&self, file: &Path) -> Result<Self, StoreError> {
        self.copy_to(file)?;
        open_copy(file, self.key.clone())
    }

    /// Returns the door of the store: who may unlock.
    pub fn vault(&mut self) -> &mut Vault {
        &mut self.vault
    }

    /// Closes the store, and brings everything into its one file.
    pub fn into_one_file(self) -> Result<(), StoreError> {
        self.connection().pragma_update(None, "journal_mode", "DELETE").map_err(|e| write(&e))?;
        let path = self.vault.path.clone();
        drop(self);
        let failed = |why: std::io::Error| StoreError::Write { why: why.to_string() };
        std::fs::File::open(&path).and_then(|file| file.sync_all()).map_err(failed)?;
        schema::sync_folder(path.parent().unwrap_or(Path::new("."))).map_err(failed)
    }

    /// Returns who may unlock.
    pub fn doors(&self) -> Result<Vec<Door>, StoreError> {
        self.vault.doors()
    }

    /// Returns how hard the passphrases of this store were made to guess, so that a new one is no softer.
    pub fn strength(&self) -> Result<Strength, StoreError> {
        let slots = self.doors()?.into_iter().filter_map(|door| door.slot);
        Ok(slots.map(|slot| slot.strength).max_by_key(|s| (s.memory, s.passes)).unwrap_or(Strength::LEAST))
    }

    /// Returns the key: for a new slot, a restored store, another window of a test.
    pub fn key(&self) -> StoreKey {
        self.key.clone()
    }

    pub(super) fn connection(&self) -> &Connection {
        &self.vault.connection
    }

    /// Holds one moment of the store for as long as the returned value lives, so that what is read in several steps
    /// belongs together, whatever another program writes meanwhile.
    pub(super) fn moment(&self) -> Result<Option<Transaction<'_>>, StoreError> {
        let connection = self.connection();
        let begun = connection.is_autocommit().then(|| connection.unchecked_transaction());
        begun.transpose().map_err(|e| read(&e))
    }

    /// Writes within one transaction, all or none.
    pub(super) fn writing<T>(
        &mut self,
        work: impl FnOnce(&Transaction, &StoreKey) -> Result<T, StoreError>,
    ) -> Result<T, StoreError> {
        self.vault.is_in_place()?;
        let path = self.vault.path.clone();
        let transaction =
            self.vault.connection.transaction_with_behavior(TransactionBehavior::Immediate).map_err(|e| write(&e))?;
        schema::refuse_newer(&transaction, &path, schema::MIGRATIONS)?;
        let done = work(&transaction, &self.key)?;
        transaction.commit().map_err(|e| write(&e))?;
        self.vault.wrote();
        Ok(done)
    }

    /// Reads a stream: every fact of it, or what is damaged.
    pub(super) fn facts<F: Fact>(&self, stream: &str) -> Result<Vec<F>, StoreError> {
        let _moment = self.moment()?;
        let (connection, id) = (self.connection(), || SessionId::new(stream));
        let entry = index::of(connection, stream)?.ok_or_else(|| StoreError::NoSuchSession(id()))?;
        let rows = rows(connection, stream).map_err(|e| read(&e))?;
        let damaged = |seq, why| StoreError::Damaged { stream: id(), seq, why };
        let mut facts = Vec::with_capacity(rows.len());
        for (row, seq) in rows.iter().zip(1..) {
            if row.seq != seq {
                return Err(damaged(seq, "it is missing"));
            }
            facts.push(row.open(&self.key, stream).map_err(|why| damaged(seq, why))?);
        }
        let seq = i64::try_from(rows.len()).unwrap_or(i64::MAX);
        if seq == entry.events { Ok(facts) } else { Err(damaged(seq + 1, "it is missing")) }
    }
}

/// A row of the log, as it lies in the file.
pub(super) struct Row {
    pub(super) place: i64,
    pub(super) stream: String,
    pub(super) seq: i64,
    pub(super) before: Vec<u8>,
    pub(super) sealed: Vec<u8>,
}

impl Row {
    /// The columns, in the order of [`Row::read`].
    pub(super) const COLUMNS: &str = "place, stream, seq, before, sealed";

    pub(super) fn read(row: &rusqlite::Row) -> rusqlite::Result<Self> {
        Ok(Self { place: row.get(0)?, stream: row.get(1)?, seq: row.get(2)?, before: row.get(3)?, sealed: row.get(4)? })
    }

    pub(super) fn at<'a>(&self, stream: &'a str) -> Option<Place<'a>> {
        Some(Place { number: self.place, stream, seq: self.seq, before: Digest::read(&self.before)? })
    }

    pub(super) fn digest(&self) -> Option<Digest> {
        Some(self.at(&self.stream)?.digest(&self.sealed))
    }

    pub(super) fn open<F: Fact>(&self, key: &StoreKey, stream: &str) -> Result<F, &'static str> {
        let place = self.at(stream).ok_or("its bytes were changed")?;
        let plain = seal::unseal(&key.seal, &self.sealed, &place.bound()).ok_or("its bytes were changed")?;
        // What was sealed was written by this program or a newer one.
        let fact: F = serde_json::from_slice(&plain).map_err(|_| "a newer program wrote it")?;
        if fact.is_known() { Ok(fact) } else { Err("a newer program wrote it") }
    }
}

fn rows(connection: &Connection, stream: &str) -> rusqlite::Result<Vec<Row>> {
    let columns = Row::COLUMNS;
    let mut statement =
        connection.prepare_cached(&format!("SELECT {columns} FROM event WHERE stream = ?1 ORDER BY seq"))?;
    statement.query_map([stream], Row::read)?.collect()
}

/// Returns the last row of the whole log.
fn last(connection: &Connection) -> rusqlite::Result<Option<Row>> {
    let columns = Row::COLUMNS;
    let mut statement =
        connection.prepare_cached(&format!("SELECT {columns} FROM event ORDER BY place DESC LIMIT 1"))?;
    statement.query_row([], Row::read).optional()
}

/// Appends facts to a stream within a transaction; `expected` is how many it must have, where that matters. Returns what
/// the index said before, and how many there are now.
pub(super) fn append<F: Fact>(
    connection: &Connection,
    key: &StoreKey,
    stream: &str,
    expected: Option<u64>,
    facts: &[F],
) -> Result<(Option<index::Entry>, i64), StoreError> {
    let before = index::of(connection, stream)?;
    let mut seq = before.as_ref().map_or(0, |entry| entry.events);
    let found = u64::try_from(seq).unwrap_or(0);
    if let Some(expected) = expected.filter(|expected| *expected != found) {
        return Err(StoreError::Conflict { expected, found });
    }
    let last = last(connection).map_err(|e| write(&e))?;
    let mut place = last.as_ref().map_or(0, |row| row.place);
    let mut digest = match &last {
        Some(row) => row.digest().ok_or(StoreError::Corrupt)?,
        None => Digest::NONE,
    };
    for fact in facts {
        (seq, place) = (seq + 1, place + 1);
        // The serializer's own words may quote the event.
        let plain = serde_json::to_vec(fact)
            .map_err(|_| StoreError::Write { why: "the event cannot be written as JSON".to_owned() })?;
        let at = Place { number: place, stream, seq, before: digest };
        let sealed = seal::seal(&key.seal, &plain, &at.bound())?;
        connection
            .prepare_cached("INSERT INTO event (place, stream, seq, before, sealed) VALUES (?1, ?2, ?3, ?4, ?5)")
            .and_then(|mut statement| statement.execute(params![place, stream, seq, digest.0, sealed]))
            .map_err(|e| write(&e))?;
        digest = at.digest(&sealed);
    }
    Ok((before, seq))
}

/// Writes down what was done with the record, within a transaction.
pub(super) fn witness(connection: &Connection, key: &StoreKey, entries: &[Entry]) -> Result<(), StoreError> {
    if entries.is_empty() {
        return Ok(());
    }
    let (before, events) = append(connection, key, AUDIT, None, entries)?;
    let entry = index::Entry { events, day: None, waits: false };
    index::set(connection, AUDIT, &entry, before.as_ref()).map_err(|e| write(&e))
}

impl Log for SqliteLog {
    fn append(
        &mut self,
        stream: &SessionId,
        expected: u64,
        events: &[Recorded],
        waits: bool,
    ) -> Result<u64, StoreError> {
        self.writing(|transaction, key| {
            let (before, count) = append(transaction, key, stream.as_str(), Some(expected), events)?;
            let first = events.first().filter(|_| before.is_none());
            if let Some(first) = first {
                patients::keep(transaction, key, stream.as_str(), first)?;
            }
            if events.iter().any(|event| matches!(event.event, Event::SessionFinished { .. })) {
                // Nobody times it any more.
                transaction.execute("DELETE FROM alive WHERE stream = ?1", [stream.as_str()]).map_err(|e| write(&e))?;
            }
            let day = before.as_ref().map_or_else(|| first.map(|first| first.at.date_naive()), |before| before.day);
            let entry = index::Entry { events: count, day, waits };
            index::set(transaction, stream.as_str(), &entry, before.as_ref()).map_err(|e| write(&e))?;
            Ok(u64::try_from(count).unwrap_or(0))
        })
    }

    fn read(&self, stream: &SessionId) -> Result<Vec<Recorded>, StoreError> {
        self.facts(stream.as_str())
    }

    fn day(&self, date: NaiveDate) -> Result<Vec<SessionId>, StoreError> {
        let _moment = self.moment()?;
        index::day(self.connection(), date)
    }

    fn waiting(&self, before: NaiveDate, most: usize) -> Result<(Vec<(SessionId, NaiveDate)>, usize), StoreError> {
        let _moment = self.moment()?;
        index::waiting(self.connection(), before, most)
    }

    fn patients(&self) -> Result<Vec<Recorded>, StoreError> {
        let _moment = self.moment()?;
        patients::patients(self.connection(), &self.key)
    }

    fn visits(&self, patient: &Patient) -> Result<Vec<SessionId>, StoreError> {
        let _moment = self.moment()?;
        patients::visits(self.connection(), &self.key, patient)
    }

    fn starting_with(&self, prefix: &str) -> Result<Vec<SessionId>, StoreError> {
        index::starting_with(self.connection(), prefix)
    }

    fn witness(&mut self, entries: &[Entry]) -> Result<(), StoreError> {
        self.writing(|transaction, key| witness(transaction, key, entries))
    }

    fn witnessed(&self) -> Result<Vec<audit::Entry>, StoreError> {
        self.facts(AUDIT)
    }

    fn alive(&mut self, streams: &[SessionId], at: Stamp) -> Result<(), StoreError> {
        // A sign that goes with the power tells a little less; it is not worth waking the disk four times a minute.
        schema::wait_for_the_disk(self.connection(), false).map_err(|e| write(&e))?;
        let given = self.writing(|transaction, key| {
            for stream in streams {
                let sealed = seal::seal(&key.seal, at.to_rfc3339().as_bytes(), &alive_bound(stream))?;
                transaction
                    .prepare_cached("INSERT OR REPLACE INTO alive (stream, sealed) VALUES (?1, ?2)")
                    .and_then(|mut statement| statement.execute(params![stream.as_str(), sealed]))
                    .map_err(|e| write(&e))?;
            }
            Ok(())
        });
        schema::wait_for_the_disk(self.connection(), true).map_err(|e| write(&e))?;
        given
    }

    fn last_sign(&self, stream: &SessionId) -> Option<Stamp> {
        let sealed: Vec<u8> = self
            .connection()
            .prepare_cached("SELECT sealed FROM alive WHERE stream = ?1")
            .and_then(|mut statement| statement.query_row([stream.as_str()], |row| row.get(0)))
            .ok()?;
        sign(&self.key, stream, &sealed)
    }

    fn has_changed(&mut self) -> Result<bool, StoreError> {
        let now = schema::pragma(self.connection(), "data_version").map_err(|e| read(&e))?;
        Ok(std::mem::replace(&mut self.seen, now) != now)
    }

    fn head(&self) -> Result<Head, StoreError> {
        head(last(self.connection()).map_err(|e| read(&e))?.as_ref())
    }

    fn head_of(&self, streams: &[SessionId]) -> Result<Head, StoreError> {
        let _moment = self.moment()?;
        let columns = Row::COLUMNS;
        let mut latest: Option<Row> = None;
        for stream in streams {
            let sql = format!("SELECT {columns} FROM event WHERE stream = ?1 ORDER BY seq DESC LIMIT 1");
            let row = self
                .connection()
                .prepare_cached(&sql)
                .and_then(|mut statement| statement.query_row([stream.as_str()], Row::read).optional())
                .map_err(|e| read(&e))?;
            latest = latest.into_iter().chain(row).max_by_key(|row| row.place);
        }
        head(latest.as_ref())
    }

    fn copy_to(&self, file: &Path) -> Result<(), StoreError> {
        schema::copy(self.connection(), file)
    }
}

fn head(last: Option<&Row>) -> Result<Head, StoreError> {
    let Some(last) = last else { return Ok(Head { events: 0, digest: Digest::NONE }) };
    let digest = last.digest().ok_or(StoreError::Corrupt)?;
    Ok(Head { events: u64::try_from(last.place).unwrap_or(0), digest })
}

/// Returns a sign of life; none where it was changed.
pub(super) fn sign(key: &StoreKey, stream: &SessionId, sealed: &[u8]) -> Option<Stamp> {
    let plain = seal::unseal(&key.seal, sealed, &alive_bound(stream))?;
    Stamp::parse_from_rfc3339(std::str::from_utf8(&plain).ok()?).ok()
}

fn alive_bound(stream: &SessionId) -> Vec<u8> {
    format!("tableside alive 1\n{stream}").into_bytes()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_event_is_waited_for_until_it_is_on_the_disk() {
        let folder = tempfile::tempdir().unwrap();
        let key = StoreKey::random().unwrap();
        let now = Stamp::parse_from_rfc3339("2026-11-23T10:00:00-05:00").unwrap();
        let waits = |log: &SqliteLog| {
            let mode: String = log.connection().query_row("PRAGMA journal_mode", [], |row| row.get(0)).unwrap();
            let full: i64 = log.connection().query_row("PRAGMA synchronous", [], |row| row.get(0)).unwrap();
            (mode, full)
        };
        let full = ("wal".to_owned(), 2);
        let mut log = Vault::found(folder.path(), key.clone(), &[], now).unwrap();
        assert_eq!(waits(&log), full);
        // A sign of life is not waited for; what comes after it is.
        log.alive(&[SessionId::new("a")], now).unwrap();
        assert_eq!(waits(&log), full);
        drop(log);
        let log = Vault::open(folder.path()).unwrap().unwrap().unlock(key).for_a_screen().unwrap();
        assert_eq!(waits(&log), full);
    }
}
