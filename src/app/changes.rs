//! Changes in words: what was done, for whoever takes it back.

use super::State;
use crate::catalog::{Spot, TechniqueId};
use crate::session::{Change, Event, SegmentNo, Session, Stamp};
use crate::words::listed;

impl State {
    /// Returns a change of a session in words: "Upper back R, Petrissage begun at 10:33:18".
    ///
    /// `sessions` are the session before the change and after it: what was taken out is in one of them.
    pub fn change_words(&self, change: &Change, sessions: &[&Session]) -> String {
        if let [Event::SegmentMoved { segment, .. }, Event::SegmentRecorded { .. }] = change.events.as_slice() {
            return format!("{} cut in two", self.segment_words_in(*segment, sessions));
        }
        // Of several events, those that say most.
        let most = change.events.iter().map(weight).max();
        let told: Vec<String> = change
            .events
            .iter()
            .filter(|event| Some(weight(event)) == most)
            .map(|event| self.event_words(event, sessions))
            .collect();
        if told.is_empty() { "nothing".to_owned() } else { told.join("; ") }
    }

    fn event_words(&self, event: &Event, sessions: &[&Session]) -> String {
        let of = |no: &SegmentNo| self.segment_words_in(*no, sessions);
        let clock = |at: &Stamp| at.format("%H:%M:%S").to_string();
        match event {
            Event::SegmentStarted { started, .. } => {
                format!("{} begun at {}", self.work(&started.spot, &started.technique), clock(&started.start))
            }
            Event::SegmentStopped { segment, stop } => format!("{} stopped at {}", of(segment), clock(stop)),
            Event::SegmentReopened { segment } => format!("hands back on {}", of(segment)),
            Event::SegmentKept { segment } => format!("{} kept", of(segment)),
            Event::SegmentDiscarded { segment } => format!("{} taken out", of(segment)),
            Event::SegmentRecorded { segment } => {
                let work = self.work(&segment.spot, &segment.technique);
                format!("{work} added, from {} to {}", clock(&segment.start), clock(&segment.stop))
            }
            Event::SegmentMoved { segment, start, stop: Some(stop) } => {
                format!("{} from {} to {}", of(segment), clock(start), clock(stop))
            }
            Event::SegmentMoved { segment, start, stop: None } => {
                format!("{} begun at {}", of(segment), clock(start))
            }
            Event::SegmentRetagged { segment, spot, technique, .. } => {
                let to = self.work(spot, technique);
                let known = sessions.iter().filter_map(|session| session.segment_at(*segment, self.now).ok());
                let was = known.map(|s| self.work(&s.spot, &s.technique)).find(|was| *was != to);
                let was = was.map(|was| format!(" in the place of {was}")).unwrap_or_default();
                format!("{to}{was}")
            }
            Event::ProtocolChosen { plan: Some(plan) } => format!("the protocol \"{}\" laid out", plan.name),
            Event::ProtocolChosen { plan: None } => "the protocol put away".to_owned(),
            Event::PerformerChanged { performer: Some(performer) } => format!("given into the hands of {performer}"),
            Event::PerformerChanged { performer: None } => "given back into the therapist's hands".to_owned(),
            Event::CodeChosen { segment, code: Some(code), .. } => format!("code {code} chosen for {}", of(segment)),
            Event::CodeChosen { segment, code: None, .. } => format!("no code chosen for {}", of(segment)),
            Event::TieChosen { choice, .. } if choice.chosen.is_empty() => "a tie left open".to_owned(),
            Event::TieChosen { choice, .. } => format!("a tie given to {}", listed("and", &choice.chosen)),
            Event::ModifierSet { code, modifier, on: true, .. } => format!("modifier {modifier} set on {code}"),
            Event::ModifierSet { code, modifier, on: false, .. } => format!("modifier {modifier} taken off {code}"),
            Event::CodeDescribed { code, .. } => format!("code {code} described"),
            Event::SessionOpened { .. } => "the session opened".to_owned(),
            Event::SessionFinished { closed } => format!("the session finished at {}", clock(closed)),
            Event::SessionReopened => "the session taken up again".to_owned(),
            Event::PayerChanged { payer } => format!("{} pays", self.payer_name(payer)),
            Event::PainRecorded { .. } => "pain told".to_owned(),
            Event::NoteEdited { section, .. } => format!("{} written", section.title()),
            Event::ResponseRecorded { spot, .. } => format!("the response of {} written", self.catalog.spot_name(spot)),
            Event::NoteCopied { from, .. } => format!("the note of {from} laid beside this one"),
            Event::NoteSigned { .. } => "the note signed".to_owned(),
            Event::AddendumAdded { .. } => "an addendum added".to_owned(),
            Event::Undone { .. } | Event::Redone { .. } => "a change taken back".to_owned(),
        }
    }

    fn segment_words_in(&self, no: SegmentNo, sessions: &[&Session]) -> String {
        let mut found = sessions.iter().filter_map(|session| session.segment_at(no, self.now).ok());
        found.next().map_or_else(|| "a segment".to_owned(), |s| self.work(&s.spot, &s.technique))
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
        Event::SegmentMoved { .. } | Event::SegmentStopped { .. } => 1,
        Event::SessionOpened { .. }
        | Event::SegmentKept { .. }
        | Event::SegmentDiscarded { .. }
        | Event::ProtocolChosen { .. }
        | Event::Undone { .. }
        | Event::Redone { .. }
        | Event::CodeChosen { .. }
        | Event::TieChosen { .. }
        | Event::ModifierSet { .. }
        | Event::CodeDescribed { .. }
        | Event::PainRecorded { .. }
        | Event::NoteEdited { .. }
        | Event::ResponseRecorded { .. }
        | Event::NoteCopied { .. }
        | Event::NoteSigned { .. }
        | Event::AddendumAdded { .. }
        | Event::SessionReopened
        | Event::PayerChanged { .. } => 0,
    }
}
