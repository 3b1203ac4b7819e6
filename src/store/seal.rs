//! The one place where events become bytes and bytes events: where encryption will stand.

use crate::session::Recorded;

/// Returns the bytes that the log keeps of an event.
pub(super) fn seal(event: &Recorded) -> Result<Vec<u8>, String> {
    // The serializer's own words may quote the event.
    serde_json::to_vec(event).map_err(|_| "the event cannot be written as JSON".to_owned())
}

/// Returns the event that the bytes are; none when they are damaged.
pub(super) fn unseal(sealed: &[u8]) -> Option<Recorded> {
    let event: Recorded = serde_json::from_slice(sealed).ok()?;
    (event.v == Recorded::VERSION).then_some(event)
}
