//! Copies of the record: made while others write, and put back only after they were proven whole.

use std::path::{Path, PathBuf};

use rusqlite::{Connection, OpenFlags};

use super::schema::{self, unreadable};
use super::{FILE, StoreError, Vault};

/// A backup in the record's place.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Restored {
    /// Where the store that was there before is kept; none where there was none.
    pub kept: Option<PathBuf>,
}

impl Vault {
    /// Opens a store that lies in a file of any name, such as a backup.
    pub fn open_file(file: &Path) -> Result<Self, StoreError> {
        // A backup is looked at where it lies, and never written to: it may be the only one.
        let gone = || StoreError::Unreadable { path: file.to_owned(), why: "there is no such file".to_owned() };
        if !file.is_file() {
            return Err(gone());
        }
        schema::open_to_read(file)?.map(|connection| Self::to_read(connection, file)).ok_or_else(gone)
    }
}

impl Vault {
    /// Opens a copy that was just made, to write to it.
    pub(super) fn open_copy(file: &Path) -> Result<Self, StoreError> {
        let gone = || StoreError::Unreadable { path: file.to_owned(), why: "there is no such file".to_owned() };
        Self::of(schema::open(file, schema::MIGRATIONS)?, file).ok_or_else(gone)
    }
}

/// Puts a copy in the place of a folder's store, and keeps that beside it under a name with the time of day.
///
/// At no moment there is no store: the copy takes the name over in one step.
pub fn restore(file: &Path, folder: &Path, stamp: &str) -> Result<Restored, StoreError> {
    let path = folder.join(FILE);
    let failed = |why: &std::io::Error| StoreError::NotCopied { path: path.clone(), why: why.to_string() };
    let temporary = folder.join(format!("{FILE}.restoring"));
    schema::make_folder(folder).map_err(|why| schema::unusable(folder, &why))?;
    let source = schema::open_to_read(file)?
        .ok_or_else(|| StoreError::Unreadable { path: file.to_owned(), why: "there is no such file".to_owned() })?;
    schema::copy(&source, &temporary)?;
    let kept = match path.try_exists() {
        Ok(true) => Some(keep(&path, &folder.join(format!("{FILE}.before-{stamp}")))?),
        Ok(false) => None,
        Err(why) => return Err(failed(&why)),
    };
    std::fs::rename(&temporary, &path).map_err(|why| failed(&why))?;
    schema::sync_folder(folder).map_err(|why| failed(&why))?;
    Ok(Restored { kept })
}

/// Gives the store in place a second name, whole in one file, once nobody has it open.
fn keep(path: &Path, beside: &Path) -> Result<PathBuf, StoreError> {
    let failed = |why: &std::io::Error| StoreError::NotCopied { path: beside.to_owned(), why: why.to_string() };
    // A damaged store cannot be brought into one file; then what lies beside it is kept too.
    if in_one_file(path) == Err(StoreError::Busy) {
        return Err(StoreError::InUse { path: path.to_owned() });
    }
    let side = |path: &Path, end: &str| PathBuf::from(format!("{}{end}", path.display()));
    if beside.exists() {
        return Err(failed(&std::io::ErrorKind::AlreadyExists.into()));
    }
    std::fs::hard_link(path, beside).or_else(|_| std::fs::copy(path, beside).map(drop)).map_err(|why| failed(&why))?;
    for end in ["-wal", "-shm"] {
        if side(path, end).exists() {
            std::fs::rename(side(path, end), side(beside, end)).map_err(|why| failed(&why))?;
        }
    }
    Ok(beside.to_owned())
}

/// Brings what stands in the write-ahead log into the file. Refused while anybody else has it open.
fn in_one_file(path: &Path) -> Result<(), StoreError> {
    let error = |e: rusqlite::Error| unreadable(path, &e);
    let connection = Connection::open_with_flags(path, OpenFlags::SQLITE_OPEN_READ_WRITE).map_err(error)?;
    connection.pragma_update(None, "journal_mode", "DELETE").map_err(error)
}
