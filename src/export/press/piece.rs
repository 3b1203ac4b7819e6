//! What stands on a page: marks, gathered into pieces that are never cut in two.

use std::rc::Rc;

use krilla::image::Image;

use super::text::Line;

/// A colour.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Ink(pub(super) u8, pub(super) u8, pub(super) u8);

impl Ink {
    pub(super) const TEXT: Self = Self(27, 31, 36);
    pub(super) const GREY: Self = Self(92, 101, 112);
    pub(super) const ACCENT: Self = Self(31, 66, 108);
    pub(super) const RULE: Self = Self(150, 160, 172);
    pub(super) const HAIR: Self = Self(217, 222, 228);
    pub(super) const STAMP: Self = Self(232, 234, 237);
    pub(super) const PAPER: Self = Self(255, 255, 255);
}

/// Something drawn. Its place is relative to its piece's top left corner.
pub(super) enum Mark {
    Line { x: f32, y: f32, line: Line },
    Bar { x: f32, y: f32, width: f32, height: f32, ink: Ink },
    Outline { points: Vec<(f32, f32)>, y: f32, fill: Option<Ink> },
    Picture { x: f32, y: f32, width: f32, height: f32, image: Image },
}

impl Mark {
    fn lower(&mut self, by: f32) {
        match self {
            Self::Line { y, .. } | Self::Bar { y, .. } | Self::Outline { y, .. } | Self::Picture { y, .. } => *y += by,
        }
    }
}

/// A stretch of the page's height that is never cut in two.
#[derive(Default)]
pub(super) struct Piece {
    /// Space above, which is dropped at the top of a page.
    pub(super) before: f32,
    pub(super) height: f32,
    /// Stays on one page with the piece after it.
    pub(super) keep: bool,
    pub(super) marks: Vec<Mark>,
    /// Is repeated above this piece where it begins a page.
    pub(super) head: Option<Rc<Piece>>,
}

impl Piece {
    /// A piece that holds one line.
    pub(super) fn line(x: f32, line: Line) -> Self {
        let height = line.style.leading;
        Self { height, marks: vec![Mark::Line { x, y: 0.0, line }], ..Self::default() }
    }

    /// Adds empty height above the marks.
    pub(super) fn pad_top(&mut self, by: f32) {
        self.marks.iter_mut().for_each(|mark| mark.lower(by));
        self.height += by;
    }

    /// Draws a rule `width` wide along the top.
    pub(super) fn rule_above(&mut self, width: f32, thick: f32, ink: Ink) {
        self.marks.push(Mark::Bar { x: 0.0, y: 0.0, width, height: thick, ink });
    }

    /// Draws a rule `width` wide under everything that is there so far.
    pub(super) fn rule_below(&mut self, width: f32, thick: f32, ink: Ink) {
        self.marks.push(Mark::Bar { x: 0.0, y: self.height, width, height: thick, ink });
        self.height += thick;
    }
}

/// Puts lines that stand side by side into pieces: the first lines, the second lines, and so on.
pub(super) fn side_by_side(cells: Vec<(f32, Vec<Line>)>) -> Vec<Piece> {
    let mut pieces: Vec<Piece> = Vec::new();
    for (x, lines) in cells {
        for (index, line) in lines.into_iter().enumerate() {
            let height = line.style.leading;
            let mark = Mark::Line { x, y: 0.0, line };
            match pieces.get_mut(index) {
                Some(piece) => {
                    piece.height = piece.height.max(height);
                    piece.marks.push(mark);
                }
                None => pieces.push(Piece { height, marks: vec![mark], ..Piece::default() }),
            }
        }
    }
    pieces
}

/// Joins pieces into one, unless that would be taller than `limit`: then they stay apart, so that they can be cut.
pub(super) fn fuse(pieces: Vec<Piece>, limit: f32) -> Vec<Piece> {
    let total: f32 = pieces.iter().map(|piece| piece.before + piece.height).sum();
    if total > limit {
        return pieces;
    }
    let mut pieces = pieces.into_iter();
    let Some(mut whole) = pieces.next() else { return Vec::new() };
    for mut piece in pieces {
        piece.pad_top(whole.height + piece.before);
        whole.height = piece.height;
        whole.keep = piece.keep;
        whole.marks.append(&mut piece.marks);
    }
    vec![whole]
}
