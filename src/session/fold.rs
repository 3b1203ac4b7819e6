//! From events to the session: one pure function, which refuses what cannot have happened.

mod changes;
mod hands;
mod writing;

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use chrono::NaiveDate;

pub use changes::Change;
use hands::Tags;
pub use writing::{Addendum, Copied, Signature};

use super::{
    Event, Patient, Plan, Recorded, Running, Section, Segment, SegmentNo, SessionId, Stamp, Therapist, TieChoice,
};
use crate::catalog::{CptCode, Modifier, PayerId, Spot};

/// What follows from a session's events. At most one one-on-one segment runs, by construction.
#[derive(Debug, Clone, PartialEq)]
pub struct Session {
    /// Its id.
    pub id: SessionId,
    /// When it began: when it was opened, or earlier where a segment was told to have begun before.
    pub opened: Stamp,
    /// Who is treated.
    pub patient: Patient,
    /// Who pays.
    pub payer: PayerId,
    /// Who treats.
    pub therapist: Therapist,
    /// Segments that have ended, in the order of their starts.
    pub segments: Vec<Segment>,
    /// The one-on-one segment under the hands.
    pub running: Option<Running>,
    /// Unattended modalities running beside it.
    pub beside: Vec<Running>,
    /// Who performs what begins next, where it is not the session's therapist.
    pub performer: Option<Therapist>,
    /// The protocol that it follows.
    pub plan: Option<Plan>,
    /// The codes chosen for the units of a tie, by day.
    pub ties: BTreeMap<NaiveDate, TieChoice>,
    /// Modifiers added by hand, by day and code.
    pub modifiers: BTreeSet<(NaiveDate, CptCode, Modifier)>,
    /// Descriptions of unlisted codes, none empty.
    pub described: BTreeMap<CptCode, String>,
    /// Pain before the treatment, 0 to 10.
    pub pain_before: Option<u8>,
    /// Pain after it, 0 to 10.
    pub pain_after: Option<u8>,
    /// The written sections, none empty.
    pub texts: BTreeMap<Section, String>,
    /// Texts of an earlier note that lie beside this one, and are none of it.
    pub copied: BTreeMap<Section, Copied>,
    /// The patient's answer to the treatment of an area, none empty.
    pub responses: BTreeMap<Spot, String>,
    /// The signature under its note.
    pub signature: Option<Signature>,
    /// What was added below it, in order.
    pub addenda: Vec<Addendum>,
    /// When it ended.
    pub closed: Option<Stamp>,
    /// When it had ended before it was taken up again.
    pub(super) ended: Option<Stamp>,
    /// How many events it is folded from.
    pub events: u64,
    last_no: u32,
    /// The event with which it was opened.
    first: Arc<Recorded>,
    /// What can be taken back, in order.
    changes: Vec<Arc<Change>>,
    /// What was taken back, with when, the latest last.
    undone: Vec<(Arc<Change>, Stamp)>,
}

/// Where a session stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Standing {
    /// Nothing was timed yet.
    NotStarted,
    /// A clock runs: the hands', or one beside them.
    Running,
    /// Nothing runs, and more may come.
    Paused,
    /// It is over.
    Finished,
}

/// An event that cannot follow the ones before it: the record is damaged or from a newer program.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("event {number} of session {session} cannot follow the ones before it: {why}")]
pub struct FoldError {
    /// The session.
    pub session: SessionId,
    /// The event's number, from 1.
    pub number: u64,
    /// One clause.
    pub why: &'static str,
}

impl Session {
    /// Folds a stream of events into the session they make.
    pub fn fold(id: &SessionId, events: &[Recorded]) -> Result<Self, FoldError> {
        let error = |number, why| FoldError { session: id.clone(), number, why };
        let (first, rest) = events.split_first().ok_or_else(|| error(0, "there is none"))?;
        let mut session =
            Self::opened(id, Arc::new(first.clone())).ok_or_else(|| error(1, "a session begins by being opened"))?;
        for recorded in rest {
            let number = session.events + 1;
            session.take(recorded).map_err(|why| error(number, why))?;
            session.events = number;
        }
        Ok(session)
    }

