//! A list to choose from.

use ratatui::Frame;
use ratatui::layout::Rect;
use ratatui::text::{Line, Span};
use ratatui::widgets::Paragraph;

use super::{draw_field, line_at, window};
use crate::app::{Msg, Offer, Picker, Picking};
use crate::ui::Look;
use crate::words::{counted, fit, folded, pad, width};

/// The lines kept below a list for what a biller must know of the chosen technique.
const REMARK: usize = 3;

pub(super) fn draw(frame: &mut Frame, look: Look, picker: &Picker, area: Rect) {
    let title = match &picker.picking {
        Picking::Area => "Area and side: type to narrow".to_owned(),
        Picking::Technique => "Technique: type to narrow".to_owned(),
        Picking::Payer => "Who pays?".to_owned(),
        Picking::Performer => "In whose hands? A new name with credentials: K. Lee, PTA".to_owned(),
        Picking::Tie(_, choice) => format!("{} of the tie: which code?", counted(choice.units.0, "unit")),
        Picking::Distinct(_, code) => format!("{code}: why was it distinct?"),
        Picking::SpotOf(_) => "It was on which area? Type to narrow".to_owned(),
        Picking::TechniqueOf(_) => "It was of which technique? Type to narrow".to_owned(),
        Picking::SpotToAdd => "A segment that was not timed: on which area?".to_owned(),
        Picking::TechniqueToAdd(spot) => format!("{}: of which technique?", look.state.catalog.spot_name(spot)),
        Picking::Protocol => "Follow which protocol?".to_owned(),
        Picking::Phrase => "Phrase: type to narrow, # once more for the sign itself".to_owned(),
        Picking::Find => format!("Find a {}, or a day: name, number, 11/23", look.state.settings.letterhead.patient),
        Picking::Command(_) => "What would you like to do?".to_owned(),
        Picking::Code(no) => {
            let session = look.state.here().and_then(|id| look.state.session(id));
            let segments = session.map(|session| session.segments_at(look.state.now)).unwrap_or_default();
            let segment = segments.iter().find(|segment| segment.no == *no);
            fit(&format!("Code of {}", segment.map(|s| look.state.segment_words(s)).unwrap_or_default()), 56)
        }
    };
    let wide = if matches!(picker.picking, Picking::Phrase | Picking::Command(_)) { 110 } else { 66 };
    let inner = window(frame, look, &title, (wide, area.height.min(22)), area);
    draw_field(frame, look, &picker.filter, true, line_at(inner, 0));
    let offers = look.state.offered(picker);
    let cells = usize::from(inner.width);
    let chosen = offers.get(picker.cursor);
    let remark = if let Some(Offer::Technique(technique)) = chosen { technique.remark.as_str() } else { "" };
    let remark = folded(remark, "", "", cells);
    let kept = if offers.iter().any(|offer| matches!(offer, Offer::Technique(_))) { REMARK } else { 0 };
    let rows = usize::from(inner.height).saturating_sub(1 + kept);
    let first = (picker.cursor + 1).saturating_sub(rows);
    let lines = offers.iter().enumerate().skip(first).take(rows).map(|(place, offer)| {
        let chosen = place == picker.cursor;
        let row = u16::try_from(place - first + 1).unwrap_or(u16::MAX);
        look.target(line_at(inner, row), Msg::Row(place));
        let text = format!("{} {}", if chosen { "▸" } else { " " }, look.state.offer_name(offer));
        let style = if chosen { look.theme.chosen } else { look.theme.text };
        let key = key(look, &picker.picking, offer);
        let room = cells.saturating_sub(width(&key) + 1);
        Line::from(vec![Span::styled(pad(&text, room), style), Span::raw(" "), Span::styled(key, look.theme.key)])
    });
    let mut lines: Vec<Line> = lines.collect();
    if lines.is_empty() {
        lines.push(Line::styled(empty(look, picker), look.theme.quiet));
    }
    lines.resize(rows, Line::default());
    lines.extend(remark.into_iter().take(kept).map(|line| Line::styled(line, look.theme.warning)));
    let below = Rect { y: inner.y + 1.min(inner.height), height: inner.height.saturating_sub(1), ..inner };
    frame.render_widget(Paragraph::new(lines), below);
}

/// The key that asks for the same without the list.
fn key(look: Look, picking: &Picking, offer: &Offer) -> String {
    let (Picking::Command(context), Offer::Command(action)) = (picking, offer) else { return String::new() };
    look.keymap.key_of(*context, *action).map(|key| key.to_string()).unwrap_or_default()
}

/// What to do where a list is empty.
fn empty(look: Look, picker: &Picker) -> String {
    match picker.picking {
        Picking::Find if look.state.patients.is_empty() => {
            "Nobody was treated yet: esc, then n opens a session.".to_owned()
        }
        Picking::Phrase if picker.filter.text().is_empty() => {
            "There are no phrases for this; write, or esc.".to_owned()
        }
        Picking::Find => "Nobody fits; shorten it, or esc, then n for somebody new.".to_owned(),
        _ => "Nothing fits; shorten what you typed.".to_owned(),
    }
}
