//! The running program: the terminal, the loop, the only clock, and whoever does what `update` asked.
//!
//! Makes no decisions. A key becomes a message by the key map, a message becomes effects by `update`, effects are
//! carried out and their outcomes fed back before the next frame is drawn; so a frame never shows as saved what is
//! not on the disk. Only slow work, such as that of a passphrase, goes on in a thread and comes back as a message.

mod clock;
mod editor;
mod effects;
mod files;
mod guard;
mod listen;
mod reading;
mod terminal;
mod unlocking;

use std::collections::VecDeque;
use std::path::PathBuf;
use std::sync::mpsc::RecvTimeoutError;
use std::time::Duration;

use signal_hook::consts::{SIGINT, SIGTSTP};
use signal_hook::low_level::emulate_default_handler;

pub use clock::{Clock, NotAClock};
pub use effects::{Backups, Effects, Ids, KeepExports, Places, Store, random_id};
pub use files::{from_home, rotate};
pub use guard::guard;
pub use terminal::{NoTerminal, Terminal, Wishes};
pub use unlocking::calibrated;

use crate::app::{self, Action, Context, Done, Effect, Msg, Pace, State};
use crate::keymap::Keymap;
use crate::session::Stamp;
use crate::theme::Theme;
use crate::ui::{self, Targets};
use clock::Watch;
use terminal::Input;

/// How long an editor may take to end when the program does.
const LENT: Duration = Duration::from_secs(2);

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
    mut state: State,
    mut effects: Effects,
    first: Vec<Effect>,
    clock: &Clock,
    face: &Face,
) -> Result<Ended, NoTerminal> {
    let (mut signal, mut broken, mut gone) = (None, None, false);
    let mut terminal = Terminal::open(face.wishes)?;
    let (ears, sender, inputs) = terminal.inputs(clock)?;
    effects.inputs = Some(sender.clone());
    let mut watch = Watch::new();
    let mut targets = Targets::default();
    // Whether the person's own editor has the terminal.
    let mut away = false;
    carry_out(&mut state, &mut effects, first, clock.now());
    while !state.leaving {
        state.now = clock.now();
        let drawn = if away {
            Ok(())
        } else {
            terminal.draw(|frame| targets = ui::draw(frame, &state, &face.theme, &face.keymap))
        };
        if let Err(error) = drawn {
            broken = Some(error);
            break;
        }
        let input = match (clock.to_next(state.pace()), state.pace()) {
            // The computer may sleep meanwhile: the ears wake at the time all the same.
            (Some(wait), Pace::At(_)) if ears.wake_in(wait) => inputs.recv().map_err(RecvTimeoutError::from),
            (Some(wait), _) => inputs.recv_timeout(wait),
            (None, _) => inputs.recv().map_err(RecvTimeoutError::from),
        };
        let (at, msg) = match input {
            // While another program has the terminal, what still comes in was meant for it.
            Ok((at, Input::Key(_) | Input::Paste(_) | Input::Click(..) | Input::Scroll(_))) if away => (at, None),
            Ok((at, Input::Key(key))) => (at, Some(face.keymap.message(state.context(), key))),
            Ok((at, Input::Paste(text))) => (at, Some(Msg::Paste(text))),
            Ok((at, Input::Click(column, row))) => (at, targets.at(&state, column, row)),
            Ok((at, Input::Scroll(down))) => (at, scrolled(state.context(), down)),
            Ok((at, Input::Rest(rest))) => (at, Some(Msg::Done(Box::new(rest(&mut effects))))),
            Ok((at, Input::Back(outcome))) => {
                away = false;
                settle(&mut state, &mut effects, edited(outcome), at);
                ears.make_deaf(false);
                broken = terminal.take_back().err();
                (at, None)
            }
            Ok((at, Input::Alarm)) => (clock.now().max(at), Some(Msg::Tick)),
            Ok((at, Input::Resize)) => (at, None),
            // The editor is stopped with the program, and goes on with it.
            Ok((at, Input::Suspend)) if away => {
                let _ = emulate_default_handler(SIGTSTP);
                (clock.now().max(at), Some(Msg::Tick))
            }
            Ok((at, Input::Suspend)) => {
                broken = terminal.suspend().err();
                // Before anything is shown again, it may be time to lock.
                (clock.now().max(at), Some(Msg::Tick))
            }
            // Meant for the editor.
            Ok((at, Input::Signal(SIGINT))) if away => (at, None),
            Ok((_, Input::Signal(number))) => {
                signal = Some(number);
                break;
            }
            Err(RecvTimeoutError::Timeout) => (clock.now(), Some(Msg::Tick)),
            Ok((_, Input::Gone)) | Err(RecvTimeoutError::Disconnected) => {
                gone = true;
                break;
            }
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
        if std::mem::take(&mut effects.rings) {
            broken = terminal.ring().err();
        }
        if let Some(text) = effects.lends.take() {
            away = true;
            terminal.lend();
            ears.make_deaf(true);
            let (sender, clock) = (sender.clone(), clock.clone());
            std::thread::spawn(move || sender.send((clock.now(), Input::Back(editor::edit(&text)))));
        }
    }
    if away {
        // An editor that is told to end, as this program is, leaves what was saved in it.
        let told = std::iter::from_fn(|| inputs.recv_timeout(LENT).ok());
        if let Some((at, Input::Back(outcome))) = told.into_iter().find(|(_, input)| matches!(input, Input::Back(_))) {
            settle(&mut state, &mut effects, edited(outcome), at);
        }
    }
    if !state.leaving {
        settle(&mut state, &mut effects, Msg::Do(Action::Quit), clock.now());
    }
    let ended = Ended { signal: None, ..keep(&mut state, &mut effects, clock) };
    // A window that was closed fails to be drawn to and cannot be heard, and says so by a signal too.
    if broken.is_some() || gone {
        let told = std::iter::from_fn(|| inputs.recv_timeout(CLOSING).ok());
        signal = told.map(|(_, input)| input).find_map(|input| match input {
            Input::Signal(number) => Some(number),
            _ => None,
        });
    }
    match broken {
        Some(error) if signal.is_none() => Err(error),
        _ => Ok(Ended { signal, ..ended }),
    }
}

fn edited(outcome: Result<String, String>) -> Msg {
    Msg::Done(Box::new(Done::Edited(outcome)))
}

/// What the wheel asks for, where it asks for anything.
fn scrolled(context: Context, down: bool) -> Option<Msg> {
    let ways = if down { [Action::Down, Action::PageDown] } else { [Action::Up, Action::PageUp] };
    ways.into_iter().find(|action| action.counts_in(context)).map(Msg::Do)
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
