//! The note as PDF: the same sheet as the text, typeset; and all notes of a day in one, with a cover.

use chrono::{DateTime, FixedOffset, TimeDelta};

use super::press::{Block, Column, Figure, Job, Letterhead, Part, Press, Row, Shape, Table};
use super::sheet::{self, Day, Sheet};
use super::{DayBook, ExportError, PdfError, Printer};
use crate::body::{Body, View};
use crate::note::{self, Note};

/// How tall the drawing of the body is, in points.
const TALL: f32 = 145.0;

/// From the crown to the soles, and how far apart the midlines of the two figures are, in the body's own units.
const HEIGHT: f32 = 100.0;
const APART: f64 = 56.0;

/// The minutes from which each shade is darker, and what it is called.
const SHADES: [(i64, f32, &str); 4] =
    [(0, 0.25, "under 5 min"), (5, 0.5, "5 to 9 min"), (10, 0.75, "10 to 14 min"), (15, 1.0, "15 min and more")];

/// Returns a note as PDF.
pub(super) fn one(printer: &Printer, press: &mut Press, note: &Note) -> Result<Vec<u8>, ExportError> {
    let parts = vec![part(printer, press, note)];
    print(printer, press, date(note), parts)
}

/// Returns the notes of a day as one PDF, with a cover that says what is in it and what is not.
pub(super) fn day(printer: &Printer, press: &mut Press, book: &DayBook) -> Result<Vec<u8>, ExportError> {
    let mut parts = vec![cover(printer, press, book)];
    for note in &book.notes {
        parts.push(part(printer, press, note));
    }
    let latest = book.notes.iter().chain(&book.overnight).map(date).max();
    print(printer, press, latest.unwrap_or_default(), parts)
}

fn print(
    printer: &Printer,
    press: &mut Press,
    date: DateTime<FixedOffset>,
    parts: Vec<Part>,
) -> Result<Vec<u8>, ExportError> {
    if let Some(Err(why)) = &printer.logo {
        return Err(PdfError::Logo(why.clone()).into());
    }
    let job = Job { size: printer.paper, title: "Treatment notes", date, parts };
    Ok(press.print(&job)?.bytes)
}

/// The date of a note's file: what it says decides, not when it is written.
fn date(note: &Note) -> DateTime<FixedOffset> {
    let session = &note.session;
    let signed = session.signature.as_ref().map(|signature| signature.at);
    let added = session.addenda.last().map(|addendum| addendum.at);
    added.or(signed).or(note.content.closed).unwrap_or(note.content.opened)
}

fn letterhead(printer: &Printer, name: &str, address: &[String]) -> Option<Letterhead> {
    let logo = printer.logo.as_ref().and_then(|logo| logo.as_ref().ok()).cloned();
    (!name.is_empty() || !address.is_empty() || logo.is_some()).then(|| Letterhead {
        name: name.to_owned(),
        address: address.to_vec(),
        logo,
    })
}

fn part(printer: &Printer, press: &mut Press, note: &Note) -> Part {
    let sheet = Sheet::of(note);
    let mut blocks = vec![Block::Title(sheet.title.to_owned()), Block::Strong(sheet.standing.clone())];
    let facts = sheet.facts.iter().filter(|fact| fact.label != "Clinic");
    blocks.push(Block::Facts(facts.map(|fact| (fact.label.clone(), fact.value.clone())).collect()));
    group(&mut blocks, "Subjective", &sheet.subjective);
    blocks.push(Block::Heading("Objective".to_owned()));
    written(&mut blocks, "Objective", &sheet.objective);
    treatment(&mut blocks, &sheet);
    blocks.extend(body(&printer.body, note).map(Block::Figure));
    group(&mut blocks, "Assessment", &sheet.assessment);
    group(&mut blocks, "Plan", &sheet.plan);
    for day in &sheet.days {
        charges(&mut blocks, day);
    }
    if !sheet.payer.is_empty() {
        blocks.push(Block::Text(format!("Payer: {}", sheet.payer)));
    }
    if !sheet.sources.is_empty() {
        blocks.push(Block::Heading("Rules cited".to_owned()));
        let cited = sheet.sources.iter().zip(1..).map(|(source, number)| format!("[{number}] {source}"));
        blocks.push(Block::Small(cited.collect::<Vec<_>>().join("\n")));
    }
    blocks.push(Block::Heading("Signature".to_owned()));
    blocks.push(Block::Signature { lines: sheet.signature.clone(), signed: sheet.signed });
    for addendum in &sheet.addenda {
        blocks.push(Block::Heading(addendum.title.clone()));
        blocks.push(Block::Text(addendum.lines.join("\n")));
    }
    blocks.extend(lacking(press, &sheet));
    let name = &note.content.patient.name;
    Part {
        letterhead: letterhead(printer, &sheet.clinic, &sheet.address),
        stamp: (!sheet.signed).then(|| "DRAFT".to_owned()),
        footer: footer(note, &sheet),
        running: format!("{name}   {}   Record {}", note.content.opened.format("%-d %B %Y"), note.content.session),
        blocks,
    }
}

