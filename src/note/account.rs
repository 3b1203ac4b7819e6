//! What a session comes to: its segments billed under its payer's rule, and what the bill alone cannot see.

use std::collections::BTreeSet;

use chrono::TimeDelta;

use crate::billing::{self, Bill, Minutes};
use crate::catalog::{Catalog, MinuteRule, Rule, TechniqueId};
use crate::session::{Segment, Session, Stamp};

/// Returns the bill of a session as it stands now, under its payer's rule.
pub fn bill(session: &Session, catalog: &Catalog, now: Stamp) -> Bill {
    let segments = session.segments_at(now);
    let work = billing::work(&segments);
    let (rule, minutes) = rules(session, catalog);
    let mut bill = billing::bill(&work, rule, minutes, catalog);
    if catalog.payer(&session.payer).is_none() {
        bill.warnings.push(format!(
            "payer \"{}\" is not in the catalogue any more, so nothing is counted; add it to the clinic's catalogue",
            session.payer
        ));
    }
    if let Some(minutes) = without_code(&segments) {
        bill.treatment.0 += minutes.0;
        if rule != Rule::None {
            bill.warnings.push(unbilled(&segments, minutes, catalog));
        }
    }
    if rule != Rule::None && crosses_midnight(&segments) {
        bill.warnings.push(
            "over midnight: units belong to a calendar day, and these count both days together; bill each day by \
             itself"
                .to_owned(),
        );
    }
    bill
}

/// Returns the minutes of treatment without a code, whole over all of it; none where there is no such segment.
pub(super) fn without_code(segments: &[Segment]) -> Option<Minutes> {
    let times = segments.iter().filter(|s| s.code.is_none()).map(Segment::time);
    times.reduce(|sum, time| sum + time).map(billing::floored)
}

/// The warning that treatment without a code is not billed.
fn unbilled(segments: &[Segment], minutes: Minutes, catalog: &Catalog) -> String {
    let techniques: BTreeSet<&TechniqueId> =
        segments.iter().filter(|s| s.code.is_none()).map(|s| &s.technique).collect();
    let names: Vec<String> = techniques.into_iter().map(|id| catalog.technique_name(id)).collect();
    format!("{}: {minutes} min without a code; documented, not billed", names.join(", "))
}

/// Whether segments lie on more than one day of the clinic's calendar.
fn crosses_midnight(segments: &[Segment]) -> bool {
    let worked = segments.iter().filter(|s| s.stop > s.start);
    // A stop at midnight belongs to the day that ends.
    let mut days = worked.flat_map(|s| [s.start.date_naive(), (s.stop - TimeDelta::nanoseconds(1)).date_naive()]);
    days.next().is_some_and(|first| days.any(|day| day != first))
}

/// Returns the rules of a session's payer; a payer that is not known counts nothing.
pub fn rules(session: &Session, catalog: &Catalog) -> (Rule, MinuteRule) {
    catalog.payer(&session.payer).map_or((Rule::None, MinuteRule::default()), |p| (p.rule, p.minutes))
}
