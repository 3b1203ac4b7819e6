//! What reaches [`super::update()`]: what a person asks for, and what only the program says.

use super::{Action, Done, Key};
use crate::session::Stamp;

/// A message.
#[derive(Debug, Clone, PartialEq)]
pub enum Msg {
    /// A person asked for something.
    Do(Action),
    /// A person typed into a text.
    Type(Key),
    /// A person pasted into a text.
    Paste(String),
    /// A person clicked a row of the list that is shown, counted from 0; the chosen one once more opens it.
    Row(usize),
    /// A person pressed a key that asks for nothing here.
    Unbound(Key),
    /// Time went by: a second while something on the screen depends on it, else up to a minute.
    Tick,
    /// The computer slept, or its clock was changed, since the last message.
    Apart {
        /// The time just before.
        before: Stamp,
        /// For how many seconds it slept.
        slept: i64,
        /// By how many seconds the clock was changed; negative where it was set back.
        changed: i64,
    },
    /// An effect has an outcome.
    Done(Box<Done>),
}
