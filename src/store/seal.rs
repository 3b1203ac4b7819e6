//! The one place where bytes become sealed bytes and back: XChaCha20-Poly1305, each time under a fresh random nonce.

use std::fmt;

use chacha20poly1305::aead::{Aead as _, Payload};
use chacha20poly1305::{KeyInit as _, XChaCha20Poly1305, XNonce};
use sha2::{Digest as _, Sha256};

use super::StoreError;

const NONCE: usize = 24;

/// Returns bytes that only the key opens, and only together with what they are bound to.
pub(super) fn seal(key: &[u8; 32], plain: &[u8], bound: &[u8]) -> Result<Vec<u8>, StoreError> {
    let mut nonce = [0; NONCE];
    getrandom::fill(&mut nonce).map_err(|_| StoreError::NoRandomness)?;
    let cipher = XChaCha20Poly1305::new(key.into());
    let sealed = cipher.encrypt(&XNonce::from(nonce), Payload { msg: plain, aad: bound });
    let sealed = sealed.map_err(|_| StoreError::Write { why: "the event is too long".to_owned() })?;
    Ok([nonce.as_slice(), &sealed].concat())
}

/// Returns what was sealed; none where anything of it was changed.
pub(super) fn unseal(key: &[u8; 32], sealed: &[u8], bound: &[u8]) -> Option<Vec<u8>> {
    let (nonce, sealed) = sealed.split_first_chunk::<NONCE>()?;
    let cipher = XChaCha20Poly1305::new(key.into());
    cipher.decrypt(&XNonce::from(*nonce), Payload { msg: sealed, aad: bound }).ok()
}

/// A SHA-256 digest.
#[derive(Clone, Copy, PartialEq, Eq)]
pub struct Digest(pub [u8; 32]);

impl Digest {
    /// What stands before the first row.
    pub(super) const NONE: Self = Self([0; 32]);

    pub(super) fn read(bytes: &[u8]) -> Option<Self> {
        Some(Self(bytes.try_into().ok()?))
    }
}

impl fmt::Display for Digest {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.iter().try_for_each(|byte| write!(f, "{byte:02x}"))
    }
}

impl fmt::Debug for Digest {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, f)
    }
}

/// Where a row stands in the log: what its event is bound to.
#[derive(Debug, Clone, Copy)]
pub(super) struct Place<'a> {
    /// The row's number in the whole log, from 1.
    pub(super) number: i64,
    /// Its stream.
    pub(super) stream: &'a str,
    /// Its number in the stream, from 1.
    pub(super) seq: i64,
    /// The digest of the row before it in the whole log.
    pub(super) before: Digest,
}

impl Place<'_> {
    pub(super) fn bound(&self) -> Vec<u8> {
        let head = format!("tableside event 1\n{}\n{}\n{}\n", self.number, self.seq, self.stream);
        [head.as_bytes(), &self.before.0].concat()
    }

    /// Returns the digest of the whole row.
    pub(super) fn digest(&self, sealed: &[u8]) -> Digest {
        Digest(Sha256::new().chain_update(self.bound()).chain_update(sealed).finalize().into())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_sealed_opens_only_whole_and_in_its_place() {
        let (key, other) = ([1; 32], [2; 32]);
        let sealed = seal(&key, b"Rosa Marin", b"here").unwrap();
        assert_eq!(unseal(&key, &sealed, b"here").unwrap(), b"Rosa Marin");
        assert!(unseal(&key, &sealed, b"there").is_none());
        assert!(unseal(&other, &sealed, b"here").is_none());
        for place in 0..sealed.len() {
            let mut changed = sealed.clone();
            changed[place] ^= 1;
            assert!(unseal(&key, &changed, b"here").is_none());
            assert!(unseal(&key, &sealed[..place], b"here").is_none());
        }
        assert_ne!(seal(&key, b"Rosa Marin", b"here").unwrap(), sealed, "equal events do not look equal");
    }

    /// Appendix A.3.1 of draft-irtf-cfrg-xchacha: an independent opinion on the cipher.
    #[test]
    fn the_cipher_is_the_published_one() {
        let key: [u8; 32] = std::array::from_fn(|i| 0x80 + u8::try_from(i).unwrap());
        let nonce: [u8; 24] = std::array::from_fn(|i| 0x40 + u8::try_from(i).unwrap());
        let bound = [0x50, 0x51, 0x52, 0x53, 0xc0, 0xc1, 0xc2, 0xc3, 0xc4, 0xc5, 0xc6, 0xc7];
        let plain: &[u8] = b"Ladies and Gentlemen of the class of '99: If I could offer you only one tip for the future, sunscreen would be it.";
        let cipher = XChaCha20Poly1305::new((&key).into());
        let sealed = cipher.encrypt(&XNonce::from(nonce), Payload { msg: plain, aad: &bound }).unwrap();
        assert_eq!(sealed[..8], [0xbd, 0x6d, 0x17, 0x9d, 0x3e, 0x83, 0xd4, 0x3b]);
        assert_eq!(sealed[sealed.len() - 16..][..4], [0xc0, 0x87, 0x59, 0x24]);
        assert_eq!(unseal(&key, &[nonce.as_slice(), &sealed].concat(), &bound).unwrap(), plain);
    }
}
