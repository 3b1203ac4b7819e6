//! Protocols and their steps.

use super::check::{Layer, Place};
use super::raw::{ProtocolRow, StepRow};
use super::{Merge, nowhere, set};
use crate::catalog::{AreaId, Contact, Protocol, ProtocolId, Side, Spot, Step, TechniqueId};
use crate::document::did_you_mean;

/// The most minutes of a step.
const LONGEST: i64 = 240;

impl<'a> Merge<'a> {
    pub(super) fn protocols(&mut self, layer: &Layer<'a>) {
        for (place, raw) in self.found.rows(layer, &layer.tables.protocols) {
            self.found.id(place, &raw.id);
            let name = self.found.text(place, "name", raw.name.as_deref());
            let steps = self.steps(place, raw);
            let source = self.found.source(layer, place, raw.source.as_deref(), raw.date.as_deref());
            let id = ProtocolId::new(&raw.id);
            if let Some(known) = self.catalog.protocols.iter_mut().find(|p| p.id == id) {
                set(&mut known.name, name);
                set(&mut known.steps, steps);
                set(&mut known.source, source);
            } else {
                let known: Vec<String> = self.catalog.protocols.iter().map(|p| p.id.to_string()).collect();
                let required = [("name", raw.name.is_some()), ("steps", raw.steps.is_some())];
                self.found.require(place, &raw.id, &known, &required);
                let (name, steps) = (name.unwrap_or_default(), steps.unwrap_or_default());
                self.catalog.protocols.push(Protocol { id, name, steps, source: source.unwrap_or_else(nowhere) });
            }
        }
    }

    fn steps(&mut self, place: Place, raw: &ProtocolRow) -> Option<Vec<Step>> {
        let rows = raw.steps.as_ref()?;
        if rows.is_empty() {
            let mend = "add steps = [{ area = \"neck\", technique = \"effleurage\", minutes = 4 }]";
            self.found.push(place.fault("steps", "a protocol without a step", mend));
        }
        Some(rows.iter().enumerate().filter_map(|(at, row)| self.step(place, at, row)).collect())
    }

    fn step(&mut self, place: Place, at: usize, row: &StepRow) -> Option<Step> {
        let key = |key: &str| format!("steps[{at}].{key}");
        let mut side =
            self.found.word(place, &key("side"), row.side.as_deref(), &Side::ALL.map(|side| (side.word(), side)));
        let area = self.catalog.areas.iter().find(|area| area.id.as_str() == row.area);
        match area {
            None => {
                let mend = did_you_mean(&row.area, self.catalog.areas.iter().map(|a| a.id.as_str()));
                self.found.push(place.fault(&key("area"), format!("\"{}\" is no area", row.area), mend));
            }
            // A document above this one took the sides away: the side goes with them.
            Some(area) if !area.sides && self.sided.get(&area.id).is_some_and(|rank| *rank > place.rank) => side = None,
            Some(area) if !area.sides && side.is_some() => {
                let message = format!("{} has no sides", area.name);
                self.found.push(place.fault(&key("side"), message, "leave the side out"));
            }
            Some(_) => {}
        }
        let technique = self.catalog.techniques.iter().find(|technique| technique.id.as_str() == row.technique);
        match technique {
            None => {
                let mend = did_you_mean(&row.technique, self.catalog.techniques.iter().map(|t| t.id.as_str()));
                self.found.push(place.fault(&key("technique"), format!("\"{}\" is no technique", row.technique), mend));
            }
            Some(known) if known.contact == Contact::Unattended => {
                let message = format!("{} runs beside the hands", known.name);
                let mend = "a protocol is what the hands do: start it by its letter";
                self.found.push(place.fault(&key("technique"), message, mend));
            }
            Some(_) => {}
        }
        let minutes = u32::try_from(row.minutes).ok().filter(|_| (1..=LONGEST).contains(&row.minutes));
        if minutes.is_none() {
            let mend = format!("write whole minutes from 1 to {LONGEST}");
            self.found.push(place.fault(&key("minutes"), format!("{} is out of range", row.minutes), mend));
        }
        let spot = Spot { area: AreaId::new(&row.area), side };
        Some(Step { spot, technique: TechniqueId::new(&row.technique), minutes: minutes? })
    }
}
