//! From the state to a frame. Reads `&State`, `&Theme` and `&Keymap`; changes nothing, asks no clock.

mod charges;
mod day;
mod gate;
mod note;
mod overlay;
mod patient;
mod session;
mod target;
mod widget;

use std::cell::RefCell;

use ratatui::Frame;
use ratatui::buffer::Cell;
use ratatui::layout::{Constraint, Layout, Rect};
use ratatui::style::{Modifier, Style};
use ratatui::symbols::border;
use ratatui::text::{Line, Span};
use ratatui::widgets::{Block, Borders, Clear, Paragraph, Wrap};

use crate::app::{Action, Context, Gate, Msg, Pace, Screen, State};
use crate::keymap::Keymap;
use crate::session::{Standing, clock_text};
use crate::theme::{Lines, Theme};
use crate::words::{fit, folded, is_plain, width};
pub use target::Targets;

/// The smallest frame that is drawn.
pub const SMALLEST: (u16, u16) = (60, 18);

/// What every drawing function needs.
#[derive(Clone, Copy)]
struct Look<'a> {
    state: &'a State,
    theme: &'a Theme,
    keymap: &'a Keymap,
    /// What a click asks for, place by place.
    targets: &'a RefCell<Targets>,
}

impl Look<'_> {
    /// Says what a click on a place asks for.
    fn target(self, area: Rect, msg: Msg) {
        self.targets.borrow_mut().say(area, msg);
    }
}

/// Draws the whole frame; whatever the texts hold, nothing but plain characters reaches the terminal.
///
/// Returns what a click on each place asks for.
pub fn draw(frame: &mut Frame, state: &State, theme: &Theme, keymap: &Keymap) -> Targets {
    let targets = RefCell::new(Targets::default());
    draw_all(frame, Look { state, theme, keymap, targets: &targets });
    if theme.lines == Lines::Ascii {
        frame.buffer_mut().content.iter_mut().for_each(in_ascii);
    }
    let attacks = |cell: &&mut Cell| {
        let symbol = cell.symbol();
        // Most cells hold one letter, and need no second look.
        let letter = matches!(symbol.as_bytes(), [b' '..=b'~']);
        !letter && !symbol.chars().all(is_plain)
    };
    for cell in frame.buffer_mut().content.iter_mut().filter(attacks) {
        let plain: String = cell.symbol().chars().filter(|c| is_plain(*c)).collect();
        cell.set_symbol(if plain.is_empty() { " " } else { &plain });
    }
    targets.into_inner()
}

/// The marks that the program draws, each with one that every terminal has. What a person wrote stays.
const ASCII: &[(&str, &str)] = &[
    ("─", "-"),
    ("│", "|"),
    ("┌", "+"),
    ("┐", "+"),
    ("└", "+"),
    ("┘", "+"),
    ("├", "+"),
    ("┤", "+"),
    ("╭", "+"),
    ("╮", "+"),
    ("╰", "+"),
    ("╯", "+"),
    ("§", "S"),
    ("▸", ">"),
    ("◂", "<"),
    ("●", "*"),
    ("○", "o"),
    ("‖", "="),
    ("■", "#"),
    ("◆", "*"),
    ("█", "#"),
    ("▀", "#"),
    ("▄", "#"),
    ("▇", "#"),
    ("░", "."),
    ("▒", ":"),
    ("▓", "%"),
    ("┆", "|"),
    ("·", "."),
    ("→", ">"),
    ("✓", "v"),
    ("▏", "|"),
    ("…", "~"),
    ("•", "*"),
    ("◉", "@"),
];

fn in_ascii(cell: &mut Cell) {
    let symbol = cell.symbol();
    let braille = symbol.chars().next().filter(|c| ('\u{2800}'..='\u{28ff}').contains(c));
    if let Some(dots) = braille {
        // The more dots, the darker.
        let count = usize::try_from((dots as u32 - 0x2800).count_ones()).unwrap_or(0);
        let shade = [" ", ".", ".", ":", ":", "+", "+", "#", "#"];
        cell.set_symbol(shade.get(count).unwrap_or(&"#"));
    } else if let Some((_, plain)) = ASCII.iter().find(|(drawn, _)| *drawn == symbol) {
        cell.set_symbol(plain);
    }
}

