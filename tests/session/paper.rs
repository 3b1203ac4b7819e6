//! The form of a session, as `session add` reads it and an export writes it.

use serde_json::{Value, json};
use tableside::catalog::{CptCode, Modifier, PayerId, Side};
use tableside::document::Document;
use tableside::session::paper::{Form, SCHEMA, read};
use tableside::session::{
    Event, PainTime, Patient, Recorded, Section, Segment, SegmentNo, Session, SessionId, Stamp, Therapist, TieChoice,
};

use super::{at, catalog, code, lee, spot, technique};

pub(super) const WHOLE: &str = r#"payer = "medicare"
therapist = "J. Osei, PT"
opened = "2026-11-23T10:00:00-05:00"
closed = "2026-11-23T11:00:00-05:00"
patient = { name = " Rosa Marin ", id = "0042", born = "1980-02-29" }
pain_before = 10
pain_after = 0
subjective = "Stiff."
objective = "Tight."
justification = "Why."
response = "How."
plan = "What next."
home_care = "Stretch."
tie = ["97112"]
modifiers = { 97110 = ["KX", "59"] }
described = { 97039 = "Massage table." }
responses = [{ area = "neck", side = "left", text = "Softer." }]

[[segments]]
area = "neck"
side = "left"
technique = "therapeutic-exercise"
start = "2026-11-23T10:00:00-05:00"
stop = "2026-11-23T10:20:00-05:00"

[[segments]]
area = "neck"
technique = "mechanical-massage"
start = "2026-11-23T10:10:00-05:00"
stop = "2026-11-23T10:15:00-05:00"

[[segments]]
area = "sacrum"
technique = "pnf"
performer = "K. Lee, PTA"
start = "2026-11-23T10:20:00-05:00"
stop = "2026-11-23T10:40:00-05:00"

[[segments]]
area = "neck"
technique = "deep-tissue"
code = "97140"
code_reason = " Glide. "
start = "2026-11-23T10:40:00-05:00"
stop = "2026-11-23T10:50:00-05:00"

[[days]]
day = "2026-11-23"
among = ["97110", "97112"]
tie = ["97110"]
modifiers = { 97112 = ["xs"] }
"#;

/// The least that a form says, with more in front of its segments or behind them.
pub(super) fn form(more: &str, segments: &str) -> String {
    format!(
        "payer = \"medicare\"\nopened = \"2026-11-23T10:00:00-05:00\"\npatient = {{ name = \"Rosa Marin\" }}\n{more}\n\
         {segments}"
    )
}

/// A segment of a technique, with times of the day or whole ones.
pub(super) fn row(technique: &str, start: &str, stop: &str) -> String {
    let time = |text: &str| if text.contains('T') { text.to_owned() } else { format!("2026-11-23T{text}-05:00") };
    format!(
        "[[segments]]\narea = \"neck\"\ntechnique = \"{technique}\"\nstart = \"{}\"\nstop = \"{}\"\n",
        time(start),
        time(stop)
    )
}

pub(super) fn told(name: &str, text: &str) -> Result<Vec<Recorded>, Vec<String>> {
    let faults = |faults: tableside::document::Faults| faults.0.iter().map(ToString::to_string).collect();
    read(&Document::sniff(name, text), catalog(), &lee(), at(7200)).map_err(faults)
}

fn events(text: &str) -> Vec<Event> {
    told("paper", text).unwrap().into_iter().map(|recorded| recorded.event).collect()
}

fn session(text: &str) -> Session {
    Session::fold(&SessionId::new("test"), &told("paper", text).unwrap()).unwrap()
}

/// The faults of a form, without the document's name.
pub(super) fn faults(text: &str) -> Vec<String> {
    told("", text).unwrap_err().into_iter().map(|fault| fault.trim_start_matches(':').to_owned()).collect()
}

fn codes(texts: &[&str]) -> Vec<CptCode> {
    texts.iter().map(|text| code(text)).collect()
}

fn segment(no: u32, id: &str, start: i64, stop: i64) -> Segment {
    let technique = technique(id);
    Segment {
        no: SegmentNo(no),
        spot: spot("neck", None),
        technique: technique.id,
        code: technique.code,
        code_reason: None,
        contact: technique.contact,
        performer: None,
        step: None,
        start: at(start),
        stop: at(stop),
    }
}

