//! The session: its clock, its fold, and the laws that no sequence of keys may break.

#![expect(clippy::unwrap_used, reason = "a test says so by panicking")]

#[path = "session/clock.rs"]
mod clock;
#[path = "session/corrections.rs"]
mod corrections;
#[path = "session/facts.rs"]
mod facts;
#[path = "session/faults.rs"]
mod faults;
#[path = "session/paper.rs"]
mod paper;
#[path = "session/times.rs"]
mod times;

use chrono::TimeDelta;
use proptest::prelude::*;
use tableside::catalog::{AreaId, Catalog, Contact, CptCode, Modifier, PayerId, Side, Spot, Technique, TechniqueId};
use tableside::session::{
    Event, PainTime, Patient, Recorded, Refusal, Running, Section, Segment, SegmentNo, Session, SessionId, Stamp,
    Therapist, TieChoice,
};

fn catalog() -> &'static Catalog {
    static CATALOG: std::sync::OnceLock<Catalog> = std::sync::OnceLock::new();
    CATALOG.get_or_init(|| Catalog::builtin().unwrap())
}

fn at(seconds: i64) -> Stamp {
    Stamp::parse_from_rfc3339("2026-11-23T10:00:00-05:00").unwrap() + TimeDelta::seconds(seconds)
}

fn spot(area: &str, side: Option<Side>) -> Spot {
    Spot { area: AreaId::new(area), side }
}

fn technique(id: &str) -> Technique {
    catalog().technique(&TechniqueId::new(id)).unwrap().clone()
}

/// A session with its log, driven by commands at seconds.
struct Desk {
    log: Vec<Recorded>,
    session: Session,
}

impl Desk {
    fn open() -> Self {
        let patient = Patient { name: "Rosa Marin".to_owned(), id: None, born: None };
        let therapist = Therapist::from("J. Osei, LMT".to_owned());
        let first = Event::SessionOpened { patient, payer: PayerId::new("medicare"), therapist };
        let log = vec![Recorded::new(at(0), &Therapist::default(), first)];
        let session = Session::fold(&SessionId::new("test"), &log).unwrap();
        Self { log, session }
    }

    /// Takes the events of one change.
    fn take(&mut self, seconds: i64, events: Result<Vec<Event>, Refusal>) -> &mut Self {
        for recorded in Recorded::change(at(seconds), &Therapist::default(), events.unwrap()) {
            self.session.apply(&recorded).unwrap();
            self.log.push(recorded);
        }
        self
    }

    fn press(&mut self, seconds: i64, area: &str, id: &str) -> &mut Self {
        let events = self.session.press(&spot(area, Some(Side::Left)), &technique(id), at(seconds));
        self.take(seconds, events)
    }

    fn pause(&mut self, seconds: i64) -> &mut Self {
        let events = self.session.pause(at(seconds));
        self.take(seconds, events)
    }

    fn finish(&mut self, seconds: i64) -> &mut Self {
        let events = self.session.finish(at(seconds));
        self.take(seconds, events)
    }

    /// Segments as (area, technique, start, stop) in seconds.
    fn told(&self, now: i64) -> Vec<(String, String, i64, i64)> {
        let seconds = |stamp: Stamp| (stamp - at(0)).num_seconds();
        let segments = self.session.segments_at(at(now));
        segments
            .into_iter()
            .map(|s| (s.spot.area.to_string(), s.technique.to_string(), seconds(s.start), seconds(s.stop)))
            .collect()
    }
}

fn row(area: &str, technique: &str, start: i64, stop: i64) -> (String, String, i64, i64) {
    (area.to_owned(), technique.to_owned(), start, stop)
}

#[test]
fn a_switch_ends_one_segment_and_starts_the_next_at_the_same_instant() {
    let mut desk = Desk::open();
    desk.press(10, "neck", "effleurage")
        .press(70, "neck", "petrissage")
        .press(130, "shoulder", "petrissage")
        .finish(190);
    assert_eq!(
        desk.told(999),
        [
            row("neck", "effleurage", 10, 70),
            row("neck", "petrissage", 70, 130),
            row("shoulder", "petrissage", 130, 190)
        ]
    );
}