/// Draws that the program is there, before anything is read: the bar, without colours of its own yet.
pub fn draw_first(frame: &mut Frame) {
    let bar = Rect { height: frame.area().height.min(1), ..frame.area() };
    let style = Style::new().add_modifier(Modifier::REVERSED);
    frame.render_widget(Paragraph::new(" Tableside   one moment ...").style(style), bar);
}

fn draw_all(frame: &mut Frame, look: Look) {
    let state = look.state;
    let area = frame.area();
    let (columns, rows) = SMALLEST;
    if area.width < columns || area.height < rows {
        let text = format!(
            "Tableside needs {columns}x{rows}; this is {}x{}. The clock goes on, and its keys count.",
            area.width, area.height
        );
        frame.render_widget(Paragraph::new(text).wrap(Wrap { trim: true }), area);
        return;
    }
    let one = Constraint::Length(1);
    let [bar, body, below, footer] = Layout::vertical([one, Constraint::Fill(1), one, one]).areas(area);
    draw_bar(frame, look, bar);
    if let Some(gate) = &state.gate {
        gate::draw(frame, look, gate, body);
        draw_notice(frame, look, below);
        draw_footer(frame, look, footer);
        return;
    }
    match &state.screen {
        Screen::Day => day::draw(frame, look, &state.day, body),
        Screen::Session(screen) => session::draw(frame, look, screen, body),
        Screen::Note(screen) => note::draw(frame, look, screen, body),
        Screen::Charges(screen) => charges::draw(frame, look, screen, body),
        Screen::Patient(screen) => patient::draw(frame, look, screen, body),
    }
    for modal in &state.modals {
        // What lies below is out of reach.
        look.targets.borrow_mut().cover(body);
        overlay::draw(frame, look, modal, body);
    }
    draw_notice(frame, look, below);
    draw_footer(frame, look, footer);
}

/// What the program has to say, in the line kept for it; a long sentence lies over what stands above, and moves nothing.
fn draw_notice(frame: &mut Frame, look: Look, line: Rect) {
    let said = notice(look, usize::from(line.width));
    let above = u16::try_from(said.len()).unwrap_or(1).saturating_sub(1);
    let place = Rect { y: line.y.saturating_sub(above), height: line.height + above, ..line };
    if above > 0 {
        look.targets.borrow_mut().cover(place);
        frame.render_widget(Clear, place);
    }
    frame.render_widget(Paragraph::new(said), place);
}

fn draw_bar(frame: &mut Frame, look: Look, area: Rect) {
    let state = look.state;
    let narrow = area.width < 100;
    let date = if narrow { "%-d %b" } else { "%a %-d %b %Y" };
    let mut left = format!(" Tableside   {}", state.now.format(date));
    // A clock stands there only while it goes on by itself.
    if state.pace() == Pace::Second {
        left += &format!("   {}", state.now.format("%H:%M"));
    }
    if state.settings.demo {
        left += "   DEMO";
    }
    let session = state.behind().filter(|_| state.gate.is_none()).and_then(|id| state.session(id));
    let right = session.map(|session| session_title(look, session)).unwrap_or_default();
    let room = usize::from(area.width);
    // Who is unlocked stands there wherever there is room for it.
    let who = state.who.to_string();
    if state.gate.is_none() && width(&left) + width(&who) + width(&right) + 6 <= room {
        left += &format!("   {who}");
    }
    let right = fit(&right, room.saturating_sub(width(&left) + 2));
    let gap = room.saturating_sub(width(&left) + width(&right) + 1);
    let line = format!("{left}{}{right} ", " ".repeat(gap));
    frame.render_widget(Paragraph::new(line).style(look.theme.bar), area);
}

