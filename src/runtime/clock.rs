//! The only clock of the program.

use std::path::PathBuf;
use std::time::Duration;

use chrono::{Local, SubsecRound, Timelike};

use crate::app::Pace;
use crate::session::Stamp;

/// Where the time comes from.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Clock {
    /// The system's clock, in the local time zone.
    System,
    /// Always the same time: for tests and pictures.
    Fixed(Stamp),
    /// The time that stands in a file, read anew each time: for tests and demonstrations that step it.
    Stepped {
        /// The file.
        file: PathBuf,
        /// What it said at first, for the case that it is taken away.
        first: Stamp,
    },
}

/// The text is neither a time nor a file that holds one.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("\"{0}\" is neither a time such as 2026-11-23T10:20:00-05:00 nor a file that holds one")]
pub struct NotAClock(String);

impl std::str::FromStr for Clock {
    type Err = NotAClock;

    fn from_str(text: &str) -> Result<Self, NotAClock> {
        if let Ok(at) = Stamp::parse_from_rfc3339(text) {
            return Ok(Self::Fixed(at));
        }
        let file = PathBuf::from(text);
        let first = told(&file).ok_or_else(|| NotAClock(text.to_owned()))?;
        Ok(Self::Stepped { file, first })
    }
}

fn told(file: &std::path::Path) -> Option<Stamp> {
    Stamp::parse_from_rfc3339(std::fs::read_to_string(file).ok()?.trim()).ok()
}

impl Clock {
    /// Returns the time, in whole seconds, so that all times shown add up.
    pub fn now(&self) -> Stamp {
        match self {
            Self::System => system().trunc_subsecs(0),
            Self::Fixed(at) => *at,
            Self::Stepped { file, first } => told(file).unwrap_or(*first),
        }
    }

    /// Returns how long it is until the second or the minute changes.
    pub(super) fn to_next(&self, pace: Pace) -> Duration {
        let (second, past) = match self {
            Self::System => (system().second(), system().nanosecond() % 1_000_000_000),
            Self::Fixed(_) | Self::Stepped { .. } => (0, 0),
        };
        let seconds = match pace {
            Pace::Second => 1,
            Pace::Minute => 60 - second.min(59),
        };
        Duration::from_secs(u64::from(seconds)).saturating_sub(Duration::from_nanos(u64::from(past)))
    }
}

#[expect(clippy::disallowed_methods, reason = "this is the one place that asks the system for the time")]
fn system() -> Stamp {
    Local::now().fixed_offset()
}
