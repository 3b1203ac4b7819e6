//! Two programs that append at once.

use std::path::Path;
use std::process::Command;

use tableside::store::{FILE, Log as _, StoreError};

use crate::{id, large, opening, record, tell, text, whole};

/// The variable that makes this test the second program: the folder of the record.
const CHILD: &str = "TABLESIDE_TEST_APPENDS_TO";

/// Appends texts to the session, each time after what is there; returns how often the other was quicker.
fn appends(folder: &Path, who: &str, times: u32) -> u32 {
    let mut log = record::open(folder);
    let mut conflicts = 0;
    let mut expected = u64::try_from(log.read(&id(1)).unwrap().len()).unwrap();
    for n in 0..times {
        loop {
            let event = text(record::at("11:00:00"), &format!("{who} {n}"));
            match log.append(&id(1), expected, &[event], true) {
                Ok(now) => {
                    expected = now;
                    // A breath, in which the other may be quicker.
                    std::thread::sleep(std::time::Duration::from_micros(u64::from(n % 7) * 100));
                    break;
                }
                Err(StoreError::Conflict { found, .. }) => {
                    expected = found;
                    conflicts += 1;
                }
                Err(error) => panic!("{who} {n}: {error}"),
            }
        }
    }
    conflicts
}

#[test]
fn the_other_program() {
    if let Some(folder) = std::env::var_os(CHILD) {
        appends(Path::new(&folder), "child", if large() { 2000 } else { 200 });
    }
}

#[test]
fn two_programs_append_at_once_and_both_keep_everything() {
    let home = tempfile::tempdir().unwrap();
    record::set_up(home.path()).append(&id(1), 0, &[opening(record::at("10:00:00"))], true).unwrap();
    let times = if large() { 2000 } else { 200 };
    let mut child = Command::new(std::env::current_exe().unwrap())
        .args(["--exact", "append::the_other_program"])
        .env(CHILD, home.path())
        .spawn()
        .unwrap();
    // Only once the other is at work.
    let log = record::open(home.path());
    while log.read(&id(1)).unwrap().len() < 2 {
        std::thread::yield_now();
    }
    let conflicts = appends(home.path(), "parent", times);
    assert!(child.wait().unwrap().success());
    let log = record::open(home.path());
    let events = log.read(&id(1)).unwrap();
    assert_eq!(events.len(), 1 + 2 * times as usize);
    for who in ["child", "parent"] {
        let own: Vec<String> = events.iter().map(|e| format!("{:?}", e.event)).filter(|e| e.contains(who)).collect();
        // Each one's own events stand in the order in which it wrote them.
        let numbers: Vec<u32> =
            own.iter().map(|e| e.rsplit(' ').nth(1).unwrap().trim_end_matches(['"', ' ']).parse().unwrap()).collect();
        assert_eq!(numbers, (0..times).collect::<Vec<_>>(), "{who}");
    }
    whole(&log);
    tell(&format!("2 programs appended {times} events each at once: {conflicts} times one was refused, 0 lost"));
}

#[test]
fn a_program_that_found_the_store_older_is_refused_once_a_newer_one_took_it_over() {
    let home = tempfile::tempdir().unwrap();
    let mut log = record::set_up(home.path());
    log.append(&id(1), 0, &[opening(record::at("10:00:00"))], true).unwrap();
    let newer = rusqlite::Connection::open(home.path().join(FILE)).unwrap();
    newer.pragma_update(None, "user_version", 99).unwrap();
    let refused = log.append(&id(1), 1, &[text(record::at("11:00:00"), "x")], true).unwrap_err();
    assert!(matches!(refused, StoreError::Newer { version: 99, .. }), "{refused}");
}
