//! Why a code has its units: in one sentence for a line, and in one for each unit and each minute that is not billed.
//!
//! Every charge gets them, also those without a unit. A sentence names the minutes that decided and the code they were
//! measured against. It only describes a [`Count`] and never decides one.

use std::cmp::Reverse;

use chrono::TimeDelta;

use super::count::{Count, Counted, Cut};
use super::rules::{Allocation, MIDPOINT, QUARTER, Share, Standing};
use super::{Day, Minutes, Remark, Units, Why, limits, sum};
use crate::catalog::{Catalog, CptCode, Kind, Rule};
use crate::words::{counted, listed};

/// Returns the reason for a code's units.
pub(super) fn of(line: &Counted, count: &Count, day: &Day) -> String {
    let earned = earned(line, count, day);
    let cuts = line.cuts.iter().map(|(cut, units)| format!("; {}", taken(*cut, *units)));
    earned + &cuts.collect::<String>()
}

/// What the rule makes of a code, before the payer's terms.
fn earned(line: &Counted, count: &Count, day: &Day) -> String {
    if day.payer.rule == Rule::None {
        return "billed by length: the payer's rule counts no units".to_owned();
    }
    match (line.kind, count.allocation.share(line.code)) {
        (None, _) => "not in the catalogue: no units until it is added".to_owned(),
        _ if !line.covered => "not covered by this payer: documented, not counted".to_owned(),
        _ if line.time == TimeDelta::zero() => "no time recorded".to_owned(),
        (Some(Kind::Timed), Some(share)) => timed(share, &count.allocation),
        (Some(Kind::Timed | Kind::Untimed), _) => "untimed: 1 unit a day, whatever the time".to_owned(),
        (Some(Kind::Unlisted), _) => "unlisted: 1 unit a day, whatever the time".to_owned(),
    }
}

/// Which units the payer's terms take away, and why.
fn taken(cut: Cut, units: Units) -> String {
    let units = counted(units.0, "unit");
    match cut {
        Cut::Pair(other) => format!("{units} given up: of the two the payer pays only {other}"),
        Cut::Limit(0) => format!("{units} given up: bundled, never paid by itself"),
        Cut::Limit(limit) => format!("{units} cut: above the daily limit of {limit}"),
        Cut::Day(limit) => format!("{units} cut: above the payer's {} a day", counted(limit, "unit")),
    }
}

/// Returns why each unit of a code is billed and each other minute is not. The minutes add up to the code's.
pub(super) fn why(line: &Counted, count: &Count, day: &Day, catalog: &Catalog) -> Vec<Why> {
    let about = |units: u32, minutes: u32, text: String, source: &str| Why {
        units: Units(units),
        minutes: Minutes(minutes),
        remark: Remark::new(text, source),
    };
    let rule = day.payer.rule.source();
    let mut why = Vec::new();
    let Some(share) = count.allocation.share(line.code).filter(|_| day.payer.rule != Rule::None) else {
        let known = catalog.code(line.code).map(|known| known.source.to_string());
        let source = match line.kind {
            _ if day.payer.rule == Rule::None => day.payer.rule.source().to_owned(),
            _ if !line.covered => day.payer.source.to_string(),
            _ => known.unwrap_or_else(|| "the clinic's catalogue".to_owned()),
        };
        let text = match line.kind {
            Some(Kind::Untimed) if line.units > Units(0) => "untimed, one a day whatever the time".to_owned(),
            Some(Kind::Unlisted) if line.units > Units(0) => "unlisted, one a day whatever the time".to_owned(),
            _ => earned(line, count, day),
        };
        if line.cuts.is_empty() {
            why.push(about(line.units.0, line.minutes.0, text, &source));
        }
        why.extend(cut(line, day, catalog, line.minutes.0));
        return why;
    };
    let full = share.quarters().min(line.units.0);
    if full > 0 {
        why.push(about(full, full * QUARTER, quarters(share, full, &count.allocation), rule));
    }
    let last = line.units.0 - full;
    if last > 0 {
        why.push(about(last, share.left_over(), last_unit(share, &count.allocation), rule));
    }
    let billed = sum((1..=line.units.0).map(|unit| line.behind(unit).0));
    let earned = sum((1..=line.earned.0).map(|unit| line.behind(unit).0));
    why.extend(cut(line, day, catalog, earned - billed));
    let left = line.minutes.0 - earned;
    if left > 0 || line.minutes == Minutes(0) {
        why.push(about(0, left, unbilled(line, share, &count.allocation), rule));
    }
    why
}

