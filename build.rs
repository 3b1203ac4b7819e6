//! Tells the program of which commit it is built, for `tableside --version`.

use std::path::Path;
use std::process::Command;

/// What the program is made of.
const MADE_OF: [&str; 6] = ["src", "assets", "build.rs", "config.toml.example", "Cargo.toml", "Cargo.lock"];

fn main() {
    for part in MADE_OF {
        println!("cargo::rerun-if-changed={part}");
    }
    let commit = if is_a_clone() { commit() } else { None };
    println!("cargo::rustc-env=TABLESIDE_COMMIT={}", commit.unwrap_or_else(|| "no commit".to_owned()));
}

/// Whether this is a clone, and no copy within somebody else's.
fn is_a_clone() -> bool {
    let top = git(&["rev-parse", "--show-toplevel"]).and_then(|top| Path::new(&top).canonicalize().ok());
    top.is_some_and(|top| Path::new(env!("CARGO_MANIFEST_DIR")).canonicalize().is_ok_and(|here| here == top))
}

/// The commit and its day, and whether something was changed since.
fn commit() -> Option<String> {
    if let Some(log) = git(&["rev-parse", "--git-path", "logs/HEAD"]).filter(|log| Path::new(log).exists()) {
        println!("cargo::rerun-if-changed={log}");
    }
    let commit = git(&["log", "-1", "--format=%h of %cs", "--abbrev=9"])?;
    let changed = git(&[["status", "--porcelain", "--untracked-files=no"].as_slice(), &MADE_OF].concat())?;
    Some(if changed.is_empty() { commit } else { commit + ", changed since" })
}

fn git(args: &[&str]) -> Option<String> {
    let output = Command::new("git").args(args).output().ok().filter(|output| output.status.success())?;
    Some(String::from_utf8(output.stdout).ok()?.trim().to_owned())
}
