//! The real program on a real terminal: its screen is read back, its clock is stepped through a file, and it is killed.

#![cfg(unix)]
#![expect(clippy::unwrap_used, clippy::panic, reason = "a test says so by panicking")]

#[expect(dead_code, reason = "other tests use the rest of it")]
mod record;

use std::io::{Read as _, Write};
use std::path::{Path, PathBuf};
use std::process::Command;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex};
use std::thread::{JoinHandle, sleep};
use std::time::Duration;

use portable_pty::{Child, CommandBuilder, PtySize, native_pty_system};
use serde_json::Value;

/// How often a screen is looked at before it is said to be wrong; twenty seconds in all.
const LOOKS: u32 = 1000;
const BETWEEN_LOOKS: Duration = Duration::from_millis(20);

/// A home of its own with a clock of its own, gone with the test.
struct Home(tempfile::TempDir);

impl Home {
    fn new() -> Self {
        let home = Self::bare();
        record::set_up(&home.path("store"));
        // The clock is stepped by hours without a key; the test of the lock says when it locks.
        std::fs::create_dir_all(home.path(".config/tableside")).unwrap();
        std::fs::write(home.path(".config/tableside/config.toml"), "lock_after = 240\n").unwrap();
        home
    }

    /// Without a record.
    fn bare() -> Self {
        let home = Self(tempfile::tempdir().unwrap());
        record::secret_file(&home.path("passphrase"), record::PASSPHRASE);
        home.clock("10:20:00");
        home
    }

    fn path(&self, name: &str) -> PathBuf {
        self.0.path().join(name)
    }

    /// Sets the clock, in one step.
    fn clock(&self, time: &str) {
        let mut file = tempfile::NamedTempFile::new_in(self.0.path()).unwrap();
        write!(file, "2026-11-23T{time}-05:00").unwrap();
        file.persist(self.path("clock")).unwrap();
    }

    fn args(&self) -> [PathBuf; 4] {
        ["--clock".into(), self.path("clock"), "--store".into(), self.path("store")]
    }

    /// Runs a command without a terminal.
    fn command(&self, args: &[&str]) -> String {
        let mut command = record::program(self.0.path());
        command.args(self.args());
        command.arg("--passphrase-file").arg(self.path("passphrase")).args(args);
        let output = command.output().unwrap();
        assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
        String::from_utf8(output.stdout).unwrap()
    }

    fn day(&self) -> Value {
        serde_json::from_str(&self.command(&["day", "--json"])).unwrap()
    }

    /// Opens a window, and unlocks it.
    fn window(&self) -> Window {
        let mut window = self.locked_window();
        window.shows("Locked").types(record::PASSPHRASE).types("\r");
        window
    }

    fn locked_window(&self) -> Window {
        Window::open(self)
    }
}

/// A program that does not outlive its test.
struct Running(Box<dyn Child + Send + Sync>);

impl Running {
    fn signal(&self, name: &str) {
        let pid = self.0.process_id().unwrap().to_string();
        assert!(Command::new("kill").args(["-s", name, &pid]).status().unwrap().success());
    }
}

impl Drop for Running {
    fn drop(&mut self) {
        if self.0.try_wait().ok().flatten().is_none() {
            self.signal("KILL");
        }
    }
}

/// The program in an environment with nothing in it, as `record::program`.
fn bare() -> CommandBuilder {
    let mut command = CommandBuilder::new(env!("CARGO_BIN_EXE_tableside"));
    command.env_clear();
    if let Some(file) = std::env::var_os(record::COVERED) {
        command.env(record::COVERED, file);
    }
    command
}

/// The program in a terminal of 100 columns and 30 rows.
struct Window {
    child: Running,
    keys: Box<dyn Write + Send>,
    screen: Arc<Mutex<vt100::Parser>>,
    /// All that was written to the terminal.
    written: Arc<Mutex<Vec<u8>>>,
    /// Dropping it hangs up, once nobody reads and writes any more.
    line: Box<dyn portable_pty::MasterPty + Send>,
    deaf: Arc<AtomicBool>,
    reader: JoinHandle<()>,
}