#[test]
fn a_segment_under_three_seconds_is_replaced_by_the_next_which_takes_its_start() {
    let mut desk = Desk::open();
    desk.press(10, "neck", "effleurage").press(12, "shoulder", "petrissage");
    assert_eq!(desk.told(60), [row("shoulder", "petrissage", 10, 60)]);
    let mut desk = Desk::open();
    desk.press(10, "neck", "effleurage").press(13, "shoulder", "petrissage");
    assert_eq!(desk.told(60), [row("neck", "effleurage", 10, 13), row("shoulder", "petrissage", 13, 60)]);
}

#[test]
fn a_slip_to_another_key_and_back_leaves_one_segment() {
    let mut desk = Desk::open();
    desk.press(10, "neck", "effleurage").press(100, "shoulder", "effleurage").press(102, "neck", "effleurage");
    assert_eq!(desk.told(200), [row("neck", "effleurage", 10, 200)]);
    let mut desk = Desk::open();
    desk.press(10, "neck", "effleurage").pause(100).press(102, "neck", "effleurage");
    assert_eq!(desk.told(200), [row("neck", "effleurage", 10, 200)]);
    let mut desk = Desk::open();
    desk.press(10, "neck", "effleurage").press(100, "shoulder", "effleurage").press(103, "neck", "effleurage");
    assert_eq!(desk.told(200).len(), 3);
}

#[test]
fn the_crumb_stays_in_the_log() {
    let mut desk = Desk::open();
    desk.press(10, "neck", "effleurage").press(12, "shoulder", "petrissage");
    assert_eq!(desk.log.len(), 3);
    assert_eq!(Session::fold(&SessionId::new("test"), &desk.log).unwrap(), desk.session);
}

#[test]
fn pressing_what_runs_changes_nothing() {
    let mut desk = Desk::open();
    desk.press(10, "neck", "effleurage").press(11, "neck", "effleurage").press(500, "neck", "effleurage");
    assert_eq!(desk.log.len(), 2);
    assert_eq!(desk.told(600), [row("neck", "effleurage", 10, 600)]);
}

#[test]
fn a_pause_is_not_counted_and_hands_go_back_where_they_were() {
    let mut desk = Desk::open();
    desk.press(10, "neck", "effleurage").pause(70).pause(130).finish(190);
    assert_eq!(desk.told(999), [row("neck", "effleurage", 10, 70), row("neck", "effleurage", 130, 190)]);
}

#[test]
fn a_second_press_of_pause_within_a_moment_takes_the_first_back() {
    let mut desk = Desk::open();
    desk.press(10, "neck", "effleurage").pause(70).pause(72);
    assert_eq!(desk.told(100), [row("neck", "effleurage", 10, 100)]);
    let mut desk = Desk::open();
    desk.press(10, "neck", "effleurage").pause(70).pause(130).pause(132);
    assert_eq!(desk.told(200), [row("neck", "effleurage", 10, 70)]);
    assert!(desk.session.running.is_none());
}

#[test]
fn stop_and_start_in_the_same_second_works() {
    let mut desk = Desk::open();
    desk.press(10, "neck", "effleurage").pause(70).press(70, "shoulder", "petrissage").finish(130);
    assert_eq!(desk.told(999), [row("neck", "effleurage", 10, 70), row("shoulder", "petrissage", 70, 130)]);
    let mut desk = Desk::open();
    desk.press(10, "neck", "effleurage").finish(10);
    assert_eq!(desk.told(999), [], "what has no time is nothing");
}

#[test]
fn an_unattended_modality_runs_beside_the_hands_and_through_a_pause() {
    let mut desk = Desk::open();
    desk.press(10, "lower-back", "hot-pack").press(20, "neck", "effleurage").pause(80);
    assert_eq!(desk.session.beside.len(), 1);
    desk.press(100, "lower-back", "hot-pack").finish(120);
    assert_eq!(desk.told(999), [row("lower-back", "hot-pack", 10, 100), row("neck", "effleurage", 20, 80)]);
}

