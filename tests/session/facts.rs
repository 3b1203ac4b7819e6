//! What a session tells of itself: where it stands, what its events are, who is who, and the words for all of it.

use std::collections::BTreeMap;

use chrono::{NaiveDate, TimeDelta};
use tableside::catalog::{PayerId, Side, Step, TechniqueId};
use tableside::session::{
    Event, PainTime, Patient, Plan, Recorded, Refusal, Section, SegmentNo, Session, SessionId, Signature, Standing,
    Therapist, TieChoice, clock_text,
};

use super::{Desk, at, code, lee, moved, recorded, spot, started};

fn edited(section: Section, text: &str) -> Event {
    Event::NoteEdited { section, text: text.to_owned() }
}

fn pain(score: Option<u8>) -> Event {
    Event::PainRecorded { time: PainTime::Before, score }
}

fn signed(printed: &str) -> Event {
    Event::NoteSigned { digest: Signature::digest(printed), printed: printed.to_owned() }
}

fn refused(desk: &Desk, event: Event) -> &'static str {
    desk.session.clone().apply(&Recorded::new(at(900), &lee(), event)).unwrap_err().why
}

#[test]
fn a_session_has_not_started_runs_pauses_and_is_finished() {
    let mut desk = Desk::open();
    let stands = |desk: &Desk| (desk.session.standing(), desk.session.is_timing());
    assert_eq!(stands(&desk), (Standing::NotStarted, false));
    desk.press(10, "neck", "effleurage");
    assert_eq!(stands(&desk), (Standing::Running, true));
    desk.pause(70);
    assert_eq!(stands(&desk), (Standing::Paused, false));
    desk.press(80, "neck", "hot-pack");
    assert_eq!(stands(&desk), (Standing::Running, true), "beside the hands");
    desk.finish(90);
    assert_eq!(stands(&desk), (Standing::Finished, false));
    let mut nothing = Desk::open();
    nothing.finish(90);
    assert_eq!(stands(&nothing), (Standing::Finished, false));
}

#[test]
fn a_session_is_empty_until_anything_is_timed_or_told_and_was_not_held_where_it_stays_so() {
    let with = |event: Event| {
        let mut desk = Desk::open();
        desk.take(20, Ok(vec![event]));
        desk
    };
    let answer = Event::ResponseRecorded { spot: spot("neck", None), text: "Softer.".to_owned() };
    let after = Event::PainRecorded { time: PainTime::After, score: Some(0) };
    for told in [pain(Some(0)), after, edited(Section::Plan, "Again."), answer, recorded(1, 5, 10)] {
        let mut desk = with(told.clone());
        assert!(!desk.session.is_empty(), "{told:?}");
        desk.finish(90);
        assert!(!desk.session.was_not_held(), "{told:?}");
    }
    for nothing in [pain(None), edited(Section::Plan, " "), Event::ProtocolChosen { plan: None }] {
        let mut desk = with(nothing.clone());
        assert!(desk.session.is_empty() && !desk.session.was_not_held(), "{nothing:?}");
        desk.finish(90);
        assert!(desk.session.is_empty() && desk.session.was_not_held(), "{nothing:?}");
    }
    for technique in ["effleurage", "hot-pack"] {
        let mut desk = Desk::open();
        assert!(!desk.press(10, "neck", technique).session.is_empty(), "{technique} runs");
    }
    let mut signed_bare = Desk::open();
    signed_bare.finish(90).take(91, Ok(vec![signed("{}")]));
    assert!(!signed_bare.session.is_empty(), "somebody signed it");
}

#[test]
fn an_event_is_of_the_clock_a_decision_or_writing_and_shows_hands_or_not() {
    let told = |event: &Event| {
        let marks = [(event.is_clock(), "clock"), (event.decides(), "decides"), (event.shows_hands(at(100)), "hands")];
        marks.into_iter().filter_map(|(is, word)| is.then_some(word)).collect::<Vec<_>>().join(" ")
    };
    let stopped = |stop| Event::SegmentStopped { segment: SegmentNo(1), stop: at(stop) };
    let finished = |closed| Event::SessionFinished { closed: at(closed) };
    let day = at(0).date_naive();
    for (event, expected) in [
        (Desk::open().log[0].event.clone(), "clock hands"),
        (started(1, "effleurage", 10, None), "clock hands"),
        (stopped(100), "clock hands"),
        (stopped(99), "clock"),
        (finished(100), "clock hands"),
        (finished(99), "clock"),
        (Event::SegmentReopened { segment: SegmentNo(1) }, "clock hands"),
        (Event::ProtocolChosen { plan: None }, "clock hands"),
        (Event::PerformerChanged { performer: None }, "clock hands"),
        (Event::SegmentKept { segment: SegmentNo(1) }, "clock"),
        (Event::SegmentDiscarded { segment: SegmentNo(1) }, "clock"),
        (recorded(1, 5, 10), "clock"),
        (moved(1, 5, 10), "clock"),
        (Event::SessionReopened, "clock"),
        (Event::PayerChanged { payer: PayerId::new("cash") }, "clock"),
        (Event::Undone { change: 2 }, "clock"),
        (Event::Redone { change: 2 }, "clock"),
        (Event::CodeDescribed { code: code("97039"), text: String::new() }, "decides"),
        (Event::TieChosen { day, choice: TieChoice::default() }, "decides"),
        (edited(Section::Plan, ""), ""),
        (pain(None), ""),
        (signed(""), ""),
    ] {
        assert_eq!(told(&event), expected, "{event:?}");
    }
}

