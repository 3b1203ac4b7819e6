//! The terminal screen, on the record or on the demonstration.

use std::process::ExitCode;
use std::rc::Rc;

use super::demo;
use super::surroundings::Surroundings;
use crate::app::{self, Settings};
use crate::cli::Cli;
use crate::error::Failure;
use crate::keymap::Keymap;
use crate::runtime::{self, Effects, NoTerminal, Terminal};
use crate::store::SqliteLog;
use crate::theme::Theme;

pub(super) fn run(cli: &Cli) -> Result<ExitCode, Failure> {
    if !Terminal::is_there() {
        return Err(NoTerminal::NotATerminal.into());
    }
    let around = Surroundings::of(cli)?;
    let keymap = Keymap::builtin()?;
    let now = around.clock.now();
    // Kept until the screen is left, then removed with all that was made up.
    let temporary = if cli.demo { Some(demo::folder()?) } else { None };
    let (store, exports) = match &temporary {
        Some(folder) => (folder.path().to_owned(), folder.path().join("exports")),
        None => (around.store(), around.exports()),
    };
    let mut log = SqliteLog::open(&store)?.for_a_screen()?;
    if cli.demo {
        demo::fill(&mut log, &around.catalog, now)?;
    }
    let settings = Settings {
        letterhead: around.letterhead(),
        therapist: around.loaded.config.therapist.clone(),
        team: around.loaded.config.team.clone(),
        payer: around.loaded.config.payer.clone(),
        demo: cli.demo,
    };
    let effects = Effects::new(Box::new(log), exports, around.formats(), Box::new(runtime::random_id));
    let (state, first) = app::start(Rc::new(around.catalog), settings, now);
    let colour = std::env::var_os("NO_COLOR").is_none_or(|v| v.is_empty());
    let theme = if colour { Theme::colour() } else { Theme::mono() };
    let ended = runtime::run(state, effects, first, &around.clock, &theme, &keymap)?;
    if let Some(why) = ended.lost {
        return Err(Failure::refused(format!("the last of what happened is not in the record: {why}"), ""));
    }
    Ok(ended.signal.and_then(|s| u8::try_from(128 + s).ok()).map_or(ExitCode::SUCCESS, ExitCode::from))
}