#[test]
fn a_finished_session_refuses_the_clock_until_it_is_taken_up_again() {
    let mut desk = Desk::open();
    desk.press(10, "neck", "effleurage").finish(70);
    assert_eq!(desk.session.pause(at(80)), Err(Refusal::Finished));
    assert_eq!(desk.session.finish(at(80)), Err(Refusal::Finished));
    desk.take(80, Ok(vec![Event::SessionReopened])).pause(90);
    assert_eq!(desk.told(100), [row("neck", "effleurage", 10, 70), row("neck", "effleurage", 90, 100)]);
}

#[test]
fn a_clock_set_back_is_refused_and_never_makes_time_negative() {
    let mut desk = Desk::open();
    desk.press(100, "neck", "effleurage");
    assert_eq!(desk.session.pause(at(50)), Err(Refusal::ClockBehind));
    assert_eq!(desk.session.finish(at(50)), Err(Refusal::ClockBehind));
    assert_eq!(desk.told(50), [row("neck", "effleurage", 100, 100)]);
    desk.pause(200);
    let back = desk.session.press(&spot("neck", None), &technique("petrissage"), at(150));
    assert_eq!(back, Err(Refusal::ClockBehind));
}

#[test]
fn a_clock_set_back_by_a_moment_is_taken_for_the_last_recorded_time() {
    let mut desk = Desk::open();
    desk.press(100, "neck", "effleurage").pause(160);
    desk.press(158, "shoulder", "petrissage");
    assert_eq!(desk.told(220), [row("neck", "effleurage", 100, 160), row("shoulder", "petrissage", 160, 220)]);
}

#[test]
fn nothing_happens_before_the_session_is_opened() {
    let desk = Desk::open();
    let early = desk.session.press(&spot("neck", None), &technique("petrissage"), at(-3600));
    assert_eq!(early, Err(Refusal::ClockBehind));
    assert_eq!(desk.session.finish(at(-3600)), Err(Refusal::ClockBehind));
}

#[test]
fn an_unattended_modality_pressed_twice_within_a_moment_leaves_nothing() {
    let mut desk = Desk::open();
    desk.press(10, "lower-back", "hot-pack").press(12, "lower-back", "hot-pack");
    assert_eq!(desk.told(60), []);
}

fn started(no: u32, id: &str, start: i64, replaces: Option<u32>) -> Event {
    let technique = technique(id);
    let started = Running {
        no: SegmentNo(no),
        spot: spot("neck", None),
        technique: technique.id,
        code: technique.code,
        code_reason: None,
        contact: technique.contact,
        performer: None,
        step: None,
        start: at(start),
    };
    Event::SegmentStarted { started, replaces: replaces.map(SegmentNo) }
}

fn moved(no: u32, start: i64, stop: i64) -> Event {
    Event::SegmentMoved { segment: SegmentNo(no), start: at(start), stop: Some(at(stop)) }
}

fn recorded(no: u32, start: i64, stop: i64) -> Event {
    let technique = technique("petrissage");
    let (spot, code, contact) = (spot("neck", None), technique.code, technique.contact);
    let (start, stop) = (at(start), at(stop));
    Event::SegmentRecorded {
        segment: Segment {
            no: SegmentNo(no),
            spot,
            technique: technique.id,
            code,
            code_reason: None,
            contact,
            performer: None,
            step: None,
            start,
            stop,
        },
    }
}