impl Window {
    fn open(home: &Home) -> Self {
        Self::open_with(home, &[])
    }

    fn open_with(home: &Home, variables: &[(&str, &str)]) -> Self {
        let mut command = bare();
        for (name, value) in variables {
            command.env(name, value);
        }
        command.args(home.args());
        Self::run(home, command)
    }

    /// Unlocks the record.
    fn unlocks(&mut self) -> &mut Self {
        self.shows("Locked").types(record::PASSPHRASE).types("\r")
    }

    fn run(home: &Home, mut command: CommandBuilder) -> Self {
        let size = PtySize { rows: 30, cols: 100, pixel_width: 0, pixel_height: 0 };
        let pair = native_pty_system().openpty(size).unwrap();
        command.env("HOME", home.0.path());
        command.env("TERM", "xterm-256color");
        command.cwd(home.0.path());
        let child = Running(pair.slave.spawn_command(command).unwrap());
        let keys = pair.master.take_writer().unwrap();
        let screen = Arc::new(Mutex::new(vt100::Parser::new(30, 100, 0)));
        let (mut output, seen) = (pair.master.try_clone_reader().unwrap(), screen.clone());
        let written = Arc::new(Mutex::new(Vec::new()));
        let kept = written.clone();
        let deaf = Arc::new(AtomicBool::new(false));
        let closed = deaf.clone();
        let reader = std::thread::spawn(move || {
            let mut bytes = [0; 4096];
            while let Ok(count @ 1..) = output.read(&mut bytes) {
                if closed.load(Ordering::Relaxed) {
                    return;
                }
                kept.lock().unwrap().extend_from_slice(bytes.get(..count).unwrap());
                seen.lock().unwrap().process(bytes.get(..count).unwrap());
            }
        });
        Self { child, keys, screen, written, line: pair.master, deaf, reader }
    }

    fn text(&self) -> String {
        self.screen.lock().unwrap().screen().contents()
    }

    /// Waits until the words stand on the screen.
    fn shows(&mut self, words: &str) -> &mut Self {
        for _ in 0..LOOKS {
            if self.text().contains(words) {
                return self;
            }
            sleep(BETWEEN_LOOKS);
        }
        panic!("\"{words}\" does not come; the screen is\n{}", self.text());
    }

    /// Gives the window another size, and waits until the program has drawn for it.
    fn sized(&mut self, rows: u16, cols: u16) -> &mut Self {
        let before = self.written.lock().unwrap().len();
        self.screen.lock().unwrap().screen_mut().set_size(rows, cols);
        self.line.resize(PtySize { rows, cols, pixel_width: 0, pixel_height: 0 }).unwrap();
        for _ in 0..LOOKS {
            if self.written.lock().unwrap().len() > before {
                return self;
            }
            sleep(BETWEEN_LOOKS);
        }
        panic!("it was not drawn for the new size");
    }

    /// Types what is given, as the terminal sends it.
    fn types(&mut self, text: &str) -> &mut Self {
        self.keys.write_all(text.as_bytes()).unwrap();
        self.keys.flush().unwrap();
        self
    }

    /// Opens a session for Rosa Marin under Medicare.
    fn opens_rosa(&mut self) -> &mut Self {
        self.shows("No session on this day").types("n").shows("New session");
        self.types("Rosa Marin\t0042\t1980-02-29\t").shows("◂ Commercial").types("\x1b[D\x1b[D").shows("◂ Medicare");
        self.types("\tJ. Osei, LMT\r").shows("not started")
    }

    fn signal(&self, name: &str) {
        self.child.signal(name);
    }

    /// Waits for the end, and returns the exit code.
    fn ends(&mut self) -> u32 {
        for _ in 0..LOOKS {
            if let Some(status) = self.child.0.try_wait().unwrap() {
                return status.exit_code();
            }
            sleep(BETWEEN_LOOKS);
        }
        panic!("the program does not end; the screen is\n{}", self.text());
    }

    /// Closes the window while something is drawn each second, and returns the exit code.
    fn hang_up(self) -> u32 {
        let Self { mut child, keys, line, deaf, reader, .. } = self;
        deaf.store(true, Ordering::Relaxed);
        reader.join().unwrap();
        drop((keys, line));
        child.0.wait().unwrap().exit_code()
    }

