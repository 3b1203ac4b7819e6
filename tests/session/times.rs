//! Corrections to the second: what is just allowed, what just not, and what lies beside the hands.

use tableside::catalog::Side;
use tableside::session::{Event, Refusal, SegmentNo, Session};

use super::clock::desk;
use super::{Desk, at, code, lee, moved, recorded, row, spot, started, technique};

type Rows = Vec<(String, String, i64, i64)>;

/// Neck 10-70, shoulder 70-130, then a pause, then lower back from 200 on; numbered so.
const WORK: [(i64, &str, &str); 4] =
    [(10, "neck", "effleurage"), (70, "shoulder", "petrissage"), (130, "", "pause"), (200, "lower-back", "friction")];

/// A pack 20-70 beside the hands on the neck, 10-70; then the shoulder 70-130.
const PACKED: [(i64, &str, &str); 5] = [
    (10, "neck", "effleurage"),
    (20, "jaw", "hot-pack"),
    (70, "jaw", "hot-pack"),
    (70, "shoulder", "petrissage"),
    (130, "", "pause"),
];

const NECK: SegmentNo = SegmentNo(1);
const SECOND: SegmentNo = SegmentNo(2);
const BACK: SegmentNo = SegmentNo(3);

/// What is timed after a command at a time.
fn told(mut desk: Desk, now: i64, how: impl FnOnce(&Session) -> Result<Vec<Event>, Refusal>) -> Result<Rows, Refusal> {
    let events = how(&desk.session)?;
    desk.take(now, Ok(events));
    Ok(desk.told(now))
}

fn worked(how: impl FnOnce(&Session) -> Result<Vec<Event>, Refusal>) -> Result<Rows, Refusal> {
    told(desk(&WORK), 300, how)
}

fn packed(how: impl FnOnce(&Session) -> Result<Vec<Event>, Refusal>) -> Result<Rows, Refusal> {
    told(desk(&PACKED), 300, how)
}

fn events(all: Vec<Event>) -> Desk {
    let mut desk = Desk::open();
    desk.take(100, Ok(all));
    desk
}

#[test]
fn what_runs_may_begin_now_and_not_later() {
    let start = |to| worked(|s| s.move_start(BACK, at(to), at(300)));
    assert_eq!(start(300).unwrap()[2], row("lower-back", "friction", 300, 300));
    assert_eq!(start(301), Err(Refusal::Ahead(at(301))));
    assert_eq!(
        start(130).unwrap()[1..],
        [row("shoulder", "petrissage", 70, 130), row("lower-back", "friction", 130, 300)]
    );
    assert_eq!(start(129), Err(Refusal::Overlaps { start: at(70), stop: at(130) }));
}

#[test]
fn an_end_may_reach_what_is_now_where_the_next_one_runs() {
    let stop = |to| told(desk(&WORK[..2]), 100, |s| s.move_stop(NECK, at(to), at(100)));
    assert_eq!(stop(100).unwrap(), [row("neck", "effleurage", 10, 100), row("shoulder", "petrissage", 100, 100)]);
    assert_eq!(stop(11).unwrap(), [row("neck", "effleurage", 10, 11), row("shoulder", "petrissage", 11, 100)]);
    assert_eq!(stop(101), Err(Refusal::Ahead(at(101))));
    let before_another = worked(|s| s.move_stop(NECK, at(129), at(300))).unwrap();
    assert_eq!(before_another[..2], [row("neck", "effleurage", 10, 129), row("shoulder", "petrissage", 129, 130)]);
}

#[test]
fn a_start_may_move_to_a_second_after_the_one_before_began() {
    let start = worked(|s| s.move_start(SECOND, at(11), at(300))).unwrap();
    assert_eq!(start[..2], [row("neck", "effleurage", 10, 11), row("shoulder", "petrissage", 11, 130)]);
    let start = worked(|s| s.move_start(SECOND, at(129), at(300))).unwrap();
    assert_eq!(start[..2], [row("neck", "effleurage", 10, 129), row("shoulder", "petrissage", 129, 130)]);
}

#[test]
fn what_runs_ends_between_its_start_and_now() {
    let stop = |to| worked(|s| s.move_stop(BACK, at(to), at(300)));
    assert_eq!(stop(300).unwrap()[2], row("lower-back", "friction", 200, 300));
    assert_eq!(stop(200).unwrap().len(), 2, "what has no time is nothing");
    assert_eq!(stop(199), Err(Refusal::StopOutside { start: at(200), stop: at(199) }));
    assert_eq!(worked(|s| s.stop_at(NECK, at(60), at(300))), Err(Refusal::NotRunning));
}

