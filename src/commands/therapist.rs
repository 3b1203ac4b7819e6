//! `tableside therapist`: who may unlock the record.

use std::io::IsTerminal as _;
use std::path::Path;

use crossterm::cursor::MoveToPreviousLine;
use crossterm::execute;
use crossterm::terminal::{Clear, ClearType};
use zeroize::Zeroizing;

use super::record::{Record, new_secret, secret};
use super::surroundings::Surroundings;
use super::{print, tell};
use crate::cli::TherapistCommand;
use crate::error::Failure;
use crate::runtime;
use crate::secret::Secret;
use crate::session::Therapist;
use crate::store::{Slot, StoreError, StoreKey, Vault, recovery_code, same_code};
use crate::words::is_plain;

pub(super) fn run(around: &Surroundings, command: &TherapistCommand) -> Result<(), Failure> {
    match command {
        TherapistCommand::Add { name, new_passphrase_file } => add(around, name, new_passphrase_file.as_deref()),
        TherapistCommand::List => list(around),
        TherapistCommand::Passphrase { name, new_passphrase_file } => {
            change(around, name, new_passphrase_file.as_deref())
        }
        TherapistCommand::Remove { name } => {
            let mut record = Record::must_open(around)?;
            Ok(record.log.keep_out(&named(name)?, &record.by, around.clock.now())?)
        }
        TherapistCommand::RecoveryCode => {
            let mut record = Record::must_open(around)?;
            let code = recovery_code()?;
            let slot = Slot::wrap(&record.log.key(), Therapist::recovery_code(), &code, record.log.strength()?)?;
            shown(&code)?;
            Ok(record.log.change(&slot, &record.by, around.clock.now())?)
        }
    }
}

fn add(around: &Surroundings, name: &str, file: Option<&Path>) -> Result<(), Failure> {
    let therapist = named(name)?;
    let Some(vault) = Vault::open(&around.store())? else {
        // The first one sets the record up; there is no other passphrase yet that --passphrase-file could hold.
        return set_up(around, therapist, file.or(around.passphrase_file.as_deref()));
    };
    if vault.doors()?.iter().any(|door| Slot::id(&door.therapist) == Slot::id(&therapist)) {
        return Err(StoreError::TherapistThere(therapist.name).into());
    }
    let mut record = Record::unlock(around, vault, None)?;
    let new = new_secret(&therapist, file)?;
    let slot = Slot::wrap(&record.log.key(), therapist, &new, record.log.strength()?)?;
    Ok(record.log.let_in(&slot, &record.by, around.clock.now())?)
}

fn set_up(around: &Surroundings, therapist: Therapist, file: Option<&Path>) -> Result<(), Failure> {
    let passphrase = new_secret(&therapist, file)?;
    let (key, code, strength) = (StoreKey::random()?, recovery_code()?, runtime::calibrated());
    let own = Slot::wrap(&key, therapist, &passphrase, strength)?;
    let recovery = Slot::wrap(&key, Therapist::recovery_code(), &code, strength)?;
    shown(&code)?;
    Vault::found(&around.store(), key, &[own, recovery], around.clock.now())?;
    Ok(())
}

/// How often a person may mistype the recovery code before nothing is changed.
const TRIES: usize = 3;

/// Shows a recovery code, once; a person is asked for it back before it counts, and then it is taken off the screen.
fn shown(code: &Secret) -> Result<(), Failure> {
    let line = Zeroizing::new(format!("recovery code: {}\n", code.expose()));
    print(&line)?;
    if !std::io::stdin().is_terminal() || !std::io::stdout().is_terminal() {
        return Ok(());
    }
    for tried in 1..=TRIES {
        let back = secret("Write it down, and type it here: ", None, "")?;
        if same_code(code, &back) {
            let rows = u16::try_from(2 * tried).unwrap_or(2);
            // What stands on a terminal without such a command stays; nothing else can be done about it.
            let _ = execute!(std::io::stdout(), MoveToPreviousLine(rows), Clear(ClearType::FromCursorDown));
            return Ok(());
        }
        tell("that is not the recovery code");
    }
    Err(Failure::refused("that is not the recovery code, so nothing was changed", "start again"))
}

fn list(around: &Surroundings) -> Result<(), Failure> {
    let doors = Vault::open(&around.store())?.map(|vault| vault.doors()).transpose()?.unwrap_or_default();
    let line = |door: &crate::store::Door| {
        let damaged = if door.slot.is_none() { "   (damaged)" } else { "" };
        format!("{}{damaged}\n", door.therapist)
    };
    print(&doors.iter().map(line).collect::<String>())
}

fn change(around: &Surroundings, name: &str, file: Option<&Path>) -> Result<(), Failure> {
    let vault = Vault::open(&around.store())?.ok_or_else(|| StoreError::NoTherapist(name.to_owned()))?;
    let id = Slot::id(&named(name)?);
    let door = vault.doors()?.into_iter().find(|door| Slot::id(&door.therapist) == id);
    let therapist = door.ok_or_else(|| StoreError::NoTherapist(name.to_owned()))?.therapist;
    let mut record = Record::unlock(around, vault, Some(&therapist.name))?;
    let new = new_secret(&therapist, file)?;
    let slot = Slot::wrap(&record.log.key(), therapist, &new, record.log.strength()?)?;
    Ok(record.log.change(&slot, &record.by, around.clock.now())?)
}

/// Returns a therapist as named on the command line.
fn named(name: &str) -> Result<Therapist, Failure> {
    let therapist = Therapist::from(name.to_owned());
    let unfit = therapist.name.is_empty() || !name.chars().all(is_plain) || therapist.is_recovery_code();
    if unfit {
        return Err(Failure::usage("that is no name for a therapist", "write it as \"J. Osei, PT\""));
    }
    Ok(therapist)
}
