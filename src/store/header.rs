//! The first page of the file says how all others are to be read: what SQLite begins every file with, and the texts by which
//! the tables were made. It is the same in every store. Where a byte of it was damaged, everything else is whole and yet
//! cannot be opened: then a copy with the page as it should be can.

use std::fs;
use std::io::{Read as _, Seek as _, SeekFrom, Write as _};
use std::ops::Range;
use std::os::unix::fs::PermissionsExt as _;
use std::path::Path;

use rusqlite::{Connection, MAIN_DB};
use tempfile::TempDir;

use super::StoreError;
use super::schema::{self, beside};

/// How long a page is.
const PAGE: usize = 4096;

/// What differs from store to store: whether there is a write-ahead log, counters, and the version.
const OWN: [Range<usize>; 4] = [18..20, 24..44, 63..64, 92..100];

/// Where the number of pages stands.
const PAGES: Range<usize> = 28..32;

/// How many bytes may differ in a page that is still ours.
const FEW: usize = 2;

/// Refuses a store whose first page is damaged.
///
/// Never for a store that this process has open already: whoever closes a file by hand drops all locks that the process
/// holds on it, and with them those by which `SQLite` keeps others from taking the write-ahead log away.
pub(super) fn check(path: &Path) -> Result<(), StoreError> {
    match mended(path, false) {
        Some(_) => Err(StoreError::HeaderDamaged { path: path.to_owned() }),
        None => Ok(()),
    }
}

/// Returns the first page as it should be; none where it is so, or where so much differs that the file is something else.
/// `counted` puts the number of pages right as well.
fn mended(path: &Path, counted: bool) -> Option<Vec<u8>> {
    let mut found = vec![0; PAGE];
    let mut file = fs::File::open(path).ok()?;
    file.read_exact(&mut found).ok()?;
    let mut page = new()?;
    for own in OWN {
        page.get_mut(own.clone())?.copy_from_slice(found.get(own)?);
    }
    // Both say whether there is a write-ahead log, and are the same: 2, or 1 in a copy that is one file.
    let modes = if found.get(18..20)?.contains(&2) { [2, 2] } else { [1, 1] };
    page.get_mut(18..20)?.copy_from_slice(&modes);
    // How many pages there are is known from the length, where no write-ahead log has more of them.
    let wal = fs::metadata(beside(path, "-wal")).is_ok_and(|wal| wal.len() > 0);
    let pages = u32::try_from(file.metadata().ok()?.len() / 4096).ok()?;
    if counted && !wal {
        page.get_mut(PAGES)?.copy_from_slice(&pages.to_be_bytes());
    }
    let differ = page.iter().zip(&found).filter(|(is, was)| is != was).count();
    (1..=FEW).contains(&differ).then_some(page)
}

/// Returns the first page of a new store.
fn new() -> Option<Vec<u8>> {
    let mut memory = Connection::open_in_memory().ok()?;
    schema::found(&memory).ok()?;
    let bytes = memory.serialize(MAIN_DB).ok()?;
    bytes.get(..PAGE).map(<[u8]>::to_vec)
}

/// Says of a store that cannot be opened that it is its first page alone that is damaged, where it is.
pub(super) fn named(path: &Path, error: StoreError) -> StoreError {
    match error {
        StoreError::InUse { .. } | StoreError::Busy => error,
        other if mended(path, true).is_none() => other,
        _ => StoreError::HeaderDamaged { path: path.to_owned() },
    }
}

/// Opens a store to read; where its first page is damaged, a mended copy of it, which lasts as long as the returned folder.
pub(super) fn open_to_read(path: &Path) -> Result<Option<(Connection, Option<TempDir>)>, StoreError> {
    let whole = match check(path).and_then(|()| schema::open_to_read(path)) {
        Ok(opened) => return Ok(opened.map(|connection| (connection, None))),
        Err(error) => error,
    };
    let Some(page) = mended(path, true) else { return Err(whole) };
    let failed = |why: std::io::Error| StoreError::NotCopied { path: path.to_owned(), why: why.to_string() };
    // Sealed as it is, and for nobody else all the same.
    let private = fs::Permissions::from_mode(0o700);
    let folder = tempfile::Builder::new().permissions(private).tempdir().map_err(failed)?;
    let copy = folder.path().join(super::FILE);
    fs::copy(path, &copy).map_err(failed)?;
    if beside(path, "-wal").exists() {
        fs::copy(beside(path, "-wal"), beside(&copy, "-wal")).map_err(failed)?;
    }
    let mut file = fs::OpenOptions::new().write(true).open(&copy).map_err(failed)?;
    file.seek(SeekFrom::Start(0)).and_then(|_| file.write_all(&page)).map_err(failed)?;
    drop(file);
    // Where even that does not help, the store is what it was said to be.
    match schema::open_to_read(&copy) {
        Ok(opened) => Ok(opened.map(|connection| (connection, Some(folder)))),
        Err(_) => Err(whole),
    }
}
