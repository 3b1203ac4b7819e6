//! Who may unlock: one random store key, wrapped once for each therapist under a key made of their passphrase, and once
//! for the recovery code.
//!
//! Argon2id makes the passphrase slow to guess; XChaCha20-Poly1305 wraps. A slot is bound to its therapist and its
//! strength, so neither can be changed under it.

use std::time::Duration;

use argon2::{Algorithm, Argon2, Params, Version};
use hkdf::Hkdf;
use sha2::{Digest as _, Sha256};
use zeroize::Zeroizing;

use super::StoreError;
use super::seal::{self, Digest};
use crate::secret::Secret;
use crate::session::Therapist;

/// The key of the whole store; wiped when it is dropped.
#[derive(Clone)]
pub struct StoreKey {
    root: Zeroizing<[u8; 32]>,
    /// Seals events.
    pub(super) seal: Zeroizing<[u8; 32]>,
    /// Names the rows of the index, so that equal names do not show as equal rows elsewhere.
    index: Zeroizing<[u8; 32]>,
}

impl StoreKey {
    /// Returns a new key from the system's randomness.
    pub fn random() -> Result<Self, StoreError> {
        let mut root = Zeroizing::new([0; 32]);
        random(root.as_mut_slice())?;
        Ok(Self::of(root))
    }

    fn of(root: Zeroizing<[u8; 32]>) -> Self {
        let derived = |label: &[u8]| {
            let mut key = Zeroizing::new([0; 32]);
            // Fails only where more than 255 digests are asked for.
            let _ = Hkdf::<Sha256>::new(None, root.as_slice()).expand(label, key.as_mut_slice());
            key
        };
        let (seal, index) = (derived(b"tableside event"), derived(b"tableside index"));
        Self { root, seal, index }
    }

    /// Returns the name of something in the index that tells nothing without the key.
    pub(super) fn name(&self, of: &[u8]) -> [u8; 16] {
        let mut name = [0; 16];
        let _ = Hkdf::<Sha256>::new(None, self.index.as_slice()).expand(of, &mut name);
        name
    }
}

/// How hard a passphrase is made to guess.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Strength {
    /// How much memory one guess takes, in KiB.
    pub memory: u32,
    /// How often it is gone through.
    pub passes: u32,
}

impl Strength {
    /// The least: 64 MiB, one pass.
    pub const LEAST: Self = Self { memory: 64 * 1024, passes: 1 };

    /// The most that is read from a store: a damaged number must not take the machine's memory.
    const MOST: Self = Self { memory: 1024 * 1024, passes: 1000 };

    /// Returns the strength that takes about so long here, told by whoever can measure.
    pub fn calibrated(aim: Duration, measure: &mut dyn FnMut(Self) -> Duration) -> Self {
        // The first guess also pays for the memory; the second is what each of them costs.
        measure(Self::LEAST);
        let one = measure(Self::LEAST).max(Duration::from_millis(1));
        let passes = u32::try_from(aim.as_millis() / one.as_millis().max(1)).unwrap_or(1);
        Self { passes: passes.clamp(1, Self::MOST.passes), ..Self::LEAST }
    }

    /// Does the work of one guess.
    pub fn work(self) {
        let _ = self.derive(b"measure", &[0; 16]);
    }

    fn derive(self, secret: &[u8], salt: &[u8]) -> Option<Zeroizing<[u8; 32]>> {
        let fits = self.memory <= Self::MOST.memory && self.passes <= Self::MOST.passes;
        let params = Params::new(self.memory, self.passes, 1, Some(32)).ok().filter(|_| fits)?;
        let mut key = Zeroizing::new([0; 32]);
        let argon = Argon2::new(Algorithm::Argon2id, Version::V0x13, params);
        argon.hash_password_into(secret, salt, key.as_mut_slice()).ok()?;
        Some(key)
    }
}

/// The store key, wrapped for one of those who may unlock.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Slot {
    /// For whom.
    pub therapist: Therapist,
    pub(super) salt: Vec<u8>,
    pub(super) strength: Strength,
    pub(super) wrapped: Vec<u8>,
}

impl Slot {
    /// Returns by what a slot is found: one therapist has one.
    pub fn id(therapist: &Therapist) -> String {
        therapist.name.trim().to_lowercase()
    }

    /// Wraps the store key for somebody. Takes as long as the strength says.
    pub fn wrap(key: &StoreKey, therapist: Therapist, secret: &Secret, strength: Strength) -> Result<Self, StoreError> {
        let mut salt = vec![0; 16];
        random(&mut salt)?;
        let mut slot = Self { therapist, salt, strength, wrapped: Vec::new() };
        let wrapping = slot.wrapping(secret).ok_or(StoreError::NoMemory)?;
        slot.wrapped = seal::seal(&wrapping, key.root.as_slice(), &slot.bound())?;
        Ok(slot)
    }

    /// Returns the store key; none where the secret is wrong. Takes as long as the strength says.
    pub fn unwrap(&self, secret: &Secret) -> Result<Option<StoreKey>, StoreError> {
        let wrapping = self.wrapping(secret).ok_or(StoreError::NoMemory)?;
        let opened = seal::unseal(&wrapping, &self.wrapped, &self.bound()).map(Zeroizing::new);
        let root = opened.and_then(|opened| {
            let mut root = Zeroizing::new([0; 32]);
            (opened.len() == root.len()).then(|| root.copy_from_slice(&opened))?;
            Some(root)
        });
        Ok(root.map(StoreKey::of))
    }

