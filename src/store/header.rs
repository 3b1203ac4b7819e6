//! The first hundred bytes of the file say how all others are to be read, and nearly all of them are known. Where one of them
//! was damaged, everything else is whole and yet cannot be opened: then a copy with the known bytes in place can.

use std::fs;
use std::io::{Read as _, Seek as _, SeekFrom, Write as _};
use std::path::Path;

use rusqlite::Connection;
use tempfile::TempDir;

use super::StoreError;
use super::schema::{self, beside};

/// How long the head of the file is.
const LENGTH: usize = 100;

/// The bytes that are the same in every store, with their places: mark, page size, no reserved space, fractions, form of
/// the schema, encoding, application, and what stays zero.
const KNOWN: [(usize, &[u8]); 8] = [
    (0, b"SQLite format 3\0\x10\0"),
    (20, &[0, 64, 32, 32]),
    (44, &[0, 0, 0, 4]),
    (52, &[0; 4]),
    (56, &[0, 0, 0, 1]),
    (60, &[0, 0, 0]),
    (64, &[0, 0, 0, 0]),
    (68, &0x5461_5369_i32.to_be_bytes()),
];

/// How many known bytes may differ in a file that is still ours.
const FEW: usize = 2;

/// Refuses a store of which a byte of the head is damaged that is the same in every store.
pub(super) fn check(path: &Path) -> Result<(), StoreError> {
    match mended(path, false) {
        Some(_) => Err(StoreError::HeaderDamaged { path: path.to_owned() }),
        None => Ok(()),
    }
}

/// Returns the head as it should be; none where nothing known of it differs, or so much that the file is something else.
/// `counted` puts the number of pages right as well.
fn mended(path: &Path, counted: bool) -> Option<[u8; LENGTH]> {
    let mut head = [0; LENGTH];
    let mut file = fs::File::open(path).ok()?;
    file.read_exact(&mut head).ok()?;
    let found = head;
    for (place, bytes) in KNOWN {
        head.get_mut(place..place + bytes.len())?.copy_from_slice(bytes);
    }
    // Both say whether there is a write-ahead log, and are the same: 2, or 1 in a copy that is one file.
    let modes = if found.get(18..20)?.contains(&2) { [2, 2] } else { [1, 1] };
    head.get_mut(18..20)?.copy_from_slice(&modes);
    // How many pages there are is known from the length, where no write-ahead log has more of them.
    let wal = fs::metadata(beside(path, "-wal")).is_ok_and(|wal| wal.len() > 0);
    let pages = u32::try_from(file.metadata().ok()?.len() / 4096).ok()?;
    if counted && !wal {
        head.get_mut(28..32)?.copy_from_slice(&pages.to_be_bytes());
    }
    let differ = head.iter().zip(found).filter(|(is, was)| **is != *was).count();
    (1..=FEW).contains(&differ).then_some(head)
}

/// Says of a store that cannot be opened that it is its head alone that is damaged, where it is.
pub(super) fn named(path: &Path, error: StoreError) -> StoreError {
    match error {
        StoreError::InUse { .. } | StoreError::Busy => error,
        other if mended(path, true).is_none() => other,
        _ => StoreError::HeaderDamaged { path: path.to_owned() },
    }
}

/// Opens a store to read; where its head is damaged, a mended copy of it, which lasts as long as the returned folder.
pub(super) fn open_to_read(path: &Path) -> Result<Option<(Connection, Option<TempDir>)>, StoreError> {
    let whole = match check(path).and_then(|()| schema::open_to_read(path)) {
        Ok(opened) => return Ok(opened.map(|connection| (connection, None))),
        Err(error) => error,
    };
    let Some(head) = mended(path, true) else { return Err(whole) };
    let failed = |why: std::io::Error| StoreError::NotCopied { path: path.to_owned(), why: why.to_string() };
    // Made with mode 0700, and sealed as it is.
    let folder = tempfile::tempdir().map_err(failed)?;
    let copy = folder.path().join(super::FILE);
    fs::copy(path, &copy).map_err(failed)?;
    if beside(path, "-wal").exists() {
        fs::copy(beside(path, "-wal"), beside(&copy, "-wal")).map_err(failed)?;
    }
    let mut file = fs::OpenOptions::new().write(true).open(&copy).map_err(failed)?;
    file.seek(SeekFrom::Start(0)).and_then(|_| file.write_all(&head)).map_err(failed)?;
    drop(file);
    // Where even that does not help, the store is what it was said to be.
    match schema::open_to_read(&copy) {
        Ok(opened) => Ok(opened.map(|connection| (connection, Some(folder)))),
        Err(_) => Err(whole),
    }
}