#[test]
fn a_cut_lies_inside() {
    let cut = |to| worked(|s| s.split(SECOND, at(to), at(300)));
    let outside = Err(Refusal::NotInside { start: at(70), stop: at(130) });
    assert_eq!((cut(70), cut(130)), (outside.clone(), outside));
    for to in [71, 129] {
        let rows = cut(to).unwrap();
        assert_eq!(rows[1..3], [row("shoulder", "petrissage", 70, to), row("shoulder", "petrissage", to, 130)]);
    }
}

#[test]
fn two_alike_are_made_one_over_less_than_three_seconds() {
    let join =
        |second| told(events(vec![recorded(1, 10, 40), recorded(2, second, 70)]), 100, |s| s.join(NECK, at(100)));
    assert_eq!(join(42), Ok(vec![row("neck", "petrissage", 10, 70)]));
    assert_eq!(join(43), Err(Refusal::HandsOff { start: at(40), stop: at(43) }));
    let runs = events(vec![recorded(1, 10, 40), started(2, "petrissage", 41, None)]);
    assert_eq!(told(runs, 100, |s| s.join(NECK, at(100))), Ok(vec![row("neck", "petrissage", 10, 100)]));
    let of_three = || events(vec![recorded(1, 10, 40), recorded(2, 40, 50), recorded(3, 50, 70)]);
    let rows = |no| told(of_three(), 100, |s| s.join(no, at(100)));
    assert_eq!(rows(NECK), Ok(vec![row("neck", "petrissage", 10, 50), row("neck", "petrissage", 50, 70)]));
    assert_eq!(rows(SECOND), Ok(vec![row("neck", "petrissage", 10, 40), row("neck", "petrissage", 40, 70)]));
    assert_eq!(rows(BACK), Err(Refusal::NothingFollows));
}

#[test]
fn two_that_differ_in_code_hands_or_work_are_not_made_one() {
    let join = |second: Event, more: Vec<Event>| {
        let all = [vec![recorded(1, 10, 40), second], more].concat();
        told(events(all), 100, |s| s.join(NECK, at(100)))
    };
    let coded = |reason: &str| {
        vec![Event::CodeChosen { segment: SECOND, code: Some(code("97140")), reason: reason.to_owned() }]
    };
    assert_eq!(join(recorded(2, 40, 70), coded("Glide.")), Err(Refusal::NotAlike));
    assert_eq!(join(started(2, "friction", 40, None), Vec::new()), Err(Refusal::NotAlike));
    let mut by_another = started(2, "petrissage", 40, None);
    if let Event::SegmentStarted { started, .. } = &mut by_another {
        started.performer = Some(lee());
    }
    assert_eq!(join(by_another, Vec::new()), Err(Refusal::NotAlike));
    assert_eq!(packed(|s| s.join(SECOND, at(300))), Err(Refusal::Beside));
}

#[test]
fn hands_and_what_lies_beside_them_do_not_move_each_other() {
    // The pack ends where the neck ends and the shoulder begins.
    let rows = packed(|s| s.move_stop(SECOND, at(90), at(300))).unwrap();
    assert_eq!(
        rows,
        [row("neck", "effleurage", 10, 70), row("jaw", "hot-pack", 20, 90), row("shoulder", "petrissage", 70, 130)]
    );
    let rows = packed(|s| s.move_start(SECOND, at(15), at(300))).unwrap();
    assert_eq!(rows[..2], [row("neck", "effleurage", 10, 70), row("jaw", "hot-pack", 15, 70)]);
    let rows = packed(|s| s.move_start(BACK, at(60), at(300))).unwrap();
    assert_eq!(
        rows,
        [row("neck", "effleurage", 10, 60), row("jaw", "hot-pack", 20, 70), row("shoulder", "petrissage", 60, 130)]
    );
    let after = told(events(vec![recorded(1, 10, 40), started(2, "hot-pack", 40, None)]), 100, |s| {
        s.move_start(SECOND, at(30), at(100))
    });
    assert_eq!(after.unwrap(), [row("neck", "petrissage", 10, 40), row("neck", "hot-pack", 30, 100)]);
}

#[test]
fn what_is_added_touches_its_neighbours_and_overlaps_none_of_the_hands() {
    let add = |id: &str, start, stop| {
        let (calf, technique) = (spot("calf", Some(Side::Left)), technique(id));
        worked(|s| s.add(&calf, &technique, (at(start), at(stop)), at(300)))
    };
    assert_eq!(add("effleurage", 130, 200).unwrap()[2], row("calf", "effleurage", 130, 200));
    assert_eq!(add("effleurage", 129, 200), Err(Refusal::Overlaps { start: at(70), stop: at(130) }));
    assert_eq!(add("effleurage", 130, 201), Err(Refusal::Overlaps { start: at(200), stop: at(300) }));
    assert_eq!(add("hot-pack", 60, 300).unwrap().len(), 4);
    assert_eq!(add("hot-pack", 60, 301), Err(Refusal::Ahead(at(301))));
    assert_eq!(add("hot-pack", 60, 59), Err(Refusal::NothingLeft { start: at(60), stop: at(59) }));
    assert_eq!(
        add("hot-pack", -36_000, 59).unwrap()[0],
        row("calf", "hot-pack", -36_000, 59),
        "midnight is of the day"
    );
    assert_eq!(add("hot-pack", -36_001, 59), Err(Refusal::DayBefore));
}

