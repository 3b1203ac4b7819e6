//! Corrections, undo and redo, and following a plan: what each does, and the laws that no sequence of them may break.

use chrono::TimeDelta;
use proptest::prelude::*;
use tableside::catalog::{Contact, Side, Step, TechniqueId};
use tableside::session::{Event, Plan, Refusal, Segment, SegmentNo, Session, SessionId};

use super::{Desk, at, lee, row, spot, technique};

/// Neck 10-70, shoulder 70-130, then a pause, then lower back from 200 on.
fn worked() -> Desk {
    let mut desk = Desk::open();
    desk.press(10, "neck", "effleurage").press(70, "shoulder", "petrissage").pause(130);
    desk.press(200, "lower-back", "friction");
    desk
}

fn no(desk: &Desk, area: &str) -> SegmentNo {
    desk.session.segments_at(at(10_000)).iter().find(|s| s.spot.area.as_str() == area).unwrap().no
}

impl Desk {
    fn correct(&mut self, now: i64, how: impl FnOnce(&Session) -> Result<Vec<Event>, Refusal>) -> &mut Self {
        let events = how(&self.session);
        self.take(now, events)
    }
}

#[test]
fn a_start_moves_and_the_neighbour_s_end_with_it() {
    for (to, told) in [(60, [60, 60]), (80, [80, 80])] {
        let mut desk = worked();
        let shoulder = no(&desk, "shoulder");
        desk.correct(300, |s| s.move_start(shoulder, at(to), at(300)));
        let rows = desk.told(300);
        assert_eq!(
            (rows[0].3, rows[1].2),
            (told[0], told[1]),
            "no minute is lost between them, and none counted twice"
        );
        assert_eq!((rows[0].2, rows[1].3), (10, 130), "the other ends stay");
    }
}

#[test]
fn an_end_moves_and_the_neighbour_s_start_with_it() {
    let mut desk = worked();
    let neck = no(&desk, "neck");
    desk.correct(300, |s| s.move_stop(neck, at(100), at(300)));
    assert_eq!(desk.told(300)[..2], [row("neck", "effleurage", 10, 100), row("shoulder", "petrissage", 100, 130)]);
    let shoulder = no(&desk, "shoulder");
    desk.correct(300, |s| s.move_stop(shoulder, at(190), at(300)));
    assert_eq!(desk.told(300)[1], row("shoulder", "petrissage", 100, 190), "into the pause, nobody is in the way");
}

#[test]
fn what_runs_began_earlier_or_ended_before_now() {
    let mut desk = worked();
    let running = no(&desk, "lower-back");
    desk.correct(300, |s| s.move_start(running, at(150), at(300)));
    assert_eq!(desk.told(300)[2], row("lower-back", "friction", 150, 300));
    desk.correct(300, |s| s.move_stop(running, at(280), at(300)));
    assert_eq!((desk.told(400)[2].3, desk.session.running.is_none()), (280, true));
}

#[test]
fn a_segment_is_cut_in_two_and_made_one_again() {
    let mut desk = worked();
    let shoulder = no(&desk, "shoulder");
    desk.correct(300, |s| s.split(shoulder, at(100), at(300)));
    assert_eq!(desk.told(300)[1..3], [row("shoulder", "petrissage", 70, 100), row("shoulder", "petrissage", 100, 130)]);
    desk.correct(300, |s| s.join(shoulder, at(300)));
    assert_eq!(desk.told(300)[1], row("shoulder", "petrissage", 70, 130));
    // What runs keeps running when it is cut, and when it is joined: the pause between was none.
    let running = no(&desk, "lower-back");
    desk.correct(300, |s| s.split(running, at(250), at(300)));
    assert_eq!(desk.told(300)[2..], [row("lower-back", "friction", 200, 250), row("lower-back", "friction", 250, 300)]);
    desk.correct(300, |s| s.join(no_of(s, "lower-back"), at(300)));
    assert_eq!(desk.told(400)[2..], [row("lower-back", "friction", 200, 400)], "and runs on");
}

fn no_of(session: &Session, area: &str) -> SegmentNo {
    session.segments_at(at(10_000)).iter().find(|s| s.spot.area.as_str() == area).unwrap().no
}

