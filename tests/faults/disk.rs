//! Disks that are full or read-only, files that vanish: the screen says so, timing goes on, nothing is lost.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::rc::Rc;

use tableside::app::Found;
use tableside::runtime::Store;
use tableside::store::{FILE, Log as _, StoreError, Vault};

use crate::harness::Program;
use crate::record::{self, osei};
use crate::{id, large, opening, tell, text, whole};

/// The variable that makes a test run on a small disk of its own: where that is mounted.
const DISK: &str = "TABLESIDE_TEST_DISK";

/// Opens the program on the record of a folder.
pub(crate) fn program(folder: &Path) -> Program {
    let log = record::open(folder).for_a_screen().unwrap();
    let key = log.key();
    let elsewhere = Rc::new(tempfile::tempdir().unwrap());
    // Ids that no program before took.
    let mut program =
        Program::start(elsewhere, (Store::Open(log), Found::Open(osei())), key, record::at("10:00:00"), false);
    program.ids(tableside::runtime::random_id);
    program
}

/// Runs a test again on a small disk of its own, in a name space where it may be mounted. Returns whether that is
/// possible here.
fn on_a_small_disk(test: &str) -> bool {
    let folder = tempfile::tempdir().unwrap();
    let script = format!("mount -t tmpfs -o size=512k tmpfs {0} && exec \"$@\"", folder.path().display());
    let output = Command::new("unshare")
        .args(["-Urm", "sh", "-c", &script, "sh"])
        .arg(std::env::current_exe().unwrap())
        .args(["--exact", test, "--nocapture"])
        .env(DISK, folder.path())
        .output();
    let output = output.unwrap();
    let said = String::from_utf8_lossy(&[output.stdout, output.stderr].concat()).into_owned();
    if said.contains("unshare failed") || said.contains("Operation not permitted") || said.contains("permission denied")
    {
        assert!(!large(), "no disk can be mounted here: {said}");
        tell(&format!("{test}: not tried, no disk can be mounted here"));
        return false;
    }
    assert!(output.status.success() && said.contains("1 passed"), "{said}");
    true
}

fn disk() -> Option<PathBuf> {
    std::env::var_os(DISK).map(PathBuf::from)
}

/// Takes all the room that is left.
fn fill(disk: &Path) -> PathBuf {
    let file = disk.join("filler");
    let mut bytes = Vec::new();
    while fs::write(&file, &bytes).is_ok() {
        bytes.extend([0; 4096]);
    }
    file
}

#[track_caller]
fn shows(program: &Program, words: &str) {
    let text = program.text(140, 45).split_whitespace().collect::<Vec<_>>().join(" ");
    assert!(text.contains(words), "\"{words}\" is not in {text}");
}

#[test]
fn on_a_full_disk_timing_goes_on_and_everything_is_written_once_there_is_room() {
    let Some(disk) = disk() else {
        if on_a_small_disk("disk::on_a_full_disk_timing_goes_on_and_everything_is_written_once_there_is_room") {
            tell("a full disk: timing went on, every event was written once there was room");
        }
        return;
    };
    drop(record::set_up(&disk.join("store")));
    let mut program = program(&disk.join("store"));
    program.play("n =Quenby_Xylander enter 3 p +2m");
    let filler = fill(&disk);
    let mut presses = 0;
    while program.state.visits.values().all(|visit| visit.unwritten.is_empty()) {
        program.play("1 m +1m 3 p +1m");
        presses += 1;
        assert!(presses < 500, "the disk is never full");
    }
    shows(&program, "NOT SAVED");
    shows(&program, "the disk is full");
    shows(&program, "● running");
    program.play("space +10s space +5m F enter");
    // Leaving asks, and offers another file.
    program.play("Q");
    shows(&program, "keep it all in another file");
    program.play("esc");
    let waiting: usize = program.state.visits.values().map(|visit| visit.unwritten.len()).sum();
    assert!(waiting > 0);
    fs::remove_file(filler).unwrap();
    program.play("+1s");
    shows(&program, "Everything is saved again");
    let visit = program.state.visits.values().next().unwrap();
    let log = record::open(&disk.join("store"));
    assert_eq!(log.read(&visit.session.id).unwrap().len() as u64, visit.session.events);
    whole(&log);
}

#[test]
fn from_a_full_disk_everything_goes_to_another_file_and_is_restored_from_it() {
    let Some(disk) = disk() else {
        if on_a_small_disk("disk::from_a_full_disk_everything_goes_to_another_file_and_is_restored_from_it") {
            tell("a full disk, and leaving: the copy in another file held every event");
        }
        return;
    };
    drop(record::set_up(&disk.join("store")));
    let mut program = program(&disk.join("store"));
    program.play("n =Quenby_Xylander enter");
    fill(&disk);
    while program.state.visits.values().all(|visit| visit.unwritten.is_empty()) {
        program.play("1 m +1m 3 p +1m");
    }
    let elsewhere = tempfile::tempdir().unwrap();
    let file = elsewhere.path().join("rescued.db");
    program.play("Q o");
    (0..60).for_each(|_| {
        program.play("backspace");
    });
    program.play(&format!("={} enter", file.display()));
    assert!(program.state.leaving, "{}", program.text(140, 45));
    let visit = program.state.visits.values().next().unwrap();
    let (session, events) = (visit.session.id.clone(), visit.session.events);
    // It is put in place on a disk that has room.
    let home = tempfile::tempdir().unwrap();
    tableside::store::restore(&file, home.path(), "now").unwrap();
    let log = record::open(home.path());
    assert_eq!(log.read(&session).unwrap().len() as u64, events);
    whole(&log);
}

