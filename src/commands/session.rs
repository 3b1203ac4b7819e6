//! `tableside session add`: a session kept on paper, or from a script.

use std::io::{ErrorKind, Read as _};
use std::path::Path;

use super::print;
use super::proof::judge;
use super::record::Record;
use super::surroundings::{Surroundings, read as read_session};
use crate::document::Document;
use crate::error::Failure;
use crate::runtime;
use crate::session::{Recorded, Session, SessionId, Therapist, paper};
use crate::store::Log as _;

pub(super) fn add(around: &Surroundings, file: &Path) -> Result<(), Failure> {
    let document = read(file)?;
    // What is wrong with the form is told before anybody is asked for a passphrase.
    paper::read(&document, &around.catalog, &placeholder(), around.clock.now())?;
    let mut record = Record::must_open(around)?;
    let events = paper::read(&document, &around.catalog, &record.by, around.clock.now())?;
    refuse_twice(&record, &events)?;
    let id = runtime::random_id()
        .map_err(|error| Failure::refused(format!("the system gives no random numbers: {error}"), "try again"))?;
    let waits = judge(&id, &events).unwrap_or(true);
    record.log.append(&id, 0, &events, waits)?;
    print(&format!("{id}\n"))
}

/// Refuses what is in the record already: the same patient and therapist at the same time.
fn refuse_twice(record: &Record, events: &[Recorded]) -> Result<(), Failure> {
    let told = Session::fold(&SessionId::new("told"), events)?;
    // The same time is on another day where it was written in another zone.
    let date = told.opened.date_naive();
    let days = [date.pred_opt(), Some(date), date.succ_opt()].into_iter().flatten();
    let near = days.map(|day| record.log.day(day)).collect::<Result<Vec<_>, _>>()?;
    for id in near.into_iter().flatten() {
        // One that cannot be read keeps nobody from adding another.
        let Ok(known) = read_session(&record.log, &id) else { continue };
        let same = known.opened == told.opened && known.therapist == told.therapist;
        if same && known.patient.fits(&told.patient) {
            let message = format!("this session is in the record already, as {id}");
            return Err(Failure::refused(message, "nothing was added; correct its times if it is another one"));
        }
    }
    Ok(())
}

/// Somebody who may stand where the one who unlocks will.
fn placeholder() -> Therapist {
    Therapist::from("therapist".to_owned())
}

/// Reads a document that a person named; `-` is standard input.
pub(super) fn read(file: &Path) -> Result<Document, Failure> {
    let mut text = String::new();
    let (name, outcome) = if file == Path::new("-") {
        ("standard input".to_owned(), std::io::stdin().read_to_string(&mut text).map(|_| ()))
    } else {
        (file.display().to_string(), std::fs::read_to_string(file).map(|read| text = read))
    };
    outcome.map_err(|error| {
        let mend = if error.kind() == ErrorKind::InvalidData { "save it as UTF-8" } else { "correct the path" };
        Failure::usage(format!("{name} cannot be read: {error}"), mend)
    })?;
    Ok(Document::sniff(name, text))
}
