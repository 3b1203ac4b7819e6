//! A program in a terminal of its own, with the instant at which each of its frames came.

#![expect(clippy::unwrap_used, clippy::panic, reason = "a measurement panics where it fails")]

use std::io::{Read as _, Write as _};
use std::path::Path;
use std::sync::mpsc::{Receiver, channel};
use std::time::{Duration, Instant};

use portable_pty::{Child, CommandBuilder, MasterPty, PtySize, native_pty_system};

/// Columns and rows.
pub(crate) const SIZE: (u16, u16) = (200, 60);

/// The program; ended with the value.
pub(crate) struct Window {
    child: Box<dyn Child + Send + Sync>,
    keys: Box<dyn std::io::Write + Send>,
    written: Receiver<(Instant, Vec<u8>)>,
    screen: vt100::Parser,
    /// When that came which is on the screen.
    came: Instant,
    /// When the program had been started: how long the terminal's other end takes for that is not its own time.
    pub(crate) started: Instant,
    _line: Box<dyn MasterPty + Send>,
}

impl Window {
    pub(crate) fn open(mut command: CommandBuilder, home: &Path) -> Self {
        let size = PtySize { rows: SIZE.1, cols: SIZE.0, pixel_width: 0, pixel_height: 0 };
        let pair = native_pty_system().openpty(size).unwrap();
        command.env("HOME", home);
        command.env("TERM", "xterm-256color");
        command.cwd(home);
        let child = pair.slave.spawn_command(command).unwrap();
        let started = Instant::now();
        let mut output = pair.master.try_clone_reader().unwrap();
        let (sender, written) = channel();
        std::thread::spawn(move || {
            let mut bytes = vec![0; 65536];
            while let Ok(count @ 1..) = output.read(&mut bytes) {
                let _ = sender.send((Instant::now(), bytes.get(..count).unwrap().to_vec()));
            }
        });
        let screen = vt100::Parser::new(SIZE.1, SIZE.0, 0);
        Self {
            child,
            keys: pair.master.take_writer().unwrap(),
            written,
            screen,
            came: started,
            started,
            _line: pair.master,
        }
    }

    /// Waits for a screen of which something is true, and returns when it came.
    pub(crate) fn until(&mut self, what: &str, is_true: impl Fn(&str) -> bool) -> Instant {
        let latest = Instant::now() + Duration::from_mins(1);
        loop {
            let Ok((at, bytes)) = self.written.recv_timeout(latest.saturating_duration_since(Instant::now())) else {
                panic!("\"{what}\" does not come:\n{}", self.screen.screen().contents());
            };
            self.screen.process(&bytes);
            self.came = at;
            if is_true(&self.screen.screen().contents()) {
                return at;
            }
        }
    }

    /// Waits until words are on the screen, and returns when they came: with the latest that came, if they are there already.
    pub(crate) fn shows(&mut self, words: &str) -> Instant {
        if self.screen.screen().contents().contains(words) {
            return self.came;
        }
        self.until(words, |screen| screen.contains(words))
    }

    /// Presses keys, and returns when.
    pub(crate) fn press(&mut self, keys: &str) -> Instant {
        let at = Instant::now();
        self.keys.write_all(keys.as_bytes()).unwrap();
        self.keys.flush().unwrap();
        at
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

    /// Lets it run, and returns what that costs.
    pub(crate) fn costs(&self, seconds: u32) -> Cost {
        std::thread::sleep(Duration::from_secs(2));
        let before = self.woken();
        std::thread::sleep(Duration::from_secs(u64::from(seconds)));
        let after = self.woken();
        let (woken, ran) = (after.0 - before.0, after.1 - before.1);
        #[expect(clippy::cast_precision_loss, reason = "for printing")]
        let (wakes, share) = (woken as f64 / f64::from(seconds), ran as f64 / 1e7 / f64::from(seconds));
        Cost { wakes, share, resident: self.resident() }
    }
}

impl Drop for Window {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

/// What a running program costs.
pub(crate) struct Cost {
    /// Wake-ups a second.
    pub(crate) wakes: f64,
    /// Per cent of a core.
    pub(crate) share: f64,
    /// Resident memory, in kB.
    pub(crate) resident: u64,
}

/// Returns the middle one.
pub(crate) fn median(mut times: Vec<Duration>) -> Duration {
    times.sort_unstable();
    times.get(times.len() / 2).copied().unwrap()
}

/// The variable that makes a benchmark the empty program.
const BARE: &str = "TABLESIDE_BENCH_BARE";

/// Whether this is to be the empty program; then it has been: one frame, and it waited for a key.
pub(crate) fn was_bare() -> bool {
    if std::env::var_os(BARE).is_none() {
        return false;
    }
    let mut terminal = ratatui::init();
    let words = ratatui::widgets::Paragraph::new("ready");
    terminal.draw(|frame| frame.render_widget(words, frame.area())).unwrap();
    crossterm::event::read().unwrap();
    ratatui::restore();
    true
}

/// The empty program in a terminal.
pub(crate) fn bare(home: &Path) -> Window {
    let mut command = CommandBuilder::new(std::env::current_exe().unwrap());
    command.env_clear();
    command.env(BARE, "yes");
    Window::open(command, home)
}

/// Tableside in a terminal, opened as on most days, by its name alone.
pub(crate) fn tableside(home: &Path) -> Window {
    let mut command = CommandBuilder::new(env!("CARGO_BIN_EXE_tableside"));
    command.env_clear();
    Window::open(command, home)
}
