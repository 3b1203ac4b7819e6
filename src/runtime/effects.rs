//! Does what `update` asked: the store, the export folder. Says what came of it, decides nothing.

use std::collections::BTreeMap;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::path::PathBuf;
use std::process::{Command, Stdio};
use std::sync::mpsc::Sender;
use std::thread::JoinHandle;

use super::clipboard::Clipboard;
use super::presence::Presence;
use super::terminal::{Arrival, Input};
use super::{files, unlocking};
use crate::app::{Done, Effect, Reminder, Trouble, Windows};
use crate::audit::Entry;
use crate::export::{Format, Printer};
use crate::session::{Recorded, SessionId};
use crate::store::{Door, Log, SqliteLog, StoreError, Vault, recovery_code};

/// Whoever does what `update` asked.
pub struct Effects {
    pub(super) store: Store,
    pub(super) places: Places,
    pub(super) formats: Vec<Format>,
    pub(super) printer: Printer,
    ids: Ids,
    /// What was done with the record and could not be written down yet.
    pub(super) owed: Vec<Entry>,
    /// Who may unlock, as last read: a disk that is gone must not turn the lock into a trap.
    pub(super) doors: Vec<Door>,
    /// What is run to remind of something, word by word.
    commands: BTreeMap<Reminder, Vec<String>>,
    /// That this window has the record open, once it is there.
    presence: Option<Presence>,
    /// Whether the bell is to ring.
    pub(super) rings: bool,
    /// The desktop's clipboard.
    clipboard: Clipboard,
    /// What the terminal is to put on its clipboard.
    pub(super) copies: Option<String>,
    /// A text that the person's own editor is to be opened on.
    pub(super) lends: Option<String>,
    /// An export that is being written, which is not to be cut off.
    pub(super) exporting: Option<JoinHandle<Done>>,
    /// Where the outcome of slow work goes; without it, slow work is waited for.
    pub(super) inputs: Option<Sender<Arrival>>,
}

/// The record, as far as it is open.
pub enum Store {
    /// There is none yet.
    Nothing,
    /// It is locked.
    Locked(Vault),
    /// It is unlocked.
    Open(SqliteLog),
}

/// Where things are.
pub struct Places {
    /// The folder of the record.
    pub store: PathBuf,
    /// The folder of the exports.
    pub exports: PathBuf,
    /// Where backups go at the day's export, where they do.
    pub backups: Option<Backups>,
    /// Keeps the folder for exports that was chosen when the record was set up, and returns it.
    pub keep_exports: KeepExports,
}

/// The backups of the day's export.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Backups {
    /// Their folder.
    pub folder: PathBuf,
    /// How many are kept.
    pub keep: usize,
}

/// Keeps a chosen folder for exports, and returns it as a path; or says why it is not kept.
pub type KeepExports = Box<dyn FnMut(&str) -> Result<PathBuf, String>>;

/// Where the ids of new sessions come from.
pub type Ids = Box<dyn FnMut() -> Result<SessionId, getrandom::Error>>;

/// The rest of some slow work, done where the store is.
pub(super) type Rest = Box<dyn FnOnce(&mut Effects) -> Done + Send>;

impl Effects {
    /// Works on a store, and writes exports in some forms.
    pub fn new(store: Store, places: Places, formats: Vec<Format>, printer: Printer, ids: Ids) -> Self {
        let (owed, doors, commands) = (Vec::new(), Vec::new(), BTreeMap::new());
        let presence = Presence::here(&places.store);
        Self {
            store,
            places,
            formats,
            printer,
            ids,
            owed,
            doors,
            commands,
            presence,
            rings: false,
            clipboard: Clipboard::default(),
            copies: None,
            lends: None,
            exporting: None,
            inputs: None,
        }
    }

    /// Runs commands to remind of something.
    pub fn remind_by(&mut self, commands: BTreeMap<Reminder, Vec<String>>) {
        self.commands = commands;
    }

