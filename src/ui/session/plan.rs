//! The protocol that is followed: what was done of each step, and what comes.

use chrono::TimeDelta;
use ratatui::Frame;
use ratatui::layout::Rect;
use ratatui::text::{Line, Span};
use ratatui::widgets::Paragraph;

use crate::session::{Plan, Session, clock_text};
use crate::ui::{Look, boxed};
use crate::words::{fit, pad, width};

pub(super) fn draw(frame: &mut Frame, look: Look, session: &Session, plan: &Plan, area: Rect) {
    let at = session.at_step().unwrap_or(0);
    let rows = usize::from(area.height.saturating_sub(2));
    // The step at hand stays in the middle, with what was done above and what comes below.
    let middle = usize::try_from(at.saturating_sub(1)).unwrap_or(0).saturating_sub(rows / 2);
    let first = middle.min(plan.steps.len().saturating_sub(rows));
    let part = format!(" ({} to {} of {})", first + 1, first + rows, plan.steps.len());
    let part = if rows < plan.steps.len() { part } else { String::new() };
    let room = usize::from(area.width.saturating_sub(4)).saturating_sub(width(&part));
    let inner = boxed(frame, look, &format!("{}{part}", fit(&plan.name, room)), area);
    let cells = usize::from(inner.width);
    let lines = plan.steps.iter().zip(1u32..).skip(first).take(rows).map(|(step, number)| {
        let worked = session.time_in_step(number, look.state.now);
        let running = session.running.as_ref().is_some_and(|running| running.step == Some(number));
        let (mark, style) = if running {
            ("●", look.theme.running)
        } else if number == at {
            ("‖", look.theme.paused)
        } else if worked.is_zero() {
            (" ", look.theme.text)
        } else {
            ("✓", look.theme.quiet)
        };
        let target = TimeDelta::minutes(i64::from(step.minutes));
        // What is done tells by how much it ran over or short; what comes, its minutes.
        let told = if worked.is_zero() {
            format!("{} min", step.minutes)
        } else {
            against(worked, target, if number == at { "left" } else { "short" })
        };
        Line::from(vec![
            Span::styled(format!("{mark}{number:>2} "), style),
            Span::styled(
                pad(&look.state.work(&step.spot, &step.technique), cells.saturating_sub(6 + width(&told))),
                style,
            ),
            Span::styled(format!(" {told}"), if worked > target { look.theme.warning } else { style }),
        ])
    });
    frame.render_widget(Paragraph::new(lines.collect::<Vec<_>>()), inner);
}

/// A time against its target: "3:10, 0:50 left", "4:20, 0:20 over".
pub(super) fn against(worked: TimeDelta, target: TimeDelta, short: &str) -> String {
    let (apart, word) = if worked > target { (worked - target, "over") } else { (target - worked, short) };
    if apart.is_zero() { clock_text(worked) } else { format!("{}, {} {word}", clock_text(worked), clock_text(apart)) }
}
