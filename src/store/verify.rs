//! Proof that the record is unbroken: every row read, opened, and compared with the one before it; the index compared
//! with the log, and those who may unlock with what was written down of them. And the index built anew from the log.

use std::collections::BTreeMap;
use std::fmt;

use chrono::NaiveDate;
use rusqlite::Error::{FromSqlConversionFailure, InvalidColumnType, Utf8Error};
use rusqlite::{Transaction, TransactionBehavior};

use super::index::{self, AUDIT};
use super::keys::Slot;
use super::log::{self, Row, SqliteLog};
use super::schema::{read, write};
use super::seal::Digest;
use super::{Head, Log as _, StoreError, patients};
use crate::audit::{Deed, Entry};
use crate::session::{Recorded, SessionId, Stamp, Therapist};

/// Whether a session is unfinished business; none where its events cannot follow each other.
pub(super) type Judge<'a> = &'a dyn Fn(&SessionId, &[Recorded]) -> Option<bool>;

/// What was found.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Report {
    /// How many sessions there are.
    pub sessions: usize,
    /// Where the log ends.
    pub head: Head,
    /// Whether a digest that was asked for is one of the log's.
    pub anchored: bool,
    /// What is damaged; nothing where the record is whole.
    pub damages: Vec<Damage>,
}

/// Something that is not as it was written. Names sessions and numbers, never a patient.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub enum Damage {
    /// The file itself, as `SQLite` sees it.
    File(String),
    /// An event that does not open, with its stream and number.
    Event(String, i64, &'static str),
    /// Rows are missing, or others put among them, before this one.
    Chain(i64),
    /// Events of a stream are missing.
    Missing(String, i64),
    /// A session whose events cannot follow each other.
    Story(String),
    /// The index is not what the log says.
    Index,
    /// A slot is not what was written down of it.
    Slot(String),
    /// A sign of life that does not open.
    Sign(String),
    /// What was done before anybody unlocked.
    Doorstep,
}

impl Damage {
    /// Whether it can be built anew from the log.
    pub fn is_mended_by_rebuilding(&self) -> bool {
        matches!(self, Self::Index | Self::Sign(_) | Self::Doorstep)
    }
}

impl fmt::Display for Damage {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::File(what) => write!(f, "the file: {what}"),
            Self::Event(stream, seq, why) => write!(f, "event {seq} of session {stream}: {why}"),
            Self::Chain(place) => write!(f, "row {place} of the log does not follow the one before it"),
            Self::Missing(stream, seq) => write!(f, "event {seq} of session {stream} is missing"),
            Self::Story(stream) => write!(f, "the events of session {stream} cannot follow each other"),
            Self::Index => f.write_str("the index is not what the log says; --rebuild-index builds it anew"),
            Self::Slot(whose) => write!(f, "the slot of {whose} is not what was written down of it"),
            Self::Sign(stream) => write!(f, "the last sign of life of session {stream} cannot be read"),
            Self::Doorstep => f.write_str("what was done before anybody unlocked cannot be read"),
        }
    }
}

/// What one walk through the log finds.
struct Walk {
    head: Head,
    streams: BTreeMap<String, i64>,
    opened: BTreeMap<String, NaiveDate>,
    patients: patients::Whole,
    anchored: bool,
    damages: Vec<Damage>,
}

impl SqliteLog {
    /// Reads everything, and says what is damaged. `anchor` is the beginning of a digest that the log once ended with.
    pub fn verify(&self, anchor: Option<&str>, judge: Judge) -> Result<Report, StoreError> {
        let _moment = self.moment()?;
        let mut damages = self.pages();
        // What SQLite cannot even walk through is told; everything else is looked at all the same.
        let walk = match self.walk(anchor) {
            Ok(walk) => walk,
            Err(error) => {
                damages.push(Damage::File(error.to_string()));
                let head = Head { events: 0, digest: Digest::NONE };
                return Ok(Report { sessions: 0, head, anchored: false, damages });
            }
        };
        let Walk { head, streams, opened, patients, anchored, damages: found } = walk;
        damages.extend(found);
        let sessions = streams.keys().filter(|stream| *stream != AUDIT).count();
        let mut should = BTreeMap::new();
        for (stream, events) in streams {
            let day = opened.get(&stream).copied();
            let waits = self.judged(&stream, judge, &mut damages);
            should.insert(stream, index::Entry { events, day, waits });
        }
        // What the index knows beyond the log is missing at the end of a stream.
        for (stream, entry) in index::whole(self.connection()).map(|(known, _)| known).unwrap_or_default() {
            let events = should.get(&stream).map_or(0, |should| should.events);
            if entry.events > events {
                damages.push(Damage::Missing(stream, events + 1));
            }
        }
        if !self.index_is(&should, &patients) {
            damages.push(Damage::Index);
        }
        damages.extend(self.slots());
        damages.extend(self.signs());
        damages.sort();
        damages.dedup();
        Ok(Report { sessions, head, anchored, damages })
    }

