//! The only clock of the program.

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
}

impl Clock {
    /// Returns the time, in whole seconds, so that all times shown add up.
    pub fn now(&self) -> Stamp {
        match self {
            Self::System => system().trunc_subsecs(0),
            Self::Fixed(at) => *at,
        }
    }

    /// Returns how long it is until the second or the minute changes.
    pub(super) fn to_next(&self, pace: Pace) -> Duration {
        let (second, past) = match self {
            Self::System => (system().second(), system().nanosecond() % 1_000_000_000),
            Self::Fixed(_) => (0, 0),
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
