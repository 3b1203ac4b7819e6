//! The note as Markdown (`CommonMark` with tables).

use super::{beside, claimed, day_title, facts, reasons, remarks, standing, totals};
use crate::note::{Account, Note};
use crate::session::{Section, clock_text};
use crate::words::{Citations, counted};

/// Returns the note as Markdown.
pub(super) fn render(note: &Note) -> String {
    let mut out = format!("# Treatment note\n\n**{}**\n\n", escape(&standing(note)));
    out += "| | |\n|---|---|\n";
    for (label, value) in facts(note) {
        out += &format!("| {} | {} |\n", escape(&label), escape(&value));
    }
    section(&mut out, note, Section::Subjective);
    if let Some(pain) = note.pain() {
        out += &format!("\n## Pain\n\n{pain}\n");
    }
    section(&mut out, note, Section::Objective);
    section(&mut out, note, Section::Justification);
    treatment(&mut out, note);
    section(&mut out, note, Section::Response);
    let mut sources = Citations::default();
    for day in &note.days {
        charges(&mut out, note, day, &mut sources);
    }
    if !note.payer_remark.is_empty() {
        out += &format!("\n- Payer: {}\n", escape(&note.payer_remark));
    }
    section(&mut out, note, Section::Plan);
    if !sources.all().is_empty() {
        out += "\n## Rules cited\n\n";
    }
    for (number, source) in (1..).zip(sources.all()) {
        out += &format!("{number}. {}\n", escape(source));
    }
    out += &format!("\n## Signature\n\n{}: not signed\n", escape(&note.session.therapist.to_string()));
    out
}

fn treatment(out: &mut String, note: &Note) {
    *out += "\n## Treatment\n\n";
    if note.rows.is_empty() {
        *out += "Nothing was timed.\n";
        return;
    }
    *out += "| Start | Stop | Area | Technique | Code | Time |\n|---|---|---|---|---|---:|\n";
    for row in &note.rows {
        let segment = &row.segment;
        *out += &format!(
            "| {} | {} | {} | {} | {} | {} |\n",
            segment.start.format("%H:%M:%S"),
            segment.stop.format("%H:%M:%S"),
            escape(&row.spot),
            escape(&std::iter::once(row.technique.clone()).chain(beside(segment)).collect::<Vec<_>>().join("; ")),
            segment.code.map_or_else(|| "-".to_owned(), |c| c.to_string()),
            clock_text(segment.time())
        );
    }
    for day in &note.days {
        if note.days.len() > 1 {
            *out += &format!("\n**{}**\n", day.bill.date.format("%-d %B %Y"));
        }
        *out += "\n| Code | Area | Minutes | Exact |\n|---|---|---:|---:|\n";
        for area in &day.areas {
            let code = area.code.map_or_else(|| "-".to_owned(), |c| c.to_string());
            *out += &format!("| {code} | {} | {} | {} |\n", escape(&area.spot), area.minutes.0, clock_text(area.time));
        }
        let lines: Vec<String> = totals(day).iter().map(|(label, minutes)| format!("{label}: {minutes}")).collect();
        *out += &format!("\n{}\n", lines.join("  \n"));
    }
}

fn charges(out: &mut String, note: &Note, day: &Account, sources: &mut Citations) {
    *out += &format!("\n## {}\n\n", day_title("Charges", day, note));
    if let Some(sentence) = claimed(day, note, sources) {
        *out += &format!("{}\n\n", escape(&sentence));
    }
    *out += "| Code | Modifiers | Minutes | Units | Why |\n|---|---|---:|---:|---|\n";
    for charge in &day.bill.charges {
        let sentences: Vec<String> = reasons(charge, sources).iter().map(|text| escape(text)).collect();
        for (place, part) in charge.lines.iter().enumerate() {
            let (minutes, why) = match place {
                0 => (charge.minutes.to_string(), sentences.join("<br>")),
                _ => (String::new(), String::new()),
            };
            *out += &format!("| {} | {} | {minutes} | {} | {why} |\n", charge.code, part.modifier_words(), part.units);
        }
    }
    *out += &format!("\nTotal: {}\n", counted(day.bill.total_units().0, "unit"));
    for remark in remarks(day, sources) {
        *out += &format!("\n- {}\n", escape(&remark));
    }
}

fn section(out: &mut String, note: &Note, section: Section) {
    if let Some(text) = note.text(section) {
        let paragraphs: Vec<String> = text.lines().map(escape).collect();
        *out += &format!("\n## {}\n\n{}\n", section.title(), paragraphs.join("  \n"));
    }
}

/// Keeps a line from being read as markup, whatever it begins with or holds.
fn escape(text: &str) -> String {
    let text = text.trim();
    let digits = text.len() - text.trim_start_matches(|c: char| c.is_ascii_digit()).len();
    let mut out = String::with_capacity(text.len());
    for (at, c) in text.char_indices() {
        // Lists, rules and underlined headings are made of what a line begins with.
        let begins = (at == 0 && "-+=".contains(c)) || (at == digits && at > 0 && ".)".contains(c));
        if begins || "\\`*_[]<>#|&~!".contains(c) {
            out.push('\\');
        }
        out.push(c);
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_line_is_read_as_markup() {
        assert_eq!(escape("---"), "\\---");
        assert_eq!(escape("    1. one"), "1\\. one");
        assert_eq!(escape("1.5 of 10 | <b> &amp; ~~x~~"), "1\\.5 of 10 \\| \\<b\\> \\&amp; \\~\\~x\\~\\~");
        assert_eq!(escape("Rosa Marin, 3/10"), "Rosa Marin, 3/10");
    }
}
