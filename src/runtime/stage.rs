//! The stage on which the program is shown: the terminal with its ears, what was drawn last, and who has it.

use std::panic::catch_unwind;
use std::sync::mpsc::{Receiver, RecvTimeoutError, Sender};
use std::time::Duration;

use signal_hook::consts::{SIGINT, SIGTSTP};
use signal_hook::low_level::emulate_default_handler;

use super::listen::Ears;
use super::terminal::{Arrival, Input};
use super::{Clock, Effects, Face, NoTerminal, Terminal, edited, editor};
use crate::app::{Action, Context, Msg, Pace, State};
use crate::session::Stamp;
use crate::ui::{self, Targets};

/// How long an editor may take to end when the program does.
const LENT: Duration = Duration::from_secs(2);

/// How long a closed window may take to say by a signal that it is.
const CLOSING: Duration = Duration::from_millis(200);

/// The stage.
pub(super) struct Stage<'a> {
    terminal: Terminal,
    ears: Ears,
    sender: Sender<Arrival>,
    inputs: Receiver<Arrival>,
    clock: &'a Clock,
    face: &'a Face,
    /// What a click on each place of the last frame asks for.
    targets: Targets,
    /// Whether the person's own editor has the terminal.
    away: bool,
}

/// What was heard.
pub(super) enum Heard {
    /// What it says, where it says anything, and when.
    Said(Stamp, Option<Msg>),
    /// That it is over.
    End(End),
}

/// Why it is over.
pub(super) enum End {
    /// The system asked for it.
    Signal(i32),
    /// Nothing can be heard any more.
    Gone,
    /// The terminal cannot be used any more.
    Broken(NoTerminal),
}

impl<'a> Stage<'a> {
    pub(super) fn open(mut terminal: Terminal, clock: &'a Clock, face: &'a Face) -> Result<Self, NoTerminal> {
        terminal.wish(face.wishes)?;
        let (ears, sender, inputs) = terminal.inputs(clock)?;
        Ok(Self { terminal, ears, sender, inputs, clock, face, targets: Targets::default(), away: false })
    }

    /// Where the outcome of slow work goes.
    pub(super) fn sender(&self) -> Sender<Arrival> {
        self.sender.clone()
    }

    pub(super) fn draw(&mut self, state: &State) -> Result<(), NoTerminal> {
        if self.away {
            return Ok(());
        }
        let (face, targets) = (self.face, &mut self.targets);
        self.terminal.draw(|frame| *targets = ui::draw(frame, state, &face.theme, &face.keymap))
    }

    /// Waits until something comes in, or something changes by itself.
    fn wait(&self, state: &State) -> Result<Arrival, RecvTimeoutError> {
        let pace = state.pace();
        match self.clock.to_next(pace) {
            // The computer may sleep meanwhile: the ears wake at the time all the same.
            Some(wait) if matches!(pace, Pace::At(_)) && self.ears.wake_in(wait) => {
                self.inputs.recv().map_err(RecvTimeoutError::from)
            }
            Some(wait) => self.inputs.recv_timeout(wait),
            None => self.inputs.recv().map_err(RecvTimeoutError::from),
        }
    }

    /// Waits, and returns what was heard.
    pub(super) fn hear(&mut self, state: &State, effects: &mut Effects) -> Heard {
        let tick = |at: Stamp| Heard::Said(self.clock.now().max(at), Some(Msg::Tick));
        let (at, input) = match self.wait(state) {
            Ok(arrival) => arrival,
            Err(RecvTimeoutError::Timeout) => return tick(self.clock.now()),
            Err(RecvTimeoutError::Disconnected) => return Heard::End(End::Gone),
        };
        let msg = match input {
            // While another program has the terminal, what still comes in was meant for it.
            Input::Key(_) | Input::Paste(_) | Input::Click(..) | Input::Scroll(_) | Input::Signal(SIGINT)
                if self.away =>
            {
                None
            }
            Input::Key(key) => Some(self.face.keymap.message(state.context(), key)),
            Input::Paste(text) => Some(Msg::Paste(text)),
            Input::Click(column, row) => self.targets.at(state, column, row),
            Input::Scroll(down) => scrolled(state.context(), down),
            Input::Rest(rest) => Some(Msg::Done(Box::new(rest(effects)))),
            Input::Resize => None,
            Input::Alarm => return tick(at),
            Input::Back(outcome) => {
                self.away = false;
                self.ears.make_deaf(false);
                if let Err(error) = self.terminal.take_back() {
                    // What was written is kept before it is over.
                    let _ = self.sender.send((at, Input::Back(outcome)));
                    self.away = true;
                    return Heard::End(End::Broken(error));
                }
                Some(edited(outcome))
            }
            // The editor is stopped with the program, and goes on with it.
            Input::Suspend if self.away => {
                let _ = emulate_default_handler(SIGTSTP);
                return tick(at);
            }
            // Before anything is shown again, it may be time to lock.
            Input::Suspend => match self.terminal.suspend() {
                Ok(()) => return tick(at),
                Err(error) => return Heard::End(End::Broken(error)),
            },
            Input::Signal(number) => return Heard::End(End::Signal(number)),
            Input::Gone => return Heard::End(End::Gone),
        };
        Heard::Said(at, msg)
    }

    /// Rings, and lends the terminal to the person's own editor, where that was asked for.
    pub(super) fn attend(&mut self, effects: &mut Effects) -> Result<(), NoTerminal> {
        if std::mem::take(&mut effects.rings) {
            self.terminal.ring()?;
        }
        if let Some(text) = effects.copies.take() {
            self.terminal.copy(&text)?;
        }
        if let Some(text) = effects.lends.take() {
            self.away = true;
            self.terminal.lend();
            self.ears.make_deaf(true);
            let (sender, clock) = (self.sender.clone(), self.clock.clone());
            let broken = || Err("The editor could not be waited for; nothing was changed.".to_owned());
            let edit = move || catch_unwind(|| editor::edit(&text)).unwrap_or_else(|_| broken());
            std::thread::spawn(move || sender.send((clock.now(), Input::Back(edit()))));
        }
        Ok(())
    }

    /// Returns the text that an editor leaves which is told to end as this program is.
    pub(super) fn last_text(&self) -> Option<(Stamp, Result<String, String>)> {
        if !self.away {
            return None;
        }
        let mut told = std::iter::from_fn(|| self.inputs.recv_timeout(LENT).ok());
        told.find_map(|(at, input)| match input {
            Input::Back(outcome) => Some((at, outcome)),
            _ => None,
        })
    }

    /// Returns the signal by which a closed window says that it is.
    pub(super) fn last_signal(&self) -> Option<i32> {
        let mut told = std::iter::from_fn(|| self.inputs.recv_timeout(CLOSING).ok());
        told.find_map(|(_, input)| match input {
            Input::Signal(number) => Some(number),
            _ => None,
        })
    }
}

/// What the wheel asks for, where it asks for anything.
fn scrolled(context: Context, down: bool) -> Option<Msg> {
    let ways = if down { [Action::Down, Action::PageDown] } else { [Action::Up, Action::PageUp] };
    ways.into_iter().find(|action| action.counts_in(context)).map(Msg::Do)
}
