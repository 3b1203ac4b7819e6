//! Folders and files outside the store: the home folder, backups, and the copy to another file when nothing else helps.

use std::path::{Path, PathBuf};

use chrono::NaiveDate;

use super::effects::{Backups, Effects, Rest, Store};
use crate::app::{Done, Trouble, Waiting};
use crate::session::Stamp;
use crate::store::{Log as _, StoreError, Vault};

/// Returns a path as typed, `~` being the home folder.
pub fn from_home(path: &Path) -> PathBuf {
    match (path.strip_prefix("~"), etcetera::home_dir()) {
        (Ok(inside), Ok(home)) => home.join(inside),
        _ => path.to_owned(),
    }
}

/// Copies the store of a folder to the folder of backups, under the name of a day, and takes the oldest ones away that are
/// more than are kept. A store whose file is damaged is not copied, and takes the place of no sound backup.
pub fn rotate(backups: &Backups, store: &Path, today: NaiveDate) -> Result<(), StoreError> {
    let failed = |why: std::io::Error| StoreError::NotCopied { path: backups.folder.clone(), why: why.to_string() };
    let vault = Vault::open_beside(store)?.ok_or(StoreError::Locked)?;
    vault.copy_sound_to(&backups.folder.join(format!("tableside-{today}.db")))?;
    let ours = |path: &PathBuf| {
        let name = path.file_name().and_then(|name| name.to_str()).unwrap_or_default();
        let day = name.strip_prefix("tableside-").and_then(|rest| rest.strip_suffix(".db"));
        day.is_some_and(|day| day.parse::<NaiveDate>().is_ok())
    };
    let entries = std::fs::read_dir(&backups.folder).map_err(failed)?;
    let mut files: Vec<PathBuf> = entries.filter_map(|entry| Some(entry.ok()?.path())).filter(ours).collect();
    files.sort();
    let old = files.len().saturating_sub(backups.keep.max(1));
    files.into_iter().take(old).try_for_each(|file| match std::fs::remove_file(file) {
        // Another export took it away.
        Err(why) if why.kind() == std::io::ErrorKind::NotFound => Ok(()),
        other => other.map_err(failed),
    })
}

/// What became of a copy to another file.
pub(super) struct Rescued {
    /// The file.
    pub(super) file: PathBuf,
    /// Why some of what waited did not fit into it.
    pub(super) without: Option<StoreError>,
}

impl Effects {
    /// Copies the record to another file, with what could not be written to its own. The file appears whole; what does not
    /// fit in keeps the rest from nothing.
    pub(super) fn rescue(&mut self, file: &Path, waiting: &[Waiting]) -> Result<Rescued, StoreError> {
        let Store::Open(log) = &self.store else { return Err(StoreError::Locked) };
        let failed = |why: std::io::Error| StoreError::NotCopied { path: file.to_owned(), why: why.to_string() };
        if file.exists() {
            return Err(failed(std::io::ErrorKind::AlreadyExists.into()));
        }
        let mut name = file.as_os_str().to_owned();
        name.push(".part");
        let part = PathBuf::from(name);
        let mut copy = log.into_another_file(&part)?;
        let mut without = None;
        for wait in waiting {
            without = copy.append(&wait.id, wait.expected, &wait.events, wait.waits).err().or(without);
        }
        if !self.owed.is_empty() {
            without = copy.witness(&self.owed).err().or(without);
        }
        copy.into_one_file()?;
        std::fs::rename(&part, file).map_err(failed)?;
        Ok(Rescued { file: file.to_owned(), without })
    }

    /// Copies the record to the folder of backups, beside everything else that goes on.
    pub(super) fn back_up(&mut self, at: Stamp) -> Option<Done> {
        let Some(backups) = self.places.backups.clone() else { return Some(Done::Witnessed) };
        let store = self.places.store.clone();
        let work = move || -> Rest {
            let outcome = rotate(&backups, &store, at.date_naive());
            let text = |error| format!("The notes are written, but no backup: {error}; look after backup.folder.");
            let failed = move |error: StoreError| Done::Failed(Trouble { text: text(error), conflict: false });
            Box::new(move |_| outcome.map_or_else(failed, |()| Done::BackedUp))
        };
        self.slowly(work, Done::Failed, at)
    }

    /// Copies the record wherever that is possible, when nobody can be asked any more.
    pub(super) fn rescue_somewhere(&mut self, name: &str, waiting: &[Waiting]) -> Option<Rescued> {
        let folders = [Some(self.places.exports.clone()), etcetera::home_dir().ok(), Some(std::env::temp_dir())];
        let mut tried = folders.into_iter().flatten().map(|folder| self.rescue(&folder.join(name), waiting));
        tried.find_map(Result::ok)
    }
}
