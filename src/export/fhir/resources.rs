//! The resources of a session's document, as FHIR R4 names their elements: what R4 demands is a plain field, what it does
//! not is an `Option` or a list that is left out when empty.

use chrono::NaiveDate;
use serde::Serialize;

use super::datatypes::{
    Attachment, Coding, Concept, Effective, Extension, Identifier, Moment, Narrative, Period, Quantity, Reference,
    Words,
};

/// A document: its Composition first, then all that it refers to.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[serde(tag = "resourceType")]
pub(super) struct Bundle {
    pub(super) identifier: Identifier,
    /// Always `document`.
    pub(super) r#type: &'static str,
    pub(super) timestamp: Moment,
    pub(super) entry: Vec<Entry>,
}

/// One resource of a bundle.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct Entry {
    pub(super) full_url: String,
    pub(super) resource: Identified,
}

/// A resource under the id that its `fullUrl` spells.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub(super) struct Identified {
    #[serde(flatten)]
    pub(super) resource: Resource,
    pub(super) id: String,
}

/// Any resource of the document.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[serde(tag = "resourceType")]
pub(super) enum Resource {
    Composition(Box<Composition>),
    Patient(Patient),
    Practitioner(Practitioner),
    Organization(Organization),
    Encounter(Box<Encounter>),
    Procedure(Box<Procedure>),
    Observation(Box<Observation>),
    ChargeItem(Box<ChargeItem>),
    DocumentReference(Box<DocumentReference>),
}

/// How far a document or an observation is. One in error is never exported.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "lowercase")]
pub(super) enum Standing {
    /// Not signed.
    Preliminary,
    /// Signed.
    Final,
    /// Signed, with addenda.
    Amended,
}

/// Whether something goes on still: the status of a procedure or an encounter.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "lowercase")]
pub(super) enum Progress {
    #[serde(rename = "in-progress")]
    Running,
    /// Of a procedure.
    Completed,
    /// Of an encounter.
    Finished,
    /// Of an encounter that was not held.
    Cancelled,
}

/// Whether a charge may be claimed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub(super) enum Claimable {
    /// The note is not signed.
    Planned,
    Billable,
    /// Claimed with another session of the day, or not at all.
    NotBillable,
}

#[derive(Debug, Clone, PartialEq, Serialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct Composition {
    pub(super) text: Narrative,
    pub(super) identifier: Identifier,
    pub(super) status: Standing,
    pub(super) r#type: Concept,
    pub(super) subject: Reference,
    pub(super) encounter: Reference,
    pub(super) date: Moment,
    pub(super) author: Vec<Reference>,
    pub(super) title: &'static str,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub(super) attester: Vec<Attester>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) custodian: Option<Reference>,
    pub(super) section: Vec<Part>,
}

/// A signature: who, and when.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub(super) struct Attester {
    /// `legal`: with responsibility for the content.
    pub(super) mode: &'static str,
    pub(super) time: Moment,
    pub(super) party: Reference,
}

/// A section of the composition.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub(super) struct Part {
    pub(super) title: &'static str,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) code: Option<Concept>,
    pub(super) text: Narrative,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub(super) entry: Vec<Reference>,
}

#[derive(Debug, Clone, PartialEq, Serialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct Patient {
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) identifier: Option<[Identifier; 1]>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) name: Option<[Words; 1]>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) birth_date: Option<NaiveDate>,
}

#[derive(Debug, Clone, PartialEq, Serialize)]
pub(super) struct Practitioner {
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) name: Option<[Words; 1]>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) qualification: Option<[Qualification; 1]>,
}

#[derive(Debug, Clone, PartialEq, Serialize)]
pub(super) struct Qualification {
    pub(super) code: Words,
}

#[derive(Debug, Clone, PartialEq, Serialize)]
pub(super) struct Organization {
    pub(super) name: String,
}

#[derive(Debug, Clone, PartialEq, Serialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct Encounter {
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) identifier: Option<[Identifier; 1]>,
    pub(super) status: Progress,
    pub(super) class: Coding,
    pub(super) subject: Reference,
    pub(super) participant: Vec<Participant>,
    pub(super) period: Period,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) service_provider: Option<Reference>,
}

#[derive(Debug, Clone, PartialEq, Serialize)]
pub(super) struct Participant {
    pub(super) r#type: [Concept; 1],
    pub(super) individual: Reference,
}

#[derive(Debug, Clone, PartialEq, Serialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct Procedure {
    pub(super) status: Progress,
    pub(super) code: Concept,
    pub(super) subject: Reference,
    pub(super) encounter: Reference,
    pub(super) performed_period: Period,
    pub(super) performer: Vec<Performer>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub(super) body_site: Vec<Words>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub(super) note: Vec<Words>,
}

/// Who performed a procedure or a charged service.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub(super) struct Performer {
    pub(super) actor: Reference,
}

#[derive(Debug, Clone, PartialEq, Serialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct Observation {
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub(super) part_of: Vec<Reference>,
    pub(super) status: Standing,
    pub(super) category: [Concept; 1],
    pub(super) code: Concept,
    pub(super) subject: Reference,
    pub(super) encounter: Reference,
    #[serde(flatten)]
    pub(super) effective: Effective,
    pub(super) performer: Vec<Reference>,
    pub(super) value_quantity: Quantity,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub(super) component: Vec<Component>,
}

/// A part of an observation: the minutes of one area.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct Component {
    pub(super) code: Concept,
    pub(super) value_quantity: Quantity,
}

#[derive(Debug, Clone, PartialEq, Serialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct ChargeItem {
    /// The modifiers, in the order of the claim: R4 has no element for them here.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub(super) extension: Vec<Extension>,
    pub(super) status: Claimable,
    pub(super) code: Concept,
    pub(super) subject: Reference,
    pub(super) context: Reference,
    /// The day: units belong to it, not to an instant.
    pub(super) occurrence_date_time: NaiveDate,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub(super) performer: Vec<Performer>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) performing_organization: Option<Reference>,
    /// Never 0: a line without units is no charge.
    pub(super) quantity: Quantity,
    /// In R4 without a capital.
    #[serde(skip_serializing_if = "Vec::is_empty", rename = "bodysite")]
    pub(super) body_site: Vec<Words>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub(super) service: Vec<Reference>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub(super) note: Vec<Words>,
}

#[derive(Debug, Clone, PartialEq, Serialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct DocumentReference {
    pub(super) master_identifier: Identifier,
    /// Always `current`: what is not is not exported.
    pub(super) status: &'static str,
    pub(super) doc_status: Standing,
    pub(super) r#type: Concept,
    pub(super) category: [Concept; 1],
    pub(super) subject: Reference,
    pub(super) date: Moment,
    pub(super) author: Vec<Reference>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) authenticator: Option<Reference>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) custodian: Option<Reference>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub(super) relates_to: Vec<Relation>,
    pub(super) content: [Content; 1],
    pub(super) context: Context,
}

#[derive(Debug, Clone, PartialEq, Serialize)]
pub(super) struct Relation {
    /// Always `appends`: an addendum adds, and never replaces.
    pub(super) code: &'static str,
    pub(super) target: Reference,
}

#[derive(Debug, Clone, PartialEq, Serialize)]
pub(super) struct Content {
    pub(super) attachment: Attachment,
}

#[derive(Debug, Clone, PartialEq, Serialize)]
pub(super) struct Context {
    pub(super) encounter: [Reference; 1],
    pub(super) period: Period,
}
