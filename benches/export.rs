//! What an export costs: a day of forty signed sessions in each form, and the charges of years as the real command.
//! `cargo bench --bench export`; read the ratios within one run.

#![expect(clippy::print_stderr, clippy::unwrap_used, reason = "a benchmark that cannot go on must fail loudly")]

mod busy;

use std::path::Path;
use std::process::Command;
use std::sync::OnceLock;

use busy::{catalog, letterhead, morning, osei, session};
use chrono::{NaiveDate, TimeDelta};
use divan::{Bencher, black_box};
use tableside::body::Body;
use tableside::export::{DayBook, Format, Printer};
use tableside::note;
use tableside::secret::Secret;
use tableside::session::Session;
use tableside::store::{Log as _, Slot, StoreKey, Strength, Vault};
use tempfile::TempDir;

fn main() {
    divan::main();
}

fn last_day() -> NaiveDate {
    NaiveDate::from_ymd_opt(2026, 11, 23).unwrap()
}

/// Forty signed sessions of one day, read from their events and written in one form, or in all.
#[divan::bench(args = ["pdf", "md", "txt", "csv", "json", "fhir", "all"], sample_count = 10, sample_size = 1)]
fn a_day_of_forty(bencher: Bencher, form: &str) {
    let printer = Printer::plain(Body::builtin(catalog()).unwrap());
    let streams: Vec<_> = (0..40)
        .map(|number| session(number, morning(last_day()) + TimeDelta::minutes(i64::try_from(number).unwrap() * 15)))
        .collect();
    let formats: Vec<Format> = Format::ALL.into_iter().filter(|f| form == "all" || f.word() == form).collect();
    bencher.bench_local(|| {
        let sessions: Vec<Session> = streams.iter().map(|(id, events)| Session::fold(id, events).unwrap()).collect();
        let compose =
            |session: &Session| note::compose(session, sessions.iter(), catalog(), &letterhead(), morning(last_day()));
        let book = DayBook::of(last_day(), sessions.iter(), false, compose);
        assert_eq!(book.notes.len(), 40);
        black_box(book.documents(&printer, &formats, &mut |_, _| {}).unwrap())
    });
}

/// How many sessions a day has, in every store.
const A_DAY: usize = 8;

/// A home with a store of so many signed sessions, made once.
fn home(sessions: usize) -> &'static TempDir {
    // One for each power of ten.
    static MADE: [OnceLock<TempDir>; 6] = [const { OnceLock::new() }; 6];
    MADE.get(sessions.ilog10() as usize).unwrap().get_or_init(|| {
        // In memory where that is to be had: so many commits to a disk take long, and are not measured.
        let memory = Path::new("/dev/shm");
        let folder = if memory.is_dir() { tempfile::tempdir_in(memory) } else { tempfile::tempdir() }.unwrap();
        let mut secret = Secret::default();
        "four random words".chars().for_each(|c| secret.push(c));
        let key = StoreKey::random().unwrap();
        let slot = Slot::wrap(&key, osei(), &secret, Strength::LEAST).unwrap();
        let mut log = Vault::found(&folder.path().join("store"), key, &[slot], morning(last_day())).unwrap();
        for number in 0..sessions {
            let days = (sessions - 1 - number) / A_DAY;
            let at = morning(last_day()) - TimeDelta::days(i64::try_from(days).unwrap())
                + TimeDelta::minutes(i64::try_from(number % A_DAY * 60).unwrap());
            let (id, events) = session(number, at);
            log.append(&id, 0, &events, false).unwrap();
        }
        let passphrase = folder.path().join("passphrase");
        std::fs::write(&passphrase, "four random words").unwrap();
        #[cfg(unix)]
        std::fs::set_permissions(&passphrase, std::os::unix::fs::PermissionsExt::from_mode(0o600)).unwrap();
        folder
    })
}

/// The charges of ten years and of one, as one table, by the real command; with the memory that it took, where the system
/// has a program that tells.
#[divan::bench(args = [2_000, 20_000], sample_count = 3, sample_size = 1)]
fn charges_of_years(bencher: Bencher, sessions: usize) {
    let home = home(sessions);
    let timer = Path::new("/usr/bin/time");
    bencher.bench_local(|| {
        let out = tempfile::tempdir().unwrap();
        let program = env!("CARGO_BIN_EXE_tableside");
        let mut command = Command::new(if timer.exists() { timer } else { Path::new(program) });
        if timer.exists() {
            command.args(["-f", "%M KiB", program]);
        }
        command.env_clear().env("HOME", home.path()).current_dir(home.path());
        command.args(["--store", "store", "--passphrase-file", "passphrase", "export", "--format", "csv"]);
        command.args(["--from", "2016-01-01", "--to", "2026-11-23", "--out"]).arg(out.path());
        let output = command.output().unwrap();
        let said = String::from_utf8_lossy(&output.stderr);
        assert!(output.status.success(), "{said}");
        let table = std::fs::read_to_string(out.path().join("2016-01-01_2026-11-23-charges.csv")).unwrap();
        assert!(table.lines().count() > 2 * sessions, "every session is charged");
        eprintln!("{sessions} sessions: {} rows; {}", table.lines().count(), said.lines().last().unwrap_or_default());
    });
}