    /// Whether the terminal was given back as it was.
    fn gave_the_terminal_back(&self) -> bool {
        for _ in 0..LOOKS {
            let parser = self.screen.lock().unwrap();
            let screen = parser.screen();
            if !screen.alternate_screen() && !screen.bracketed_paste() && !screen.hide_cursor() {
                return true;
            }
            drop(parser);
            sleep(BETWEEN_LOOKS);
        }
        false
    }
}

/// The text with one space wherever there are some, so that columns may move.
fn words(text: &str) -> String {
    text.lines().map(|line| line.split_whitespace().collect::<Vec<_>>().join(" ")).collect::<Vec<_>>().join("\n")
}

fn files(folder: &Path) -> Vec<PathBuf> {
    let mut found: Vec<_> = std::fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path()).collect();
    found.sort();
    found
}

#[test]
fn a_person_adds_a_patient_times_three_segments_with_a_pause_writes_finishes_and_exports() {
    let home = Home::new();
    let mut window = home.window();
    window.opens_rosa();

    home.clock("10:21:00");
    window.types("1e").shows("since 10:21:00").shows("Neck, bilateral: Effleurage → 97124");
    home.clock("10:29:30");
    window.types("3m").shows("since 10:29:30").shows("Myofascial release → 97140");
    home.clock("10:35:45");
    window.types(" ").shows("hands off since 10:35:45");
    home.clock("10:40:00");
    window.types("p").shows("since 10:40:00").shows("Upper back, right: Petrissage → 97124");
    home.clock("10:49:10");
    // 8:30 and 9:10 of 97124 are 17:40; 6:15 of 97140. 17 and 6 minutes: 23, so 2 units.
    window.shows("17:40").shows("6:15").shows("23 minutes timed → 2 units");
    window.types("F").shows("End the session?").types("\r").shows("Finished after 29:10");

    window.types("\r").shows("Pain before (0-10) (saved").types("6\t").shows("Pain after (0-10) (saved");
    window.types("3\t\t\t").shows("Justification (saved").types("Restore rotation.");
    window.types("\t").shows("Response (saved").types("Rotation freer.");
    window.types("\t").shows("Plan (saved").types("Twice a week.").types("\x1b").shows("Complete: S signs it.");
    window.types("S").shows("Sign the note").types("not my passphrase\r").shows("That is not the passphrase");
    home.clock("10:49:20");
    window.types(record::PASSPHRASE).types("\r").shows("Signed. X exports it");
    window.types("\r").shows("cannot be changed");
    window.types("X").shows("files in");
    window.types("Q");
    assert_eq!(window.ends(), 0);
    assert!(window.gave_the_terminal_back());

    let day = home.day();
    let session = &day["sessions"][0];
    let id = session["id"].as_str().unwrap();
    assert_eq!(session["status"], "signed");
    assert_eq!(session["timed_minutes"], 23);
    let charges = serde_json::json!([
        {"code": "97124", "minutes": 17, "units": 1, "lines": [{"units": 1, "modifiers": []}]},
        {"code": "97140", "minutes": 6, "units": 1, "lines": [{"units": 1, "modifiers": []}]},
    ]);
    assert_eq!(session["charges"], charges);

    let exported = files(&home.path("store/exports/2026-11-23"));
    let named = |form: &str| home.path(&format!("store/exports/2026-11-23/2026-11-23-{id}.{form}"));
    assert_eq!(exported, ["fhir.json", "json", "md", "pdf", "txt"].map(named));
    let text = std::fs::read_to_string(named("txt")).unwrap();
    for line in [
        "10:21:00 10:29:30 Neck, bilateral Effleurage 97124 8:30",
        "10:29:30 10:35:45 Upper back, right Myofascial release 97140 6:15",
        "10:40:00 10:49:10 Upper back, right Petrissage 97124 9:10",
        "97124 Neck, bilateral 8 8:30",
        "97124 Upper back, right 9 9:10",
        "97140 Upper back, right 6 6:15",
        "Total timed-code minutes 23",
        "before 6 of 10, after 3 of 10",
        "Restore rotation.",
        "Rotation freer.",
        "Twice a week.",
    ] {
        assert!(words(&text).contains(line), "\"{line}\" is not in\n{text}");
    }
    let markdown = std::fs::read_to_string(named("md")).unwrap();
    assert!(
        markdown.contains("| 10:40:00 | 10:49:10 | Upper back | right | Petrissage | 97124 | 9:10 |"),
        "{markdown}"
    );
}

