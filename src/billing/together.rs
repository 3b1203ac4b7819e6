//! Which sessions of a day are of one patient.
//!
//! By the clinic's number where a session has one. One without a number is of the numbered patient whom its name and
//! birth date fit, if there is exactly one; otherwise it stands with its namesakes of the same birth date, and where
//! several patients fit, that is said. Every session of a day is of one patient only, from wherever it is looked at.

use std::collections::BTreeSet;

use chrono::NaiveDate;

use crate::session::{Patient, Session};

/// How a patient is known on a day.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Known<'a> {
    /// By the clinic's number.
    Number(&'a str),
    /// By name, in lower case, and birth date.
    Name(String, Option<NaiveDate>),
}

/// Returns the sessions of around the same day that may be of the same patient, the session itself too, in the order of
/// their opening: those that share a number or a name with it, or with one of the others.
pub(super) fn namesakes<'a>(session: &'a Session, others: impl Iterator<Item = &'a Session>) -> Vec<&'a Session> {
    let near = |other: &&Session| {
        let apart = (session.opened.date_naive() - other.opened.date_naive()).num_days().abs();
        other.id != session.id && apart <= 1
    };
    let mut rest: Vec<&Session> = others.filter(near).collect();
    let mut found = vec![session];
    let mut place = 0;
    while let Some(known) = found.get(place).copied() {
        let (fitting, left) = rest.into_iter().partition(|other| known.patient.may_be(&other.patient));
        let fitting: Vec<&Session> = fitting;
        found.extend(fitting);
        rest = left;
        place += 1;
    }
    found.sort_by_key(|s| (s.opened, &s.id));
    found
}

/// Returns how a patient is known among those of a day, and whether several fit.
pub(super) fn known<'a>(patient: &'a Patient, all: &[&'a Patient]) -> (Known<'a>, bool) {
    if let Some(number) = &patient.id {
        return (Known::Number(number.trim()), false);
    }
    let name = patient.name.trim().to_lowercase();
    let fitting = || all.iter().filter(|other| patient.fits(other));
    let numbers: BTreeSet<&str> = fitting().filter_map(|other| other.id.as_deref()).map(str::trim).collect();
    let births: BTreeSet<NaiveDate> =
        fitting().filter(|other| other.id.is_none()).filter_map(|other| other.born).collect();
    let mut numbers = numbers.into_iter();
    match (numbers.next(), numbers.next(), patient.born) {
        (Some(only), None, _) => (Known::Number(only), false),
        (Some(_), Some(_), born) => (Known::Name(name, born), true),
        (None, _, Some(born)) => (Known::Name(name, Some(born)), false),
        (None, _, None) => match births.into_iter().collect::<Vec<_>>().as_slice() {
            [] => (Known::Name(name, None), false),
            [only] => (Known::Name(name, Some(*only)), false),
            [..] => (Known::Name(name, None), true),
        },
    }
}
