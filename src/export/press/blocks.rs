//! Turns blocks into pieces.

use super::job::Block;
use super::piece::{Ink, Mark, Piece, fuse, side_by_side};
use super::text::{Line, Style, Typesetter};

const TITLE: Style = Style { size: 17.0, leading: 22.0, bold: true, ink: Ink::TEXT };
const HEADING: Style = Style { size: 11.0, leading: 15.0, bold: true, ink: Ink::ACCENT };
pub(super) const BODY: Style = Style { size: 9.75, leading: 13.75, bold: false, ink: Ink::TEXT };
const STRONG: Style = Style { bold: true, ..BODY };
pub(super) const SMALL: Style = Style { size: 8.0, leading: 11.0, bold: false, ink: Ink::GREY };
const LABEL: Style = Style { ink: Ink::GREY, ..BODY };

const PARAGRAPH_GAP: f32 = 6.0;
/// The most that follows a heading, which belongs to what is under it.
const AFTER_HEADING: f32 = 3.5;
const BLANK: f32 = 12.0;

/// Lays out the blocks of one part.
pub(super) struct Composer<'a> {
    pub(super) type_: &'a mut Typesetter,
    pub(super) width: f32,
    /// The tallest that a piece can be and still fit on any page.
    pub(super) limit: f32,
    pieces: Vec<Piece>,
    gap: f32,
    after_heading: bool,
}

impl<'a> Composer<'a> {
    pub(super) fn new(type_: &'a mut Typesetter, width: f32, limit: f32) -> Self {
        Self { type_, width, limit, pieces: Vec::new(), gap: 0.0, after_heading: false }
    }

    pub(super) fn finish(self) -> Vec<Piece> {
        self.pieces
    }

    /// Adds pieces with `before` above the first of them.
    pub(super) fn add(&mut self, mut pieces: Vec<Piece>, before: f32) {
        let Some(first) = pieces.first_mut() else { return };
        first.before = self.gap + if self.after_heading { before.min(AFTER_HEADING) } else { before };
        self.gap = 0.0;
        self.after_heading = false;
        self.pieces.append(&mut pieces);
    }

    pub(super) fn block(&mut self, block: &Block) {
        match block {
            Block::Title(text) => self.heading(text, TITLE, 8.0),
            Block::Heading(text) => self.heading(text, HEADING, 13.0),
            Block::Text(text) => self.paragraph(text, BODY, PARAGRAPH_GAP),
            Block::Small(text) => self.paragraph(text, SMALL, 4.0),
            Block::Strong(text) => self.paragraph(text, STRONG, PARAGRAPH_GAP),
            Block::Facts(facts) => self.facts(facts),
            Block::Table(table) => self.table(table),
            Block::Figure(figure) => self.figure(figure),
            Block::Marked(text) => self.marked(text),
            Block::Signature { lines, signed } => self.signature(lines, *signed),
            Block::Gap => self.gap += BLANK,
        }
    }

    fn heading(&mut self, text: &str, style: Style, before: f32) {
        let mut pieces = stacked(self.type_.set(text, style, self.width), 0.0);
        for piece in &mut pieces {
            piece.keep = true;
        }
        if !pieces.is_empty() {
            self.add(pieces, before);
            self.after_heading = true;
        }
    }

    fn paragraph(&mut self, text: &str, style: Style, before: f32) {
        let mut pieces = stacked(self.type_.set(text, style, self.width), 0.0);
        keep_ends(&mut pieces);
        self.add(pieces, before);
    }

    fn marked(&mut self, text: &str) {
        let mut pieces = stacked(self.type_.set(text, BODY, self.width - 12.0), 12.0);
        keep_ends(&mut pieces);
        for piece in &mut pieces {
            piece.marks.push(Mark::Bar { x: 0.0, y: 0.0, width: 2.5, height: piece.height, ink: Ink::ACCENT });
        }
        self.add(pieces, 8.0);
    }

    fn facts(&mut self, facts: &[(String, String)]) {
        let mut longest = 0.0_f32;
        for (label, _) in facts {
            let lines = self.type_.set(label, LABEL, self.width * 0.34);
            longest = lines.iter().map(|line| line.width).fold(longest, f32::max);
        }
        let indent = longest + 14.0;
        let mut before = PARAGRAPH_GAP;
        for (label, value) in facts {
            let label = self.type_.set(label, LABEL, longest + 1.0);
            let value = self.type_.set(value, BODY, self.width - indent);
            let mut pieces = side_by_side(vec![(0.0, label), (indent, value)]);
            keep_ends(&mut pieces);
            self.add(pieces, before);
            before = 1.5;
        }
    }

    fn signature(&mut self, lines: &[String], signed: bool) {
        let inner = self.width - 24.0;
        let mut pieces = Vec::new();
        for text in lines {
            pieces.append(&mut stacked(self.type_.set(text, BODY, inner), 12.0));
        }
        if !signed {
            pieces.append(&mut self.signing_line());
        }
        boxed(&mut pieces, self.width);
        self.add(fuse(pieces, self.limit), 14.0);
    }

    /// An empty line to sign on, with a place for the date.
    fn signing_line(&mut self) -> Vec<Piece> {
        let date_at = self.width * 0.7;
        let mut place = Piece { height: 30.0, ..Piece::default() };
        for (x, end) in [(12.0, date_at - 16.0), (date_at, self.width - 12.0)] {
            place.marks.push(Mark::Bar { x, y: place.height, width: end - x, height: 0.6, ink: Ink::GREY });
        }
        place.keep = true;
        let label = |type_: &mut Typesetter, text| type_.set(text, SMALL, 120.0);
        let cells = vec![(12.0, label(self.type_, "Signature")), (date_at, label(self.type_, "Date"))];
        let mut labels = side_by_side(cells);
        for piece in &mut labels {
            piece.pad_top(2.5);
        }
        labels.insert(0, place);
        labels
    }
}

/// One piece for each line.
pub(super) fn stacked(lines: Vec<Line>, x: f32) -> Vec<Piece> {
    lines.into_iter().map(|line| Piece::line(x, line)).collect()
}

/// Keeps the first two and the last two lines together, so that none stands alone on a page.
fn keep_ends(pieces: &mut [Piece]) {
    let last = pieces.len().saturating_sub(1);
    for (index, piece) in pieces.iter_mut().enumerate() {
        piece.keep = index < last && (index == 0 || index + 1 == last);
    }
}

/// Draws a frame around the pieces, in a way that lets a page break go through it.
fn boxed(pieces: &mut [Piece], width: f32) {
    if let Some(first) = pieces.first_mut() {
        first.pad_top(9.0);
        first.marks.push(Mark::Bar { x: 0.0, y: 0.0, width, height: 0.6, ink: Ink::RULE });
    }
    if let Some(last) = pieces.last_mut() {
        last.height += 9.0;
        last.marks.push(Mark::Bar { x: 0.0, y: last.height - 0.6, width, height: 0.6, ink: Ink::RULE });
    }
    for piece in pieces {
        for x in [0.0, width - 0.6] {
            piece.marks.push(Mark::Bar { x, y: 0.0, width: 0.6, height: piece.height, ink: Ink::RULE });
        }
    }
}
