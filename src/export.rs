//! Notes as documents, and the day's: text, Markdown, PDF, CSV, JSON, FHIR.
//!
//! One file per form; each takes a composed [`Note`] and adds nothing to it: all of them say what stands in it, and so they
//! agree. Files get neutral names, are readable by their owner only, and appear whole or not at all.

mod day;
mod fhir;
mod file;
mod json;
mod pdf;
pub mod press;
mod seal;
mod sheet;
mod table;
mod templates;
mod years;

pub use day::{DayBook, File, Totals, Unsigned, name};
pub use file::{ExportError, Written, fit, put};
pub use json::DAY;
pub use press::{PdfError, Size};
pub use seal::{Recipient, SealError};
pub use sheet::Sheet;
pub use table::{COLUMNS, Line, csv, lines, of_day};
pub use templates::{REPLACEABLE, TemplateError, Templates, WIDTH};
pub use years::Years;

use std::sync::Arc;

use crate::body::Body;
use crate::note::Note;
use press::Press;

/// A form of the note.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Format {
    /// PDF, to be printed and filed.
    Pdf,
    /// Plain text.
    Text,
    /// Markdown.
    Markdown,
    /// The charges, for a spreadsheet.
    Csv,
    /// What is needed to read the session back, and everything that follows from it.
    Json,
    /// A document of FHIR R4, for other systems of health care.
    Fhir,
}

impl Format {
    /// All forms.
    pub const ALL: [Self; 6] = [Self::Pdf, Self::Markdown, Self::Text, Self::Csv, Self::Json, Self::Fhir];

    /// Returns the form's word.
    pub const fn word(self) -> &'static str {
        match self {
            Self::Pdf => "pdf",
            Self::Text => "txt",
            Self::Markdown => "md",
            Self::Csv => "csv",
            Self::Json => "json",
            Self::Fhir => "fhir",
        }
    }

    /// Returns what the names of its files end with.
    pub const fn extension(self) -> &'static str {
        match self {
            Self::Fhir => "fhir.json",
            Self::Pdf | Self::Text | Self::Markdown | Self::Csv | Self::Json => self.word(),
        }
    }

    /// Whether each note has a file in it; the others are of the day.
    pub fn is_of_a_note(self) -> bool {
        self != Self::Csv
    }

    /// Returns the form of a word.
    pub fn of_word(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|f| f.word() == word)
    }
}

/// Whoever gives notes a form.
#[derive(Debug, Clone)]
pub struct Printer {
    /// The templates of text and Markdown.
    pub templates: Templates,
    /// The outlines of the body that a PDF shows.
    pub body: Body,
    /// The paper of a PDF.
    pub paper: Size,
    /// The clinic's logo above a PDF: the bytes of a PNG, or why it cannot be read.
    pub logo: Option<Result<Arc<[u8]>, String>>,
}

impl Printer {
    /// Returns one with the program's own templates, for letter paper, without a logo.
    pub fn plain(body: Body) -> Self {
        Self { templates: Templates::builtin(), body, paper: Size::Letter, logo: None }
    }

    /// Returns a note in a form.
    pub fn print(&self, note: &Note, format: Format) -> Result<Vec<u8>, ExportError> {
        self.print_on(&mut None, note, format)
    }

    /// Returns a note in a form; a press that was used before is used again.
    fn print_on(&self, press: &mut Option<Press>, note: &Note, format: Format) -> Result<Vec<u8>, ExportError> {
        if !note.legible {
            return Err(ExportError::Illegible(note.session.id.clone()));
        }
        Ok(match format {
            Format::Pdf => pdf::one(self, warm(press)?, note)?,
            Format::Text => self.templates.text(note)?.into_bytes(),
            Format::Markdown => self.templates.markdown(note)?.into_bytes(),
            Format::Csv => table::csv(&table::lines(note, None)).into_bytes(),
            Format::Json => json::note(note).into_bytes(),
            Format::Fhir => fhir::bundle(self, note)?,
        })
    }
}

/// Returns the press, made ready where it is not.
fn warm(press: &mut Option<Press>) -> Result<&mut Press, PdfError> {
    match press {
        Some(press) => Ok(press),
        None => Ok(press.insert(Press::new()?)),
    }
}
