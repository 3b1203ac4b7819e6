//! What is charged: a `ChargeItem` for each line of the claim that has units.

use super::Basis;
use super::datatypes::{Coding, Concept, Extension, Quantity, Words};
use super::names::urn;
use super::resources::{ChargeItem, Claimable, Entry, Performer, Resource};
use super::work;
use crate::billing::Line;
use crate::note::{ChargeLine, Claim, DayNote};

/// Returns the charges of all days.
pub(super) fn charges(basis: &Basis) -> Vec<Entry> {
    let days = basis.content.days.iter();
    let charges = days.flat_map(|day| day.charges.iter().map(move |charge| (day, charge)));
    charges
        .flat_map(|(day, charge)| charge.lines.iter().zip(1..).map(move |(line, no)| (day, charge, line, no)))
        .filter(|(_, _, line, _)| line.units.0 > 0)
        .map(|(day, charge, line, no): (_, _, _, u32)| {
            let role = format!("charge/{}/{}/{no}", day.date, charge.code);
            basis.names.entry(&role, Resource::ChargeItem(Box::new(item(basis, day, charge, line))))
        })
        .collect()
}

fn item(basis: &Basis, day: &DayNote, charge: &ChargeLine, line: &Line) -> ChargeItem {
    // What another session of the day was for is charged here, and was done there.
    let work = work::on(basis, day, Some(charge.code));
    let performers = work.performers(basis);
    let service = (!performers.is_empty()).then(|| work.procedure(basis));
    ChargeItem {
        extension: line.modifiers.iter().map(|modifier| marked(modifier.word())).collect(),
        status: claimable(basis, day),
        code: Concept::coded(Coding::billed(&charge.code.to_string()), title(charge, line)),
        subject: basis.patient(),
        context: basis.encounter(),
        occurrence_date_time: day.date,
        performer: performers.into_iter().map(|actor| Performer { actor }).collect(),
        performing_organization: basis.clinic(),
        quantity: Quantity::units(line.units.0),
        body_site: work.sites(),
        service: service.into_iter().collect(),
        note: notes(day, charge),
    }
}

/// Whether a charge may be claimed: nothing of a draft, and what is claimed with another session not twice.
fn claimable(basis: &Basis, day: &DayNote) -> Claimable {
    match (&basis.session.signature, &day.claim) {
        (None, Claim::Here) => Claimable::Planned,
        (Some(_), _) if basis.claimed.contains(&day.date) => Claimable::Billable,
        _ => Claimable::NotBillable,
    }
}

/// R4 has no element for a modifier here: an extension for machines, and the text for everybody.
fn marked(modifier: &str) -> Extension {
    Extension {
        url: urn(b"extension/charge-modifier"),
        value_codeable_concept: Concept::coded(Coding::billed(modifier), modifier),
    }
}

fn title(charge: &ChargeLine, line: &Line) -> String {
    let modifiers = match line.modifiers.as_slice() {
        [] => String::new(),
        [only] => format!("modifier {}", only.word()),
        [..] => format!("modifiers {}", line.modifier_words()),
    };
    let parts = [charge.label.as_str(), &modifiers];
    parts.into_iter().filter(|part| !part.is_empty()).collect::<Vec<_>>().join("; ")
}

/// Returns why there are so many units, each reason with its source, and where they are claimed.
fn notes(day: &DayNote, charge: &ChargeLine) -> Vec<Words> {
    let why = charge.reasons.iter().map(|why| format!("{} [{}]", why.text, why.source));
    let described = charge.described.iter().map(|text| format!("Described: {text}"));
    let claimed = match &day.claim {
        Claim::Here => None,
        Claim::With(other) => Some(format!("Claimed once, with session {other}, NOT here")),
        Claim::InPlaceOf(other) => Some(format!("Claimed here, in the place of what was signed with session {other}")),
    };
    why.chain(described).chain(claimed).filter_map(|text| Words::of(&text)).collect()
}
