//! A list to choose from.

use super::{act as ask, charges, correct, day, note, patient, prompt, session};
use crate::app::{Action, Asking, Effect, Key, KeyCode, Modal, Offer, Picking, State};
use crate::session::TieChoice;

pub(super) fn act(state: &mut State, action: Action) -> Vec<Effect> {
    let Some(Modal::Picker(picker)) = state.modals.last() else { return Vec::new() };
    let offers = state.offered(picker);
    let (cursor, picking) = (picker.cursor, picker.picking.clone());
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
            return take(state, offer, picking);
        }
        _ => {}
    }
    Vec::new()
}

/// Takes what was chosen, for what it was chosen.
fn take(state: &mut State, offer: Offer, picking: Picking) -> Vec<Effect> {
    match (picking, offer) {
        (Picking::Area, Offer::Area(spot)) => session::choose_spot(state, spot),
        (Picking::Technique, Offer::Technique(technique)) => session::choose_technique(state, &technique.id),
        (Picking::Performer, Offer::Performer(performer)) => session::choose_performer(state, performer),
        (Picking::Payer, Offer::Payer(payer)) => correct::choose_payer(state, payer),
        (Picking::Tie(day, tie), Offer::Tie(chosen)) => {
            charges::choose_tie(state, day, &TieChoice { among: tie.codes, chosen });
        }
        (Picking::Distinct(day, code), Offer::Distinct(modifier)) => {
            charges::choose_distinct(state, day, code, modifier);
        }
        (Picking::Code(segment), Offer::Code(code)) => charges::choose_code(state, segment, code),
        (Picking::SpotOf(segment), Offer::Area(spot)) => correct::retag(state, segment, Some(spot), None),
        (Picking::TechniqueOf(segment), Offer::Technique(technique)) => {
            correct::retag(state, segment, None, Some(&technique.id));
        }
        (Picking::SpotToAdd, Offer::Area(spot)) => session::open_picker(state, Picking::TechniqueToAdd(spot)),
        (Picking::TechniqueToAdd(spot), Offer::Technique(technique)) => {
            prompt::open(state, Asking::Span(spot, technique.id), "");
        }
        (Picking::Protocol, Offer::Plan(plan)) => session::follow(state, plan),
        (Picking::Phrase, Offer::Phrase(phrase)) => note::put_in(state, &phrase.0),
        (Picking::Find, Offer::Patient(known)) => return patient::open(state, known.patient),
        (Picking::Find, Offer::Day(date)) => return day::load(date),
        (Picking::Command(_), Offer::Command(action)) => return ask(state, action),
        // A list offers nothing but what it is of.
        (_, _) => {}
    }
    Vec::new()
}

pub(super) fn type_key(state: &mut State, key: Key) {
    let Some(Modal::Picker(picker)) = state.modals.last() else { return };
    let untouched = picker.picking == Picking::Phrase && picker.filter.text().is_empty();
    if untouched && matches!(key.code, KeyCode::Char('#') | KeyCode::Backspace) {
        // Typed twice, the sign was meant; taken back, nothing was.
        state.modals.pop();
        if key.is_text() {
            note::put_in(state, "#");
        }
        return;
    }
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
