//! Every fault that lost data elsewhere, done to this record: killed programs, cut and flipped bytes, full and vanished
//! disks, two programs at once, and a search for a name in everything that is left behind.
//!
//! A few of each in the ordinary run; `TABLESIDE_LARGE=1` does them all, and prints what docs/reliability.md tells.

#![cfg(unix)]
#![expect(clippy::unwrap_used, clippy::panic, reason = "a test says so by panicking")]

#[expect(dead_code, reason = "other tests use the rest of it")]
mod harness;
#[expect(dead_code, reason = "other tests use the rest of it")]
mod record;

#[path = "faults/append.rs"]
mod append;
#[path = "faults/cut.rs"]
mod cut;
#[path = "faults/disk.rs"]
mod disk;
#[path = "faults/flip.rs"]
mod flip;
#[path = "faults/kill.rs"]
mod kill;
#[path = "faults/search.rs"]
mod search;
#[path = "faults/wal.rs"]
mod wal;

use tableside::catalog::{AreaId, Contact, PayerId, Spot, TechniqueId};
use tableside::note;
use tableside::session::{Event, Patient, Recorded, Running, Section, SegmentNo, Session, SessionId, Stamp};
use tableside::store::{Report, SqliteLog};

use record::osei;

/// The patient of every session here: what must not be found.
pub(crate) const NAME: &str = "Quenby Xylander";

/// Whether every case is tried.
pub(crate) fn large() -> bool {
    std::env::var_os("TABLESIDE_LARGE").is_some()
}

/// Says what was tried and what came of it.
#[expect(clippy::print_stderr, reason = "the large run is read by a person")]
pub(crate) fn tell(text: &str) {
    eprintln!("reliability: {text}");
}

/// Returns the id of a session.
pub(crate) fn id(number: u8) -> SessionId {
    SessionId::from_random([0, 0, 0, 0, number])
}

/// Returns the patient of every session here.
pub(crate) fn patient() -> Patient {
    Patient { name: NAME.to_owned(), id: Some("0042".to_owned()), born: None }
}

/// Returns the first event of a session.
pub(crate) fn opening(at: Stamp) -> Recorded {
    let event = Event::SessionOpened { patient: patient(), payer: PayerId::new("medicare"), therapist: osei() };
    Recorded::new(at, &osei(), event)
}

/// Returns the start of a segment.
pub(crate) fn start(number: u32, at: Stamp) -> Recorded {
    let started = Running {
        no: SegmentNo(number),
        spot: Spot { area: AreaId::new("neck"), side: None },
        technique: TechniqueId::new("petrissage"),
        code: Some("97124".parse().unwrap()),
        code_reason: None,
        contact: Contact::OneOnOne,
        performer: None,
        step: None,
        start: at,
    };
    let event = Event::SegmentStarted { started, replaces: None };
    Recorded::new(at, &osei(), event)
}

/// Returns a text of the note.
pub(crate) fn text(at: Stamp, text: &str) -> Recorded {
    Recorded::new(at, &osei(), Event::NoteEdited { section: Section::Response, text: text.to_owned() })
}

/// Whether a session is unfinished business.
pub(crate) fn judge(id: &SessionId, events: &[Recorded]) -> Option<bool> {
    Session::fold(id, events).ok().map(|session| note::waits(&session))
}

/// Proves a record whole.
#[track_caller]
pub(crate) fn whole(log: &SqliteLog) -> Report {
    let report = log.verify(None, &judge).unwrap();
    assert!(report.damages.is_empty(), "{:?}", report.damages);
    report
}