#[test]
fn a_finished_session_is_added_to_up_to_its_end() {
    let add = |stop| {
        let mut desk = desk(&WORK[..3]);
        desk.finish(250);
        let (calf, pack) = (spot("calf", None), technique("hot-pack"));
        told(desk, 400, |s| s.add(&calf, &pack, (at(200), at(stop)), at(400)))
    };
    assert_eq!(add(250).unwrap()[2], row("calf", "hot-pack", 200, 250));
    assert_eq!(add(251), Err(Refusal::AfterTheEnd(at(250))));
}

#[test]
fn what_is_put_right_in_its_area_keeps_its_code_and_in_its_technique_takes_that_one_s() {
    let retag = |area: &str, id: &str| {
        let mut desk = desk(&WORK);
        let choice = Event::CodeChosen { segment: NECK, code: Some(code("97140")), reason: "Glide.".to_owned() };
        desk.take(300, Ok(vec![choice]));
        let events = desk.session.retag(NECK, &spot(area, Some(Side::Left)), &technique(id), at(300)).unwrap();
        let changed = !events.is_empty();
        let segment = desk.take(300, Ok(events)).session.segments.remove(0);
        (changed, segment.spot.area.to_string(), segment.code, segment.code_reason.is_some(), segment.holds_hands())
    };
    assert_eq!(retag("neck", "effleurage"), (false, "neck".to_owned(), Some(code("97140")), true, true));
    assert_eq!(retag("calf", "effleurage"), (true, "calf".to_owned(), Some(code("97140")), true, true));
    assert_eq!(retag("neck", "pnf"), (true, "neck".to_owned(), Some(code("97112")), false, true));
    assert_eq!(retag("neck", "hot-pack"), (true, "neck".to_owned(), Some(code("97010")), false, false));
}

#[test]
fn a_pack_becomes_work_of_the_hands_where_they_were_free() {
    let (jaw, hands) = (spot("jaw", Some(Side::Left)), technique("effleurage"));
    let clash = packed(|s| s.retag(SECOND, &jaw, &hands, at(300)));
    assert_eq!(clash, Err(Refusal::Overlaps { start: at(10), stop: at(70) }));
    let alone =
        told(desk(&[(20, "jaw", "hot-pack"), (70, "jaw", "hot-pack")]), 300, |s| s.retag(NECK, &jaw, &hands, at(300)));
    assert_eq!(alone, Ok(vec![row("jaw", "effleurage", 20, 70)]));
    let runs = told(desk(&WORK), 300, |s| s.retag(BACK, &jaw, &technique("pnf"), at(300))).unwrap();
    assert_eq!(runs[2], row("jaw", "pnf", 200, 300), "what runs goes on under the hands");
}

#[test]
fn the_numbers_of_what_runs_are_told_the_hands_first() {
    let numbers = |presses: &[(i64, &str, &str)]| desk(presses).session.running_numbers().collect::<Vec<_>>();
    assert_eq!(numbers(&[(10, "jaw", "hot-pack"), (20, "neck", "effleurage")]), [SECOND, NECK]);
    assert_eq!(numbers(&PACKED), []);
}

#[test]
fn the_fold_takes_what_just_touches_and_a_pack_that_overlaps() {
    let taken = |all: Vec<Event>| events(all).told(100).len();
    assert_eq!(taken(vec![recorded(1, 10, 40), recorded(2, 40, 50), recorded(3, 5, 10)]), 3);
    assert_eq!(taken(vec![recorded(1, 10, 40), started(2, "petrissage", 40, None)]), 2);
    assert_eq!(taken(vec![started(1, "petrissage", 40, None), recorded(2, 10, 40)]), 2);
    assert_eq!(taken(vec![recorded(1, 10, 40), started(2, "hot-pack", 20, None)]), 2);
    assert_eq!(taken(vec![started(1, "petrissage", 40, None), started(2, "friction", 40, None)]), 2);
    assert_eq!(taken(vec![recorded(1, 10, 40), moved(1, 20, 20)]), 1);
    let stop = Event::SegmentStopped { segment: NECK, stop: at(40) };
    assert_eq!(taken(vec![started(1, "petrissage", 40, None), stop]), 1, "of no time");
}
