//! Minutes to units: the published cases, the sentences, the payers' terms, the laws that must hold for any day's work,
//! and a second, naive implementation that must agree on a hundred thousand days.

#![expect(clippy::unwrap_used, reason = "a test that cannot go on must fail loudly")]

#[path = "billing/cases.rs"]
mod cases;
#[path = "billing/days.rs"]
mod days;
#[path = "billing/docs.rs"]
mod docs;
#[path = "billing/laws.rs"]
mod laws;
#[path = "billing/naive.rs"]
mod naive;
#[path = "billing/sentences.rs"]
mod sentences;
#[path = "billing/terms.rs"]
mod terms;

use std::borrow::Cow;
use std::sync::LazyLock;

use chrono::{NaiveDate, TimeDelta};
use tableside::billing::{Bill, Charge, Day, Work, bill};
use tableside::catalog::{Catalog, CptCode, Payer, PayerId, Rule};
use tableside::session::{Role, Therapist};

static CATALOG: LazyLock<Catalog> = LazyLock::new(|| Catalog::builtin().unwrap());

fn code(text: &str) -> CptCode {
    text.parse().unwrap()
}

fn today() -> NaiveDate {
    NaiveDate::from_ymd_opt(2026, 11, 23).unwrap()
}

/// The role that credentials tell.
fn role(credentials: &str) -> Role {
    Therapist { name: String::new(), credentials: credentials.to_owned() }.role()
}

/// A day of work in seconds, by code and credentials.
fn day_of(payer: &Payer, work: &[(&str, &str, i64)]) -> Day<'static> {
    let mut day = Day::new(today(), Cow::Owned(payer.clone()));
    for (text, credentials, seconds) in work {
        day.add(Work { code: code(text), role: role(credentials), time: TimeDelta::seconds(*seconds) });
    }
    day
}

/// A day of whole minutes by a massage therapist.
fn minutes_day(payer: &Payer, work: &[(&str, i64)]) -> Day<'static> {
    let work: Vec<(&str, &str, i64)> = work.iter().map(|(text, minutes)| (*text, "LMT", minutes * 60)).collect();
    day_of(payer, &work)
}

fn by_rule(rule: Rule, work: &[(&str, i64)]) -> Bill {
    bill(&minutes_day(&Payer::by_rule(rule), work), &CATALOG)
}

fn payer(id: &str) -> Payer {
    CATALOG.payer(&PayerId::new(id)).unwrap().clone()
}

fn charge<'a>(bill: &'a Bill, text: &str) -> &'a Charge {
    bill.charge(code(text)).unwrap()
}

fn warnings(bill: &Bill) -> Vec<&str> {
    bill.warnings.iter().map(|warning| warning.text.as_str()).collect()
}

/// The lines of a claim, as a biller writes them: "97110 x2 GP".
fn claim(bill: &Bill) -> Vec<String> {
    let lines = bill.charges.iter().flat_map(|charge| charge.lines.iter().map(move |line| (charge.code, line)));
    lines
        .map(|(code, line)| format!("{code} x{} {}", line.units, line.modifier_words()).trim_end().to_owned())
        .collect()
}
