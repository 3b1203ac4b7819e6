//! `tableside export`: the signed notes of a day or of a range of days, as files.

use std::io::{IsTerminal as _, Write as _};
use std::path::{Path, PathBuf};

use chrono::NaiveDate;

use super::proof;
use super::record::Record;
use super::surroundings::{Found, Surroundings, each_once};
use super::{complain, print, tell};
use crate::audit::Deed;
use crate::cli::ExportArgs;
use crate::document::did_you_mean;
use crate::error::Failure;
use crate::export::{self, DayBook, File, Format, Recipient, Unsigned, Years};
use crate::note;
use crate::store::Log as _;

/// The longest range: ten years, and one more for whoever counts generously.
const LONGEST: i64 = 4018;

pub(super) fn run(around: &Surroundings, args: &ExportArgs) -> Result<(), Failure> {
    let (from, to) = range(around, args)?;
    let formats = if args.format.is_empty() {
        around.formats()
    } else {
        each_once(args.format.iter().map(|word| format_of(word)).collect::<Result<Vec<_>, _>>()?)
    };
    let recipient = args.encrypt.as_deref().map(str::parse::<Recipient>).transpose()?;
    let folder = args.out.clone().unwrap_or_else(|| around.exports());
    export::fit(&folder, &around.store())?;
    // Unattended, a record that is not where it should be is a failure.
    let mut record = Record::must_open(around)?;
    let mut job =
        Job { around, args, formats, recipient, folder, is_range: from != to, damage: Ok(()), sessions: 0, notes: 0 };
    let done = if from == to { job.day(&mut record, from) } else { job.days(&mut record, from, to) };
    if let (Err(_), Err(damage)) = (&done, &job.damage) {
        complain(damage);
    }
    done?;
    if job.sessions == 0 && job.damage.is_ok() {
        tell(&format!("{}: no session, so nothing was written", told(from, to)));
    } else if job.notes == 0 && !args.drafts {
        tell(&format!("{}: no note is signed, so none was written; --drafts writes drafts", told(from, to)));
    }
    tell(&record.log.head()?.to_string());
    let backup = proof::rotate(around);
    job.damage.and(backup)
}

fn told(from: NaiveDate, to: NaiveDate) -> String {
    if from == to { from.to_string() } else { format!("{from} to {to}") }
}

/// Returns the first and the last day that are asked for.
fn range(around: &Surroundings, args: &ExportArgs) -> Result<(NaiveDate, NaiveDate), Failure> {
    let today = around.clock.now().date_naive();
    let (from, to) = match (args.from, args.to) {
        (None, None) => (args.date.unwrap_or(today), args.date.unwrap_or(today)),
        (from, to) => (from.or(to).unwrap_or(today), to.unwrap_or(today)),
    };
    let days = (to - from).num_days() + 1;
    if days < 1 {
        return Err(Failure::usage(format!("{from} is after {to}"), "write the earlier day with --from"));
    }
    if days > LONGEST {
        let mend = format!("export at most {LONGEST} days at once: eleven years");
        return Err(Failure::usage(format!("from {from} to {to} are {days} days"), mend));
    }
    Ok((from, to))
}

/// What is exported, and how.
struct Job<'a> {
    around: &'a Surroundings,
    args: &'a ExportArgs,
    formats: Vec<Format>,
    recipient: Option<Recipient>,
    folder: PathBuf,
    /// Whether it is of several days.
    is_range: bool,
    /// What could not be read.
    damage: Result<(), Failure>,
    /// How many sessions were found.
    sessions: usize,
    /// How many notes left.
    notes: usize,
}

