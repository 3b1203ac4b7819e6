//! The way of every fact into the record: into memory, and at once to the store.
//!
//! The effect is carried out before the next frame is drawn, so no frame shows as saved what is not. Where the
//! write fails, the events wait in the visit and are tried again each second.

use super::alarm;
use crate::app::{Effect, State};
use crate::session::{Event, Recorded, SessionId};

/// Takes events into a session and asks for them to be written.
pub(super) fn record(state: &mut State, id: &SessionId, events: Vec<Event>) -> Vec<Effect> {
    let now = state.now;
    let Some(visit) = state.visits.get_mut(id) else { return Vec::new() };
    let mut fault = None;
    for event in events {
        let recorded = Recorded::new(now, event);
        match visit.session.apply(&recorded) {
            Ok(()) => visit.unwritten.push(recorded),
            Err(error) => {
                fault = Some(format!("That cannot be recorded: {}.", error.why));
                break;
            }
        }
    }
    let effects = append(state, id);
    if let Some(text) = fault {
        alarm(state, text);
    }
    effects
}

/// Tries again what could not be written.
pub(super) fn retry(state: &mut State) -> Vec<Effect> {
    let waiting: Vec<SessionId> =
        state.visits.iter().filter(|(_, v)| !v.unwritten.is_empty()).map(|(id, _)| id.clone()).collect();
    waiting.iter().flat_map(|id| append(state, id)).collect()
}

fn append(state: &State, id: &SessionId) -> Vec<Effect> {
    match state.visits.get(id) {
        Some(visit) if !visit.unwritten.is_empty() => {
            vec![Effect::Append { id: id.clone(), expected: visit.saved(), events: visit.unwritten.clone() }]
        }
        _ => Vec::new(),
    }
}
