//! A patient's history: the visits, the minutes on each area over time, pain before and after.

use std::collections::BTreeMap;

use chrono::TimeDelta;
use ratatui::Frame;
use ratatui::layout::{Constraint, Layout, Rect};
use ratatui::text::{Line, Span};
use ratatui::widgets::Paragraph;

use super::{Look, boxed};
use crate::app::{History, Msg, PatientScreen};
use crate::catalog::{Contact, Spot};
use crate::note;
use crate::session::{Session, clock_text};
use crate::words::{fit, pad};

/// The cells of one visit in the table and the chart.
const VISIT: usize = 7;

/// From how many cells on table and chart stand beside the list.
const WIDE: u16 = 100;

pub(super) fn draw(frame: &mut Frame, look: Look, screen: &PatientScreen, area: Rect) {
    let history = look.state.history.as_ref().filter(|history| history.patient == screen.patient);
    // On a wide screen, the same visits stand in the same columns above each other; on a narrow one, side by side.
    let [list, minutes, pain] = if area.width < WIDE {
        let [list, below] =
            Layout::vertical([Constraint::Fill(1), Constraint::Length((area.height * 3 / 5).min(12))]).areas(area);
        let [minutes, pain] = Layout::horizontal([Constraint::Fill(3), Constraint::Fill(2)]).areas(below);
        [list, minutes, pain]
    } else {
        let [list, right] = Layout::horizontal([Constraint::Length(56), Constraint::Fill(1)]).areas(area);
        let [minutes, pain] = Layout::vertical([Constraint::Fill(1), Constraint::Length(14)]).areas(right);
        [list, minutes, pain]
    };
    draw_visits(frame, look, screen, history, list);
    let sessions = history.map_or(&[][..], |history| &history.sessions);
    draw_minutes(frame, look, sessions, minutes);
    draw_pain(frame, look, sessions, pain);
}

fn draw_visits(frame: &mut Frame, look: Look, screen: &PatientScreen, history: Option<&History>, area: Rect) {
    let title = look.state.patient_line(&screen.patient, usize::from(area.width.saturating_sub(4)));
    let inner = boxed(frame, look, &title, area);
    let cells = usize::from(inner.width);
    let sessions = match history {
        None => return frame.render_widget(Line::styled(" Reading the record ...", look.theme.quiet), inner),
        Some(history) if history.sessions.is_empty() => {
            let line = Line::from(vec![
                Span::styled(" No visit yet. Press ", look.theme.text),
                Span::styled("n", look.theme.key),
                Span::styled(" to open a session.", look.theme.text),
            ]);
            return frame.render_widget(line, inner);
        }
        Some(history) => &history.sessions,
    };
    let rows = usize::from(inner.height).saturating_sub(1);
    let first = (screen.chosen + 1).saturating_sub(rows);
    let heading = format!("  {}  {:>7}  {}  note", pad("visit", 15), "hands", pad("pain", 8));
    let mut lines = vec![Line::styled(fit(&heading, cells), look.theme.quiet)];
    for (row, (place, session)) in sessions.iter().enumerate().skip(first).take(rows).enumerate() {
        let y = inner.y + 1 + u16::try_from(row).unwrap_or(u16::MAX);
        look.target(Rect { y, height: 1, ..inner }, Msg::Row(place));
        let told = |score: Option<u8>| score.map_or_else(|| "·".to_owned(), |score| score.to_string());
        let pain = format!("{} → {}", told(session.pain_before), told(session.pain_after));
        let day = session.opened.format("%a %-d %b %Y").to_string();
        let hands = clock_text(hands(look, session).values().copied().sum());
        let chosen = place == screen.chosen;
        let mark = if chosen { "▸" } else { " " };
        let status = note::status(session, &look.state.catalog).to_string();
        let text = format!("{mark} {}  {hands:>7}  {}  {status}", pad(&day, 15), pad(&pain, 8));
        lines.push(Line::styled(pad(&text, cells), if chosen { look.theme.chosen } else { look.theme.text }));
    }
    frame.render_widget(Paragraph::new(lines), inner);
}

/// Returns the hands' time on each spot.
fn hands(look: Look, session: &Session) -> BTreeMap<Spot, TimeDelta> {
    let mut spots = BTreeMap::new();
    for segment in session.segments_at(look.state.now).into_iter().filter(|s| s.contact == Contact::OneOnOne) {
        let time = segment.time();
        *spots.entry(segment.spot).or_insert_with(TimeDelta::zero) += time;
    }
    spots
}

/// The cells before the first visit.
fn names(inner: Rect) -> usize {
    (usize::from(inner.width) / 3).clamp(12, 24)
}

