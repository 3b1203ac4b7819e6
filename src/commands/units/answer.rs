//! The answer of `tableside units`, as JSON and in words.

use chrono::{NaiveDate, TimeDelta};
use serde::Serialize;

use crate::billing::{self, Bill, Choice, Day, Line, Remark, Why};
use crate::catalog::{Catalog, CptCode, Kind, Rule};
use crate::session::{TieChoice, clock_text};
use crate::words::{Citations, counted, folded, pad};

/// How wide the words are.
const WIDTH: usize = 100;

/// What a day comes to.
#[derive(Serialize)]
pub(super) struct Answer {
    date: NaiveDate,
    rule: &'static str,
    payer: Option<String>,
    timed_minutes: u32,
    treatment_minutes: u32,
    total_units: u32,
    lines: Vec<Row>,
    choices: Vec<Choice>,
    /// The ties that were chosen.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    settled: Vec<TieChoice>,
    warnings: Vec<String>,
    /// What a biller must know of the techniques that were named.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub(super) remarks: Vec<String>,
    #[serde(flatten)]
    explained: Option<Explained>,
    #[serde(skip)]
    title: &'static str,
}

#[derive(Serialize)]
struct Row {
    code: CptCode,
    minutes: u32,
    units: u32,
    /// The lines of the claim.
    claim: Vec<Line>,
    reason: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    described: Option<String>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    why: Vec<Why>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    modifiers: Vec<Remark>,
}

/// What is said only when it is asked for.
#[derive(Serialize)]
struct Explained {
    warnings_with_sources: Vec<Remark>,
    forecast: Vec<String>,
    rule_source: &'static str,
}

impl Answer {
    /// Returns the answer for a day.
    pub(super) fn of(day: &Day, catalog: &Catalog, explain: bool) -> Self {
        let bill = billing::bill(day, catalog);
        let explained = explain.then(|| Explained {
            warnings_with_sources: bill.warnings.clone(),
            forecast: forecast(day, &bill, catalog),
            rule_source: bill.rule.source(),
        });
        let row = |charge: billing::Charge| Row {
            code: charge.code,
            minutes: charge.minutes.0,
            units: charge.units.0,
            claim: charge.lines,
            reason: charge.reason,
            described: charge.described,
            why: if explain { charge.why } else { Vec::new() },
            modifiers: if explain { charge.modifiers } else { Vec::new() },
        };
        Self {
            date: bill.date,
            rule: bill.rule.word(),
            payer: Some(day.payer.name.clone()).filter(|name| !name.is_empty()),
            timed_minutes: bill.timed.0,
            treatment_minutes: bill.treatment.0,
            total_units: bill.total_units().0,
            title: bill.rule.title(),
            settled: bill.settled,
            choices: bill.choices,
            warnings: bill.warnings.into_iter().map(|warning| warning.text).collect(),
            remarks: Vec::new(),
            lines: bill.charges.into_iter().map(row).collect(),
            explained,
        }
    }

    /// Whether the therapist settled a tie.
    pub(super) fn is_settled(&self) -> bool {
        !self.settled.is_empty()
    }

    /// Returns the answer in words.
    pub(super) fn text(&self, catalog: &Catalog) -> String {
        let payer = self.payer.as_ref().map(|name| format!("{name}, {}\n", self.date)).unwrap_or_default();
        let mut out = format!("{payer}{} ({})\n\n", self.title, self.rule);
        let mut cited = Citations::default();
        for line in &self.lines {
            let label = catalog.code(line.code).map_or("", |known| known.label.as_str());
            for (place, part) in line.claim.iter().enumerate() {
                let units = counted(part.units.0, "unit");
                let minutes = if place == 0 { format!("{:>4} min", line.minutes) } else { " ".repeat(8) };
                let row = format!("{}  {} {minutes}   {units:<9}{}", line.code, pad(label, 32), part.modifier_words());
                out += &format!("{}\n", row.trim_end());
            }
            self.reasons(&mut out, &mut cited, line);
        }
        let (timed, units) = (counted(self.timed_minutes, "timed minute"), counted(self.total_units, "unit"));
        out += &format!("\n{timed}, {units}\n");
        for choice in &self.choices {
            let codes: Vec<String> = choice.codes.iter().map(ToString::to_string).collect();
            out += &format!("choice: {} tied between {}\n", counted(choice.units.0, "unit"), codes.join(", "));
        }
        self.remarks.iter().for_each(|remark| out += &format!("technique: {remark}\n"));
        match &self.explained {
            None => self.warnings.iter().for_each(|warning| out += &format!("warning: {warning}\n")),
            Some(explained) => {
                for warning in &explained.warnings_with_sources {
                    said(&mut out, "warning: ", &cited.cite(&warning.text, &warning.source));
                }
                for text in &explained.forecast {
                    said(&mut out, "", &cited.cite(text, explained.rule_source));
                }
                out += "\nrules\n";
                for (number, source) in (1..).zip(cited.all()) {
                    said(&mut out, &format!("[{number}] "), source);
                }
            }
        }
        out
    }

    fn reasons(&self, out: &mut String, cited: &mut Citations, line: &Row) {
        if self.explained.is_none() {
            *out += &format!("       {}\n", line.reason);
        }
        if let Some(text) = &line.described {
            said(out, "       ", &format!("described: {text}"));
        }
        for why in &line.why {
            said(out, "       ", &cited.cite(why, &why.remark.source));
        }
        for why in &line.modifiers {
            said(out, "       ", &cited.cite(&why.text, &why.source));
        }
    }
}

/// Writes a sentence, later lines set in.
fn said(out: &mut String, label: &str, sentence: &str) {
    let indent = " ".repeat(label.len().min(7) + 2);
    for line in folded(sentence, label, &indent, WIDTH) {
        *out += &format!("{line}\n");
    }
}

/// What more time of each timed code would change.
fn forecast(day: &Day, bill: &Bill, catalog: &Catalog) -> Vec<String> {
    if bill.rule == Rule::None {
        return Vec::new();
    }
    let mut told: Vec<String> = billing::one_more(day, catalog).into_iter().collect();
    for charge in bill.charges.iter().filter(|charge| charge.kind == Kind::Timed) {
        let code = charge.code;
        told.push(match billing::forecast(day, code, catalog) {
            Ok(next) => {
                let wait = clock_text(next.wait + TimeDelta::milliseconds(999));
                format!("{code} going on: next unit after {wait} more, at {} min, for {}", next.timed, next.code)
            }
            Err(why) => format!("{code} going on: {why}"),
        });
    }
    told
}
