//! The door of the store: who may unlock it, what happened before anybody had, and the file that is behind it.

use std::path::{Path, PathBuf};

use rusqlite::{Connection, TransactionBehavior, params};
use sha2::{Digest as _, Sha256};

use super::keys::{Slot, StoreKey, Strength};
use super::schema::{self, IMPATIENCE, read, unreadable, write};
use super::{FILE, SqliteLog, StoreError, log};
use crate::audit::{Deed, Entry};
use crate::session::{Stamp, Therapist};

/// The longest that a wrong passphrase makes the next one wait, in seconds.
const LONGEST: i64 = 60;

/// A store, locked or not.
pub struct Vault {
    pub(super) connection: Connection,
    pub(super) path: PathBuf,
    file: Option<Identity>,
    /// The write-ahead log, once something was written.
    wal: Option<Identity>,
    writable: bool,
}

/// Somebody who may unlock.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Door {
    /// Who.
    pub therapist: Therapist,
    /// What wraps the key for them; none where it is damaged.
    pub slot: Option<Slot>,
}

impl Vault {
    /// Opens the store of a folder, for writing where that is possible; none where there is no store yet.
    pub fn open(folder: &Path) -> Result<Option<Self>, StoreError> {
        let path = folder.join(FILE);
        match path.try_exists() {
            Ok(false) => return Ok(None),
            Ok(true) => {}
            Err(why) => return Err(schema::unusable(folder, &why)),
        }
        Ok(Self::of(schema::open(&path, schema::MIGRATIONS)?, &path))
    }

    pub(super) fn of(opened: Option<(Connection, bool)>, path: &Path) -> Option<Self> {
        let (connection, writable) = opened?;
        Some(Self { connection, file: identity(path), wal: None, path: path.to_owned(), writable })
    }

    /// Returns a store that is only looked at.
    pub(super) fn to_read(connection: Connection, path: &Path) -> Self {
        Self { connection, path: path.to_owned(), file: None, wal: None, writable: false }
    }

    /// Makes the store of a folder, with those who may unlock it, and unlocks it; nobody, where its key is kept by the
    /// program alone.
    pub fn found(folder: &Path, key: StoreKey, slots: &[Slot], now: Stamp) -> Result<SqliteLog, StoreError> {
        let mut connection = schema::make(folder)?;
        let path = folder.join(FILE);
        let transaction =
            connection.transaction_with_behavior(TransactionBehavior::Immediate).map_err(|e| unreadable(&path, &e))?;
        if schema::pragma(&transaction, "user_version").map_err(|e| unreadable(&path, &e))? != 0 {
            return Err(StoreError::AlreadyThere { path: folder.to_owned() });
        }
        schema::found(&transaction).map_err(|e| unreadable(&path, &e))?;
        let by = slots.first().map(|slot| slot.therapist.clone());
        let mut entries = vec![Entry::new(now, by.clone(), Deed::SetUp)];
        for slot in slots {
            put(&transaction, slot)?;
            entries.push(Entry::new(now, by.clone(), added(slot)));
        }
        log::witness(&transaction, &key, &entries)?;
        transaction.commit().map_err(|e| unreadable(&path, &e))?;
        schema::sync_folder(folder).map_err(|why| schema::unusable(folder, &why))?;
        let file = identity(&path);
        Ok(SqliteLog { vault: Self { connection, path, file, wal: None, writable: true }, key })
    }

    /// Returns who may unlock, by name, the recovery code last.
    pub fn doors(&self) -> Result<Vec<Door>, StoreError> {
        let mut doors: Vec<Door> = self
            .connection
            .prepare("SELECT therapist, salt, memory, passes, wrapped, digest FROM slot ORDER BY id")
            .and_then(|mut statement| statement.query_map([], door)?.collect())
            .map_err(|e| read(&e))?;
        doors.sort_by_key(|door| door.therapist == Slot::recovery());
        Ok(doors)
    }

    /// Returns the slot of somebody who wants to unlock, unless a wrong passphrase is too fresh.
    pub fn knock(&self, therapist: &Therapist, now: Stamp) -> Result<Slot, StoreError> {
        let id = Slot::id(therapist);
        let door = self.doors()?.into_iter().find(|door| Slot::id(&door.therapist) == id);
        let door = door.ok_or_else(|| StoreError::NoTherapist(therapist.name.clone()))?;
        let wait = self.wait(&door.therapist, now)?;
        if wait > 0 {
            return Err(StoreError::TooSoon { wait });
        }
        door.slot.ok_or(StoreError::SlotDamaged(door.therapist.name))
    }

