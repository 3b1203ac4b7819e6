//! From recorded time to billed units, each unit with its reason.
//!
//! The clock measures exact time and knows nothing of codes; this module sums that time per code over all areas,
//! makes whole minutes of it, and units of the minutes by the payer's rule. Time is floored once and never rounded
//! up; no line is ever cut in silence: what will not be paid is a warning, an open tie is a [`Choice`]. The sources
//! of the rules stand at the functions that apply them. Pure: no clock, no files. Imports only `catalog` and
//! `session`.

mod forecast;
mod minutes;
mod reason;
mod rules;
mod warning;

use std::fmt;

use chrono::TimeDelta;
use serde::Serialize;

pub use forecast::{Forecast, forecast};
pub use minutes::{apportion, floored};

use crate::catalog::{Catalog, CptCode, Kind, MinuteRule, Rule};
use crate::session::Segment;
use rules::Allocation;

/// Whole minutes, floored from exact time.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Default, Serialize)]
#[serde(transparent)]
pub struct Minutes(pub u32);

impl fmt::Display for Minutes {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(&self.0, f)
    }
}

/// Billing units: quarter hours of a timed code, days of any other.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Default, Serialize)]
#[serde(transparent)]
pub struct Units(pub u32);

impl fmt::Display for Units {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(&self.0, f)
    }
}

/// The exact time recorded under a code on one day.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Work {
    /// The code.
    pub code: CptCode,
    /// Its time, over all areas.
    pub time: TimeDelta,
}

/// A tie at the last units: each of these codes has the same minutes left over, and the therapist chooses.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Choice {
    /// The tied codes, in the order of the work.
    pub codes: Vec<CptCode>,
    /// How many of them get one unit each.
    pub units: Units,
}

/// One line of a bill: a code with its minutes, its units, and why.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Charge {
    /// The code.
    pub code: CptCode,
    /// How the code is counted; a code that the catalogue does not have counts as unlisted.
    pub kind: Kind,
    /// The exact time recorded.
    pub time: TimeDelta,
    /// The whole minutes of it.
    pub minutes: Minutes,
    /// The units billed.
    pub units: Units,
    /// The modifiers appended to the code.
    pub modifiers: Vec<String>,
    /// Why there are so many units, in one sentence.
    pub reason: String,
}

/// What one day's work comes to under a payer's rule.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Bill {
    /// The rule that made units of the minutes.
    pub rule: Rule,
    /// The minutes of all timed codes, billed or not.
    pub timed: Minutes,
    /// The minutes of all codes.
    pub treatment: Minutes,
    /// The lines, in the order of the work.
    pub charges: Vec<Charge>,
    /// The ties still open; the charges hold a stable default until they are chosen.
    pub choices: Vec<Choice>,
    /// What will not be paid, or not as it stands, in sentences.
    pub warnings: Vec<String>,
}

impl Bill {
    /// Returns the units of all charges, untimed ones too.
    pub fn total_units(&self) -> Units {
        Units(sum(self.charges.iter().map(|charge| charge.units.0)))
    }
}

/// Returns the segments' time per code, over all areas, in the order of first appearance.
///
/// Segments without a code are left out. The sum is exact: areas never multiply units (Pub 100-04 ch.5 §20.2, "one
/// or more areas"), and a stretch cut in two bills like the whole.
pub fn work(segments: &[Segment]) -> Vec<Work> {
    let coded = segments.iter().filter_map(|segment| Some(Work { code: segment.code?, time: segment.time() }));
    merged(coded)
}

/// Returns the bill for one day's work under a payer's rule.
///
/// Charges keep the order of `work`; a code that comes twice is summed at its first place.
pub fn bill(work: &[Work], rule: Rule, minutes: MinuteRule, catalog: &Catalog) -> Bill {
    let lines = lines(work, catalog);
    let allocation = rules::allocate(rule, &minutes::whole(&timed(&lines), minutes));
    let charges: Vec<Charge> = lines.iter().map(|line| line.charge(&allocation)).collect();
    let warnings = match rule {
        Rule::None => Vec::new(),
        Rule::Cms | Rule::Midpoint | Rule::Full => warning::of(&charges, catalog),
    };
    Bill {
        rule,
        timed: allocation.timed,
        treatment: Minutes(sum(charges.iter().map(|charge| charge.minutes.0))),
        charges,
        choices: allocation.choice.into_iter().collect(),
        warnings,
    }
}

/// One code's time, and what the catalogue says of the code.
#[derive(Debug, Clone, Copy)]
struct Line {
    code: CptCode,
    /// Absent where the catalogue does not have the code.
    kind: Option<Kind>,
    time: TimeDelta,
}

impl Line {
    /// Returns the units of a line outside the pool: one a day where any time was recorded.
    fn daily_units(&self, rule: Rule) -> Units {
        match (rule, self.kind) {
            (Rule::None, _) | (_, None | Some(Kind::Timed)) => Units(0),
            (Rule::Cms | Rule::Midpoint | Rule::Full, Some(Kind::Untimed | Kind::Unlisted)) => {
                Units(u32::from(self.time > TimeDelta::zero()))
            }
        }
    }

    fn charge(&self, allocation: &Allocation) -> Charge {
        let share = allocation.share(self.code);
        Charge {
            code: self.code,
            kind: self.kind.unwrap_or(Kind::Unlisted),
            time: self.time,
            minutes: share.map_or_else(|| minutes::floored(self.time), |share| share.minutes),
            units: share.map_or_else(|| self.daily_units(allocation.rule), |share| share.units),
            modifiers: Vec::new(),
            reason: reason::of(self, allocation),
        }
    }
}

fn lines(work: &[Work], catalog: &Catalog) -> Vec<Line> {
    merged(work.iter().copied())
        .into_iter()
        .map(|Work { code, time }| Line { code, kind: catalog.code(code).map(|known| known.kind), time })
        .collect()
}

fn timed(lines: &[Line]) -> Vec<(CptCode, TimeDelta)> {
    lines.iter().filter(|line| line.kind == Some(Kind::Timed)).map(|line| (line.code, line.time)).collect()
}

fn merged(work: impl Iterator<Item = Work>) -> Vec<Work> {
    let mut codes: Vec<Work> = Vec::new();
    for Work { code, time } in work {
        let time = time.max(TimeDelta::zero());
        match codes.iter_mut().find(|known| known.code == code) {
            Some(known) => known.time = minutes::plus(known.time, time),
            None => codes.push(Work { code, time }),
        }
    }
    codes
}

/// Sums counts; far beyond any day's work it stays at the largest number instead of failing.
fn sum(counts: impl Iterator<Item = u32>) -> u32 {
    counts.fold(0, u32::saturating_add)
}
