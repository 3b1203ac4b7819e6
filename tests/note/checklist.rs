//! What an auditor would miss, and how far a note is.

use std::collections::BTreeMap;

use serde_json::json;
use tableside::billing::{bill, days};
use tableside::note::{Missing, Status, missing, status, status_on, waits};
use tableside::session::{Event, Section, SegmentNo, Session, Therapist, TieChoice};

use crate::{CATALOG, Told, at, code, complete, note, opened, opened_by, osei, pays, signed, today, visit};

fn lacks(session: &Session) -> Vec<String> {
    missing(session, &CATALOG).iter().map(ToString::to_string).collect()
}

/// All that a note may lack, in the order of the note.
const ALL: [&str; 11] = [
    "end of session",
    "any treatment",
    "the therapist's credentials",
    "pain before",
    "pain after",
    "subjective",
    "objective findings",
    "justification",
    "response",
    "plan",
    "home care",
];

fn all_but(told: &[&str]) -> Vec<&'static str> {
    ALL.into_iter().filter(|lack| !told.contains(lack)).collect()
}

/// A session of which nothing is known, for a payer that asks for everything.
fn blank(therapist: Therapist) -> Session {
    opened_by(therapist, "blank", "09:00:00").then(pays("strict"))
}

fn copied(session: Session, texts: &[(Section, &str)]) -> Session {
    let texts: BTreeMap<Section, String> = texts.iter().map(|(section, text)| (*section, (*text).to_owned())).collect();
    session.then(Event::NoteCopied { from: today(), texts })
}

#[test]
fn a_session_of_which_nothing_is_known_lacks_everything_in_the_order_of_the_note() {
    assert_eq!(lacks(&blank(Therapist::from("J. Osei".to_owned()))), ALL);
    assert_eq!(lacks(&blank(osei())), all_but(&["the therapist's credentials"]));
}

#[test]
fn what_is_told_is_lacking_no_more_and_all_else_still_is() {
    let told = || blank(Therapist::from("J. Osei".to_owned())).writes(Section::Plan, "Again.");
    assert_eq!(lacks(&told()), all_but(&["plan"]));
    assert_eq!(lacks(&told().finished("10:00:00")), all_but(&["plan", "end of session"]));
    let worked = told().works("petrissage", "neck", "09:00:00", "09:10:00");
    assert_eq!(lacks(&worked), all_but(&["plan", "any treatment"]));
    assert_eq!(lacks(&told().pain(Some(0), None)), all_but(&["plan", "pain before"]));
    assert_eq!(lacks(&told().pain(None, Some(0))), all_but(&["plan", "pain after"]));
    for (section, words) in Section::ALL.into_iter().zip(&ALL[5..]) {
        assert_eq!(lacks(&told().writes(section, "So.")), all_but(&["plan", words]));
    }
}

#[test]
fn what_runs_is_treatment_already_and_has_no_end() {
    let running = |technique| lacks(&blank(osei()).starts(technique, "neck", "09:00:00"));
    let told = all_but(&["any treatment", "the therapist's credentials"]);
    assert_eq!(running("petrissage"), told);
    assert_eq!(running("hot-pack"), told);
}

#[test]
fn subjective_objective_and_home_care_are_asked_for_where_the_payer_does() {
    let asked = |payer| {
        let lacks = lacks(&blank(osei()).then(pays(payer)));
        lacks.into_iter().skip(4).collect::<Vec<_>>()
    };
    assert_eq!(asked("medicare"), ["justification", "response", "plan"]);
    assert_eq!(asked("curious"), ["objective findings", "justification", "response", "plan"]);
    assert_eq!(asked("gone"), ["justification", "response", "plan"]);
}

#[test]
fn a_text_copied_forward_waits_for_its_confirmation_whether_it_is_asked_for_or_not() {
    let texts = [(Section::Subjective, "Stiff."), (Section::Plan, "Again."), (Section::HomeCare, " ")];
    let beside = copied(complete(visit("a", "petrissage", "09:00:00", "09:20:00")).writes(Section::Plan, ""), &texts);
    assert_eq!(lacks(&beside), ["subjective (copied, not confirmed)", "plan (copied, not confirmed)"]);
    let confirmed = beside.clone().writes(Section::Plan, "Again.");
    assert_eq!(lacks(&confirmed), ["subjective (copied, not confirmed)"]);
    assert_eq!(lacks(&confirmed.writes(Section::Subjective, "")), [""; 0], "refused, and nobody asks for it");
    assert_eq!(lacks(&beside.writes(Section::Plan, "")), ["subjective (copied, not confirmed)", "plan"]);
}

