//! Payers: who pays, and under which rule minutes become units.

use std::fmt;

use serde::{Deserialize, Serialize};

use super::area::id;

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

/// Who pays.
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
    /// What a biller must know of it; empty where nothing.
    pub remark: String,
    /// Where the row comes from, and its date.
    pub source: String,
}
