//! Which key asks for what, as data: `assets/keys.toml`, with the clinic's own file over it. Footer, help, palette and
//! the page of keys are drawn from the same table.

mod page;

use serde::Deserialize;

pub use page::{page, table};

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
    #[serde(default)]
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

impl Keymap {
    /// Returns the key map that the program carries.
    pub fn builtin() -> Result<Self, Faults> {
        Self::layered(None)
    }

    /// Returns the built-in key map with the clinic's own over it; all faults are reported together.
    ///
    /// A row takes the place of the row with the same screen and action. A key that it gives to something else is taken
    /// from what had it.
    pub fn layered(own: Option<&Document>) -> Result<Self, Faults> {
        let mut bindings = Self::rows(&Document::toml("keys.toml (built in)", include_str!("../assets/keys.toml")))?;
        let own = own.map_or(Ok(Vec::new()), Self::rows)?;
        for binding in &bindings {
            debug_assert!(binding.action.counts_in(binding.context));
        }
        for row in own {
            for binding in bindings.iter_mut().filter(|b| b.context == row.context) {
                binding.keys.retain(|key| !row.keys.contains(key));
            }
            match bindings.iter_mut().find(|b| (b.context, b.action) == (row.context, row.action)) {
                Some(binding) => (binding.keys, binding.hint) = (row.keys, row.hint.or(binding.hint.take())),
                None => bindings.push(row),
            }
        }
        bindings.retain(|binding| !binding.keys.is_empty());
        Ok(Self { bindings })
    }

    fn rows(document: &Document) -> Result<Vec<Binding>, Faults> {
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
        if faults.is_empty() { Ok(bindings) } else { Err(Faults(faults)) }
    }

    /// Returns the bindings of a context, in the order of the table.
    pub fn bindings(&self, context: Context) -> impl Iterator<Item = &Binding> {
        self.bindings.iter().filter(move |b| b.context == context)
    }

    /// Returns the bindings that count in a context: its own, and those of everywhere with a key that it lets through.
    pub fn counting(&self, context: Context) -> impl Iterator<Item = &Binding> {
        let everywhere = self.bindings(Context::Anywhere);
        let through = move |b: &&Binding| b.keys.iter().any(|key| !context.is_text() || leaves_text(*key));
        self.bindings(context).chain(everywhere.filter(through).filter(move |_| context != Context::Anywhere))
    }

    /// Returns the first key that asks for an action in a context.
    pub fn key_of(&self, context: Context, action: Action) -> Option<Key> {
        let asks = |key: &&Key| self.message(context, **key) == Msg::Do(action);
        let bound = |context| self.bindings(context).filter(move |b| b.action == action).flat_map(|b| &b.keys);
        bound(context).chain(bound(Context::Anywhere)).find(asks).copied()
    }

    /// Returns what a key says in a context.
    pub fn message(&self, context: Context, key: Key) -> Msg {
        let key = key.known();
        let bound = |context| self.bindings(context).find(|b| b.keys.contains(&key)).map(|b| Msg::Do(b.action));
        if let Some(own) = bound(context) {
            return own;
        }
        match (context, key.code) {
            (Context::Session, KeyCode::Char(c @ '1'..='9')) if key.is_text() => {
                return Msg::Do(Action::Area(c as u8 - b'1'));
            }
            (Context::Note, KeyCode::Char(c @ '1'..='9')) if key.is_text() => {
                return Msg::Do(Action::Missing(c as u8 - b'1'));
            }
            (Context::Session, KeyCode::Char('0')) if key.is_text() => return Msg::Do(Action::Area(9)),
            (Context::Session, KeyCode::Char(c @ 'a'..='z')) if key.is_text() => {
                return Msg::Do(Action::Technique(c));
            }
            _ => {}
        }
        if context.is_text() {
            return bound(Context::Anywhere).filter(|_| leaves_text(key)).unwrap_or(Msg::Type(key));
        }
        bound(Context::Anywhere).unwrap_or(Msg::Unbound(key))
    }
}

/// Whether a key asks for something even where texts are typed.
fn leaves_text(key: Key) -> bool {
    key.ctrl || matches!(key.code, KeyCode::F(_))
}

/// The actions that say which, each by one example.
const WITH_A_PLACE: [&str; 3] = ["area-1", "technique-p", "missing-1"];

fn binding(document: &Document, i: usize, row: RawBinding) -> Result<Binding, Vec<Fault>> {
    let mut faults = Vec::new();
    let place = |key: &str| format!("bind[{i}].{key}");
    let context = Context::ALL.into_iter().find(|context| context.word() == row.r#in);
    if context.is_none() {
        let mend = did_you_mean(&row.r#in, Context::ALL.map(Context::word));
        faults.push(document.fault(&place("in"), format!("there is no screen \"{}\"", row.r#in), mend));
    }
    let action = Action::named(&row.r#do);
    match (action, context) {
        (None, _) => {
            let mend = did_you_mean(&row.r#do, Action::NAMED.iter().map(|a| a.name()).chain(WITH_A_PLACE));
            faults.push(document.fault(&place("do"), format!("there is no action \"{}\"", row.r#do), mend));
        }
        (Some(action), Some(context)) if !action.counts_in(context) => {
            let where_it_does: Vec<&str> = action.contexts().iter().map(|context| context.word()).collect();
            let mend = format!("it counts in: {}", where_it_does.join(", "));
            faults.push(document.fault(&place("do"), format!("\"{}\" does nothing there", row.r#do), mend));
        }
        (Some(_), _) => {}
    }
    let mut keys = Vec::new();
    for (at, text) in row.keys.iter().enumerate() {
        let place = place(&format!("keys[{at}]"));
        match text.parse::<Key>() {
            Ok(key) if context.is_some_and(|context| context.takes(key)) => {
                let mend = "choose one with ctrl-, or a function key";
                faults.push(document.fault(&place, format!("\"{key}\" could not be typed there any more"), mend));
            }
            Ok(key) => keys.push(key),
            Err(error) => faults.push(document.fault(&place, error.to_string(), "")),
        }
    }
    match (context, action) {
        (Some(context), Some(action)) if faults.is_empty() => Ok(Binding { context, keys, action, hint: row.hint }),
        _ => Err(faults),
    }
}

fn conflicts(document: &Document, i: usize, new: &Binding, before: &[Binding]) -> Vec<Fault> {
    let holder = |key: &Key| before.iter().find(|b| b.context == new.context && b.keys.contains(key));
    let path = format!("bind[{i}].keys");
    let fault = |key: &Key| {
        let other = holder(key)?.action.whole_name();
        let message =
            format!("the key \"{key}\" is bound twice on this screen: to {other} and to {}", new.action.whole_name());
        Some(document.fault(&path, message, "choose another"))
    };
    let twice = before.iter().any(|b| (b.context, b.action) == (new.context, new.action));
    let twice = twice.then(|| {
        let message = format!("\"{}\" stands twice for this screen", new.action.whole_name());
        document.fault(&format!("bind[{i}].do"), message, "write all its keys in one row")
    });
    new.keys.iter().filter_map(fault).chain(twice).collect()
}

#[cfg(test)]
mod tests;
