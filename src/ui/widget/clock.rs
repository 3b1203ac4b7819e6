//! Big digits, readable from two metres, as large as the room allows.

use ratatui::Frame;
use ratatui::layout::Rect;
use ratatui::style::Style;
use ratatui::text::Line;

/// Three by five points for each digit, a row of bits a line.
const DIGITS: [[u8; 5]; 10] = [
    [0b111, 0b101, 0b101, 0b101, 0b111],
    [0b010, 0b110, 0b010, 0b010, 0b111],
    [0b111, 0b001, 0b111, 0b100, 0b111],
    [0b111, 0b001, 0b111, 0b001, 0b111],
    [0b101, 0b101, 0b111, 0b001, 0b001],
    [0b111, 0b100, 0b111, 0b001, 0b111],
    [0b111, 0b100, 0b111, 0b101, 0b111],
    [0b111, 0b001, 0b001, 0b010, 0b010],
    [0b111, 0b101, 0b111, 0b101, 0b111],
    [0b111, 0b101, 0b111, 0b001, 0b111],
];
const COLON: [u8; 5] = [0b000, 0b010, 0b000, 0b010, 0b000];

/// Cells across and half rows down that one point takes, the largest first.
const SCALES: [(usize, usize); 4] = [(3, 3), (2, 2), (2, 1), (1, 1)];

/// The points of `00:00`: a shorter time is not drawn larger, and stands where it will end, so that nothing jumps when it
/// grows.
const LEAST: usize = 18;

/// Draws a time such as `8:42` at the largest scale that fits; returns how many rows it took.
pub(in crate::ui) fn draw(frame: &mut Frame, text: &str, style: Style, area: Rect, rows: u16) -> u16 {
    let columns: Vec<([u8; 5], usize)> = text.chars().map(glyph).collect();
    let own: usize = columns.iter().map(|(_, width)| width + 1).sum();
    let points = own.max(LEAST);
    let fits = |(across, down): &(usize, usize)| {
        points * across <= usize::from(area.width) && (5 * down).div_ceil(2) <= usize::from(rows.min(area.height))
    };
    let Some((across, down)) = SCALES.into_iter().find(fits) else {
        frame.render_widget(Line::styled(text.to_owned(), style), area);
        return 1;
    };
    let halves = 5 * down;
    let lit = |half: usize| -> Vec<bool> {
        let row = half / down;
        columns
            .iter()
            .flat_map(|(bits, width)| {
                let bits = bits.get(row).copied().unwrap_or(0);
                // Narrow glyphs use the middle of the three points.
                let places: &[u8] = if *width == 1 { &[1] } else { &[2, 1, 0] };
                places.iter().map(move |place| bits >> place & 1 == 1).chain([false]).collect::<Vec<_>>()
            })
            .flat_map(|point| std::iter::repeat_n(point, across))
            .collect()
    };
    let lines: Vec<Line> = (0..halves.div_ceil(2))
        .map(|row| {
            let upper = lit(row * 2);
            let lower = if row * 2 + 1 < halves { lit(row * 2 + 1) } else { vec![false; upper.len()] };
            let cells: String = upper
                .into_iter()
                .zip(lower)
                .map(|pair| match pair {
                    (true, true) => '█',
                    (true, false) => '▀',
                    (false, true) => '▄',
                    (false, false) => ' ',
                })
                .collect();
            Line::styled(cells, style)
        })
        .collect();
    let taken = u16::try_from(lines.len()).unwrap_or(1);
    let before = u16::try_from((points - own) * across).unwrap_or(0).min(area.width);
    let place = Rect { x: area.x + before, width: area.width - before, ..area };
    frame.render_widget(ratatui::widgets::Paragraph::new(lines), place);
    taken
}

fn glyph(c: char) -> ([u8; 5], usize) {
    match c.to_digit(10).and_then(|d| usize::try_from(d).ok()).and_then(|d| DIGITS.get(d)) {
        Some(bits) => (*bits, 3),
        None => (COLON, 1),
    }
}