#[test]
fn the_latest_change_tells_its_events_and_whose_it_was() {
    let mut desk = Desk::open();
    assert_eq!(desk.session.last_change(), None);
    let code_chosen = || Event::CodeChosen { segment: SegmentNo(1), code: None, reason: "A gift.".to_owned() };
    desk.press(10, "neck", "effleurage");
    let of_hands = desk.session.last_change().unwrap();
    assert_eq!((of_hands.no, of_hands.at, of_hands.events.len()), (2, at(10), 1));
    assert_eq!((of_hands.is_of_hands(), of_hands.decides()), (true, false));
    desk.take(20, Ok(vec![code_chosen()]));
    let decision = desk.session.last_change().unwrap();
    assert_eq!((decision.is_of_hands(), decision.decides()), (false, true));
    desk.take(30, Ok(vec![Event::PayerChanged { payer: PayerId::new("cash") }, code_chosen()]));
    let both = desk.session.last_change().unwrap();
    assert_eq!((both.no, both.events.len(), both.is_of_hands(), both.decides()), (4, 2, false, false));
    desk.take(40, Ok(vec![edited(Section::Plan, "Again.")]));
    assert_eq!(desk.session.last_change().unwrap().no, 4, "what is written has its own way back");
    let undo = desk.session.undo();
    desk.take(50, undo);
    let (undone, when) = desk.session.last_undone().unwrap();
    assert_eq!((undone.no, when), (4, at(50)));
    assert_eq!(desk.session.last_change().unwrap().no, 3);
}

#[test]
fn what_directly_follows_is_of_one_change_and_nothing_else_is() {
    let mut desk = Desk::open();
    desk.press(10, "neck", "effleurage").take(20, Ok(vec![edited(Section::Plan, "Again.")]));
    let kept = |session: &mut Session, joined| {
        let event = Event::SegmentDiscarded { segment: SegmentNo(1) };
        session.apply(&Recorded { joined, ..Recorded::new(at(30), &lee(), event) }).unwrap();
        session.last_change().map(|change| (change.no, change.events.len()))
    };
    assert_eq!(kept(&mut desk.session.clone(), true), Some((4, 1)), "something was written in between");
    let mut direct = Desk::open();
    direct.press(10, "neck", "effleurage");
    assert_eq!(kept(&mut direct.session.clone(), false), Some((3, 1)));
    assert_eq!(kept(&mut direct.session, true), Some((2, 2)));
}

#[test]
fn a_finished_session_takes_corrections_and_decisions_and_nothing_of_the_hands() {
    let mut desk = Desk::open();
    desk.press(10, "neck", "effleurage").finish(70);
    for hands in [
        started(2, "effleurage", 80, None),
        started(2, "hot-pack", 80, None),
        Event::SegmentReopened { segment: SegmentNo(1) },
        Event::SegmentKept { segment: SegmentNo(1) },
        Event::PerformerChanged { performer: Some(lee()) },
        Event::ProtocolChosen { plan: None },
        Event::SessionFinished { closed: at(80) },
    ] {
        assert_eq!(refused(&desk, hands), "the session is finished");
    }
    let described = Event::CodeDescribed { code: code("97039"), text: "Massage table.".to_owned() };
    let pays = Event::PayerChanged { payer: PayerId::new("cash") };
    desk.take(90, Ok(vec![moved(1, 10, 60), recorded(2, 60, 65), pays, described, pain(Some(3))]));
    assert_eq!((desk.session.segments.len(), desk.session.closed), (2, Some(at(70))));
}

