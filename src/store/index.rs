//! What must be found without reading the whole log: which streams belong to which day, and which wait.
//!
//! Built from the log, and only ever to be rebuilt from it. Everything listed is also counted, in another tree of the
//! file, so that a row that is damaged away is missed. Who was treated stands beside it, in `patients`.

use std::collections::{BTreeMap, BTreeSet};

use chrono::NaiveDate;
use rusqlite::{Connection, OptionalExtension as _, params};

use super::StoreError;
use super::schema::read;
use crate::session::SessionId;

/// The stream of what was done with the record; no session is called so.
pub(super) const AUDIT: &str = "audit";

/// What the index says of a stream.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Entry {
    pub(super) events: i64,
    pub(super) day: Option<NaiveDate>,
    pub(super) waits: bool,
}

/// Returns what the index says of a stream, and refuses where the log ends elsewhere.
pub(super) fn of(connection: &Connection, stream: &str) -> Result<Option<Entry>, StoreError> {
    let entry = connection
        .prepare_cached("SELECT events, day, waits FROM stream WHERE stream = ?1")
        .and_then(|mut statement| {
            statement
                .query_row([stream], |row| {
                    Ok(Entry { events: row.get(0)?, day: row.get(1)?, waits: row.get::<_, i64>(2)? != 0 })
                })
                .optional()
        })
        .map_err(|e| read(&e))?;
    let last: Option<i64> = connection
        .prepare_cached("SELECT max(seq) FROM event WHERE stream = ?1")
        .and_then(|mut statement| statement.query_row([stream], |row| row.get(0)))
        .map_err(|e| read(&e))?;
    match (entry, last) {
        (None, None) => Ok(None),
        (Some(entry), Some(last)) if entry.events == last => Ok(Some(entry)),
        (Some(entry), last) if last.unwrap_or(0) < entry.events => {
            let seq = last.unwrap_or(0) + 1;
            Err(StoreError::Damaged { stream: SessionId::new(stream), seq, why: "it is missing" })
        }
        _ => Err(StoreError::IndexDamaged),
    }
}

/// Writes what the index says of a stream, and counts it.
pub(super) fn set(
    connection: &Connection,
    stream: &str,
    entry: &Entry,
    before: Option<&Entry>,
) -> rusqlite::Result<()> {
    if before.is_some_and(|before| (before.day, before.waits) == (entry.day, entry.waits)) {
        // As nearly always: no list changes, and no page of one is written.
        let update = "UPDATE stream SET events = ?2 WHERE stream = ?1";
        return connection.prepare_cached(update)?.execute(params![stream, entry.events]).map(drop);
    }
    connection
        .prepare_cached("INSERT OR REPLACE INTO stream (stream, events, day, waits) VALUES (?1, ?2, ?3, ?4)")?
        .execute(params![stream, entry.events, entry.day, i64::from(entry.waits)])?;
    if before.is_none() {
        count(connection, &on(entry.day), 1)?;
        count(connection, "streams", 1)?;
    }
    let waited = before.is_some_and(|before| before.waits);
    match (waited, entry.waits) {
        (false, true) => count(connection, "waits", 1),
        (true, false) => count(connection, "waits", -1),
        _ => Ok(()),
    }
}

fn on(day: Option<NaiveDate>) -> String {
    day.map_or_else(|| "no day".to_owned(), |day| day.to_string())
}

/// Counts what is listed.
pub(super) fn count(connection: &Connection, what: &str, by: i64) -> rusqlite::Result<()> {
    let add = "INSERT INTO tally (what, count) VALUES (?1, ?2) ON CONFLICT (what) DO UPDATE SET count = count + ?2";
    connection.prepare_cached(add)?.execute(params![what, by]).map(drop)
}

/// Returns how many are listed, as they were counted.
pub(super) fn counted(connection: &Connection, what: &str) -> rusqlite::Result<usize> {
    let found: Option<i64> = connection
        .prepare_cached("SELECT count FROM tally WHERE what = ?1")?
        .query_row([what], |row| row.get(0))
        .optional()?;
    Ok(usize::try_from(found.unwrap_or(0)).unwrap_or(usize::MAX))
}

/// Returns the streams of a day.
pub(super) fn day(connection: &Connection, day: NaiveDate) -> Result<Vec<SessionId>, StoreError> {
    let listed = |connection: &Connection| -> rusqlite::Result<(Vec<String>, usize)> {
        let mut statement =
            connection.prepare_cached("SELECT stream FROM stream INDEXED BY stream_by_day WHERE day = ?1")?;
        let streams = statement.query_map([day], |row| row.get(0))?.collect::<Result<_, _>>()?;
        Ok((streams, counted(connection, &day.to_string())?))
    };
    let (streams, counted) = listed(connection).map_err(|e| read(&e))?;
    agreed(connection, streams.iter().map(|stream| (stream, day)), counted)?;
    Ok(streams.into_iter().map(SessionId::new).collect())
}