/// Stands on every page: which record, what it is worth, and its digest.
fn footer(note: &Note, sheet: &Sheet) -> String {
    let record = &note.content.session;
    match &note.session.signature {
        Some(signed) => format!(
            "Record {record}   Signed {} by {}{}\nSHA-256 {}",
            signed.at.format("%Y-%m-%d %H:%M"),
            signed.by,
            match sheet.addenda.len() {
                0 => String::new(),
                1 => "   1 addendum".to_owned(),
                count => format!("   {count} addenda"),
            },
            signed.digest
        ),
        None => format!("Record {record}   DRAFT, not signed"),
    }
}

fn group(blocks: &mut Vec<Block>, title: &str, parts: &[sheet::Part]) {
    if !parts.is_empty() {
        blocks.push(Block::Heading(title.to_owned()));
        written(blocks, title, parts);
    }
}

/// The written parts below a heading; one that is called as the heading is needs no other.
fn written(blocks: &mut Vec<Block>, title: &str, parts: &[sheet::Part]) {
    for part in parts {
        let label = if part.title == title { String::new() } else { format!("{}: ", part.title) };
        blocks.push(Block::Text(label + &part.lines.join("\n")));
    }
}

fn columns<const N: usize>(columns: [(&str, f32, bool); N]) -> Vec<Column> {
    columns.map(|(title, share, right)| Column { title: title.to_owned(), share, right }).to_vec()
}

fn treatment(blocks: &mut Vec<Block>, sheet: &Sheet) {
    if sheet.treatment.is_empty() {
        return blocks.push(Block::Text("Nothing was timed.".to_owned()));
    }
    let row = |segment: &sheet::Segment| {
        let cells = [
            &segment.start,
            &segment.stop,
            &segment.area,
            &segment.side,
            &segment.technique,
            &segment.code,
            &segment.time,
        ];
        Row { cells: cells.map(Clone::clone).to_vec(), below: segment.beside.clone(), strong: false }
    };
    blocks.push(Block::Table(Table {
        columns: columns([
            ("Start", 1.0, false),
            ("Stop", 1.0, false),
            ("Area", 1.9, false),
            ("Side", 1.0, false),
            ("Technique", 2.4, false),
            ("Code", 0.8, false),
            ("Time", 0.8, true),
        ]),
        rows: sheet.treatment.iter().map(row).collect(),
    }));
    for day in &sheet.days {
        minutes(blocks, day);
    }
}

/// The minutes of a day by code and area, with the totals.
fn minutes(blocks: &mut Vec<Block>, day: &Day) {
    let area = |area: &sheet::Area| Row {
        cells: vec![area.code.clone(), area.spot.clone(), area.time.clone(), area.minutes.to_string()],
        ..Row::default()
    };
    let total = |total: &sheet::Total| Row {
        cells: vec![String::new(), total.label.to_owned(), String::new(), total.minutes.to_string()],
        below: Vec::new(),
        strong: true,
    };
    let title = if day.date.is_empty() { "Area and side".to_owned() } else { format!("Area and side, {}", day.date) };
    blocks.push(Block::Gap);
    blocks.push(Block::Table(Table {
        columns: columns([("Code", 0.8, false), (&title, 4.6, false), ("Exact", 1.0, true), ("Minutes", 1.0, true)]),
        rows: day.areas.iter().map(area).chain(day.totals.iter().map(total)).collect(),
    }));
}

