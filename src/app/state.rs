//! What the program holds while it runs.

use std::collections::{BTreeMap, BTreeSet};
use std::path::PathBuf;
use std::rc::Rc;

use chrono::{NaiveDate, TimeDelta};

use super::{ChargesScreen, Day, Gap, Gate, Mark, Modal, NoteScreen, Remind, Reminded, Screen, SessionScreen, Stretch};
use crate::audit::{Deed, Entry};
use crate::billing;
use crate::body::Body;
use crate::catalog::{Catalog, PayerId};
use crate::export::Templates;
use crate::note::{self, Account, Astray, DayLine, Letterhead, Note};
use crate::session::{Patient, Recorded, SegmentNo, Session, SessionId, Stamp, Therapist, clock_text};

/// Everything.
#[derive(Debug, Clone)]
pub struct State {
    /// What is known of the field.
    pub catalog: Rc<Catalog>,
    /// The outlines of the body.
    pub body: Rc<Body>,
    /// What gives the note its form on the screen.
    pub templates: Templates,
    /// What the configuration says.
    pub settings: Settings,
    /// The time of the last message.
    pub now: Stamp,
    /// Who unlocked the record, and so records what happens; nobody before that.
    pub who: Therapist,
    /// Who may unlock it, as last told.
    pub therapists: Vec<Therapist>,
    /// What stands before the screens, when something does.
    pub gate: Option<Gate>,
    /// Where each of the others was when somebody else took over.
    pub places: BTreeMap<String, Place>,
    /// When a key was last pressed.
    pub last_key: Stamp,
    /// Which windows have the record open, as far as that can be told.
    pub windows: Windows,
    /// When the last sign of life was given.
    pub alive: Option<Stamp>,
    /// Who was led to what an interruption left running.
    pub led: BTreeSet<String>,
    /// Where the person is.
    pub screen: Screen,
    /// The day last shown, kept while a session is open so that its place is found again.
    pub day: Day,
    /// What lies over the screen, the topmost last.
    pub modals: Vec<Modal>,
    /// The sessions in memory.
    pub visits: BTreeMap<SessionId, Visit>,
    /// The patients treated before, latest first.
    pub patients: Vec<Known>,
    /// The past of the patient that was asked for last.
    pub history: Option<History>,
    /// Whether initials stand in the place of names.
    pub private: bool,
    /// What was reached last in each session, while it is shown.
    pub marks: BTreeMap<SessionId, Mark>,
    /// What was reminded of in each session.
    pub reminded: BTreeMap<SessionId, Reminded>,
    /// What the program last had to say.
    pub notice: Option<Notice>,
    /// Whether the program is leaving.
    pub leaving: bool,
    /// Whether the person leaves although something is not written.
    pub forsaken: bool,
    /// The session whose note is to be signed, with the digest of what was on the screen when that was asked for.
    pub signing: Option<(SessionId, String)>,
    /// Since when a note is on the clipboard.
    pub on_clipboard: Option<Stamp>,
    /// The file to which what could not be written was rescued.
    pub rescued: Option<PathBuf>,
}

/// Which windows have the record open.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Windows {
    /// This one alone.
    This,
    /// Others too, or perhaps so.
    Several,
}

/// Where somebody was.
#[derive(Debug, Clone)]
pub struct Place {
    /// The screen.
    pub screen: Screen,
    /// The day that was shown.
    pub day: Day,
    /// What lay over it.
    pub modals: Vec<Modal>,
}

/// A patient treated before, with what their last session was opened with.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Known {
    /// The patient.
    pub patient: Patient,
    /// Who paid.
    pub payer: PayerId,
    /// Who treated.
    pub therapist: Therapist,
}

/// The past of a patient.
#[derive(Debug, Clone)]
pub struct History {
    /// Whose.
    pub patient: Patient,
    /// Their sessions, the latest first.
    pub sessions: Vec<Session>,
}

/// What the configuration says.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Settings {
    /// What stands above each note, and the word for the patient.
    pub letterhead: Letterhead,
    /// Who else treats here: assistants, other therapists.
    pub team: Vec<Therapist>,
    /// The payer offered first.
    pub payer: PayerId,
    /// After how long without a key the screen locks.
    pub lock_after: TimeDelta,
    /// Whether the store is a demonstration, which has no lock.
    pub demo: bool,
    /// What is reminded of, and how.
    pub remind: Remind,
}

/// A sentence for the person.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Notice {
    /// The sentence.
    pub text: String,
    /// Whether something needs their attention.
    pub alarm: bool,
}

/// A session in memory.
#[derive(Debug, Clone)]
pub struct Visit {
    /// The session, with events that are not written yet.
    pub session: Session,
    /// The session as the store has it.
    pub stored: Session,
    /// Events that are not written yet: what `session` has over `stored`.
    pub unwritten: Vec<Recorded>,
    /// Whether they are on their way to the store.
    pub writing: bool,
    /// Why they are not written, when that failed.
    pub trouble: Option<String>,
    /// Whether its clock was started or confirmed since the program began.
    pub confirmed: bool,
    /// What was asked about what runs, and is not answered yet; it is asked again when the session is opened.
    pub put_off: Vec<Gap>,
    /// Since when the segments were in doubt of which it was answered that they ended or do not count.
    pub doubted: BTreeMap<SegmentNo, Doubted>,
    /// When something was last recorded that shows the hands at work.
    pub recorded: Stamp,
    /// The last sign of life of whoever timed it, when this program read it.
    pub sign: Option<Stamp>,
}

