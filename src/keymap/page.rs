//! The key map in words: for the command, and for the page of keys.

use super::Keymap;
use crate::app::{Action, Context};
use crate::words::{pad, width};

/// Where the page stands in the project.
const HEAD: &str = "\
# Keys

Every key of every screen, as shipped. `tableside keys` prints the same with your own keys in it; `?` shows those of the
screen you are on, and `:` finds anything by its name. A file `keys.toml` beside the configuration lies over these: see
[assets/keys.toml](../assets/keys.toml), which says how. Foot pedals send `f13` to `f24`, or the media keys where
`keyboard = \"enhanced\"` is set.
";

/// Returns what each screen's keys ask for, for a terminal.
pub fn table(keymap: &Keymap) -> String {
    let mut out = String::new();
    for context in Context::ALL {
        let rows = rows(keymap, context);
        let room = rows.iter().map(|(keys, ..)| width(keys)).max().unwrap_or(0);
        out += &format!("{}\n", context.title());
        for (keys, name, help) in rows {
            out += &format!("  {}  {}  {help}\n", pad(&keys, room), pad(&name, 18));
        }
        out += "\n";
    }
    out
}

/// Returns the same as a page in Markdown.
pub fn page(keymap: &Keymap) -> String {
    let mut out = HEAD.to_owned();
    for context in Context::ALL {
        out += &format!(
            "\n## {}\n\n`in = \"{}\"`\n\n| keys | `do` | what it does |\n| --- | --- | --- |\n",
            context.title(),
            context.word()
        );
        for (keys, name, help) in rows(keymap, context) {
            let keys: Vec<String> = keys.split(' ').map(|key| format!("`{}`", key.replace('|', "\\|"))).collect();
            out += &format!("| {} | `{name}` | {help} |\n", keys.join(" "));
        }
    }
    out
}

fn rows(keymap: &Keymap, context: Context) -> Vec<(String, String, &'static str)> {
    let mut rows = Vec::new();
    if context == Context::Session {
        rows.push(("1-9 0".to_owned(), "area-1".to_owned(), Action::Area(0).help()));
        rows.push(("a-z".to_owned(), "technique-a".to_owned(), Action::Technique('a').help()));
    }
    for binding in keymap.bindings(context) {
        let keys: Vec<String> = binding.keys.iter().map(ToString::to_string).collect();
        rows.push((keys.join(" "), binding.action.whole_name(), binding.action.help()));
    }
    rows
}
