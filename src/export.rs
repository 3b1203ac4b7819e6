//! Notes as documents: plain text and Markdown, and their files.
//!
//! One file per form; each takes a composed [`Note`] and adds nothing to it. Files get neutral names, are readable
//! by their owner only, and appear whole or not at all.

mod file;
mod markdown;
mod table;
mod text;

pub use file::{ExportError, save};
pub use table::{COLUMNS, csv};
pub use text::WIDTH;

use crate::billing::{Charge, Minutes};
use crate::note::{Account, Note};
use crate::session::{Segment, SessionId, TieChoice};
use crate::words::{Citations, counted, listed, plain};

/// Returns the charges of a note as plain text: why each unit is billed, with the rules cited below.
pub fn charges(note: &Note) -> String {
    text::charges_of(note)
}

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
        let text = match self {
            Self::Text => text::render(note),
            Self::Markdown => markdown::render(note),
        };
        // Whoever prints a note on a terminal sees it as it is.
        plain(&text).into_owned()
    }
}

/// The line that says what the note's standing is.
fn standing(note: &Note) -> String {
    let missing: Vec<String> = note.missing.iter().map(ToString::to_string).collect();
    if note.session.was_not_held() {
        "NOT HELD: nothing was timed or written".to_owned()
    } else if missing.is_empty() {
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
        || ", not finished".to_owned(),
        |closed| {
            let form = if closed.date_naive() == session.opened.date_naive() {
                " to %H:%M:%S"
            } else {
                " to %Y-%m-%d %H:%M:%S"
            };
            closed.format(form).to_string()
        },
    );
    let mut facts = vec![
        (capital(&note.letterhead.patient), patient),
        ("Therapist".to_owned(), session.therapist.to_string()),
        ("Payer".to_owned(), note.payer.clone()),
        ("Rule".to_owned(), format!("{} ({})", note.rule().title(), note.rule())),
        ("Date".to_owned(), session.opened.format("%A %-d %B %Y").to_string()),
        (
            "Session".to_owned(),
            format!("{}{closed}   (UTC{})", session.opened.format("%H:%M:%S"), session.opened.offset()),
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

/// The sentences under a charge: why each unit, each other minute and each modifier.
fn reasons(charge: &Charge, sources: &mut Citations) -> Vec<String> {
    let mut sentences: Vec<String> = charge.why.iter().map(|why| sources.cite(why, &why.remark.source)).collect();
    sentences.extend(charge.modifiers.iter().map(|why| sources.cite(&why.text, &why.source)));
    sentences.extend(charge.described.iter().map(|text| format!("Described: {text}")));
    sentences
}

/// Where the charges of a day are claimed, where several sessions share them: each note shows them, one claims them.
fn claimed(day: &Account, note: &Note, sources: &mut Citations) -> Option<String> {
    let (bill, here) = (&day.bill, &note.session.id);
    let others: Vec<&str> = bill.sessions.iter().filter(|id| *id != here).map(SessionId::as_str).collect();
    let first = bill.sessions.first().filter(|_| !others.is_empty())?;
    let text = if first == here {
        format!("Billed together with session {} of the same day; claimed once, here.", listed("and", &others))
    } else {
        format!(
            "Billed together with session {} of the same day; claimed once, with session {first}, NOT here.",
            listed("and", &others)
        )
    };
    Some(sources.cite(text, bill.rule.source()))
}

/// The sentences below a day's charges: choices and warnings.
fn remarks(day: &Account, sources: &mut Citations) -> Vec<String> {
    let bill = &day.bill;
    let mut sentences = Vec::new();
    for choice in &bill.choices {
        let text = format!(
            "Choice: {} tied between {}; the default was taken (more minutes, then lower code).",
            counted(choice.units.0, "unit"),
            listed("and", &choice.codes)
        );
        sentences.push(sources.cite(text, bill.rule.source()));
    }
    for TieChoice { among, chosen } in &bill.settled {
        let text = format!("Choice: of {} tied the therapist chose {}.", listed("and", among), listed("and", chosen));
        sentences.push(sources.cite(text, bill.rule.source()));
    }
    sentences.extend(bill.warnings.iter().map(|w| sources.cite(format!("Warning: {}", w.text), &w.source)));
    sentences
}

/// The heading of a day's part: the date stands there only where the session has several.
fn day_title(title: &str, day: &Account, note: &Note) -> String {
    if note.days.len() > 1 { format!("{title}, {}", day.bill.date.format("%-d %B %Y")) } else { title.to_owned() }
}

/// The totals of a day's minutes, as label and minutes; this session's own where others are billed with it.
fn totals(day: &Account) -> Vec<(&'static str, Minutes)> {
    let mut totals =
        vec![("Total timed-code minutes", day.bill.timed), ("Total treatment minutes", day.bill.treatment)];
    if day.bill.sessions.len() > 1 {
        totals.insert(0, ("Timed-code minutes of this session", day.timed_here));
    }
    totals
}

/// What is to be said of a segment beside its row: who performed it, and why its code was chosen.
fn beside(segment: &Segment) -> Vec<String> {
    let performer = segment.performer.iter().map(|performer| format!("by {performer}"));
    let code = segment.code.map_or_else(|| "no code".to_owned(), |code| code.to_string());
    let reason = segment.code_reason.iter().map(|reason| format!("{code} chosen: {reason}"));
    performer.chain(reason).collect()
}