fn session_title(look: Look, session: &crate::session::Session) -> String {
    let number = session.patient.id.as_ref().map(|id| format!(" #{id}")).unwrap_or_default();
    let payer = look.state.catalog.payer(&session.payer);
    let payer = payer.map_or_else(|| session.payer.to_string(), |p| format!("{}, {}", p.name, p.rule.label()));
    let mark = match session.standing() {
        Standing::NotStarted => "○ not started",
        Standing::Running => "● running",
        Standing::Paused => "‖ paused",
        Standing::Finished if session.signature.is_some() => "■ signed",
        Standing::Finished => "■ finished",
    };
    // While the note is written, the hands may work on.
    let writing = !matches!(look.state.screen, Screen::Session(_));
    let time = session.running.as_ref().filter(|_| writing).map(|r| clock_text(look.state.now - r.start));
    let time = time.map(|time| format!(" {time}")).unwrap_or_default();
    format!("{mark}{time}   {}{number}   {payer}", session.patient.initials())
}

/// The most rows that a notice takes; its mend stands at its end.
const NOTICE: usize = 3;

/// What the program has to say, in lines.
fn notice(look: Look, cells: usize) -> Vec<Line<'static>> {
    let state = look.state;
    let trouble = state.visits.values().find_map(|v| v.trouble.as_ref().map(|t| (t, v.unwritten.len())));
    let (text, style) = match (trouble, &state.notice) {
        (Some((why, waiting)), _) => {
            (format!("! NOT SAVED ({waiting} waiting, tried again each second): {why}"), look.theme.alarm)
        }
        // What was said on a screen is not for whoever stands before the lock.
        (None, Some(_)) if state.gate.is_some() => return vec![Line::default()],
        (None, Some(notice)) if notice.alarm => (format!("! {}", notice.text), look.theme.alarm),
        (None, Some(notice)) => (notice.text.clone(), look.theme.text),
        (None, None) => return vec![Line::default()],
    };
    folded(&text, " ", "   ", cells).into_iter().take(NOTICE).map(|line| Line::styled(line, style)).collect()
}

fn draw_footer(frame: &mut Frame, look: Look, area: Rect) {
    let context = look.state.context();
    let mut hints: Vec<(String, String, Action)> = Vec::new();
    let own = look.keymap.bindings(context);
    let everywhere = look.keymap.bindings(Context::Anywhere).filter(|_| !context.is_text());
    // While the record is set up, either the form is filled in or the code is written down.
    let code = matches!(&look.state.gate, Some(Gate::SetUp(form)) if form.code.is_some());
    let dead = |action| context == Context::SetUp && action == if code { Action::NextField } else { Action::Back };
    let bound = own.chain(everywhere).filter(|bound| !dead(bound.action) && look.state.serves(bound.action));
    hints.extend(bound.filter_map(|b| Some((b.keys.first()?.to_string(), b.hint.clone()?, b.action))));
    // Where not all fit, the last ones give way; the key that shows them all never does.
    let shows = !context.is_text() && context != Context::Help;
    let help = look.keymap.key_of(context, Action::Help).filter(|_| shows);
    let help = help.map(|key| (key.to_string(), "help".to_owned(), Action::Help));
    let cells = |(key, word, _): &(String, String, Action)| width(key) + width(word) + 3;
    let mut room = usize::from(area.width).saturating_sub(1 + help.as_ref().map_or(0, cells));
    hints.retain(|hint| {
        let fits = cells(hint) <= room;
        room = if fits { room - cells(hint) } else { 0 };
        fits
    });
    let mut x = area.x;
    for hint in hints.iter().chain(&help) {
        let wide = u16::try_from(cells(hint)).unwrap_or(0);
        look.target(Rect { x, width: wide, ..area }, Msg::Do(hint.2));
        x = x.saturating_add(wide);
    }
    let spans = hints.into_iter().chain(help).flat_map(|(key, word, _)| {
        [Span::styled(format!(" {key}"), look.theme.key), Span::styled(format!(" {word} "), look.theme.quiet)]
    });
    frame.render_widget(Line::from(spans.collect::<Vec<_>>()), area);
}

/// A box with a title, and the room inside it.
fn boxed(frame: &mut Frame, look: Look, title: &str, area: Rect) -> Rect {
    let lines = if look.theme.lines == Lines::Rounded { border::ROUNDED } else { border::PLAIN };
    let block = Block::new()
        .borders(Borders::ALL)
        .border_set(lines)
        .border_style(look.theme.border)
        .title(Span::styled(format!(" {title} "), look.theme.title));
    let inner = block.inner(area);
    frame.render_widget(block, area);
    inner
}
