//! A key press, free of any terminal library.

use std::fmt;
use std::str::FromStr;

/// A key with its modifiers.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct Key {
    /// Which key.
    pub code: KeyCode,
    /// With control held.
    pub ctrl: bool,
    /// With alt held.
    pub alt: bool,
    /// With shift held; never set for characters, which carry it themselves.
    pub shift: bool,
}

/// Which key.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum KeyCode {
    /// A character as typed, upper case where shift was held.
    Char(char),
    /// A function key.
    F(u8),
    /// Enter.
    Enter,
    /// Escape.
    Esc,
    /// Tab; with shift for the other direction.
    Tab,
    /// Backspace.
    Backspace,
    /// Delete.
    Delete,
    /// Arrow up.
    Up,
    /// Arrow down.
    Down,
    /// Arrow left.
    Left,
    /// Arrow right.
    Right,
    /// Home.
    Home,
    /// End.
    End,
    /// Page up.
    PageUp,
    /// Page down.
    PageDown,
    /// Insert.
    Insert,
    /// A media key: play or pause.
    PlayPause,
    /// A media key: play.
    Play,
    /// A media key: pause.
    Pause,
    /// A media key: stop.
    Stop,
    /// A media key: next track.
    Next,
    /// A media key: previous track.
    Previous,
}

const NAMED: [(&str, KeyCode); 21] = [
    ("enter", KeyCode::Enter),
    ("esc", KeyCode::Esc),
    ("tab", KeyCode::Tab),
    ("backspace", KeyCode::Backspace),
    ("delete", KeyCode::Delete),
    ("up", KeyCode::Up),
    ("down", KeyCode::Down),
    ("left", KeyCode::Left),
    ("right", KeyCode::Right),
    ("home", KeyCode::Home),
    ("end", KeyCode::End),
    ("pageup", KeyCode::PageUp),
    ("pagedown", KeyCode::PageDown),
    ("space", KeyCode::Char(' ')),
    ("insert", KeyCode::Insert),
    ("play-pause", KeyCode::PlayPause),
    ("play", KeyCode::Play),
    ("pause", KeyCode::Pause),
    ("stop", KeyCode::Stop),
    ("next", KeyCode::Next),
    ("previous", KeyCode::Previous),
];

/// The text names no key.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("\"{0}\" is no key; write a character, \"space\", \"enter\", \"esc\", \"f1\", or one with \"ctrl-\" before it")]
pub struct NotAKey(String);

impl Key {
    /// A character without modifiers.
    pub fn char(c: char) -> Self {
        Self::plain(KeyCode::Char(c))
    }

    /// A key without modifiers.
    pub fn plain(code: KeyCode) -> Self {
        Self { code, ctrl: false, alt: false, shift: false }
    }

    /// Returns the key as it is known here, however the terminal says it: many say F13 to F24 as F1 to F12 with shift.
    #[must_use]
    pub fn known(self) -> Self {
        match self.code {
            KeyCode::F(n @ 1..=12) if self.shift => Self { code: KeyCode::F(n + 12), shift: false, ..self },
            // A character carries its shift itself.
            KeyCode::Char(c) if self.shift => {
                let code = KeyCode::Char(c.to_uppercase().next().unwrap_or(c));
                Self { code, shift: false, ..self }
            }
            _ => self,
        }
    }

    /// Whether the key writes a character.
    pub fn is_text(self) -> bool {
        matches!(self.code, KeyCode::Char(_)) && !self.ctrl && !self.alt
    }
}

impl FromStr for Key {
    type Err = NotAKey;

    fn from_str(text: &str) -> Result<Self, NotAKey> {
        let mut key = Self::plain(KeyCode::Esc);
        let mut rest = text;
        loop {
            let (flag, after) = match rest.split_once('-') {
                Some(("ctrl", after)) if !after.is_empty() => (&mut key.ctrl, after),
                Some(("alt", after)) if !after.is_empty() => (&mut key.alt, after),
                Some(("shift", after)) if !after.is_empty() => (&mut key.shift, after),
                _ => break,
            };
            *flag = true;
            rest = after;
        }
        let mut chars = rest.chars();
        key.code = match (chars.next(), chars.as_str()) {
            (Some(c), "") => KeyCode::Char(c),
            (Some('f'), number) if number.parse::<u8>().is_ok_and(|n| (1..=24).contains(&n)) => {
                KeyCode::F(number.parse().map_err(|_| NotAKey(text.to_owned()))?)
            }
            _ => NAMED
                .iter()
                .find(|(name, _)| *name == rest)
                .map(|(_, code)| *code)
                .ok_or_else(|| NotAKey(text.to_owned()))?,
        };
        Ok(key.known())
    }
}

impl fmt::Display for Key {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (held, word) in [(self.ctrl, "ctrl-"), (self.alt, "alt-"), (self.shift, "shift-")] {
            if held {
                f.write_str(word)?;
            }
        }
        if let Some((name, _)) = NAMED.iter().find(|(_, code)| *code == self.code) {
            return f.write_str(name);
        }
        match self.code {
            KeyCode::Char(c) => write!(f, "{c}"),
            KeyCode::F(n) => write!(f, "f{n}"),
            _ => Ok(()),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_key_reads_as_it_prints() {
        for text in ["n", "A", "?", "-", "space", "enter", "f1", "f24", "ctrl-s", "shift-tab", "ctrl-alt-x", "ctrl--"] {
            assert_eq!(text.parse::<Key>().unwrap().to_string(), text);
        }
        assert_eq!("shift-a".parse::<Key>().unwrap(), Key::char('A'));
        for (name, _) in NAMED {
            assert_eq!(name.parse::<Key>().unwrap().to_string(), name);
        }
        assert_eq!("shift-f1".parse::<Key>().unwrap(), Key::plain(KeyCode::F(13)), "as many terminals say a pedal");
        for text in ["", "f25", "hello", "ctrl-"] {
            assert!(text.parse::<Key>().is_err(), "{text}");
        }
    }
}
