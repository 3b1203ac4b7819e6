//! Where a row of the catalogue comes from, so that every number can be traced and an old edition is noticed.

use std::fmt;

use chrono::NaiveDate;

/// A rulebook and its edition.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Source {
    /// The rulebook, the table or the payer's paper.
    pub name: String,
    /// The date of the edition that was read.
    pub date: NaiveDate,
    /// When the next edition is due, where the rulebook has a calendar.
    pub next: Option<NaiveDate>,
}

impl Source {
    /// Whether a newer edition is due on a day.
    pub fn is_outdated(&self, today: NaiveDate) -> bool {
        self.next.is_some_and(|next| next <= today)
    }
}

impl fmt::Display for Source {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}, {}", self.name, self.date)
    }
}
