//! The door of the store: who may unlock it, what happened before anybody had, and the file that is behind it.

use std::path::{Path, PathBuf};

use rusqlite::{Connection, TransactionBehavior};
use tempfile::TempDir;

use super::keys::{Slot, StoreKey};
use super::schema::{self, IMPATIENCE, read, unreadable, write};
use super::slots::Door;
use super::{FILE, SqliteLog, StoreError, doorstep, header, log, slots, wal};
use crate::audit::{Deed, Entry};
use crate::session::{Stamp, Therapist};

/// A store, locked or not.
pub struct Vault {
    pub(super) connection: Connection,
    pub(super) path: PathBuf,
    file: Option<Identity>,
    /// The write-ahead log, once something was written.
    wal: Option<Identity>,
    writable: bool,
    /// Wrong passphrases that could not be written down, as on a full disk: they make the next one wait all the same.
    pub(super) untold: Vec<Entry>,
    /// Where the mended copy lies that is read in the place of a file whose first page is damaged.
    #[expect(dead_code, reason = "it is kept for as long as it is read")]
    copy: Option<TempDir>,
}

impl Vault {
    /// Opens the store of a folder, for writing where that is possible; none where there is no store yet.
    pub fn open(folder: &Path) -> Result<Option<Self>, StoreError> {
        let path = folder.join(FILE);
        let bytes = match std::fs::metadata(&path) {
            Ok(file) => file.len(),
            Err(why) if why.kind() == std::io::ErrorKind::NotFound => 0,
            Err(why) => return Err(schema::unusable(folder, &why)),
        };
        if bytes == 0 && std::fs::metadata(schema::beside(&path, "-wal")).is_ok_and(|wal| wal.len() > 0) {
            // A new store in its place would take what is left of the old one away.
            return Err(StoreError::Emptied { path });
        }
        if bytes == 0 && !path.is_dir() {
            return Ok(None);
        }
        header::check(&path)?;
        let commits = wal::dropped(&schema::beside(&path, "-wal"));
        if commits > 0 {
            return Err(StoreError::WalDamaged { path, commits });
        }
        Self::open_to_write(&path).map_err(|error| header::named(&path, error))
    }

    /// Opens the store of a folder beside a connection that this process has to it already.
    pub fn open_beside(folder: &Path) -> Result<Option<Self>, StoreError> {
        Self::open_to_write(&folder.join(FILE))
    }

    /// Opens a store in a file of any name; none where that holds nothing.
    pub(super) fn open_to_write(path: &Path) -> Result<Option<Self>, StoreError> {
        // Known before it is opened: one that takes its place meanwhile is noticed.
        let file = identity(path);
        let Some((connection, writable)) = schema::open(path, schema::MIGRATIONS)? else { return Ok(None) };
        let mut vault =
            Self { connection, file, wal: None, path: path.to_owned(), writable, untold: Vec::new(), copy: None };
        if writable {
            vault.is_in_place()?;
        }
        Ok(Some(vault))
    }

    /// Opens a store in a file of any name to look at it, and never to write to it: it may be the only copy.
    pub fn open_to_read(file: &Path) -> Result<Self, StoreError> {
        let gone = || StoreError::Unreadable { path: file.to_owned(), why: "there is no such file".to_owned() };
        if !file.is_file() {
            return Err(gone());
        }
        let (connection, copy) = header::open_to_read(file)?.ok_or_else(gone)?;
        let (path, untold) = (file.to_owned(), Vec::new());
        Ok(Self { connection, path, file: None, wal: None, writable: false, untold, copy })
    }

    /// Makes the store of a folder, with those who may unlock it, and unlocks it; nobody, where its key is kept by the
    /// program alone.
    pub fn found(folder: &Path, key: StoreKey, slots: &[Slot], now: Stamp) -> Result<SqliteLog, StoreError> {
        let mut connection = schema::make(folder)?;
        let path = folder.join(FILE);
        let file = identity(&path);
        let transaction =
            connection.transaction_with_behavior(TransactionBehavior::Immediate).map_err(|e| unreadable(&path, &e))?;
        if schema::pragma(&transaction, "user_version").map_err(|e| unreadable(&path, &e))? != 0 {
            return Err(StoreError::AlreadyThere { path: folder.to_owned() });
        }
        schema::found(&transaction).map_err(|e| unreadable(&path, &e))?;
        let by = slots.first().map(|slot| slot.therapist.clone());
        let mut entries = vec![Entry::new(now, by.clone(), Deed::SetUp)];
        for slot in slots {
            slots::add(&transaction, slot)?;
            entries.push(Entry::new(now, by.clone(), slots::added(slot)));
        }
        log::witness(&transaction, &key, &entries)?;
        transaction.commit().map_err(|e| unreadable(&path, &e))?;
        schema::sync_folder(folder).map_err(|why| schema::unusable(folder, &why))?;
        Ok(Self { connection, path, file, wal: None, writable: true, untold: Vec::new(), copy: None }.unlock(key))
    }

