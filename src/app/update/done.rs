//! What came of effects.

use super::record::rebase;
use super::{alarm, gap, say, session};
use crate::app::{Day, Done, Effect, Modal, Question, Screen, State, Visit};
use crate::session::{Recorded, Session, SessionId};
use crate::words::counted;

pub(super) fn take(state: &mut State, done: Done) -> Vec<Effect> {
    match done {
        Done::Day { date, sessions, older, damage } => {
            day(state, date, &sessions, &older);
            if let Some(first) = damage.first() {
                alarm(state, format!("{} cannot be read: {first}", counted(damage.len() as u64, "session")));
            }
        }
        Done::Session(id, events) => reload(state, &id, &events),
        Done::Patients(patients) => state.patients = patients,
        Done::Opened(id, first) => {
            hold(state, &id, std::slice::from_ref(&first));
            if let Some(visit) = state.visits.get_mut(&id) {
                visit.confirmed = true;
            }
            // Only now: a form whose session could not be opened stays, with all that was typed.
            state.modals.retain(|modal| !matches!(modal, Modal::Form(_)));
            session::show(state, &id);
            return vec![Effect::LoadPatients];
        }
        Done::Appended(id, events) => {
            if let Some(visit) = state.visits.get_mut(&id) {
                visit.writing = false;
                let left = usize::try_from(visit.session.events.saturating_sub(events)).unwrap_or(0);
                let written = visit.unwritten.len().saturating_sub(left);
                visit.unwritten.drain(..written);
                if visit.trouble.take().is_some() && visit.unwritten.is_empty() {
                    say(state, "Everything is saved again.");
                }
            }
        }
        Done::NotAppended(id, trouble) => {
            if let Some(visit) = state.visits.get_mut(&id) {
                visit.writing = false;
                visit.trouble = Some(trouble.text);
            }
            if trouble.conflict {
                return vec![Effect::LoadSession(id)];
            }
        }
        Done::Exported { files, folder } => {
            say(state, format!("{} written to {folder}", counted(files as u64, "file")));
        }
        Done::Leave if state.has_unwritten() => state.modals.push(Modal::Question(Question::Leave)),
        Done::Leave => state.leaving = true,
        Done::Failed(trouble) => alarm(state, trouble.text),
    }
    Vec::new()
}

/// Another window was quicker: takes what it wrote, and puts what was pressed here on top where that still fits.
fn reload(state: &mut State, id: &SessionId, events: &[Recorded]) {
    let waiting = state.visits.get_mut(id).map(|v| std::mem::take(&mut v.unwritten)).unwrap_or_default();
    if !hold(state, id, events) {
        // What the store has cannot be understood; what waits is kept as long as the program runs.
        if let Some(visit) = state.visits.get_mut(id) {
            visit.unwritten = waiting;
        }
        return;
    }
    let refused = rebase(state, id, waiting);
    if refused == 0 {
        say(state, "Another window recorded something first; yours was added after it.");
    } else {
        alarm(state, "Another window was quicker, and what you pressed fits no more; look, and press again.");
    }
    gap::ask(state, id);
}

fn day(
    state: &mut State,
    date: chrono::NaiveDate,
    sessions: &[(SessionId, Vec<Recorded>)],
    older: &[(SessionId, Vec<Recorded>)],
) {
    let mut rows = Vec::new();
    let mut older_rows = 0;
    for (place, (id, events)) in older.iter().chain(sessions).enumerate() {
        let unwritten = state.visits.get(id).is_some_and(|v| !v.unwritten.is_empty());
        if !unwritten && !hold(state, id, events) {
            continue;
        }
        rows.push(id.clone());
        older_rows += usize::from(place < older.len());
    }
    if let Screen::Day(day) = &mut state.screen {
        let chosen = day.rows.get(day.cursor).cloned();
        let place = chosen.and_then(|id| rows.iter().position(|r| *r == id));
        let cursor = place.unwrap_or_else(|| rows.len().saturating_sub(1));
        *day = Day { date, rows: rows.clone(), older: older_rows, cursor };
    }
    let interrupted = rows.iter().find(|id| {
        let visit = state.visits.get(*id);
        visit.is_some_and(|v| !v.confirmed && v.session.is_timing())
    });
    if let Some(id) = interrupted.cloned() {
        session::show(state, &id);
        gap::ask(state, &id);
    }
}

/// Takes a session into memory as the store has it; returns whether it could be understood.
fn hold(state: &mut State, id: &SessionId, events: &[Recorded]) -> bool {
    match Session::fold(id, events) {
        Ok(session) => {
            // What runs in the demonstration was made up a moment ago.
            let confirmed = state.settings.demo || state.visits.get(id).is_some_and(|v| v.confirmed);
            let visit = Visit { session, unwritten: Vec::new(), writing: false, trouble: None, confirmed };
            state.visits.insert(id.clone(), visit);
            true
        }
        Err(error) => {
            alarm(state, format!("A session cannot be read: {error}; the others are complete."));
            false
        }
    }
}
