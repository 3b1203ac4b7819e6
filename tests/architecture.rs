//! The floors of the house: a module imports only from floors below its own.

#![expect(clippy::unwrap_used, clippy::panic, reason = "a test says so by panicking")]

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};

/// Each floor with its modules, the lowest first.
const FLOORS: &[&[&str]] = &[
    &["document", "search", "secret", "told", "words"],
    &["catalog"],
    &["body", "session"],
    &["audit"],
    &["billing"],
    &["note"],
    &["store", "export", "config"],
    &["app", "theme"],
    &["keymap"],
    &["ui"],
    &["runtime"],
    &["error"],
    &["cli"],
    &["commands"],
    &["main", "lib"],
];

/// What a module's files may not name, with the reason.
const NEVER: &[(&str, &[&str], &str)] = &[
    (
        "document",
        &["std::fs", "std::env", "std::io", "rusqlite", "ratatui", "crossterm", "chrono::Local"],
        "it is pure",
    ),
    ("catalog", &["std::fs", "std::env", "std::io", "rusqlite", "ratatui", "crossterm", "chrono::Local"], "it is pure"),
    ("body", &["std::fs", "std::env", "std::io", "rusqlite", "ratatui", "crossterm", "chrono"], "it is pure"),
    ("session", &["std::fs", "std::env", "std::io", "rusqlite", "ratatui", "crossterm", "chrono::Local"], "it is pure"),
    ("billing", &["std::fs", "std::env", "std::io", "rusqlite", "ratatui", "crossterm", "chrono::Local"], "it is pure"),
    ("note", &["std::fs", "std::env", "std::io", "rusqlite", "ratatui", "crossterm", "chrono::Local"], "it is pure"),
    ("config", &["std::fs", "std::env", "std::io", "rusqlite", "ratatui", "crossterm"], "its texts are given to it"),
    (
        "app",
        // The text area, the one thing of its kind, holds what is being typed.
        &[
            "std::fs",
            "std::env",
            "std::io",
            "rusqlite",
            "ratatui::",
            "crossterm",
            "chrono::Local",
            "crate::store",
            "export::put",
            "export::fit",
            "export::Years",
        ],
        "update is pure",
    ),
    ("told", &["std::fs", "std::env", "std::io", "ratatui", "chrono::Local", "crate::"], "it is the ground"),
    ("words", &["std::fs", "std::env", "std::io", "ratatui", "chrono"], "it is the ground"),
    ("export", &["std::env", "rusqlite", "ratatui", "crossterm", "chrono::Local"], "it gives notes a form"),
    ("store", &["std::env", "ratatui", "crossterm", "chrono::Local", "crate::billing", "crate::note"], "it keeps"),
    ("theme", &["std::fs", "std::env", "crossterm", "rusqlite"], "it is a table"),
    ("runtime", &["rusqlite", "crate::billing", "crate::note::status"], "it decides nothing"),
    ("keymap", &["std::fs", "std::env", "rusqlite", "ratatui", "crossterm"], "it is a table"),
    (
        "ui",
        &[
            "std::fs",
            "std::env",
            "rusqlite",
            "crossterm",
            "crate::store",
            "export::put",
            "export::fit",
            "chrono::Local",
            "&mut State",
        ],
        "it draws",
    ),
    ("cli", &["rusqlite", "ratatui"], "it is a table"),
    ("commands", &["rusqlite", "ratatui"], "rules, SQL and drawing are below"),
];

fn sources() -> BTreeMap<PathBuf, String> {
    let mut found = BTreeMap::new();
    let mut folders = vec![Path::new(env!("CARGO_MANIFEST_DIR")).join("src")];
    while let Some(folder) = folders.pop() {
        for entry in fs::read_dir(folder).unwrap() {
            let path = entry.unwrap().path();
            if path.is_dir() {
                folders.push(path);
            } else if path.extension().is_some_and(|e| e == "rs") {
                let text = fs::read_to_string(&path).unwrap();
                found.insert(path, text);
            }
        }
    }
    found
}

fn module_of(path: &Path) -> String {
    let inside = path.strip_prefix(Path::new(env!("CARGO_MANIFEST_DIR")).join("src")).unwrap();
    let first = inside.components().next().unwrap().as_os_str().to_string_lossy().into_owned();
    first.trim_end_matches(".rs").to_owned()
}