#[test]
fn the_fold_refuses_what_cannot_have_happened() {
    let stopped = |no, stop| Event::SegmentStopped { segment: SegmentNo(no), stop: at(stop) };
    let finished = |closed| Event::SessionFinished { closed: at(closed) };
    let pain = |score| Event::PainRecorded { time: PainTime::Before, score: Some(score) };
    // Segment 1 lies at 10-70, segment 2 runs since 100.
    let mut desk = Desk::open();
    desk.take(70, Ok(vec![started(1, "effleurage", 10, None), stopped(1, 70), started(2, "petrissage", 100, None)]));
    for (event, why) in [
        (desk.log[0].event.clone(), "it is open already"),
        (started(2, "effleurage", 200, None), "number was used before"),
        (started(3, "effleurage", 60, None), "before the running one"),
        (started(3, "effleurage", 200, Some(1)), "it replaces is not running"),
        (started(3, "hot-pack", -5, None), "before the session was opened"),
        (stopped(3, 200), "no such segment is running"),
        (stopped(2, 90), "before its start"),
        (Event::SegmentReopened { segment: SegmentNo(1) }, "another segment came after it"),
        (Event::SegmentReopened { segment: SegmentNo(9) }, "no such segment"),
        (Event::SegmentKept { segment: SegmentNo(1) }, "no such segment is running"),
        (Event::SegmentDiscarded { segment: SegmentNo(9) }, "no such segment"),
        (recorded(3, 60, 80), "would overlap"),
        (recorded(3, 90, 80), "times cannot be"),
        (recorded(3, -40_000, 5), "on the day before"),
        (moved(1, 10, 110), "would overlap"),
        (moved(9, 10, 20), "no such segment"),
        (Event::Undone { change: 9 }, "something else was done since"),
        (Event::Redone { change: 2 }, "something else was done since"),
        (pain(11), "0 to 10"),
        (finished(300), "still running"),
        (Event::SessionReopened, "not finished"),
    ] {
        let mut session = desk.session.clone();
        let refused = session.apply(&Recorded::new(at(300), &Therapist::default(), event.clone())).unwrap_err();
        assert!(refused.why.contains(why), "{event:?}: {refused}");
        assert_eq!(session, desk.session, "a refused event leaves the session as it was");
    }
    desk.take(200, Ok(vec![stopped(2, 200)]));
    let early = desk.session.clone().apply(&Recorded::new(at(300), &Therapist::default(), finished(199))).unwrap_err();
    assert!(early.why.contains("before something in it"), "{early}");
    desk.finish(250);
    let late = desk
        .session
        .clone()
        .apply(&Recorded::new(at(300), &Therapist::default(), started(3, "effleurage", 260, None)))
        .unwrap_err();
    assert!(late.why.contains("finished"), "{late}");
    desk.take(300, Ok(vec![pain(4)]));

    let id = SessionId::new("test");
    assert!(Session::fold(&id, &[]).is_err());
    assert_eq!(Session::fold(&id, &desk.log[1..]).unwrap_err().number, 1);
}

#[test]
fn every_event_reads_as_it_was_written() {
    let mut desk = Desk::open();
    desk.press(10, "neck", "effleurage").press(11, "neck", "petrissage").pause(70).pause(71).pause(90).pause(100);
    let segment = desk.session.running.as_ref().unwrap().no;
    let day = at(0).date_naive();
    let more = vec![
        Event::SegmentKept { segment },
        Event::SegmentDiscarded { segment },
        recorded(segment.0 + 1, 200, 260),
        moved(segment.0 + 1, 210, 250),
        Event::SegmentRetagged {
            segment: SegmentNo(segment.0 + 1),
            spot: spot("calf", Some(Side::Left)),
            technique: TechniqueId::new("friction"),
            code: None,
            code_reason: Some("Glide.".to_owned()),
            contact: Contact::OneOnOne,
        },
        Event::ProtocolChosen { plan: None },
        Event::PayerChanged { payer: PayerId::new("cash") },
        Event::PainRecorded { time: PainTime::After, score: Some(3) },
        Event::PainRecorded { time: PainTime::Before, score: None },
        Event::NoteEdited { section: Section::Plan, text: "Twice a week.".to_owned() },
        Event::PerformerChanged { performer: Some(lee()) },
        Event::PerformerChanged { performer: None },
        Event::CodeChosen { segment: SegmentNo(segment.0 + 1), code: Some(code("97140")), reason: "Glide.".to_owned() },
        Event::CodeChosen { segment: SegmentNo(segment.0 + 1), code: None, reason: "Not billed.".to_owned() },
        Event::TieChosen {
            day,
            choice: TieChoice { among: vec![code("97110"), code("97112")], chosen: vec![code("97112")] },
        },
        Event::TieChosen { day, choice: TieChoice { among: Vec::new(), chosen: vec![code("97112")] } },
        Event::ModifierSet { day, code: code("97018"), modifier: Modifier::D59, on: true },
        Event::CodeDescribed { code: code("97039"), text: "Massage table.".to_owned() },
    ];
    desk.take(300, Ok(more)).finish(301).take(302, Ok(vec![Event::SessionReopened]));
    let text = serde_json::to_string(&desk.log).unwrap();
    assert_eq!(serde_json::from_str::<Vec<Recorded>>(&text).unwrap(), desk.log);
}

