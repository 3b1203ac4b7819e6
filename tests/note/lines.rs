//! A session as one line of a day's list.

use serde_json::{Value, json};
use tableside::note::{Claim, DayLine, line_on};
use tableside::session::{Event, Session, SessionId, TieChoice};

use crate::{CATALOG, Told, at, code, note, opened, pays, sign, signed, today, tomorrow, visit};

fn line(session: &Session, all: &[Session]) -> DayLine {
    let others: Vec<&Session> = all.iter().collect();
    line_on(session, &others, &CATALOG, at("22:00:00"), today()).unwrap()
}

fn charges(line: &DayLine) -> Vec<String> {
    line.charges.iter().map(|(code, units)| format!("{code} x{units}")).collect()
}

/// Two codes of the same minutes, and of the day's three units each may have two.
fn tied() -> Session {
    opened("a", "09:00:00")
        .works("therapeutic-exercise", "neck", "09:00:00", "09:20:00")
        .works("neuromuscular-re-education", "neck", "09:20:00", "09:40:00")
        .finished("09:40:00")
}

#[test]
fn a_draft_says_what_it_comes_to_now() {
    let session = opened("a", "09:00:00")
        .works("therapeutic-exercise", "neck", "09:00:00", "09:20:00")
        .works("paraffin", "neck", "09:20:00", "09:30:00")
        .works("petrissage", "neck", "09:30:00", "09:33:00");
    let line = line(&session, &[]);
    assert_eq!((line.timed.0, line.units(), line.asks, line.counts), (23, 3, false, true));
    assert_eq!(charges(&line), ["97110 x2", "97018 x1", "97124 x0"]);
    assert_eq!(line.claim, Claim::Here);
}

#[test]
fn a_line_tells_the_session_s_own_minutes_and_the_charges_of_the_day_where_they_are_claimed() {
    let mut all = [visit("a", "petrissage", "09:00:00", "09:20:00"), visit("b", "petrissage", "11:00:00", "11:25:00")];
    let told = |all: &[Session; 2]| {
        let lines = all.each_ref().map(|session| line(session, all));
        lines.map(|line| (line.timed.0, charges(&line).join(" "), line.units(), line.counts, line.claim))
    };
    let claimed = [
        (20, "97124 x3".to_owned(), 3, true, Claim::Here),
        (25, "97124 x3".to_owned(), 0, false, Claim::With(SessionId::new("a"))),
    ];
    assert_eq!(told(&all), claimed);
    for place in [1, 0] {
        sign(&mut all, place);
        assert_eq!(told(&all), claimed);
    }
}

#[test]
fn a_draft_that_would_take_a_note_s_place_counts_only_once_it_is_signed() {
    let first = signed(visit("a", "petrissage", "09:00:00", "09:20:00"));
    let mut all = [first, visit("b", "petrissage", "11:00:00", "11:25:00")];
    let units = |all: &[Session; 2]| all.each_ref().map(|session| line(session, all).units());
    assert_eq!(units(&all), [1, 0]);
    assert_eq!(line(&all[1], &all).claim, Claim::InPlaceOf(SessionId::new("a")));
    sign(&mut all, 1);
    assert_eq!(units(&all), [0, 3]);
}

#[test]
fn a_line_of_two_days_counts_on_the_one_on_which_no_later_note_took_its_place() {
    let mut all =
        [visit("a", "petrissage", "23:25:00", "24T00:25:00"), visit("b", "petrissage", "24T09:00:00", "24T09:20:00")];
    all[0] = signed(all[0].clone());
    sign(&mut all, 1);
    let units = |date| line_on(&all[0], &[&all[1]], &CATALOG, at("24T22:00:00"), date).unwrap().units();
    assert_eq!((units(today()), units(tomorrow())), (2, 0));
}

#[test]
fn a_line_asks_where_a_tie_is_open_or_something_is_warned_of() {
    assert!(line(&tied(), &[]).asks);
    let choice = TieChoice { among: vec![code("97110"), code("97112")], chosen: vec![code("97112")] };
    let chosen = tied().then(Event::TieChosen { day: today(), choice });
    assert!(!line(&chosen, &[]).asks);
    assert!(!line(&signed(chosen), &[]).asks);
    let warned = visit("a", "cupping", "09:00:00", "09:20:00");
    assert!(line(&warned, &[]).asks);
    assert!(line(&signed(warned.clone()), &[]).asks, "what was warned of when it was signed stands there");
    assert!(!line(&warned.then(pays("cash")), &[]).asks);
}

#[test]
fn a_signed_line_asks_no_more_about_a_tie() {
    assert!(!line(&signed(tied()), &[]).asks);
}

#[test]
fn what_was_signed_is_told_as_it_was_signed_and_what_cannot_be_read_as_it_stands() {
    let session = visit("a", "petrissage", "09:00:00", "09:20:00");
    let (printed, _) = note(&session, &[]).to_sign().unwrap();
    let mut changed: Value = serde_json::from_str(&printed).unwrap();
    changed["days"][0]["timed_here"] = json!(19);
    changed["days"][0]["charges"][0]["units"] = json!(4);
    let told = |printed: &Value| {
        let line = line(&session.clone().signs(&printed.to_string()), &[]);
        (line.timed.0, line.units())
    };
    assert_eq!(told(&changed), (19, 4));
    changed["v"] = json!(2);
    assert_eq!(told(&changed), (20, 1));
}

#[test]
fn a_day_on_which_nothing_was_done_has_no_line() {
    let night = visit("a", "petrissage", "23:50:00", "24T00:20:00");
    for session in [night.clone(), signed(night)] {
        let timed = |date| {
            let line = line_on(&session, &[], &CATALOG, at("24T01:00:00"), date);
            line.map(|line| line.timed.0)
        };
        assert_eq!(timed(today()), Some(10));
        assert_eq!(timed(tomorrow()), Some(20));
        assert_eq!(timed(tomorrow().succ_opt().unwrap()), None);
    }
}
