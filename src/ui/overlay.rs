//! What lies over a screen: the form, lists, questions, corrections, the help, the tour.

mod addendum;
mod body;
mod correct;
mod form;
mod picker;
mod sign;

use ratatui::Frame;
use ratatui::layout::{Constraint, Flex, Layout, Rect};
use ratatui::style::Style;
use ratatui::text::{Line, Span};
use ratatui::widgets::{Clear, Paragraph, Wrap};

use super::{Look, boxed};
use crate::app::{Action, Asking, Context, Field, Gap, Modal, Prompt, Question, Stretch, Tour};
use crate::billing;
use crate::session::{Segment, Session, SessionId, Stamp, clock_text};
use crate::words::{counted, fit, folded, pad, width};

pub(super) fn draw(frame: &mut Frame, look: Look, modal: &Modal, area: Rect) {
    match modal {
        Modal::Form(form) => form::draw(frame, look, form, area),
        Modal::Picker(picker) => picker::draw(frame, look, picker, area),
        Modal::Gap(gap) => draw_gap(frame, look, gap, area),
        Modal::Question(question) => draw_question(frame, look, question, area),
        Modal::Prompt(prompt) => draw_prompt(frame, look, prompt, area),
        Modal::Sign(sign) => sign::draw(frame, look, sign, area),
        Modal::Addendum(addendum) => addendum::draw(frame, look, addendum, area),
        Modal::Help(context, above) => draw_help(frame, look, *context, *above, area),
        Modal::Correct(correct) => correct::draw(frame, look, correct, area),
        Modal::Body(view) => body::draw(frame, look, *view, area),
        Modal::Tour(Tour(step)) => draw_tour(frame, look, *step, area),
    }
}

/// A cleared box in the middle, and the room inside it.
pub(super) fn window(frame: &mut Frame, look: Look, title: &str, size: (u16, u16), area: Rect) -> Rect {
    let [row] = Layout::vertical([Constraint::Length(size.1.min(area.height))]).flex(Flex::Center).areas(area);
    let [place] = Layout::horizontal([Constraint::Length(size.0.min(area.width))]).flex(Flex::Center).areas(row);
    frame.render_widget(Clear, place);
    boxed(frame, look, title, place)
}

fn line_at(area: Rect, row: u16) -> Rect {
    Rect { y: area.y + row.min(area.height), height: u16::from(row < area.height), ..area }
}

fn draw_field(frame: &mut Frame, look: Look, field: &Field, focused: bool, area: Rect) {
    if focused {
        let mut text = field.area().clone();
        text.set_cursor_line_style(Style::new());
        text.set_style(look.theme.text);
        frame.render_widget(&text, area);
    } else {
        frame.render_widget(Line::styled(fit(&field.text(), usize::from(area.width)), look.theme.text), area);
    }
}

fn draw_prompt(frame: &mut Frame, look: Look, prompt: &Prompt, area: Rect) {
    let chosen = look.state.correcting();
    let stands = |what: &str, how: &str, at: fn(&Segment) -> Stamp| {
        let now = chosen.as_ref().map(|segment| at(segment).format("%H:%M:%S").to_string()).unwrap_or_default();
        format!("{what} {now}: type {how}")
    };
    let title = match &prompt.asking {
        Asking::Reason(_, Some(code)) => format!("Why {code}?"),
        Asking::Reason(_, None) => "Why without a code?".to_owned(),
        Asking::Description(code) => format!("{code}: what was done?"),
        Asking::OtherFile => "Keep the record in which file?".to_owned(),
        Asking::Start(_) => stands("It began at", "10:21, or -3m for earlier", |s| s.start),
        Asking::Stop(no) if look.state.here().and_then(|id| look.state.session(id)?.running_no(*no)).is_some() => {
            "It still runs; when did it end? 10:21, or -3m from now".to_owned()
        }
        Asking::Stop(_) => stands("It stopped at", "10:21, or +3m for later", |s| s.stop),
        Asking::Split(_) => "Cut it in two at: 10:21, -3m from its end, +3m from its start".to_owned(),
        Asking::Span(spot, technique) => {
            format!("{}: 10:05-10:15, or 10:05 for 10m", look.state.work(spot, technique))
        }
    };
    // What is corrected stays in sight above it.
    let corrects = look.state.modals.iter().any(|modal| matches!(modal, Modal::Correct(_)));
    let area = if corrects {
        Rect { y: area.bottom().saturating_sub(5).max(area.y), height: area.height.min(5), ..area }
    } else {
        area
    };
    let inner = window(frame, look, &title, (70, 5), area);
    draw_field(frame, look, &prompt.field, true, line_at(inner, 0));
    if let Some(fault) = &prompt.fault {
        let lines = folded(&format!("! {fault}"), "", "  ", usize::from(inner.width)).into_iter().take(2);
        let lines: Vec<Line> = lines.map(|line| Line::styled(line, look.theme.alarm)).collect();
        let below = Rect { y: inner.y + 1.min(inner.height), height: inner.height.saturating_sub(1), ..inner };
        frame.render_widget(Paragraph::new(lines), below);
    }
}

