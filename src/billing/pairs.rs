//! Pairs of codes of which the payer pays only one on a day: NCCI procedure-to-procedure edits, and what each payer
//! makes of them. Minutes never move from one code to the other.

use std::cmp::Reverse;

use super::count::{Count, Counted, Cut};
use super::{Day, Minutes, Remark, Units};
use crate::catalog::{CptCode, Edit, Modifier, Pairs};

/// Bills of each pair only the code with more minutes; with equal ones the first column, which the edit pays.
///
/// The codes are gone through by their minutes: each is kept unless it makes a pair with one that is kept already. So a
/// code gives way only to one that is billed itself, in whatever order the edits stand.
pub(super) fn one_of(lines: &mut [Counted], pairs: &[&Edit]) {
    let mut ranked: Vec<(CptCode, Minutes)> = lines
        .iter()
        .filter(|line| pairs.iter().any(|edit| edit.has(line.code)))
        .map(|line| (line.code, line.minutes))
        .collect();
    let second = |code: CptCode, minutes: Minutes| {
        let equal = |other: CptCode| lines.iter().any(|line| line.code == other && line.minutes == minutes);
        pairs.iter().any(|edit| edit.column2 == code && equal(edit.column1))
    };
    ranked.sort_by_key(|(code, minutes)| (Reverse(*minutes), second(*code, *minutes), *code));
    let mut kept: Vec<CptCode> = Vec::new();
    for (code, _) in ranked {
        let rival = kept.iter().find(|other| pairs.iter().any(|edit| edit.has(code) && edit.has(**other))).copied();
        match (rival, lines.iter_mut().find(|line| line.code == code)) {
            (Some(rival), Some(line)) => line.cut(Cut::Pair(rival), Units(0)),
            _ => kept.push(code),
        }
    }
}

/// Whether a code is the second of a pair for which a modifier may help, both being billed.
pub(super) fn may_be_distinct(code: CptCode, count: &Count, day: &Day) -> bool {
    open(count, day).iter().any(|(_, second)| *second == code)
}

/// Returns the pairs for which a modifier may help.
pub(super) fn open(count: &Count, day: &Day) -> Vec<(CptCode, CptCode)> {
    let pairs = count.pairs.iter().filter(|edit| day.payer.pairs != Pairs::OneOf && edit.modifier_may_help);
    pairs.map(|edit| (edit.column1, edit.column2)).collect()
}

/// Returns the modifiers that say of a code that it was distinct: those added by hand, else 59 where the payer wants
/// it so. An X modifier says more than 59 and takes its place.
pub(super) fn distinct(code: CptCode, count: &Count, day: &Day) -> Vec<Modifier> {
    if !may_be_distinct(code, count, day) {
        return Vec::new();
    }
    let mut by_hand: Vec<Modifier> = day
        .decisions
        .modifiers
        .iter()
        .filter(|(marked, modifier)| *marked == code && modifier.is_distinct())
        .map(|(_, modifier)| *modifier)
        .collect();
    if by_hand.is_empty() && day.payer.pairs == Pairs::Modifier59 {
        by_hand.push(Modifier::D59);
    }
    if by_hand.len() > 1 {
        by_hand.retain(|modifier| *modifier != Modifier::D59);
    }
    by_hand
}

/// Returns what is to be said of each pair of the day.
pub(super) fn warnings(count: &Count, day: &Day) -> Vec<Remark> {
    count.pairs.iter().filter_map(|edit| warning(edit, count, day)).collect()
}

fn warning(edit: &Edit, count: &Count, day: &Day) -> Option<Remark> {
    let Edit { column1, column2, modifier_may_help, .. } = edit;
    let pair = format!("{column1} with {column2}");
    if day.payer.pairs == Pairs::OneOf {
        let cut_by_it = |line: &&Counted| {
            let other = if line.code == *column1 { *column2 } else { *column1 };
            line.cuts.iter().any(|(cut, _)| *cut == Cut::Pair(other))
        };
        let dropped = [*column1, *column2].into_iter().filter_map(|code| count.line(code)).find(cut_by_it)?;
        let equal = count.line(*column1).map(|line| line.minutes) == count.line(*column2).map(|line| line.minutes);
        let which = if equal { "one of two codes with equal minutes" } else { "the code with more minutes" };
        let text = format!(
            "{pair}: this payer pays only {which}, so {} is not billed; its {} min stay in the note",
            dropped.code, dropped.minutes
        );
        return Some(Remark::new(text, &day.payer.source));
    }
    let marks = distinct(*column2, count, day);
    let text = match (modifier_may_help, marks.is_empty()) {
        (true, false) => format!(
            "{pair}: {column2} carries {}, which says that the services were distinct; document the separate area or time",
            Modifier::words(&marks)
        ),
        (true, true) => format!(
            "{pair}: {column2} is the line not paid, and a modifier may help when the services were truly distinct"
        ),
        (false, _) => format!("{pair}: {column2} is the line not paid, and no modifier helps"),
    };
    Some(Remark::new(text, &edit.source))
}
