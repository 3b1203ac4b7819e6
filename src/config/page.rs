//! The page of options: every one with its default and its meaning, drawn from the example and from what is checked.

use toml::{Table, Value};

use super::allowed::{range, words};
use super::{EXAMPLE, Origin, layer};

const HEAD: &str = "\
# The configuration

Every option, with its default. `tableside config init` writes them all to a file of your own, `tableside config path` says
where that is, `tableside config check` says what is wrong in it, and `tableside config show` prints every value with its
origin: the default, your file, or the command line. What is not in your file keeps its default. The program never changes
your file.

What lies beside the configuration has pages of its own: the catalogue ([catalogue.md](catalogue.md)), keys, themes and what
rings ([protocols.md](protocols.md)), templates of the note ([templates.md](templates.md)).

In the environment, `XDG_CONFIG_HOME` and `XDG_DATA_HOME` move the folders of the configuration and of the record, `NO_COLOR`
takes the colours away, and `VISUAL` or else `EDITOR` is what `ctrl-e` opens.
";

/// Returns the page in Markdown. `formats` are the words of the forms that a note can have.
pub fn page(formats: &[&str]) -> String {
    let mut settings = Vec::new();
    layer::flatten(&EXAMPLE.parse::<Table>().unwrap_or_default(), "", &Origin::Default, &mut settings);
    let value = |key: &str| settings.iter().find(|setting| setting.key == key).map(|setting| &setting.value);
    let (mut out, mut above) = (HEAD.to_owned(), String::new());
    out += &heading("At the head of the file");
    for line in EXAMPLE.lines() {
        if let Some(table) = line.strip_prefix('[').and_then(|rest| rest.strip_suffix(']')) {
            out += &heading(&format!("`[{table}]`"));
            above = format!("{table}.");
        } else if let Some((name, rest)) = line.split_once(" = ").filter(|_| !line.starts_with('#')) {
            let key = format!("{above}{name}");
            let meaning = rest.rsplit_once(" # ").map_or("", |(_, meaning)| meaning).trim().replace('|', "\\|");
            if let Some(value) = value(&key) {
                out += &format!("| `{name}` | `{value}` | {} | {meaning} |\n", kind(&key, value, formats));
            }
        }
    }
    out
}

fn heading(title: &str) -> String {
    format!("\n## {title}\n\n| option | default | what it may be | what it is |\n| --- | --- | --- | --- |\n")
}

/// What the value of an option may be.
fn kind(key: &str, value: &Value, formats: &[&str]) -> String {
    let words = if key == "export.formats" { formats } else { words(key) };
    let words = words.iter().map(|word| format!("`\"{word}\"`")).collect::<Vec<_>>().join(", ");
    match value {
        Value::Boolean(_) => "`true`, `false`".to_owned(),
        Value::Integer(_) => {
            range(key).map_or_else(String::new, |range| format!("{} to {}", range.start(), range.end()))
        }
        Value::Array(_) if words.is_empty() => "a list of texts".to_owned(),
        Value::Array(_) => format!("a list of {words}"),
        _ if key == "payer" => "the id of a payer".to_owned(),
        _ if words.is_empty() => "a text".to_owned(),
        _ => words,
    }
}
