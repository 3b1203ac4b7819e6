//! What the program holds while it runs.

use std::collections::BTreeMap;
use std::rc::Rc;

use chrono::NaiveDate;

use super::Field;
use crate::catalog::{Catalog, PayerId, Spot, TechniqueId};
use crate::note::Letterhead;
use crate::session::{Patient, Recorded, Section, SegmentNo, Session, SessionId, Stamp, Therapist};

/// Everything.
#[derive(Debug, Clone)]
pub struct State {
    /// What is known of the field.
    pub catalog: Rc<Catalog>,
    /// What the configuration says.
    pub settings: Settings,
    /// The time of the last message.
    pub now: Stamp,
    /// Where the person is.
    pub screen: Screen,
    /// What lies over the screen, the topmost last.
    pub modals: Vec<Modal>,
    /// The sessions in memory.
    pub visits: BTreeMap<SessionId, Visit>,
    /// The patients treated before, latest first.
    pub patients: Vec<Patient>,
    /// What the program last had to say.
    pub notice: Option<Notice>,
    /// Whether the program is leaving.
    pub leaving: bool,
}

/// What the configuration says.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Settings {
    /// What stands above each note, and the word for the patient.
    pub letterhead: Letterhead,
    /// Who treats; without a name where none is configured.
    pub therapist: Therapist,
    /// The payer offered first.
    pub payer: PayerId,
    /// Whether the store is a demonstration.
    pub demo: bool,
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
    /// Events that are not written yet.
    pub unwritten: Vec<Recorded>,
    /// Whether they are on their way to the store.
    pub writing: bool,
    /// Why they are not written, when that failed.
    pub trouble: Option<String>,
    /// Whether its clock was started or confirmed since the program began.
    pub confirmed: bool,
}

impl Visit {
    /// How many events the store has.
    pub fn saved(&self) -> u64 {
        self.session.events - self.unwritten.len() as u64
    }
}

/// Where the person is.
#[derive(Debug, Clone)]
pub enum Screen {
    /// The sessions of a day.
    Day(Day),
    /// One session, hands on.
    Session(SessionScreen),
    /// Its note.
    Note(NoteScreen),
}

/// The Day screen.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Day {
    /// The day shown.
    pub date: NaiveDate,
    /// Unfinished notes of earlier days, then the day's sessions.
    pub rows: Vec<SessionId>,
    /// How many of the rows are of earlier days.
    pub older: usize,
    /// The chosen row.
    pub cursor: usize,
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
}

/// Something typed on the Note screen.
#[derive(Debug, Clone)]
pub struct Editor {
    /// The text.
    pub field: Field,
    /// When it was last changed without having been saved.
    pub changed: Option<Stamp>,
}

/// What can be written on the Note screen.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Item {
    /// Pain before the treatment.
    PainBefore,
    /// Pain after it.
    PainAfter,
    /// A section of the note.
    Text(Section),
}

impl Item {
    /// All items, in the order of the screen.
    pub const ALL: [Self; 7] = [
        Self::PainBefore,
        Self::PainAfter,
        Self::Text(Section::Subjective),
        Self::Text(Section::Objective),
        Self::Text(Section::Justification),
        Self::Text(Section::Response),
        Self::Text(Section::Plan),
    ];

    /// Returns the item's name on the screen.
    pub fn title(self) -> &'static str {
        match self {
            Self::PainBefore => "Pain before (0-10)",
            Self::PainAfter => "Pain after (0-10)",
            Self::Text(Section::Justification) => "Justification",
            Self::Text(Section::Response) => "Response",
            Self::Text(section @ (Section::Subjective | Section::Objective | Section::Plan)) => section.title(),
        }
    }
}

/// What lies over the screen.
#[derive(Debug, Clone)]
pub enum Modal {
    /// Opening a session.
    Form(Form),
    /// Choosing from a list.
    Picker(Picker),
    /// What an interruption left running.
    Gap(Gap),
    /// A question with yes or no.
    Question(Question),
    /// The keys of a screen.
    Help(Context),
}

/// The form that opens a session.
#[derive(Debug, Clone)]
pub struct Form {
    /// Name, number, date of birth, therapist.
    pub fields: [Field; 4],
    /// The chosen payer, as a place in the catalogue.
    pub payer: usize,
    /// The focused row: name, number, date of birth, payer, therapist.
    pub focus: usize,
    /// The chosen suggestion, when the person went down to one.
    pub suggestion: Option<usize>,
    /// What is wrong, when something is.
    pub fault: Option<String>,
}

impl Form {
    /// The row of the payer.
    pub const PAYER: usize = 3;
    /// How many rows there are.
    pub const ROWS: usize = 5;
}

/// A list to choose from.
#[derive(Debug, Clone)]
pub struct Picker {
    /// What is chosen.
    pub picking: Picking,
    /// What was typed to narrow the list.
    pub filter: Field,
    /// The chosen row of the narrowed list.
    pub cursor: usize,
}

