//! What a note says, as a draft and for ever.

use serde_json::{Value, json};
use tableside::billing::Units;
use tableside::catalog::{Kind, Modifier, PayerId, Rule};
use tableside::note::{Content, Letterhead, Note, Status, VERSION, compose};
use tableside::session::{Event, Section, Session, SessionId, Signature, TieChoice};

use crate::{CATALOG, Told, at, code, complete, note, opened, pays, signed, spot, today, tomorrow, visit};

fn treated() -> Session {
    complete(visit("a", "petrissage", "09:00:00", "09:20:00"))
}

fn printed(session: &Session) -> Value {
    serde_json::from_str(&note(session, &[]).to_sign().unwrap().0).unwrap()
}

#[test]
fn pain_is_one_sentence_and_says_which_score_nobody_asked() {
    let pain = |before, after| note(&treated().pain(before, after), &[]).content.pain();
    assert_eq!(pain(Some(6), Some(0)).as_deref(), Some("before 6 of 10, after 0 of 10"));
    assert_eq!(pain(Some(6), None).as_deref(), Some("before 6 of 10, after not recorded"));
    assert_eq!(pain(None, Some(3)).as_deref(), Some("before not recorded, after 3 of 10"));
    assert_eq!(pain(None, None), None);
}

#[test]
fn nothing_timed_and_nothing_told_was_not_held_once_it_is_over() {
    let held = |session: Session| !note(&session, &[]).content.was_not_held();
    let bare = || opened("a", "09:00:00");
    assert!(held(bare()), "it is not over");
    let over = |session: Session| held(session.finished("10:00:00"));
    assert!(!over(bare()));
    assert!(over(bare().works("petrissage", "neck", "09:00:00", "09:10:00")));
    assert!(over(bare().pain(Some(0), None)));
    assert!(over(bare().pain(None, Some(0))));
    assert!(over(bare().writes(Section::Subjective, "Came too early.")));
    assert!(over(bare().answers("neck", "Sore.")));
}

#[test]
fn a_draft_says_who_what_where_and_when() {
    let session = opened("a", "09:00:00")
        .works("hot-pack", "jaw", "09:10:00", "09:20:00")
        .works("petrissage", "neck left", "09:00:00", "09:10:00")
        .starts("pnf", "lower-back", "09:20:00")
        .writes(Section::Subjective, "Stiff since Friday.")
        .answers("neck left", "Softer.");
    let told = note(&session, &[]);
    assert_eq!((told.status, told.legible, told.is_signed()), (Status::Running, true, false));
    assert_eq!(told.session, session);
    let content = told.content;
    assert_eq!((content.v, content.session.as_str(), content.closed), (VERSION, "a", None));
    assert_eq!((content.patient.name.as_str(), content.therapist.to_string().as_str()), ("Rosa Marin", "J. Osei, PT"));
    assert_eq!(
        content.letterhead,
        Letterhead { clinic: String::new(), address: Vec::new(), patient: "patient".to_owned() }
    );
    assert_eq!(content.text(Section::Subjective), Some("Stiff since Friday."));
    assert_eq!(content.text(Section::Plan), None);
    let rows: Vec<_> =
        content.rows.iter().map(|row| format!("{} / {} / {}", row.segment.no.0, row.spot, row.technique)).collect();
    assert_eq!(rows, ["2 / Neck, left / Petrissage", "1 / Jaw / Hot pack", "3 / Lower back / PNF"]);
    assert_eq!(content.rows[2].segment.stop, at("22:00:00"), "what runs is told until now");
    let answers: Vec<_> = content.responses.iter().map(|one| (&one.at, one.spot.as_str(), one.text.as_str())).collect();
    assert_eq!(answers, [(&spot("neck left"), "Neck, left", "Softer.")]);
    let day = &content.days[0];
    assert_eq!((day.date, day.timed.0, day.timed_here.0, day.treatment.0), (today(), 770, 770, 780));
    assert_eq!(day.areas.len(), 3);
}

