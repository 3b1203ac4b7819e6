//! The documents of a day: a file for each note, the charges, the record, and all notes in one with a cover.

use chrono::NaiveDate;
use serde::Serialize;

use super::press::Press;
use super::{ExportError, Format, Printer, json, pdf, table, warm};
use crate::catalog::CptCode;
use crate::note::{self, Astray, Note, Status};
use crate::session::{Patient, Session, SessionId, Stamp};

/// A file that is to be written.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct File {
    /// Its name: neutral, nothing of a patient in it.
    pub name: String,
    /// What it holds.
    pub bytes: Vec<u8>,
}

/// The notes of a day that leave together, and those that do not.
#[derive(Debug, Clone, PartialEq)]
pub struct DayBook {
    /// The day.
    pub date: NaiveDate,
    /// The notes of the sessions opened on it, by time.
    pub notes: Vec<Note>,
    /// Notes of the day before that reach into it: their charges of this day are charged here.
    pub overnight: Vec<Note>,
    /// Sessions whose notes are not signed, and stay behind.
    pub unsigned: Vec<Unsigned>,
    /// What is wrong with the claims of the day.
    pub astray: Vec<Astray>,
    /// Where the record ended with the last of these sessions, in words; `tableside verify --head` proves it.
    pub head: String,
}

/// A session whose note is not signed.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Unsigned {
    /// Which.
    pub session: SessionId,
    /// When it began.
    pub opened: Stamp,
    /// Who was treated.
    #[serde(serialize_with = "name_of")]
    pub patient: Patient,
    /// Who treated.
    pub therapist: String,
    /// How far the note is.
    pub status: String,
}

/// A day in numbers.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
pub struct Totals {
    /// How many notes.
    pub notes: usize,
    /// The minutes of timed codes, of the notes' own sessions.
    pub timed_minutes: u32,
    /// The units charged on the day.
    pub units: u32,
}

