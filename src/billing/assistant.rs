//! An assistant's share of a code: which of its units carry CQ or CO.
//!
//! The ten-per-cent test is made for each unit, not for the whole: 42 CFR 410.60(a)(4)(iii) and CMS's billing examples
//! for CQ and CO. A full quarter hour is the unit of whoever worked it; only the units that are left are shared.

use chrono::TimeDelta;

use super::count::Counted;
use super::minutes::{apportion, plus};
use super::reason::verb;
use super::rules::{MIDPOINT, QUARTER};
use super::{Day, Units};
use crate::catalog::{Kind, Modifier};
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

/// Returns how the units of a code divide between the therapist's and the assistant's; none where no assistant worked.
pub(super) fn split(line: &Counted, mark: Modifier, day: &Day) -> Option<Split> {
    let time = |assistant: bool| -> TimeDelta {
        let by = day.work.iter().filter(|work| work.code == line.code && work.role.assistant == assistant);
        by.map(|work| work.time).fold(TimeDelta::zero(), plus)
    };
    let (therapist, assistant) = (time(false), time(true));
    if assistant.is_zero() || line.units == Units(0) {
        return None;
    }
    let minutes = apportion(line.minutes, &[therapist, assistant]);
    let &[therapist, assistant] = minutes.as_slice() else { return None };
    Some(match line.kind {
        Some(Kind::Timed) => timed(line.units.0, therapist.0, assistant.0, mark),
        Some(Kind::Untimed | Kind::Unlisted) | None => whole(line.units, therapist.0, assistant.0, mark),
    })
}

/// Divides the units of a timed code.
///
/// Full quarter hours come first, the therapist's before the assistant's. Of two units left each gets one, for then both
/// worked nine minutes or more; of one left the therapist's eight minutes earn it alone, and below that it is the
/// assistant's where more than a tenth of it is.
fn timed(units: u32, therapist: u32, assistant: u32, mark: Modifier) -> Split {
    let plain = (therapist / QUARTER).min(units);
    let assisted = (assistant / QUARTER).min(units - plain);
    let (rest, helped) = (therapist % QUARTER, assistant % QUARTER);
    let quarters = |count: u32, whose: &str| {
        let (full, is) = (counted(count, "full quarter hour"), verb(count, "is", "are"));
        (count > 0).then(|| format!("{full} {is} the {whose}'s"))
    };
    let mut steps: Vec<String> =
        [quarters(plain, "therapist"), quarters(assisted, "assistant")].into_iter().flatten().collect();
    let (more_plain, more_assisted) = match units - plain - assisted {
        0 => (0, 0),
        1 if rest >= MIDPOINT => {
            steps.push(format!("the last unit is the therapist's, whose {rest} min left over reach {MIDPOINT}"));
            (1, 0)
        }
        1 => {
            let with = exceeds_a_tenth(helped, rest);
            let (is, more) = if with { ("is", "more") } else { ("is not", "not more") };
            let of = rest + helped;
            steps.push(format!(
                "the last unit {is} with {mark}: {helped} of {of} min left over are the assistant's, {more} than 10 %"
            ));
            (u32::from(!with), u32::from(with))
        }
        left => {
            steps.push(format!("of {left} units left one each, for {rest} and {helped} min left over"));
            (left - left / 2, left / 2)
        }
    };
    let total = therapist + assistant;
    let arithmetic = format!("{assistant} of {total} min by the assistant: {}", steps.join("; "));
    Split { plain: Units(plain + more_plain), assisted: Units(assisted + more_assisted), arithmetic }
}

/// Tests a code of one unit as a whole.
fn whole(units: Units, therapist: u32, assistant: u32, mark: Modifier) -> Split {
    let total = therapist + assistant;
    let with = exceeds_a_tenth(assistant, therapist) || total == 0;
    let more = if with { "more" } else { "not more" };
    let arithmetic = format!(
        "{assistant} of {total} min by the assistant, {more} than 10 %: {} {mark}",
        if with { "with" } else { "without" }
    );
    let (plain, assisted) = if with { (Units(0), units) } else { (units, Units(0)) };
    Split { plain, assisted, arithmetic }
}

/// Whether the assistant's minutes are more than a tenth of all.
fn exceeds_a_tenth(assistant: u32, therapist: u32) -> bool {
    assistant * 10 > assistant + therapist
}