fn code(text: &str) -> CptCode {
    text.parse().unwrap()
}

fn lee() -> Therapist {
    Therapist::from("K. Lee, PTA".to_owned())
}

/// The performers and the stretches of a session, as it stands at a time.
fn hands(desk: &Desk, now: i64) -> Vec<(Option<String>, i64, i64)> {
    let segments = desk.session.segments_at(at(now));
    let from = |stamp: Stamp| (stamp - at(0)).num_seconds();
    segments.iter().map(|s| (s.performer.as_ref().map(|p| p.name.clone()), from(s.start), from(s.stop))).collect()
}

#[test]
fn other_hands_go_on_with_a_segment_of_their_own() {
    let mut desk = Desk::open();
    desk.press(10, "neck", "effleurage");
    let over = desk.session.hand_over(Some(lee()), at(100));
    desk.take(100, over);
    let lee_s = Some("K. Lee".to_owned());
    assert_eq!(hands(&desk, 200), [(None, 10, 100), (lee_s.clone(), 100, 200)]);
    assert_eq!(desk.session.hand_over(Some(lee()), at(150)), Ok(Vec::new()), "they have it already");
    // What is pressed next, and what goes on after a pause, is in the same hands.
    desk.press(200, "neck", "petrissage").pause(300).pause(400);
    assert_eq!(hands(&desk, 500)[2..], [(lee_s.clone(), 200, 300), (lee_s.clone(), 400, 500)]);
    // Handed back in the middle of a pause: the next stretch is the therapist's own.
    desk.pause(500);
    let back = desk.session.hand_over(None, at(501));
    desk.take(501, back).pause(502);
    assert_eq!(hands(&desk, 600)[3..], [(lee_s, 400, 500), (None, 502, 600)]);
}

#[test]
fn hands_that_change_at_once_leave_no_crumb() {
    let mut desk = Desk::open();
    desk.press(10, "neck", "effleurage");
    let over = desk.session.hand_over(Some(lee()), at(12));
    desk.take(12, over);
    assert_eq!(hands(&desk, 60), [(Some("K. Lee".to_owned()), 10, 60)]);
}

#[test]
fn a_chosen_code_stays_with_its_reason_and_goes_on_after_a_pause() {
    let mut desk = Desk::open();
    desk.press(10, "neck", "deep-tissue");
    let segment = desk.session.running.as_ref().unwrap().no;
    let choose = |code, reason: &str| Ok(vec![Event::CodeChosen { segment, code, reason: reason.to_owned() }]);
    desk.take(20, choose(Some(code("97140")), " Restores glide. ")).pause(60).pause(100);
    let told = |desk: &Desk| -> Vec<(Option<CptCode>, Option<String>)> {
        desk.session.segments_at(at(200)).into_iter().map(|s| (s.code, s.code_reason)).collect()
    };
    let chosen = (Some(code("97140")), Some("Restores glide.".to_owned()));
    assert_eq!(told(&desk), [chosen.clone(), chosen.clone()]);
    desk.finish(200).take(300, choose(Some(code("97124")), ""));
    assert_eq!(told(&desk), [(Some(code("97124")), None), chosen]);
    let nowhere = Event::CodeChosen { segment: SegmentNo(9), code: None, reason: String::new() };
    assert!(desk.session.clone().apply(&Recorded::new(at(300), &Therapist::default(), nowhere)).is_err());
}