    /// Writes down, as soon as that is possible, what was done before anybody unlocked.
    pub fn owe(&mut self, entry: Entry) {
        self.owed.push(entry);
    }

    /// Takes the ids of new sessions from elsewhere.
    pub fn take_ids_from(&mut self, ids: Ids) {
        self.ids = ids;
    }

    /// Does it, and returns what came of it; none where that comes later.
    pub fn perform(&mut self, effect: Effect) -> Option<Done> {
        let done = match effect {
            Effect::LoadDay(date) => self.log().and_then(|log| super::reading::day(log, date, None)),
            Effect::LoadDayToExport(date, how) => self.log().and_then(|log| super::reading::day(log, date, Some(how))),
            Effect::LoadSessions(ids, then) => self.log().and_then(|log| super::reading::sessions(log, ids, then)),
            Effect::LoadPatients => self.log().and_then(|log| super::reading::patients(log)),
            Effect::LoadHistory(patient, most) => {
                self.log().and_then(|log| super::reading::history(log, patient, most))
            }
            Effect::Open(first) => return Some(self.open(first)),
            Effect::Append { id, expected, events, waits } => {
                return Some(self.append(id, expected, &events, waits));
            }
            Effect::Witness(entries) => self.witness(entries).map(|()| Done::Witnessed),
            Effect::Look => Ok(self.look()),
            Effect::Alive(ids, at) => {
                let given = self.open_log().and_then(|log| log.alive(&ids, at));
                Ok(Done::Alive(given.ok().map(|()| at)))
            }
            Effect::Remind { reminders, bell } => {
                self.rings |= bell;
                let failed: Vec<Done> = reminders.into_iter().filter_map(|reminder| self.remind(reminder)).collect();
                return failed.into_iter().next();
            }
            Effect::Copy(text) => {
                self.clipboard.hold(text.as_deref());
                // Some terminals take no empty text; a space says as little.
                self.copies = Some(text.unwrap_or_else(|| " ".to_owned()));
                return None;
            }
            Effect::EditElsewhere(text) => {
                self.lends = Some(text);
                return None;
            }
            Effect::NewCode => recovery_code().map(Done::Code),
            Effect::SetUp(set_up) => return unlocking::set_up(self, set_up),
            Effect::LoadTherapists => unlocking::therapists(self).map(Done::Therapists),
            Effect::Unlock { therapist, passphrase, at } => return unlocking::unlock(self, therapist, passphrase, at),
            Effect::Rescue { file, waiting } => {
                let rescued = self.rescue(&files::from_home(&file), &waiting);
                rescued.map(|rescued| Done::Rescued(rescued.file, rescued.without.map(|error| trouble(&error))))
            }
            Effect::Export(order) => return self.export(*order),
            Effect::Prove { therapist, passphrase, of, at } => {
                return unlocking::prove(self, therapist, passphrase, of, at);
            }
            Effect::BackUp(at) => return self.back_up(at),
            Effect::Leave => Ok(Done::Leave),
        };
        Some(done.unwrap_or_else(|error| Done::Failed(trouble(&error))))
    }

    /// Looks what other windows do.
    fn look(&mut self) -> Done {
        if self.presence.is_none() {
            // The folder may have been made since.
            self.presence = Presence::here(&self.places.store);
        }
        let changed = self.open_log().and_then(Log::has_changed).unwrap_or(false);
        let company = self.presence.as_mut().is_none_or(Presence::has_company);
        Done::Looked { changed, windows: if company { Windows::Several } else { Windows::This } }
    }

    /// Runs what the configuration says, and waits for nothing of it. It is told nothing.
    fn remind(&self, reminder: Reminder) -> Option<Done> {
        let (program, arguments) = self.commands.get(&reminder)?.split_first()?;
        let mut command = Command::new(program);
        command.args(arguments).stdin(Stdio::null()).stdout(Stdio::null()).stderr(Stdio::null());
        match command.spawn() {
            Ok(mut child) => {
                std::thread::spawn(move || child.wait());
                None
            }
            Err(error) => {
                let key = format!("remind.on_{}", reminder.word());
                let text = format!("What {key} says cannot be run ({error}); correct it in the configuration.");
                Some(Done::Failed(Trouble { text, conflict: false }))
            }
        }
    }

