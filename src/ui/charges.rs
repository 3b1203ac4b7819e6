//! The Charges screen: what may be decided above, what the session comes to and why below.

use ratatui::Frame;
use ratatui::layout::{Constraint, Layout, Rect};
use ratatui::text::{Line, Span};
use ratatui::widgets::Paragraph;

use super::{Look, boxed};
use crate::app::{ChargesScreen, Decision};
use crate::export;
use crate::session::Session;
use crate::words::{fit, folded, pad, width};

pub(super) fn draw(frame: &mut Frame, look: Look, screen: &ChargesScreen, area: Rect) {
    let Some(session) = look.state.session(&screen.id) else { return };
    let decisions = look.state.decisions(session);
    let rows = u16::try_from(decisions.len()).unwrap_or(u16::MAX).saturating_add(2);
    let paper = u16::try_from(export::WIDTH).unwrap_or(0) + 2;
    let beside = area.width >= paper + 56;
    let [list, why] = if beside {
        Layout::horizontal([Constraint::Fill(1), Constraint::Length(paper)]).areas(area)
    } else {
        Layout::vertical([Constraint::Length(rows.clamp(3, area.height / 2)), Constraint::Fill(1)]).areas(area)
    };
    draw_decisions(frame, look, screen, &decisions, list);
    draw_why(frame, look, screen, session, why);
}

fn draw_decisions(frame: &mut Frame, look: Look, screen: &ChargesScreen, decisions: &[Decision], area: Rect) {
    let inner = boxed(frame, look, "Yours to decide", area);
    let (cells, height) = (usize::from(inner.width), usize::from(inner.height));
    let first = (screen.cursor + 1).saturating_sub(height);
    let about = decisions.iter().map(|decision| width(&decision.words)).max().unwrap_or(0).min(cells * 6 / 10);
    let lines = decisions.iter().enumerate().skip(first).take(height).map(|(place, decision)| {
        let chosen = place == screen.cursor;
        let style = if chosen { look.theme.chosen } else { look.theme.text };
        Line::from(vec![
            Span::styled(if chosen { "▸ " } else { "  " }, look.theme.running),
            Span::styled(pad(&decision.words, about), style),
            Span::raw("  "),
            Span::styled(fit(&decision.stands, cells.saturating_sub(about + 4)), look.theme.unit),
        ])
    });
    let mut lines: Vec<Line> = lines.collect();
    if lines.is_empty() {
        lines.push(Line::styled("Nothing yet: no segment was timed.", look.theme.quiet));
    }
    frame.render_widget(Paragraph::new(lines), inner);
}

fn draw_why(frame: &mut Frame, look: Look, screen: &ChargesScreen, session: &Session, area: Rect) {
    let inner = boxed(frame, look, "Why (pageup pagedown)", area);
    let cells = usize::from(inner.width);
    let text = export::charges(&look.state.note(session));
    let broken = text.lines().skip(screen.scroll).flat_map(|line| {
        if width(line) > cells { folded(line, "", "          ", cells) } else { vec![line.to_owned()] }
    });
    let lines: Vec<Line> =
        broken.take(usize::from(inner.height)).map(|line| Line::styled(line, look.theme.text)).collect();
    frame.render_widget(Paragraph::new(lines), inner);
}
