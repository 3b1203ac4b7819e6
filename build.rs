//! Tells the program of which commit it is built, for `tableside --version`.

use std::path::Path;
use std::process::Command;

fn main() {
    println!("cargo::rerun-if-changed=src");
    println!("cargo::rerun-if-changed=assets");
    println!("cargo::rerun-if-changed=Cargo.lock");
    if let Some(log) = git(&["rev-parse", "--git-path", "logs/HEAD"]) {
        println!("cargo::rerun-if-changed={log}");
    }
    println!("cargo::rustc-env=TABLESIDE_COMMIT={}", commit().unwrap_or_else(|| "no commit".to_owned()));
}

/// The commit and its day, where this is a clone and not a copy within somebody else's; and whether more was changed since.
fn commit() -> Option<String> {
    let top = git(&["rev-parse", "--show-toplevel"])?;
    if Path::new(&top).canonicalize().ok()? != Path::new(env!("CARGO_MANIFEST_DIR")).canonicalize().ok()? {
        return None;
    }
    let commit = git(&["log", "-1", "--format=%h of %cs", "--abbrev=9"])?;
    let changed = git(&["status", "--porcelain", "--untracked-files=no", "src", "assets", "Cargo.lock"])?;
    Some(if changed.is_empty() { commit } else { commit + ", changed since" })
}

fn git(args: &[&str]) -> Option<String> {
    let output = Command::new("git").args(args).output().ok().filter(|output| output.status.success())?;
    Some(String::from_utf8(output.stdout).ok()?.trim().to_owned())
}
