//! What the forms say, read back.

use std::collections::BTreeMap;

use tableside::catalog::{Catalog, Modifier};
use tableside::export::{DayBook, Format, Sheet};
use tableside::note::Note;
use tableside::session::{Event, Recorded, Session, SessionId, paper};

use super::{book, composed, demo_day, evening, printer, sessions};
use crate::record;

/// Codes with their minutes and their units.
type Charged = BTreeMap<String, (u32, u32)>;

fn number(text: &str) -> u32 {
    text.trim().parse().unwrap_or_else(|_| panic!("\"{text}\" is no number"))
}

fn add(charged: &mut Charged, code: &str, minutes: u32, units: u32) {
    let sum = charged.entry(code.to_owned()).or_default();
    *sum = (sum.0 + minutes, sum.1 + units);
}

fn is_code(word: &str) -> bool {
    word.len() == 5 && word.bytes().skip(1).all(|b| b.is_ascii_digit())
}

/// What a note charges: the values from which all forms are made.
fn charged(note: &Note) -> Charged {
    let mut charged = Charged::new();
    for charge in note.content.days.iter().flat_map(|day| &day.charges) {
        let units = charge.lines.iter().map(|line| line.units.0).sum();
        add(&mut charged, &charge.code.to_string(), charge.minutes.0, units);
    }
    charged
}

/// "97124   17 min   1 unit   GP", and for a second line of the same code "97124            1 unit   GP CQ".
fn from_text(text: &str) -> Charged {
    let mut charged = Charged::new();
    for line in text.lines().skip_while(|line| !line.starts_with("CHARGES")) {
        let words: Vec<&str> = line.split_whitespace().collect();
        match words.as_slice() {
            [code, minutes, "min", units, "unit" | "units", ..] if is_code(code) => {
                add(&mut charged, code, number(minutes), number(units));
            }
            [code, units, "unit" | "units", ..] if is_code(code) => add(&mut charged, code, 0, number(units)),
            _ => {}
        }
    }
    charged
}

/// "| 97124 | GP | 17:30 | 17 | 1 | why |".
fn from_markdown(text: &str) -> Charged {
    let mut charged = Charged::new();
    for line in text.lines().skip_while(|line| !line.starts_with("## Charges")) {
        let cells: Vec<&str> = line.split('|').map(str::trim).collect();
        if let [_, code, _, _, minutes, units, ..] = cells.as_slice()
            && is_code(code)
        {
            add(&mut charged, code, if minutes.is_empty() { 0 } else { number(minutes) }, number(units));
        }
    }
    charged
}

/// "97124 massage GP 17:30 17 1": the last two numbers of a row of the charges.
fn from_pdf(bytes: &[u8]) -> Charged {
    let text = pdf_extract::extract_text_from_mem(bytes).unwrap();
    let mut charged = Charged::new();
    for line in text.lines().skip_while(|line| line.trim() != "Charges").take_while(|line| line.trim() != "Rules cited")
    {
        let words: Vec<&str> = line.split_whitespace().collect();
        if let [code, .., minutes, units] = words.as_slice()
            && is_code(code)
        {
            // Where an assistant's units stand by themselves, the second line has no minutes.
            add(&mut charged, code, minutes.parse().unwrap_or(0), number(units));
        }
    }
    charged
}

fn from_csv(text: &str, session: &str) -> Charged {
    let mut charged = Charged::new();
    for row in csv::Reader::from_reader(text.as_bytes()).records().map(Result::unwrap) {
        if &row[1] == session {
            add(&mut charged, &row[5], if row[7].is_empty() { 0 } else { number(&row[7]) }, number(&row[8]));
        }
    }
    charged
}

fn from_json(json: &serde_json::Value) -> Charged {
    let mut charged = Charged::new();
    let whole = |value: &serde_json::Value| u32::try_from(value.as_u64().unwrap()).unwrap();
    for day in json["note"]["days"].as_array().unwrap() {
        for charge in day["charges"].as_array().unwrap() {
            let units = charge["lines"].as_array().unwrap().iter().map(|line| whole(&line["units"])).sum();
            add(&mut charged, charge["code"].as_str().unwrap(), whole(&charge["minutes"]), units);
        }
    }
    charged
}