impl Job<'_> {
    /// Exports one day.
    fn day(&mut self, record: &mut Record, date: NaiveDate) -> Result<(), Failure> {
        let mut found = Found::of(&record.log, date)?;
        self.damage = std::mem::replace(&mut found.damage, Ok(()));
        let book = self.book(record, &found, date)?;
        // Written down before it is done: no export goes unnoticed.
        record.witness(Deed::Exported { sessions: book.sessions() })?;
        if !book.sessions().is_empty() {
            self.write(&book, &self.formats)?;
        }
        Ok(())
    }

    /// Exports a range, day after day: a folder for each with its notes, and at the end one table of all charges. No more of it
    /// is in memory than a few days.
    fn days(&mut self, record: &mut Record, from: NaiveDate, to: NaiveDate) -> Result<(), Failure> {
        let of_days: Vec<Format> = self.formats.iter().copied().filter(|format| *format != Format::Csv).collect();
        let wants_charges = self.formats.contains(&Format::Csv);
        let (mut table, mut leaving) = (None, Vec::new());
        let mut found: Option<Found> = None;
        for date in from.iter_days().take_while(|date| *date <= to) {
            let mut next = match found.take() {
                Some(before) => before.next_day(&record.log, date)?,
                None => Found::of(&record.log, date)?,
            };
            self.damage = std::mem::replace(&mut self.damage, Ok(())).and(std::mem::replace(&mut next.damage, Ok(())));
            let book = self.book(record, &next, date)?;
            let lines = book.lines();
            if wants_charges && !lines.is_empty() {
                let begun = match table.take() {
                    Some(begun) => Ok(begun),
                    None => Years::begin(&self.folder, self.recipient.as_ref()),
                };
                table.insert(begun?).add(&lines)?;
                leaving.extend(book.sessions());
            }
            if !book.sessions().is_empty() && !of_days.is_empty() {
                record.witness(Deed::Exported { sessions: book.sessions() })?;
                self.write(&book, &of_days)?;
            }
            found = Some(next);
        }
        if let Some(table) = table {
            record.witness(Deed::Exported { sessions: leaving })?;
            let written = table.finish(&format!("{from}_{to}-charges.csv"), self.args.force)?;
            written.files.iter().try_for_each(|path| print(&format!("{}\n", path.display())))?;
        }
        Ok(())
    }

    /// Returns the book of a day, and tells what is not signed: by session, since this may run where others read along.
    fn book(&mut self, record: &Record, found: &Found, date: NaiveDate) -> Result<DayBook, Failure> {
        let (letterhead, now) = (self.around.letterhead(), self.around.clock.now());
        let compose = |session: &_| note::compose(session, found.all(), &self.around.catalog, &letterhead, now);
        let mut book = DayBook::of(date, found.all(), self.args.drafts, compose);
        book.head = record.log.head_of(&book.sessions())?.to_string();
        self.sessions += book.sessions().len() + book.unsigned.len();
        self.notes += book.sessions().len();
        // One over midnight is told on the day it began.
        let began = |unsigned: &&Unsigned| !self.is_range || unsigned.opened.date_naive() == date;
        for unsigned in book.unsigned.iter().filter(began) {
            let opened = unsigned.opened.format("%Y-%m-%d %H:%M");
            tell(&format!("not signed, so not exported: {opened}, session {} ({})", unsigned.session, unsigned.status));
        }
        book.astray.iter().for_each(|one| tell(&format!("{one}; {}", note::ASTRAY)));
        Ok(book)
    }

    fn write(&self, book: &DayBook, formats: &[Format]) -> Result<(), Failure> {
        let shows = std::io::stderr().is_terminal();
        let mut progress = |done: usize, of: usize| {
            if shows {
                let _ = write!(std::io::stderr(), "\r{}: note {} of {of} ", book.date, done + 1);
            }
        };
        let files = book.documents(&self.around.printer()?, formats, &mut progress);
        if shows {
            let _ = write!(std::io::stderr(), "\r{:30}\r", "");
        }
        self.put(&self.folder.join(book.date.to_string()), files?)
    }

    fn put(&self, folder: &Path, files: Vec<File>) -> Result<(), Failure> {
        let files = match &self.recipient {
            Some(recipient) => files.iter().map(|file| recipient.seal(file)).collect::<Result<_, _>>()?,
            None => files,
        };
        for path in export::put(folder, &files, self.args.force)?.files {
            print(&format!("{}\n", path.display()))?;
        }
        Ok(())
    }
}

/// Returns the form of a word that was typed.
pub(super) fn format_of(word: &str) -> Result<Format, Failure> {
    Format::of_word(word).ok_or_else(|| {
        Failure::usage(format!("there is no form \"{word}\""), did_you_mean(word, Format::ALL.map(Format::word)))
    })
}
