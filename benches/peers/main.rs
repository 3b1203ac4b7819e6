//! What a therapist waits for, beside what they would use instead: other terminal timers and other logs of time, all in one
//! run on one machine. `benches/peers/run` installs the others, runs this, and writes docs/performance.md.
//!
//! Nothing is asserted, for machines are noisy: read the ratios.

#![expect(
    clippy::unwrap_used,
    clippy::print_stdout,
    clippy::disallowed_methods,
    reason = "a measurement reads the clock, prints, and panics where it fails"
)]

mod history;
mod page;
mod peer;
#[expect(dead_code, reason = "tests use the rest of it")]
#[path = "../../tests/record/mod.rs"]
mod record;
#[path = "../window/mod.rs"]
mod window;

use std::path::{Path, PathBuf};
use std::process::Command;
use std::time::{Duration, Instant};

use peer::Peer;
use portable_pty::CommandBuilder;
use tableside::store::Strength;
use window::{Cost, Window, median};

/// How many intervals the histories have.
const HISTORIES: [usize; 3] = [0, 10_000, 100_000];
/// How often each first frame is measured, and each operation on a history.
const FRAMES: usize = 30;
const ROUNDS: usize = 11;
/// How long each running timer is watched, in seconds.
const WATCHED: u32 = 60;

/// A row of a table: what was measured, and its times.
type Row = (String, Vec<Duration>);

fn main() {
    if window::was_bare() {
        return;
    }
    let value = |name: &str| std::env::args().skip_while(|arg| arg != name).nth(1).map(PathBuf::from);
    let Some(peers) = value("--peers") else {
        println!("benches/peers/run installs the other programs and runs this");
        return;
    };
    let tables = Tables {
        frames: first_frames(&peers),
        running: running(&peers),
        histories: histories(&peers),
        floor: floor(),
        passphrase: median((0..9).map(|_| timed(|| Strength::LEAST.work())).collect()),
        versions: peer::versions(&peers),
    };
    let page = page::page(&tables);
    println!("{page}");
    if let Some(file) = value("--write") {
        std::fs::write(file, page).unwrap();
    }
}

/// Everything that was measured.
struct Tables {
    /// From the started process to the frame in the terminal.
    frames: Vec<(String, Duration)>,
    /// What a running timer costs.
    running: Vec<(String, Cost)>,
    /// Start, stop and day, each a row for each program, by history.
    histories: [Vec<Row>; 3],
    /// One commit of an event's size, alone; one with `fdatasync` to a file.
    floor: Vec<(String, Duration)>,
    /// The least that a passphrase takes.
    passphrase: Duration,
    versions: Vec<String>,
}

fn timed(what: impl FnOnce()) -> Duration {
    let begun = Instant::now();
    what();
    begun.elapsed()
}

/// A home with an empty record, where the program looks by itself.
fn home() -> tempfile::TempDir {
    let home = tempfile::tempdir().unwrap();
    record::set_up(&home.path().join(".local/share/tableside"));
    home
}

fn timr(peers: &Path, home: &Path) -> Window {
    let mut command = CommandBuilder::new(peers.join("bin/timr-tui"));
    command.env_clear();
    command.args(["--mode", "timer", "--notification", "off"]);
    Window::open(command, home)
}

fn first_frames(peers: &Path) -> Vec<(String, Duration)> {
    let home = home();
    let mut times: [Vec<Duration>; 4] = std::array::from_fn(|_| Vec::new());
    let first = |mut window: Window, words: &str| window.shows(words) - window.started;
    for _ in 0..FRAMES {
        let mut ours = window::tableside(home.path());
        let each = [
            first(window::bare(home.path()), "ready"),
            ours.shows("Tableside") - ours.started,
            ours.shows("Passphrase") - ours.started,
            first(timr(peers, home.path()), "imer"),
        ];
        times.iter_mut().zip(each).for_each(|(times, time)| times.push(time));
    }
    let names = [
        "an empty program of the same library",
        "Tableside: first frame",
        "Tableside: ready for a passphrase",
        "timr-tui",
    ];
    names.map(str::to_owned).into_iter().zip(times.map(median)).collect()
}

fn running(peers: &Path) -> Vec<(String, Cost)> {
    let home = home();
    let mut timr = timr(peers, home.path());
    timr.shows("imer");
    timr.press("s");
    let mut ours = unlocked(home.path());
    let idle = ours.costs(WATCHED);
    opens(&mut ours);
    ours.press("1e");
    ours.shows("running");
    let timing = ours.costs(WATCHED);
    let bare = window::bare(home.path());
    [
        ("an empty program, waiting", bare.costs(WATCHED)),
        ("Tableside: the day, waiting", idle),
        ("Tableside: a session on the clock", timing),
        ("timr-tui: its timer running", timr.costs(WATCHED)),
    ]
    .map(|(name, cost)| (name.to_owned(), cost))
    .into()
}

/// The program on its Day screen.
fn unlocked(home: &Path) -> Window {
    let mut window = window::tableside(home);
    window.shows("Passphrase");
    window.press(&format!("{}\r", record::PASSPHRASE));
    window.shows("Today, ");
    window
}

