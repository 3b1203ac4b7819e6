//! A bar of minutes with the marks at which a single code earns its units: 8, 23, 38 ...

use ratatui::text::Span;

use crate::theme::Theme;

/// Returns the bar: filled up to the minutes, a mark where each unit begins.
pub(in crate::ui) fn bar(minutes: u32, cells: usize, theme: &Theme) -> Vec<Span<'static>> {
    // An hour, or as many as are needed: within one, nothing moves but the filled part.
    let whole = usize::try_from((minutes / 60 + 1) * 60).unwrap_or(60);
    let minutes = usize::try_from(minutes).unwrap_or(0);
    let filled = (minutes * cells / whole).min(cells);
    let mark = |cell: usize| (8..whole).step_by(15).any(|at| at * cells / whole == cell);
    let rest: String = (filled..cells).map(|cell| if mark(cell) { '┆' } else { '·' }).collect();
    vec![Span::styled("█".repeat(filled), theme.filled), Span::styled(rest, theme.quiet)]
}
