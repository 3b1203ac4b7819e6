//! The people of a session: the patient treated, and the therapist who treats.

use std::fmt;

use chrono::NaiveDate;
use serde::{Deserialize, Serialize};

use crate::catalog::Discipline;

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
        initials(&self.name)
    }

    /// Whether it may be the same person: by the clinic's number or by name.
    pub fn may_be(&self, other: &Self) -> bool {
        let number = |patient: &Self| patient.id.as_deref().map(str::trim).map(str::to_owned);
        self.same_name(other) || (self.id.is_some() && number(self) == number(other))
    }

    /// Whether name and birth date fit; a birth date that only one of them knows is no difference.
    pub fn fits(&self, other: &Self) -> bool {
        self.born.zip(other.born).is_none_or(|(one, other)| one == other) && self.same_name(other)
    }

    fn same_name(&self, other: &Self) -> bool {
        let (one, other) = (self.name.trim(), other.name.trim());
        let plain = one.is_ascii() && other.is_ascii();
        one.eq_ignore_ascii_case(other) || (!plain && one.to_lowercase() == other.to_lowercase())
    }
}

fn initials(name: &str) -> String {
    let firsts = name.split_whitespace().filter_map(|word| word.chars().next());
    firsts.map(|c| format!("{}.", c.to_uppercase())).collect::<Vec<_>>().join(" ")
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

/// In what capacity somebody treats.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Default)]
pub struct Role {
    /// Under whose plan of care; none where the credentials tell no therapy discipline, as a massage therapist's.
    pub discipline: Option<Discipline>,
    /// Whether it is an assistant of that discipline.
    pub assistant: bool,
}

/// Credentials that tell a role; the first that is found counts, so a therapist who was an assistant once is none.
const ROLES: [(&[&str], Role); 5] = [
    (&["PT", "DPT", "MPT", "MSPT", "RPT"], Role { discipline: Some(Discipline::Physical), assistant: false }),
    (&["PTA", "LPTA"], Role { discipline: Some(Discipline::Physical), assistant: true }),
    (&["OT", "OTR", "OTD", "MOT"], Role { discipline: Some(Discipline::Occupational), assistant: false }),
    (&["COTA", "OTA"], Role { discipline: Some(Discipline::Occupational), assistant: true }),
    (&["SLP"], Role { discipline: Some(Discipline::Speech), assistant: false }),
];

/// Words of credentials under which nothing is a therapist's own service.
const UNLICENSED: [&str; 8] = ["aide", "tech", "technician", "student", "SPT", "SOT", "SPTA", "SOTA"];

impl Therapist {
    /// Returns whoever unlocks with the recovery code: no therapist, so nobody else may be called so.
    pub fn recovery_code() -> Self {
        Self { name: "recovery code".to_owned(), credentials: String::new() }
    }

    /// Returns whoever presses a key of the clock while the record is locked: nobody knows who.
    pub fn at_the_lock() -> Self {
        Self { name: "at the lock".to_owned(), credentials: String::new() }
    }

    /// Whether it is whoever unlocks with the recovery code.
    pub fn is_recovery_code(&self) -> bool {
        self.name.trim().eq_ignore_ascii_case("recovery code")
    }

    /// Returns the first letters of the names: "K. L.".
    pub fn initials(&self) -> String {
        initials(&self.name)
    }

    /// Returns the role that the credentials tell: "PTA" an assistant of physical therapy, "LMT" none. Aides and students
    /// have none: what they do is not billed as a therapist's.
    pub fn role(&self) -> Role {
        let words = || self.credentials.split(|c: char| !c.is_alphanumeric());
        let has = |known: &[&str]| words().any(|word| known.iter().any(|k| k.eq_ignore_ascii_case(word)));
        if has(&UNLICENSED) {
            return Role::default();
        }
        let role = ROLES.iter().find(|(known, _)| has(known)).map(|(_, role)| *role).unwrap_or_default();
        Role { assistant: role.assistant || (role.discipline.is_some() && has(&["assistant"])), ..role }
    }
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn credentials_tell_the_role() {
        let role = |text: &str| {
            let role = Therapist::from(text.to_owned()).role();
            (role.discipline, role.assistant)
        };
        assert_eq!(role("J. Osei, PT, DPT, OCS"), (Some(Discipline::Physical), false));
        assert_eq!(role("K. Lee, pta"), (Some(Discipline::Physical), true));
        assert_eq!(role("A. Ruiz, OTR/L"), (Some(Discipline::Occupational), false));
        assert_eq!(role("B. Kim, COTA/L"), (Some(Discipline::Occupational), true));
        assert_eq!(role("C. Roy, MS, CCC-SLP"), (Some(Discipline::Speech), false));
        assert_eq!(role("D. Fox, LMT"), (None, false));
        assert_eq!(role("Otto Ota"), (None, false));
        assert_eq!(role("K. Lee, PT Assistant"), (Some(Discipline::Physical), true));
        assert_eq!(role("K. Lee, PT aide"), (None, false));
        assert_eq!(role("K. Lee, SPT"), (None, false));
    }
}
