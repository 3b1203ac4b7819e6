//! Reading the catalogue: the embedded tables, with the clinic's own documents layered over them.
//!
//! Rows are layered by id and field by field: a row with a known id overrides the fields it gives, a new id adds a
//! row. All documents are read before anything is refused, and every fault is reported. Reads no file itself.

mod areas;
mod check;
mod codes;
mod payers;
mod phrases;
mod protocols;
mod raw;
mod techniques;

use std::collections::BTreeMap;

use chrono::NaiveDate;

use super::{AreaId, Catalog, Contact, CptCode, Kind, Limits, MinuteRule, Pairs, Source, TechniqueId};
use crate::document::{Document, Faults};
use check::{Found, Layer, Place};
use raw::Tables;

/// The digit keys of the Session screen.
const DIGITS: usize = 10;

const KINDS: [(&str, Kind); 3] = [("timed", Kind::Timed), ("untimed", Kind::Untimed), ("unlisted", Kind::Unlisted)];
const CONTACTS: [(&str, Contact); 2] = [("one-on-one", Contact::OneOnOne), ("unattended", Contact::Unattended)];
const MINUTES: [(&str, MinuteRule); 2] =
    [("floor-per-code", MinuteRule::FloorPerCode), ("floor-total", MinuteRule::FloorTotal)];

const PAIRS: [(&str, Pairs); 4] =
    [("ncci", Pairs::Ncci), ("one-of", Pairs::OneOf), ("modifier-59", Pairs::Modifier59), ("ignore", Pairs::Ignore)];
const LIMITS: [(&str, Limits); 2] = [("warn", Limits::Warn), ("cap", Limits::Cap)];

/// Codes that some guides still print although they have ended, each with what to use instead.
const RETIRED: &[(&str, &str)] = &[(
    "97122",
    "97122 was manual traction and ended in 1999; \
     use 97112 for neuromuscular re-education or 97140 for manual traction",
)];

/// Returns why a code is refused and what to use instead, where it has ended.
pub fn retired(code: CptCode) -> Option<&'static str> {
    let code = code.to_string();
    RETIRED.iter().find(|(ended, _)| *ended == code).map(|(_, why)| *why)
}

impl Catalog {
    /// Returns the catalogue that the program carries.
    pub fn builtin() -> Result<Self, Faults> {
        Self::layered(&[])
    }

    /// Returns the built-in catalogue with the clinic's documents layered over it, the last one uppermost.
    ///
    /// A document may hold any of the tables `areas`, `quick`, `techniques`, `codes`, `limits`, `edits`, `payers`,
    /// `protocols` and `phrases`. A
    /// `quick` list replaces the earlier one whole, as do the limits and edits that a document's head names under
    /// `replace`. The faults of all documents are returned together.
    pub fn layered(own: &[Document]) -> Result<Self, Faults> {
        let builtin = embedded();
        let mut merge = Merge::default();
        let mut layers = Vec::new();
        for (rank, doc) in builtin.iter().chain(own).enumerate() {
            match doc.parse::<Tables>() {
                Ok(tables) => layers.push(Layer { rank, doc, tables }),
                Err(fault) => merge.found.push(fault),
            }
        }
        // What a document that cannot be read would have defined is not reported as unknown elsewhere.
        if merge.found.0.is_empty() {
            // Codes first: the others refer to them. Quick spots and protocols refer to areas.
            let tables = [
                Merge::codes,
                Merge::areas,
                Merge::techniques,
                Merge::limits,
                Merge::edits,
                Merge::payers,
                Merge::quick,
                Merge::protocols,
                Merge::phrases,
            ];
            for table in tables {
                for layer in &layers {
                    table(&mut merge, layer);
                }
            }
            merge.letters();
        }
        let mut faults = merge.found.0;
        faults.sort_by_key(|f| (builtin.iter().chain(own).position(|doc| doc.name() == f.file), f.line));
        if faults.is_empty() { Ok(merge.catalog) } else { Err(Faults(faults)) }
    }
}

fn embedded() -> [Document; 8] {
    [
        Document::toml("areas.toml (built in)", include_str!("../../assets/catalog/areas.toml")),
        Document::toml("techniques.toml (built in)", include_str!("../../assets/catalog/techniques.toml")),
        Document::toml("codes.toml (built in)", include_str!("../../assets/catalog/codes.toml")),
        Document::toml("limits.toml (built in)", include_str!("../../assets/catalog/limits.toml")),
        Document::toml("edits.toml (built in)", include_str!("../../assets/catalog/edits.toml")),
        Document::toml("payers.toml (built in)", include_str!("../../assets/catalog/payers.toml")),
        Document::toml("protocols.toml (built in)", include_str!("../../assets/catalog/protocols.toml")),
        Document::toml("phrases.toml (built in)", include_str!("../../assets/catalog/phrases.toml")),
    ]
}

/// The catalogue as far as it is layered.
///
/// A new row with faults is added all the same, so that what refers to it is not reported as well.
struct Merge<'a> {
    catalog: Catalog,
    found: Found,
    /// The row that gave a technique its letter.
    lettered: BTreeMap<TechniqueId, Place<'a>>,
    /// The rank of the document that last said whether an area has sides.
    sided: BTreeMap<AreaId, usize>,
}

impl Default for Merge<'_> {
    fn default() -> Self {
        let catalog = Catalog {
            areas: Vec::new(),
            techniques: Vec::new(),
            codes: Vec::new(),
            limits: Vec::new(),
            payers: Vec::new(),
            edits: Vec::new(),
            quick: Vec::new(),
            protocols: Vec::new(),
            phrases: Vec::new(),
        };
        Self { catalog, found: Found::default(), lettered: BTreeMap::new(), sided: BTreeMap::new() }
    }
}

/// Overrides a field where a value is given.
fn set<T>(field: &mut T, value: Option<T>) {
    if let Some(value) = value {
        *field = value;
    }
}

/// The source of a row that has none; the row is refused, so nobody ever sees it.
fn nowhere() -> Source {
    Source { name: String::new(), date: NaiveDate::default(), next: None }
}

#[cfg(test)]
mod tests;
