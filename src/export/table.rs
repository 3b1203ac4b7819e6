//! Charges as a table for a spreadsheet: CSV after RFC 4180, with nothing that a spreadsheet would run.

use chrono::NaiveDate;

use crate::billing;
use crate::catalog::CptCode;
use crate::note::{ChargeLine, DayNote, Note};
use crate::session::SessionId;
use crate::words::disarmed;

/// The columns, in order: one row for each line that is charged.
pub const COLUMNS: [&str; 12] = [
    "date",
    "session",
    "patient",
    "number",
    "payer",
    "code",
    "modifiers",
    "minutes",
    "units",
    "description",
    "therapist",
    "note",
];

/// A row of the table.
pub(super) type Cells = [String; COLUMNS.len()];

/// A line of a claim.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Line {
    /// The day.
    pub date: NaiveDate,
    /// The session that claims it.
    pub session: SessionId,
    /// The code.
    pub code: CptCode,
    /// The modifiers: "GP CQ".
    pub modifiers: String,
    /// The minutes of the code; none with its second line, so that a sum over the lines holds.
    pub minutes: Option<u32>,
    /// The units.
    pub units: u32,
    cells: Cells,
}

impl Line {
    /// Returns the row of it.
    pub fn cells(&self) -> &Cells {
        &self.cells
    }
}

/// Returns the lines of a note on a day, or on all of its days: none where its charges are claimed with another session.
pub fn lines(note: &Note, date: Option<NaiveDate>) -> Vec<Line> {
    let days = note.content.days.iter().filter(|day| date.is_none_or(|date| day.date == date));
    let claimed = days.filter(|day| note.claims(day.date));
    let mut lines = Vec::new();
    for day in claimed {
        for charge in &day.charges {
            for (place, part) in charge.lines.iter().enumerate() {
                lines.push(line(note, day, charge, part, (place == 0).then_some(charge.minutes.0)));
            }
        }
    }
    lines
}

fn line(note: &Note, day: &DayNote, charge: &ChargeLine, part: &billing::Line, minutes: Option<u32>) -> Line {
    let content = &note.content;
    let modifiers = part.modifier_words();
    let cells = [
        day.date.to_string(),
        content.session.to_string(),
        content.patient.name.clone(),
        content.patient.id.clone().unwrap_or_default(),
        content.payer.id.to_string(),
        charge.code.to_string(),
        modifiers.clone(),
        minutes.map(|minutes| minutes.to_string()).unwrap_or_default(),
        part.units.to_string(),
        charge.described.clone().unwrap_or_default(),
        content.therapist.to_string(),
        note.status.to_string(),
    ];
    let (date, session, code) = (day.date, content.session.clone(), charge.code);
    Line { date, session, code, modifiers, minutes, units: part.units.0, cells }
}

/// Returns the lines of a day over several notes.
pub fn of_day<'a>(notes: impl Iterator<Item = &'a Note>, date: NaiveDate) -> Vec<Line> {
    notes.flat_map(|note| lines(note, Some(date))).collect()
}

/// Returns lines as CSV, the names of the columns first.
pub fn csv(lines: &[Line]) -> String {
    written([&COLUMNS.map(str::to_owned)].into_iter()) + &lines_alone(lines)
}

/// Returns lines as CSV, without the names of the columns.
pub(super) fn lines_alone(lines: &[Line]) -> String {
    written(lines.iter().map(Line::cells))
}

fn written<'a>(rows: impl Iterator<Item = &'a Cells>) -> String {
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
            "0042",
            "a,b",
            "97110",
            "GP CQ",
            "33",
            "2",
            "two\r\n\"lines\"",
            "J. Osei, PT",
            "signed",
        ];
        let text = written([COLUMNS, row].map(|row| row.map(str::to_owned)).iter());
        let mut back = csv::Reader::from_reader(text.as_bytes());
        assert_eq!(back.headers().unwrap(), &COLUMNS[..]);
        let cells: Vec<String> = back.records().next().unwrap().unwrap().iter().map(str::to_owned).collect();
        assert_eq!(cells[2], "'=HYPERLINK(\"x\")");
        assert_eq!(cells[4], "a,b");
        assert_eq!(cells[9], "two\r\n\"lines\"");
    }
}
