//! The payers' rules: whole minutes of timed codes in, units out.
//!
//! Each rule is a pure function of the codes and their minutes. The units of a result never depend on the order of the
//! codes. Reasons are put into words elsewhere; here only each code's [`Standing`] in the contest for the units left
//! is kept.

use std::cmp::Reverse;

use super::{Choice, Minutes, Units, sum};
use crate::catalog::{CptCode, Rule};
use crate::session::TieChoice;

/// The minutes of one unit.
pub(super) const QUARTER: u32 = 15;

/// The minutes that earn a unit: more than half of a quarter hour.
pub(super) const MIDPOINT: u32 = 8;

/// Returns the minutes at which a timed code by itself earns its units: 8, 23, 38 ... or 15, 30, 45 ...; none where the
/// rule counts no units.
pub fn marks(rule: Rule) -> impl Iterator<Item = u32> {
    let first = match rule {
        Rule::Cms | Rule::Midpoint => Some(MIDPOINT),
        Rule::Full => Some(QUARTER),
        Rule::None => None,
    };
    first.into_iter().flat_map(|first| (first..).step_by(QUARTER as usize))
}

/// How a code came out of the contest for the units that full quarter hours left.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Standing {
    /// It had nothing to contend with: no minutes left over, or a rule without a pool.
    Apart,
    /// It got one of the units left.
    Won,
    /// It got none.
    Lost,
    /// It got one by the default that breaks a tie.
    TieWon,
    /// It got none by that default.
    TieLost,
    /// It got one of a tie because the therapist chose it.
    Chosen,
    /// It got none of a tie because the therapist chose another.
    NotChosen,
}

impl Standing {
    /// Whether it got one of the units left.
    pub(super) fn is_won(self) -> bool {
        matches!(self, Self::Won | Self::TieWon | Self::Chosen)
    }
}

/// What a timed code gets.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Share {
    pub(super) code: CptCode,
    pub(super) minutes: Minutes,
    pub(super) units: Units,
    pub(super) standing: Standing,
}

impl Share {
    /// Returns the full quarter hours the minutes hold.
    pub(super) fn quarters(&self) -> u32 {
        self.minutes.0 / QUARTER
    }

    /// Returns the minutes left over beyond full quarter hours.
    pub(super) fn left_over(&self) -> u32 {
        left_over(self.minutes)
    }
}

/// The units of all timed codes.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Allocation {
    pub(super) rule: Rule,
    /// The sum of the minutes given.
    pub(super) timed: Minutes,
    /// Whether these are all timed minutes of the day, and not only those that the payer covers.
    pub(super) whole_day: bool,
    /// The shares, in the order given.
    pub(super) shares: Vec<Share>,
    /// The tie left open, if there is one.
    pub(super) choice: Option<Choice>,
    /// The tie that the therapist settled, if there is one.
    pub(super) settled: Option<TieChoice>,
}

impl Allocation {
    /// Returns the share of a timed code.
    pub(super) fn share(&self, code: CptCode) -> Option<&Share> {
        self.shares.iter().find(|share| share.code == code)
    }

    /// Returns the units of all timed codes.
    pub(super) fn total(&self) -> Units {
        Units(sum(self.shares.iter().map(|share| share.units.0)))
    }
}

/// Returns the units of timed codes under a rule; no code comes twice. `choice` is what the therapist chose of a tie,
/// where it comes to that one.
pub(super) fn allocate(rule: Rule, minutes: &[(CptCode, Minutes)], choice: &TieChoice) -> Allocation {
    match rule {
        Rule::Cms => cms(minutes, choice),
        Rule::Midpoint => each_by_itself(rule, minutes, reached),
        Rule::Full => each_by_itself(rule, minutes, |minutes| Units(minutes.0 / QUARTER)),
        Rule::None => each_by_itself(rule, minutes, |_| Units(0)),
    }
}

