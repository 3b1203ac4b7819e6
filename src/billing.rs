//! From recorded time to billed units, each unit with its reason.
//!
//! A [`Day`] is what one patient was given for one payer on one day of the calendar. Its time is summed per code over
//! all areas and floored once; units are made of the minutes by the payer's rule; then the payer's terms apply: what it
//! covers, pairs of codes, limits, modifiers. Nothing is ever cut in silence: every unit, every unbilled minute and
//! every warning says why, and where its rule stands. `docs/billing.md` lists rule, source, function and test. Pure: no
//! clock, no files. Imports nothing above `session`.

mod assistant;
mod count;
mod forecast;
pub mod hands;
mod limits;
mod minutes;
mod modifiers;
mod pairs;
mod reason;
mod rules;
mod time;
mod together;
mod warning;

use std::borrow::Cow;
use std::collections::{BTreeMap, BTreeSet};
use std::fmt;

use chrono::{NaiveDate, TimeDelta};
use serde::{Deserialize, Serialize};

pub use forecast::{Forecast, NoForecast, forecast, one_more};
pub use minutes::{apportion, floored};
pub use rules::marks;
pub use time::days;

use crate::catalog::{Catalog, CptCode, Kind, Modifier, Payer, Rule, Spot, TechniqueId};
use crate::session::{Role, SegmentNo, SessionId, Stamp, TieChoice};
use crate::words::counted;

/// Whole minutes, floored from exact time.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Default, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Minutes(pub u32);

impl fmt::Display for Minutes {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(&self.0, f)
    }
}

/// Billing units: quarter hours of a timed code, days of any other.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Default, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Units(pub u32);

impl fmt::Display for Units {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(&self.0, f)
    }
}

/// The exact time of a code in the hands of a role, over all areas.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Work {
    /// The code.
    pub code: CptCode,
    /// In what capacity it was performed.
    pub role: Role,
    /// Its time.
    pub time: TimeDelta,
}

/// What one patient was given for one payer on one day.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Day<'a> {
    /// The day of the clinic's calendar.
    pub date: NaiveDate,
    /// Who pays, and on what terms.
    pub payer: Cow<'a, Payer>,
    /// The sessions it is made of, in the order of their opening, first those opened on it.
    pub sessions: Vec<&'a SessionId>,
    /// The work, by code and role, in the order of first appearance.
    pub work: Vec<Work>,
    /// The same, by segment, and what has no code.
    pub pieces: Vec<Piece<'a>>,
    /// What the therapist decided.
    pub decisions: Decisions,
    /// What was noticed when the time was counted.
    pub oddities: Vec<Oddity>,
}

/// What counts of a segment on a day.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Piece<'a> {
    /// Its session.
    pub session: &'a SessionId,
    /// Its number there.
    pub segment: SegmentNo,
    /// Where.
    pub spot: &'a Spot,
    /// With what.
    pub technique: &'a TechniqueId,
    /// The code it is billed under.
    pub code: Option<CptCode>,
    /// The exact time that counts.
    pub time: TimeDelta,
}

/// What the therapist decided of a day's bill.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Decisions {
    /// What was chosen of a tie.
    pub tie: TieChoice,
    /// Modifiers added by hand.
    pub modifiers: BTreeSet<(CptCode, Modifier)>,
    /// Descriptions of unlisted codes.
    pub described: BTreeMap<CptCode, String>,
}

/// Something about the recorded time that an auditor would ask about.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Oddity {
    /// Two one-on-one stretches at once: the second counts only beyond the first.
    AtOnce {
        /// The code of the second; none where it has none.
        code: Option<CptCode>,
        /// From when.
        from: Stamp,
        /// Until when.
        until: Stamp,
    },
    /// A timed code ran beside the hands, and does not count.
    Unattended {
        /// The code.
        code: CptCode,
        /// The time.
        time: TimeDelta,
    },
    /// One-on-one time that another payer is billed for, too.
    TwoPayers {
        /// From when.
        from: Stamp,
        /// Until when.
        until: Stamp,
    },
    /// A session of the day goes over midnight.
    OverMidnight,
    /// The session has no number, and several patients of the day fit it.
    Namesakes,
}

impl<'a> Day<'a> {
    /// Returns a day without work.
    pub fn new(date: NaiveDate, payer: Cow<'a, Payer>) -> Self {
        let (sessions, work, pieces, oddities) = (Vec::new(), Vec::new(), Vec::new(), Vec::new());
        Self { date, payer, sessions, work, pieces, decisions: Decisions::default(), oddities }
    }

    /// Returns the work of a code, by role.
    fn work_of(&self, code: CptCode) -> impl Iterator<Item = &Work> {
        self.work.iter().filter(move |work| work.code == code)
    }

    /// Returns the exact time without a code.
    fn without_code(&self) -> TimeDelta {
        let times = self.pieces.iter().filter(|piece| piece.code.is_none()).map(|piece| piece.time);
        times.fold(TimeDelta::zero(), minutes::plus)
    }
}

/// A sentence for a biller, and where the rule behind it stands.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Remark {
    /// The sentence, without a full stop.
    pub text: String,
    /// The rule's source.
    pub source: String,
}

impl Remark {
    fn new(text: impl Into<String>, source: impl fmt::Display) -> Self {
        Self { text: text.into(), source: source.to_string() }
    }
}

/// Why some units are billed, or some minutes are not.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Why {
    /// The units that the sentence is about; none where it is about unbilled minutes.
    pub units: Units,
    /// The minutes behind them.
    pub minutes: Minutes,
    /// The sentence and its source.
    #[serde(flatten)]
    pub remark: Remark,
}

