//! The list of all areas or techniques.

use super::session;
use crate::app::{Action, Key, Modal, Offer, State};

pub(super) fn act(state: &mut State, action: Action) {
    let Some(Modal::Picker(picker)) = state.modals.last() else { return };
    let offers = state.offered(picker);
    let cursor = picker.cursor;
    let Some(Modal::Picker(picker)) = state.modals.last_mut() else { return };
    match action {
        Action::Up => picker.cursor = cursor.saturating_sub(1),
        Action::Down => picker.cursor = (cursor + 1).min(offers.len().saturating_sub(1)),
        Action::Back => {
            state.modals.pop();
        }
        Action::Accept => {
            let Some(offer) = offers.into_iter().nth(cursor) else { return };
            state.modals.pop();
            match offer {
                Offer::Area(spot) => session::choose_spot(state, spot),
                Offer::Technique(technique) => session::choose_technique(state, &technique.id),
            }
        }
        _ => {}
    }
}

pub(super) fn type_key(state: &mut State, key: Key) {
    if let Some(Modal::Picker(picker)) = state.modals.last_mut()
        && picker.filter.edit(key)
    {
        picker.cursor = 0;
    }
}

pub(super) fn paste(state: &mut State, text: &str) {
    if let Some(Modal::Picker(picker)) = state.modals.last_mut() {
        picker.filter.paste(text);
        picker.cursor = 0;
    }
}