    /// Returns the slot's digest, by which damage is told from a wrong passphrase.
    pub fn digest(&self) -> Digest {
        let digest = Sha256::new().chain_update(self.bound());
        Digest(digest.chain_update(&self.salt).chain_update(&self.wrapped).finalize().into())
    }

    fn wrapping(&self, secret: &Secret) -> Option<Zeroizing<[u8; 32]>> {
        if self.therapist.is_recovery_code() {
            // What has fewer letters is no code, whatever it was made of.
            let code = plain_code(secret);
            return if code.len() == CODE {
                self.strength.derive(&code, &self.salt)
            } else {
                Some(Zeroizing::default())
            };
        }
        self.strength.derive(secret.expose().as_bytes(), &self.salt)
    }

    /// What the wrapped key is bound to.
    fn bound(&self) -> Vec<u8> {
        let whose = self.therapist.to_string();
        format!("tableside slot 1\n{}\n{}\n{whose}", self.strength.memory, self.strength.passes).into_bytes()
    }
}

/// How many letters a recovery code has.
const CODE: usize = 25;

/// Letters and digits that are not mistaken for each other.
const ALPHABET: &[u8; 32] = b"0123456789abcdefghjkmnpqrstvwxyz";

/// Returns a new recovery code: five groups of five, 125 bits.
pub fn recovery_code() -> Result<Secret, StoreError> {
    let mut bytes = Zeroizing::new([0; 25]);
    random(bytes.as_mut_slice())?;
    let mut code = Secret::default();
    for (place, byte) in bytes.iter().enumerate() {
        if place > 0 && place % 5 == 0 {
            code.push('-');
        }
        code.push(char::from(*ALPHABET.get(usize::from(byte & 31)).unwrap_or(&b'0')));
    }
    Ok(code)
}

/// Whether two recovery codes are the same, however they were typed.
pub fn same_code(one: &Secret, other: &Secret) -> bool {
    plain_code(one) == plain_code(other)
}

/// The code as its letters alone: what is easily mistaken is one.
fn plain_code(code: &Secret) -> Zeroizing<Vec<u8>> {
    let plain = |c: char| match c.to_ascii_lowercase() {
        'o' => '0',
        'i' | 'l' => '1',
        other => other,
    };
    let mut bytes = Zeroizing::new(Vec::with_capacity(Secret::MOST));
    let letters = code.expose().chars().filter(char::is_ascii_alphanumeric).map(plain);
    bytes.extend(letters.filter_map(|c| u8::try_from(c).ok()));
    bytes
}

fn random(bytes: &mut [u8]) -> Result<(), StoreError> {
    getrandom::fill(bytes).map_err(|_| StoreError::NoRandomness)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn secret(text: &str) -> Secret {
        Secret::new(&Zeroizing::new(text.to_owned()))
    }

    fn slot(key: &StoreKey) -> Slot {
        let osei = Therapist::from("J. Osei, PT".to_owned());
        Slot::wrap(key, osei, &secret("correct horse"), Strength::LEAST).unwrap()
    }

    #[test]
    fn only_the_passphrase_opens_the_slot() {
        let key = StoreKey::random().unwrap();
        let slot = slot(&key);
        assert_eq!(slot.unwrap(&secret("correct horse")).unwrap().unwrap().root, key.root);
        assert!(slot.unwrap(&secret("correct horsf")).unwrap().is_none());
        assert!(slot.unwrap(&secret("")).unwrap().is_none());
    }

    #[test]
    fn a_slot_is_bound_to_its_therapist_and_its_strength() {
        let slot = slot(&StoreKey::random().unwrap());
        let lee = Slot { therapist: Therapist::from("K. Lee, PT".to_owned()), ..slot.clone() };
        assert!(lee.unwrap(&secret("correct horse")).unwrap().is_none());
        assert_ne!(lee.digest(), slot.digest());
        let huge = Slot { strength: Strength { memory: u32::MAX, passes: 1 }, ..slot };
        assert!(huge.unwrap(&secret("correct horse")).is_err(), "and takes no memory for it");
    }

    #[test]
    fn a_recovery_code_is_read_however_it_is_typed() {
        let key = StoreKey::random().unwrap();
        let code = recovery_code().unwrap();
        assert_eq!(code.count(), 29);
        let slot = Slot::wrap(&key, Therapist::recovery_code(), &code, Strength::LEAST).unwrap();
        let typed = code.expose().to_uppercase().replace('-', " ").replace('0', "O").replace('1', "l");
        assert!(slot.unwrap(&secret(&typed)).unwrap().is_some());
        assert!(same_code(&code, &secret(&typed)));
        assert!(!same_code(&code, &secret("")));
    }

    #[test]
    fn the_strength_follows_the_machine() {
        let each = |millis: u64| {
            let mut measure = |s: Strength| Duration::from_millis(millis * u64::from(s.passes));
            Strength::calibrated(Duration::from_millis(500), &mut measure)
        };
        assert_eq!(each(50).passes, 10);
        assert_eq!(each(2000), Strength::LEAST);
        assert_eq!(each(0).passes, 500);
    }
}
