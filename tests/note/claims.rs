//! Where the charges of a day are claimed: once, whatever is signed in which order.

use chrono::NaiveDate;
use proptest::prelude::*;
use serde_json::{Value, json};
use tableside::note::{Claim, astray};
use tableside::session::{Session, SessionId};

use crate::{Told, complete, note, opened, pays, sign, signed, today, tomorrow, visit};

/// Three visits of twenty minutes: together 60 and 4 units; two of them 40, and 3.
fn three() -> [Session; 3] {
    [("a", "09:00:00", "09:20:00"), ("b", "11:00:00", "11:20:00"), ("c", "14:00:00", "14:20:00")]
        .map(|(id, start, stop)| visit(id, "petrissage", start, stop))
}

/// Where each session's day is claimed, in words; whether it counts there; and its units.
fn claims_on(all: &[Session], date: NaiveDate) -> Vec<(String, bool, u32)> {
    let told = |session: &Session| {
        let note = note(session, all);
        let day = note.day(date)?;
        let words = match &day.claim {
            Claim::Here => "here".to_owned(),
            Claim::With(other) => format!("with {other}"),
            Claim::InPlaceOf(other) => format!("in the place of {other}"),
        };
        Some((words, note.claims(date), day.total_units().0))
    };
    all.iter().filter_map(told).collect()
}

fn claims(all: &[Session]) -> Vec<(String, bool, u32)> {
    claims_on(all, today())
}

fn expected(rows: &[(&str, bool, u32)]) -> Vec<(String, bool, u32)> {
    rows.iter().map(|(words, counts, units)| ((*words).to_owned(), *counts, *units)).collect()
}

/// Signs each as soon as it is there: none knows the next.
fn one_by_one(visits: impl IntoIterator<Item = Session>) -> Vec<Session> {
    let mut all = Vec::new();
    for visit in visits {
        all.push(visit);
        let last = all.len() - 1;
        sign(&mut all, last);
    }
    all
}

#[test]
fn sessions_that_are_all_known_are_claimed_with_the_first_in_whatever_order_they_are_signed() {
    for order in [[0, 1, 2], [0, 2, 1], [1, 0, 2], [1, 2, 0], [2, 0, 1], [2, 1, 0]] {
        let mut all = three();
        let told = expected(&[("here", true, 4), ("with a", false, 4), ("with a", false, 4)]);
        assert_eq!(claims(&all), told, "as drafts");
        for place in order {
            sign(&mut all, place);
            assert_eq!(claims(&all), told, "{order:?}");
            assert_eq!(astray(&all.each_ref().map(|session| note(session, &all)), today()), [], "{order:?}");
        }
    }
}

#[test]
fn a_note_that_knows_more_takes_the_place_of_the_one_signed_before_it() {
    let all = one_by_one(three());
    let told = [("here", false, 1), ("in the place of a", false, 3), ("in the place of b", true, 4)];
    assert_eq!(claims(&all), expected(&told));
    let replaced = |place: usize| note(&all[place], &all).replaced;
    assert_eq!(replaced(0), [(today(), SessionId::new("b"))].into());
    assert_eq!(replaced(1), [(today(), SessionId::new("c"))].into());
    assert_eq!(replaced(2), [].into());
}

#[test]
fn a_draft_takes_the_place_of_nothing_and_the_drafts_beside_it_wait_for_it() {
    let [a, b, c] = three();
    let mut all = vec![signed(a), b, c];
    assert_eq!(claims(&all), expected(&[("here", true, 1), ("in the place of a", false, 4), ("with b", false, 4)]));
    sign(&mut all, 2);
    assert_eq!(claims(&all), expected(&[("here", true, 1), ("in the place of a", false, 4), ("with b", false, 4)]));
    sign(&mut all, 1);
    assert_eq!(claims(&all), expected(&[("here", false, 1), ("in the place of a", true, 4), ("with b", false, 4)]));
}

#[test]
fn a_later_session_that_changes_no_charge_is_claimed_with_the_note_that_stands() {
    let talk = complete(opened("d", "16:00:00")).finished("16:20:00");
    let mut all = one_by_one(three());
    all.push(visit("e", "cupping", "17:00:00", "17:10:00"));
    assert_eq!(claims(&all)[3], ("with c".to_owned(), false, 4));
    all.push(talk);
    assert_eq!(claims(&all)[4], ("here".to_owned(), true, 0), "nothing was timed at it");
}

#[test]
fn a_claim_counts_with_whom_it_names() {
    let id = SessionId::new("a");
    let counts = |claim: &Claim| {
        [(false, false), (true, false), (false, true), (true, true)].map(|(signed, gone)| claim.counts(signed, gone))
    };
    assert_eq!(counts(&Claim::Here), [true, true, false, false]);
    assert_eq!(counts(&Claim::With(id.clone())), [false; 4]);
    assert_eq!(counts(&Claim::InPlaceOf(id.clone())), [false, true, false, false]);
    let kept = [Claim::Here, Claim::With(id.clone()), Claim::InPlaceOf(id)].map(|claim| json!(claim));
    assert_eq!(kept, [json!("here"), json!({ "with": "a" }), json!({ "in-place-of": "a" })]);
}

#[test]
fn a_note_that_no_program_here_can_read_claims_nothing_and_is_waited_for_no_more() {
    let [a, b, c] = three();
    let mut all = [a.signs("{}"), b, c];
    let told = claims(&all);
    assert_eq!(told[1..], expected(&[("here", true, 4), ("with b", false, 4)]));
    sign(&mut all, 2);
    assert_eq!(claims(&all)[1..], told[1..]);
}

