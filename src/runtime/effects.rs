//! Does what `update` asked: the store, the export folder. Says what came of it, decides nothing.

use std::collections::BTreeSet;
use std::path::PathBuf;

use chrono::NaiveDate;

use crate::app::{Done, Effect, Known, Then, Trouble};
use crate::export::{self, Format};
use crate::note;
use crate::session::{Event, Recorded, SessionId};
use crate::store::{Log, StoreError};

/// Whoever does what `update` asked.
pub struct Effects {
    log: Box<dyn Log>,
    exports: PathBuf,
    formats: Vec<Format>,
    ids: Ids,
}

/// Where the ids of new sessions come from.
pub type Ids = Box<dyn FnMut() -> Result<SessionId, getrandom::Error>>;

impl Effects {
    /// Works on a log, and writes exports to a folder in some forms.
    pub fn new(log: Box<dyn Log>, exports: PathBuf, formats: Vec<Format>, ids: Ids) -> Self {
        Self { log, exports, formats, ids }
    }

    /// Does it, and returns what came of it.
    pub fn perform(&mut self, effect: Effect) -> Done {
        let done = match effect {
            Effect::LoadDay(date) => self.day(date),
            Effect::LoadSessions(ids, then) => self.sessions(ids, then),
            Effect::LoadPatients => self.patients().map(Done::Patients),
            Effect::Open(first) => return self.open(first),
            Effect::Append { id, expected, events } => return self.append(id, expected, &events),
            Effect::Export(notes) => return self.export(&notes),
            Effect::Leave => Ok(Done::Leave),
        };
        done.unwrap_or_else(|error| Done::Failed(trouble(&error)))
    }

    fn day(&self, date: NaiveDate) -> Result<Done, StoreError> {
        let mut damage = Vec::new();
        let sessions = self.on(Some(date), &mut damage)?;
        let mut earlier = Vec::new();
        for opened in self.log.streams()?.into_iter().filter(|o| o.day < date) {
            earlier.extend(self.readable(opened.id, &mut damage)?);
        }
        let next = self.on(date.succ_opt(), &mut damage)?;
        Ok(Done::Day { date, sessions, earlier, next, damage })
    }

    fn sessions(&self, ids: Vec<SessionId>, then: Then) -> Result<Done, StoreError> {
        let mut damage = Vec::new();
        let mut sessions = Vec::new();
        for id in ids {
            sessions.extend(self.readable(id, &mut damage)?);
        }
        let mut days = BTreeSet::new();
        let opened = sessions.iter().filter_map(|(_, events)| Some(events.first()?.at.date_naive()));
        for day in opened.filter(|_| then != Then::Rebase) {
            days.extend([day.pred_opt(), Some(day), day.succ_opt()].into_iter().flatten());
        }
        let mut around = Vec::new();
        for day in days {
            around.extend(self.on(Some(day), &mut Vec::new())?);
        }
        around.retain(|(id, _)| sessions.iter().all(|(known, _)| known != id));
        Ok(Done::Sessions { sessions, around, then, damage })
    }

    /// Reads the sessions opened on a day.
    fn on(
        &self,
        day: Option<NaiveDate>,
        damage: &mut Vec<String>,
    ) -> Result<Vec<(SessionId, Vec<Recorded>)>, StoreError> {
        let mut sessions = Vec::new();
        for id in day.map_or_else(|| Ok(Vec::new()), |day| self.log.day(day))? {
            sessions.extend(self.readable(id, damage)?);
        }
        Ok(sessions)
    }

    /// Reads a session; one that is damaged is told, and keeps nobody from the others.
    fn readable(
        &self,
        id: SessionId,
        damage: &mut Vec<String>,
    ) -> Result<Option<(SessionId, Vec<Recorded>)>, StoreError> {
        match self.log.read(&id) {
            Ok(events) => Ok(Some((id, events))),
            Err(error) if error.is_damage() => {
                damage.push(trouble(&error).text);
                Ok(None)
            }
            Err(error) => Err(error),
        }
    }

    fn patients(&self) -> Result<Vec<Known>, StoreError> {
        let mut patients = Vec::new();
        let mut seen = std::collections::HashSet::new();
        for opened in self.log.streams()?.into_iter().rev() {
            let first = self.readable(opened.id, &mut Vec::new())?.and_then(|(_, events)| events.into_iter().next());
            if let Some(Recorded { event: Event::SessionOpened { patient, payer, therapist }, .. }) = first
                && seen.insert(patient.clone())
            {
                patients.push(Known { patient, payer, therapist });
            }
        }
        Ok(patients)
    }

    fn open(&mut self, first: Recorded) -> Done {
        let id = match (self.ids)() {
            Ok(id) => id,
            Err(error) => {
                let text = format!("The system gives no random numbers ({error}); no session can be opened.");
                return Done::Failed(Trouble { text, conflict: false });
            }
        };
        match self.log.append(&id, 0, std::slice::from_ref(&first)) {
            Ok(_) => Done::Opened(id, first),
            Err(error) => Done::Failed(trouble(&error)),
        }
    }

    fn append(&mut self, id: SessionId, expected: u64, events: &[Recorded]) -> Done {
        match self.log.append(&id, expected, events) {
            Ok(count) => Done::Appended(id, count),
            Err(error) => Done::NotAppended(id, trouble(&error)),
        }
    }

    fn export(&self, notes: &[note::Note]) -> Done {
        let mut files = 0;
        for note in notes {
            match export::save(&self.exports, note, &self.formats) {
                Ok(written) => files += written.len(),
                Err(error) => {
                    let text = format!("{error}; choose another folder in the configuration (export.folder).");
                    return Done::Failed(Trouble { text, conflict: false });
                }
            }
        }
        Done::Exported { files, folder: self.exports.display().to_string() }
    }
}

/// Returns a new session id from the system's randomness.
pub fn random_id() -> Result<SessionId, getrandom::Error> {
    let mut bytes = [0; 5];
    getrandom::fill(&mut bytes)?;
    Ok(SessionId::from_random(bytes))
}

fn trouble(error: &StoreError) -> Trouble {
    let conflict = matches!(error, StoreError::Conflict { .. });
    Trouble { text: format!("{error}; {}", error.mend()), conflict }
}