/// Refuses a list that is not as long as was counted, or that names what is not so listed itself.
pub(super) fn agreed<'a>(
    connection: &Connection,
    listed: impl ExactSizeIterator<Item = (&'a String, NaiveDate)>,
    counted: usize,
) -> Result<(), StoreError> {
    if listed.len() != counted {
        return Err(StoreError::IndexDamaged);
    }
    let mut seen = BTreeSet::new();
    let mut statement = connection.prepare_cached("SELECT day FROM stream WHERE stream = ?1").map_err(|e| read(&e))?;
    for (stream, day) in listed {
        let own: Option<Option<NaiveDate>> =
            statement.query_row([stream], |row| row.get(0)).optional().map_err(|e| read(&e))?;
        if own != Some(Some(day)) || !seen.insert(stream) {
            return Err(StoreError::IndexDamaged);
        }
    }
    Ok(())
}

/// Returns the latest streams that wait and are of days before one, with their days, and how many more there are.
pub(super) fn waiting(
    connection: &Connection,
    before: NaiveDate,
    most: usize,
) -> Result<(Vec<(SessionId, NaiveDate)>, usize), StoreError> {
    let from = "FROM stream INDEXED BY stream_that_waits WHERE waits = 1";
    let count = |and: &str| -> rusqlite::Result<usize> {
        let mut statement = connection.prepare_cached(&format!("SELECT count(*) {from} AND day {and}"))?;
        statement.query_row([before], |row| row.get::<_, i64>(0)).map(|count| usize::try_from(count).unwrap_or(0))
    };
    let listed = || -> rusqlite::Result<Vec<(String, NaiveDate)>> {
        let sql = format!("SELECT stream, day {from} AND day < ?1 ORDER BY day DESC LIMIT ?2");
        let mut statement = connection.prepare_cached(&sql)?;
        let most = i64::try_from(most).unwrap_or(i64::MAX);
        statement.query_map(params![before, most], |row| Ok((row.get(0)?, row.get(1)?)))?.collect()
    };
    let earlier = count("< ?1").map_err(|e| read(&e))?;
    let later = count(">= ?1").map_err(|e| read(&e))?;
    if earlier + later != counted(connection, "waits").map_err(|e| read(&e))? {
        return Err(StoreError::IndexDamaged);
    }
    let streams = listed().map_err(|e| read(&e))?;
    agreed(connection, streams.iter().map(|(stream, day)| (stream, *day)), earlier.min(most))?;
    let more = earlier - streams.len();
    Ok((streams.into_iter().map(|(stream, day)| (SessionId::new(stream), day)).collect(), more))
}

/// Returns the streams whose names lie in a range.
pub(super) fn starting_with(connection: &Connection, prefix: &str) -> Result<Vec<SessionId>, StoreError> {
    let end = format!("{prefix}\u{10ffff}");
    let streams: Vec<String> = connection
        .prepare_cached("SELECT stream FROM stream WHERE stream BETWEEN ?1 AND ?2 AND stream != ?3 ORDER BY stream")
        .and_then(|mut statement| statement.query_map([prefix, &end, AUDIT], |row| row.get(0))?.collect())
        .map_err(|e| read(&e))?;
    Ok(streams.into_iter().map(SessionId::new).collect())
}

/// Returns everything that the index lists of streams, and what is counted.
pub(super) fn whole(connection: &Connection) -> rusqlite::Result<(BTreeMap<String, Entry>, BTreeMap<String, i64>)> {
    let mut statement = connection.prepare("SELECT stream, events, day, waits FROM stream")?;
    let streams = statement.query_map([], |row| {
        Ok((row.get(0)?, Entry { events: row.get(1)?, day: row.get(2)?, waits: row.get::<_, i64>(3)? != 0 }))
    })?;
    let streams = streams.collect::<rusqlite::Result<_>>()?;
    let mut statement = connection.prepare("SELECT what, count FROM tally")?;
    let counts = statement.query_map([], |row| Ok((row.get(0)?, row.get(1)?)))?;
    Ok((streams, counts.collect::<rusqlite::Result<_>>()?))
}

/// Returns what should be counted of these streams and so many patients.
pub(super) fn should_count(streams: &BTreeMap<String, Entry>, patients: usize) -> BTreeMap<String, i64> {
    let mut counts = BTreeMap::new();
    let mut add = |what: String, by: i64| *counts.entry(what).or_insert(0) += by;
    for entry in streams.values() {
        add(on(entry.day), 1);
        add("streams".to_owned(), 1);
        add("waits".to_owned(), i64::from(entry.waits));
    }
    add("patients".to_owned(), i64::try_from(patients).unwrap_or(i64::MAX));
    counts.retain(|_, count| *count != 0);
    counts
}

/// Takes the whole index away, to be built anew.
pub(super) fn clear(connection: &Connection) -> rusqlite::Result<()> {
    connection.execute_batch("DELETE FROM stream; DELETE FROM tally; DELETE FROM patient; DELETE FROM visit;")
}
