//! The segments so far, each with its start, its time and its share.

use ratatui::Frame;
use ratatui::layout::Rect;
use ratatui::text::{Line, Span};
use ratatui::widgets::Paragraph;

use crate::session::{Segment, Session, clock_text};
use crate::ui::{Look, boxed};
use crate::words::{pad, width};

/// A quarter of an hour, in seconds.
const QUARTER: i64 = 15 * 60;

pub(super) fn draw(frame: &mut Frame, look: Look, session: &Session, area: Rect) {
    let segments = session.segments_at(look.state.now);
    let first = segments.len().saturating_sub(usize::from(area.height.saturating_sub(2)));
    let title = if first == 0 { "Timeline".to_owned() } else { format!("Timeline ({first} earlier: C)") };
    let inner = boxed(frame, look, &title, area);
    // The bars are of whole quarter hours, so that the running one does not shrink the others with each second.
    let longest = segments.iter().map(|s| s.time().num_seconds()).max().unwrap_or(0);
    let longest = (longest / QUARTER + 1) * QUARTER;
    let cells = usize::from(inner.width);
    // The names come first; what is left shows the shares.
    let bar_room = cells.saturating_sub(57).min(30);
    let name_room = cells.saturating_sub(18 + bar_room);
    let lines = segments.iter().skip(first).map(|s| {
        let running = session.running_no(s.no).is_some();
        let share =
            usize::try_from(s.time().num_seconds() * i64::try_from(bar_room).unwrap_or(0) / longest).unwrap_or(0);
        let time = clock_text(s.time());
        // What ran over night is longer than the column.
        let name_room = name_room.saturating_sub(time.len().saturating_sub(7));
        let name = name(look, s, name_room);
        let style = if running { look.theme.running } else { look.theme.text };
        Line::from(vec![
            Span::styled(if running { "● " } else { "  " }, style),
            Span::styled(format!("{} ", s.start.format("%H:%M:%S")), look.theme.quiet),
            Span::styled(format!("{}{:>7} ", pad(&name, name_room), time), style),
            Span::styled("▇".repeat(share), look.theme.filled),
        ])
    });
    let lines: Vec<Line> = lines.collect();
    let empty = vec![Line::styled("Nothing was timed yet.", look.theme.quiet)];
    frame.render_widget(Paragraph::new(if lines.is_empty() { empty } else { lines }), inner);
}

/// Area and technique, in short where the room is: what tells two segments apart must not be cut.
fn name(look: Look, segment: &Segment, cells: usize) -> String {
    let catalog = &look.state.catalog;
    let (spot, technique) = (catalog.spot_name(&segment.spot), catalog.technique_name(&segment.technique));
    let by = segment.performer.as_ref().map(|performer| format!(", {}", performer.initials())).unwrap_or_default();
    let long = format!("{spot}, {technique}{by}");
    if width(&long) <= cells {
        return long;
    }
    let side = segment.spot.side.map(|side| format!(" {}", side.letter())).unwrap_or_default();
    let short = catalog.technique(&segment.technique).map_or(technique.as_str(), |t| t.short.as_str());
    format!("{}{side}, {short}{by}", catalog.area_name(&segment.spot.area))
}
