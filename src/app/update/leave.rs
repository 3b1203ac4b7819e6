//! Leaving: with nothing typed lost, nothing on the clipboard, and no clock running by a slip of a finger.

use super::{addendum, clipboard, gate, note, watch};
use crate::app::{Effect, Modal, Question, Screen, State};

/// Leaves, or asks first.
pub(super) fn leave(state: &mut State) -> Vec<Effect> {
    if matches!(&state.screen, Screen::Note(screen) if screen.editor.as_ref().is_some_and(|e| e.refused)) {
        note::close(state);
    }
    note::save(state);
    let unsaved =
        matches!(&state.screen, Screen::Note(screen) if screen.editor.as_ref().is_some_and(|e| e.unsaved.is_some()));
    if unsaved && state.gate.is_some() {
        gate::warn(state, "Something typed is not saved yet; unlock to see what.");
    }
    if unsaved || addendum::is_half_written(state) {
        return Vec::new();
    }
    // Where something is not written, that is asked about instead.
    if state.gate.is_some() || state.has_unwritten() || !watch::is_timing(state) {
        return left(state);
    }
    // A slip of a finger, or caps lock, must not end the program while the hands work.
    let asks = |modal: &Modal| matches!(modal, Modal::Question(Question::LeaveTiming));
    if !state.modals.iter().any(asks) {
        state.modals.push(Modal::Question(Question::LeaveTiming));
    }
    Vec::new()
}

/// Leaves, with nothing on the clipboard.
pub(super) fn left(state: &mut State) -> Vec<Effect> {
    let mut effects = clipboard::clear(state, true);
    effects.push(Effect::Leave);
    effects
}