/// Medicare's eight-minute rule: Pub 100-04 ch.5 §20.2 C and its examples 1-5.
///
/// The minutes of all timed codes are pooled: below 8 there is no unit, from there one for each quarter hour and one
/// more from its eighth minute. Each code first gets its full quarter hours; the units left go one each to the most
/// minutes left over. Equal minutes at the last unit are the therapist's choice; the default is the code with more
/// minutes, then the lower code.
fn cms(minutes: &[(CptCode, Minutes)], choice: &TieChoice) -> Allocation {
    let timed = pool(minutes);
    let full = sum(minutes.iter().map(|(_, minutes)| minutes.0 / QUARTER));
    let left = usize::try_from(reached(timed).0.saturating_sub(full)).unwrap_or(usize::MAX);
    let ranked = ranked(minutes);
    let won = |code: CptCode| ranked.iter().take(left).any(|(winner, _)| *winner == code);
    let rivals = tied(&ranked, left);
    let codes = minutes.iter().map(|(code, _)| *code);
    let contested: Vec<CptCode> = codes.filter(|code| rivals.contains(code)).collect();
    let open = contested.iter().filter(|code| won(**code)).count();
    let settled = settles(choice, &contested, open);

    let share = |(code, minutes): &(CptCode, Minutes)| {
        let standing = match (contested.contains(code), settled) {
            (true, true) if choice.chosen.contains(code) => Standing::Chosen,
            (true, true) => Standing::NotChosen,
            (true, false) if won(*code) => Standing::TieWon,
            (true, false) => Standing::TieLost,
            (false, _) if won(*code) => Standing::Won,
            (false, _) if left_over(*minutes) > 0 => Standing::Lost,
            (false, _) => Standing::Apart,
        };
        let units = Units(minutes.0 / QUARTER + u32::from(standing.is_won()));
        Share { code: *code, minutes: *minutes, units, standing }
    };
    let shares = minutes.iter().map(share).collect();
    let units = Units(u32::try_from(open).unwrap_or(0));
    let (choice, settled) = match (open, settled) {
        (0, _) => (None, None),
        (_, true) => (None, Some(TieChoice { among: contested, chosen: choice.chosen.clone() })),
        (_, false) => (Some(Choice { codes: contested, units }), None),
    };
    Allocation { rule: Rule::Cms, timed, whole_day: true, shares, choice, settled }
}

/// Returns the codes in the order in which they get the units left. There are never more of these than codes with minutes
/// left over: each unit takes at least eight of the fourteen that a code can have.
fn ranked(minutes: &[(CptCode, Minutes)]) -> Vec<(CptCode, Minutes)> {
    let mut ranked = minutes.to_vec();
    ranked.sort_by_key(|(code, minutes)| (Reverse(left_over(*minutes)), Reverse(*minutes), *code));
    ranked
}

/// Returns the codes between which the last of the units left is tied; none where it is clear who gets it.
fn tied(ranked: &[(CptCode, Minutes)], left: usize) -> Vec<CptCode> {
    let at = |place: usize| ranked.get(place).map(|(_, minutes)| left_over(*minutes));
    let last = left.checked_sub(1).and_then(at).filter(|last| at(left) == Some(*last));
    ranked.iter().filter(|(_, minutes)| last == Some(left_over(*minutes))).map(|(code, _)| *code).collect()
}

/// Whether the therapist's choice is of a tie: made between these codes, and of as many as there are units.
fn settles(TieChoice { among, chosen }: &TieChoice, tied: &[CptCode], units: usize) -> bool {
    let meant = among.is_empty() || (among.len() == tied.len() && among.iter().all(|code| tied.contains(code)));
    let named = tied.iter().filter(|code| chosen.contains(code)).count();
    meant && named == units && chosen.len() == units
}

fn left_over(minutes: Minutes) -> u32 {
    minutes.0 % QUARTER
}

/// Each code by itself: a unit once its midpoint is passed (the time rule of CPT), or for full quarter hours only (some
/// payers).
fn each_by_itself(rule: Rule, minutes: &[(CptCode, Minutes)], units: impl Fn(Minutes) -> Units) -> Allocation {
    let share = |(code, minutes): &(CptCode, Minutes)| Share {
        code: *code,
        minutes: *minutes,
        units: units(*minutes),
        standing: Standing::Apart,
    };
    Allocation {
        rule,
        timed: pool(minutes),
        whole_day: true,
        shares: minutes.iter().map(share).collect(),
        choice: None,
        settled: None,
    }
}

/// Returns the units of a number of minutes when each quarter hour counts from its eighth minute: 8-22 is 1, 23-37 is 2
/// (the table of Pub 100-04 ch.5 §20.2 C).
fn reached(minutes: Minutes) -> Units {
    Units(minutes.0.saturating_add(QUARTER - MIDPOINT) / QUARTER)
}

fn pool(minutes: &[(CptCode, Minutes)]) -> Minutes {
    Minutes(sum(minutes.iter().map(|(_, minutes)| minutes.0)))
}