#[test]
fn a_segment_was_of_something_else_and_is_billed_as_that() {
    let mut desk = worked();
    let neck = no(&desk, "neck");
    let calf = spot("calf", Some(Side::Left));
    desk.correct(300, |s| s.retag(neck, &calf, &technique("myofascial-release"), at(300)));
    let segment = desk.session.segments.iter().find(|s| s.no == neck).unwrap().clone();
    assert_eq!((segment.spot, segment.code.unwrap().to_string()), (calf, "97140".to_owned()));
    let shoulder = no(&desk, "shoulder");
    desk.correct(300, |s| s.delete(shoulder, at(300)));
    assert_eq!(desk.told(300).len(), 2);
}

#[test]
fn what_was_never_timed_is_added_and_may_be_before_the_opening() {
    let mut desk = worked();
    let (neck, hands) = (spot("neck", None), technique("effleurage"));
    desk.correct(300, |s| s.add(&neck, &hands, (at(-600), at(-60)), at(300)));
    assert_eq!(desk.told(300)[0], row("neck", "effleurage", -600, -60));
    assert_eq!(desk.session.opened, at(-600), "the session began with it");
}

#[test]
fn what_cannot_have_been_is_refused_with_its_reason() {
    let mut desk = worked();
    let (neck, shoulder, back) = (no(&desk, "neck"), no(&desk, "shoulder"), no(&desk, "lower-back"));
    let (calf, hands, pack) = (spot("calf", None), technique("effleurage"), technique("hot-pack"));
    let s = &desk.session;
    let now = at(300);
    let (start, stop) = (at(70), at(130));
    let cases = [
        (s.move_start(shoulder, at(10), now), Refusal::Swallows(at(10))),
        (s.move_start(shoulder, at(130), now), Refusal::NothingLeft { start: at(130), stop: at(130) }),
        (s.move_start(back, at(100), now), Refusal::Overlaps { start, stop }),
        (s.move_start(back, at(301), now), Refusal::Ahead(at(301))),
        (s.move_stop(neck, at(130), now), Refusal::SwallowsNext(at(130))),
        (s.move_stop(neck, at(10), now), Refusal::NothingLeft { start: at(10), stop: at(10) }),
        (s.move_stop(shoulder, at(220), now), Refusal::Overlaps { start: at(200), stop: now }),
        (s.move_stop(back, at(301), now), Refusal::StopOutside { start: at(200), stop: at(301) }),
        (s.split(shoulder, at(70), now), Refusal::NotInside { start, stop }),
        (s.join(back, now), Refusal::NothingFollows),
        (s.join(neck, now), Refusal::NotAlike),
        (s.add(&calf, &hands, (at(120), at(180)), now), Refusal::Overlaps { start, stop }),
        (s.add(&calf, &hands, (at(150), at(150)), now), Refusal::NothingLeft { start: at(150), stop: at(150) }),
        (s.add(&calf, &hands, (at(-50_000), at(-49_000)), now), Refusal::DayBefore),
        (s.retag(back, &calf, &pack, now), Refusal::StaysAsHeld),
        (s.delete(SegmentNo(99), now), Refusal::NoSuchSegment),
        (s.redo(), Refusal::NothingToRedo),
        (Desk::open().session.undo(), Refusal::NothingToUndo),
    ];
    for (outcome, refusal) in cases {
        assert_eq!(outcome, Err(refusal));
    }
    desk.finish(310);
    let late = desk.session.add(&calf, &hands, (at(305), at(320)), at(400));
    assert_eq!(late, Err(Refusal::AfterTheEnd(at(310))));
}

#[test]
fn a_finished_session_is_put_right_within_its_end() {
    let mut desk = worked();
    desk.finish(310);
    let neck = no(&desk, "neck");
    desk.correct(900, |s| s.move_start(neck, at(5), at(900)));
    assert_eq!((desk.told(900)[0].2, desk.session.closed), (5, Some(at(310))));
}

#[test]
fn changes_are_taken_back_one_by_one_and_put_in_force_again() {
    let mut desk = worked();
    let all = desk.told(300);
    desk.finish(310);
    desk.correct(400, Session::undo);
    assert_eq!((desk.told(500)[2].3, desk.session.closed), (500, None), "as if it had not been finished");
    desk.correct(500, Session::undo);
    assert_eq!(desk.told(600).len(), 2);
    desk.correct(600, Session::undo);
    assert_eq!(desk.told(600)[1].3, 600, "as if the hands had not been taken off");
    desk.correct(600, Session::redo).correct(600, Session::redo).correct(600, Session::redo);
    assert_eq!((desk.told(900)[..2].to_vec(), desk.session.closed), (all[..2].to_vec(), Some(at(310))));
    assert_eq!(desk.session.redo(), Err(Refusal::NothingToRedo));
    desk.correct(900, Session::undo);
    desk.press(950, "foot", "effleurage");
    assert_eq!(desk.session.redo(), Err(Refusal::NothingToRedo), "something else was done since");
}

