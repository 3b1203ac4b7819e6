//! What the running code has to run for the next unit.
//!
//! Computed for each frame by the same allocation as the bill, so that the two cannot disagree; a few short
//! lists are all it allocates. Imports nothing above `catalog`.

use chrono::TimeDelta;

use super::minutes::{plus, remainder, whole};
use super::rules::{Allocation, allocate};
use super::{Minutes, Units, Work, lines, sum, timed};
use crate::catalog::{Catalog, CptCode, Kind, MinuteRule, Rule};

/// How many minutes are looked ahead; every rule gives a unit within two quarter hours.
const HORIZON: i64 = 31;

/// The next unit, if the running code keeps running.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Forecast {
    /// The exact further time of the running code until the total rises.
    pub wait: TimeDelta,
    /// The timed minutes then.
    pub timed: Minutes,
    /// The units of all codes then, untimed ones too.
    pub total: Units,
    /// The code that gets the unit: not always the running one.
    pub code: CptCode,
}

/// Returns the fewest further time of the running code that raises the total units.
///
/// `work` holds what is recorded so far, the running code's own time too. None where nothing can rise: a rule without
/// units, or a running code that is not timed.
pub fn forecast(
    work: &[Work],
    running: CptCode,
    rule: Rule,
    minutes: MinuteRule,
    catalog: &Catalog,
) -> Option<Forecast> {
    if rule == Rule::None || catalog.code(running)?.kind != Kind::Timed {
        return None;
    }
    let lines = lines(work, catalog);
    let daily = sum(lines.iter().map(|line| line.daily_units(rule).0));
    let mut times = timed(&lines);
    if !times.iter().any(|(code, _)| *code == running) {
        times.push((running, TimeDelta::zero()));
    }
    let now = allocate(rule, &whole(&times, minutes));
    let steps = steps(&times, running, minutes);
    let mut later = times.clone();
    (0..HORIZON).map(TimeDelta::minutes).flat_map(|ahead| steps.iter().map(move |step| ahead + *step)).find_map(
        |wait| {
            for ((code, then), (_, time)) in later.iter_mut().zip(&times) {
                *then = if *code == running { plus(*time, wait) } else { *time };
            }
            let then = allocate(rule, &whole(&later, minutes));
            (then.total() > now.total()).then(|| Forecast {
                wait,
                timed: then.timed,
                total: Units(then.total().0.saturating_add(daily)),
                code: risen(&now, &then, running),
            })
        },
    )
}

/// Returns the waits within the next minute after which any code's whole minutes can change, shortest first.
///
/// Where codes are floored by themselves that is the running code's next whole minute. Where the total is floored it is
/// also the total's, and the moment the running code's seconds meet or pass another code's.
fn steps(times: &[(CptCode, TimeDelta)], running: CptCode, minutes: MinuteRule) -> Vec<TimeDelta> {
    let minute = TimeDelta::minutes(1);
    let time = times.iter().find(|(code, _)| *code == running).map_or(TimeDelta::zero(), |(_, time)| *time);
    let seconds = remainder(time);
    let mut steps = vec![minute - seconds];
    match minutes {
        MinuteRule::FloorPerCode => {}
        MinuteRule::FloorTotal => {
            let total = times.iter().map(|(_, time)| *time).fold(TimeDelta::zero(), plus);
            steps.push(minute - remainder(total));
            for (_, other) in times.iter().filter(|(code, _)| *code != running) {
                let meets = remainder(minute + remainder(*other) - seconds);
                // Codes with the same seconds now meet again after a whole minute.
                let meets_again = if meets.is_zero() { minute } else { meets };
                steps.extend([meets_again, meets + TimeDelta::nanoseconds(1)]);
            }
            steps.sort_unstable();
            steps.dedup();
        }
    }
    steps
}

/// Returns the one code whose units rose, or the running code where several did.
fn risen(now: &Allocation, then: &Allocation, running: CptCode) -> CptCode {
    let mut rising = now.shares.iter().zip(&then.shares).filter(|(before, after)| after.units > before.units);
    match (rising.next(), rising.next()) {
        (Some((only, _)), None) => only.code,
        (_, _) => running,
    }
}
