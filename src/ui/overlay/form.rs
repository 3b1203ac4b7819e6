//! The form that opens a session.

use ratatui::Frame;
use ratatui::layout::{Constraint, Layout, Rect};
use ratatui::text::Line;
use ratatui::widgets::{Paragraph, Wrap};

use super::{draw_field, line_at, window};
use crate::app::{Form, Msg};
use crate::told;
use crate::ui::Look;
use crate::words::{fit, folded, pad};

pub(super) fn draw(frame: &mut Frame, look: Look, form: &Form, area: Rect) {
    let word = &look.state.settings.letterhead.patient;
    let inner = window(frame, look, "New session", (64, 16), area);
    let payer = look.state.catalog.payers().get(form.payer);
    let labels = [
        format!("{word}, name"),
        "number".to_owned(),
        "born (2/29/1980)".to_owned(),
        "payer (left right)".to_owned(),
        "therapist".to_owned(),
    ];
    for (row, label) in labels.iter().enumerate() {
        let place = line_at(inner, u16::try_from(row).unwrap_or(0));
        look.target(place, Msg::Row(row));
        let [mark, name, value] =
            Layout::horizontal([Constraint::Length(2), Constraint::Length(19), Constraint::Fill(1)]).areas(place);
        let focused = row == form.focus;
        frame.render_widget(Line::styled(if focused { "▸" } else { " " }, look.theme.running), mark);
        frame.render_widget(Line::styled(fit(label, 18), look.theme.quiet), name);
        let field = form.fields.get(if row > Form::PAYER { row - 1 } else { row });
        match field {
            _ if row == Form::PAYER => {
                let text = payer.map_or_else(String::new, |p| format!("◂ {} ▸  {}", p.name, p.rule.label()));
                let style = if focused { look.theme.chosen } else { look.theme.text };
                frame.render_widget(Line::styled(fit(&text, usize::from(value.width)), style), value);
            }
            Some(field) => draw_field(frame, look, field, focused, value),
            None => {}
        }
    }
    let mut lines: Vec<Line> = Vec::new();
    let cells = usize::from(inner.width);
    if let Some(fault) = &form.fault {
        let told = folded(&format!("! {fault}"), "", "  ", cells);
        lines.extend(told.into_iter().map(|line| Line::styled(line, look.theme.alarm)));
    }
    if form.focus == Form::PAYER
        && let Some(payer) = payer.filter(|p| !p.remark.is_empty())
    {
        lines.push(Line::styled(payer.remark.clone(), look.theme.quiet));
    }
    let suggestions = look.state.suggestions(form);
    if !suggestions.is_empty() {
        lines.push(Line::styled("Treated before (arrow down chooses):", look.theme.quiet));
    }
    for (place, known) in suggestions.into_iter().enumerate() {
        let patient = &known.patient;
        let number = patient.id.as_ref().map(|id| format!("#{id}")).unwrap_or_default();
        let born = patient.born.filter(|_| !look.state.private).map(told::date_words).unwrap_or_default();
        let chosen = form.suggestion == Some(place);
        let mark = if chosen { "▸" } else { " " };
        let text = format!("{mark} {} {} {born}", pad(&look.state.patient_name(patient), 30), pad(&number, 12));
        let row = u16::try_from(lines.len() + 6).unwrap_or(u16::MAX);
        look.target(line_at(inner, row), Msg::Row(Form::ROWS + place));
        lines.push(Line::styled(fit(&text, cells), if chosen { look.theme.chosen } else { look.theme.text }));
    }
    let below = Rect { y: inner.y + 6.min(inner.height), height: inner.height.saturating_sub(6), ..inner };
    frame.render_widget(Paragraph::new(lines).wrap(Wrap { trim: false }), below);
}
