//! Quick phrases of the note.

use super::Merge;
use super::check::{Layer, Place};
use crate::catalog::Phrase;
use crate::document::did_you_mean;

/// The words of the sections. The session, which is above, knows their titles.
const SECTIONS: [&str; 5] = ["subjective", "objective", "justification", "response", "plan"];

impl<'a> Merge<'a> {
    pub(super) fn phrases(&mut self, layer: &Layer<'a>) {
        for (row, raw) in layer.tables.phrases.iter().enumerate() {
            let place = Place::new(layer, "phrases", row);
            if !SECTIONS.contains(&raw.section.as_str()) {
                let mend = did_you_mean(&raw.section, SECTIONS);
                self.found.push(place.fault("section", format!("\"{}\" is no section", raw.section), mend));
            }
            let text = self.found.text(place, "text", Some(&raw.text)).unwrap_or_default();
            let phrase = Phrase { section: raw.section.clone(), text };
            if !self.catalog.phrases.contains(&phrase) {
                self.catalog.phrases.push(phrase);
            }
        }
    }
}
