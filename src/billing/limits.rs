//! Limits of a day: Medicare's medically unlikely edits per code, or the payer's own; and the payer's units a day over
//! all timed codes. A limit is a warning unless the payer's terms say that it cuts.

use std::cmp::Reverse;

use super::count::{Count, Counted, Cut};
use super::reason::verb;
use super::{Day, Remark, Units, sum};
use crate::catalog::{Catalog, CptCode, Limits, Payer, Source};
use crate::words::counted;

/// Returns the limit of a code, and where it stands: the payer's own, else the catalogue's.
pub(super) fn of<'a>(code: CptCode, payer: &'a Payer, catalog: &'a Catalog) -> Option<(u32, &'a Source)> {
    let own = payer.limit.get(&code).map(|units| (*units, &payer.source));
    own.or_else(|| catalog.limit(code).map(|limit| (limit.units, &limit.source)))
}

/// Cuts what exceeds each code's own limit.
pub(super) fn cap_codes(lines: &mut [Counted], payer: &Payer, catalog: &Catalog) {
    for line in lines {
        if let Some((limit, _)) = of(line.code, payer, catalog) {
            line.cut(Cut::Limit(limit), Units(limit));
        }
    }
}

/// Cuts what exceeds the day's limit, one unit at a time from the code whose last unit holds the fewest minutes; of equal
/// ones from the higher code.
pub(super) fn cap_day(lines: &mut [Counted], payer: &Payer) {
    let Some(limit) = payer.units_a_day else { return };
    while timed_units(lines) > limit {
        let billed = lines.iter_mut().filter(|line| line.is_pooled() && line.units > Units(0));
        let Some(last) = billed.min_by_key(|line| (line.behind(line.units.0), Reverse(line.code))) else { return };
        last.cut(Cut::Day(limit), Units(last.units.0 - 1));
    }
}

fn timed_units(lines: &[Counted]) -> u32 {
    sum(lines.iter().filter(|line| line.is_pooled()).map(|line| line.units.0))
}

/// Returns the warning of a code above its limit.
pub(super) fn warning(line: &Counted, day: &Day, catalog: &Catalog) -> Option<Remark> {
    let (limit, source) = of(line.code, &day.payer, catalog)?;
    let code = line.code;
    let taken = line.cuts.iter().find(|(cut, _)| matches!(cut, Cut::Limit(_))).map(|(_, units)| units.0);
    let above = if day.payer.limits == Limits::Cap { taken } else { line.units.0.checked_sub(limit) };
    let above = above.filter(|above| *above > 0)?;
    let text = match (day.payer.limits, limit) {
        (Limits::Warn, 0) => {
            let is = verb(above, "is", "are");
            format!("{code}: bundled (daily limit 0), so {} {is} not paid; documented, not cut", counted(above, "unit"))
        }
        (Limits::Warn, _) => {
            let (units, exceed) = (line.units.0, verb(line.units.0, "exceeds", "exceed"));
            format!("{code}: {} {exceed} the daily limit of {limit}; documented, not cut", counted(units, "unit"))
        }
        (Limits::Cap, 0) => {
            format!("{code}: bundled (daily limit 0), so it is not billed; its minutes stay in the note")
        }
        (Limits::Cap, _) => format!(
            "{code}: cut to the daily limit of {limit}; {} of {} min {} unbilled",
            counted(above, "unit"),
            minutes_of(line, above),
            verb(above, "stays", "stay")
        ),
    };
    Some(Remark::new(text, source))
}

/// Returns the minutes behind the units that were cut, from the last one on.
fn minutes_of(line: &Counted, cut: u32) -> u32 {
    sum((0..cut).map(|step| line.behind(line.earned.0.saturating_sub(step)).0))
}

/// Returns the warning of a day above the payer's units.
pub(super) fn warning_of_day(count: &Count, day: &Day) -> Option<Remark> {
    let limit = day.payer.units_a_day?;
    let taken = |line: &Counted| {
        line.cuts.iter().filter(|(cut, _)| matches!(cut, Cut::Day(_))).map(|(_, units)| units.0).sum::<u32>()
    };
    let cut = sum(count.lines.iter().map(taken));
    let units = timed_units(&count.lines);
    let text = if cut > 0 {
        format!(
            "{} above the {} a day of this payer: not billed, the minutes stay in the note",
            counted(cut, "unit"),
            counted(limit, "unit")
        )
    } else if units > limit {
        format!(
            "{} {} the {} a day of this payer; documented, not cut",
            counted(units, "unit"),
            verb(units, "exceeds", "exceed"),
            counted(limit, "unit")
        )
    } else {
        return None;
    };
    Some(Remark::new(text, &day.payer.source))
}