/// A doubt about a segment that was answered.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Doubted {
    /// What it was about.
    pub stretch: Stretch,
    /// The last instant at which it was surely going on.
    pub last: Stamp,
    /// When it was answered.
    pub answered: Stamp,
}

impl Visit {
    /// Takes its clock for certain: whoever is here has said so, or presses its keys.
    pub fn confirm(&mut self) {
        self.confirmed = true;
        self.put_off.clear();
    }
}

impl State {
    /// Returns the session of an id, when it is in memory.
    pub fn session(&self, id: &SessionId) -> Option<&Session> {
        self.visits.get(id).map(|v| &v.session)
    }

    /// Returns the entry of something that whoever unlocked does now.
    pub fn entry(&self, deed: Deed) -> Entry {
        Entry::new(self.now, Some(self.who.clone()), deed)
    }

    /// Returns all sessions in memory.
    pub fn sessions(&self) -> impl Iterator<Item = &Session> {
        self.visits.values().map(|v| &v.session)
    }

    /// Returns a session's days, with the patient's other sessions on them.
    pub fn days<'a>(&'a self, session: &'a Session) -> Vec<billing::Day<'a>> {
        billing::days(session, self.sessions(), &self.catalog, self.now)
    }

    /// Returns the account of a session on a day, with the patient's other sessions on it; none where nothing of it was
    /// worked on that day.
    pub fn account_on(&self, session: &Session, date: NaiveDate) -> Option<Account> {
        note::account_on(session, self.sessions(), &self.catalog, self.now, date)
    }

    /// Returns what the list of a day says of a session, with the patient's other sessions on it.
    pub fn line_on(&self, session: &Session, date: NaiveDate) -> Option<DayLine> {
        let all: Vec<&Session> = self.sessions().collect();
        note::line_on(session, &all, &self.catalog, self.now, date)
    }

    /// Returns what is wrong with the claims of a day, of its sessions.
    pub fn astray(&self, sessions: &[&Session], date: NaiveDate) -> Vec<Astray> {
        if sessions.iter().all(|session| session.signature.is_none()) {
            return Vec::new();
        }
        note::astray(&sessions.iter().map(|session| self.note(session)).collect::<Vec<_>>(), date)
    }

    /// Returns the note of a session as it stands.
    pub fn note(&self, session: &Session) -> Note {
        note::compose(session, self.sessions(), &self.catalog, &self.settings.letterhead, self.now)
    }

    /// Returns the note of a session as it may be shown: with initials, where names are not.
    pub fn note_shown(&self, session: &Session) -> Note {
        let mut note = self.note(session);
        if self.private {
            let patient = &mut note.content.patient;
            (patient.name, patient.born) = (patient.initials(), None);
        }
        note
    }

    /// Returns a note as it is printed in plain text; or what is wrong with the clinic's template.
    pub fn printed(&self, note: &Note) -> String {
        self.templates.text(note).unwrap_or_else(|error| format!("{error}\n"))
    }

    /// Returns with which other patients the hands of a session were timed at once, in words.
    pub fn at_once(&self, session: &Session) -> Vec<String> {
        let told = billing::hands::at_once(session, self.sessions(), self.now).into_iter().map(|at_once| {
            let other = self.session(&at_once.other);
            let whom = other.map(|other| format!("{} ({})", other.patient.initials(), other.opened.format("%H:%M")));
            format!("hands: {} at once with {}: C", clock_text(at_once.time), whom.unwrap_or_default())
        });
        told.collect()
    }

    /// Returns the session that the screen is about.
    pub fn here(&self) -> Option<&SessionId> {
        match &self.screen {
            Screen::Day | Screen::Patient(_) => None,
            Screen::Session(SessionScreen { id, .. })
            | Screen::Note(NoteScreen { id, .. })
            | Screen::Charges(ChargesScreen { id, .. }) => Some(id),
        }
    }

    /// Returns the session that the screen is about, or else the one that it goes back to.
    pub fn behind(&self) -> Option<&SessionId> {
        let mut screen = &self.screen;
        while let Screen::Patient(patient) = screen {
            screen = &patient.back;
        }
        match screen {
            Screen::Day | Screen::Patient(_) => None,
            Screen::Session(SessionScreen { id, .. })
            | Screen::Note(NoteScreen { id, .. })
            | Screen::Charges(ChargesScreen { id, .. }) => Some(id),
        }
    }

    /// Whether events wait to be written.
    pub fn has_unwritten(&self) -> bool {
        self.visits.values().any(|v| !v.unwritten.is_empty())
    }
}
