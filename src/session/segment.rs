//! Segments: uninterrupted stretches of one technique on one area, as two instants.

use chrono::TimeDelta;
use serde::{Deserialize, Serialize};

use super::{SegmentNo, Stamp, Therapist};
use crate::catalog::{Contact, CptCode, Spot, Technique, TechniqueId};

/// A segment that has ended. `stop >= start` always.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Segment {
    /// Its number within the session.
    pub no: SegmentNo,
    /// Where.
    pub spot: Spot,
    /// With what.
    pub technique: TechniqueId,
    /// The code it is billed under.
    pub code: Option<CptCode>,
    /// Why the clinician chose that code, where it is not the technique's.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub code_reason: Option<String>,
    /// Whether it held the hands.
    pub contact: Contact,
    /// Who performed it, where it was not the session's therapist.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub performer: Option<Therapist>,
    /// The step of the protocol that it followed, from 1.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub step: Option<u32>,
    /// When it began.
    pub start: Stamp,
    /// When it ended.
    pub stop: Stamp,
}

impl Segment {
    /// Returns the exact time between start and stop.
    pub fn time(&self) -> TimeDelta {
        self.stop - self.start
    }

    /// Whether it is of a spot, a technique and a performer.
    pub fn is_of(&self, spot: &Spot, technique: &Technique, performer: Option<&Therapist>) -> bool {
        self.spot == *spot && self.technique == technique.id && self.performer.as_ref() == performer
    }

    /// Whether the hands were in it, one on one: they are in one place at a time.
    pub fn holds_hands(&self) -> bool {
        self.contact == Contact::OneOnOne
    }

    /// Returns the segment as if it had not ended.
    pub fn running(&self) -> Running {
        Running {
            no: self.no,
            spot: self.spot.clone(),
            technique: self.technique.clone(),
            code: self.code,
            code_reason: self.code_reason.clone(),
            contact: self.contact,
            performer: self.performer.clone(),
            step: self.step,
            start: self.start,
        }
    }

    /// Whether two segments share more than an instant.
    pub fn overlaps(&self, other: &Self) -> bool {
        self.start < other.stop && other.start < self.stop
    }
}

/// A segment whose end is not known yet.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Running {
    /// Its number within the session.
    #[serde(rename = "segment")]
    pub no: SegmentNo,
    /// Where.
    pub spot: Spot,
    /// With what.
    pub technique: TechniqueId,
    /// The code it is billed under.
    pub code: Option<CptCode>,
    /// Why the clinician chose that code, where it is not the technique's.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub code_reason: Option<String>,
    /// Whether it holds the hands.
    pub contact: Contact,
    /// Who performs it, where it is not the session's therapist.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub performer: Option<Therapist>,
    /// The step of the protocol that it follows, from 1.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub step: Option<u32>,
    /// When it began.
    pub start: Stamp,
}

impl Running {
    /// Returns the segment as it would be if it ended now; a clock set back never makes it negative.
    pub fn until(&self, now: Stamp) -> Segment {
        Segment {
            no: self.no,
            spot: self.spot.clone(),
            technique: self.technique.clone(),
            code: self.code,
            code_reason: self.code_reason.clone(),
            contact: self.contact,
            performer: self.performer.clone(),
            step: self.step,
            start: self.start,
            stop: now.max(self.start),
        }
    }
}

/// Returns a time as a clock shows it: `m:ss` below an hour, `h:mm:ss` above; parts of a second are cut off.
pub fn clock_text(time: TimeDelta) -> String {
    let seconds = time.num_seconds().max(0);
    let (hours, minutes, seconds) = (seconds / 3600, seconds / 60 % 60, seconds % 60);
    if hours > 0 { format!("{hours}:{minutes:02}:{seconds:02}") } else { format!("{minutes}:{seconds:02}") }
}
