//! Signing a note: what is signed, by whom, and the passphrase.

use ratatui::Frame;
use ratatui::layout::Rect;
use ratatui::text::{Line, Span};
use ratatui::widgets::Paragraph;

use super::window;
use crate::app::Sign;
use crate::ui::Look;
use crate::words::folded;

pub(super) fn draw(frame: &mut Frame, look: Look, sign: &Sign, area: Rect) {
    let Some(session) = look.state.session(&sign.id) else { return };
    let inner = window(frame, look, "Sign the note", (66, 11), area);
    let cells = usize::from(inner.width);
    let who = &look.state.who;
    let whose = look.state.patient_name(&session.patient);
    let mut told = vec![format!("{whose}, {}: signed by {who}.", session.opened.format("%-d %B %Y, %H:%M"))];
    if session.therapist != *who {
        told.push(format!("{} treated; the note says so, and that you sign it.", session.therapist));
    }
    told.push("From then on nothing of it can be changed; an addendum can be added below.".to_owned());
    let mut lines: Vec<Line> = told
        .iter()
        .flat_map(|text| folded(text, " ", " ", cells.saturating_sub(1)))
        .map(|line| Line::styled(line, look.theme.text))
        .collect();
    lines.push(Line::default());
    let dots = "•".repeat(sign.typed.count().min(cells.saturating_sub(16)));
    let typed = if sign.busy { "one moment ...".to_owned() } else { format!("{dots}▏") };
    lines.push(Line::from(vec![Span::styled(" Passphrase  ", look.theme.quiet), Span::styled(typed, look.theme.text)]));
    if let Some(fault) = &sign.fault {
        let wait = sign.until.map_or(0, |until| (until - look.state.now).num_seconds());
        let again = if wait > 0 { format!(" Try again in {wait} s.") } else { String::new() };
        let fault = folded(&format!("! {fault}{again}"), " ", "   ", cells.saturating_sub(1));
        lines.extend(fault.into_iter().map(|line| Line::styled(line, look.theme.alarm)));
    }
    frame.render_widget(Paragraph::new(lines), inner);
}