fn charges(blocks: &mut Vec<Block>, day: &Day) {
    let title = if day.date.is_empty() { "Charges".to_owned() } else { format!("Charges, {}", day.date) };
    blocks.push(Block::Heading(title));
    if !day.claimed.is_empty() {
        blocks.push(Block::Marked(day.claimed.clone()));
    }
    let mut rows = Vec::new();
    for charge in &day.charges {
        let last = charge.lines.len().saturating_sub(1);
        for (place, line) in charge.lines.iter().enumerate() {
            let first = |text: String| if place == 0 { text } else { String::new() };
            let cells = vec![
                charge.code.clone(),
                charge.label.clone(),
                line.modifiers.clone(),
                first(charge.time.clone()),
                first(charge.minutes.to_string()),
                line.units.to_string(),
            ];
            let below = if place == last { charge.reasons.clone() } else { Vec::new() };
            rows.push(Row { cells, below, strong: false });
        }
    }
    let total = ["", "Total", "", "", "", &day.units].map(str::to_owned).to_vec();
    rows.push(Row { cells: total, below: Vec::new(), strong: true });
    blocks.push(Block::Table(Table {
        columns: columns([
            ("Code", 0.8, false),
            ("Service", 3.0, false),
            ("Modifiers", 1.4, false),
            ("Exact", 0.9, true),
            ("Minutes", 0.9, true),
            ("Units", 0.9, true),
        ]),
        rows,
    }));
    for remark in &day.remarks {
        blocks.push(Block::Marked(remark.clone()));
    }
}

/// The body, shaded by the hands' minutes; none where no area was worked.
fn body(body: &Body, note: &Note) -> Option<Figure> {
    let hands = || note.content.rows.iter().map(|row| &row.segment).filter(|segment| segment.holds_hands());
    let mut worked = false;
    let mut shape = |region: &crate::body::Region| {
        let on = hands().filter(|segment| region.shows(&segment.spot));
        let time: TimeDelta = on.map(crate::session::Segment::time).sum();
        let shade = SHADES.iter().rfind(|(from, ..)| time > TimeDelta::zero() && time.num_minutes() >= *from);
        worked |= shade.is_some();
        let middle = if region.view == View::Front { APART / 2.0 } else { APART * 1.5 };
        Shape {
            outline: region.outline.iter().map(|(x, y)| (middle + x, *y)).collect(),
            shade: shade.map_or(0.0, |(_, shade, _)| *shade),
        }
    };
    let shapes = body.regions().iter().map(&mut shape).collect();
    #[expect(clippy::cast_possible_truncation, reason = "a small number of the drawing's own")]
    let at = |factor: f64| (APART * factor) as f32;
    worked.then(|| Figure {
        shapes,
        width: at(2.0),
        height: HEIGHT,
        tall: TALL,
        captions: vec![(at(0.5), "Front".to_owned()), (at(1.5), "Back".to_owned())],
        legend: SHADES.map(|(_, shade, words)| (shade, words.to_owned())).to_vec(),
    })
}

/// What a reader must know of characters for which no glyph is carried: the text is whole in the other forms.
fn lacking(press: &mut Press, sheet: &Sheet) -> Option<Block> {
    let all = serde_json::to_string(sheet).ok()?;
    let lacking = press.lacking(&all);
    let shown: Vec<String> = lacking.iter().take(12).map(|c| format!("U+{:04X}", u32::from(*c))).collect();
    (!shown.is_empty()).then(|| {
        Block::Marked(format!(
            "Some characters have no shape in this document and stand as boxes ({}); the text form of the note shows them.",
            shown.join(", ")
        ))
    })
}

