//! The note as plain text, 80 columns wide.

use unicode_width::UnicodeWidthStr;

use super::{counted, facts, remarks, standing};
use crate::note::Note;
use crate::session::{Section, clock_text};

const WIDTH: usize = 80;

/// Returns the note as plain text.
pub(super) fn render(note: &Note) -> String {
    let mut out = String::new();
    line(&mut out, "TREATMENT NOTE");
    line(&mut out, &standing(note));
    line(&mut out, "");
    for (label, value) in facts(note) {
        wrapped(&mut out, &pad(&label, 11), &value);
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
    charges(&mut out, note);
    section(&mut out, note, Section::Plan);
    heading(&mut out, "Signature");
    line(&mut out, &format!("{}   not signed", note.session.therapist));
    out
}

fn treatment(out: &mut String, note: &Note) {
    heading(out, "Treatment");
    if note.rows.is_empty() {
        line(out, "Nothing was timed.");
        return;
    }
    line(out, "Start     Stop      Area                      Technique               Code   Time");
    for row in &note.rows {
        let segment = &row.segment;
        let code = segment.code.map_or_else(|| "-".to_owned(), |c| c.to_string());
        line(
            out,
            &format!(
                "{}  {}  {}{}{code:<7}{:>6}",
                segment.start.format("%H:%M:%S"),
                segment.stop.format("%H:%M:%S"),
                pad(&row.spot, 26),
                pad(&row.technique, 22),
                clock_text(segment.time())
            ),
        );
    }
    line(out, "");
    line(out, "Code   Area                      Minutes   Exact");
    for area in &note.areas {
        let code = area.code.map_or_else(|| "-".to_owned(), |c| c.to_string());
        let minutes = area.minutes.0;
        line(out, &format!("{code:<7}{}{minutes:>7}{:>8}", pad(&area.spot, 26), clock_text(area.time)));
    }
    line(out, "");
    line(out, &format!("Total timed-code minutes {}", note.bill.timed.0));
    line(out, &format!("Total treatment minutes  {}", note.bill.treatment.0));
}

fn charges(out: &mut String, note: &Note) {
    heading(out, "Charges");
    for charge in &note.bill.charges {
        let units = counted(charge.units.0, "unit");
        line(out, &format!("{}   {} min   {units}", charge.code, charge.minutes.0));
        wrapped(out, "        ", &charge.reason);
    }
    line(out, &format!("Total   {}", counted(note.bill.total_units().0, "unit")));
    for remark in remarks(note) {
        wrapped(out, "", &remark);
    }
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

/// Pads to cells, not chars; a longer text keeps one space after it.
fn pad(text: &str, cells: usize) -> String {
    let gap = cells.saturating_sub(text.width()).max(1);
    format!("{text}{}", " ".repeat(gap))
}

/// Writes a label and the words after it, later lines set in below the first.
fn wrapped(out: &mut String, label: &str, words: &str) {
    let indent = label.width();
    let mut current = label.to_owned();
    let mut empty = true;
    for word in words.split(' ') {
        if !empty && current.width() + 1 + word.width() > WIDTH {
            line(out, &current);
            current = " ".repeat(indent);
            empty = true;
        }
        if !empty {
            current.push(' ');
        }
        current.push_str(word);
        empty = false;
    }
    line(out, &current);
}
