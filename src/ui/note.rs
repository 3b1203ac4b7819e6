//! The Note screen: what is written on the left, the note as it will be printed on the right, the checklist below.

use ratatui::Frame;
use ratatui::layout::{Constraint, Layout, Rect};
use ratatui::style::Style;
use ratatui::text::{Line, Span};
use ratatui::widgets::{Paragraph, Wrap};

use super::widget::paper;
use super::{Look, boxed};
use crate::app::{Editor, Item, Msg, NoteScreen};
use crate::export;
use crate::note::{Note, Status};
use crate::session::{Copied, Session};
use crate::words::{fit, folded, pad, width};

/// The fewest cells in which the items can be read.
const ITEMS: u16 = 24;

/// The rows of the checklist; while something is typed it gives way where there are fewer rows than `ROOMY`.
const CHECKLIST: u16 = 4;
const ROOMY: u16 = 19;

/// The fewest rows in which a text can be typed.
const EDITOR: u16 = 5;

pub(super) fn draw(frame: &mut Frame, look: Look, screen: &NoteScreen, area: Rect) {
    let Some(session) = look.state.session(&screen.id) else { return };
    let composed = look.state.note_shown(session);
    if screen.paper {
        draw_paper(frame, look, screen, &composed, area);
        return;
    }
    // Beside the items only where it fits unbroken; on a narrow screen it has a view of its own.
    let paper = u16::try_from(export::WIDTH).unwrap_or(0) + 2;
    let beside = area.width >= paper + ITEMS;
    let cells = usize::from(area.width.saturating_sub(2).max(1));
    let most = CHECKLIST.max(area.height / 4);
    let rows = if screen.editor.is_some() { CHECKLIST } else { most };
    let checked = checklist_of(look, &composed, cells * usize::from(rows.saturating_sub(2)));
    let taken = u16::try_from(checked.width().div_ceil(cells)).unwrap_or(u16::MAX).saturating_add(2);
    let rows = (taken + u16::from(checked.width() > cells)).clamp(CHECKLIST, most);
    let checklist = match (&screen.editor, area.height < ROOMY) {
        (Some(_), true) => 0,
        (Some(_), false) => CHECKLIST,
        (None, _) => rows,
    };
    let items = u16::try_from(Item::of(session, look.state.now).len()).unwrap_or(0) + 2;
    let above = match (&screen.editor, beside) {
        (None, _) => Constraint::Fill(1),
        (Some(_), true) => Constraint::Fill(2),
        (Some(_), false) => Constraint::Length(items.min(area.height.saturating_sub(checklist + EDITOR))),
    };
    let below = if screen.editor.is_some() { Constraint::Fill(1) } else { Constraint::Length(0) };
    let [main, editing, checklist] = Layout::vertical([above, below, Constraint::Length(checklist)]).areas(area);
    let paper = Constraint::Length(if beside { paper } else { 0 });
    let [list, paper] = Layout::horizontal([Constraint::Fill(1), paper]).areas(main);
    draw_items(frame, look, screen, session, list);
    if beside {
        draw_paper(frame, look, screen, &composed, paper);
    }
    if let Some(editor) = &screen.editor {
        let waiting = look.state.visits.get(&screen.id).is_some_and(|v| !v.unwritten.is_empty());
        draw_editor(frame, look, &screen.item, editor, waiting, editing);
    }
    if checklist.height > 0 {
        let inner = boxed(frame, look, "Checklist", checklist);
        frame.render_widget(Paragraph::new(checked).wrap(Wrap { trim: true }), inner);
    }
}

/// What is missing, each with the digit that leads there; what is signed says so.
fn checklist_of(look: Look, note: &Note, room: usize) -> Line<'static> {
    let quiet = |text: &'static str| Line::styled(text, look.theme.quiet);
    match note.status {
        Status::NotHeld => quiet("Not held: nothing was timed. R takes the session up again."),
        Status::Signed(_) => quiet("Signed: it cannot be changed. a adds below it, X exports it, y copies it."),
        _ if note.content.missing.is_empty() => Line::styled("Complete: S signs it.", look.theme.unit),
        _ => {
            let mut spans = vec![Span::styled("Missing: ", look.theme.warning)];
            let all = note.content.missing.len();
            let mut taken = 10;
            for (missing, digit) in note.content.missing.iter().zip(1..) {
                let words = missing.to_string();
                taken += width(&words) + 4;
                // Broken between words, a line is rarely full to its end.
                if digit > 9 || taken + 14 > room - room / 12 {
                    spans.push(Span::styled(format!(" and {} more", all + 1 - digit), look.theme.warning));
                    break;
                }
                spans.push(Span::styled(if digit > 1 { ", " } else { "" }, look.theme.warning));
                spans.push(Span::styled(format!("{digit} "), look.theme.key));
                spans.push(Span::styled(words, look.theme.warning));
            }
            Line::from(spans)
        }
    }
}

