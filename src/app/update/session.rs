//! The Session screen: hands on.

use super::record::record;
use super::{alarm, body, charges, correct, day, gap, patient, say, undo};
use crate::app::{
    Action, Effect, Field, Item, Modal, NoteScreen, Picker, Picking, Question, Screen, SessionScreen, State,
};
use crate::catalog::{Contact, Spot, Technique, TechniqueId};
use crate::session::{Event, Plan, Refusal, Session, SessionId, Therapist, clock_text};

pub(super) fn act(state: &mut State, action: Action) -> Vec<Effect> {
    let Screen::Session(screen) = &state.screen else { return Vec::new() };
    let id = screen.id.clone();
    match action {
        Action::Area(digit) => match screen.slots.get(usize::from(digit)).cloned() {
            Some(spot) => choose_spot(state, spot),
            None => alarm(state, "No area is behind that digit; A shows all areas."),
        },
        Action::Technique(letter) => match state.catalog.technique_of_key(letter).map(|t| t.id.clone()) {
            Some(technique) => choose_technique(state, &technique),
            None => alarm(state, "No technique is behind that letter; T shows all techniques."),
        },
        Action::Pause => command(state, &id, Session::pause),
        Action::NextStep => next_step(state, &id),
        Action::AddArea => open_picker(state, Picking::Area),
        Action::FindTechnique => open_picker(state, Picking::Technique),
        Action::Finish => state.modals.push(Modal::Question(Question::Finish(id))),
        Action::Note => show_note(state, &id),
        Action::Charges => return charges::show(state, &id),
        Action::Payer => open_picker(state, Picking::Payer),
        Action::HandOver => open_picker(state, Picking::Performer),
        Action::Undo => undo::undo(state, &id),
        Action::Redo => undo::redo(state, &id),
        Action::Correct => correct::open(state, &id),
        Action::Body => body::open(state),
        Action::History => return patient::of(state, Some(&id)),
        Action::Protocol => {
            open_picker(state, Picking::Protocol);
            // What was done last time is offered first.
            let patient = state.session(&id).map(|session| session.patient.clone());
            return patient.map(|patient| Effect::LoadHistory(patient, 5)).into_iter().collect();
        }
        Action::Back => return day::show(state),
        _ => {}
    }
    Vec::new()
}

/// Opens a session where it makes sense: hands on while it is open, its note once it is finished.
pub(super) fn open(state: &mut State, id: &SessionId) {
    match state.session(id) {
        Some(session) if session.closed.is_some() => show_note(state, id),
        Some(_) => {
            show(state, id);
            gap::ask_if_found(state, id);
        }
        None => {}
    }
}

/// Goes to the Session screen.
pub(super) fn show(state: &mut State, id: &SessionId) {
    let Some(session) = state.session(id) else { return };
    let mut slots = state.catalog.quick().to_vec();
    for segment in session.segments_at(state.now) {
        if !slots.contains(&segment.spot) {
            slots.push(segment.spot);
        }
    }
    let last = session.running.as_ref().map(|r| (r.spot.clone(), r.technique.clone()));
    let last = last.or_else(|| session.last_hands().map(|s| (s.spot.clone(), s.technique.clone())));
    let (spot, technique) = last.unzip();
    state.screen = Screen::Session(SessionScreen { id: id.clone(), slots, spot, technique });
}

/// Goes to the note.
pub(super) fn show_note(state: &mut State, id: &SessionId) {
    state.screen = Screen::Note(NoteScreen {
        id: id.clone(),
        item: Item::PainBefore,
        editor: None,
        paper: false,
        scroll: 0,
        copies: false,
    });
}

pub(super) fn open_picker(state: &mut State, picking: Picking) {
    state.modals.push(Modal::Picker(Picker { picking, filter: Field::line(""), cursor: 0 }));
}

/// Chooses a spot; with a technique chosen before, the hands move there at once.
pub(super) fn choose_spot(state: &mut State, spot: Spot) {
    let Screen::Session(screen) = &mut state.screen else { return };
    if !screen.slots.contains(&spot) {
        screen.slots.push(spot.clone());
    }
    screen.spot = Some(spot);
    begin(state);
}

