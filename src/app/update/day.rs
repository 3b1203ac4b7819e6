//! The Day screen.

use super::{form, say, session};
use crate::app::{Action, Effect, Screen, State};
use crate::note;

pub(super) fn act(state: &mut State, action: Action) -> Vec<Effect> {
    let today = state.now.date_naive();
    let Screen::Day(day) = &mut state.screen else { return Vec::new() };
    match action {
        Action::Up => day.cursor = day.cursor.saturating_sub(1),
        Action::Down => day.cursor = (day.cursor + 1).min(day.rows.len().saturating_sub(1)),
        Action::PreviousDay => return day.date.pred_opt().map(|d| load(state, d)).unwrap_or_default(),
        Action::NextDay => return day.date.succ_opt().map(|d| load(state, d)).unwrap_or_default(),
        Action::Today => return load(state, today),
        Action::NewSession => form::open(state),
        Action::Accept => {
            if let Some(id) = day.rows.get(day.cursor).cloned() {
                session::open(state, &id);
            }
        }
        Action::ExportDay => return export(state),
        _ => {}
    }
    Vec::new()
}

fn load(state: &mut State, date: chrono::NaiveDate) -> Vec<Effect> {
    if let Screen::Day(day) = &mut state.screen {
        day.date = date;
    }
    vec![Effect::LoadDay(date)]
}

/// Goes to the Day screen, on the day of now.
pub(super) fn show(state: &mut State) -> Vec<Effect> {
    let date = state.now.date_naive();
    state.screen = Screen::Day(crate::app::Day { date, rows: Vec::new(), older: 0, cursor: 0 });
    vec![Effect::LoadDay(date)]
}

fn export(state: &mut State) -> Vec<Effect> {
    let Screen::Day(day) = &state.screen else { return Vec::new() };
    let sessions = day.rows.iter().skip(day.older).filter_map(|id| state.session(id));
    let notes: Vec<_> =
        sessions.map(|s| note::compose(s, &state.catalog, &state.settings.letterhead, state.now)).collect();
    if notes.is_empty() {
        say(state, "There is no session on this day; press n to open one.");
        return Vec::new();
    }
    vec![Effect::Export(notes)]
}