    /// Builds the index anew from the log.
    pub fn rebuild_index(&mut self, judge: Judge, by: &Therapist, now: Stamp) -> Result<(), StoreError> {
        self.vault.is_in_place()?;
        let begun = Transaction::new_unchecked(self.connection(), TransactionBehavior::Immediate);
        let transaction = begun.map_err(|e| write(&e))?;
        // The way from a stream to its rows is an index too.
        transaction.execute_batch("REINDEX event").map_err(|e| write(&e))?;
        let Walk { streams, opened, patients, .. } = self.walk(None)?;
        let (known, _) = index::whole(&transaction).unwrap_or_default();
        index::clear(&transaction).map_err(|e| write(&e))?;
        for (stream, events) in streams {
            // A session whose first event is damaged stays where it was listed.
            let day = opened.get(&stream).copied().or_else(|| known.get(&stream)?.day);
            let entry = index::Entry { events, day, waits: false };
            index::set(&transaction, &stream, &entry, None).map_err(|e| write(&e))?;
            // Only now can it be read as a whole.
            let waits = self.judged(&stream, judge, &mut Vec::new());
            let judged = index::Entry { waits, ..entry.clone() };
            index::set(&transaction, &stream, &judged, Some(&entry)).map_err(|e| write(&e))?;
        }
        for (stream, sealed) in self.kept_signs().map_err(|e| read(&e))? {
            if log::sign(&self.key, &SessionId::new(&*stream), &sealed).is_none() {
                transaction.execute("DELETE FROM alive WHERE stream = ?1", [&stream]).map_err(|e| write(&e))?;
            }
        }
        patients.write(&transaction, &self.key)?;
        log::witness(&transaction, &self.key, &[Entry::new(now, Some(by.clone()), Deed::IndexRebuilt)])?;
        transaction.commit().map_err(|e| write(&e))
    }

    /// What `SQLite` finds in its own pages.
    fn pages(&self) -> Vec<Damage> {
        let told = self
            .connection()
            .prepare("PRAGMA integrity_check")
            .and_then(|mut statement| statement.query_map([], |row| row.get(0))?.collect::<Result<Vec<String>, _>>());
        match told {
            Ok(told) => told.into_iter().filter(|line| line != "ok").map(Damage::File).collect(),
            Err(error) => vec![Damage::File(super::schema::reason(&error))],
        }
    }

    fn walk(&self, anchor: Option<&str>) -> Result<Walk, StoreError> {
        let mut walk = Walk {
            head: Head { events: 0, digest: Digest::NONE },
            streams: BTreeMap::new(),
            opened: BTreeMap::new(),
            patients: patients::Whole::default(),
            anchored: false,
            damages: Vec::new(),
        };
        let columns = Row::COLUMNS;
        let sql = format!("SELECT {columns} FROM event NOT INDEXED ORDER BY place");
        let mut statement = self.connection().prepare(&sql).map_err(|e| read(&e))?;
        let rows = statement.query_map([], Row::read).map_err(|e| read(&e))?;
        let mut before = 0;
        for row in rows {
            match row {
                Ok(row) => {
                    let place = std::mem::replace(&mut before, row.place) + 1;
                    self.step(&mut walk, &row, place, anchor);
                }
                // A row that cannot even be decoded is missed by the next one.
                Err(InvalidColumnType(..) | FromSqlConversionFailure(..) | Utf8Error(..)) => {
                    walk.damages.push(Damage::Chain(before + 1));
                }
                Err(error) => return Err(read(&error)),
            }
        }
        Ok(walk)
    }

