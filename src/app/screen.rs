//! Where the person is: the screens, and what each of them holds.

use chrono::NaiveDate;

use super::{ChargesScreen, Field};
use crate::catalog::{Catalog, Spot, TechniqueId};
use crate::session::{Patient, Section, Session, SessionId, Stamp};

/// Where the person is.
#[derive(Debug, Clone)]
pub enum Screen {
    /// The sessions of a day.
    Day,
    /// One session, hands on.
    Session(SessionScreen),
    /// Its note.
    Note(NoteScreen),
    /// Its charges, and what is open in them.
    Charges(ChargesScreen),
    /// The history of a patient.
    Patient(PatientScreen),
}

/// The history of a patient.
#[derive(Debug, Clone)]
pub struct PatientScreen {
    /// Whose.
    pub patient: Patient,
    /// Where it goes back to.
    pub back: Box<Screen>,
    /// The chosen session, as a place in the history.
    pub chosen: usize,
}

/// The Day screen.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Day {
    /// The day shown.
    pub date: NaiveDate,
    /// Whether it was shown as today, and so goes on with the calendar.
    pub today: bool,
    /// Unfinished notes of earlier days, then the day's sessions.
    pub rows: Vec<SessionId>,
    /// How many of the rows are of earlier days.
    pub older: usize,
    /// How many more of earlier days there are, before those.
    pub more: usize,
    /// The days of its week, each with how many sessions were opened.
    pub week: Vec<(NaiveDate, usize)>,
    /// The chosen session; none before the first is known.
    pub chosen: Option<SessionId>,
    /// Whether the day was read since the program began.
    pub read: bool,
}

impl Day {
    /// For how many days back what is billed together with an unfinished session is read with the list. The charges of
    /// those before are told when they are opened: a list must not read years.
    pub const BILLED: i64 = 3;

    /// Returns today, before anything of it was read.
    pub fn of(today: NaiveDate) -> Self {
        Self {
            date: today,
            today: true,
            rows: Vec::new(),
            older: 0,
            more: 0,
            week: Vec::new(),
            chosen: None,
            read: false,
        }
    }

    /// Returns the place of the chosen session among the rows.
    pub fn cursor(&self) -> usize {
        let place = self.chosen.as_ref().and_then(|id| self.rows.iter().position(|row| row == id));
        place.unwrap_or_else(|| self.rows.len().saturating_sub(1))
    }
}

/// The Session screen.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SessionScreen {
    /// Which session.
    pub id: SessionId,
    /// The spots behind the digits, in order; those past ten have none.
    pub slots: Vec<Spot>,
    /// The chosen spot.
    pub spot: Option<Spot>,
    /// The chosen technique.
    pub technique: Option<TechniqueId>,
}

/// The Note screen.
#[derive(Debug, Clone)]
pub struct NoteScreen {
    /// Which session.
    pub id: SessionId,
    /// The chosen item.
    pub item: Item,
    /// What is being typed.
    pub editor: Option<Editor>,
    /// Whether the note as it will be printed fills the screen.
    pub paper: bool,
    /// How many of its lines lie above what is shown.
    pub scroll: usize,
    /// Whether the patient's past is being read to copy from it.
    pub copies: bool,
}

/// Something typed on the Note screen.
#[derive(Debug, Clone)]
pub struct Editor {
    /// The text.
    pub field: Field,
    /// What the session said here when the text was opened or last saved: if it says something else at the next save,
    /// another window wrote it.
    pub base: String,
    /// What was typed since it was last saved.
    pub unsaved: Option<Unsaved>,
    /// When it was last saved.
    pub saved: Option<Stamp>,
    /// Whether it was refused as it stands: whoever leaves it a second time leaves without it.
    pub refused: bool,
    /// What the session said here when the text was lent to the person's own editor.
    pub lent: Option<String>,
}

/// When something was typed that is not saved.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Unsaved {
    /// The first key of it.
    pub since: Stamp,
    /// The last one.
    pub last: Stamp,
}

impl Editor {
    /// Notes that something was typed.
    pub fn typed(&mut self, now: Stamp) {
        let since = self.unsaved.map_or(now, |unsaved| unsaved.since);
        self.unsaved = Some(Unsaved { since, last: now });
        self.refused = false;
    }
}

/// What can be written on the Note screen.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Item {
    /// Pain before the treatment.
    PainBefore,
    /// Pain after it.
    PainAfter,
    /// A section of the note.
    Text(Section),
    /// The patient's answer to the treatment of an area.
    Response(Spot),
}

impl Item {
    /// Returns what can be written of a session, in the order of the screen: an answer for each area that was worked.
    pub fn of(session: &Session, now: Stamp) -> Vec<Self> {
        let mut items = vec![Self::PainBefore, Self::PainAfter];
        items.extend(Section::ALL.map(Self::Text));
        let worked = session.segments_at(now).into_iter().map(|segment| segment.spot);
        for item in worked.chain(session.responses.keys().cloned()).map(Self::Response) {
            if !items.contains(&item) {
                items.push(item);
            }
        }
        items
    }

    /// Returns the item's name on the screen.
    pub fn title(&self, catalog: &Catalog) -> String {
        match self {
            Self::PainBefore => "Pain before (0-10)".to_owned(),
            Self::PainAfter => "Pain after (0-10)".to_owned(),
            Self::Text(Section::Justification) => "Justification".to_owned(),
            Self::Text(Section::Response) => "Response".to_owned(),
            Self::Text(section) => section.title().to_owned(),
            Self::Response(spot) => format!("{}: response", catalog.spot_name(spot)),
        }
    }

    /// Whether it is a pain score.
    pub fn is_score(&self) -> bool {
        matches!(self, Self::PainBefore | Self::PainAfter)
    }
}