fn draw_paper(frame: &mut Frame, look: Look, screen: &NoteScreen, note: &Note, area: Rect) {
    paper::draw(frame, look, "As printed", &look.state.printed(note), screen.scroll, area);
}

fn draw_items(frame: &mut Frame, look: Look, screen: &NoteScreen, session: &Session, area: Rect) {
    let inner = boxed(frame, look, "Note", area);
    let cells = usize::from(inner.width);
    let mut lines: Vec<Line> = Vec::new();
    let mut chosen_line = 0;
    let mut places: Vec<usize> = Vec::new();
    for item in Item::of(session, look.state.now) {
        places.push(lines.len());
        let chosen = item == screen.item;
        let text = content(session, &item);
        let copied = copied(session, &item).filter(|_| text.is_none());
        let mark = match (&text, copied) {
            (Some(_), _) => "✓",
            (None, Some(_)) => "?",
            (None, None) => "·",
        };
        let arrow = if chosen { "▸" } else { " " };
        let style = if chosen { look.theme.chosen } else { look.theme.text };
        lines.push(Line::from(vec![
            Span::styled(format!("{arrow}{mark} "), look.theme.running),
            Span::styled(pad(&item.title(&look.state.catalog), cells.saturating_sub(3)), style),
        ]));
        if let Some(text) = text.filter(|_| screen.editor.is_none()) {
            lines.push(Line::styled(fit(&format!("    {}", text.replace('\n', " ")), cells), look.theme.quiet));
        }
        if let Some(copied) = copied.filter(|_| screen.editor.is_none()) {
            let from = copied.from.format("%-d %b");
            let text = format!("{from}: {}", copied.text.replace('\n', " "));
            if chosen {
                lines.extend(
                    whole(&text, cells, usize::from(inner.height)).map(|line| Line::styled(line, look.theme.copied)),
                );
            } else {
                lines.push(Line::styled(fit(&format!("    {text}"), cells), look.theme.copied));
            }
        }
        if chosen {
            chosen_line = lines.len();
        }
    }
    let above = chosen_line.saturating_sub(usize::from(inner.height));
    for (place, line) in places.into_iter().enumerate() {
        let row = line.checked_sub(above).and_then(|row| u16::try_from(row).ok()).filter(|row| *row < inner.height);
        if let Some(row) = row {
            look.target(Rect { y: inner.y + row, height: 1, ..inner }, Msg::Row(place));
        }
    }
    frame.render_widget(Paragraph::new(lines.split_off(above)), inner);
}

/// A copied text that can be taken in as it stands, whole; where that does not fit, it is said how to see all of it.
fn whole(text: &str, cells: usize, height: usize) -> impl Iterator<Item = String> {
    let mut lines = folded(text, "    ", "    ", cells);
    // Its title stands above it.
    let room = height.saturating_sub(1).max(2);
    if lines.len() > room {
        lines.truncate(room - 1);
        lines.push("    … enter shows all".to_owned());
    }
    lines.into_iter()
}

/// A text of an earlier note that lies beside an item, and is none of this one.
fn copied<'a>(session: &'a Session, item: &Item) -> Option<&'a Copied> {
    match item {
        Item::Text(section) => session.copied.get(section),
        Item::PainBefore | Item::PainAfter | Item::Response(_) => None,
    }
}

fn content(session: &Session, item: &Item) -> Option<String> {
    match item {
        Item::PainBefore => session.pain_before.map(|s| s.to_string()),
        Item::PainAfter => session.pain_after.map(|s| s.to_string()),
        Item::Text(section) => session.texts.get(section).cloned(),
        Item::Response(spot) => session.responses.get(spot).cloned(),
    }
}

fn draw_editor(frame: &mut Frame, look: Look, item: &Item, editor: &Editor, waiting: bool, area: Rect) {
    let beside = look.state.here().and_then(|id| look.state.session(id)).and_then(|session| copied(session, item));
    let copied = beside.map(|beside| format!("of {}, not in this note", beside.from.format("%-d %b")));
    let saved = match (editor.unsaved, editor.saved) {
        (None, _) if copied.is_some() => copied.unwrap_or_default(),
        (Some(_), _) => "not saved yet".to_owned(),
        (None, _) if waiting => "NOT saved".to_owned(),
        (None, Some(at)) => format!("saved at {}", at.format("%H:%M:%S")),
        (None, None) => "saved".to_owned(),
    };
    let inner = boxed(frame, look, &format!("{} ({saved})", item.title(&look.state.catalog)), area);
    let mut area = editor.field.area().clone();
    area.set_cursor_line_style(Style::new());
    area.set_style(look.theme.text);
    frame.render_widget(&area, inner);
}
