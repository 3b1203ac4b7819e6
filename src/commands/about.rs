//! What the program says of itself: its version, its manual page, and completions for shells.

use clap::builder::StyledStr;
use clap::{Command, CommandFactory as _};
use clap_complete::Shell;
use clap_mangen::Man;
use clap_mangen::roff::{Roff, bold, roman};

use super::{print, put_out};
use crate::catalog::Catalog;
use crate::cli::Cli;
use crate::error::Failure;

/// Prints the version, the commit it was built of, and the editions of the tables that it carries.
pub(super) fn version() -> Result<(), Failure> {
    let catalog = Catalog::builtin()?;
    let editions = catalog.editions().into_iter().map(|source| format!("  {source}\n"));
    print(&format!(
        "tableside {} ({})\ncatalogue:\n{}",
        env!("CARGO_PKG_VERSION"),
        env!("TABLESIDE_COMMIT"),
        editions.collect::<String>()
    ))
}

/// Prints what a shell needs to complete commands and options.
pub(super) fn completions(shell: Shell) -> Result<(), Failure> {
    let mut script = Vec::new();
    clap_complete::generate(shell, &mut Cli::command(), "tableside", &mut script);
    put_out(&script)
}

/// Prints the manual page: all commands on one.
pub(super) fn man() -> Result<(), Failure> {
    put_out(&page().map_err(|error| Failure::refused(format!("the page cannot be written: {error}"), ""))?)
}

/// What the command line itself cannot say.
const SECTIONS: [(&str, &[(&str, &str)]); 3] = [
    (
        "EXIT STATUS",
        &[
            ("0", "done"),
            ("1", "refused or failed"),
            ("2", "wrong usage or configuration"),
            ("3", "the record is damaged"),
        ],
    ),
    (
        "FILES",
        &[
            (
                "~/.config/tableside/config.toml",
                "the configuration; keys.toml, themes, templates and catalog lie beside it",
            ),
            ("~/.local/share/tableside/tableside.db", "the record, sealed, with a write-ahead log while it is in use"),
            ("~/.local/share/tableside/exports", "the exported notes, unless another folder is configured"),
        ],
    ),
    (
        "ENVIRONMENT",
        &[
            ("XDG_CONFIG_HOME, XDG_DATA_HOME", "other places for the two folders above"),
            ("NO_COLOR", "where it is set, the screen has no colours"),
            ("VISUAL, EDITOR", "what opens a text of a note on ctrl-e, the first before the second"),
            ("XDG_RUNTIME_DIR", "where that text lies in memory meanwhile"),
        ],
    ),
];

fn page() -> std::io::Result<Vec<u8>> {
    let mut command = Cli::command();
    command.build();
    let man = Man::new(command.clone()).date("").source(concat!("tableside ", env!("CARGO_PKG_VERSION")));
    let mut out = Vec::new();
    man.render_title(&mut out)?;
    man.render_name_section(&mut out)?;
    man.render_synopsis_section(&mut out)?;
    man.render_description_section(&mut out)?;
    man.render_options_section(&mut out)?;
    let mut commands = Roff::new();
    commands.control("SH", ["COMMANDS"]);
    commands.to_writer(&mut out)?;
    for (path, command) in leaves(&command, "tableside") {
        one(&path, command, &mut out)?;
    }
    for (title, rows) in SECTIONS {
        let mut roff = Roff::new();
        roff.control("SH", [title]);
        for (name, text) in rows {
            roff.control("TP", []).text([bold(*name)]).text([roman(*text)]);
        }
        roff.to_writer(&mut out)?;
    }
    Ok(out)
}

/// Every command that can be carried out, with its whole name.
fn leaves<'a>(command: &'a Command, path: &str) -> Vec<(String, &'a Command)> {
    let below = command.get_subcommands().filter(|sub| !sub.is_hide_set() && sub.get_name() != "help");
    below
        .flat_map(|sub| {
            let path = format!("{path} {}", sub.get_name());
            if sub.has_subcommands() { leaves(sub, &path) } else { vec![(path, sub)] }
        })
        .collect()
}

/// Writes one command: what it is for, how it is called, and the options that are its own.
fn one(path: &str, command: &Command, out: &mut Vec<u8>) -> std::io::Result<()> {
    let mut roff = Roff::new();
    roff.control("SS", [path]);
    let usage = command.clone().render_usage().to_string();
    roff.text([roman(about(command.get_about()))]).control("PP", []);
    roff.text([bold(usage.trim_start_matches("Usage: ").to_owned())]);
    for argument in command.get_arguments().filter(|a| !a.is_hide_set() && !a.is_global_set() && a.get_id() != "help") {
        let values = argument.get_value_names().unwrap_or_default().iter().map(|name| format!("<{name}>"));
        let values =
            if argument.get_action().takes_values() { values.collect::<Vec<_>>().join(" ") } else { String::new() };
        let name = argument.get_long().map_or(values.clone(), |long| format!("--{long} {values}"));
        let words: Vec<String> = argument.get_possible_values().iter().map(|word| word.get_name().to_owned()).collect();
        let words = if words.is_empty() { String::new() } else { format!(": {}", words.join(", ")) };
        let help = about(argument.get_help()) + &words;
        roff.control("TP", []).text([bold(name.trim().to_owned())]).text([roman(help)]);
    }
    roff.to_writer(out)
}

fn about(text: Option<&StyledStr>) -> String {
    text.map(ToString::to_string).unwrap_or_default()
}
