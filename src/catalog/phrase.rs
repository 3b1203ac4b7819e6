//! Quick phrases: sentences that a note often needs.

/// The words of the sections. The session, which is above, knows their titles.
pub const SECTIONS: [&str; 6] = ["subjective", "objective", "justification", "response", "plan", "home_care"];

/// What a phrase can leave open, written in braces: `{area}`.
pub const BLANKS: [&str; 6] = ["area", "technique", "time", "pain_before", "pain_after", "patient"];

/// A sentence for a section of the note.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Phrase {
    /// The word of the section: `subjective`, `objective`, `justification`, `response`, `plan` or `home_care`.
    pub section: String,
    /// The sentence, with its blanks.
    pub text: String,
}
