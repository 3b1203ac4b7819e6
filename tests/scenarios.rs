//! Every file of `tests/scenarios`: a day of a patient as a biller would tell it, and what it must come to. The way is
//! the program's own: events, folded to sessions, counted by day, billed under the payer's terms.

#![expect(clippy::unwrap_used, clippy::panic, reason = "a test says so by panicking")]

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::{Path, PathBuf};

use chrono::{FixedOffset, NaiveDate, NaiveDateTime, NaiveTime, TimeDelta, TimeZone as _};
use serde::Deserialize;
use tableside::billing::{self, Bill, Day};
use tableside::catalog::{AreaId, Catalog, Contact, CptCode, Kind, Modifier, PayerId, Spot, TechniqueId};
use tableside::document::Document;
use tableside::session::{
    Event, Patient, Recorded, Segment, SegmentNo, Session, SessionId, Stamp, Therapist, TieChoice,
};
use toml::{Table, Value};

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Scenario {
    title: String,
    source: String,
    payer: Option<String>,
    rule: Option<String>,
    day: Option<NaiveDateText>,
    offset: Option<String>,
    #[serde(default)]
    terms: Table,
    sessions: Vec<Visit>,
    expect: Vec<Expected>,
}

#[derive(Deserialize)]
#[serde(transparent)]
struct NaiveDateText(String);

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Visit {
    therapist: Option<String>,
    #[serde(default)]
    tie: Vec<String>,
    #[serde(default)]
    modifiers: BTreeMap<String, Vec<String>>,
    #[serde(default)]
    described: BTreeMap<String, String>,
    segments: Vec<Row>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Row {
    at: String,
    r#for: String,
    code: Option<String>,
    technique: Option<String>,
    reason: Option<String>,
    by: Option<String>,
    #[serde(default)]
    unattended: bool,
    area: Option<String>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Expected {
    day: Option<NaiveDateText>,
    timed: u32,
    units: u32,
    treatment: Option<u32>,
    charges: Vec<ExpectedCharge>,
    #[serde(default)]
    ties: Vec<ExpectedTie>,
    warnings: Vec<String>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct ExpectedCharge {
    code: String,
    minutes: u32,
    units: u32,
    #[serde(default)]
    modifiers: String,
    why: Option<String>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct ExpectedTie {
    codes: Vec<String>,
    units: u32,
}

#[test]
fn every_scenario_comes_to_what_its_source_says() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/scenarios");
    let mut files: Vec<PathBuf> = fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path()).collect();
    files.retain(|path| path.extension().is_some_and(|e| e == "toml"));
    files.sort();
    assert!(files.len() >= 137, "only {} scenarios were found", files.len());
    let told: Vec<String> = files.iter().filter_map(|path| played(path).err()).collect();
    assert!(told.is_empty(), "{} of {} scenarios:\n\n{}", told.len(), files.len(), told.join("\n"));
}

fn played(path: &Path) -> Result<(), String> {
    let name = path.file_name().unwrap().to_string_lossy().into_owned();
    let scenario: Scenario =
        toml::from_str(&fs::read_to_string(path).unwrap()).map_err(|error| format!("{name}: {error}"))?;
    if scenario.title.is_empty() || scenario.source.is_empty() {
        return Err(format!("{name}: a title and a source are needed"));
    }
    let catalog = catalog(&scenario);
    let sessions = sessions(&scenario, &catalog);
    let now = sessions.iter().filter_map(|session| session.closed).max().unwrap();
    let mut days: Vec<Day> = Vec::new();
    for session in &sessions {
        let own = billing::days(session, sessions.iter(), &catalog, now);
        days.extend(own.into_iter().filter(|day| days.iter().all(|known| known.date != day.date)).collect::<Vec<_>>());
    }
    days.sort_by_key(|day| day.date);
    let bills: Vec<Bill> = days.iter().map(|day| billing::bill(day, &catalog)).collect();
    let mut faults = Vec::new();
    if bills.len() != scenario.expect.len() {
        faults.push(format!("{} days, not {}", bills.len(), scenario.expect.len()));
    }
    for (bill, expected) in bills.iter().zip(&scenario.expect) {
        faults.extend(differences(bill, expected));
    }
    let got: Vec<String> = bills.iter().map(written).collect();
    let told = |faults: Vec<String>| format!("{name}: {}\n  {}\n{}", scenario.title, faults.join("\n  "), got.join(""));
    if faults.is_empty() { Ok(()) } else { Err(told(faults)) }
}

fn differences(bill: &Bill, expected: &Expected) -> Vec<String> {
    let mut faults = Vec::new();
    let mut same = |what: &str, got: String, wanted: String| {
        if got != wanted {
            faults.push(format!("{what}: expected {wanted}, got {got}"));
        }
    };
    if let Some(NaiveDateText(day)) = &expected.day {
        same("day", bill.date.to_string(), day.clone());
    }
    same("timed", bill.timed.to_string(), expected.timed.to_string());
    same("units", bill.total_units().to_string(), expected.units.to_string());
    if let Some(treatment) = expected.treatment {
        same("treatment", bill.treatment.to_string(), treatment.to_string());
    }
    let mut got = lines(bill);
    let mut wanted: Vec<(String, u32, u32, String)> =
        expected.charges.iter().map(|c| (c.code.clone(), c.minutes, c.units, c.modifiers.clone())).collect();
    got.sort();
    wanted.sort();
    same("charges", format!("{got:?}"), format!("{wanted:?}"));
    let ties: Vec<String> = bill.choices.iter().map(|c| format!("{:?}={}", sorted(&c.codes), c.units)).collect();
    let wanted_ties: Vec<String> =
        expected.ties.iter().map(|t| format!("{:?}={}", sorted(&t.codes), t.units)).collect();
    same("ties", ties.join(" "), wanted_ties.join(" "));
    for charge in expected.charges.iter().filter(|charge| charge.why.is_some()) {
        let part = charge.why.as_deref().unwrap();
        let of = bill.charges.iter().filter(|c| c.code.to_string() == charge.code);
        let said: Vec<String> = of
            .flat_map(|c| {
                let why = c.why.iter().map(ToString::to_string);
                let marks = c.modifiers.iter().map(|m| m.text.clone());
                why.chain(marks).chain([c.reason.clone()]).collect::<Vec<_>>()
            })
            .collect();
        if !said.iter().any(|sentence| sentence.contains(part)) {
            faults.push(format!("{}: no sentence holds \"{part}\": {said:?}", charge.code));
        }
    }
    let said: Vec<&str> = bill.warnings.iter().map(|warning| warning.text.as_str()).collect();
    let fits = said.len() == expected.warnings.len()
        && said.iter().zip(&expected.warnings).all(|(sentence, part)| sentence.contains(part.as_str()));
    if !fits {
        faults.push(format!("warnings: expected {:?}, got {said:#?}", expected.warnings));
    }
    faults
}

fn sorted<T: ToString>(codes: &[T]) -> BTreeSet<String> {
    codes.iter().map(ToString::to_string).collect()
}

fn lines(bill: &Bill) -> Vec<(String, u32, u32, String)> {
    let all = bill.charges.iter().flat_map(|charge| {
        charge.lines.iter().map(|line| (charge.code.to_string(), charge.minutes.0, line.units.0, line.modifier_words()))
    });
    all.collect()
}

/// What was got, in the words of a scenario.
fn written(bill: &Bill) -> String {
    let mut out =
        format!("[[expect]]\nday = \"{}\"\ntimed = {}\nunits = {}\n", bill.date, bill.timed, bill.total_units());
    out += &format!("treatment = {}\ncharges = [\n", bill.treatment);
    for (code, minutes, units, modifiers) in lines(bill) {
        out +=
            &format!("  {{ code = \"{code}\", minutes = {minutes}, units = {units}, modifiers = \"{modifiers}\" }},\n");
    }
    out += "]\nwarnings = [\n";
    for warning in &bill.warnings {
        out += &format!("  \"{}\",\n", warning.text);
    }
    out + "]\n"
}

/// The built-in catalogue, and the payer with the terms that the scenario gives it.
fn catalog(scenario: &Scenario) -> Catalog {
    let mut payer = scenario.terms.clone();
    let text = |words: &str| Value::String(words.to_owned());
    match (&scenario.payer, &scenario.rule) {
        (Some(id), None) => payer.insert("id".to_owned(), text(id)),
        (None, Some(rule)) => {
            payer.insert("rule".to_owned(), text(rule));
            payer.insert("name".to_owned(), text("by rule"));
            payer.insert("id".to_owned(), text("by-rule"))
        }
        _ => panic!("{}: a payer or a rule is needed", scenario.title),
    };
    payer.insert("source".to_owned(), text("scenario"));
    payer.insert("date".to_owned(), text("2026-11-23"));
    let payers = Table::from_iter([("payers".to_owned(), Value::Array(vec![Value::Table(payer)]))]);
    Catalog::layered(&[Document::toml("scenario", payers.to_string())]).unwrap()
}

fn sessions(scenario: &Scenario, catalog: &Catalog) -> Vec<Session> {
    let payer = PayerId::new(scenario.payer.as_deref().unwrap_or("by-rule"));
    let visits = scenario.sessions.iter().zip(1u8..);
    visits.map(|(visit, n)| session(scenario, visit, n, &payer, catalog)).collect()
}

fn session(scenario: &Scenario, visit: &Visit, n: u8, payer: &PayerId, catalog: &Catalog) -> Session {
    let segments: Vec<Segment> =
        visit.segments.iter().zip(1..).map(|(row, no)| segment(scenario, row, no, catalog)).collect();
    let opened = segments.iter().map(|s| s.start).min().unwrap();
    let closed = segments.iter().map(|s| s.stop).max().unwrap();
    let patient = Patient { name: "Rosa Marin".to_owned(), id: Some("0042".to_owned()), born: None };
    let therapist = Therapist::from(visit.therapist.clone().unwrap_or_else(|| "J. Osei, PT".to_owned()));
    let days: BTreeSet<NaiveDate> = segments.iter().flat_map(|s| [s.start.date_naive(), s.stop.date_naive()]).collect();
    let mut events = vec![Event::SessionOpened { patient, payer: payer.clone(), therapist }];
    events.extend(segments.into_iter().map(|segment| Event::SegmentRecorded { segment }));
    let code = |text: &String| text.parse::<CptCode>().unwrap();
    for day in days {
        if !visit.tie.is_empty() {
            events.push(Event::TieChosen {
                day,
                choice: TieChoice { among: Vec::new(), chosen: visit.tie.iter().map(code).collect() },
            });
        }
        for (text, words) in &visit.modifiers {
            let modifier = |word: &String| word.parse::<Modifier>().unwrap();
            let set = |word| Event::ModifierSet { day, code: code(text), modifier: modifier(word), on: true };
            events.extend(words.iter().map(set));
        }
    }
    let described = visit.described.iter();
    events.extend(described.map(|(text, words)| Event::CodeDescribed { code: code(text), text: words.clone() }));
    events.push(Event::SessionFinished { closed });
    let recorded: Vec<Recorded> =
        events.into_iter().map(|event| Recorded::new(opened, &Therapist::default(), event)).collect();
    Session::fold(&SessionId::from_random([0, 0, 0, 0, n]), &recorded)
        .unwrap_or_else(|error| panic!("{}: {error}", scenario.title))
}

fn segment(scenario: &Scenario, row: &Row, no: u32, catalog: &Catalog) -> Segment {
    let told = row.code.as_ref().map(|text| text.parse::<CptCode>().unwrap());
    let technique = row.technique.as_ref().map(|id| {
        catalog.technique(&TechniqueId::new(id)).unwrap_or_else(|| panic!("{}: no technique {id}", scenario.title))
    });
    let code = told.or(technique.and_then(|t| t.code));
    let hands_on = code.and_then(|code| catalog.code(code)).is_none_or(|known| known.kind == Kind::Timed);
    let contact = match technique {
        _ if row.unattended => Contact::Unattended,
        Some(technique) => technique.contact,
        None if hands_on => Contact::OneOnOne,
        None => Contact::Unattended,
    };
    let start = at(scenario, &row.at);
    Segment {
        no: SegmentNo(no),
        spot: Spot { area: AreaId::new(row.area.as_deref().unwrap_or("neck")), side: None },
        technique: technique.map_or_else(|| TechniqueId::new("petrissage"), |t| t.id.clone()),
        code,
        code_reason: row.reason.clone(),
        contact,
        performer: row.by.clone().map(Therapist::from),
        step: None,
        start,
        stop: start + length(&row.r#for),
    }
}

fn at(scenario: &Scenario, text: &str) -> Stamp {
    if let Ok(whole) = Stamp::parse_from_rfc3339(text) {
        return whole;
    }
    let offset: FixedOffset = scenario.offset.as_deref().unwrap_or("-05:00").parse().unwrap();
    let day = scenario.day.as_ref().map_or("2026-11-23", |NaiveDateText(day)| day.as_str());
    let (day, clock) = text.split_once(' ').unwrap_or((day, text));
    let day = NaiveDate::parse_from_str(day, "%Y-%m-%d").unwrap();
    let clock = NaiveTime::parse_from_str(clock, "%H:%M:%S").or_else(|_| NaiveTime::parse_from_str(clock, "%H:%M"));
    offset.from_local_datetime(&NaiveDateTime::new(day, clock.unwrap())).unwrap()
}

/// Reads "33:00" or "1:10:00".
fn length(text: &str) -> TimeDelta {
    let parts: Vec<i64> = text.split(':').map(|part| part.parse().unwrap()).collect();
    match parts.as_slice() {
        [minutes, seconds] => TimeDelta::seconds(minutes * 60 + seconds),
        [hours, minutes, seconds] => TimeDelta::seconds(hours * 3600 + minutes * 60 + seconds),
        _ => panic!("\"{text}\" is no length"),
    }
}
