//! Notes as documents: plain text and Markdown, and their files.
//!
//! One file per form; each takes a composed [`Note`] and adds nothing to it. Files get neutral names, are readable
//! by their owner only, and appear whole or not at all.

mod file;
mod markdown;
mod text;

pub use file::{ExportError, save};
pub use text::WIDTH;

use crate::note::Note;
use crate::words::counted;

/// A form of the note.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Format {
    /// Plain text.
    Text,
    /// Markdown.
    Markdown,
}

impl Format {
    /// All forms.
    pub const ALL: [Self; 2] = [Self::Text, Self::Markdown];

    /// The words of all forms.
    pub const WORDS: [&str; 2] = [Self::Text.word(), Self::Markdown.word()];

    /// Returns the form's word, which is also its file extension.
    pub const fn word(self) -> &'static str {
        match self {
            Self::Text => "txt",
            Self::Markdown => "md",
        }
    }

    /// Returns the form of a word.
    pub fn of_word(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|f| f.word() == word)
    }

    /// Returns the note in this form, ending with a newline.
    pub fn render(self, note: &Note) -> String {
        match self {
            Self::Text => text::render(note),
            Self::Markdown => markdown::render(note),
        }
    }
}

/// The line that says what the note's standing is.
fn standing(note: &Note) -> String {
    let missing: Vec<String> = note.missing.iter().map(ToString::to_string).collect();
    if missing.is_empty() {
        "DRAFT: not signed".to_owned()
    } else {
        format!("DRAFT: not signed; missing: {}", missing.join(", "))
    }
}

/// The facts above the note, as label and value.
fn facts(note: &Note) -> Vec<(String, String)> {
    let session = &note.session;
    let mut patient = session.patient.name.clone();
    if let Some(id) = &session.patient.id {
        patient += &format!("   No. {id}");
    }
    if let Some(born) = session.patient.born {
        patient += &format!("   born {born}");
    }
    let closed = session.closed.map_or_else(
        || "not finished".to_owned(),
        |closed| {
            let form =
                if closed.date_naive() == session.opened.date_naive() { "%H:%M:%S" } else { "%Y-%m-%d %H:%M:%S" };
            closed.format(form).to_string()
        },
    );
    let mut facts = vec![
        (capital(&note.letterhead.patient), patient),
        ("Therapist".to_owned(), session.therapist.to_string()),
        ("Payer".to_owned(), note.payer.clone()),
        ("Rule".to_owned(), format!("{} ({})", note.bill.rule.title(), note.bill.rule)),
        ("Date".to_owned(), session.opened.format("%A %-d %B %Y").to_string()),
        (
            "Session".to_owned(),
            format!("{} to {closed}   (UTC{})", session.opened.format("%H:%M:%S"), session.opened.offset()),
        ),
        ("Record".to_owned(), session.id.to_string()),
    ];
    if !note.letterhead.clinic.is_empty() {
        facts.insert(0, ("Clinic".to_owned(), note.letterhead.clinic.clone()));
    }
    facts
}

fn capital(word: &str) -> String {
    let mut chars = word.chars();
    chars.next().map(|first| first.to_uppercase().chain(chars).collect()).unwrap_or_default()
}

/// The sentences below the charges: choices and warnings.
fn remarks(note: &Note) -> Vec<String> {
    let choices = note.bill.choices.iter().map(|choice| {
        let codes: Vec<String> = choice.codes.iter().map(ToString::to_string).collect();
        format!(
            "Choice: {} tied between {}; the default was taken (more minutes, then lower code).",
            counted(choice.units.0, "unit"),
            codes.join(", ")
        )
    });
    choices.chain(note.bill.warnings.iter().map(|w| format!("Warning: {w}"))).collect()
}