/// Chooses a technique; with a spot chosen before, it begins there at once. An unattended one runs beside.
pub(super) fn choose_technique(state: &mut State, id: &TechniqueId) {
    let Some(technique) = state.catalog.technique(id).cloned() else { return };
    let Screen::Session(screen) = &mut state.screen else { return };
    if technique.contact == Contact::OneOnOne {
        screen.technique = Some(technique.id.clone());
        return begin(state);
    }
    match screen.spot.clone() {
        Some(spot) => press(state, &spot, &technique),
        None => say(state, format!("Choose an area for {} first.", technique.name)),
    }
}

/// Gives the treatment into other hands.
pub(super) fn choose_performer(state: &mut State, performer: Option<Therapist>) {
    let Some(id) = state.here().cloned() else { return };
    let own = state.session(&id).map(|session| session.therapist.clone());
    let performer = performer.filter(|performer| Some(performer) != own.as_ref());
    let name = performer.clone().or(own).map(|therapist| therapist.to_string()).unwrap_or_default();
    command(state, &id, |session, now| session.hand_over(performer, now));
    if state.notice.is_none() {
        say(state, format!("From now on in the hands of {name}."));
    }
}

/// Lays a plan out to follow, or puts it away.
pub(super) fn follow(state: &mut State, plan: Option<Plan>) {
    let Some(id) = state.here().cloned() else { return };
    let first = plan.as_ref().and_then(|plan| plan.steps.first());
    let begins = first.map(|step| state.work(&step.spot, &step.technique));
    command(state, &id, |session, now| session.follow(plan, now));
    if state.notice.is_none() {
        let words = begins.map(|first| format!("Enter begins with {first}."));
        say(state, words.unwrap_or_else(|| "The protocol is put away.".to_owned()));
    }
}

/// Goes on: with the next step of the plan, or without one with the same technique on the next area.
pub(super) fn next_step(state: &mut State, id: &SessionId) {
    let Some(session) = state.session(id) else { return };
    let Some(plan) = &session.plan else { return next_area(state, id) };
    let next = session.next_step().and_then(|number| Some((number, plan.step(number)?)));
    let Some((number, step)) = next else { return say(state, "That was the last step of the protocol.") };
    let Some(technique) = state.catalog.technique(&step.technique).cloned() else {
        let gone = format!(
            "\"{}\" of the next step is not in the catalogue any more; S lays out another protocol.",
            step.technique
        );
        return alarm(state, gone);
    };
    command(state, id, |session, now| session.begin_step(number, &technique, now));
    stand(state, id);
}

/// Stands where the hands are, after something else than a key of the screen moved them.
pub(super) fn stand(state: &mut State, id: &SessionId) {
    let Some(session) = state.session(id) else { return };
    let closed = session.closed.is_some();
    let running = session.running.as_ref().map(|r| (r.spot.clone(), r.technique.clone()));
    let last = running.or_else(|| session.last_hands().map(|s| (s.spot.clone(), s.technique.clone())));
    match &mut state.screen {
        Screen::Session(_) if closed => show_note(state, id),
        Screen::Session(screen) if screen.id == *id => {
            let (spot, technique) = last.unzip();
            if let Some(spot) = spot.as_ref().filter(|spot| !screen.slots.contains(spot)) {
                screen.slots.push(spot.clone());
            }
            (screen.spot, screen.technique) = (spot, technique);
        }
        Screen::Day | Screen::Session(_) | Screen::Note(_) | Screen::Charges(_) | Screen::Patient(_) => {}
    }
}

/// Goes on with the same technique on the area after the one in hand.
fn next_area(state: &mut State, id: &SessionId) {
    let Some(session) = state.session(id) else { return };
    let running = session.running.as_ref().map(|r| (r.spot.clone(), r.technique.clone()));
    let last = running.or_else(|| session.last_hands().map(|s| (s.spot.clone(), s.technique.clone())));
    let technique = last.as_ref().and_then(|(_, technique)| state.catalog.technique(technique)).cloned();
    let (Some((spot, _)), Some(technique)) = (last, technique) else {
        return say(state, "Choose an area and a technique first; then enter goes on to the next area.");
    };
    let slots = match &state.screen {
        Screen::Session(screen) if screen.id == *id => &screen.slots,
        _ => &state.catalog.quick().to_vec(),
    };
    let next = slots.iter().position(|slot| *slot == spot).and_then(|place| slots.get(place + 1)).cloned();
    let Some(next) = next else { return say(state, "That was the last area of the list.") };
    command(state, id, |session, now| session.press(&next, &technique, now));
    if let Screen::Session(screen) = &mut state.screen
        && screen.id == *id
    {
        (screen.spot, screen.technique) = (Some(next), Some(technique.id));
    }
}

