//! What the minutes are worth so far, when the next unit is reached, and what a payer will question.

use chrono::TimeDelta;
use ratatui::Frame;
use ratatui::layout::Rect;
use ratatui::text::{Line, Span};
use ratatui::widgets::Paragraph;

use crate::billing::{self, Bill, Charge, Day, NoForecast};
use crate::catalog::{Kind, Rule};
use crate::session::{Session, clock_text};
use crate::ui::widget::units;
use crate::ui::{Look, boxed};
use crate::words::{counted, fit, listed, pad, width};

pub(super) fn draw(
    frame: &mut Frame,
    look: Look,
    session: &Session,
    (day, bill): (&Day, &Bill),
    remarks: &[String],
    area: Rect,
) {
    let inner = boxed(frame, look, &title(look, session, bill), area);
    let (cells, rows) = (usize::from(inner.width), usize::from(inner.height));
    // The total and the forecast always stand; where room is short, what runs and a remark keep a line each.
    let kept = 2 + usize::from(!remarks.is_empty());
    let shown = rows.saturating_sub(kept);
    let mut lines: Vec<Line> =
        first(session, bill, shown).into_iter().map(|c| charge(look, c, bill.rule, cells)).collect();
    let hidden = bill.charges.len().saturating_sub(lines.len());
    lines.push(total(look, bill, hidden, cells));
    lines.push(Line::styled(fit(&forecast(look, session, day), cells), look.theme.text));
    let room = rows.saturating_sub(lines.len());
    lines.extend(warnings(remarks, cells, room).into_iter().map(|line| Line::styled(line, look.theme.warning)));
    frame.render_widget(Paragraph::new(lines), inner);
}

/// The minutes of all timed codes and their units, those of untimed codes apart, and how many codes have no line; in fewer
/// words where the room is short.
fn total<'a>(look: Look, bill: &Bill, hidden: usize, cells: usize) -> Line<'a> {
    let (timed, others) = (bill.timed_units().0, bill.total_units().0.saturating_sub(bill.timed_units().0));
    let others = if others == 0 { String::new() } else { format!(", {others} untimed") };
    let units = format!("{}{others}", counted(timed, "unit"));
    let (long, short) = (counted(bill.timed.0, "minute"), format!("{} min", bill.timed.0));
    let more = if hidden == 0 { String::new() } else { format!("  +{}: U", counted(hidden as u64, "code")) };
    let few = if hidden == 0 { String::new() } else { format!(" +{hidden}: U") };
    let lines =
        [(format!("{long} timed → "), more), (format!("{short} timed → "), few.clone()), (format!("{short} → "), few)];
    let fits = |(head, more): &(String, String)| width(head) + width(&units) + width(more) <= cells;
    let place = lines.iter().position(fits).unwrap_or(lines.len() - 1);
    let [head, more] = lines.into_iter().nth(place).map(<[String; 2]>::from).unwrap_or_default();
    Line::from(vec![
        Span::styled(head, look.theme.text),
        Span::styled(units, look.theme.unit),
        Span::styled(more, look.theme.quiet),
    ])
}

/// The title, with the patient's other sessions whose minutes count here.
fn title(look: Look, session: &Session, bill: &Bill) -> String {
    let others = bill.sessions.iter().filter(|id| **id != session.id).filter_map(|id| look.state.session(id));
    let times: Vec<String> = others.map(|other| other.opened.format("%H:%M").to_string()).collect();
    if times.is_empty() { "Units".to_owned() } else { format!("Units, with the session of {}", listed("and", &times)) }
}

/// The charges that fit, in their order; what runs is among them.
fn first<'a>(session: &Session, bill: &'a Bill, rows: usize) -> Vec<&'a Charge> {
    let under = session.running.as_ref().and_then(|running| running.code);
    let mut shown: Vec<&Charge> = bill.charges.iter().take(rows).collect();
    let runs = bill.charges.iter().skip(rows).find(|charge| Some(charge.code) == under);
    if let (Some(runs), Some(last)) = (runs, shown.last_mut()) {
        *last = runs;
    }
    shown
}

fn charge<'a>(look: Look, charge: &Charge, rule: Rule, cells: usize) -> Line<'a> {
    let label = look.state.catalog.code(charge.code).map_or("", |c| c.label.as_str());
    let name = if cells > 60 { 24 } else { 13 };
    let head = format!("{} {:>7} ", pad(&format!("{} {label}", charge.code), name), clock_text(charge.time));
    let tail = format!(" {}", counted(charge.units.0, "unit"));
    let room = cells.saturating_sub(width(&head) + 9);
    let rule = Some(rule).filter(|_| charge.kind == Kind::Timed);
    let mut spans = vec![Span::styled(head, look.theme.text)];
    spans.extend(units::bar(charge.minutes.0, rule, room, look.theme));
    spans.push(Span::styled(tail, if charge.units.0 > 0 { look.theme.unit } else { look.theme.quiet }));
    Line::from(spans)
}

/// What there is to warn of, a line each; where they are more than the room, the last line says how many more there are.
fn warnings(remarks: &[String], cells: usize, room: usize) -> Vec<String> {
    let one = |remark: &String, tail: &str| {
        format!("{}{tail}", fit(&format!("! {remark}"), cells.saturating_sub(width(tail))))
    };
    let shown = if remarks.len() <= room { remarks.len() } else { room.saturating_sub(1) };
    let mut lines: Vec<String> = remarks.iter().take(shown).map(|remark| one(remark, "")).collect();
    if let Some(next) = remarks.get(shown).filter(|_| room > 0) {
        lines.push(one(next, &format!(" +{}: U", remarks.len() - shown - 1)));
    }
    lines
}

/// Open ties and warnings.
pub(super) fn remarks(bill: &Bill) -> Vec<String> {
    let choices = bill.choices.iter().map(|choice| {
        let codes: Vec<String> = choice.codes.iter().map(ToString::to_string).collect();
        format!("tie: {} between {}: U decides", counted(choice.units.0, "unit"), codes.join(", "))
    });
    choices.chain(bill.warnings.iter().map(|w| w.text.clone())).collect()
}

/// When the next unit comes while a code runs, or would once the hands go on.
fn forecast(look: Look, session: &Session, day: &Day) -> String {
    let running = session.running.as_ref().map(|running| running.code);
    let code = running.unwrap_or_else(|| session.last_hands().and_then(|last| last.code));
    let Some(code) = code else { return "no forecast while no timed code runs".to_owned() };
    let going_on = if running.is_none() { "going on: " } else { "" };
    match billing::forecast(day, code, &look.state.catalog) {
        Ok(next) => {
            let gets = if next.code == code { String::new() } else { format!(", for {}", next.code) };
            // Shown in whole seconds, never too early.
            let wait = next.wait + TimeDelta::milliseconds(999);
            format!("{going_on}next unit in {} (at {} min{gets})", clock_text(wait), next.timed)
        }
        Err(NoForecast::NotTimed) if running.is_none() => "no forecast: the last was not a timed code".to_owned(),
        Err(why) => why.to_string(),
    }
}
