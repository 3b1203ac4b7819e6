//! What is to be added below a signed note, while it is written.

use super::Field;
use crate::session::SessionId;

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
