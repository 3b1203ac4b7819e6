//! A session: what happened, in order, and what follows from it.
//!
//! Events are facts and are kept for ever; a [`Session`] is their fold and is never stored. Commands
//! ([`Session::press`], [`Session::pause`] ...) look at the fold, refuse or return the events that would make it so;
//! they change nothing themselves. Time always comes from outside, as a [`Stamp`].

mod clock;
mod correct;
mod event;
mod fold;
pub mod paper;
mod person;
mod plan;
mod refusal;
mod section;
mod segment;

pub use clock::CRUMB;
pub use event::{Event, Plan, Recorded, SegmentNo, TieChoice};
pub use fold::{Addendum, Change, Copied, FoldError, Session, Signature, Standing};
pub use person::{Patient, Role, Therapist};
pub use refusal::Refusal;
pub use section::{PainTime, Section};
pub use segment::{Running, Segment, clock_text};

use chrono::{DateTime, FixedOffset};

/// An instant, with the clinic's offset from UTC at that time.
pub type Stamp = DateTime<FixedOffset>;

crate::catalog::id! {
    /// The id of a session: eight letters and digits, told by whoever opens it.
    SessionId
}

impl SessionId {
    /// Letters and digits that are not mistaken for each other.
    const ALPHABET: &[u8; 32] = b"0123456789abcdefghjkmnpqrstvwxyz";

    /// Returns the id that spells five random bytes.
    pub fn from_random(bytes: [u8; 5]) -> Self {
        let bits = bytes.iter().fold(0u64, |bits, byte| bits << 8 | u64::from(*byte));
        let spell = |place: u32| {
            let index = usize::try_from(bits >> (5 * place) & 31).unwrap_or(0);
            char::from(*Self::ALPHABET.get(index).unwrap_or(&b'0'))
        };
        Self::new((0..8).rev().map(spell).collect::<String>())
    }
}
