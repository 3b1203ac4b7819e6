//! `tableside day`: the sessions of a day.

use chrono::NaiveDate;
use serde::Serialize;

use super::surroundings::Surroundings;
use super::{json, print};
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
    charges: Vec<Line>,
    warnings: Vec<String>,
}

#[derive(Serialize)]
struct Line {
    code: CptCode,
    modifiers: Vec<String>,
    minutes: u32,
    units: u32,
}

pub(super) fn run(around: &Surroundings, date: Option<NaiveDate>, as_json: bool) -> Result<(), Failure> {
    let now = around.clock.now();
    let date = date.unwrap_or_else(|| now.date_naive());
    let (sessions, damage) = around.day(date)?;
    let answer = Answer { date, sessions: sessions.into_iter().map(|s| row(around, s, now)).collect() };
    print(&if as_json { json(&answer)? } else { text(&answer) })?;
    damage
}

fn row(around: &Surroundings, session: Session, now: Stamp) -> Row {
    let bill = note::bill(&session, &around.catalog, now);
    Row {
        opened: session.opened.to_rfc3339(),
        closed: session.closed.map(|at| at.to_rfc3339()),
        status: note::status(&session).to_string(),
        timed_minutes: bill.timed.0,
        charges: bill
            .charges
            .into_iter()
            .map(|c| Line { code: c.code, modifiers: c.modifiers, minutes: c.minutes.0, units: c.units.0 })
            .collect(),
        warnings: bill.warnings,
        id: session.id,
        patient: session.patient.name,
        payer: session.payer,
    }
}

fn text(answer: &Answer) -> String {
    if answer.sessions.is_empty() {
        return format!("{}: no session\n", answer.date);
    }
    let mut out = format!("{}\n", answer.date);
    for row in &answer.sessions {
        let charges: Vec<String> =
            row.charges.iter().map(|c| format!("{} {} min x{}", c.code, c.minutes, c.units)).collect();
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