#[test]
fn a_session_is_signed_once_it_is_over_and_takes_addenda_only() {
    let mut desk = Desk::open();
    let addendum = || Event::AddendumAdded { reason: " Left out ".to_owned(), text: " Grip equal. ".to_owned() };
    desk.press(10, "neck", "effleurage");
    assert_eq!(refused(&desk, signed("{}")), "a session that is not finished cannot be signed");
    desk.pause(60);
    assert_eq!(refused(&desk, signed("{}")), "a session that is not finished cannot be signed");
    desk.finish(70);
    assert_eq!(refused(&desk, addendum()), "an addendum belongs to a signed note");
    let forged = Event::NoteSigned { digest: Signature::digest("{}"), printed: "{ }".to_owned() };
    assert_eq!(refused(&desk, forged), "what was signed is not what the signature was given for");
    desk.take(80, Ok(vec![signed("{}")]));
    let signature = desk.session.signature.clone().unwrap();
    assert_eq!((signature.by, signature.at, &*signature.printed), (Therapist::default(), at(80), "{}"));
    assert_eq!(signature.digest, "44136fa355b3678a1146ad16f7e8649e94fb4fc21fe77e8310c060f61caaff8a");
    for late in [edited(Section::Plan, "Late."), signed("{}"), Event::SessionReopened, Event::Undone { change: 3 }] {
        assert_eq!(refused(&desk, late), "its note is signed, and takes addenda only");
    }
    desk.take(90, Ok(vec![addendum(), addendum()]));
    let added: Vec<_> = desk.session.addenda.iter().map(|one| (one.at, &*one.reason, &*one.text)).collect();
    assert_eq!(added, [(at(90), "Left out", "Grip equal."); 2]);
}

#[test]
fn texts_are_laid_beside_the_sections_that_are_not_written_and_are_gone_once_they_are() {
    let mut desk = Desk::open();
    let from = NaiveDate::from_ymd_opt(2026, 11, 16).unwrap();
    let texts = [(Section::Plan, " Again. "), (Section::Response, "Softer."), (Section::Objective, " ")];
    let texts: BTreeMap<Section, String> = texts.map(|(section, text)| (section, text.to_owned())).into();
    desk.take(10, Ok(vec![edited(Section::Response, "Better."), Event::NoteCopied { from, texts }]));
    let copied: Vec<_> = desk.session.copied.iter().map(|(section, one)| (*section, &*one.text, one.from)).collect();
    assert_eq!(copied, [(Section::Plan, "Again.", from)]);
    assert_eq!(desk.session.texts.len(), 1);
    desk.take(20, Ok(vec![edited(Section::Plan, "")]));
    assert_eq!((desk.session.copied.len(), desk.session.texts.len()), (0, 1), "refused");
    let answer = |text: &str| Event::ResponseRecorded { spot: spot("neck", None), text: text.to_owned() };
    desk.take(30, Ok(vec![answer(" Softer. "), edited(Section::Plan, " Twice. ")]));
    assert_eq!(
        desk.session.responses.values().chain(desk.session.texts.values()).collect::<Vec<_>>(),
        ["Softer.", "Better.", "Twice."]
    );
    desk.take(40, Ok(vec![answer(" "), edited(Section::Response, "")]));
    assert_eq!((desk.session.responses.len(), desk.session.texts.len()), (0, 1));
}

#[test]
fn pain_is_told_before_and_after_from_nought_to_ten_and_taken_back() {
    let mut desk = Desk::open();
    let told = |time, score| Event::PainRecorded { time, score };
    desk.take(10, Ok(vec![told(PainTime::Before, Some(10)), told(PainTime::After, Some(0))]));
    assert_eq!((desk.session.pain_before, desk.session.pain_after), (Some(10), Some(0)));
    assert_eq!(refused(&desk, told(PainTime::After, Some(11))), "pain is told from 0 to 10");
    desk.take(20, Ok(vec![told(PainTime::After, None)]));
    assert_eq!((desk.session.pain_before, desk.session.pain_after), (Some(10), None));
}

#[test]
fn sections_and_scores_have_their_words_in_the_order_of_the_note() {
    let words = Section::ALL.map(|section| (section.word(), section.title()));
    assert_eq!(
        words,
        [
            ("subjective", "Subjective"),
            ("objective", "Objective findings"),
            ("justification", "Clinical justification"),
            ("response", "Response to treatment"),
            ("plan", "Plan"),
            ("home_care", "Home care"),
        ]
    );
    for section in Section::ALL {
        assert_eq!(serde_json::to_value(section).unwrap(), section.word(), "files write it so");
    }
    assert_eq!([PainTime::Before, PainTime::After].map(PainTime::word), ["before", "after"]);
}

#[test]
fn a_time_is_written_as_a_clock_shows_it() {
    let written = [-5, 0, 59, 60, 605, 3599, 3600, 36_061].map(|seconds| clock_text(TimeDelta::seconds(seconds)));
    assert_eq!(written, ["0:00", "0:00", "0:59", "1:00", "10:05", "59:59", "1:00:00", "10:01:01"]);
    assert_eq!(clock_text(TimeDelta::milliseconds(1999)), "0:01");
}

