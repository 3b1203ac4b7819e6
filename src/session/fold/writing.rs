//! What is written into the note of a session, signed, and added below.

use std::collections::BTreeMap;
use std::sync::Arc;

use chrono::NaiveDate;
use serde::{Deserialize, Serialize};
use sha2::{Digest as _, Sha256};

use super::Session;
use crate::catalog::Spot;
use crate::session::{PainTime, Recorded, Section, Stamp, Therapist};

/// The signature under a note.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Signature {
    /// Who signed.
    pub by: Therapist,
    /// When.
    pub at: Stamp,
    /// The SHA-256 of the note as it was signed, in hexadecimal.
    pub digest: String,
    /// The note as it was signed, in JSON.
    pub printed: Arc<str>,
}

impl Signature {
    /// Returns the digest of a note that is to be signed.
    pub fn digest(printed: &str) -> String {
        Sha256::digest(printed.as_bytes()).iter().fold(String::new(), |text, byte| text + &format!("{byte:02x}"))
    }
}

/// Something added to a signed note.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Addendum {
    /// Who added it.
    pub by: Therapist,
    /// When.
    pub at: Stamp,
    /// Why.
    pub reason: String,
    /// What.
    pub text: String,
}

/// A text of an earlier note.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Copied {
    /// The text.
    pub text: String,
    /// The day of that note.
    pub from: NaiveDate,
}

impl Session {
    pub(super) fn pain(&mut self, time: PainTime, score: Option<u8>) -> Result<(), &'static str> {
        if score.is_some_and(|s| s > 10) {
            return Err("pain is told from 0 to 10");
        }
        match time {
            PainTime::Before => self.pain_before = score,
            PainTime::After => self.pain_after = score,
        }
        Ok(())
    }

    /// Writes a section; what lay beside it has served.
    pub(super) fn write(&mut self, section: Section, text: &str) {
        self.copied.remove(&section);
        if text.is_empty() {
            self.texts.remove(&section);
        } else {
            self.texts.insert(section, text.to_owned());
        }
    }

    pub(super) fn respond(&mut self, spot: &Spot, text: &str) {
        if text.is_empty() {
            self.responses.remove(spot);
        } else {
            self.responses.insert(spot.clone(), text.to_owned());
        }
    }

    /// Lays texts of an earlier note beside the sections in which nothing is written.
    pub(super) fn lay_beside(&mut self, from: NaiveDate, texts: &BTreeMap<Section, String>) {
        for (section, text) in texts.iter().filter(|(_, text)| !text.trim().is_empty()) {
            if !self.texts.contains_key(section) {
                self.copied.insert(*section, Copied { text: text.trim().to_owned(), from });
            }
        }
    }

    pub(super) fn sign(&mut self, recorded: &Recorded, digest: &str, printed: &str) -> Result<(), &'static str> {
        if self.closed.is_none() || self.is_timing() {
            return Err("a session that is not finished cannot be signed");
        }
        if Signature::digest(printed) != digest {
            return Err("what was signed is not what the signature was given for");
        }
        let (by, at) = (recorded.by.clone(), recorded.at);
        self.signature = Some(Signature { by, at, digest: digest.to_owned(), printed: printed.into() });
        Ok(())
    }

    pub(super) fn add_below(&mut self, recorded: &Recorded, reason: &str, text: &str) -> Result<(), &'static str> {
        if self.signature.is_none() {
            return Err("an addendum belongs to a signed note");
        }
        let (by, at) = (recorded.by.clone(), recorded.at);
        self.addenda.push(Addendum { by, at, reason: reason.trim().to_owned(), text: text.trim().to_owned() });
        Ok(())
    }
}
