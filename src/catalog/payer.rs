//! Payers: who pays, under which rule minutes become units, and on what other terms.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt;

use chrono::NaiveDate;
use serde::{Deserialize, Serialize};

use super::area::id;
use super::{CptCode, Modifier, Source};

id! {
    /// The catalogue id of a payer, such as `medicare`.
    PayerId
}

/// How minutes become units.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Rule {
    /// Minutes of all timed codes are pooled (Medicare's eight-minute rule).
    Cms,
    /// Each code by itself, a unit from its midpoint (the rule of eights).
    Midpoint,
    /// Each code by itself, full quarter hours only.
    Full,
    /// No units: billed by length, in cash.
    None,
}

impl Rule {
    /// All rules.
    pub const ALL: [Self; 4] = [Self::Cms, Self::Midpoint, Self::Full, Self::None];

    /// Returns the rule's word, as configuration and command line write it.
    pub fn word(self) -> &'static str {
        match self {
            Self::Cms => "cms",
            Self::Midpoint => "midpoint",
            Self::Full => "full",
            Self::None => "none",
        }
    }

    /// Returns the rule in two words, as it stands beside a payer's name.
    pub fn label(self) -> &'static str {
        match self {
            Self::Cms => "cms rule",
            Self::Midpoint => "midpoint rule",
            Self::Full => "full units",
            Self::None => "by length",
        }
    }

    /// Returns where the rule stands.
    pub fn source(self) -> &'static str {
        match self {
            Self::Cms => "CMS Pub 100-04 ch. 5 §20.2 C",
            Self::Midpoint => "CPT time rule",
            Self::Full => "rule of some payers",
            Self::None => "the clinic's own price list",
        }
    }

    /// Returns the rule's name for people, with its idea.
    pub fn title(self) -> &'static str {
        match self {
            Self::Cms => "CMS eight-minute rule: minutes of all timed codes pooled",
            Self::Midpoint => "midpoint rule (rule of eights): each code by itself",
            Self::Full => "full units: each code by itself, whole quarter hours only",
            Self::None => "no units: billed by length",
        }
    }
}

impl fmt::Display for Rule {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(self.word())
    }
}

/// How exact time becomes whole minutes.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum MinuteRule {
    /// Each code's time is summed and floored once.
    #[default]
    FloorPerCode,
    /// The time of all timed codes is summed and floored once; odd minutes go to the largest remainders of seconds.
    FloorTotal,
}

/// What becomes of two codes of which an edit pays only one.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Pairs {
    /// The line that will not be paid is named; nothing is changed.
    #[default]
    Ncci,
    /// Only the code with more minutes is billed.
    OneOf,
    /// 59 is appended to the second line where a modifier may help.
    Modifier59,
    /// The payer applies no edits.
    Ignore,
}

/// What becomes of units above a limit.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Limits {
    /// They are named; nothing is cut.
    #[default]
    Warn,
    /// They are cut, and the minutes that stay unbilled are named.
    Cap,
}

/// What a payer can ask of the note beyond what every note holds.
pub const ASKED: [&str; 3] = ["subjective", "objective", "home_care"];

/// Who pays, and on what terms.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Payer {
    /// Its id.
    pub id: PayerId,
    /// Its name.
    pub name: String,
    /// How minutes become units.
    pub rule: Rule,
    /// How exact time becomes minutes.
    pub minutes: MinuteRule,
    /// What becomes of pairs of codes.
    pub pairs: Pairs,
    /// What becomes of units above a limit.
    pub limits: Limits,
    /// The most timed units of a day, all codes together.
    pub units_a_day: Option<u32>,
    /// Its own limits of a code; for the others the catalogue's count.
    pub limit: BTreeMap<CptCode, u32>,
    /// The only codes it covers; all where none is named.
    pub allowed: BTreeSet<CptCode>,
    /// Codes it does not cover.
    pub excluded: BTreeSet<CptCode>,
    /// The modifiers it asks for: GP, GO, GN by discipline, CQ, CO for assistants.
    pub modifiers: BTreeSet<Modifier>,
    /// What it asks of the note beyond what every note holds: words of [`ASKED`].
    pub asks: BTreeSet<String>,
    /// What a biller must know of it; empty where nothing.
    pub remark: String,
    /// Where the row comes from.
    pub source: Source,
}

impl Payer {
    /// Returns a payer of whom nothing is known but the rule.
    pub fn by_rule(rule: Rule) -> Self {
        let source = Source { name: rule.source().to_owned(), date: NaiveDate::MIN, next: None };
        Self {
            id: PayerId::new(rule.word()),
            name: String::new(),
            rule,
            minutes: MinuteRule::default(),
            pairs: Pairs::default(),
            limits: Limits::default(),
            units_a_day: None,
            limit: BTreeMap::new(),
            allowed: BTreeSet::new(),
            excluded: BTreeSet::new(),
            modifiers: BTreeSet::new(),
            asks: BTreeSet::new(),
            remark: String::new(),
            source,
        }
    }

    /// Whether a code is covered.
    pub fn covers(&self, code: CptCode) -> bool {
        !self.excluded.contains(&code) && (self.allowed.is_empty() || self.allowed.contains(&code))
    }

    /// Returns the modifiers of plans of care that it asks for.
    pub fn plans(&self) -> impl Iterator<Item = Modifier> {
        self.modifiers.iter().copied().filter(|modifier| Modifier::PLANS.contains(modifier))
    }
}
