//! The blanks of a quick phrase.

use tableside::catalog::{BLANKS, Spot};
use tableside::note::filled;
use tableside::session::Session;

use crate::{CATALOG, Told, at, opened, spot};

fn fill(phrase: &str, session: &Session, area: Option<&str>) -> String {
    let spot: Option<Spot> = area.map(spot);
    filled(phrase, session, spot.as_ref(), &CATALOG, at("09:40:30"))
}

/// Two areas, one of them twice, a pack beside the hands, and one thing that still runs.
fn worked() -> Session {
    opened("a", "09:00:00")
        .works("petrissage", "neck left", "09:00:00", "09:10:00")
        .works("hot-pack", "jaw", "09:00:00", "09:20:00")
        .works("petrissage", "jaw", "09:10:00", "09:15:15")
        .works("effleurage", "neck left", "09:20:00", "09:30:00")
        .starts("pnf", "lower-back", "09:35:00")
        .pain(Some(7), Some(0))
}

#[test]
fn each_blank_is_filled_with_what_the_session_knows() {
    for (blank, words) in [
        ("{area}", "neck, left, jaw and lower back"),
        ("{technique}", "petrissage, hot pack, effleurage and pnf"),
        ("{time}", "30:45"),
        ("{pain_before}", "7"),
        ("{pain_after}", "0"),
        ("{patient}", "Rosa Marin"),
    ] {
        assert_eq!(fill(blank, &worked(), None), words, "{blank}");
    }
}

#[test]
fn of_an_area_only_what_was_done_there_is_told() {
    let there = |area| fill("{area}: {technique}, {time}", &worked(), Some(area));
    assert_eq!(there("neck left"), "neck, left: petrissage and effleurage, 20:00");
    assert_eq!(there("jaw"), "jaw: hot pack and petrissage, 5:15");
    assert_eq!(there("lower-back"), "lower back: pnf, 5:30");
    assert_eq!(there("neck right"), "____: ____, ____");
    assert_eq!(fill("{patient}: {pain_before}", &worked(), Some("neck right")), "Rosa Marin: 7");
}

#[test]
fn what_nobody_knows_yet_stays_open() {
    let mut bare = opened("a", "09:00:00");
    let phrase = BLANKS.map(|blank| format!("{{{blank}}}")).join(" ");
    assert_eq!(fill(&phrase, &bare, None), "____ ____ ____ ____ ____ Rosa Marin");
    bare.patient.name = String::new();
    assert_eq!(fill(&phrase, &bare, None), ["____"; 6].join(" "));
}

#[test]
fn time_that_held_no_hands_is_told_as_none() {
    let packed = opened("a", "09:00:00").works("hot-pack", "jaw", "09:00:00", "09:20:00");
    assert_eq!(fill("{time}", &packed, None), "0:00");
}

#[test]
fn a_blank_is_filled_everywhere_and_all_else_stays_as_it_stands() {
    assert_eq!(
        fill("{pain_after} and {pain_after} of {PAIN_AFTER} {score} }{", &worked(), None),
        "0 and 0 of {PAIN_AFTER} {score} }{"
    );
    assert_eq!(fill("No blank.", &worked(), None), "No blank.");
}
