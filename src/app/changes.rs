//! Changes in words: what was done, for whoever takes it back.

use super::State;
use crate::catalog::{Spot, TechniqueId};
use crate::session::{Change, Event, Stamp};
use crate::words::listed;

impl State {
    /// Returns a change in words: "Upper back R, Petrissage begun at 10:33:18".
    pub fn change_words(&self, change: &Change) -> String {
        // Of several events, the one that says most.
        let told = change.events.iter().max_by_key(|event| weight(event));
        told.map_or_else(|| "nothing".to_owned(), |event| self.event_words(event))
    }

    fn event_words(&self, event: &Event) -> String {
        let clock = |at: &Stamp| at.format("%H:%M:%S").to_string();
        match event {
            Event::SegmentStarted { started, .. } => {
                format!("{} begun at {}", self.work(&started.spot, &started.technique), clock(&started.start))
            }
            Event::SegmentStopped { stop, .. } => format!("stopped at {}", clock(stop)),
            Event::SegmentReopened { .. } => "going on as if it had not stopped".to_owned(),
            Event::SegmentKept { .. } => "a stretch kept".to_owned(),
            Event::SegmentDiscarded { .. } => "a segment taken out".to_owned(),
            Event::SegmentRecorded { segment } => {
                let work = self.work(&segment.spot, &segment.technique);
                format!("{work} told from {} to {}", clock(&segment.start), clock(&segment.stop))
            }
            Event::SegmentMoved { start, stop: Some(stop), .. } => {
                format!("a segment put from {} to {}", clock(start), clock(stop))
            }
            Event::SegmentMoved { start, stop: None, .. } => format!("what runs begun at {}", clock(start)),
            Event::SegmentRetagged { spot, technique, .. } => {
                format!("a segment told to be {}", self.work(spot, technique))
            }
            Event::ProtocolChosen { plan: Some(plan) } => format!("the protocol \"{}\" laid out", plan.name),
            Event::ProtocolChosen { plan: None } => "the protocol put away".to_owned(),
            Event::PerformerChanged { performer: Some(performer) } => format!("given into the hands of {performer}"),
            Event::PerformerChanged { performer: None } => "given back into the therapist's hands".to_owned(),
            Event::CodeChosen { code: Some(code), .. } => format!("code {code} chosen"),
            Event::CodeChosen { code: None, .. } => "no code chosen".to_owned(),
            Event::TieChosen { choice, .. } if choice.chosen.is_empty() => "a tie left open".to_owned(),
            Event::TieChosen { choice, .. } => format!("a tie given to {}", listed("and", &choice.chosen)),
            Event::ModifierSet { code, modifier, on: true, .. } => format!("modifier {modifier} set on {code}"),
            Event::ModifierSet { code, modifier, on: false, .. } => format!("modifier {modifier} taken off {code}"),
            Event::CodeDescribed { code, .. } => format!("code {code} described"),
            Event::SessionOpened { .. } => "the session opened".to_owned(),
            Event::SessionFinished { closed } => format!("the session finished at {}", clock(closed)),
            Event::SessionReopened => "the session taken up again".to_owned(),
            Event::PainRecorded { .. } => "pain told".to_owned(),
            Event::NoteEdited { section, .. } => format!("{} written", section.title()),
            Event::Undone { .. } | Event::Redone { .. } => "a change taken back".to_owned(),
        }
    }

    /// Returns an area and a technique in few words: "Upper back R, Petrissage".
    pub fn work(&self, spot: &Spot, technique: &TechniqueId) -> String {
        let side = spot.side.map(|side| format!(" {}", side.letter())).unwrap_or_default();
        let known = self.catalog.technique(technique);
        let technique = known.map_or_else(|| technique.to_string(), |known| known.short.clone());
        format!("{}{side}, {technique}", self.catalog.area_name(&spot.area))
    }
}

/// How much an event says of the change that it is of.
fn weight(event: &Event) -> u8 {
    match event {
        Event::SessionFinished { .. } | Event::PerformerChanged { .. } => 4,
        Event::SegmentStarted { .. } | Event::SegmentReopened { .. } => 3,
        Event::SegmentRecorded { .. } | Event::SegmentRetagged { .. } => 2,
        Event::SegmentMoved { .. } => 1,
        _ => 0,
    }
}