fn floor_of(module: &str) -> usize {
    FLOORS.iter().position(|floor| floor.contains(&module)).unwrap_or_else(|| panic!("{module} has no floor"))
}

/// The code of a file, without comments and without its tests.
fn code(text: &str) -> String {
    let before_tests = text.split("#[cfg(test)]").next().unwrap();
    before_tests.lines().map(|line| line.split("//").next().unwrap()).collect::<Vec<_>>().join("\n")
}

/// Every path that a text names, whole: `a::{b, c::{d, e}}` is `a::b`, `a::c::d` and `a::c::e`.
fn paths(code: &str) -> Vec<String> {
    let mut found = Vec::new();
    let mut stems: Vec<String> = Vec::new();
    let mut path = String::new();
    for c in code.chars().filter(|c| *c != '\n').chain([' ']) {
        match c {
            c if c.is_alphanumeric() || "_:".contains(c) => path.push(c),
            '{' if path.ends_with("::") => stems.push(std::mem::take(&mut path)),
            _ => {
                if !path.is_empty() {
                    found.push(stems.concat() + &std::mem::take(&mut path));
                }
                match c {
                    '}' => drop(stems.pop()),
                    // Another bracket within a group of imports cannot be; elsewhere it opens no group.
                    '{' | ';' => stems.clear(),
                    _ => {}
                }
            }
        }
    }
    found
}

/// The modules that a text names as `crate::module`.
fn imports(code: &str) -> Vec<String> {
    let modules = paths(code).into_iter().filter_map(|path| Some(path.strip_prefix("crate::")?.to_owned()));
    modules.map(|path| path.split("::").next().unwrap().to_owned()).collect()
}

#[test]
fn a_module_imports_only_from_floors_below() {
    let mut wrong = Vec::new();
    let mut seen = 0;
    for (path, text) in sources() {
        let module = module_of(&path);
        for import in imports(&code(&text)) {
            seen += 1;
            if import != module && floor_of(&import) >= floor_of(&module) {
                wrong.push(format!("{}: {module} imports {import}", path.display()));
            }
        }
    }
    assert!(seen > 100, "only {seen} imports were found; is the search broken?");
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn no_module_touches_what_is_not_its_own() {
    let mut wrong = Vec::new();
    for (path, text) in sources() {
        let module = module_of(&path);
        let code = code(&text);
        let named = [paths(&code).join("\n"), code].join("\n");
        for (owner, words, why) in NEVER.iter().filter(|(owner, ..)| *owner == module) {
            for word in words.iter().filter(|word| named.contains(**word)) {
                wrong.push(format!("{}: {owner} names {word}, but {why}", path.display()));
            }
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn every_module_says_what_it_is_for() {
    let silent: Vec<_> = sources().into_iter().filter(|(_, text)| !text.starts_with("//!")).map(|(p, _)| p).collect();
    assert!(silent.is_empty(), "{silent:?}");
}

#[test]
fn the_search_sees_single_and_grouped_imports() {
    assert_eq!(imports("use crate::store::Log;\nuse crate::{app, ui};"), ["store", "app", "ui"]);
    assert_eq!(
        imports("use crate::{\n    catalog::{A, B},\n    store::X,\n};\ncrate::ui::draw()"),
        ["catalog", "catalog", "store", "ui"]
    );
    assert_eq!(paths("use std::{fs, io::{self, Read}};"), ["use", "std::fs", "std::io::self", "std::io::Read"]);
    assert_eq!(code("use a; // use crate::b\n#[cfg(test)]\nuse crate::c;"), "use a; ");
}

#[test]
fn only_two_files_ask_for_variables_of_the_environment() {
    let src = Path::new(env!("CARGO_MANIFEST_DIR")).join("src");
    let reads =
        sources().into_iter().filter(|(_, text)| ["env::var", "var_os"].iter().any(|asks| code(text).contains(asks)));
    let reads: Vec<PathBuf> = reads.map(|(path, _)| path.strip_prefix(&src).unwrap().to_owned()).collect();
    assert_eq!(reads, ["commands/surroundings.rs", "runtime/editor.rs"].map(PathBuf::from));
}
