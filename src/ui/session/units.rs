//! What the minutes are worth so far, when the next unit is reached, and what a payer will question.

use chrono::TimeDelta;
use ratatui::Frame;
use ratatui::layout::Rect;
use ratatui::text::{Line, Span};
use ratatui::widgets::Paragraph;

use crate::billing::{self, Bill, Charge, Day};
use crate::session::{Session, clock_text};
use crate::ui::widget::units;
use crate::ui::{Look, boxed};
use crate::words::{counted, fit, pad, width};

pub(super) fn draw(
    frame: &mut Frame,
    look: Look,
    session: &Session,
    (day, bill): (&Day, &Bill),
    remarks: &[String],
    area: Rect,
) {
    let inner = boxed(frame, look, "Units", area);
    let (cells, rows) = (usize::from(inner.width), usize::from(inner.height));
    // The total and the forecast always stand; where room is short, a remark and a code each keep a line that says so.
    let kept = 2 + usize::from(!remarks.is_empty());
    let mut lines = charges(look, bill, cells, rows.saturating_sub(kept));
    lines.push(Line::from(vec![
        Span::styled(format!("{} timed → ", counted(bill.timed.0, "minute")), look.theme.text),
        Span::styled(counted(bill.total_units().0, "unit"), look.theme.unit),
    ]));
    lines.push(Line::styled(fit(&forecast(look, session, day), cells), look.theme.text));
    lines.extend(
        warnings(remarks, cells, rows.saturating_sub(lines.len()))
            .into_iter()
            .map(|line| Line::styled(line, look.theme.warning)),
    );
    frame.render_widget(Paragraph::new(lines), inner);
}

fn charges<'a>(look: Look, bill: &Bill, cells: usize, rows: usize) -> Vec<Line<'a>> {
    let all = bill.charges.len();
    let shown = if all <= rows { all } else { rows.saturating_sub(1) };
    let mut lines: Vec<Line> = bill.charges.iter().take(shown).map(|c| charge(look, c, cells)).collect();
    if shown < all {
        lines.push(Line::styled(fit(&format!("... and {} more codes", all - shown), cells), look.theme.quiet));
    }
    lines
}

fn charge<'a>(look: Look, charge: &Charge, cells: usize) -> Line<'a> {
    let label = look.state.catalog.code(charge.code).map_or("", |c| c.label.as_str());
    let name = if cells > 60 { 24 } else { 20.min(cells.saturating_sub(24)) };
    let head = format!("{} {:>7} ", pad(&format!("{} {label}", charge.code), name), clock_text(charge.time));
    let tail = format!(" {}", counted(charge.units.0, "unit"));
    let room = cells.saturating_sub(width(&head) + 9);
    let mut spans = vec![Span::styled(head, look.theme.text)];
    spans.extend(units::bar(charge.minutes.0, room, look.theme));
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

/// When the next unit comes while a code runs; what one more minute would have changed while none does.
fn forecast(look: Look, session: &Session, day: &Day) -> String {
    let catalog = &look.state.catalog;
    let Some(code) = session.running.as_ref().and_then(|running| running.code) else {
        let nothing = || "no forecast while no timed code runs".to_owned();
        return billing::one_more(day, catalog).unwrap_or_else(nothing);
    };
    match billing::forecast(day, code, catalog) {
        Ok(next) => {
            let gets = if next.code == code { String::new() } else { format!(", for {}", next.code) };
            // Shown in whole seconds, never too early.
            let wait = next.wait + TimeDelta::milliseconds(999);
            format!("next unit in {} (at {} min{gets})", clock_text(wait), next.timed)
        }
        Err(why) => why.to_string(),
    }
}
