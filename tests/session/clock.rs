//! The clock to the second: what is a moment, what is work, and what a slip of the hand leaves.

use tableside::catalog::{CptCode, Side, Step, TechniqueId};
use tableside::session::{Event, Plan, SegmentNo};

use super::{Desk, at, code, lee, row, spot, technique};

pub(super) fn desk(presses: &[(i64, &str, &str)]) -> Desk {
    let mut desk = Desk::open();
    for (seconds, area, id) in presses {
        if *id == "pause" {
            desk.pause(*seconds);
        } else {
            desk.press(*seconds, area, id);
        }
    }
    desk
}

fn told(presses: &[(i64, &str, &str)]) -> Vec<(String, String, i64, i64)> {
    desk(presses).told(500)
}

#[test]
fn a_slip_is_forgotten_only_where_the_hands_go_back_to_what_they_left() {
    let (neck, shoulder) = ((10, "neck", "effleurage"), (100, "shoulder", "effleurage"));
    assert_eq!(
        told(&[neck, shoulder, (102, "jaw", "effleurage")]),
        [row("neck", "effleurage", 10, 100), row("jaw", "effleurage", 100, 500)]
    );
    assert_eq!(
        told(&[neck, (70, "", "pause"), shoulder, (102, "neck", "effleurage")]),
        [row("neck", "effleurage", 10, 70), row("neck", "effleurage", 100, 500)],
        "the pause stays"
    );
}

#[test]
fn what_is_pressed_within_three_seconds_of_a_stop_goes_on_and_from_then_on_begins_anew() {
    let after = |seconds| told(&[(10, "neck", "effleurage"), (70, "", "pause"), (seconds, "neck", "effleurage")]);
    assert_eq!(after(72), [row("neck", "effleurage", 10, 500)]);
    assert_eq!(after(73), [row("neck", "effleurage", 10, 70), row("neck", "effleurage", 73, 500)]);
    let resumed = |seconds| told(&[(10, "neck", "effleurage"), (70, "", "pause"), (seconds, "", "pause")]);
    assert_eq!(resumed(72), after(72));
    assert_eq!(resumed(73), after(73));
}

#[test]
fn what_was_started_and_stopped_within_three_seconds_gives_its_start_to_the_next() {
    let after = |seconds| told(&[(10, "neck", "effleurage"), (11, "", "pause"), (seconds, "jaw", "petrissage")]);
    assert_eq!(after(12), [row("jaw", "petrissage", 10, 500)]);
    assert_eq!(after(13), [row("neck", "effleurage", 10, 11), row("jaw", "petrissage", 13, 500)]);
}

#[test]
fn hands_taken_off_again_within_three_seconds_were_never_put_back_and_all_other_work_stays() {
    let again =
        |seconds| told(&[(10, "neck", "effleurage"), (70, "", "pause"), (130, "", "pause"), (seconds, "", "pause")]);
    assert_eq!(again(132), [row("neck", "effleurage", 10, 70)]);
    assert_eq!(again(133), [row("neck", "effleurage", 10, 70), row("neck", "effleurage", 130, 133)]);
    assert_eq!(again(200), [row("neck", "effleurage", 10, 70), row("neck", "effleurage", 130, 200)]);
    let first = [(10, "neck", "effleurage"), (12, "", "pause")];
    assert_eq!(told(&first), [row("neck", "effleurage", 10, 12)], "the first stretch is no second press");
    let other = [(10, "neck", "effleurage"), (100, "jaw", "effleurage"), (101, "", "pause")];
    assert_eq!(told(&other), [row("neck", "effleurage", 10, 100), row("jaw", "effleurage", 100, 101)]);
}

#[test]
fn a_pack_of_three_seconds_was_there() {
    let pack = |seconds| told(&[(10, "jaw", "hot-pack"), (seconds, "jaw", "hot-pack")]);
    assert_eq!(pack(12), []);
    assert_eq!(pack(13), [row("jaw", "hot-pack", 10, 13)]);
}