impl DayBook {
    /// Returns the book of a day from the sessions opened on it and on the day before. Drafts leave only where that is
    /// asked for; what was not held has no note.
    pub fn of<'a>(
        date: NaiveDate,
        sessions: impl Iterator<Item = &'a Session>,
        drafts: bool,
        compose: impl Fn(&Session) -> Note,
    ) -> Self {
        let mut book = Self::new(date);
        let near = |session: &&Session| {
            let opened = session.opened.date_naive();
            opened == date || Some(opened) == date.pred_opt()
        };
        let mut all: Vec<Note> = sessions.filter(near).filter(|session| !session.was_not_held()).map(compose).collect();
        all.retain(|note| {
            let reaches = note.content.days.iter().any(|day| day.date == date);
            reaches || note.content.opened.date_naive() == date
        });
        all.sort_by_key(|note| (note.content.opened, note.content.session.clone()));
        book.astray = note::astray(&all, date);
        for note in all {
            match note.content.opened.date_naive() == date {
                _ if !(note.is_signed() || drafts) => book.unsigned.push(Unsigned::of(&note)),
                true => book.notes.push(note),
                false => book.overnight.push(note),
            }
        }
        book
    }

    /// Returns the book of a day on which nothing was.
    pub fn new(date: NaiveDate) -> Self {
        let (notes, overnight, unsigned, astray) = (Vec::new(), Vec::new(), Vec::new(), Vec::new());
        Self { date, notes, overnight, unsigned, astray, head: String::new() }
    }

    /// Returns the book of one note alone, with what is wrong with its own claims.
    #[must_use]
    pub fn of_one(mut self, session: &SessionId) -> Self {
        self.notes.retain(|note| note.content.session == *session);
        self.overnight.clear();
        self.unsigned.clear();
        self.astray.retain(|astray| match astray {
            Astray::Unclaimed(note) | Astray::Parted(note, _) => note == session,
        });
        self
    }

    /// Returns the sessions of which something leaves.
    pub fn sessions(&self) -> Vec<SessionId> {
        self.notes.iter().chain(&self.overnight).map(|note| note.content.session.clone()).collect()
    }

    /// Returns how many of the notes that leave are not signed.
    pub(super) fn drafts(&self) -> usize {
        self.notes.iter().chain(&self.overnight).filter(|note| !note.is_signed()).count()
    }

    /// Returns the lines of the day's charges.
    pub fn lines(&self) -> Vec<table::Line> {
        table::of_day(self.overnight.iter().chain(&self.notes), self.date)
    }

    /// Returns the day in numbers.
    pub fn totals(&self) -> Totals {
        let here = self.notes.iter().chain(&self.overnight).flat_map(|note| &note.content.days);
        let timed = here.filter(|day| day.date == self.date).map(|day| day.timed_here.0).sum();
        let units = self.lines().iter().map(|line| line.units).sum();
        Totals { notes: self.notes.len(), timed_minutes: timed, units }
    }

    /// Returns the documents of the day in some forms; `progress` is told how many of how many notes are done.
    pub fn documents(
        &self,
        printer: &Printer,
        formats: &[Format],
        progress: &mut dyn FnMut(usize, usize),
    ) -> Result<Vec<File>, ExportError> {
        let mut press = None;
        let mut files = self.notes_on(&mut press, printer, formats, progress)?;
        let date = self.date;
        if formats.contains(&Format::Pdf) {
            let bytes = pdf::day(printer, warm(&mut press)?, self)?;
            files.push(File { name: format!("{date}-notes.pdf"), bytes });
        }
        if formats.contains(&Format::Csv) {
            let bytes = table::csv(&self.lines()).into_bytes();
            files.push(File { name: format!("{date}-charges.csv"), bytes });
        }
        if formats.contains(&Format::Json) {
            files.push(File { name: format!("{date}-day.json"), bytes: self.json().into_bytes() });
        }
        Ok(files)
    }

    /// Returns a file for each note, in the forms that notes have.
    pub fn notes(
        &self,
        printer: &Printer,
        formats: &[Format],
        progress: &mut dyn FnMut(usize, usize),
    ) -> Result<Vec<File>, ExportError> {
        self.notes_on(&mut None, printer, formats, progress)
    }

    fn notes_on(
        &self,
        press: &mut Option<Press>,
        printer: &Printer,
        formats: &[Format],
        progress: &mut dyn FnMut(usize, usize),
    ) -> Result<Vec<File>, ExportError> {
        let mut files = Vec::new();
        for (done, note) in self.notes.iter().enumerate() {
            progress(done, self.notes.len());
            for format in formats.iter().filter(|format| format.is_of_a_note()) {
                files.push(File { name: name(note, *format), bytes: printer.print_on(press, note, *format)? });
            }
        }
        Ok(files)
    }

    fn json(&self) -> String {
        #[derive(Serialize)]
        struct Day<'a, R: Serialize> {
            schema: &'static str,
            date: NaiveDate,
            record: &'a str,
            #[serde(flatten)]
            totals: Totals,
            unsigned: &'a [Unsigned],
            astray: Vec<String>,
            charges: Vec<Charge>,
            sessions: Vec<R>,
        }
        #[derive(Serialize)]
        struct Charge {
            session: SessionId,
            code: CptCode,
            modifiers: String,
            minutes: Option<u32>,
            units: u32,
        }
        let charge = |line: table::Line| {
            let table::Line { session, code, modifiers, minutes, units, .. } = line;
            Charge { session, code, modifiers, minutes, units }
        };
        let charges = self.lines().into_iter().map(charge).collect();
        json::text(&Day {
            schema: json::DAY,
            date: self.date,
            record: &self.head,
            totals: self.totals(),
            unsigned: &self.unsigned,
            astray: self.astray.iter().map(ToString::to_string).collect(),
            charges,
            sessions: self.notes.iter().map(json::record).collect(),
        })
    }
}

fn name_of<S: serde::Serializer>(patient: &Patient, serializer: S) -> Result<S::Ok, S::Error> {
    serializer.serialize_str(&patient.name)
}

impl Unsigned {
    fn of(note: &Note) -> Self {
        Self {
            session: note.content.session.clone(),
            opened: note.content.opened,
            patient: note.content.patient.clone(),
            therapist: note.content.therapist.to_string(),
            status: note.status.to_string(),
        }
    }
}

/// Returns the name of a note's file: day and session, and that it is a draft where it is one.
pub fn name(note: &Note, format: Format) -> String {
    // The id is the program's own; whatever a damaged one may hold, the file stays in the folder.
    let id: String = note.content.session.as_str().chars().filter(char::is_ascii_alphanumeric).collect();
    let draft = if matches!(note.status, Status::Signed(_)) { "" } else { "-draft" };
    format!("{}-{id}{draft}.{}", note.content.opened.format("%Y-%m-%d"), format.extension())
}
