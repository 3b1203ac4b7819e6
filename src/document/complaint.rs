//! What the reading libraries complain of, in our words: they quote the value, which may be a patient's name.

use super::did_you_mean;

/// What is wrong with a text that could not be read into a value.
pub(super) struct Complaint {
    /// The path of the key; empty where the text itself is broken.
    pub(super) key: String,
    /// What is wrong.
    pub(super) message: String,
    /// What to do.
    pub(super) mend: String,
}

impl Complaint {
    /// The text is neither TOML nor JSON. Such messages name what the grammar misses, and quote nothing.
    pub(super) fn syntax(message: &str) -> Self {
        let message = message.lines().next().unwrap_or_default();
        let message = message.split(" at line ").next().unwrap_or_default();
        Self { key: String::new(), message: message.to_owned(), mend: "correct this line".to_owned() }
    }

    /// The value at a path is not what is needed there.
    pub(super) fn value(message: &str, path: &str) -> Self {
        let path = path.trim_matches('.');
        let quoted: Vec<&str> = message.split('`').skip(1).step_by(2).collect();
        let (named, known) = quoted.split_first().map_or(("", &[][..]), |(first, rest)| (*first, rest));
        let (key, message, mend) = if message.starts_with("missing field") {
            (below(path, named), "this key is missing".to_owned(), "add it".to_owned())
        } else if message.starts_with("unknown field") {
            let mend = did_you_mean(named, known.iter().copied());
            (below(path, named), format!("there is no key \"{named}\" here"), mend)
        } else if message.starts_with("duplicate field") {
            (below(path, named), "this key stands twice".to_owned(), "take one away".to_owned())
        } else if message.starts_with("unknown variant") {
            (path.to_owned(), "this word is not known".to_owned(), format!("known are {}", known.join(", ")))
        } else {
            (path.to_owned(), needed(message).to_owned(), "correct this value".to_owned())
        };
        Self { key, message, mend }
    }
}

/// A path with one more key, unless it ends with it already.
fn below(path: &str, key: &str) -> String {
    match path.rsplit('.').next() {
        None | Some("") => key.to_owned(),
        Some(last) if last == key => path.to_owned(),
        Some(_) => format!("{path}.{key}"),
    }
}

/// What the libraries expect, by its beginning, and how a person says it.
const NEEDED: [(&str, &str); 14] = [
    ("a string", "a text in quotes is needed here"),
    ("a boolean", "true or false is needed here"),
    ("a sequence", "a list is needed here"),
    ("struct", "a table of keys is needed here"),
    ("a map", "a table of keys is needed here"),
    ("a date", "a date or time is needed here"),
    ("i8", WHOLE),
    ("i16", WHOLE),
    ("i32", WHOLE),
    ("i64", WHOLE),
    ("u8", WHOLE),
    ("u16", WHOLE),
    ("u32", WHOLE),
    ("u64", WHOLE),
];
const WHOLE: &str = "a whole number is needed here";

/// What is needed in place of a value of another kind.
fn needed(message: &str) -> &'static str {
    let Some((_, wanted)) = message.rsplit_once("expected ") else { return "this value cannot be read" };
    let known = NEEDED.iter().find(|(begins, _)| wanted.starts_with(begins));
    known.map_or("another kind of value is needed here", |(_, said)| said)
}
