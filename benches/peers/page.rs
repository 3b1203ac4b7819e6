//! The page of what was measured.

use std::time::Duration;

use crate::window::Cost;
use crate::{SYNCED, Tables};

const HEAD: &str = "\
# Performance

What a therapist waits for, beside what they would use instead. All numbers of this page were measured in one run, on one
machine, the programs in turns; each is a median, in milliseconds. Machines are noisy: read the ratios, and repeat them.
`benches/peers/run` installs the other programs, makes the histories, runs everything and writes this page.
";

pub(crate) fn page(tables: &Tables) -> String {
    let mut out = HEAD.to_owned();
    out += &format!("\nMeasured: {}. {}.\n", tables.versions.join(", "), machine());
    out += FRAMES;
    out += &frames(&tables.frames);
    out += RUNNING;
    out += &running(&tables.running);
    out += INTERVALS;
    for (title, rows) in ["Start", "Stop", "The day's report"].iter().zip(&tables.histories) {
        out += &format!(
            "\n### {title}\n\n| | 0 intervals | 10,000 | 100,000 | ratio at 100,000 |\n| --- | --- | --- | --- | --- |\n"
        );
        let ours = rows.first().and_then(|(_, times)| times.last()).copied().unwrap_or_default();
        for (name, times) in rows {
            let cells: Vec<String> = times.iter().map(|time| ms(*time)).collect();
            let last = times.last().copied().unwrap_or_default();
            // What is added to another row is compared with nothing.
            let ratio = if name.ends_with(SYNCED) { String::new() } else { ratio(last, ours) };
            out += &format!("| {name} | {} | {ratio} |\n", cells.join(" | "));
        }
    }
    out += &DURABLE.replace("PASSPHRASE", &ms(tables.passphrase));
    out += FLOOR;
    for (name, time) in &tables.floor {
        out += &format!("| {name} | {} |\n", ms(*time));
    }
    out += include_str!("behind.md");
    out
}

const FRAMES: &str = "
## The first frame

From the started process to the frame in the terminal, at 200 columns and 60 rows. Tableside draws its bar first, and reads
keys, catalogue and record behind it.

| | ms | ratio |
| --- | --- | --- |
";

const RUNNING: &str = "
## A running timer

Over a minute each, all threads counted. Memory is what is resident, after the 64 MiB that a passphrase takes were given back.

| | per cent of a core | wake-ups a second | MiB |
| --- | --- | --- | --- |
";

const INTERVALS: &str = "
## An interval, and the day, with a long history

Every program has a history of so many intervals, twenty a day, the last of them yesterday's. In Tableside each is a session
of its own, finished, of one of two thousand patients; in timewarrior with the journal of its undo, as it grows by itself.
*Start* and *stop* are the hands on and off: in Tableside from the key to the frame that shows the clock running, or paused,
which comes once the event is on the disk; in the others from the started command to its end. *The day* is that of
yesterday: in Tableside from the key to its frame, and as a command; in the others their report. A ratio above 1 is slower
than Tableside on its screen.
";

const DURABLE: &str = "
The others call `fsync` nowhere: what they wrote a moment ago is lost with the power. *And one fsync* is what waiting for the
file that was written last takes beside the command, to be added to it for the same durability. `tableside day` unlocks the
record first: PASSPHRASE ms of it go into the passphrase, at the least that is allowed; a record that is set up by the program
takes as many passes as half a second has on its machine.
";

const FLOOR: &str = "
## The floor

What keeps its word cannot be faster than the disk, and what is seen not faster than a frame. Between a key and its frame
Tableside commits once and draws once.

| | ms |
| --- | --- |
";

fn frames(rows: &[(String, Duration)]) -> String {
    let bare = rows.first().map(|(_, time)| *time).unwrap_or_default();
    let line = |(name, time): &(String, Duration)| format!("| {name} | {} | {} |\n", ms(*time), ratio(*time, bare));
    rows.iter().map(line).collect()
}

fn running(rows: &[(String, Cost)]) -> String {
    let line = |(name, cost): &(String, Cost)| {
        #[expect(clippy::cast_precision_loss, reason = "for printing")]
        let mib = cost.resident as f64 / 1024.0;
        format!("| {name} | {:.3} | {:.1} | {mib:.1} |\n", cost.share, cost.wakes)
    };
    rows.iter().map(line).collect()
}

fn ms(time: Duration) -> String {
    let ms = time.as_secs_f64() * 1000.0;
    if ms < 10.0 {
        format!("{ms:.2}")
    } else if ms < 100.0 {
        format!("{ms:.1}")
    } else {
        format!("{ms:.0}")
    }
}

fn ratio(time: Duration, to: Duration) -> String {
    format!("{:.2}", time.as_secs_f64() / to.as_secs_f64())
}

/// The machine, as the system names it.
fn machine() -> String {
    let cpu = std::fs::read_to_string("/proc/cpuinfo").unwrap_or_default();
    let model = cpu.lines().find_map(|line| line.strip_prefix("model name")).unwrap_or_default();
    let model = model.trim_start_matches(['\t', ' ', ':']).to_owned();
    let cores = std::thread::available_parallelism().map_or(1, usize::from);
    format!("On {cores} cores of {model}, Linux")
}
