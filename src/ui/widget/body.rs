//! The body map: the figure from the front and from the back, each area shaded by the minutes worked there.
//!
//! What is worked reads without colour: the more minutes, the denser the dots; what is chosen is solid and named. Where
//! a figure stands is computed in one place, for drawing and for the mouse.

mod raster;

use std::collections::BTreeMap;

use chrono::TimeDelta;
use ratatui::Frame;
use ratatui::layout::Rect;
use ratatui::style::Style;
use ratatui::text::{Line, Span};

use raster::{Figure, Raster};

use crate::body::{Body, Region};
use crate::catalog::{Contact, Side, Spot};
use crate::session::{Segment, Session, Stamp};
use crate::theme::Theme;
use crate::words::fit;

/// Dots of a cell, across and down.
const DOTS: (u16, u16) = (2, 4);

/// The rows below the figures: what is chosen, and the legend.
const BELOW: u16 = 2;

/// Minutes at which the shade grows denser.
const STEPS: [i64; 2] = [5, 15];

/// What a region, and so a cell of it, looks like; the later ones prevail where several meet in one cell.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Shade {
    Outline,
    Light,
    Medium,
    Dense,
    Chosen,
}

impl Shade {
    fn of(minutes: i64) -> Self {
        let [medium, dense] = STEPS;
        match minutes {
            ..=0 => Self::Outline,
            m if m < medium => Self::Light,
            m if m < dense => Self::Medium,
            _ => Self::Dense,
        }
    }

    /// Whether the dot at a place within the region is drawn.
    fn shows(self, across: u16, down: u16) -> bool {
        match self {
            Self::Outline => false,
            Self::Light => across.is_multiple_of(2) && (across / 2 + down).is_multiple_of(2),
            Self::Medium => (across + down).is_multiple_of(2),
            Self::Dense => !(across.is_multiple_of(2) && (across / 2 + down).is_multiple_of(2)),
            Self::Chosen => true,
        }
    }

    fn style(self, theme: &Theme) -> Style {
        match self {
            Self::Outline => theme.quiet,
            Self::Light | Self::Medium => theme.filled,
            Self::Dense => theme.unit,
            Self::Chosen => theme.text,
        }
    }

    /// Two cells of it, for the legend.
    fn sample(self) -> String {
        let cell = |column: u16| {
            let dots = (0..DOTS.1).flat_map(|down| (0..DOTS.0).map(move |across| (column * DOTS.0 + across, down)));
            let bits: u32 = dots.filter(|(across, down)| self.shows(*across, *down)).map(|(a, d)| braille(a, d)).sum();
            char::from_u32(0x2800 + bits).unwrap_or(' ')
        };
        [0, 1].map(cell).iter().collect()
    }
}

/// Returns the hands' whole minutes on each spot of a session; what was done on both sides counts for each.
pub(in crate::ui) fn worked(session: &Session, now: Stamp) -> impl Fn(&Spot) -> i64 + use<> {
    let hands: Vec<_> = session.segments_at(now).into_iter().filter(|s| s.contact == Contact::OneOnOne).collect();
    move |spot| {
        let on = |worked: &Spot| {
            worked.area == spot.area && (worked.side == spot.side || worked.side.is_none_or(|s| s == Side::Bilateral))
        };
        hands.iter().filter(|s| on(&s.spot)).map(Segment::time).sum::<TimeDelta>().num_minutes()
    }
}