#[test]
fn killed_while_a_segment_runs_it_is_found_with_its_true_start_and_the_screen_asks() {
    let home = Home::new();
    let mut window = home.window();
    window.opens_rosa();
    home.clock("10:22:07");
    window.types("3p").shows("since 10:22:07");
    window.signal("KILL");
    window.ends();

    home.clock("11:02:00");
    let mut window = home.window();
    window.shows("not started in this window").shows("Upper back, right: Petrissage");
    window.shows("since Mon 10:22:07, so 39:53 by now");
    window.types("10:40\r").shows("hands off since 10:40:00").types("Q");
    assert_eq!(window.ends(), 0);
    let id = home.day()["sessions"][0]["id"].as_str().unwrap().to_owned();
    let note = home.command(&["note", &id]);
    assert!(words(&note).contains("10:22:07 10:40:00 Upper back, right Petrissage 97124 17:53"), "{note}");
}

#[test]
fn a_signal_gives_the_terminal_back_and_keeps_what_was_being_typed() {
    for (name, code) in [("TERM", 143), ("HUP", 129), ("INT", 130)] {
        let home = Home::new();
        let mut window = home.window();
        window.opens_rosa().types("1e").shows("since 10:20:00").types("N").shows("Checklist");
        window.types("jjjjj\r").shows("Response (saved").types("Sleeps well.").shows("not saved yet");
        window.signal(name);
        assert_eq!(window.ends(), code, "{name}");
        assert!(window.gave_the_terminal_back(), "{name}");
        let day = home.day();
        assert_eq!(day["sessions"][0]["status"], "running", "{name}: the segment goes on in the record");
        let note = home.command(&["note", day["sessions"][0]["id"].as_str().unwrap()]);
        assert!(note.contains("Sleeps well."), "{name}: {note}");
    }
}

#[test]
fn a_window_that_is_closed_ends_in_order_and_keeps_what_was_being_typed() {
    let home = Home::new();
    let mut window = home.window();
    window.opens_rosa().types("1e").shows("since 10:20:00").types("N").shows("Checklist");
    window.types("jjjjj\r").shows("Response (saved").types("Sleeps well.").shows("Sleeps well.");
    assert_eq!(window.hang_up(), 129);
    let note = home.command(&["note", home.day()["sessions"][0]["id"].as_str().unwrap()]);
    assert!(note.contains("Sleeps well."), "{note}");
}

#[test]
fn a_paste_keeps_its_lines() {
    let home = Home::new();
    let mut window = home.window();
    window.opens_rosa().types("N").shows("Checklist").types("jjjjj\r").shows("Response (saved");
    window
        .types("\x1b[200~Sleeps well.\rTurns freely.\x1b[201~")
        .shows("Turns freely.")
        .types("\x1b")
        .shows("✓ Response");
    let note = home.command(&["note", home.day()["sessions"][0]["id"].as_str().unwrap()]);
    assert!(note.contains("Sleeps well.\nTurns freely.\n"), "{note}");
}

#[test]
fn a_program_that_is_suspended_gives_the_terminal_back_and_takes_it_again() {
    let home = Home::new();
    let mut window = home.window();
    window.opens_rosa().types("1e").shows("since 10:20:00");
    window.signal("TSTP");
    assert!(window.gave_the_terminal_back());
    home.clock("10:25:00");
    window.signal("CONT");
    window.shows("5:00").shows("Neck, bilateral: Effleurage");
    window.types(" ").shows("hands off since 10:25:00");
}

