//! The commands in the pages: those with a result are run, all others are looked up.

use std::fs;
use std::os::unix::fs::PermissionsExt as _;
use std::path::{Path, PathBuf};

use clap::{Command, CommandFactory as _};
use tableside::catalog::Catalog;
use tableside::cli::Cli;
use tableside::commands::demo;
use trycmd::TestCases;
use trycmd::schema::Bin;

use crate::{blocks, page, pages, record, root};

/// A home in which the made-up day is recorded, and the program as whoever reads would call it there: at 10:42 of that
/// day, the passphrase answered.
fn clinic(home: &Path) -> PathBuf {
    let mut log = record::set_up(&home.join(".local/share/tableside"));
    demo::fill(&mut log, &Catalog::builtin().unwrap(), record::at("10:42:00")).unwrap();
    let passphrase = record::secret_file(&home.join(".passphrase"), record::PASSPHRASE);
    fs::create_dir_all(home.join("Documents")).unwrap();
    for entry in fs::read_dir(root().join("tests/docs/clinic")).unwrap() {
        let entry = entry.unwrap();
        fs::copy(entry.path(), home.join("Documents").join(entry.file_name())).unwrap();
    }
    // The README's session on paper.
    let readme = page("README.md");
    let (_, form) = blocks(&readme).into_iter().find(|(kind, _)| *kind == "toml").unwrap();
    fs::write(home.join("Documents/rosa.toml"), form).unwrap();
    let program = home.join(".tableside");
    let script = format!(
        "#!/bin/sh\ncd {0}/Documents\nexec env -i HOME={0} {3} TZ=America/New_York COLUMNS=100 {1} \
         --clock 2026-11-23T10:42:00-05:00 --passphrase-file {2} \"$@\"\n",
        home.display(),
        env!("CARGO_BIN_EXE_tableside"),
        passphrase.display(),
        std::env::var(record::COVERED).map_or_else(|_| String::new(), |file| format!("{}={file}", record::COVERED)),
    );
    fs::write(&program, script).unwrap();
    fs::set_permissions(&program, fs::Permissions::from_mode(0o700)).unwrap();
    program
}

#[test]
fn the_commands_of_every_page_print_what_it_says() {
    let with_commands: Vec<_> = pages().into_iter().filter(|(_, text)| text.contains("```console\n")).collect();
    assert!(with_commands.len() > 5);
    for (page, _) in with_commands {
        let home = tempfile::tempdir().unwrap();
        let program = clinic(home.path());
        TestCases::new().register_bin("tableside", Bin::Path(program)).case(&page).run();
    }
}

/// Every command with its whole name.
fn all<'a>(command: &'a Command, name: &str) -> Vec<(String, &'a Command)> {
    let mut found = vec![(name.to_owned(), command)];
    for below in command.get_subcommands().filter(|below| below.get_name() != "help") {
        found.extend(all(below, &format!("{name} {}", below.get_name())));
    }
    found
}

#[test]
fn the_page_of_commands_has_the_help_of_every_command() {
    let mut cli = Cli::command();
    cli.build();
    let text = page("docs/commands.md");
    for (name, command) in all(&cli, "tableside") {
        if command.has_subcommands() && name != "tableside" {
            continue;
        }
        assert!(text.contains(&format!("\n$ {name} --help\n")), "{name} is missing");
    }
}

/// What stands in code, line by line: fenced blocks of text and shell, and what is within backticks.
fn code(text: &str) -> Vec<String> {
    let fenced = blocks(text).into_iter().filter(|(kind, _)| ["text", "console", "sh"].contains(kind));
    let mut lines: Vec<String> =
        fenced.flat_map(|(_, inside)| inside.lines().map(str::to_owned).collect::<Vec<_>>()).collect();
    let mut outside = String::new();
    let mut within = false;
    for line in text.lines() {
        if line.starts_with("```") {
            within = !within;
        } else if !within {
            outside += line;
            outside.push(' ');
        }
    }
    lines.extend(outside.split('`').skip(1).step_by(2).map(str::to_owned));
    lines
}

/// The words behind the program's name, where a line calls it: up to what is two spaces away, which explains it.
fn call(line: &str) -> Option<&str> {
    let (before, call) = line.split_once("tableside ")?;
    let before = before.trim_start_matches("$ ").trim_end_matches("cargo run --release -- ");
    before.trim().is_empty().then(|| call.split("  ").next().unwrap_or(call))
}

#[test]
fn every_command_and_option_that_a_page_names_exists() {
    let mut cli = Cli::command();
    cli.build();
    let mut seen = 0;
    for (path, text) in pages() {
        let lines = code(&text);
        for (line, call) in lines.iter().filter_map(|line| Some((line, call(line)?))) {
            let told = |word: &str| format!("{}: `{line}`: there is no {word}", path.display());
            let mut command = &cli;
            for word in call.split([' ', '|']).map(|word| word.trim_matches(['[', ']', ',', ';'])) {
                seen += 1;
                if let Some(option) = word.strip_prefix("--") {
                    let option = option.split('=').next().unwrap();
                    let known = command.get_arguments().any(|argument| argument.get_long() == Some(option));
                    assert!(known || ["help", ""].contains(&option), "{}", told(word));
                } else if let Some(below) = command.find_subcommand(word) {
                    // Beside another of the same, told apart by a bar, it is not gone into.
                    command = if call.contains(&format!("{word}|")) { command } else { below };
                } else if command.has_subcommands() {
                    assert!(is_a_value(word), "{}", told(word));
                }
            }
        }
    }
    assert!(seen > 200, "only {seen} words were looked up; is the search broken?");
}

/// What stands for a value, and where the command follows behind.
fn is_a_value(word: &str) -> bool {
    word.starts_with(|c: char| c.is_ascii_uppercase() || c == '"') || word.contains(['.', '"', '/'])
}

#[test]
fn the_readme_asks_for_the_rust_that_the_package_asks_for() {
    assert!(page("README.md").contains(&format!("Rust ({} or newer)", env!("CARGO_PKG_RUST_VERSION"))));
}
