//! Corrections: the segments of a session, put right one at a time; and who pays.

use super::record::record;
use super::{alarm, prompt, say, session, undo};
use crate::app::{Action, Asking, Correct, Effect, Modal, Picking, State};
use crate::catalog::{PayerId, Spot, TechniqueId};
use crate::session::{Event, Refusal, Segment, SegmentNo, Session, SessionId, Stamp};
use crate::told::{self, Time};

/// Lists a session's segments, the last one chosen.
pub(super) fn open(state: &mut State, id: &SessionId) {
    state.modals.push(Modal::Correct(Correct { id: id.clone(), chosen: None }));
}

pub(super) fn act(state: &mut State, action: Action) -> Vec<Effect> {
    let Some(Modal::Correct(correct)) = state.modals.last() else { return Vec::new() };
    let id = correct.id.clone();
    match action {
        Action::Back => {
            state.modals.pop();
            return Vec::new();
        }
        Action::Undo => undo::undo(state, &id),
        Action::Redo => undo::redo(state, &id),
        Action::Add => session::open_picker(state, Picking::SpotToAdd),
        _ => on_chosen(state, &id, action),
    }
    Vec::new()
}

/// What is asked of the chosen segment.
fn on_chosen(state: &mut State, id: &SessionId, action: Action) {
    let Some(chosen) = state.correcting().map(|segment| segment.no) else {
        return say(state, "Nothing has been timed yet; n adds a segment.");
    };
    // The mark stays on it, wherever it goes in the list.
    if let Some(Modal::Correct(correct)) = state.modals.last_mut() {
        correct.chosen = Some(chosen);
    }
    match action {
        Action::Up => choose(state, id, -1),
        Action::Down => choose(state, id, 1),
        Action::MoveStart => prompt::open(state, Asking::Start(chosen), ""),
        Action::MoveStop => prompt::open(state, Asking::Stop(chosen), ""),
        Action::Split => prompt::open(state, Asking::Split(chosen), ""),
        Action::ChangeArea => session::open_picker(state, Picking::SpotOf(chosen)),
        Action::ChangeTechnique => session::open_picker(state, Picking::TechniqueOf(chosen)),
        Action::Join => tell(state, id, |session, now| session.join(chosen, now)),
        Action::Delete => {
            let beside = neighbour(state, id, chosen);
            tell(state, id, |session, now| session.delete(chosen, now));
            if let Some(Modal::Correct(correct)) = state.modals.last_mut() {
                correct.chosen = beside;
            }
        }
        _ => {}
    }
}

/// Returns the segment that takes the place of another in the list once that is gone.
fn neighbour(state: &State, id: &SessionId, no: SegmentNo) -> Option<SegmentNo> {
    let segments = state.session(id)?.segments_at(state.now);
    let place = segments.iter().position(|s| s.no == no)?;
    segments.get(place + 1).or_else(|| segments.get(place.checked_sub(1)?)).map(|s| s.no)
}

fn choose(state: &mut State, id: &SessionId, step: isize) {
    let Some(session) = state.session(id) else { return };
    let segments = session.segments_at(state.now);
    let chosen = state.correcting().map(|segment| segment.no);
    let place = segments.iter().position(|s| Some(s.no) == chosen).unwrap_or(0).saturating_add_signed(step);
    let next = segments.get(place.min(segments.len().saturating_sub(1))).map(|s| s.no);
    if let Some(Modal::Correct(correct)) = state.modals.last_mut() {
        correct.chosen = next;
    }
}

/// Puts right what a command says, and says it; a refusal is said with its reason.
fn tell(state: &mut State, id: &SessionId, command: impl FnOnce(&Session, Stamp) -> Result<Vec<Event>, Refusal>) {
    if let Err(sentence) = try_to(state, id, command) {
        alarm(state, sentence);
    }
}

/// Says who pays, where somebody else was chosen.
pub(super) fn choose_payer(state: &mut State, payer: PayerId) {
    let Some(id) = state.here().cloned() else { return };
    let changed = |session: &Session| session.payer != payer;
    if state.session(&id).is_some_and(changed) {
        tell(state, &id, |_, _| Ok(vec![Event::PayerChanged { payer }]));
    }
}

fn try_to(
    state: &mut State,
    id: &SessionId,
    command: impl FnOnce(&Session, Stamp) -> Result<Vec<Event>, Refusal>,
) -> Result<(), String> {
    let Some(before) = state.session(id).cloned() else { return Ok(()) };
    let events = command(&before, state.now).map_err(|refusal| refusal.to_string())?;
    if events.is_empty() {
        return Ok(());
    }
    record(state, id, events);
    if state.notice.is_none() {
        let words =
            state.session(id).and_then(|after| Some(state.change_words(after.last_change()?, &[&before, after])));
        say(state, format!("Put right: {}. Backspace undoes it.", words.unwrap_or_default()));
    }
    session::stand(state, id);
    Ok(())
}

