//! A segment of which nobody knows whether it went on: the program ended, the computer slept, its clock was changed.

use chrono::TimeDelta;

use super::record::record;
use super::{day, note, say};
use crate::app::{Action, Context, Doubted, Effect, Field, Gap, Key, Modal, State, Stretch, Visit, Windows};
use crate::session::{Event, Running, SessionId, Stamp};
use crate::told::{self, Time};

/// After how long without a sign of life whoever timed is taken for gone: two signs were missed.
const SILENCE: TimeDelta = TimeDelta::seconds(40);

/// How long after a letter somebody is still taken to be typing.
const TYPING: TimeDelta = TimeDelta::seconds(3);

/// Asks about each segment of a session that runs and was not started in this window.
pub(super) fn ask_if_found(state: &mut State, id: &SessionId) {
    let Some(visit) = state.visits.get(id).filter(|visit| !visit.confirmed && visit.session.is_timing()) else {
        return;
    };
    if is_asked(state, id) {
        // It is asked already; what was answered of it is not asked again.
        return;
    }
    if !visit.put_off.is_empty() {
        return ask_again(state, id);
    }
    if is_alive(state, visit) {
        if state.notice.is_some() {
            return;
        }
        return say(state, "Another window is timing this session; what you press here goes on from there.");
    }
    // Whoever recorded something was alive then.
    let last = visit.sign.into_iter().chain([visit.recorded]).max().unwrap_or(visit.recorded);
    // What was said of it before is not so any more.
    state.notice = state.notice.take().filter(|notice| notice.alarm);
    ask(state, id, |_, _| Some((Stretch::Found, last)));
}

/// Asks again what was put off, with what was typed; what is settled meanwhile is not asked.
fn ask_again(state: &mut State, id: &SessionId) {
    let Some(visit) = state.visits.get_mut(id) else { return };
    let put_off = std::mem::take(&mut visit.put_off);
    state.modals.extend(put_off.into_iter().map(Modal::Gap));
    settle(state, id);
    if !is_asked(state, id) {
        ask_if_found(state, id);
    }
}

/// Whether something about a session waits for an answer.
fn is_asked(state: &State, id: &SessionId) -> bool {
    state.modals.iter().any(|modal| matches!(modal, Modal::Gap(gap) if gap.id == *id))
}

/// Whether another window is there, and somebody gave a sign of life so lately that it is surely timing.
pub(super) fn is_alive(state: &State, visit: &Visit) -> bool {
    // Whoever recorded something was alive then, too.
    let mut signs = visit.sign.into_iter().chain([visit.recorded]);
    state.windows == Windows::Several && signs.any(|at| at <= state.now && state.now - at < SILENCE)
}

/// Asks about each segment of a session that runs what became of it since it is in doubt, where it is.
pub(super) fn ask(state: &mut State, id: &SessionId, in_doubt: impl Fn(&Visit, &Running) -> Option<(Stretch, Stamp)>) {
    let Some(visit) = state.visits.get_mut(id) else { return };
    let running = visit.session.running.iter().chain(&visit.session.beside);
    let asked = |no| state.modals.iter().any(|m| matches!(m, Modal::Gap(gap) if gap.id == *id && gap.segment == no));
    let asks = running.filter(|r| !asked(r.no)).filter_map(|r| {
        // What began after the last sign of life was alive itself.
        let (stretch, last) = in_doubt(visit, r)?;
        let last = last.max(r.start);
        Some(Modal::Gap(Gap { id: id.clone(), segment: r.no, stretch, last, stop: Field::line(""), fault: None }))
    });
    let asks: Vec<Modal> = asks.collect();
    if !asks.is_empty() {
        visit.confirmed = false;
        state.modals.extend(asks);
    }
}

/// Takes back what was asked about segments of a session that another window has ended meanwhile, or is timing after all.
pub(super) fn settle(state: &mut State, id: &SessionId) {
    let runs = |gap: &Gap| state.session(id).is_some_and(|s| s.running_no(gap.segment).is_some());
    let alive = state.visits.get(id).is_some_and(|visit| is_alive(state, visit));
    let moot = |gap: &Gap| !runs(gap) || alive && gap.stretch == Stretch::Found;
    let asked = |modal: &Modal| !matches!(modal, Modal::Gap(gap) if gap.id == *id && moot(gap));
    let kept = state.modals.iter().filter(|modal| asked(modal)).cloned().collect();
    state.modals = kept;
}

