//! The Charges screen: what may be decided above, what the session comes to and why below.

use ratatui::Frame;
use ratatui::layout::{Constraint, Layout, Rect};
use ratatui::text::{Line, Span};
use ratatui::widgets::Paragraph;

use super::widget::paper;
use super::{Look, boxed};
use crate::app::{ChargesScreen, Decision, Msg};
use crate::export;
use crate::words::{fit, folded, pad, width};

pub(super) fn draw(frame: &mut Frame, look: Look, screen: &ChargesScreen, area: Rect) {
    let Some(session) = look.state.session(&screen.id) else { return };
    let decisions = look.state.decisions(session);
    let rows = u16::try_from(decisions.len()).unwrap_or(u16::MAX).saturating_add(2);
    let wide = u16::try_from(export::WIDTH).unwrap_or(0) + 2;
    let beside = area.width >= wide + 56;
    let [list, why] = if beside {
        Layout::horizontal([Constraint::Fill(1), Constraint::Length(wide)]).areas(area)
    } else {
        Layout::vertical([Constraint::Length(rows.clamp(3, area.height / 2)), Constraint::Fill(1)]).areas(area)
    };
    draw_decisions(frame, look, screen, &decisions, list);
    let text = look.state.charges_explained(session);
    paper::draw(frame, look, "Why", &text, screen.scroll, why);
}

fn draw_decisions(frame: &mut Frame, look: Look, screen: &ChargesScreen, decisions: &[Decision], area: Rect) {
    let signed = look.state.session(&screen.id).is_some_and(|session| session.signature.is_some());
    let title = if signed { "What was decided" } else { "Yours to decide" };
    let inner = boxed(frame, look, title, area);
    let (cells, height) = (usize::from(inner.width), usize::from(inner.height));
    let cursor = screen.cursor(decisions);
    let about = decisions.iter().map(|decision| width(&decision.words)).max().unwrap_or(0).min(cells * 6 / 10);
    let room = cells.saturating_sub(about + 4);
    // What is cut in its row stands whole below the list while it is chosen.
    let cut = decisions.get(cursor).filter(|d| width(&d.stands) > room || width(&d.words) > about);
    let whole = cut.map_or_else(Vec::new, |d| folded(&format!("{}: {}", d.words, d.stands), "  ", "  ", cells));
    let rows = height.saturating_sub(whole.len()).max(1);
    let first = (cursor + 1).saturating_sub(rows);
    let lines = decisions.iter().enumerate().skip(first).take(rows).map(|(place, decision)| {
        let row = u16::try_from(place - first).unwrap_or(u16::MAX);
        look.target(Rect { y: inner.y.saturating_add(row), height: 1, ..inner }, Msg::Row(place));
        let chosen = place == cursor;
        let style = if chosen { look.theme.chosen } else { look.theme.text };
        Line::from(vec![
            Span::styled(if chosen { "▸ " } else { "  " }, look.theme.running),
            Span::styled(pad(&decision.words, about), style),
            Span::raw("  "),
            Span::styled(fit(&decision.stands, room), look.theme.unit),
        ])
    });
    let mut lines: Vec<Line> = lines.collect();
    if lines.is_empty() {
        lines.push(Line::styled("Nothing yet: no segment was timed. esc goes back.", look.theme.quiet));
    }
    lines.extend(whole.into_iter().map(|line| Line::styled(line, look.theme.quiet)));
    frame.render_widget(Paragraph::new(lines), inner);
}
