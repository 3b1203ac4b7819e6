//! The way of every fact into the record: into memory, and at once to the store.
//!
//! The write is carried out before the next frame is drawn, so no frame shows as saved what is not. Where it fails,
//! the events wait in the visit and are tried again each second.

use std::collections::BTreeSet;
use std::path::PathBuf;

use super::alarm;
use crate::app::{Effect, Item, State, Visit, Waiting};
use crate::note;
use crate::session::{Event, Recorded, SegmentNo, Session, SessionId, Therapist};

/// Takes the events of one change into a session, all or none; [`pending`] asks for them to be written. Returns whether they
/// were taken; where they were not, it is said why.
pub(super) fn record(state: &mut State, id: &SessionId, events: Vec<Event>) -> bool {
    let by = if state.gate.is_some() { Therapist::at_the_lock() } else { state.who.clone() };
    let now = state.now;
    let Some(visit) = state.visits.get_mut(id) else { return false };
    let change = Recorded::change(now, &by, events);
    let mut next = visit.session.clone();
    match change.iter().try_for_each(|recorded| next.apply(recorded)) {
        Ok(()) => {
            visit.session = next;
            visit.unwritten.extend(change);
            true
        }
        Err(error) => {
            alarm(state, format!("That cannot be recorded: {}.", error.why));
            false
        }
    }
}

/// Asks for what is not written yet; what failed before only when it is to be tried again.
pub(super) fn pending(state: &mut State, again: bool) -> Vec<Effect> {
    let waits = |visit: &Visit| !visit.unwritten.is_empty() && !visit.writing && (again || visit.trouble.is_none());
    let waiting = state.visits.iter_mut().filter(|(_, visit)| waits(visit));
    let append = |(id, visit): (&SessionId, &mut Visit)| {
        visit.writing = true;
        Effect::Append {
            id: id.clone(),
            expected: visit.stored.events,
            events: visit.unwritten.clone(),
            waits: note::waits(&visit.session),
        }
    };
    waiting.map(append).collect()
}

/// Asks for a copy of the record in another file, with what is not written.
pub(super) fn rescue(state: &State, file: &str) -> Effect {
    Effect::Rescue { file: PathBuf::from(file), waiting: waiting(state) }
}

/// Returns what is not written yet, for another file.
pub fn waiting(state: &State) -> Vec<Waiting> {
    let unwritten = state.visits.iter().filter(|(_, visit)| !visit.unwritten.is_empty());
    let wait = |(id, visit): (&SessionId, &Visit)| Waiting {
        id: id.clone(),
        expected: visit.stored.events,
        events: visit.unwritten.clone(),
        waits: note::waits(&visit.session),
    };
    unwritten.map(wait).collect()
}

/// What became of events that were put on top of another window's.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(super) struct Rebased {
    /// How many did not fit.
    pub(super) refused: usize,
    /// Where texts were joined to what the other window wrote there, each with that.
    pub(super) merged: Vec<(Item, String)>,
    /// Texts that were refused because the note was signed: they are for an addendum.
    pub(super) late: Vec<String>,
}

/// Puts what was not written on top of what another window wrote first. `before` is what both began with.
///
/// The clock's events build on each other: after the first that does not fit, the next would speak of another segment
/// under the same number. What was written into the note stands by itself.
pub(super) fn rebase(state: &mut State, id: &SessionId, before: &Session, waiting: Vec<Recorded>) -> Rebased {
    let mut rebased = Rebased::default();
    let mut unstarted: BTreeSet<SegmentNo> = BTreeSet::new();
    for mut change in changes(waiting) {
        let Some(visit) = state.visits.get_mut(id) else { return rebased };
        for recorded in &mut change {
            rebased.merged.extend(merge(&mut recorded.event, &visit.stored, before));
        }
        let lost = |event: &Event| matches!(event, Event::CodeChosen { segment, .. } if unstarted.contains(segment));
        let follows = |event: &Event| rebased.refused == 0 || !event.is_clock();
        let fits = |recorded: &Recorded| {
            let event = &recorded.event;
            follows(event) && !lost(event) && still_means_the_same(event, &visit.stored, before)
        };
        // A change is taken whole or not at all: half of one is something that nobody did.
        let mut next = visit.session.clone();
        if change.iter().all(fits) && change.iter().all(|recorded| next.apply(recorded).is_ok()) {
            visit.session = next;
            visit.unwritten.extend(change);
        } else {
            if visit.stored.signature.is_some() {
                rebased.late.extend(change.iter().filter_map(|recorded| match &recorded.event {
                    Event::NoteEdited { section, text } => Some(format!("{}: {text}", section.title())),
                    Event::ResponseRecorded { text, .. } => Some(format!("Response: {text}")),
                    Event::PainRecorded { time, score: Some(score) } => Some(format!("Pain {}: {score}", time.word())),
                    _ => None,
                }));
            }
            rebased.refused += change.len();
            unstarted.extend(change.iter().filter_map(|recorded| match &recorded.event {
                Event::SegmentStarted { started, .. } => Some(started.no),
                _ => None,
            }));
        }
    }
    rebased
}

/// Returns events change by change.
fn changes(waiting: Vec<Recorded>) -> Vec<Vec<Recorded>> {
    let mut changes: Vec<Vec<Recorded>> = Vec::new();
    for recorded in waiting {
        match changes.last_mut().filter(|_| recorded.joined) {
            Some(change) => change.push(recorded),
            None => changes.push(vec![recorded]),
        }
    }
    changes
}

/// A segment that ran was discarded here; if the other window has ended it meanwhile, that was work. A code was chosen for
/// a segment, or it was put right; if the other window's segment of that number is another one, it was not meant.
fn still_means_the_same(event: &Event, theirs: &Session, before: &Session) -> bool {
    if let Event::SegmentDiscarded { segment } = event {
        return before.running_no(*segment).is_none() || theirs.running_no(*segment).is_some();
    }
    if let Event::SegmentMoved { segment, .. } | Event::SegmentRetagged { segment, .. } = event {
        let of = |session: &Session| session.segments_at(session.opened).into_iter().find(|s| s.no == *segment);
        return of(before).is_none() || of(theirs) == of(before);
    }
    if let Event::NoteSigned { .. } = event {
        // Nobody has read what the other window wrote.
        return false;
    }
    let Event::CodeChosen { segment, .. } = event else { return true };
    let of = |session: &Session| session.segments_at(session.opened).into_iter().find(|s| s.no == *segment);
    match (of(theirs), of(before)) {
        (Some(theirs), Some(before)) => theirs.start == before.start && theirs.technique == before.technique,
        // Begun here and not written yet; where its start was refused, so is this.
        (_, None) => true,
        (None, Some(_)) => false,
    }
}

/// Joins a text to what the other window wrote in the same place; returns the place and that, where there was any.
fn merge(event: &mut Event, theirs: &Session, before: &Session) -> Option<(Item, String)> {
    let (item, text, was, is) = match event {
        Event::NoteEdited { section, text } => {
            (Item::Text(*section), text, before.texts.get(section), theirs.texts.get(section))
        }
        Event::ResponseRecorded { spot, text } => {
            (Item::Response(spot.clone()), text, before.responses.get(spot), theirs.responses.get(spot))
        }
        _ => return None,
    };
    let is = is.filter(|is| Some(*is) != was && !text.contains(is.as_str()))?;
    *text = format!("{is}\n{text}");
    Some((item, is.clone()))
}
