//! The Session screen: areas and techniques on the left; the clock, the units and the timeline on the right.

mod now;
mod plan;
mod timeline;
mod units;

use chrono::TimeDelta;
use ratatui::Frame;
use ratatui::layout::{Constraint, Layout, Rect};
use ratatui::text::{Line, Span};
use ratatui::widgets::Paragraph;

use super::widget::body;
use super::{Look, boxed};
use crate::app::{Action, Msg, SessionScreen};
use crate::billing::{self, Bill};
use crate::catalog::{Contact, Side, Spot};
use crate::session::{Session, clock_text};
use crate::words::{fit, pad, width};

pub(super) fn draw(frame: &mut Frame, look: Look, screen: &SessionScreen, area: Rect) {
    let Some(session) = look.state.session(&screen.id) else { return };
    let left = (area.width * 2 / 5).clamp(26, 46);
    // On a wide screen the body stands beside the clock.
    let body = if area.width >= WIDE { BODY } else { 0 };
    let [left, right, body] =
        Layout::horizontal([Constraint::Length(left), Constraint::Fill(1), Constraint::Length(body)]).areas(area);
    draw_body(frame, look, screen, session, body);
    let rows = u16::try_from(screen.slots.len()).unwrap_or(10) + 2;
    let [areas, techniques] =
        Layout::vertical([Constraint::Length(rows.min(area.height * 2 / 3)), Constraint::Fill(1)]).areas(left);
    draw_areas(frame, look, screen, session, areas);
    draw_techniques(frame, look, screen, techniques);

    let days = look.state.days(session);
    // Over midnight there are two; what runs belongs to the last.
    let bills: Vec<Bill> = days.iter().map(|day| billing::bill(day, &look.state.catalog)).collect();
    let (Some(day), Some(bill)) = (days.last(), bills.last()) else { return };
    let remarks = [look.state.at_once(session), units::remarks(bill)].concat();
    let big = match area.height {
        0..=25 => 3,
        26..=33 => 5,
        _ => 8,
    };
    // On the smallest screens the digits take the place of what is said less often.
    let said = now::lines(session, area.height < now::ROOMY);
    let clock = big + 2 + said;
    // Fixed by the screen, not by what stands in it: nothing moves under the eye while the clock goes on.
    let rest = area.height.saturating_sub(clock);
    // Where it is short, the units come before the timeline.
    let units = if rest < 16 { rest * 13 / 20 } else { rest / 2 }.clamp(6, 14).min(rest.saturating_sub(3).max(5));
    let [now, charges, timeline] =
        Layout::vertical([Constraint::Length(clock), Constraint::Length(units), Constraint::Fill(1)]).areas(right);
    now::draw(frame, look, session, (big, area.height < now::ROOMY), now);
    units::draw(frame, look, session, (day, bill), &remarks, charges);
    let Some(plan) = &session.plan else { return timeline::draw(frame, look, session, timeline) };
    let steps = u16::try_from(plan.steps.len()).unwrap_or(u16::MAX).saturating_add(2);
    let [planned, done] = if timeline.width >= 2 * BESIDE {
        let [done, planned] = Layout::horizontal([Constraint::Fill(1), Constraint::Length(BESIDE)]).areas(timeline);
        [planned, done]
    } else if timeline.height >= BELOW {
        let most = timeline.height - BELOW / 2 + 1;
        Layout::vertical([Constraint::Length(steps.min(most)), Constraint::Fill(1)]).areas(timeline)
    } else {
        // On a small screen the plan, which tells what was done of it, stands in the timeline's place; C lists all.
        return plan::draw(frame, look, session, plan, timeline);
    };
    timeline::draw(frame, look, session, done);
    plan::draw(frame, look, session, plan, planned);
}

/// From how many cells on the body stands beside the clock, and the cells that it takes.
const WIDE: u16 = 170;
const BODY: u16 = 62;

fn draw_body(frame: &mut Frame, look: Look, screen: &SessionScreen, session: &Session, area: Rect) {
    if area.width == 0 {
        return;
    }
    let inner = boxed(frame, look, "The body (B choose)", area);
    let (state, worked) = (look.state, body::worked(session, look.state.now));
    let region = screen.spot.as_ref().and_then(|spot| state.body.of(spot));
    let both = screen.spot.as_ref().is_some_and(|spot| spot.side == Some(Side::Bilateral));
    body::draw(frame, look.theme, &state.body, &worked, region, both, inner);
}

/// The cells of the plan beside the timeline.
const BESIDE: u16 = 46;

