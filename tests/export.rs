//! The day, exported: every form says the same, twice the same, and nothing is lost or written over.

#![cfg(unix)]
#![expect(clippy::indexing_slicing, clippy::panic, clippy::unwrap_used, reason = "a test says so by panicking")]

#[expect(dead_code, reason = "other tests use the rest of it")]
mod record;

#[path = "export/claims.rs"]
mod claims;
#[path = "export/commands.rs"]
mod commands;
#[path = "export/forms.rs"]
mod forms;

use chrono::TimeDelta;
use tableside::body::Body;
use tableside::catalog::Catalog;
use tableside::commands::demo;
use tableside::export::{DayBook, Printer};
use tableside::note::{self, Letterhead, Note};
use tableside::session::{Event, Recorded, Session, SessionId, Stamp};

/// When the day is over.
fn evening() -> Stamp {
    record::at("18:00:00")
}

fn letterhead() -> Letterhead {
    Letterhead {
        clinic: "Hill Street Clinic".to_owned(),
        address: vec!["12 Hill Street, Springfield".to_owned()],
        patient: "patient".to_owned(),
    }
}

fn printer() -> Printer {
    Printer::plain(Body::builtin(&Catalog::builtin().unwrap()).unwrap())
}

/// Finishes what runs, and signs it.
fn signed(id: &SessionId, mut events: Vec<Recorded>, catalog: &Catalog) -> Vec<Recorded> {
    let session = Session::fold(id, &events).unwrap();
    let at = events.last().unwrap().at.max(record::at("10:43:00"));
    if session.closed.is_none() {
        let finish = session.finish(at).unwrap();
        events.extend(Recorded::change(at, &demo::osei(), finish));
    }
    let session = Session::fold(id, &events).unwrap();
    let note = note::compose(&session, std::iter::empty(), catalog, &letterhead(), at);
    let (printed, digest) = note.to_sign().unwrap();
    let event = Event::NoteSigned { digest, printed };
    events.push(Recorded::new(at + TimeDelta::minutes(2), &demo::osei(), event));
    events
}

/// The sessions of the made-up day, all signed but the last one.
fn demo_day(catalog: &Catalog) -> Vec<(SessionId, Vec<Recorded>)> {
    let all = demo::day(catalog, record::at("10:42:00")).unwrap();
    let date = evening().date_naive();
    let of_day = |events: &[Recorded]| events.first().unwrap().at.date_naive() == date;
    let mut day: Vec<_> = all.into_iter().filter(|(_, events)| of_day(events)).collect();
    let unsigned = day.pop().unwrap();
    let mut day: Vec<_> = day.into_iter().map(|(id, events)| (id.clone(), signed(&id, events, catalog))).collect();
    day.push(unsigned);
    day
}

fn sessions(streams: &[(SessionId, Vec<Recorded>)]) -> Vec<Session> {
    streams.iter().map(|(id, events)| Session::fold(id, events).unwrap()).collect()
}

fn composed(session: &Session, all: &[Session], catalog: &Catalog) -> Note {
    note::compose(session, all.iter(), catalog, &letterhead(), evening())
}

fn book(all: &[Session], drafts: bool, catalog: &Catalog) -> DayBook {
    DayBook::of(evening().date_naive(), all.iter(), drafts, |session| composed(session, all, catalog))
}
