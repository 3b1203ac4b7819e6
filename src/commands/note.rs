//! `tableside note`: one note, to standard output.

use std::io::IsTerminal as _;

use super::export::format_of;
use super::put_out;
use super::record::Record;
use super::surroundings::{Found, Surroundings, read};
use crate::audit::Deed;
use crate::error::Failure;
use crate::export::Format;
use crate::note;
use crate::session::SessionId;
use crate::store::{self, StoreError};

pub(super) fn run(around: &Surroundings, session: &str, format: &str) -> Result<(), Failure> {
    let format = format_of(format)?;
    let mut record = Record::open(around)?.ok_or_else(|| StoreError::NoSuchSession(SessionId::new(session)))?;
    let session = read(&record.log, &store::find(&record.log, session)?)?;
    record.witness_a_look(Deed::opened(&session, &record.by));
    let found = Found::of(&record.log, session.opened.date_naive())?;
    let note = note::compose(&session, found.all(), &around.catalog, &around.letterhead(), around.clock.now());
    if format == Format::Pdf && std::io::stdout().is_terminal() {
        return Err(Failure::usage("a PDF is nothing to read on a terminal", "write it to a file: > note.pdf"));
    }
    put_out(&around.printer()?.print(&note, format)?)?;
    found.damage
}
