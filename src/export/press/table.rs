//! Sets tables.

use std::rc::Rc;

use parley::Alignment;

use super::blocks::Composer;
use super::job::{Row, Table};
use super::piece::{Ink, Piece, fuse, side_by_side};
use super::text::{Line, Style};

const HEADER: Style = Style { size: 8.0, leading: 11.0, bold: true, ink: Ink::GREY };
const CELL: Style = Style { size: 9.0, leading: 12.5, bold: false, ink: Ink::TEXT };
const STRONG: Style = Style { bold: true, ..CELL };
const BELOW: Style = Style { size: 8.0, leading: 10.75, bold: false, ink: Ink::GREY };
const GUTTER: f32 = 10.0;
const PADDING: f32 = 2.5;
const INDENT: f32 = 10.0;
const HAIR: f32 = 0.4;

/// Where a column stands.
struct Slot {
    x: f32,
    width: f32,
    right: bool,
}

impl Composer<'_> {
    pub(super) fn table(&mut self, table: &Table) {
        let slots = slots(table, self.width);
        let mut pieces = Vec::new();
        pieces.extend(self.header(table, &slots));
        // The same once more, for the pages that the table goes on to.
        let head = self.header(table, &slots).map(Rc::new);
        let limit = self.limit - head.as_ref().map_or(0.0, |head| head.height);
        for (index, row) in table.rows.iter().enumerate() {
            let above = row.strong && index > 0;
            if let Some(last) = pieces.last_mut().filter(|_| above) {
                // A total alone at the top of a page says nothing.
                last.keep = true;
            }
            let mut row = self.row(row, &slots, limit, above);
            for piece in &mut row {
                piece.head.clone_from(&head);
            }
            pieces.append(&mut row);
        }
        self.add(pieces, 7.0);
    }

    fn header(&mut self, table: &Table, slots: &[Slot]) -> Option<Piece> {
        let cells = slots.iter().zip(&table.columns).map(|(slot, column)| {
            let mut lines = self.cell(&column.title, slot, HEADER);
            // A header is repeated on each page, so it may not fill one.
            lines.truncate(6);
            (slot.x, lines)
        });
        let mut header = fuse(side_by_side(cells.collect()), f32::MAX).pop()?;
        header.height += 3.0;
        header.rule_below(self.width, 0.8, Ink::RULE);
        header.keep = true;
        Some(header)
    }

    fn row(&mut self, row: &Row, slots: &[Slot], limit: f32, rule_above: bool) -> Vec<Piece> {
        let style = if row.strong { STRONG } else { CELL };
        let cells = slots.iter().zip(&row.cells).map(|(slot, text)| (slot.x, self.cell(text, slot, style)));
        let mut pieces = side_by_side(cells.collect());
        for text in &row.below {
            let lines = self.type_.set(text, BELOW, self.width - INDENT);
            pieces.extend(lines.into_iter().map(|line| Piece::line(INDENT, line)));
        }
        if pieces.is_empty() {
            pieces.push(Piece { height: style.leading, ..Piece::default() });
        }
        if let Some(first) = pieces.first_mut() {
            first.pad_top(PADDING);
            if rule_above {
                first.rule_above(self.width, 0.8, Ink::RULE);
            }
        }
        if let Some(last) = pieces.last_mut() {
            last.height += PADDING;
            last.rule_below(self.width, HAIR, Ink::HAIR);
        }
        fuse(pieces, limit)
    }

    fn cell(&mut self, text: &str, slot: &Slot, style: Style) -> Vec<Line> {
        let alignment = if slot.right { Alignment::Right } else { Alignment::Start };
        self.type_.set_aligned(text, style, slot.width, alignment)
    }
}

/// Shares the width out among the columns.
fn slots(table: &Table, width: f32) -> Vec<Slot> {
    let cells = table.rows.iter().map(|row| row.cells.len()).max().unwrap_or(0);
    let count = table.columns.len().max(cells);
    let share = |index: usize| match table.columns.get(index).map(|column| column.share) {
        Some(share) if share.is_finite() => share.clamp(0.01, 1000.0),
        _ => 1.0,
    };
    let total: f32 = (0..count).map(share).sum();
    let right = |index: usize| table.columns.get(index).is_some_and(|column| column.right);
    let mut x = 0.0;
    let mut slots = Vec::with_capacity(count);
    for index in 0..count {
        let whole = width * share(index) / total;
        let gutter = match (right(index), right(index + 1)) {
            _ if index + 1 == count => 0.0,
            // The two texts would all but touch.
            (true, false) => GUTTER * 1.8,
            _ => GUTTER,
        };
        slots.push(Slot { x, width: whole - gutter.min(whole / 3.0), right: right(index) });
        x += whole;
    }
    slots
}