pub(super) fn act(state: &mut State, action: Action) -> Vec<Effect> {
    if action == Action::Back {
        return put_off(state);
    }
    answer(state, action);
    Vec::new()
}

/// Leaves every question open: it is asked again when the session is opened. What is asked of the session on the screen
/// leads away from it; nothing else is lost.
fn put_off(state: &mut State) -> Vec<Effect> {
    let about = take_off(state);
    if !state.here().is_some_and(|here| about.contains(here)) {
        return Vec::new();
    }
    state.modals.clear();
    note::save(state);
    day::show(state)
}

/// Takes every question off the screen, to be asked later; returns the sessions that they are about.
fn take_off(state: &mut State) -> Vec<SessionId> {
    let asked: Vec<Modal> = state.modals.extract_if(.., |modal| matches!(modal, Modal::Gap(_))).collect();
    let mut about = Vec::new();
    for modal in asked {
        let Modal::Gap(gap) = modal else { continue };
        about.push(gap.id.clone());
        if let Some(visit) = state.visits.get_mut(&gap.id) {
            visit.put_off.push(gap);
        }
    }
    about
}

/// Whether somebody is just typing: a question that came up now would take the next letter for its answer.
pub(super) fn is_typing(state: &State) -> bool {
    was_typing(state, state.now)
}

/// The same of an instant.
pub(super) fn was_typing(state: &State, at: Stamp) -> bool {
    state.context().is_text() && state.context() != Context::Gap && at - state.last_key < TYPING
}

/// Puts off what was just asked while somebody types; it comes up once they pause.
pub(super) fn wait_for_a_pause(state: &mut State) {
    take_off(state);
}

fn answer(state: &mut State, action: Action) {
    let now = state.now;
    let Some(Modal::Gap(gap)) = state.modals.last_mut() else { return };
    let (id, segment, last, stretch) = (gap.id.clone(), gap.segment, gap.last, gap.stretch);
    let events = match action {
        Action::Keep => vec![Event::SegmentKept { segment }],
        Action::Discard => vec![Event::SegmentDiscarded { segment }],
        Action::StopAt => {
            let text = gap.stop.text();
            let start = state.session(&id).and_then(|s| s.running_no(segment)).map(|r| r.start);
            // With nothing typed, it ended with the last sign of life.
            let told = if text.trim().is_empty() { Some(last) } else { start.and_then(|s| time_told(&text, s, now)) };
            let outcome = match told {
                Some(stop) => state.session(&id).map(|s| s.stop_at(segment, stop, now).map_err(|r| r.to_string())),
                None => Some(Err("Type when it ended, such as 10:21 or -5m, and press enter.".to_owned())),
            };
            match outcome {
                Some(Ok(events)) => events,
                Some(Err(sentence)) => {
                    if let Some(Modal::Gap(gap)) = state.modals.last_mut() {
                        gap.fault = Some(sentence);
                    }
                    return;
                }
                None => Vec::new(),
            }
        }
        _ => return,
    };
    state.modals.pop();
    if let Some(visit) = state.visits.get_mut(&id) {
        visit.doubted.insert(segment, Doubted { stretch, last, answered: now });
    }
    let asked = is_asked(state, &id);
    if let Some(visit) = state.visits.get_mut(&id).filter(|_| !asked) {
        visit.confirm();
        // From now on it is certain again, and the record is to know that at once.
        state.alive = None;
    }
    let said = match events.as_slice() {
        [Event::SegmentStopped { stop, .. }] => format!("Recorded: it ended at {}.", stop.format("%H:%M:%S")),
        [Event::SegmentDiscarded { .. }] => "Recorded: it does not count.".to_owned(),
        _ => "Recorded: it went on all the time.".to_owned(),
    };
    say(state, said);
    record(state, &id, events);
}

pub(super) fn type_key(state: &mut State, key: Key) {
    if let Some(Modal::Gap(gap)) = state.modals.last_mut() {
        gap.fault = None;
        gap.stop.edit(key);
    }
}

pub(super) fn paste(state: &mut State, text: &str) {
    if let Some(Modal::Gap(gap)) = state.modals.last_mut() {
        gap.fault = None;
        gap.stop.paste(text);
    }
}

/// Reads when it ended: a time of day since its start, or how long before now it was.
fn time_told(text: &str, start: Stamp, now: Stamp) -> Option<Stamp> {
    match told::time(text)? {
        Time::By(by) => now.checked_add_signed(by),
        time => time.instant(start.with_timezone(now.offset()), (start, now), now),
    }
}
