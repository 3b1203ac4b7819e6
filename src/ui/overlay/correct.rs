//! Corrections: the segments of a session with the pauses between them.

use ratatui::Frame;
use ratatui::layout::Rect;
use ratatui::text::{Line, Span};
use ratatui::widgets::Paragraph;

use super::{line_at, window};
use crate::app::{Correct, Msg};
use crate::catalog::Contact;
use crate::session::{Segment, clock_text};
use crate::ui::Look;
use crate::words::{fit, pad};

pub(super) fn draw(frame: &mut Frame, look: Look, correct: &Correct, area: Rect) {
    let Some(session) = look.state.session(&correct.id) else { return };
    let segments = session.segments_at(look.state.now);
    let height = u16::try_from(segments.len() * 2 + 3).unwrap_or(u16::MAX).clamp(8, area.height.max(8));
    let inner = window(frame, look, "Correct: what was timed", (84, height), area);
    let cells = usize::from(inner.width);
    let chosen = look.state.correcting().map(|segment| segment.no);
    let mut lines: Vec<(Line, Option<usize>)> = Vec::new();
    let mut hands: Option<&Segment> = None;
    let mut at = 0;
    for (place, segment) in segments.iter().enumerate() {
        let pause = hands.filter(|before| segment.contact == Contact::OneOnOne && before.stop < segment.start);
        if let Some(before) = pause {
            let off = format!("            hands off {:>7}", clock_text(segment.start - before.stop));
            lines.push((Line::styled(off, look.theme.quiet), None));
        }
        if segment.contact == Contact::OneOnOne {
            hands = Some(segment);
        }
        if Some(segment.no) == chosen {
            at = lines.len();
        }
        let runs = session.running_no(segment.no).is_some();
        lines.push((row(look, segment, runs, Some(segment.no) == chosen, cells), Some(place)));
    }
    if lines.is_empty() {
        lines.push((Line::styled(" Nothing has been timed yet: n adds a segment.", look.theme.quiet), None));
    }
    let rows = usize::from(inner.height);
    let first = (at + 2).saturating_sub(rows);
    for (row, (_, place)) in lines.iter().skip(first).take(rows).enumerate() {
        if let Some(place) = place {
            look.target(line_at(inner, u16::try_from(row).unwrap_or(u16::MAX)), Msg::Row(*place));
        }
    }
    let shown: Vec<Line> = lines.into_iter().skip(first).take(rows).map(|(line, _)| line).collect();
    frame.render_widget(Paragraph::new(shown), inner);
}

fn row<'a>(look: Look, segment: &Segment, runs: bool, chosen: bool, cells: usize) -> Line<'a> {
    let stop = if runs { "now     ".to_owned() } else { segment.stop.format("%H:%M:%S").to_string() };
    let times = format!("{} - {stop} {:>7}", segment.start.format("%H:%M:%S"), clock_text(segment.time()));
    let code = segment.code.map_or_else(|| "no code".to_owned(), |code| code.to_string());
    let by = segment.performer.as_ref().map(|performer| format!(", by {}", performer.initials())).unwrap_or_default();
    let beside = if segment.contact == Contact::Unattended { ", beside" } else { "" };
    let work = format!("{}{beside}{by}", look.state.work(&segment.spot, &segment.technique));
    let mark = match (chosen, runs) {
        (true, _) => "▸",
        (false, true) => "●",
        (false, false) => " ",
    };
    let room = cells.saturating_sub(39);
    let style = if chosen {
        look.theme.chosen
    } else if runs {
        look.theme.running
    } else {
        look.theme.text
    };
    Line::from(vec![Span::styled(fit(&format!("{mark} {times}  {} {code}", pad(&work, room)), cells), style)])
}