fn cover(printer: &Printer, press: &mut Press, book: &DayBook) -> Part {
    let date = book.date.format("%A %-d %B %Y").to_string();
    let mut blocks = vec![Block::Title(format!("Notes of {date}")), Block::Facts(in_numbers(book))];
    let lines = book.lines();
    let listed = |title: &str, notes: &[Note]| {
        let rows = notes.iter().map(|note| listed(note, &lines)).collect();
        [Block::Heading(title.to_owned()), Block::Table(Table { columns: columns(LISTED), rows })]
    };
    if !book.notes.is_empty() {
        blocks.extend(listed("In this document", &book.notes));
    }
    if !book.overnight.is_empty() {
        blocks.extend(listed("Begun the day before, and charged in part on this day", &book.overnight));
    }
    if !book.unsigned.is_empty() {
        blocks.push(Block::Heading("Not signed, and not in this document".to_owned()));
        let rows = book.unsigned.iter().map(left_behind).collect();
        blocks.push(Block::Table(Table { columns: columns(BEHIND), rows }));
    }
    blocks.extend(book.astray.iter().map(|astray| Block::Marked(format!("{astray}; {}.", note::ASTRAY))));
    blocks.push(Block::Heading("The record".to_owned()));
    blocks.push(Block::Text(format!(
        "With the last of these notes, {}. Whoever keeps this page can prove later, with tableside verify --head, that \
         nothing recorded until then was changed or cut off.",
        book.head
    )));
    let behind = book.unsigned.iter().map(|unsigned| unsigned.patient.name.as_str());
    let named = book.notes.iter().chain(&book.overnight).map(|note| note.content.patient.name.as_str());
    if !press.lacking(&behind.chain(named).collect::<String>()).is_empty() {
        blocks.push(Block::Marked(
            "Some characters of a name have no shape in this document and stand as boxes; number and record say whose it is."
                .to_owned(),
        ));
    }
    let first = book.notes.iter().chain(&book.overnight).next().map(|note| &note.content.letterhead);
    let drafts = book.drafts() > 0;
    Part {
        letterhead: first.and_then(|letterhead| self::letterhead(printer, &letterhead.clinic, &letterhead.address)),
        stamp: None,
        footer: format!("Notes of {date}   {}", if drafts { "drafts among them" } else { "all of them signed" }),
        running: format!("Notes of {date}"),
        blocks,
    }
}

/// The columns of what is in the document, and of what stayed behind.
const LISTED: [(&str, f32, bool); 6] = [
    ("Time", 0.9, false),
    ("Patient", 2.4, false),
    ("Therapist", 1.9, false),
    ("Payer", 1.9, false),
    ("Charges", 2.6, false),
    ("Note", 1.6, false),
];
const BEHIND: [(&str, f32, bool); 4] =
    [("Time", 0.9, false), ("Patient", 2.4, false), ("Therapist", 2.0, false), ("Note", 2.4, false)];

fn in_numbers(book: &DayBook) -> Vec<(String, String)> {
    let totals = book.totals();
    let numbers = [
        ("Notes", totals.notes.to_string()),
        ("Timed minutes", totals.timed_minutes.to_string()),
        ("Units", totals.units.to_string()),
        ("Not signed", (book.unsigned.len() + book.drafts()).to_string()),
    ];
    numbers.map(|(label, value)| (label.to_owned(), value)).to_vec()
}

fn left_behind(unsigned: &super::Unsigned) -> Row {
    let opened = unsigned.opened.format("%H:%M").to_string();
    let (patient, therapist) = (unsigned.patient.name.clone(), unsigned.therapist.clone());
    Row { cells: vec![opened, patient, therapist, unsigned.status.clone()], ..Row::default() }
}

fn listed(note: &Note, lines: &[super::Line]) -> Row {
    let content = &note.content;
    let own = lines.iter().filter(|line| line.session == content.session);
    let charges = own.map(|line| match line.modifiers.as_str() {
        "" => format!("{} x{}", line.code, line.units),
        modifiers => format!("{} x{} {modifiers}", line.code, line.units),
    });
    let number = content.patient.id.as_ref().map(|id| format!("   No. {id}")).unwrap_or_default();
    Row {
        cells: vec![
            content.opened.format("%H:%M").to_string(),
            format!("{}{number}", content.patient.name),
            content.therapist.to_string(),
            content.payer.name.clone(),
            charges.collect::<Vec<_>>().join(", "),
            note.status.to_string(),
        ],
        ..Row::default()
    }
}
