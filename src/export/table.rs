//! Charges as a table for a spreadsheet: CSV after RFC 4180, with nothing that a spreadsheet would run.

use std::collections::BTreeSet;

use chrono::NaiveDate;

use crate::note::{Claim, DayNote, Note};
use crate::session::SessionId;
use crate::words::disarmed;

/// The columns, in order: one row for each line that is charged.
pub const COLUMNS: [&str; 11] = [
    "date",
    "session",
    "patient",
    "payer",
    "code",
    "modifiers",
    "minutes",
    "units",
    "description",
    "therapist",
    "note",
];

/// The place of the units among them.
pub(super) const UNITS: usize = 7;

/// A row of the table.
pub type Cells = [String; COLUMNS.len()];

/// Returns the rows of a note on a day, or on all of its days: none where its charges are claimed with another session.
pub fn rows(note: &Note, date: Option<NaiveDate>) -> Vec<Cells> {
    let content = &note.content;
    let claimed = |day: &&DayNote| day.is_claimed_here() && note.replaced.is_none();
    let days = content.days.iter().filter(|day| date.is_none_or(|date| day.date == date)).filter(claimed);
    let mut rows = Vec::new();
    for day in days {
        for charge in &day.charges {
            for (place, line) in charge.lines.iter().enumerate() {
                // The minutes are those of the code: they stand with its first line, so that a sum over the column holds.
                let minutes = if place == 0 { charge.minutes.to_string() } else { String::new() };
                rows.push([
                    day.date.to_string(),
                    content.session.to_string(),
                    content.patient.name.clone(),
                    content.payer.id.to_string(),
                    charge.code.to_string(),
                    line.modifier_words(),
                    minutes,
                    line.units.to_string(),
                    charge.described.clone().unwrap_or_default(),
                    content.therapist.to_string(),
                    note.status.to_string(),
                ]);
            }
        }
    }
    rows
}

/// Returns the rows of a day over several notes. What a later signature took the place of is not charged twice.
pub fn of_day<'a>(notes: impl Iterator<Item = &'a Note>, date: NaiveDate) -> Vec<Cells> {
    let notes: Vec<&Note> = notes.collect();
    let days = notes.iter().flat_map(|note| &note.content.days).filter(|day| day.date == date);
    let replaced: BTreeSet<&SessionId> = days
        .filter_map(|day| match &day.claim {
            Claim::InPlaceOf(other) => Some(other),
            Claim::Here | Claim::With(_) => None,
        })
        .collect();
    let charged = notes.iter().filter(|note| !replaced.contains(&note.content.session));
    charged.flat_map(|note| rows(note, Some(date))).collect()
}

/// Returns rows as CSV, the names of the columns first.
pub fn csv(rows: &[Cells]) -> String {
    let heading = rows_alone(&[COLUMNS.map(str::to_owned)]);
    heading + &rows_alone(rows)
}

/// Returns rows as CSV, without the names of the columns.
pub(super) fn rows_alone(rows: &[Cells]) -> String {
    let mut table = csv::WriterBuilder::new().terminator(csv::Terminator::CRLF).from_writer(Vec::new());
    // Writing to memory fails only where rows differ in length, which these cannot.
    for row in rows {
        let _ = table.write_record(row.iter().map(|cell| disarmed(cell)));
    }
    let bytes = table.into_inner().unwrap_or_default();
    String::from_utf8(bytes).unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_written_is_read_back_and_no_cell_is_a_formula() {
        let row = [
            "2026-11-23",
            "00000001",
            "=HYPERLINK(\"x\")",
            "a,b",
            "97110",
            "GP CQ",
            "33",
            "2",
            "two\r\n\"lines\"",
            "J. Osei, PT",
            "signed",
        ];
        let text = csv(&[row.map(str::to_owned)]);
        let mut back = csv::Reader::from_reader(text.as_bytes());
        assert_eq!(back.headers().unwrap(), &COLUMNS[..]);
        let cells: Vec<String> = back.records().next().unwrap().unwrap().iter().map(str::to_owned).collect();
        assert_eq!(cells[2], "'=HYPERLINK(\"x\")");
        assert_eq!(cells[3], "a,b");
        assert_eq!(cells[8], "two\r\n\"lines\"");
    }
}