    /// Does slow work in a thread, and the rest of it where the store is.
    pub(super) fn slowly(
        &mut self,
        work: impl FnOnce() -> Rest + Send + 'static,
        failed: fn(Trouble) -> Done,
        at: crate::session::Stamp,
    ) -> Option<Done> {
        let Some(inputs) = self.inputs.clone() else { return Some(work()(self)) };
        let work = move || {
            let rest = catch_unwind(AssertUnwindSafe(work));
            let rest = rest.unwrap_or_else(|_| -> Rest { Box::new(move |_| failed(no_thread())) });
            // Where nobody listens any more, the program is leaving.
            let _ = inputs.send((at, Input::Rest(rest)));
        };
        match std::thread::Builder::new().spawn(work) {
            Ok(_) => None,
            Err(_) => Some(failed(no_thread())),
        }
    }

    pub(super) fn log(&self) -> Result<&SqliteLog, StoreError> {
        match &self.store {
            Store::Open(log) => Ok(log),
            Store::Nothing | Store::Locked(_) => Err(StoreError::Locked),
        }
    }

    fn open_log(&mut self) -> Result<&mut SqliteLog, StoreError> {
        match &mut self.store {
            Store::Open(log) => Ok(log),
            Store::Nothing | Store::Locked(_) => Err(StoreError::Locked),
        }
    }

    /// Writes down what was done with the record; what cannot be written down waits for the next time.
    pub(super) fn witness(&mut self, entries: Vec<Entry>) -> Result<(), StoreError> {
        self.owed.extend(entries);
        let owed = std::mem::take(&mut self.owed);
        let written = self.open_log().and_then(|log| log.witness(&owed));
        if written.is_err() {
            self.owed = owed;
        }
        written
    }

    /// Whether something that was done with the record is not written down, though the record is open.
    pub(super) fn owes(&mut self) -> bool {
        let open = matches!(self.store, Store::Open(_));
        open && !self.owed.is_empty() && self.witness(Vec::new()).is_err()
    }

    fn open(&mut self, first: Recorded) -> Done {
        let id = match (self.ids)() {
            Ok(id) => id,
            Err(error) => {
                let text = format!("The system gives no random numbers ({error}); no session can be opened.");
                return Done::Failed(Trouble { text, conflict: false });
            }
        };
        match self.open_log().and_then(|log| log.append(&id, 0, std::slice::from_ref(&first), true)) {
            Ok(_) => Done::Opened(id, first),
            Err(error) => Done::Failed(trouble(&error)),
        }
    }

    fn append(&mut self, id: SessionId, expected: u64, events: &[Recorded], waits: bool) -> Done {
        match self.open_log().and_then(|log| log.append(&id, expected, events, waits)) {
            Ok(count) => {
                if !self.owed.is_empty() {
                    // It stays owed where it fails again.
                    let _ = self.witness(Vec::new());
                }
                Done::Appended(id, count)
            }
            Err(error) => Done::NotAppended(id, trouble(&error)),
        }
    }
}

/// Returns a new session id from the system's randomness.
pub fn random_id() -> Result<SessionId, getrandom::Error> {
    let mut bytes = [0; 5];
    getrandom::fill(&mut bytes)?;
    Ok(SessionId::from_random(bytes))
}

pub(super) fn no_thread() -> Trouble {
    Trouble {
        text: "The system has no room for that now; close other programs, and try again.".to_owned(),
        conflict: false,
    }
}

pub(super) fn trouble(error: &StoreError) -> Trouble {
    let conflict = matches!(error, StoreError::Conflict { .. });
    Trouble { text: format!("{error}; {}", error.mend()), conflict }
}
