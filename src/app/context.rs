//! Which keys count now, what they would be about, and how often the screen changes by itself.

use chrono::{NaiveTime, TimeDelta};

use super::{Action, Gate, Item, Key, KeyCode, Modal, NoteScreen, Screen, State, Visit, Windows};
use crate::session::{Session, SessionId, Stamp};

/// How often it is looked for what other windows write, while nothing else changes by itself.
const LOOK: TimeDelta = TimeDelta::seconds(5);

/// When the screen changes next by itself.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Pace {
    /// With each second.
    Second,
    /// At a time.
    At(Stamp),
    /// Not before something comes in.
    Never,
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
    /// The segments of a session, to be put right.
    Correct,
    /// The body.
    Body,
    /// The history of a patient.
    Patient,
    /// The steps of the tour.
    Tour,
    /// Setting the record up.
    SetUp,
    /// Signing a note.
    Signing,
    /// What is added below a signed note.
    Addendum,
    /// The lock, while nothing is typed: the keys of the clock still count.
    Locked,
    /// The lock, while a passphrase is typed.
    Unlocking,
}

impl Context {
    /// All contexts, in the order of the page of keys.
    pub const ALL: [Self; 21] = [
        Self::Anywhere,
        Self::Day,
        Self::Session,
        Self::Correct,
        Self::Body,
        Self::Note,
        Self::Editor,
        Self::Signing,
        Self::Addendum,
        Self::Charges,
        Self::Patient,
        Self::Form,
        Self::Picker,
        Self::Prompt,
        Self::Gap,
        Self::Question,
        Self::Help,
        Self::Tour,
        Self::SetUp,
        Self::Locked,
        Self::Unlocking,
    ];

