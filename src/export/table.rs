//! The charges of a day as a table for a spreadsheet: CSV after RFC 4180, with nothing that a spreadsheet would run.

use crate::words::disarmed;

/// The columns, in order: one row for each line that is charged.
pub const COLUMNS: [&str; 9] =
    ["date", "session", "patient", "payer", "code", "modifiers", "minutes", "units", "description"];

/// Returns rows as CSV, the names of the columns first.
pub fn csv(rows: &[[String; COLUMNS.len()]]) -> String {
    let mut table = csv::WriterBuilder::new().terminator(csv::Terminator::CRLF).from_writer(Vec::new());
    // Writing to memory fails only where rows differ in length, which these cannot.
    let _ = table.write_record(COLUMNS);
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
        let row =
            ["2026-11-23", "00000001", "=HYPERLINK(\"x\")", "a,b", "97110", "GP CQ", "33", "2", "two\r\n\"lines\""];
        let text = csv(&[row.map(str::to_owned)]);
        let mut back = csv::Reader::from_reader(text.as_bytes());
        assert_eq!(back.headers().unwrap(), &COLUMNS[..]);
        let cells: Vec<String> = back.records().next().unwrap().unwrap().iter().map(str::to_owned).collect();
        assert_eq!(cells[2], "'=HYPERLINK(\"x\")");
        assert_eq!(cells[3], "a,b");
        assert_eq!(cells[8], "two\r\n\"lines\"");
    }
}
