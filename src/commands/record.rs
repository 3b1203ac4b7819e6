//! The record, unlocked for a command: whose passphrase, from a file or asked for, and what was done written down.

use std::io::IsTerminal as _;
use std::path::Path;

use zeroize::Zeroizing;

use super::surroundings::Surroundings;
use super::{complain, tell};
use crate::audit::{Deed, Entry};
use crate::error::Failure;
use crate::runtime::Clock;
use crate::secret::Secret;
use crate::session::{Stamp, Therapist};
use crate::store::{Log as _, Slot, SqliteLog, StoreError, Vault};

/// The record, and who unlocked it.
pub(super) struct Record {
    pub(super) log: SqliteLog,
    pub(super) by: Therapist,
    now: Stamp,
}

impl Record {
    /// Unlocks the record; none where nothing was ever recorded, which is said.
    pub(super) fn open(around: &Surroundings) -> Result<Option<Self>, Failure> {
        match Vault::open(&around.store())? {
            Some(vault) => Self::unlock(around, vault, None).map(Some),
            None => {
                tell(&format!("there is no record in {} yet", around.store().display()));
                Ok(None)
            }
        }
    }

    /// Unlocks the record, which must be there.
    pub(super) fn must_open(around: &Surroundings) -> Result<Self, Failure> {
        let nothing = || {
            let hint = "`tableside` sets it up, or `tableside therapist add` without a screen";
            Failure::refused(format!("there is no record in {} yet", around.store().display()), hint)
        };
        let vault = Vault::open(&around.store())?.ok_or_else(nothing)?;
        Self::unlock(around, vault, None)
    }

    /// Unlocks a store; for the one named on the command line, for the one told here, or for the only one.
    pub(super) fn unlock(around: &Surroundings, mut vault: Vault, who: Option<&str>) -> Result<Self, Failure> {
        let by = whose(&vault, around.therapist.as_deref().or(who))?;
        // At the door the computer's own time counts, whatever the program was told.
        let slot = vault.knock(&by, Clock::System.now())?;
        let prompt =
            if by.is_recovery_code() { "Recovery code: ".to_owned() } else { format!("Passphrase of {}: ", by.name) };
        let secret = secret(&prompt, around.passphrase_file.as_deref(), "--passphrase-file")?;
        let Some(key) = slot.unwrap(&secret)? else { return Err(vault.refuse(&by, Clock::System.now()).into()) };
        let writable = vault.is_writable();
        let now = around.clock.now();
        let mut record = Self { log: vault.unlock(key), by, now };
        if writable {
            // On a full disk the record is read all the same.
            if let Err(error) = record.log.admitted(&record.by, Clock::System.now()) {
                complain(&error.into());
            }
            if around.clock != Clock::System {
                let entry = Entry::new(Clock::System.now(), Some(record.by.clone()), Deed::ClockTold);
                let _ = record.log.witness(&[entry]);
            }
        }
        Ok(record)
    }

    /// Writes down what is about to be done. A store that can only be read is read all the same, and that is said.
    pub(super) fn witness(&mut self, deed: Deed) -> Result<(), Failure> {
        if !self.log.vault().is_writable() {
            tell("the store can only be read, so this is not written down in it");
            return Ok(());
        }
        Ok(self.log.witness(&[Entry::new(self.now, Some(self.by.clone()), deed)])?)
    }

    /// Writes down what is only looked at; where that cannot be written, it is told, and looked at all the same.
    pub(super) fn witness_a_look(&mut self, deed: Deed) {
        if let Err(failure) = self.witness(deed) {
            complain(&failure);
        }
    }
}

/// Returns who unlocks.
fn whose(vault: &Vault, named: Option<&str>) -> Result<Therapist, Failure> {
    let doors: Vec<Therapist> = vault.doors()?.into_iter().map(|door| door.therapist).collect();
    if let Some(named) = named {
        let id = Slot::id(&Therapist::from(named.to_owned()));
        let found = doors.into_iter().find(|therapist| Slot::id(therapist) == id);
        return found.ok_or_else(|| StoreError::NoTherapist(named.to_owned()).into());
    }
    let mut therapists = doors.into_iter().filter(|therapist| !therapist.is_recovery_code());
    match (therapists.next(), therapists.next()) {
        (Some(only), None) => Ok(only),
        _ => Err(Failure::usage("several therapists may unlock this store", "say who with --therapist NAME")),
    }
}

/// Returns a passphrase: from a file that only its owner may read, or asked for where a person sits. `option` names the file
/// on the command line.
pub(super) fn secret(prompt: &str, file: Option<&Path>, option: &str) -> Result<Secret, Failure> {
    let Some(file) = file else { return ask(prompt, option) };
    let failed = |error: std::io::Error| {
        Failure::usage(format!("{} cannot be read: {error}", file.display()), format!("correct {option}"))
    };
    if is_open_to_others(file).map_err(failed)? {
        let hint = format!("`chmod 600 {}` keeps it to yourself", file.display());
        return Err(Failure::usage(format!("{} may be read by others", file.display()), hint));
    }
    let text = Zeroizing::new(std::fs::read_to_string(file).map_err(failed)?);
    let secret = Secret::new(&Zeroizing::new(text.trim_end_matches(['\r', '\n']).to_owned()));
    if secret.is_empty() {
        return Err(Failure::usage(format!("{} is empty", file.display()), "write the passphrase to it"));
    }
    Ok(secret)
}

#[cfg(unix)]
fn is_open_to_others(file: &Path) -> std::io::Result<bool> {
    use std::os::unix::fs::MetadataExt as _;
    Ok(std::fs::metadata(file)?.mode() & 0o077 != 0)
}

#[cfg(not(unix))]
fn is_open_to_others(_: &Path) -> std::io::Result<bool> {
    Ok(false)
}

/// Asks a person at the terminal, without showing what is typed.
fn ask(prompt: &str, option: &str) -> Result<Secret, Failure> {
    if !std::io::stdin().is_terminal() && !std::io::stderr().is_terminal() {
        let what = prompt.trim_end_matches(": ").to_lowercase();
        let hint = format!("name a file that holds it with {option}");
        return Err(Failure::usage(format!("nobody is there to be asked for the {what}"), hint));
    }
    let typed = rpassword::prompt_password(prompt);
    let failed = |error| Failure::refused(format!("the passphrase cannot be asked for: {error}"), "");
    let secret = typed.map(|typed| Secret::new(&Zeroizing::new(typed))).map_err(failed)?;
    if secret.is_empty() { Err(Failure::refused("nothing was typed", "start again")) } else { Ok(secret) }
}

/// Returns a new passphrase: from a file, or asked for twice.
pub(super) fn new_secret(whose: &Therapist, file: Option<&Path>) -> Result<Secret, Failure> {
    let option = "--new-passphrase-file";
    let new = secret(&format!("New passphrase of {}: ", whose.name), file, option)?;
    if let Some(why) = new.unfit() {
        return Err(Failure::usage(why, "four random words are good"));
    }
    if file.is_none() && ask("The same again: ", option)? != new {
        return Err(Failure::refused("the two passphrases differ", "start again"));
    }
    Ok(new)
}
