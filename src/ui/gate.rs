//! What stands before the screens: setting the record up, and the lock. Nothing of a patient is on it.

use ratatui::Frame;
use ratatui::layout::Rect;
use ratatui::text::{Line, Span};
use ratatui::widgets::Paragraph;

use super::Look;
use super::overlay::window;
use super::widget::clock;
use crate::app::{Asked, Field, Gate, SetUpForm, Unlock};
use crate::session::{Therapist, clock_text};
use crate::words::{fit, folded, pad};

pub(super) fn draw(frame: &mut Frame, look: Look, gate: &Gate, area: Rect) {
    match gate {
        Gate::SetUp(form) => match &form.code {
            None => draw_form(frame, look, form, area),
            Some(asked) => draw_code(frame, look, form, asked, area),
        },
        Gate::Unlock(unlock) => draw_lock(frame, look, unlock, area),
    }
}

fn draw_form(frame: &mut Frame, look: Look, form: &SetUpForm, area: Rect) {
    let inner = window(frame, look, "Set up: there is no record here yet", (72, 16), area);
    let cells = usize::from(inner.width);
    let [name, credentials] = form.fields.each_ref().map(Field::text);
    let [passphrase, again] = form.secrets.each_ref().map(|secret| "•".repeat(secret.count()));
    let mut rows = vec![
        ("Name", name, "J. Osei"),
        ("Credentials", credentials, "PT, DPT or LMT; they say whose service it is"),
        ("Passphrase", passphrase, "8 characters or more; four random words are good"),
        ("The same again", again, ""),
    ];
    if let Some(exports) = &form.exports {
        rows.push(("Exports go to", exports.text(), "such as ~/tableside; empty: beside the record"));
    }
    let mut lines = vec![Line::default()];
    for (place, (label, text, example)) in rows.into_iter().enumerate() {
        let here = place == form.focus;
        let mark = if here { "▸" } else { " " };
        let (text, style) = match (text.is_empty(), here) {
            (true, false) => (fit(example, cells.saturating_sub(19)), look.theme.quiet),
            (true, true) => (fit(&format!("▏{example}"), cells.saturating_sub(19)), look.theme.quiet),
            (false, true) => (format!("{text}▏"), look.theme.text),
            (false, false) => (text, look.theme.text),
        };
        lines.push(Line::from(vec![
            Span::styled(format!("{mark} {}", pad(label, 16)), if here { look.theme.key } else { look.theme.quiet }),
            Span::styled(tail(&text, cells.saturating_sub(19)), style),
        ]));
    }
    lines.push(Line::default());
    let told = "The record is sealed with a key that only your passphrase opens. Where it is lost, the recovery code that \
                comes next sets a new one; where both are lost, nobody can read the record any more.";
    lines.extend(said(look, form.fault.as_deref(), told, cells));
    frame.render_widget(Paragraph::new(lines), inner);
}

fn draw_code(frame: &mut Frame, look: Look, form: &SetUpForm, asked: &Asked, area: Rect) {
    let inner = window(frame, look, "The recovery code", (72, 14), area);
    let cells = usize::from(inner.width);
    let mut lines = vec![Line::default()];
    let told = if form.busy {
        lines.push(Line::styled(" Sealing the record ...", look.theme.text));
        ""
    } else if asked.shown {
        lines.push(Line::styled(format!("      {}", asked.code.expose()), look.theme.clock));
        "Write it on paper and lock it away. It opens the record when every passphrase is lost, it is shown only now, \
         and whoever finds it can read everything. Press enter once it is written down."
    } else {
        let line = format!(" ▸ {}▏", asked.typed.expose());
        lines.push(Line::styled(line, look.theme.text));
        "Type the code from your paper, and press enter; esc shows it again."
    };
    lines.push(Line::default());
    lines.extend(said(look, form.fault.as_deref(), told, cells));
    frame.render_widget(Paragraph::new(lines), inner);
}

