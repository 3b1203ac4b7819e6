//! A TOML or JSON text that a person wrote, read so that every complaint can name its file, line and key.
//!
//! The ground floor: knows nothing of the field, reads no file. Values are read with serde into plain structs;
//! what is wrong with a value is found afterwards and placed by its path (`segments[1].stop`).

use std::collections::BTreeMap;
use std::fmt;

use serde::de::DeserializeOwned;
use serde_json::value::RawValue;
use toml::de::{DeTable, DeValue};

/// How the text is written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Format {
    /// TOML 1.0.
    Toml,
    /// JSON, one object.
    Json,
}

/// A named text.
#[derive(Debug, Clone)]
pub struct Document {
    name: String,
    text: String,
    format: Format,
}

/// What is wrong at one place of a document, and the mend.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Fault {
    /// The document's name, as its reader knows it.
    pub file: String,
    /// Counted from 1; absent where the fault has no place.
    pub line: Option<usize>,
    /// The path of the key, such as `segments[1].stop`; empty for the whole document.
    pub key: String,
    /// One sentence: what is wrong.
    pub message: String,
    /// One sentence: what to do.
    pub mend: String,
}

impl fmt::Display for Fault {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}", self.file)?;
        if let Some(line) = self.line {
            write!(f, ":{line}")?;
        }
        if !self.key.is_empty() {
            write!(f, ": {}", self.key)?;
        }
        write!(f, ": {}", self.message)?;
        if !self.mend.is_empty() {
            write!(f, "; {}", self.mend)?;
        }
        Ok(())
    }
}

impl std::error::Error for Fault {}

/// Several faults, all reported together.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{}", .0.iter().map(ToString::to_string).collect::<Vec<_>>().join("\n"))]
pub struct Faults(pub Vec<Fault>);

impl Document {
    /// Names a text as TOML.
    pub fn toml(name: impl Into<String>, text: impl Into<String>) -> Self {
        Self { name: name.into(), text: text.into(), format: Format::Toml }
    }

    /// Names a text, taking it for JSON when it starts with a brace and for TOML otherwise.
    pub fn sniff(name: impl Into<String>, text: impl Into<String>) -> Self {
        let text = text.into();
        let format = if text.trim_start().starts_with('{') { Format::Json } else { Format::Toml };
        Self { name: name.into(), text, format }
    }

    /// Returns the name the document was given.
    pub fn name(&self) -> &str {
        &self.name
    }

    /// Reads the whole text into a value.
    pub fn parse<T: DeserializeOwned>(&self) -> Result<T, Fault> {
        match self.format {
            Format::Toml => toml::from_str(&self.text).map_err(|error| Fault {
                file: self.name.clone(),
                line: error.span().map(|span| self.line_at(span.start)),
                key: error.span().map(|span| self.key_near(span.start)).unwrap_or_default(),
                message: first_line(error.message()),
                mend: "correct this line".to_owned(),
            }),
            Format::Json => serde_json::from_str(&self.text).map_err(|error| Fault {
                file: self.name.clone(),
                line: Some(error.line()),
                key: String::new(),
                message: first_line(&error.to_string()),
                mend: "correct this line".to_owned(),
            }),
        }
    }

    /// Returns the fault of the value at `path`, with its line looked up.
    pub fn fault(&self, path: &str, message: impl Into<String>, mend: impl Into<String>) -> Fault {
        Fault {
            file: self.name.clone(),
            line: self.line_of(path),
            key: path.to_owned(),
            message: message.into(),
            mend: mend.into(),
        }
    }

    /// Returns the line, from 1, on which the value at `path` stands, or of the nearest enclosing value that exists.
    pub fn line_of(&self, path: &str) -> Option<usize> {
        let steps: Vec<Step> = path.split('.').flat_map(Step::parse).collect();
        let offset = match self.format {
            Format::Toml => toml_offset(&self.text, &steps),
            Format::Json => json_offset(&self.text, &steps),
        };
        offset.map(|at| self.line_at(at))
    }

    fn line_at(&self, offset: usize) -> usize {
        let before = self.text.get(..offset).unwrap_or(&self.text);
        before.bytes().filter(|b| *b == b'\n').count() + 1
    }

