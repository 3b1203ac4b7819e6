//! The ids of a document's parts: UUIDs of version 5 (RFC 9562), so that the same part has the same id for ever.

use sha1::{Digest as _, Sha1};

use super::datatypes::Reference;
use super::resources::{Entry, Identified, Resource};
use crate::note::Content;

/// The namespace of all ids made here. Changing it makes every session a stranger to those who have it already.
const NAMESPACE: [u8; 16] =
    [0x3d, 0x1c, 0xfb, 0x4f, 0x6f, 0x0d, 0x5a, 0x0c, 0x9d, 0x0e, 0x0c, 0x6b, 0x3f, 0x6f, 0x5b, 0x1a];

/// What makes the ids of a document: clinic and session, for a session's id alone is no name in the wide world.
pub(super) struct Names {
    clinic: String,
    session: String,
}

impl Names {
    /// Returns the names of a note.
    pub(super) fn of(content: &Content) -> Self {
        Self { clinic: content.letterhead.clinic.clone(), session: content.session.to_string() }
    }

    /// Returns a pointer to a part: `note`, `charge/2026-11-23/97140/1`.
    pub(super) fn to(&self, role: &str) -> Reference {
        Reference { reference: format!("urn:uuid:{}", self.id(role)) }
    }

    /// Returns a part as an entry of the bundle.
    pub(super) fn entry(&self, role: &str, resource: Resource) -> Entry {
        let id = self.id(role);
        Entry { full_url: format!("urn:uuid:{id}"), resource: Identified { resource, id } }
    }

    /// Returns the system of numbers that the clinic gives; none where no clinic is configured, since those of two
    /// clinics would be one.
    pub(super) fn system(&self, of: &str) -> Option<String> {
        let named = !self.clinic.trim().is_empty();
        named.then(|| urn(format!("{}/{of}", self.clinic).as_bytes()))
    }

    fn id(&self, role: &str) -> String {
        uuid(format!("{}/{}/{role}", self.clinic, self.session).as_bytes())
    }
}

/// Returns the SHA-1 of some bytes.
pub(super) fn sha1(bytes: &[u8]) -> [u8; 20] {
    Sha1::digest(bytes).into()
}

/// Returns the UUID of a name, as a URI.
pub(super) fn urn(name: &[u8]) -> String {
    format!("urn:uuid:{}", uuid(name))
}

/// Returns the UUID of a name.
fn uuid(name: &[u8]) -> String {
    let digest = sha1(&[NAMESPACE.as_slice(), name].concat());
    let bits = digest.iter().take(16).fold(0u128, |bits, byte| bits << 8 | u128::from(*byte));
    let bits = bits & !(0xf << 76) & !(0x3 << 62) | 0x5 << 76 | 0x2 << 62;
    let mut spelled = String::with_capacity(36);
    for (place, digit) in format!("{bits:032x}").chars().enumerate() {
        if matches!(place, 8 | 12 | 16 | 20) {
            spelled.push('-');
        }
        spelled.push(digit);
    }
    spelled
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_has_the_uuid_that_others_make_of_it() {
        // By the `uuid` module of Python.
        assert_eq!(uuid(b"Riverbend Therapy/7k3m9qx2/note"), "71d74733-450e-5850-bede-ebc16bcec676");
    }
}
