//! `tableside day`: the sessions of a day.

use chrono::NaiveDate;
use serde::Serialize;

use super::record::Record;
use super::surroundings::{Found, Surroundings};
use super::{json, print, tell};
use crate::audit::Deed;
use crate::billing::{Choice, Line};
use crate::catalog::{CptCode, PayerId};
use crate::error::Failure;
use crate::note;
use crate::session::{Session, SessionId, Stamp};
use crate::words::column;

#[derive(Serialize)]
struct Answer {
    date: NaiveDate,
    sessions: Vec<Row>,
}

#[derive(Serialize)]
struct Row {
    id: SessionId,
    patient: String,
    payer: PayerId,
    opened: String,
    closed: Option<String>,
    status: String,
    timed_minutes: u32,
    /// The session that carries the charges of the day, where it is not this one.
    billed_with: Option<SessionId>,
    charges: Vec<Charge>,
    /// The ties that are open.
    choices: Vec<Choice>,
    warnings: Vec<String>,
}

#[derive(Serialize)]
struct Charge {
    code: CptCode,
    minutes: u32,
    units: u32,
    lines: Vec<Line>,
    #[serde(skip_serializing_if = "Option::is_none")]
    described: Option<String>,
}

pub(super) fn run(around: &Surroundings, date: Option<NaiveDate>, as_json: bool) -> Result<(), Failure> {
    let now = around.clock.now();
    let date = date.unwrap_or_else(|| now.date_naive());
    let Some(mut record) = Record::open(around)? else {
        let none = Answer { date, sessions: Vec::new() };
        return print(&if as_json { json(&none)? } else { text(&none) });
    };
    record.witness_a_look(Deed::DayListed { day: date });
    let found = Found::of(&record.log, date)?;
    // A session that goes over midnight is of both days.
    let before = found.all().filter(|s| s.opened.date_naive() < date);
    let of_day = before.chain(&found.sessions);
    let answer = Answer { date, sessions: of_day.filter_map(|s| row(around, &found, s, date, now)).collect() };
    print(&if as_json { json(&answer)? } else { text(&answer) })?;
    for source in around.catalog.outdated(now.date_naive()) {
        tell(&format!("out of date: {source}; lay the newer edition over it (see README, configuration)"));
    }
    found.damage
}

/// Returns what a session is on a day; nothing where it was not worked on it.
fn row(around: &Surroundings, found: &Found, session: &Session, date: NaiveDate, now: Stamp) -> Option<Row> {
    let account = note::account_on(session, found.all(), &around.catalog, now, date);
    let opened_on_it = session.opened.date_naive() == date;
    let (timed, bill) = match account {
        Some(account) => (account.timed_here.0, Some(account.bill)),
        None if opened_on_it => (0, None),
        None => return None,
    };
    let carried = bill.as_ref().filter(|bill| bill.is_carried_by(&session.id));
    let charges = carried.into_iter().flat_map(|bill| &bill.charges).map(|c| Charge {
        code: c.code,
        minutes: c.minutes.0,
        units: c.units.0,
        lines: c.lines.clone(),
        described: c.described.clone(),
    });
    Some(Row {
        opened: session.opened.to_rfc3339(),
        closed: session.closed.map(|at| at.to_rfc3339()),
        status: bill.as_ref().map_or_else(|| note::status(session), |bill| note::status_on(session, bill)).to_string(),
        choices: carried.into_iter().flat_map(|bill| bill.choices.clone()).collect(),
        timed_minutes: timed,
        billed_with: bill.iter().filter(|_| carried.is_none()).find_map(|bill| bill.sessions.first()).cloned(),
        charges: charges.collect(),
        warnings: carried.into_iter().flat_map(|bill| &bill.warnings).map(|warning| warning.text.clone()).collect(),
        id: session.id.clone(),
        patient: session.patient.name.clone(),
        payer: session.payer.clone(),
    })
}

fn text(answer: &Answer) -> String {
    if answer.sessions.is_empty() {
        return format!("{}: no session\n", answer.date);
    }
    let mut out = format!("{}\n", answer.date);
    for row in &answer.sessions {
        let mut charges: Vec<String> = row.charges.iter().map(charge_text).collect();
        charges.extend(row.billed_with.iter().map(|other| format!("billed with {other}")));
        let of_before = row.opened.get(..10) != Some(answer.date.to_string().as_str());
        charges.extend(of_before.then(|| format!("opened on {}", row.opened.get(..10).unwrap_or_default())));
        let time = row.opened.get(11..16).unwrap_or_default();
        out += &format!(
            "{time}  {}  {}{}{:>5} min  {}{}\n",
            row.id,
            column(&row.patient, 24),
            column(row.payer.as_str(), 14),
            row.timed_minutes,
            column(&row.status, 18),
            charges.join(", ")
        );
        for warning in &row.warnings {
            out += &format!("                 ! {warning}\n");
        }
    }
    out
}

fn charge_text(charge: &Charge) -> String {
    let marked = |line: &Line| {
        let words = line.modifier_words();
        format!("x{}{}{words}", line.units, if words.is_empty() { "" } else { " " })
    };
    let lines: Vec<String> = charge.lines.iter().map(marked).collect();
    format!("{} {} min {}", charge.code, charge.minutes, lines.join(" + "))
}
