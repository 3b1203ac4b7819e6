//! The note as a person reads it, attached as text; and each addendum, which stands below it and changes none of it.

use base64ct::{Base64, Encoding as _};

use super::datatypes::{Attachment, Coding, Concept, Identifier, LOINC, Moment, NOTES, Reference};
use super::names::sha1;
use super::resources::{Content, Context, DocumentReference, Entry, Relation, Resource, Standing};
use super::{Basis, ExportError, Printer};
use crate::export::TemplateError;
use crate::export::sheet::Part;
use crate::note::Note;
use crate::session::{Addendum, Stamp, Therapist};

/// A text on its way to a `DocumentReference`.
struct Document<'a> {
    role: String,
    title: String,
    r#type: Concept,
    standing: Standing,
    text: String,
    author: &'a Therapist,
    /// Who answers for it; nobody for a draft.
    signer: Option<&'a Therapist>,
    date: Stamp,
    appends: Option<Reference>,
}

/// Returns the note and its addenda.
pub(super) fn documents(basis: &Basis, printer: &Printer, note: &Note) -> Result<Vec<Entry>, ExportError> {
    let note = Document {
        role: "note".to_owned(),
        title: basis.sheet.title.to_owned(),
        r#type: progress_note(basis),
        standing: basis.standing(),
        text: text(printer, note)?,
        author: &basis.content.therapist,
        signer: basis.session.signature.as_ref().map(|signature| &signature.by),
        date: basis.noted(),
        appends: None,
    };
    let addenda = basis.session.addenda.iter().zip(&basis.sheet.addenda).zip(1..);
    let addenda = addenda.map(|((addendum, words), no)| added(basis, addendum, words, no));
    Ok(std::iter::once(note).chain(addenda).map(|one| document(basis, one)).collect())
}

/// What kind of document a note is.
pub(super) fn progress_note(basis: &Basis) -> Concept {
    Concept::coded(Coding::new(LOINC, "11506-3", "Progress note"), basis.sheet.title)
}

/// Returns the note as text without its addenda: what was signed keeps its hash.
fn text(printer: &Printer, note: &Note) -> Result<String, TemplateError> {
    let mut signed = note.clone();
    signed.session.addenda.clear();
    printer.templates.text(&signed)
}

fn added<'a>(basis: &Basis, addendum: &'a Addendum, words: &Part, no: u32) -> Document<'a> {
    let text = format!("{}\n\n{}\n", words.title, words.lines.join("\n"));
    Document {
        role: format!("addendum/{no}"),
        title: format!("Addendum {no}"),
        r#type: Concept::coded(Coding::new(LOINC, "55107-7", "Addendum Document"), "Addendum"),
        standing: Standing::Final,
        text: crate::words::plain(&text).into_owned(),
        author: &addendum.by,
        signer: Some(&addendum.by),
        date: addendum.at,
        appends: Some(basis.names.to("note")),
    }
}

fn document(basis: &Basis, document: Document) -> Entry {
    let attachment = attachment(&document.text, document.title, document.date);
    let resource = DocumentReference {
        master_identifier: Identifier::uri(basis.names.to(&document.role).reference),
        status: "current",
        doc_status: document.standing,
        r#type: document.r#type,
        category: [Concept::code(Coding::new(NOTES, "clinical-note", "Clinical Note"))],
        subject: basis.patient(),
        date: Moment(document.date),
        author: vec![basis.therapist(document.author)],
        authenticator: document.signer.map(|signer| basis.therapist(signer)),
        custodian: basis.clinic(),
        relates_to: document.appends.into_iter().map(|target| Relation { code: "appends", target }).collect(),
        content: [Content { attachment }],
        context: Context { encounter: [basis.encounter()], period: basis.period() },
    };
    basis.names.entry(&document.role, Resource::DocumentReference(Box::new(resource)))
}

fn attachment(text: &str, title: String, date: Stamp) -> Attachment {
    Attachment {
        content_type: "text/plain; charset=utf-8",
        data: Base64::encode_string(text.as_bytes()),
        size: text.len(),
        hash: Base64::encode_string(&sha1(text.as_bytes())),
        title,
        creation: Moment(date),
    }
}
