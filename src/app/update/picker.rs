//! The list of all areas or techniques.

use super::session;
use crate::app::{Action, Effect, Key, Modal, Offer, State};

pub(super) fn act(state: &mut State, action: Action) -> Vec<Effect> {
    let Some(Modal::Picker(picker)) = state.modals.last() else { return Vec::new() };
    let offers = state.offered(picker);
    let cursor = picker.cursor;
    let Some(Modal::Picker(picker)) = state.modals.last_mut() else { return Vec::new() };
    match action {
        Action::Up => picker.cursor = cursor.saturating_sub(1),
        Action::Down => picker.cursor = (cursor + 1).min(offers.len().saturating_sub(1)),
        Action::Back => {
            state.modals.pop();
        }
        Action::Accept => {
            let Some(offer) = offers.into_iter().nth(cursor) else { return Vec::new() };
            state.modals.pop();
            return match offer {
                Offer::Area(spot) => session::choose_spot(state, spot),
                Offer::Technique(id) => session::choose_technique(state, &id),
            };
        }
        _ => {}
    }
    Vec::new()
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
