//! Quick phrases of the note.

use super::Merge;
use super::check::{Layer, Place};
use crate::catalog::{BLANKS, Phrase, SECTIONS};
use crate::document::did_you_mean;

impl<'a> Merge<'a> {
    pub(super) fn phrases(&mut self, layer: &Layer<'a>) {
        for (row, raw) in layer.tables.phrases.iter().enumerate() {
            let place = Place::new(layer, "phrases", row);
            if !SECTIONS.contains(&raw.section.as_str()) {
                let mend = did_you_mean(&raw.section, SECTIONS);
                self.found.push(place.fault("section", format!("\"{}\" is no section", raw.section), mend));
            }
            let text = self.found.text(place, "text", Some(&raw.text)).unwrap_or_default();
            for blank in blanks(&text).filter(|blank| !BLANKS.contains(blank)) {
                let mend = did_you_mean(blank, BLANKS);
                self.found.push(place.fault("text", format!("nothing is known to fill {{{blank}}} with"), mend));
            }
            let phrase = Phrase { section: raw.section.clone(), text };
            if !self.catalog.phrases.contains(&phrase) {
                self.catalog.phrases.push(phrase);
            }
        }
    }
}

/// The words in braces.
fn blanks(text: &str) -> impl Iterator<Item = &str> {
    text.split('{').skip(1).filter_map(|rest| rest.split_once('}')).map(|(blank, _)| blank)
}
