//! A therapist's hands against the clock: they are with one patient at a time, whatever the timers say.
//!
//! One-on-one codes need the therapist's undivided contact, so time that was timed at two patients at once can be
//! billed to neither payer as it stands. It is told, and moved by the therapist.

use std::collections::BTreeMap;

use chrono::{NaiveDate, TimeDelta};

use crate::catalog::Contact;
use crate::session::{Segment, Session, SessionId, Stamp};

/// Time that was timed at two patients at once.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AtOnce {
    /// The other patient's session.
    pub other: SessionId,
    /// Whose hands.
    pub therapist: String,
    /// For how long.
    pub time: TimeDelta,
}

/// A therapist whose hands were timed for longer than the clock ran.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Beyond {
    /// Who.
    pub therapist: String,
    /// For how long they were timed, in all.
    pub timed: TimeDelta,
    /// How much of the clock that covers.
    pub clock: TimeDelta,
}

/// Returns with which other patients' sessions the hands of a session were timed at once.
pub fn at_once<'a>(session: &Session, others: impl Iterator<Item = &'a Session>, now: Stamp) -> Vec<AtOnce> {
    let own = stretches(session, now);
    let mut found = Vec::new();
    for other in others.filter(|other| other.id != session.id && other.patient != session.patient) {
        let mut times: BTreeMap<String, TimeDelta> = BTreeMap::new();
        for (theirs, segment) in stretches(other, now) {
            for (ours, mine) in own.iter().filter(|(ours, mine)| *ours == theirs && mine.overlaps(&segment)) {
                let shared = mine.stop.min(segment.stop) - mine.start.max(segment.start);
                *times.entry(ours.clone()).or_insert_with(TimeDelta::zero) += shared;
            }
        }
        let at_once = |(therapist, time)| AtOnce { other: other.id.clone(), therapist, time };
        found.extend(times.into_iter().map(at_once));
    }
    found
}

/// Returns the therapists whose hands were timed for longer than the clock ran on a day.
pub fn beyond_the_clock<'a>(sessions: impl Iterator<Item = &'a Session>, day: NaiveDate, now: Stamp) -> Vec<Beyond> {
    let mut hands: BTreeMap<String, Vec<(Stamp, Stamp)>> = BTreeMap::new();
    for (therapist, segment) in sessions.flat_map(|session| stretches(session, now)) {
        if segment.start.date_naive() == day {
            hands.entry(therapist).or_default().push((segment.start, segment.stop));
        }
    }
    let told = hands.into_iter().map(|(therapist, mut stretches)| {
        stretches.sort_unstable();
        let (mut timed, mut clock, mut until) = (TimeDelta::zero(), TimeDelta::zero(), None::<Stamp>);
        for (start, stop) in stretches {
            timed += stop - start;
            let from = until.map_or(start, |until| until.max(start));
            clock += (stop - from).max(TimeDelta::zero());
            until = until.max(Some(stop));
        }
        Beyond { therapist, timed, clock }
    });
    told.filter(|beyond| beyond.timed > beyond.clock).collect()
}

/// Returns the stretches of the hands, each with whose they were.
fn stretches(session: &Session, now: Stamp) -> Vec<(String, Segment)> {
    let hands = session.segments_at(now).into_iter().filter(|segment| segment.contact == Contact::OneOnOne);
    let whose = |segment: &Segment| segment.performer.as_ref().unwrap_or(&session.therapist).name.clone();
    hands.map(|segment| (whose(&segment), segment)).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::catalog::{AreaId, PayerId, Spot, TechniqueId};
    use crate::session::{Event, Patient, Recorded, SegmentNo, Therapist};

    fn at(minutes: i64) -> Stamp {
        Stamp::parse_from_rfc3339("2026-11-23T10:00:00-05:00").unwrap() + TimeDelta::minutes(minutes)
    }

    fn session(name: &str, performer: Option<&str>, stretches: &[(i64, i64)]) -> Session {
        let patient = Patient { name: name.to_owned(), id: None, born: None };
        let osei = Therapist::from("J. Osei, PT".to_owned());
        let mut events =
            vec![Event::SessionOpened { patient, payer: PayerId::new("medicare"), therapist: osei.clone() }];
        for ((start, stop), no) in stretches.iter().zip(1..) {
            let segment = Segment {
                no: SegmentNo(no),
                spot: Spot { area: AreaId::new("neck"), side: None },
                technique: TechniqueId::new("effleurage"),
                code: None,
                code_reason: None,
                contact: Contact::OneOnOne,
                performer: performer.map(|name| Therapist::from(name.to_owned())),
                step: None,
                start: at(*start),
                stop: at(*stop),
            };
            events.push(Event::SegmentRecorded { segment });
        }
        let log: Vec<Recorded> = events.into_iter().map(|event| Recorded::new(at(0), &osei, event)).collect();
        Session::fold(&SessionId::new(name), &log).unwrap()
    }

    #[test]
    fn hands_at_two_patients_at_once_are_told_with_whose_they_were() {
        let rosa = session("Rosa", None, &[(0, 10), (20, 30)]);
        let (emil, lea) = (session("Emil", None, &[(5, 22)]), session("Lea", Some("K. Lee, PTA"), &[(0, 30)]));
        let found = at_once(&rosa, [&rosa, &emil, &lea].into_iter(), at(60));
        let osei = "J. Osei".to_owned();
        assert_eq!(found, [AtOnce { other: emil.id.clone(), therapist: osei.clone(), time: TimeDelta::minutes(7) }]);
        let day = at(0).date_naive();
        let beyond = beyond_the_clock([&rosa, &emil, &lea].into_iter(), day, at(60));
        let (timed, clock) = (TimeDelta::minutes(37), TimeDelta::minutes(30));
        assert_eq!(beyond, [Beyond { therapist: osei, timed, clock }]);
    }

    #[test]
    fn two_sessions_of_one_patient_are_no_two_patients() {
        let rosa = session("Rosa", None, &[(0, 10)]);
        let mut again = rosa.clone();
        again.id = SessionId::new("again");
        assert_eq!(at_once(&rosa, [&rosa, &again].into_iter(), at(60)), []);
    }

    #[test]
    fn one_after_the_other_is_no_matter() {
        let (rosa, emil) = (session("Rosa", None, &[(0, 10)]), session("Emil", None, &[(10, 20)]));
        assert_eq!(at_once(&rosa, [&emil].into_iter(), at(60)), []);
        assert_eq!(beyond_the_clock([&rosa, &emil].into_iter(), at(0).date_naive(), at(60)), []);
    }
}