#[test]
fn a_session_of_two_days_is_replaced_on_the_one_that_a_later_note_knows() {
    let night = visit("a", "petrissage", "23:25:00", "24T00:25:00");
    let all = one_by_one([night, visit("b", "petrissage", "24T09:00:00", "24T09:20:00")]);
    // 35 minutes before midnight; 25 after it and 20 in the morning.
    assert_eq!(claims_on(&all, today()), expected(&[("here", true, 2)]));
    assert_eq!(claims_on(&all, tomorrow()), expected(&[("here", false, 2), ("in the place of a", true, 3)]));
    assert_eq!(note(&all[0], &all).replaced, [(tomorrow(), SessionId::new("b"))].into());
    assert!(!note(&all[1], &all).claims(today()), "nothing of it was done on that day");
}

#[test]
fn the_charges_of_a_day_are_looked_for_on_that_day_of_a_note() {
    let night = visit("a", "petrissage", "23:25:00", "24T00:25:00");
    let late = opened("b", "23:55:00").works("petrissage", "jaw", "24T00:30:00", "24T00:50:00").finished("24T00:50:00");
    let mut all = [night, late];
    sign(&mut all, 0);
    assert_eq!(claims_on(&all, tomorrow()), expected(&[("here", true, 3), ("with a", false, 3)]));
}

#[test]
fn the_same_work_for_another_payer_is_claimed_by_itself() {
    let [a, b, _] = three();
    let mut all = [a, b.then(pays("va"))];
    assert_eq!(claims(&all), expected(&[("here", true, 1), ("here", true, 1)]));
    sign(&mut all, 0);
    assert_eq!(claims(&all), expected(&[("here", true, 1), ("here", true, 1)]));
}

#[test]
fn only_charges_that_are_the_same_in_code_minutes_and_lines_are_claimed_already() {
    let [a, b, _] = three();
    let both = [a.clone(), b.clone()];
    let (printed, _) = note(&a, &both).to_sign().unwrap();
    let claim = |change: &dyn Fn(&mut Value)| {
        let mut printed: Value = serde_json::from_str(&printed).unwrap();
        change(&mut printed["days"][0]["charges"][0]);
        claims(&[a.clone().signs(&printed.to_string()), b.clone()])[1].0.clone()
    };
    assert_eq!(claim(&|_| ()), "with a");
    assert_eq!(claim(&|charge| charge["label"] = json!("another word")), "with a");
    assert_eq!(claim(&|charge| charge["code"] = json!("97140")), "in the place of a");
    assert_eq!(claim(&|charge| charge["minutes"] = json!(41)), "in the place of a");
    assert_eq!(claim(&|charge| charge["lines"][0]["modifiers"] = json!(["GO"])), "in the place of a");
    let mut two_codes = [a, visit("b", "pnf", "11:00:00", "11:20:00")];
    sign(&mut two_codes, 0);
    assert_eq!(claims(&two_codes), expected(&[("here", true, 3), ("with a", false, 3)]));
}

#[test]
fn a_session_is_replaced_by_a_note_of_its_own_patient_only() {
    let [a, b, _] = three();
    let (printed, _) = note(&b, &[signed(a.clone())]).to_sign().unwrap();
    let later = b.clone().signs(&printed);
    assert_eq!(note(&a, std::slice::from_ref(&later)).replaced.len(), 1);
    let mut stranger = later.clone();
    stranger.patient.name = "Otto Berg".to_owned();
    stranger.patient.id = Some("0043".to_owned());
    assert_eq!(note(&a, &[stranger]).replaced.len(), 0);
    let mut itself = later;
    itself.id = a.id.clone();
    assert_eq!(note(&a, &[itself]).replaced.len(), 0);
}

proptest! {
    #[test]
    fn a_day_is_charged_once_and_whole_in_whatever_order_its_sessions_come_and_are_signed(
        minutes in prop::collection::vec(5..40i64, 2..5),
        order in Just((0..10usize).collect::<Vec<_>>()).prop_shuffle(),
    ) {
        let hours = (8i64..).step_by(2);
        let visits: Vec<Session> = (minutes.iter().zip(hours).zip(["a", "b", "c", "d"]))
            .map(|((minutes, hour), id)| {
                visit(id, "petrissage", &format!("{hour:02}:00:00"), &format!("{hour:02}:{minutes:02}:00"))
            })
            .collect();
        // Each session's first turn is its coming, its second its signing.
        let turns = order.into_iter().map(|turn| turn % 5).filter(|place| *place < visits.len());
        let mut all: Vec<Session> = Vec::new();
        for place in turns {
            match all.iter().position(|session| session.id == visits[place].id) {
                Some(known) => sign(&mut all, known),
                None => all.push(visits[place].clone()),
            }
        }
        let notes: Vec<_> = all.iter().map(|session| note(session, &all)).collect();
        let claiming: Vec<_> = notes.iter().filter(|note| note.claims(today())).collect();
        prop_assert_eq!(claiming.len(), 1);
        let whole = minutes.iter().sum::<i64>();
        let units = if whole < 8 { 0 } else { (whole + 7) / 15 };
        prop_assert_eq!(i64::from(claiming[0].day(today()).unwrap().total_units().0), units);
        prop_assert_eq!(astray(&notes, today()), []);
    }
}
