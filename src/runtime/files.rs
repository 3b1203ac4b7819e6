//! Folders and files outside the store: the home folder, backups, and the copy to another file when nothing else helps.

use std::path::{Path, PathBuf};

use chrono::NaiveDate;

use super::effects::{Backups, Effects, Store};
use crate::app::Waiting;
use crate::store::{Log as _, StoreError};

/// Returns a path as typed, `~` being the home folder.
pub fn from_home(path: &Path) -> PathBuf {
    match (path.strip_prefix("~"), etcetera::home_dir()) {
        (Ok(inside), Ok(home)) => home.join(inside),
        _ => path.to_owned(),
    }
}

/// Makes a backup under the name of a day, and takes the oldest ones away that are more than are kept.
pub fn rotate(
    backups: &Backups,
    day: NaiveDate,
    copy: impl FnOnce(&Path) -> Result<(), StoreError>,
) -> Result<(), StoreError> {
    let failed = |why: std::io::Error| StoreError::NotCopied { path: backups.folder.clone(), why: why.to_string() };
    std::fs::create_dir_all(&backups.folder).map_err(failed)?;
    copy(&backups.folder.join(format!("tableside-{day}.db")))?;
    let ours = |path: &PathBuf| {
        let name = path.file_name().and_then(|name| name.to_str()).unwrap_or_default();
        let day = name.strip_prefix("tableside-").and_then(|rest| rest.strip_suffix(".db"));
        day.is_some_and(|day| day.parse::<NaiveDate>().is_ok())
    };
    let entries = std::fs::read_dir(&backups.folder).map_err(failed)?;
    let mut files: Vec<PathBuf> = entries.filter_map(|entry| Some(entry.ok()?.path())).filter(ours).collect();
    files.sort();
    let old = files.len().saturating_sub(backups.keep.max(1));
    files.into_iter().take(old).try_for_each(|file| std::fs::remove_file(file).map_err(failed))
}

impl Effects {
    /// Copies the record to another file, with what could not be written to its own.
    pub(super) fn rescue(&mut self, file: &Path, waiting: &[Waiting]) -> Result<PathBuf, StoreError> {
        let Store::Open(log) = &self.store else { return Err(StoreError::Locked) };
        if file.exists() {
            return Err(StoreError::NotCopied { path: file.to_owned(), why: "there is a file already".to_owned() });
        }
        let mut copy = log.into_another_file(file)?;
        for wait in waiting {
            copy.append(&wait.id, wait.expected, &wait.events, wait.waits)?;
        }
        if !self.owed.is_empty() {
            copy.witness(&self.owed)?;
        }
        Ok(file.to_owned())
    }

    /// Copies the record to the folder of backups, and takes the oldest ones away that are more than are kept.
    pub(super) fn back_up(&mut self, day: NaiveDate) -> Result<(), StoreError> {
        let (Some(backups), Store::Open(log)) = (&self.places.backups, &self.store) else { return Ok(()) };
        rotate(backups, day, |file| log.copy_to(file))
    }

    /// Copies the record wherever that is possible, when nobody can be asked any more.
    pub(super) fn rescue_somewhere(&mut self, name: &str, waiting: &[Waiting]) -> Result<PathBuf, StoreError> {
        let mut outcome = Err(StoreError::Locked);
        let folders = [Some(self.places.exports.clone()), etcetera::home_dir().ok(), Some(std::env::temp_dir())];
        for folder in folders.into_iter().flatten() {
            outcome = self.rescue(&folder.join(name), waiting);
            if outcome.is_ok() {
                break;
            }
        }
        outcome
    }
}
