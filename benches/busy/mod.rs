//! A busy day's sessions: six segments each, all written, all signed.

#![expect(clippy::unwrap_used, reason = "a benchmark that cannot go on must fail loudly")]

use std::sync::OnceLock;

use chrono::{NaiveDate, TimeDelta};
use tableside::catalog::{AreaId, Catalog, Contact, PayerId, Side, Spot, TechniqueId};
use tableside::note::{self, Letterhead};
use tableside::session::{
    Event, PainTime, Patient, Recorded, Section, Segment, SegmentNo, Session, SessionId, Stamp, Therapist,
};

pub(crate) fn osei() -> Therapist {
    Therapist::from("J. Osei, PT".to_owned())
}

pub(crate) fn catalog() -> &'static Catalog {
    static CATALOG: OnceLock<Catalog> = OnceLock::new();
    CATALOG.get_or_init(|| Catalog::builtin().unwrap())
}

pub(crate) fn letterhead() -> Letterhead {
    Letterhead { clinic: "Hill Street Clinic".to_owned(), ..Letterhead::bare() }
}

/// The events of a whole session of six segments, signed.
pub(crate) fn session(number: usize, opened: Stamp) -> (SessionId, Vec<Recorded>) {
    let id = SessionId::new(format!("{number:08}"));
    let patient = Patient { name: format!("Patient {number}"), id: Some(number.to_string()), born: None };
    let closed = opened + TimeDelta::minutes(12);
    let text = "Rotation of the neck freer by a third, headache gone, sleeps through, less guarding.".to_owned();
    let mut events = vec![Event::SessionOpened { patient, payer: PayerId::new("medicare"), therapist: osei() }];
    let areas = ["neck", "upper-back", "lower-back", "shoulder", "gluteals", "upper-back"];
    let techniques = ["effleurage", "petrissage", "myofascial-release", "trigger-point", "petrissage", "friction"];
    for (place, (area, technique)) in (0u32..).zip(areas.into_iter().zip(techniques)) {
        let start = opened + TimeDelta::minutes(i64::from(place) * 2);
        let known = catalog().technique(&TechniqueId::new(technique)).unwrap();
        let segment = Segment {
            no: SegmentNo(place + 1),
            spot: Spot { area: AreaId::new(area), side: Some(Side::Left) },
            technique: known.id.clone(),
            code: known.code,
            code_reason: None,
            contact: Contact::OneOnOne,
            performer: None,
            step: None,
            start,
            stop: start + TimeDelta::seconds(110),
        };
        events.push(Event::SegmentRecorded { segment });
    }
    events.push(Event::PainRecorded { time: PainTime::Before, score: Some(6) });
    events.push(Event::PainRecorded { time: PainTime::After, score: Some(3) });
    events.extend(Section::ALL.map(|section| Event::NoteEdited { section, text: text.clone() }));
    events.push(Event::SessionFinished { closed });
    let at = |place: usize| if place == 0 { opened } else { closed };
    let mut events: Vec<Recorded> =
        events.into_iter().enumerate().map(|(place, event)| Recorded::new(at(place), &osei(), event)).collect();
    let folded = Session::fold(&id, &events).unwrap();
    let note = note::compose(&folded, std::iter::empty(), catalog(), &letterhead(), closed);
    let (printed, digest) = note.to_sign().unwrap();
    events.push(Recorded::new(closed + TimeDelta::minutes(3), &osei(), Event::NoteSigned { digest, printed }));
    (id, events)
}

pub(crate) fn morning(date: NaiveDate) -> Stamp {
    let zone = chrono::FixedOffset::west_opt(5 * 3600).unwrap();
    date.and_hms_opt(7, 0, 0).unwrap().and_local_timezone(zone).unwrap()
}
