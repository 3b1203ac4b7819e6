//! An assistant's share of a code: which of its units carry CQ or CO.
//!
//! The ten-per-cent test is made for each unit, not for the whole: 42 CFR 410.60(a)(4)(iii) and CMS's billing examples
//! for CQ and CO. A full quarter hour is the unit of whoever worked it; only the units that are left are shared. Exact
//! times decide: rounding to minutes could make eight of the therapist's seven and a half.

use chrono::TimeDelta;

use super::count::Counted;
use super::minutes::plus;
use super::reason::verb;
use super::rules::{MIDPOINT, QUARTER};
use super::{Day, Units};
use crate::catalog::{Discipline, Kind, Modifier};
use crate::session::clock_text;
use crate::words::counted;

/// Where the test stands.
pub(super) const SOURCE: &str = "42 CFR 410.60(a)(4)(iii); CMS Pub 100-04 ch. 5 §20.1";

/// How a code's units divide, and the arithmetic in one sentence.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Split {
    /// The units without the modifier.
    pub(super) plain: Units,
    /// The units with it.
    pub(super) assisted: Units,
    /// The arithmetic.
    pub(super) arithmetic: String,
}

/// Returns how the units of a code divide between the therapist's and those of the discipline's assistant; none where no
/// assistant worked.
pub(super) fn split(line: &Counted, (discipline, mark): (Discipline, Modifier), day: &Day) -> Option<Split> {
    let (mut therapist, mut assistant) = (TimeDelta::zero(), TimeDelta::zero());
    for work in day.work_of(line.code) {
        let helps = work.role.assistant && work.role.discipline == Some(discipline);
        let time = if helps { &mut assistant } else { &mut therapist };
        *time = plus(*time, work.time);
    }
    if assistant.is_zero() || line.units == Units(0) {
        return None;
    }
    Some(match line.kind {
        Some(Kind::Timed) => timed(line.units.0, therapist, assistant, mark),
        Some(Kind::Untimed | Kind::Unlisted) | None => whole(line.units, therapist, assistant, mark),
    })
}

/// Divides the units of a timed code.
///
/// Full quarter hours come first, the therapist's before the assistant's. Of two units left each gets one; of one left
/// the therapist's eight minutes earn it alone, and below that it is the assistant's where more than a tenth of it is.
fn timed(units: u32, therapist: TimeDelta, assistant: TimeDelta, mark: Modifier) -> Split {
    let quarters = |time: TimeDelta| u32::try_from(time.num_minutes() / i64::from(QUARTER)).unwrap_or(u32::MAX);
    let plain = quarters(therapist).min(units);
    let assisted = quarters(assistant).min(units - plain);
    let rest = therapist - TimeDelta::minutes(i64::from(QUARTER) * i64::from(quarters(therapist)));
    let helped = assistant - TimeDelta::minutes(i64::from(QUARTER) * i64::from(quarters(assistant)));
    let mut steps: Vec<String> = Vec::new();
    for (count, whose) in [(plain, "therapist"), (assisted, "assistant")].into_iter().filter(|(count, _)| *count > 0) {
        let (full, are) = (counted(count, "full quarter hour"), verb(count, "is", "are"));
        steps.push(format!("{full} {are} the {whose}'s"));
    }
    let (more_plain, more_assisted) = match units - plain - assisted {
        0 => (0, 0),
        1 if rest >= TimeDelta::minutes(i64::from(MIDPOINT)) => {
            steps.push(format!("the last unit is the therapist's, whose {} left over reach {MIDPOINT}", told(rest)));
            (1, 0)
        }
        1 => {
            let with = exceeds_a_tenth(helped, rest);
            let (is, more) = if with { ("is", "more") } else { ("is not", "not more") };
            steps.push(format!(
                "the last unit {is} with {mark}: {} left over are the assistant's, {more} than 10 %",
                part_of(helped, plus(rest, helped))
            ));
            (u32::from(!with), u32::from(with))
        }
        left => {
            steps.push(format!("of {left} units left one each, for {} and {} left over", told(rest), told(helped)));
            (left - 1, 1)
        }
    };
    let share = part_of(assistant, plus(therapist, assistant));
    let arithmetic = format!("{share} by the assistant: {}", steps.join("; "));
    Split { plain: Units(plain + more_plain), assisted: Units(assisted + more_assisted), arithmetic }
}

/// Tests a code of one unit as a whole.
fn whole(units: Units, therapist: TimeDelta, assistant: TimeDelta, mark: Modifier) -> Split {
    let with = exceeds_a_tenth(assistant, therapist);
    let (more, marked) = if with { ("more", "with") } else { ("not more", "without") };
    let share = part_of(assistant, plus(therapist, assistant));
    let arithmetic = format!("{share} by the assistant, {more} than 10 %: {marked} {mark}");
    let (plain, assisted) = if with { (Units(0), units) } else { (units, Units(0)) };
    Split { plain, assisted, arithmetic }
}

/// Whether the assistant's time is more than a tenth of all.
fn exceeds_a_tenth(assistant: TimeDelta, therapist: TimeDelta) -> bool {
    assistant > plus(assistant, therapist) / 10
}

/// Returns a part of a time: "23 of 36 min", or "7:55 of 8:49" where seconds count.
fn part_of(part: TimeDelta, all: TimeDelta) -> String {
    if is_whole(part) && is_whole(all) {
        format!("{} of {}", part.num_minutes(), told(all))
    } else {
        format!("{} of {}", clock_text(part), clock_text(all))
    }
}

/// Returns a time: whole minutes, or minutes and seconds.
fn told(time: TimeDelta) -> String {
    if is_whole(time) { format!("{} min", time.num_minutes()) } else { clock_text(time) }
}

fn is_whole(time: TimeDelta) -> bool {
    time == TimeDelta::minutes(time.num_minutes())
}
