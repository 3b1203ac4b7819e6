//! Where each value of a document stands.

use std::collections::BTreeMap;

use serde_json::value::RawValue;
use toml::de::{DeTable, DeValue};

use super::Format;

/// The line of every value, by its path (`segments[1].stop`). Empty for a text that cannot be read.
#[derive(Debug, Clone, Default)]
pub(super) struct Places(BTreeMap<String, usize>);

impl Places {
    pub(super) fn of(text: &str, format: Format) -> Self {
        let mut offsets = BTreeMap::new();
        match format {
            Format::Toml => {
                if let Ok(table) = DeTable::parse(text) {
                    toml_table(table.get_ref(), "", &mut offsets);
                }
            }
            Format::Json => json(text, text, "", &mut offsets),
        }
        let ends: Vec<usize> = text.match_indices('\n').map(|(at, _)| at).collect();
        let line = |offset: usize| ends.partition_point(|end| *end < offset) + 1;
        Self(offsets.into_iter().map(|(path, offset)| (path, line(offset))).collect())
    }

    /// Returns the line, from 1, of the value at a path or of the nearest enclosing value that exists.
    pub(super) fn line_of(&self, path: &str) -> Option<usize> {
        match (self.0.get(path), path.rfind(['.', '['])) {
            (Some(line), _) => Some(*line),
            (None, Some(last)) => self.line_of(path.get(..last)?),
            (None, None) => None,
        }
    }

    /// Returns the line, from 1, of a byte.
    pub(super) fn line_at(text: &str, offset: usize) -> usize {
        text.bytes().take(offset).filter(|byte| *byte == b'\n').count() + 1
    }
}

fn toml_table(table: &DeTable, above: &str, offsets: &mut BTreeMap<String, usize>) {
    for (key, value) in table {
        let path = below(above, key.get_ref());
        offsets.insert(path.clone(), value.span().start);
        toml_value(value.get_ref(), &path, offsets);
    }
}

fn toml_value(value: &DeValue, path: &str, offsets: &mut BTreeMap<String, usize>) {
    match value {
        DeValue::Table(table) => toml_table(table, path, offsets),
        DeValue::Array(items) => {
            for (i, item) in items.iter().enumerate() {
                let path = format!("{path}[{i}]");
                offsets.insert(path.clone(), item.span().start);
                toml_value(item.get_ref(), &path, offsets);
            }
        }
        _ => {}
    }
}

fn json(text: &str, here: &str, path: &str, offsets: &mut BTreeMap<String, usize>) {
    if let Ok(object) = serde_json::from_str::<BTreeMap<String, &RawValue>>(here) {
        for (key, raw) in object {
            json_value(text, raw.get(), below(path, &key), offsets);
        }
    } else if let Ok(items) = serde_json::from_str::<Vec<&RawValue>>(here) {
        for (i, raw) in items.iter().enumerate() {
            json_value(text, raw.get(), format!("{path}[{i}]"), offsets);
        }
    }
}

fn json_value(text: &str, raw: &str, path: String, offsets: &mut BTreeMap<String, usize>) {
    let offset = raw.as_ptr().addr() - text.as_ptr().addr();
    json(text, raw, &path, offsets);
    offsets.insert(path, offset);
}

fn below(above: &str, key: &str) -> String {
    if above.is_empty() { key.to_owned() } else { format!("{above}.{key}") }
}
