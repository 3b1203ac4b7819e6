//! What a frame costs at 200x60, against an empty one of the same size; and what the running program costs, against an
//! empty program of the same library: its first frame, its wake-ups, its share of a core, its memory.
//!
//! Ratios in one run; nothing here is asserted, for machines are noisy. `cargo bench --bench screen`.

#![expect(
    clippy::unwrap_used,
    clippy::panic,
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

use std::hint::black_box;
use std::io::{Read as _, Write as _};
use std::path::Path;
use std::sync::{Arc, Mutex};
use std::thread::sleep;
use std::time::{Duration, Instant};

use harness::Program;
use portable_pty::{Child, CommandBuilder, PtySize, native_pty_system};
use ratatui::Terminal;
use ratatui::backend::TestBackend;
use ratatui::buffer::Cell;
use ratatui::widgets::{Block, Paragraph};
use tableside::theme::Theme;

/// The variable that makes this the empty program.
const BARE: &str = "TABLESIDE_BENCH_BARE";
const SIZE: (u16, u16) = (200, 60);

fn main() {
    if std::env::var_os(BARE).is_some() {
        return bare();
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

/// The empty program: one frame, then it waits for a key.
fn bare() {
    let mut terminal = ratatui::init();
    terminal.draw(|frame| frame.render_widget(Paragraph::new("ready"), frame.area())).unwrap();
    crossterm::event::read().unwrap();
    ratatui::restore();
}

fn median(mut times: Vec<Duration>) -> Duration {
    times.sort_unstable();
    times.get(times.len() / 2).copied().unwrap()
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
        println!("  {name:<35} {time:?}, {:.1} times", time.as_secs_f64() / empty.as_secs_f64());
    }
}

/// A program in a terminal, with what it wrote.
struct Window {
    child: Box<dyn Child + Send + Sync>,
    keys: Box<dyn std::io::Write + Send>,
    screen: Arc<Mutex<vt100::Parser>>,
    /// When the program had been started: how long the terminal's other end takes for that is not its own time.
    started: Instant,
    _line: Box<dyn portable_pty::MasterPty + Send>,
}

impl Window {
    fn open(mut command: CommandBuilder, home: &Path) -> Self {
        let size = PtySize { rows: SIZE.1, cols: SIZE.0, pixel_width: 0, pixel_height: 0 };
        let pair = native_pty_system().openpty(size).unwrap();
        command.env("HOME", home);
        command.env("TERM", "xterm-256color");
        command.cwd(home);
        let child = pair.slave.spawn_command(command).unwrap();
        let started = Instant::now();
        let mut output = pair.master.try_clone_reader().unwrap();
        let screen = Arc::new(Mutex::new(vt100::Parser::new(SIZE.1, SIZE.0, 0)));
        let seen = screen.clone();
        std::thread::spawn(move || {
            let mut bytes = [0; 8192];
            while let Ok(count @ 1..) = output.read(&mut bytes) {
                seen.lock().unwrap().process(bytes.get(..count).unwrap());
            }
        });
        Self { child, keys: pair.master.take_writer().unwrap(), screen, started, _line: pair.master }
    }

    fn tableside(home: &Path) -> Self {
        let mut command = CommandBuilder::new(env!("CARGO_BIN_EXE_tableside"));
        command.env_clear();
        Self::open(command, home)
    }

    fn bare(home: &Path) -> Self {
        let mut command = CommandBuilder::new(std::env::current_exe().unwrap());
        command.env_clear();
        command.env(BARE, "yes");
        Self::open(command, home)
    }

    fn shows(&mut self, words: &str) -> &mut Self {
        for _ in 0..100_000 {
            if self.screen.lock().unwrap().screen().contents().contains(words) {
                return self;
            }
            sleep(Duration::from_micros(200));
        }
        panic!("\"{words}\" does not come");
    }

    fn types(&mut self, text: &str) -> &mut Self {
        self.keys.write_all(text.as_bytes()).unwrap();
        self.keys.flush().unwrap();
        sleep(Duration::from_millis(300));
        self
    }

    /// How often all threads were woken, and for how many nanoseconds they ran.
    fn woken(&self) -> (u64, u64) {
        let tasks = format!("/proc/{}/task", self.child.process_id().unwrap());
        let (mut woken, mut ran) = (0, 0);
        for task in std::fs::read_dir(tasks).unwrap().flatten() {
            let read = |name: &str| std::fs::read_to_string(task.path().join(name)).unwrap_or_default();
            let status = read("status");
            let switches = status.lines().find_map(|line| line.strip_prefix("voluntary_ctxt_switches:"));
            woken += switches.map_or(0, |count| count.trim().parse::<u64>().unwrap());
            ran += read("schedstat").split(' ').next().map_or(0, |time| time.parse::<u64>().unwrap_or(0));
        }
        (woken, ran)
    }

    fn resident(&self) -> u64 {
        let status = std::fs::read_to_string(format!("/proc/{}/status", self.child.process_id().unwrap())).unwrap();
        let line = status.lines().find_map(|line| line.strip_prefix("VmRSS:")).unwrap();
        line.trim().trim_end_matches(" kB").parse::<u64>().unwrap()
    }
}

impl Drop for Window {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
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
        bares.push(Window::bare(home.path()).shows("ready").started.elapsed());
        let mut window = Window::tableside(home.path());
        ours.push(window.shows("Tableside").started.elapsed());
        locks.push(window.shows("Passphrase").started.elapsed());
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
    let mut window = Window::tableside(home.path());
    window.shows("Passphrase").types(record::PASSPHRASE).types("\r").shows("No session on this day");
    let measure = |window: &Window| {
        sleep(Duration::from_secs(2));
        let before = window.woken();
        sleep(Duration::from_secs(seconds));
        let after = window.woken();
        let (woken, ran) = (after.0 - before.0, after.1 - before.1);
        #[expect(clippy::cast_precision_loss, reason = "for printing")]
        let (woken, share) = (woken as f64 / seconds as f64, ran as f64 / 1e7 / seconds as f64);
        format!("{woken:.2} wake-ups a second, {share:.3} per cent of a core, {} kB resident", window.resident())
    };
    println!("running, over {seconds} seconds each:");
    println!("  the day, idle          {}", measure(&window));
    window.types("n").types("Rosa Marin\r").shows("not started").types("1e").shows("running");
    println!("  a session being timed  {}", measure(&window));
    window.types("L").shows("Locked");
    println!("  the same, locked       {}", measure(&window));
}