/// Units from the charge items; minutes from the observations beside the procedures.
fn from_fhir(bundle: &serde_json::Value) -> Charged {
    let mut charged = Charged::new();
    let code_of = |resource: &serde_json::Value| {
        let codings = resource["code"]["coding"].as_array()?;
        Some(codings.first()?["code"].as_str()?.to_owned())
    };
    let mut procedures = BTreeMap::new();
    for entry in bundle["entry"].as_array().unwrap() {
        let resource = &entry["resource"];
        match resource["resourceType"].as_str().unwrap() {
            "Procedure" => {
                procedures.insert(entry["fullUrl"].as_str().unwrap().to_owned(), code_of(resource));
            }
            "ChargeItem" => {
                let units = u32::try_from(resource["quantity"]["value"].as_u64().unwrap()).unwrap();
                add(&mut charged, &code_of(resource).unwrap(), 0, units);
            }
            _ => {}
        }
    }
    for entry in bundle["entry"].as_array().unwrap() {
        let resource = &entry["resource"];
        let of = resource["partOf"][0]["reference"].as_str().and_then(|of| procedures.get(of));
        if resource["resourceType"] == "Observation"
            && let Some(Some(code)) = of
        {
            let minutes = resource["valueQuantity"]["value"].as_u64().unwrap();
            add(&mut charged, code, u32::try_from(minutes).unwrap(), 0);
        }
    }
    charged
}

pub(super) fn documents(book: &DayBook) -> BTreeMap<String, Vec<u8>> {
    let files = book.documents(&printer(), &Format::ALL, &mut |_, _| {}).unwrap();
    files.into_iter().map(|file| (file.name, file.bytes)).collect()
}

#[test]
fn all_forms_of_the_demo_day_say_the_same_minutes_and_units() {
    let catalog = Catalog::builtin().unwrap();
    let all = sessions(&demo_day(&catalog));
    let book = book(&all, false, &catalog);
    let files = documents(&book);
    let text = |name: &str| String::from_utf8(files[name].clone()).unwrap();
    let json = |name: &str| -> serde_json::Value { serde_json::from_slice(&files[name]).unwrap() };
    assert_eq!((book.notes.len(), book.unsigned.len()), (2, 1));
    assert_eq!(files.len(), 2 * 5 + 3, "five forms of each note, three of the day");

    let (mut minutes, mut units) = (0, 0);
    for note in &book.notes {
        let stem = format!("2026-11-23-{}", note.content.session);
        let expected = charged(note);
        assert!(expected.values().any(|(_, units)| *units > 0), "{stem}");
        assert_eq!(from_text(&text(&format!("{stem}.txt"))), expected, "text of {stem}");
        assert_eq!(from_markdown(&text(&format!("{stem}.md"))), expected, "Markdown of {stem}");
        assert_eq!(from_pdf(&files[&format!("{stem}.pdf")]), expected, "PDF of {stem}");
        assert_eq!(from_json(&json(&format!("{stem}.json"))), expected, "JSON of {stem}");
        assert_eq!(from_fhir(&json(&format!("{stem}.fhir.json"))), expected, "FHIR of {stem}");
        assert_eq!(from_csv(&text("2026-11-23-charges.csv"), note.content.session.as_str()), expected, "CSV of {stem}");
        minutes += note.content.days.iter().map(|day| day.timed_here.0).sum::<u32>();
        units += expected.values().map(|(_, units)| units).sum::<u32>();
    }
    let day = json("2026-11-23-day.json");
    assert_eq!((day["timed_minutes"].as_u64(), day["units"].as_u64()), (Some(minutes.into()), Some(units.into())));
    let inside: Vec<Charged> = day["sessions"].as_array().unwrap().iter().map(from_json).collect();
    assert_eq!(inside, book.notes.iter().map(charged).collect::<Vec<_>>(), "the day's JSON");
    let cover = pdf_extract::extract_text_from_mem(&files["2026-11-23-notes.pdf"]).unwrap();
    for line in [format!("Timed minutes {minutes}"), format!("Units {units}"), "Not signed 1".to_owned()] {
        assert!(cover.contains(&line), "\"{line}\" is not on the cover:\n{cover}");
    }
    assert!(cover.contains("Ama Boateng"), "who is not signed is named");
}