fn draw_lock(frame: &mut Frame, look: Look, unlock: &Unlock, area: Rect) {
    let hands = hands(look);
    let big = match area.height {
        0..=19 => 3,
        20..=25 => 5,
        _ => 8,
    };
    // Nothing of a clock of which nobody knows whether it went on, but that it waits.
    let waits = hands.is_none() && look.state.is_on_the_clock();
    let clock_rows = if hands.is_some() { big + 3 } else { u16::from(waits) };
    let rows = u16::try_from(unlock.therapists.len()).unwrap_or(u16::MAX).saturating_add(7 + clock_rows);
    let inner = window(frame, look, "Locked", (72, rows), area);
    let cells = usize::from(inner.width);
    let mut below = inner;
    if let Some((time, running, _)) = &hands {
        let style = if *running { look.theme.clock } else { look.theme.paused };
        let place = Rect { x: inner.x + 3, y: inner.y + 1, width: inner.width.saturating_sub(3), ..inner };
        let place = Rect { height: inner.height.saturating_sub(1), ..place };
        let taken = (clock::draw(frame, time, style, place, big) + 1).min(inner.height);
        below = Rect { y: inner.y + taken, height: inner.height - taken, ..inner };
    }
    let mut lines = Vec::new();
    if let Some((_, running, whose)) = &hands {
        let text = if *running {
            let next = if look.state.timed().and_then(|id| look.state.session(id)).is_some_and(|s| s.plan.is_some()) {
                "step"
            } else {
                "area"
            };
            format!("   ● {whose} hands on; space: hands off, enter: next {next}")
        } else {
            format!("   ‖ {whose} hands off; space: hands on")
        };
        lines.push(Line::styled(fit(&text, cells), look.theme.text));
    }
    if waits {
        lines.push(Line::styled("   ? A clock waits for an answer; unlock to give it.", look.theme.warning));
    }
    lines.push(Line::default());
    let room = usize::from(below.height).saturating_sub(lines.len() + 3).max(1);
    let first = (unlock.chosen + 1).saturating_sub(room);
    for (place, therapist) in unlock.therapists.iter().enumerate().skip(first).take(room) {
        let (mark, style) = if place == unlock.chosen { ("▸", look.theme.key) } else { (" ", look.theme.text) };
        lines.push(Line::styled(fit(&format!(" {mark} {therapist}"), cells), style));
    }
    lines.push(Line::default());
    let chosen = unlock.therapists.get(unlock.chosen);
    let asked = if chosen.is_some_and(Therapist::is_recovery_code) { "The code  " } else { "Passphrase" };
    let dots = "•".repeat(unlock.typed.count());
    let typed =
        if unlock.busy { "one moment ...".to_owned() } else { format!("{}▏", tail(&dots, cells.saturating_sub(16))) };
    lines.push(Line::from(vec![
        Span::styled(format!("   {asked}  "), look.theme.quiet),
        Span::styled(typed, look.theme.text),
    ]));
    let wait = unlock.until.map_or(0, |until| (until - look.state.now).num_seconds());
    let fault = unlock
        .fault
        .as_deref()
        .map(|fault| if wait > 0 { format!("{fault} Try again in {wait} s.") } else { fault.to_owned() });
    lines.extend(said(look, fault.as_deref(), "", cells));
    frame.render_widget(Paragraph::new(lines), below);
}

/// What is on the clock, whether it runs, and whose it is: nothing of a patient.
fn hands(look: Look) -> Option<(String, bool, String)> {
    let state = look.state;
    let session = state.session(state.timed()?)?;
    let whose = session.therapist.initials();
    match (&session.running, session.last_hands()) {
        (Some(running), _) => Some((clock_text(state.now - running.start), true, whose)),
        (None, Some(last)) => Some((clock_text(state.now - last.stop), false, whose)),
        (None, None) => None,
    }
}

/// What is wrong, or else what there is to know.
fn said<'a>(look: Look, fault: Option<&str>, told: &str, cells: usize) -> Vec<Line<'a>> {
    let (text, style) = match fault {
        Some(fault) => (format!("! {fault}"), look.theme.alarm),
        None => (told.to_owned(), look.theme.quiet),
    };
    folded(&text, " ", " ", cells.saturating_sub(1)).into_iter().map(|line| Line::styled(line, style)).collect()
}

/// The end of a text that is being typed, where it does not fit.
fn tail(text: &str, cells: usize) -> String {
    let mut rest = text;
    while crate::words::width(rest) > cells {
        let mut chars = rest.chars();
        chars.next();
        rest = chars.as_str();
    }
    rest.to_owned()
}
