//! The Note screen: what is written on the left, the note as it will be printed on the right, the checklist below.

use ratatui::Frame;
use ratatui::layout::{Constraint, Layout, Rect};
use ratatui::style::Style;
use ratatui::text::{Line, Span};
use ratatui::widgets::{Paragraph, Wrap};

use super::text::{fit, pad};
use super::{Look, boxed};
use crate::app::{Editor, Item, NoteScreen};
use crate::export::Format;
use crate::note;
use crate::session::Session;

pub(super) fn draw(frame: &mut Frame, look: Look, screen: &NoteScreen, area: Rect) {
    let Some(session) = look.state.session(&screen.id) else { return };
    let [main, checklist] = Layout::vertical([Constraint::Fill(1), Constraint::Length(4)]).areas(area);
    let preview = main.width.saturating_sub(34).min(82);
    let [items, paper] = Layout::horizontal([Constraint::Fill(1), Constraint::Length(preview)]).areas(main);
    match &screen.editor {
        None => draw_items(frame, look, screen, session, items),
        Some(editor) => {
            let [list, field] = Layout::vertical([Constraint::Length(9), Constraint::Fill(1)]).areas(items);
            draw_items(frame, look, screen, session, list);
            draw_editor(frame, look, screen.item, editor, field);
        }
    }
    let composed = note::compose(session, &look.state.catalog, &look.state.settings.letterhead, look.state.now);
    let inner = boxed(frame, look, "As printed", paper);
    let text = Format::Text.render(&composed);
    frame.render_widget(Paragraph::new(text).style(look.theme.text).wrap(Wrap { trim: false }), inner);

    let inner = boxed(frame, look, "Checklist", checklist);
    let missing: Vec<String> = composed.missing.iter().map(ToString::to_string).collect();
    let line = if missing.is_empty() {
        Line::styled("Complete: nothing is missing.", look.theme.unit)
    } else {
        Line::styled(format!("Missing: {}", missing.join(", ")), look.theme.warning)
    };
    frame.render_widget(Paragraph::new(line).wrap(Wrap { trim: true }), inner);
}

fn draw_items(frame: &mut Frame, look: Look, screen: &NoteScreen, session: &Session, area: Rect) {
    let inner = boxed(frame, look, "Note", area);
    let cells = usize::from(inner.width);
    let lines = Item::ALL.into_iter().flat_map(|item| {
        let chosen = item == screen.item;
        let text = content(session, item);
        let mark = if text.is_some() { "✓" } else { "·" };
        let arrow = if chosen { "▸" } else { " " };
        let style = if chosen { look.theme.chosen } else { look.theme.text };
        let head = Line::from(vec![
            Span::styled(format!("{arrow}{mark} "), look.theme.running),
            Span::styled(pad(item.title(), cells.saturating_sub(3)), style),
        ]);
        let body = text.map(|t| Line::styled(fit(&format!("    {}", t.replace('\n', " ")), cells), look.theme.quiet));
        let compact = screen.editor.is_some();
        [Some(head), body.filter(|_| !compact)].into_iter().flatten()
    });
    frame.render_widget(Paragraph::new(lines.collect::<Vec<_>>()), inner);
}

fn content(session: &Session, item: Item) -> Option<String> {
    match item {
        Item::PainBefore => session.pain_before.map(|s| s.to_string()),
        Item::PainAfter => session.pain_after.map(|s| s.to_string()),
        Item::Text(section) => session.texts.get(&section).cloned(),
    }
}

fn draw_editor(frame: &mut Frame, look: Look, item: Item, editor: &Editor, area: Rect) {
    let saved = if editor.changed.is_some() { "not saved yet" } else { "saved" };
    let inner = boxed(frame, look, &format!("{} ({saved})", item.title()), area);
    let mut area = editor.field.area().clone();
    area.set_cursor_line_style(Style::new());
    area.set_style(look.theme.text);
    frame.render_widget(&area, inner);
}
