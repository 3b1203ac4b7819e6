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
use crate::export;
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

/// How the day is printed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Form {
    Text,
    Json,
    Csv,
}

impl Form {
    pub(super) fn of(csv: bool) -> Self {
        if csv { Self::Csv } else { Self::Text }
    }

    fn render(self, answer: &Answer) -> Result<String, Failure> {
        match self {
            Self::Text => Ok(text(answer)),
            Self::Json => json(answer),
            Self::Csv => Ok(table(answer)),
        }
    }
}

pub(super) fn run(around: &Surroundings, date: Option<NaiveDate>, form: Form) -> Result<(), Failure> {
    let now = around.clock.now();
    let date = date.unwrap_or_else(|| now.date_naive());
    let Some(mut record) = Record::open(around)? else {
        let none = Answer { date, sessions: Vec::new() };
        return print(&form.render(&none)?);
    };
    record.witness_a_look(Deed::DayListed { day: date });
    let found = Found::of(&record.log, date)?;
    // A session that goes over midnight is of both days.
    let before = found.all().filter(|s| s.opened.date_naive() < date);
    let of_day = before.chain(&found.sessions);
    let answer = Answer { date, sessions: of_day.filter_map(|s| row(around, &found, s, date, now)).collect() };
    print(&form.render(&answer)?)?;
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

/// The charges, a row for each line: a code with its modifiers. What is claimed with another session stands there once.
fn table(answer: &Answer) -> String {
    let mut rows = Vec::new();
    for row in &answer.sessions {
        for charge in &row.charges {
            let billed = charge.lines.iter().map(|line| (line.units.0, line.modifier_words()));
            for (place, (units, modifiers)) in billed.enumerate() {
                // The minutes are those of the code: they stand with its first line, so that a sum over the column holds.
                let minutes = if place == 0 { charge.minutes.to_string() } else { String::new() };
                rows.push([
                    answer.date.to_string(),
                    row.id.to_string(),
                    row.patient.clone(),
                    row.payer.to_string(),
                    charge.code.to_string(),
                    modifiers,
                    minutes,
                    units.to_string(),
                    charge.described.clone().unwrap_or_default(),
                ]);
            }
        }
    }
    export::csv(&rows)
}

fn charge_text(charge: &Charge) -> String {
    let marked = |line: &Line| {
        let words = line.modifier_words();
        format!("x{}{}{words}", line.units, if words.is_empty() { "" } else { " " })
    };
    let lines: Vec<String> = charge.lines.iter().map(marked).collect();
    format!("{} {} min {}", charge.code, charge.minutes, lines.join(" + "))
}
