//! What a therapist is reminded of while the hands work.

use chrono::TimeDelta;

use crate::billing::Units;
use crate::session::{SegmentNo, Stamp};

/// Something to be reminded of.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Reminder {
    /// One more unit is reached.
    Unit,
    /// The step of the protocol has had its minutes.
    Target,
    /// A segment has run for long: is somebody still working?
    LongSegment,
}

impl Reminder {
    /// All of them.
    pub const ALL: [Self; 3] = [Self::Unit, Self::Target, Self::LongSegment];

    /// Returns its word, as the configuration writes it.
    pub fn word(self) -> &'static str {
        match self {
            Self::Unit => "unit",
            Self::Target => "target",
            Self::LongSegment => "long_segment",
        }
    }
}

/// What is reminded of, and how.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Remind {
    /// Of what.
    pub of: Vec<Reminder>,
    /// Whether the terminal's bell rings.
    pub bell: bool,
    /// Whether it is marked on the screen.
    pub mark: bool,
    /// After how long a segment is long.
    pub after: TimeDelta,
}

/// What was reached, on the screen for a while.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Mark {
    /// When.
    pub at: Stamp,
    /// What, in words.
    pub text: String,
    /// The segment that it asks about; it stays until a key answers.
    pub of: Option<SegmentNo>,
}

impl Mark {
    /// For how long it is shown.
    const SHOWN: TimeDelta = TimeDelta::seconds(20);

    /// Whether it is still shown.
    pub fn shows(&self, now: Stamp) -> bool {
        self.of.is_some() || self.at <= now && now - self.at < Self::SHOWN
    }
}

/// What was reminded of in a session already.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Reminded {
    /// How many timed units were reached.
    pub units: Units,
    /// The step whose target was reached last.
    pub step: Option<u32>,
    /// The segments that were called long, and how many times so long each had run.
    pub long: Vec<(SegmentNo, i64)>,
}