/// What a list offers.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Picking {
    /// An area and its side.
    Area,
    /// A technique.
    Technique,
}

/// A segment that ran when the program ended.
#[derive(Debug, Clone)]
pub struct Gap {
    /// Its session.
    pub id: SessionId,
    /// Its number.
    pub segment: SegmentNo,
    /// When it ended, as typed.
    pub stop: Field,
    /// What is wrong with it.
    pub fault: Option<String>,
}

/// A question with yes or no.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Question {
    /// End the session?
    Finish(SessionId),
    /// Leave although something is not written?
    Leave,
}

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
}

impl Context {
    /// Whether characters are typed into a text here.
    pub fn is_text(self) -> bool {
        matches!(self, Self::Editor | Self::Form | Self::Picker | Self::Gap)
    }
}

impl State {
    /// Returns which keys count now.
    pub fn context(&self) -> Context {
        match (self.modals.last(), &self.screen) {
            (Some(Modal::Form(_)), _) => Context::Form,
            (Some(Modal::Picker(_)), _) => Context::Picker,
            (Some(Modal::Gap(_)), _) => Context::Gap,
            (Some(Modal::Question(_)), _) => Context::Question,
            (Some(Modal::Help(_)), _) => Context::Help,
            (None, Screen::Day(_)) => Context::Day,
            (None, Screen::Session(_)) => Context::Session,
            (None, Screen::Note(NoteScreen { editor: Some(_), .. })) => Context::Editor,
            (None, Screen::Note(_)) => Context::Note,
        }
    }

    /// Returns the session of an id, when it is in memory.
    pub fn session(&self, id: &SessionId) -> Option<&Session> {
        self.visits.get(id).map(|v| &v.session)
    }

    /// Returns how often something changes by itself: each second while a clock shows, a text is not saved or events
    /// are not written; otherwise with the minute in the bar.
    pub fn pace(&self) -> Pace {
        let here = match &self.screen {
            Screen::Day(_) => false,
            Screen::Session(screen) => self.session(&screen.id).is_some_and(|s| s.closed.is_none()),
            Screen::Note(screen) => screen.editor.as_ref().is_some_and(|e| e.changed.is_some()),
        };
        let busy = |v: &Visit| v.session.is_timing() || !v.unwritten.is_empty();
        if here || self.visits.values().any(busy) { Pace::Second } else { Pace::Minute }
    }

    /// Whether events wait to be written.
    pub fn has_unwritten(&self) -> bool {
        self.visits.values().any(|v| !v.unwritten.is_empty())
    }

    /// Returns the spots or techniques that a list offers under its filter.
    pub fn offered(&self, picker: &Picker) -> Vec<Offer> {
        let words: Vec<String> = picker.filter.text().to_lowercase().split_whitespace().map(str::to_owned).collect();
        let all = match picker.picking {
            Picking::Area => self
                .catalog
                .areas()
                .iter()
                .flat_map(|area| {
                    let sides: Vec<_> =
                        if area.sides { crate::catalog::Side::ALL.map(Some).to_vec() } else { vec![None] };
                    sides.into_iter().map(|side| Offer::Area(Spot { area: area.id.clone(), side })).collect::<Vec<_>>()
                })
                .collect::<Vec<_>>(),
            Picking::Technique => self.catalog.techniques().iter().map(|t| Offer::Technique(t.id.clone())).collect(),
        };
        let fits = |offer: &Offer| {
            let name = self.offer_name(offer).to_lowercase();
            words.iter().all(|word| name.contains(word))
        };
        all.into_iter().filter(fits).collect()
    }

    /// Returns what a list's row says.
    pub fn offer_name(&self, offer: &Offer) -> String {
        match offer {
            Offer::Area(spot) => self.catalog.spot_name(spot),
            Offer::Technique(id) => {
                let code = self.catalog.technique(id).and_then(|t| t.code);
                let code = code.map_or_else(|| "no code".to_owned(), |c| c.to_string());
                format!("{} ({code})", self.catalog.technique_name(id))
            }
        }
    }

    /// Returns the patients whose name or number begins like what is typed in the form, at most five.
    pub fn suggestions(&self, form: &Form) -> Vec<&Patient> {
        let [name, number, ..] = &form.fields;
        let typed = if form.focus == 1 { number.text() } else { name.text() };
        let typed = typed.trim().to_lowercase();
        let fits = |p: &&Patient| {
            let name = p.name.to_lowercase();
            let by_word = name.split_whitespace().any(|word| word.starts_with(&typed)) || name.starts_with(&typed);
            by_word || p.id.as_ref().is_some_and(|id| id.starts_with(&typed))
        };
        if form.focus > 1 { Vec::new() } else { self.patients.iter().filter(fits).take(5).collect() }
    }
}

/// A row of a list to choose from.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Offer {
    /// An area and its side.
    Area(Spot),
    /// A technique.
    Technique(TechniqueId),
}
