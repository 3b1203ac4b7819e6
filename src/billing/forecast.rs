//! What more time would change: for the running code, when the next unit comes and which code gets it; at the end, what
//! one more minute would do.
//!
//! Computed for each frame by the same count as the bill, so that the two cannot disagree.

use std::fmt;

use chrono::TimeDelta;

use super::count::{self, Count};
use super::minutes::{plus, remainder};
use super::{Day, Minutes, Units, Work};
use crate::catalog::{Catalog, CptCode, Kind, MinuteRule, Rule};
use crate::session::Role;
use crate::words::counted;

/// How many minutes are looked ahead: every rule gives a unit within a quarter hour; a payer's terms may take it away, and
/// then one more quarter hour is looked at.
const HORIZON: i64 = 31;

/// The next unit, if the running code keeps running.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Forecast {
    /// The exact further time of the running code until the total rises.
    pub wait: TimeDelta,
    /// The timed minutes then.
    pub timed: Minutes,
    /// The units of all codes then, untimed ones too.
    pub total: Units,
    /// The code that gets the unit: not always the running one.
    pub code: CptCode,
}

/// Why no unit can be forecast.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum NoForecast {
    /// The payer's rule counts no units.
    NoRule,
    /// The running code is not timed.
    NotTimed,
    /// The payer does not cover the running code.
    NotCovered,
    /// The payer's limits or pairs give no further unit.
    Limited,
}

impl fmt::Display for NoForecast {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::NoRule => "this payer counts no units",
            Self::NotTimed => "no further unit: what runs is not a timed code",
            Self::NotCovered => "no further unit: this payer does not cover what runs",
            Self::Limited => "no further unit within half an hour: this payer's limits or pairs give none",
        })
    }
}

impl Day<'_> {
    /// Returns what the count of a day needs of it, to be added to.
    fn worked(&self) -> Self {
        let (sessions, pieces, oddities) = (Vec::new(), Vec::new(), Vec::new());
        let (payer, work, decisions) = (self.payer.clone(), self.work.clone(), self.decisions.clone());
        Self { date: self.date, payer, sessions, work, pieces, decisions, oddities }
    }
}

/// Returns the fewest further time of the running code that raises the total units.
///
/// The day holds what is recorded so far, the running code's own time too.
pub fn forecast(day: &Day, running: CptCode, catalog: &Catalog) -> Result<Forecast, NoForecast> {
    if day.payer.rule == Rule::None {
        return Err(NoForecast::NoRule);
    }
    if catalog.code(running).is_none_or(|known| known.kind != Kind::Timed) {
        return Err(NoForecast::NotTimed);
    }
    if !day.payer.covers(running) {
        return Err(NoForecast::NotCovered);
    }
    let mut later = day.worked();
    later.add(more(running, TimeDelta::zero()));
    let now = count::of(&later, catalog);
    let steps = steps(&now, running, day.payer.minutes);
    let times = (0..HORIZON).map(TimeDelta::minutes);
    let waits = times.flat_map(|ahead| steps.iter().map(move |step| ahead + *step));
    let before = later.work.clone();
    for wait in waits {
        later.work.clone_from(&before);
        later.add(more(running, wait));
        let then = count::of(&later, catalog);
        if then.units() > now.units() {
            let code = risen(&now, &then, running);
            return Ok(Forecast { wait, timed: then.timed(), total: then.units(), code });
        }
    }
    Err(NoForecast::Limited)
}

/// More time of a code; in whose hands changes no unit.
fn more(code: CptCode, time: TimeDelta) -> Work {
    Work { code, role: Role::default(), time }
}

/// Returns the waits within the next minute after which any code's whole minutes can change, shortest first.
///
/// Where codes are floored by themselves that is the running code's next whole minute. Where the total is floored it is
/// also the total's, and the moment the running code's seconds meet or pass another code's.
fn steps(now: &Count, running: CptCode, minutes: MinuteRule) -> Vec<TimeDelta> {
    let minute = TimeDelta::minutes(1);
    let seconds = now.line(running).map_or(TimeDelta::zero(), |line| remainder(line.time));
    let mut steps = vec![minute - seconds];
    match minutes {
        MinuteRule::FloorPerCode => {}
        MinuteRule::FloorTotal => {
            let pooled = || now.lines.iter().filter(|line| line.is_pooled());
            let total = pooled().map(|line| line.time).fold(TimeDelta::zero(), plus);
            steps.push(minute - remainder(total));
            for other in pooled().filter(|line| line.code != running) {
                let meets = remainder(minute + remainder(other.time) - seconds);
                // Codes with the same seconds now meet again after a whole minute.
                let meets_again = if meets.is_zero() { minute } else { meets };
                steps.extend([meets_again, meets + TimeDelta::nanoseconds(1)]);
            }
            steps.sort_unstable();
            steps.dedup();
        }
    }
    steps
}

/// Returns the one code whose units rose, or the running code where several did.
fn risen(now: &Count, then: &Count, running: CptCode) -> CptCode {
    let mut rising = now.lines.iter().zip(&then.lines).filter(|(before, after)| after.units > before.units);
    match (rising.next(), rising.next()) {
        (Some((only, _)), None) => only.code,
        (_, _) => running,
    }
}

/// Returns what one more whole minute of the day's timed codes would change, in one sentence; none where the payer's
/// rule counts no units or nothing timed was done.
pub fn one_more(day: &Day, catalog: &Catalog) -> Option<String> {
    if day.payer.rule == Rule::None {
        return None;
    }
    let now = count::of(day, catalog);
    let timed: Vec<CptCode> = now.lines.iter().filter(|line| line.is_pooled()).map(|line| line.code).collect();
    let mut gains: Vec<(CptCode, Units, CptCode)> = Vec::new();
    for code in &timed {
        let mut later = day.worked();
        later.add(more(*code, TimeDelta::minutes(1)));
        let then = count::of(&later, catalog);
        if then.units() > now.units() {
            gains.push((*code, then.units(), risen(&now, &then, *code)));
        }
    }
    let Some((_, total, gets)) = gains.first().copied() else {
        return (!timed.is_empty()).then(|| "1 more minute would add no unit".to_owned());
    };
    let whose = if gains.len() == timed.len() && timed.len() > 1 {
        "any timed code".to_owned()
    } else {
        let codes: Vec<String> = gains.iter().map(|(code, ..)| code.to_string()).collect();
        codes.join(" or ")
    };
    let same = gains.iter().all(|(.., code)| *code == gets);
    let whom = if same { format!(", the last for {gets}") } else { String::new() };
    Some(format!("{} with 1 more minute of {whose}{whom}", counted(total.0, "unit")))
}
