//! Bundles of visits that are made up for one question each.

use serde_json::Value;

use super::*;
use crate::catalog::{AreaId, Catalog, PayerId, Side, Spot, TechniqueId};
use crate::note::{self, Letterhead};
use crate::session::{Event, PainTime, Patient, Recorded, Section, Segment, SegmentNo, SessionId};

const DAY: &str = "2026-11-23";

fn catalog() -> Catalog {
    Catalog::builtin().unwrap()
}

fn at(time: &str) -> Stamp {
    Stamp::parse_from_rfc3339(&format!("{DAY}T{time}-05:00")).unwrap()
}

fn osei() -> Therapist {
    Therapist::from("J. Osei, PT, DPT".to_owned())
}

fn segment(technique: &str, start: Stamp, stop: Stamp) -> Segment {
    let catalog = catalog();
    let technique = catalog.technique(&TechniqueId::new(technique)).unwrap();
    Segment {
        no: SegmentNo(0),
        spot: Spot { area: AreaId::new("upper-back"), side: Some(Side::Right) },
        technique: technique.id.clone(),
        code: technique.code,
        code_reason: None,
        contact: technique.contact,
        performer: None,
        step: None,
        start,
        stop,
    }
}

/// A visit as events.
struct Visit {
    id: SessionId,
    events: Vec<Recorded>,
    clinic: String,
}

impl Visit {
    fn open(id: &str, patient: &str, time: &str) -> Self {
        let patient = Patient { name: patient.to_owned(), id: Some("0042".to_owned()), born: None };
        let opened = Event::SessionOpened { patient, payer: PayerId::new("medicare"), therapist: osei() };
        let visit = Self { id: SessionId::new(id), events: Vec::new(), clinic: "Riverbend Therapy".to_owned() };
        visit.tell(at(time), &osei(), opened)
    }

    fn tell(mut self, when: Stamp, by: &Therapist, event: Event) -> Self {
        self.events.push(Recorded::new(when, by, event));
        self
    }

    fn work(self, technique: &str, start: &str, stop: &str) -> Self {
        self.record(segment(technique, at(start), at(stop)))
    }

    fn record(self, segment: Segment) -> Self {
        let no = SegmentNo(u32::try_from(self.events.len()).unwrap());
        self.tell(segment.stop, &osei(), Event::SegmentRecorded { segment: Segment { no, ..segment } })
    }

    fn write(self, section: Section, text: &str) -> Self {
        let when = self.events[0].at;
        self.tell(when, &osei(), Event::NoteEdited { section, text: text.to_owned() })
    }

    fn finish(self, closed: Stamp) -> Self {
        self.tell(closed, &osei(), Event::SessionFinished { closed })
    }

    fn sign(self, by: &Therapist, when: Stamp, others: &[Session]) -> Self {
        let (printed, digest) = self.note(others).to_sign().unwrap();
        self.tell(when, by, Event::NoteSigned { digest, printed })
    }

    fn add(self, by: &Therapist, when: Stamp, text: &str) -> Self {
        self.tell(when, by, Event::AddendumAdded { reason: "left out".to_owned(), text: text.to_owned() })
    }

    fn session(&self) -> Session {
        Session::fold(&self.id, &self.events).unwrap()
    }

    fn note(&self, others: &[Session]) -> Note {
        let address = vec!["12 Mill Lane".to_owned()];
        let letterhead = Letterhead { clinic: self.clinic.clone(), address, patient: "patient".to_owned() };
        note::compose(&self.session(), others.iter(), &catalog(), &letterhead, at("23:59:00"))
    }

    fn bytes(&self, others: &[Session]) -> Vec<u8> {
        bundle(&printer(), &self.note(others)).unwrap()
    }

    fn bundle(&self) -> Value {
        serde_json::from_slice(&self.bytes(&[])).unwrap()
    }
}

fn usual() -> Visit {
    let scored = |time, score| Event::PainRecorded { time, score: Some(score) };
    let spot = Spot { area: AreaId::new("neck"), side: None };
    let lee = Therapist::from("K. Lee, PTA".to_owned());
    let answer = Event::ResponseRecorded { spot, text: "freer".to_owned() };
    Visit::open("7k3m9qx2", "Rosa Marin", "10:00:00")
        .tell(at("10:00:10"), &osei(), scored(PainTime::Before, 6))
        .work("myofascial-release", "10:02:00", "10:25:30")
        .record(Segment { performer: Some(lee), ..segment("therapeutic-exercise", at("10:26:00"), at("10:41:00")) })
        .record(Segment { code: "G0283".parse().ok(), ..segment("hot-pack", at("10:41:00"), at("10:56:00")) })
        .write(Section::Subjective, "Stiff & sore.")
        .write(Section::Response, "Tolerated well.")
        .tell(at("10:57:00"), &osei(), answer)
        .tell(at("10:58:00"), &osei(), scored(PainTime::After, 3))
        .finish(at("11:00:00"))
}

fn signed() -> Visit {
    usual().sign(&osei(), at("11:24:10"), &[])
}

