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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_mark_stands_where_each_unit_begins() {
        let theme = Theme::builtin("mono").unwrap();
        let marks = |first| {
            let spans = bar(0, first, 60, &theme);
            let text: String = spans.iter().map(|span| span.content.as_ref()).collect();
            text.chars().zip(0..).filter(|(c, _)| *c == '┆').map(|(_, cell)| cell).collect::<Vec<u32>>()
        };
        assert_eq!(marks(Some(8)), [8, 23, 38, 53]);
        assert_eq!(marks(Some(15)), [15, 30, 45]);
        assert!(marks(None).is_empty());
    }
}