    /// Returns its word, as the key map writes it.
    pub fn word(self) -> &'static str {
        self.words().0
    }

    /// Returns its title, as the help and the page of keys write it.
    pub fn title(self) -> &'static str {
        self.words().1
    }

    fn words(self) -> (&'static str, &'static str) {
        match self {
            Self::Anywhere => ("anywhere", "Everywhere that no text is typed"),
            Self::Day => ("day", "The day"),
            Self::Session => ("session", "The session"),
            Self::Correct => ("correct", "Correcting"),
            Self::Body => ("body", "The body"),
            Self::Note => ("note", "The note"),
            Self::Editor => ("editor", "Writing in the note"),
            Self::Signing => ("signing", "Signing a note"),
            Self::Addendum => ("addendum", "Adding to a signed note"),
            Self::Charges => ("charges", "The units"),
            Self::Patient => ("patient", "A patient's history"),
            Self::Form => ("form", "Opening a session"),
            Self::Picker => ("picker", "A list to choose from"),
            Self::Prompt => ("prompt", "A line to type"),
            Self::Gap => ("gap", "What an interruption left running"),
            Self::Question => ("question", "A question"),
            Self::Help => ("help", "The help"),
            Self::Tour => ("tour", "The tour"),
            Self::SetUp => ("set-up", "Setting the record up"),
            Self::Locked => ("locked", "The lock, while something is on the clock"),
            Self::Unlocking => ("unlocking", "Unlocking"),
        }
    }

    /// Whether a key writes a character that is typed here.
    pub fn takes(self, key: Key) -> bool {
        let KeyCode::Char(c) = key.code else { return false };
        let typed = match self {
            Self::Editor
            | Self::Form
            | Self::Picker
            | Self::Prompt
            | Self::Signing
            | Self::Addendum
            | Self::SetUp
            | Self::Unlocking => c.is_alphanumeric() || c == ' ',
            // Behind the lock the space is the clock's; in a time, capitals are none of it.
            Self::Locked => c.is_alphanumeric(),
            Self::Gap => c.is_ascii_digit() || c.is_ascii_lowercase(),
            Self::Anywhere
            | Self::Day
            | Self::Session
            | Self::Note
            | Self::Charges
            | Self::Question
            | Self::Help
            | Self::Correct
            | Self::Body
            | Self::Patient
            | Self::Tour => false,
        };
        typed && key.is_text()
    }

    /// Whether characters are typed into a text here.
    pub fn is_text(self) -> bool {
        matches!(
            self,
            Self::Editor
                | Self::Form
                | Self::Picker
                | Self::Gap
                | Self::Prompt
                | Self::Signing
                | Self::Addendum
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
            (Some(Modal::Sign(_)), _) => Context::Signing,
            (Some(Modal::Addendum(_)), _) => Context::Addendum,
            (Some(Modal::Help(..)), _) => Context::Help,
            (Some(Modal::Correct(_)), _) => Context::Correct,
            (Some(Modal::Body(_)), _) => Context::Body,
            (Some(Modal::Tour(_)), _) => Context::Tour,
            (None, Screen::Day) => Context::Day,
            (None, Screen::Session(_)) => Context::Session,
            (None, Screen::Note(NoteScreen { editor: Some(_), .. })) => Context::Editor,
            (None, Screen::Note(_)) => Context::Note,
            (None, Screen::Charges(_)) => Context::Charges,
            (None, Screen::Patient(_)) => Context::Patient,
        }
    }

    /// Whether an action of the Note screen serves its note: a signed one is not changed, and only such a one is added to.
    pub fn serves(&self, action: Action) -> bool {
        let Some(session) = self.here().and_then(|id| self.session(id)) else { return true };
        let signed = session.signature.is_some();
        match self.context() {
            Context::Note if signed => !action.changes_a_note(),
            Context::Note if action == Action::Confirm => {
                let copied = |section| session.copied.contains_key(section);
                matches!(&self.screen, Screen::Note(NoteScreen { item: Item::Text(section), .. }) if copied(section))
            }
            Context::Note => action != Action::Addendum,
            Context::Charges => !(signed && action.changes_a_note()),
            // Nothing of it is saved any more; what is typed goes into an addendum.
            Context::Editor => {
                let saves = [Action::Save, Action::NextField, Action::Phrases, Action::Elsewhere];
                !(signed && saves.contains(&action))
            }
            _ => true,
        }
    }

    /// Returns when something changes next by itself: each second while a clock shows, a text is not saved or events are
    /// not written; otherwise when the screen locks or the day turns, and never behind the lock.
    pub fn pace(&self) -> Pace {
        let here = match &self.screen {
            Screen::Day | Screen::Charges(_) | Screen::Patient(_) => false,
            Screen::Session(screen) => {
                let shows = |s: &Session| s.closed.is_none() && (s.is_timing() || s.last_hands().is_some());
                self.session(&screen.id).is_some_and(shows)
            }
            Screen::Note(screen) => screen.editor.as_ref().is_some_and(|e| e.unsaved.is_some()),
        };
        let busy = |v: &Visit| v.session.is_timing() || !v.unwritten.is_empty();
        let waits = matches!(&self.gate, Some(Gate::Unlock(lock)) if lock.until.is_some_and(|until| until > self.now));
        let waits = waits
            || self
                .modals
                .iter()
                .any(|modal| matches!(modal, Modal::Sign(sign) if sign.until.is_some_and(|until| until > self.now)));
        let typed = matches!(&self.gate, Some(Gate::Unlock(lock)) if !lock.typed.is_empty());
        if here && self.gate.is_none() || waits || self.visits.values().any(busy) {
            return Pace::Second;
        }
        let locks = (self.gate.is_none() || typed) && !self.settings.demo;
        let lock = locks.then(|| self.last_key + self.settings.lock_after);
        let midnight = self
            .now
            .date_naive()
            .succ_opt()
            .and_then(|day| day.and_time(NaiveTime::MIN).and_local_timezone(*self.now.offset()).single());
        let turns = midnight.filter(|_| self.gate.is_none() && matches!(self.screen, Screen::Day) && self.day.today);
        // Where others have the record open, what they write is looked for, also while nothing is pressed here.
        let others = (self.windows == Windows::Several && self.gate.is_none()).then(|| self.now + LOOK);
        let copied = self.on_clipboard.map(|since| since + TimeDelta::minutes(1));
        lock.into_iter().chain(turns).chain(copied).chain(others).min().map_or(Pace::Never, Pace::At)
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
    pub fn is_on_the_clock(&self) -> bool {
        let put_off = self.visits.values().any(|visit| !visit.put_off.is_empty() && visit.session.is_timing());
        let asked = put_off || self.modals.iter().any(|modal| matches!(modal, Modal::Gap(_)));
        asked || self.timed().is_some()
    }
}

/// Returns the one there is; none where there are several.
fn only<'a>(visits: &[&'a Visit]) -> Option<&'a Visit> {
    if let [only] = visits { Some(only) } else { None }
}
