//! One layer over another: which value each option has, and where it came from.

use std::fmt;

use toml::{Table, Value};

use crate::document::did_you_mean;

/// Where a value came from.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Origin {
    /// The example.
    Default,
    /// The clinic's file.
    File(String),
    /// An option of the command.
    CommandLine,
}

impl fmt::Display for Origin {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Default => f.write_str("default"),
            Self::File(name) => f.write_str(name),
            Self::CommandLine => f.write_str("command line"),
        }
    }
}

/// One value with its origin.
#[derive(Debug, Clone, PartialEq)]
pub struct Setting {
    /// The path of its key: `export.formats`.
    pub key: String,
    /// The value.
    pub value: Value,
    /// Where it came from.
    pub origin: Origin,
}

/// Takes the values of a table apart, each under the whole path of its key.
pub(super) fn flatten(table: &Table, above: &str, origin: &Origin, into: &mut Vec<Setting>) {
    for (key, value) in table {
        let key = if above.is_empty() { key.clone() } else { format!("{above}.{key}") };
        match value {
            Value::Table(inner) if !inner.is_empty() => flatten(inner, &key, origin, into),
            value => into.push(Setting { key, value: value.clone(), origin: origin.clone() }),
        }
    }
}

/// Puts a value in the place of the one below it, or says why not, and the mend.
pub(super) fn overlay(settings: &mut [Setting], new: &Setting) -> Result<(), (String, String)> {
    let known: Vec<String> = settings.iter().map(|s| s.key.clone()).collect();
    let heading = format!("{}.", new.key);
    if new.value.is_table() && known.iter().any(|key| key.starts_with(&heading)) {
        // A heading with nothing below it.
        return Ok(());
    }
    let Some(place) = settings.iter_mut().find(|s| s.key == new.key) else {
        let mend = did_you_mean(&new.key, known.iter().map(String::as_str));
        return Err((format!("there is no option \"{}\"", new.key), mend));
    };
    if !same_type(&place.value, &new.value) {
        let (wanted, like) = match &place.value {
            Value::Array(_) => ("a list of words in quotes", "[\"one\", \"two\"]".to_owned()),
            Value::Boolean(_) => ("true or false", place.value.to_string()),
            Value::Integer(_) => ("a whole number", place.value.to_string()),
            _ => ("a text in quotes", place.value.to_string()),
        };
        return Err((format!("{wanted} is needed here"), format!("write it like {like}")));
    }
    *place = new.clone();
    Ok(())
}

fn same_type(wanted: &Value, got: &Value) -> bool {
    match (wanted, got) {
        (Value::Array(_), Value::Array(items)) => items.iter().all(Value::is_str),
        _ => wanted.same_type(got),
    }
}