fn draw_gap(frame: &mut Frame, look: Look, gap: &Gap, area: Rect) {
    let Some(session) = look.state.session(&gap.id) else { return };
    let (whose, opened) = (session.patient.initials(), session.opened.format("%H:%M"));
    let title = format!("{whose}'s clock is running ({opened}, {})", session.therapist);
    let inner = window(frame, look, &fit(&title, 60), (66, 14), area);
    let Some(running) = session.running_no(gap.segment) else { return };
    let catalog = &look.state.catalog;
    let now = look.state.now;
    let what = format!("{}: {}", catalog.spot_name(&running.spot), catalog.technique_name(&running.technique));
    let key = |key: &'static str, text: String| {
        Line::from(vec![Span::styled(format!("{key:<8}"), look.theme.key), Span::styled(text, look.theme.text)])
    };
    let last = gap.last.format("%H:%M:%S");
    let (asked, sign) = match gap.stretch {
        Stretch::Found => ("This clock runs, and was not started in this window:", "the last sign of life"),
        Stretch::Slept => ("The computer slept while this was on the clock:", "when it fell asleep"),
        Stretch::Undone => ("It runs again, as if it had not stopped:", "when it had stopped"),
        Stretch::Redone => ("It runs again, as if it had not been taken back:", "when it was taken back"),
        Stretch::ClockChanged => ("The computer's clock was set forward during this:", "when it was set"),
    };
    let lines = vec![
        Line::styled(asked, look.theme.text),
        Line::styled(fit(&what, usize::from(inner.width)), look.theme.title),
        Line::styled(
            format!("since {}, so {} by now", running.start.format("%a %H:%M:%S"), clock_text(now - running.start)),
            look.theme.text,
        ),
        Line::default(),
        key("K", "The work went on all the time: count it to now".to_owned()),
        if gap.last > running.start {
            key("enter", format!("It ended at {last}, {sign},"))
        } else {
            key("enter", "It ended at once, so that nothing of it counts,".to_owned())
        },
        key("", "or at the time typed (10:21, or -5m for 5 min ago):".to_owned()),
        Line::default(),
        key("D", "It should not count at all: take it out".to_owned()),
    ];
    frame.render_widget(Paragraph::new(lines), inner);
    let place = line_at(inner, 7);
    let field = Rect { x: place.x + 8.min(place.width), width: place.width.saturating_sub(8), ..place };
    draw_field(frame, look, &gap.stop, true, field);
    if let Some(fault) = &gap.fault {
        let below = Rect { y: inner.y + 10.min(inner.height), height: inner.height.saturating_sub(10), ..inner };
        let fault = Paragraph::new(format!("! {fault}")).style(look.theme.alarm).wrap(Wrap { trim: true });
        frame.render_widget(fault, below);
    }
}

fn draw_question(frame: &mut Frame, look: Look, question: &Question, area: Rect) {
    let (title, text) = match question {
        Question::Finish(id) => ("Finish", finish_words(look, id)),
        Question::Leave => (
            "Not saved",
            "Some of what happened could not be written and will be lost if you leave now. Leave all the same?"
                .to_owned(),
        ),
        Question::LeaveTiming => (
            "A clock is running",
            "Leave? The clock goes on; when the session is opened again, it is asked when it ended.".to_owned(),
        ),
        Question::SignIncomplete(id) => ("Something is missing", incomplete_words(look, id)),
        Question::Add => (
            "Add it",
            "Add this below the signed note? From then on it stands there with your name, and cannot be changed."
                .to_owned(),
        ),
        Question::Forsake(who) => {
            ("Half written", format!("{who} has an addendum half written here. Throw it away, and leave?"))
        }
        Question::Forget => ("Throw it away", "Throw away what you have written here?".to_owned()),
        Question::SignDemo(_) => (
            "Sign",
            "Sign the note? From then on it cannot be changed. (The demonstration asks for no passphrase.)".to_owned(),
        ),
        Question::Drafts(_) => (
            "Nothing is signed",
            "No note of this day is signed. Write them all the same, each marked as a draft?".to_owned(),
        ),
        Question::WriteOver(_, files) => (
            "Something else stands there",
            format!(
                "{} there {} something else than now: something was signed, added or changed since. Write over {}?",
                counted(*files as u64, "file"),
                if *files == 1 { "says" } else { "say" },
                if *files == 1 { "it" } else { "them" }
            ),
        ),
    };
    let inner = window(frame, look, title, (56, 9), area);
    let lines = vec![
        Line::styled(text, look.theme.text),
        Line::default(),
        Line::from(vec![
            Span::styled("enter", look.theme.key),
            Span::styled(" yes     ", look.theme.text),
            Span::styled("esc", look.theme.key),
            Span::styled(" no", look.theme.text),
        ]),
        Line::from(match question {
            Question::Leave => vec![
                Span::styled("o    ", look.theme.key),
                Span::styled(" keep it all in another file, and leave", look.theme.text),
            ],
            _ => Vec::new(),
        }),
    ];
    frame.render_widget(Paragraph::new(lines).wrap(Wrap { trim: true }), inner);
}

