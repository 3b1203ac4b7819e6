//! Which key asks for what, as data: `assets/keys.toml`. Footer and help are drawn from the same table.

use serde::Deserialize;

use crate::app::{Action, Context, Key, KeyCode, Msg};
use crate::document::{Document, Fault, Faults, did_you_mean};

/// The key map, checked.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Keymap {
    bindings: Vec<Binding>,
}

/// Keys that ask for an action in a context.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Binding {
    /// Where they count.
    pub context: Context,
    /// The keys.
    pub keys: Vec<Key>,
    /// What they ask for.
    pub action: Action,
    /// The word in the footer, if it stands there.
    pub hint: Option<String>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Raw {
    bind: Vec<RawBinding>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct RawBinding {
    r#in: String,
    keys: Vec<String>,
    r#do: String,
    hint: Option<String>,
}

const CONTEXTS: [(&str, Context); 15] = [
    ("anywhere", Context::Anywhere),
    ("day", Context::Day),
    ("session", Context::Session),
    ("note", Context::Note),
    ("charges", Context::Charges),
    ("editor", Context::Editor),
    ("prompt", Context::Prompt),
    ("form", Context::Form),
    ("picker", Context::Picker),
    ("gap", Context::Gap),
    ("question", Context::Question),
    ("help", Context::Help),
    ("set-up", Context::SetUp),
    ("locked", Context::Locked),
    ("unlocking", Context::Unlocking),
];

impl Keymap {
    /// Returns the key map that the program carries.
    pub fn builtin() -> Result<Self, Faults> {
        Self::parse(&Document::toml("keys.toml (built in)", include_str!("../assets/keys.toml")))
    }

    /// Reads a key map; all faults are reported together.
    pub fn parse(document: &Document) -> Result<Self, Faults> {
        let raw: Raw = document.parse().map_err(|fault| Faults(vec![fault]))?;
        let mut faults = Vec::new();
        let mut bindings: Vec<Binding> = Vec::new();
        for (i, row) in raw.bind.into_iter().enumerate() {
            match binding(document, i, row) {
                Ok(binding) => {
                    faults.extend(conflicts(document, i, &binding, &bindings));
                    bindings.push(binding);
                }
                Err(mut found) => faults.append(&mut found),
            }
        }
        if faults.is_empty() { Ok(Self { bindings }) } else { Err(Faults(faults)) }
    }

    /// Returns the bindings of a context, in the order of the table.
    pub fn bindings(&self, context: Context) -> impl Iterator<Item = &Binding> {
        self.bindings.iter().filter(move |b| b.context == context)
    }

    /// Returns what a key says in a context.
    pub fn message(&self, context: Context, key: Key) -> Msg {
        let bound = |context| self.bindings(context).find(|b| b.keys.contains(&key)).map(|b| Msg::Do(b.action));
        if let Some(own) = bound(context) {
            return own;
        }
        match (context, key.code) {
            (Context::Session, KeyCode::Char(c @ '1'..='9')) if key.is_text() => {
                return Msg::Do(Action::Area(c as u8 - b'1'));
            }
            (Context::Session, KeyCode::Char('0')) if key.is_text() => return Msg::Do(Action::Area(9)),
            (Context::Session, KeyCode::Char(c @ 'a'..='z')) if key.is_text() => {
                return Msg::Do(Action::Technique(c));
            }
            _ => {}
        }
        if context.is_text() {
            let leaves_text = key.ctrl || matches!(key.code, KeyCode::F(_));
            return bound(Context::Anywhere).filter(|_| leaves_text).unwrap_or(Msg::Type(key));
        }
        bound(Context::Anywhere).unwrap_or(Msg::Unbound(key))
    }
}

fn binding(document: &Document, i: usize, row: RawBinding) -> Result<Binding, Vec<Fault>> {
    let mut faults = Vec::new();
    let place = |key: &str| format!("bind[{i}].{key}");
    let context = CONTEXTS.iter().find(|(name, _)| *name == row.r#in).map(|(_, context)| *context);
    if context.is_none() {
        let mend = did_you_mean(&row.r#in, CONTEXTS.iter().map(|(name, _)| *name));
        faults.push(document.fault(&place("in"), format!("there is no screen \"{}\"", row.r#in), mend));
    }
    let action = Action::NAMED.iter().find(|a| a.name() == row.r#do).copied();
    if action.is_none() {
        let mend = did_you_mean(&row.r#do, Action::NAMED.iter().map(|a| a.name()));
        faults.push(document.fault(&place("do"), format!("there is no action \"{}\"", row.r#do), mend));
    }
    let mut keys = Vec::new();
    for text in &row.keys {
        match text.parse::<Key>() {
            Ok(key) => keys.push(key),
            Err(error) => faults.push(document.fault(&place("keys"), error.to_string(), "")),
        }
    }
    match (context, action) {
        (Some(context), Some(action)) if faults.is_empty() => Ok(Binding { context, keys, action, hint: row.hint }),
        _ => Err(faults),
    }
}

fn conflicts(document: &Document, i: usize, new: &Binding, before: &[Binding]) -> Vec<Fault> {
    let taken = |key: &&Key| before.iter().any(|b| b.context == new.context && b.keys.contains(key));
    let path = format!("bind[{i}].keys");
    let fault =
        |key: &Key| document.fault(&path, format!("the key \"{key}\" is bound twice on this screen"), "choose another");
    new.keys.iter().filter(taken).map(fault).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_built_in_keys_are_sound() {
        Keymap::builtin().unwrap();
    }

    #[test]
    fn faults_are_reported_together() {
        let text = "[[bind]]\nin = \"dya\"\nkeys = [\"n\"]\ndo = \"help\"\n[[bind]]\nin = \"day\"\nkeys = [\"f99\"]\ndo = \"hlep\"\n";
        let faults = Keymap::parse(&Document::toml("keys.toml", text)).unwrap_err().0;
        assert_eq!(faults.len(), 3);
        assert_eq!(faults[0].line, Some(2));
        assert!(faults[1].mend.contains("help"));
    }

    #[test]
    fn letters_are_techniques_on_the_session_screen_and_text_in_a_form() {
        let keymap = Keymap::builtin().unwrap();
        let p = Key::char('p');
        assert_eq!(keymap.message(Context::Session, p), Msg::Do(Action::Technique('p')));
        assert_eq!(keymap.message(Context::Session, Key::char('0')), Msg::Do(Action::Area(9)));
        assert_eq!(keymap.message(Context::Form, p), Msg::Type(p));
        assert_eq!(keymap.message(Context::Form, Key::char('?')), Msg::Type(Key::char('?')));
        assert_eq!(keymap.message(Context::Day, Key::char('?')), Msg::Do(Action::Help));
    }
}
