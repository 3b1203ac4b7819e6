//! What lies over a screen, and what its lists offer.

use chrono::NaiveDate;

use super::{Context, Field, Known, State};
use crate::billing::{Choice, Units};
use crate::catalog::{Area, CptCode, Modifier, Side, Spot, Technique};
use crate::session::{SegmentNo, SessionId, Stamp, Therapist};

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
    /// A line to type.
    Prompt(Prompt),
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
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Picking {
    /// An area and its side.
    Area,
    /// A technique.
    Technique,
    /// Who performs what comes next.
    Performer,
    /// The codes that get the units of a tie of a day.
    Tie(NaiveDate, Choice),
    /// Why the second code of a pair was distinct, on a day.
    Distinct(NaiveDate, CptCode),
    /// The code of a segment.
    Code(SegmentNo),
}

/// A line to type.
#[derive(Debug, Clone)]
pub struct Prompt {
    /// What it is.
    pub asking: Asking,
    /// The text.
    pub field: Field,
    /// What is wrong with it.
    pub fault: Option<String>,
}

/// What is asked for in a line.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Asking {
    /// Why a segment has another code than its technique's.
    Reason(SegmentNo, Option<CptCode>),
    /// What an unlisted code was.
    Description(CptCode),
    /// To which other file the record goes, with what could not be written.
    OtherFile,
}

/// A segment of which nobody knows whether it went on.
#[derive(Debug, Clone)]
pub struct Gap {
    /// Its session.
    pub id: SessionId,
    /// Its number.
    pub segment: SegmentNo,
    /// What interrupted it.
    pub stretch: Stretch,
    /// The last instant at which it was surely going on.
    pub last: Stamp,
    /// When it ended, as typed.
    pub stop: Field,
    /// What is wrong with it.
    pub fault: Option<String>,
}

/// What made a stretch of time doubtful.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Stretch {
    /// It was found running: the program or the machine died, or another window runs it.
    Found,
    /// The computer slept.
    Slept,
    /// The computer's clock was set forward.
    ClockChanged,
}

/// A question with yes or no.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Question {
    /// End the session?
    Finish(SessionId),
    /// Leave although something is not written?
    Leave,
}

/// A row of a list to choose from.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Offer {
    /// An area and its side.
    Area(Spot),
    /// A technique.
    Technique(Technique),
    /// Who performs; none is the session's therapist.
    Performer(Option<Therapist>),
    /// The codes that get the units of a tie; none leaves it open.
    Tie(Vec<CptCode>),
    /// A modifier that says that a service was distinct; none takes it off.
    Distinct(Option<Modifier>),
    /// A code; none leaves the segment without.
    Code(Option<CptCode>),
}

impl State {
    /// Returns what a list offers under its filter.
    pub fn offered(&self, picker: &Picker) -> Vec<Offer> {
        let typed = picker.filter.text().to_lowercase();
        let fits = |offer: &Offer| {
            let short = if let Offer::Technique(technique) = offer { technique.short.as_str() } else { "" };
            let said = format!("{} {short}", self.offer_name(offer)).to_lowercase();
            typed.split_whitespace().all(|word| said.contains(word))
        };
        let all: Vec<Offer> = match &picker.picking {
            Picking::Area => self.catalog.areas().iter().flat_map(spots).map(Offer::Area).collect(),
            Picking::Technique => self.catalog.techniques().iter().cloned().map(Offer::Technique).collect(),
            Picking::Performer => return self.performers(&picker.filter.text(), &fits),
            Picking::Tie(_, choice) => combinations(&choice.codes, choice.units).into_iter().map(Offer::Tie).collect(),
            Picking::Distinct(..) => {
                std::iter::once(None).chain(Modifier::DISTINCT.map(Some)).map(Offer::Distinct).collect()
            }
            Picking::Code(segment) => {
                // The technique's own code first, so that the way back is short.
                let own = self.own_code(*segment);
                let others = self.catalog.codes().iter().map(|known| Some(known.code)).chain([None]);
                [own].into_iter().chain(others.filter(|code| *code != own)).map(Offer::Code).collect()
            }
        };
        all.into_iter().filter(fits).collect()
    }

    /// Returns the code that a segment's technique maps to.
    fn own_code(&self, segment: SegmentNo) -> Option<CptCode> {
        let segments = self.here().and_then(|id| self.session(id))?.segments_at(self.now);
        let technique = segments.into_iter().find(|s| s.no == segment)?.technique;
        self.catalog.technique(&technique)?.code
    }