/// What a note lacks that is to be signed.
fn incomplete_words(look: Look, id: &SessionId) -> String {
    let missing = look.state.session(id).map(|session| look.state.note(session).content.missing).unwrap_or_default();
    let missing: Vec<String> = missing.iter().map(ToString::to_string).collect();
    format!("Missing: {}. Sign all the same? The note will say what was missing.", missing.join(", "))
}

/// What ending the session means, and what one more minute would change.
fn finish_words(look: Look, id: &SessionId) -> String {
    let session = look.state.session(id);
    let days = session.map(|session| look.state.days(session)).unwrap_or_default();
    let more = days.last().and_then(|day| billing::one_more(day, &look.state.catalog));
    let more = more.map(|text| format!(" {text}.")).unwrap_or_default();
    let open = days.iter().any(|day| !billing::bill(day, &look.state.catalog).choices.is_empty());
    let tie = if open { " A tie is open: U asks which code gets the unit." } else { "" };
    if session.is_some_and(Session::is_empty) {
        return "End the session? Nothing was timed: it is put aside as not held.".to_owned();
    }
    format!("End the session? Whatever runs stops now.{more}{tie}")
}

fn draw_help(frame: &mut Frame, look: Look, context: Context, above: usize, area: Rect) {
    let mut lines = Vec::new();
    if context == Context::Session {
        lines.push(("1-9 0".to_owned(), Action::Area(0).help()));
        lines.push(("a-z".to_owned(), Action::Technique('a').help()));
    }
    if context == Context::Note {
        lines.push(("1-9".to_owned(), Action::Missing(0).help()));
    }
    for binding in look.keymap.counting(context) {
        let keys: Vec<String> = binding.keys.iter().map(ToString::to_string).collect();
        lines.push((keys.join(" "), binding.action.help()));
    }
    let wide = 88.min(area.width.saturating_sub(2));
    let keys = lines.iter().map(|(keys, _)| width(keys)).max().unwrap_or(0).min(20) + 2;
    let cells = usize::from(wide).saturating_sub(keys + 2);
    let broken = lines.into_iter().flat_map(|(all, help)| {
        let (mut left, mut right) = (folded(&all, "", "", keys - 2), folded(help, "", "", cells));
        let rows = left.len().max(right.len());
        left.resize(rows, String::new());
        right.resize(rows, String::new());
        left.into_iter().zip(right)
    });
    let lines: Vec<(String, String)> = broken.collect();
    let height = u16::try_from(lines.len()).unwrap_or(10) + 2;
    let rows = usize::from(height.min(area.height).saturating_sub(2));
    let above = above.min(lines.len().saturating_sub(rows));
    let all = lines.len();
    let title = if all > rows {
        format!("{}: lines {} to {} of {all}", context.title(), above + 1, above + rows)
    } else {
        format!("{}: keys", context.title())
    };
    let inner = window(frame, look, &title, (wide, height), area);
    let lines = lines.into_iter().skip(above).take(rows).map(|(all, help)| {
        Line::from(vec![Span::styled(pad(&all, keys), look.theme.key), Span::styled(help, look.theme.text)])
    });
    frame.render_widget(Paragraph::new(lines.collect::<Vec<_>>()), inner);
}

fn draw_tour(frame: &mut Frame, look: Look, step: usize, area: Rect) {
    let Some((title, text)) = Tour::STEPS.get(step) else { return };
    let title = format!("{} of {}: {title}", step + 1, Tour::STEPS.len());
    let inner = window(frame, look, &title, (66, 11), area);
    let cells = usize::from(inner.width).saturating_sub(2);
    let mut lines = vec![Line::default()];
    lines.extend(folded(text, " ", " ", cells).into_iter().map(|line| Line::styled(line, look.theme.text)));
    frame.render_widget(Paragraph::new(lines), inner);
    let dots: String = (0..Tour::STEPS.len()).map(|at| if at == step { " ●" } else { " ○" }).collect();
    let keys = Line::from(vec![
        Span::styled(format!("{dots}    "), look.theme.title),
        Span::styled("enter", look.theme.key),
        Span::styled(if step + 1 < Tour::STEPS.len() { " next   " } else { " begin   " }, look.theme.text),
        Span::styled("esc", look.theme.key),
        Span::styled(" skip", look.theme.text),
    ]);
    frame.render_widget(keys, line_at(inner, inner.height.saturating_sub(1)));
}
