//! The people of a session: the patient treated, and the therapist who treats.

use std::fmt;

use chrono::NaiveDate;
use serde::{Deserialize, Serialize};

/// The person treated, as known when the session was opened.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Patient {
    /// The full name.
    pub name: String,
    /// The clinic's own number.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub id: Option<String>,
    /// The day of birth.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub born: Option<NaiveDate>,
}

impl Patient {
    /// Returns the first letters of the names: "R. M.".
    pub fn initials(&self) -> String {
        let firsts = self.name.split_whitespace().filter_map(|word| word.chars().next());
        firsts.map(|c| format!("{}.", c.to_uppercase())).collect::<Vec<_>>().join(" ")
    }
}

/// Never the name: debug output may reach a log.
impl fmt::Debug for Patient {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Patient(..)")
    }
}

/// The person who treats and signs.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(from = "String", into = "String")]
pub struct Therapist {
    /// The full name.
    pub name: String,
    /// Credentials: "LMT", "PT, DPT"; empty where none were told.
    pub credentials: String,
}

impl From<String> for Therapist {
    fn from(text: String) -> Self {
        let (name, credentials) = text.split_once(',').unwrap_or((&text, ""));
        Self { name: name.trim().to_owned(), credentials: credentials.trim().to_owned() }
    }
}

impl From<Therapist> for String {
    fn from(therapist: Therapist) -> Self {
        therapist.to_string()
    }
}

impl fmt::Display for Therapist {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.name)?;
        if self.credentials.is_empty() { Ok(()) } else { write!(f, ", {}", self.credentials) }
    }
}
