//! The signature under a note, while it is asked for, and what is to be added below it.

use super::Field;
use crate::secret::Secret;
use crate::session::{SessionId, Stamp};

/// The passphrase that signs a note, as it is typed.
#[derive(Debug, Clone)]
pub struct Sign {
    /// The session.
    pub id: SessionId,
    /// The digest of the note as it was when this was asked for: something else was not read by whoever signs.
    pub digest: String,
    /// What was typed.
    pub typed: Secret,
    /// What is wrong, when something is.
    pub fault: Option<String>,
    /// When the next passphrase is heard, after a wrong one.
    pub until: Option<Stamp>,
    /// Whether a passphrase is being checked.
    pub busy: bool,
}

impl Sign {
    /// Returns the question, with nothing typed.
    pub fn new(id: SessionId, digest: String) -> Self {
        Self { id, digest, typed: Secret::default(), fault: None, until: None, busy: false }
    }
}

/// What is to be added below a signed note, as it is typed.
#[derive(Debug, Clone)]
pub struct Addendum {
    /// The session.
    pub id: SessionId,
    /// Why.
    pub reason: Field,
    /// What.
    pub text: Field,
    /// Whether the text is typed, or the reason.
    pub in_text: bool,
    /// What is wrong, when something is.
    pub fault: Option<String>,
}

impl Addendum {
    /// Returns it, with a text that was written already, or nothing.
    pub fn new(id: SessionId, text: &str) -> Self {
        Self { id, reason: Field::line(""), text: Field::lines(text), in_text: false, fault: None }
    }

    /// Returns the field that is typed in.
    pub fn field(&mut self) -> &mut Field {
        if self.in_text { &mut self.text } else { &mut self.reason }
    }

    /// Whether nothing is written.
    pub fn is_empty(&self) -> bool {
        self.reason.text().trim().is_empty() && self.text.text().trim().is_empty()
    }
}
