//! Setting the record up and unlocking it: the slow work of passphrases, in a thread of its own.

use std::time::Duration;

use super::clock::took;
use super::effects::{Effects, Rest, Store, trouble};
use crate::app::{Done, SetUp, Trouble};
use crate::audit::{Deed, Entry};
use crate::secret::Secret;
use crate::session::{SessionId, Stamp, Therapist};
use crate::store::{Slot, SqliteLog, StoreError, StoreKey, Strength, Vault, same_code};

/// How long one guess at a passphrase should take.
const AIM: Duration = Duration::from_millis(500);

/// Returns how hard a passphrase is to be made to guess, so that it takes about half a second on this machine.
pub fn calibrated() -> Strength {
    Strength::calibrated(AIM, &mut |strength| took(|| strength.work()))
}

/// Returns who may unlock the record.
pub(super) fn therapists(effects: &mut Effects) -> Result<Vec<Therapist>, StoreError> {
    let doors = match &effects.store {
        Store::Nothing => Ok(Vec::new()),
        Store::Locked(vault) => vault.doors(),
        Store::Open(log) => log.doors(),
    };
    match doors {
        Ok(doors) => effects.doors = doors,
        Err(error) if effects.doors.is_empty() => return Err(error),
        // Those who could unlock when the disk was last there still can.
        Err(_) => {}
    }
    Ok(effects.doors.iter().map(|door| door.therapist.clone()).collect())
}

pub(super) fn unlock(effects: &mut Effects, therapist: Therapist, secret: Secret, at: Stamp) -> Option<Done> {
    let known = effects.doors.iter().find(|door| door.therapist == therapist).and_then(|door| door.slot.clone());
    let slot = match (vault(effects).and_then(|vault| vault.knock(&therapist, at)), known) {
        (Ok(slot), _) | (Err(StoreError::Read { .. } | StoreError::Corrupt), Some(slot)) => slot,
        (Err(error), _) => return Some(refused(&error)),
    };
    let work = move || -> Rest {
        let key = slot.unwrap(&secret);
        Box::new(move |effects| match key {
            Ok(key) => unlocked(effects, &therapist, key, at),
            Err(error) => refused(&error),
        })
    };
    effects.slowly(work, |trouble| Done::NotUnlocked(trouble, 0), at)
}

/// Looks whether a passphrase is somebody's, as unlocking would, and unlocks nothing.
pub(super) fn prove(
    effects: &mut Effects,
    therapist: Therapist,
    secret: Secret,
    of: SessionId,
    at: Stamp,
) -> Option<Done> {
    let slot = match vault(effects).and_then(|vault| vault.knock(&therapist, at)) {
        Ok(slot) => slot,
        Err(error) => return Some(not_proved(&error)),
    };
    let work = move || -> Rest {
        let key = slot.unwrap(&secret);
        Box::new(move |effects| match key {
            Ok(Some(_)) => Done::Proved(of),
            Ok(None) => match vault(effects) {
                Ok(vault) => not_proved(&vault.refuse(&therapist, at)),
                Err(error) => not_proved(&error),
            },
            Err(error) => not_proved(&error),
        })
    };
    effects.slowly(work, |trouble| Done::NotProved(trouble, 0), at)
}

fn not_proved(error: &StoreError) -> Done {
    let (trouble, wait) = told(error);
    Done::NotProved(trouble, wait)
}

fn unlocked(effects: &mut Effects, therapist: &Therapist, key: Option<StoreKey>, at: Stamp) -> Done {
    let Some(key) = key else {
        return match vault(effects) {
            Ok(vault) => match vault.refuse(therapist, at) {
                StoreError::WrongPassphrase { wait } if therapist.is_recovery_code() => {
                    let text = "That is not the recovery code.".to_owned();
                    Done::NotUnlocked(Trouble { text, conflict: false }, wait)
                }
                error => refused(&error),
            },
            Err(error) => refused(&error),
        };
    };
    effects.store = match std::mem::replace(&mut effects.store, Store::Nothing) {
        Store::Locked(vault) => Store::Open(vault.unlock(key)),
        other => other,
    };
    if let Ok(doors) = vault(effects).and_then(|vault| vault.doors()) {
        effects.doors = doors;
    }
    if let Store::Open(log) = &mut effects.store {
        // Nobody is kept from the record because the disk is full; what cannot be written down now is owed.
        if log.admitted(therapist, at).is_err() {
            effects.owed.push(Entry::new(at, Some(therapist.clone()), Deed::Unlocked));
        }
    }
    Done::Unlocked(therapist.clone(), None)
}

pub(super) fn set_up(effects: &mut Effects, told: Box<SetUp>) -> Option<Done> {
    if !same_code(&told.code, &told.typed) {
        let text = "That is not the recovery code; type it again, or press esc to see it.".to_owned();
        return Some(Done::NotUnlocked(Trouble { text, conflict: false }, 0));
    }
    let at = told.at;
    let work = move || -> Rest {
        let strength = calibrated();
        let made = StoreKey::random().and_then(|key| {
            let own = Slot::wrap(&key, told.therapist.clone(), &told.passphrase, strength)?;
            let recovery = Slot::wrap(&key, Therapist::recovery_code(), &told.code, strength)?;
            Ok((key, [own, recovery]))
        });
        Box::new(move |effects| match made {
            Ok((key, slots)) => founded(effects, &told, key, &slots),
            Err(error) => refused(&error),
        })
    };
    effects.slowly(work, |trouble| Done::NotUnlocked(trouble, 0), at)
}

fn founded(effects: &mut Effects, told: &SetUp, key: StoreKey, slots: &[Slot]) -> Done {
    let log = Vault::found(&effects.places.store, key, slots, told.at).and_then(SqliteLog::for_a_screen);
    match log {
        Ok(log) => effects.store = Store::Open(log),
        Err(error) => return refused(&error),
    }
    if let Some(folder) = &told.exports {
        match (effects.places.keep_exports)(folder) {
            Ok(folder) => effects.places.exports = folder,
            Err(text) => return Done::Unlocked(told.therapist.clone(), Some(Trouble { text, conflict: false })),
        }
    }
    Done::Unlocked(told.therapist.clone(), None)
}

fn vault(effects: &mut Effects) -> Result<&mut Vault, StoreError> {
    match &mut effects.store {
        Store::Nothing => Err(StoreError::Locked),
        Store::Locked(vault) => Ok(vault),
        Store::Open(log) => Ok(log.vault()),
    }
}

fn refused(error: &StoreError) -> Done {
    let (trouble, wait) = told(error);
    Done::NotUnlocked(trouble, wait)
}

/// What is to be said of it, and after how many seconds it may be tried again.
fn told(error: &StoreError) -> (Trouble, i64) {
    // How long to wait is told by the screen, second by second.
    let (text, wait) = match error {
        StoreError::WrongPassphrase { wait } => ("That is not the passphrase.".to_owned(), *wait),
        StoreError::TooSoon { wait } => ("Too soon after a wrong one.".to_owned(), *wait),
        other => (trouble(other).text, 0),
    };
    (Trouble { text, conflict: false }, wait)
}
