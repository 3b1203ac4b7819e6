//! Why a code has its units, in one sentence for a biller.
//!
//! Every charge gets one, also those without a unit. The sentence names the minutes that decided and the code they were
//! measured against. It only describes an [`Allocation`] and never decides one. Imports nothing above `catalog`.

use std::cmp::Reverse;

use chrono::TimeDelta;

use super::rules::{Allocation, MIDPOINT, Share, Standing};
use super::{Line, Minutes};
use crate::catalog::{CptCode, Kind, Rule};
use crate::words::counted;

/// Returns the reason for a line's units.
pub(super) fn of(line: &Line, allocation: &Allocation) -> String {
    if allocation.rule == Rule::None {
        return "billed by length: the payer's rule counts no units".to_owned();
    }
    match (line.kind, allocation.share(line.code)) {
        (None, _) => "not in the catalogue: no units until it is added".to_owned(),
        _ if line.time == TimeDelta::zero() => "no time recorded".to_owned(),
        (Some(Kind::Timed), Some(share)) => timed(share, allocation),
        (Some(Kind::Timed | Kind::Untimed), _) => "untimed: 1 unit a day, whatever the time".to_owned(),
        (Some(Kind::Unlisted), _) => "unlisted: 1 unit a day, described by hand".to_owned(),
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
    let pool = allocation.timed;
    let allowed = allocation.total().0;
    if allowed == 0 {
        let do_not = verb(pool.0, "does", "do");
        return format!("{pool} min in all {do_not} not reach the {MIDPOINT} min of a first unit");
    }
    let allow = format!("{pool} min in all allow {}", counted(allowed, "unit"));
    let quarters = share.quarters();
    let hold = format!("{} min hold {}", share.minutes, counted(quarters, "full quarter hour"));
    let place = match share.standing {
        Standing::Apart => return format!("{hold}; {allow}"),
        Standing::Lost if quarters > 0 => return format!("{hold}; {allow}"),
        Standing::Lost => return nothing_left(share, allocation),
        Standing::Won => won(share, allocation) + "; " + &allow,
        Standing::TieWon | Standing::TieLost => tie(share, allocation),
    };
    if quarters > 0 { format!("{hold}; {place}") } else { place }
}

fn won(share: &Share, allocation: &Allocation) -> String {
    let left_over = share.left_over();
    let beaten = allocation
        .shares
        .iter()
        .filter(|other| matches!(other.standing, Standing::Lost | Standing::TieLost))
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
    let (minutes, pool) = (share.minutes, allocation.timed);
    let taken = match allocation.total().0 {
        1 => format!("{minutes} min: the only unit that {pool} min allow is taken"),
        allowed => format!("{minutes} min: none of the {allowed} units that {pool} min allow is left"),
    };
    let winner = allocation
        .shares
        .iter()
        .filter(|other| matches!(other.standing, Standing::Won | Standing::TieWon))
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
    let rivals = listed(&codes_of(&[Standing::TieWon, Standing::TieLost]));
    let outcome = if share.standing == Standing::TieWon {
        "taken".to_owned()
    } else {
        format!("left to {}", listed(&codes_of(&[Standing::TieWon])))
    };
    format!(
        "tie with {rivals} at {} min left over: {outcome} by more minutes, then lower code, until the therapist \
         chooses",
        share.left_over()
    )
}

fn midpoint(share: &Share) -> String {
    let (quarters, left_over) = (share.quarters(), share.left_over());
    let reach = if left_over >= MIDPOINT { "reach" } else { verb(left_over, "does not reach", "do not reach") };
    let end = format!("{left_over} min {reach} the midpoint of {MIDPOINT}");
    match (quarters, left_over) {
        (0, _) => end,
        (_, 0) => format!("{} min: {}", share.minutes, counted(quarters, "full quarter hour")),
        (_, _) => format!("{} min: {}, and {end}", share.minutes, counted(quarters, "full quarter hour")),
    }
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

fn listed(codes: &[CptCode]) -> String {
    match codes {
        [] => String::new(),
        [only] => only.to_string(),
        [first @ .., last] => {
            let first: Vec<String> = first.iter().map(ToString::to_string).collect();
            format!("{} and {last}", first.join(", "))
        }
    }
}