#[test]
fn an_open_blank_is_named_with_its_section() {
    let told = || complete(visit("a", "petrissage", "09:00:00", "09:20:00"));
    assert_eq!(lacks(&told()), [""; 0]);
    assert_eq!(
        lacks(&told().writes(Section::Response, "From 6 to ____.").writes(Section::HomeCare, "____ twice a day")),
        ["response (a blank is open)", "home care (a blank is open)"]
    );
    assert_eq!(lacks(&told().writes(Section::Response, "From 6 to ___.")), [""; 0]);
}

#[test]
fn an_answer_is_asked_about_where_a_blank_is_open_or_its_area_was_not_treated() {
    let (open, stray) = ("response by area (a blank is open)", "response by area (of one that was not treated)");
    let told = || complete(opened("a", "09:00:00").works("petrissage", "neck left", "09:00:00", "09:20:00"));
    let ended = |session: Session| lacks(&session.finished("10:00:00"));
    assert_eq!(ended(told().answers("neck left", "Turns freely.")), [""; 0]);
    assert_eq!(ended(told().answers("neck left", "Turns ____.")), [open]);
    assert_eq!(ended(told().answers("neck right", "Turns freely.")), [stray]);
    let both = told().answers("neck left", "Turns freely.").answers("neck", "Turns ____.");
    assert_eq!(ended(both.clone().writes(Section::Plan, "")), ["plan", open, stray]);
    // What is treated while something runs nobody can say yet.
    assert_eq!(lacks(&both.starts("petrissage", "neck right", "09:30:00")), ["end of session", open]);
}

#[test]
fn what_was_signed_or_not_held_lacks_nothing() {
    let not_held = blank(Therapist::from("J. Osei".to_owned())).finished("09:10:00");
    assert_eq!(lacks(&not_held), [""; 0]);
    let bare = visit("a", "petrissage", "09:00:00", "09:20:00");
    assert_eq!(lacks(&bare).len(), 5);
    let bare = signed(bare);
    assert_eq!(lacks(&bare), [""; 0]);
    assert_eq!(note(&bare, &[]).content.missing.len(), 5, "it says for ever what was missing");
}

#[test]
fn every_lack_has_its_words_and_the_form_in_which_a_signature_keeps_it() {
    let sections = Section::ALL.into_iter().zip(&ALL[5..]);
    let of_sections = sections.flat_map(|(section, words)| {
        [
            (Missing::Text(section), (*words).to_owned(), json!({ "text": section.word() })),
            (
                Missing::Unconfirmed(section),
                format!("{words} (copied, not confirmed)"),
                json!({ "unconfirmed": section.word() }),
            ),
            (Missing::Blank(section), format!("{words} (a blank is open)"), json!({ "blank": section.word() })),
        ]
    });
    let others = [
        (Missing::End, ALL[0], json!("end")),
        (Missing::Treatment, ALL[1], json!("treatment")),
        (Missing::Credentials, ALL[2], json!("credentials")),
        (Missing::PainBefore, ALL[3], json!("pain-before")),
        (Missing::PainAfter, ALL[4], json!("pain-after")),
        (Missing::BlankResponse, "response by area (a blank is open)", json!("blank-response")),
        (Missing::StrayResponse, "response by area (of one that was not treated)", json!("stray-response")),
        (Missing::Tie, "which code gets the unit of a tie", json!("tie")),
        (Missing::Description(code("97039")), "what 97039 was", json!({ "description": "97039" })),
    ];
    for (lack, words, form) in
        others.map(|(lack, words, form)| (lack, words.to_owned(), form)).into_iter().chain(of_sections)
    {
        assert_eq!(lack.to_string(), words);
        assert_eq!(serde_json::to_value(lack).unwrap(), form);
        assert_eq!(serde_json::from_value::<Missing>(form).unwrap(), lack);
    }
}