    /// Returns who may perform: the session's therapist, the team, those who may unlock, and whoever is typed with
    /// credentials.
    fn performers(&self, typed: &str, fits: &dyn Fn(&Offer) -> bool) -> Vec<Offer> {
        let session = self.here().and_then(|id| self.session(id));
        let own = session.map(|session| &session.therapist);
        let team = self.settings.team.iter().filter(|member| Some(*member) != own);
        let seen = session.into_iter().flat_map(|s| s.segments.iter().filter_map(|segment| segment.performer.as_ref()));
        let mut offers = vec![Offer::Performer(None)];
        let colleagues = self.therapists.iter().filter(|t| Some(*t) != own && !t.is_recovery_code());
        for member in team.chain(colleagues).chain(seen) {
            let offer = Offer::Performer(Some(member.clone()));
            if !offers.contains(&offer) {
                offers.push(offer);
            }
        }
        offers.retain(|offer| fits(offer));
        let new = Therapist::from(typed.to_owned());
        if offers.is_empty() && !new.name.is_empty() {
            offers.push(Offer::Performer(Some(new)));
        }
        offers
    }

    /// Returns what a list's row says.
    pub fn offer_name(&self, offer: &Offer) -> String {
        match offer {
            Offer::Area(spot) => self.catalog.spot_name(spot),
            Offer::Technique(technique) => technique_line(technique),
            Offer::Performer(None) => {
                let session = self.here().and_then(|id| self.session(id));
                session.map_or_else(String::new, |session| session.therapist.to_string())
            }
            Offer::Performer(Some(performer)) => performer.to_string(),
            Offer::Tie(codes) if codes.is_empty() => "leave it open".to_owned(),
            Offer::Tie(codes) => codes.iter().map(|code| self.code_name(*code)).collect::<Vec<_>>().join(" and "),
            Offer::Distinct(None) => "no modifier".to_owned(),
            Offer::Distinct(Some(modifier)) => format!("{modifier}  {}", modifier.title()),
            Offer::Code(None) => "no code: not to be billed".to_owned(),
            Offer::Code(Some(code)) => self.code_name(*code),
        }
    }

    /// Returns a code with its label.
    pub fn code_name(&self, code: CptCode) -> String {
        let label = self.catalog.code(code).map_or("", |known| known.label.as_str());
        format!("{code} {label}").trim_end().to_owned()
    }

    /// Returns the patients whose name or number begins like what is typed in the form, at most five.
    pub fn suggestions(&self, form: &Form) -> Vec<&Known> {
        let [name, number, ..] = &form.fields;
        let typed = if form.focus == 1 { number.text() } else { name.text() };
        let typed = typed.trim().to_lowercase();
        let fits = |known: &&Known| {
            let p = &known.patient;
            let name = p.name.to_lowercase();
            let by_word = name.split_whitespace().any(|word| word.starts_with(&typed)) || name.starts_with(&typed);
            by_word || p.id.as_ref().is_some_and(|id| id.to_lowercase().starts_with(&typed))
        };
        if form.focus > 1 { Vec::new() } else { self.patients.iter().filter(fits).take(5).collect() }
    }
}

/// Returns every way to choose so many of some codes, and the way to choose none.
fn combinations(codes: &[CptCode], units: Units) -> Vec<Vec<CptCode>> {
    let mut ways: Vec<Vec<CptCode>> = vec![Vec::new()];
    for code in codes {
        let with: Vec<Vec<CptCode>> = ways.iter().map(|way| [way.as_slice(), &[*code]].concat()).collect();
        ways.extend(with);
    }
    let units = usize::try_from(units.0).unwrap_or(usize::MAX);
    ways.retain(|way| way.len() == units);
    ways.push(Vec::new());
    ways
}

/// An area with each of its sides.
fn spots(area: &Area) -> Vec<Spot> {
    let sides = if area.sides { Side::ALL.map(Some).to_vec() } else { vec![None] };
    sides.into_iter().map(|side| Spot { area: area.id.clone(), side }).collect()
}

/// A technique with its letter and its code.
fn technique_line(technique: &Technique) -> String {
    let code = technique.code.map_or_else(|| "no code".to_owned(), |code| code.to_string());
    format!("{} {} ({code})", technique.key.unwrap_or(' '), technique.name)
}
