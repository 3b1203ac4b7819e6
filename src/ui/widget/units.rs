//! A bar of minutes with the marks at which a single code earns its units: 8, 23, 38 ... or 15, 30, 45 ...

use ratatui::text::Span;

use crate::billing;
use crate::catalog::Rule;
use crate::theme::Theme;

/// Returns the bar: filled up to the minutes, a mark where each unit begins; without marks where minutes earn none.
pub(in crate::ui) fn bar(minutes: u32, rule: Option<Rule>, cells: usize, theme: &Theme) -> Vec<Span<'static>> {
    // An hour, or as many as are needed: within one, nothing moves but the filled part.
    let whole = usize::try_from((minutes / 60 + 1) * 60).unwrap_or(60);
    let minutes = usize::try_from(minutes).unwrap_or(0);
    let filled = (minutes * cells / whole).min(cells);
    let marks = rule.into_iter().flat_map(billing::marks).map_while(|at| usize::try_from(at).ok());
    let marks: Vec<usize> = marks.take_while(|at| *at < whole).map(|at| at * cells / whole).collect();
    let mark = |cell: usize| marks.contains(&cell);
    let rest: String = (filled..cells).map(|cell| if mark(cell) { '┆' } else { '·' }).collect();
    vec![Span::styled("█".repeat(filled), theme.filled), Span::styled(rest, theme.quiet)]
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_mark_stands_where_each_unit_begins() {
        let theme = Theme::builtin("mono").unwrap();
        let marks = |rule| {
            let spans = bar(0, rule, 60, &theme);
            let text: String = spans.iter().map(|span| span.content.as_ref()).collect();
            text.chars().zip(0..).filter(|(c, _)| *c == '┆').map(|(_, cell)| cell).collect::<Vec<u32>>()
        };
        assert_eq!(marks(Some(Rule::Cms)), [8, 23, 38, 53]);
        assert_eq!(marks(Some(Rule::Full)), [15, 30, 45]);
        assert!(marks(Some(Rule::None)).is_empty() && marks(None).is_empty());
    }
}
