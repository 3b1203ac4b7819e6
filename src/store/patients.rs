//! Who was treated, and in which sessions: what the index tells of patients.
//!
//! Sealed, under names that only the key makes. Each visit has a name of its own, made of its patient and its number, so
//! that nobody else sees which sessions are of the same patient. How many there are is sealed in the patient's row, in
//! another tree of the file, so that a visit that is damaged away is missed.

use std::cmp::Reverse;
use std::collections::BTreeMap;

use rusqlite::{Connection, OptionalExtension as _, params};
use serde::de::DeserializeOwned;
use serde::{Deserialize, Serialize};

use super::keys::StoreKey;
use super::schema::{read, write};
use super::{StoreError, index, seal};
use crate::session::{Event, Patient, Recorded, SessionId, Stamp};

/// The tables, which are alike.
const PATIENT: &str = "patient";
const VISIT: &str = "visit";

/// What a row is found by.
type Name = [u8; 16];

/// What is sealed of a patient.
#[derive(PartialEq, Serialize, Deserialize)]
struct Treated {
    /// In how many sessions.
    visits: u64,
    /// How the latest of them was opened.
    last: Recorded,
}

impl Treated {
    /// Counts one more session.
    fn again(before: Option<Self>, first: &Recorded) -> Self {
        let visits = before.as_ref().map_or(0, |before| before.visits) + 1;
        let later = before.map(|before| before.last).filter(|last| last.at > first.at);
        Self { visits, last: later.unwrap_or_else(|| first.clone()) }
    }
}

/// What is sealed of a visit.
#[derive(PartialEq, Serialize, Deserialize)]
struct Visit {
    stream: String,
    /// When it was opened.
    at: Stamp,
}

impl Visit {
    fn new(stream: &str, first: &Recorded) -> Self {
        Self { stream: stream.to_owned(), at: first.at }
    }
}

/// Keeps whose session was opened.
pub(super) fn keep(connection: &Connection, key: &StoreKey, stream: &str, first: &Recorded) -> Result<(), StoreError> {
    let Event::SessionOpened { patient, .. } = &first.event else { return Ok(()) };
    let name = name(key, patient)?;
    let sealed = stored(connection, PATIENT, &name)?;
    let known = sealed.as_ref().and_then(|sealed| open(key, PATIENT, &name, sealed));
    let mut treated = Treated::again(known, first);
    // Where the patient's row was damaged, the visits that it counted are still there.
    while stored(connection, VISIT, &visit_name(key, &name, treated.visits))?.is_some() {
        treated.visits += 1;
    }
    put(connection, key, VISIT, &visit_name(key, &name, treated.visits), &Visit::new(stream, first))?;
    put(connection, key, PATIENT, &name, &treated)?;
    if sealed.is_none() { index::count(connection, "patients", 1).map_err(|e| write(&e)) } else { Ok(()) }
}

/// Returns how each patient's last session was opened, the latest first.
pub(super) fn patients(connection: &Connection, key: &StoreKey) -> Result<Vec<Recorded>, StoreError> {
    let counted = index::counted(connection, "patients").map_err(|e| read(&e))?;
    let mut openings: Vec<Recorded> =
        rows(connection, key, PATIENT)?.into_iter().map(|(_, treated): (_, Treated)| treated.last).collect();
    if openings.len() != counted {
        return Err(StoreError::IndexDamaged);
    }
    openings.sort_by_key(|first| Reverse(first.at));
    Ok(openings)
}

/// Returns the streams in which a patient was treated, the latest opened first.
pub(super) fn visits(connection: &Connection, key: &StoreKey, patient: &Patient) -> Result<Vec<SessionId>, StoreError> {
    let name = name(key, patient)?;
    let counted = match stored(connection, PATIENT, &name)? {
        Some(sealed) => open::<Treated>(key, PATIENT, &name, &sealed).ok_or(StoreError::IndexDamaged)?.visits,
        None => 0,
    };
    let mut visits = Vec::new();
    // Not only as many as are counted: one more than these is noticed as well.
    for number in 1.. {
        let visit = visit_name(key, &name, number);
        let Some(sealed) = stored(connection, VISIT, &visit)? else { break };
        visits.push(open::<Visit>(key, VISIT, &visit, &sealed).ok_or(StoreError::IndexDamaged)?);
    }
    let listed = visits.iter().map(|visit| (&visit.stream, visit.at.date_naive()));
    index::agreed(connection, listed, usize::try_from(counted).unwrap_or(usize::MAX))?;
    visits.reverse();
    visits.sort_by_key(|visit| Reverse(visit.at));
    Ok(visits.into_iter().map(|visit| SessionId::new(visit.stream)).collect())
}