/// Returns the latest visits that fit, the oldest first.
fn columns(sessions: &[Session], cells: usize) -> Vec<&Session> {
    let mut shown: Vec<&Session> = sessions.iter().take(cells / VISIT).collect();
    shown.reverse();
    shown
}

fn draw_minutes(frame: &mut Frame, look: Look, sessions: &[Session], area: Rect) {
    let inner = boxed(frame, look, "Minutes on each area", area);
    let names = names(inner);
    let shown = columns(sessions, usize::from(inner.width).saturating_sub(names));
    let visits: Vec<BTreeMap<Spot, TimeDelta>> = shown.iter().map(|session| hands(look, session)).collect();
    let mut totals: BTreeMap<&Spot, TimeDelta> = BTreeMap::new();
    for (spot, time) in visits.iter().flatten() {
        *totals.entry(spot).or_insert_with(TimeDelta::zero) += *time;
    }
    let untimed = totals.is_empty();
    let mut spots: Vec<(&Spot, TimeDelta)> = totals.into_iter().collect();
    spots.sort_by_key(|(_, time)| std::cmp::Reverse(*time));
    let days = right(shown.iter().map(|session| session.opened.format("%-d %b").to_string()));
    let mut lines = vec![Line::styled(format!("{}{days}", " ".repeat(names)), look.theme.quiet)];
    for (spot, _) in spots.into_iter().take(usize::from(inner.height).saturating_sub(1)) {
        let told = |visit: &BTreeMap<Spot, TimeDelta>| {
            visit.get(spot).map_or_else(|| "·".to_owned(), |time| clock_text(*time))
        };
        let minutes = right(visits.iter().map(told));
        // The side is the last to be cut.
        let side = spot.side.map(|side| format!(" {}", side.letter())).unwrap_or_default();
        let area = fit(&look.state.catalog.area_name(&spot.area), names.saturating_sub(side.len() + 1));
        lines.push(Line::from(vec![
            Span::styled(pad(&format!("{area}{side}"), names), look.theme.text),
            Span::styled(minutes, look.theme.filled),
        ]));
    }
    if untimed {
        lines = vec![Line::styled(" No area was timed yet.", look.theme.quiet)];
    }
    frame.render_widget(Paragraph::new(lines), inner);
}

/// Texts in columns, each at its right.
fn right(texts: impl Iterator<Item = String>) -> String {
    texts.fold(String::new(), |line, text| line + &format!("{text:>VISIT$}"))
}

/// The chart: 10 above, 0 below; a full dot before the treatment, an empty one after it.
fn draw_pain(frame: &mut Frame, look: Look, sessions: &[Session], area: Rect) {
    let legend = if area.width < 40 { "Pain ● to ○" } else { "Pain: ● before  ○ after  ◉ the same" };
    let inner = boxed(frame, look, legend, area);
    let names = if area.width < 40 { 4 } else { names(inner) };
    let shown = columns(sessions, usize::from(inner.width).saturating_sub(names));
    let rows = usize::from(inner.height).min(11);
    if rows < 2 {
        return;
    }
    if shown.iter().all(|session| session.pain_before.is_none() && session.pain_after.is_none()) {
        let line = Line::styled(" No pain was told yet; it stands in the note.", look.theme.quiet);
        return frame.render_widget(line, inner);
    }
    // Where the rows are fewer than the scores, two scores share a row.
    let row_of = |score: u8| (10 - usize::from(score.min(10))) * (rows - 1) / 10;
    let mut lines = Vec::new();
    for row in 0..rows {
        let here: Vec<u8> = (0..=10).filter(|score| row_of(*score) == row).collect();
        let label = match (here.first(), here.last()) {
            (Some(least), Some(most)) if least < most => format!("{least}-{most}"),
            (Some(only), _) => only.to_string(),
            (None, _) => String::new(),
        };
        let mut spans = vec![Span::styled(format!("{label:>names$}"), look.theme.quiet)];
        for session in &shown {
            let here = |score: Option<u8>| score.is_some_and(|score| row_of(score) == row);
            let (dot, style) = match (here(session.pain_before), here(session.pain_after)) {
                (true, true) => ("◉", look.theme.warning),
                (true, false) => ("●", look.theme.warning),
                (false, true) => ("○", look.theme.unit),
                (false, false) => ("·", look.theme.quiet),
            };
            spans.push(Span::styled(format!("{dot:>VISIT$}"), style));
        }
        lines.push(Line::from(spans));
    }
    frame.render_widget(Paragraph::new(lines), inner);
}
