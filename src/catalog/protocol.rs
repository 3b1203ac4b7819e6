//! Protocols: plans of steps to follow during a session.

use serde::{Deserialize, Serialize};

use super::area::id;
use super::{Source, Spot, TechniqueId};

id! {
    /// The catalogue id of a protocol, such as `low-back-45`.
    ProtocolId
}

/// A plan of steps.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Protocol {
    /// Its id.
    pub id: ProtocolId,
    /// Its name as people say it.
    pub name: String,
    /// Its steps, in order; at least one.
    pub steps: Vec<Step>,
    /// Where it comes from.
    pub source: Source,
}

/// One step of a plan.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Step {
    /// Where.
    pub spot: Spot,
    /// With what.
    pub technique: TechniqueId,
    /// For how many minutes.
    pub minutes: u32,
}
