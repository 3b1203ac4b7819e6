//! What lies over a screen, and what its lists offer.

use super::{Context, Field, Known, State};
use crate::catalog::{Area, Side, Spot, Technique};
use crate::session::{SegmentNo, SessionId};

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

/// A row of a list to choose from.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Offer {
    /// An area and its side.
    Area(Spot),
    /// A technique.
    Technique(Technique),
}

impl State {
    /// Returns the spots or techniques that a list offers under its filter.
    pub fn offered(&self, picker: &Picker) -> Vec<Offer> {
        let typed = picker.filter.text().to_lowercase();
        let fits = |offer: &Offer| {
            let said = match offer {
                Offer::Area(spot) => self.catalog.spot_name(spot),
                Offer::Technique(technique) => format!("{} {}", technique_line(technique), technique.short),
            };
            let said = said.to_lowercase();
            typed.split_whitespace().all(|word| said.contains(word))
        };
        let all: Vec<Offer> = match picker.picking {
            Picking::Area => self.catalog.areas().iter().flat_map(spots).map(Offer::Area).collect(),
            Picking::Technique => self.catalog.techniques().iter().cloned().map(Offer::Technique).collect(),
        };
        all.into_iter().filter(fits).collect()
    }

    /// Returns what a list's row says.
    pub fn offer_name(&self, offer: &Offer) -> String {
        match offer {
            Offer::Area(spot) => self.catalog.spot_name(spot),
            Offer::Technique(technique) => technique_line(technique),
        }
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
