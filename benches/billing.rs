//! How long the bill of a session and of a whole day takes, beside what nobody could avoid: looking at every segment
//! once, and copying it once. `cargo bench --bench billing`; read the ratios within one run.

#![expect(clippy::unwrap_used, reason = "a benchmark that cannot go on must fail loudly")]

use chrono::TimeDelta;
use divan::{Bencher, black_box};
use tableside::billing::{bill, days, forecast, one_more};
use tableside::catalog::{AreaId, Catalog, Contact, PayerId, Side, Spot, TechniqueId};
use tableside::session::{Event, Patient, Recorded, Segment, SegmentNo, Session, SessionId, Stamp, Therapist};

const SEGMENTS: u32 = 200;
const SESSIONS: u8 = 100;

fn main() {
    divan::main();
}

fn opened() -> Stamp {
    Stamp::parse_from_rfc3339("2026-11-23T09:00:00-05:00").unwrap()
}

/// A session of many segments: five codes in turn, two sides, every seventh by an assistant.
fn session(patient: u8, segments: u32) -> Session {
    let techniques = [("petrissage", "97124"), ("myofascial-release", "97140"), ("pnf", "97112")];
    let techniques: Vec<_> =
        techniques.into_iter().chain([("therapeutic-exercise", "97110"), ("ultrasound", "97035")]).collect();
    let person = Patient { name: format!("Patient {patient}"), id: Some(patient.to_string()), born: None };
    let first = Event::SessionOpened {
        patient: person,
        payer: PayerId::new("medicare"),
        therapist: Therapist::from("J. Osei, PT".to_owned()),
    };
    let mut events = vec![Recorded::new(opened(), &Therapist::default(), first)];
    let mut start = opened();
    for (no, (technique, code)) in (1..=segments).zip(techniques.iter().cycle()) {
        let stop = start + TimeDelta::seconds(i64::from(17 + no % 40));
        let segment = Segment {
            no: SegmentNo(no),
            spot: Spot {
                area: AreaId::new("upper-back"),
                side: Some(if no % 2 == 0 { Side::Left } else { Side::Right }),
            },
            technique: TechniqueId::new(*technique),
            code: Some(code.parse().unwrap()),
            code_reason: None,
            contact: Contact::OneOnOne,
            performer: (no % 7 == 0).then(|| Therapist::from("K. Lee, PTA".to_owned())),
            step: None,
            start,
            stop,
        };
        events.push(Recorded::new(stop, &Therapist::default(), Event::SegmentRecorded { segment }));
        start = stop;
    }
    Session::fold(&SessionId::from_random([0, 0, 0, 0, patient]), &events).unwrap()
}

fn now() -> Stamp {
    opened() + TimeDelta::hours(3)
}

mod session_of_200_segments {
    use super::{
        Bencher, Catalog, SEGMENTS, Segment, TimeDelta, bill, black_box, days, forecast, now, one_more, session,
    };

    #[divan::bench]
    fn compare_look_at_every_segment(bencher: Bencher) {
        let session = session(1, SEGMENTS);
        bencher.bench(|| black_box(&session).segments.iter().map(Segment::time).sum::<TimeDelta>());
    }

    #[divan::bench]
    fn compare_copy_every_segment(bencher: Bencher) {
        let session = session(1, SEGMENTS);
        bencher.bench(|| black_box(&session).segments_at(now()));
    }

    #[divan::bench]
    fn charges(bencher: Bencher) {
        let (session, catalog) = (session(1, SEGMENTS), Catalog::builtin().unwrap());
        bencher.bench(|| {
            let days = days(black_box(&session), std::iter::empty(), &catalog, now());
            days.iter().map(|day| bill(day, &catalog)).collect::<Vec<_>>()
        });
    }

    #[divan::bench]
    fn charges_and_forecast_of_a_frame(bencher: Bencher) {
        let (session, catalog) = (session(1, SEGMENTS), Catalog::builtin().unwrap());
        let code = "97140".parse().unwrap();
        bencher.bench(|| {
            let days = days(black_box(&session), std::iter::empty(), &catalog, now());
            let day = days.last().unwrap();
            (bill(day, &catalog), forecast(day, code, &catalog))
        });
    }

    #[divan::bench]
    fn one_more_minute(bencher: Bencher) {
        let (session, catalog) = (session(1, SEGMENTS), Catalog::builtin().unwrap());
        let days = days(&session, std::iter::empty(), &catalog, now());
        let day = days.first().unwrap();
        bencher.bench(|| one_more(black_box(day), &catalog));
    }
}

mod day_of_100_sessions {
    use super::{Bencher, Catalog, SESSIONS, Session, bill, black_box, days, now, session};

    #[divan::bench]
    fn compare_copy_every_segment(bencher: Bencher) {
        let sessions: Vec<Session> = (0..SESSIONS).map(|patient| session(patient, 20)).collect();
        bencher.bench(|| black_box(&sessions).iter().map(|session| session.segments_at(now())).collect::<Vec<_>>());
    }

    /// Each session is billed with all others at hand, as the Day screen does it.
    #[divan::bench]
    fn charges(bencher: Bencher) {
        let catalog = Catalog::builtin().unwrap();
        let sessions: Vec<Session> = (0..SESSIONS).map(|patient| session(patient, 20)).collect();
        bencher.bench(|| {
            let days = black_box(&sessions).iter().flat_map(|one| days(one, sessions.iter(), &catalog, now()));
            days.map(|day| bill(&day, &catalog)).collect::<Vec<_>>()
        });
    }
}
