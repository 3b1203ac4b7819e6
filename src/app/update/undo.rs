//! Changes taken back, and put in force again; and what is asked of a clock that runs through it.

use chrono::TimeDelta;

use super::record::record;
use super::{alarm, gap, say, session};
use crate::app::{Modal, Screen, State, Stretch};
use crate::session::{Change, Event, Refusal, SegmentNo, Session, SessionId, Stamp};

/// After how long what was stopped is asked about before it counts as having gone on.
const LONG_AGO: TimeDelta = TimeDelta::minutes(1);

/// Takes the latest change back, and says which it was.
///
/// What runs again through it ran all the time, as far as the record says; where that is a while, it is asked.
pub(super) fn undo(state: &mut State, id: &SessionId) {
    let Some(before) = state.session(id).cloned() else { return };
    let Some(change) = before.last_change().cloned() else { return alarm(state, Refusal::NothingToUndo.to_string()) };
    if let Some(whose) = elsewhere(state, &change) {
        let words = state.change_words(&change, &[&before]);
        return say(state, format!("The latest change was: {words}. Undo it {whose}."));
    }
    give(state, id, &change, Session::undo);
    session::stand(state, id);
    let stopped = change.events.iter().filter_map(|event| match event {
        Event::SegmentStopped { stop, .. } | Event::SessionFinished { closed: stop } => Some(*stop),
        _ => None,
    });
    let since = stopped.fold(change.at, Stamp::min);
    // Where the change was an answer to a question, that is asked again.
    let answered = match change.events.as_slice() {
        [Event::SegmentStopped { segment, .. } | Event::SegmentDiscarded { segment }] => Some((*segment, change.at)),
        _ => None,
    };
    let asked = ask_of_what_runs_again(state, &before, (Stretch::Undone, since), answered);
    if state.notice.is_none() {
        // A question is answered first.
        let again = if asked { "" } else { " ctrl-r puts it back." };
        let words = words(state, &change, &before);
        say(state, format!("Undone: {words}.{again}"));
    }
}

/// A change in words, told of the session before it was given and after.
fn words(state: &State, change: &Change, before: &Session) -> String {
    let sessions: Vec<&Session> = [Some(before), state.session(&before.id)].into_iter().flatten().collect();
    state.change_words(change, &sessions)
}

/// Takes a change back, or puts it in force again; where it was not the hands', it says nothing of the clock.
fn give(
    state: &mut State,
    id: &SessionId,
    change: &Change,
    command: impl FnOnce(&Session) -> Result<Vec<Event>, Refusal>,
) {
    if change.is_of_hands() {
        return session::command(state, id, |session, _| command(session));
    }
    if let Some(Ok(events)) = state.session(id).map(command) {
        record(state, id, events);
    }
}

/// Asks of each clock that did not run before whether it went on since, where that is a while ago; returns whether
/// anything is asked.
fn ask_of_what_runs_again(
    state: &mut State,
    before: &Session,
    (stretch, since): (Stretch, Stamp),
    answered: Option<(SegmentNo, Stamp)>,
) -> bool {
    let long_ago = state.now - since > LONG_AGO;
    gap::ask(state, &before.id, |visit, running| {
        let asked = visit.doubted.get(&running.no).filter(|doubted| answered == Some((running.no, doubted.answered)));
        let doubt = asked.map(|doubted| (doubted.stretch, doubted.last)).or(long_ago.then_some((stretch, since)));
        doubt.filter(|_| before.running_no(running.no).is_none())
    });
    matches!(state.modals.last(), Some(Modal::Gap(_)))
}

/// Where a change is to be undone, when not here: on the Charges screen only decisions are, on the note what finishes and
/// corrects.
fn elsewhere(state: &State, change: &Change) -> Option<&'static str> {
    let clock = |event: &Event| {
        matches!(
            event,
            Event::SegmentStarted { .. }
                | Event::SegmentStopped { .. }
                | Event::SegmentReopened { .. }
                | Event::PerformerChanged { .. }
                | Event::ProtocolChosen { .. }
        )
    };
    let finishes = |event: &Event| matches!(event, Event::SessionFinished { .. });
    let corrects = state.modals.iter().any(|modal| matches!(modal, Modal::Correct(_)));
    match &state.screen {
        // Where everything is put right, everything is taken back.
        _ if corrects => None,
        Screen::Charges(_) if !change.decides() => Some("where it was made"),
        Screen::Note(_) if change.events.iter().any(clock) && !change.events.iter().any(finishes) => {
            Some("on the session's screen")
        }
        _ => None,
    }
}

/// Puts in force again what was taken back.
pub(super) fn redo(state: &mut State, id: &SessionId) {
    let Some(before) = state.session(id).cloned() else { return };
    let Some((change, undone)) = before.last_undone().map(|(change, at)| (change.clone(), at)) else {
        return alarm(state, Refusal::NothingToRedo.to_string());
    };
    if let Some(whose) = elsewhere(state, &change) {
        return say(state, format!("What was undone last is to be put in force again {whose}."));
    }
    give(state, id, &change, Session::redo);
    if state.notice.is_none() {
        let words = words(state, &change, &before);
        say(state, format!("Again in force: {words}."));
    }
    session::stand(state, id);
    ask_of_what_runs_again(state, &before, (Stretch::Redone, undone), None);
}