#[test]
fn a_whole_form_becomes_the_events_of_its_session() {
    let day = at(0).date_naive();
    let text = |section, text: &str| Event::NoteEdited { section, text: text.to_owned() };
    let pain = |time, score| Event::PainRecorded { time, score: Some(score) };
    let mark = |text, modifier| Event::ModifierSet { day, code: code(text), modifier, on: true };
    let tie = |among: &[&str], chosen: &[&str]| Event::TieChosen {
        day,
        choice: TieChoice { among: codes(among), chosen: codes(chosen) },
    };
    let left = spot("neck", Some(Side::Left));
    let segments = [
        Segment { spot: left.clone(), ..segment(1, "therapeutic-exercise", 0, 1200) },
        segment(2, "mechanical-massage", 600, 900),
        Segment { spot: spot("sacrum", None), performer: Some(lee()), ..segment(3, "pnf", 1200, 2400) },
        Segment {
            code: Some(code("97140")),
            code_reason: Some("Glide.".to_owned()),
            ..segment(4, "deep-tissue", 2400, 3000)
        },
    ];
    let mut expected = vec![Event::SessionOpened {
        patient: Patient {
            name: "Rosa Marin".to_owned(),
            id: Some("0042".to_owned()),
            born: chrono::NaiveDate::from_ymd_opt(1980, 2, 29),
        },
        payer: PayerId::new("medicare"),
        therapist: Therapist::from("J. Osei, PT".to_owned()),
    }];
    expected.extend(segments.map(|segment| Event::SegmentRecorded { segment }));
    expected.extend([
        pain(PainTime::Before, 10),
        pain(PainTime::After, 0),
        text(Section::Subjective, "Stiff."),
        text(Section::Objective, "Tight."),
        text(Section::Justification, "Why."),
        text(Section::Response, "How."),
        text(Section::Plan, "What next."),
        text(Section::HomeCare, "Stretch."),
        Event::ResponseRecorded { spot: left, text: "Softer.".to_owned() },
        tie(&[], &["97112"]),
        mark("97110", Modifier::Kx),
        mark("97110", Modifier::D59),
        tie(&["97110", "97112"], &["97110"]),
        mark("97112", Modifier::Xs),
        Event::CodeDescribed { code: code("97039"), text: "Massage table.".to_owned() },
        Event::SessionFinished { closed: at(3600) },
    ]);
    assert_eq!(events(WHOLE), expected);
    let recorded = told("paper", WHOLE).unwrap();
    assert_eq!(recorded[0].at, at(0), "it was opened when it says");
    assert!(recorded[1..].iter().all(|recorded| recorded.at == at(7200)), "and told afterwards");
    assert!(recorded.iter().all(|recorded| recorded.by == lee() && !recorded.joined));
}

#[test]
fn a_form_without_an_end_ends_with_its_last_stop_or_where_it_began() {
    let rows = row("petrissage", "10:30:00", "10:40:00") + &row("petrissage", "10:00:00", "10:10:00");
    assert_eq!(session(&form("", &rows)).closed, Some(at(2400)));
    assert_eq!(session(&form("", "")).closed, Some(at(0)));
}

#[test]
fn whoever_tells_a_form_treated_where_it_names_nobody() {
    assert_eq!(session(&form("", "")).therapist, lee());
    assert_eq!(session(&form("therapist = \"J. Osei, PT\"", "")).therapist.name, "J. Osei");
    let blank = row("petrissage", "10:00:00", "10:10:00") + "performer = \" \"\n";
    assert_eq!(session(&form("", &blank)).segments[0].performer, None);
}

#[test]
fn a_time_or_date_may_stand_as_toml_s_own_and_is_told_in_the_offset_of_the_opening() {
    let text = "payer = \"medicare\"\nopened = 2026-11-23T10:00:00-05:00\nclosed = \"2026-11-23T16:00:00Z\"\n\
                patient = { name = \"Rosa Marin\", born = 1980-02-29, id = \" \" }\n";
    let session = session(&(text.to_owned() + &row("petrissage", "2026-11-23T15:10:00Z", "2026-11-23T16:20:00+01:00")));
    assert_eq!(session.patient.born.unwrap().to_string(), "1980-02-29");
    assert_eq!(session.patient.id, None, "a blank is no number");
    let written = |stamp: Stamp| stamp.to_rfc3339();
    assert_eq!(session.closed.map(written).as_deref(), Some("2026-11-23T11:00:00-05:00"));
    assert_eq!(written(session.segments[0].start), "2026-11-23T10:10:00-05:00");
    assert_eq!(written(session.segments[0].stop), "2026-11-23T10:20:00-05:00");
}