    /// The key written on the line that holds `offset`, when there is one.
    fn key_near(&self, offset: usize) -> String {
        let line = self.text.lines().nth(self.line_at(offset) - 1).unwrap_or_default();
        match line.split_once('=') {
            Some((key, _)) => key.trim().to_owned(),
            None => line.trim().trim_matches(['[', ']']).to_owned(),
        }
    }
}

/// Returns the known word nearest to `word`, when one is near enough to be meant.
pub fn nearest<'a>(word: &str, known: impl IntoIterator<Item = &'a str>) -> Option<&'a str> {
    known
        .into_iter()
        .map(|candidate| (strsim::jaro_winkler(&word.to_lowercase(), candidate), candidate))
        .filter(|(score, _)| *score > 0.7)
        .max_by(|a, b| a.0.total_cmp(&b.0))
        .map(|(_, candidate)| candidate)
}

/// Returns the mend for an unknown word: the nearest known one, or the list of all.
pub fn did_you_mean<'a>(word: &str, known: impl IntoIterator<Item = &'a str> + Clone) -> String {
    match nearest(word, known.clone()) {
        Some(near) => format!("did you mean \"{near}\"?"),
        None => format!("known are {}", known.into_iter().collect::<Vec<_>>().join(", ")),
    }
}

enum Step<'a> {
    Key(&'a str),
    Index(usize),
}

impl<'a> Step<'a> {
    fn parse(part: &'a str) -> Vec<Self> {
        let mut pieces = part.split('[');
        let mut steps: Vec<Self> = pieces.next().filter(|k| !k.is_empty()).map(Step::Key).into_iter().collect();
        steps.extend(pieces.filter_map(|p| p.trim_end_matches(']').parse().ok()).map(Step::Index));
        steps
    }
}

fn toml_offset(text: &str, steps: &[Step]) -> Option<usize> {
    let table = DeTable::parse(text).ok()?;
    let mut offset = None;
    let mut here: Option<&DeValue> = None;
    for (depth, step) in steps.iter().enumerate() {
        let next = match (step, here) {
            (Step::Key(key), None) if depth == 0 => table.get_ref().get(*key),
            (Step::Key(key), Some(DeValue::Table(inner))) => inner.get(*key),
            (Step::Index(i), Some(DeValue::Array(items))) => items.get(*i),
            _ => None,
        };
        let Some(value) = next else { break };
        offset = Some(value.span().start);
        here = Some(value.get_ref());
    }
    offset
}

fn json_offset(text: &str, steps: &[Step]) -> Option<usize> {
    let mut here = text;
    let mut offset = None;
    for step in steps {
        let next: Option<&RawValue> = match step {
            Step::Key(key) => serde_json::from_str::<BTreeMap<String, &RawValue>>(here).ok()?.get(*key).copied(),
            Step::Index(i) => serde_json::from_str::<Vec<&RawValue>>(here).ok()?.get(*i).copied(),
        };
        let Some(raw) = next else { break };
        here = raw.get();
        offset = Some(here.as_ptr().addr() - text.as_ptr().addr());
    }
    offset
}

fn first_line(message: &str) -> String {
    message.lines().next().unwrap_or_default().to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_path_is_found_on_its_line_in_toml() {
        let doc = Document::toml("a.toml", "x = 1\n[[segments]]\nstart = 1\n[[segments]]\nstart = 2\n");
        assert_eq!(doc.line_of("segments[1].start"), Some(5));
        assert_eq!(doc.line_of("x"), Some(1));
        assert_eq!(doc.line_of("nowhere"), None);
    }

    #[test]
    fn a_path_is_found_on_its_line_in_json() {
        let doc = Document::sniff("-", "{\n \"x\": 1,\n \"segments\": [\n  {\"start\": 1},\n  {\"start\":\n 2}]}");
        assert_eq!(doc.line_of("segments[1].start"), Some(6));
        assert_eq!(doc.line_of("segments[1].stop"), Some(5));
    }

    #[test]
    fn the_nearest_word_is_proposed_and_a_far_one_is_not() {
        assert_eq!(nearest("upperback", ["neck", "upper-back"]), Some("upper-back"));
        assert_eq!(nearest("zzz", ["neck", "upper-back"]), None);
    }
}
