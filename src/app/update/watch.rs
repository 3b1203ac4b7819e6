//! What the program watches while it runs: who looks at what, that whoever times is alive, and that time goes on evenly.

use chrono::TimeDelta;

use super::{alarm, day, gap};
use crate::app::{Effect, Screen, State, Stretch, Then, Visit};
use crate::audit::Deed;
use crate::session::{SessionId, Stamp, clock_text};

/// How often a sign of life is given while something is timed.
const HEARTBEAT: TimeDelta = TimeDelta::seconds(15);

/// Writes down that a session was opened, where another one is on the screen than before.
pub(super) fn opened(state: &State, before: Option<&SessionId>) -> Vec<Effect> {
    let Some(id) = state.here().filter(|id| before != Some(*id) && state.gate.is_none()) else { return Vec::new() };
    let Some(session) = state.session(id) else { return Vec::new() };
    vec![Effect::Witness(vec![state.entry(Deed::opened(session, &state.who))])]
}

/// Asks about what another window timed, once that gives no sign of life any more, and what was put off meanwhile; not
/// while somebody types.
pub(super) fn missed(state: &mut State) {
    let asks = |visit: &Visit| !visit.put_off.is_empty() || !gap::is_alive(state, visit);
    let here = state.here().filter(|id| state.visits.get(*id).is_some_and(asks)).cloned();
    if let Some(id) = here.filter(|_| state.gate.is_none() && !gap::is_typing(state)) {
        gap::ask_if_found(state, &id);
    }
}

/// Looks whether another window wrote something; not while nobody has unlocked.
pub(super) fn look(state: &State) -> Vec<Effect> {
    if state.who.name.is_empty() { Vec::new() } else { vec![Effect::Look] }
}

/// Reads afresh what is on the screen and on the clock, after another window wrote something.
pub(super) fn refresh(state: &State) -> Vec<Effect> {
    let open = state
        .visits
        .iter()
        .filter(|(id, visit)| visit.unwritten.is_empty() && (visit.session.is_timing() || state.here() == Some(*id)));
    let ids: Vec<SessionId> = open.map(|(id, _)| id.clone()).collect();
    let mut effects = vec![Effect::LoadTherapists];
    if !ids.is_empty() {
        effects.push(Effect::LoadSessions(ids, Then::Refresh));
    }
    if matches!(state.screen, Screen::Day) && state.gate.is_none() {
        effects.push(Effect::LoadDay(day::shown(state)));
    }
    effects
}

/// Says from time to time that whoever times is alive, so that a machine that died tells when.
pub(super) fn sign_of_life(state: &State) -> Vec<Effect> {
    if state.alive.is_some_and(|last| last <= state.now && state.now - last < HEARTBEAT) {
        return Vec::new();
    }
    let timed = timed(state);
    if timed.is_empty() {
        return Vec::new();
    }
    vec![Effect::Alive(timed, state.now)]
}

/// Asks what a stretch was in which the computer slept, or by which its clock was set forward; nothing else tells
/// whether the hands went on.
pub(super) fn apart(state: &mut State, before: Stamp, slept: i64, changed: i64) -> Vec<Effect> {
    let timed = timed(state);
    if timed.is_empty() {
        return Vec::new();
    }
    let mut deeds = Vec::new();
    if slept != 0 {
        deeds.push(Deed::Slept { from: before });
    }
    if changed != 0 {
        deeds.push(Deed::ClockChanged { seconds: changed });
    }
    if changed < 0 {
        let by = clock_text(TimeDelta::seconds(-changed));
        alarm(state, format!("The computer's clock was set back by {by}; set it right, so that the times stay true."));
    }
    if slept > 0 || changed > 0 {
        let stretch = if slept > 0 { Stretch::Slept } else { Stretch::ClockChanged };
        // The key that was pressed last came before the jump. After sleep, nobody has typed for a while.
        let typing = slept == 0 && gap::was_typing(state, before);
        for id in &timed {
            gap::ask(state, id, |_, _| Some((stretch, before)));
        }
        if typing {
            state.last_key = state.now;
            gap::wait_for_a_pause(state);
        }
    }
    let entries = deeds.into_iter().map(|deed| state.entry(deed));
    vec![Effect::Witness(entries.collect())]
}

/// Whether anything is surely being timed in this window.
pub(super) fn is_timing(state: &State) -> bool {
    !timed(state).is_empty()
}

/// Returns the sessions that are surely being timed in this window.
fn timed(state: &State) -> Vec<SessionId> {
    let timed = state.visits.values().filter(|visit| visit.confirmed && visit.session.is_timing());
    timed.map(|visit| visit.session.id.clone()).collect()
}
