//! The file: its tables, their versions, and how a connection is opened on them.

use std::fs::{DirBuilder, OpenOptions};
use std::io::ErrorKind;
use std::path::{Path, PathBuf};
use std::time::Duration;

use rusqlite::backup::{Backup, StepResult};
use rusqlite::{Connection, ErrorCode, OpenFlags, TransactionBehavior};

use super::{FILE, StoreError};

/// Four letters of our name, so that another program's database is never taken for ours.
const APPLICATION: i32 = 0x5461_5369;

/// How long another program's write is waited for by a command, which is not tried again.
pub(super) const PATIENCE: Duration = Duration::from_secs(5);

/// How long between two tries of what does not wait by itself.
const RETRY: Duration = Duration::from_millis(10);

/// How long by the screen, which tries again by itself and must not keep a key waiting.
pub(super) const IMPATIENCE: Duration = Duration::from_millis(100);

/// Each entry moves the store one version on.
///
/// `event` is the log: `before` is the digest of the row before in the whole log, and `sealed` is bound to all columns
/// beside it. `stream`, `tally`, `patient` and `visit` are the index, built from the log; `tally` counts what the index
/// lists, but visits are counted in their patient's row, so that a row that went missing is missed. `alive` is
/// overwritten; `slot` says who may unlock, and `slot_again` the same on other pages, so that one bad page locks nobody out;
/// `doorstep` holds what was done before anybody had unlocked.
pub(super) const MIGRATIONS: &[&str] = &["
    CREATE TABLE event (
        place INTEGER PRIMARY KEY,
        stream TEXT NOT NULL,
        seq INTEGER NOT NULL,
        before BLOB NOT NULL,
        sealed BLOB NOT NULL,
        UNIQUE (stream, seq)
    ) STRICT;
    CREATE TRIGGER event_is_never_changed BEFORE UPDATE ON event
        BEGIN SELECT RAISE(ABORT, 'the record is append-only'); END;
    CREATE TRIGGER event_is_never_deleted BEFORE DELETE ON event
        BEGIN SELECT RAISE(ABORT, 'the record is append-only'); END;
    CREATE TABLE stream (
        stream TEXT PRIMARY KEY,
        events INTEGER NOT NULL,
        day TEXT,
        waits INTEGER NOT NULL
    ) STRICT, WITHOUT ROWID;
    CREATE INDEX stream_by_day ON stream (day);
    CREATE INDEX stream_that_waits ON stream (day) WHERE waits = 1;
    CREATE TABLE tally (what TEXT PRIMARY KEY, count INTEGER NOT NULL) STRICT, WITHOUT ROWID;
    CREATE TABLE patient (name BLOB PRIMARY KEY, sealed BLOB NOT NULL) STRICT, WITHOUT ROWID;
    CREATE TABLE visit (name BLOB PRIMARY KEY, sealed BLOB NOT NULL) STRICT, WITHOUT ROWID;
    CREATE TABLE alive (stream TEXT PRIMARY KEY, sealed BLOB NOT NULL) STRICT, WITHOUT ROWID;
    CREATE TABLE slot (
        id TEXT PRIMARY KEY,
        therapist TEXT NOT NULL,
        salt BLOB NOT NULL,
        memory INTEGER NOT NULL,
        passes INTEGER NOT NULL,
        wrapped BLOB NOT NULL,
        digest BLOB NOT NULL
    ) STRICT, WITHOUT ROWID;
    CREATE TABLE slot_again (
        id TEXT PRIMARY KEY,
        therapist TEXT NOT NULL,
        salt BLOB NOT NULL,
        memory INTEGER NOT NULL,
        passes INTEGER NOT NULL,
        wrapped BLOB NOT NULL,
        digest BLOB NOT NULL
    ) STRICT, WITHOUT ROWID;
    CREATE TABLE doorstep (
        no INTEGER PRIMARY KEY,
        entry TEXT NOT NULL,
        digest BLOB NOT NULL,
        told INTEGER NOT NULL
    ) STRICT;
"];

/// Makes folder and file where they are missing, the folder 0700, the file 0600, and opens the file.
pub(super) fn make(folder: &Path) -> Result<Connection, StoreError> {
    let path = folder.join(FILE);
    make_file(folder, &path).map_err(|why| unusable(folder, &why))?;
    let connection = Connection::open_with_flags(&path, OpenFlags::SQLITE_OPEN_READ_WRITE)
        .map_err(|error| unreadable(&path, &error))?;
    settings(&connection).map_err(|error| unreadable(&path, &error))?;
    if tables(&connection).map_err(|error| unreadable(&path, &error))? > 0 {
        // A file with other content is left untouched.
        check(&connection, &path, MIGRATIONS)?;
    }
    write_ahead(&connection).map_err(|error| unreadable(&path, &error))?;
    Ok(connection)
}

/// Makes a folder that only its owner may enter, where it is missing.
pub(super) fn make_folder(folder: &Path) -> std::io::Result<()> {
    let mut builder = DirBuilder::new();
    #[cfg(unix)]
    std::os::unix::fs::DirBuilderExt::mode(&mut builder, 0o700);
    builder.recursive(true).create(folder)
}

/// Two programs may come here at once; whoever is second finds the file.
fn make_file(folder: &Path, path: &Path) -> std::io::Result<()> {
    make_folder(folder)?;
    let mut options = OpenOptions::new();
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    options.write(true).create(true).truncate(false).open(path).map(drop)
}

/// Opens a file for writing where that is possible, and else for reading; says which. None where it is not a store yet:
/// the program died while it made it.
pub(super) fn open(path: &Path, migrations: &[&str]) -> Result<Option<(Connection, bool)>, StoreError> {
    let error = |e: rusqlite::Error| unreadable(path, &e);
    let on_a_read_only_disk = |error: &rusqlite::Error| {
        matches!(error.sqlite_error_code(), Some(ErrorCode::CannotOpen | ErrorCode::ReadOnly))
    };
    let (mut connection, tables, writable) = match writer(path) {
        Ok((connection, tables)) => (connection, tables, true),
        Err(refused) if on_a_read_only_disk(&refused) => {
            let (connection, tables) = reader(path).map_err(error)?;
            (connection, tables, false)
        }
        Err(other) => return Err(error(other)),
    };
    if tables == 0 && pragma(&connection, "application_id").is_ok_and(|id| id == 0) {
        return Ok(None);
    }
    check(&connection, path, migrations)?;
    if writable {
        write_ahead(&connection).map_err(error)?;
        migrate(&mut connection, path, migrations)?;
    }
    Ok(Some((connection, writable)))
}

/// Opens a file for reading only, and writes nothing beside it where nobody else has it open; none where it holds nothing.
pub(super) fn open_to_read(path: &Path) -> Result<Option<Connection>, StoreError> {
    let (connection, tables) = reader(path).map_err(|e| unreadable(path, &e))?;
    if tables == 0 {
        return Ok(None);
    }
    check(&connection, path, MIGRATIONS)?;
    Ok(Some(connection))
}

fn writer(path: &Path) -> rusqlite::Result<(Connection, i64)> {
    let connection = Connection::open_with_flags(path, OpenFlags::SQLITE_OPEN_READ_WRITE)?;
    if connection.is_readonly("main")? {
        return Err(rusqlite::Error::SqliteFailure(rusqlite::ffi::Error::new(rusqlite::ffi::SQLITE_READONLY), None));
    }
    settings(&connection)?;
    let tables = tables(&connection)?;
    Ok((connection, tables))
}

/// Returns the name of a file beside another: `SQLite` adds to the whole name.
pub(super) fn beside(path: &Path, end: &str) -> PathBuf {
    let mut name = path.as_os_str().to_owned();
    name.push(end);
    PathBuf::from(name)
}

/// Opens a file for reading. Where nobody can be writing, it is read as it lies.
fn reader(path: &Path) -> rusqlite::Result<(Connection, i64)> {
    let wal = std::fs::metadata(beside(path, "-wal"));
    let options = if wal.map_or(true, |wal| wal.len() == 0) { "?immutable=1" } else { "" };
    let escaped = path.to_string_lossy().replace('%', "%25").replace('?', "%3f").replace('#', "%23");
    let flags = OpenFlags::SQLITE_OPEN_READ_ONLY | OpenFlags::SQLITE_OPEN_URI;
    let connection = Connection::open_with_flags(format!("file:{escaped}{options}"), flags)?;
    connection.busy_timeout(PATIENCE)?;
    let tables = tables(&connection)?;
    Ok((connection, tables))
}

/// What every writing connection is set to: durable at once, and what is deleted is gone from the file.
fn settings(connection: &Connection) -> rusqlite::Result<()> {
    connection.busy_timeout(PATIENCE)?;
    wait_for_the_disk(connection, true)?;
    connection.pragma_update(None, "secure_delete", "ON")?;
    connection.pragma_update(None, "temp_store", "MEMORY")?;
    // A damaged page is to be an error where it is read, not an answer.
    connection.pragma_update(None, "cell_size_check", "ON")
}

/// Says whether what is written is waited for until it is on the disk.
pub(super) fn wait_for_the_disk(connection: &Connection, waits: bool) -> rusqlite::Result<()> {
    connection.pragma_update(None, "synchronous", if waits { "FULL" } else { "NORMAL" })
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

/// Makes the tables of a new store within a transaction.
pub(super) fn found(connection: &Connection) -> rusqlite::Result<()> {
    for migration in MIGRATIONS {
        connection.execute_batch(migration)?;
    }
    connection.pragma_update(None, "application_id", APPLICATION)?;
    connection.pragma_update(None, "user_version", newest(MIGRATIONS))
}

/// Brings an older store to the newest version, with a copy of it kept beside.
fn migrate(connection: &mut Connection, path: &Path, migrations: &[&str]) -> Result<(), StoreError> {
    let error = |e: rusqlite::Error| unreadable(path, &e);
    let version = pragma(connection, "user_version").map_err(error)?;
    if version == newest(migrations) {
        return Ok(());
    }
    let kept = beside(path, &format!(".version-{version}"));
    if !kept.exists() {
        copy(connection, &kept)?;
    }
    let transaction = connection.transaction_with_behavior(TransactionBehavior::Immediate).map_err(error)?;
    // Another program may have been quicker.
    let version = pragma(&transaction, "user_version").map_err(error)?;
    for migration in migrations.iter().skip(usize::try_from(version).unwrap_or(0)) {
        transaction.execute_batch(migration).map_err(error)?;
    }
    transaction.pragma_update(None, "user_version", newest(migrations)).map_err(error)?;
    transaction.commit().map_err(error)
}

/// Copies everything a connection sees to a file, 0600, whole or not at all.
pub(super) fn copy(connection: &Connection, file: &Path) -> Result<(), StoreError> {
    let failed = |why: String| StoreError::NotCopied { path: file.to_owned(), why };
    let folder = file.parent().filter(|folder| !folder.as_os_str().is_empty()).unwrap_or(Path::new("."));
    // A named temporary file is created with mode 0600.
    let temporary = tempfile::NamedTempFile::new_in(folder).map_err(|e| failed(e.to_string()))?;
    let flags = OpenFlags::SQLITE_OPEN_READ_WRITE;
    let mut copy = Connection::open_with_flags(temporary.path(), flags).map_err(|e| failed(reason(&e)))?;
    // Some disks share no memory between programs, and a copy has no need to.
    copy.pragma_update(None, "locking_mode", "EXCLUSIVE").map_err(|e| failed(reason(&e)))?;
    all_pages(connection, &mut copy).map_err(|e| failed(reason(&e)))?;
    // One file, with nothing beside it.
    copy.pragma_update(None, "journal_mode", "DELETE").map_err(|e| failed(reason(&e)))?;
    copy.close().map_err(|(_, e)| failed(reason(&e)))?;
    temporary.as_file().sync_all().map_err(|e| failed(e.to_string()))?;
    temporary.persist(file).map_err(|e| failed(e.error.to_string()))?;
    sync_folder(folder).map_err(|e| failed(e.to_string()))
}

/// Copies all pages in one step, so that what others write meanwhile does not make it begin anew.
fn all_pages(connection: &Connection, copy: &mut Connection) -> rusqlite::Result<()> {
    let backup = Backup::new(connection, copy)?;
    let mut left = PATIENCE;
    loop {
        match backup.step(-1)? {
            StepResult::Done => return Ok(()),
            StepResult::Busy | StepResult::Locked if left.is_zero() => {
                return Err(rusqlite::Error::SqliteFailure(
                    rusqlite::ffi::Error::new(rusqlite::ffi::SQLITE_BUSY),
                    None,
                ));
            }
            _ => {
                std::thread::sleep(RETRY);
                left = left.saturating_sub(RETRY);
            }
        }
    }
}

/// Makes sure that a name in a folder survives a power cut.
pub(super) fn sync_folder(folder: &Path) -> std::io::Result<()> {
    if cfg!(unix) { std::fs::File::open(folder)?.sync_all() } else { Ok(()) }
}

fn tables(connection: &Connection) -> rusqlite::Result<i64> {
    connection.query_row("SELECT count(*) FROM sqlite_schema", [], |row| row.get(0))
}

fn newest(migrations: &[&str]) -> i64 {
    i64::try_from(migrations.len()).unwrap_or(i64::MAX)
}

pub(super) fn pragma(connection: &Connection, name: &str) -> rusqlite::Result<i64> {
    connection.prepare_cached(&format!("PRAGMA {name}"))?.query_row([], |row| row.get(0))
}

/// Refuses a file that is not ours, is of a newer program, or whose tables are not what they should be.
fn check(connection: &Connection, path: &Path, migrations: &[&str]) -> Result<(), StoreError> {
    let error = |e: rusqlite::Error| unreadable(path, &e);
    let not_ours = StoreError::NotAStore { path: path.to_owned() };
    if pragma(connection, "application_id").map_err(error)? != i64::from(APPLICATION) {
        return Err(not_ours);
    }
    refuse_newer(connection, path, migrations)?;
    let version = usize::try_from(pragma(connection, "user_version").map_err(error)?).unwrap_or(0);
    let expected = Connection::open_in_memory().and_then(|memory| {
        migrations.iter().take(version).try_for_each(|migration| memory.execute_batch(migration))?;
        texts(&memory)
    });
    if version == 0 || texts(connection).map_err(error)? != expected.map_err(error)? {
        return Err(not_ours);
    }
    Ok(())
}

/// Refuses a store that a newer program has written, also one that it took over while this one had it open.
pub(super) fn refuse_newer(connection: &Connection, path: &Path, migrations: &[&str]) -> Result<(), StoreError> {
    let version = pragma(connection, "user_version").map_err(|e| unreadable(path, &e))?;
    if version > newest(migrations) {
        return Err(StoreError::Newer { path: path.to_owned(), version });
    }
    Ok(())
}

/// The texts by which the tables were made.
fn texts(connection: &Connection) -> rusqlite::Result<Vec<(String, String, Option<String>)>> {
    let mut statement = connection.prepare("SELECT name, tbl_name, sql FROM sqlite_schema ORDER BY name")?;
    statement.query_map([], |row| Ok((row.get(0)?, row.get(1)?, row.get(2)?)))?.collect()
}

/// What is wrong with the folder.
pub(super) fn unusable(folder: &Path, why: &std::io::Error) -> StoreError {
    match why.kind() {
        ErrorKind::NotADirectory | ErrorKind::AlreadyExists => StoreError::NotAFolder { path: folder.to_owned() },
        _ => StoreError::Unreadable { path: folder.join(FILE), why: why.to_string() },
    }
}

/// What went wrong with the file, never with its content.
pub(super) fn unreadable(path: &Path, error: &rusqlite::Error) -> StoreError {
    match general(error) {
        Some(StoreError::Corrupt) => StoreError::NotAStore { path: path.to_owned() },
        Some(general) => general,
        None => StoreError::Unreadable { path: path.to_owned(), why: reason(error) },
    }
}

pub(super) fn write(error: &rusqlite::Error) -> StoreError {
    general(error).unwrap_or_else(|| StoreError::Write { why: reason(error) })
}

pub(super) fn read(error: &rusqlite::Error) -> StoreError {
    general(error).unwrap_or_else(|| StoreError::Read { why: reason(error) })
}

/// What means the same whatever was done.
fn general(error: &rusqlite::Error) -> Option<StoreError> {
    // A cell of another type than the table allows can only be damage.
    use rusqlite::Error::{FromSqlConversionFailure, IntegralValueOutOfRange, InvalidColumnType, Utf8Error};
    if matches!(
        error,
        InvalidColumnType(..) | FromSqlConversionFailure(..) | IntegralValueOutOfRange(..) | Utf8Error(..)
    ) {
        return Some(StoreError::Corrupt);
    }
    match error.sqlite_error_code()? {
        ErrorCode::NotADatabase | ErrorCode::DatabaseCorrupt => Some(StoreError::Corrupt),
        ErrorCode::DatabaseBusy | ErrorCode::DatabaseLocked => Some(StoreError::Busy),
        _ => None,
    }
}

pub(super) fn reason(error: &rusqlite::Error) -> String {
    match error.sqlite_error_code() {
        Some(ErrorCode::DiskFull) => "the disk is full".to_owned(),
        Some(ErrorCode::ReadOnly) => "the disk or the folder is read-only".to_owned(),
        Some(ErrorCode::CannotOpen) => "the file cannot be opened".to_owned(),
        Some(ErrorCode::PermissionDenied) => "permission is denied".to_owned(),
        Some(ErrorCode::SystemIoFailure) => "the disk reports an error".to_owned(),
        Some(ErrorCode::DatabaseBusy | ErrorCode::DatabaseLocked) => "another program is writing".to_owned(),
        _ => "the database refuses".to_owned(),
    }
}