impl fmt::Display for Why {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let text = &self.remark.text;
        match (self.units, self.minutes) {
            (Units(0), Minutes(0)) => f.write_str(text),
            (Units(0), minutes) => write!(f, "{minutes} min without a unit: {text}"),
            (units, _) => write!(f, "{}: {text}", counted(units.0, "unit")),
        }
    }
}

/// A tie at the last units: each of these codes has the same minutes left over, and the therapist chooses.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Choice {
    /// The tied codes, in the order of the work.
    pub codes: Vec<CptCode>,
    /// How many of them get one unit each.
    pub units: Units,
}

/// What a code comes to on a day: its minutes, its units, and why.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Charge {
    /// The code.
    pub code: CptCode,
    /// How the code is counted; a code that the catalogue does not have counts as unlisted.
    pub kind: Kind,
    /// The exact time recorded.
    pub time: TimeDelta,
    /// The whole minutes of it.
    pub minutes: Minutes,
    /// The units billed.
    pub units: Units,
    /// The lines of the claim: one, or two where an assistant's units stand by themselves.
    pub lines: Vec<Line>,
    /// Why there are so many units, in one sentence.
    pub reason: String,
    /// Why each unit is billed and each other minute is not; the minutes add up to the code's.
    pub why: Vec<Why>,
    /// Why the modifiers stand there.
    pub modifiers: Vec<Remark>,
    /// What was done, where the code is unlisted and it was described.
    pub described: Option<String>,
}

/// One line of a claim.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Line {
    /// The units.
    pub units: Units,
    /// The modifiers, in the order of the claim.
    pub modifiers: Vec<Modifier>,
}

impl Line {
    /// Returns the modifiers as a claim writes them: "GP CQ".
    pub fn modifier_words(&self) -> String {
        Modifier::words(&self.modifiers)
    }
}

/// What one day's work comes to for a payer.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Bill {
    /// The day.
    pub date: NaiveDate,
    /// The sessions that it bills together.
    pub sessions: Vec<SessionId>,
    /// The rule that made units of the minutes.
    pub rule: Rule,
    /// The minutes of all timed codes, billed or not.
    pub timed: Minutes,
    /// The minutes of all codes, and of what has none.
    pub treatment: Minutes,
    /// What each code comes to, in the order of the work.
    pub charges: Vec<Charge>,
    /// The ties still open; the charges hold a stable default until they are chosen.
    pub choices: Vec<Choice>,
    /// The ties that the therapist settled.
    pub settled: Vec<TieChoice>,
    /// The pairs of codes for which a modifier may help, as first and second column.
    pub pairs: Vec<(CptCode, CptCode)>,
    /// What will not be paid, or not as it stands.
    pub warnings: Vec<Remark>,
}

impl Bill {
    /// Returns the units of all charges, untimed ones too.
    pub fn total_units(&self) -> Units {
        Units(sum(self.charges.iter().map(|charge| charge.units.0)))
    }

    /// Returns the units of the timed codes.
    pub fn timed_units(&self) -> Units {
        Units(sum(self.charges.iter().filter(|charge| charge.kind == Kind::Timed).map(|charge| charge.units.0)))
    }

    /// Returns what a code comes to.
    pub fn charge(&self, code: CptCode) -> Option<&Charge> {
        self.charges.iter().find(|charge| charge.code == code)
    }
}

/// Returns the bill of a day under its payer's terms. Charges keep the order of the work.
pub fn bill(day: &Day, catalog: &Catalog) -> Bill {
    let count = count::of(day, catalog);
    let (mut warnings, mut unplanned) = (Vec::new(), Vec::new());
    let mut charges = Vec::with_capacity(count.lines.len());
    for line in &count.lines {
        let marked = modifiers::of(line, &count, day, catalog);
        charges.push(Charge {
            code: line.code,
            kind: line.kind.unwrap_or(Kind::Unlisted),
            time: line.time,
            minutes: line.minutes,
            units: line.units,
            lines: marked.lines,
            reason: reason::of(line, &count, day),
            why: reason::why(line, &count, day, catalog),
            modifiers: marked.why,
            described: day.decisions.described.get(&line.code).filter(|_| line.kind == Some(Kind::Unlisted)).cloned(),
        });
        warnings.extend(warning::of_code(line, day, catalog));
        warnings.extend(marked.warnings);
        unplanned.extend(marked.unplanned.map(|cause| (line.code, cause)));
    }
    warnings.extend(modifiers::unplanned(&unplanned, day));
    warnings.extend(modifiers::orphans(&count, day));
    warnings.extend(warning::of_day(&count, day, catalog));
    if day.payer.rule == Rule::None {
        warnings.clear();
    }
    warnings.extend(warning::unknown_payer(day, catalog));
    let without_code = floored(day.without_code());
    Bill {
        date: day.date,
        sessions: day.sessions.iter().copied().cloned().collect(),
        rule: day.payer.rule,
        timed: count.timed(),
        treatment: Minutes(sum(charges.iter().map(|charge| charge.minutes.0)).saturating_add(without_code.0)),
        charges,
        pairs: pairs::open(&count, day),
        choices: count.allocation.choice.into_iter().collect(),
        settled: count.allocation.settled.into_iter().collect(),
        warnings,
    }
}

/// Sums counts; far beyond any day's work it stays at the largest number instead of failing.
fn sum(counts: impl Iterator<Item = u32>) -> u32 {
    counts.fold(0, u32::saturating_add)
}
