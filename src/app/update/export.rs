//! Notes that leave: what is written of them, and what stays behind.

use super::{alarm, say};
use crate::app::{Effect, Export, Exported, Exporting, How, State};
use crate::audit::Deed;
use crate::export::DayBook;
use crate::session::SessionId;
use crate::words::counted;

/// Asks for the notes of the day that is shown, which was just read.
pub(super) fn day(state: &State, how: How) -> Vec<Effect> {
    let date = state.day.date;
    let book = DayBook::of(date, state.sessions(), how.drafts, |session| state.note(session));
    let again = Exporting::Day(date, how.drafts);
    vec![write(state, book, true, how.force, again), Effect::BackUp(state.now)]
}

/// Asks for the note of a session, be it a draft.
pub(super) fn note(state: &State, id: Option<&SessionId>, how: How) -> Vec<Effect> {
    let Some(session) = id.and_then(|id| state.session(id)) else { return Vec::new() };
    let date = session.opened.date_naive();
    let book = DayBook::of(date, std::iter::once(session), how.drafts, |session| state.note(session));
    vec![write(state, book, false, how.force, Exporting::Note(session.id.clone()))]
}

fn write(state: &State, book: DayBook, whole: bool, force: bool, again: Exporting) -> Effect {
    let sessions = book.notes.iter().map(|note| note.content.session.clone()).collect();
    let entry = state.entry(Deed::Exported { sessions });
    Effect::Export(Box::new(Export { book, whole, force, entry, again }))
}

/// Says what was written, and first of all what stayed behind.
pub(super) fn done(state: &mut State, exported: &Exported) {
    // What could not be exported is the more important sentence.
    if state.notice.as_ref().is_some_and(|notice| notice.alarm) {
        return;
    }
    let stood = if exported.unchanged == 0 { String::new() } else { format!(" ({} stood there)", exported.unchanged) };
    let written = format!("{}{stood} in {}", counted(exported.files as u64, "file"), exported.folder);
    let named = |patient: &str| {
        if state.private {
            patient.split_whitespace().filter_map(|w| w.chars().next()).collect()
        } else {
            patient.to_owned()
        }
    };
    let behind: Vec<String> = exported
        .unsigned
        .iter()
        .map(|unsigned| format!("{} {}", unsigned.opened.format("%H:%M"), named(&unsigned.patient)))
        .collect();
    if behind.is_empty() {
        say(state, format!("{written}; {}", exported.head));
    } else {
        alarm(state, format!("Not signed, and not exported: {}. {written}", behind.join(", ")));
    }
}
