//! From sessions to days: what is billed together, where midnight cuts, and which time counts.

use chrono::{NaiveDate, TimeDelta};
use proptest::prelude::*;
use tableside::billing::{Bill, Day, bill, days};
use tableside::catalog::{AreaId, Contact, CptCode, MinuteRule, PayerId, Rule, Side, Spot, TechniqueId};
use tableside::note;
use tableside::session::{
    Event, Patient, Recorded, Segment, SegmentNo, Session, SessionId, Stamp, Therapist, TieChoice,
};

use crate::{CATALOG, claim, code, today, warnings};

fn at(text: &str) -> Stamp {
    let whole = if text.len() > 8 { text.to_owned() } else { format!("2026-11-23T{text}-05:00") };
    Stamp::parse_from_rfc3339(&whole).unwrap()
}

fn segment(no: u32, text: &str, start: &str, stop: &str) -> Segment {
    part(no, text, at(start), at(stop))
}

fn part(no: u32, text: &str, start: Stamp, stop: Stamp) -> Segment {
    let code: Option<CptCode> = (!text.is_empty()).then(|| code(text));
    let untimed = ["97010", "97018", "97039"].contains(&text);
    Segment {
        no: SegmentNo(no),
        spot: Spot { area: AreaId::new("neck"), side: None },
        technique: TechniqueId::new(if code.is_none() { "cupping" } else { "petrissage" }),
        code,
        code_reason: None,
        contact: if untimed { Contact::Unattended } else { Contact::OneOnOne },
        performer: None,
        step: None,
        start,
        stop,
    }
}

struct Visit {
    id: u8,
    patient: Patient,
    payer: &'static str,
    therapist: &'static str,
    more: Vec<Event>,
}

fn rosa() -> Visit {
    let patient = Patient { name: "Rosa Marin".to_owned(), id: None, born: None };
    Visit { id: 1, patient, payer: "medicare", therapist: "J. Osei, PT", more: Vec::new() }
}

fn session(visit: Visit, segments: &[Segment]) -> Session {
    let opened = segments.iter().map(|s| s.start).min().unwrap();
    let therapist = Therapist::from(visit.therapist.to_owned());
    let mut events = vec![Event::SessionOpened { patient: visit.patient, payer: PayerId::new(visit.payer), therapist }];
    events.extend(segments.iter().cloned().map(|segment| Event::SegmentRecorded { segment }));
    events.extend(visit.more);
    let recorded: Vec<Recorded> =
        events.into_iter().map(|event| Recorded::new(opened, &Therapist::default(), event)).collect();
    Session::fold(&SessionId::from_random([0, 0, 0, 0, visit.id]), &recorded).unwrap()
}

fn days_of<'a>(session: &'a Session, others: &'a [Session]) -> Vec<Day<'a>> {
    days(session, others.iter(), &CATALOG, at("23:59:59"))
}

fn bills(session: &Session, others: &[Session]) -> Vec<Bill> {
    days_of(session, others).iter().map(|day| bill(day, &CATALOG)).collect()
}

#[test]
fn two_sessions_of_a_patient_on_a_day_are_billed_together_whoever_treated() {
    let morning = session(rosa(), &[segment(1, "97110", "09:00:00", "09:08:00")]);
    let noon =
        session(Visit { id: 2, therapist: "A. Ruiz, PT", ..rosa() }, &[segment(1, "97140", "12:00:00", "12:08:00")]);
    let both = [morning.clone(), noon.clone()];
    for one in &both {
        let bills = bills(one, &both);
        assert_eq!(bills.len(), 1);
        assert_eq!(bills[0].sessions, [morning.id.clone(), noon.id.clone()]);
        assert_eq!((bills[0].timed.0, claim(&bills[0])), (16, vec!["97110 x1 GP".to_owned(), "97140 x0".to_owned()]));
    }
    // Alone each would have its unit.
    assert_eq!(claim(&bills(&noon, &[])[0]), ["97140 x1 GP"]);
}