#[test]
fn what_one_key_did_is_taken_back_at_once_and_the_note_stays() {
    let mut desk = worked();
    let before = desk.told(290);
    let over = desk.session.hand_over(Some(lee()), at(290));
    desk.take(290, over);
    desk.take(291, Ok(vec![Event::NoteEdited { section: super::Section::Plan, text: "Twice a week.".to_owned() }]));
    desk.correct(292, Session::undo);
    assert_eq!((desk.told(290), desk.session.performer.clone()), (before, None));
    assert_eq!(desk.session.texts.len(), 1, "what was written has its own way back");
}

#[test]
fn the_number_of_a_segment_taken_back_is_not_used_again() {
    let mut desk = worked();
    let taken = no(&desk, "lower-back");
    desk.correct(300, Session::undo).press(310, "foot", "effleurage");
    assert_eq!(desk.session.running.as_ref().unwrap().no, SegmentNo(taken.0 + 1));
}

fn plan() -> Plan {
    let step = |area: &str, id: &str, minutes| Step {
        spot: spot(area, Some(Side::Left)),
        technique: TechniqueId::new(id),
        minutes,
    };
    let steps = vec![step("neck", "effleurage", 2), step("shoulder", "petrissage", 1), step("neck", "effleurage", 1)];
    Plan { name: "Test".to_owned(), steps }
}

fn next(desk: &mut Desk, now: i64) {
    let number = desk.session.next_step().unwrap();
    let id = plan().step(number).unwrap().technique.as_str().to_owned();
    let events = desk.session.begin_step(number, &technique(&id), at(now));
    desk.take(now, events);
}

#[test]
fn a_plan_is_followed_step_by_step_through_pauses_and_detours() {
    let mut desk = Desk::open();
    desk.correct(5, |s| s.follow(Some(plan()), at(5)));
    assert_eq!((desk.session.at_step(), desk.session.next_step()), (None, Some(1)));
    next(&mut desk, 10);
    desk.pause(70).pause(100);
    assert_eq!((desk.session.at_step(), desk.session.time_in_step(1, at(130))), (Some(1), TimeDelta::seconds(90)));
    // Something else in between belongs to no step; going on by hand with what the plan says next does.
    desk.press(130, "foot", "friction");
    assert_eq!((desk.session.running.as_ref().unwrap().step, desk.session.at_step()), (None, Some(1)));
    desk.press(160, "shoulder", "petrissage");
    assert_eq!(desk.session.at_step(), Some(2));
    next(&mut desk, 220);
    assert_eq!((desk.session.at_step(), desk.session.next_step()), (Some(3), None));
    assert_eq!(desk.session.time_in_step(3, at(250)), TimeDelta::seconds(30), "not the first step's, though alike");
    desk.correct(250, Session::undo);
    assert_eq!(desk.session.at_step(), Some(2));
}

#[test]
fn a_pedal_that_bounces_takes_one_step() {
    let mut desk = Desk::open();
    desk.correct(5, |s| s.follow(Some(plan()), at(5)));
    next(&mut desk, 10);
    let again = desk.session.begin_step(2, &technique("petrissage"), at(12));
    assert_eq!(again, Err(Refusal::JustBegun));
    next(&mut desk, 13);
    assert_eq!(desk.session.at_step(), Some(2));
}

#[test]
fn a_step_that_is_what_already_runs_begins_all_the_same() {
    let mut desk = Desk::open();
    desk.press(5, "neck", "effleurage").correct(60, |s| s.follow(Some(plan()), at(60)));
    next(&mut desk, 70);
    assert_eq!((desk.told(80).len(), desk.session.at_step()), (2, Some(1)));
    // Within a moment of its start, what was begun by hand becomes the step, and leaves no crumb.
    let mut desk = Desk::open();
    desk.correct(1, |s| s.follow(Some(plan()), at(1))).press(5, "foot", "friction");
    next(&mut desk, 6);
    assert_eq!(desk.told(60), [row("neck", "effleurage", 5, 60)]);
}

