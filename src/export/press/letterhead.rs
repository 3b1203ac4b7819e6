//! Sets the clinic's letterhead and reads its logo.

use krilla::image::Image;

use super::blocks::{Composer, SMALL, stacked};
use super::error::PdfError;
use super::job::Letterhead;
use super::piece::{Ink, Mark, Piece, fuse};
use super::text::Style;

const NAME: Style = Style { size: 14.0, leading: 18.0, bold: true, ink: Ink::ACCENT };
const LOGO_HEIGHT: f32 = 44.0;
const LOGO_WIDTH: f32 = 150.0;
const MOST_BYTES: usize = 5 * 1024 * 1024;
/// Decoding takes four bytes a pixel and more, and the whole program shall stay under 60 MiB.
const MOST_PIXELS: u64 = 4_000_000;

/// Remembers the last logo, since a clinic prints many documents with the same one and reading it is slow.
#[derive(Default)]
pub(super) struct Logos {
    last: Option<(std::sync::Arc<[u8]>, Image)>,
}

impl Logos {
    pub(super) fn read(&mut self, bytes: &std::sync::Arc<[u8]>) -> Result<Image, PdfError> {
        if let Some((known, image)) = &self.last
            && known == bytes
        {
            return Ok(image.clone());
        }
        check(bytes)?;
        let image = Image::from_png(bytes.to_vec().into(), true)
            .map_err(|reason| PdfError::Logo(format!("the logo is damaged: {reason}")))?;
        self.last = Some((bytes.clone(), image.clone()));
        Ok(image)
    }
}

/// Looks at the first bytes only: a small file can unpack to an enormous picture.
fn check(bytes: &[u8]) -> Result<(), PdfError> {
    if bytes.len() > MOST_BYTES {
        return Err(PdfError::Logo("the logo's file is larger than 5 MB".to_owned()));
    }
    let number = |from: usize| {
        let four = bytes.get(from..from + 4).and_then(|four| four.try_into().ok());
        four.map(u32::from_be_bytes).map(u64::from)
    };
    match (bytes.get(..8), number(16), number(20)) {
        (Some(b"\x89PNG\r\n\x1a\n"), Some(width), Some(height)) if width > 0 && height > 0 => {
            if width * height > MOST_PIXELS {
                let size = format!("the logo has {width} by {height} pixels, and 4 million in all is the most");
                return Err(PdfError::Logo(size));
            }
            Ok(())
        }
        _ => Err(PdfError::Logo("the logo is no PNG picture".to_owned())),
    }
}

impl Composer<'_> {
    pub(super) fn letterhead(&mut self, letterhead: &Letterhead, logo: Option<Image>) {
        let picture = logo.map(picture);
        let indent = picture.as_ref().map_or(0.0, |(_, width)| width + 16.0);
        let mut pieces = stacked(self.type_.set(&letterhead.name, NAME, self.width - indent), indent);
        for line in &letterhead.address {
            pieces.append(&mut stacked(self.type_.set(line, SMALL, self.width - indent), indent));
        }
        let text: f32 = pieces.iter().map(|piece| piece.height).sum();
        if let Some((picture, _)) = picture {
            if text < LOGO_HEIGHT {
                pieces.insert(0, Piece { height: (LOGO_HEIGHT - text) / 2.0, ..Piece::default() });
                pieces.push(Piece { height: (LOGO_HEIGHT - text) / 2.0, ..Piece::default() });
            }
            if let Some(first) = pieces.first_mut() {
                first.marks.insert(0, picture);
            }
        }
        if let Some(last) = pieces.last_mut() {
            last.height += 8.0;
            last.rule_below(self.width, 0.8, Ink::RULE);
            last.height += 6.0;
        }
        self.add(fuse(pieces, self.limit), 0.0);
    }
}

/// The logo in its place, and its width.
#[expect(clippy::cast_precision_loss, reason = "a picture of at most four million pixels")]
fn picture(image: Image) -> (Mark, f32) {
    let (columns, rows) = image.size();
    let (columns, rows) = (columns.max(1) as f32, rows.max(1) as f32);
    let factor = (LOGO_HEIGHT / rows).min(LOGO_WIDTH / columns);
    let (width, height) = (columns * factor, rows * factor);
    (Mark::Picture { x: 0.0, y: (LOGO_HEIGHT - height) / 2.0, width, height, image }, width)
}
