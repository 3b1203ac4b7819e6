//! Rows of lists, as a click chooses them: a row is chosen, and the chosen one opened.

use super::act;
use crate::app::{Action, Context, Effect, Form, Item, Modal, NoteScreen, Screen, State};

pub(super) fn click(state: &mut State, row: usize) -> Vec<Effect> {
    let opens = match state.context() {
        Context::Day => {
            let chosen = state.day.rows.get(row).cloned();
            let again = chosen.is_some() && state.day.cursor() == row;
            state.day.chosen = chosen.or(state.day.chosen.take());
            again
        }
        Context::Patient => {
            let Screen::Patient(screen) = &mut state.screen else { return Vec::new() };
            std::mem::replace(&mut screen.chosen, row) == row
        }
        Context::Picker => {
            if let Some(Modal::Picker(picker)) = state.modals.last_mut() {
                picker.cursor = row;
            }
            // A list is there to be chosen from: one click does.
            true
        }
        Context::Correct => {
            let Some(Modal::Correct(correct)) = state.modals.last() else { return Vec::new() };
            let segments = state.session(&correct.id).map(|session| session.segments_at(state.now)).unwrap_or_default();
            let chosen = segments.get(row).map(|segment| segment.no);
            if let Some(Modal::Correct(correct)) = state.modals.last_mut() {
                correct.chosen = chosen;
            }
            false
        }
        Context::Charges => {
            let Screen::Charges(screen) = &state.screen else { return Vec::new() };
            let Some(session) = state.session(&screen.id) else { return Vec::new() };
            let decisions = state.decisions(session);
            let again = screen.cursor(&decisions) == row;
            let chosen = decisions.into_iter().nth(row).map(|decision| decision.about);
            if let Screen::Charges(screen) = &mut state.screen {
                screen.chosen = chosen;
            }
            again
        }
        Context::Note => {
            let Screen::Note(NoteScreen { id, .. }) = &state.screen else { return Vec::new() };
            let items = state.session(id).map(|session| Item::of(session, state.now)).unwrap_or_default();
            let Some(chosen) = items.into_iter().nth(row) else { return Vec::new() };
            let Screen::Note(NoteScreen { item, .. }) = &mut state.screen else { return Vec::new() };
            let again = *item == chosen;
            *item = chosen;
            again
        }
        Context::Body => {
            let Some(Modal::Body(view)) = state.modals.last_mut() else { return Vec::new() };
            std::mem::replace(&mut view.region, row) == row
        }
        Context::Form => {
            let Some(Modal::Form(form)) = state.modals.last_mut() else { return Vec::new() };
            // Below the rows stand those who were here before.
            form.suggestion = row.checked_sub(Form::ROWS);
            if form.suggestion.is_none() {
                form.focus = row;
            }
            form.suggestion.is_some()
        }
        _ => false,
    };
    if opens { act(state, Action::Accept) } else { Vec::new() }
}