/// Every text that a sheet holds.
fn leaves(value: &serde_json::Value, all: &mut Vec<String>) {
    match value {
        serde_json::Value::String(text) => all.push(text.clone()),
        serde_json::Value::Array(items) => items.iter().for_each(|item| leaves(item, all)),
        serde_json::Value::Object(fields) => fields.values().for_each(|field| leaves(field, all)),
        _ => {}
    }
}

#[test]
fn the_pdf_says_what_the_text_says() {
    let catalog = Catalog::builtin().unwrap();
    let all = sessions(&demo_day(&catalog));
    let squeezed = |text: &str| -> String { text.to_lowercase().split_whitespace().collect() };
    for note in &book(&all, true, &catalog).notes {
        let text = squeezed(&String::from_utf8(printer().print(note, Format::Text).unwrap()).unwrap());
        let pdf = printer().print(note, Format::Pdf).unwrap();
        let pdf = squeezed(&pdf_extract::extract_text_from_mem(&pdf).unwrap());
        let mut said = Vec::new();
        leaves(&serde_json::to_value(Sheet::of(note)).unwrap(), &mut said);
        assert!(said.len() > 60, "{}", said.len());
        // The title's word for the clinic and the label stand elsewhere in a letterhead.
        for leaf in said.iter().filter(|leaf| !["Clinic", "-"].contains(&leaf.as_str())) {
            let leaf = squeezed(leaf);
            assert!(pdf.contains(&leaf), "\"{leaf}\" is not in the PDF of {}:\n{pdf}", note.content.session);
            // The short names of codes, and area and side apart, are the table's of the PDF alone.
            let of_tables = note.content.days.iter().flat_map(|day| &day.charges).any(|c| squeezed(&c.label) == leaf);
            assert!(of_tables || text.contains(&leaf), "\"{leaf}\" is not in the text of {}", note.content.session);
        }
    }
}

#[test]
fn the_same_day_gives_the_same_bytes() {
    let catalog = Catalog::builtin().unwrap();
    let all = sessions(&demo_day(&catalog));
    assert_eq!(documents(&book(&all, true, &catalog)), documents(&book(&all, true, &catalog)));
}

/// A session with everything in it that a form can hold, over midnight.
pub(super) const WHOLE: &str = r#"
patient = { name = "Zoë Άννα Кузнецова", id = "0042", born = "1980-02-29" }
payer = "medicare"
opened = "2026-11-23T23:20:00-05:00"
closed = "2026-11-24T00:45:00-05:00"
pain_before = 0
pain_after = 10
subjective = "One.\nTwo."
objective = "Three."
justification = "Four."
response = "Five."
plan = "Six."
home_care = "Seven."
responses = [{ area = "neck", text = "Freer." }, { area = "shoulder", side = "left", text = "Warm." }]
described = { 97039 = "massage table" }
days = [
  { day = "2026-11-23", tie = ["97112"], among = ["97110", "97112"], modifiers = { 97110 = ["KX"] } },
  { day = "2026-11-24", modifiers = { 97110 = ["59"] } },
]
segments = [
  { area = "shoulder", side = "left", technique = "therapeutic-exercise", start = "2026-11-23T23:21:00.250-05:00", stop = "2026-11-23T23:40:00-05:00" },
  { area = "shoulder", side = "left", technique = "neuromuscular-re-education", start = "2026-11-23T23:40:00-05:00", stop = "2026-11-24T00:10:00-05:00", performer = "K. Lee, PTA" },
  { area = "neck", technique = "petrissage", code = "97110", code_reason = "taught", start = "2026-11-24T00:10:00-05:00", stop = "2026-11-24T00:30:00-05:00" },
  { area = "neck", technique = "cupping", code = "", start = "2026-11-24T00:30:00-05:00", stop = "2026-11-24T00:40:00-05:00" },
  { area = "lower-back", side = "bilateral", technique = "mechanical-massage", start = "2026-11-23T23:30:00-05:00", stop = "2026-11-23T23:45:00-05:00" },
]
"#;

