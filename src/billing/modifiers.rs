//! The modifiers of each line: GP, GO, GN by discipline and CQ, CO for an assistant where the payer asks for them; 59 or
//! an X modifier where a pair needs one; KX by hand. What was added by hand and is not true of the day is left off, and
//! said.

use std::cmp::Reverse;
use std::collections::{BTreeMap, BTreeSet};

use chrono::TimeDelta;

use super::count::{Count, Counted};
use super::minutes::plus;
use super::{Day, Line, Remark, Units, Work, assistant, pairs};
use crate::catalog::{Catalog, CptCode, Discipline, Modifier, Pairs};
use crate::words::{counted, listed};

/// Where the discipline's modifiers stand.
const PLANS: &str = "CMS Pub 100-04 ch. 5 §20.1";

/// Where KX stands.
const THRESHOLD: &str = "CMS Pub 100-04 ch. 5 §10.3";

/// The lines of a code, with what is to be said of their modifiers.
pub(super) struct Marked {
    pub(super) lines: Vec<Line>,
    pub(super) why: Vec<Remark>,
    pub(super) warnings: Vec<Remark>,
    /// Why no plan of care could be named, where the payer asks for one.
    pub(super) unplanned: Option<Unplanned>,
}

/// Why a line has none of the modifiers of a plan of care that the payer asks for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Unplanned {
    /// The credentials tell no discipline.
    NoDiscipline,
    /// The discipline's modifier is not among those asked for.
    Other(Modifier),
}

/// Returns the lines of a code.
pub(super) fn of(line: &Counted, count: &Count, day: &Day, catalog: &Catalog) -> Marked {
    let mut marked = Marked { lines: Vec::new(), why: Vec::new(), warnings: Vec::new(), unplanned: None };
    let therapy = catalog.code(line.code).is_some_and(|known| known.therapy);
    // KX is of a therapy plan of care, and stands nowhere without its modifier.
    let discipline = main_discipline(line, day);
    let planned = therapy && planned(discipline, day).is_some();
    marked.left_off(line, count, day, planned);
    if line.units == Units(0) {
        marked.lines.push(Line { units: Units(0), modifiers: Vec::new() });
        return marked;
    }
    let mut common: BTreeSet<Modifier> = BTreeSet::new();
    if therapy {
        common.extend(marked.plan(line, discipline, day));
    }
    let distinct = pairs::distinct(line.code, count, day);
    if !distinct.is_empty() {
        let why = format!("{}: distinct from the other code of its pair", Modifier::words(&distinct));
        let edit = count.pairs.iter().find(|edit| edit.column2 == line.code && edit.modifier_may_help);
        marked.why.extend(edit.map(|edit| Remark::new(why, &edit.source)));
    }
    common.extend(distinct);
    if planned && day.decisions.modifiers.contains(&(line.code, Modifier::Kx)) {
        common.insert(Modifier::Kx);
        marked.why.push(Remark::new(
            "KX: the therapist attests that it is medically necessary above the threshold",
            THRESHOLD,
        ));
    }
    let mark = discipline
        .and_then(Discipline::assistant_modifier)
        .filter(|mark| therapy && day.payer.modifiers.contains(mark));
    marked.divide(line, &common, discipline.zip(mark), day);
    marked
}

impl Marked {
    /// Returns the modifier of the plan of care that the payer asks for.
    fn plan(&mut self, line: &Counted, discipline: Option<Discipline>, day: &Day) -> Option<Modifier> {
        day.payer.plans().next()?;
        let code = line.code;
        if disciplines(line, day).len() > 1 {
            let elsewhere = |work: &Work| work.role.assistant && work.role.discipline != discipline;
            let unmarked = day.work_of(code).any(elsewhere);
            let unmarked = if unmarked { ", and the assistant's share of the other is not marked" } else { "" };
            let text = format!(
                "{code}: performed under two disciplines; bill it under the plan of care that it belongs to{unmarked}"
            );
            self.warnings.push(Remark::new(text, PLANS));
        }
        let billed = planned(discipline, day);
        match (billed, discipline.map(Discipline::modifier)) {
            (Some(own), Some(_)) => self.why.push(Remark::new(format!("{own}: {}", own.title()), PLANS)),
            (Some(only), None) => self
                .why
                .push(Remark::new(format!("{only}: the one plan of care that the payer asks for"), &day.payer.source)),
            (None, Some(own)) => self.unplanned = Some(Unplanned::Other(own)),
            (None, None) => self.unplanned = Some(Unplanned::NoDiscipline),
        }
        billed
    }