    /// Writes down that a passphrase was wrong; returns that as an error, with how long the next one must wait.
    pub fn refuse(&mut self, therapist: &Therapist, now: Stamp) -> StoreError {
        let deed = Deed::UnlockFailed { therapist: therapist.name.clone() };
        match self.at_the_doorstep(now, deed).and_then(|()| self.wait(therapist, now)) {
            Ok(wait) => StoreError::WrongPassphrase { wait },
            // A store that cannot be written to tells a wrong passphrase all the same.
            Err(_) => StoreError::WrongPassphrase { wait: 1 },
        }
    }

    /// Unlocks the store with the key from a slot.
    pub fn unlock(self, key: StoreKey) -> SqliteLog {
        SqliteLog { vault: self, key }
    }

    /// Returns the store for a screen: another program's write is waited for only a moment.
    pub fn for_a_screen(self) -> Result<Self, StoreError> {
        self.connection.busy_timeout(IMPATIENCE).map_err(|error| read(&error))?;
        Ok(self)
    }

    /// Writes down something that was done without the key, until somebody unlocks.
    pub fn at_the_doorstep(&mut self, now: Stamp, deed: Deed) -> Result<(), StoreError> {
        self.is_in_place()?;
        let unwritable = |_| StoreError::Write { why: "the event cannot be written as JSON".to_owned() };
        let entry = serde_json::to_string(&Entry::new(now, None, deed)).map_err(unwritable)?;
        let digest: [u8; 32] = Sha256::digest(&entry).into();
        self.connection
            .execute("INSERT INTO doorstep (entry, digest) VALUES (?1, ?2)", params![entry, digest])
            .map(drop)
            .map_err(|e| write(&e))
    }

    /// Whether anything can be written.
    pub fn is_writable(&self) -> bool {
        self.writable
    }

    /// Copies the store to a file, sealed as it is; needs no key.
    pub fn copy_to(&self, file: &Path) -> Result<(), StoreError> {
        schema::copy(&self.connection, file)
    }

    /// What was done before anybody had unlocked; none of it where a row is damaged.
    pub(super) fn doorstep(&self) -> Result<Vec<Entry>, StoreError> {
        let rows: Vec<(String, Vec<u8>)> = self
            .connection
            .prepare("SELECT entry, digest FROM doorstep ORDER BY no")
            .and_then(|mut statement| statement.query_map([], |row| Ok((row.get(0)?, row.get(1)?)))?.collect())
            .map_err(|e| read(&e))?;
        let sound = |(entry, digest): &(String, Vec<u8>)| {
            let is: [u8; 32] = Sha256::digest(entry).into();
            serde_json::from_str(entry).ok().filter(|_| is.as_slice() == digest.as_slice())
        };
        rows.iter().map(|row| sound(row).ok_or(StoreError::Corrupt)).collect()
    }

    /// Returns how many seconds a therapist must wait: twice as long after each wrong passphrase.
    fn wait(&self, therapist: &Therapist, now: Stamp) -> Result<i64, StoreError> {
        let failed = |entry: &Entry| match &entry.deed {
            Deed::UnlockFailed { therapist: whose } if *whose == therapist.name => Some(entry.at),
            _ => None,
        };
        let times: Vec<Stamp> = self.doorstep()?.iter().filter_map(failed).collect();
        let Some(last) = times.last() else { return Ok(0) };
        let doublings = u32::try_from(times.len() - 1).unwrap_or(u32::MAX);
        let whole = 1i64.checked_shl(doublings.min(32)).unwrap_or(LONGEST).min(LONGEST);
        let gone = (now - *last).num_seconds();
        // A clock that was set back must not keep anybody out.
        Ok(if gone < 0 { 0 } else { (whole - gone).max(0) })
    }

    /// Refuses where the files under the connection are not those in the folder any more: what would be written to them
    /// would be gone with the program. A store that could only be read is tried again.
    pub(super) fn is_in_place(&mut self) -> Result<(), StoreError> {
        if !self.writable {
            let read_only = StoreError::Write { why: "the disk or the folder is read-only".to_owned() };
            let (connection, writable) = schema::open(&self.path, schema::MIGRATIONS)?.ok_or(StoreError::Corrupt)?;
            if self.file.is_none() || !writable {
                return Err(read_only);
            }
            connection.busy_timeout(IMPATIENCE).map_err(|e| write(&e))?;
            (self.connection, self.writable) = (connection, true);
        }
        let moved = |path: &Path, known: Option<Identity>| known.is_some() && identity(path) != known;
        if moved(&self.path, self.file) || moved(&self.wal_path(), self.wal) {
            return Err(StoreError::Gone { path: self.path.clone() });
        }
        Ok(())
    }

