//! Draws laid out pages into the PDF file.

use chrono::{DateTime, Datelike, FixedOffset, Timelike};
use krilla::Document;
use krilla::color::rgb;
use krilla::error::KrillaError;
use krilla::geom::{Path, PathBuilder, Point, Rect, Size as Area, Transform};
use krilla::graphic::Graphic;
use krilla::metadata::Metadata;
use krilla::num::NormalizedF32;
use krilla::page::PageSettings;
use krilla::paint::{Fill, Stroke};
use krilla::surface::Surface;
use parley::Alignment;

use super::Printed;
use super::blocks::Composer;
use super::error::PdfError;
use super::job::{Job, Part};
use super::letterhead::Logos;
use super::pages::{Page, Room, fill};
use super::piece::{Ink, Mark, Piece};
use super::text::{Line, Style, Typesetter};

const MARGIN: f32 = 54.0;
const FOOT: Style = Style { size: 7.25, leading: 9.5, bold: false, ink: Ink::GREY };
const STAMP: Style = Style { size: 120.0, leading: 140.0, bold: true, ink: Ink::STAMP };
const NUMBER_WIDTH: f32 = 72.0;
const BOTTOM: f32 = 36.0;

/// The document while it is being written.
pub(super) struct Sheet {
    document: Document,
    width: f32,
    height: f32,
    pages: usize,
}

/// What is the same on each page of a part.
struct Frame {
    footer: Vec<Line>,
    running: Vec<Line>,
    footer_top: f32,
}

impl Sheet {
    pub(super) fn new(job: &Job) -> Self {
        let (width, height) = job.size.points();
        let mut document = Document::new();
        let metadata = Metadata::new().title(job.title.to_owned()).language("en".to_owned());
        document.set_metadata(metadata.creation_date(date(job.date)));
        Self { document, width, height, pages: 0 }
    }

    pub(super) fn print_part(
        &mut self,
        type_: &mut Typesetter,
        logos: &mut Logos,
        part: &Part,
    ) -> Result<(), PdfError> {
        let frame = self.frame(type_, part);
        let next_top = if frame.running.is_empty() { MARGIN } else { MARGIN + 8.0 };
        let room = Room { first_top: MARGIN, next_top, bottom: frame.footer_top - 10.0 };
        let mut composer = Composer::new(type_, self.width - 2.0 * MARGIN, room.bottom - room.next_top);
        if let Some(letterhead) = &part.letterhead {
            let logo = letterhead.logo.as_ref().map(|bytes| logos.read(bytes)).transpose()?;
            composer.letterhead(letterhead, logo);
        }
        part.blocks.iter().for_each(|block| composer.block(block));
        let pieces = composer.finish();
        let pages = fill(&pieces, room);
        let stamp = part.stamp.as_deref().and_then(|word| type_.set_single(word, STAMP));
        self.draw(type_, &frame, &pages, stamp.as_ref())
    }

    pub(super) fn finish(mut self, type_: &mut Typesetter) -> Result<Printed, PdfError> {
        if self.pages == 0 {
            let empty = Frame { footer: Vec::new(), running: Vec::new(), footer_top: self.height };
            self.draw(type_, &empty, &[Page::new()], None)?;
        }
        let bytes = self.document.finish().map_err(|error| match error {
            KrillaError::Image(_, _, reason) => PdfError::Logo(format!("The logo is damaged: {reason}.")),
            error => PdfError::Write(error.to_string()),
        })?;
        Ok(Printed { bytes, pages: self.pages })
    }

    fn frame(&self, type_: &mut Typesetter, part: &Part) -> Frame {
        let width = self.width - 2.0 * MARGIN;
        let mut footer = type_.set(&part.footer, FOOT, width - NUMBER_WIDTH);
        footer.truncate(4);
        let mut running = type_.set(&part.running, FOOT, width);
        running.truncate(1);
        let lines = if footer.len() > 1 { footer.iter().skip(1).map(|line| line.style.leading).sum() } else { 0.0 };
        let footer_top = self.height - BOTTOM - FOOT.leading - lines;
        Frame { footer, running, footer_top }
    }

    fn draw(
        &mut self,
        type_: &mut Typesetter,
        frame: &Frame,
        pages: &[Page],
        stamp: Option<&Line>,
    ) -> Result<(), PdfError> {
        let mut stamped: Option<Graphic> = None;
        for (index, page) in pages.iter().enumerate() {
            let number = format!("Page {} of {}", index + 1, pages.len());
            let number = type_.set_aligned(&number, FOOT, NUMBER_WIDTH, Alignment::Right);
            let settings = PageSettings::from_wh(self.width, self.height)
                .ok_or_else(|| PdfError::Write("the paper has no extent".to_owned()))?;
            let mut sheet = self.document.start_page_with(settings);
            let mut surface = sheet.surface();
            if let Some(stamp) = stamp {
                // One drawing serves all pages of the part.
                let graphic =
                    stamped.get_or_insert_with(|| stamp_graphic(&mut surface, stamp, self.width, self.height));
                surface.draw_graphic(graphic.clone());
            }
            if index > 0 {
                draw_lines(&mut surface, &frame.running, MARGIN, BOTTOM);
            }
            for (y, piece) in page {
                draw_piece(&mut surface, piece, MARGIN, *y);
            }
            draw_foot(&mut surface, frame, &number, self.width);
            surface.finish();
            sheet.finish();
            self.pages += 1;
        }
        Ok(())
    }
}

