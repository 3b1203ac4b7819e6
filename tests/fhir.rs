//! Bundles of FHIR from the made-up day: written to `target/tmp/fhir`, where `tests/fhir/check` asks validators about
//! them, and looked at here as far as no validator is needed.

#![expect(clippy::unwrap_used, clippy::indexing_slicing, reason = "a test says so by panicking")]

use std::collections::BTreeSet;
use std::path::Path;

use chrono::TimeDelta;
use serde_json::Value;
use tableside::body::Body;
use tableside::catalog::{AreaId, Catalog, PayerId, Spot};
use tableside::commands::demo;
use tableside::export::{Format, Printer};
use tableside::note::{self, Letterhead, Note};
use tableside::session::{Event, Patient, Recorded, Section, Session, SessionId, Stamp, Therapist};

/// The made-up day at a time, with its letterhead.
struct Day {
    catalog: Catalog,
    letterhead: Letterhead,
    now: Stamp,
    sessions: Vec<Session>,
}

impl Day {
    fn at(time: &str) -> Self {
        let (catalog, now) = (Catalog::builtin().unwrap(), Stamp::parse_from_rfc3339(time).unwrap());
        let day = demo::day(&catalog, now).unwrap();
        let sessions = day.iter().map(|(id, events)| Session::fold(id, events).unwrap()).collect();
        let address = vec!["12 Mill Lane".to_owned(), "Riverbend".to_owned()];
        let letterhead = Letterhead { clinic: "Riverbend Therapy".to_owned(), address, patient: "patient".to_owned() };
        Self { catalog, letterhead, now, sessions }
    }

    fn note(&self, session: &Session) -> Note {
        note::compose(session, self.sessions.iter(), &self.catalog, &self.letterhead, self.now)
    }

    fn tell(&self, session: &Session, minutes: i64, by: &str, event: Event) -> Session {
        let mut session = session.clone();
        let by = Therapist::from(by.to_owned());
        session.apply(&Recorded::new(self.now + TimeDelta::minutes(minutes), &by, event)).unwrap();
        session
    }

    fn signed(&self, session: &Session, by: &str) -> Session {
        let (printed, digest) = self.note(session).to_sign().unwrap();
        self.tell(session, 5, by, Event::NoteSigned { digest, printed })
    }

    fn added(&self, session: &Session, minutes: i64, by: &str, text: &str) -> Session {
        let addendum = Event::AddendumAdded { reason: "left out".to_owned(), text: text.to_owned() };
        self.tell(session, minutes, by, addendum)
    }

    fn bundle(&self, session: &Session) -> Vec<u8> {
        let printer = Printer::plain(Body::builtin(&self.catalog).unwrap());
        printer.print(&self.note(session), Format::Fhir).unwrap()
    }
}

/// All bundles, by name.
fn bundles() -> Vec<(String, Vec<u8>)> {
    let day = Day::at("2026-11-23T13:15:00-05:00");
    // The first session of the day goes over midnight then.
    let night = Day::at("2026-11-24T02:50:00-05:00");
    let (first, late) = (&day.sessions[0], &night.sessions[0]);
    let signed = day.signed(first, "J. Osei, PT");
    let added = day.added(&signed, 90, "J. Osei, PT", "The neck was treated in sitting.");
    let mut named = vec![
        ("signed".to_owned(), day.bundle(&signed)),
        ("addendum".to_owned(), day.bundle(&added)),
        (
            "addenda".to_owned(),
            day.bundle(&day.added(&added, 1500, "K. Lee, PT", "And the <back> & the 'side'.\n\nProne.")),
        ),
        ("cosigned".to_owned(), day.bundle(&day.signed(first, "K. Lee, PT"))),
        ("midnight".to_owned(), night.bundle(&night.signed(late, "J. Osei, PT"))),
        ("shared".to_owned(), shared(&day)),
        ("hostile".to_owned(), hostile(&day)),
    ];
    named.extend(day.sessions.iter().zip(1..).map(|(draft, no)| (format!("draft-{no}"), day.bundle(draft))));
    named
}

/// A session after which the patient came again on the same day: its charges are claimed with the other.
fn shared(day: &Day) -> Vec<u8> {
    let before = day.now - TimeDelta::minutes(400);
    let mut first = day.sessions[0].clone();
    (first.id, first.opened) = (SessionId::new("before"), before);
    for segment in &mut first.segments {
        (segment.start, segment.stop) = (segment.start - TimeDelta::hours(3), segment.stop - TimeDelta::hours(3));
    }
    let sessions = day.sessions.iter().cloned().chain([first]).collect();
    let both = Day { sessions, catalog: day.catalog.clone(), letterhead: day.letterhead.clone(), now: day.now };
    both.bundle(&both.signed(&day.sessions[0], "J. Osei, PT"))
}