#[test]
fn two_windows_on_one_record_lose_nothing() {
    let home = Home::new();
    let mut one = home.window();
    one.opens_rosa();
    let mut two = home.window();
    two.shows("draft").types("\r").shows("not started").types("3").shows("press the letter of a technique");
    home.clock("10:30:00");
    one.types("1e").shows("since 10:30:00");
    home.clock("10:35:00");
    // The second window has not seen that; its key must not be taken as if nothing ran.
    two.types("p").shows("what you pressed fits no more").shows("since 10:30:00");
    home.clock("10:40:00");
    two.types("p3").shows("since 10:40:00");
    one.types("N").shows("Checklist").types("\r").shows("(saved").types("4\x1b").shows("enter write");
    two.types("Q").shows("Leave?").types("\r");
    one.types("Q");
    assert_eq!((one.ends(), two.ends()), (0, 0));
    let note = home.command(&["note", home.day()["sessions"][0]["id"].as_str().unwrap()]);
    assert!(note.contains("before 4 of 10"), "{note}");
    assert!(words(&note).contains("10:30:00 10:40:00 Neck, bilateral Effleurage 97124 10:00"), "{note}");
}

#[test]
fn while_the_record_cannot_be_written_the_clock_goes_on_and_nothing_is_lost() {
    let home = Home::new();
    let mut window = home.window();
    window.opens_rosa();
    let other = rusqlite::Connection::open(home.path("store/tableside.db")).unwrap();
    other.execute_batch("BEGIN IMMEDIATE").unwrap();
    home.clock("10:30:00");
    window.types("1e").shows("NOT SAVED (1 waiting, tried again each second)").shows("since 10:30:00");
    home.clock("10:31:00");
    window.shows("1:00");
    other.execute_batch("ROLLBACK").unwrap();
    window.shows("Everything is saved again.");
    window.signal("KILL");
    window.ends();
    let note = home.command(&["note", home.day()["sessions"][0]["id"].as_str().unwrap()]);
    assert!(words(&note).contains("10:30:00 10:31:00 Neck, bilateral"), "{note}");
}

/// The variable that makes this test the program that panics.
const PANICS: &str = "TABLESIDE_TEST_PANICS";

#[test]
fn the_program_that_panics() {
    if std::env::var_os(PANICS).is_some() {
        tableside::runtime::guard();
        let _terminal = tableside::runtime::Terminal::open().unwrap();
        let name = "Quenby Xylander";
        assert_eq!(name, "", "the message quotes {name}");
    }
}

#[test]
fn a_panic_gives_the_terminal_back_and_quotes_nothing() {
    let home = Home::bare();
    let mut command = CommandBuilder::new(std::env::current_exe().unwrap());
    command.args(["--exact", "the_program_that_panics", "--nocapture"]);
    command.env(PANICS, "yes");
    let mut window = Window::run(&home, command);
    window.shows("a mistake in the program ended it (tests/terminal.rs:");
    window.shows("what was recorded is on the disk");
    assert_eq!(window.ends(), 101);
    assert!(window.gave_the_terminal_back());
    assert!(!window.text().contains("Quenby"), "{}", window.text());
}

#[test]
fn a_record_is_set_up_in_the_terminal_and_unlocked_after() {
    let home = Home::bare();
    let mut window = home.locked_window();
    window.shows("there is no record here yet").types("J. Osei\tPT\tfour random words\tfour random words\t");
    let notes = home.path("notes");
    window.types(&format!("{}\r", notes.display())).shows("shown only now");
    let text = window.text();
    let code = text.split_whitespace().find(|word| word.matches('-').count() == 4).unwrap().to_owned();
    window.types("\r").shows("Type the code from your paper").types(&code).types("\r");
    window.shows("1 of 4: Open a session").types("\r").shows("2 of 4").types("\x1b").shows("n new");
    window.shows("No session on this day").types("Q");
    assert_eq!(window.ends(), 0);
    let config = std::fs::read_to_string(home.path(".config/tableside/config.toml")).unwrap();
    assert!(config.contains(&format!("folder = \"{}\"", notes.display())), "{config}");
    assert!(home.command(&["config", "check"]).is_empty());
    let mut window = home.window();
    window.shows("No session on this day");
    assert!(home.command(&["verify"]).contains("whole"));
}

