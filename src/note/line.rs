//! A session as one line of a day's list: its minutes, what is charged, and where.

use chrono::NaiveDate;

use super::account;
use super::claim::{self, Claim};
use super::content::{Content, DayNote};
use crate::billing::{Minutes, Units};
use crate::catalog::{Catalog, CptCode};
use crate::session::{Session, Stamp};

/// What a list says of a session on a day: as it was signed, or as it stands.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DayLine {
    /// Its own timed minutes.
    pub timed: Minutes,
    /// The codes that are billed, each with its units.
    pub charges: Vec<(CptCode, Units)>,
    /// Whether something in them is open or questioned.
    pub asks: bool,
    /// With which session they are claimed.
    pub claim: Claim,
    /// Whether they count with this one.
    pub counts: bool,
}

impl DayLine {
    /// Returns the units that count with this session.
    pub fn units(&self) -> u32 {
        if self.counts { self.charges.iter().map(|(_, units)| units.0).sum() } else { 0 }
    }
}

/// Returns the line of a session on a day; none where nothing of it was worked on that day. `others` may hold any sessions.
pub fn line_on(
    session: &Session,
    others: &[&Session],
    catalog: &Catalog,
    now: Stamp,
    date: NaiveDate,
) -> Option<DayLine> {
    if let Some(content) = session.signature.as_ref().and_then(|signature| Content::signed(signature, &session.id)) {
        let replaced = claim::replaced(session, others).contains_key(&date);
        return content.days.into_iter().find(|day| day.date == date).map(|day| of_signed(day, replaced));
    }
    let account = account::account_on(session, others.iter().copied(), catalog, now, date)?;
    let bill = &account.bill;
    let claim = claim::claim(session, bill, others);
    Some(DayLine {
        timed: account.timed_here,
        charges: bill.charges.iter().map(|charge| (charge.code, charge.units)).collect(),
        asks: !bill.warnings.is_empty() || !bill.choices.is_empty(),
        counts: claim.counts(false, false),
        claim,
    })
}

fn of_signed(day: DayNote, replaced: bool) -> DayLine {
    DayLine {
        counts: day.claim.counts(true, replaced),
        timed: day.timed_here,
        charges: day.charges.iter().map(|charge| (charge.code, charge.units)).collect(),
        asks: !day.warnings.is_empty(),
        claim: day.claim,
    }
}
