//! The parts of a note that are written: its sections, and when pain was asked.

use serde::{Deserialize, Serialize};

/// When a pain score was asked.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum PainTime {
    /// Before the treatment.
    Before,
    /// After it.
    After,
}

impl PainTime {
    /// Returns its word.
    pub fn word(self) -> &'static str {
        match self {
            Self::Before => "before",
            Self::After => "after",
        }
    }
}

/// A written part of the note.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Section {
    /// What the patient reports.
    Subjective,
    /// What the therapist finds.
    Objective,
    /// Why the treatment was needed.
    Justification,
    /// How the patient answered the treatment.
    Response,
    /// What comes next.
    Plan,
    /// What the patient does at home.
    HomeCare,
}

impl Section {
    /// All sections, in the order of the note.
    pub const ALL: [Self; 6] =
        [Self::Subjective, Self::Objective, Self::Justification, Self::Response, Self::Plan, Self::HomeCare];

    /// Returns the section's word, as files write it.
    pub fn word(self) -> &'static str {
        match self {
            Self::Subjective => "subjective",
            Self::Objective => "objective",
            Self::Justification => "justification",
            Self::Response => "response",
            Self::Plan => "plan",
            Self::HomeCare => "home_care",
        }
    }

    /// Returns the heading of the section in the note.
    pub fn title(self) -> &'static str {
        match self {
            Self::Subjective => "Subjective",
            Self::Objective => "Objective findings",
            Self::Justification => "Clinical justification",
            Self::Response => "Response to treatment",
            Self::Plan => "Plan",
            Self::HomeCare => "Home care",
        }
    }
}
