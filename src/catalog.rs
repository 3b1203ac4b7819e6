//! What is known about the field: areas, techniques, procedure codes, payers, and the edits between codes.
//!
//! Data, not code: embedded TOML from `assets/catalog`, with the clinic's own files layered over it, all faults
//! reported together with file, line, key and mend. Whoever holds a [`Catalog`] holds a checked one.
//! Imports nothing but `document`.

mod area;
mod code;
mod load;
mod modifier;
mod payer;
mod phrase;
mod protocol;
mod source;
mod technique;

use std::collections::BTreeSet;

use chrono::NaiveDate;

pub(crate) use area::id;
pub use area::{Area, AreaId, Side, Spot};
pub use code::{Code, CptCode, Edit, Kind, Limit, NotACode};
pub use load::retired;
pub use modifier::{Discipline, Modifier, NotAModifier};
pub use payer::{ASKED, Limits, MinuteRule, Pairs, Payer, PayerId, Rule};
pub use phrase::{BLANKS, Phrase, SECTIONS};
pub use protocol::{Protocol, ProtocolId, Step};
pub use source::Source;
pub use technique::{Contact, Technique, TechniqueId};

/// The checked catalogue.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Catalog {
    areas: Vec<Area>,
    techniques: Vec<Technique>,
    codes: Vec<Code>,
    limits: Vec<Limit>,
    payers: Vec<Payer>,
    edits: Vec<Edit>,
    /// Area and side behind the digit keys of the Session screen, in order.
    quick: Vec<Spot>,
    protocols: Vec<Protocol>,
    phrases: Vec<Phrase>,
}

impl Catalog {
    /// Returns all areas, in the catalogue's order.
    pub fn areas(&self) -> &[Area] {
        &self.areas
    }

    /// Returns all techniques, in the catalogue's order.
    pub fn techniques(&self) -> &[Technique] {
        &self.techniques
    }

    /// Returns all procedure codes.
    pub fn codes(&self) -> &[Code] {
        &self.codes
    }

    /// Returns the limits of a day.
    pub fn limits(&self) -> &[Limit] {
        &self.limits
    }

    /// Returns all payers.
    pub fn payers(&self) -> &[Payer] {
        &self.payers
    }

    /// Returns the edits between codes.
    pub fn edits(&self) -> &[Edit] {
        &self.edits
    }

    /// Returns the spots behind the digit keys, at most ten.
    pub fn quick(&self) -> &[Spot] {
        &self.quick
    }

    /// Returns all protocols.
    pub fn protocols(&self) -> &[Protocol] {
        &self.protocols
    }

    /// Returns the quick phrases of the note.
    pub fn phrases(&self) -> &[Phrase] {
        &self.phrases
    }

    /// Returns the area of an id.
    pub fn area(&self, id: &AreaId) -> Option<&Area> {
        self.areas.iter().find(|a| a.id == *id)
    }

    /// Returns the technique of an id.
    pub fn technique(&self, id: &TechniqueId) -> Option<&Technique> {
        self.techniques.iter().find(|t| t.id == *id)
    }

    /// Returns the technique behind a letter key.
    pub fn technique_of_key(&self, key: char) -> Option<&Technique> {
        self.techniques.iter().find(|t| t.key == Some(key))
    }

    /// Returns what is known of a code.
    pub fn code(&self, code: CptCode) -> Option<&Code> {
        self.codes.iter().find(|c| c.code == code)
    }

    /// Returns the limit of a code, where there is one.
    pub fn limit(&self, code: CptCode) -> Option<&Limit> {
        self.limits.iter().find(|l| l.code == code)
    }

    /// Returns the tables of edits and limits of which a newer edition is due on a day, each once.
    pub fn outdated(&self, today: NaiveDate) -> BTreeSet<&Source> {
        let edits = self.edits.iter().filter(|e| e.is_active(today)).map(|e| &e.source);
        edits.chain(self.limits.iter().map(|l| &l.source)).filter(|source| source.is_outdated(today)).collect()
    }

    /// Returns the tables of edits and limits that have a calendar, each edition once.
    pub fn editions(&self) -> BTreeSet<&Source> {
        let edits = self.edits.iter().map(|e| &e.source);
        edits.chain(self.limits.iter().map(|l| &l.source)).filter(|source| source.next.is_some()).collect()
    }

    /// Returns the payer of an id.
    pub fn payer(&self, id: &PayerId) -> Option<&Payer> {
        self.payers.iter().find(|p| p.id == *id)
    }

    /// Returns the name of an area as people say it; the id itself when the catalogue no longer has it.
    pub fn area_name(&self, id: &AreaId) -> String {
        self.area(id).map_or_else(|| id.to_string(), |a| a.name.clone())
    }

    /// Returns the name of a technique; the id itself when the catalogue no longer has it.
    pub fn technique_name(&self, id: &TechniqueId) -> String {
        self.technique(id).map_or_else(|| id.to_string(), |t| t.name.clone())
    }

    /// Returns an area and its side in words: "Upper back, right".
    pub fn spot_name(&self, spot: &Spot) -> String {
        match spot.side {
            Some(side) => format!("{}, {side}", self.area_name(&spot.area)),
            None => self.area_name(&spot.area),
        }
    }
}
