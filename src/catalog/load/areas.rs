//! Areas, and the spots behind the digit keys.

use super::check::{Layer, Place};
use super::{DIGITS, Merge, set};
use crate::catalog::{Area, AreaId, Side, Spot};
use crate::document::did_you_mean;

impl<'a> Merge<'a> {
    pub(super) fn areas(&mut self, layer: &Layer<'a>) {
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

    pub(super) fn quick(&mut self, layer: &Layer<'a>) {
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
}
