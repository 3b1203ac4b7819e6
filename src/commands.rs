//! The commands: each reads what it needs, calls the floors below, and prints.
//!
//! Results go to standard output, messages to standard error; a broken pipe is no error.

mod about;
mod catalog;
mod config;
mod day;
pub mod demo;
mod export;
mod note;
mod proof;
mod record;
mod screen;
mod session;
mod surroundings;
mod therapist;
mod units;

use std::io::{self, ErrorKind, Write as _};
use std::process::ExitCode;

use crate::cli::{CatalogCommand, Cli, Command, ConfigCommand, SessionCommand};
use crate::error::Failure;
use crate::keymap;
use crate::words::{escaped, plain};
use surroundings::Surroundings;

/// Carries out what the command line asks.
pub fn run(cli: &Cli) -> Result<ExitCode, Failure> {
    if cli.demo && cli.command.is_some() {
        return Err(Failure::usage("--demo opens the screen and goes with no command", "leave one of them out"));
    }
    if cli.version {
        return about::version().map(|()| ExitCode::SUCCESS);
    }
    match &cli.command {
        None => return screen::run(cli),
        Some(Command::Config(ConfigCommand::Init)) => config::init(cli)?,
        Some(Command::Config(ConfigCommand::Check)) => config::check(cli)?,
        Some(Command::Config(ConfigCommand::Show)) => config::show(cli)?,
        Some(Command::Config(ConfigCommand::Path)) => config::path(cli)?,
        Some(Command::Units(args)) => units::run(&Surroundings::of(cli)?, args)?,
        Some(Command::Catalog(CatalogCommand::Check { file })) => catalog::check(file)?,
        Some(Command::Day { date, json, csv }) => {
            let form = if *json { day::Form::Json } else { day::Form::of(*csv) };
            day::run(&Surroundings::of(cli)?, *date, form)?;
        }
        Some(Command::Export(args)) => export::run(&Surroundings::of(cli)?, args)?,
        Some(Command::Verify(args)) => proof::verify(&Surroundings::of(cli)?, args)?,
        Some(Command::Audit { since, json }) => proof::audit(&Surroundings::of(cli)?, *since, *json)?,
        Some(Command::Backup { file }) => proof::backup(&Surroundings::of(cli)?, file)?,
        Some(Command::Restore { file }) => proof::restore(&Surroundings::of(cli)?, file)?,
        Some(Command::Therapist(command)) => therapist::run(&Surroundings::of(cli)?, command)?,
        Some(Command::Completions { shell }) => about::completions(*shell)?,
        Some(Command::Man) => about::man()?,
        Some(Command::Keys { markdown }) => keys(&Surroundings::of(cli)?, *markdown)?,
        Some(Command::Note { session, format }) => note::run(&Surroundings::of(cli)?, session, format)?,
        Some(Command::Session(SessionCommand::Add { file })) => session::add(&Surroundings::of(cli)?, file)?,
    }
    Ok(ExitCode::SUCCESS)
}

/// Prints the key map as it stands.
fn keys(around: &Surroundings, markdown: bool) -> Result<(), Failure> {
    let keymap = around.keymap()?;
    print(&if markdown { keymap::page(&keymap) } else { keymap::table(&keymap) })
}

/// Prints a result.
fn print(text: &str) -> Result<(), Failure> {
    put_out(plain(text).as_bytes())
}

/// Puts a document out as it is.
fn put_out(bytes: &[u8]) -> Result<(), Failure> {
    let mut out = io::stdout().lock();
    match out.write_all(bytes).and_then(|()| out.flush()) {
        Err(error) if error.kind() != ErrorKind::BrokenPipe => {
            Err(Failure::refused(format!("the result cannot be printed: {error}"), ""))
        }
        _ => Ok(()),
    }
}

/// Prints a message; where even that fails, nobody is left to be told. What was typed may hold control characters.
fn tell(text: &str) {
    let _ = writeln!(io::stderr(), "{}", plain(text));
}

/// Prints why a command was not carried out.
pub fn complain(failure: &Failure) {
    tell(&format!("tableside: {failure}"));
}

/// Returns a value as indented JSON with a newline.
fn json(value: &impl serde::Serialize) -> Result<String, Failure> {
    serde_json::to_string_pretty(value)
        .map(|text| escaped(&text) + "\n")
        .map_err(|_| Failure::refused("the result cannot be written as JSON", ""))
}