    /// Keeps in mind which write-ahead log was written to.
    pub(super) fn wrote(&mut self) {
        if self.wal.is_none() {
            self.wal = identity(&self.wal_path());
        }
    }

    fn wal_path(&self) -> PathBuf {
        self.path.with_extension("db-wal")
    }
}

impl SqliteLog {
    /// Writes down that somebody unlocked, after what happened at the door before. A store that can only be read is read.
    pub fn admitted(&mut self, therapist: &Therapist, now: Stamp) -> Result<(), StoreError> {
        if !self.vault.writable {
            return Ok(());
        }
        let mut entries = self.vault.doorstep().unwrap_or_default();
        entries.push(Entry::new(now, Some(therapist.clone()), Deed::Unlocked));
        self.writing(|transaction, key| {
            transaction.execute("DELETE FROM doorstep", []).map_err(|e| write(&e))?;
            log::witness(transaction, key, &entries)
        })
    }

    /// Lets somebody unlock, or changes what they unlock with.
    pub fn let_in(&mut self, slot: &Slot, by: &Therapist, now: Stamp) -> Result<(), StoreError> {
        let known = self.vault.doors()?.iter().any(|door| Slot::id(&door.therapist) == Slot::id(&slot.therapist));
        let digest = slot.digest().to_string();
        let deed = match (known, slot.therapist == Slot::recovery()) {
            (true, false) => Deed::PassphraseChanged { therapist: slot.therapist.clone(), slot: digest },
            _ => added(slot),
        };
        self.writing(|transaction, key| {
            put(transaction, slot)?;
            log::witness(transaction, key, &[Entry::new(now, Some(by.clone()), deed)])
        })
    }

    /// Lets somebody unlock no more. Somebody else must be left who may.
    pub fn keep_out(&mut self, therapist: &Therapist, by: &Therapist, now: Stamp) -> Result<(), StoreError> {
        let id = Slot::id(therapist);
        let doors = self.vault.doors()?;
        let door = doors.iter().find(|door| Slot::id(&door.therapist) == id && door.therapist != Slot::recovery());
        let therapist =
            door.map(|door| door.therapist.clone()).ok_or(StoreError::NoTherapist(therapist.name.clone()))?;
        if !doors.iter().any(|door| door.therapist != therapist && door.therapist != Slot::recovery()) {
            return Err(StoreError::LastTherapist(therapist.name));
        }
        self.writing(|transaction, key| {
            transaction.execute("DELETE FROM slot WHERE id = ?1", [&id]).map_err(|e| write(&e))?;
            let deed = Deed::TherapistRemoved { therapist };
            log::witness(transaction, key, &[Entry::new(now, Some(by.clone()), deed)])
        })
    }

    /// Returns how hard the passphrases of this store were made to guess, so that a new one is no softer.
    pub fn strength(&self) -> Result<Strength, StoreError> {
        let slots = self.vault.doors()?.into_iter().filter_map(|door| door.slot);
        Ok(slots.map(|slot| slot.strength).max_by_key(|s| (s.memory, s.passes)).unwrap_or(Strength::LEAST))
    }
}

/// What is written down of a new slot.
fn added(slot: &Slot) -> Deed {
    let digest = slot.digest().to_string();
    if slot.therapist == Slot::recovery() {
        Deed::RecoveryCodeMade { slot: digest }
    } else {
        Deed::TherapistAdded { therapist: slot.therapist.clone(), slot: digest }
    }
}

fn put(connection: &Connection, slot: &Slot) -> Result<(), StoreError> {
    let columns = "id, therapist, salt, memory, passes, wrapped, digest";
    connection
        .execute(
            &format!("INSERT OR REPLACE INTO slot ({columns}) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7)"),
            params![
                Slot::id(&slot.therapist),
                slot.therapist.to_string(),
                slot.salt,
                slot.strength.memory,
                slot.strength.passes,
                slot.wrapped,
                slot.digest().0,
            ],
        )
        .map(drop)
        .map_err(|e| write(&e))
}

fn door(row: &rusqlite::Row) -> rusqlite::Result<Door> {
    let therapist = Therapist::from(row.get::<_, String>(0)?);
    let strength = (row.get(2), row.get(3));
    let slot = match strength {
        (Ok(memory), Ok(passes)) => {
            let strength = Strength { memory, passes };
            let slot = Slot { therapist: therapist.clone(), salt: row.get(1)?, strength, wrapped: row.get(4)? };
            Some(slot).filter(|slot| row.get::<_, Vec<u8>>(5).is_ok_and(|digest| digest == slot.digest().0))
        }
        _ => None,
    };
    Ok(Door { therapist, slot })
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
