//! The only clock of the program.

use std::path::PathBuf;
use std::time::Duration;

use chrono::{Local, SubsecRound, TimeDelta, Timelike};
use rustix::time::{ClockId, Timespec, clock_gettime};

use crate::app::{Msg, Pace};
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

    /// Returns how long it is until something changes by itself; none where nothing does.
    pub(super) fn to_next(&self, pace: Pace) -> Option<Duration> {
        let past = match self {
            Self::System => system().nanosecond() % 1_000_000_000,
            Self::Fixed(_) | Self::Stepped { .. } => 0,
        };
        let seconds = match pace {
            Pace::Second => 1,
            // A clock that is stepped says nothing when it is.
            Pace::At(_) if *self != Self::System => 1,
            Pace::At(at) => u64::try_from((at - self.now()).num_seconds()).unwrap_or(0).max(1),
            Pace::Never => return None,
        };
        Some(Duration::from_secs(seconds).saturating_sub(Duration::from_nanos(u64::from(past))))
    }
}

/// By how much two clocks may part before the screen asks what the time between was.
const TOLERANCE: TimeDelta = TimeDelta::seconds(2);

/// Notices when the wall clock does not go on with time: the computer slept, or its clock was changed.
pub(super) struct Watch(Reading);

/// Three clocks, read at one moment.
#[derive(Debug, Clone, Copy)]
struct Reading {
    wall: Stamp,
    /// Time that went by, sleep included.
    elapsed: TimeDelta,
    /// Time that went by awake.
    awake: TimeDelta,
}

impl Reading {
    fn now() -> Self {
        Self { wall: system(), elapsed: ticks(ELAPSED), awake: ticks(ClockId::Monotonic) }
    }

    /// Returns what happened to the time from one reading to the next.
    fn apart(self, next: Self) -> Option<Msg> {
        let whole = |time: TimeDelta| if time.abs() > TOLERANCE { time.num_seconds() } else { 0 };
        let elapsed = next.elapsed - self.elapsed;
        let (slept, changed) = (whole(elapsed - (next.awake - self.awake)), whole(next.wall - self.wall - elapsed));
        let before = self.wall.trunc_subsecs(0);
        ((slept, changed) != (0, 0)).then_some(Msg::Apart { before, slept, changed })
    }
}

impl Watch {
    pub(super) fn new() -> Self {
        Self(Reading::now())
    }

    /// Returns what happened to the time since the last look; only the system's clock is watched.
    pub(super) fn look(&mut self, clock: &Clock) -> Option<Msg> {
        let before = std::mem::replace(&mut self.0, Reading::now());
        before.apart(self.0).filter(|_| *clock == Clock::System)
    }
}

#[cfg(any(target_os = "linux", target_os = "android"))]
const ELAPSED: ClockId = ClockId::Boottime;
/// Elsewhere this clock stands still in sleep, or none that goes on is offered: sleep shows as a changed clock.
#[cfg(not(any(target_os = "linux", target_os = "android")))]
const ELAPSED: ClockId = ClockId::Monotonic;

fn ticks(clock: ClockId) -> TimeDelta {
    let Timespec { tv_sec, tv_nsec } = clock_gettime(clock);
    TimeDelta::seconds(tv_sec) + TimeDelta::nanoseconds(tv_nsec)
}

/// Returns how long something takes.
#[expect(clippy::disallowed_methods, reason = "a key derivation is measured once, when it is set up")]
pub(super) fn took(work: impl FnOnce()) -> Duration {
    let start = std::time::Instant::now();
    work();
    start.elapsed()
}

#[expect(clippy::disallowed_methods, reason = "this is the one place that asks the system for the time")]
fn system() -> Stamp {
    Local::now().fixed_offset()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn sleep_and_a_changed_clock_are_told_apart_and_a_slow_one_is_let_be() {
        let start = Reading {
            wall: Stamp::parse_from_rfc3339("2026-11-01T01:30:00-04:00").unwrap(),
            elapsed: TimeDelta::seconds(1000),
            awake: TimeDelta::seconds(900),
        };
        let after = |wall: i64, elapsed: i64, awake: i64| {
            let next = Reading {
                wall: start.wall + TimeDelta::milliseconds(wall),
                elapsed: start.elapsed + TimeDelta::milliseconds(elapsed),
                awake: start.awake + TimeDelta::milliseconds(awake),
            };
            match start.apart(next) {
                Some(Msg::Apart { before, slept, changed }) => {
                    assert_eq!(before, start.wall);
                    Some((slept, changed))
                }
                _ => None,
            }
        };
        assert_eq!(after(60_000, 60_000, 60_000), None, "a minute is a minute");
        assert_eq!(after(61_900, 60_000, 60_000), None, "clocks are corrected by a little all the time");
        assert_eq!(after(2_460_000, 2_460_000, 60_000), Some((2400, 0)), "forty minutes of sleep");
        assert_eq!(after(3_660_000, 60_000, 60_000), Some((0, 3600)), "set forward by an hour");
        assert_eq!(after(-3_540_000, 60_000, 60_000), Some((0, -3600)), "set back by an hour");
        assert_eq!(after(6_060_000, 2_460_000, 60_000), Some((2400, 3600)), "both");
    }

    #[test]
    fn another_offset_is_no_other_time() {
        let at = |text: &str| Stamp::parse_from_rfc3339(text).unwrap();
        let reading = |wall, seconds| {
            let time = TimeDelta::seconds(seconds);
            Reading { wall, elapsed: time, awake: time }
        };
        let before = reading(at("2026-11-01T01:59:59-04:00"), 0);
        assert!(before.apart(reading(at("2026-11-01T01:00:01-05:00"), 2)).is_none());
    }

    #[test]
    fn the_system_s_clocks_go_on_together() {
        let mut watch = Watch::new();
        std::thread::sleep(Duration::from_millis(20));
        assert!(watch.look(&Clock::System).is_none());
    }
}