/// Why the units that the terms took away are not billed; the first cause gets the minutes of all.
fn cut(line: &Counted, day: &Day, catalog: &Catalog, minutes: u32) -> Vec<Why> {
    let (mut left, mut last) = (minutes, line.earned.0);
    let mut why = Vec::new();
    for (place, (cut, units)) in line.cuts.iter().enumerate() {
        let own = if place + 1 == line.cuts.len() {
            left
        } else {
            sum((0..units.0).map(|step| line.behind(last.saturating_sub(step)).0)).min(left)
        };
        last = last.saturating_sub(units.0);
        left -= own;
        let source = match cut {
            Cut::Pair(_) | Cut::Day(_) => day.payer.source.to_string(),
            Cut::Limit(_) => {
                limits::of(line.code, &day.payer, catalog).map_or_else(String::new, |(_, source)| source.to_string())
            }
        };
        why.push(Why { units: Units(0), minutes: Minutes(own), remark: Remark::new(taken(*cut, *units), source) });
    }
    why
}

/// Why the full quarter hours are units.
fn quarters(share: &Share, full: u32, allocation: &Allocation) -> String {
    let of =
        if share.left_over() > 0 || full < share.quarters() { format!(" of {}", share.minutes) } else { String::new() };
    let hold = counted(full, "full quarter hour");
    match allocation.rule {
        Rule::Cms => {
            let allowed = counted(allocation.total().0, "unit");
            format!("{}{of} min are {hold}; {} allow {allowed}", full * QUARTER, in_all(allocation))
        }
        Rule::Midpoint | Rule::Full | Rule::None => format!("{}{of} min are {hold}", full * QUARTER),
    }
}

/// Why the unit beyond the full quarter hours is billed.
fn last_unit(share: &Share, allocation: &Allocation) -> String {
    match allocation.rule {
        Rule::Cms => match share.standing {
            Standing::TieWon | Standing::Chosen | Standing::TieLost | Standing::NotChosen => tie(share, allocation),
            Standing::Won | Standing::Lost | Standing::Apart => {
                format!("{}; {}", won(share, allocation), allows(allocation))
            }
        },
        Rule::Midpoint | Rule::Full | Rule::None => reach(share),
    }
}

/// Why the minutes beyond the units are not billed.
fn unbilled(line: &Counted, share: &Share, allocation: &Allocation) -> String {
    if line.time == TimeDelta::zero() {
        return "no time recorded".to_owned();
    }
    if share.minutes == Minutes(0) {
        return "less than a whole minute recorded".to_owned();
    }
    match (allocation.rule, share.standing) {
        (Rule::Cms, _) if allocation.total() == Units(0) => too_short(allocation),
        (Rule::Cms, Standing::TieLost | Standing::NotChosen) => tie(share, allocation),
        (Rule::Cms, _) => no_unit_left(allocation),
        (Rule::Midpoint, _) => format!("below the midpoint of {MIDPOINT}"),
        (Rule::Full | Rule::None, _) => "less than a quarter hour".to_owned(),
    }
}

fn timed(share: &Share, allocation: &Allocation) -> String {
    if share.minutes == Minutes(0) {
        return "less than a whole minute recorded".to_owned();
    }
    match allocation.rule {
        Rule::Cms => pooled(share, allocation),
        Rule::Midpoint => midpoint(share),
        Rule::Full | Rule::None => full(share),
    }
}

/// The pooled rule: full quarter hours first, then the place in the contest, then what the pool allows.
fn pooled(share: &Share, allocation: &Allocation) -> String {
    let allowed = allocation.total().0;
    if allowed == 0 {
        return too_short(allocation);
    }
    let allow = allows(allocation);
    let quarters = share.quarters();
    let hold = format!("{} min hold {}", share.minutes, counted(quarters, "full quarter hour"));
    let place = match share.standing {
        Standing::Apart => return format!("{hold}; {allow}"),
        Standing::Lost if quarters > 0 => return format!("{hold}; {allow}"),
        Standing::Lost => return nothing_left(share, allocation),
        Standing::Won => won(share, allocation) + "; " + &allow,
        Standing::TieWon | Standing::TieLost | Standing::Chosen | Standing::NotChosen => tie(share, allocation),
    };
    if quarters > 0 { format!("{hold}; {place}") } else { place }
}

/// The minutes of the pool: "40 min in all", or what the payer covers of them.
fn in_all(allocation: &Allocation) -> String {
    let pool = allocation.timed;
    if allocation.whole_day { format!("{pool} min in all") } else { format!("{pool} covered min in all") }
}

