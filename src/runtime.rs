//! The running program: the terminal, the loop, the only clock, and whoever does what `update` asked.
//!
//! Makes no decisions. A key becomes a message by the key map, a message becomes effects by `update`, effects are
//! carried out and their outcomes fed back before the next frame is drawn; so a frame never shows as saved what is
//! not on the disk. Only slow work, such as that of a passphrase, goes on in a thread and comes back as a message.

mod clipboard;
mod clock;
mod editor;
mod effects;
mod exporting;
mod files;
mod guard;
mod listen;
mod presence;
mod reading;
mod stage;
mod terminal;
mod unlocking;

use std::collections::VecDeque;
use std::path::PathBuf;

pub use clock::{Clock, NotAClock};
pub use effects::{Backups, Effects, Ids, KeepExports, Places, Store, random_id};
pub use files::{from_home, rotate};
pub use guard::guard;
pub use terminal::{NoTerminal, Terminal, Wishes};
pub use unlocking::calibrated;

use crate::app::{self, Action, Done, Effect, Msg, State};
use crate::keymap::Keymap;
use crate::session::Stamp;
use crate::theme::Theme;
use clock::Watch;
use stage::{End, Heard, Stage};

/// Takes a message and everything that follows from it, until nothing is left to do.
pub fn settle(state: &mut State, effects: &mut Effects, first: Msg, now: Stamp) {
    let todo = app::update(state, first, now);
    carry_out(state, effects, todo, now);
}

/// Carries out effects and everything that follows from their outcomes.
pub fn carry_out(state: &mut State, effects: &mut Effects, todo: Vec<Effect>, now: Stamp) {
    let mut todo = VecDeque::from(todo);
    while let Some(effect) = todo.pop_front() {
        if let Some(done) = effects.perform(effect) {
            todo.extend(app::update(state, Msg::Done(Box::new(done)), now));
        }
    }
}

/// How the terminal screen ended.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Ended {
    /// The signal that ended it, when one did.
    pub signal: Option<i32>,
    /// Why something that happened could not be written before the end, when it could not.
    pub lost: Option<String>,
    /// The file to which that was rescued, when it was.
    pub rescued: Option<PathBuf>,
    /// Whether something that was done with the record could not be written down.
    pub owed: bool,
    /// Why nothing came of an export that was being written, when nothing did.
    pub unexported: Option<String>,
}

/// What the terminal screen looks like, and what it listens to.
#[derive(Debug, Clone)]
pub struct Face {
    /// What each role looks like.
    pub theme: Theme,
    /// Which key asks for what.
    pub keymap: Keymap,
    /// What is asked of the terminal.
    pub wishes: Wishes,
}

/// Runs the terminal screen until the person leaves or the system ends the program.
///
/// What is being typed is saved in any case.
pub fn run(
    terminal: Terminal,
    mut state: State,
    mut effects: Effects,
    first: Vec<Effect>,
    clock: &Clock,
    face: &Face,
) -> Result<Ended, NoTerminal> {
    let mut shown = Stage::open(terminal, clock, face)?;
    effects.inputs = Some(shown.sender());
    let mut watch = Watch::new();
    carry_out(&mut state, &mut effects, first, clock.now());
    let mut end = None;
    while !state.leaving && end.is_none() {
        state.now = clock.now();
        let heard = shown.draw(&state).map(|()| shown.hear(&state, &mut effects));
        let (at, msg) = match heard {
            Ok(Heard::Said(at, msg)) => (at, msg),
            Ok(Heard::End(why)) => {
                end = Some(why);
                continue;
            }
            Err(error) => {
                end = Some(End::Broken(error));
                continue;
            }
        };
        if let Some(apart) = watch.look(clock) {
            settle(&mut state, &mut effects, apart, at);
        }
        if let Some(msg) = msg {
            settle(&mut state, &mut effects, msg, at);
        }
        if let Err(error) = shown.attend(&mut effects) {
            end = Some(End::Broken(error));
        }
    }
    if let Some((at, outcome)) = shown.last_text() {
        settle(&mut state, &mut effects, edited(outcome), at);
    }
    if !state.leaving {
        settle(&mut state, &mut effects, Msg::Do(Action::Quit), clock.now());
    }
    if state.on_clipboard.is_some() {
        // However it ends, nothing stays on the clipboard.
        effects.perform(Effect::Copy(None));
    }
    let _ = shown.attend(&mut effects);
    let unexported = effects.finish();
    let ended = Ended { unexported, ..keep(&mut state, &mut effects, clock) };
    // A window that was closed fails to be drawn to and cannot be heard, and says so by a signal too.
    match end {
        None => Ok(ended),
        Some(End::Signal(number)) => Ok(Ended { signal: Some(number), ..ended }),
        Some(End::Gone) => Ok(Ended { signal: shown.last_signal(), ..ended }),
        Some(End::Broken(error)) => match shown.last_signal() {
            None => Err(error),
            signal => Ok(Ended { signal, ..ended }),
        },
    }
}

fn edited(outcome: Result<String, String>) -> Msg {
    Msg::Done(Box::new(Done::Edited(outcome)))
}

/// Keeps what could not be written until the end, in another file, when nobody can be asked any more.
fn keep(state: &mut State, effects: &mut Effects, clock: &Clock) -> Ended {
    let unwritten = state.visits.values().find(|visit| !visit.unwritten.is_empty());
    let lost = unwritten.map(|visit| visit.trouble.clone().unwrap_or_else(|| "the record was not open".to_owned()));
    // A file that was made before everything was written after all says nothing new.
    let mut rescued = state.rescued.take().filter(|_| lost.is_some());
    let mut without = None;
    if lost.is_some() && rescued.is_none() && !state.forsaken {
        let name = format!("tableside-{}.db", clock.now().format("%Y%m%d-%H%M%S"));
        let copy = effects.rescue_somewhere(&name, &app::waiting(state));
        (rescued, without) = copy.map(|copy| (copy.file, copy.without.map(|error| error.to_string()))).unzip();
    }
    // What was done with the record and not written down is worth a sentence, and no copy.
    let owed = effects.owes();
    Ended { signal: None, lost: without.flatten().or(lost), rescued, owed, unexported: None }
}
