//! From exact time to whole minutes.
//!
//! Time is floored once, never rounded up and never per segment, so that 4:40 and 3:20 of one code are 8 minutes.
//! Printed minutes always add up: areas to their code, codes to the timed total. Imports nothing above `catalog`.

use std::cmp::Reverse;

use chrono::TimeDelta;

use super::{Minutes, sum};
use crate::catalog::{CptCode, MinuteRule};

/// Returns the whole minutes of each timed code, in the order given; no code comes twice.
///
/// `FloorPerCode` floors each code's time. `FloorTotal` floors the sum and gives the odd minutes to the largest
/// remainders of seconds; equal remainders go by code, so that the order of the work decides nothing.
pub(super) fn whole(times: &[(CptCode, TimeDelta)], rule: MinuteRule) -> Vec<(CptCode, Minutes)> {
    match rule {
        MinuteRule::FloorPerCode => times.iter().map(|(code, time)| (*code, floored(*time))).collect(),
        MinuteRule::FloorTotal => {
            let mut by_code = times.to_vec();
            by_code.sort_by_key(|(code, _)| *code);
            let ordered: Vec<TimeDelta> = by_code.iter().map(|(_, time)| *time).collect();
            let total = floored(ordered.iter().copied().fold(TimeDelta::zero(), plus));
            let minutes = apportion(total, &ordered);
            let shares: Vec<_> = by_code.iter().map(|(code, _)| *code).zip(minutes).collect();
            times.iter().filter_map(|(code, _)| shares.iter().find(|(named, _)| named == code)).copied().collect()
        }
    }
}

/// Apportions a total of whole minutes among exact times by largest remainder.
///
/// Each time gets its own whole minutes, and the odd minutes go one each to the largest remainders of seconds, equal
/// ones by position. The result adds up to `total` wherever `total` lies between the sum of the whole minutes and that
/// sum plus one minute for each time, as a floored sum always does.
pub fn apportion(total: Minutes, times: &[TimeDelta]) -> Vec<Minutes> {
    let floors: Vec<Minutes> = times.iter().copied().map(floored).collect();
    let odd = total.0.saturating_sub(sum(floors.iter().map(|minutes| minutes.0)));
    let mut ranked: Vec<(usize, TimeDelta)> = times.iter().copied().map(remainder).enumerate().collect();
    ranked.sort_by_key(|(_, seconds)| Reverse(*seconds));
    ranked.truncate(usize::try_from(odd).unwrap_or(usize::MAX));
    let one_more = |place: usize| u32::from(ranked.iter().any(|(gets, _)| *gets == place));
    floors.iter().enumerate().map(|(place, floor)| Minutes(floor.0.saturating_add(one_more(place)))).collect()
}

/// Returns the whole minutes of a time; none of a negative one.
pub fn floored(time: TimeDelta) -> Minutes {
    Minutes(u32::try_from(time.num_minutes().max(0)).unwrap_or(u32::MAX))
}

/// Returns what a time holds beyond its whole minutes.
pub(super) fn remainder(time: TimeDelta) -> TimeDelta {
    let time = time.max(TimeDelta::zero());
    time - TimeDelta::minutes(time.num_minutes())
}

/// Adds times; beyond the longest one it stays there instead of failing.
pub(super) fn plus(time: TimeDelta, more: TimeDelta) -> TimeDelta {
    time.checked_add(&more).unwrap_or(TimeDelta::MAX)
}
