//! What is added below a signed note: asked about before it stands there for ever, and before it is thrown away.

use super::record::record;
use super::{gate, say};
use crate::app::{Action, Addendum, Key, KeyCode, Modal, Question, State};
use crate::session::{Event, SessionId};

/// Opens an addendum to the signed note of a session.
pub(super) fn open(state: &mut State, id: &SessionId, text: &str) {
    if state.session(id).is_none_or(|session| session.signature.is_none()) {
        return say(state, "An addendum belongs to a signed note; this one can still be changed itself.");
    }
    if state.who.is_recovery_code() {
        return say(state, "Whoever unlocked with the recovery code is no therapist, and adds nothing.");
    }
    lay_open(state, id, text);
}

/// Lays an addendum open with a text that was written already, whoever is here: nothing that was typed is lost.
pub(super) fn lay_open(state: &mut State, id: &SessionId, text: &str) {
    state.modals.push(Modal::Addendum(Addendum::new(id.clone(), text)));
}

pub(super) fn act(state: &mut State, action: Action) {
    let Some(Modal::Addendum(addendum)) = state.modals.last_mut() else { return };
    match action {
        Action::NextField | Action::PreviousField => addendum.in_text = !addendum.in_text,
        Action::Save => {
            let lacks = |text: String| text.trim().is_empty();
            if lacks(addendum.reason.text()) {
                addendum.in_text = false;
                addendum.fault = Some("Write in a few words why something is added.".to_owned());
            } else if lacks(addendum.text.text()) {
                addendum.in_text = true;
                addendum.fault = Some("Write what is added.".to_owned());
            } else {
                state.modals.push(Modal::Question(Question::Add));
            }
        }
        Action::Back if addendum.is_empty() => {
            state.modals.pop();
        }
        Action::Back => state.modals.push(Modal::Question(Question::Forget)),
        _ => {}
    }
}

pub(super) fn type_key(state: &mut State, key: Key) {
    let Some(Modal::Addendum(addendum)) = state.modals.last_mut() else { return };
    addendum.fault = None;
    if key.code == KeyCode::Enter && !addendum.in_text {
        addendum.in_text = true;
    } else {
        addendum.field().edit(key);
    }
}

pub(super) fn paste(state: &mut State, text: &str) {
    if let Some(Modal::Addendum(addendum)) = state.modals.last_mut() {
        addendum.field().paste(text);
    }
}

/// Adds what was written; it stays open where that cannot be recorded.
pub(super) fn add(state: &mut State) {
    let Some(Modal::Addendum(addendum)) = state.modals.last() else { return };
    let (id, reason, text) = (addendum.id.clone(), addendum.reason.text(), addendum.text.text());
    if record(state, &id, vec![Event::AddendumAdded { reason, text }]) {
        state.modals.pop();
        say(state, "Added below the signed note; v shows it.");
    }
}

/// Throws away what was written.
pub(super) fn forget(state: &mut State) {
    if matches!(state.modals.last(), Some(Modal::Addendum(_))) {
        state.modals.pop();
    }
}

/// Whether an addendum is half written, here or where another therapist left it: it is said, or asked about.
pub(super) fn is_half_written(state: &mut State) -> bool {
    let written = |modal: &Modal| matches!(modal, Modal::Addendum(addendum) if !addendum.is_empty());
    let here = state.modals.iter().any(written);
    let other = state.places.iter().find(|(_, place)| place.modals.iter().any(written)).map(|(who, _)| who.clone());
    match (here, other) {
        (false, None) => return false,
        _ if state.gate.is_some() => gate::warn(state, "An addendum is half written; unlock to see whose."),
        (true, _) if matches!(state.modals.last(), Some(Modal::Question(_))) => {
            say(state, "An addendum is half written: answer what is asked of it first.");
        }
        (true, _) => say(state, "An addendum is half written: ctrl-s adds it, esc throws it away."),
        (false, Some(who)) => state.modals.push(Modal::Question(Question::Forsake(who))),
    }
    true
}

/// Throws away what another therapist has half written.
pub(super) fn forsake(state: &mut State, who: &str) {
    if let Some(place) = state.places.get_mut(who) {
        place.modals.retain(|modal| !matches!(modal, Modal::Addendum(_)));
    }
}
