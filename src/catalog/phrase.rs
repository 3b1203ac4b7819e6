//! Quick phrases: sentences that a note often needs.

/// A sentence for a section of the note.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Phrase {
    /// The word of the section: `subjective`, `objective`, `justification`, `response` or `plan`.
    pub section: String,
    /// The sentence.
    pub text: String,
}
