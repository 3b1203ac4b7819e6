//! What a payer or an auditor will ask about, said before the claim goes out.
//!
//! A warning changes no unit and moves no minute: it names the line and leaves the decision to the therapist. Each names
//! where its rule stands. The words of limits, pairs and modifiers stand beside their rules.

use std::collections::BTreeSet;

use chrono::TimeDelta;

use super::count::{Count, Counted};
use super::{Day, Oddity, Remark, Units, Work, floored, limits, pairs};
use crate::catalog::{Catalog, Discipline, Kind, Modifier, Rule};
use crate::session::{Stamp, clock_text};
use crate::words::listed;

/// Where it stands which time counts.
const ONE_ON_ONE: &str = "CMS Pub 100-04 ch. 5 §20.3; NCCI Policy Manual ch. 11 §P";

/// Returns the warnings of one code: unknown, not covered, above its limit, not described.
pub(super) fn of_code(line: &Counted, day: &Day, catalog: &Catalog) -> Vec<Remark> {
    let code = line.code;
    let mut warnings = Vec::new();
    if line.kind.is_none() {
        let text = format!(
            "{code}: not in the catalogue, so it has no units; whoever keeps the clinic's catalogue must add it"
        );
        warnings.push(Remark::new(text, "the clinic's catalogue"));
    }
    if !line.covered {
        let text =
            format!("{code}: not covered by this payer; {} min documented, and counted for no unit", line.minutes);
        warnings.push(Remark::new(text, &day.payer.source));
    }
    warnings.extend(evaluated_by_an_assistant(line, day, catalog));
    warnings.extend(limits::warning(line, day, catalog));
    let described = day.decisions.described.contains_key(&code);
    if line.kind == Some(Kind::Unlisted) && line.units > Units(0) && !described {
        let text = format!("{code}: unlisted; describe in a few words what was done before it is billed");
        warnings.extend(catalog.code(code).map(|known| Remark::new(text, &known.source)));
    }
    warnings
}

/// Returns the warnings of the whole day: its limit, its pairs, and what was odd about the time.
pub(super) fn of_day(count: &Count, day: &Day, catalog: &Catalog) -> Vec<Remark> {
    let mut warnings: Vec<Remark> = limits::warning_of_day(count, day).into_iter().collect();
    warnings.extend(pairs::warnings(count, day));
    warnings.extend(another_tie(count, day));
    warnings.extend(two_disciplines(count, day));
    warnings.extend(day.oddities.iter().map(odd));
    warnings.extend(without_code(day, catalog));
    warnings
}

/// Returns the warning that a session's payer is gone from the catalogue.
pub(super) fn unknown_payer(day: &Day, catalog: &Catalog) -> Option<Remark> {
    let gone = !day.sessions.is_empty() && catalog.payer(&day.payer.id).is_none();
    let text = format!(
        "payer \"{}\" is not in the catalogue any more, so nothing is counted; add it to the clinic's catalogue",
        day.payer.id
    );
    gone.then(|| Remark::new(text, "the clinic's catalogue"))
}

/// The warning that an evaluation is not an assistant's.
fn evaluated_by_an_assistant(line: &Counted, day: &Day, catalog: &Catalog) -> Option<Remark> {
    let own = catalog.code(line.code).is_some_and(|known| known.evaluation) && line.units > Units(0);
    let helped = day.work_of(line.code).any(|work| work.role.assistant && work.time > TimeDelta::zero());
    let text = format!("{}: an evaluation is the therapist's own, and an assistant performed some of it", line.code);
    (own && helped).then(|| Remark::new(text, "CMS Pub 100-02 ch. 15 §230"))
}

/// The warning that a choice was made of another tie than the one that is open.
fn another_tie(count: &Count, day: &Day) -> Option<Remark> {
    let chosen = &day.decisions.tie.chosen;
    let open = count.allocation.choice.is_some() && !chosen.is_empty();
    let text = format!(
        "the choice of {} was made of another tie than the one that is open; choose again",
        listed("and", chosen)
    );
    open.then(|| Remark::new(text, Rule::Cms.source()))
}

/// The warning that minutes of two plans of care are in one pool.
fn two_disciplines(count: &Count, day: &Day) -> Option<Remark> {
    let pooled = |work: &&Work| count.line(work.code).is_some_and(Counted::is_pooled) && work.time > TimeDelta::zero();
    let plans: BTreeSet<Modifier> =
        day.work.iter().filter(pooled).filter_map(|work| work.role.discipline).map(Discipline::modifier).collect();
    let plans: Vec<&str> = plans.into_iter().map(Modifier::word).collect();
    let several = day.payer.rule == Rule::Cms && plans.len() > 1;
    let text = format!(
        "{} on one day: the minutes of both disciplines are pooled; where the payer counts each plan of care by itself, bill \
         each apart",
        plans.join(" and ")
    );
    several.then(|| Remark::new(text, Rule::Cms.source()))
}

fn odd(oddity: &Oddity) -> Remark {
    let clock = |at: &Stamp| at.format("%H:%M:%S").to_string();
    match oddity {
        Oddity::AtOnce { code, from, until } => {
            let what = code.map_or_else(|| "treatment without a code".to_owned(), |code| code.to_string());
            let text = format!(
                "{what}: two one-on-one services at once, {} to {}; the time counts once, for the one that began first",
                clock(from),
                clock(until)
            );
            Remark::new(text, ONE_ON_ONE)
        }
        Oddity::Unattended { code, time } => {
            let text = format!(
                "{code}: {} without one-on-one contact; a timed code counts hands-on time only, so it is documented and not \
                 counted",
                clock_text(*time)
            );
            Remark::new(text, ONE_ON_ONE)
        }
        Oddity::TwoPayers { from, until } => {
            let text = format!(
                "one-on-one time from {} to {} is billed to another payer, too; one service is billed once",
                clock(from),
                clock(until)
            );
            Remark::new(text, ONE_ON_ONE)
        }
        Oddity::OverMidnight => Remark::new(
            "over midnight: units belong to a calendar day, so the time of each day is billed by itself",
            Rule::Cms.source(),
        ),
        Oddity::Namesakes => Remark::new(
            "several patients of the day fit this name; give the session its number, so that it is billed with the right one",
            Rule::Cms.source(),
        ),
    }
}

/// The warning that treatment without a code is not billed.
fn without_code(day: &Day, catalog: &Catalog) -> Option<Remark> {
    let pieces = day.pieces.iter().filter(|piece| piece.code.is_none());
    let mut names: Vec<String> = pieces.map(|piece| catalog.technique_name(piece.technique)).collect();
    names.sort();
    names.dedup();
    let time = day.without_code();
    let text = format!("{}: {} min without a code; documented, not billed", names.join(", "), floored(time));
    (time > TimeDelta::zero()).then(|| Remark::new(text, "the clinician chooses the code"))
}
