//! Who was there: the patient, the therapists, the clinic, and the visit that brought them together.

use super::Basis;
use super::datatypes::{Coding, Concept, Identifier, Words, clean};
use super::resources::{
    Encounter, Entry, Organization, Participant, Patient, Practitioner, Progress, Qualification, Resource,
};
use crate::session::Therapist;

/// Returns the patient, the therapists, the clinic and the visit.
pub(super) fn people(basis: &Basis) -> Vec<Entry> {
    let names = &basis.names;
    let mut entries = vec![names.entry("patient", Resource::Patient(patient(basis)))];
    entries.extend(therapists(basis).into_iter().map(|who| names.entry(&role(basis, who), practitioner(who))));
    entries
        .extend(clinic(basis).map(|name| names.entry("organization", Resource::Organization(Organization { name }))));
    entries.push(names.entry("encounter", Resource::Encounter(Box::new(encounter(basis)))));
    entries
}

/// Returns the role of a therapist in the document.
pub(super) fn role(basis: &Basis, who: &Therapist) -> String {
    let treats = who.to_string() == basis.content.therapist.to_string();
    if treats { "practitioner".to_owned() } else { format!("practitioner/{who}") }
}

/// Returns the clinic's name, where one is configured.
pub(super) fn clinic(basis: &Basis) -> Option<String> {
    clean(&basis.content.letterhead.clinic)
}

fn patient(basis: &Basis) -> Patient {
    let patient = &basis.content.patient;
    let number = patient.id.as_deref().and_then(clean);
    let system = || basis.names.system("patient-number");
    Patient {
        identifier: number.map(|value| [Identifier { system: system(), value }]),
        name: Words::of(&patient.name).map(|name| [name]),
        birth_date: patient.born,
    }
}

/// Returns everybody who treated, signed or added something, each once, first the session's therapist.
fn therapists<'a>(basis: &Basis<'a>) -> Vec<&'a Therapist> {
    let signer = basis.session.signature.iter().map(|signature| &signature.by);
    let added = basis.session.addenda.iter().map(|addendum| &addendum.by);
    let all = std::iter::once(&basis.content.therapist).chain(signer).chain(performers(basis)).chain(added);
    distinct(all)
}

/// Returns whoever performed a segment in the therapist's place.
fn performers<'a>(basis: &Basis<'a>) -> impl Iterator<Item = &'a Therapist> {
    basis.content.rows.iter().filter_map(|row| row.segment.performer.as_ref())
}

/// Returns each person once, in order.
pub(super) fn distinct<'a>(all: impl Iterator<Item = &'a Therapist>) -> Vec<&'a Therapist> {
    let mut found: Vec<&Therapist> = Vec::new();
    for who in all {
        if found.iter().all(|known| known.to_string() != who.to_string()) {
            found.push(who);
        }
    }
    found
}

fn practitioner(who: &Therapist) -> Resource {
    let credentials = Words::of(&who.credentials).map(|code| [Qualification { code }]);
    Resource::Practitioner(Practitioner { name: Words::of(&who.name).map(|name| [name]), qualification: credentials })
}

fn encounter(basis: &Basis) -> Encounter {
    let content = basis.content;
    let status = match content.closed {
        _ if content.was_not_held() => Progress::Cancelled,
        Some(_) => Progress::Finished,
        None => Progress::Running,
    };
    let others = distinct(performers(basis)).into_iter().filter(|who| who.to_string() != content.therapist.to_string());
    let id = clean(content.session.as_str());
    let first = participant(basis, &content.therapist, "PPRF", "primary performer");
    let others = others.map(|who| participant(basis, who, "SPRF", "secondary performer"));
    Encounter {
        identifier: id.map(|value| [Identifier { system: basis.names.system("session"), value }]),
        status,
        class: Coding::of_hl7("v3-ActCode", "AMB", "ambulatory"),
        subject: basis.patient(),
        participant: std::iter::once(first).chain(others).collect(),
        period: basis.period(),
        service_provider: basis.clinic(),
    }
}

fn participant(basis: &Basis, who: &Therapist, code: &str, display: &'static str) -> Participant {
    Participant {
        r#type: [Concept::code(Coding::of_hl7("v3-ParticipationType", code, display))],
        individual: basis.therapist(who),
    }
}
