//! The other programs: how each is told to start, to stop and to tell the day, and the form of its history.

use std::ffi::OsStr;
use std::fmt::{Debug, Write as _};
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::time::Duration;

use chrono::{Days, Local};

use crate::history::{AREAS, intervals};
use crate::timed;

/// A program that logs intervals by commands.
pub(crate) struct Peer {
    pub(crate) name: &'static str,
    program: PathBuf,
    /// Where it keeps its files.
    folder: PathBuf,
    variable: (&'static str, PathBuf),
    start: &'static [&'static str],
    stop: &'static [&'static str],
    day: Vec<String>,
    /// Writes so many intervals into its folder, in its own form.
    write: fn(&Path, usize),
}

/// The others, each with a folder of its own in a home.
pub(crate) fn all(peers: &Path, home: &Path) -> Vec<Peer> {
    let folder = |name: &str| home.join(name);
    let words = |words: &[&str]| words.iter().map(|word| (*word).to_owned()).collect::<Vec<_>>();
    let yesterday = (Local::now().date_naive() - Days::new(1)).to_string();
    vec![
        Peer {
            name: "timewarrior",
            program: "timew".into(),
            folder: folder("timew"),
            variable: ("TIMEWARRIORDB", folder("timew")),
            start: &["start", "neck", "rc.confirmation=off"],
            stop: &["stop", "rc.confirmation=off"],
            day: words(&["summary", ":yesterday", "rc.confirmation=off"]),
            write: timewarrior,
        },
        Peer {
            name: "bartib",
            program: peers.join("bin/bartib"),
            folder: folder("bartib"),
            variable: ("BARTIB_FILE", folder("bartib").join("log")),
            start: &["start", "-p", "Clinic", "-d", "neck"],
            stop: &["stop"],
            day: words(&["report", "--yesterday"]),
            write: bartib,
        },
        Peer {
            name: "Watson",
            program: peers.join("watson/bin/watson"),
            folder: folder("watson"),
            variable: ("WATSON_DIR", folder("watson")),
            start: &["start", "neck"],
            stop: &["stop"],
            day: words(&["report", "--from", &yesterday, "--to", &yesterday, "--no-pager"]),
            write: watson,
        },
    ]
}

impl Peer {
    pub(crate) fn make(&self, count: usize) {
        std::fs::create_dir_all(&self.folder).unwrap();
        (self.write)(&self.folder, count);
        // The first start of all makes folders and files, which nobody waits for twice.
        self.run(self.start);
        std::thread::sleep(Duration::from_millis(1100));
        self.run(self.stop);
    }

    fn run(&self, arguments: &[impl AsRef<OsStr> + Debug]) {
        let mut command = Command::new(&self.program);
        let (name, value) = &self.variable;
        command.args(arguments).env(name, value).env("HOME", &self.folder).stdin(Stdio::null());
        let output = command.output().unwrap();
        let told = String::from_utf8_lossy(&output.stderr);
        assert!(output.status.success(), "{} {arguments:?}: {told}", self.name);
    }

    pub(crate) fn starts(&self) -> Duration {
        timed(|| self.run(self.start))
    }

    pub(crate) fn stops(&self) -> Duration {
        timed(|| self.run(self.stop))
    }

    pub(crate) fn tells_the_day(&self) -> Duration {
        timed(|| self.run(&self.day))
    }

    /// Waits until what it just wrote is on the disk: the file that was changed last.
    pub(crate) fn sync(&self) -> Duration {
        let mut files = Vec::new();
        let mut folders = vec![self.folder.clone()];
        while let Some(folder) = folders.pop() {
            for entry in std::fs::read_dir(folder).unwrap().flatten() {
                let about = entry.metadata().unwrap();
                if about.is_dir() {
                    folders.push(entry.path());
                } else {
                    files.push((about.modified().unwrap(), entry.path()));
                }
            }
        }
        let (_, newest) = files.into_iter().max().unwrap();
        let file = std::fs::File::open(newest).unwrap();
        timed(|| file.sync_all().unwrap())
    }
}

