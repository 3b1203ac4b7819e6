//! The Session screen: areas and techniques on the left; the clock, the units and the timeline on the right.

use chrono::TimeDelta;
use ratatui::Frame;
use ratatui::layout::{Constraint, Layout, Rect};
use ratatui::text::{Line, Span};
use ratatui::widgets::Paragraph;

use super::widget::{clock, units};
use super::{Look, boxed};
use crate::app::SessionScreen;
use crate::billing::{self, Bill};
use crate::catalog::Spot;
use crate::note;
use crate::session::{Session, clock_text};
use crate::words::{counted, fit, folded, pad, width};

pub(super) fn draw(frame: &mut Frame, look: Look, screen: &SessionScreen, area: Rect) {
    let Some(session) = look.state.session(&screen.id) else { return };
    let left = (area.width * 2 / 5).clamp(26, 46);
    let [left, right] = Layout::horizontal([Constraint::Length(left), Constraint::Fill(1)]).areas(area);
    let rows = u16::try_from(screen.slots.len()).unwrap_or(10) + 2;
    let [areas, techniques] =
        Layout::vertical([Constraint::Length(rows.min(area.height * 3 / 5)), Constraint::Fill(1)]).areas(left);
    draw_areas(frame, look, screen, session, areas);
    draw_techniques(frame, look, screen, techniques);

    let bill = note::bill(session, &look.state.catalog, look.state.now);
    let remarks = remarks(&bill, usize::from(right.width.saturating_sub(2)));
    let wanted = u16::try_from(bill.charges.len() + remarks.len()).unwrap_or(4) + 4;
    let beside = u16::try_from(session.beside.len()).unwrap_or(0);
    let big = match area.height {
        0..=19 => 1,
        20..=25 => 3,
        26..=33 => 5,
        _ => 8,
    };
    let [now, charges, timeline] = Layout::vertical([
        Constraint::Length(big + 4 + beside),
        Constraint::Length(wanted.clamp(5, (area.height / 2).max(5))),
        Constraint::Fill(1),
    ])
    .areas(right);
    draw_now(frame, look, session, big, now);
    draw_units(frame, look, session, &bill, remarks, charges);
    draw_timeline(frame, look, session, timeline);
}

