//! The way of every fact into the record: into memory, and at once to the store.
//!
//! The write is carried out before the next frame is drawn, so no frame shows as saved what is not. Where it fails,
//! the events wait in the visit and are tried again each second.

use super::alarm;
use crate::app::{Effect, State, Visit};
use crate::session::{Event, Recorded, SessionId};

/// Takes events into a session; [`pending`] asks for them to be written.
pub(super) fn record(state: &mut State, id: &SessionId, events: Vec<Event>) {
    let now = state.now;
    let Some(visit) = state.visits.get_mut(id) else { return };
    for event in events {
        let recorded = Recorded::new(now, event);
        match visit.session.apply(&recorded) {
            Ok(()) => visit.unwritten.push(recorded),
            Err(error) => {
                alarm(state, format!("That cannot be recorded: {}.", error.why));
                return;
            }
        }
    }
}

/// Asks for what is not written yet; what failed before only when it is to be tried again.
pub(super) fn pending(state: &mut State, again: bool) -> Vec<Effect> {
    let waits = |visit: &Visit| !visit.unwritten.is_empty() && !visit.writing && (again || visit.trouble.is_none());
    let waiting = state.visits.iter_mut().filter(|(_, visit)| waits(visit));
    let append = |(id, visit): (&SessionId, &mut Visit)| {
        visit.writing = true;
        Effect::Append { id: id.clone(), expected: visit.saved(), events: visit.unwritten.clone() }
    };
    waiting.map(append).collect()
}

/// Puts what was not written on top of what another window wrote first; returns how many events do not fit there.
///
/// The clock's events build on each other: after the first that does not fit, the next would speak of another segment
/// under the same number. What was written into the note stands by itself.
pub(super) fn rebase(state: &mut State, id: &SessionId, waiting: Vec<Recorded>) -> usize {
    let Some(visit) = state.visits.get_mut(id) else { return waiting.len() };
    let mut refused = 0;
    for recorded in waiting {
        let follows = refused == 0 || !recorded.event.is_clock();
        if follows && visit.session.apply(&recorded).is_ok() {
            visit.unwritten.push(recorded);
        } else {
            refused += 1;
        }
    }
    refused
}
