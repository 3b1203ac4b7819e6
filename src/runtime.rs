//! The running program: the terminal, the loop, the only clock, and whoever does what `update` asked.
//!
//! Makes no decisions. A key becomes a message by the key map, a message becomes effects by `update`, effects are
//! carried out and their outcomes fed back before the next frame is drawn; so a frame never shows as saved what is
//! not on the disk. Only slow work, such as that of a passphrase, goes on in a thread and comes back as a message.

mod clock;
mod effects;
mod files;
mod guard;
mod reading;
mod terminal;
mod unlocking;

use std::collections::VecDeque;
use std::path::PathBuf;
use std::sync::mpsc::RecvTimeoutError;
use std::time::Duration;

pub use clock::{Clock, NotAClock};
pub use effects::{Backups, Effects, Ids, KeepExports, Places, Store, random_id};
pub use files::{from_home, rotate};
pub use guard::guard;
pub use terminal::{NoTerminal, Terminal};
pub use unlocking::calibrated;

use crate::app::{self, Action, Effect, Msg, State};
use crate::keymap::Keymap;
use crate::session::Stamp;
use crate::theme::Theme;
use crate::ui;
use clock::Watch;
use terminal::Input;

/// How long a closed window may take to say by a signal that it is.
const CLOSING: Duration = Duration::from_millis(200);

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
}

/// Runs the terminal screen until the person leaves or the system ends the program.
///
/// What is being typed is saved in any case.
pub fn run(
    mut state: State,
    mut effects: Effects,
    first: Vec<Effect>,
    clock: &Clock,
    theme: &Theme,
    keymap: &Keymap,
) -> Result<Ended, NoTerminal> {
    let (mut signal, mut broken) = (None, None);
    let mut terminal = Terminal::open()?;
    let (sender, inputs) = terminal.inputs(clock)?;
    effects.inputs = Some(sender);
    let mut watch = Watch::new();
    carry_out(&mut state, &mut effects, first, clock.now());
    while !state.leaving {
        state.now = clock.now();
        if let Err(error) = terminal.draw(|frame| ui::draw(frame, &state, theme, keymap)) {
            broken = Some(error);
            break;
        }
        let (at, msg) = match inputs.recv_timeout(clock.to_next(state.pace())) {
            Ok((at, Input::Key(key))) => (at, Some(keymap.message(state.context(), key))),
            Ok((at, Input::Paste(text))) => (at, Some(Msg::Paste(text))),
            Ok((at, Input::Rest(rest))) => (at, Some(Msg::Done(Box::new(rest(&mut effects))))),
            Ok((at, Input::Resize)) => (at, None),
            Ok((at, Input::Suspend)) => {
                broken = terminal.suspend().err();
                // Before anything is shown again, it may be time to lock.
                (clock.now().max(at), Some(Msg::Tick))
            }
            Ok((_, Input::Signal(number))) => {
                signal = Some(number);
                break;
            }
            Err(RecvTimeoutError::Timeout) => (clock.now(), Some(Msg::Tick)),
            Ok((_, Input::Gone)) | Err(RecvTimeoutError::Disconnected) => break,
        };
        if broken.is_some() {
            break;
        }
        if let Some(apart) = watch.look(clock) {
            settle(&mut state, &mut effects, apart, at);
        }
        if let Some(msg) = msg {
            settle(&mut state, &mut effects, msg, at);
        }
    }
    if !state.leaving {
        settle(&mut state, &mut effects, Msg::Do(Action::Quit), clock.now());
    }
    let ended = Ended { signal: None, ..keep(&mut state, &mut effects, clock) };
    // A window that was closed fails to be drawn to, and says so by a signal too.
    if let Some(error) = broken {
        let told = std::iter::from_fn(|| inputs.recv_timeout(CLOSING).ok());
        signal = told.map(|(_, input)| input).find_map(|input| match input {
            Input::Signal(number) => Some(number),
            Input::Key(_) | Input::Paste(_) | Input::Resize | Input::Rest(_) | Input::Suspend | Input::Gone => None,
        });
        if signal.is_none() {
            return Err(error);
        }
    }
    Ok(Ended { signal, ..ended })
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
    Ended { signal: None, lost: without.flatten().or(lost), rescued, owed }
}