/// Takes what was typed about a segment; says what is wrong with it.
pub(super) fn told(state: &mut State, asking: &Asking, text: &str) -> Result<(), String> {
    let Some(id) = state.here().cloned() else { return Ok(()) };
    let segment = |no: SegmentNo| {
        let session = state.session(&id).ok_or_else(|| Refusal::NoSuchSegment.to_string())?;
        session.segment_at(no, state.now).map_err(|refusal| refusal.to_string())
    };
    let opened = state.session(&id).map_or(state.now, |session| session.opened);
    let instant = |text: &str, stands, within| told::time(text)?.instant(stands, within, state.now);
    let how = || "Type a time such as 10:21, or by how much, such as -3m or +90s.".to_owned();
    match asking {
        Asking::Start(no) => {
            let Segment { start, stop, .. } = segment(*no)?;
            let to = instant(text, start, (opened, stop)).ok_or_else(how)?;
            try_to(state, &id, |session, now| session.move_start(*no, to, now))
        }
        Asking::Stop(no) => {
            let Segment { start, stop, .. } = segment(*no)?;
            // By how much: from its end. A time of the day is after its beginning, however long ago that was.
            let by = matches!(told::time(text), Some(Time::By(_)));
            let to = instant(text, if by { stop } else { start }, (start, state.now)).ok_or_else(how)?;
            try_to(state, &id, |session, now| session.move_stop(*no, to, now))
        }
        Asking::Split(no) => {
            let Segment { start, stop, .. } = segment(*no)?;
            // By how much: from its start where it is later, from its end where it is earlier.
            let from = if text.trim_start().starts_with('+') { start } else { stop };
            let at = instant(text, from, (start, stop)).ok_or_else(how)?;
            try_to(state, &id, |session, now| session.split(*no, at, now))
        }
        Asking::Span(spot, technique) => {
            let added = state.session(&id).map(Session::next_no);
            add(state, &id, (spot, technique), text)?;
            for modal in &mut state.modals {
                if let Modal::Correct(correct) = modal {
                    correct.chosen = added;
                }
            }
            Ok(())
        }
        Asking::Reason(..) | Asking::Description(_) | Asking::OtherFile => Ok(()),
    }
}

fn add(state: &mut State, id: &SessionId, (spot, technique): (&Spot, &TechniqueId), text: &str) -> Result<(), String> {
    let how = || "Type from when to when, such as 10:05-10:15, or 10:05 for 10m.".to_owned();
    let (start, length) = told::span(text).ok_or_else(how)?;
    let (Some(session), Some(technique)) = (state.session(id), state.catalog.technique(technique).cloned()) else {
        return Ok(());
    };
    let stands = session.closed.unwrap_or(state.now);
    let start = start.instant(stands, (session.opened, stands), state.now).ok_or_else(how)?;
    let stop = start.checked_add_signed(length).ok_or_else(how)?;
    try_to(state, id, |session, now| session.add(spot, &technique, (start, stop), now))
}

/// Takes what a list offered for the segment that is put right.
pub(super) fn retag(state: &mut State, no: SegmentNo, spot: Option<Spot>, technique: Option<&TechniqueId>) {
    let Some(id) = state.here().cloned() else { return };
    let Some(Ok(segment)) = state.session(&id).map(|session| session.segment_at(no, state.now)) else { return };
    let technique = technique.unwrap_or(&segment.technique);
    let Some(technique) = state.catalog.technique(technique).cloned() else {
        return alarm(state, format!("\"{technique}\" is not in the catalogue any more; choose a technique first."));
    };
    let spot = spot.unwrap_or(segment.spot);
    tell(state, &id, |session, now| session.retag(no, &spot, &technique, now));
}

impl State {
    /// Returns the segment that is chosen to be put right.
    pub fn correcting(&self) -> Option<Segment> {
        let correct = self.modals.iter().rev().find_map(|modal| match modal {
            Modal::Correct(correct) => Some(correct),
            _ => None,
        })?;
        let mut segments = self.session(&correct.id)?.segments_at(self.now);
        let chosen = segments.iter().position(|s| Some(s.no) == correct.chosen);
        let place = chosen.or(segments.len().checked_sub(1))?;
        Some(segments.swap_remove(place))
    }
}
