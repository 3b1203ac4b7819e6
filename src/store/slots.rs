//! The slots in the file, each kept twice on pages of their own.

use rusqlite::{Connection, Row, params};

use super::StoreError;
use super::keys::{Slot, Strength};
use super::schema::{read, write};
use crate::audit::Deed;
use crate::session::Therapist;

/// Where the slots are kept; the second is read where the first is damaged.
const TABLES: [&str; 2] = ["slot", "slot_again"];

/// Somebody who may unlock.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Door {
    /// Who.
    pub therapist: Therapist,
    /// What wraps the key for them; none where it is damaged.
    pub slot: Option<Slot>,
    /// Whether one of the places where it is kept is damaged.
    pub damaged: bool,
}

/// Returns who may unlock, by name, the recovery code last. One bad page or row keeps nobody from the others.
pub(super) fn doors(connection: &Connection) -> Result<Vec<Door>, StoreError> {
    let tables = TABLES.map(|table| kept(connection, table));
    if let [Err(error), Err(_)] = &tables {
        return Err(read(error));
    }
    let mut doors: Vec<Door> = Vec::new();
    for door in tables.iter().flatten().flatten() {
        match doors.iter_mut().find(|known| Slot::id(&known.therapist) == Slot::id(&door.therapist)) {
            Some(known) => {
                known.damaged |= known.slot != door.slot;
                known.slot = known.slot.take().or_else(|| door.slot.clone());
            }
            None => doors.push(door.clone()),
        }
    }
    let unread = tables.iter().any(Result::is_err);
    // A row whose name was damaged is no door; that it was there is told by whoever verifies.
    let one_sided =
        |door: &Door| tables.iter().flatten().any(|kept| kept.iter().all(|k| k.therapist != door.therapist));
    let damaged: Vec<bool> = doors.iter().map(|door| unread || one_sided(door)).collect();
    for (door, damaged) in doors.iter_mut().zip(damaged) {
        door.damaged |= damaged || door.slot.is_none();
    }
    doors.sort_by_key(|door| (door.therapist.is_recovery_code(), Slot::id(&door.therapist)));
    Ok(doors)
}

fn kept(connection: &Connection, table: &str) -> rusqlite::Result<Vec<Door>> {
    let sql = format!("SELECT therapist, salt, memory, passes, wrapped, digest FROM {table}");
    let mut statement = connection.prepare(&sql)?;
    // A row that cannot even be decoded names nobody.
    let rows = statement.query_map([], |row| Ok(door(row).ok()))?;
    Ok(rows.collect::<rusqlite::Result<Vec<_>>>()?.into_iter().flatten().collect())
}

fn door(row: &Row) -> rusqlite::Result<Door> {
    let therapist = Therapist::from(row.get::<_, String>(0)?);
    let slot = || -> rusqlite::Result<Slot> {
        let strength = Strength { memory: row.get(2)?, passes: row.get(3)? };
        Ok(Slot { therapist: therapist.clone(), salt: row.get(1)?, strength, wrapped: row.get(4)? })
    };
    let digest = row.get::<_, Vec<u8>>(5).ok();
    let slot = slot().ok().filter(|slot| digest.is_some_and(|digest| digest == slot.digest().0));
    Ok(Door { therapist, slot, damaged: false })
}

/// Adds a slot; refused where there is one of that name.
pub(super) fn add(connection: &Connection, slot: &Slot) -> Result<(), StoreError> {
    if doors(connection)?.iter().any(|door| Slot::id(&door.therapist) == Slot::id(&slot.therapist)) {
        return Err(StoreError::TherapistThere(slot.therapist.name.clone()));
    }
    for table in TABLES {
        let columns = "id, therapist, salt, memory, passes, wrapped, digest";
        connection
            .execute(
                &format!("INSERT INTO {table} ({columns}) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7)"),
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
            .map_err(|e| write(&e))?;
    }
    Ok(())
}

/// Removes a slot, and returns whose it was; refused where there is none.
pub(super) fn remove(connection: &Connection, therapist: &Therapist) -> Result<Therapist, StoreError> {
    let id = Slot::id(therapist);
    let door = doors(connection)?.into_iter().find(|door| Slot::id(&door.therapist) == id);
    let door = door.ok_or_else(|| StoreError::NoTherapist(therapist.name.clone()))?;
    for table in TABLES {
        connection.execute(&format!("DELETE FROM {table} WHERE id = ?1"), [&id]).map_err(|e| write(&e))?;
    }
    Ok(door.therapist)
}

/// What is written down of a new slot.
pub(super) fn added(slot: &Slot) -> Deed {
    let digest = slot.digest().to_string();
    if slot.therapist.is_recovery_code() {
        Deed::RecoveryCodeMade { slot: digest }
    } else {
        Deed::TherapistAdded { therapist: slot.therapist.clone(), slot: digest }
    }
}

/// What is written down of a changed slot.
pub(super) fn changed(slot: &Slot) -> Deed {
    match added(slot) {
        Deed::TherapistAdded { therapist, slot } => Deed::PassphraseChanged { therapist, slot },
        other => other,
    }
}
