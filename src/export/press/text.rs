//! Shapes text and breaks it into lines.

use std::borrow::Cow;
use std::rc::Rc;
use std::sync::Arc;

use krilla::text::{Font, GlyphId, KrillaGlyph};
use parley::fontique::{Blob, CharmapIndex, Collection, CollectionOptions, FontInfoOverride, SourceCache};
use parley::{
    Alignment, FontContext, FontFamily, FontFamilyName, Layout, LayoutContext, LineHeight, OverflowWrap, StyleProperty,
};

use super::error::PdfError;
use super::piece::Ink;

const REGULAR: FontFamilyName<'static> = FontFamilyName::Named(Cow::Borrowed("Regular"));
const BOLD: FontFamilyName<'static> = FontFamilyName::Named(Cow::Borrowed("Bold"));
/// A face that lacks a character borrows it from the other one.
const REGULAR_FIRST: &[FontFamilyName<'static>] = &[REGULAR, BOLD];
const BOLD_FIRST: &[FontFamilyName<'static>] = &[BOLD, REGULAR];

/// How a text looks.
#[derive(Debug, Clone, Copy)]
pub(super) struct Style {
    pub(super) size: f32,
    /// From one baseline to the next.
    pub(super) leading: f32,
    pub(super) bold: bool,
    pub(super) ink: Ink,
}

/// Glyphs of one font on one line.
pub(super) struct Run {
    pub(super) x: f32,
    pub(super) font: Font,
    pub(super) glyphs: Vec<KrillaGlyph>,
}

/// One line of a text that has been set.
pub(super) struct Line {
    pub(super) text: Rc<str>,
    pub(super) runs: Vec<Run>,
    pub(super) style: Style,
    /// From the line's top to its baseline.
    pub(super) baseline: f32,
    pub(super) width: f32,
}

struct Face {
    blob: Blob<u8>,
    font: Font,
    characters: CharmapIndex,
}

/// The fonts and the memory for laying out.
pub(super) struct Typesetter {
    fonts: FontContext,
    layouts: LayoutContext<()>,
    layout: Layout<()>,
    faces: Vec<Face>,
}

impl Typesetter {
    pub(super) fn new() -> Result<Self, PdfError> {
        // System fonts would make the output differ from machine to machine.
        let options = CollectionOptions { shared: false, system_fonts: false };
        let mut fonts = FontContext { collection: Collection::new(options), source_cache: SourceCache::default() };
        let faces = vec![
            face(&mut fonts, "Regular", dejavu::sans_condensed::regular()).ok_or(PdfError::Fonts)?,
            face(&mut fonts, "Bold", dejavu::sans_condensed::bold()).ok_or(PdfError::Fonts)?,
        ];
        Ok(Self { fonts, layouts: LayoutContext::new(), layout: Layout::new(), faces })
    }

    /// Sets `text` in lines no wider than `width`, flush with the side on which its script begins.
    pub(super) fn set(&mut self, text: &str, style: Style, width: f32) -> Vec<Line> {
        self.set_aligned(text, style, width, Alignment::Start)
    }

    pub(super) fn set_aligned(&mut self, text: &str, style: Style, width: f32, alignment: Alignment) -> Vec<Line> {
        let text = clean(text);
        let text = text.trim_end();
        if text.is_empty() {
            return Vec::new();
        }
        self.shape(text, style);
        self.layout.break_all_lines(Some(width.max(1.0)));
        self.layout.align(alignment, parley::AlignmentOptions::default());
        self.lines(text, style)
    }

    /// Sets the beginning of `text` on a single line that starts at its left edge.
    pub(super) fn set_single(&mut self, text: &str, style: Style) -> Option<Line> {
        let flat: String = clean(text).chars().take(40).map(|c| if c == '\n' { ' ' } else { c }).collect();
        let mut line = self.set(&flat, style, 20_000.0).into_iter().next()?;
        // A script that is written from right to left was set at the far right.
        let left = line.runs.first().map_or(0.0, |run| run.x);
        for run in &mut line.runs {
            run.x -= left;
        }
        Some(line)
    }

    pub(super) fn lacking(&mut self, text: &str) -> Vec<char> {
        let mut found = Vec::new();
        for c in clean(text).chars() {
            // Shaping has the last word: it composes, decomposes and hides what is invisible.
            if !c.is_ascii() && !found.contains(&c) && !self.mapped(c) && self.boxed(c) {
                found.push(c);
            }
        }
        found
    }

    fn mapped(&self, c: char) -> bool {
        self.faces.iter().any(|face| {
            face.characters.charmap(face.blob.data()).and_then(|map| map.map(c)).is_some_and(|glyph| glyph != 0)
        })
    }

    /// Whether only the replacement box stands for `c`.
    fn boxed(&mut self, c: char) -> bool {
        let style = Style { size: 10.0, leading: 12.0, bold: false, ink: Ink::TEXT };
        let lines = self.set(c.encode_utf8(&mut [0; 4]), style, 1000.0);
        lines.iter().flat_map(|line| &line.runs).flat_map(|run| &run.glyphs).any(|glyph| glyph.glyph_id.to_u32() == 0)
    }

    fn shape(&mut self, text: &str, style: Style) {
        let families = if style.bold { BOLD_FIRST } else { REGULAR_FIRST };
        let mut builder = self.layouts.ranged_builder(&mut self.fonts, text, 1.0, false);
        builder.push_default(StyleProperty::FontFamily(FontFamily::List(Cow::Borrowed(families))));
        builder.push_default(StyleProperty::FontSize(style.size));
        builder.push_default(StyleProperty::LineHeight(LineHeight::Absolute(style.leading)));
        // Without this a long word leaves its cell.
        builder.push_default(StyleProperty::OverflowWrap(OverflowWrap::Anywhere));
        builder.build_into(&mut self.layout, text);
    }

    fn lines(&self, text: &str, style: Style) -> Vec<Line> {
        let text: Rc<str> = Rc::from(text);
        self.layout
            .lines()
            .map(|line| {
                let metrics = line.metrics();
                let mut x = metrics.inline_min_coord + metrics.offset;
                let mut runs = Vec::new();
                for run in line.runs() {
                    let start = x;
                    let (glyphs, advance) = glyphs(&run);
                    x += advance;
                    if let Some(font) = self.font(run.font().data.id()).filter(|_| !glyphs.is_empty()) {
                        runs.push(Run { x: start, font, glyphs });
                    }
                }
                Line {
                    text: Rc::clone(&text),
                    runs,
                    style,
                    baseline: metrics.baseline - metrics.block_min_coord,
                    width: metrics.advance - metrics.hanging_advance,
                }
            })
            .collect()
    }

    fn font(&self, blob: u64) -> Option<Font> {
        self.faces.iter().find(|face| face.blob.id() == blob).map(|face| face.font.clone())
    }
}

fn face(fonts: &mut FontContext, name: &str, data: &'static [u8]) -> Option<Face> {
    let blob = Blob::new(Arc::new(data));
    let renamed = FontInfoOverride { family_name: Some(name), ..FontInfoOverride::default() };
    let families = fonts.collection.register_fonts(blob.clone(), Some(renamed));
    let (_, members) = families.first()?;
    let characters = members.first()?.charmap_index();
    Some(Face { blob, font: Font::new(data.into(), 0)?, characters })
}

/// The glyphs of a run from left to right, and how far they reach.
fn glyphs(run: &parley::Run<'_, ()>) -> (Vec<KrillaGlyph>, f32) {
    let mut groups: Vec<Vec<KrillaGlyph>> = Vec::with_capacity(run.len());
    let mut width = 0.0;
    let size = run.font_size();
    for cluster in run.clusters() {
        let range = cluster.text_range();
        let group: Vec<KrillaGlyph> = cluster
            .glyphs()
            .map(|glyph| {
                width += glyph.advance;
                let (advance, x, y) = (glyph.advance / size, glyph.x / size, glyph.y / size);
                KrillaGlyph::new(GlyphId::new(glyph.id), advance, x, y, 0.0, range.clone(), None)
            })
            .collect();
        match groups.last_mut() {
            // The ligature's glyph stands for this text too.
            Some(last) if cluster.is_ligature_continuation() => {
                for glyph in last {
                    glyph.text_range.end = range.end;
                }
            }
            _ => groups.push(group),
        }
    }
    if run.is_rtl() {
        groups.reverse();
    }
    (groups.into_iter().flatten().collect(), width)
}

/// Removes what has no place in a printed text: control characters, and marks that turn the order of other characters
/// around and so make a page say something else than the record.
fn clean(text: &str) -> Cow<'_, str> {
    if text.bytes().all(|byte| byte == b'\n' || (b' '..0x7f).contains(&byte)) {
        return Cow::Borrowed(text);
    }
    let text = text.replace("\r\n", "\n");
    let mut cleaned = String::with_capacity(text.len());
    for c in text.chars() {
        match c {
            '\n' | '\r' | '\u{85}' | '\u{2028}' | '\u{2029}' | '\u{b}' | '\u{c}' => cleaned.push('\n'),
            '\t' => cleaned.push_str("    "),
            '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}' | '\u{feff}' => {}
            c if c.is_control() => {}
            c => cleaned.push(c),
        }
    }
    Cow::Owned(cleaned)
}