#[test]
fn a_refusal_names_the_times_on_the_clinic_s_clock() {
    let (start, stop) = (at(0), at(3661));
    for (refusal, words) in [
        (
            Refusal::StopOutside { start, stop },
            "The segment began at 10:00:00 and cannot stop at 11:01:01; choose a time between its start and now.",
        ),
        (
            Refusal::NothingLeft { start, stop },
            "It would begin at 10:00:00 and stop at 11:01:01: no time would be left of it.",
        ),
        (
            Refusal::Overlaps { start, stop },
            "It would overlap what was timed from 10:00:00 to 11:01:01; hands are in one place at a time.",
        ),
        (Refusal::Ahead(stop), "11:01:01 has not come yet."),
    ] {
        assert_eq!(refusal.to_string(), words);
    }
}

fn patient(name: &str, id: Option<&str>, born: Option<i32>) -> Patient {
    let born = born.and_then(|year| NaiveDate::from_ymd_opt(year, 2, 28));
    Patient { name: name.to_owned(), id: id.map(str::to_owned), born }
}

#[test]
fn a_patient_may_be_another_of_the_same_number_or_name_and_fits_where_no_birth_date_differs() {
    let rosa = patient("Rosa Marín", Some("42"), Some(1980));
    for (other, may_be, fits) in [
        (patient(" rosa MARÍN ", None, None), true, true),
        (patient("Rosa Marín", Some("43"), Some(1980)), true, true),
        (patient("Rosa Marín", None, Some(1981)), true, false),
        (patient("R. Marin", Some(" 42 "), Some(1980)), true, false),
        (patient("Rosa Marin", None, Some(1980)), false, false),
        (patient("Otto Berg", Some("43"), Some(1980)), false, false),
    ] {
        assert_eq!((rosa.may_be(&other), rosa.fits(&other)), (may_be, fits), "{}", other.name);
        assert_eq!((other.may_be(&rosa), other.fits(&rosa)), (may_be, fits), "{}", other.name);
    }
    let (otto, berg) = (patient("Otto", None, None), patient("BERG", None, None));
    assert!(!otto.may_be(&berg), "two without a number are not of one number");
    assert!(patient("otto", None, None).may_be(&otto));
    assert!(
        patient("\u{212a}im", None, None).fits(&patient("kim", None, None)),
        "the sign of a kelvin is a letter, too"
    );
    assert_eq!(format!("{rosa:?}"), "Patient(..)");
}

#[test]
fn people_have_initials_and_credentials_and_nobody_is_called_as_the_recovery_code() {
    assert_eq!(patient("  rosa maria  Marín ", None, None).initials(), "R. M. M.");
    assert_eq!(patient("ßeta", None, None).initials(), "SS.");
    assert_eq!(lee().initials(), "K. L.");
    let told = |text: &str| Therapist::from(text.to_owned());
    assert_eq!(
        told(" J. Osei ,  PT, DPT "),
        Therapist { name: "J. Osei".to_owned(), credentials: "PT, DPT".to_owned() }
    );
    assert_eq!(
        (told("J. Osei, PT, DPT").to_string(), told("J. Osei").to_string()),
        ("J. Osei, PT, DPT".to_owned(), "J. Osei".to_owned())
    );
    assert!(Therapist::recovery_code().is_recovery_code() && told("Recovery Code , PT").is_recovery_code());
    assert!(!Therapist::at_the_lock().is_recovery_code());
    assert_eq!(Therapist::at_the_lock().to_string(), "at the lock");
}

#[test]
fn a_plan_has_its_steps_from_one_on_and_their_minutes() {
    let step = |area: &str, minutes| Step {
        spot: spot(area, Some(Side::Left)),
        technique: TechniqueId::new("effleurage"),
        minutes,
    };
    let plan = Plan { name: "Test".to_owned(), steps: vec![step("neck", 3), step("jaw", 4)] };
    let areas = [0, 1, 2, 3].map(|number| plan.step(number).map(|step| step.spot.area.as_str()));
    assert_eq!(areas, [None, Some("neck"), Some("jaw"), None]);
    assert_eq!(plan.minutes(), 7);
    let endless = Plan { name: String::new(), steps: vec![step("neck", u32::MAX), step("jaw", 4)] };
    assert_eq!(endless.minutes(), u32::MAX);
}

#[test]
fn five_random_bytes_spell_eight_letters_and_digits() {
    let id = |bytes| SessionId::from_random(bytes).to_string();
    assert_eq!(id([0; 5]), "00000000");
    assert_eq!(id([0xff; 5]), "zzzzzzzz");
    assert_eq!(id([0, 0, 0, 4, 0x21]), "00000111");
    assert_eq!(id([0x08, 0, 0, 0, 0x1f]), "1000000z");
}