#[test]
fn the_screen_locks_by_itself_and_nothing_private_is_left_in_the_terminal() {
    let home = Home::new();
    std::fs::write(home.path(".config/tableside/config.toml"), "lock_after = 2\n").unwrap();
    let mut window = home.window();
    window.opens_rosa().types("1e").shows("since 10:20:00");
    home.clock("10:22:00");
    window.shows("Locked").shows("J. O. hands on; space: hands off");
    for words in ["R. M.", "Rosa", "Neck", "Effleurage", "97124"] {
        assert!(!window.text().contains(words), "{words}: {}", window.text());
    }
    window.types(" ").shows("J. O. hands off; space: hands on");
    window.types("not it").types("\r").shows("That is not the passphrase.");
    home.clock("10:23:00");
    window.types(record::PASSPHRASE).types("\r").shows("hands off since 10:22:00");
    // Killed while it is locked, nothing private stands in the terminal either.
    window.types("L").shows("Locked").signal("TERM");
    assert_eq!(window.ends(), 143);
    assert!(window.gave_the_terminal_back());
    assert!(!window.text().contains("Rosa"));
}

#[test]
fn a_text_is_written_in_the_person_s_own_editor_and_leaves_no_trace() {
    let home = Home::new();
    let script = home.path("editor");
    // It sees what was typed, takes its time, and leaves another text.
    let text =
        "#!/bin/sh\ngrep -q 'Sleeps well.' \"$1\" && sleep 1 && printf 'Sleeps well.\\nTurns freely.\\n' > \"$1\"\n";
    std::fs::write(&script, text).unwrap();
    assert!(Command::new("chmod").arg("+x").arg(&script).status().unwrap().success());
    let memory = tempfile::tempdir_in("/dev/shm").unwrap();
    let variables = [
        ("EDITOR", script.to_str().unwrap()),
        ("XDG_RUNTIME_DIR", memory.path().to_str().unwrap()),
        ("PATH", "/usr/bin:/bin"),
    ];
    let mut window = Window::open_with(&home, &variables);
    window.unlocks().opens_rosa().types("N").shows("Checklist").types("jjjjj\r").shows("Response (saved");
    window.types("Sleeps well.").shows("Sleeps well.").types("\x05").shows("Turns freely.").shows("Response (saved");
    window.types(" Again.").shows("Turns freely. Again.").types("\x1b").shows("enter write").types("Q");
    assert_eq!(window.ends(), 0);
    let note = home.command(&["note", home.day()["sessions"][0]["id"].as_str().unwrap()]);
    assert!(note.contains("Sleeps well.\nTurns freely. Again.\n"), "{note}");
    assert!(files(memory.path()).is_empty());
}

#[test]
fn the_mouse_counts_where_it_is_switched_on() {
    let home = Home::new();
    std::fs::write(home.path(".config/tableside/config.toml"), "mouse = true\nlock_after = 240\n").unwrap();
    let mut window = home.window();
    window.opens_rosa();
    // The third area, the technique in the first row, and the first word of the footer: columns and rows from 1.
    let row_of =
        |window: &Window, words: &str| window.text().lines().position(|line| line.contains(words)).unwrap() + 1;
    for words in ["3 Upper back", "e Effleurage"] {
        let row = row_of(&window, words);
        window.types(&format!("\x1b[<0;6;{row}M\x1b[<0;6;{row}m"));
    }
    window.shows("Upper back, right: Effleurage");
    home.clock("10:25:00");
    window.shows("5:00").types("\x1b[<0;3;30M").shows("PAUSED");
}

#[test]
fn a_unit_that_is_reached_rings_marks_and_runs_what_the_configuration_says() {
    let home = Home::new();
    let reached = home.path("reached");
    let config = format!("lock_after = 240\n[remind]\non_unit = [\"touch\", {:?}]\n", reached.display().to_string());
    std::fs::write(home.path(".config/tableside/config.toml"), config).unwrap();
    let mut window = Window::open_with(&home, &[("PATH", "/usr/bin:/bin")]);
    window.unlocks().opens_rosa().types("1e").shows("since 10:20:00");
    home.clock("10:27:59");
    window.shows("7:59");
    let rung = |window: &Window| window.written.lock().unwrap().split(|byte| *byte == 7).count();
    let before = rung(&window);
    home.clock("10:28:00");
    window.shows("◆ 1 unit reached");
    for _ in 0..LOOKS {
        if reached.exists() && rung(&window) > before {
            return;
        }
        sleep(BETWEEN_LOOKS);
    }
    panic!("it did not ring, or the command was not run");
}