/// From how many rows on the timeline stands below the plan.
const BELOW: u16 = 12;

fn draw_areas(frame: &mut Frame, look: Look, screen: &SessionScreen, session: &Session, area: Rect) {
    let inner = boxed(frame, look, "Areas (A all)", area);
    let segments = session.segments_at(look.state.now);
    let total = |spot: &Spot| -> TimeDelta {
        // The hands' time: what runs beside them has a line of its own.
        let hands = segments.iter().filter(|s| s.spot == *spot && s.contact == Contact::OneOnOne);
        hands.fold(TimeDelta::zero(), |sum, s| sum + s.time())
    };
    let under = session.running.as_ref().map(|r| &r.spot);
    let cells = usize::from(inner.width).saturating_sub(14);
    let height = usize::from(inner.height);
    let chosen = screen.slots.iter().position(|s| Some(s) == screen.spot.as_ref()).unwrap_or(0);
    // The digits stay where they are; a chosen spot that has no room takes the last row.
    let last = height.saturating_sub(1);
    let shown = |place: usize| place < last || place == chosen.max(last);
    let rows = screen.slots.iter().enumerate().filter(|(place, _)| shown(*place));
    let lines = rows.zip(0u16..).map(|((place, spot), row)| {
        if let Some(digit) = u8::try_from(place).ok().filter(|digit| *digit < 10) {
            look.target(Rect { y: inner.y + row, height: 1, ..inner }, Msg::Do(Action::Area(digit)));
        }
        let digit = match place {
            0..=8 => (place + 1).to_string(),
            9 => "0".to_owned(),
            _ => " ".to_owned(),
        };
        let running = under == Some(spot);
        let mark = if running {
            "●"
        } else if screen.spot.as_ref() == Some(spot) {
            "▸"
        } else {
            " "
        };
        let side = spot.side.map_or(' ', crate::catalog::Side::letter);
        let time = total(spot);
        let time = if time.is_zero() { "·".to_owned() } else { clock_text(time) };
        let style = if running { look.theme.running } else { look.theme.text };
        Line::from(vec![
            Span::styled(format!("{mark} "), style),
            Span::styled(digit, look.theme.key),
            Span::styled(format!(" {} {side} {time:>7}", pad(&look.state.catalog.area_name(&spot.area), cells)), style),
        ])
    });
    frame.render_widget(Paragraph::new(lines.collect::<Vec<_>>()), inner);
}

fn draw_techniques(frame: &mut Frame, look: Look, screen: &SessionScreen, area: Rect) {
    let inner = boxed(frame, look, "Techniques (T all)", area);
    let keyed: Vec<_> = look.state.catalog.techniques().iter().filter(|t| t.key.is_some()).collect();
    let columns = if keyed.len() <= usize::from(inner.height) { 1 } else { 2 };
    let rows = keyed.len().div_ceil(columns).min(usize::from(inner.height));
    let cells = usize::from(inner.width) / columns;
    let room = cells.saturating_sub(4);
    let shown = rows * columns;
    let lines = (0..rows).map(|row| {
        let cell = |column: usize| {
            let place = column * rows + row;
            let technique = keyed.get(place)?;
            if place + 1 == shown && keyed.len() > shown {
                let more = format!(" T: {} more", keyed.len() - place);
                return Some(vec![Span::styled(fit(&more, cells), look.theme.quiet)]);
            }
            if let (Some(letter), Ok(row), Ok(column)) = (technique.key, u16::try_from(row), u16::try_from(column)) {
                let wide = u16::try_from(cells).unwrap_or(0);
                let place = Rect { x: inner.x + column * wide, y: inner.y + row, width: wide, height: 1 };
                look.target(place, Msg::Do(Action::Technique(letter)));
            }
            let chosen = screen.technique.as_ref() == Some(&technique.id);
            let style = if chosen { look.theme.chosen } else { look.theme.text };
            let key = technique.key.unwrap_or(' ').to_string();
            let name = if width(&technique.name) <= room { &technique.name } else { &technique.short };
            Some(vec![
                Span::styled(if chosen { "▸" } else { " " }, look.theme.running),
                Span::styled(key, look.theme.key),
                Span::raw(" "),
                Span::styled(pad(name, room), style),
                Span::raw(" "),
            ])
        };
        Line::from((0..columns).filter_map(cell).flatten().collect::<Vec<_>>())
    });
    frame.render_widget(Paragraph::new(lines.collect::<Vec<_>>()), inner);
}