    /// Makes the lines: one, or two where some of the units are an assistant's.
    fn divide(&mut self, line: &Counted, common: &BTreeSet<Modifier>, mark: Option<(Discipline, Modifier)>, day: &Day) {
        let split = mark.and_then(|mark| Some((mark.1, assistant::split(line, mark, day)?)));
        let Some((mark, split)) = split else {
            self.lines.push(Line { units: line.units, modifiers: common.iter().copied().collect() });
            return;
        };
        let with: BTreeSet<Modifier> = common.iter().copied().chain([mark]).collect();
        for (units, modifiers) in [(split.plain, common), (split.assisted, &with)] {
            if units > Units(0) {
                self.lines.push(Line { units, modifiers: modifiers.iter().copied().collect() });
            }
        }
        let text = format!("{mark} on {} of {}; {}", split.assisted, counted(line.units.0, "unit"), split.arithmetic);
        self.why.push(Remark::new(text, assistant::SOURCE));
    }

    /// Says which modifiers that were added by hand are not true of the day.
    fn left_off(&mut self, line: &Counted, count: &Count, day: &Day, planned: bool) {
        let code = line.code;
        for (_, modifier) in day.decisions.modifiers.iter().filter(|(marked, _)| *marked == code) {
            if modifier.is_distinct() && !pairs::may_be_distinct(code, count, day) {
                let why = match day.payer.pairs {
                    Pairs::OneOf => "for this payer pays one code of a pair, whatever the modifier".to_owned(),
                    Pairs::Ignore => "for this payer applies no edits".to_owned(),
                    Pairs::Ncci | Pairs::Modifier59 => format!("for no pair of this day needs it on {code}"),
                };
                let text = format!("{code}: {modifier} is left off, {why}");
                self.warnings.push(Remark::new(text, "NCCI Policy Manual ch. 1 §E"));
            } else if *modifier == Modifier::Kx && (!planned || line.units == Units(0)) {
                let text = format!("{code}: KX is left off, for nothing is billed under a therapy plan of care");
                self.warnings.push(Remark::new(text, THRESHOLD));
            }
        }
    }
}

/// Returns the warnings of lines without the plan of care that the payer asks for, one for each cause.
pub(super) fn unplanned(lines: &[(CptCode, Unplanned)], day: &Day) -> Vec<Remark> {
    let asked = listed("or", &day.payer.plans().collect::<Vec<_>>());
    let causes: BTreeSet<Unplanned> = lines.iter().map(|(_, cause)| *cause).collect();
    let warning = |cause: Unplanned| {
        let codes: Vec<String> =
            lines.iter().filter(|(_, own)| *own == cause).map(|(code, _)| code.to_string()).collect();
        let codes = codes.join(", ");
        match cause {
            Unplanned::NoDiscipline => Remark::new(
                format!(
                    "{codes}: the payer asks for {asked}, and the therapist's credentials tell no discipline; none was added"
                ),
                PLANS,
            ),
            Unplanned::Other(own) => Remark::new(
                format!("{codes}: the payer asks for {asked}, and the therapist's would be {own}; none was added"),
                &day.payer.source,
            ),
        }
    };
    causes.into_iter().map(warning).collect()
}

/// Returns the discipline under which most of a code was performed; of equal ones the first of their order, none last.
fn main_discipline(line: &Counted, day: &Day) -> Option<Discipline> {
    let mut times: BTreeMap<Option<Discipline>, TimeDelta> = BTreeMap::new();
    for work in day.work_of(line.code) {
        let time = times.entry(work.role.discipline).or_default();
        *time = plus(*time, work.time);
    }
    let most = times.into_iter().min_by_key(|(discipline, time)| (Reverse(*time), discipline.is_none(), *discipline));
    most.and_then(|(discipline, _)| discipline)
}

/// Returns the modifier of the plan of care under which a line of a discipline is billed, where there is one.
fn planned(discipline: Option<Discipline>, day: &Day) -> Option<Modifier> {
    let asked: Vec<Modifier> = day.payer.plans().collect();
    match (discipline.map(Discipline::modifier), asked.as_slice()) {
        (Some(own), _) => Some(own).filter(|own| asked.contains(own)),
        (None, [only]) => Some(*only),
        (None, _) => None,
    }
}

/// Returns the disciplines under which a code was performed.
fn disciplines(line: &Counted, day: &Day) -> BTreeSet<Discipline> {
    let worked = day.work_of(line.code).filter(|work| work.time > TimeDelta::zero());
    worked.filter_map(|work| work.role.discipline).collect()
}

/// Returns what is left off because nothing of its code was done on the day.
pub(super) fn orphans(count: &Count, day: &Day) -> Vec<Remark> {
    let orphans = day.decisions.modifiers.iter().filter(|(code, _)| count.line(*code).is_none());
    let told = orphans.map(|(code, modifier)| {
        Remark::new(format!("{code}: {modifier} is left off, for nothing of {code} was done on this day"), PLANS)
    });
    told.collect()
}
