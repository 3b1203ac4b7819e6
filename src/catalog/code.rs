//! Procedure codes, the limits of a day, and the edits between codes.

use std::fmt;
use std::str::FromStr;

use chrono::NaiveDate;
use serde::{Deserialize, Serialize};

use super::Source;

/// A CPT or HCPCS code: five letters or digits.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct CptCode([u8; 5]);

/// The text is not five letters or digits.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("\"{0}\" is no procedure code; a code has five digits, or a letter and four digits")]
pub struct NotACode(String);

impl FromStr for CptCode {
    type Err = NotACode;

    fn from_str(text: &str) -> Result<Self, NotACode> {
        let bytes: [u8; 5] = text.as_bytes().try_into().map_err(|_| NotACode(text.to_owned()))?;
        let (first, rest) = bytes.split_first().ok_or_else(|| NotACode(text.to_owned()))?;
        if (first.is_ascii_digit() || first.is_ascii_uppercase()) && rest.iter().all(u8::is_ascii_digit) {
            Ok(Self(bytes))
        } else {
            Err(NotACode(text.to_owned()))
        }
    }
}

impl TryFrom<String> for CptCode {
    type Error = NotACode;

    fn try_from(text: String) -> Result<Self, NotACode> {
        text.parse()
    }
}

impl From<CptCode> for String {
    fn from(code: CptCode) -> Self {
        code.to_string()
    }
}

impl fmt::Display for CptCode {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(&String::from_utf8_lossy(&self.0))
    }
}

impl fmt::Debug for CptCode {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, f)
    }
}

/// How a code is counted.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Kind {
    /// One-on-one, in units of 15 minutes.
    Timed,
    /// One unit a day, whatever the time.
    Untimed,
    /// Without a descriptor of its own: described by hand, one unit.
    Unlisted,
}

/// What is known of a code.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Code {
    /// The code.
    pub code: CptCode,
    /// In our own words, short: "massage".
    pub label: String,
    /// How it is counted.
    pub kind: Kind,
    /// Whether it is given under a therapy plan of care, and so takes GP, GO or GN.
    pub therapy: bool,
    /// Whether it is an evaluation, which is the therapist's own.
    pub evaluation: bool,
    /// Where the row comes from.
    pub source: Source,
}

/// The most units of a code that are paid on one day.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Limit {
    /// The code.
    pub code: CptCode,
    /// The units; none where the code is never paid by itself.
    pub units: u32,
    /// Where the row comes from.
    pub source: Source,
}

/// Two codes of which one is not paid on the same day.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Edit {
    /// The line that is paid.
    pub column1: CptCode,
    /// The line that is not.
    pub column2: CptCode,
    /// Whether a modifier may help when the services were truly distinct (indicator 1).
    pub modifier_may_help: bool,
    /// The first day on which it is known to hold.
    pub from: NaiveDate,
    /// The first day on which it holds no more, where it was ended.
    pub until: Option<NaiveDate>,
    /// Where the row comes from.
    pub source: Source,
}

impl Edit {
    /// Whether a code is one of the two.
    pub fn has(&self, code: CptCode) -> bool {
        self.column1 == code || self.column2 == code
    }

    /// Whether the edit holds on a day.
    pub fn is_active(&self, day: NaiveDate) -> bool {
        self.from <= day && self.until.is_none_or(|until| day < until)
    }
}