/// All that the index tells of patients.
#[derive(Default, PartialEq)]
pub(super) struct Whole {
    patients: BTreeMap<Name, Treated>,
    visits: BTreeMap<Name, Visit>,
}

impl Whole {
    /// Returns what stands in the store.
    pub(super) fn of(connection: &Connection, key: &StoreKey) -> Result<Self, StoreError> {
        Ok(Self {
            patients: rows(connection, key, PATIENT)?.into_iter().collect(),
            visits: rows(connection, key, VISIT)?.into_iter().collect(),
        })
    }

    /// Adds a session that the log tells of, in the log's order.
    pub(super) fn add(&mut self, key: &StoreKey, stream: &str, first: &Recorded) {
        let Event::SessionOpened { patient, .. } = &first.event else { return };
        let Ok(name) = name(key, patient) else { return };
        let treated = Treated::again(self.patients.remove(&name), first);
        self.visits.insert(visit_name(key, &name, treated.visits), Visit::new(stream, first));
        self.patients.insert(name, treated);
    }

    /// Writes it to a store that has nothing of it yet.
    pub(super) fn write(&self, connection: &Connection, key: &StoreKey) -> Result<(), StoreError> {
        for (name, treated) in &self.patients {
            put(connection, key, PATIENT, name, treated)?;
        }
        for (name, visit) in &self.visits {
            put(connection, key, VISIT, name, visit)?;
        }
        index::count(connection, "patients", i64::try_from(self.count()).unwrap_or(i64::MAX)).map_err(|e| write(&e))
    }

    /// Returns how many patients there are.
    pub(super) fn count(&self) -> usize {
        self.patients.len()
    }
}

/// By name, number and birth date: whoever has another of these is somebody else.
fn name(key: &StoreKey, patient: &Patient) -> Result<Name, StoreError> {
    Ok(key.name(&json(patient)?))
}

/// No patient's name is made of such bytes: these are no JSON.
fn visit_name(key: &StoreKey, patient: &Name, number: u64) -> Name {
    key.name(&[format!("visit {number}\n").as_bytes(), patient].concat())
}

fn json(of: &impl Serialize) -> Result<Vec<u8>, StoreError> {
    // The serializer's own words may quote the event.
    serde_json::to_vec(of).map_err(|_| StoreError::Write { why: "the event cannot be written as JSON".to_owned() })
}

fn bound(table: &str, name: &Name) -> Vec<u8> {
    [b"tableside ", table.as_bytes(), b" 1\n", name].concat()
}

fn open<T: DeserializeOwned>(key: &StoreKey, table: &str, name: &Name, sealed: &[u8]) -> Option<T> {
    serde_json::from_slice(&seal::unseal(&key.seal, sealed, &bound(table, name))?).ok()
}

fn put(
    connection: &Connection,
    key: &StoreKey,
    table: &str,
    name: &Name,
    row: &impl Serialize,
) -> Result<(), StoreError> {
    let sealed = seal::seal(&key.seal, &json(row)?, &bound(table, name))?;
    connection
        .prepare_cached(&format!("INSERT OR REPLACE INTO {table} (name, sealed) VALUES (?1, ?2)"))
        .and_then(|mut statement| statement.execute(params![name, sealed]))
        .map(drop)
        .map_err(|e| write(&e))
}

fn stored(connection: &Connection, table: &str, name: &Name) -> Result<Option<Vec<u8>>, StoreError> {
    connection
        .prepare_cached(&format!("SELECT sealed FROM {table} WHERE name = ?1"))
        .and_then(|mut statement| statement.query_row([name], |row| row.get(0)).optional())
        .map_err(|e| read(&e))
}

/// Returns all rows of a table, and refuses where one of them does not open.
fn rows<T: DeserializeOwned>(
    connection: &Connection,
    key: &StoreKey,
    table: &str,
) -> Result<Vec<(Name, T)>, StoreError> {
    let listed = || -> rusqlite::Result<Option<Vec<(Name, T)>>> {
        let mut statement = connection.prepare_cached(&format!("SELECT name, sealed FROM {table}"))?;
        let rows = statement.query_map([], |row| {
            let (name, sealed) = (row.get_ref(0)?.as_blob(), row.get_ref(1)?.as_blob());
            Ok(name.ok().zip(sealed.ok()).and_then(|(name, sealed)| {
                let name = name.try_into().ok()?;
                Some((name, open(key, table, &name, sealed)?))
            }))
        })?;
        rows.collect()
    };
    listed().map_err(|e| read(&e))?.ok_or(StoreError::IndexDamaged)
}
