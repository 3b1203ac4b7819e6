//! From the state to a frame. Reads `&State`, `&Theme` and `&Keymap`; changes nothing, asks no clock.

mod day;
mod note;
mod overlay;
mod session;
mod widget;

use ratatui::Frame;
use ratatui::layout::{Constraint, Layout, Rect};
use ratatui::text::{Line, Span};
use ratatui::widgets::{Block, BorderType, Borders, Paragraph, Wrap};

use crate::app::{Context, Screen, State};
use crate::keymap::Keymap;
use crate::theme::Theme;
use crate::words::{fit, width};

/// The smallest frame that is drawn.
pub const SMALLEST: (u16, u16) = (60, 18);

/// What every drawing function needs.
#[derive(Clone, Copy)]
struct Look<'a> {
    state: &'a State,
    theme: &'a Theme,
    keymap: &'a Keymap,
}

/// Draws the whole frame.
pub fn draw(frame: &mut Frame, state: &State, theme: &Theme, keymap: &Keymap) {
    let area = frame.area();
    let (columns, rows) = SMALLEST;
    if area.width < columns || area.height < rows {
        let text =
            format!("Tableside needs {columns}x{rows}; this is {}x{}. The clock goes on.", area.width, area.height);
        frame.render_widget(Paragraph::new(text).wrap(Wrap { trim: true }), area);
        return;
    }
    let look = Look { state, theme, keymap };
    let [bar, body, notice, footer] =
        Layout::vertical([Constraint::Length(1), Constraint::Fill(1), Constraint::Length(1), Constraint::Length(1)])
            .areas(area);
    draw_bar(frame, look, bar);
    match &state.screen {
        Screen::Day(day) => day::draw(frame, look, day, body),
        Screen::Session(screen) => session::draw(frame, look, screen, body),
        Screen::Note(screen) => note::draw(frame, look, screen, body),
    }
    for modal in &state.modals {
        overlay::draw(frame, look, modal, body);
    }
    draw_notice(frame, look, notice);
    draw_footer(frame, look, footer);
}

fn draw_bar(frame: &mut Frame, look: Look, area: Rect) {
    let state = look.state;
    let narrow = area.width < 100;
    let date = if narrow { "%-d %b  %H:%M" } else { "%a %-d %b %Y   %H:%M" };
    let mut left = format!(" Tableside   {}", state.now.format(date));
    if state.settings.demo {
        left += "  DEMO";
    }
    let right = match &state.screen {
        Screen::Day(_) => String::new(),
        Screen::Session(crate::app::SessionScreen { id, .. }) | Screen::Note(crate::app::NoteScreen { id, .. }) => {
            state.session(id).map(|session| session_title(look, session)).unwrap_or_default()
        }
    };
    let room = usize::from(area.width);
    let right = fit(&right, room.saturating_sub(width(&left) + 2));
    let gap = room.saturating_sub(width(&left) + width(&right) + 1);
    let line = format!("{left}{}{right} ", " ".repeat(gap));
    frame.render_widget(Paragraph::new(line).style(look.theme.bar), area);
}

fn session_title(look: Look, session: &crate::session::Session) -> String {
    let number = session.patient.id.as_ref().map(|id| format!(" #{id}")).unwrap_or_default();
    let payer = look.state.catalog.payer(&session.payer);
    let payer = payer.map_or_else(|| session.payer.to_string(), |p| format!("{}, {} rule", p.name, p.rule));
    let mark = if session.running.is_some() {
        "● running"
    } else if session.closed.is_some() {
        "■ finished"
    } else if session.segments.is_empty() {
        "○ not started"
    } else {
        "‖ paused"
    };
    format!("{mark}   {}{number}   {payer}", session.patient.initials())
}

fn draw_notice(frame: &mut Frame, look: Look, area: Rect) {
    let trouble = look.state.visits.values().find_map(|v| v.trouble.as_ref().map(|t| (t, v.unwritten.len())));
    let line = match (trouble, &look.state.notice) {
        (Some((why, waiting)), _) => Line::styled(
            fit(&format!(" ! NOT SAVED ({waiting} waiting, tried again each second): {why}"), usize::from(area.width)),
            look.theme.alarm,
        ),
        (None, Some(notice)) if notice.alarm => {
            Line::styled(fit(&format!(" ! {}", notice.text), usize::from(area.width)), look.theme.alarm)
        }
        (None, Some(notice)) => {
            Line::styled(fit(&format!(" {}", notice.text), usize::from(area.width)), look.theme.text)
        }
        (None, None) => Line::default(),
    };
    frame.render_widget(line, area);
}

fn draw_footer(frame: &mut Frame, look: Look, area: Rect) {
    let context = look.state.context();
    let mut hints: Vec<(String, String)> = Vec::new();
    if context == Context::Session {
        hints.push(("1-9".to_owned(), "area".to_owned()));
        hints.push(("a-z".to_owned(), "technique".to_owned()));
    }
    let bound = look.keymap.bindings(context);
    hints.extend(bound.filter_map(|b| Some((b.keys.first()?.to_string(), b.hint.clone()?))));
    // Where not all fit, the last ones give way; the key that shows them all never does.
    let help = (!context.is_text() && context != Context::Help).then(|| ("?".to_owned(), "help".to_owned()));
    let cells = |(key, word): &(String, String)| width(key) + width(word) + 3;
    let mut room = usize::from(area.width).saturating_sub(1 + help.as_ref().map_or(0, cells));
    hints.retain(|hint| {
        let fits = cells(hint) <= room;
        room = if fits { room - cells(hint) } else { 0 };
        fits
    });
    let spans = hints.into_iter().chain(help).flat_map(|(key, word)| {
        [Span::styled(format!(" {key}"), look.theme.key), Span::styled(format!(" {word} "), look.theme.quiet)]
    });
    frame.render_widget(Line::from(spans.collect::<Vec<_>>()), area);
}

/// A box with a title, and the room inside it.
fn boxed(frame: &mut Frame, look: Look, title: &str, area: Rect) -> Rect {
    let block = Block::new()
        .borders(Borders::ALL)
        .border_type(BorderType::Plain)
        .border_style(look.theme.border)
        .title(Span::styled(format!(" {title} "), look.theme.title));
    let inner = block.inner(area);
    frame.render_widget(block, area);
    inner
}