/// A session of words that would break out of their places, in a clinic without a name.
fn hostile(day: &Day) -> Vec<u8> {
    let hard = "<script>alert(\"&amp;\")</script>\u{0}\u{7}\u{1b}[2J\u{a0}\u{202e}]]>\u{ffff}\t'\r\n\r\n\u{2028}🦴";
    let patient = Patient { name: hard.to_owned(), id: Some(" \u{1}".to_owned()), born: None };
    let therapist = Therapist { name: String::new(), credentials: hard.to_owned() };
    let opened = Event::SessionOpened { patient, payer: PayerId::new("gone"), therapist: therapist.clone() };
    let spot = Spot { area: AreaId::new(hard), side: None };
    let events = [
        opened,
        Event::NoteEdited { section: Section::Subjective, text: hard.to_owned() },
        Event::NoteEdited { section: Section::Plan, text: "\u{3}  \n".to_owned() },
        Event::ResponseRecorded { spot, text: hard.to_owned() },
        Event::SessionFinished { closed: day.now },
    ];
    let told = events.map(|event| Recorded::new(day.now, &therapist, event));
    let session = Session::fold(&SessionId::new("7k3m9qx2"), &told).unwrap();
    let letterhead = Letterhead { clinic: String::new(), address: Vec::new(), patient: "client".to_owned() };
    let bare = Day { letterhead, sessions: Vec::new(), catalog: day.catalog.clone(), now: day.now };
    bare.bundle(&bare.added(&bare.signed(&session, hard), 9, hard, hard))
}

fn read(bundles: &[(String, Vec<u8>)], name: &str) -> Value {
    let (_, bytes) = bundles.iter().find(|(of, _)| of == name).unwrap();
    serde_json::from_slice(bytes).unwrap()
}

fn all<'a>(bundle: &'a Value, kind: &str) -> Vec<&'a Value> {
    let resources = bundle["entry"].as_array().unwrap().iter().map(|entry| &entry["resource"]);
    resources.filter(|resource| resource["resourceType"] == kind).collect()
}

fn statuses<'a>(bundle: &'a Value, kind: &str) -> BTreeSet<&'a str> {
    all(bundle, kind).iter().map(|resource| resource["status"].as_str().unwrap()).collect()
}

#[test]
fn every_bundle_is_a_document_and_is_written_for_the_validators() {
    let folder = Path::new(env!("CARGO_TARGET_TMPDIR")).join("fhir");
    // What an earlier version wrote is no bundle of this one.
    let _ = std::fs::remove_dir_all(&folder);
    std::fs::create_dir_all(&folder).unwrap();
    for (name, bytes) in bundles() {
        std::fs::write(folder.join(format!("{name}.fhir.json")), &bytes).unwrap();
        let bundle: Value = serde_json::from_slice(&bytes).unwrap();
        assert_eq!((&bundle["resourceType"], &bundle["type"]), (&"Bundle".into(), &"document".into()), "{name}");
        assert_eq!(bundle["entry"][0]["resource"]["resourceType"], "Composition", "{name}");
        for kind in ["Composition", "Patient", "Encounter"] {
            assert_eq!(all(&bundle, kind).len(), 1, "{kind} of {name}");
        }
    }
}

#[test]
fn signed_and_unsigned_are_told_apart() {
    let bundles = bundles();
    let (signed, draft) = (read(&bundles, "signed"), read(&bundles, "draft-1"));
    assert_eq!(statuses(&signed, "Composition"), ["final"].into());
    assert_eq!(statuses(&signed, "ChargeItem"), ["billable"].into());
    assert_eq!(statuses(&draft, "Composition"), ["preliminary"].into());
    assert_eq!(statuses(&draft, "ChargeItem"), ["planned"].into());
    assert_eq!(statuses(&read(&bundles, "draft-3"), "Encounter"), ["in-progress"].into());
    assert_eq!(statuses(&read(&bundles, "shared"), "ChargeItem"), ["not-billable"].into());
}

#[test]
fn an_addendum_comes_beside_the_note_and_not_into_it() {
    let bundles = bundles();
    let [signed, addenda] = ["signed", "addenda"].map(|name| read(&bundles, name));
    let (was, is) = (all(&signed, "DocumentReference"), all(&addenda, "DocumentReference"));
    assert_eq!((was.len(), is.len()), (1, 3));
    assert_eq!(was[0]["content"], is[0]["content"]);
    assert_eq!(statuses(&addenda, "Composition"), ["amended"].into());
    assert_eq!(all(&addenda, "Practitioner").len(), 2, "who treats, and who adds");
    assert_eq!(all(&read(&bundles, "cosigned"), "Practitioner").len(), 2, "who treats, and who signs");
}

#[test]
fn a_session_over_midnight_has_the_charges_of_two_days() {
    let midnight = read(&bundles(), "midnight");
    let days = all(&midnight, "ChargeItem").into_iter().map(|item| item["occurrenceDateTime"].as_str().unwrap());
    assert_eq!(days.collect::<BTreeSet<_>>(), ["2026-11-23", "2026-11-24"].into());
}
