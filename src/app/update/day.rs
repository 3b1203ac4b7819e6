//! The Day screen.

use chrono::NaiveDate;

use super::{form, patient, say, session};
use crate::app::{Action, Effect, How, Modal, Picking, Question, Screen, State, Then};
use crate::session::SessionId;

pub(super) fn act(state: &mut State, action: Action) -> Vec<Effect> {
    match action {
        Action::Up => choose(state, -1),
        Action::Down => choose(state, 1),
        Action::PreviousDay => return state.day.date.pred_opt().map(load).unwrap_or_default(),
        Action::NextDay => return state.day.date.succ_opt().map(load).unwrap_or_default(),
        Action::Today => return load(state.now.date_naive()),
        Action::NewSession => return form::open(state),
        Action::Accept => {
            let Some(chosen) = chosen(state) else { return Vec::new() };
            return vec![Effect::LoadSessions(vec![chosen], Then::Show)];
        }
        Action::Find => {
            session::open_picker(state, Picking::Find);
            return vec![Effect::LoadPatients];
        }
        Action::History => {
            let Some(chosen) = chosen(state) else { return Vec::new() };
            return patient::of(state, Some(&chosen));
        }
        // Read first: another window may have opened a session.
        Action::ExportDay => return vec![Effect::LoadDayToExport(state.day.date, How::default())],
        _ => {}
    }
    Vec::new()
}

/// Returns the chosen session; where there is none, it is said what to press.
fn chosen(state: &mut State) -> Option<SessionId> {
    let chosen = state.day.rows.get(state.day.cursor()).cloned();
    if chosen.is_none() {
        say(state, "There is no session on this day; n opens one, today.");
    }
    chosen
}

fn choose(state: &mut State, step: isize) {
    let place = state.day.cursor().saturating_add_signed(step).min(state.day.rows.len().saturating_sub(1));
    state.day.chosen = state.day.rows.get(place).cloned();
}

/// Asks for a day; its date stands above the rows only once they are there.
pub(super) fn load(date: NaiveDate) -> Vec<Effect> {
    vec![Effect::LoadDay(date)]
}

/// Goes back to the Day screen where it was, the session that was open being chosen.
pub(super) fn show(state: &mut State) -> Vec<Effect> {
    if let Some(id) = state.here() {
        state.day.chosen = Some(id.clone());
    }
    state.screen = Screen::Day;
    load(shown(state))
}

/// Returns the day that is to be shown: today goes on with the calendar.
pub(super) fn shown(state: &State) -> NaiveDate {
    if state.day.today { state.now.date_naive() } else { state.day.date }
}

/// Goes on with the calendar where today is shown and the day has turned.
pub(super) fn turn(state: &State) -> Vec<Effect> {
    let today = state.now.date_naive();
    let turned =
        state.gate.is_none() && matches!(state.screen, Screen::Day) && state.day.today && state.day.date != today;
    if turned { load(today) } else { Vec::new() }
}

/// Asks for the sessions of the day that was just read, to export their notes. Where none is signed, it is asked whether
/// the drafts are meant.
pub(super) fn export(state: &mut State, how: How) -> Vec<Effect> {
    let rows = state.day.rows.iter().skip(state.day.older).filter_map(|id| state.session(id));
    let held: Vec<_> = rows.filter(|session| !session.was_not_held()).collect();
    if held.is_empty() {
        say(state, "There is no session on this day whose note could be written.");
        return Vec::new();
    }
    if !how.drafts && held.iter().all(|session| session.signature.is_none()) {
        state.modals.push(Modal::Question(Question::Drafts(state.day.date)));
        return Vec::new();
    }
    let ids = held.iter().map(|session| session.id.clone()).collect();
    vec![Effect::LoadSessions(ids, Then::ExportDay(how))]
}
