//! The write-ahead log cut at every byte of its last frames: a power cut in the middle of a write.

use std::fs;

use tableside::store::{FILE, Log as _, StoreError, Vault};

use crate::{id, judge, large, opening, record, start, tell, text};

#[test]
fn a_write_ahead_log_cut_anywhere_keeps_all_that_was_committed_before() {
    let home = tempfile::tempdir().unwrap();
    let mut log = record::set_up(home.path());
    let wal = home.path().join(format!("{FILE}-wal"));
    let mut appended = vec![(fs::metadata(&wal).unwrap().len(), 0u64)];
    log.append(&id(1), 0, &[opening(record::at("10:00:00"))], true).unwrap();
    for n in 1..=8 {
        appended.push((fs::metadata(&wal).unwrap().len(), n));
        let event = if n == 1 { start(1, record::at("10:01:00")) } else { text(record::at("10:02:00"), "Freer.") };
        log.append(&id(1), n, &[event], true).unwrap();
    }
    let (file, bytes) = (fs::read(home.path().join(FILE)).unwrap(), fs::read(&wal).unwrap());
    appended.push((u64::try_from(bytes.len()).unwrap(), 9));
    let key = log.key();
    // The last three commits, whole.
    let from = usize::try_from(appended[appended.len() - 4].0).unwrap();
    let step = if large() { 1 } else { 211 };
    let mut cuts = 0;
    for cut in (from..=bytes.len()).rev().step_by(step) {
        let there = tempfile::tempdir().unwrap();
        fs::write(there.path().join(FILE), &file).unwrap();
        fs::write(there.path().join(format!("{FILE}-wal")), &bytes[..cut]).unwrap();
        let log = Vault::open(there.path()).unwrap().unwrap().unlock(key.clone());
        let report = log.verify(None, &judge).unwrap();
        assert!(report.damages.is_empty(), "cut at {cut}: {:?}", report.damages);
        let committed = appended.iter().filter(|(len, _)| *len <= cut as u64).map(|(_, events)| *events).max().unwrap();
        let found = log.read(&id(1)).unwrap().len() as u64;
        assert_eq!(found, committed, "cut at {cut}");
        cuts += 1;
    }
    tell(&format!("write-ahead log cut at {cuts} places of its last 3 commits: always whole, no committed event lost"));
}

#[test]
fn a_flipped_byte_of_the_write_ahead_log_is_named_where_told_commits_would_be_dropped() {
    let home = tempfile::tempdir().unwrap();
    let mut log = record::set_up(home.path());
    let wal = home.path().join(format!("{FILE}-wal"));
    log.append(&id(1), 0, &[opening(record::at("10:00:00"))], true).unwrap();
    let mut ends = vec![usize::try_from(fs::metadata(&wal).unwrap().len()).unwrap()];
    for n in 1..=8 {
        let event = if n == 1 { start(1, record::at("10:01:00")) } else { text(record::at("10:02:00"), "Freer.") };
        log.append(&id(1), n, &[event], true).unwrap();
        ends.push(usize::try_from(fs::metadata(&wal).unwrap().len()).unwrap());
    }
    let (file, bytes) = (fs::read(home.path().join(FILE)).unwrap(), fs::read(&wal).unwrap());
    let (key, whole) = (log.key(), log.read(&id(1)).unwrap());
    let step = if large() { 7 } else { 997 };
    let (mut named, mut cut) = (0, 0);
    for place in (32..bytes.len()).step_by(step) {
        let there = tempfile::tempdir().unwrap();
        let mut flipped = bytes.clone();
        flipped[place] ^= 1;
        fs::write(there.path().join(FILE), &file).unwrap();
        fs::write(there.path().join(format!("{FILE}-wal")), &flipped).unwrap();
        match Vault::open(there.path()) {
            Err(StoreError::WalDamaged { .. }) => named += 1,
            Ok(Some(vault)) => {
                // Only in the last two commits can it not be told from a power cut.
                assert!(place >= ends[ends.len() - 4], "byte {place} of {ends:?} drops commits, and is not named");
                let found = vault.unlock(key.clone()).read(&id(1)).unwrap();
                assert_eq!(found, whole[..found.len()], "byte {place}");
                cut += 1;
            }
            Ok(None) | Err(_) => panic!("byte {place}"),
        }
    }
    tell(&format!(
        "write-ahead log flipped at {} bytes: {named} named, {cut} in its last commits as after a power cut",
        named + cut
    ));
}