fn date(at: DateTime<FixedOffset>) -> krilla::metadata::DateTime {
    let small = |number: u32| u8::try_from(number).unwrap_or_default();
    let offset = at.offset().local_minus_utc() / 60;
    krilla::metadata::DateTime::new(u16::try_from(at.year()).unwrap_or_default())
        .month(small(at.month()))
        .day(small(at.day()))
        .hour(small(at.hour()))
        .minute(small(at.minute()))
        .second(small(at.second()))
        .utc_offset_hour(i8::try_from(offset / 60).unwrap_or_default())
        .utc_offset_minute(small((offset % 60).unsigned_abs()))
}

fn draw_foot(surface: &mut Surface, frame: &Frame, number: &[Line], width: f32) {
    draw_bar(surface, (MARGIN, frame.footer_top - 4.0), (width - 2.0 * MARGIN, 0.4), Ink::HAIR);
    draw_lines(surface, &frame.footer, MARGIN, frame.footer_top);
    draw_lines(surface, number, width - MARGIN - NUMBER_WIDTH, frame.footer_top);
}

fn draw_lines(surface: &mut Surface, lines: &[Line], x: f32, mut y: f32) {
    for line in lines {
        draw_line(surface, line, x, y, false);
        y += line.style.leading;
    }
}

fn draw_piece(surface: &mut Surface, piece: &Piece, left: f32, top: f32) {
    for mark in &piece.marks {
        match mark {
            Mark::Line { x, y, line } => draw_line(surface, line, left + x, top + y, false),
            Mark::Bar { x, y, width, height, ink } => {
                draw_bar(surface, (left + x, top + y), (*width, *height), *ink);
            }
            Mark::Outline { points, y, fill } => draw_outline(surface, points, (left, top + y), *fill),
            Mark::Picture { x, y, width, height, image } => {
                if let Some(area) = Area::from_wh(*width, *height) {
                    surface.push_transform(&Transform::from_translate(left + x, top + y));
                    surface.draw_image(image.clone(), area);
                    surface.pop();
                }
            }
        }
    }
}

fn draw_line(surface: &mut Surface, line: &Line, x: f32, y: f32, as_picture: bool) {
    surface.set_fill(Some(filled(line.style.ink)));
    surface.set_stroke(None);
    for run in &line.runs {
        let start = Point::from_xy(x + run.x, y + line.baseline);
        surface.draw_glyphs(start, &run.glyphs, run.font.clone(), &line.text, line.style.size, as_picture);
    }
}

fn draw_bar(surface: &mut Surface, at: (f32, f32), size: (f32, f32), ink: Ink) {
    let mut path = PathBuilder::new();
    if let Some(bar) = Rect::from_xywh(at.0, at.1, size.0, size.1) {
        path.push_rect(bar);
    }
    draw_path(surface, path.finish(), Some(ink), None);
}

fn draw_outline(surface: &mut Surface, points: &[(f32, f32)], at: (f32, f32), fill: Option<Ink>) {
    let mut path = PathBuilder::new();
    for (index, (x, y)) in points.iter().enumerate() {
        if index == 0 {
            path.move_to(at.0 + x, at.1 + y);
        } else {
            path.line_to(at.0 + x, at.1 + y);
        }
    }
    path.close();
    let stroke = Stroke { paint: color(Ink::RULE).into(), width: 0.5, ..Stroke::default() };
    draw_path(surface, path.finish(), Some(fill.unwrap_or(Ink::PAPER)), Some(stroke));
}

fn draw_path(surface: &mut Surface, path: Option<Path>, fill: Option<Ink>, stroke: Option<Stroke>) {
    if let Some(path) = path {
        surface.set_fill(fill.map(filled));
        surface.set_stroke(stroke);
        surface.draw_path(&path);
    }
}

/// The stamp from the lower left to the upper right corner. It is drawn as outlines: as text it would turn up in the
/// middle of what a reader copies out of the page.
fn stamp_graphic(surface: &mut Surface, stamp: &Line, width: f32, height: f32) -> Graphic {
    let mut builder = surface.stream_builder();
    let mut inner = builder.surface();
    let factor = (width.hypot(height) * 0.62 / stamp.width.max(1.0)).min(1.3);
    inner.push_transform(&Transform::from_translate(width / 2.0, height / 2.0));
    inner.push_transform(&Transform::from_rotate(-height.atan2(width).to_degrees()));
    inner.push_transform(&Transform::from_scale(factor, factor));
    draw_line(&mut inner, stamp, -stamp.width / 2.0, -stamp.style.leading / 2.0, true);
    for _ in 0..3 {
        inner.pop();
    }
    inner.finish();
    Graphic::new(builder.finish(), false)
}

fn filled(ink: Ink) -> Fill {
    Fill { paint: color(ink).into(), opacity: NormalizedF32::ONE, ..Fill::default() }
}

fn color(ink: Ink) -> rgb::Color {
    rgb::Color::new(ink.0, ink.1, ink.2)
}
