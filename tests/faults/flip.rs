//! Every byte of a small store flipped, one at a time.

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;

use chrono::NaiveDate;
use tableside::audit::{Deed, Entry};
use tableside::session::{Recorded, SessionId, Stamp, Therapist};
use tableside::store::{FILE, Log as _, StoreError, StoreKey, Vault};

use crate::{id, judge, large, opening, patient, record, start, tell, text};

/// What can be read of a store.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Content {
    sessions: BTreeMap<String, Vec<Recorded>>,
    days: Vec<Vec<SessionId>>,
    waiting: (Vec<(SessionId, NaiveDate)>, usize),
    patients: Vec<Recorded>,
    visits: Vec<SessionId>,
    audit: Vec<Entry>,
    signs: Vec<Option<Stamp>>,
    doors: usize,
}

fn days() -> Vec<NaiveDate> {
    ["2026-11-22", "2026-11-23", "2026-11-24"].map(|day| day.parse().unwrap()).to_vec()
}

/// Reads everything; what cannot be read is told. Returns also whether `verify` named any damage.
pub(crate) fn read(folder: &Path, key: &StoreKey) -> (Result<Content, StoreError>, bool) {
    let vault = match Vault::open(folder) {
        Ok(Some(vault)) => vault,
        // A store that holds nothing any more is no misreading: it is not opened at all.
        Ok(None) => return (Err(StoreError::Corrupt), true),
        Err(error) => return (Err(error), true),
    };
    let doors = vault.doors().map(|doors| doors.iter().filter(|door| door.slot.is_some()).count());
    let log = vault.unlock(key.clone());
    let named = log.verify(None, &judge).map_or(true, |report| !report.damages.is_empty());
    let content = || {
        let sessions = (1..=3).map(|n| Ok((id(n).to_string(), log.read(&id(n))?)));
        let mut listed = Vec::new();
        for day in days() {
            let mut sessions = log.day(day)?;
            sessions.sort();
            listed.push(sessions);
        }
        Ok(Content {
            sessions: sessions.collect::<Result<_, StoreError>>()?,
            days: listed,
            waiting: log.waiting("2026-12-01".parse().unwrap(), 9)?,
            patients: log.patients()?,
            visits: log.visits(&patient())?,
            audit: log.witnessed()?,
            signs: (1..=3).map(|n| log.last_sign(&id(n))).collect(),
            doors: doors.clone()?,
        })
    };
    (content(), named)
}

/// Makes a small store, closed, in one file.
pub(crate) fn small(folder: &Path) -> StoreKey {
    let mut log = record::set_up(folder);
    for n in 1..=3 {
        let at = record::at("10:00:00") + chrono::TimeDelta::minutes(i64::from(n));
        log.append(&id(n), 0, &[opening(at)], true).unwrap();
        log.append(&id(n), 1, &[start(1, at), text(at, "Freer.")], true).unwrap();
    }
    log.alive(&[id(1)], record::at("10:30:00")).unwrap();
    // A copy made without a passphrase, not yet written down in the log.
    log.vault().at_the_doorstep(record::at("10:31:00"), Deed::BackedUp).unwrap();
    log.key()
}

/// What came of the flips of one byte each.
#[derive(Default)]
struct Outcome {
    refused: u64,
    named: u64,
    unnoticed: u64,
}

#[test]
fn a_flipped_byte_is_named_or_changes_nothing() {
    let home = tempfile::tempdir().unwrap();
    let key = small(home.path());
    let (whole, named) = read(home.path(), &key);
    let whole = whole.unwrap();
    assert!(!named && whole.days[1].len() == 3 && whole.waiting.0.len() == 3 && whole.doors == 2);
    assert_eq!(whole.visits, [id(3), id(2), id(1)]);
    let file = home.path().join(FILE);
    let bytes = fs::read(&file).unwrap();
    let step = if large() { 1 } else { 97 };
    let mut outcome = Outcome::default();
    let mut still_read = [0u64; 2];
    let (mut mended, mut unreadable) = (0, 0);
    for place in (0..bytes.len()).step_by(step) {
        let mut flipped = bytes.clone();
        flipped[place] ^= if large() { 1 << (place % 8) } else { 0xff };
        fs::write(&file, &flipped).unwrap();
        for beside in ["-wal", "-shm"] {
            let _ = fs::remove_file(format!("{}{beside}", file.display()));
        }
        let (content, named) = read(home.path(), &key);
        match (&content, named) {
            (Ok(content), false) => {
                assert_eq!(*content, whole, "byte {place}: read otherwise, and not named");
                outcome.unnoticed += 1;
            }
            (Ok(_), true) => outcome.named += 1,
            (Err(_), true) => outcome.refused += 1,
            (Err(error), false) => panic!("byte {place}: {error}, and not named"),
        }
        // Whatever opens at all is what was written.
        // Where the first page alone is damaged, it is read from a mended copy.
        let opened = match Vault::open(home.path()) {
            Err(StoreError::HeaderDamaged { .. }) => {
                mended += 1;
                Vault::open_to_read(&file).map(Some)
            }
            other => other,
        };
        if opened.is_err() {
            unreadable += 1;
        }
        if let Ok(Some(vault)) = opened {
            // And nobody is locked out: each slot is on two pages.
            for door in [record::osei(), Therapist::recovery_code()] {
                let slot = vault.knock(&door, record::at("23:00:00"));
                assert!(slot.is_ok(), "byte {place}: {door} is locked out: {:?}", slot.err());
            }
            let log = vault.unlock(key.clone());
            for n in 1..=3 {
                still_read[1] += 1;
                if let Ok(events) = log.read(&id(n)) {
                    assert_eq!(events, whole.sessions[id(n).as_str()], "byte {place}: session {n} is misread");
                    still_read[0] += 1;
                }
            }
            for (day, listed) in days().into_iter().zip(&whole.days) {
                if let Ok(mut sessions) = log.day(day) {
                    sessions.sort();
                    assert_eq!(sessions, *listed, "byte {place}: {day} is listed otherwise");
                }
            }
            if let Ok(visits) = log.visits(&patient()) {
                assert_eq!(visits, whole.visits, "byte {place}: the visits are listed otherwise");
            }
            for n in 1..=3 {
                let sign = log.last_sign(&id(n));
                assert!(
                    sign.is_none() || sign == whole.signs[usize::from(n) - 1],
                    "byte {place}: another sign of life"
                );
            }
        }
    }
    let Outcome { refused, named, unnoticed } = outcome;
    let tried = refused + named + unnoticed;
    tell(&format!(
        "{tried} of {} bytes flipped, one at a time: {} named, {unnoticed} in unused space and read as before, 0 misread; \
         {} of {} sessions still read; {mended} in the first page, read from a mended copy; {unreadable} not opened at all",
        bytes.len(),
        refused + named,
        still_read[0],
        still_read[1],
    ));
    assert!(refused + named > 0);
}