#[test]
fn a_read_only_disk_is_read_and_written_to_once_that_is_possible_again() {
    let Some(disk) = disk() else {
        if on_a_small_disk("disk::a_read_only_disk_is_read_and_written_to_once_that_is_possible_again") {
            tell("a read-only disk: read, timed on, and written to once it could be");
        }
        return;
    };
    let store = disk.join("store");
    record::set_up(&store).append(&id(1), 0, &[opening(record::at("09:30:00"))], true).unwrap();
    let remount = |how: &str| {
        let status = Command::new("mount").args(["-o", &format!("remount,{how}")]).arg(&disk).status();
        assert!(status.unwrap().success());
    };
    remount("ro");
    let mut program = program(&store);
    shows(&program, "Quenby Xylander");
    program.play("enter 3 p +2m");
    shows(&program, "NOT SAVED");
    shows(&program, "read-only");
    shows(&program, "● running");
    // Another window reads as well.
    assert_eq!(record::open(&store).read(&id(1)).unwrap().len(), 1);
    remount("rw");
    program.play("+1s");
    shows(&program, "Everything is saved again");
    assert_eq!(record::open(&store).read(&id(1)).unwrap().len(), 2);
    whole(&record::open(&store));
}

#[test]
fn a_store_that_was_taken_away_is_missed_and_written_to_once_it_is_back() {
    let home = tempfile::tempdir().unwrap();
    drop(record::set_up(home.path()));
    let mut program = program(home.path());
    program.play("n =Quenby_Xylander enter 3 p +2m");
    let (file, away) = (home.path().join(FILE), home.path().join("away"));
    fs::rename(&file, &away).unwrap();
    program.play("1 m +1m");
    shows(&program, "NOT SAVED");
    shows(&program, "taken away or replaced");
    shows(&program, "● running");
    fs::rename(&away, &file).unwrap();
    program.play("+1s");
    shows(&program, "Everything is saved again");
    whole(&record::open(home.path()));
    // The write-ahead log alone may vanish too: what is in it would be gone with the program.
    fs::remove_file(home.path().join(format!("{FILE}-wal"))).unwrap();
    program.play("3 p +1m");
    shows(&program, "NOT SAVED");
}

#[test]
fn a_store_that_was_deleted_goes_whole_to_another_file() {
    let home = tempfile::tempdir().unwrap();
    drop(record::set_up(home.path()));
    let mut program = program(home.path());
    program.play("n =Quenby_Xylander enter 3 p +2m");
    for end in ["", "-wal", "-shm"] {
        fs::remove_file(home.path().join(format!("{FILE}{end}"))).unwrap();
    }
    program.play("1 m +1m Q o");
    (0..60).for_each(|_| {
        program.play("backspace");
    });
    let file = home.path().join("rescued.db");
    program.play(&format!("={} enter", file.display()));
    assert!(program.state.leaving, "{}", program.text(140, 45));
    let visit = program.state.visits.values().next().unwrap();
    let (session, events) = (visit.session.id.clone(), visit.session.events);
    drop(program);
    tableside::store::restore(&file, home.path(), "now").unwrap();
    let log = record::open(home.path());
    assert_eq!(log.read(&session).unwrap().len() as u64, events);
    whole(&log);
}

#[test]
fn a_store_that_was_replaced_is_not_written_to_in_the_other_s_place() {
    let home = tempfile::tempdir().unwrap();
    let mut log = record::set_up(home.path());
    log.append(&id(1), 0, &[opening(record::at("09:30:00"))], true).unwrap();
    let copy = home.path().join("copy.db");
    log.copy_to(&copy).unwrap();
    fs::rename(&copy, home.path().join(FILE)).unwrap();
    let error = log.append(&id(1), 1, &[text(record::at("11:00:00"), "x")], true).unwrap_err();
    assert!(matches!(error, StoreError::Gone { .. }), "{error}");
}

/// The variable that makes a test run without the rights of root: the folder of the record.
const BARRED: &str = "TABLESIDE_TEST_BARRED";

#[test]
fn a_store_without_permission_is_refused_with_a_sentence() {
    if let Some(folder) = std::env::var_os(BARRED) {
        let error = Vault::open(Path::new(&folder)).err().unwrap();
        assert!(matches!(error, StoreError::Unreadable { .. }), "{error}");
        assert!(error.to_string().contains("permission") || error.to_string().contains("cannot be opened"), "{error}");
        return;
    }
    let home = tempfile::tempdir().unwrap();
    drop(record::set_up(home.path()));
    let file = home.path().join(FILE);
    fs::set_permissions(&file, std::os::unix::fs::PermissionsExt::from_mode(0o000)).unwrap();
    // Root may read anything; in a name space of its own it is nobody.
    let test = "disk::a_store_without_permission_is_refused_with_a_sentence";
    let output = Command::new("unshare")
        .arg("-U")
        .arg(std::env::current_exe().unwrap())
        .args(["--exact", test, "--nocapture"])
        .env(BARRED, home.path())
        .output()
        .unwrap();
    let said = String::from_utf8_lossy(&[output.stdout, output.stderr].concat()).into_owned();
    if said.contains("unshare failed") {
        assert!(!large(), "{said}");
        return tell(&format!("{test}: not tried, no name space can be made here"));
    }
    assert!(output.status.success() && said.contains("1 passed"), "{said}");
}
