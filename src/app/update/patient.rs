//! The history of a patient.

use super::{alarm, form, forward};
use crate::app::{Action, Effect, History, PatientScreen, Screen, State, Then};
use crate::audit::Deed;
use crate::session::{Patient, Recorded, Session, SessionId};
use crate::words::counted;

/// How many past sessions of a patient are shown.
const PAST: usize = 100;

/// Reads the past afresh that is on the screen.
pub(super) fn again(state: &State) -> Vec<Effect> {
    match &state.screen {
        Screen::Patient(screen) => vec![Effect::LoadHistory(screen.patient.clone(), PAST)],
        Screen::Day | Screen::Session(_) | Screen::Note(_) | Screen::Charges(_) => Vec::new(),
    }
}

/// Shows a patient's past.
pub(super) fn open(state: &mut State, patient: Patient) -> Vec<Effect> {
    let back = Box::new(std::mem::replace(&mut state.screen, Screen::Day));
    state.history = None;
    state.screen = Screen::Patient(PatientScreen { patient: patient.clone(), back, chosen: 0 });
    vec![Effect::LoadHistory(patient, PAST)]
}

/// Shows the past of the patient of a session.
pub(super) fn of(state: &mut State, id: Option<&SessionId>) -> Vec<Effect> {
    let patient = id.and_then(|id| state.session(id)).map(|session| session.patient.clone());
    patient.map(|patient| open(state, patient)).unwrap_or_default()
}

pub(super) fn act(state: &mut State, action: Action) -> Vec<Effect> {
    let Screen::Patient(screen) = &mut state.screen else { return Vec::new() };
    let own = state.history.as_ref().filter(|history| history.patient == screen.patient);
    let sessions = own.map_or(&[][..], |history| &history.sessions);
    match action {
        Action::Up => screen.chosen = screen.chosen.saturating_sub(1),
        Action::Down => screen.chosen = (screen.chosen + 1).min(sessions.len().saturating_sub(1)),
        Action::Back => {
            let back = std::mem::replace(&mut *screen.back, Screen::Day);
            state.screen = back;
        }
        Action::NewSession => {
            let patient = screen.patient.clone();
            return form::open_for(state, &patient);
        }
        Action::Accept => {
            let chosen = sessions.get(screen.chosen).map(|session| session.id.clone());
            return chosen.map(|id| vec![Effect::LoadSessions(vec![id], Then::Show)]).unwrap_or_default();
        }
        _ => {}
    }
    Vec::new()
}

/// Takes a patient's past as it was read.
pub(super) fn read(
    state: &mut State,
    patient: Patient,
    streams: &[(SessionId, Vec<Recorded>)],
    damage: &[String],
) -> Vec<Effect> {
    let fold = |(id, events): &(SessionId, Vec<Recorded>)| Session::fold(id, events).ok();
    let sessions: Vec<Session> = streams.iter().filter_map(fold).collect();
    if form::last_payer(state, &patient, &sessions) {
        return Vec::new();
    }
    if let Some(effects) = forward::read(state, &patient, &sessions) {
        return effects;
    }
    if let Some(first) = damage.first() {
        alarm(state, format!("{} cannot be read: {first}", counted(damage.len() as u64, "session")));
    }
    let shown = matches!(&state.screen, Screen::Patient(screen) if screen.patient == patient) && state.gate.is_none();
    let deed = Deed::HistoryShown { sessions: sessions.iter().map(|session| session.id.clone()).collect() };
    state.history = Some(History { patient, sessions });
    if shown { vec![Effect::Witness(vec![state.entry(deed)])] } else { Vec::new() }
}