fn all<'a>(bundle: &'a Value, kind: &str) -> Vec<&'a Value> {
    let resources = bundle["entry"].as_array().unwrap().iter().map(|entry| &entry["resource"]);
    resources.filter(|resource| resource["resourceType"] == kind).collect()
}

/// Every value of a key, wherever it stands.
fn values<'a>(value: &'a Value, key: &str) -> Vec<&'a Value> {
    match value {
        Value::Object(map) => map
            .iter()
            .flat_map(|(name, below)| (name == key).then_some(below).into_iter().chain(values(below, key)))
            .collect(),
        Value::Array(items) => items.iter().flat_map(|item| values(item, key)).collect(),
        _ => Vec::new(),
    }
}

#[test]
fn every_pointer_points_to_a_part_and_no_id_stands_twice() {
    let bundle = signed().add(&Therapist::from("M. Roy, PT".to_owned()), at("12:00:00"), "Standing.").bundle();
    let urls: Vec<&Value> = values(&bundle, "fullUrl");
    let distinct: std::collections::BTreeSet<&str> = urls.iter().filter_map(|url| url.as_str()).collect();
    assert_eq!(distinct.len(), urls.len());
    let pointers = values(&bundle, "reference");
    assert!(pointers.len() > 50, "{}", pointers.len());
    assert!(pointers.iter().all(|pointer| distinct.contains(pointer.as_str().unwrap())));
    assert_eq!(all(&bundle, "Practitioner").len(), 3, "who treats, who helps, who adds");
}

#[test]
fn the_same_note_is_the_same_bytes_and_another_is_another_document() {
    let (one, other) = (signed(), signed().add(&osei(), at("12:00:00"), "Standing."));
    assert_eq!(one.bytes(&[]), one.bytes(&[]));
    assert!(one.bytes(&[]).ends_with(b"}\n"));
    assert_ne!(one.bundle()["identifier"], other.bundle()["identifier"]);
    assert_eq!(one.bundle()["timestamp"], "2026-11-23T11:24:10-05:00");
    assert_eq!(other.bundle()["timestamp"], "2026-11-23T12:00:00-05:00");
    assert_eq!(usual().bundle()["timestamp"], "2026-11-23T11:00:00-05:00");
}

#[test]
fn a_charge_is_the_units_of_its_line_under_the_system_of_its_code() {
    let bundle = signed().bundle();
    let charges = all(&bundle, "ChargeItem");
    let lines: Vec<u32> =
        signed().note(&[]).content.days[0].charges.iter().flat_map(|c| &c.lines).map(|l| l.units.0).collect();
    let quantities: Vec<u64> = charges.iter().map(|item| item["quantity"]["value"].as_u64().unwrap()).collect();
    assert_eq!(quantities, lines.iter().copied().map(u64::from).filter(|units| *units > 0).collect::<Vec<_>>());
    assert!(charges.iter().all(|item| item["status"] == "billable"));
    let coding = |item: &Value| item["code"]["coding"][0].clone();
    let stimulation = charges.iter().map(|item| coding(item)).find(|coding| coding["code"] == "G0283").unwrap();
    assert_eq!(stimulation["system"], datatypes::HCPCS);
    let exercise = charges.iter().find(|item| coding(item)["code"] == "97110").unwrap();
    assert_eq!(coding(exercise)["system"], datatypes::CPT);
    let marks: Vec<&Value> = values(&exercise["extension"], "code");
    assert_eq!(marks, ["GP", "CQ"], "an assistant's");
    assert!(exercise["code"]["text"].as_str().unwrap().ends_with("; modifiers GP CQ"));
    let lee = all(&bundle, "Practitioner")[1];
    assert_eq!(exercise["performer"][0]["actor"]["reference"], urn_of(lee));
}

#[test]
fn of_a_draft_nothing_is_final_and_nothing_billable() {
    let bundle = usual().bundle();
    assert_eq!(all(&bundle, "Composition")[0]["status"], "preliminary");
    assert!(all(&bundle, "Composition")[0].get("attester").is_none());
    assert!(all(&bundle, "ChargeItem").iter().all(|item| item["status"] == "planned"));
    assert!(all(&bundle, "Observation").iter().all(|item| item["status"] == "preliminary"));
    let running = Visit::open("x", "Rosa Marin", "10:00:00").work("petrissage", "10:00:00", "10:20:00").bundle();
    assert_eq!(all(&running, "Encounter")[0]["status"], "in-progress");
    assert_eq!(all(&running, "Procedure")[0]["status"], "in-progress");
    let nothing = Visit::open("x", "Rosa Marin", "10:00:00").finish(at("10:01:00")).bundle();
    assert_eq!(all(&nothing, "Encounter")[0]["status"], "cancelled");
}

