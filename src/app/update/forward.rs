//! Copy forward: the texts of the patient's last note laid beside this one, and each confirmed by itself.

use std::collections::BTreeMap;

use super::record::record;
use super::{note, say};
use crate::app::{Action, Effect, Item, NoteScreen, Screen, State};
use crate::audit::Deed;
use crate::session::{Event, Patient, Section, Session, SessionId};
use crate::words::counted;

/// How many past sessions are looked at for the last note in which something is written.
const PAST: usize = 5;

/// Reads the patient's past, to copy from the last note of it.
pub(super) fn ask(state: &mut State, id: &SessionId) -> Vec<Effect> {
    let Some(session) = state.session(id) else { return Vec::new() };
    let patient = session.patient.clone();
    if let Screen::Note(screen) = &mut state.screen {
        screen.copies = true;
    }
    vec![Effect::LoadHistory(patient, PAST)]
}

/// Takes the patient's past as it was read; none where it was not asked for here.
pub(super) fn read(state: &mut State, patient: &Patient, past: &[Session]) -> Option<Vec<Effect>> {
    let Screen::Note(screen) = &mut state.screen else { return None };
    if !std::mem::take(&mut screen.copies) {
        return None;
    }
    let id = screen.id.clone();
    let Some(here) = state.session(&id).filter(|session| session.patient == *patient) else { return Some(Vec::new()) };
    let before = |past: &&Session| past.id != id && past.opened < here.opened && !past.texts.is_empty();
    let Some(last) = past.iter().find(before) else {
        say(state, "No earlier note of this patient has anything written.");
        return Some(Vec::new());
    };
    let entry = state.entry(Deed::HistoryShown { sessions: vec![last.id.clone()] });
    let from = last.opened.date_naive();
    let texts: BTreeMap<Section, String> = last
        .texts
        .iter()
        .filter(|(section, _)| !here.texts.contains_key(section))
        .map(|(section, text)| (*section, text.clone()))
        .collect();
    if texts.is_empty() {
        say(state, "Everything that the last note says has a text here already.");
        return Some(Vec::new());
    }
    let told = counted(texts.len() as u64, "text");
    if record(state, &id, vec![Event::NoteCopied { from, texts }]) {
        let how = "space takes it in, enter changes it, and what is left stays out";
        say(state, format!("{told} of {}: {how}.", from.format("%-d %b")));
    }
    Some(vec![Effect::Witness(vec![entry])])
}

/// Takes the copied text of the chosen section into the note as it stands, and goes on to the next one.
pub(super) fn confirm(state: &mut State, id: &SessionId) {
    let Screen::Note(NoteScreen { item: Item::Text(section), .. }) = &state.screen else {
        return say(state, "Nothing is copied here; c copies the texts of the last note.");
    };
    let section = *section;
    let Some(copied) = state.session(id).and_then(|session| session.copied.get(&section)) else {
        return say(state, "Nothing is copied here; c copies the texts of the last note.");
    };
    let text = copied.text.clone();
    record(state, id, vec![Event::NoteEdited { section, text }]);
    let next = state.session(id).and_then(|session| {
        let after = session.copied.keys().find(|other| **other > section);
        after.or_else(|| session.copied.keys().next()).copied()
    });
    if let (Screen::Note(screen), Some(next)) = (&mut state.screen, next) {
        screen.item = Item::Text(next);
    } else {
        note::act(state, Action::Down);
    }
}
