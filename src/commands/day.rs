//! `tableside day`: the sessions of a day.

use chrono::NaiveDate;
use serde::Serialize;

use super::surroundings::{Found, Surroundings};
use super::{json, print, tell};
use crate::billing::Line;
use crate::catalog::{CptCode, PayerId};
use crate::error::Failure;
use crate::note::{self, Account};
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
    warnings: Vec<String>,
}

#[derive(Serialize)]
struct Charge {
    date: NaiveDate,
    code: CptCode,
    minutes: u32,
    units: u32,
    lines: Vec<Line>,
}

pub(super) fn run(around: &Surroundings, date: Option<NaiveDate>, as_json: bool) -> Result<(), Failure> {
    let now = around.clock.now();
    let date = date.unwrap_or_else(|| now.date_naive());
    let found = around.day(date)?;
    let answer = Answer { date, sessions: found.sessions.iter().map(|s| row(around, &found, s, now)).collect() };
    print(&if as_json { json(&answer)? } else { text(&answer) })?;
    for source in around.catalog.outdated(now.date_naive()) {
        tell(&format!("out of date: {source}; lay the newer edition over it (see README, configuration)"));
    }
    found.damage
}

fn row(around: &Surroundings, found: &Found, session: &Session, now: Stamp) -> Row {
    let days = note::accounts(session, found.all(), &around.catalog, now);
    let carries = |day: &&Account| day.bill.is_carried_by(&session.id);
    let charges = days.iter().filter(carries).flat_map(|day| {
        day.bill.charges.iter().map(|c| Charge {
            date: day.bill.date,
            code: c.code,
            minutes: c.minutes.0,
            units: c.units.0,
            lines: c.lines.clone(),
        })
    });
    Row {
        opened: session.opened.to_rfc3339(),
        closed: session.closed.map(|at| at.to_rfc3339()),
        status: note::status(session).to_string(),
        timed_minutes: days.iter().map(|day| day.timed_here.0).sum(),
        billed_with: days.iter().find(|day| !carries(day)).and_then(|day| day.bill.sessions.first()).cloned(),
        charges: charges.collect(),
        warnings: days
            .iter()
            .filter(carries)
            .flat_map(|day| &day.bill.warnings)
            .map(|warning| warning.text.clone())
            .collect(),
        id: session.id.clone(),
        patient: session.patient.name.clone(),
        payer: session.payer.clone(),
    }
}

fn text(answer: &Answer) -> String {
    if answer.sessions.is_empty() {
        return format!("{}: no session\n", answer.date);
    }
    let mut out = format!("{}\n", answer.date);
    for row in &answer.sessions {
        let mut charges: Vec<String> = row.charges.iter().map(|charge| charge_text(charge, answer.date)).collect();
        charges.extend(row.billed_with.iter().map(|other| format!("billed with {other}")));
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

fn charge_text(charge: &Charge, date: NaiveDate) -> String {
    let marked = |line: &Line| {
        let words = line.modifier_words();
        format!("x{}{}{words}", line.units, if words.is_empty() { "" } else { " " })
    };
    let lines: Vec<String> = charge.lines.iter().map(marked).collect();
    let day = if charge.date == date { String::new() } else { format!("{} ", charge.date) };
    format!("{day}{} {} min {}", charge.code, charge.minutes, lines.join(" + "))
}