#[test]
fn a_pedal_works_as_terminals_write_its_keys() {
    let home = Home::new();
    let mut window = home.window();
    window.opens_rosa().types("1e").shows("since 10:20:00");
    home.clock("10:21:00");
    // F13, F14 and F16, as most write them; then F13 and F14 as the oldest do.
    window.shows("1:00").types("\x1b[1;2P").shows("since 10:21:00");
    home.clock("10:22:00");
    window.shows("next unit in 6:00").types("\x1b[1;2Q").shows("PAUSED");
    window.types("\x1b[1;2S").shows("Undone: Upper back L, Effleurage stopped");
    window.types("\x1b[25~").shows("since 10:22:00");
    home.clock("10:23:00");
    window.shows("next unit in 5:00").types("\x1b[26~").shows("PAUSED");
}

#[test]
fn the_first_key_after_a_new_size_counts_at_once() {
    let home = Home::new();
    let mut window = home.window();
    window.opens_rosa().types("\x1b").shows("Today, Monday");
    for (rows, cols) in [(28, 98), (30, 100), (24, 90)] {
        window.sized(rows, cols).types("n").shows("New session").types("\x1b").shows("1 session   0 timed");
    }
}

#[test]
fn the_title_of_the_terminal_holds_no_name_and_comes_back() {
    let home = Home::new();
    let mut window = home.window();
    window.opens_rosa().types("1e").shows("since 10:20:00").types("V").shows("Minutes on each area").types("Q");
    // With a clock running, it is asked first.
    window.shows("Leave? The clock goes on").types("\r");
    assert_eq!(window.ends(), 0);
    assert!(window.gave_the_terminal_back());
    let written = String::from_utf8_lossy(&window.written.lock().unwrap()).into_owned();
    let titles: Vec<&str> = written.split("\x1b]").skip(1).map(|rest| rest.split('\x07').next().unwrap()).collect();
    assert_eq!(titles, ["0;Tableside"]);
    assert!(written.contains("\x1b[22;0t") && written.contains("\x1b[23;0t"));
}

#[test]
fn the_demonstration_touches_nothing_of_the_person_s_own() {
    let home = Home::bare();
    let temporary = tempfile::tempdir().unwrap();
    std::fs::create_dir_all(home.path(".config/tableside")).unwrap();
    let config = format!("[export]\nfolder = {:?}\n[backup]\nfolder = {:?}\n", home.path("notes"), home.path("copies"));
    std::fs::write(home.path(".config/tableside/config.toml"), config).unwrap();
    let before = files(home.0.path());
    let mut command = bare();
    command.env("TMPDIR", temporary.path());
    command.args(["--demo"]);
    let mut window = Window::run(&home, command);
    window.shows("1 of 4").types("\x1b").shows("E export").types("E").shows("Nothing is signed");
    window.types("\r").shows("files in").types("Q").shows("Leave?").types("\r");
    assert_eq!(window.ends(), 0);
    assert_eq!(files(home.0.path()), before);
    assert!(files(temporary.path()).is_empty());
}

#[test]
fn each_reminder_runs_the_command_of_its_own() {
    let home = Home::new();
    let [target, long] = ["target", "long"].map(|name| home.path(name));
    let config = format!("[remind]\non_target = [\"touch\", {target:?}]\non_long_segment = [\"touch\", {long:?}]\n");
    std::fs::write(home.path(".config/tableside/config.toml"), format!("lock_after = 240\n{config}")).unwrap();
    let mut window = Window::open_with(&home, &[("PATH", "/usr/bin:/bin")]);
    window.unlocks().opens_rosa().types("S").shows("Follow which protocol?").types("neck and\r");
    window.shows("Enter begins").types("\r").shows("since 10:20:00");
    let comes = |path: &Path| {
        (0..LOOKS).any(|_| {
            sleep(BETWEEN_LOOKS);
            path.exists()
        })
    };
    home.clock("10:22:59");
    window.shows("0:01 left");
    home.clock("10:23:00");
    window.shows("minutes over");
    assert!(comes(&target) && !long.exists());
    home.clock("10:39:59");
    window.shows("16:59 over");
    home.clock("10:40:00");
    window.shows("still working?");
    assert!(comes(&long));
}

