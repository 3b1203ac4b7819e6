//! Reading the catalogue: the embedded tables, with the clinic's own documents layered over them.
//!
//! Rows are layered by id and field by field: a row with a known id overrides the fields it gives, a new id adds a
//! row. All documents are read before anything is refused, and every fault is reported. Reads no file itself.

mod check;
mod raw;

use std::collections::BTreeMap;

use super::{
    Area, AreaId, Catalog, Code, Contact, CptCode, Edit, Kind, MinuteRule, Payer, PayerId, Rule, Side, Spot, Technique,
    TechniqueId,
};
use crate::document::{Document, Faults, did_you_mean};
use check::{Found, Layer, Place};
use raw::Tables;

/// The digit keys of the Session screen.
const DIGITS: usize = 10;

const KINDS: [(&str, Kind); 3] = [("timed", Kind::Timed), ("untimed", Kind::Untimed), ("unlisted", Kind::Unlisted)];
const CONTACTS: [(&str, Contact); 2] = [("one-on-one", Contact::OneOnOne), ("unattended", Contact::Unattended)];
const MINUTES: [(&str, MinuteRule); 2] =
    [("floor-per-code", MinuteRule::FloorPerCode), ("floor-total", MinuteRule::FloorTotal)];

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
    /// A document may hold any of the tables `areas`, `quick`, `techniques`, `codes`, `edits` and `payers`. A `quick`
    /// list replaces the earlier one whole. The faults of all documents are returned together.
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
            // Codes first: the others refer to them. Quick spots last: they refer to areas.
            let tables = [Merge::codes, Merge::areas, Merge::techniques, Merge::edits, Merge::payers, Merge::quick];
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

fn embedded() -> [Document; 5] {
    [
        Document::toml("areas.toml (built in)", include_str!("../../assets/catalog/areas.toml")),
        Document::toml("techniques.toml (built in)", include_str!("../../assets/catalog/techniques.toml")),
        Document::toml("codes.toml (built in)", include_str!("../../assets/catalog/codes.toml")),
        Document::toml("edits.toml (built in)", include_str!("../../assets/catalog/edits.toml")),
        Document::toml("payers.toml (built in)", include_str!("../../assets/catalog/payers.toml")),
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
            payers: Vec::new(),
            edits: Vec::new(),
            quick: Vec::new(),
        };
        Self { catalog, found: Found::default(), lettered: BTreeMap::new(), sided: BTreeMap::new() }
    }
}

impl<'a> Merge<'a> {
    fn codes(&mut self, layer: &Layer<'a>) {
        for (place, raw) in self.found.rows(layer, &layer.tables.codes) {
            let Some(code) = self.found.code(place, "code", &raw.code, &self.catalog.codes) else { continue };
            let label = self.found.text(place, "label", raw.label.as_deref());
            let kind = self.found.word(place, "kind", raw.kind.as_deref(), &KINDS);
            let source = layer.source(raw.source.as_deref(), raw.date.as_deref());
            if let Some(known) = self.catalog.codes.iter_mut().find(|c| c.code == code) {
                // A new label alone does not change where kind and limit come from.
                if raw.kind.is_some() || raw.daily_limit.is_some() || raw.source.is_some() || raw.date.is_some() {
                    known.source = source;
                }
                set(&mut known.label, label);
                set(&mut known.kind, kind);
                known.daily_limit = raw.daily_limit.or(known.daily_limit);
            } else {
                // Codes look alike: the nearest one would be a guess.
                let required = [("label", raw.label.is_some()), ("kind", raw.kind.is_some())];
                self.found.require(place, &raw.code, &[], &required);
                self.catalog.codes.push(Code {
                    code,
                    label: label.unwrap_or_default(),
                    kind: kind.unwrap_or(Kind::Timed),
                    daily_limit: raw.daily_limit,
                    source,
                });
            }
        }
    }

    fn areas(&mut self, layer: &Layer<'a>) {
        for (place, raw) in self.found.rows(layer, &layer.tables.areas) {
            self.found.id(place, &raw.id);
            let name = self.found.text(place, "name", raw.name.as_deref());
            let id = AreaId::new(&raw.id);
            if raw.sides.is_some() {
                self.sided.insert(id.clone(), layer.rank);
            }
            if let Some(known) = self.catalog.areas.iter_mut().find(|a| a.id == id) {
                set(&mut known.name, name);
                set(&mut known.sides, raw.sides);
            } else {
                let known: Vec<String> = self.catalog.areas.iter().map(|a| a.id.to_string()).collect();
                let required = [("name", raw.name.is_some()), ("sides", raw.sides.is_some())];
                self.found.require(place, &raw.id, &known, &required);
                let (name, sides) = (name.unwrap_or_default(), raw.sides.unwrap_or(true));
                self.catalog.areas.push(Area { id, name, sides });
            }
        }
    }

