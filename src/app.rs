//! What the program holds while it runs, and how each message changes it.
//!
//! [`update()`] is pure: no clock, no files, no terminal. Time comes with the message; whatever must be done outside
//! is returned as an [`Effect`] and its outcome comes back as a [`Done`].

mod action;
mod effect;
mod field;
mod key;
mod msg;
mod state;
mod update;

pub use action::Action;
pub use effect::{Done, Effect, Trouble};
pub use field::Field;
pub use key::{Key, KeyCode, NotAKey};
pub use msg::Msg;
pub use state::{
    Context, Day, Editor, Form, Gap, Item, Modal, NoteScreen, Notice, Offer, Pace, Picker, Picking, Question, Screen,
    SessionScreen, Settings, State, Visit,
};
pub use update::{start, update};