fn read(name: &str, text: &str, catalog: &Catalog) -> Session {
    let document = tableside::document::Document::sniff(name, text.to_owned());
    let events = paper::read(&document, catalog, &record::osei(), evening()).unwrap_or_else(|e| panic!("{e}"));
    Session::fold(&SessionId::new("aaaaaaaa"), &events).unwrap()
}

#[test]
fn a_session_exported_as_json_is_read_back_to_the_same_session() {
    let catalog = Catalog::builtin().unwrap();
    let whole = read("whole", WHOLE, &catalog);
    assert_eq!((whole.ties.len(), whole.modifiers.len(), whole.responses.len()), (1, 2, 2));
    let mut all = sessions(&demo_day(&catalog));
    // A clock that runs has no end to read back.
    all.retain(|session| !session.is_timing());
    // Decided of a code that another session of the day is for, and finished on the morning after the next.
    let mut beyond = whole.clone();
    beyond.modifiers.insert((beyond.opened.date_naive(), "97110".parse().unwrap(), Modifier::Kx));
    beyond.described.insert("97039".parse().unwrap(), "Mechanical massage.".to_owned());
    beyond.closed = beyond.closed.map(|at| at + chrono::TimeDelta::hours(30));
    for session in all.iter().chain([&whole, &beyond]) {
        let note = composed(session, std::slice::from_ref(session), &catalog);
        let json = String::from_utf8(printer().print(&note, Format::Json).unwrap()).unwrap();
        let back = read("export.json", &json, &catalog);
        assert_eq!(
            (&back.patient, &back.payer, &back.therapist),
            (&session.patient, &session.payer, &session.therapist)
        );
        assert_eq!((back.opened, back.closed), (session.opened, session.closed));
        let bare = |session: &Session| {
            let mut segments = session.segments.clone();
            segments.iter_mut().zip(1..).for_each(|(segment, no)| segment.no = tableside::session::SegmentNo(no));
            segments
        };
        assert_eq!(bare(&back), bare(session));
        assert_eq!((&back.texts, &back.responses), (&session.texts, &session.responses));
        assert_eq!((back.pain_before, back.pain_after), (session.pain_before, session.pain_after));
        assert_eq!((&back.ties, &back.modifiers), (&session.ties, &session.modifiers));
        assert_eq!(back.described, session.described);
        let again = composed(&back, std::slice::from_ref(&back), &catalog);
        assert_eq!(charged(&again), charged(&note), "the same minutes and units");
    }
}

#[test]
fn what_was_signed_stays_as_it_was_whatever_the_clinic_changes() {
    let catalog = Catalog::builtin().unwrap();
    let streams = demo_day(&catalog);
    let all = sessions(&streams);
    let before = composed(&all[0], &all, &catalog);
    let own = "[[payers]]\nid = \"medicare\"\nrule = \"full\"\nsource = \"x\"\ndate = \"2026-01-01\"\n";
    let document = tableside::document::Document::toml("payers.toml", own);
    let other = Catalog::layered(&[document]).unwrap();
    assert_eq!(composed(&all[0], &all, &other), before);
    let (id, events) = &streams[0];
    let unsigned = Session::fold(id, &events[..events.len() - 1]).unwrap();
    let all = [unsigned];
    assert_ne!(charged(&composed(&all[0], &all, &other)), charged(&before), "a draft goes with the terms");
}

