//! The signature under a note, while it is asked for.

use crate::secret::Secret;
use crate::session::{SessionId, Stamp};

/// The passphrase that signs a note, as it is typed.
#[derive(Debug, Clone)]
pub struct Sign {
    /// The session.
    pub id: SessionId,
    /// How many events it had when this was asked for: what comes after was not read by whoever signs.
    pub events: u64,
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
    pub fn new(id: SessionId, events: u64) -> Self {
        Self { id, events, typed: Secret::default(), fault: None, until: None, busy: false }
    }
}