    fn techniques(&mut self, layer: &Layer<'a>) {
        for (place, raw) in self.found.rows(layer, &layer.tables.techniques) {
            self.found.id(place, &raw.id);
            let id = TechniqueId::new(&raw.id);
            let name = self.found.text(place, "name", raw.name.as_deref());
            let short = self.found.text(place, "short", raw.short.as_deref()).or_else(|| name.clone());
            let contact = self.found.word(place, "contact", raw.contact.as_deref(), &CONTACTS);
            let code = match raw.code.as_deref() {
                Some("") => Some(None),
                Some(text) => Some(self.found.known_code(place, "code", text, &self.catalog.codes)),
                None => None,
            };
            let key = raw.key.as_deref().map(|text| self.found.letter(place, text));
            if key.is_some() {
                self.lettered.insert(id.clone(), place);
            }
            let source = layer.source(raw.source.as_deref(), raw.date.as_deref());
            if let Some(known) = self.catalog.techniques.iter_mut().find(|t| t.id == id) {
                // A new name or letter does not change where the mapping comes from.
                if raw.code.is_some() || raw.remark.is_some() || raw.source.is_some() || raw.date.is_some() {
                    known.source = source;
                }
                set(&mut known.name, name);
                set(&mut known.short, short);
                set(&mut known.key, key);
                set(&mut known.code, code);
                set(&mut known.contact, contact);
                set(&mut known.remark, raw.remark.clone());
            } else {
                let known: Vec<String> = self.catalog.techniques.iter().map(|t| t.id.to_string()).collect();
                self.found.require(place, &raw.id, &known, &[("name", raw.name.is_some())]);
                self.catalog.techniques.push(Technique {
                    id,
                    name: name.unwrap_or_default(),
                    short: short.unwrap_or_default(),
                    key: key.flatten(),
                    code: code.flatten(),
                    contact: contact.unwrap_or(Contact::OneOnOne),
                    remark: raw.remark.clone().unwrap_or_default(),
                    source,
                });
            }
        }
    }

    fn edits(&mut self, layer: &Layer<'a>) {
        let mut pairs: Vec<(CptCode, CptCode)> = Vec::new();
        for (row, raw) in layer.tables.edits.iter().enumerate() {
            let place = Place::new(layer, "edits", row);
            let column1 = self.found.known_code(place, "column1", &raw.column1, &self.catalog.codes);
            let helps = match raw.indicator {
                Some(0) => Some(false),
                Some(1) => Some(true),
                Some(other) => {
                    let mend = "write 0 where no modifier helps, 1 where one may";
                    self.found.push(place.fault("indicator", format!("{other} is no indicator"), mend));
                    None
                }
                None => None,
            };
            for (column, text) in raw.column2.iter().enumerate() {
                let key = format!("column2[{column}]");
                let column2 = self.found.known_code(place, &key, text, &self.catalog.codes);
                let (Some(column1), Some(column2)) = (column1, column2) else { continue };
                let reversed = |e: &Edit| e.column1 == column2 && e.column2 == column1;
                if self.catalog.edits.iter().any(reversed) {
                    let message = format!("{column2} with {column1} is an edit already, the other way round");
                    self.found.push(place.fault(&key, message, "only one of the two lines can be the one not paid"));
                    continue;
                }
                if column1 == column2 || pairs.contains(&(column1, column2)) {
                    let message = format!("the pair {column1} and {column2} stands twice or is one code");
                    self.found.push(place.fault(&key, message, "remove it here"));
                    continue;
                }
                pairs.push((column1, column2));
                let known = self.catalog.edits.iter_mut().find(|e| e.column1 == column1 && e.column2 == column2);
                let source = layer.source(raw.source.as_deref(), raw.date.as_deref());
                if let Some(known) = known {
                    set(&mut known.modifier_may_help, helps);
                    known.source = source;
                } else {
                    let pair = format!("{column1} with {column2}");
                    self.found.require(place, &pair, &[], &[("indicator", raw.indicator.is_some())]);
                    let modifier_may_help = helps.unwrap_or(false);
                    self.catalog.edits.push(Edit { column1, column2, modifier_may_help, source });
                }
            }
        }
    }

