//! The note as plain text, in columns.

use super::{beside, claimed, day_title, facts, reasons, remarks, standing, totals};
use crate::note::{Account, Note};
use crate::session::{Section, clock_text};
use crate::words::{Citations, column, counted, folded, width};

/// How many cells wide the note is.
pub const WIDTH: usize = 74;

/// How many cells the columns of the treatment table take: start, stop, area, technique, code.
const COLUMNS: [usize; 5] = [10, 10, 22, 19, 6];

/// How far what belongs to a row is set in below it.
const INDENT: usize = 20;

/// How many cells the labels of the totals take.
const TOTALS: usize = 25;

/// Returns the note as plain text.
pub(super) fn render(note: &Note) -> String {
    let mut out = String::new();
    line(&mut out, "TREATMENT NOTE");
    wrapped(&mut out, "", &standing(note));
    line(&mut out, "");
    for (label, value) in facts(note) {
        wrapped(&mut out, &column(&label, 11), &value);
    }
    section(&mut out, note, Section::Subjective);
    if let Some(pain) = note.pain() {
        heading(&mut out, "Pain");
        line(&mut out, &pain);
    }
    section(&mut out, note, Section::Objective);
    section(&mut out, note, Section::Justification);
    treatment(&mut out, note);
    section(&mut out, note, Section::Response);
    let mut sources = Citations::default();
    for day in &note.days {
        charges(&mut out, note, day, &mut sources);
    }
    payer(&mut out, note);
    section(&mut out, note, Section::Plan);
    cited(&mut out, &sources);
    heading(&mut out, "Signature");
    line(&mut out, &format!("{}   not signed", note.session.therapist));
    out
}

/// Returns the charges alone, with the rules they cite.
pub(super) fn charges_of(note: &Note) -> String {
    let mut out = String::new();
    let mut sources = Citations::default();
    for day in &note.days {
        charges(&mut out, note, day, &mut sources);
    }
    payer(&mut out, note);
    cited(&mut out, &sources);
    out.trim_start().to_owned()
}

fn cited(out: &mut String, sources: &Citations) {
    if sources.all().is_empty() {
        return;
    }
    heading(out, "Rules cited");
    for (number, source) in (1..).zip(sources.all()) {
        wrapped(out, &format!("[{number}] "), source);
    }
}

fn treatment(out: &mut String, note: &Note) {
    heading(out, "Treatment");
    if note.rows.is_empty() {
        line(out, "Nothing was timed.");
        return;
    }
    row(out, &["Start", "Stop", "Area", "Technique", "Code"], "Time");
    for part in &note.rows {
        let segment = &part.segment;
        let (start, stop) = (segment.start.format("%H:%M:%S").to_string(), segment.stop.format("%H:%M:%S").to_string());
        let code = segment.code.map_or_else(|| "-".to_owned(), |c| c.to_string());
        row(out, &[&start, &stop, &part.spot, &part.technique, &code], &clock_text(segment.time()));
        for words in beside(segment) {
            wrapped(out, &" ".repeat(INDENT), &words);
        }
    }
    for day in &note.days {
        line(out, "");
        line(out, &day_title("Code   Area                        Minutes   Exact", day, note));
        for area in &day.areas {
            let code = area.code.map_or_else(|| "-".to_owned(), |c| c.to_string());
            let minutes = area.minutes.0;
            line(out, &format!("{code:<7}{}{minutes:>7}{:>8}", column(&area.spot, 28), clock_text(area.time)));
        }
        line(out, "");
        for (label, minutes) in totals(day) {
            line(out, &format!("{} {minutes}", column(label, TOTALS)));
        }
    }
}

fn charges(out: &mut String, note: &Note, day: &Account, sources: &mut Citations) {
    heading(out, &day_title("Charges", day, note));
    if let Some(sentence) = claimed(day, note, sources) {
        wrapped(out, "", &sentence);
    }
    for charge in &day.bill.charges {
        for (place, part) in charge.lines.iter().enumerate() {
            let minutes = if place == 0 { format!("{} min", charge.minutes) } else { String::new() };
            let units = counted(part.units.0, "unit");
            line(out, &format!("{}   {minutes:<9}{units:<9}{}", charge.code, part.modifier_words()));
        }
        for sentence in reasons(charge, sources) {
            wrapped(out, "        ", &sentence);
        }
    }
    line(out, &format!("Total   {}", counted(day.bill.total_units().0, "unit")));
    for remark in remarks(day, sources) {
        wrapped(out, "", &remark);
    }
}

fn payer(out: &mut String, note: &Note) {
    if !note.payer_remark.is_empty() {
        wrapped(out, "", &format!("Payer: {}", note.payer_remark));
    }
}

fn section(out: &mut String, note: &Note, section: Section) {
    if let Some(text) = note.text(section) {
        heading(out, section.title());
        for paragraph in text.lines() {
            wrapped(out, "", paragraph);
        }
    }
}

fn heading(out: &mut String, title: &str) {
    line(out, "");
    line(out, &title.to_uppercase());
}

fn line(out: &mut String, text: &str) {
    out.push_str(text.trim_end());
    out.push('\n');
}

/// Writes a row of the treatment table; what is too long for its column goes on below.
fn row(out: &mut String, cells: &[&str; 5], time: &str) {
    let columns: Vec<Vec<String>> =
        cells.iter().zip(COLUMNS).map(|(text, cells)| folded(text, "", "", cells.saturating_sub(1))).collect();
    for i in 0..columns.iter().map(Vec::len).max().unwrap_or(0) {
        let mut text = String::new();
        for (lines, cells) in columns.iter().zip(COLUMNS) {
            text += &column(lines.get(i).map_or("", String::as_str), cells);
        }
        line(out, &if i == 0 { format!("{text}{time:>7}") } else { text });
    }
}

/// Writes a label and the words after it, later lines set in below the first.
fn wrapped(out: &mut String, label: &str, words: &str) {
    let indent = " ".repeat(width(label));
    for folded in folded(words, label, &indent, WIDTH) {
        line(out, &folded);
    }
}