#[test]
fn what_was_decided_can_be_taken_back() {
    let mut desk = Desk::open();
    let day = at(0).date_naive();
    let tie = |chosen: &[&str]| Event::TieChosen {
        day,
        choice: TieChoice { among: Vec::new(), chosen: chosen.iter().map(|text| code(text)).collect() },
    };
    let kx = |on| Event::ModifierSet { day, code: code("97110"), modifier: Modifier::Kx, on };
    let described = |text: &str| Event::CodeDescribed { code: code("97039"), text: text.to_owned() };
    desk.take(10, Ok(vec![tie(&["97112"]), kx(true), described(" Table. ")]));
    assert_eq!((desk.session.ties.len(), desk.session.modifiers.len()), (1, 1));
    assert_eq!(desk.session.described.get(&code("97039")).unwrap(), "Table.");
    desk.take(20, Ok(vec![tie(&[]), kx(false), described(" ")]));
    assert_eq!((desk.session.ties.len(), desk.session.modifiers.len(), desk.session.described.len()), (0, 0, 0));
}

#[test]
fn the_offset_of_the_clinic_is_kept_with_the_instant() {
    let text = serde_json::to_string(&Desk::open().log).unwrap();
    assert!(text.contains("2026-11-23T10:00:00-05:00"), "{text}");
}

#[test]
fn a_patient_never_shows_in_debug_output() {
    let desk = Desk::open();
    assert!(!format!("{:?}{:?}", desk.session, desk.log).contains("Rosa"));
}

#[derive(Debug, Clone)]
enum Press {
    Key(usize, usize),
    Pause,
    Finish,
    Reopen,
}

fn presses() -> impl Strategy<Value = Vec<(i64, Press)>> {
    let press = prop_oneof![
        8 => (0..3usize, 0..4usize).prop_map(|(a, t)| Press::Key(a, t)),
        4 => Just(Press::Pause),
        1 => Just(Press::Finish),
        1 => Just(Press::Reopen),
    ];
    let step = prop_oneof![3 => 0..5i64, 1 => 5..900i64, 1 => -30..0i64];
    prop::collection::vec((step, press), 0..60)
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(512))]

    #[test]
    fn no_sequence_of_keys_breaks_the_laws(presses in presses()) {
        let techniques = ["effleurage", "petrissage", "hot-pack", "trigger-point"].map(technique);
        let areas = ["neck", "shoulder", "lower-back"];
        let mut desk = Desk::open();
        let mut now = 0;
        for (step, press) in presses {
            now += step;
            let events = match press {
                Press::Key(area, t) => desk.session.press(&spot(areas.get(area).unwrap(), None), techniques.get(t).unwrap(), at(now)),
                Press::Pause => desk.session.pause(at(now)),
                Press::Finish => desk.session.finish(at(now)),
                Press::Reopen if desk.session.closed.is_some() => Ok(vec![Event::SessionReopened]),
                Press::Reopen => Ok(Vec::new()),
            };
            // A command either refuses or returns events that the fold takes.
            if let Ok(events) = events {
                desk.take(now, Ok(events));
            }
            let segments = desk.session.segments_at(at(now));
            for (i, s) in segments.iter().enumerate() {
                prop_assert!(s.stop >= s.start && s.start >= desk.session.opened);
                prop_assert!(desk.session.closed.is_none_or(|closed| closed >= s.stop));
                if s.contact == Contact::OneOnOne {
                    for other in segments.iter().skip(i + 1).filter(|o| o.contact == Contact::OneOnOne) {
                        prop_assert!(!s.overlaps(other), "{s:?} overlaps {other:?}");
                    }
                }
            }
        }
        prop_assert_eq!(&Session::fold(&SessionId::new("test"), &desk.log).unwrap(), &desk.session);
    }
}
