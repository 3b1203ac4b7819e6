//! What stands before the screens: setting the record up, and unlocking it. Nothing of a patient is on it.

use super::Field;
use crate::secret::Secret;
use crate::session::{Stamp, Therapist};

/// What stands before the screens.
#[derive(Debug, Clone)]
pub enum Gate {
    /// There is no record yet.
    SetUp(SetUpForm),
    /// The record is locked.
    Unlock(Unlock),
}

/// How the program finds the record.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Found {
    /// There is none yet; where exports would go, where that may be chosen.
    Nothing(Option<String>),
    /// It is locked; these may unlock it.
    Locked(Vec<Therapist>),
    /// It is open, as the demonstration is, for somebody.
    Open(Therapist),
}

/// The form that sets the record up.
#[derive(Debug, Clone)]
pub struct SetUpForm {
    /// Name, credentials.
    pub fields: [Field; 2],
    /// The passphrase, and the same again.
    pub secrets: [Secret; 2],
    /// The folder for exports, where it may be chosen.
    pub exports: Option<Field>,
    /// The focused row.
    pub focus: usize,
    /// The recovery code, once everything else is told; it is shown, and asked back.
    pub code: Option<Asked>,
    /// The recovery code that was shown before, where the form was gone back to.
    pub noted: Option<Secret>,
    /// What is wrong, when something is.
    pub fault: Option<String>,
    /// Whether the record is being made.
    pub busy: bool,
}

/// The recovery code, and what was typed of it.
#[derive(Debug, Clone)]
pub struct Asked {
    /// The code.
    pub code: Secret,
    /// Whether it is still shown.
    pub shown: bool,
    /// What was typed.
    pub typed: Secret,
}

impl Asked {
    /// Returns a code that is shown, to be written down.
    pub fn shown(code: Secret) -> Self {
        Self { code, shown: true, typed: Secret::default() }
    }
}

impl SetUpForm {
    /// Returns the empty form.
    pub fn new(exports: Option<&str>) -> Self {
        Self {
            fields: [Field::line(""), Field::line("")],
            secrets: [Secret::default(), Secret::default()],
            exports: exports.map(Field::line),
            focus: 0,
            code: None,
            noted: None,
            fault: None,
            busy: false,
        }
    }

    /// Returns how many rows there are.
    pub fn rows(&self) -> usize {
        4 + usize::from(self.exports.is_some())
    }

    /// Returns the text field of the focused row, where it has one.
    pub fn field(&mut self) -> Option<&mut Field> {
        match self.focus {
            _ if self.code.is_some() => None,
            0 | 1 => self.fields.get_mut(self.focus),
            4 => self.exports.as_mut(),
            _ => None,
        }
    }

    /// Returns the secret that is being typed, where there is one.
    pub fn secret(&mut self) -> Option<&mut Secret> {
        match (&mut self.code, self.focus) {
            (Some(asked), _) => Some(&mut asked.typed).filter(|_| !asked.shown),
            (None, 2) => self.secrets.first_mut(),
            (None, 3) => self.secrets.last_mut(),
            (None, _) => None,
        }
    }
}

/// The lock, and what was typed into it.
#[derive(Debug, Clone)]
pub struct Unlock {
    /// Who may unlock, the recovery code last.
    pub therapists: Vec<Therapist>,
    /// Who is chosen.
    pub chosen: usize,
    /// What was typed.
    pub typed: Secret,
    /// What is wrong, when something is.
    pub fault: Option<String>,
    /// When the next passphrase is heard, after a wrong one.
    pub until: Option<Stamp>,
    /// Whether a passphrase is being checked.
    pub busy: bool,
}

impl Unlock {
    /// Returns the lock with one of those who may unlock chosen.
    pub fn new(therapists: Vec<Therapist>, chosen: Option<&Therapist>) -> Self {
        let place = chosen.and_then(|chosen| therapists.iter().position(|t| t == chosen)).unwrap_or(0);
        Self { therapists, chosen: place, typed: Secret::default(), fault: None, until: None, busy: false }
    }
}
