//! The only clock of the program.

use std::time::Duration;

use chrono::{Local, SubsecRound, Timelike};

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

    /// Returns how long it is until the second changes.
    pub(super) fn to_next_second(&self) -> Duration {
        match self {
            Self::System => {
                let past = system().nanosecond() % 1_000_000_000;
                Duration::from_nanos(u64::from(1_000_000_000 - past))
            }
            Self::Fixed(_) => Duration::from_secs(1),
        }
    }
}

#[expect(clippy::disallowed_methods, reason = "this is the one place that asks the system for the time")]
fn system() -> Stamp {
    Local::now().fixed_offset()
}
