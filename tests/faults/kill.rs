//! Programs killed in the middle of a session: what was acknowledged is there, and the record is whole.

use std::io::{BufRead as _, BufReader};
use std::path::Path;
use std::process::{Command, Stdio};
use std::time::Duration;

use tableside::session::SessionId;
use tableside::store::{FILE, Log as _, Vault};

use crate::{large, record, tell, whole};

/// The variable that makes this test the program that is killed: the folder of the record.
const CHILD: &str = "TABLESIDE_TEST_WORKS_IN";

/// The keys of a session, pressed over and over.
const KEYS: &str =
    "3 +7s p +40s 1 +9s m +55s space +20s space +3s h +30s N down down down down down enter =Freer. esc esc";

/// A scripted session without an end, through the program's own loop: what the screen would show as saved is acknowledged
/// on standard output.
#[test]
fn the_program_that_is_killed() {
    let Some(folder) = std::env::var_os(CHILD) else { return };
    let mut program = crate::disk::program(Path::new(&folder));
    program.play("n =Quenby_Xylander enter");
    loop {
        for key in KEYS.split(' ') {
            program.play(key);
            for visit in program.state.visits.values().filter(|visit| visit.unwritten.is_empty()) {
                println!("\nacknowledged {} {}", visit.session.id, visit.stored.events);
            }
        }
        program.play("enter esc enter");
    }
}

#[test]
fn a_program_killed_at_any_moment_loses_nothing_that_it_acknowledged() {
    let runs = if large() { 1000 } else { 12 };
    let (mut acknowledged, mut kept) = (0u64, 0u64);
    let mut home = tempfile::tempdir().unwrap();
    drop(record::set_up(home.path()));
    for run in 0..runs {
        if run % 50 == 49 {
            // A fresh record now and then, so that each verification stays short.
            home = tempfile::tempdir().unwrap();
            drop(record::set_up(home.path()));
        }
        let mut child = Command::new(std::env::current_exe().unwrap())
            .args(["--exact", "kill::the_program_that_is_killed", "--nocapture"])
            .env(CHILD, home.path())
            .stdout(Stdio::piped())
            .spawn()
            .unwrap();
        let mut lines = BufReader::new(child.stdout.take().unwrap()).lines();
        let first = lines.by_ref().map_while(Result::ok).find(|line| line.starts_with("acknowledged"));
        let mut random = [0; 4];
        getrandom::fill(&mut random).unwrap();
        std::thread::sleep(Duration::from_micros(u64::from(u32::from_le_bytes(random) % 60_000)));
        child.kill().unwrap();
        child.wait().unwrap();
        let last = lines.map_while(Result::ok).filter(|line| line.starts_with("acknowledged")).last().or(first);
        let last = last.unwrap();
        let [id, told] = last.split(' ').skip(1).collect::<Vec<_>>()[..] else { panic!("{last}") };
        let told: u64 = told.parse().unwrap();
        let log = record::open(home.path());
        let found = u64::try_from(log.read(&SessionId::new(id)).unwrap().len()).unwrap();
        assert!(found >= told, "run {run}: {told} acknowledged, {found} found");
        // What was being written when it died may be there whole: never more than one key's worth.
        assert!(found <= told + 3, "run {run}: {told} acknowledged, {found} found");
        whole(&log);
        acknowledged += told;
        kept += found;
    }
    tell(&format!(
        "killed {runs} times: {acknowledged} events acknowledged, {kept} found, 0 lost, the record always whole"
    ));
}

#[test]
fn a_set_up_that_was_killed_leaves_no_store_or_a_whole_one() {
    let runs = if large() { 100 } else { 4 };
    let mut made = 0;
    for run in 0..runs {
        let home = tempfile::tempdir().unwrap();
        let passphrase = record::secret_file(&home.path().join("passphrase"), record::PASSPHRASE);
        let mut child = record::program(home.path())
            .args(["--store", "store", "therapist", "add", "J. Osei, PT", "--passphrase-file"])
            .arg(passphrase)
            .stdout(Stdio::null())
            .spawn()
            .unwrap();
        // Two derivations and a calibration take a second or so; the store is made in the last moment of it.
        let store = home.path().join("store");
        while child.try_wait().unwrap().is_none() && !store.join(FILE).exists() {
            std::thread::sleep(Duration::from_millis(1));
        }
        std::thread::sleep(Duration::from_micros(1000 * u64::try_from(run * 5 % 40).unwrap()));
        let _ = child.kill();
        child.wait().unwrap();
        if Vault::open(&store).unwrap().is_some() {
            whole(&record::open(&store));
            made += 1;
        }
    }
    assert!(!large() || (made > 0 && made < runs), "{made} of {runs} made: the moments are not random enough");
    tell(&format!("set-up killed {runs} times: {made} records made and whole, {} not made at all", runs - made));
}