#[test]
fn an_addendum_stands_below_the_untouched_original() {
    let catalog = Catalog::builtin().unwrap();
    let (id, mut events) = demo_day(&catalog).swap_remove(0);
    let before = Session::fold(&id, &events).unwrap();
    let added =
        Event::AddendumAdded { reason: "Left out".to_owned(), text: "Grip strength equal.\nNo fever.".to_owned() };
    events.push(Recorded::new(record::at("17:00:00"), &record::osei(), added));
    let after = Session::fold(&id, &events).unwrap();
    let text = |session: &Session| {
        let note = composed(session, std::slice::from_ref(session), &catalog);
        String::from_utf8(printer().print(&note, Format::Text).unwrap()).unwrap()
    };
    let (before, after) = (text(&before), text(&after));
    assert!(after.starts_with(before.trim_end()), "{after}");
    let below = &after[before.trim_end().len()..];
    for words in ["ADDENDUM 1", "J. OSEI, PT", "Reason: Left out", "Grip strength equal.\nNo fever."] {
        assert!(below.contains(words), "\"{words}\" is not in {below}");
    }
    // Nothing else is taken any more, and nothing takes the signature away.
    let mut session = Session::fold(&id, &events).unwrap();
    for event in [
        Event::NoteEdited { section: tableside::session::Section::Plan, text: "x".to_owned() },
        Event::SessionReopened,
        Event::Undone { change: 2 },
    ] {
        assert!(session.apply(&Recorded::new(evening(), &record::osei(), event)).is_err());
    }
}

#[test]
fn a_signature_that_does_not_fit_its_note_is_refused() {
    let catalog = Catalog::builtin().unwrap();
    let (id, mut events) = demo_day(&catalog).swap_remove(0);
    if let Event::NoteSigned { printed, .. } = &mut events.last_mut().unwrap().event {
        *printed = printed.replace("Rosa", "Lisa");
    }
    assert!(Session::fold(&id, &events).unwrap_err().to_string().contains("not what the signature was given for"));
}

#[test]
fn what_a_newer_program_signed_is_told_and_not_printed_as_something_else() {
    let catalog = Catalog::builtin().unwrap();
    let (id, mut events) = demo_day(&catalog).swap_remove(0);
    if let Event::NoteSigned { printed, digest } = &mut events.last_mut().unwrap().event {
        *printed = printed.replacen("\"v\":1", "\"v\":2", 1);
        *digest = tableside::session::Signature::digest(printed);
    }
    let session = Session::fold(&id, &events).unwrap();
    let note = composed(&session, std::slice::from_ref(&session), &catalog);
    assert!(!note.legible);
    for format in Format::ALL {
        let refused = printer().print(&note, format).unwrap_err().to_string();
        assert!(refused.contains("signed by a newer program"), "{refused}");
    }
    let shown = printer().templates.text(&note).unwrap();
    assert!(shown.replace('\n', " ").contains("this program cannot read it"), "{shown}");
}

#[test]
fn every_page_of_a_signed_note_says_its_number_who_signed_and_the_digest() {
    let catalog = Catalog::builtin().unwrap();
    let all = sessions(&demo_day(&catalog));
    let signed = all.iter().find_map(|session| Some((session, session.signature.as_ref()?)));
    let (session, signature) = signed.unwrap();
    let pdf = printer().print(&composed(session, &all, &catalog), Format::Pdf).unwrap();
    let pages = pdf_extract::extract_text_from_mem_by_pages(&pdf).unwrap();
    assert!(pages.len() > 1);
    for (page, number) in pages.iter().zip(1..) {
        let words = [
            format!("Page {number} of {}", pages.len()),
            format!("by {}", signature.by),
            format!("SHA-256 {}", signature.digest),
        ];
        assert!(words.iter().all(|words| page.contains(words)), "{words:?} are not all on\n{page}");
    }
}
