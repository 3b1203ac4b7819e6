//! `tableside export`: the notes of a day, as files.

use std::path::Path;

use chrono::NaiveDate;

use super::proof;
use super::record::Record;
use super::surroundings::{Found, Surroundings};
use super::{print, tell};
use crate::audit::Deed;
use crate::document::did_you_mean;
use crate::error::Failure;
use crate::export::{self, Format};
use crate::note;
use crate::store::Log as _;

pub(super) fn run(
    around: &Surroundings,
    date: Option<NaiveDate>,
    formats: &[String],
    out: Option<&Path>,
) -> Result<(), Failure> {
    let now = around.clock.now();
    let date = date.unwrap_or_else(|| now.date_naive());
    let formats = if formats.is_empty() {
        around.formats()
    } else {
        formats.iter().map(|word| format_of(word)).collect::<Result<_, _>>()?
    };
    let folder = out.map_or_else(|| around.exports(), Path::to_owned);
    let Some(mut record) = Record::open(around)? else { return Ok(()) };
    let mut found = Found::of(&record.log, date)?;
    found.sessions.retain(|session| !session.was_not_held());
    if found.sessions.is_empty() && found.damage.is_ok() {
        tell(&format!("{date}: no session, so nothing was written"));
    }
    // Written down before it is done: no export goes unnoticed.
    record.witness(Deed::Exported { sessions: found.sessions.iter().map(|session| session.id.clone()).collect() })?;
    for session in &found.sessions {
        let note = note::compose(session, found.all(), &around.catalog, &around.letterhead(), now);
        for path in export::save(&folder, &note, &formats)? {
            print(&format!("{}\n", path.display()))?;
        }
    }
    tell(&record.log.head()?.to_string());
    let backup = proof::rotate(around);
    found.damage.and(backup)
}

/// Returns the form of a word that was typed.
pub(super) fn format_of(word: &str) -> Result<Format, Failure> {
    Format::of_word(word)
        .ok_or_else(|| Failure::usage(format!("there is no form \"{word}\""), did_you_mean(word, Format::WORDS)))
}