/// Draws both figures and the legend; with `both`, the mirror image of what is chosen is chosen too.
pub(in crate::ui) fn draw(
    frame: &mut Frame,
    theme: &Theme,
    body: &Body,
    minutes: &dyn Fn(&Spot) -> i64,
    chosen: Option<usize>,
    both: bool,
    area: Rect,
) {
    let twin = chosen.and_then(|chosen| body.mirror(chosen)).filter(|_| both);
    let shade = |index: usize| {
        let is_chosen = Some(index) == chosen || Some(index) == twin;
        let worked = || body.regions().get(index).map_or(Shade::Outline, |r| Shade::of(minutes(&r.spot)));
        if is_chosen { Shade::Chosen } else { worked() }
    };
    let shades: Vec<Shade> = (0..body.regions().len()).map(shade).collect();
    let figures = Figure::both(area);
    for figure in &figures {
        let raster = Raster::of(body, figure);
        draw_figure(frame, theme, &raster, &shades, figure.cells);
        draw_title(frame, theme, figure, area);
        for region in [chosen, twin].into_iter().flatten() {
            point_at(frame, theme, &raster, region, figure.cells, area);
        }
    }
    let [front, _] = figures;
    let below = Rect { y: front.cells.bottom(), height: 1, ..area }.intersection(area);
    if let Some(chosen) = chosen {
        frame.render_widget(name(theme, body, minutes, chosen, twin, area.width), below);
    }
    let last = Rect { y: below.bottom(), height: 1, ..area }.intersection(area);
    frame.render_widget(legend(theme), last);
}

/// Returns the region at a cell of the screen.
pub(in crate::ui) fn at(body: &Body, area: Rect, column: u16, row: u16) -> Option<usize> {
    let figure = Figure::both(area).into_iter().find(|f| f.cells.contains((column, row).into()))?;
    let (across, down) = ((column - figure.cells.x) * DOTS.0, (row - figure.cells.y) * DOTS.1);
    let dots = (0..DOTS.1).flat_map(|y| (0..DOTS.0).map(move |x| (across + x, down + y)));
    let mut found: BTreeMap<usize, usize> = BTreeMap::new();
    for region in dots.filter_map(|(x, y)| figure.region(body, x, y)) {
        *found.entry(region).or_default() += 1;
    }
    // A small area may share its only cells with larger ones; a fair part of one is enough for it.
    let size = |index: usize| body.regions().get(index).map_or(0.0, Region::size);
    let fair = |count: usize| count >= 3;
    let wins = |a: &(usize, usize), b: &(usize, usize)| fair(a.1).cmp(&fair(b.1)).then(size(b.0).total_cmp(&size(a.0)));
    found.into_iter().max_by(wins).map(|(index, _)| index)
}

fn draw_figure(frame: &mut Frame, theme: &Theme, raster: &Raster, shades: &[Shade], cells: Rect) {
    let styles =
        [Shade::Outline, Shade::Light, Shade::Medium, Shade::Dense, Shade::Chosen].map(|s| (s, s.style(theme)));
    let buffer = frame.buffer_mut();
    for (place, (owners, lines)) in cells.positions().zip(&raster.cells) {
        if *lines == 0 && *owners == raster::NOTHING {
            continue;
        }
        let (left, top) = ((place.x - cells.x) * DOTS.0, (place.y - cells.y) * DOTS.1);
        let (mut dots, mut deepest, mut whole) = (0, Shade::Outline, true);
        for (owner, bit) in owners.iter().zip(0u16..) {
            let (across, down) = (bit % DOTS.0, bit / DOTS.0);
            let here = shades.get(usize::from(*owner)).copied();
            let shown = here.is_some_and(|shade| shade.shows((left + across).abs_diff(cells.width), top + down));
            if shown || lines >> bit & 1 == 1 {
                dots += braille(across, down);
            }
            deepest = deepest.max(here.unwrap_or(Shade::Outline));
            whole &= here == Some(Shade::Chosen);
        }
        let Some(cell) = buffer.cell_mut(place) else { continue };
        let style = styles.iter().find(|(shade, _)| *shade == deepest).map_or(theme.quiet, |(_, style)| *style);
        cell.set_style(style);
        // Dots leave gaps: where all the cell is chosen, it is solid.
        let dots = if dots == 0 { ' ' } else { char::from_u32(0x2800 + dots).unwrap_or(' ') };
        cell.set_char(if whole { '█' } else { dots });
    }
}

