//! A bar of minutes with the marks at which a single code earns its units: 8, 23, 38 ... or 15, 30, 45 ...

use ratatui::text::Span;

use crate::theme::Theme;

/// Returns the bar: filled up to the minutes, a mark where each unit begins; without marks where minutes earn none.
pub(in crate::ui) fn bar(minutes: u32, first: Option<u32>, cells: usize, theme: &Theme) -> Vec<Span<'static>> {
    // An hour, or as many as are needed: within one, nothing moves but the filled part.
    let whole = usize::try_from((minutes / 60 + 1) * 60).unwrap_or(60);
    let minutes = usize::try_from(minutes).unwrap_or(0);
    let filled = (minutes * cells / whole).min(cells);
    let first = first.and_then(|first| usize::try_from(first).ok()).unwrap_or(whole);
    let mark = |cell: usize| (first..whole).step_by(15).any(|at| at * cells / whole == cell);
    let rest: String = (filled..cells).map(|cell| if mark(cell) { '┆' } else { '·' }).collect();
    vec![Span::styled("█".repeat(filled), theme.filled), Span::styled(rest, theme.quiet)]
}
