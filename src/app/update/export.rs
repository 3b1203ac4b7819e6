//! Notes that leave: what is written of them, and what stays behind.

use chrono::NaiveDate;

use super::{alarm, say};
use crate::app::{Effect, Export, Exported, Exporting, How, Modal, NoteScreen, Question, Screen, State, Visit};
use crate::audit::Deed;
use crate::export::{DayBook, Unsigned};
use crate::note::ASTRAY;
use crate::session::SessionId;
use crate::words::counted;

/// Whether something of these sessions is not in the record yet: what leaves must be in it. It is said.
fn is_unsaved(state: &mut State, date: NaiveDate) -> bool {
    let of_day = |visit: &&Visit| (date - visit.session.opened.date_naive()).num_days().abs() <= 1;
    let unsaved = state.visits.values().filter(of_day).any(|visit| !visit.unwritten.is_empty());
    if unsaved {
        alarm(state, "Something of this day is not saved yet; export it once it is.");
    }
    unsaved
}

/// Asks for the notes of the day that is shown, which was just read.
pub(super) fn day(state: &mut State, how: How) -> Vec<Effect> {
    let date = state.day.date;
    if is_unsaved(state, date) {
        return Vec::new();
    }
    let book = DayBook::of(date, state.sessions(), how.drafts, |session| state.note(session));
    let again = Exporting::Day(date, how.drafts);
    vec![write(state, book, true, how.force, again), Effect::BackUp(state.now)]
}

/// Asks for the note of a session, be it a draft.
pub(super) fn note(state: &mut State, id: Option<&SessionId>, how: How) -> Vec<Effect> {
    let Some(date) = id.and_then(|id| state.session(id)).map(|session| session.opened.date_naive()) else {
        return Vec::new();
    };
    if is_unsaved(state, date) {
        return Vec::new();
    }
    let Some(session) = id.and_then(|id| state.session(id)) else { return Vec::new() };
    let book = DayBook::of(date, state.sessions(), how.drafts, |session| state.note(session));
    vec![write(state, book.of_one(&session.id), false, how.force, Exporting::Note(session.id.clone()))]
}

fn write(state: &State, book: DayBook, whole: bool, force: bool, again: Exporting) -> Effect {
    let entry = state.entry(Deed::Exported { sessions: book.sessions() });
    Effect::Export(Box::new(Export { book, whole, force, entry, again }))
}

/// Says how far it is; what went wrong before is the more important sentence.
pub(super) fn progress(state: &mut State, done: usize, of: usize) {
    if !state.notice.as_ref().is_some_and(|notice| notice.alarm) {
        say(state, format!("Exporting: note {} of {of} ...", done + 1));
    }
}

/// Says what was written, and first of all what stayed behind.
pub(super) fn done(state: &mut State, exported: &Exported) {
    let stood = if exported.unchanged == 0 { String::new() } else { format!(" ({} stood there)", exported.unchanged) };
    let written = format!("{}{stood} in {}", counted(exported.files as u64, "file"), exported.folder);
    let named = |unsigned: &Unsigned| {
        let name = if state.private { unsigned.patient.initials() } else { unsigned.patient.name.clone() };
        format!("{} {name}", unsigned.opened.format("%H:%M"))
    };
    let behind: Vec<String> = exported.unsigned.iter().map(named).collect();
    let before = state.notice.take().filter(|notice| notice.alarm).map(|notice| notice.text);
    let astray: Vec<String> = exported.astray.iter().map(|one| format!("{one}; {ASTRAY}.")).collect();
    if before.is_none() && behind.is_empty() && astray.is_empty() {
        return say(state, format!("{written}; with the last of these notes {}", exported.head));
    }
    let behind = (!behind.is_empty()).then(|| format!("Not signed, and not exported: {}.", behind.join(", ")));
    let told: Vec<String> = before.into_iter().chain(astray).chain(behind).chain([written]).collect();
    alarm(state, told.join(" "));
}

/// Asks whether what stands there is written over, where the person still is where they asked; else it is said.
pub(super) fn differs(state: &mut State, again: Exporting, files: usize) {
    let here = match &again {
        Exporting::Day(date, _) => matches!(state.screen, Screen::Day) && state.day.date == *date,
        Exporting::Note(id) => {
            matches!(&state.screen, Screen::Note(NoteScreen { id: here, editor: None, .. }) if here == id)
        }
    };
    if here && state.gate.is_none() && state.modals.is_empty() {
        state.notice = None;
        state.modals.push(Modal::Question(Question::WriteOver(again, files)));
    } else {
        alarm(state, "Nothing was exported: something else stands there; export it again to say whether it goes.");
    }
}
