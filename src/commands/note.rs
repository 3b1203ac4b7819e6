//! `tableside note`: one note, to standard output.

use super::export::format_of;
use super::print;
use super::surroundings::{Surroundings, read};
use crate::error::Failure;
use crate::note;
use crate::session::SessionId;
use crate::store::{self, StoreError};

pub(super) fn run(around: &Surroundings, session: &str, format: &str) -> Result<(), Failure> {
    let format = format_of(format)?;
    let log = around.log()?.ok_or_else(|| StoreError::NoSuchSession(SessionId::new(session)))?;
    let session = read(&log, &store::find(&log, session)?)?;
    let found = around.day(session.opened.date_naive())?;
    let note = note::compose(&session, found.all(), &around.catalog, &around.letterhead(), around.clock.now());
    print(&format.render(&note))?;
    found.damage
}
