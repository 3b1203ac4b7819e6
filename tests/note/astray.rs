//! What is wrong with the claims of a day: something was changed after it had been signed together.

use tableside::note::{Astray, Claim, astray};
use tableside::session::{Event, Section, SegmentNo, Session, SessionId};

use crate::{Told, complete, note, pays, sign, signed, today, tomorrow, visit};

fn two() -> [Session; 2] {
    [visit("a", "petrissage", "09:00:00", "09:20:00"), visit("b", "petrissage", "11:00:00", "11:20:00")]
}

fn found(all: &[Session]) -> Vec<Astray> {
    let notes: Vec<_> = all.iter().map(|session| note(session, all)).collect();
    assert_eq!(astray(&notes, tomorrow()), [], "nothing was done on that day");
    astray(&notes, today())
}

fn then(all: &mut [Session], place: usize, event: Event) {
    let session = all.get_mut(place).unwrap();
    *session = session.clone().then(event);
}

fn unclaimed(id: &str) -> Astray {
    Astray::Unclaimed(SessionId::new(id))
}

fn parted(id: &str, other: &str) -> Astray {
    Astray::Parted(SessionId::new(id), SessionId::new(other))
}

fn discarded() -> Event {
    Event::SegmentDiscarded { segment: SegmentNo(1) }
}

#[test]
fn charges_left_to_a_session_that_went_its_own_way_are_claimed_by_nobody() {
    let mut all = two();
    sign(&mut all, 1);
    assert_eq!(found(&all), [], "they wait for the first session");
    then(&mut all, 0, pays("cash"));
    assert_eq!(found(&all), [unclaimed("b")]);
    sign(&mut all, 0);
    assert_eq!(found(&all), [unclaimed("b")]);
}

#[test]
fn charges_left_to_a_session_in_which_nothing_is_left_are_claimed_by_nobody() {
    let mut all = two();
    sign(&mut all, 1);
    then(&mut all, 0, discarded());
    assert_eq!(found(&all), [unclaimed("b")]);
}

#[test]
fn what_adds_no_minute_to_a_charge_leaves_nothing_unclaimed() {
    for (technique, stop) in [("cupping", "11:20:00"), ("petrissage", "11:00:30")] {
        // The first is signed before the second is known.
        let first = signed(visit("a", "petrissage", "09:00:00", "09:20:00"));
        let mut all = [first, complete(visit("b", technique, "11:00:00", stop))];
        sign(&mut all, 1);
        assert_eq!(note(&all[1], &all).content.days[0].claim, Claim::With(SessionId::new("a")), "{technique}");
        assert_eq!(found(&all), [], "{technique}");
    }
}

#[test]
fn a_note_alone_leaves_its_charges_to_nobody() {
    let mut all = two();
    sign(&mut all, 1);
    assert_eq!(found(&all[1..]), [unclaimed("b")], "the other one is not there");
}

#[test]
fn a_note_claims_no_more_for_what_another_payer_pays() {
    let mut all = two();
    sign(&mut all, 0);
    assert_eq!(found(&all), []);
    then(&mut all, 1, pays("cash"));
    assert_eq!(found(&all), [parted("a", "b")]);
    sign(&mut all, 1);
    assert_eq!(found(&all), [parted("a", "b")]);
}

#[test]
fn a_note_claims_no_more_for_what_was_taken_out_since() {
    let mut all = two();
    all[1] = all[1].clone().writes(Section::Plan, "Again.");
    sign(&mut all, 0);
    then(&mut all, 1, discarded());
    assert_eq!(found(&all), [parted("a", "b")]);
    sign(&mut all, 1);
    assert_eq!(found(&all), [parted("a", "b")]);
}

#[test]
fn a_note_claims_no_more_for_a_session_that_was_not_held_after_all() {
    let mut all = two();
    sign(&mut all, 0);
    then(&mut all, 1, discarded());
    assert_eq!(found(&all), [parted("a", "b")]);
    assert_eq!(found(&all[..1]), [parted("a", "b")], "nor for one that is not there");
}

#[test]
fn a_note_that_knows_what_was_signed_before_it_claims_for_it() {
    let mut all = two();
    let mut first = all[..1].to_vec();
    sign(&mut first, 0);
    all[0] = first.remove(0);
    assert_eq!(found(&all), [], "a draft takes the place of nothing");
    sign(&mut all, 1);
    assert_eq!(found(&all), []);
    assert_eq!(note(&all[0], &all).day(today()).unwrap().sessions, [SessionId::new("a")], "the first one names it not");
}

#[test]
fn charges_left_to_a_note_that_was_replaced_are_claimed_by_the_one_in_its_place() {
    let mut all = two().to_vec();
    sign(&mut all, 0);
    sign(&mut all, 1);
    all.push(visit("c", "petrissage", "14:00:00", "14:20:00"));
    assert_eq!(found(&all), []);
    sign(&mut all, 2);
    assert_eq!(found(&all), []);
    // Without the note in its place nobody bills the second one.
    let notes: Vec<_> = all.iter().map(|session| note(session, &all)).collect();
    assert_eq!(astray(&notes[..2], today()), [unclaimed("b")]);
}

#[test]
fn a_draft_is_never_astray() {
    let all = two();
    let notes = all.each_ref().map(|session| note(session, &all));
    assert_eq!(astray(&notes[..1], today()), [], "it bills for one that is not there");
    assert_eq!(astray(&notes[1..], today()), [], "it leaves its charges to one that is not there");
    let [a, _] = two();
    assert_eq!(found(&[signed(a), visit("b", "cupping", "11:00:00", "11:20:00")]), [], "it changes no charge");
}

#[test]
fn a_note_that_was_replaced_claims_for_nobody_and_parts_from_nobody() {
    let mut all = two().to_vec();
    sign(&mut all, 0);
    then(&mut all, 1, pays("cash"));
    all.push(visit("c", "petrissage", "14:00:00", "14:35:00"));
    assert_eq!(found(&all), [parted("a", "b")]);
    sign(&mut all, 2);
    assert_eq!(found(&all), [], "the one in its place names only those that are left");
}

#[test]
fn a_note_claims_no_more_for_a_session_that_may_be_another_patient_s() {
    let [a, mut unnumbered] = two();
    unnumbered.patient.id = None;
    let mut all = vec![a, unnumbered];
    sign(&mut all, 0);
    assert_eq!(found(&all), []);
    let mut namesake = visit("c", "petrissage", "14:00:00", "14:20:00");
    namesake.patient.id = Some("0043".to_owned());
    all.push(namesake);
    assert_eq!(found(&all), [parted("a", "b")]);
}

#[test]
fn what_is_astray_is_said_in_a_sentence_with_the_sessions_named() {
    assert_eq!(
        unclaimed("b").to_string(),
        "The charges of session b were left to another session, which does not bill them: nobody claims them"
    );
    assert_eq!(
        parted("a", "b").to_string(),
        "The note of session a claims for session b, too, which is not billed with it any more"
    );
    let named = parted("a", "b").told(|id| format!("{id}, Rosa Marin"));
    assert_eq!(named, "The note of a, Rosa Marin claims for b, Rosa Marin, too, which is not billed with it any more");
}
