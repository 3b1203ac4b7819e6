//! What can be taken back: each change with its events. What was taken back counts as if it had never been, and stays in
//! the record.

use std::sync::Arc;

use super::Session;
use crate::session::{Event, Recorded, Stamp};

/// One change: what one key or command did.
#[derive(Debug, Clone, PartialEq)]
pub struct Change {
    /// The number of its first event, from 1.
    pub no: u64,
    /// When it was made.
    pub at: Stamp,
    /// Its events, in order.
    pub events: Vec<Event>,
}

impl Change {
    /// Whether it is the therapist's decision on charges, and nothing of the clock.
    pub fn decides(&self) -> bool {
        self.events.iter().all(Event::decides)
    }

    /// Whether the hands did it.
    pub fn is_of_hands(&self) -> bool {
        self.events.iter().any(Event::is_of_hands)
    }
}

impl Session {
    /// Returns the change that would be taken back next.
    pub fn last_change(&self) -> Option<&Change> {
        self.changes.last().map(Arc::as_ref)
    }

    /// Returns the change that would be put in force again next, and when it was taken back.
    pub fn last_undone(&self) -> Option<(&Change, Stamp)> {
        self.undone.last().map(|(change, at)| (change.as_ref(), *at))
    }

    /// Keeps an event that has happened, so that it can be taken back.
    pub(super) fn remember(&mut self, recorded: &Recorded) {
        if !recorded.event.is_change() {
            return;
        }
        self.undone.clear();
        match self.changes.last_mut() {
            // Only what directly follows is of the same change.
            Some(change) if recorded.joined && change.no + change.events.len() as u64 == self.events + 1 => {
                Arc::make_mut(change).events.push(recorded.event.clone());
            }
            _ => {
                let (no, at, events) = (self.events + 1, recorded.at, vec![recorded.event.clone()]);
                self.changes.push(Arc::new(Change { no, at, events }));
            }
        }
    }

    pub(super) fn undo_change(&mut self, no: u64, at: Stamp) -> Result<(), &'static str> {
        let change = self.changes.pop().filter(|change| change.no == no).ok_or("something else was done since")?;
        self.undone.push((change, at));
        self.do_again()
    }

    pub(super) fn redo_change(&mut self, no: u64) -> Result<(), &'static str> {
        let (change, _) =
            self.undone.pop().filter(|(change, _)| change.no == no).ok_or("something else was done since")?;
        for event in &change.events {
            // A number that was used before is this one's own.
            self.again(event)?;
        }
        self.changes.push(change);
        Ok(())
    }

    /// Takes all changes anew, without what was taken back.
    fn do_again(&mut self) -> Result<(), &'static str> {
        let mut next = Self::opened(&self.id, Arc::clone(&self.first)).ok_or("it was never opened")?;
        for event in self.changes.iter().flat_map(|change| &change.events) {
            next.again(event)?;
        }
        next.changes = std::mem::take(&mut self.changes);
        next.undone = std::mem::take(&mut self.undone);
        next.texts = std::mem::take(&mut self.texts);
        next.copied = std::mem::take(&mut self.copied);
        next.responses = std::mem::take(&mut self.responses);
        (next.pain_before, next.pain_after) = (self.pain_before, self.pain_after);
        (next.events, next.last_no) = (self.events, self.last_no);
        *self = next;
        Ok(())
    }

    /// Takes an event that happened before.
    fn again(&mut self, event: &Event) -> Result<(), &'static str> {
        let last = std::mem::replace(&mut self.last_no, 0);
        let taken = self.happen(event);
        self.last_no = self.last_no.max(last);
        taken
    }
}
