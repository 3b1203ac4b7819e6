//! Modifiers of a claim's line, and the disciplines that some of them name.

use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Serialize};

/// Under whose plan of care a service is given.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Discipline {
    /// Physical therapy.
    Physical,
    /// Occupational therapy.
    Occupational,
    /// Speech-language pathology.
    Speech,
}

impl Discipline {
    /// Returns the modifier that names the plan of care: Pub 100-04 ch. 5 §20.1.
    pub fn modifier(self) -> Modifier {
        match self {
            Self::Physical => Modifier::Gp,
            Self::Occupational => Modifier::Go,
            Self::Speech => Modifier::Gn,
        }
    }

    /// Returns the modifier of an assistant's units; speech-language pathology has none.
    pub fn assistant_modifier(self) -> Option<Modifier> {
        match self {
            Self::Physical => Some(Modifier::Cq),
            Self::Occupational => Some(Modifier::Co),
            Self::Speech => None,
        }
    }
}

/// A modifier, ordered as it stands on the line of a claim.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub enum Modifier {
    /// Under a physical therapy plan of care.
    Gp,
    /// Under an occupational therapy plan of care.
    Go,
    /// Under a speech-language pathology plan of care.
    Gn,
    /// Furnished in whole or in part by a physical therapist assistant.
    Cq,
    /// Furnished in whole or in part by an occupational therapy assistant.
    Co,
    /// A distinct service, where no X modifier says it better.
    D59,
    /// Distinct: a separate encounter.
    Xe,
    /// Distinct: a separate structure.
    Xs,
    /// Distinct: a separate practitioner.
    Xp,
    /// Distinct: an unusual service that does not overlap.
    Xu,
    /// Above the yearly threshold, medically necessary and documented so.
    Kx,
}

/// The text is no modifier of these codes.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum NotAModifier {
    /// 51.
    #[error(
        "51 (several procedures) is not used on therapy codes; payers reduce the second service by themselves, so leave \
         it off"
    )]
    SeveralProcedures,
    /// 52.
    #[error(
        "52 (reduced service) is not used on timed codes; a shorter service is billed by fewer units, so leave it off"
    )]
    ReducedService,
    /// Anything else.
    #[error("\"{0}\" is no modifier of these codes; there are GP GO GN CQ CO 59 XE XS XP XU KX")]
    Unknown(String),
}

impl Modifier {
    /// All modifiers, in the order of a line.
    pub const ALL: [Self; 11] =
        [Self::Gp, Self::Go, Self::Gn, Self::Cq, Self::Co, Self::D59, Self::Xe, Self::Xs, Self::Xp, Self::Xu, Self::Kx];

    /// Those that say that a service was distinct from the other of a pair.
    pub const DISTINCT: [Self; 5] = [Self::D59, Self::Xe, Self::Xs, Self::Xp, Self::Xu];

    /// Those that name the plan of care.
    pub const PLANS: [Self; 3] = [Self::Gp, Self::Go, Self::Gn];

    /// Returns the modifier as a claim writes it.
    pub fn word(self) -> &'static str {
        match self {
            Self::Gp => "GP",
            Self::Go => "GO",
            Self::Gn => "GN",
            Self::Cq => "CQ",
            Self::Co => "CO",
            Self::D59 => "59",
            Self::Xe => "XE",
            Self::Xs => "XS",
            Self::Xp => "XP",
            Self::Xu => "XU",
            Self::Kx => "KX",
        }
    }

    /// Returns what the modifier says, in a few words.
    pub fn title(self) -> &'static str {
        match self {
            Self::Gp => "physical therapy plan of care",
            Self::Go => "occupational therapy plan of care",
            Self::Gn => "speech-language pathology plan of care",
            Self::Cq => "by a physical therapist assistant",
            Self::Co => "by an occupational therapy assistant",
            Self::D59 => "distinct service, where no X modifier fits",
            Self::Xe => "distinct: separate encounter",
            Self::Xs => "distinct: separate structure",
            Self::Xp => "distinct: separate practitioner",
            Self::Xu => "distinct: unusual, does not overlap",
            Self::Kx => "above the threshold, medically necessary",
        }
    }

    /// Returns modifiers as a claim writes them: "GP CQ".
    pub fn words(modifiers: &[Self]) -> String {
        modifiers.iter().map(|modifier| modifier.word()).collect::<Vec<_>>().join(" ")
    }

    /// Whether it says that a service was distinct.
    pub fn is_distinct(self) -> bool {
        Self::DISTINCT.contains(&self)
    }

    /// Whether a person adds it; the others follow from who treated.
    pub fn is_by_hand(self) -> bool {
        self.is_distinct() || self == Self::Kx
    }
}

impl FromStr for Modifier {
    type Err = NotAModifier;

    fn from_str(text: &str) -> Result<Self, NotAModifier> {
        let word = text.trim().to_ascii_uppercase();
        match word.as_str() {
            "51" => Err(NotAModifier::SeveralProcedures),
            "52" => Err(NotAModifier::ReducedService),
            _ => Self::ALL
                .into_iter()
                .find(|modifier| modifier.word() == word)
                .ok_or_else(|| NotAModifier::Unknown(text.to_owned())),
        }
    }
}

impl TryFrom<String> for Modifier {
    type Error = NotAModifier;

    fn try_from(text: String) -> Result<Self, NotAModifier> {
        text.parse()
    }
}

impl From<Modifier> for String {
    fn from(modifier: Modifier) -> Self {
        modifier.word().to_owned()
    }
}

impl fmt::Display for Modifier {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(self.word())
    }
}