#[test]
fn another_patient_payer_or_day_is_another_bill() {
    let first = session(rosa(), &[segment(1, "97110", "09:00:00", "09:08:00")]);
    let late = |visit: Visit| session(visit, &[segment(1, "97140", "12:00:00", "12:08:00")]);
    let namesake =
        Patient { name: "Rosa Marin".to_owned(), id: Some("7".to_owned()), born: NaiveDate::from_ymd_opt(1980, 1, 2) };
    let other = Patient { name: "Otto Berg".to_owned(), id: None, born: None };
    let same = |session: Session| bills(&first, &[session])[0].sessions.len() == 2;
    assert!(same(late(Visit { id: 2, patient: namesake, ..rosa() })));
    assert!(!same(late(Visit { id: 2, patient: other, ..rosa() })));
    assert!(!same(late(Visit { id: 2, payer: "cash", ..rosa() })));
    let next = [part(1, "97140", at("2026-11-24T09:00:00-05:00"), at("2026-11-24T09:08:00-05:00"))];
    assert!(!same(session(Visit { id: 2, ..rosa() }, &next)));
}

/// A session of eight minutes at an hour, of somebody.
fn of(n: u8, name: &str, number: Option<&str>, born: Option<i32>) -> Session {
    let born = born.and_then(|year| NaiveDate::from_ymd_opt(year, 2, 28));
    let patient = Patient { name: name.to_owned(), id: number.map(str::to_owned), born };
    let start = at("08:00:00") + TimeDelta::hours(i64::from(n));
    session(Visit { id: n, patient, ..rosa() }, &[part(1, "97110", start, start + TimeDelta::minutes(8))])
}

/// The sessions that are billed with each, as numbers.
fn groups(all: &[Session]) -> Vec<Vec<usize>> {
    let place = |id: &SessionId| all.iter().position(|session| session.id == *id).unwrap();
    let group = |session: &Session| {
        let mut group: Vec<usize> = bills(session, all).first().unwrap().sessions.iter().map(place).collect();
        group.sort_unstable();
        group
    };
    all.iter().map(group).collect()
}

#[test]
fn a_number_tells_the_patient_and_a_name_where_one_fits() {
    let rosa = |n, number, born| of(n, if n % 2 == 0 { "Rosa Marin" } else { "rosa marin " }, number, born);
    // The number counts, whatever the name; without one the name and the birth date do.
    assert_eq!(groups(&[rosa(1, Some("42"), None), of(2, "R. Marin", Some("42 "), None)]), [[0, 1], [0, 1]]);
    assert_eq!(groups(&[rosa(1, Some("42"), Some(1980)), rosa(2, None, None)]), [[0, 1], [0, 1]]);
    assert_eq!(groups(&[rosa(1, Some("42"), Some(1980)), rosa(2, None, Some(1981))]), [[0], [1]]);
    assert_eq!(groups(&[rosa(1, None, Some(1980)), rosa(2, None, None)]), [[0, 1], [0, 1]]);
    assert_eq!(groups(&[rosa(1, None, Some(1980)), rosa(2, None, Some(1981)), rosa(3, None, None)]), [[0], [1], [2]]);
    let third = [rosa(1, None, Some(1980)), rosa(2, None, Some(1981)), rosa(3, None, None)];
    assert_eq!(warnings(&bills(&third[2], &third)[0]).len(), 1, "several patients fit");
    assert!(bills(&third[0], &third)[0].warnings.is_empty());
    // A typing error in the name of one of three joins nobody else.
    let typed = of(3, "Rosa Marino", Some("42"), None);
    assert_eq!(groups(&[rosa(1, Some("42"), None), rosa(2, None, None), typed]), [[0, 1, 2], [0, 1, 2], [0, 1, 2]]);
}

