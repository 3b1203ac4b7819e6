//! Reminders: a unit is reached, a step has had its minutes, a segment has run for long.
//!
//! What is reached is looked up anew with each second; nothing is counted.

use chrono::TimeDelta;

use super::say;
use crate::app::{Effect, Mark, Reminded, Reminder, Screen, State};
use crate::billing::{self, Units};
use crate::session::{Session, SessionId, Stamp, clock_text};
use crate::words::counted;

/// Reminds of what was reached since the last second.
pub(super) fn due(state: &mut State) -> Vec<Effect> {
    let timed = state.visits.values().filter(|visit| visit.confirmed && visit.session.is_timing());
    let ids: Vec<SessionId> = timed.map(|visit| visit.session.id.clone()).collect();
    let mut reminders = Vec::new();
    for id in ids {
        let mut reached = reached(state, &id);
        reached.retain(|(what, _)| state.settings.remind.of.contains(what));
        reminders.extend(reached.iter().map(|(what, _)| *what));
        // Of several at once the last is marked: it is the one that asks for something.
        if let Some((_, mark)) = reached.into_iter().next_back().filter(|_| state.settings.remind.mark) {
            show(state, id, mark);
        }
    }
    if reminders.is_empty() { Vec::new() } else { vec![Effect::Remind { reminders, bell: state.settings.remind.bell }] }
}

/// Marks what was reached in a session; whoever looks at something else is told whose it is.
fn show(state: &mut State, id: SessionId, mark: Mark) {
    let elsewhere = !matches!(&state.screen, Screen::Session(screen) if screen.id == id);
    if let Some(session) = state.session(&id).filter(|_| elsewhere && state.notice.is_none() && state.gate.is_none()) {
        let text = format!("{}: {}.", session.patient.initials(), mark.text);
        say(state, text);
    }
    // What asks whether somebody is still working stays until it has its answer.
    let asked = state.marks.get(&id).and_then(|mark| mark.of);
    let asks = asked.is_some_and(|no| state.session(&id).is_some_and(|session| session.running_no(no).is_some()));
    if mark.of.is_some() || !asks {
        state.marks.insert(id, mark);
    }
}

/// Returns what a session has reached that it had not a second ago.
fn reached(state: &mut State, id: &SessionId) -> Vec<(Reminder, Mark)> {
    let Some(session) = state.session(id) else { return Vec::new() };
    let (units, step) = (units(state, session), step_done(state, session));
    let after = state.settings.remind.after;
    let running = session.running.iter().chain(&session.beside);
    // Told again each time that it has run for as long once more.
    let times = |start: Stamp| (state.now - start).num_seconds() / after.num_seconds().max(1);
    let long = running.filter(|r| times(r.start) > 0).map(|r| ((r.no, times(r.start)), r));
    let long: Vec<_> = long.map(|(so, r)| (so, state.work(&r.spot, &r.technique), r.start)).collect();
    let step_no = step.as_ref().map(|(number, _)| *number);
    let now = Reminded { units, step: step_no, long: long.iter().map(|(so, ..)| *so).collect() };
    let before = state.reminded.insert(id.clone(), now);
    // What stood there when it was first looked at was reached before.
    let Some(before) = before else { return Vec::new() };
    let mark = |text: String| Mark { at: state.now, text, of: None };
    let mut reached = Vec::new();
    if units > before.units {
        reached.push((Reminder::Unit, mark(format!("{} reached", counted(units.0, "unit")))));
    }
    if let Some((_, work)) = step.filter(|(number, _)| before.step != Some(*number)) {
        reached.push((Reminder::Target, mark(format!("minutes over: {work}"))));
    }
    for ((no, _), work, start) in long.into_iter().filter(|(so, ..)| !before.long.contains(so)) {
        let text = format!("{}: still working? {work}", clock_text(state.now - start));
        reached.push((Reminder::LongSegment, Mark { of: Some(no), ..mark(text) }));
    }
    reached
}

/// Returns the units that the clock earned: an untimed code's comes by beginning it, and is no news.
fn units(state: &State, session: &Session) -> Units {
    let days = state.days(session);
    days.last().map_or(Units(0), |day| billing::bill(day, &state.catalog).timed_units())
}

/// Returns the step at hand where it has had its minutes, with what it is.
fn step_done(state: &State, session: &Session) -> Option<(u32, String)> {
    let number = session.at_step()?;
    let step = session.plan.as_ref()?.step(number)?;
    let done = session.time_in_step(number, state.now) >= TimeDelta::minutes(i64::from(step.minutes));
    done.then(|| (number, state.work(&step.spot, &step.technique)))
}