#[test]
fn a_day_has_its_charges_with_label_lines_and_reasons() {
    let session = opened("a", "09:00:00")
        .works("therapeutic-exercise", "neck", "09:00:00", "09:20:30")
        .works("mechanical-massage", "neck", "09:30:00", "09:40:00")
        .works("cupping", "neck", "09:40:00", "09:45:00")
        .then(Event::CodeDescribed { code: code("97039"), text: "table with rollers".to_owned() });
    let note = note(&session, &[]);
    let day = note.day(today()).unwrap();
    assert_eq!(note.day(tomorrow()), None);
    assert_eq!((day.total_units(), day.timed.0, day.treatment.0), (Units(2), 20, 35));
    let [exercise, table] = day.charges.as_slice() else { unreachable!("two codes") };
    assert_eq!(
        (exercise.code, exercise.label.as_str(), exercise.kind),
        (code("97110"), "therapeutic exercise", Kind::Timed)
    );
    assert_eq!((exercise.time, exercise.minutes.0, exercise.units), (at("09:20:30") - at("09:00:00"), 20, Units(1)));
    assert_eq!(exercise.lines.iter().map(|line| &line.modifiers).collect::<Vec<_>>(), [&vec![Modifier::Gp]]);
    let reasons: Vec<_> =
        exercise.reasons.iter().map(|reason| (reason.text.as_str(), reason.source.as_str())).collect();
    assert_eq!(
        reasons,
        [
            (
                "1 unit: 15 of 20 min are 1 full quarter hour; 20 min in all allow 1 unit",
                "CMS Pub 100-04 ch. 5 §20.2 C"
            ),
            ("5 min without a unit: the only unit that 20 min allow is taken", "CMS Pub 100-04 ch. 5 §20.2 C"),
            ("GP: physical therapy plan of care", "CMS Pub 100-04 ch. 5 §20.1"),
        ]
    );
    assert_eq!((exercise.described.as_deref(), table.described.as_deref()), (None, Some("table with rollers")));
    assert_eq!(day.warnings.len(), 1);
    assert_eq!(day.warnings[0].text, "Cupping: 5 min without a code; documented, not billed");
    let kept = printed(&session.finished("10:00:00"));
    assert_eq!(kept["days"][0]["charges"][0].get("described"), None);
    assert_eq!(kept["days"][0]["charges"][0]["time"], json!(1230));
}

#[test]
fn the_units_of_a_day_stay_at_the_largest_number_instead_of_failing() {
    let session = visit("a", "petrissage", "09:00:00", "09:20:00");
    let mut day = note(&session, &[]).content.days.remove(0);
    day.charges.push(day.charges[0].clone());
    assert_eq!(day.total_units(), Units(2));
    day.charges[0].units = Units(u32::MAX);
    assert_eq!(day.total_units(), Units(u32::MAX));
}

#[test]
fn a_tie_is_told_with_its_default_until_it_is_settled() {
    let tied = opened("a", "09:00:00").works("therapeutic-exercise", "neck", "09:00:00", "09:20:00").works(
        "neuromuscular-re-education",
        "neck",
        "09:20:00",
        "09:40:00",
    );
    let choices = |session: &Session| {
        let day = note(session, &[]).content.days.remove(0);
        day.choices.into_iter().map(|choice| (choice.text, choice.source)).collect::<Vec<_>>()
    };
    let cms = "CMS Pub 100-04 ch. 5 §20.2 C".to_owned();
    let open = "1 unit tied between 97110 and 97112; the default was taken (more minutes, then lower code)".to_owned();
    assert_eq!(choices(&tied), [(open, cms.clone())]);
    let choice = TieChoice { among: vec![code("97110"), code("97112")], chosen: vec![code("97112")] };
    let settled = tied.then(Event::TieChosen { day: today(), choice });
    assert_eq!(choices(&settled), [("of 97110 and 97112 tied the therapist chose 97112".to_owned(), cms)]);
    assert_eq!(choices(&settled.then(pays("commercial"))), []);
}

