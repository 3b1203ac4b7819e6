//! What the record costs: one event appended beside one bare commit of the same size on the same disk, and a long history
//! opened beside a short one. `cargo bench --bench store`; read the ratios within one run.

#![expect(clippy::unwrap_used, reason = "a benchmark that cannot go on must fail loudly")]

use std::path::Path;
use std::sync::OnceLock;

use chrono::TimeDelta;
use divan::{Bencher, black_box};
use rusqlite::Connection;
use tableside::app::{Done, Effect};
use tableside::body::Body;
use tableside::catalog::{Catalog, PayerId};
use tableside::export::Printer;
use tableside::runtime::{Effects, Places, Store, random_id};
use tableside::session::{Event, Patient, Recorded, Section, SessionId, Stamp, Therapist};
use tableside::store::{Log as _, SqliteLog, StoreKey, Vault};
use tempfile::TempDir;

fn main() {
    divan::main();
}

fn osei() -> Therapist {
    Therapist::from("J. Osei, PT".to_owned())
}

fn morning() -> Stamp {
    Stamp::parse_from_rfc3339("2026-11-23T09:00:00-05:00").unwrap()
}

fn patient(number: usize) -> Patient {
    Patient { name: format!("Patient {}", number % 2000), id: Some(number.to_string()), born: None }
}

fn opening(at: Stamp, number: usize) -> Recorded {
    let event = Event::SessionOpened { patient: patient(number), payer: PayerId::new("medicare"), therapist: osei() };
    Recorded::new(at, &osei(), event)
}

fn text(at: Stamp) -> Recorded {
    let text = "Rotation of the neck freer by a third, headache gone, sleeps through.".to_owned();
    Recorded::new(at, &osei(), Event::NoteEdited { section: Section::Response, text })
}

/// One event, on the disk when it returns. The write-ahead log grows, as it does from each start of the program.
mod append {
    use tableside::store::Log as _;

    use super::{Bencher, Connection, SessionId, StoreKey, Vault, morning, opening, text};

    /// As many bytes as a sealed event of this length has, in a table of their own.
    #[divan::bench(sample_count = 300, sample_size = 1)]
    fn compare_bare_commit(bencher: Bencher) {
        let folder = tempfile::tempdir().unwrap();
        let connection = Connection::open(folder.path().join("bare.db")).unwrap();
        connection.pragma_update(None, "journal_mode", "WAL").unwrap();
        connection.pragma_update(None, "synchronous", "FULL").unwrap();
        connection.execute_batch("CREATE TABLE bare (place INTEGER PRIMARY KEY, sealed BLOB NOT NULL) STRICT").unwrap();
        let bytes = vec![7u8; serde_json::to_vec(&text(morning())).unwrap().len() + 40];
        bencher.bench_local(|| connection.execute("INSERT INTO bare (sealed) VALUES (?1)", [&bytes]).unwrap());
    }

    #[divan::bench(sample_count = 300, sample_size = 1)]
    fn event(bencher: Bencher) {
        let folder = tempfile::tempdir().unwrap();
        let mut log = Vault::found(folder.path(), StoreKey::random().unwrap(), &[], morning()).unwrap();
        let id = SessionId::new("bench000");
        let mut count = log.append(&id, 0, &[opening(morning(), 1)], true).unwrap();
        bencher.bench_local(|| count = log.append(&id, count, &[text(morning())], true).unwrap());
    }
}

/// How many sessions a day has, in every store.
const A_DAY: usize = 20;

/// How often the regular came, in every store.
const VISITS: usize = 50;

