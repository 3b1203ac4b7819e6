//! The signature under a note, while it is asked for.

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