#[test]
fn the_payer_is_told_with_its_rule_and_what_the_biller_must_know() {
    let payer = |id| note(&treated().then(pays(id)), &[]).content.payer;
    let medicare = payer("medicare");
    assert_eq!((medicare.id, medicare.name.as_str(), medicare.rule), (PayerId::new("medicare"), "Medicare", Rule::Cms));
    assert!(medicare.remark.starts_with("97010 is bundled"), "{}", medicare.remark);
    assert_eq!(payer("commercial").rule, Rule::Midpoint);
    assert_eq!(payer("strict").remark, "");
}

#[test]
fn a_payer_that_the_catalogue_has_no_more_is_named_by_its_id_and_counts_nothing() {
    let note = note(&treated().then(pays("acme")), &[]);
    let payer = &note.content.payer;
    assert_eq!(
        (payer.id.as_str(), payer.name.as_str(), payer.rule, payer.remark.as_str()),
        ("acme", "acme", Rule::None, "")
    );
    let day = note.day(today()).unwrap();
    assert_eq!((day.timed.0, day.total_units()), (20, Units(0)));
    assert!(day.warnings[0].text.starts_with("payer \"acme\" is not in the catalogue any more"));
}

#[test]
fn what_was_signed_says_the_same_whatever_changes_around_it() {
    let draft = treated();
    let clinic = |name: &str| Letterhead { clinic: name.to_owned(), ..Letterhead::bare() };
    let under =
        |session: &Session, name: &str, now: &str| compose(session, [].into_iter(), &CATALOG, &clinic(name), at(now));
    let (printed, digest) = under(&draft, "Quiet Hands", "22:00:00").to_sign().unwrap();
    assert_eq!(digest, Signature::digest(&printed));
    assert_eq!(
        under(&draft, "Quiet Hands", "23:00:00").to_sign(),
        Some((printed.clone(), digest)),
        "the same note, the same text"
    );
    let session = draft.signs(&printed);
    let noon = visit("b", "petrissage", "12:00:00", "12:30:00");
    let after = compose(&session, [&noon].into_iter(), &CATALOG, &clinic("New Name"), at("24T12:00:00"));
    assert_eq!(after.content.letterhead.clinic, "Quiet Hands");
    assert_eq!(after.content.days[0].sessions, [SessionId::new("a")]);
    assert_eq!(after.to_sign().unwrap().0, printed);
    assert_eq!((after.status, after.legible, after.is_signed()), (Status::Signed(0), true, true));
}

#[test]
fn a_signature_that_this_program_cannot_read_is_said_to_be_so() {
    let session = treated();
    let of = |printed: &str| -> Note { note(&session.clone().signs(printed), &[]) };
    let mut changed = printed(&session);
    changed["texts"]["plan"] = json!("As it was signed.");
    let plan = |note: &Note| note.content.text(Section::Plan).unwrap().to_owned();
    let read = of(&changed.to_string());
    assert_eq!((read.legible, plan(&read).as_str()), (true, "As it was signed."));
    for (key, value) in [("v", json!(VERSION + 1)), ("v", json!(0)), ("session", json!("b")), ("days", json!("none"))] {
        let mut other = changed.clone();
        other[key] = value;
        let note = of(&other.to_string());
        assert!(!note.legible && note.is_signed(), "{key}");
        assert_eq!(plan(&note), "What next.", "what the record says now");
        assert_eq!(note.status, Status::Signed(0));
    }
    assert!(!of("nothing of JSON").legible);
}

#[test]
fn what_was_signed_reads_back_as_it_was_composed() {
    let session = complete(
        opened("a", "09:00:00")
            .works("therapeutic-exercise", "neck left", "09:00:00", "09:20:00")
            .works("neuromuscular-re-education", "neck", "09:20:00", "09:40:00")
            .works("mechanical-massage", "jaw", "09:40:00", "09:50:00")
            .answers("jaw", "Softer.")
            .finished("10:00:00"),
    );
    let content: Content = note(&session, &[]).content;
    assert_eq!(note(&signed(session), &[]).content, content);
}

#[test]
fn a_note_claims_only_on_a_day_that_it_has() {
    let note = note(&treated(), &[]);
    assert!(note.claims(today()) && !note.claims(tomorrow()));
}
