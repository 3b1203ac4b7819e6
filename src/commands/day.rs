//! `tableside day`: the sessions of a day.

use chrono::NaiveDate;
use serde::Serialize;

use super::record::Record;
use super::surroundings::{Found, Surroundings};
use super::{json, print, tell};
use crate::audit::Deed;
use crate::billing::{Line, Remark};
use crate::catalog::{CptCode, PayerId};
use crate::error::Failure;
use crate::export;
use crate::note::{self, Claim, Note};
use crate::session::SessionId;
use crate::words::column;

#[derive(Serialize)]
struct Answer {
    date: NaiveDate,
    sessions: Vec<Row>,
    /// What is wrong with the claims of the day.
    astray: Vec<String>,
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
    /// What was left to the therapist, chosen or not.
    choices: Vec<String>,
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

    fn render(self, date: NaiveDate, notes: &[Note]) -> Result<String, Failure> {
        let sessions = || notes.iter().filter_map(|note| row(note, date)).collect();
        let answer = || Answer { date, sessions: sessions(), astray: astray(notes, date) };
        match self {
            Self::Text => Ok(text(&answer())),
            Self::Json => json(&answer()),
            Self::Csv => Ok(export::csv(&export::of_day(notes.iter(), date))),
        }
    }
}

pub(super) fn run(around: &Surroundings, date: Option<NaiveDate>, form: Form) -> Result<(), Failure> {
    let now = around.clock.now();
    let date = date.unwrap_or_else(|| now.date_naive());
    let Some(mut record) = Record::open(around)? else {
        return print(&form.render(date, &[])?);
    };
    record.witness_a_look(Deed::DayListed { day: date });
    let found = Found::of(&record.log, date)?;
    // A session that goes over midnight is of both days.
    let before = found.all().filter(|s| s.opened.date_naive() < date);
    let letterhead = around.letterhead();
    let compose = |session| note::compose(session, found.all(), &around.catalog, &letterhead, now);
    let notes: Vec<Note> = before.chain(&found.sessions).map(compose).collect();
    print(&form.render(date, &notes)?)?;
    if form == Form::Csv {
        for astray in astray(&notes, date) {
            tell(&astray);
        }
    }
    for source in around.catalog.outdated(now.date_naive()) {
        tell(&format!(
            "out of date: {source}; lay the newer edition over it (see \"A newer edition\" in docs/catalogue.md)"
        ));
    }
    found.damage
}

/// Returns what is wrong with the claims of the day, and what to do about it.
fn astray(notes: &[Note], date: NaiveDate) -> Vec<String> {
    note::astray(notes, date).iter().map(|astray| format!("{astray}; {}", note::ASTRAY)).collect()
}

/// Returns what a session is on a day; nothing where it was not worked on it.
fn row(note: &Note, date: NaiveDate) -> Option<Row> {
    let content = &note.content;
    let day = content.days.iter().find(|day| day.date == date);
    if day.is_none() && content.opened.date_naive() != date {
        return None;
    }
    let carried = day.filter(|_| note.claims(date));
    let texts = |remarks: Option<&Vec<Remark>>| remarks.into_iter().flatten().map(|one| one.text.clone()).collect();
    let charges = carried.into_iter().flat_map(|day| &day.charges).map(|c| Charge {
        code: c.code,
        minutes: c.minutes.0,
        units: c.units.0,
        lines: c.lines.clone(),
        described: c.described.clone(),
    });
    Some(Row {
        id: content.session.clone(),
        patient: content.patient.name.clone(),
        payer: content.payer.id.clone(),
        opened: content.opened.to_rfc3339(),
        closed: content.closed.map(|at| at.to_rfc3339()),
        status: note.status.to_string(),
        timed_minutes: day.map_or(0, |day| day.timed_here.0),
        billed_with: note.replaced.get(&date).cloned().or_else(|| match &day?.claim {
            Claim::With(other) => Some(other.clone()),
            Claim::Here | Claim::InPlaceOf(_) => None,
        }),
        charges: charges.collect(),
        choices: texts(carried.map(|day| &day.choices)),
        warnings: texts(carried.map(|day| &day.warnings)),
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
    for astray in &answer.astray {
        out += &format!("! {astray}\n");
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
