//! A text as it is printed, with what of it is shown.

use ratatui::Frame;
use ratatui::layout::Rect;
use ratatui::text::Line;
use ratatui::widgets::Paragraph;

use crate::ui::{Look, boxed};
use crate::words::{folded, width};

/// Draws a text from a line on; the title says which lines are shown, where not all are.
pub(in crate::ui) fn draw(frame: &mut Frame, look: Look, title: &str, text: &str, scroll: usize, area: Rect) {
    let (rows, cells) = (usize::from(area.height.saturating_sub(2)), usize::from(area.width.saturating_sub(2)));
    let all = text.lines().count();
    let first = scroll.min(all.saturating_sub(1));
    let mut lines: Vec<Line> = Vec::new();
    let mut last = first;
    for line in text.lines().skip(first) {
        // A screen narrower than the paper breaks the line; nothing of it is out of reach.
        let indent = " ".repeat(line.len() - line.trim_start_matches(' ').len());
        let broken = if width(line) > cells { folded(line, "", &indent, cells) } else { vec![line.to_owned()] };
        if lines.len() + broken.len() > rows {
            break;
        }
        last += 1;
        lines.extend(broken.into_iter().map(|line| Line::styled(line, look.theme.text)));
    }
    let shown = if last - first < all {
        format!("{title}: lines {} to {last} of {all}, pageup pagedown", first + 1)
    } else {
        title.to_owned()
    };
    let inner = boxed(frame, look, &shown, area);
    frame.render_widget(Paragraph::new(lines), inner);
}