/// A file for each month, a count of each tag, and the journal of its undo: two entries for each interval.
fn timewarrior(folder: &Path, count: usize) {
    let data = folder.join("data");
    std::fs::create_dir_all(&data).unwrap();
    std::fs::create_dir_all(folder.join("extensions")).unwrap();
    std::fs::write(folder.join("timewarrior.cfg"), "").unwrap();
    let mut undo = String::new();
    let mut months: std::collections::BTreeMap<String, String> = std::collections::BTreeMap::new();
    for (number, (start, stop)) in intervals(count).enumerate() {
        let [start, stop] = [start, stop].map(|at| at.to_utc());
        let tag = AREAS.get(number % AREAS.len()).unwrap();
        let [from, to] = [start, stop].map(|at| at.format("%Y%m%dT%H%M%SZ").to_string());
        let month = months.entry(start.format("%Y-%m").to_string()).or_default();
        writeln!(month, "inc {from} - {to} # {tag}").unwrap();
        write!(
            undo,
            "txn:\n  type: interval\n  before: \n  after: {{\"id\":0,\"start\":\"{from}\",\"tags\":[\"{tag}\"]}}\n\
             txn:\n  type: interval\n  before: {{\"id\":1,\"start\":\"{from}\",\"tags\":[\"{tag}\"]}}\n  after: \n  \
             type: interval\n  before: \n  after: {{\"id\":1,\"start\":\"{from}\",\"end\":\"{to}\",\"tags\":[\"{tag}\"]}}\n"
        )
        .unwrap();
    }
    for (month, lines) in months {
        std::fs::write(data.join(month + ".data"), lines).unwrap();
    }
    let counts: Vec<String> =
        AREAS.iter().map(|tag| format!("\"{tag}\":{{\"count\":{}}}", count.div_ceil(AREAS.len()))).collect();
    if count > 0 {
        std::fs::write(data.join("undo.data"), undo).unwrap();
        std::fs::write(data.join("tags.data"), format!("{{{}}}", counts.join(","))).unwrap();
    }
}

/// A line for each interval.
fn bartib(folder: &Path, count: usize) {
    let mut log = String::new();
    for (number, (start, stop)) in intervals(count).enumerate() {
        let [from, to] = [start, stop].map(|at| at.format("%Y-%m-%d %H:%M").to_string());
        writeln!(log, "{from} - {to} | Clinic | {}", AREAS.get(number % AREAS.len()).unwrap()).unwrap();
    }
    std::fs::write(folder.join("log"), log).unwrap();
}

/// One JSON array.
fn watson(folder: &Path, count: usize) {
    let frames: Vec<String> = intervals(count)
        .enumerate()
        .map(|(number, (start, stop))| {
            let [from, to] = [start, stop].map(|at| at.timestamp());
            let tag = AREAS.get(number % AREAS.len()).unwrap();
            format!(" [\n  {from},\n  {to},\n  \"{tag}\",\n  \"{number:032x}\",\n  [],\n  {to}\n ]")
        })
        .collect();
    if count > 0 {
        std::fs::write(folder.join("frames"), format!("[\n{}\n]", frames.join(",\n"))).unwrap();
    }
}

/// What each program says of its version.
pub(crate) fn versions(peers: &Path) -> Vec<String> {
    let tell = |name: &str, program: PathBuf| {
        let output = Command::new(program).arg("--version").output().unwrap();
        let told = String::from_utf8_lossy(&output.stdout);
        let words: Vec<&str> = told.split_whitespace().collect();
        let number = words.iter().find(|word| word.starts_with(|c: char| c.is_ascii_digit())).unwrap();
        format!("{name} {number}")
    };
    vec![
        tell("Tableside", env!("CARGO_BIN_EXE_tableside").into()),
        tell("timr-tui", peers.join("bin/timr-tui")),
        tell("timewarrior", "timew".into()),
        tell("bartib", peers.join("bin/bartib")),
        tell("Watson", peers.join("watson/bin/watson")),
    ]
}