#[test]
fn a_tie_and_an_unlisted_code_are_open_until_they_are_decided() {
    let (exercise, nmr) = (code("97110"), code("97112"));
    let tied = complete(
        opened("a", "09:00:00")
            .works("therapeutic-exercise", "neck", "09:00:00", "09:20:00")
            .works("neuromuscular-re-education", "neck", "09:20:00", "09:40:00")
            .works("mechanical-massage", "neck", "09:40:00", "09:50:00")
            .works("hot-pack", "neck", "09:50:00", "10:00:00")
            .finished("10:00:00"),
    );
    let open = |session: &Session| note(session, &[]).content.missing;
    let description = Missing::Description(code("97039"));
    assert_eq!(open(&tied), [Missing::Tie, description]);
    assert_eq!(open(&tied.clone().pain(None, Some(3))), [Missing::PainBefore, Missing::Tie, description]);
    let choice = TieChoice { among: vec![exercise, nmr], chosen: vec![nmr] };
    let chosen = tied.clone().then(Event::TieChosen { day: today(), choice });
    assert_eq!(open(&chosen), [description]);
    let described = Event::CodeDescribed { code: code("97039"), text: "table with rollers".to_owned() };
    assert_eq!(open(&tied.clone().then(described.clone())), [Missing::Tie]);
    assert_eq!(open(&tied.clone().then(pays("cash"))), [], "what has no units needs no words");
    assert_eq!(note(&chosen.then(described), &[]).status, Status::Ready);

    let on_day = |session: &Session| {
        let days = days(session, [].into_iter(), &CATALOG, at("22:00:00"));
        status_on(session, &bill(days.first().unwrap(), &CATALOG), &CATALOG)
    };
    assert_eq!((status(&tied, &CATALOG), on_day(&tied)), (Status::Ready, Status::Draft(2)));
    let one_more = tied.writes(Section::Plan, "");
    assert_eq!((status(&one_more, &CATALOG), on_day(&one_more)), (Status::Draft(1), Status::Draft(3)));
    assert_eq!(note(&one_more, &[]).status, Status::Draft(3));
}

#[test]
fn a_session_is_a_draft_then_ready_then_signed_and_what_was_not_held_is_none_of_them() {
    let status = |session: &Session| status(session, &CATALOG);
    let begun = opened("a", "09:00:00").starts("petrissage", "neck", "09:00:00");
    assert_eq!(status(&opened("a", "09:00:00")), Status::Draft(7));
    assert_eq!(status(&begun), Status::Running);
    let stop = Event::SegmentStopped { segment: SegmentNo(1), stop: at("09:20:00") };
    let ended = begun.then(stop).finished("09:30:00");
    assert_eq!(status(&ended), Status::Draft(5));
    assert_eq!(status(&complete(ended.clone())), Status::Ready);
    let addendum = |text: &str| Event::AddendumAdded { reason: "Left out".to_owned(), text: text.to_owned() };
    let ended = signed(ended);
    assert_eq!(status(&ended), Status::Signed(0));
    assert_eq!(status(&ended.then(addendum("Grip equal.")).then(addendum("No fever."))), Status::Signed(2));
    assert_eq!(status(&opened("a", "09:00:00").finished("09:10:00")), Status::NotHeld);
}

#[test]
fn every_status_has_its_words_and_fills_its_column() {
    for (status, words) in [
        (Status::Running, "running"),
        (Status::Draft(1), "draft: 1 missing"),
        (Status::Ready, "ready"),
        (Status::Signed(0), "signed"),
        (Status::Signed(1), "signed +1 addendum"),
        (Status::Signed(2), "signed +2 addenda"),
        (Status::NotHeld, "not held"),
    ] {
        assert_eq!(status.to_string(), words);
        assert_eq!(format!("{status:<20}|"), format!("{words:<20}|"));
    }
}

#[test]
fn a_session_is_unfinished_business_until_it_is_signed_or_was_not_held() {
    let held = visit("a", "petrissage", "09:00:00", "09:20:00");
    assert!(waits(&opened("a", "09:00:00")) && waits(&held) && waits(&complete(held.clone())));
    assert!(!waits(&signed(held)));
    assert!(!waits(&opened("a", "09:00:00").finished("09:10:00")));
}