#[test]
fn a_copied_note_reaches_the_terminal_s_clipboard() {
    use base64ct::Encoding as _;
    let home = Home::new();
    let mut window = home.window();
    window
        .opens_rosa()
        .types("1e")
        .shows("since 10:20:00")
        .types("N")
        .shows("Checklist")
        .types("y")
        .shows("on the clipboard");
    let written = String::from_utf8_lossy(&window.written.lock().unwrap()).into_owned();
    let copied = written.split("\x1b]52;c;").nth(1).unwrap().split(['\x07', '\x1b']).next().unwrap();
    let text = String::from_utf8(base64ct::Base64::decode_vec(copied).unwrap()).unwrap();
    assert!(text.starts_with("TREATMENT NOTE") && text.contains("Rosa Marin"), "{text}");
}

#[test]
fn a_command_asks_for_the_passphrase_and_does_not_show_it() {
    let home = Home::new();
    let mut command = bare();
    command.args(home.args());
    command.arg("day");
    let mut window = Window::run(&home, command);
    window.shows("Passphrase of J. Osei:").types(record::PASSPHRASE).types("\r").shows("2026-11-23: no session");
    assert_eq!(window.ends(), 0);
    assert!(!window.text().contains(record::PASSPHRASE));
}

#[test]
fn no_color_in_the_environment_takes_every_colour_away() {
    let coloured = |variables: &[(&str, &str)]| {
        let home = Home::new();
        let mut window = Window::open_with(&home, variables);
        window.unlocks().opens_rosa().types("1e").shows("since 10:20:00");
        let parser = window.screen.lock().unwrap();
        let places = (0..30).flat_map(|row| (0..100).map(move |column| (row, column)));
        let mut cells = places.filter_map(|(row, column)| parser.screen().cell(row, column));
        let plain = vt100::Color::Default;
        cells.any(|cell| cell.fgcolor() != plain || cell.bgcolor() != plain)
    };
    assert!(coloured(&[]) && !coloured(&[("NO_COLOR", "1")]));
}

#[test]
fn media_keys_count_where_the_terminal_is_asked_for_them() {
    let home = Home::new();
    let config = "keyboard = \"enhanced\"\nlock_after = 240\n";
    std::fs::write(home.path(".config/tableside/config.toml"), config).unwrap();
    let mut window = home.window();
    window.opens_rosa().types("1e").shows("since 10:20:00");
    home.clock("10:25:00");
    window.shows("5:00").types("\x1b[57430u").shows("PAUSED").types("Q");
    assert_eq!(window.ends(), 0);
    assert!(window.gave_the_terminal_back());
    let written = String::from_utf8_lossy(&window.written.lock().unwrap()).into_owned();
    assert!(written.contains("\x1b[>1u") && written.contains("\x1b[<1u"));
}

#[test]
fn the_day_s_export_by_key_makes_a_backup() {
    let home = Home::new();
    std::fs::create_dir(home.path("copies")).unwrap();
    let config = format!("lock_after = 240\n[backup]\nfolder = {:?}\n", home.path("copies"));
    std::fs::write(home.path(".config/tableside/config.toml"), config).unwrap();
    let mut window = home.window();
    window.opens_rosa().types("1e").shows("since 10:20:00");
    home.clock("10:40:00");
    window.shows("20:00").types("F").shows("End the session?").types("\r").shows("Finished after").types("\x1b");
    window.shows("Today, Monday").types("E").shows("Nothing is signed").types("\r").shows("files in").types("Q");
    assert_eq!(window.ends(), 0);
    assert_eq!(files(&home.path("copies")), [home.path("copies/tableside-2026-11-23.db")]);
}
