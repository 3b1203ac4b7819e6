//! The pages of `docs`, and the README: the commands in them are run, as the real program, on the made-up day.

#![expect(clippy::unwrap_used, reason = "a test says so by panicking")]

#[expect(dead_code, reason = "other tests use the rest of it")]
mod record;

use std::fs;
use std::os::unix::fs::PermissionsExt as _;
use std::path::{Path, PathBuf};

use tableside::catalog::Catalog;
use tableside::commands::demo;
use trycmd::TestCases;
use trycmd::schema::Bin;

fn root() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}

/// The pages, with the README and what contributors read.
fn pages() -> Vec<PathBuf> {
    let mut pages = vec![root().join("README.md"), root().join("CONTRIBUTING.md")];
    pages.extend(fs::read_dir(root().join("docs")).unwrap().map(|entry| entry.unwrap().path()));
    pages.retain(|page| page.extension().is_some_and(|e| e == "md"));
    pages.sort();
    pages
}

/// A home in which the made-up day is recorded, and the program as whoever reads would call it there: at 10:42 of that day,
/// the passphrase answered, whatever has to be typed elsewhere left out.
fn clinic(home: &Path) -> PathBuf {
    let mut log = record::set_up(&home.join(".local/share/tableside"));
    demo::fill(&mut log, &Catalog::builtin().unwrap(), record::at("10:42:00")).unwrap();
    let passphrase = record::secret_file(&home.join(".passphrase"), record::PASSPHRASE);
    fs::create_dir_all(home.join("Documents")).unwrap();
    for entry in fs::read_dir(root().join("tests/docs")).unwrap() {
        let entry = entry.unwrap();
        fs::copy(entry.path(), home.join("Documents").join(entry.file_name())).unwrap();
    }
    let program = home.join(".tableside");
    let script = format!(
        "#!/bin/sh\ncd {0}/Documents\nexec env -i HOME={0} TZ=America/New_York COLUMNS=100 {1} --clock 2026-11-23T10:42:00-05:00 \
         --passphrase-file {2} \"$@\"\n",
        home.display(),
        env!("CARGO_BIN_EXE_tableside"),
        passphrase.display(),
    );
    fs::write(&program, script).unwrap();
    fs::set_permissions(&program, fs::Permissions::from_mode(0o700)).unwrap();
    program
}

#[test]
fn the_commands_of_every_page_print_what_it_says() {
    for page in pages().into_iter().filter(|page| fs::read_to_string(page).unwrap().contains("```console")) {
        let home = tempfile::tempdir().unwrap();
        let program = clinic(home.path());
        TestCases::new().register_bin("tableside", Bin::Path(program)).case(&page).run();
    }
}