#[test]
fn where_two_patients_fit_a_name_the_session_stands_alone_and_says_so() {
    let all =
        [of(1, "Rosa Marin", Some("1"), None), of(2, "Rosa Marin", None, None), of(3, "Rosa Marin", Some("2"), None)];
    assert_eq!(groups(&all), [[0], [1], [2]]);
    let doubtful = "several patients of the day fit this name; give the session its number, so that it is billed with the \
                    right one";
    assert_eq!(warnings(&bills(&all[1], &all)[0]), [doubtful]);
    assert!(bills(&all[0], &all)[0].warnings.is_empty());
}

#[test]
fn time_that_another_payer_is_billed_for_too_is_named() {
    let first = session(rosa(), &[segment(1, "97110", "09:00:00", "09:20:00")]);
    let second = session(Visit { id: 2, payer: "va", ..rosa() }, &[segment(1, "97140", "09:10:00", "09:30:00")]);
    let both = [first.clone(), second];
    let told = "one-on-one time from 09:10:00 to 09:20:00 is billed to another payer, too; one service is billed once";
    assert_eq!(warnings(&bills(&first, &both)[0]), [told]);
    let after = session(Visit { id: 2, payer: "va", ..rosa() }, &[segment(1, "97140", "09:20:00", "09:30:00")]);
    assert!(bills(&first, &[after])[0].warnings.is_empty());
    let pack = session(Visit { id: 2, payer: "va", ..rosa() }, &[segment(1, "97018", "09:10:00", "09:30:00")]);
    assert!(bills(&first, &[pack])[0].warnings.is_empty());
}

#[test]
fn what_has_no_code_holds_the_hands_too() {
    let first = session(rosa(), &[segment(1, "", "09:00:00", "09:20:00")]);
    let second = session(Visit { id: 2, ..rosa() }, &[segment(1, "97110", "09:10:00", "09:30:00")]);
    let bill = &bills(&first, &[second])[0];
    assert_eq!((bill.timed.0, bill.treatment.0), (10, 30));
    assert!(warnings(bill)[0].starts_with("97110: two one-on-one services at once, 09:10:00 to 09:20:00"));
    let later = session(Visit { id: 2, ..rosa() }, &[segment(1, "", "09:10:00", "09:30:00")]);
    let first = session(rosa(), &[segment(1, "97110", "09:00:00", "09:20:00")]);
    assert!(warnings(&bills(&first, &[later])[0])[0].starts_with("treatment without a code: two one-on-one services"));
}

#[test]
fn midnight_cuts_a_segment_and_each_day_is_billed_by_itself() {
    let night = session(rosa(), &[segment(1, "97110", "23:50:00", "2026-11-24T00:20:00-05:00")]);
    let told = bills(&night, &[]);
    assert_eq!(
        told.iter().map(|bill| (bill.date.to_string(), bill.timed.0)).collect::<Vec<_>>(),
        [("2026-11-23".to_owned(), 10), ("2026-11-24".to_owned(), 20),]
    );
    for bill in &told {
        assert_eq!(claim(bill), ["97110 x1 GP"]);
        assert_eq!(
            warnings(bill),
            ["over midnight: units belong to a calendar day, so the time of each day is billed by itself"]
        );
    }
    // The next day's session carries the next day's bill.
    let morning = session(
        Visit { id: 2, ..rosa() },
        &[part(1, "97110", at("2026-11-24T09:00:00-05:00"), at("2026-11-24T09:10:00-05:00"))],
    );
    let both = [night.clone(), morning.clone()];
    let next = bills(&morning, &both);
    assert_eq!((next.len(), next[0].timed.0, claim(&next[0])), (1, 30, vec!["97110 x2 GP".to_owned()]));
    assert_eq!(next[0].sessions.first(), Some(&morning.id));
    assert_eq!(bills(&night, &both)[1].sessions, [morning.id.clone(), night.id.clone()]);
    // A stop at midnight is of the day that ends.
    let ends = session(rosa(), &[segment(1, "97110", "23:50:00", "2026-11-24T00:00:00-05:00")]);
    assert_eq!((bills(&ends, &[]).len(), bills(&ends, &[])[0].warnings.len()), (1, 0));
    let begins = session(rosa(), &[part(1, "97110", at("2026-11-24T00:00:00-05:00"), at("2026-11-24T00:10:00-05:00"))]);
    assert_eq!(bills(&begins, &[])[0].date.to_string(), "2026-11-24");
}

