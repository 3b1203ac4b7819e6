//! Which keys count now, what they would be about, and how often the screen changes by itself.

use chrono::TimeDelta;

use super::{Gate, Modal, NoteScreen, Screen, State, Visit};
use crate::session::SessionId;

/// How often the screen changes by itself.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Pace {
    /// With each second.
    Second,
    /// With each minute.
    Minute,
}

/// Which keys count now.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Context {
    /// Everywhere that no text is typed.
    Anywhere,
    /// The Day screen.
    Day,
    /// The Session screen.
    Session,
    /// The Note screen.
    Note,
    /// Typing on the Note screen.
    Editor,
    /// The Charges screen.
    Charges,
    /// A line to type.
    Prompt,
    /// The form that opens a session.
    Form,
    /// A list to choose from.
    Picker,
    /// What an interruption left running.
    Gap,
    /// A question with yes or no.
    Question,
    /// The help.
    Help,
    /// Setting the record up.
    SetUp,
    /// The lock, while nothing is typed: the keys of the clock still count.
    Locked,
    /// The lock, while a passphrase is typed.
    Unlocking,
}

impl Context {
    /// Whether characters are typed into a text here.
    pub fn is_text(self) -> bool {
        matches!(
            self,
            Self::Editor
                | Self::Form
                | Self::Picker
                | Self::Gap
                | Self::Prompt
                | Self::SetUp
                | Self::Locked
                | Self::Unlocking
        )
    }
}

impl State {
    /// Returns which keys count now.
    pub fn context(&self) -> Context {
        match &self.gate {
            Some(Gate::SetUp(_)) => return Context::SetUp,
            // The clock's keys count only where something can be on the clock.
            Some(Gate::Unlock(lock)) if lock.typed.is_empty() && self.is_on_the_clock() => return Context::Locked,
            Some(Gate::Unlock(_)) => return Context::Unlocking,
            None => {}
        }
        match (self.modals.last(), &self.screen) {
            (Some(Modal::Form(_)), _) => Context::Form,
            (Some(Modal::Picker(_)), _) => Context::Picker,
            (Some(Modal::Gap(_)), _) => Context::Gap,
            (Some(Modal::Question(_)), _) => Context::Question,
            (Some(Modal::Prompt(_)), _) => Context::Prompt,
            (Some(Modal::Help(_)), _) => Context::Help,
            (None, Screen::Day) => Context::Day,
            (None, Screen::Session(_)) => Context::Session,
            (None, Screen::Note(NoteScreen { editor: Some(_), .. })) => Context::Editor,
            (None, Screen::Note(_)) => Context::Note,
            (None, Screen::Charges(_)) => Context::Charges,
        }
    }

    /// Returns how often something changes by itself: each second while a clock shows, a text is not saved or events
    /// are not written; otherwise with the minute in the bar.
    pub fn pace(&self) -> Pace {
        let here = match &self.screen {
            Screen::Day | Screen::Charges(_) => false,
            Screen::Session(screen) => self.session(&screen.id).is_some_and(|s| s.closed.is_none()),
            Screen::Note(screen) => screen.editor.as_ref().is_some_and(|e| e.unsaved.is_some()),
        };
        let busy = |v: &Visit| v.session.is_timing() || !v.unwritten.is_empty();
        let waits = matches!(&self.gate, Some(Gate::Unlock(lock)) if lock.until.is_some_and(|until| until > self.now));
        let locks = self.gate.is_none() && !self.settings.demo;
        let soon = locks && self.now - self.last_key + TimeDelta::minutes(1) >= self.settings.lock_after;
        if here || waits || soon || self.visits.values().any(busy) { Pace::Second } else { Pace::Minute }
    }

    /// Returns the session whose clock the hands' keys are about: before the lock, that of whoever is chosen there; the one
    /// on the screen; or the only one that runs. What nobody has said yet what became of is not to be paused.
    pub fn timed(&self) -> Option<&SessionId> {
        let is_open = |visit: &&Visit| {
            let session = &visit.session;
            let sure = visit.confirmed || !session.is_timing();
            sure && session.closed.is_none() && (session.running.is_some() || session.last_hands().is_some())
        };
        let chosen = match &self.gate {
            Some(Gate::Unlock(lock)) => lock.therapists.get(lock.chosen).map(|therapist| therapist.name.to_lowercase()),
            Some(Gate::SetUp(_)) | None => None,
        };
        let here = self.here().and_then(|id| self.visits.get(id)).filter(is_open);
        let is_theirs = |visit: &&Visit| Some(visit.session.therapist.name.to_lowercase()) == chosen;
        let running: Vec<&Visit> =
            self.visits.values().filter(is_open).filter(|visit| visit.session.running.is_some()).collect();
        let theirs: Vec<&Visit> = running.iter().copied().filter(is_theirs).collect();
        let first = here.filter(|visit| chosen.is_none() || is_theirs(visit));
        let visit = first.or(only(&theirs)).or(here).or(only(&running));
        visit.map(|visit| &visit.session.id)
    }

    /// Whether anything is on the clock here, be it only to be asked about.
    fn is_on_the_clock(&self) -> bool {
        let asked = self.modals.iter().any(|modal| matches!(modal, Modal::Gap(_)));
        asked || self.timed().is_some()
    }
}

/// Returns the one there is; none where there are several.
fn only<'a>(visits: &[&'a Visit]) -> Option<&'a Visit> {
    if let [only] = visits { Some(only) } else { None }
}
