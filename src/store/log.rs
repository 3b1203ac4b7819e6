//! The log in an `SQLite` file: `tableside.db`.

use std::fs::{DirBuilder, OpenOptions};
use std::io::ErrorKind;
use std::path::Path;
use std::time::Duration;

use chrono::NaiveDate;
use rusqlite::{Connection, ErrorCode, OpenFlags, TransactionBehavior, params};

use super::{FILE, Log, Opened, StoreError, seal};
use crate::session::{Recorded, SessionId, Stamp};

/// Four letters of our name, so that another program's database is never taken for ours.
const APPLICATION: i32 = 0x5461_5369;

/// How long another program's write is waited for by a command, which is not tried again.
const PATIENCE: Duration = Duration::from_secs(5);

/// How long between two tries of what does not wait by itself.
const RETRY: Duration = Duration::from_millis(10);

/// How long by the screen, which tries again by itself and must not keep a key waiting.
const IMPATIENCE: Duration = Duration::from_millis(100);

/// Each entry moves the store one version on.
const MIGRATIONS: &[&str] = &["
    CREATE TABLE event (
        stream TEXT NOT NULL,
        seq INTEGER NOT NULL,
        sealed BLOB NOT NULL,
        PRIMARY KEY (stream, seq)
    ) STRICT, WITHOUT ROWID;
    CREATE TRIGGER event_is_never_changed BEFORE UPDATE ON event
        BEGIN SELECT RAISE(ABORT, 'the record is append-only'); END;
    CREATE TRIGGER event_is_never_deleted BEFORE DELETE ON event
        BEGIN SELECT RAISE(ABORT, 'the record is append-only'); END;
    CREATE TABLE opened (stream TEXT PRIMARY KEY, at TEXT NOT NULL, day TEXT NOT NULL) STRICT;
    CREATE INDEX opened_by_day ON opened (day);
"];

/// The event log in a folder of this machine.
pub struct SqliteLog {
    connection: Connection,
}

impl SqliteLog {
    /// Opens the store of a folder, and makes both where they are missing: the folder 0700, the file 0600.
    pub fn open(folder: &Path) -> Result<Self, StoreError> {
        let path = folder.join(FILE);
        make(folder, &path).map_err(|why| unusable(folder, &why))?;
        let mut connection = Connection::open_with_flags(&path, OpenFlags::SQLITE_OPEN_READ_WRITE)
            .map_err(|error| unreadable(&path, &error))?;
        prepare(&mut connection, &path)?;
        Ok(Self { connection })
    }

    /// Opens the store of a folder for reading, without making anything; none where there is no store.
    pub fn open_existing(folder: &Path) -> Result<Option<Self>, StoreError> {
        let path = folder.join(FILE);
        match path.try_exists() {
            Ok(false) => Ok(None),
            Ok(true) => Self::open_for_reading(&path),
            Err(why) => Err(unusable(folder, &why)),
        }
    }

    /// Returns the log for a screen: another program's write is waited for only a moment.
    pub fn for_a_screen(self) -> Result<Self, StoreError> {
        self.connection.busy_timeout(IMPATIENCE).map_err(|error| read(&error))?;
        Ok(self)
    }

    fn open_for_reading(path: &Path) -> Result<Option<Self>, StoreError> {
        let on_a_read_only_disk = |error: &rusqlite::Error| {
            let refused = matches!(error.sqlite_error_code(), Some(ErrorCode::CannotOpen | ErrorCode::ReadOnly));
            let wal = std::fs::metadata(path.with_extension("db-wal"));
            refused && wal.map_or(true, |wal| wal.len() == 0)
        };
        let (connection, tables) = match reader(path, "") {
            // Nobody can be writing there: the file is read as it lies.
            Err(error) if on_a_read_only_disk(&error) => reader(path, "?immutable=1"),
            read => read,
        }
        .map_err(|error| unreadable(path, &error))?;
        if tables == 0 && pragma(&connection, "application_id").is_ok_and(|id| id == 0) {
            // The program died while it made the store: there is none yet.
            return Ok(None);
        }
        check(&connection, path)?;
        Ok(Some(Self { connection }))
    }
}

/// Opens a file for reading; returns also how many tables and other things it has.
fn reader(path: &Path, options: &str) -> rusqlite::Result<(Connection, i64)> {
    let escaped = path.to_string_lossy().replace('%', "%25").replace('?', "%3f").replace('#', "%23");
    let flags = OpenFlags::SQLITE_OPEN_READ_ONLY | OpenFlags::SQLITE_OPEN_URI;
    let connection = Connection::open_with_flags(format!("file:{escaped}{options}"), flags)?;
    connection.busy_timeout(PATIENCE)?;
    let tables = tables(&connection)?;
    Ok((connection, tables))
}

fn tables(connection: &Connection) -> rusqlite::Result<i64> {
    connection.query_row("SELECT count(*) FROM sqlite_schema", [], |row| row.get(0))
}

#[cfg(unix)]
fn make(folder: &Path, path: &Path) -> std::io::Result<()> {
    use std::os::unix::fs::{DirBuilderExt, OpenOptionsExt};
    DirBuilder::new().recursive(true).mode(0o700).create(folder)?;
    // Two programs may come here at once; whoever is second finds the file.
    OpenOptions::new().write(true).create(true).truncate(false).mode(0o600).open(path).map(drop)
}

#[cfg(not(unix))]
fn make(folder: &Path, path: &Path) -> std::io::Result<()> {
    DirBuilder::new().recursive(true).create(folder)?;
    OpenOptions::new().write(true).create(true).truncate(false).open(path).map(drop)
}

fn prepare(connection: &mut Connection, path: &Path) -> Result<(), StoreError> {
    let error = |e: rusqlite::Error| unreadable(path, &e);
    connection.busy_timeout(PATIENCE).map_err(error)?;
    // A file with other content is left untouched; an empty one becomes a store.
    if tables(connection).map_err(error)? > 0 {
        check(connection, path)?;
    }
    write_ahead(connection).map_err(error)?;
    connection.pragma_update(None, "synchronous", "FULL").map_err(error)?;
    let transaction = connection.transaction_with_behavior(TransactionBehavior::Immediate).map_err(error)?;
    let version = pragma(&transaction, "user_version").map_err(error)?;
    let missing = MIGRATIONS.iter().skip(usize::try_from(version).unwrap_or(0));
    for migration in missing {
        transaction.execute_batch(migration).map_err(error)?;
    }
    if version < newest() {
        transaction.pragma_update(None, "application_id", APPLICATION).map_err(error)?;
        transaction.pragma_update(None, "user_version", newest()).map_err(error)?;
    }
    transaction.commit().map_err(error)
}

/// Makes the store keep a write-ahead log. `SQLite` does not wait by itself where another program does the same.
fn write_ahead(connection: &Connection) -> rusqlite::Result<()> {
    let mut left = PATIENCE;
    loop {
        match connection.pragma_update(None, "journal_mode", "WAL") {
            Err(error) if matches!(general(&error), Some(StoreError::Busy)) && !left.is_zero() => {
                std::thread::sleep(RETRY);
                left = left.saturating_sub(RETRY);
            }
            done => return done,
        }
    }
}

fn newest() -> i64 {
    i64::try_from(MIGRATIONS.len()).unwrap_or(i64::MAX)
}

fn pragma(connection: &Connection, name: &str) -> rusqlite::Result<i64> {
    connection.pragma_query_value(None, name, |row| row.get(0))
}

fn check(connection: &Connection, path: &Path) -> Result<(), StoreError> {
    let error = |e: rusqlite::Error| unreadable(path, &e);
    if pragma(connection, "application_id").map_err(error)? != i64::from(APPLICATION) {
        return Err(StoreError::NotAStore { path: path.to_owned() });
    }
    let version = pragma(connection, "user_version").map_err(error)?;
    if version > newest() {
        return Err(StoreError::Newer { path: path.to_owned(), version });
    }
    Ok(())
}

impl Log for SqliteLog {
    fn append(&mut self, stream: &SessionId, expected: u64, events: &[Recorded]) -> Result<u64, StoreError> {
        let transaction =
            self.connection.transaction_with_behavior(TransactionBehavior::Immediate).map_err(|e| write(&e))?;
        let found: i64 = transaction
            .query_row("SELECT count(*) FROM event WHERE stream = ?1", [stream.as_str()], |row| row.get(0))
            .map_err(|e| write(&e))?;
        let found = u64::try_from(found).unwrap_or(0);
        if found != expected {
            return Err(StoreError::Conflict { expected, found });
        }
        let mut seq = found;
        for event in events {
            seq += 1;
            let sealed = seal::seal(event).map_err(|why| StoreError::Write { why })?;
            let number = i64::try_from(seq).unwrap_or(i64::MAX);
            transaction
                .execute(
                    "INSERT INTO event (stream, seq, sealed) VALUES (?1, ?2, ?3)",
                    params![stream.as_str(), number, sealed],
                )
                .map_err(|e| write(&e))?;
            if seq == 1 {
                index(&transaction, stream, event.at).map_err(|e| write(&e))?;
            }
        }
        transaction.commit().map_err(|e| write(&e))?;
        Ok(seq)
    }

    fn read(&self, stream: &SessionId) -> Result<Vec<Recorded>, StoreError> {
        let rows: Vec<(i64, Vec<u8>)> = self
            .connection
            .prepare_cached("SELECT seq, sealed FROM event WHERE stream = ?1 ORDER BY seq")
            .and_then(|mut statement| {
                statement.query_map([stream.as_str()], |row| Ok((row.get(0)?, row.get(1)?)))?.collect()
            })
            .map_err(|e| read(&e))?;
        if rows.is_empty() {
            return Err(self.without_events(stream)?);
        }
        let mut events = Vec::with_capacity(rows.len());
        for (place, (seq, sealed)) in (1..).zip(&rows) {
            let damaged = |why| StoreError::Damaged { stream: stream.clone(), seq: place, why };
            if *seq != place {
                return Err(damaged("an event before it is missing"));
            }
            events.push(seal::unseal(sealed).ok_or_else(|| damaged("it cannot be read"))?);
        }
        Ok(events)
    }

    fn streams(&self) -> Result<Vec<Opened>, StoreError> {
        let rows: Vec<(String, String, String)> = self
            .connection
            .prepare_cached("SELECT stream, at, day FROM opened")
            .and_then(|mut statement| {
                statement.query_map([], |row| Ok((row.get(0)?, row.get(1)?, row.get(2)?)))?.collect()
            })
            .map_err(|e| read(&e))?;
        let mut all = Vec::with_capacity(rows.len());
        for (stream, at, day) in rows {
            let id = SessionId::new(stream);
            match (Stamp::parse_from_rfc3339(&at), day.parse::<NaiveDate>()) {
                (Ok(at), Ok(day)) => all.push(Opened { id, at, day }),
                _ => return Err(StoreError::Damaged { stream: id, seq: 1, why: "its place in the index is no time" }),
            }
        }
        all.sort_by(|a, b| (a.at, &a.id).cmp(&(b.at, &b.id)));
        Ok(all)
    }

    fn day(&self, date: NaiveDate) -> Result<Vec<SessionId>, StoreError> {
        let rows: Vec<(String, String)> = self
            .connection
            .prepare_cached("SELECT stream, at FROM opened WHERE day = ?1")
            .and_then(|mut statement| {
                statement.query_map([date.to_string()], |row| Ok((row.get(0)?, row.get(1)?)))?.collect()
            })
            .map_err(|e| read(&e))?;
        let mut sessions: Vec<_> = rows
            .into_iter()
            .map(|(stream, at)| (Stamp::parse_from_rfc3339(&at).ok(), SessionId::new(stream)))
            .collect();
        sessions.sort();
        Ok(sessions.into_iter().map(|(_, id)| id).collect())
    }

    fn starting_with(&self, prefix: &str) -> Result<Vec<SessionId>, StoreError> {
        let rows: Vec<String> = self
            .connection
            .prepare_cached("SELECT stream FROM opened WHERE substr(stream, 1, length(?1)) = ?1 ORDER BY stream")
            .and_then(|mut statement| statement.query_map([prefix], |row| row.get(0))?.collect())
            .map_err(|e| read(&e))?;
        Ok(rows.into_iter().map(SessionId::new).collect())
    }
}

impl SqliteLog {
    /// Returns why a stream has no events: it never was, or they are gone.
    fn without_events(&self, stream: &SessionId) -> Result<StoreError, StoreError> {
        let known = self
            .connection
            .prepare_cached("SELECT 1 FROM opened WHERE stream = ?1")
            .and_then(|mut statement| statement.exists([stream.as_str()]))
            .map_err(|e| read(&e))?;
        Ok(if known {
            StoreError::Damaged { stream: stream.clone(), seq: 1, why: "it is missing" }
        } else {
            StoreError::NoSuchSession(stream.clone())
        })
    }
}

fn index(connection: &Connection, stream: &SessionId, at: Stamp) -> rusqlite::Result<usize> {
    connection.execute(
        "INSERT INTO opened (stream, at, day) VALUES (?1, ?2, ?3)",
        params![stream.as_str(), at.to_rfc3339(), at.date_naive().to_string()],
    )
}

/// What is wrong with the folder.
fn unusable(folder: &Path, why: &std::io::Error) -> StoreError {
    match why.kind() {
        ErrorKind::NotADirectory | ErrorKind::AlreadyExists => StoreError::NotAFolder { path: folder.to_owned() },
        _ => StoreError::Unreadable { path: folder.join(FILE), why: why.to_string() },
    }
}

/// What went wrong with the file, never with its content.
fn unreadable(path: &Path, error: &rusqlite::Error) -> StoreError {
    match general(error) {
        Some(StoreError::Corrupt) => StoreError::NotAStore { path: path.to_owned() },
        Some(general) => general,
        None => StoreError::Unreadable { path: path.to_owned(), why: reason(error) },
    }
}

fn write(error: &rusqlite::Error) -> StoreError {
    general(error).unwrap_or_else(|| StoreError::Write { why: reason(error) })
}

fn read(error: &rusqlite::Error) -> StoreError {
    general(error).unwrap_or_else(|| StoreError::Read { why: reason(error) })
}

/// What means the same whatever was done.
fn general(error: &rusqlite::Error) -> Option<StoreError> {
    match error.sqlite_error_code()? {
        ErrorCode::NotADatabase | ErrorCode::DatabaseCorrupt => Some(StoreError::Corrupt),
        ErrorCode::DatabaseBusy | ErrorCode::DatabaseLocked => Some(StoreError::Busy),
        _ => None,
    }
}

fn reason(error: &rusqlite::Error) -> String {
    match error.sqlite_error_code() {
        Some(ErrorCode::DiskFull) => "the disk is full".to_owned(),
        Some(ErrorCode::ReadOnly) => "the disk or the folder is read-only".to_owned(),
        Some(ErrorCode::CannotOpen) => "the file cannot be opened".to_owned(),
        Some(ErrorCode::PermissionDenied) => "permission is denied".to_owned(),
        Some(ErrorCode::SystemIoFailure) => "the disk reports an error".to_owned(),
        _ => "the database refuses".to_owned(),
    }
}
