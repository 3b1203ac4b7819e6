//! What is read from the store for the screens: no more than what they show, however long the history.

use std::collections::BTreeSet;

use chrono::{NaiveDate, Weekday};

use super::effects::trouble;
use crate::app::{Day, Done, How, Known, Then};
use crate::session::{Event, Patient, Recorded, SessionId, Stamp};
use crate::store::{Log, StoreError};

/// What was read, and what could not be.
#[derive(Default)]
struct Read {
    signs: Vec<(SessionId, Stamp)>,
    damage: Vec<String>,
}

type Streams = Vec<(SessionId, Vec<Recorded>)>;

/// How many sessions that wait from earlier days are read.
const SHOWN: usize = 20;

/// Reads the sessions of a day, what waits from before, and what is billed together with either.
pub(super) fn day(log: &dyn Log, date: NaiveDate, exports: Option<How>) -> Result<Done, StoreError> {
    let mut read = Read::default();
    let sessions = read.on(log, Some(date))?;
    let mut days: BTreeSet<NaiveDate> = date.pred_opt().into_iter().collect();
    // However many were left behind over the years: the latest of them are shown, and the others counted.
    let (waiting, more) = read.index(log.waiting(date, SHOWN))?;
    let mut earlier = Vec::new();
    for (id, day) in waiting {
        if (date - day).num_days() <= Day::BILLED {
            days.extend([day.pred_opt(), Some(day), day.succ_opt()].into_iter().flatten());
        } else {
            earlier.extend(read.session(log, id)?);
        }
    }
    for day in days.into_iter().filter(|day| *day < date) {
        let beside = read.on(log, Some(day))?;
        earlier.extend(
            beside.into_iter().filter(|(id, _)| earlier.iter().all(|(known, _)| known != id)).collect::<Vec<_>>(),
        );
    }
    earlier.sort_by_key(|(id, events)| (events.first().map(|first| first.at), id.clone()));
    let next = read.on(log, date.succ_opt())?;
    let mut week = Vec::new();
    for day in date.week(Weekday::Mon).first_day().iter_days().take(7) {
        week.push((day, read.index(log.day(day))?.len()));
    }
    let Read { signs, mut damage } = read;
    damage.dedup();
    Ok(Done::Day { date, sessions, earlier, next, signs, more, week, damage, exports })
}

/// Reads sessions afresh, and what may be billed together with them.
pub(super) fn sessions(log: &dyn Log, ids: Vec<SessionId>, then: Then) -> Result<Done, StoreError> {
    let mut read = Read::default();
    let mut sessions = Vec::new();
    for id in ids {
        sessions.extend(read.session(log, id)?);
    }
    let mut days = BTreeSet::new();
    let opened = sessions.iter().filter_map(|(_, events)| Some(events.first()?.at.date_naive()));
    for day in opened.filter(|_| then != Then::Rebase) {
        days.extend([day.pred_opt(), Some(day), day.succ_opt()].into_iter().flatten());
    }
    let mut beside = Read::default();
    let mut around = Vec::new();
    for day in days {
        around.extend(beside.on(log, Some(day))?);
    }
    around.retain(|(id, _)| sessions.iter().all(|(known, _)| known != id));
    let Read { signs, damage } = read;
    Ok(Done::Sessions { sessions, around, signs, then, damage })
}

/// Reads the patients treated before, latest first.
pub(super) fn patients(log: &dyn Log) -> Result<Done, StoreError> {
    let known = |first: Recorded| match first.event {
        Event::SessionOpened { patient, payer, therapist } => Some(Known { patient, payer, therapist }),
        _ => None,
    };
    Ok(Done::Patients(log.patients()?.into_iter().filter_map(known).collect()))
}

/// Reads the past of a patient: the latest sessions of it.
pub(super) fn history(log: &dyn Log, patient: Patient, most: usize) -> Result<Done, StoreError> {
    let mut read = Read::default();
    let mut sessions = Vec::new();
    for id in read.index(log.visits(&patient))?.into_iter().take(most) {
        sessions.extend(read.session(log, id)?);
    }
    Ok(Done::History(patient, sessions, read.damage))
}

impl Read {
    /// Reads the sessions opened on a day, by time.
    fn on(&mut self, log: &dyn Log, day: Option<NaiveDate>) -> Result<Streams, StoreError> {
        let Some(day) = day else { return Ok(Vec::new()) };
        let mut sessions = Vec::new();
        for id in self.index(log.day(day))? {
            sessions.extend(self.session(log, id)?);
        }
        sessions.sort_by_key(|(id, events)| (events.first().map(|first| first.at), id.clone()));
        Ok(sessions)
    }

    /// Takes what the index lists; where it is damaged, that is told, and the screen goes on.
    fn index<T: Default>(&mut self, listed: Result<T, StoreError>) -> Result<T, StoreError> {
        match listed {
            Err(error) if error.is_damage() => {
                self.damage.push(trouble(&error).text);
                Ok(T::default())
            }
            other => other,
        }
    }

    /// Reads a session; one that is damaged is told, and keeps nobody from the others.
    fn session(&mut self, log: &dyn Log, id: SessionId) -> Result<Option<(SessionId, Vec<Recorded>)>, StoreError> {
        match log.read(&id) {
            Ok(events) => {
                self.signs.extend(log.last_sign(&id).map(|at| (id.clone(), at)));
                Ok(Some((id, events)))
            }
            Err(error) if error.is_damage() => {
                self.damage.push(trouble(&error).text);
                Ok(None)
            }
            Err(error) => Err(error),
        }
    }
}
