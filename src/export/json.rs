//! The note as JSON, for other programs; `docs/exports.md` describes it, and `session add` reads it back.

use serde::Serialize;

use crate::note::{Content, Note};
use crate::session::paper::{Form, SCHEMA};
use crate::session::{Addendum, Stamp, Therapist};
use crate::words::escaped;

/// The name and version of what the file of a day holds.
pub const DAY: &str = "tableside.day.1";

#[derive(Serialize)]
struct Exported<'a> {
    schema: &'static str,
    record: &'a str,
    status: String,
    /// The facts, as `session add` reads them.
    session: Form,
    /// What follows from them: minutes, units, reasons.
    note: &'a Content,
    #[serde(skip_serializing_if = "Option::is_none")]
    signature: Option<Signature<'a>>,
    #[serde(skip_serializing_if = "<[_]>::is_empty")]
    addenda: &'a [Addendum],
}

#[derive(Serialize)]
struct Signature<'a> {
    by: &'a Therapist,
    at: Stamp,
    sha256: &'a str,
    /// What was signed, byte by byte: its SHA-256 is the one above.
    signed: &'a str,
}

/// Returns a note as JSON, ending with a newline.
pub(super) fn note(note: &Note) -> String {
    text(&record(note))
}

/// Returns a value as indented JSON, ending with a newline.
pub(super) fn text(value: &impl Serialize) -> String {
    // What is written here has texts for keys, and so cannot fail to be JSON.
    escaped(&serde_json::to_string_pretty(value).unwrap_or_default()) + "\n"
}

pub(super) fn record(note: &Note) -> impl Serialize {
    let session = &note.session;
    let signature = session.signature.as_ref().map(|signature| Signature {
        by: &signature.by,
        at: signature.at,
        sha256: &signature.digest,
        signed: &signature.printed,
    });
    Exported {
        schema: SCHEMA,
        record: session.id.as_str(),
        status: note.status.to_string(),
        session: Form::of(session),
        note: &note.content,
        signature,
        addenda: &session.addenda,
    }
}