#[test]
fn another_plan_begins_at_its_first_step() {
    let mut desk = Desk::open();
    desk.correct(5, |s| s.follow(Some(plan()), at(5)));
    next(&mut desk, 10);
    next(&mut desk, 70);
    let other = Plan { name: "Other".to_owned(), ..plan() };
    desk.correct(80, |s| s.follow(Some(other), at(80)));
    assert_eq!((desk.session.at_step(), desk.session.time_in_step(1, at(90))), (None, TimeDelta::zero()));
    desk.correct(90, Session::undo);
    assert_eq!(desk.session.at_step(), Some(2), "and the first is where it was");
}

#[test]
fn the_session_begins_when_it_was_opened_once_what_was_told_before_is_gone() {
    let mut desk = worked();
    let neck = no(&desk, "neck");
    desk.correct(300, |s| s.move_start(neck, at(-300), at(300)));
    assert_eq!(desk.session.opened, at(-300));
    desk.correct(300, |s| s.move_start(neck, at(20), at(300)));
    assert_eq!(desk.session.opened, at(0));
}

#[test]
fn what_has_no_time_is_nothing() {
    let mut desk = Desk::open();
    desk.press(10, "neck", "effleurage").pause(10);
    assert_eq!(desk.told(20), []);
    desk.press(30, "neck", "effleurage").finish(30);
    assert_eq!((desk.told(60), desk.session.closed), (Vec::new(), Some(at(30))));
}

#[test]
fn a_plan_made_of_a_session_does_the_same_again_in_whole_minutes() {
    let mut desk = Desk::open();
    desk.press(0, "neck", "effleurage").pause(100).pause(110).press(215, "shoulder", "petrissage");
    desk.press(500, "foot", "friction").press(520, "lower-back", "hot-pack").finish(525);
    let made = Plan::of("As on 23 Nov 2026".to_owned(), &desk.session).unwrap();
    let told: Vec<_> = made.steps.iter().map(|s| (s.spot.area.as_str(), s.technique.as_str(), s.minutes)).collect();
    assert_eq!(told, [("neck", "effleurage", 3), ("shoulder", "petrissage", 5)], "what took seconds was no step");
    assert_eq!(Plan::of(String::new(), &Desk::open().session), None);
}

#[derive(Debug, Clone)]
enum Deed {
    Press(usize, usize),
    Pause,
    Finish,
    Reopen,
    HandOver(bool),
    Follow(bool),
    Step,
    Start(usize, i64),
    Stop(usize, i64),
    Split(usize, i64),
    Join(usize),
    Retag(usize, usize, usize),
    Delete(usize),
    Add(usize, i64, i64),
    Undo,
    Redo,
}

fn deeds() -> impl Strategy<Value = Vec<(i64, Deed)>> {
    let deed = prop_oneof![
        8 => (0..3usize, 0..4usize).prop_map(|(a, t)| Deed::Press(a, t)),
        3 => Just(Deed::Pause),
        1 => Just(Deed::Finish),
        1 => Just(Deed::Reopen),
        1 => any::<bool>().prop_map(Deed::HandOver),
        1 => any::<bool>().prop_map(Deed::Follow),
        3 => Just(Deed::Step),
        2 => (0..6usize, -200..200i64).prop_map(|(s, by)| Deed::Start(s, by)),
        2 => (0..6usize, -200..200i64).prop_map(|(s, by)| Deed::Stop(s, by)),
        2 => (0..6usize, 0..200i64).prop_map(|(s, by)| Deed::Split(s, by)),
        2 => (0..6usize).prop_map(Deed::Join),
        1 => (0..6usize, 0..3usize, 0..4usize).prop_map(|(s, a, t)| Deed::Retag(s, a, t)),
        1 => (0..6usize).prop_map(Deed::Delete),
        2 => (0..4usize, -300..900i64, 1..200i64).prop_map(|(t, at, by)| Deed::Add(t, at, by)),
        5 => Just(Deed::Undo),
        3 => Just(Deed::Redo),
    ];
    let step = prop_oneof![3 => 0..5i64, 2 => 5..300i64];
    prop::collection::vec((step, deed), 0..50)
}

