//! What a frame costs at 200x60, against an empty one of the same size; and what the running program costs, against an
//! empty program of the same library: its first frame, its wake-ups, its share of a core, its memory.
//!
//! Ratios in one run; nothing here is asserted, for machines are noisy. `cargo bench --bench screen`.

#![expect(
    clippy::unwrap_used,
    clippy::print_stdout,
    clippy::disallowed_methods,
    reason = "a measurement reads the clock, prints, and panics where it fails"
)]

#[expect(dead_code, reason = "tests use the rest of it")]
#[path = "../tests/harness/mod.rs"]
mod harness;
#[expect(dead_code, reason = "tests use the rest of it")]
#[path = "../tests/record/mod.rs"]
mod record;
mod window;

mod busy;

use std::hint::black_box;
use std::time::{Duration, Instant};

use chrono::TimeDelta;
use harness::Program;
use ratatui::Terminal;
use ratatui::backend::TestBackend;
use ratatui::buffer::Cell;
use ratatui::widgets::Block;
use tableside::store::Log as _;
use tableside::theme::Theme;
use window::{Cost, SIZE, median};

fn main() {
    if window::was_bare() {
        return;
    }
    let wanted = |name: &str| std::env::args().skip(1).all(|arg| arg.starts_with('-') || arg == name);
    if wanted("frames") {
        frames();
    }
    if wanted("first") {
        first_frames();
    }
    if wanted("running") {
        running();
    }
}

fn frame_time(mut draw: impl FnMut(&mut Terminal<TestBackend>)) -> Duration {
    let mut terminal = Terminal::new(TestBackend::new(SIZE.0, SIZE.1)).unwrap();
    let once = |terminal: &mut Terminal<TestBackend>, draw: &mut dyn FnMut(&mut Terminal<TestBackend>)| {
        // As if all of it had changed.
        terminal.clear().unwrap();
        let begun = Instant::now();
        draw(terminal);
        begun.elapsed()
    };
    for _ in 0..50 {
        once(&mut terminal, &mut draw);
    }
    median((0..500).map(|_| once(&mut terminal, &mut draw)).collect())
}

fn frames() {
    let theme = Theme::builtin("default").unwrap();
    let told = |name: &str, time: Duration, empty: Duration| {
        println!("  {name:<35} {time:?}, {:.1} times", time.as_secs_f64() / empty.as_secs_f64());
    };
    let empty = frame_time(|terminal| {
        terminal
            .draw(|frame| {
                frame.buffer_mut().content.iter_mut().for_each(|cell: &mut Cell| {
                    cell.set_char('x');
                });
                frame.render_widget(Block::bordered(), frame.area());
            })
            .unwrap();
    });
    println!("full frame at {}x{}, median of 500:", SIZE.0, SIZE.1);
    println!("  an empty box over a filled screen   {empty:?}");
    for (name, script) in [
        ("day", ""),
        ("session, the body beside it", "enter"),
        ("session with a protocol", "enter S =low_back enter enter +2m"),
        ("corrections", "enter C"),
        ("body", "enter B"),
        ("note", "up up enter"),
        ("units", "up up enter U"),
        ("history", "up up V"),
    ] {
        let mut program = Program::demo();
        program.play(script);
        let time = frame_time(|terminal| program.draw(black_box(terminal), &theme));
        told(name, time, empty);
    }
    let program = busy_day();
    let time = frame_time(|terminal| program.draw(black_box(terminal), &theme));
    told("a day of forty signed notes", time, empty);
}

/// The Day screen of a day on which forty notes are signed.
fn busy_day() -> Program {
    let program = Program::empty();
    // From midnight on, so that the last one is over by now.
    let midnight = busy::morning(program.now.date_naive()) - TimeDelta::hours(7);
    let mut log = program.log();
    for number in 0..40 {
        let (id, events) = busy::session(number, midnight + TimeDelta::minutes(i64::try_from(number).unwrap() * 15));
        log.append(&id, 0, &events, false).unwrap();
    }
    drop(log);
    program.another()
}

fn home() -> tempfile::TempDir {
    let home = tempfile::tempdir().unwrap();
    // Where the program looks by itself: it is opened as on most days, by its name alone.
    record::set_up(&home.path().join(".local/share/tableside"));
    home
}

fn first_frames() {
    let home = home();
    let (mut ours, mut bares, mut locks) = (Vec::new(), Vec::new(), Vec::new());
    for _ in 0..40 {
        let mut bare = window::bare(home.path());
        bares.push(bare.shows("ready") - bare.started);
        let mut window = window::tableside(home.path());
        ours.push(window.shows("Tableside") - window.started);
        locks.push(window.shows("Passphrase") - window.started);
    }
    let (ours, bares, locks) = (median(ours), median(bares), median(locks));
    let ratio = ours.as_secs_f64() / bares.as_secs_f64();
    println!("first frame, median of 40, from the started process to the frame in the terminal:");
    println!(
        "  an empty program {bares:?}, Tableside's first {ours:?}: {ratio:.2} times; its lock, with all that was read, {locks:?}"
    );
}

fn running() {
    let home = home();
    let seconds = 60;
    let mut window = window::tableside(home.path());
    let unlock = record::PASSPHRASE.to_owned() + "\r";
    let told = |cost: Cost| {
        format!(
            "{:.2} wake-ups a second, {:.3} per cent of a core, {} kB resident",
            cost.wakes, cost.share, cost.resident
        )
    };
    for (wait, keys) in [("Passphrase", unlock.as_str()), ("No session on this day", "n")] {
        window.shows(wait);
        window.press(keys);
    }
    println!("running, over {seconds} seconds each:");
    println!("  the day, idle          {}", told(window.costs(seconds)));
    window.press("Rosa Marin\r");
    window.shows("not started");
    window.press("1e");
    window.shows("running");
    println!("  a session being timed  {}", told(window.costs(seconds)));
    window.press("L");
    window.shows("Locked");
    println!("  the same, locked       {}", told(window.costs(seconds)));
}