    /// Returns the session that an event opens.
    fn opened(id: &SessionId, first: Arc<Recorded>) -> Option<Self> {
        let Event::SessionOpened { patient, payer, therapist } = &first.event else { return None };
        Some(Self {
            id: id.clone(),
            opened: first.at,
            patient: patient.clone(),
            payer: payer.clone(),
            therapist: therapist.clone(),
            segments: Vec::new(),
            running: None,
            beside: Vec::new(),
            performer: None,
            plan: None,
            ties: BTreeMap::new(),
            modifiers: BTreeSet::new(),
            described: BTreeMap::new(),
            pain_before: None,
            pain_after: None,
            texts: BTreeMap::new(),
            copied: BTreeMap::new(),
            responses: BTreeMap::new(),
            signature: None,
            addenda: Vec::new(),
            closed: None,
            ended: None,
            events: 1,
            last_no: 0,
            first,
            changes: Vec::new(),
            undone: Vec::new(),
        })
    }

    /// Takes one more event; on an error the session is as before.
    pub fn apply(&mut self, recorded: &Recorded) -> Result<(), FoldError> {
        let number = self.events + 1;
        let mut next = self.clone();
        match next.take(recorded) {
            Ok(()) => {
                next.events = number;
                *self = next;
                Ok(())
            }
            Err(why) => Err(FoldError { session: self.id.clone(), number, why }),
        }
    }

