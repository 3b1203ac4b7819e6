//! Distributes pieces over pages.

use super::piece::Piece;

/// The room on a page, from `top` to `bottom`.
#[derive(Debug, Clone, Copy)]
pub(super) struct Room {
    pub(super) first_top: f32,
    pub(super) next_top: f32,
    pub(super) bottom: f32,
}

/// Pieces and the heights at which they stand.
pub(super) type Page<'a> = Vec<(f32, &'a Piece)>;

struct Filler<'a> {
    room: Room,
    pages: Vec<Page<'a>>,
    page: Page<'a>,
    y: f32,
}

/// Fills as many pages as it takes; at least one.
pub(super) fn fill(pieces: &[Piece], room: Room) -> Vec<Page<'_>> {
    let mut filler = Filler { room, pages: Vec::new(), page: Vec::new(), y: room.first_top };
    let mut rest = pieces;
    while let Some((piece, after)) = rest.split_first() {
        filler.place(piece, rest);
        rest = after;
    }
    filler.pages.push(filler.page);
    filler.pages
}

impl<'a> Filler<'a> {
    fn place(&mut self, piece: &'a Piece, from_here: &'a [Piece]) {
        if !self.page.is_empty() && self.y + piece.before + self.needed(piece, from_here) > self.room.bottom {
            self.turn();
        }
        if self.page.is_empty() {
            if let Some(head) = piece.head.as_deref() {
                self.put(head, 0.0);
            }
            self.put(piece, 0.0);
        } else {
            self.put(piece, piece.before);
        }
    }

    fn put(&mut self, piece: &'a Piece, before: f32) {
        self.y += before;
        self.page.push((self.y, piece));
        self.y += piece.height;
    }

    fn turn(&mut self) {
        self.pages.push(std::mem::take(&mut self.page));
        self.y = self.room.next_top;
    }

    /// The height of the piece and of all that must stay with it, if a page can hold that at all.
    fn needed(&self, piece: &Piece, from_here: &[Piece]) -> f32 {
        let page = self.room.bottom - self.room.next_top - piece.head.as_ref().map_or(0.0, |head| head.height);
        let mut total = piece.height;
        for (piece, next) in from_here.iter().zip(from_here.iter().skip(1)) {
            if !piece.keep {
                break;
            }
            total += next.before + next.height;
            if total > page {
                return piece_alone(from_here);
            }
        }
        total
    }
}

fn piece_alone(pieces: &[Piece]) -> f32 {
    pieces.first().map_or(0.0, |piece| piece.height)
}
