//! A list to choose from.

use super::{charges, session};
use crate::app::{Action, Key, Modal, Offer, Picking, State};
use crate::session::TieChoice;

pub(super) fn act(state: &mut State, action: Action) {
    let Some(Modal::Picker(picker)) = state.modals.last() else { return };
    let offers = state.offered(picker);
    let (cursor, picking) = (picker.cursor, picker.picking.clone());
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
            match (offer, picking) {
                (Offer::Area(spot), _) => session::choose_spot(state, spot),
                (Offer::Technique(technique), _) => session::choose_technique(state, &technique.id),
                (Offer::Performer(performer), _) => session::choose_performer(state, performer),
                (Offer::Tie(chosen), Picking::Tie(day, tie)) => {
                    charges::choose_tie(state, day, &TieChoice { among: tie.codes, chosen });
                }
                (Offer::Distinct(modifier), Picking::Distinct(day, code)) => {
                    charges::choose_distinct(state, day, code, modifier);
                }
                (Offer::Code(code), Picking::Code(segment)) => charges::choose_code(state, segment, code),
                (Offer::Tie(_) | Offer::Distinct(_) | Offer::Code(_), _) => {}
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
