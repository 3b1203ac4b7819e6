//! The Composition: what stands in the note, section by section, with pointers to what stands behind each.

use super::Basis;
use super::datatypes::{Coding, Concept, Identifier, LOINC, Moment, Narrative, Reference};
use super::documents::progress_note;
use super::resources::{Attester, Composition, Entry, Part, Resource};
use crate::export::sheet;
use crate::session::{Section, Stamp, Therapist};
use crate::words::counted;

/// Returns the Composition of a note, with what it points to: pain, treatment, charges, documents.
pub(super) fn composition(basis: &Basis, [pain, treatment, charges, documents]: [&[Entry]; 4]) -> Entry {
    let behind = Behind {
        pain: pointers(pain),
        treatment: pointers(treatment),
        charges: pointers(charges),
        note: pointers(documents.get(..1).unwrap_or_default()),
        addenda: pointers(documents.get(1..).unwrap_or_default()),
    };
    let composition = Composition {
        text: Narrative::paragraphs(&head(basis)),
        identifier: Identifier::uri(basis.names.to("composition").reference),
        status: basis.standing(),
        r#type: progress_note(basis),
        subject: basis.patient(),
        encounter: basis.encounter(),
        date: basis.last(),
        author: vec![basis.therapist(&basis.content.therapist)],
        title: basis.sheet.title,
        attester: attesters(basis),
        custodian: basis.clinic(),
        section: sections(basis, behind),
    };
    basis.names.entry("composition", Resource::Composition(Box::new(composition)))
}

/// What stands behind the sections.
struct Behind {
    pain: Vec<Reference>,
    treatment: Vec<Reference>,
    charges: Vec<Reference>,
    note: Vec<Reference>,
    addenda: Vec<Reference>,
}

fn pointers(entries: &[Entry]) -> Vec<Reference> {
    entries.iter().map(|entry| Reference { reference: entry.full_url.clone() }).collect()
}

/// Returns what stands above the note.
fn head(basis: &Basis) -> Vec<String> {
    let sheet = &basis.sheet;
    let facts = sheet.facts.iter().map(|fact| format!("{}: {}", fact.label, fact.value));
    [sheet.title.to_owned(), sheet.standing.clone()].into_iter().chain(facts).chain(sheet.address.clone()).collect()
}

/// Returns who answers for the note and for each addendum, and since when; nobody for a draft.
fn attesters(basis: &Basis) -> Vec<Attester> {
    let attester = |by: &Therapist, at: Stamp| Attester { mode: "legal", time: Moment(at), party: basis.therapist(by) };
    let signed = basis.session.signature.iter().map(|signature| attester(&signature.by, signature.at));
    signed.chain(basis.session.addenda.iter().map(|addendum| attester(&addendum.by, addendum.at))).collect()
}

/// Returns the sections, in the order of the note: subjective, objective, assessment, plan, and what follows from them.
fn sections(basis: &Basis, behind: Behind) -> Vec<Part> {
    let written = |section: Section| part(section.title(), code(section), lines(basis, section), Vec::new());
    let sheet = &basis.sheet;
    let pain = basis.content.pain();
    let parts = [
        written(Section::Subjective),
        part("Pain", None, pain.into_iter().collect(), behind.pain),
        written(Section::Objective),
        part("Treatment", None, treatment(sheet), behind.treatment),
        written(Section::Justification),
        written(Section::Response),
        written(Section::Plan),
        written(Section::HomeCare),
        part("Charges", None, charges(sheet), behind.charges),
        part("Note", None, sheet.signature.clone(), behind.note),
        part("Addenda", None, addenda(sheet), behind.addenda),
    ];
    parts.into_iter().flatten().collect()
}

fn part(title: &'static str, code: Option<Concept>, lines: Vec<String>, entry: Vec<Reference>) -> Option<Part> {
    let says = lines.iter().any(|line| !line.trim().is_empty());
    let lines = if says { lines } else { vec![title.to_owned()] };
    (says || !entry.is_empty()).then(|| Part { title, code, text: Narrative::paragraphs(&lines), entry })
}

/// LOINC's code of a written section, where it has one that says no more than the section does.
fn code(section: Section) -> Option<Concept> {
    let (code, display) = match section {
        Section::Subjective => ("61150-9", "Subjective Narrative"),
        Section::Objective => ("61149-1", "Objective Narrative"),
        Section::Plan => ("18776-5", "Plan of care note"),
        Section::Justification | Section::Response | Section::HomeCare => return None,
    };
    Some(Concept::code(Coding::new(LOINC, code, display)))
}

/// Returns what was written in a section; with the response as a whole stands that of each area.
fn lines(basis: &Basis, section: Section) -> Vec<String> {
    let whole = basis.content.text(section).map(str::to_owned);
    let areas = basis.content.responses.iter().filter(|_| section == Section::Response);
    whole.into_iter().chain(areas.map(|answer| format!("{}: {}", answer.spot, answer.text))).collect()
}

fn treatment(sheet: &sheet::Sheet) -> Vec<String> {
    let segment = |segment: &sheet::Segment| {
        let sheet::Segment { start, stop, technique, spot, code, time, .. } = segment;
        let words = format!("{start} to {stop}: {technique}, {spot}; code {code}; {time}");
        [words].into_iter().chain(segment.beside.clone()).collect::<Vec<_>>().join("; ")
    };
    let day = |day: &sheet::Day| {
        let date = (!day.date.is_empty()).then(|| day.date.clone());
        let areas = day
            .areas
            .iter()
            .map(|area| format!("{} {}: {} min (exact {})", area.code, area.spot, area.minutes, area.time));
        let totals = day.totals.iter().map(|total| format!("{}: {}", total.label, total.minutes));
        date.into_iter().chain(areas).chain(totals).collect::<Vec<_>>()
    };
    if sheet.treatment.is_empty() {
        return vec!["Nothing was timed.".to_owned()];
    }
    sheet.treatment.iter().map(segment).chain(sheet.days.iter().flat_map(day)).collect()
}

fn charges(sheet: &sheet::Sheet) -> Vec<String> {
    let payer = [sheet.payer.clone()];
    let sources = sheet.sources.iter().zip(1..).map(|(source, no)| format!("[{no}] {source}"));
    sheet.days.iter().flat_map(charges_of).chain(payer).chain(sources).collect()
}

fn charges_of(day: &sheet::Day) -> Vec<String> {
    let charge = |charge: &sheet::Charge| {
        let line = |line: &sheet::Line| {
            let units = counted(line.units, "unit");
            format!("{} {}: {} min, {units} {}", charge.code, charge.label, charge.minutes, line.modifiers)
        };
        charge.lines.iter().map(line).chain(charge.reasons.clone()).collect::<Vec<_>>()
    };
    let above = [day.date.clone(), day.claimed.clone()].into_iter();
    let total = [format!("Total: {}", day.units)];
    above.chain(day.charges.iter().flat_map(charge)).chain(total).chain(day.remarks.clone()).collect()
}

fn addenda(sheet: &sheet::Sheet) -> Vec<String> {
    sheet.addenda.iter().flat_map(|part| std::iter::once(part.title.clone()).chain(part.lines.clone())).collect()
}