#[test]
fn hands_that_change_after_three_seconds_leave_what_was_done_before() {
    let over = |seconds| {
        let mut desk = desk(&[(10, "neck", "effleurage")]);
        let events = desk.session.hand_over(Some(lee()), at(seconds));
        desk.take(seconds, events).told(500)
    };
    assert_eq!(over(12), [row("neck", "effleurage", 10, 500)]);
    assert_eq!(over(13), [row("neck", "effleurage", 10, 13), row("neck", "effleurage", 13, 500)]);
}

#[test]
fn a_chosen_code_goes_on_with_its_technique_on_its_spot_and_nowhere_else() {
    let chosen = |seconds, area: &str, id: &str| -> (Option<CptCode>, Option<String>) {
        let mut desk = desk(&[(10, "neck", "deep-tissue")]);
        let reason = "Glide.".to_owned();
        let choice = Event::CodeChosen { segment: SegmentNo(1), code: Some(code("97140")), reason };
        desk.take(20, Ok(vec![choice])).pause(60).press(seconds, area, id);
        desk.session.running.map(|running| (running.code, running.code_reason)).unwrap()
    };
    assert_eq!(chosen(100, "neck", "deep-tissue"), (Some(code("97140")), Some("Glide.".to_owned())));
    assert_eq!(chosen(100, "jaw", "deep-tissue"), (Some(code("97124")), None));
    assert_eq!(chosen(100, "neck", "petrissage"), (Some(code("97124")), None));
}

#[test]
fn a_clock_behind_by_less_than_three_seconds_is_taken_for_the_last_time() {
    let desk = desk(&[(100, "neck", "effleurage"), (160, "", "pause")]);
    let press = |seconds| desk.session.press(&spot("jaw", Some(Side::Left)), &technique("effleurage"), at(seconds));
    assert!(press(158).is_ok());
    assert!(press(157).is_err());
}

/// A desk whose session follows a plan of one step: effleurage of the left neck.
fn planned() -> Desk {
    let step = Step { spot: spot("neck", Some(Side::Left)), technique: TechniqueId::new("effleurage"), minutes: 2 };
    let mut desk = Desk::open();
    let plan = Plan { name: "Test".to_owned(), steps: vec![step] };
    desk.take(1, Ok(vec![Event::ProtocolChosen { plan: Some(plan) }]));
    desk
}

#[test]
fn a_step_takes_the_start_of_what_was_begun_less_than_three_seconds_before() {
    let begun = |seconds| {
        let mut desk = planned();
        desk.press(5, "foot", "friction");
        let step = desk.session.begin_step(1, &technique("effleurage"), at(seconds));
        desk.take(seconds, step).told(60)
    };
    assert_eq!(begun(7), [row("neck", "effleurage", 5, 60)]);
    assert_eq!(begun(8), [row("foot", "friction", 5, 8), row("neck", "effleurage", 8, 60)]);
}

#[test]
fn what_is_pressed_is_a_step_only_in_its_area_and_with_its_technique() {
    let step = |area: &str, id: &str| planned().press(10, area, id).session.running.as_ref().unwrap().step;
    assert_eq!(step("neck", "effleurage"), Some(1));
    assert_eq!(step("neck", "petrissage"), None);
    assert_eq!(step("jaw", "effleurage"), None);
}

#[test]
fn what_was_put_right_to_something_else_than_its_step_was_no_work_on_it() {
    for ended in [false, true] {
        let step = |area: &str, id: &str| {
            let mut desk = planned();
            desk.press(10, "neck", "effleurage");
            if ended {
                desk.finish(70);
            }
            let technique = technique(id);
            let retagged = Event::SegmentRetagged {
                segment: SegmentNo(1),
                spot: spot(area, Some(Side::Left)),
                technique: technique.id,
                code: None,
                code_reason: Some("A gift.".to_owned()),
                contact: technique.contact,
            };
            let segment = desk.take(80, Ok(vec![retagged])).session.segments_at(at(90)).remove(0);
            (segment.step, segment.code, segment.code_reason.as_deref() == Some("A gift."))
        };
        assert_eq!(step("neck", "effleurage"), (Some(1), None, true));
        assert_eq!(step("neck", "petrissage"), (None, None, true));
        assert_eq!(step("jaw", "effleurage"), (None, None, true));
    }
}
