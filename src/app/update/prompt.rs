//! A line to type, over another screen.

use super::{charges, correct, record};
use crate::app::{Action, Asking, Effect, Field, Key, Modal, Prompt, State};

pub(super) fn open(state: &mut State, asking: Asking, text: &str) {
    state.modals.push(Modal::Prompt(Prompt { asking, field: Field::line(text), fault: None }));
}

pub(super) fn act(state: &mut State, action: Action) -> Vec<Effect> {
    let Some(Modal::Prompt(prompt)) = state.modals.last_mut() else { return Vec::new() };
    let (asking, text) = (prompt.asking.clone(), prompt.field.text().trim().to_owned());
    if action == Action::Accept && text.is_empty() && matches!(asking, Asking::Reason(..)) {
        prompt.fault = Some("Write in a few words why: a chosen code is kept with its reason.".to_owned());
        return Vec::new();
    }
    if action == Action::Accept && asking == Asking::OtherFile {
        // The prompt stays until the file is there: another may have to be chosen.
        return if text.is_empty() { Vec::new() } else { vec![record::rescue(state, &text)] };
    }
    if action == Action::Accept {
        // What is wrong with it is said where it was typed.
        if let Err(fault) = correct::told(state, &asking, &text) {
            if let Some(Modal::Prompt(prompt)) = state.modals.last_mut() {
                prompt.fault = Some(fault);
            }
            return Vec::new();
        }
        charges::keep(state, &asking, &text);
    }
    if matches!(action, Action::Accept | Action::Back) {
        state.modals.retain(|modal| !matches!(modal, Modal::Prompt(_)));
    }
    Vec::new()
}

pub(super) fn type_key(state: &mut State, key: Key) {
    if let Some(Modal::Prompt(prompt)) = state.modals.last_mut() {
        prompt.fault = None;
        prompt.field.edit(key);
    }
}

pub(super) fn paste(state: &mut State, text: &str) {
    if let Some(Modal::Prompt(prompt)) = state.modals.last_mut() {
        prompt.field.paste(text);
    }
}
