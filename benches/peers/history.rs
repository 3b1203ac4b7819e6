//! Histories of so many intervals: twenty a day, the last of them yesterday's.

use std::path::Path;

use chrono::{DateTime, Days, FixedOffset, Local, NaiveTime, TimeDelta, TimeZone as _};
use tableside::catalog::{AreaId, Contact, PayerId, Spot, TechniqueId};
use tableside::session::{Event, Patient, Recorded, Segment, SegmentNo, SessionId, Stamp};
use tableside::store::Log as _;

use crate::record;

/// How many intervals a day has.
const A_DAY: usize = 20;

/// What was treated, in turns.
pub(crate) const AREAS: [&str; 5] = ["neck", "upper-back", "lower-back", "shoulder", "thigh"];

/// The intervals, oldest first: when each began and ended.
pub(crate) fn intervals(count: usize) -> impl Iterator<Item = (DateTime<FixedOffset>, DateTime<FixedOffset>)> {
    let today = Local::now().date_naive();
    (0..count).map(move |number| {
        let back = (count - 1 - number) / A_DAY + 1;
        let day = today - Days::new(u64::try_from(back).unwrap());
        let minutes = i64::try_from(number % A_DAY * 25).unwrap();
        let morning = day.and_time(NaiveTime::from_hms_opt(8, 0, 0).unwrap());
        let start =
            Local.from_local_datetime(&morning).earliest().unwrap().fixed_offset() + TimeDelta::minutes(minutes);
        (start, start + TimeDelta::minutes(20))
    })
}

/// Each interval a finished session of its own, of one in two thousand patients: the most that one interval can be.
pub(crate) fn tableside(folder: &Path, count: usize) {
    // In memory where that is to be had: making it is not measured.
    let memory = Path::new("/dev/shm");
    let made = if memory.is_dir() { tempfile::tempdir_in(memory) } else { tempfile::tempdir() }.unwrap();
    let store = made.path().join("store");
    let mut log = record::set_up(&store);
    for (number, (start, stop)) in intervals(count).enumerate() {
        log.append(&SessionId::new(format!("{number:08}")), 0, &session(number, start, stop), false).unwrap();
    }
    drop(log);
    std::fs::create_dir_all(folder).unwrap();
    for entry in std::fs::read_dir(&store).unwrap() {
        let entry = entry.unwrap();
        let copy = folder.join(entry.file_name());
        std::fs::copy(entry.path(), &copy).unwrap();
        std::fs::File::open(copy).unwrap().sync_all().unwrap();
    }
}

fn session(number: usize, start: Stamp, stop: Stamp) -> [Recorded; 3] {
    let patient =
        Patient { name: format!("Patient {}", number % 2000), id: Some((number % 2000).to_string()), born: None };
    let opened = Event::SessionOpened { patient, payer: PayerId::new("medicare"), therapist: record::osei() };
    let segment = Segment {
        no: SegmentNo(1),
        spot: Spot { area: AreaId::new(*AREAS.get(number % AREAS.len()).unwrap()), side: None },
        technique: TechniqueId::new("petrissage"),
        code: "97124".parse().ok(),
        code_reason: None,
        contact: Contact::OneOnOne,
        performer: None,
        step: None,
        start,
        stop,
    };
    [(start, opened), (stop, Event::SegmentRecorded { segment }), (stop, Event::SessionFinished { closed: stop })]
        .map(|(at, event)| Recorded::new(at, &record::osei(), event))
}
