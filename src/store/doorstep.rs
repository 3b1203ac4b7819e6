//! What happened before anybody had unlocked: wrong passphrases, copies. Kept in the clear, with no patient's data, until
//! somebody unlocks and it goes into the sealed log; and how long a wrong passphrase makes the next one wait.

use rusqlite::{Connection, params};
use sha2::{Digest as _, Sha256};

use super::keys::Slot;
use super::schema::{read, write};
use super::{SqliteLog, StoreError, Vault, log};
use crate::audit::{Deed, Entry};
use crate::session::{Stamp, Therapist};

/// The longest that a wrong passphrase makes the next one wait, in seconds.
const LONGEST: i64 = 60;

/// A row of the doorstep; the entry is none where it was damaged.
struct Row {
    no: i64,
    entry: Option<Entry>,
    told: bool,
}

impl Vault {
    /// Returns the slot of somebody who wants to unlock, unless a wrong passphrase is too fresh.
    pub fn knock(&self, therapist: &Therapist, now: Stamp) -> Result<Slot, StoreError> {
        let id = Slot::id(therapist);
        let door = self.doors()?.into_iter().find(|door| Slot::id(&door.therapist) == id);
        let door = door.ok_or_else(|| StoreError::NoTherapist(therapist.name.clone()))?;
        let wait = self.wait(&door.therapist, now);
        if wait > 0 {
            return Err(StoreError::TooSoon { wait });
        }
        door.slot.ok_or(StoreError::SlotDamaged(door.therapist.name))
    }

    /// Writes down that a passphrase was wrong; returns that as an error, with how long the next one must wait.
    pub fn refuse(&mut self, therapist: &Therapist, now: Stamp) -> StoreError {
        let deed = Deed::UnlockFailed { therapist: therapist.name.clone() };
        // A store that cannot be written to tells a wrong passphrase all the same, and keeps it in mind.
        if self.at_the_doorstep(now, deed.clone()).is_err() {
            self.untold.push(Entry::new(now, None, deed));
        }
        StoreError::WrongPassphrase { wait: self.wait(therapist, now) }
    }

    /// Writes down something that was done without the key, until somebody unlocks.
    pub fn at_the_doorstep(&mut self, now: Stamp, deed: Deed) -> Result<(), StoreError> {
        self.is_in_place()?;
        let unwritable = |_| StoreError::Write { why: "the event cannot be written as JSON".to_owned() };
        let entry = serde_json::to_string(&Entry::new(now, None, deed)).map_err(unwritable)?;
        let digest: [u8; 32] = Sha256::digest(&entry).into();
        self.connection
            .execute("INSERT INTO doorstep (entry, digest, told) VALUES (?1, ?2, 0)", params![entry, digest])
            .map(drop)
            .map_err(|e| write(&e))
    }

    /// Whether everything at the doorstep can be read.
    pub(super) fn is_doorstep_sound(&self) -> bool {
        rows(&self.connection).is_ok_and(|rows| rows.iter().all(|row| row.entry.is_some()))
    }

    /// Returns how many seconds a therapist must wait: twice as long after each wrong passphrase. What cannot be read
    /// keeps nobody out.
    fn wait(&self, therapist: &Therapist, now: Stamp) -> i64 {
        let rows = rows(&self.connection).unwrap_or_default();
        let untold = self.untold.iter().filter_map(|entry| failed(entry, therapist));
        let times: Vec<Stamp> =
            rows.iter().filter_map(|row| failed(row.entry.as_ref()?, therapist)).chain(untold).collect();
        let Some(last) = times.last() else { return 0 };
        let doublings = u32::try_from(times.len()).unwrap_or(u32::MAX);
        let whole = 1i64.checked_shl(doublings.min(32)).unwrap_or(LONGEST).min(LONGEST);
        let gone = (now - *last).num_seconds();
        // A clock that was set back must not keep anybody out.
        if gone < 0 { 0 } else { (whole - gone).max(0) }
    }
}

/// Forgets the wrong passphrases of somebody that are written down: a new passphrase begins anew.
pub(super) fn forgive(connection: &Connection, therapist: &Therapist) -> Result<(), StoreError> {
    for row in rows(connection)?
        .iter()
        .filter(|row| row.told && row.entry.as_ref().is_some_and(|entry| failed(entry, therapist).is_some()))
    {
        connection.execute("DELETE FROM doorstep WHERE no = ?1", [row.no]).map_err(|e| write(&e))?;
    }
    Ok(())
}

/// Returns when a passphrase of somebody was wrong, where the entry says so.
fn failed(entry: &Entry, therapist: &Therapist) -> Option<Stamp> {
    match &entry.deed {
        Deed::UnlockFailed { therapist: whose } if *whose == therapist.name => Some(entry.at),
        _ => None,
    }
}

fn rows(connection: &Connection) -> Result<Vec<Row>, StoreError> {
    let mut statement =
        connection.prepare("SELECT no, entry, digest, told FROM doorstep ORDER BY no").map_err(|e| read(&e))?;
    let rows = statement.query_map([], |row| {
        let (entry, digest) = (row.get::<_, String>(1), row.get::<_, Vec<u8>>(2));
        let entry = entry.ok().zip(digest.ok()).and_then(|(entry, digest)| {
            let is: [u8; 32] = Sha256::digest(&entry).into();
            serde_json::from_str(&entry).ok().filter(|_| digest == is)
        });
        Ok(Row { no: row.get(0)?, entry, told: row.get::<_, i64>(3).is_ok_and(|told| told != 0) })
    });
    rows.and_then(Iterator::collect).map_err(|e| read(&e))
}

impl SqliteLog {
    /// Writes down that somebody unlocked, after what happened at the door before.
    ///
    /// Wrong passphrases of others are told, and go on to make those others wait: whoever may unlock cannot try a
    /// colleague's passphrase any faster.
    pub fn admitted(&mut self, therapist: &Therapist, now: Stamp) -> Result<(), StoreError> {
        let untold = self.vault.untold.clone();
        self.writing(|transaction, key| {
            let mut entries = untold;
            for row in rows(transaction)? {
                let others = row.entry.as_ref().is_some_and(|entry| {
                    matches!(entry.deed, Deed::UnlockFailed { .. }) && failed(entry, therapist).is_none()
                });
                let sql = if others {
                    "UPDATE doorstep SET told = 1 WHERE no = ?1"
                } else {
                    "DELETE FROM doorstep WHERE no = ?1"
                };
                transaction.execute(sql, [row.no]).map_err(|e| write(&e))?;
                if !row.told {
                    entries.push(row.entry.unwrap_or_else(|| Entry::new(now, None, Deed::DoorstepDamaged)));
                }
            }
            entries.push(Entry::new(now, Some(therapist.clone()), Deed::Unlocked));
            log::witness(transaction, key, &entries)
        })?;
        self.vault.untold.clear();
        Ok(())
    }
}