fn draw_areas(frame: &mut Frame, look: Look, screen: &SessionScreen, session: &Session, area: Rect) {
    let inner = boxed(frame, look, "Areas (A all)", area);
    let segments = session.segments_at(look.state.now);
    let total = |spot: &Spot| -> TimeDelta {
        segments.iter().filter(|s| s.spot == *spot).fold(TimeDelta::zero(), |sum, s| sum + s.time())
    };
    let under = session.running.as_ref().map(|r| &r.spot);
    let cells = usize::from(inner.width).saturating_sub(14);
    let height = usize::from(inner.height);
    let chosen = screen.slots.iter().position(|s| Some(s) == screen.spot.as_ref()).unwrap_or(0);
    let first = (chosen + 1).saturating_sub(height);
    let lines = screen.slots.iter().enumerate().skip(first).take(height).map(|(place, spot)| {
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
                let more = format!("   {} more: T", keyed.len() - place);
                return Some(vec![Span::styled(fit(&more, cells), look.theme.quiet)]);
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

fn draw_now(frame: &mut Frame, look: Look, session: &Session, big: u16, area: Rect) {
    let inner = boxed(frame, look, "Now", area);
    let now = look.state.now;
    let catalog = &look.state.catalog;
    let cells = usize::from(inner.width);
    let (time, style, lines) = match (&session.running, session.last_hands()) {
        (Some(running), _) => {
            let code = running.code.map_or_else(|| "no code".to_owned(), |c| c.to_string());
            let what = format!(
                "{}: {} → {code}",
                catalog.spot_name(&running.spot),
                catalog.technique_name(&running.technique)
            );
            let since = format!("since {}", running.start.format("%H:%M:%S"));
            let remark = catalog.technique(&running.technique).map_or("", |t| t.remark.as_str());
            let since = if remark.is_empty() { since } else { format!("{since}   {remark}") };
            (clock_text(now - running.start), look.theme.clock, [what, since])
        }
        (None, Some(last)) if session.closed.is_none() => {
            let what =
                format!("PAUSED: {}, {}", catalog.spot_name(&last.spot), catalog.technique_name(&last.technique));
            let since = format!("hands off since {}; space goes on", last.stop.format("%H:%M:%S"));
            (clock_text(now - last.stop), look.theme.paused, [what, since])
        }
        _ => {
            let what = "Press the digit of an area and the letter of a technique.".to_owned();
            ("0:00".to_owned(), look.theme.quiet, [what, "The clock starts at once.".to_owned()])
        }
    };
    let taken = clock::draw(frame, &time, style, inner, big);
    let below = Rect { y: inner.y + taken.min(inner.height), height: inner.height.saturating_sub(taken), ..inner };
    let mut text: Vec<Line> = lines.iter().map(|line| Line::styled(fit(line, cells), look.theme.text)).collect();
    text.extend(session.beside.iter().map(|r| {
        let name = catalog.technique_name(&r.technique);
        let line = format!("beside: {name}, {}  {}", catalog.spot_name(&r.spot), clock_text(now - r.start));
        Line::styled(fit(&line, cells), look.theme.unit)
    }));
    frame.render_widget(Paragraph::new(text), below);
}

fn draw_units(frame: &mut Frame, look: Look, session: &Session, bill: &Bill, remarks: Vec<String>, area: Rect) {
    let inner = boxed(frame, look, "Units", area);
    let cells = usize::from(inner.width);
    let mut lines: Vec<Line> = bill
        .charges
        .iter()
        .map(|charge| {
            let label = look.state.catalog.code(charge.code).map_or("", |c| c.label.as_str());
            let name = if cells > 52 { 24 } else { 20.min(cells.saturating_sub(24)) };
            let head = format!("{} {:>7} ", pad(&format!("{} {label}", charge.code), name), clock_text(charge.time));
            let tail = format!(" {}", counted(charge.units.0, "unit"));
            let room = cells.saturating_sub(width(&head) + 9);
            let mut spans = vec![Span::styled(head, look.theme.text)];
            spans.extend(units::bar(charge.minutes.0, room, look.theme));
            spans.push(Span::styled(tail, if charge.units.0 > 0 { look.theme.unit } else { look.theme.quiet }));
            Line::from(spans)
        })
        .collect();
    lines.push(Line::from(vec![
        Span::styled(format!("{} timed → ", counted(bill.timed.0, "minute")), look.theme.text),
        Span::styled(counted(bill.total_units().0, "unit"), look.theme.unit),
    ]));
    lines.push(Line::styled(fit(&forecast(look, session), cells), look.theme.text));
    lines.extend(remarks.into_iter().map(|remark| Line::styled(remark, look.theme.warning)));
    frame.render_widget(Paragraph::new(lines), inner);
}

/// Open ties and warnings, in lines of so many cells.
fn remarks(bill: &Bill, cells: usize) -> Vec<String> {
    let choices = bill.choices.iter().map(|choice| {
        let codes: Vec<String> = choice.codes.iter().map(ToString::to_string).collect();
        format!("! tie: {} between {}", counted(choice.units.0, "unit"), codes.join(", "))
    });
    let warnings = bill.warnings.iter().map(|w| format!("! {w}"));
    choices.chain(warnings).flat_map(|remark| folded(&remark, "", "  ", cells)).collect()
}

fn forecast(look: Look, session: &Session) -> String {
    let Some(code) = session.running.as_ref().and_then(|r| r.code) else {
        return "no forecast while no timed code runs".to_owned();
    };
    let work = billing::work(&session.segments_at(look.state.now));
    let (rule, minutes) = note::rules(session, &look.state.catalog);
    match billing::forecast(&work, code, rule, minutes, &look.state.catalog) {
        Some(next) => {
            let gets = if next.code == code { String::new() } else { format!(", for {}", next.code) };
            // Shown in whole seconds, never too early.
            let wait = next.wait + TimeDelta::milliseconds(999);
            format!("next unit in {} (at {} min{gets})", clock_text(wait), next.timed)
        }
        None => "this payer counts no units for what runs".to_owned(),
    }
}

fn draw_timeline(frame: &mut Frame, look: Look, session: &Session, area: Rect) {
    let inner = boxed(frame, look, "Timeline", area);
    let segments = session.segments_at(look.state.now);
    let longest = segments.iter().map(|s| s.time().num_seconds()).max().unwrap_or(0).max(1);
    let cells = usize::from(inner.width);
    // The names come first; what is left shows the shares.
    let bar_room = cells.saturating_sub(57).min(30);
    let name_room = cells.saturating_sub(18 + bar_room);
    let first = segments.len().saturating_sub(usize::from(inner.height));
    let lines = segments.iter().skip(first).map(|s| {
        let running = session.running_no(s.no).is_some();
        let share =
            usize::try_from(s.time().num_seconds() * i64::try_from(bar_room).unwrap_or(0) / longest).unwrap_or(0);
        let name =
            format!("{}, {}", look.state.catalog.spot_name(&s.spot), look.state.catalog.technique_name(&s.technique));
        let style = if running { look.theme.running } else { look.theme.text };
        Line::from(vec![
            Span::styled(if running { "● " } else { "  " }, style),
            Span::styled(format!("{} ", s.start.format("%H:%M:%S")), look.theme.quiet),
            Span::styled(format!("{}{:>7} ", pad(&name, name_room), clock_text(s.time())), style),
            Span::styled("▇".repeat(share), look.theme.filled),
        ])
    });
    let lines: Vec<Line> = lines.collect();
    let empty = vec![Line::styled("Nothing has been timed yet.", look.theme.quiet)];
    frame.render_widget(Paragraph::new(if lines.is_empty() { empty } else { lines }), inner);
}
