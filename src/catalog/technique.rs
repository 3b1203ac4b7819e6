//! Techniques: what the hands do, and the code each maps to.

use serde::{Deserialize, Serialize};

use super::area::id;
use super::{CptCode, Source};

id! {
    /// The catalogue id of a technique, such as `petrissage`.
    TechniqueId
}

/// Whether a technique holds the therapist's hands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Contact {
    /// One-on-one: such segments of a patient never overlap.
    OneOnOne,
    /// Unattended or supervised: may run beside the hands.
    Unattended,
}

/// A technique.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Technique {
    /// Its id.
    pub id: TechniqueId,
    /// Its name as people say it.
    pub name: String,
    /// A shorter name for narrow columns; the name itself where it is short enough.
    pub short: String,
    /// Its letter on the Session screen.
    pub key: Option<char>,
    /// The code it is billed under unless the clinician chooses another; none where it has no code.
    pub code: Option<CptCode>,
    /// Whether it holds the hands.
    pub contact: Contact,
    /// What a biller must know of the mapping; empty where it is undisputed.
    pub remark: String,
    /// Where the mapping comes from.
    pub source: Source,
}