    fn step(&self, walk: &mut Walk, row: &Row, place: i64, anchor: Option<&str>) {
        if row.place != place || row.before != walk.head.digest.0 {
            walk.damages.push(Damage::Chain(row.place));
        }
        let last = walk.streams.entry(row.stream.clone()).or_insert(0);
        if row.seq != *last + 1 {
            walk.damages.push(Damage::Missing(row.stream.clone(), *last + 1));
        }
        *last = row.seq;
        let opened = if row.stream == AUDIT {
            row.open::<Entry>(&self.key, AUDIT).map(|_| None)
        } else {
            row.open::<Recorded>(&self.key, &row.stream).map(Some)
        };
        match opened {
            Ok(Some(first)) if row.seq == 1 => {
                walk.opened.insert(row.stream.clone(), first.at.date_naive());
                walk.patients.add(&self.key, &row.stream, &first);
            }
            Ok(_) => {}
            Err(why) => walk.damages.push(Damage::Event(row.stream.clone(), row.seq, why)),
        }
        walk.head.events = u64::try_from(row.place).unwrap_or(0);
        // Where the row itself is damaged, the next one does not follow it.
        walk.head.digest = row.digest().unwrap_or(Digest::NONE);
        walk.anchored |= anchor.is_some_and(|anchor| walk.head.digest.to_string().starts_with(&anchor.to_lowercase()));
    }

    fn judged(&self, stream: &str, judge: Judge, damages: &mut Vec<Damage>) -> bool {
        if stream == AUDIT {
            return false;
        }
        let id = SessionId::new(stream);
        // A stream that cannot be read is unfinished business; what is damaged of it is told by the walk.
        let Ok(events) = self.facts::<Recorded>(stream) else { return true };
        judge(&id, &events).unwrap_or_else(|| {
            damages.push(Damage::Story(stream.to_owned()));
            true
        })
    }

    fn index_is(&self, should: &BTreeMap<String, index::Entry>, patients: &patients::Whole) -> bool {
        let Ok((streams, counts)) = index::whole(self.connection()) else { return false };
        let listed = |counts: &BTreeMap<String, i64>| {
            counts.iter().filter(|(_, count)| **count != 0).map(|(k, v)| (k.clone(), *v)).collect::<BTreeMap<_, _>>()
        };
        let treated = patients::Whole::of(self.connection(), &self.key).is_ok_and(|known| known == *patients);
        streams == *should && listed(&counts) == index::should_count(should, patients.count()) && treated
    }

    /// Compares those who may unlock with what was written down of them.
    fn slots(&self) -> Vec<Damage> {
        let mut written: BTreeMap<String, String> = BTreeMap::new();
        // Where something of what was done is lost, a slot may have been written down there.
        let Ok(entries) = self.witnessed() else { return Vec::new() };
        for entry in entries {
            match entry.deed {
                Deed::TherapistAdded { therapist, slot } | Deed::PassphraseChanged { therapist, slot } => {
                    written.insert(Slot::id(&therapist), slot);
                }
                Deed::RecoveryCodeMade { slot } => {
                    written.insert(Slot::id(&Therapist::recovery_code()), slot);
                }
                Deed::TherapistRemoved { therapist } => {
                    written.remove(&Slot::id(&therapist));
                }
                Deed::SetUp
                | Deed::Unlocked
                | Deed::UnlockFailed { .. }
                | Deed::Locked
                | Deed::DayListed { .. }
                | Deed::SessionOpened { .. }
                | Deed::OthersSessionOpened { .. }
                | Deed::HistoryShown { .. }
                | Deed::Exported { .. }
                | Deed::BackedUp
                | Deed::Restored
                | Deed::IndexRebuilt
                | Deed::DoorstepDamaged
                | Deed::ClockTold
                | Deed::Slept { .. }
                | Deed::ClockChanged { .. } => {}
            }
        }
        let Ok(doors) = self.vault.doors() else { return vec![Damage::Slot("somebody".to_owned())] };
        let mut damages = Vec::new();
        for door in doors {
            let digest = written.remove(&Slot::id(&door.therapist));
            let is = door.slot.map(|slot| slot.digest().to_string());
            if door.damaged || is != digest || digest.is_none() {
                damages.push(Damage::Slot(door.therapist.name));
            }
        }
        damages.extend(written.into_keys().map(Damage::Slot));
        damages
    }

    fn kept_signs(&self) -> rusqlite::Result<Vec<(String, Vec<u8>)>> {
        let mut statement = self.connection().prepare("SELECT stream, sealed FROM alive")?;
        statement.query_map([], |row| Ok((row.get(0)?, row.get(1)?)))?.collect()
    }

    fn signs(&self) -> Vec<Damage> {
        let mut damages = Vec::new();
        match self.kept_signs() {
            Ok(rows) => {
                let broken = rows
                    .into_iter()
                    .filter(|(stream, sealed)| log::sign(&self.key, &SessionId::new(stream), sealed).is_none());
                damages.extend(broken.map(|(stream, _)| Damage::Sign(stream)));
            }
            Err(error) => damages.push(Damage::File(super::schema::reason(&error))),
        }
        if !self.vault.is_doorstep_sound() {
            damages.push(Damage::Doorstep);
        }
        damages
    }
}
