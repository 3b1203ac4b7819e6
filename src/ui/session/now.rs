//! What is under the hands, with the big clock, and what runs beside them.

use chrono::TimeDelta;
use ratatui::Frame;
use ratatui::layout::Rect;
use ratatui::style::Style;
use ratatui::text::Line;
use ratatui::widgets::Paragraph;

use super::plan;
use crate::session::{Session, clock_text};
use crate::ui::widget::clock;
use crate::ui::{Look, boxed};
use crate::words::{fit, width};

/// From how many rows of the screen on there is room to say everything.
pub(super) const ROOMY: u16 = 20;

/// Returns how many lines stand below the digits.
pub(super) fn lines(session: &Session, short: bool) -> u16 {
    let what = if short { 1 } else { 2 };
    let step = if session.plan.is_none() { 0 } else { what };
    what + step + u16::try_from(session.beside.len()).unwrap_or(0)
}

pub(super) fn draw(frame: &mut Frame, look: Look, session: &Session, (big, short): (u16, bool), area: Rect) {
    let inner = boxed(frame, look, "Now", area);
    let reached = look.state.marks.get(&session.id).filter(|mark| mark.shows(look.state.now));
    if let Some(mark) = reached {
        let place = Rect { x: area.x + 8, width: area.width.saturating_sub(10), height: 1, ..area };
        frame.render_widget(
            Line::styled(fit(&format!(" ◆ {} ", mark.text), usize::from(place.width)), look.theme.mark),
            place,
        );
    }
    let now = look.state.now;
    let catalog = &look.state.catalog;
    let cells = usize::from(inner.width);
    let (time, style, lines) = match (&session.running, session.last_hands()) {
        (Some(running), _) => {
            let code = running.code.map_or_else(|| "no code".to_owned(), |c| c.to_string());
            let long = format!("{}: {}", catalog.spot_name(&running.spot), catalog.technique_name(&running.technique));
            let fits = width(&long) + width(&code) + 3 <= cells;
            let what = if fits { long } else { look.state.work(&running.spot, &running.technique) };
            let what = format!("{what} → {code}");
            let by = running.performer.as_ref().map(|performer| format!(", by {performer}")).unwrap_or_default();
            let since = format!("since {}{by}", running.start.format("%H:%M:%S"));
            // Where the clinician chose the code, the reason says more than what is disputed of the technique's.
            let disputed = catalog.technique(&running.technique).is_some_and(|t| !t.remark.is_empty());
            let disputed = if disputed { "! about its code: U" } else { "" };
            let remark = running.code_reason.as_deref().unwrap_or(disputed);
            let since = if remark.is_empty() { since } else { format!("{since}   {remark}") };
            (clock_text(now - running.start), look.theme.clock, [what, since])
        }
        (None, Some(last)) if session.closed.is_none() => {
            let what =
                format!("PAUSED: {}, {}", catalog.spot_name(&last.spot), catalog.technique_name(&last.technique));
            let by = session.performer.as_ref().map(|p| format!(" in the hands of {p}")).unwrap_or_default();
            let since = format!("hands off since {}; space goes on{by}", last.stop.format("%H:%M:%S"));
            (clock_text(now - last.stop), look.theme.paused, [what, since])
        }
        _ => {
            let what =
                if short { "Press a digit, then a letter." } else { "Press an area's digit, a technique's letter:" };
            let what = what.to_owned();
            let by = session.performer.as_ref().map(|p| format!(", in the hands of {p}")).unwrap_or_default();
            ("0:00".to_owned(), look.theme.quiet, [what, format!("the clock starts at once{by}.")])
        }
    };
    let taken = clock::draw(frame, &time, style, inner, big);
    let below = Rect { y: inner.y + taken.min(inner.height), height: inner.height.saturating_sub(taken), ..inner };
    // Where there is one line, it is the shorter one.
    let brief = session.running.as_ref().filter(|_| short).map(|running| {
        let by =
            running.performer.as_ref().map(|performer| format!(" by {}", performer.initials())).unwrap_or_default();
        format!("{}{by}", look.state.work(&running.spot, &running.technique))
    });
    let lines = brief.map_or(lines, |brief| [brief, String::new()]);
    let said = lines.iter().take(if short { 1 } else { 2 });
    let mut text: Vec<Line> = said.map(|line| Line::styled(fit(line, cells), look.theme.text)).collect();
    text.extend(step(look, session, short).into_iter().map(|(line, style)| Line::styled(fit(&line, cells), style)));
    text.extend(session.beside.iter().map(|r| {
        let name = catalog.technique_name(&r.technique);
        let line = format!("beside {}: {name}, {}", clock_text(now - r.start), catalog.spot_name(&r.spot));
        Line::styled(fit(&line, cells), look.theme.unit)
    }));
    frame.render_widget(Paragraph::new(text), below);
}

/// Which step of the plan is at hand and how far it is, and what comes next: in two lines, or in one.
fn step(look: Look, session: &Session, short: bool) -> Vec<(String, Style)> {
    let Some(plan) = &session.plan else { return Vec::new() };
    let next = session.next_step().and_then(|number| plan.step(number));
    let next = next.map_or_else(
        || "that is the last step".to_owned(),
        |step| format!("enter: {}", look.state.work(&step.spot, &step.technique)),
    );
    let at = session.at_step().and_then(|number| Some((number, plan.step(number)?)));
    let (far, style) = match at {
        None => (plan.name.clone(), look.theme.text),
        Some((number, step)) => {
            let worked = session.time_in_step(number, look.state.now);
            let target = TimeDelta::minutes(i64::from(step.minutes));
            let style = if worked > target { look.theme.warning } else { look.theme.unit };
            let against = plan::against(worked, target, "left");
            (format!("step {number} of {}: {against}", plan.steps.len()), style)
        }
    };
    if short { vec![(format!("{far}; {next}"), style)] } else { vec![(far, style), (next, look.theme.text)] }
}
