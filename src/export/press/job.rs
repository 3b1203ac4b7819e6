//! The description of a document, as its author hands it over.

use chrono::{DateTime, FixedOffset};

/// The paper.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Size {
    /// US Letter, 8.5 by 11 inches.
    Letter,
    /// ISO A4, 210 by 297 millimetres.
    A4,
}

impl Size {
    /// Width and height in points.
    pub fn points(self) -> (f32, f32) {
        match self {
            Self::Letter => (612.0, 792.0),
            Self::A4 => (595.28, 841.89),
        }
    }
}

/// One document: one or more parts, each of which begins on a new page and counts its own pages.
#[derive(Debug, Clone)]
pub struct Job<'a> {
    /// The paper.
    pub size: Size,
    /// The title in the file's metadata. File managers show it, so it should name no patient.
    pub title: &'a str,
    /// The date in the file's metadata.
    pub date: DateTime<FixedOffset>,
    /// The notes, in the order in which they are printed.
    pub parts: Vec<Part>,
}

/// One note within a document.
#[derive(Debug, Clone, Default)]
pub struct Part {
    /// Stands at the top of the first page.
    pub letterhead: Option<Letterhead>,
    /// A word such as "DRAFT" (at most 40 characters), large and pale across every page. It is drawn as a picture: a reader that only extracts
    /// text does not find it, so a block should say it too.
    pub stamp: Option<String>,
    /// Stands at the foot of every page, left of the page number, on at most four lines.
    pub footer: String,
    /// Stands on one line at the top of every page but the first, so that loose pages can be told apart.
    pub running: String,
    /// The content.
    pub blocks: Vec<Block>,
}

/// The clinic's name and address.
#[derive(Debug, Clone, Default)]
pub struct Letterhead {
    /// The clinic's name.
    pub name: String,
    /// Its address and whatever else belongs there, line by line.
    pub address: Vec<String>,
    /// A picture as the bytes of a PNG file.
    pub logo: Option<std::sync::Arc<[u8]>>,
}

/// A piece of content.
#[derive(Debug, Clone)]
pub enum Block {
    /// The document's title.
    Title(String),
    /// A section's heading; stays with what follows.
    Heading(String),
    /// A paragraph. Its line breaks are kept.
    Text(String),
    /// A paragraph in small grey type.
    Small(String),
    /// A paragraph in bold type.
    Strong(String),
    /// Labels and their values.
    Facts(Vec<(String, String)>),
    /// A table.
    Table(Table),
    /// A drawing.
    Figure(Figure),
    /// A paragraph with a bar at its left: a warning.
    Marked(String),
    /// A ruled box.
    Signature {
        /// Who signed, when, with what.
        lines: Vec<String>,
        /// Without this the box holds an empty line to sign by hand.
        signed: bool,
    },
    /// Some empty space.
    Gap,
}

/// A table; its header is repeated on each page that it reaches.
#[derive(Debug, Clone, Default)]
pub struct Table {
    /// The columns from left to right.
    pub columns: Vec<Column>,
    /// The rows. Cells beyond the last column get columns of their own, so that nothing is lost.
    pub rows: Vec<Row>,
}

/// A column of a table.
#[derive(Debug, Clone, Default)]
pub struct Column {
    /// Its header, of which at most six lines are printed.
    pub title: String,
    /// Its width relative to the others'.
    pub share: f32,
    /// Whether it is set flush right, as figures are.
    pub right: bool,
}

/// A row of a table.
#[derive(Debug, Clone, Default)]
pub struct Row {
    /// One text for each column.
    pub cells: Vec<String>,
    /// Smaller lines under the row, as wide as the table.
    pub below: Vec<String>,
    /// Bold with a rule above, as totals are.
    pub strong: bool,
}

/// A drawing made of outlines, in units of its own.
#[derive(Debug, Clone, Default)]
pub struct Figure {
    /// The outlines, in the order in which they are drawn.
    pub shapes: Vec<Shape>,
    /// The drawing's width in its own units.
    pub width: f32,
    /// The drawing's height in its own units.
    pub height: f32,
    /// The drawing's height on the page, in points.
    pub tall: f32,
    /// Texts under the drawing, centred on an x in its own units.
    pub captions: Vec<(f32, String)>,
    /// What each shade means.
    pub legend: Vec<(f32, String)>,
}

/// A closed outline.
#[derive(Debug, Clone, Default)]
pub struct Shape {
    /// Its corners.
    pub outline: Vec<(f64, f64)>,
    /// How dark it is filled: 0 not at all, 1 darkest. Lightness alone carries it, so that it survives a black and white
    /// printer.
    pub shade: f32,
}
