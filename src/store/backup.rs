//! Copies of the record: made while others write, and put back without a moment in which there is none.

use std::path::{Path, PathBuf};

use rusqlite::{Connection, OpenFlags};

use super::schema::{self, beside, unreadable};
use super::{FILE, SqliteLog, StoreError, StoreKey, Vault, header, wal};

/// Opens a store that was just copied, to write to it.
pub(super) fn open_copy(file: &Path, key: StoreKey) -> Result<SqliteLog, StoreError> {
    let gone = || StoreError::Unreadable { path: file.to_owned(), why: "there is no such file".to_owned() };
    Ok(Vault::open_to_write(file)?.ok_or_else(gone)?.unlock(key))
}

/// Puts a copy in the place of a folder's store. What was there is kept beside it, under a name with the time; returns
/// that name, where there was anything.
///
/// At no moment there is no store: the copy takes the name over in one step, while nobody else can open the old one.
pub fn restore(file: &Path, folder: &Path, stamp: &str) -> Result<Option<PathBuf>, StoreError> {
    let path = folder.join(FILE);
    let failed = |why: std::io::Error| StoreError::NotCopied { path: path.clone(), why: why.to_string() };
    schema::make_folder(folder).map_err(|why| schema::unusable(folder, &why))?;
    let gone = || StoreError::Unreadable { path: file.to_owned(), why: "there is no such file".to_owned() };
    let (source, _mended) = header::open_to_read(file)?.ok_or_else(gone)?;
    let temporary = beside(&path, &format!(".restoring-{}", std::process::id()));
    schema::copy(&source, &temporary)?;
    let kept = beside(&path, &format!(".before-{stamp}"));
    let outcome = take_over(&path, &temporary, &kept);
    if outcome.is_err() {
        // The copy is of no use any more; the store in place was not touched.
        let _ = std::fs::remove_file(&temporary);
    }
    let there = outcome?;
    schema::sync_folder(folder).map_err(failed)?;
    Ok(there.then_some(kept))
}

/// Keeps what is in place under another name, and gives its own to the copy.
fn take_over(path: &Path, copy: &Path, kept: &Path) -> Result<bool, StoreError> {
    let failed = |why: std::io::Error| StoreError::NotCopied { path: kept.to_owned(), why: why.to_string() };
    if kept.exists() {
        return Err(failed(std::io::ErrorKind::AlreadyExists.into()));
    }
    let (wal, wal_kept) = (beside(path, "-wal"), beside(kept, "-wal"));
    // Opening it would take away what is left in its write-ahead log.
    let broken = wal::dropped(&wal) > 0 || std::fs::metadata(path).map_or(0, |file| file.len()) == 0;
    // Held until the name is taken over: nobody opens the old store in between.
    let held = match if broken { Err(StoreError::Corrupt) } else { alone(path) } {
        Err(StoreError::Busy) => return Err(StoreError::InUse { path: path.to_owned() }),
        // What cannot be opened is kept as it lies.
        held => held.ok(),
    };
    let there = path.exists();
    if there {
        std::fs::hard_link(path, kept).or_else(|_| duplicate(path, kept, held.as_ref())).map_err(failed)?;
    }
    // A write-ahead log that stayed here would be played into the copy.
    if wal.exists() {
        std::fs::rename(&wal, &wal_kept).map_err(failed)?;
    }
    std::fs::rename(copy, path).map_err(|why| {
        // The store in place is as it was, with its write-ahead log.
        let _ = std::fs::rename(&wal_kept, &wal);
        failed(why)
    })?;
    // It belongs to the old store, and is made anew.
    let _ = std::fs::remove_file(beside(path, "-shm"));
    Ok(there)
}

/// Where a disk knows no second names, the content is copied, and is on the disk before the first name goes. A file that is
/// held is copied by whoever holds it: reading it beside would let others in.
fn duplicate(path: &Path, kept: &Path, held: Option<&Connection>) -> std::io::Result<()> {
    match held {
        Some(held) => schema::copy(held, kept).map_err(std::io::Error::other),
        None => {
            std::fs::copy(path, kept)?;
            std::fs::File::open(kept)?.sync_all()
        }
    }
}

/// Brings what stands in the write-ahead log into the file, and keeps everybody else out while the returned value lives.
fn alone(path: &Path) -> Result<Connection, StoreError> {
    let error = |e: rusqlite::Error| unreadable(path, &e);
    let connection = Connection::open_with_flags(path, OpenFlags::SQLITE_OPEN_READ_WRITE).map_err(error)?;
    connection.pragma_update(None, "journal_mode", "DELETE").map_err(error)?;
    connection.execute_batch("BEGIN EXCLUSIVE").map_err(error)?;
    Ok(connection)
}