#[test]
fn a_text_keeps_its_lines_and_no_control_character() {
    let session = session(&form(
        "plan = \"One\\r\\ntwo\\rthree\\tfour\\nfive\"\nresponses = [{ area = \"neck\", text = \"a\\r\\nb\" }]",
        &row("petrissage", "10:00:00", "10:10:00"),
    ));
    assert_eq!(session.texts[&Section::Plan], "One\ntwo\nthree four\nfive");
    assert_eq!(session.responses.values().collect::<Vec<_>>(), ["a\nb"]);
}

#[test]
fn a_code_is_the_technique_s_or_another_with_its_reason() {
    let coded = |more: &str| {
        let segment = session(&form("", &(row("deep-tissue", "10:00:00", "10:10:00") + more))).segments.remove(0);
        (segment.code, segment.code_reason)
    };
    assert_eq!(coded(""), (Some(code("97124")), None));
    assert_eq!(coded("code = \"97124\"\ncode_reason = \"As always.\"\n"), (Some(code("97124")), None));
    assert_eq!(coded("code = \"\"\ncode_reason = \"A gift.\"\n"), (None, Some("A gift.".to_owned())));
}

#[test]
fn what_is_decided_counts_on_every_day_on_which_all_its_codes_were_done() {
    let night = |stop: &str| {
        form("", "") + &row("pnf", "23:00:00", "23:30:00") + &row("therapeutic-exercise", "23:30:00", stop)
    };
    let days = |text: &str, more: &str| -> Vec<String> {
        let told = |event: Event| match event {
            Event::TieChosen { day, choice } => Some(format!("{day} {}", choice.chosen.len())),
            Event::ModifierSet { day, code, modifier, on } => Some(format!("{day} {code} {} {on}", modifier.word())),
            _ => None,
        };
        events(&text.replacen("patient =", &format!("{more}\npatient ="), 1)).into_iter().filter_map(told).collect()
    };
    let late = night("2026-11-24T00:20:00-05:00");
    assert_eq!(
        days(&late, "modifiers = { 97110 = [\"KX\"] }"),
        ["2026-11-23 97110 KX true", "2026-11-24 97110 KX true"]
    );
    assert_eq!(days(&late, "tie = [\"97110\", \"97112\"]"), ["2026-11-23 2"]);
    assert_eq!(
        days(&late, "days = [{ day = 2026-11-24, tie = [\"97110\"], modifiers = { 97110 = [\"kx\"] } }]"),
        ["2026-11-24 1", "2026-11-24 97110 KX true"]
    );
    let midnight = night("2026-11-24T00:00:00-05:00");
    assert_eq!(days(&midnight, "tie = [\"97110\"]"), ["2026-11-23 1"], "a stop at midnight is of the day that ends");
}

/// What an export writes of a session.
fn exported(session: &Session) -> Value {
    json!({ "schema": SCHEMA, "session": Form::of(session), "note": { "v": 1 } })
}

#[test]
fn what_an_export_wrote_of_a_session_is_read_back_whole() {
    let known = session(WHOLE);
    let back = session(&exported(&known).to_string());
    assert_eq!(exported(&back), exported(&known));
    assert_eq!((&back.patient, &back.therapist, &back.payer), (&known.patient, &known.therapist, &known.payer));
    assert_eq!((back.segments, back.opened, back.closed), (known.segments, known.opened, known.closed));
    assert_eq!((back.texts, back.responses), (known.texts, known.responses));
    assert_eq!((back.pain_before, back.pain_after), (Some(10), Some(0)));
    assert_eq!((back.ties, back.described), (known.ties, known.described));
    assert_eq!((back.modifiers.len(), back.modifiers), (3, known.modifiers));
    assert_eq!(
        exported(&session(&form("", "")))["session"].as_object().unwrap().len(),
        6,
        "what is not told is left out"
    );
}

#[test]
fn what_the_program_wrote_itself_is_not_doubted_and_its_faults_have_their_place() {
    let mut long = exported(&session(WHOLE));
    long["session"]["closed"] = json!("2026-11-25T10:00:00-05:00");
    long["session"]["described"] = json!({ "97139": "Of another session." });
    long["session"]["days"] = json!([{ "day": "2026-12-24", "tie": ["97116"] }]);
    assert!(told("", &long.to_string()).is_ok());
    long["session"]["segments"][0]["area"] = json!("nek");
    let fault = faults(&long.to_string());
    assert_eq!(fault, ["1: session.segments[0].area: there is no area \"nek\"; did you mean \"neck\"?"]);
    let other = json!({ "schema": "tableside.session.9", "session": {} });
    assert_eq!(
        faults(&other.to_string()),
        ["1: schema: \"tableside.session.9\" is no session that this program knows; a session says \
          \"tableside.session.1\""]
    );
}