    fn payers(&mut self, layer: &Layer<'a>) {
        let rules = Rule::ALL.map(|rule| (rule.word(), rule));
        for (place, raw) in self.found.rows(layer, &layer.tables.payers) {
            self.found.id(place, &raw.id);
            let id = PayerId::new(&raw.id);
            let name = self.found.text(place, "name", raw.name.as_deref());
            let rule = self.found.word(place, "rule", raw.rule.as_deref(), &rules);
            let minutes = self.found.word(place, "minutes", raw.minutes.as_deref(), &MINUTES);
            let source = layer.source(raw.source.as_deref(), raw.date.as_deref());
            if let Some(known) = self.catalog.payers.iter_mut().find(|p| p.id == id) {
                // A new name does not change where the rule comes from.
                if raw.rule.is_some()
                    || raw.minutes.is_some()
                    || raw.remark.is_some()
                    || raw.source.is_some()
                    || raw.date.is_some()
                {
                    known.source = source;
                }
                set(&mut known.name, name);
                set(&mut known.rule, rule);
                set(&mut known.minutes, minutes);
                set(&mut known.remark, raw.remark.clone());
            } else {
                let known: Vec<String> = self.catalog.payers.iter().map(|p| p.id.to_string()).collect();
                let required = [("name", raw.name.is_some()), ("rule", raw.rule.is_some())];
                self.found.require(place, &raw.id, &known, &required);
                self.catalog.payers.push(Payer {
                    id,
                    name: name.unwrap_or_default(),
                    rule: rule.unwrap_or(Rule::Cms),
                    minutes: minutes.unwrap_or_default(),
                    remark: raw.remark.clone().unwrap_or_default(),
                    source,
                });
            }
        }
    }

    fn quick(&mut self, layer: &Layer<'a>) {
        let Some(rows) = &layer.tables.quick else { return };
        let sides = Side::ALL.map(|side| (side.word(), side));
        let mut spots = Vec::new();
        for (row, raw) in rows.iter().enumerate() {
            let place = Place::new(layer, "quick", row);
            if row == DIGITS {
                let message = format!("{} quick spots, and there are only {DIGITS} digit keys", rows.len());
                self.found.push(place.fault("area", message, format!("keep at most {DIGITS}")));
            }
            let area = AreaId::new(&raw.area);
            let mut side = self.found.word(place, "side", raw.side.as_deref(), &sides);
            match self.catalog.area(&area) {
                None => {
                    let known = self.catalog.areas.iter().map(|a| a.id.as_str());
                    let mend = did_you_mean(&raw.area, known);
                    self.found.push(place.fault("area", format!("\"{}\" is no area", raw.area), mend));
                }
                Some(known) if !known.sides && side.is_some() => {
                    // A document above this list took the sides away: the side goes with them.
                    if self.sided.get(&area).is_some_and(|rank| *rank > layer.rank) {
                        side = None;
                    } else {
                        let message = format!("{} has no sides", known.name);
                        self.found.push(place.fault("side", message, "leave the side out"));
                    }
                }
                Some(_) => {}
            }
            spots.push(Spot { area, side });
        }
        self.catalog.quick = spots;
    }

    /// Finds letters given to two techniques, once all documents have given and taken theirs.
    fn letters(&mut self) {
        let taken: Vec<char> = self.catalog.techniques.iter().filter_map(|t| t.key).collect();
        let free: Vec<String> = ('a'..='z').filter(|c| !taken.contains(c)).map(String::from).collect();
        let free = if free.is_empty() { String::new() } else { format!(", or take a free one: {}", free.join(" ")) };
        let mut lettered: Vec<(Place, &Technique, char)> =
            (self.catalog.techniques.iter()).filter_map(|t| Some((*self.lettered.get(&t.id)?, t, t.key?))).collect();
        // The uppermost document is the one the reader has at hand.
        lettered.sort_by_key(|(place, ..)| (place.rank, place.row));
        let mut holders: BTreeMap<char, &Technique> = BTreeMap::new();
        for (place, technique, key) in lettered {
            if let Some(holder) = holders.get(&key) {
                let message = format!("\"{key}\" is already the letter of {}", holder.name);
                let mend = format!("give \"{}\" another key, or \"\" for none{free}", holder.id);
                self.found.push(place.fault("key", message, mend));
            } else {
                holders.insert(key, technique);
            }
        }
    }
}

/// Overrides a field where a value is given.
fn set<T>(field: &mut T, value: Option<T>) {
    if let Some(value) = value {
        *field = value;
    }
}

#[cfg(test)]
mod tests;
