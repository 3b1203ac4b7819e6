//! A text that must not be left behind, such as a passphrase: wiped when it is dropped, never printed.
//!
//! On the ground floor, because a screen types it, and the store takes it.

use std::fmt;

use zeroize::{Zeroize as _, Zeroizing};

/// A passphrase or recovery code as typed.
#[derive(Clone, PartialEq, Eq)]
pub struct Secret(Zeroizing<String>);

impl Secret {
    /// The most bytes; the room is taken at once, so that growing leaves no copies behind.
    pub const MOST: usize = 512;

    /// Takes a text in; what it has beyond [`Self::MOST`] bytes is left out.
    pub fn new(text: &Zeroizing<String>) -> Self {
        let mut secret = Self::default();
        text.chars().for_each(|c| secret.push(c));
        secret
    }

    /// Adds a character at the end, while there is room.
    pub fn push(&mut self, c: char) {
        if self.0.len() + c.len_utf8() <= Self::MOST {
            self.0.push(c);
        }
    }

    /// Takes the last character away.
    pub fn pop(&mut self) {
        self.0.pop();
    }

    /// Takes everything away.
    pub fn clear(&mut self) {
        self.0.zeroize();
    }

    /// Whether nothing was typed.
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// Returns how many characters there are.
    pub fn count(&self) -> usize {
        self.0.chars().count()
    }

    /// Returns why it is no passphrase to be chosen; none where it is one.
    pub fn unfit(&self) -> Option<&'static str> {
        if self.count() < 8 {
            Some("A passphrase has 8 characters or more")
        } else if self.0.trim() != self.0.as_str() {
            // At the lock, a space at first is the pause key.
            Some("A passphrase begins and ends with something else than a space")
        } else {
            None
        }
    }

    /// Returns the text, for whoever derives a key from it.
    pub fn expose(&self) -> &str {
        &self.0
    }
}

impl Default for Secret {
    fn default() -> Self {
        Self(Zeroizing::new(String::with_capacity(Self::MOST)))
    }
}

impl fmt::Debug for Secret {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Secret(..)")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_secret_is_never_printed_and_never_grows_out_of_its_room() {
        let mut secret = Secret::new(&Zeroizing::new("correct horse".to_owned()));
        assert_eq!(format!("{secret:?}"), "Secret(..)");
        (0..2 * Secret::MOST).for_each(|_| secret.push('é'));
        assert!(secret.expose().len() <= Secret::MOST);
        assert_eq!(secret.0.capacity(), Secret::MOST);
        secret.clear();
        assert!(secret.is_empty());
    }
}
