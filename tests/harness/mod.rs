//! Drives the real program (state, keys, store, screens) by a line of keystrokes on a stepped clock, and takes
//! pictures of it. The only things left out are the terminal itself and the system's clock.

#![expect(clippy::unwrap_used, clippy::panic, reason = "a test says so by panicking")]

use std::fmt::Write as _;
use std::rc::Rc;

use chrono::TimeDelta;
use ratatui::Terminal;
use ratatui::backend::TestBackend;
use ratatui::buffer::Buffer;
use ratatui::style::{Color, Modifier};
use tableside::app::{self, Found, Key, Msg, Remind, Reminder, Settings, State};
use tableside::body::Body;
use tableside::catalog::{Catalog, PayerId};
use tableside::commands::demo;
use tableside::export::{Format, Printer};
use tableside::keymap::Keymap;
use tableside::note::Letterhead;
use tableside::runtime::{self, Effects, Places, Store};
use tableside::secret::Secret;
use tableside::session::{SessionId, Stamp, Therapist};
use tableside::store::{Slot, SqliteLog, StoreKey, Strength, Vault};
use tableside::theme::Theme;
use tableside::ui;

/// The program under test.
pub(crate) struct Program {
    pub(crate) state: State,
    pub(crate) now: Stamp,
    pub(crate) folder: Rc<tempfile::TempDir>,
    key: StoreKey,
    effects: Effects,
    keymap: Keymap,
}

/// Monday 23 November 2026, 10:42:00, five hours behind UTC.
pub(crate) fn ten_forty_two() -> Stamp {
    Stamp::parse_from_rfc3339("2026-11-23T10:42:00-05:00").unwrap()
}

impl Program {
    /// Opens on an empty store.
    pub(crate) fn empty() -> Self {
        let folder = Rc::new(tempfile::tempdir().unwrap());
        let key = StoreKey::random().unwrap();
        let slot = slot(&key, "J. Osei, PT", "four random words");
        let log = Vault::found(folder.path(), key, &[slot], ten_forty_two()).unwrap();
        Self::open(folder, log, ten_forty_two(), false)
    }

    /// Finds no record yet.
    pub(crate) fn nothing() -> Self {
        let folder = Rc::new(tempfile::tempdir().unwrap());
        let found = Found::Nothing(Some(String::new()));
        Self::start(folder, (Store::Nothing, found), StoreKey::random().unwrap(), ten_forty_two(), false)
    }

    /// Finds a record locked, with two who may unlock it.
    pub(crate) fn locked() -> Self {
        let folder = Rc::new(tempfile::tempdir().unwrap());
        let key = StoreKey::random().unwrap();
        let slots = [slot(&key, "J. Osei, PT", "four random words"), slot(&key, "K. Lee, PT", "words of lee")];
        drop(Vault::found(folder.path(), key.clone(), &slots, ten_forty_two()).unwrap());
        Self::found_locked(folder, key, ten_forty_two())
    }

    /// Finds the record of a folder locked.
    pub(crate) fn found_locked(folder: Rc<tempfile::TempDir>, key: StoreKey, now: Stamp) -> Self {
        let vault = Vault::open(folder.path()).unwrap().unwrap().for_a_screen().unwrap();
        let found = Found::Locked(vault.doors().unwrap().into_iter().map(|door| door.therapist).collect());
        let mut program = Self::start(folder, (Store::Locked(vault), found), key, now, false);
        program.state.settings.lock_after = TimeDelta::minutes(5);
        program
    }

    /// Opens another locked window on the same record, at the same time.
    pub(crate) fn beside(&self) -> Self {
        Self::found_locked(self.folder.clone(), self.key.clone(), self.now)
    }

    /// Starts anew after the program died.
    pub(crate) fn start_again(self) -> Self {
        let (folder, key, now) = (self.folder.clone(), self.key.clone(), self.now);
        drop(self);
        Self::found_locked(folder, key, now)
    }

    /// Opens on the made-up day.
    pub(crate) fn demo() -> Self {
        let folder = Rc::new(tempfile::tempdir().unwrap());
        let mut log = Vault::found(folder.path(), StoreKey::random().unwrap(), &[], ten_forty_two()).unwrap();
        demo::fill(&mut log, &Catalog::builtin().unwrap(), ten_forty_two()).unwrap();
        Self::open(folder, log, ten_forty_two(), true)
    }