fn opens(window: &mut Window) {
    window.press("n");
    window.shows("New session");
    window.press("Rosa Marin\r");
    window.shows("not started");
}

fn histories(peers: &Path) -> [Vec<Row>; 3] {
    let mut tables: [Vec<Row>; 3] = Default::default();
    for intervals in HISTORIES {
        println!("a history of {intervals} intervals ...");
        for (table, rows) in tables.iter_mut().zip(with_history(peers, intervals)) {
            for (name, time) in rows {
                note(table, &name, time);
            }
        }
    }
    tables
}

/// Puts one more time into the row of a name.
fn note(table: &mut Vec<Row>, name: &str, time: Duration) {
    match table.iter_mut().find(|(known, _)| known == name) {
        Some((_, times)) => times.push(time),
        None => table.push((name.to_owned(), vec![time])),
    }
}

/// Start, stop and day of every program on a history of its own, in turns.
fn with_history(peers: &Path, intervals: usize) -> [Vec<(String, Duration)>; 3] {
    let home = tempfile::tempdir().unwrap();
    history::tableside(&home.path().join(".local/share/tableside"), intervals);
    let others: Vec<Peer> = peer::all(peers, home.path());
    for peer in &others {
        peer.make(intervals);
    }
    let passphrase = record::secret_file(&home.path().join("passphrase"), record::PASSPHRASE);
    let mut session = unlocked(home.path());
    opens(&mut session);
    // The technique is chosen once; from then on one key, an area's, starts the clock.
    session.press("3e");
    session.shows("● running");
    std::thread::sleep(Duration::from_secs(4));
    session.press(" ");
    session.shows("PAUSED");
    std::thread::sleep(Duration::from_secs(4));
    let mut day = unlocked(home.path());
    let mut tables: [Vec<Row>; 3] = Default::default();
    let [starts, stops, days] = &mut tables;
    for round in 0..ROUNDS {
        let asked = session.press(if round % 2 == 0 { "1" } else { "2" });
        note(starts, OURS, session.until("the clock runs", |screen| screen.contains("● running")) - asked);
        for peer in &others {
            note(starts, peer.name, peer.starts());
            note(starts, &with_sync(peer), peer.sync());
        }
        // Longer than the moment in which a segment counts as a slip; some of the others refuse less than a second.
        std::thread::sleep(Duration::from_millis(3200));
        let asked = session.press(" ");
        note(stops, OURS, session.until("the hands are off", |screen| screen.contains("PAUSED")) - asked);
        for peer in &others {
            note(stops, peer.name, peer.stops());
            note(stops, &with_sync(peer), peer.sync());
        }
        let asked = day.press("[");
        note(days, OURS, day.until("the day before", |screen| !screen.contains("Today, ")) - asked);
        day.press("t");
        day.shows("Today, ");
        note(days, COMMAND, timed(|| says_the_day(home.path(), &passphrase)));
        for peer in &others {
            note(days, peer.name, peer.tells_the_day());
        }
    }
    tables.map(|rows| rows.into_iter().map(|(name, times)| (name, median(times))).collect())
}

const OURS: &str = "Tableside: from the key to the frame";
const COMMAND: &str = "Tableside: `tableside day`";

/// Behind the name of a program, in the row of what waiting for the disk adds to it.
const SYNCED: &str = ", and one fsync";

fn with_sync(peer: &Peer) -> String {
    format!("{}{SYNCED}", peer.name)
}

fn says_the_day(home: &Path, passphrase: &Path) {
    let mut command = Command::new(env!("CARGO_BIN_EXE_tableside"));
    command.env_clear().env("HOME", home).arg("day").arg("--passphrase-file").arg(passphrase);
    assert!(command.output().unwrap().status.success());
}

/// What no program can be faster than that keeps what it says: a commit, and a write that is waited for.
fn floor() -> Vec<(String, Duration)> {
    let folder = tempfile::tempdir().unwrap();
    let connection = rusqlite::Connection::open(folder.path().join("bare.db")).unwrap();
    connection.pragma_update(None, "journal_mode", "WAL").unwrap();
    connection.pragma_update(None, "synchronous", "FULL").unwrap();
    connection.execute_batch("CREATE TABLE bare (place INTEGER PRIMARY KEY, sealed BLOB NOT NULL) STRICT").unwrap();
    let mut file = std::fs::File::create(folder.path().join("plain")).unwrap();
    let bytes = vec![7u8; 400];
    let (mut commits, mut writes) = (Vec::new(), Vec::new());
    for _ in 0..200 {
        commits.push(timed(|| {
            connection.execute("INSERT INTO bare (sealed) VALUES (?1)", [&bytes]).unwrap();
        }));
        writes.push(timed(|| {
            std::io::Write::write_all(&mut file, &bytes).unwrap();
            file.sync_data().unwrap();
        }));
    }
    vec![
        ("400 bytes written to a file, and `fdatasync`".to_owned(), median(writes)),
        ("400 bytes committed to a bare SQLite table".to_owned(), median(commits)),
    ]
}