#[test]
fn a_clock_set_forward_or_back_changes_no_duration() {
    let spring = segment(1, "97110", "2026-03-08T01:50:00-05:00", "2026-03-08T03:10:00-04:00");
    assert_eq!(bills(&session(rosa(), &[spring]), &[])[0].timed.0, 20);
    let autumn = segment(1, "97110", "2026-11-01T01:50:00-04:00", "2026-11-01T01:10:00-05:00");
    assert_eq!(bills(&session(rosa(), &[autumn]), &[])[0].timed.0, 20);
}

#[test]
fn one_on_one_time_at_once_counts_once_for_the_first() {
    let first = session(rosa(), &[segment(1, "97110", "09:00:00", "09:30:00")]);
    let second = session(
        Visit { id: 2, therapist: "K. Lee, PTA", ..rosa() },
        &[segment(1, "97140", "09:20:00", "09:40:00"), segment(2, "97140", "09:41:00", "09:46:00")],
    );
    let bill = &bills(&first, &[second])[0];
    assert_eq!(claim(bill), ["97110 x2 GP", "97140 x1 GP CQ"]);
    assert_eq!(bill.timed.0, 45);
    assert_eq!(
        warnings(bill),
        [
            "97140: two one-on-one services at once, 09:20:00 to 09:30:00; the time counts once, for the one that began first"
        ]
    );
    assert_eq!(bill.warnings[0].source, "CMS Pub 100-04 ch. 5 §20.3; NCCI Policy Manual ch. 11 §P");
    let within = session(Visit { id: 2, ..rosa() }, &[segment(1, "97140", "09:10:00", "09:20:00")]);
    assert_eq!(bills(&first, &[within])[0].timed.0, 30);
}

#[test]
fn two_packs_at_once_are_one_and_a_timed_code_beside_the_hands_is_none() {
    let mut packs = [
        segment(1, "97110", "09:00:00", "09:15:00"),
        segment(2, "97018", "09:00:00", "09:10:00"),
        segment(3, "97018", "09:05:00", "09:20:00"),
        segment(4, "97124", "09:00:00", "09:12:30"),
        segment(5, "97039", "09:00:00", "09:04:00"),
        segment(6, "97010", "09:00:00", "09:10:00"),
        segment(7, "97010", "09:05:00", "09:15:00"),
    ];
    packs[3].contact = Contact::Unattended;
    let bill = &bills(&session(rosa(), &packs), &[])[0];
    let minutes: Vec<(String, u32)> = bill.charges.iter().map(|c| (c.code.to_string(), c.minutes.0)).collect();
    let expected = [("97110", 15), ("97018", 20), ("97124", 0), ("97039", 4), ("97010", 15)];
    assert_eq!(
        minutes.iter().map(|(c, m)| (c.as_str(), *m)).collect::<std::collections::BTreeSet<_>>(),
        expected.into()
    );
    assert_eq!(
        warnings(bill).last().unwrap(),
        &"97124: 12:30 without one-on-one contact; a timed code counts hands-on time only, so it is documented and not \
          counted"
    );
}

#[test]
fn treatment_without_a_code_is_named_and_counts_as_treatment_only() {
    let segments = [
        segment(1, "97110", "09:00:00", "09:15:00"),
        segment(2, "", "09:15:00", "09:20:30"),
        segment(3, "", "09:30:00", "09:34:40"),
    ];
    let bill = &bills(&session(rosa(), &segments), &[])[0];
    assert_eq!((bill.timed.0, bill.treatment.0), (15, 25));
    assert_eq!(warnings(bill), ["Cupping: 10 min without a code; documented, not billed"]);
}