fn wanted(desk: &Desk, deed: &Deed, now: i64) -> Result<Vec<Event>, Refusal> {
    let techniques = ["effleurage", "petrissage", "hot-pack", "friction"].map(technique);
    let areas = ["neck", "shoulder", "lower-back"].map(|area| spot(area, Some(Side::Left)));
    let area = |place: usize| areas.get(place).unwrap();
    let with = |place: usize| techniques.get(place).unwrap();
    let session = &desk.session;
    let segments = session.segments_at(at(now));
    let one = |place: &usize| segments.get(*place).map(|s| (s.no, s.start, s.stop)).ok_or(Refusal::NoSuchSegment);
    let by = |stamp, seconds: &i64| stamp + TimeDelta::seconds(*seconds);
    let now = at(now);
    match deed {
        Deed::Press(a, t) => session.press(area(*a), with(*t), now),
        Deed::Pause => session.pause(now),
        Deed::Finish => session.finish(now),
        Deed::Reopen if session.closed.is_some() => Ok(vec![Event::SessionReopened]),
        Deed::Reopen => Ok(Vec::new()),
        Deed::HandOver(over) => session.hand_over(over.then(lee), now),
        Deed::Follow(on) => session.follow(on.then(plan), now),
        Deed::Step => match session.next_step().and_then(|n| Some((n, plan().step(n)?.technique.clone()))) {
            Some((number, id)) => session.begin_step(number, &technique(id.as_str()), now),
            None => Ok(Vec::new()),
        },
        Deed::Start(s, seconds) => one(s).and_then(|(no, start, _)| session.move_start(no, by(start, seconds), now)),
        Deed::Stop(s, seconds) => one(s).and_then(|(no, _, stop)| session.move_stop(no, by(stop, seconds), now)),
        Deed::Split(s, seconds) => one(s).and_then(|(no, start, _)| session.split(no, by(start, seconds), now)),
        Deed::Join(s) => one(s).and_then(|(no, ..)| session.join(no, now)),
        Deed::Retag(s, a, t) => one(s).and_then(|(no, ..)| session.retag(no, area(*a), with(*t), now)),
        Deed::Delete(s) => one(s).and_then(|(no, ..)| session.delete(no, now)),
        Deed::Add(t, start, length) => session.add(area(0), with(*t), (at(*start), at(start + length)), now),
        Deed::Undo => session.undo(),
        Deed::Redo => session.redo(),
    }
}

/// What undo must bring back.
fn facts(session: &Session) -> String {
    let s = session;
    format!("{:?}", (&s.segments, &s.running, &s.beside, &s.performer, &s.plan, &s.ties, s.closed, s.opened))
}

fn sound(session: &Session, now: i64) {
    let segments = session.segments_at(at(now));
    let hands: Vec<&Segment> = segments.iter().filter(|s| s.contact == Contact::OneOnOne).collect();
    for (i, one) in hands.iter().enumerate() {
        assert!(hands.iter().skip(i + 1).all(|other| !one.overlaps(other)), "{hands:?}");
    }
    for segment in &segments {
        assert!(segment.stop >= segment.start && segment.start >= session.opened && segment.stop <= at(now));
        assert!(session.closed.is_none_or(|closed| closed >= segment.stop));
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(4000))]

    #[test]
    fn no_sequence_of_corrections_breaks_the_laws_and_undo_brings_back_what_was(deeds in deeds()) {
        let mut desk = Desk::open();
        let mut now = 1;
        // What stood before each change, and what was taken back.
        let (mut before, mut undone): (Vec<String>, Vec<String>) = (Vec::new(), Vec::new());
        for (step, deed) in deeds {
            now += step;
            let Ok(events) = wanted(&desk, &deed, now) else { continue };
            if events.is_empty() {
                continue;
            }
            let stood = facts(&desk.session);
            // A command either refuses or returns events that the fold takes.
            desk.take(now, Ok(events));
            match deed {
                Deed::Undo => {
                    prop_assert_eq!(&facts(&desk.session), &before.pop().unwrap());
                    undone.push(stood);
                }
                Deed::Redo => {
                    prop_assert_eq!(&facts(&desk.session), &undone.pop().unwrap());
                    before.push(stood);
                }
                _ => {
                    before.push(stood);
                    undone.clear();
                }
            }
            sound(&desk.session, now);
        }
        prop_assert_eq!(&Session::fold(&SessionId::new("test"), &desk.log).unwrap(), &desk.session);
        let text = serde_json::to_string(&desk.log).unwrap();
        prop_assert_eq!(serde_json::from_str::<Vec<tableside::session::Recorded>>(&text).unwrap(), desk.log);
    }
}