    /// Returns who may unlock, by name, the recovery code last.
    pub fn doors(&self) -> Result<Vec<Door>, StoreError> {
        slots::doors(&self.connection)
    }

    /// Unlocks the store with the key from a slot.
    pub fn unlock(self, key: StoreKey) -> SqliteLog {
        let seen = schema::pragma(&self.connection, "data_version").unwrap_or(0);
        SqliteLog { vault: self, key, seen }
    }

    /// Returns the store for a screen: another program's write is waited for only a moment.
    pub fn for_a_screen(self) -> Result<Self, StoreError> {
        self.connection.busy_timeout(IMPATIENCE).map_err(|error| read(&error))?;
        Ok(self)
    }

    /// Whether anything can be written.
    pub fn is_writable(&self) -> bool {
        self.writable
    }

    /// Copies the store to a file, sealed as it is; needs no key.
    pub fn copy_to(&self, file: &Path) -> Result<(), StoreError> {
        schema::copy(&self.connection, file)
    }

    /// Copies the store to a file, in a folder that only its owner may enter, where its pages are sound.
    pub fn copy_sound_to(&self, file: &Path) -> Result<(), StoreError> {
        let check = |row: &rusqlite::Row| row.get::<_, String>(0);
        let told = self.connection.query_row("PRAGMA quick_check(1)", [], check).map_err(|e| read(&e))?;
        if told != "ok" {
            return Err(StoreError::Corrupt);
        }
        if let Some(folder) = file.parent() {
            schema::make_folder(folder).map_err(|why| schema::unusable(folder, &why))?;
        }
        self.copy_to(file)
    }

    /// Refuses where the files under the connection are not those in the folder any more: what would be written to them
    /// would be gone with the program. A store that could only be read is tried again.
    pub(super) fn is_in_place(&mut self) -> Result<(), StoreError> {
        let read_only = || StoreError::Write { why: "the disk or the folder is read-only".to_owned() };
        if self.file.is_none() {
            return Err(read_only());
        }
        let moved = |path: &Path, known: Option<Identity>| known.is_some() && identity(path) != known;
        if moved(&self.path, self.file) || moved(&schema::beside(&self.path, "-wal"), self.wal) {
            return Err(StoreError::Gone { path: self.path.clone() });
        }
        if !self.writable {
            let opened = schema::open(&self.path, schema::MIGRATIONS)?;
            let (connection, _) = opened.filter(|(_, writable)| *writable).ok_or_else(read_only)?;
            connection.busy_timeout(IMPATIENCE).map_err(|e| write(&e))?;
            (self.connection, self.writable) = (connection, true);
            return self.is_in_place();
        }
        Ok(())
    }

    /// Keeps in mind which write-ahead log was written to.
    pub(super) fn wrote(&mut self) {
        if self.wal.is_none() {
            self.wal = identity(&schema::beside(&self.path, "-wal"));
        }
    }
}

impl SqliteLog {
    /// Lets somebody new unlock.
    pub fn let_in(&mut self, slot: &Slot, by: &Therapist, now: Stamp) -> Result<(), StoreError> {
        self.about_slots(by, now, |connection| {
            slots::add(connection, slot)?;
            Ok(slots::added(slot))
        })
    }

    /// Changes what somebody unlocks with.
    pub fn change(&mut self, slot: &Slot, by: &Therapist, now: Stamp) -> Result<(), StoreError> {
        self.about_slots(by, now, |connection| {
            // Whoever was removed meanwhile does not come back by it.
            let before = slots::remove(connection, &slot.therapist)?;
            slots::add(connection, slot)?;
            doorstep::forgive(connection, &before)?;
            Ok(slots::changed(slot))
        })
    }

    /// Lets somebody unlock no more. Somebody else must be left who may.
    pub fn keep_out(&mut self, therapist: &Therapist, by: &Therapist, now: Stamp) -> Result<(), StoreError> {
        self.about_slots(by, now, |connection| {
            let therapist = slots::remove(connection, therapist)?;
            if slots::doors(connection)?.iter().all(|door| door.therapist.is_recovery_code()) {
                return Err(StoreError::LastTherapist(therapist.name));
            }
            Ok(Deed::TherapistRemoved { therapist })
        })
    }

    fn about_slots(
        &mut self,
        by: &Therapist,
        now: Stamp,
        change: impl FnOnce(&Connection) -> Result<Deed, StoreError>,
    ) -> Result<(), StoreError> {
        self.writing(|transaction, key| {
            let deed = change(transaction)?;
            log::witness(transaction, key, &[Entry::new(now, Some(by.clone()), deed)])
        })
    }
}

/// What tells a file from another one under the same name.
#[cfg(unix)]
type Identity = (u64, u64);
#[cfg(not(unix))]
type Identity = ();

#[cfg(unix)]
fn identity(path: &Path) -> Option<Identity> {
    use std::os::unix::fs::MetadataExt as _;
    std::fs::metadata(path).ok().map(|file| (file.dev(), file.ino()))
}

#[cfg(not(unix))]
fn identity(path: &Path) -> Option<Identity> {
    path.exists().then_some(())
}
