//! The Charges screen: what is decided, and where it is kept.

use chrono::NaiveDate;

use super::record::record;
use super::{say, session};
use crate::app::{About, Action, Asking, ChargesScreen, Effect, Field, Modal, Picker, Picking, Prompt, Screen, State};
use crate::catalog::{CptCode, Modifier};
use crate::export;
use crate::session::{Event, SegmentNo, SessionId, TieChoice};

/// How many lines of the explanation a page key moves.
const PAGE: isize = 8;

pub(super) fn act(state: &mut State, action: Action) -> Vec<Effect> {
    match action {
        Action::Up => step(state, -1),
        Action::Down => step(state, 1),
        Action::PageUp => scroll(state, -PAGE),
        Action::PageDown => scroll(state, PAGE),
        Action::Accept => decide(state),
        Action::Back => {
            let Screen::Charges(ChargesScreen { id, from_note, .. }) = &state.screen else { return Vec::new() };
            let (id, from_note) = (id.clone(), *from_note);
            if from_note { session::show_note(state, &id) } else { session::show(state, &id) }
        }
        _ => {}
    }
    Vec::new()
}

/// Goes to the charges of a session.
pub(super) fn show(state: &mut State, id: &SessionId) {
    let from_note = matches!(state.screen, Screen::Note(_));
    state.screen = Screen::Charges(ChargesScreen { id: id.clone(), from_note, cursor: 0, scroll: 0 });
}

fn step(state: &mut State, by: isize) {
    let Some(session) = state.here().and_then(|id| state.session(id)) else { return };
    let last = state.decisions(session).len().saturating_sub(1);
    if let Screen::Charges(screen) = &mut state.screen {
        screen.cursor = screen.cursor.saturating_add_signed(by).min(last);
    }
}

fn scroll(state: &mut State, by: isize) {
    let Some(session) = state.here().and_then(|id| state.session(id)) else { return };
    let last = export::charges(&state.note(session)).lines().count().saturating_sub(1);
    if let Screen::Charges(screen) = &mut state.screen {
        screen.scroll = screen.scroll.saturating_add_signed(by).min(last);
    }
}

/// Asks for what the chosen row leaves to the therapist.
fn decide(state: &mut State) {
    let Screen::Charges(ChargesScreen { id, cursor, .. }) = &state.screen else { return };
    let (id, cursor) = (id.clone(), *cursor);
    let Some(session) = state.session(&id) else { return };
    let Some(decision) = state.decisions(session).into_iter().nth(cursor) else {
        say(state, "There is nothing to decide here.");
        return;
    };
    let picking = match decision.about {
        About::Tie(day, choice) => Picking::Tie(day, choice),
        About::Distinct(day, code) => Picking::Distinct(day, code),
        About::Code(segment) => Picking::Code(segment),
        About::Describe(code) => {
            let text = session.described.get(&code).cloned().unwrap_or_default();
            prompt(state, Asking::Description(code), &text);
            return;
        }
        About::Threshold(day, code, on) => {
            mark(state, &id, day, code, &[(Modifier::Kx, on)]);
            return;
        }
    };
    state.modals.push(Modal::Picker(Picker { picking, filter: Field::line(""), cursor: 0 }));
}

fn prompt(state: &mut State, asking: Asking, text: &str) {
    state.modals.push(Modal::Prompt(Prompt { asking, field: Field::line(text), fault: None }));
}

/// Keeps the codes that get the units of a tie, in every session of the day that says something of it.
pub(super) fn choose_tie(state: &mut State, day: NaiveDate, choice: &TieChoice) {
    for id in sessions_of(state, day) {
        let says = state.session(&id).is_some_and(|session| session.ties.contains_key(&day));
        if says || state.here() == Some(&id) {
            record(state, &id, vec![Event::TieChosen { day, choice: choice.clone() }]);
        }
    }
}

/// Keeps why the second code of a pair was distinct; another reason takes the place of the one before.
pub(super) fn choose_distinct(state: &mut State, day: NaiveDate, code: CptCode, chosen: Option<Modifier>) {
    let Some(id) = state.here().cloned() else { return };
    let marks: Vec<(Modifier, bool)> =
        Modifier::DISTINCT.into_iter().map(|modifier| (modifier, Some(modifier) == chosen)).collect();
    mark(state, &id, day, code, &marks);
}

/// Sets and takes off modifiers of a code: set in this session, taken off wherever they are set.
fn mark(state: &mut State, here: &SessionId, day: NaiveDate, code: CptCode, marks: &[(Modifier, bool)]) {
    for id in sessions_of(state, day) {
        let Some(session) = state.session(&id) else { continue };
        let set = |modifier: Modifier| session.modifiers.contains(&(day, code, modifier));
        let changes = marks.iter().filter(|(modifier, on)| set(*modifier) != *on && (!on || id == *here));
        let events = changes.map(|(modifier, on)| Event::ModifierSet { day, code, modifier: *modifier, on: *on });
        let events = events.collect();
        record(state, &id, events);
    }
}

/// Returns the sessions that are billed together on a day of the session that is shown.
fn sessions_of(state: &State, day: NaiveDate) -> Vec<SessionId> {
    let Some(session) = state.here().and_then(|id| state.session(id)) else { return Vec::new() };
    let days = state.days(session);
    let sessions =
        days.iter().find(|known| known.date == day).map(|day| day.sessions.iter().copied().cloned().collect());
    sessions.unwrap_or_default()
}

/// Takes the code of a segment; another than the technique's needs a reason.
pub(super) fn choose_code(state: &mut State, segment: SegmentNo, code: Option<CptCode>) {
    let Some(id) = state.here().cloned() else { return };
    let Some(session) = state.session(&id) else { return };
    let Some(known) = session.segments_at(state.now).into_iter().find(|s| s.no == segment) else { return };
    let own = state.catalog.technique(&known.technique).and_then(|technique| technique.code);
    if code == own {
        if known.code != code {
            record(state, &id, vec![Event::CodeChosen { segment, code, reason: String::new() }]);
        }
        return;
    }
    let before = known.code_reason.filter(|_| known.code == code).unwrap_or_default();
    prompt(state, Asking::Reason(segment, code), &before);
}

/// Keeps the line that was typed.
pub(super) fn answer(state: &mut State, action: Action) {
    let Some(Modal::Prompt(prompt)) = state.modals.last_mut() else { return };
    if action == Action::Back {
        state.modals.pop();
        return;
    }
    if action != Action::Accept {
        return;
    }
    let text = prompt.field.text().trim().to_owned();
    let event = match prompt.asking {
        Asking::Reason(..) if text.is_empty() => {
            prompt.fault = Some("Write in a few words why: a chosen code is kept with its reason.".to_owned());
            return;
        }
        Asking::Reason(segment, code) => Event::CodeChosen { segment, code, reason: text },
        Asking::Description(code) => Event::CodeDescribed { code, text },
    };
    state.modals.pop();
    if let Some(id) = state.here().cloned() {
        record(state, &id, vec![event]);
    }
}
