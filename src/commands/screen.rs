//! The terminal screen, on the record or on the demonstration.

use std::io::Write as _;
use std::process::ExitCode;
use std::rc::Rc;

use chrono::TimeDelta;

use super::surroundings::Surroundings;
use super::{demo, tell};
use crate::app::{self, Found, Remind, Reminder, Settings};
use crate::audit::{Deed, Entry};
use crate::body::Body;
use crate::cli::Cli;
use crate::config;
use crate::error::Failure;
use crate::runtime::{self, Clock, Effects, KeepExports, Places, Store, Terminal, from_home};
use crate::store::{StoreKey, Vault};

pub(super) fn run(cli: &Cli) -> Result<ExitCode, Failure> {
    let terminal = Terminal::open()?;
    let around = Surroundings::of(cli)?;
    let (face, fault) = around.face_or_builtin()?;
    let body = Body::builtin(&around.catalog)?;
    let now = around.clock.now();
    // Kept until the screen is left, then removed with all that was made up.
    let temporary = if cli.demo { Some(demo::folder()?) } else { None };
    let (folder, exports) = match &temporary {
        Some(folder) => (folder.path().to_owned(), folder.path().join("exports")),
        None => (around.store(), around.exports()),
    };
    let (store, found) = if cli.demo {
        let mut log = Vault::found(&folder, StoreKey::random()?, &[], now)?.for_a_screen()?;
        demo::fill(&mut log, &around.catalog, now)?;
        (Store::Open(log), Found::Open(demo::osei()))
    } else {
        recorded(&around)?
    };
    let settings = Settings {
        letterhead: around.letterhead(),
        team: around.loaded.config.team.clone(),
        payer: around.loaded.config.payer.clone(),
        lock_after: TimeDelta::minutes(around.loaded.config.lock_after),
        demo: cli.demo,
        remind: reminders(&around.loaded.config.remind),
    };
    let places = Places {
        store: folder,
        exports,
        backups: around.backups().filter(|_| !cli.demo),
        keep_exports: keep_exports(&around),
    };
    let mut effects = Effects::new(store, places, around.formats(), around.printer()?, Box::new(runtime::random_id));
    if around.clock != Clock::System && !cli.demo {
        effects.owe(Entry::new(Clock::System.now(), None, Deed::ClockTold));
    }
    effects.remind_by(Reminder::ALL.into_iter().zip(around.loaded.config.remind.commands.clone()).collect());
    let clock = around.clock.clone();
    let fault = fault.map(|fault| format!("{fault} The built-in one counts; `tableside config check` says all."));
    let broken = around.templates.fault().map(|fault| format!("{fault}; no note is written until it is corrected."));
    let (mut state, first) = app::start(Rc::new(around.catalog), Rc::new(body), around.templates, settings, found, now);
    if cli.demo {
        app::welcome(&mut state);
    }
    if let Some(fault) = fault.or(broken) {
        app::complain(&mut state, &fault);
    }
    let ended = runtime::run(terminal, state, effects, first, &clock, &face)?;
    if let Some(why) = ended.unexported {
        tell(&format!("the last export was not written: {why}"));
    }
    if ended.owed {
        tell("some of what was done with the record could not be written down in it");
    }
    match (ended.lost, ended.rescued) {
        (_, Some(file)) => {
            let mend = "`tableside restore` puts it in place";
            tell(&format!("the record, with what could not be written, is in {}; {mend}", file.display()));
        }
        (Some(why), None) => {
            return Err(Failure::refused(format!("the last of what happened is not in the record: {why}"), ""));
        }
        (None, None) => {}
    }
    Ok(ended.signal.and_then(|s| u8::try_from(128 + s).ok()).map_or(ExitCode::SUCCESS, ExitCode::from))
}

/// What is reminded of, as the configuration says it.
fn reminders(config: &config::Remind) -> Remind {
    Remind {
        of: Reminder::ALL.into_iter().filter(|reminder| config.of.iter().any(|word| word == reminder.word())).collect(),
        bell: config.bell,
        mark: config.mark,
        after: TimeDelta::minutes(config.after),
    }
}

/// The record as it is found: not there yet, or locked.
fn recorded(around: &Surroundings) -> Result<(Store, Found), Failure> {
    match Vault::open(&around.store())? {
        Some(vault) => {
            let therapists = vault.doors()?.into_iter().map(|door| door.therapist).collect();
            Ok((Store::Locked(vault.for_a_screen()?), Found::Locked(therapists)))
        }
        None => {
            // A configuration that is there says where exports go; it is never written to.
            let asks = !around.folders.config.exists();
            Ok((Store::Nothing, Found::Nothing(asks.then(String::new))))
        }
    }
}

/// Writes the configuration with the folder for exports that was chosen when the record was set up.
fn keep_exports(around: &Surroundings) -> KeepExports {
    let (file, usual) = (around.folders.config.clone(), around.exports());
    Box::new(move |folder| {
        if folder.is_empty() {
            return Ok(usual.clone());
        }
        let chosen = from_home(folder.as_ref());
        // Said now, and not when the first note is to be written.
        std::fs::create_dir_all(&chosen).map_err(|why| {
            let file = file.display();
            format!(
                "{} cannot be made: {why}; notes go beside the record until export.folder in {file} says where.",
                chosen.display()
            )
        })?;
        let write = || -> std::io::Result<()> {
            file.parent().map_or(Ok(()), std::fs::create_dir_all)?;
            std::fs::File::create_new(&file)?.write_all(config::example_with_exports(folder).as_bytes())
        };
        let failed = |why| format!("{} was not written: {why}; `tableside config init` writes it.", file.display());
        write().map(|()| chosen).map_err(failed)
    })
}
