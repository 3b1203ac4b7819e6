//! Procedure codes, the limits of a day, and the edits between codes.

use chrono::NaiveDate;

use super::check::{Layer, Place, date_of};
use super::raw::{EditRow, Replaced};
use super::{KINDS, Merge, nowhere, set};
use crate::catalog::{Code, CptCode, Edit, Kind, Limit, Source};

impl<'a> Merge<'a> {
    pub(super) fn codes(&mut self, layer: &Layer<'a>) {
        for (place, raw) in self.found.rows(layer, &layer.tables.codes) {
            let Some(code) = self.found.code(place, "code", &raw.code, &self.catalog.codes) else { continue };
            let label = self.found.text(place, "label", raw.label.as_deref());
            let kind = self.found.word(place, "kind", raw.kind.as_deref(), &KINDS);
            // A new label alone does not change where the kind comes from.
            let told = raw.kind.is_some()
                || raw.therapy.is_some()
                || raw.evaluation.is_some()
                || raw.source.is_some()
                || raw.date.is_some();
            let is_new = self.catalog.code(code).is_none();
            let source = if told || is_new {
                self.found.source(layer, place, raw.source.as_deref(), raw.date.as_deref())
            } else {
                None
            };
            if let Some(known) = self.catalog.codes.iter_mut().find(|c| c.code == code) {
                set(&mut known.label, label);
                set(&mut known.kind, kind);
                set(&mut known.therapy, raw.therapy);
                set(&mut known.evaluation, raw.evaluation);
                set(&mut known.source, source);
            } else {
                // Codes look alike: the nearest one would be a guess.
                let required = [("label", raw.label.is_some()), ("kind", raw.kind.is_some())];
                self.found.require(place, &raw.code, &[], &required);
                self.catalog.codes.push(Code {
                    code,
                    label: label.unwrap_or_default(),
                    kind: kind.unwrap_or(Kind::Timed),
                    therapy: raw.therapy.unwrap_or(true),
                    evaluation: raw.evaluation.unwrap_or(false),
                    source: source.unwrap_or_else(nowhere),
                });
            }
        }
    }

    pub(super) fn limits(&mut self, layer: &Layer<'a>) {
        if layer.tables.replace.contains(&Replaced::Limits) {
            self.edition(layer, "limits", layer.tables.limits.is_empty());
            self.catalog.limits.clear();
        }
        for (place, raw) in self.found.rows(layer, &layer.tables.limits) {
            let code = self.found.known_code(place, "code", &raw.code, &self.catalog.codes);
            let source = self.found.source(layer, place, raw.source.as_deref(), raw.date.as_deref());
            let (Some(code), Some(source)) = (code, source) else { continue };
            self.catalog.limits.retain(|limit| limit.code != code);
            self.catalog.limits.push(Limit { code, units: raw.units, source });
        }
    }

    /// Returns the date of a document that is a whole new edition of a table. It must have rows, and say when the next one
    /// is due, or an old one would never be noticed.
    fn edition(&mut self, layer: &Layer<'a>, table: &str, empty: bool) -> Option<NaiveDate> {
        if empty {
            let message = format!("it replaces the {table} by none");
            self.found.push(layer.doc.fault("replace", message, format!("add [[{table}]], or leave the word out")));
        }
        if layer.tables.next.is_none() {
            let mend = "write next = \"2026-01-31\" at the top of the file: when the edition after it is due";
            self.found.push(layer.doc.fault("replace", "a whole edition has no next", mend));
        }
        let date = layer.tables.date.as_deref().and_then(date_of);
        if date.is_none() {
            let mend = "write date = \"2026-01-31\" at the top of the file";
            self.found.push(layer.doc.fault("replace", "a whole edition has no date", mend));
        }
        date
    }

    pub(super) fn edits(&mut self, layer: &Layer<'a>) {
        if layer.tables.replace.contains(&Replaced::Edits) {
            // What held before stays true of the days before.
            if let Some(date) = self.edition(layer, "edits", layer.tables.edits.is_empty()) {
                for edit in &mut self.catalog.edits {
                    edit.until = Some(edit.until.map_or(date, |until| until.min(date)));
                }
                self.catalog.edits.retain(|edit| edit.until.is_none_or(|until| edit.from < until));
            }
        }
        let mut pairs: Vec<(CptCode, CptCode)> = Vec::new();
        for (row, raw) in layer.tables.edits.iter().enumerate() {
            let place = Place::new(layer, "edits", row);
            let column1 = self.found.known_code(place, "column1", &raw.column1, &self.catalog.codes);
            let Some(terms) = self.edit_terms(layer, place, raw) else { continue };
            for (column, text) in raw.column2.iter().enumerate() {
                let key = format!("column2[{column}]");
                let column2 = self.found.known_code(place, &key, text, &self.catalog.codes);
                let (Some(column1), Some(column2)) = (column1, column2) else { continue };
                let still = |e: &Edit| e.until.is_none_or(|until| until > terms.from);
                let reversed = |e: &Edit| e.column1 == column2 && e.column2 == column1 && still(e);
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
                let same = |e: &&mut Edit| e.column1 == column1 && e.column2 == column2 && still(e);
                match self.catalog.edits.iter_mut().find(same) {
                    Some(known) => *known = terms.edit(column1, column2, known.modifier_may_help),
                    None => {
                        let pair = format!("{column1} with {column2}");
                        self.found.require(place, &pair, &[], &[("indicator", raw.indicator.is_some())]);
                        self.catalog.edits.push(terms.edit(column1, column2, false));
                    }
                }
            }
        }
    }

    /// Returns what a row says of all its pairs.
    fn edit_terms(&mut self, layer: &Layer<'a>, place: Place, raw: &EditRow) -> Option<Terms> {
        let modifier_may_help = match raw.indicator {
            None => None,
            Some(0) => Some(false),
            Some(1) => Some(true),
            Some(other) => {
                let mend = "write 0 where no modifier helps, 1 where one may";
                self.found.push(place.fault("indicator", format!("{other} is no indicator"), mend));
                None
            }
        };
        let from = raw.from.as_deref().map(|text| self.found.date(place, "from", text));
        let until = raw.until.as_deref().and_then(|text| self.found.date(place, "until", text));
        let source = self.found.source(layer, place, raw.source.as_deref(), raw.date.as_deref())?;
        let from = from.unwrap_or(Some(source.date))?;
        if until.is_some_and(|until| until <= from) {
            self.found.push(place.fault("until", "the edit would end before it begins", "correct one of the two days"));
        }
        Some(Terms { modifier_may_help, from, until, source })
    }
}

/// What a row of edits says of each of its pairs.
struct Terms {
    modifier_may_help: Option<bool>,
    from: NaiveDate,
    until: Option<NaiveDate>,
    source: Source,
}

impl Terms {
    /// Returns the edit of a pair; `before` is what an earlier row said of the modifier.
    fn edit(&self, column1: CptCode, column2: CptCode, before: bool) -> Edit {
        let modifier_may_help = self.modifier_may_help.unwrap_or(before);
        Edit { column1, column2, modifier_may_help, from: self.from, until: self.until, source: self.source.clone() }
    }
}
