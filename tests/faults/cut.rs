//! A store's file cut short anywhere, and empty files beside it.

use std::fs;

use tableside::store::{FILE, Log as _, Vault};

use crate::flip::{read, small};
use crate::{id, large, opening, record, start, tell, whole};

#[test]
fn a_store_cut_short_anywhere_is_named_and_never_read_as_if_it_were_whole() {
    let home = tempfile::tempdir().unwrap();
    let key = small(home.path());
    let whole = read(home.path(), &key).0.unwrap();
    let bytes = fs::read(home.path().join(FILE)).unwrap();
    let step = if large() { 61 } else { 1999 };
    let (mut cuts, mut named) = (0, 0);
    for cut in (1..bytes.len()).step_by(step) {
        let there = tempfile::tempdir().unwrap();
        fs::write(there.path().join(FILE), &bytes[..cut]).unwrap();
        match read(there.path(), &key) {
            // What was cut off was unused space.
            (Ok(content), false) => assert_eq!(content, whole, "cut at {cut} of {}", bytes.len()),
            (Err(error), false) => panic!("cut at {cut}: {error}, and not named"),
            (_, true) => named += 1,
        }
        cuts += 1;
    }
    tell(&format!(
        "store cut short at {cuts} places: {named} named, {} in unused space and read as before",
        cuts - named
    ));
    assert!(named * 10 > cuts * 9);
}

#[test]
fn an_empty_file_is_a_store_that_was_never_made_and_empty_side_files_are_no_matter() {
    let home = tempfile::tempdir().unwrap();
    let mut log = record::set_up(home.path());
    log.append(&id(1), 0, &[opening(record::at("10:00:00"))], true).unwrap();
    drop(log);
    for end in ["-wal", "-shm"] {
        fs::write(home.path().join(format!("{FILE}{end}")), "").unwrap();
    }
    let mut log = record::open(home.path());
    log.append(&id(1), 1, &[start(1, record::at("10:01:00"))], true).unwrap();
    whole(&log);
    let empty = tempfile::tempdir().unwrap();
    fs::write(empty.path().join(FILE), "").unwrap();
    assert!(Vault::open(empty.path()).unwrap().is_none());
}