    /// Opens on a log, at a time.
    pub(crate) fn open(folder: Rc<tempfile::TempDir>, log: SqliteLog, now: Stamp, demo: bool) -> Self {
        let key = log.key();
        let log = log.for_a_screen().unwrap();
        Self::start(folder, (Store::Open(log), Found::Open(demo::osei())), key, now, demo)
    }

    /// Opens as the store is found.
    pub(crate) fn start(
        folder: Rc<tempfile::TempDir>,
        (store, found): (Store, Found),
        key: StoreKey,
        now: Stamp,
        demo: bool,
    ) -> Self {
        let settings = Settings {
            letterhead: Letterhead {
                clinic: "Hill Street Clinic".to_owned(),
                address: vec!["12 Hill Street, Springfield".to_owned()],
                patient: "patient".to_owned(),
            },
            team: vec![Therapist::from("K. Lee, PTA".to_owned())],
            payer: PayerId::new("medicare"),
            // The tests let hours go by without a key; those of the lock set it lower.
            lock_after: TimeDelta::days(30),
            demo,
            remind: Remind { of: Reminder::ALL.to_vec(), bell: true, mark: true, after: TimeDelta::minutes(20) },
        };
        let mut next = 100;
        let ids = move || {
            next += 1;
            Ok(SessionId::from_random([0, 0, 0, 0, next]))
        };
        let places = Places {
            store: folder.path().to_owned(),
            exports: folder.path().join("exports"),
            backups: None,
            keep_exports: Box::new(|folder| Ok(folder.into())),
        };
        let catalog = Catalog::builtin().unwrap();
        let body = Body::builtin(&catalog).unwrap();
        let printer = Printer::plain(body.clone());
        let templates = printer.templates.clone();
        let effects = Effects::new(store, places, Format::ALL.to_vec(), printer, Box::new(ids));
        let (state, first) = app::start(Rc::new(catalog), Rc::new(body), templates, settings, found, now);
        let keymap = Keymap::builtin().unwrap();
        let mut program = Self { state, now, folder, key, effects, keymap };
        runtime::carry_out(&mut program.state, &mut program.effects, first, now);
        program
    }

    /// Takes the ids of new sessions from elsewhere.
    pub(crate) fn ids(&mut self, ids: impl FnMut() -> Result<SessionId, getrandom::Error> + 'static) {
        self.effects.take_ids_from(Box::new(ids));
    }

    /// Opens another window on the same record, at the same time.
    pub(crate) fn another(&self) -> Self {
        Self::open(self.folder.clone(), self.log(), self.now, false)
    }

    /// Opens the record beside the program.
    pub(crate) fn log(&self) -> SqliteLog {
        Vault::open(self.folder.path()).unwrap().unwrap().unlock(self.key.clone())
    }

    /// Plays a script: keys by their names, `+5m10s` lets time pass, `=Rosa_Marin` types a text.
    pub(crate) fn play(&mut self, script: &str) -> &mut Self {
        for word in script.split_whitespace() {
            if let Some(time) = word.strip_prefix('+').filter(|t| !t.is_empty()) {
                self.pass(time);
            } else if let Some(text) = word.strip_prefix('=').filter(|t| !t.is_empty()) {
                for c in text.chars() {
                    self.press(Key::char(if c == '_' { ' ' } else { c }));
                }
            } else {
                self.press(word.parse().unwrap());
            }
        }
        self
    }

    /// Presses one key.
    pub(crate) fn press(&mut self, key: Key) {
        self.send(self.keymap.message(self.state.context(), key));
    }

    /// Sends one message.
    pub(crate) fn send(&mut self, msg: Msg) {
        runtime::settle(&mut self.state, &mut self.effects, msg, self.now);
    }

    /// Lets time pass, with a tick at its end.
    fn pass(&mut self, time: &str) {
        let mut number = String::new();
        for c in time.chars() {
            let value = || number.parse::<i64>().unwrap();
            match c {
                'h' => self.now += TimeDelta::hours(value()),
                'm' => self.now += TimeDelta::minutes(value()),
                's' => self.now += TimeDelta::seconds(value()),
                digit if digit.is_ascii_digit() => {
                    number.push(digit);
                    continue;
                }
                other => panic!("{other} is no unit of time"),
            }
            number.clear();
        }
        self.send(Msg::Tick);
    }