#[test]
fn a_payer_that_is_gone_counts_nothing_and_says_so() {
    let gone = session(Visit { payer: "acme", ..rosa() }, &[segment(1, "97110", "09:00:00", "09:30:00")]);
    let bill = &bills(&gone, &[])[0];
    assert_eq!((bill.rule, bill.total_units().0, bill.timed.0), (Rule::None, 0, 30));
    assert_eq!(
        warnings(bill),
        ["payer \"acme\" is not in the catalogue any more, so nothing is counted; add it to the clinic's catalogue"]
    );
    assert!(
        bills(&session(Visit { payer: "cash", ..rosa() }, &[segment(1, "97110", "09:00:00", "09:30:00")]), &[])[0]
            .warnings
            .is_empty()
    );
}

#[test]
fn decisions_count_on_their_day_from_any_session_of_it() {
    let morning =
        session(rosa(), &[segment(1, "97110", "09:00:00", "09:20:00"), segment(2, "97112", "09:20:00", "09:40:00")]);
    let chosen =
        |day| vec![Event::TieChosen { day, choice: TieChoice { among: Vec::new(), chosen: vec![code("97112")] } }];
    let noon =
        |day| session(Visit { id: 2, more: chosen(day), ..rosa() }, &[segment(1, "97018", "12:00:00", "12:10:00")]);
    assert_eq!(claim(&bills(&morning, &[noon(today())])[0])[..2], ["97110 x1 GP", "97112 x2 GP"]);
    let tomorrow = today().succ_opt().unwrap();
    assert_eq!(bills(&morning, &[noon(tomorrow)])[0].choices.len(), 1);
}

#[test]
fn a_session_in_which_nothing_was_timed_has_an_empty_bill() {
    let opened = Event::SessionOpened {
        patient: rosa().patient,
        payer: PayerId::new("medicare"),
        therapist: Therapist::from("J. Osei, PT".to_owned()),
    };
    let empty =
        Session::fold(&SessionId::new("empty"), &[Recorded::new(at("09:00:00"), &Therapist::default(), opened)])
            .unwrap();
    let bills = bills(&empty, &[]);
    assert_eq!((bills.len(), bills[0].charges.len(), bills[0].date), (1, 0, today()));
    assert_eq!(bills[0].sessions, std::slice::from_ref(&empty.id));
}

#[test]
fn a_day_on_which_nothing_of_the_session_was_timed_is_not_its_own() {
    let opened = Event::SessionOpened {
        patient: rosa().patient,
        payer: PayerId::new("medicare"),
        therapist: Therapist::from("J. Osei, PT".to_owned()),
    };
    let late = part(1, "97110", at("2026-11-24T00:05:00-05:00"), at("2026-11-24T00:20:00-05:00"));
    let events = [opened, Event::SegmentRecorded { segment: late }]
        .map(|event| Recorded::new(at("23:50:00"), &Therapist::default(), event));
    let night = Session::fold(&SessionId::new("night"), &events).unwrap();
    let morning = session(Visit { id: 2, ..rosa() }, &[segment(1, "97110", "09:00:00", "09:15:00")]);
    let bills = bills(&night, &[morning]);
    assert_eq!(bills.iter().map(|bill| bill.date.to_string()).collect::<Vec<_>>(), ["2026-11-24"]);
}

