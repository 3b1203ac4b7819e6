//! A TOML or JSON text that a person wrote, read so that every complaint can name its file, line and key.
//!
//! On the ground floor: knows nothing of the field, reads no file. Values are read with serde into plain structs;
//! what is wrong with a value is found afterwards and placed by its path (`segments[1].stop`). A complaint of what
//! cannot be read never repeats the value: it may be a patient's name.

mod complaint;
mod places;

use std::cell::OnceCell;
use std::fmt;

use serde::de::DeserializeOwned;

use complaint::Complaint;
use places::Places;

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
    /// Found when the first complaint needs them.
    places: OnceCell<Places>,
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
        Self::new(name.into(), text.into(), Format::Toml)
    }

    /// Names a text, taking it for JSON when it starts with a brace (or with a list of such), and for TOML otherwise.
    pub fn sniff(name: impl Into<String>, text: impl Into<String>) -> Self {
        let text = text.into();
        // Some editors begin a file with this mark.
        let text = text.strip_prefix('\u{feff}').map_or(text.clone(), str::to_owned);
        let mut begins = text.chars().filter(|c| !c.is_whitespace());
        let format = match (begins.next(), begins.next()) {
            (Some('{'), _) | (Some('['), Some('{')) => Format::Json,
            _ => Format::Toml,
        };
        Self::new(name.into(), text, format)
    }

    fn new(name: String, text: String, format: Format) -> Self {
        Self { name, text, format, places: OnceCell::new() }
    }

    /// Returns the name the document was given.
    pub fn name(&self) -> &str {
        &self.name
    }

    /// Reads the whole text into a value.
    pub fn parse<T: DeserializeOwned>(&self) -> Result<T, Fault> {
        match self.format {
            Format::Toml => {
                let syntax = |error: toml::de::Error| {
                    let line = error.span().map(|span| Places::line_at(&self.text, span.start));
                    self.complain(&Complaint::syntax(error.message()), line)
                };
                let whole = toml::Deserializer::parse(&self.text).map_err(syntax)?;
                serde_path_to_error::deserialize(whole).map_err(|error| {
                    let line = error.inner().span().map(|span| Places::line_at(&self.text, span.start));
                    self.complain(&Complaint::value(error.inner().message(), &error.path().to_string()), line)
                })
            }
            Format::Json => {
                let syntax = |error: serde_json::Error| {
                    self.complain(&Complaint::syntax(&error.to_string()), Some(error.line()))
                };
                let mut whole = serde_json::Deserializer::from_str(&self.text);
                let value = serde_path_to_error::deserialize(&mut whole).map_err(|error| {
                    let path = error.path().to_string();
                    let inner = error.into_inner();
                    if inner.is_data() {
                        self.complain(&Complaint::value(&inner.to_string(), &path), Some(inner.line()))
                    } else {
                        syntax(inner)
                    }
                })?;
                whole.end().map_err(syntax)?;
                Ok(value)
            }
        }
    }

    fn complain(&self, complaint: &Complaint, line: Option<usize>) -> Fault {
        let fault = self.fault(&complaint.key, &complaint.message, &complaint.mend);
        Fault { line: fault.line.or(line), ..fault }
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
        self.places.get_or_init(|| Places::of(&self.text, self.format)).line_of(path)
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
