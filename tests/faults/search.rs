//! A search for a patient's name in everything that a program leaves behind.

use std::fs;
use std::os::unix::process::ExitStatusExt as _;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use tableside::store::{FILE, Log as _};

use crate::{NAME, id, opening, record, start, tell, text};

/// The variable that makes this test the program that dies: the folder of the record.
const CHILD: &str = "TABLESIDE_TEST_DIES_IN";

/// Every file below a folder.
fn files(folder: &Path) -> Vec<PathBuf> {
    let mut found = Vec::new();
    for entry in fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path()) {
        if entry.is_dir() { found.extend(files(&entry)) } else { found.push(entry) }
    }
    found
}

/// Where any of these words stands in a file, in any of the ways in which texts are written.
fn holds(file: &Path, words: &[&str]) -> Vec<String> {
    let bytes = fs::read(file).unwrap();
    let has = |needle: &[u8]| bytes.windows(needle.len()).any(|window| window.eq_ignore_ascii_case(needle));
    let wide = |word: &str| word.encode_utf16().flat_map(u16::to_le_bytes).collect::<Vec<u8>>();
    words.iter().filter(|word| has(word.as_bytes()) || has(&wide(word))).map(|word| (*word).to_owned()).collect()
}

#[test]
fn the_program_that_dies() {
    let Some(folder) = std::env::var_os(CHILD) else { return };
    tableside::runtime::guard();
    let mut program = crate::disk::program(Path::new(&folder));
    program.play("n =Quenby_Xylander enter 3 p +2m N down down down down down enter =Zygomatic_relief. esc");
    // It dies with everything in memory, in the way that leaves a core file.
    std::process::abort();
}

#[test]
fn nothing_of_a_patient_is_in_the_clear_in_anything_left_behind() {
    let words = [NAME, "Quenby", "Xylander", "Zygomatic", "upper-back", "petrissage", "97124", record::PASSPHRASE];
    let home = tempfile::tempdir().unwrap();
    let store = home.path().join("store");
    drop(record::set_up(&store));
    let script = "ulimit -c unlimited; exec \"$@\"";
    let status = Command::new("sh")
        .args(["-c", script, "sh"])
        .arg(std::env::current_exe().unwrap())
        .args(["--exact", "search::the_program_that_dies", "--nocapture"])
        .env(CHILD, &store)
        .env("TMPDIR", home.path())
        .current_dir(home.path())
        .stdout(Stdio::null())
        .stderr(fs::File::create(home.path().join("stderr")).unwrap())
        .status()
        .unwrap();
    assert_eq!(status.signal(), Some(6));
    assert!(!status.core_dumped(), "a core file holds everything");
    let wal = store.join(format!("{FILE}-wal"));
    assert!(fs::metadata(&wal).unwrap().len() > 10_000, "the write-ahead log is there");
    let mut looked = 0;
    let mut search = || {
        for file in &files(home.path()) {
            assert_eq!(holds(file, &words), Vec::<String>::new(), "{}", file.display());
            looked += 1;
        }
    };
    search();
    // Then, opened and closed again, as one file, and with a backup.
    record::open(&store).copy_to(&home.path().join("backup.db")).unwrap();
    search();
    assert!(record::open(&store).patients().unwrap().len() == 1, "and yet it is there");
    tell(&format!(
        "{} files left behind by an aborted program searched for {} words: nothing found",
        looked,
        words.len()
    ));
}

#[test]
fn what_is_removed_leaves_nothing_in_the_file() {
    let home = tempfile::tempdir().unwrap();
    let mut log = record::set_up(home.path());
    let lee = tableside::session::Therapist::from("Karlotta Leeuwenhoek, PT".to_owned());
    let slot = tableside::store::Slot::wrap(
        &log.key(),
        lee.clone(),
        &record::secret("another passphrase"),
        tableside::store::Strength::LEAST,
    );
    log.let_in(&slot.unwrap(), &record::osei(), record::at("10:00:00")).unwrap();
    log.keep_out(&lee, &record::osei(), record::at("10:01:00")).unwrap();
    log.append(&id(1), 0, &[opening(record::at("10:02:00")), start(1, record::at("10:03:00"))], true).unwrap();
    log.append(&id(1), 2, &[text(record::at("10:04:00"), "x")], true).unwrap();
    // Closing it brings everything into the one file.
    drop(log);
    assert_eq!(holds(&home.path().join(FILE), &["Karlotta", "Leeuwenhoek"]), Vec::<String>::new());
}