    /// Draws the program at a size.
    pub(crate) fn frame(&self, columns: u16, rows: u16, theme: &Theme) -> Buffer {
        let mut terminal = Terminal::new(TestBackend::new(columns, rows)).unwrap();
        terminal.draw(|frame| drop(ui::draw(frame, &self.state, theme, &self.keymap))).unwrap();
        terminal.backend().buffer().clone()
    }

    /// Draws the program on a terminal.
    pub(crate) fn draw(&self, terminal: &mut Terminal<TestBackend>, theme: &Theme) {
        terminal.draw(|frame| drop(ui::draw(frame, &self.state, theme, &self.keymap))).unwrap();
    }

    /// Returns what a click on each place of the program asks for.
    pub(crate) fn targets(&self, columns: u16, rows: u16, theme: &Theme) -> ui::Targets {
        let mut terminal = Terminal::new(TestBackend::new(columns, rows)).unwrap();
        let mut targets = ui::Targets::default();
        terminal.draw(|frame| targets = ui::draw(frame, &self.state, theme, &self.keymap)).unwrap();
        targets
    }

    /// Takes a picture: the rows as text, then the rows as letters for styles, then what the letters mean.
    pub(crate) fn picture(&self, columns: u16, rows: u16) -> String {
        picture(&self.frame(columns, rows, &Theme::builtin("default").unwrap()))
    }

    /// Returns the rows as text only.
    pub(crate) fn text(&self, columns: u16, rows: u16) -> String {
        rows_of(&self.frame(columns, rows, &Theme::builtin("default").unwrap())).join("\n")
    }
}

fn slot(key: &StoreKey, name: &str, words: &str) -> Slot {
    let mut secret = Secret::default();
    words.chars().for_each(|c| secret.push(c));
    Slot::wrap(key, Therapist::from(name.to_owned()), &secret, Strength::LEAST).unwrap()
}

/// Returns the rows of a buffer; the empty cell after a wide character is left out.
pub(crate) fn rows_of(buffer: &Buffer) -> Vec<String> {
    let width = usize::from(buffer.area.width).max(1);
    buffer
        .content()
        .chunks(width)
        .map(|row| {
            let mut text = String::new();
            let mut skip = 0;
            for cell in row {
                if skip > 0 {
                    skip -= 1;
                    continue;
                }
                text.push_str(cell.symbol());
                skip = unicode_width::UnicodeWidthStr::width(cell.symbol()).saturating_sub(1);
            }
            text.trim_end().to_owned()
        })
        .collect()
}

fn picture(buffer: &Buffer) -> String {
    let mut out = rows_of(buffer).join("\n");
    let mut legend: Vec<String> = Vec::new();
    let mut grid = String::new();
    for row in buffer.content().chunks(usize::from(buffer.area.width).max(1)) {
        let letters: String = row
            .iter()
            .map(|cell| {
                let style = describe(cell.fg, cell.bg, cell.modifier);
                if style.is_empty() {
                    return '.';
                }
                let place = legend.iter().position(|s| *s == style).unwrap_or_else(|| {
                    legend.push(style);
                    legend.len() - 1
                });
                char::from(b'a' + u8::try_from(place).unwrap())
            })
            .collect();
        writeln!(grid, "{}", letters.trim_end_matches('.')).unwrap();
    }
    out += "\n\nstyles\n";
    out += &grid;
    for (place, style) in legend.iter().enumerate() {
        writeln!(out, "{} = {style}", char::from(b'a' + u8::try_from(place).unwrap())).unwrap();
    }
    out
}

fn describe(fg: Color, bg: Color, modifier: Modifier) -> String {
    let mut words = Vec::new();
    if fg != Color::Reset {
        words.push(fg.to_string());
    }
    if bg != Color::Reset {
        words.push(format!("on {bg}"));
    }
    words.extend(modifier.iter_names().map(|(name, _)| name.to_lowercase()));
    words.join(" ")
}
