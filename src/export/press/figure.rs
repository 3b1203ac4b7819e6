//! Sets drawings made of outlines.

use parley::Alignment;

use super::blocks::{Composer, SMALL};
use super::job::{Figure, Shape};
use super::piece::{Ink, Mark, Piece, fuse};
use super::text::Style;

const CAPTION: Style = SMALL;
const CAPTION_WIDTH: f32 = 120.0;
const LEGEND: Style = Style { ink: Ink::TEXT, size: 8.5, leading: 13.0, bold: false };
const LEGEND_GAP: f32 = 28.0;
const SWATCH: f32 = 9.0;

/// How the drawing's own units become points.
#[derive(Clone, Copy)]
struct Scale {
    factor: f32,
    width: f32,
    height: f32,
}

impl Composer<'_> {
    pub(super) fn figure(&mut self, figure: &Figure) {
        let scale = self.scale(figure);
        let mut piece = Piece::default();
        if let Some(scale) = scale {
            piece.height = scale.height;
            piece.marks = figure.shapes.iter().filter_map(|shape| outline(shape, scale.factor)).collect();
            piece.height += self.captions(&mut piece, &figure.captions, scale);
        }
        let drawn = scale.map_or(0.0, |scale| scale.width + LEGEND_GAP);
        let beside = self.width - drawn >= 110.0;
        let x = if beside { drawn } else { 0.0 };
        let legend = self.legend(&figure.legend, x);
        if beside {
            let mut y = 4.0;
            for mut entry in legend {
                entry.pad_top(y);
                y = entry.height;
                piece.marks.append(&mut entry.marks);
            }
            piece.height = if piece.marks.is_empty() { 0.0 } else { piece.height.max(y) };
            self.add_figure(vec![piece]);
        } else {
            let mut pieces = vec![piece];
            pieces.extend(legend);
            self.add_figure(pieces);
        }
    }

    fn add_figure(&mut self, pieces: Vec<Piece>) {
        let pieces: Vec<Piece> = pieces.into_iter().filter(|piece| piece.height > 0.0).collect();
        let limit = self.limit - 4.0;
        let mut pieces = fuse(pieces, limit);
        if let Some(first) = pieces.first_mut() {
            first.pad_top(4.0);
        }
        self.add(pieces, 6.0);
    }

    /// The scale that gives the wished height, less if the page is too small; none for a drawing without an extent.
    fn scale(&self, figure: &Figure) -> Option<Scale> {
        let sizes = [figure.width, figure.height, figure.tall];
        if figure.shapes.is_empty() || !sizes.iter().all(|size| size.is_finite() && *size > 0.0) {
            return None;
        }
        let tall = figure.tall.min(self.limit * 0.8);
        let factor = (tall / figure.height).min(self.width / figure.width);
        factor.is_finite().then_some(Scale { factor, width: figure.width * factor, height: figure.height * factor })
    }

    /// Adds the captions to the piece and tells how much room they take under the drawing.
    fn captions(&mut self, piece: &mut Piece, captions: &[(f32, String)], scale: Scale) -> f32 {
        let mut tallest = 0.0_f32;
        for (centre, text) in captions {
            let centre = if centre.is_finite() { centre * scale.factor } else { 0.0 };
            let x = (centre - CAPTION_WIDTH / 2.0).clamp(-CAPTION_WIDTH / 2.0, self.width - CAPTION_WIDTH / 2.0);
            let mut y = 4.0;
            for line in self.type_.set_aligned(text, CAPTION, CAPTION_WIDTH, Alignment::Center).into_iter().take(4) {
                piece.marks.push(Mark::Line { x, y: scale.height + y, line });
                y += CAPTION.leading;
            }
            tallest = tallest.max(y);
        }
        tallest
    }

    fn legend(&mut self, entries: &[(f32, String)], x: f32) -> Vec<Piece> {
        let mut pieces = Vec::new();
        for (shade, text) in entries {
            let text_x = x + SWATCH + 6.0;
            let lines = self.type_.set(text, LEGEND, self.width - text_x);
            let mut entry = super::blocks::stacked(lines, text_x);
            if let Some(first) = entry.first_mut() {
                let (left, top) = (x, 2.0);
                let (right, bottom) = (left + SWATCH, top + SWATCH);
                let points = vec![(left, top), (right, top), (right, bottom), (left, bottom)];
                first.marks.insert(0, Mark::Outline { points, y: 0.0, fill: ink(*shade) });
                first.pad_top(2.0);
            }
            pieces.append(&mut entry);
        }
        pieces
    }
}

/// Places an outline; one with a corner that is no number is left out.
#[expect(clippy::cast_possible_truncation, reason = "points on a page need no more than single precision")]
fn outline(shape: &Shape, factor: f32) -> Option<Mark> {
    let place = |&(x, y): &(f64, f64)| (x as f32 * factor, y as f32 * factor);
    let points: Vec<(f32, f32)> = shape.outline.iter().map(place).collect();
    let sound = points.len() >= 2 && points.iter().all(|(x, y)| x.abs() < 5000.0 && y.abs() < 5000.0);
    sound.then(|| Mark::Outline { points, y: 0.0, fill: ink(shape.shade) })
}

/// From a pale to a dark blue.
#[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "between 0 and 255 by the clamp")]
fn ink(shade: f32) -> Option<Ink> {
    if !shade.is_finite() || shade <= 0.0 {
        return None;
    }
    let shade = shade.min(1.0);
    let mix = |pale: f32, dark: f32| (pale + (dark - pale) * shade).round().clamp(0.0, 255.0) as u8;
    Some(Ink(mix(222.0, 20.0), mix(233.0, 44.0), mix(245.0, 84.0)))
}