/// A store with so many sessions, the last day's and one in a hundred of the others' unfinished, each of another patient,
/// and the visits of the regular; made once.
fn store(sessions: usize) -> &'static (TempDir, StoreKey) {
    // One for each power of ten.
    static MADE: [OnceLock<(TempDir, StoreKey)>; 6] = [const { OnceLock::new() }; 6];
    MADE.get(sessions.ilog10() as usize).unwrap().get_or_init(|| {
        // In memory where that is to be had: a hundred thousand commits to a disk take long, and are not measured.
        let memory = Path::new("/dev/shm");
        let folder = if memory.is_dir() { tempfile::tempdir_in(memory) } else { tempfile::tempdir() }.unwrap();
        let mut log = Vault::found(folder.path(), StoreKey::random().unwrap(), &[], morning()).unwrap();
        for number in 0..sessions {
            let days = (sessions - 1 - number) / A_DAY;
            let at = morning() - TimeDelta::days(i64::try_from(days).unwrap())
                + TimeDelta::minutes(i64::try_from(number % A_DAY * 25).unwrap());
            fill(&mut log, &at, number, days == 0 || number % 100 == 7);
        }
        for visit in 0..VISITS {
            let at = morning() - TimeDelta::weeks(i64::try_from(20 + VISITS - visit).unwrap());
            log.append(&SessionId::new(format!("{visit:02}-again")), 0, &[opening(at, sessions)], false).unwrap();
        }
        let key = log.key();
        (folder, key)
    })
}

fn fill(log: &mut SqliteLog, at: &Stamp, number: usize, waits: bool) {
    let id = SessionId::new(format!("{number:08}"));
    log.append(&id, 0, &[opening(*at, number), text(*at), text(*at), text(*at)], waits).unwrap();
}

/// Opens the record, the key at hand, and reads today as the Day screen does.
#[divan::bench(args = [100, 100_000], sample_count = 100, sample_size = 1)]
fn open_and_list_a_day(bencher: Bencher, sessions: usize) {
    let (folder, key) = store(sessions);
    let printer = Printer::plain(Body::builtin(&Catalog::builtin().unwrap()).unwrap());
    bencher.bench_local(|| {
        let log = Vault::open(folder.path()).unwrap().unwrap().unlock(key.clone());
        let places = Places {
            store: folder.path().to_owned(),
            exports: folder.path().join("exports"),
            backups: None,
            keep_exports: Box::new(|folder| Ok(folder.into())),
        };
        let mut effects = Effects::new(Store::Open(log), places, Vec::new(), printer.clone(), Box::new(random_id));
        let done = effects.perform(Effect::LoadDay(morning().date_naive())).unwrap();
        assert!(matches!(&done, Done::Day { sessions, .. } if sessions.len() == A_DAY));
        black_box(done)
    });
}

/// Reads one session of a long history.
#[divan::bench(args = [100, 100_000], sample_count = 300)]
fn read_a_session(bencher: Bencher, sessions: usize) {
    let (folder, key) = store(sessions);
    let log = Vault::open(folder.path()).unwrap().unwrap().unlock(key.clone());
    let id = SessionId::new(format!("{:08}", sessions / 2));
    bencher.bench_local(|| log.read(black_box(&id)).unwrap());
}

/// Appends to a session of a long history.
#[divan::bench(args = [100, 100_000], sample_count = 300, sample_size = 1)]
fn append_after(bencher: Bencher, sessions: usize) {
    let (folder, key) = store(sessions);
    let mut log = Vault::open(folder.path()).unwrap().unwrap().unlock(key.clone());
    let id = SessionId::new(format!("{:08}", sessions - 1));
    let mut count = u64::try_from(log.read(&id).unwrap().len()).unwrap();
    bencher.bench_local(|| count = log.append(&id, count, &[text(morning())], true).unwrap());
}

/// Finds the sessions of one patient of a long history.
#[divan::bench(args = [1_000, 100_000], sample_count = 300)]
fn visits(bencher: Bencher, sessions: usize) {
    let (folder, key) = store(sessions);
    let log = Vault::open(folder.path()).unwrap().unwrap().unlock(key.clone());
    let regular = patient(sessions);
    bencher.bench_local(|| {
        let found = log.visits(black_box(&regular)).unwrap();
        assert_eq!(found.len(), VISITS);
        black_box(found)
    });
}

/// Lists all patients.
#[divan::bench(args = [100, 10_000], sample_count = 100, sample_size = 1)]
fn patients(bencher: Bencher, sessions: usize) {
    let (folder, key) = store(sessions);
    let log = Vault::open(folder.path()).unwrap().unwrap().unlock(key.clone());
    bencher.bench_local(|| {
        let known = log.patients().unwrap();
        assert_eq!(known.len(), sessions + 1);
        black_box(known)
    });
}