    fn take(&mut self, recorded: &Recorded) -> Result<(), &'static str> {
        if self.signature.is_some() && !matches!(recorded.event, Event::AddendumAdded { .. }) {
            return Err("its note is signed, and takes addenda only");
        }
        match &recorded.event {
            Event::NoteSigned { digest, printed } => self.sign(recorded, digest, printed),
            Event::AddendumAdded { reason, text } => self.add_below(recorded, reason, text),
            Event::Undone { change } => self.undo_change(*change, recorded.at),
            Event::Redone { change } => self.redo_change(*change),
            event => {
                self.happen(event)?;
                self.remember(recorded);
                Ok(())
            }
        }
    }

    fn happen(&mut self, event: &Event) -> Result<(), &'static str> {
        if self.closed.is_some() && event.is_clock() && !event.corrects() {
            return Err("the session is finished");
        }
        match event {
            Event::SessionOpened { .. } => Err("it is open already"),
            Event::SegmentStarted { started, replaces } => {
                self.fresh(started.no)?;
                self.start(started.clone(), *replaces)
            }
            Event::SegmentStopped { segment, stop } => {
                let running = self.lift(*segment).ok_or("no such segment is running")?;
                if *stop < running.start {
                    return Err("it would stop before its start");
                }
                self.keep(running.until(*stop))
            }
            Event::SegmentReopened { segment } => self.reopen(*segment),
            Event::SegmentKept { segment } => self.running_no(*segment).map(|_| ()).ok_or("no such segment is running"),
            Event::SegmentDiscarded { segment } => self.discard(*segment),
            Event::SegmentRecorded { segment } => {
                self.fresh(segment.no)?;
                self.open_by(segment.start)?;
                self.keep(segment.clone())
            }
            Event::SegmentMoved { segment, start, stop } => self.move_to(*segment, *start, *stop),
            Event::SegmentRetagged { segment, spot, technique, code, code_reason, contact } => {
                let tags =
                    Tags { spot, technique, code: *code, code_reason: code_reason.as_deref(), contact: *contact };
                self.retag_as(*segment, &tags)
            }
            Event::ProtocolChosen { plan } => {
                self.lay_out(plan.as_ref());
                Ok(())
            }
            Event::Undone { .. } | Event::Redone { .. } => Err("it takes another event back"),
            Event::NoteSigned { .. } | Event::AddendumAdded { .. } => Err("nobody has recorded it"),
            Event::PerformerChanged { performer } => {
                self.performer.clone_from(performer);
                Ok(())
            }
            Event::CodeChosen { segment, code, reason } => self.choose_code(*segment, *code, reason),
            Event::TieChosen { day, choice } => {
                self.choose_tie(*day, choice);
                Ok(())
            }
            Event::ModifierSet { day, code, modifier, on } => {
                self.mark((*day, *code, *modifier), *on);
                Ok(())
            }
            Event::CodeDescribed { code, text } => {
                self.describe(*code, text.trim());
                Ok(())
            }
            Event::PainRecorded { time, score } => self.pain(*time, *score),
            Event::NoteEdited { section, text } => {
                self.write(*section, text.trim());
                Ok(())
            }
            Event::ResponseRecorded { spot, text } => {
                self.respond(spot, text.trim());
                Ok(())
            }
            Event::NoteCopied { from, texts } => {
                self.lay_beside(*from, texts);
                Ok(())
            }
            Event::SessionFinished { closed } => self.finish_at(*closed),
            Event::PayerChanged { payer } => {
                self.payer.clone_from(payer);
                Ok(())
            }
            Event::SessionReopened => {
                self.ended = Some(self.closed.take().ok_or("it is not finished")?);
                Ok(())
            }
        }
    }

    fn choose_code(&mut self, no: SegmentNo, code: Option<CptCode>, reason: &str) -> Result<(), &'static str> {
        let reason = Some(reason.trim()).filter(|reason| !reason.is_empty()).map(str::to_owned);
        if let Some(segment) = self.segments.iter_mut().find(|s| s.no == no) {
            (segment.code, segment.code_reason) = (code, reason);
            return Ok(());
        }
        let running = self.running.iter_mut().chain(&mut self.beside).find(|r| r.no == no);
        let running = running.ok_or("there is no such segment")?;
        (running.code, running.code_reason) = (code, reason);
        Ok(())
    }

    fn choose_tie(&mut self, day: NaiveDate, choice: &TieChoice) {
        if choice.chosen.is_empty() {
            self.ties.remove(&day);
        } else {
            self.ties.insert(day, choice.clone());
        }
    }

    fn mark(&mut self, marked: (NaiveDate, CptCode, Modifier), on: bool) {
        if on {
            self.modifiers.insert(marked);
        } else {
            self.modifiers.remove(&marked);
        }
    }

    fn describe(&mut self, code: CptCode, text: &str) {
        if text.is_empty() {
            self.described.remove(&code);
        } else {
            self.described.insert(code, text.to_owned());
        }
    }

    /// Returns the number that the next segment will have.
    pub fn next_no(&self) -> SegmentNo {
        SegmentNo(self.last_no + 1)
    }

    /// Returns the latest time at which anything is known to have happened.
    pub(super) fn latest(&self) -> Stamp {
        let running = self.running.iter().chain(&self.beside).map(|r| r.start);
        running.chain(self.segments.iter().map(|s| s.stop)).fold(self.opened, Stamp::max)
    }

    /// Returns every segment, running ones as if they ended now, in the order of their starts.
    pub fn segments_at(&self, now: Stamp) -> Vec<Segment> {
        let mut all = self.segments.clone();
        all.extend(self.running.iter().chain(&self.beside).map(|r| r.until(now)));
        all.sort_by_key(|s| (s.start, s.no));
        all
    }

    /// Returns where the session stands.
    pub fn standing(&self) -> Standing {
        if self.closed.is_some() {
            Standing::Finished
        } else if self.is_timing() {
            Standing::Running
        } else if self.segments.is_empty() {
            Standing::NotStarted
        } else {
            Standing::Paused
        }
    }

    /// Whether it was finished with nothing timed and nothing told: it was opened by mistake, or the patient did not come.
    pub fn was_not_held(&self) -> bool {
        self.closed.is_some() && self.is_empty()
    }

    /// Whether nothing was timed and nothing told.
    pub fn is_empty(&self) -> bool {
        let told = self.pain_before.is_some() || self.pain_after.is_some() || !self.texts.is_empty();
        let told = told || !self.responses.is_empty() || self.signature.is_some();
        self.segments.is_empty() && !self.is_timing() && !told
    }

    /// Whether any clock of the session runs.
    pub fn is_timing(&self) -> bool {
        self.running.is_some() || !self.beside.is_empty()
    }
}