#[test]
fn areas_add_up_to_their_code_over_all_sessions_of_the_day() {
    let spot = |mut segment: Segment, side| {
        segment.spot.side = Some(side);
        segment
    };
    let first = session(
        rosa(),
        &[
            spot(segment(1, "97124", "09:00:00", "09:05:40"), Side::Left),
            spot(segment(2, "97124", "09:05:40", "09:11:30"), Side::Right),
        ],
    );
    let second = session(Visit { id: 2, ..rosa() }, &[spot(segment(1, "97124", "12:00:00", "12:04:50"), Side::Left)]);
    let all = [first.clone(), second.clone()];
    let minutes = |session: &Session| -> u32 {
        let accounts = note::accounts(session, all.iter(), &CATALOG, at("23:00:00"));
        assert_eq!(accounts[0].bill.timed.0, 16);
        assert_eq!(accounts[0].timed_here.0, accounts[0].areas.iter().map(|area| area.minutes.0).sum::<u32>());
        accounts[0].timed_here.0
    };
    assert_eq!((minutes(&first), minutes(&second)), (11, 5));
}

proptest! {
    #[test]
    fn every_session_of_a_day_is_billed_once(
        people in prop::collection::vec((0..2usize, prop::option::of(0..3usize), prop::option::of(0..2i32)), 1..7),
    ) {
        let name = ["Rosa Marin", "Rosa Marino"];
        let number = ["1", "2", "3"];
        let all: Vec<Session> = (people.iter().zip(1..))
            .map(|((n, id, born), at)| of(at, name[*n], id.map(|id| number[id]), born.map(|born| 1980 + born)))
            .collect();
        let groups = groups(&all);
        for (place, group) in groups.iter().enumerate() {
            prop_assert!(group.contains(&place));
            prop_assert!(group.iter().all(|other| groups[*other] == *group), "{:?}", groups);
        }
    }

    #[test]
    fn a_segment_cut_anywhere_and_told_in_any_order_bills_like_the_whole(
        start in 0..86_400i64, first in 1..5400i64, second in 0..5400i64, cut in 0..=100i64,
        floor_total in any::<bool>(), split_session in any::<bool>(),
    ) {
        let zero = at("00:00:00");
        let on = |seconds| zero + TimeDelta::seconds(seconds);
        let (middle, end, last) = (start + first * cut / 100, start + first, start + first + second);
        let whole = session(rosa(), &[part(1, "97124", on(start), on(end)), part(2, "97140", on(end), on(last))]);
        let pieces = [
            part(1, "97140", on(end), on(last)),
            part(2, "97124", on(middle), on(end)),
            part(3, "97124", on(start), on(middle)),
        ];
        let (one, other) = if split_session {
            (session(rosa(), &pieces[1..]), Some(session(Visit { id: 2, ..rosa() }, &pieces[..1])))
        } else {
            (session(rosa(), &pieces), None)
        };
        let rest: Vec<Session> = other.into_iter().collect();
        let minutes = if floor_total { MinuteRule::FloorTotal } else { MinuteRule::FloorPerCode };
        let of = |session: &Session, rest: &[Session]| -> Vec<(NaiveDate, u32, Vec<String>)> {
            let mut days = days(session, rest.iter(), &CATALOG, on(last));
            for day in &mut days {
                day.payer.to_mut().minutes = minutes;
            }
            let bills = days.iter().map(|day| bill(day, &CATALOG));
            let mut told: Vec<_> = bills.map(|b| { let mut c = claim(&b); c.sort(); (b.date, b.timed.0, c) }).collect();
            told.retain(|(_, timed, _)| *timed > 0);
            told
        };
        let mut split = of(&one, &rest);
        for session in &rest {
            let more = of(session, std::slice::from_ref(&one));
            split.extend(more.into_iter().filter(|day| !split.contains(day)).collect::<Vec<_>>());
        }
        split.sort();
        // A code whose part of a day is less than a minute may stand there with nothing.
        let billed = |days: Vec<(NaiveDate, u32, Vec<String>)>| -> Vec<(NaiveDate, u32, Vec<String>)> {
            days.into_iter().map(|(d, t, c)| (d, t, c.into_iter().filter(|l| !l.ends_with("x0")).collect())).collect()
        };
        prop_assert_eq!(billed(of(&whole, &[])), billed(split));
    }
}
