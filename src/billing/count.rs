//! The numbers of a day's bill, before anything is said of them: minutes, the units that the rule gives, and what the
//! payer's terms take away. Words are found elsewhere; here only each cut and its cause is kept.

use chrono::TimeDelta;

use super::minutes::{floored, plus, whole};
use super::rules::{Allocation, QUARTER, allocate};
use super::{Day, Minutes, Units, limits, pairs, sum};
use crate::catalog::{Catalog, CptCode, Edit, Kind, Limits, Pairs, Rule};

/// Why units that the rule gives are not billed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Cut {
    /// The payer pays one code of the pair, and this is the other.
    Pair(CptCode),
    /// The code's limit of a day.
    Limit(u32),
    /// The payer's limit of a day, over all timed codes.
    Day(u32),
}

/// What one code comes to.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Counted {
    pub(super) code: CptCode,
    /// Absent where the catalogue does not have the code.
    pub(super) kind: Option<Kind>,
    /// Whether the payer covers it.
    pub(super) covered: bool,
    pub(super) time: TimeDelta,
    pub(super) minutes: Minutes,
    /// The units that the rule gives.
    pub(super) earned: Units,
    /// The units that are billed.
    pub(super) units: Units,
    /// What took the others away, and how many.
    pub(super) cuts: Vec<(Cut, Units)>,
}

impl Counted {
    /// Takes units away, down to so many.
    pub(super) fn cut(&mut self, cause: Cut, down_to: Units) {
        let taken = self.units.0.saturating_sub(down_to.0);
        if taken == 0 {
            return;
        }
        self.units = down_to;
        match self.cuts.iter_mut().find(|(before, _)| *before == cause) {
            Some((_, units)) => units.0 = units.0.saturating_add(taken),
            None => self.cuts.push((cause, Units(taken))),
        }
    }

    /// Whether it is a timed code that the payer covers, and so is in the pool.
    pub(super) fn is_pooled(&self) -> bool {
        self.kind == Some(Kind::Timed) && self.covered
    }

    /// Returns the minutes that stand behind a unit, counted from 1: a quarter hour, or what is left for the last one.
    pub(super) fn behind(&self, unit: u32) -> Minutes {
        Minutes(self.minutes.0.saturating_sub(QUARTER * unit.saturating_sub(1)).min(QUARTER))
    }
}

/// What the day comes to.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Count<'a> {
    /// The units of the timed codes that the payer covers, as the rule gives them.
    pub(super) allocation: Allocation,
    /// Every code, in the order of the work.
    pub(super) lines: Vec<Counted>,
    /// The edits of which both codes are billed; where only one of a pair is paid, of which both would be.
    pub(super) pairs: Vec<&'a Edit>,
}

impl Count<'_> {
    /// Returns what a code comes to.
    pub(super) fn line(&self, code: CptCode) -> Option<&Counted> {
        self.lines.iter().find(|line| line.code == code)
    }

    /// Returns the units of all codes.
    pub(super) fn units(&self) -> Units {
        Units(sum(self.lines.iter().map(|line| line.units.0)))
    }

    /// Returns the minutes of all timed codes, covered or not.
    pub(super) fn timed(&self) -> Minutes {
        let timed = self.lines.iter().filter(|line| line.kind == Some(Kind::Timed));
        Minutes(sum(timed.map(|line| line.minutes.0)))
    }
}

/// Counts a day.
///
/// A code that the payer does not cover keeps its minutes and earns nothing, neither for itself nor, through the pool,
/// for another. What a code's own limit leaves nothing of makes no pair; and what the day's limit takes away is not on the
/// claim, so no pair is said of it.
pub(super) fn of<'a>(day: &Day, catalog: &'a Catalog) -> Count<'a> {
    let mut lines = lines(day, catalog);
    let pooled: Vec<(CptCode, TimeDelta)> =
        lines.iter().filter(|line| line.is_pooled()).map(|line| (line.code, line.time)).collect();
    let whole_day = lines.iter().all(|line| line.covered || line.kind != Some(Kind::Timed));
    let minutes = whole(&pooled, day.payer.minutes);
    let allocation = Allocation { whole_day, ..allocate(day.payer.rule, &minutes, &day.decisions.tie) };
    for line in &mut lines {
        let share = allocation.share(line.code);
        line.minutes = share.map_or_else(|| floored(line.time), |share| share.minutes);
        line.earned = share.map_or_else(|| of_a_day(line, day.payer.rule), |share| share.units);
        line.units = line.earned;
    }
    let caps = day.payer.limits == Limits::Cap;
    if caps {
        limits::cap_codes(&mut lines, &day.payer, catalog);
    }
    let contested = active(&lines, day, catalog);
    if day.payer.pairs == Pairs::OneOf {
        pairs::one_of(&mut lines, &contested);
    }
    if caps {
        limits::cap_day(&mut lines, &day.payer);
    }
    let pairs = if day.payer.pairs == Pairs::OneOf { contested } else { active(&lines, day, catalog) };
    Count { allocation, lines, pairs }
}

/// Returns the codes of a day with their time, whoever performed them.
fn lines(day: &Day, catalog: &Catalog) -> Vec<Counted> {
    let mut lines: Vec<Counted> = Vec::new();
    for work in &day.work {
        if let Some(known) = lines.iter_mut().find(|line| line.code == work.code) {
            known.time = plus(known.time, work.time);
            continue;
        }
        lines.push(Counted {
            code: work.code,
            kind: catalog.code(work.code).map(|known| known.kind),
            covered: day.payer.covers(work.code),
            time: work.time,
            minutes: Minutes(0),
            earned: Units(0),
            units: Units(0),
            cuts: Vec::new(),
        });
    }
    lines
}

/// Returns the units of a code outside the pool: one a day where any time was recorded, whatever the rule.
fn of_a_day(line: &Counted, rule: Rule) -> Units {
    match (rule, line.kind) {
        (Rule::None, _) | (_, None | Some(Kind::Timed)) => Units(0),
        (Rule::Cms | Rule::Midpoint | Rule::Full, Some(Kind::Untimed | Kind::Unlisted)) => {
            Units(u32::from(line.covered && line.time > TimeDelta::zero()))
        }
    }
}

/// Returns the edits that hold on a day and of which both codes have units.
fn active<'a>(lines: &[Counted], day: &Day, catalog: &'a Catalog) -> Vec<&'a Edit> {
    if day.payer.pairs == Pairs::Ignore {
        return Vec::new();
    }
    let billed = |code: CptCode| lines.iter().any(|line| line.code == code && line.units > Units(0));
    let holds = |edit: &&Edit| edit.is_active(day.date) && billed(edit.column1) && billed(edit.column2);
    catalog.edits().iter().filter(holds).collect()
}