/// The bit of a dot in its cell's character.
fn braille(across: u16, down: u16) -> u32 {
    match (across % DOTS.0, down) {
        (0, 3) => 0x40,
        (_, 3) => 0x80,
        (0, down) => 1 << down,
        (_, down) => 8 << down,
    }
}

/// A pointer at what is chosen, which may be one dot, from the nearest empty cell on its outer side.
fn point_at(frame: &mut Frame, theme: &Theme, raster: &Raster, region: usize, cells: Rect, area: Rect) {
    let Some((across, down)) = raster.middle(region) else { return };
    let (from, row) = (cells.x + across, cells.y + down);
    let buffer = frame.buffer_mut();
    let empty = |column: &u16| buffer.cell((*column, row)).is_some_and(|cell| cell.symbol() == " ");
    let found = if across < cells.width / 2 {
        (area.left()..from).rev().find(empty).map(|column| (column, "▸"))
    } else {
        (from..area.right()).find(empty).map(|column| (column, "◂"))
    };
    if let Some((column, mark)) = found {
        buffer.set_string(column, row, mark, theme.text);
    }
}

/// The name of the view and the patient's sides, beside the head.
fn draw_title(frame: &mut Frame, theme: &Theme, figure: &Figure, area: Rect) {
    let middle = figure.cells.x + figure.cells.width / 2;
    let aside = figure.dots / 20 + 2;
    let [left, right] = figure.view.sides().map(Side::letter);
    let word = figure.view.word();
    let start = middle.saturating_sub(aside + 7);
    let texts = [
        (start, word.to_owned(), theme.title),
        (middle.saturating_sub(aside), left.to_string(), theme.text),
        (middle + aside, right.to_string(), theme.text),
    ];
    for (x, text, style) in texts {
        let place = Rect { x, y: figure.cells.y, width: area.right().saturating_sub(x), height: 1 };
        frame.render_widget(Line::styled(text, style), place.intersection(area));
    }
}

/// What is chosen, with the minutes worked there.
fn name(
    theme: &Theme,
    body: &Body,
    minutes: &dyn Fn(&Spot) -> i64,
    chosen: usize,
    twin: Option<usize>,
    cells: u16,
) -> Line<'static> {
    let Some(region) = body.regions().get(chosen) else { return Line::default() };
    let side = if twin.is_some() { Some(Side::Bilateral) } else { region.spot.side };
    let side = side.map(|side| format!(", {side}")).unwrap_or_default();
    let regions = [Some(chosen), twin].into_iter().flatten().filter_map(|index| body.regions().get(index));
    let worked: Vec<String> = regions
        .map(|r| match (twin, r.spot.side) {
            (Some(_), Some(side)) => format!("{side} {} min", minutes(&r.spot)),
            _ => format!("{} min", minutes(&r.spot)),
        })
        .collect();
    let text = format!(" {}{side}: {} ", region.name, worked.join(", "));
    Line::styled(fit(&text, usize::from(cells)), theme.chosen).centered()
}

fn legend(theme: &Theme) -> Line<'static> {
    let [medium, dense] = STEPS;
    let meanings = [
        (Shade::Light, format!("under {medium} min")),
        (Shade::Medium, format!("under {dense}")),
        (Shade::Dense, format!("{dense} and more")),
    ];
    let worked = meanings.into_iter().map(|(shade, words)| (shade.sample(), shade.style(theme), words));
    let all = worked.chain([("██".to_owned(), Shade::Chosen.style(theme), "chosen".to_owned())]);
    let mut spans = Vec::new();
    for (sample, style, words) in all {
        let gap = if spans.is_empty() { "" } else { "   " };
        spans.extend([gap.into(), Span::styled(sample, style), Span::styled(format!(" {words}"), theme.quiet)]);
    }
    Line::from(spans).centered()
}

#[cfg(test)]
mod tests;
