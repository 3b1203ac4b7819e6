//! What the program holds while it runs, and how each message changes it.
//!
//! [`update()`] is pure: no clock, no files, no terminal. Time comes with the message; whatever must be done outside
//! is returned as an [`Effect`] and its outcome comes back as a [`Done`].

mod action;
mod addendum;
mod changes;
mod charges;
mod context;
mod effect;
mod field;
mod gate;
mod key;
mod modal;
mod msg;
mod offer;
mod remind;
mod screen;
mod sign;
mod state;
mod update;

pub use action::Action;
pub use addendum::Addendum;
pub use charges::{About, ChargesScreen, Decision};
pub use context::{Context, Pace};
pub use effect::{Done, Effect, Export, Exported, Exporting, How, SetUp, Then, Trouble, Waiting};
pub use field::Field;
pub use gate::{Asked, Found, Gate, SetUpForm, Unlock};
pub use key::{Key, KeyCode, NotAKey};
pub use modal::{Asking, BodyView, Correct, Form, Gap, Modal, Picker, Picking, Prompt, Question, Stretch, Tour};
pub use msg::Msg;
pub use offer::{Offer, Phrased};
pub use remind::{Mark, Remind, Reminded, Reminder};
pub use screen::{Day, Editor, Item, NoteScreen, PatientScreen, Screen, SessionScreen, Unsaved};
pub use sign::Sign;
pub use state::{Doubted, History, Known, Notice, Place, Settings, State, Visit, Windows};
pub use update::{complain, start, update, waiting, welcome};
