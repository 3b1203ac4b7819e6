//! The note on the clipboard, for a minute.

use chrono::TimeDelta;

use super::{alarm, say};
use crate::app::{Effect, State};
use crate::audit::Deed;
use crate::session::SessionId;

/// How long a note stays on the clipboard.
pub(super) const STAYS: TimeDelta = TimeDelta::minutes(1);

/// Copies a note as text, which is written down as any other way by which it leaves.
pub(super) fn copy(state: &mut State, id: &SessionId) -> Vec<Effect> {
    if state.visits.get(id).is_some_and(|visit| !visit.unwritten.is_empty()) {
        alarm(state, "Something of this session is not saved yet; copy it once it is.");
        return Vec::new();
    }
    let Some(session) = state.session(id) else { return Vec::new() };
    let text = match state.templates.text(&state.note(session)) {
        Ok(text) => text,
        Err(error) => {
            alarm(state, format!("{error}; nothing was copied."));
            return Vec::new();
        }
    };
    let entry = state.entry(Deed::Exported { sessions: vec![id.clone()] });
    state.on_clipboard = Some(state.now);
    say(state, "The note is on the clipboard, and is taken off it after a minute.");
    vec![Effect::Witness(vec![entry]), Effect::Copy(Some(text))]
}

/// Takes the note off the clipboard, once it has been there for long enough, or where the program is left.
pub(super) fn clear(state: &mut State, leaves: bool) -> Vec<Effect> {
    let now = state.now;
    if state.on_clipboard.take_if(|since| leaves || now - *since >= STAYS || now < *since).is_none() {
        return Vec::new();
    }
    if !leaves && state.gate.is_none() {
        say(state, "The note was taken off the clipboard.");
    }
    vec![Effect::Copy(None)]
}
