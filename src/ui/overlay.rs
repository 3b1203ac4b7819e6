//! What lies over a screen: the form, lists, questions, help.

use ratatui::Frame;
use ratatui::layout::{Constraint, Flex, Layout, Rect};
use ratatui::style::Style;
use ratatui::text::{Line, Span};
use ratatui::widgets::{Clear, Paragraph, Wrap};

use super::{Look, boxed};
use crate::app::{Asking, Context, Field, Form, Gap, Modal, Offer, Picker, Picking, Prompt, Question, Stretch};
use crate::billing;
use crate::session::{SessionId, clock_text};
use crate::words::{counted, fit, folded, pad};

pub(super) fn draw(frame: &mut Frame, look: Look, modal: &Modal, area: Rect) {
    match modal {
        Modal::Form(form) => draw_form(frame, look, form, area),
        Modal::Picker(picker) => draw_picker(frame, look, picker, area),
        Modal::Gap(gap) => draw_gap(frame, look, gap, area),
        Modal::Question(question) => draw_question(frame, look, question, area),
        Modal::Prompt(prompt) => draw_prompt(frame, look, prompt, area),
        Modal::Help(context) => draw_help(frame, look, *context, area),
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

fn draw_form(frame: &mut Frame, look: Look, form: &Form, area: Rect) {
    let word = &look.state.settings.letterhead.patient;
    let inner = window(frame, look, "New session", (64, 16), area);
    let payer = look.state.catalog.payers().get(form.payer);
    let labels = [
        format!("{word}, name"),
        "number".to_owned(),
        "born (1980-02-29)".to_owned(),
        "payer (left right)".to_owned(),
        "therapist".to_owned(),
    ];
    for (row, label) in labels.iter().enumerate() {
        let place = line_at(inner, u16::try_from(row).unwrap_or(0));
        let [mark, name, value] =
            Layout::horizontal([Constraint::Length(2), Constraint::Length(19), Constraint::Fill(1)]).areas(place);
        let focused = row == form.focus;
        frame.render_widget(Line::styled(if focused { "▸" } else { " " }, look.theme.running), mark);
        frame.render_widget(Line::styled(fit(label, 18), look.theme.quiet), name);
        let field = form.fields.get(if row > Form::PAYER { row - 1 } else { row });
        match field {
            _ if row == Form::PAYER => {
                let text = payer.map_or_else(String::new, |p| format!("◂ {} ▸  {} rule", p.name, p.rule));
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
        lines.push(Line::styled(fit(&format!("! {fault}"), cells), look.theme.alarm));
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
        let born = patient.born.map(|b| b.to_string()).unwrap_or_default();
        let chosen = form.suggestion == Some(place);
        let mark = if chosen { "▸" } else { " " };
        let text = format!("{mark} {} {} {born}", pad(&patient.name, 30), pad(&number, 12));
        lines.push(Line::styled(fit(&text, cells), if chosen { look.theme.chosen } else { look.theme.text }));
    }
    let below = Rect { y: inner.y + 6.min(inner.height), height: inner.height.saturating_sub(6), ..inner };
    frame.render_widget(Paragraph::new(lines).wrap(Wrap { trim: false }), below);
}

fn draw_prompt(frame: &mut Frame, look: Look, prompt: &Prompt, area: Rect) {
    let title = match prompt.asking {
        Asking::Reason(_, Some(code)) => format!("Why {code}?"),
        Asking::Reason(_, None) => "Why without a code?".to_owned(),
        Asking::Description(code) => format!("{code}: what was done?"),
        Asking::OtherFile => "Keep the record in which file?".to_owned(),
    };
    let inner = window(frame, look, &title, (70, 5), area);
    draw_field(frame, look, &prompt.field, true, line_at(inner, 0));
    if let Some(fault) = &prompt.fault {
        let line = Line::styled(fit(&format!("! {fault}"), usize::from(inner.width)), look.theme.alarm);
        frame.render_widget(line, line_at(inner, 2));
    }
}

/// The lines kept below a list for what a biller must know of the chosen technique.
const REMARK: usize = 2;

fn draw_picker(frame: &mut Frame, look: Look, picker: &Picker, area: Rect) {
    let title = match &picker.picking {
        Picking::Area => "Area and side: type to narrow".to_owned(),
        Picking::Technique => "Technique: type to narrow".to_owned(),
        Picking::Performer => "In whose hands? A new name with credentials: K. Lee, PTA".to_owned(),
        Picking::Tie(_, choice) => format!("{} of the tie: which code?", counted(choice.units.0, "unit")),
        Picking::Distinct(_, code) => format!("{code}: why was it distinct?"),
        Picking::Code(no) => {
            let session = look.state.here().and_then(|id| look.state.session(id));
            let segments = session.map(|session| session.segments_at(look.state.now)).unwrap_or_default();
            let segment = segments.iter().find(|segment| segment.no == *no);
            fit(&format!("Code of {}", segment.map(|s| look.state.segment_words(s)).unwrap_or_default()), 56)
        }
    };
    let inner = window(frame, look, &title, (60, area.height.min(22)), area);
    draw_field(frame, look, &picker.filter, true, line_at(inner, 0));
    let offers = look.state.offered(picker);
    let cells = usize::from(inner.width);
    let chosen = offers.get(picker.cursor);
    let remark = if let Some(Offer::Technique(technique)) = chosen { technique.remark.as_str() } else { "" };
    let remark = folded(remark, "", "", cells);
    let rows = usize::from(inner.height).saturating_sub(1 + REMARK);
    let first = (picker.cursor + 1).saturating_sub(rows);
    let lines = offers.iter().enumerate().skip(first).take(rows).map(|(place, offer)| {
        let chosen = place == picker.cursor;
        let text = format!("{} {}", if chosen { "▸" } else { " " }, look.state.offer_name(offer));
        Line::styled(fit(&text, cells), if chosen { look.theme.chosen } else { look.theme.text })
    });
    let mut lines: Vec<Line> = lines.collect();
    if lines.is_empty() {
        lines.push(Line::styled("Nothing fits; shorten what you typed.", look.theme.quiet));
    }
    lines.resize(rows, Line::default());
    lines.extend(remark.into_iter().take(REMARK).map(|line| Line::styled(line, look.theme.warning)));
    let below = Rect { y: inner.y + 1.min(inner.height), height: inner.height.saturating_sub(1), ..inner };
    frame.render_widget(Paragraph::new(lines), below);
}

fn draw_gap(frame: &mut Frame, look: Look, gap: &Gap, area: Rect) {
    let inner = window(frame, look, "A clock is running", (66, 14), area);
    let Some(running) = look.state.session(&gap.id).and_then(|s| s.running_no(gap.segment)) else { return };
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
        key("enter", format!("It ended at {last}, {sign},")),
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
            Question::Finish(_) => Vec::new(),
            Question::Leave => vec![
                Span::styled("o    ", look.theme.key),
                Span::styled(" keep it all in another file, and leave", look.theme.text),
            ],
        }),
    ];
    frame.render_widget(Paragraph::new(lines).wrap(Wrap { trim: true }), inner);
}

/// What ending the session means, and what one more minute would change.
fn finish_words(look: Look, id: &SessionId) -> String {
    let session = look.state.session(id);
    let days = session.map(|session| look.state.days(session)).unwrap_or_default();
    let more = days.last().and_then(|day| billing::one_more(day, &look.state.catalog));
    let more = more.map(|text| format!(" {text}.")).unwrap_or_default();
    let open = days.iter().any(|day| !billing::bill(day, &look.state.catalog).choices.is_empty());
    let tie = if open { " A tie is open: U asks which code gets the unit." } else { "" };
    format!("End the session? Whatever runs stops now.{more}{tie}")
}

fn draw_help(frame: &mut Frame, look: Look, context: Context, area: Rect) {
    let mut lines = Vec::new();
    if context == Context::Session {
        lines.push(("1-9 0".to_owned(), crate::app::Action::Area(0).help()));
        lines.push(("a-z".to_owned(), crate::app::Action::Technique('a').help()));
    }
    for binding in look.keymap.bindings(context).chain(look.keymap.bindings(Context::Anywhere)) {
        let keys: Vec<String> = binding.keys.iter().map(ToString::to_string).collect();
        lines.push((keys.join(" "), binding.action.help()));
    }
    let height = u16::try_from(lines.len()).unwrap_or(10) + 2;
    let inner = window(frame, look, "Keys of this screen", (76, height), area);
    let cells = usize::from(inner.width).saturating_sub(16);
    let lines = lines.into_iter().map(|(keys, help)| {
        Line::from(vec![Span::styled(pad(&keys, 16), look.theme.key), Span::styled(fit(help, cells), look.theme.text)])
    });
    frame.render_widget(Paragraph::new(lines.collect::<Vec<_>>()), inner);
}
