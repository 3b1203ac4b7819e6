//! Sets clinical documents as PDF: the caller describes blocks, this module lays them out on pages.
//!
//! No font of the machine is asked, no clock and no random source: the same job gives the same bytes everywhere.

mod blocks;
mod draw;
mod error;
mod figure;
mod job;
mod letterhead;
mod pages;
mod piece;
mod table;
mod text;

pub use error::PdfError;
pub use job::{Block, Column, Figure, Job, Letterhead, Part, Row, Shape, Size, Table};

use draw::Sheet;
use letterhead::Logos;
use text::Typesetter;

/// Carries fonts and layout memory; made once and used for many documents.
pub struct Press {
    type_: Typesetter,
    logos: Logos,
}

/// A finished document.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Printed {
    /// The PDF file.
    pub bytes: Vec<u8>,
    /// How many pages it has.
    pub pages: usize,
}

impl Press {
    /// Reads the fonts that the program carries.
    pub fn new() -> Result<Self, PdfError> {
        Ok(Self { type_: Typesetter::new()?, logos: Logos::default() })
    }

    /// Lays out and writes one document.
    pub fn print(&mut self, job: &Job) -> Result<Printed, PdfError> {
        let mut sheet = Sheet::new(job);
        for part in &job.parts {
            sheet.print_part(&mut self.type_, &mut self.logos, part)?;
        }
        sheet.finish(&mut self.type_)
    }

    /// The characters of `text` that none of the fonts can draw, each once, in the order of their first appearance.
    pub fn lacking(&mut self, text: &str) -> Vec<char> {
        self.type_.lacking(text)
    }
}

#[cfg(test)]
mod tests;