fn allows(allocation: &Allocation) -> String {
    format!("{} allow {}", in_all(allocation), counted(allocation.total().0, "unit"))
}

fn too_short(allocation: &Allocation) -> String {
    let (pool, do_not) = (in_all(allocation), verb(allocation.timed.0, "does not", "do not"));
    format!("{pool} {do_not} reach the {MIDPOINT} min of a first unit")
}

fn won(share: &Share, allocation: &Allocation) -> String {
    let left_over = share.left_over();
    let beaten = allocation
        .shares
        .iter()
        .filter(|other| matches!(other.standing, Standing::Lost | Standing::TieLost | Standing::NotChosen))
        .min_by_key(|other| (Reverse(other.left_over()), Reverse(other.minutes), other.code));
    match beaten {
        Some(other) => {
            let beat = verb(left_over, "beats", "beat");
            format!("{left_over} min left over {beat} {}'s {} min", other.code, other.left_over())
        }
        None if share.quarters() > 0 => {
            format!("{left_over} min left over {} 1 more", verb(left_over, "earns", "earn"))
        }
        None => format!("{left_over} min {} 1 unit", verb(left_over, "earns", "earn")),
    }
}

fn nothing_left(share: &Share, allocation: &Allocation) -> String {
    format!("{} min: {}", share.minutes, no_unit_left(allocation))
}

fn no_unit_left(allocation: &Allocation) -> String {
    let pool = allocation.timed;
    let taken = match allocation.total().0 {
        1 => format!("the only unit that {pool} min allow is taken"),
        allowed => format!("none of the {allowed} units that {pool} min allow is left"),
    };
    let winner = allocation
        .shares
        .iter()
        .filter(|other| other.standing.is_won())
        .min_by_key(|other| (other.left_over(), other.minutes, Reverse(other.code)));
    match winner {
        Some(other) => {
            let left_over = other.left_over();
            format!("{taken}; {left_over} min left over of {} {} first", other.code, verb(left_over, "goes", "go"))
        }
        None => taken,
    }
}

fn tie(share: &Share, allocation: &Allocation) -> String {
    let codes_of = |wanted: &[Standing]| -> Vec<CptCode> {
        let tied = |other: &&Share| other.code != share.code && wanted.contains(&other.standing);
        allocation.shares.iter().filter(tied).map(|other| other.code).collect()
    };
    let rivals =
        listed("and", &codes_of(&[Standing::TieWon, Standing::TieLost, Standing::Chosen, Standing::NotChosen]));
    let outcome = match share.standing {
        Standing::Chosen => "the therapist chose this code".to_owned(),
        Standing::NotChosen => format!("the therapist chose {}", listed("and", &codes_of(&[Standing::Chosen]))),
        Standing::TieWon => "taken by more minutes, then lower code, until the therapist chooses".to_owned(),
        Standing::TieLost | Standing::Apart | Standing::Won | Standing::Lost => {
            let winners = listed("and", &codes_of(&[Standing::TieWon]));
            format!("left to {winners} by more minutes, then lower code, until the therapist chooses")
        }
    };
    format!("tie with {rivals} at {} min left over: {outcome}", share.left_over())
}

fn midpoint(share: &Share) -> String {
    let (quarters, left_over) = (share.quarters(), share.left_over());
    let end = reach(share);
    match (quarters, left_over) {
        (0, _) => end,
        (_, 0) => format!("{} min: {}", share.minutes, counted(quarters, "full quarter hour")),
        (_, _) => format!("{} min: {}, and {end}", share.minutes, counted(quarters, "full quarter hour")),
    }
}

fn reach(share: &Share) -> String {
    let left_over = share.left_over();
    let reach = if left_over >= MIDPOINT { "reach" } else { verb(left_over, "does not reach", "do not reach") };
    format!("{left_over} min {reach} the midpoint of {MIDPOINT}")
}

fn full(share: &Share) -> String {
    let (quarters, left_over) = (share.quarters(), share.left_over());
    let fill = verb(left_over, "does not fill", "do not fill");
    match (quarters, left_over) {
        (0, _) => format!("{left_over} min {fill} a quarter hour"),
        (_, 0) => format!("{} min: {}", share.minutes, counted(quarters, "full quarter hour")),
        (_, _) => {
            let held = counted(quarters, "full quarter hour");
            format!("{} min: {held}, and {left_over} min {fill} another", share.minutes)
        }
    }
}

/// Returns the form of a verb that fits a count.
pub(super) fn verb<'a>(count: u32, one: &'a str, many: &'a str) -> &'a str {
    if count == 1 { one } else { many }
}