fn begin(state: &mut State) {
    let Screen::Session(screen) = &state.screen else { return };
    let technique = screen.technique.as_ref().and_then(|id| state.catalog.technique(id)).cloned();
    match (screen.spot.clone(), technique) {
        (Some(spot), Some(technique)) => press(state, &spot, &technique),
        (Some(spot), None) => {
            let name = state.catalog.spot_name(&spot);
            say(state, format!("{name}: press the letter of a technique to begin."));
        }
        (None, Some(technique)) => {
            say(state, format!("{}: press the digit of an area to begin.", technique.name));
        }
        (None, None) => {}
    }
}

fn press(state: &mut State, spot: &Spot, technique: &Technique) {
    let Screen::Session(screen) = &state.screen else { return };
    let id = screen.id.clone();
    let chosen = state.session(&id).and_then(|session| session.running.as_ref()?.code_reason.clone());
    command(state, &id, |session, now| session.press(spot, technique, now));
    let running = state.session(&id).and_then(|session| session.running.as_ref());
    if chosen.is_some() && state.notice.is_none() && running.is_some_and(|running| running.code_reason.is_none()) {
        say(state, "The code chosen before was for that segment; U chooses one for this.");
    }
}

/// Gives a command to a session; a refusal is said.
pub(super) fn command(
    state: &mut State,
    id: &SessionId,
    command: impl FnOnce(&Session, crate::session::Stamp) -> Result<Vec<Event>, Refusal>,
) {
    let now = state.now;
    let Some(session) = state.session(id) else { return };
    match command(session, now) {
        Ok(events) => {
            if let Some(visit) = state.visits.get_mut(id) {
                visit.confirm();
            }
            let before = state.session(id).is_some_and(|session| session.running.is_some());
            record(state, id, events);
            if !before {
                other_clock(state, id);
            }
        }
        Err(refusal) => alarm(state, refusal.to_string()),
    }
}

/// Says that the same hands are on the clock of another patient, where they are.
fn other_clock(state: &mut State, id: &SessionId) {
    let whose = |session: &Session| session.performer.as_ref().unwrap_or(&session.therapist).name.clone();
    let Some(session) = state.session(id).filter(|session| session.running.is_some()) else { return };
    let (own, patient) = (whose(session), session.patient.clone());
    let runs = |other: &&Session| other.running.is_some() && other.patient != patient && whose(other) == own;
    let other = state.sessions().find(runs).map(|other| other.patient.initials());
    if let Some(initials) = other.filter(|_| state.notice.is_none()) {
        alarm(state, format!("{initials}'s clock is running too: {own}'s hands are at two patients at once."));
    }
}

/// Ends the session and goes to its note.
pub(super) fn finish(state: &mut State, id: &SessionId) {
    command(state, id, Session::finish);
    if state.session(id).is_some_and(|s| s.closed.is_some()) {
        show_note(state, id);
        let time = state.session(id).and_then(|s| Some(clock_text(s.closed? - s.opened))).unwrap_or_default();
        if state.session(id).is_some_and(Session::was_not_held) {
            return say(state, "Put aside as not held: nothing was timed. R takes it up again.");
        }
        let missing = state.session(id).is_some_and(|session| !state.note(session).content.missing.is_empty());
        let below = if missing { " What is still missing stands below." } else { "" };
        say(state, format!("Finished after {time}.{below}"));
    }
}

/// Takes a finished session up again.
pub(super) fn reopen(state: &mut State, id: &SessionId) {
    if state.session(id).is_some_and(|s| s.closed.is_some()) {
        record(state, id, vec![Event::SessionReopened]);
        if state.session(id).is_some_and(|s| s.closed.is_none()) {
            say(state, "The session is taken up again.");
        }
    }
    show(state, id);
}
