//! `tableside verify`, `audit`, `backup`, `restore`: that the record is whole, and what was done with it.

use std::path::Path;

use chrono::NaiveDate;

use super::record::Record;
use super::surroundings::Surroundings;
use super::{json, print, tell};
use crate::audit::{Deed, Entry};
use crate::cli::VerifyArgs;
use crate::error::{Failure, Kind};
use crate::note;
use crate::session::{Recorded, Session, SessionId};
use crate::store::{self, Damage, Log as _, Report, Vault};
use crate::words::counted;

/// Whether a session is unfinished business; none where its events cannot follow each other.
pub(super) fn judge(id: &SessionId, events: &[Recorded]) -> Option<bool> {
    Session::fold(id, events).ok().map(|session| note::waits(&session))
}

/// The fewest digits of a digest that name it.
const ANCHOR: usize = 16;

pub(super) fn verify(around: &Surroundings, args: &VerifyArgs) -> Result<(), Failure> {
    let head = args.head.as_deref();
    if head.is_some_and(|head| head.len() < ANCHOR || !head.chars().all(|c| c.is_ascii_hexdigit())) {
        let hint = "type it as the export printed it";
        return Err(Failure::usage(format!("a digest has {ANCHOR} digits or more, 0-9 and a-f"), hint));
    }
    let mut record = Record::must_open(around)?;
    if args.rebuild_index {
        record.log.rebuild_index(&judge, &record.by, around.clock.now())?;
    }
    let report = record.log.verify(head, &judge)?;
    print(&told(&report))?;
    if let Some(head) = head {
        if !report.anchored {
            let message = format!("the record never ended with {head}: what was recorded until then was cut off");
            return Err(Failure { kind: Kind::Damaged, message, hint: "put a backup in its place".to_owned() });
        }
        if report.damages.is_empty() {
            print(&format!("{head} is one of its ends: nothing recorded until then was changed\n"))?;
        }
    }
    damaged(&report)
}

fn told(report: &Report) -> String {
    let sessions = counted(report.sessions as u64, "session");
    let mut out = format!("{sessions}; {}\n", report.head);
    if report.damages.is_empty() {
        out += "whole: every event opens, follows the one before it, and is where the index says\n";
    }
    report.damages.iter().for_each(|damage| out += &format!("damaged: {damage}\n"));
    out
}

fn damaged(report: &Report) -> Result<(), Failure> {
    if report.damages.is_empty() {
        return Ok(());
    }
    let message = format!("the record is damaged in {}", counted(report.damages.len() as u64, "place"));
    let hint = "what is not named is whole; `tableside restore` puts a backup in its place".to_owned();
    Err(Failure { kind: Kind::Damaged, message, hint })
}

pub(super) fn audit(around: &Surroundings, since: Option<NaiveDate>, as_json: bool) -> Result<(), Failure> {
    let Some(record) = Record::open(around)? else { return Ok(()) };
    let mut entries = record.log.witnessed()?;
    entries.retain(|entry| since.is_none_or(|since| entry.at.date_naive() >= since));
    let line = |entry: &Entry| {
        let by = entry.by.as_ref().map_or_else(|| "-".to_owned(), ToString::to_string);
        format!("{}  {by}  {}\n", entry.at.format("%Y-%m-%d %H:%M:%S"), entry.deed)
    };
    print(&if as_json { json(&entries)? } else { entries.iter().map(line).collect() })
}

pub(super) fn backup(around: &Surroundings, file: &Path) -> Result<(), Failure> {
    let store = around.store();
    let nothing = || Failure::refused(format!("there is no record in {} yet", store.display()), "");
    let mut vault = Vault::open(&store)?.ok_or_else(nothing)?;
    if file.exists() {
        return Err(Failure::refused(format!("{} is there already", file.display()), "name another file"));
    }
    vault.copy_to(file)?;
    // The copy is made without a passphrase; who unlocks next finds it written down.
    if let Err(error) = vault.at_the_doorstep(around.clock.now(), Deed::BackedUp) {
        tell(&format!("the copy is made, but not written down: {error}"));
    }
    print(&format!("{}\n", file.display()))
}

pub(super) fn restore(around: &Surroundings, file: &Path) -> Result<(), Failure> {
    if !file.is_file() {
        return Err(Failure::usage(format!("there is no file {}", file.display()), "correct the path"));
    }
    let record = Record::unlock(around, Vault::open_to_read(file)?, None)?;
    let mut report = record.log.verify(None, &judge)?;
    let mended = report.damages.iter().any(Damage::is_mended_by_rebuilding);
    report.damages.retain(|damage| !damage.is_mended_by_rebuilding());
    if let Err(failure) = damaged(&report) {
        print(&told(&report))?;
        return Err(Failure { hint: "it was not put in place; choose another backup".to_owned(), ..failure });
    }
    let (by, key, now) = (record.by.clone(), record.log.key(), around.clock.now());
    drop(record);
    let kept = store::restore(file, &around.store(), &now.format("%Y%m%d-%H%M%S").to_string())?;
    if let Some(kept) = kept {
        tell(&format!("the record that was in place is kept in {}", kept.display()));
    }
    let Some(vault) = Vault::open(&around.store())? else { return Ok(()) };
    let who: Vec<String> = vault.doors()?.iter().map(|door| door.therapist.to_string()).collect();
    tell(&format!("it is unlocked by whoever could unlock it then: {}", who.join("; ")));
    let mut log = vault.unlock(key);
    log.witness(&[Entry::new(now, Some(by.clone()), Deed::Restored)])?;
    if mended {
        log.rebuild_index(&judge, &by, now)?;
    }
    print(&told(&report))
}

/// Makes the backup of a day's export, where one is configured.
pub(super) fn rotate(around: &Surroundings) -> Result<(), Failure> {
    let Some(backups) = around.backups() else { return Ok(()) };
    let today = around.clock.now().date_naive();
    crate::runtime::rotate(&backups, &around.store(), today).map_err(|error| {
        let hint = "look after backup.folder in the configuration";
        Failure::refused(format!("the notes are written, but no backup: {error}"), hint)
    })
}