#[test]
fn an_addendum_is_a_document_of_its_own_and_leaves_the_note_as_it_was() {
    let roy = Therapist::from("M. Roy, PT".to_owned());
    let (before, after) = (signed().bundle(), signed().add(&roy, at("12:00:00"), "Standing.").bundle());
    let (was, is) = (all(&before, "DocumentReference"), all(&after, "DocumentReference"));
    assert_eq!((was.len(), is.len()), (1, 2));
    assert_eq!(was[0]["content"], is[0]["content"]);
    assert_eq!((&was[0]["docStatus"], &is[0]["docStatus"]), (&"final".into(), &"amended".into()));
    assert_eq!(is[1]["relatesTo"][0]["code"], "appends");
    assert_eq!(is[1]["relatesTo"][0]["target"]["reference"], urn_of(is[0]));
    let attesters = all(&after, "Composition")[0]["attester"].as_array().unwrap();
    assert_eq!(attesters.len(), 2);
    assert_ne!(attesters[0]["party"], attesters[1]["party"]);
    assert_eq!(
        was[0]["content"][0]["attachment"]["size"],
        Printer::print(&printer(), &signed().note(&[]), crate::export::Format::Text).unwrap().len()
    );
}

fn urn_of(note: &Value) -> String {
    format!("urn:uuid:{}", note["id"].as_str().unwrap())
}

fn printer() -> Printer {
    Printer::plain(crate::body::Body::builtin(&catalog()).unwrap())
}

#[test]
fn the_sections_stand_in_the_order_of_the_note() {
    let bundle = signed().add(&osei(), at("12:00:00"), "Standing.").bundle();
    let sections = all(&bundle, "Composition")[0]["section"].as_array().unwrap();
    let titles: Vec<&str> = sections.iter().map(|section| section["title"].as_str().unwrap()).collect();
    let order = ["Subjective", "Pain", "Treatment", "Response to treatment", "Charges", "Note", "Addenda"];
    assert_eq!(titles, order);
    let response = sections[3]["text"]["div"].as_str().unwrap();
    assert!(response.contains("<p>Tolerated well.</p><p>Neck: freer</p>"), "{response}");
    assert!(sections[0]["text"]["div"].as_str().unwrap().contains("Stiff &amp; sore."));
}

#[test]
fn hostile_words_stay_words() {
    let mut visit = Visit::open("x\"</div>", "<script>\u{7}\u{ffff}Rosa\u{a0}\u{202e}", "10:00:00")
        .write(Section::Subjective, "]]> & <b onclick='x'>\u{0}\r\n\t</p>")
        .work("petrissage", "10:00:00", "10:20:00")
        .finish(at("10:30:00"));
    visit.clinic = String::new();
    let bundle = visit.bundle();
    assert_eq!(all(&bundle, "Patient")[0]["name"][0]["text"], "<script>\u{fffd}\u{fffd}Rosa \u{fffd}");
    assert!(all(&bundle, "Patient")[0]["identifier"][0].get("system").is_none(), "no clinic, no system of numbers");
    assert!(all(&bundle, "Organization").is_empty());
    for div in values(&bundle, "div") {
        let inside = div.as_str().unwrap().replace("<p>", "").replace("</p>", "");
        let inside = inside.strip_prefix("<div xmlns=\"http://www.w3.org/1999/xhtml\">").unwrap();
        assert!(!inside.strip_suffix("</div>").unwrap().contains(['<', '>', '\u{0}', '\u{ffff}']), "{inside}");
    }
    let nobody = Visit::open("x", " ", "10:00:00").bundle();
    assert!(all(&nobody, "Patient")[0].get("name").is_none(), "no name is better than an empty one");
}

#[test]
fn over_midnight_each_day_stands_by_itself() {
    let late = |minutes| at("23:45:00") + chrono::TimeDelta::minutes(minutes);
    let bundle = Visit::open("x", "Rosa Marin", "23:40:00")
        .record(segment("petrissage", late(0), late(40)))
        .finish(late(45))
        .sign(&osei(), late(50), &[])
        .bundle();
    let procedures = all(&bundle, "Procedure");
    let periods: Vec<&Value> = procedures.iter().map(|procedure| &procedure["performedPeriod"]).collect();
    assert_eq!(periods[0]["end"], "2026-11-24T00:00:00-05:00");
    assert_eq!(periods[1]["start"], "2026-11-24T00:00:00-05:00");
    let days: Vec<&Value> = all(&bundle, "ChargeItem").iter().map(|item| &item["occurrenceDateTime"]).collect();
    assert_eq!(days, ["2026-11-23", "2026-11-24"]);
    assert_ne!(procedures[0]["id"], procedures[1]["id"]);
}

#[test]
fn what_is_claimed_with_another_session_is_not_billable_here() {
    let first =
        Visit::open("a", "Rosa Marin", "08:00:00").work("petrissage", "08:00:00", "08:30:00").finish(at("08:31:00"));
    let second = usual().sign(&osei(), at("11:24:10"), &[first.session()]);
    let bundle: Value = serde_json::from_slice(&second.bytes(&[first.session()])).unwrap();
    let charges = all(&bundle, "ChargeItem");
    assert!(charges.len() > 3, "what the other session was for, too");
    assert!(charges.iter().all(|item| item["status"] == "not-billable"));
    let notes = |item: &Value| item["note"].to_string().contains("with session a, NOT here");
    assert!(charges.iter().all(|item| notes(item)));
    let elsewhere = charges.iter().find(|item| item.get("service").is_none()).unwrap();
    assert!(elsewhere.get("performer").is_none(), "done in the other session");
}
