//! What is to be added below a signed note: why, and what.

use ratatui::Frame;
use ratatui::layout::Rect;
use ratatui::style::Style;
use ratatui::text::Line;

use super::{draw_field, line_at, window};
use crate::app::Addendum;
use crate::ui::Look;

/// What is to be added: the reason on one line, the text below it.
pub(super) fn draw(frame: &mut Frame, look: Look, addendum: &Addendum, area: Rect) {
    let inner = window(frame, look, "Add below the signed note", (72, 15), area);
    let label = |text: &'static str, focused: bool| {
        let style = if focused { look.theme.key } else { look.theme.quiet };
        Line::styled(format!("{}{text}", if focused { "▸" } else { " " }), style)
    };
    frame.render_widget(label("Why is something added?", !addendum.in_text), line_at(inner, 0));
    let inset = |area: Rect| Rect { x: area.x + 2.min(area.width), width: area.width.saturating_sub(2), ..area };
    draw_field(frame, look, &addendum.reason, !addendum.in_text, inset(line_at(inner, 1)));
    frame.render_widget(label("What is added?", addendum.in_text), line_at(inner, 2));
    let below = Rect { y: inner.y + 3.min(inner.height), height: inner.height.saturating_sub(4), ..inner };
    let mut text = addendum.text.area().clone();
    text.set_cursor_line_style(Style::new());
    if !addendum.in_text {
        text.set_cursor_style(Style::new());
    }
    text.set_style(look.theme.text);
    frame.render_widget(&text, inset(below));
    if let Some(fault) = &addendum.fault {
        let last = line_at(inner, inner.height.saturating_sub(1));
        frame.render_widget(Line::styled(format!("! {fault}"), look.theme.alarm), last);
    }
}
