//! The running program: the terminal, the loop, the only clock, and whoever does what `update` asked.
//!
//! Makes no decisions. A key becomes a message by the key map, a message becomes effects by `update`, effects are
//! carried out and their outcomes fed back before the next frame is drawn; so a frame never shows as saved what is
//! not on the disk.

mod clock;
mod effects;
mod terminal;

use std::collections::VecDeque;
use std::sync::mpsc::RecvTimeoutError;

pub use clock::Clock;
pub use effects::{Effects, Ids, random_id};
pub use terminal::{NoTerminal, Terminal};

use crate::app::{self, Effect, Msg, State};
use crate::keymap::Keymap;
use crate::session::Stamp;
use crate::theme::Theme;
use crate::ui;
use terminal::Input;

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
            todo.extend(app::update(state, Msg::Done(done), now));
        }
    }
}

/// Runs the terminal screen until the person leaves or the system ends the program.
///
/// Returns the signal that ended it, when one did.
pub fn run(
    mut state: State,
    mut effects: Effects,
    first: Vec<Effect>,
    clock: &Clock,
    theme: &Theme,
    keymap: &Keymap,
) -> Result<Option<i32>, NoTerminal> {
    let mut terminal = Terminal::open()?;
    let inputs = terminal.inputs()?;
    carry_out(&mut state, &mut effects, first, clock.now());
    while !state.leaving {
        state.now = clock.now();
        terminal.draw(|frame| ui::draw(frame, &state, theme, keymap))?;
        let input = if state.wants_tick() {
            inputs.recv_timeout(clock.to_next_second())
        } else {
            inputs.recv().map_err(|_| RecvTimeoutError::Disconnected)
        };
        let msg = match input {
            Ok(Input::Key(key)) => keymap.message(state.context(), key),
            Ok(Input::Paste(text)) => Some(Msg::Paste(text)),
            Ok(Input::Resize) => None,
            Ok(Input::Signal(signal)) => {
                save_typing(&mut state, &mut effects, clock.now());
                return Ok(Some(signal));
            }
            Err(RecvTimeoutError::Timeout) => Some(Msg::Tick),
            Err(RecvTimeoutError::Disconnected) => {
                save_typing(&mut state, &mut effects, clock.now());
                return Ok(None);
            }
        };
        if let Some(msg) = msg {
            settle(&mut state, &mut effects, msg, clock.now());
        }
    }
    Ok(None)
}

/// What is being typed is put on the disk before the program is ended from outside.
fn save_typing(state: &mut State, effects: &mut Effects, now: Stamp) {
    settle(state, effects, Msg::Do(app::Action::Save), now);
}
