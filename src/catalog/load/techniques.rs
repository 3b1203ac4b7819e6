//! Techniques, their codes and their letters.

use std::collections::BTreeMap;

use super::check::{Layer, Place};
use super::{CONTACTS, Merge, nowhere, set};
use crate::catalog::{Contact, Technique, TechniqueId};

impl<'a> Merge<'a> {
    pub(super) fn techniques(&mut self, layer: &Layer<'a>) {
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
            // A new name or letter does not change where the mapping comes from.
            let mapped = raw.code.is_some() || raw.remark.is_some() || raw.source.is_some() || raw.date.is_some();
            let is_new = self.catalog.technique(&id).is_none();
            let given = (raw.source.as_deref(), raw.date.as_deref());
            let source = if mapped || is_new { self.found.source(layer, place, given.0, given.1) } else { None };
            if let Some(known) = self.catalog.techniques.iter_mut().find(|t| t.id == id) {
                set(&mut known.source, source);
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
                    source: source.unwrap_or_else(nowhere),
                });
            }
        }
    }

    /// Finds letters given to two techniques, once all documents have given and taken theirs.
    pub(super) fn letters(&mut self) {
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
