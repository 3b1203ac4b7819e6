//! The templates of the note: the program's own, and a clinic's in their place.
//!
//! A mistake in a template is told with file and line, and nothing stands in for it. The words of a template's error may
//! quote what it was given, so only those are told that speak of the template alone.

use std::sync::Arc;

use minijinja::syntax::SyntaxConfig;
use minijinja::value::Serde;
use minijinja::{Environment, Error, ErrorKind, UndefinedBehavior, Value};

use super::Sheet;
use crate::note::Note;
use crate::words::{column, counted, folded, plain, width};

/// How many cells wide the note is as plain text.
pub const WIDTH: usize = 74;

/// How many steps a template may take: far more than the longest note needs, and far less than a loop without end.
const FUEL: u64 = 3_000_000;

/// How deep macros and includes may call each other.
const DEPTH: usize = 20;

/// The templates that a clinic can replace, by the names of their files.
pub const REPLACEABLE: [&str; 2] = ["note.txt", "note.md"];

/// The program's own.
const OWN: [(&str, &str); 3] = [
    ("note.txt", include_str!("../../assets/templates/note.txt")),
    ("note.md", include_str!("../../assets/templates/note.md")),
    ("charges.txt", include_str!("../../assets/templates/charges.txt")),
];

/// A mistake in a template.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{file}{}: {what}", .line.map(|line| format!(", line {line}")).unwrap_or_default())]
pub struct TemplateError {
    /// The file.
    pub file: String,
    /// The line, from 1, where it is known.
    pub line: Option<usize>,
    /// What is wrong; nothing of a patient.
    pub what: String,
}

/// The templates. One with a mistake gives no note its form; the others do.
#[derive(Debug, Clone)]
pub struct Templates {
    environment: Arc<Environment<'static>>,
    /// Where those were read that are the clinic's own.
    files: Vec<(&'static str, String)>,
    /// What is wrong in them.
    faults: Vec<(&'static str, TemplateError)>,
}

impl Templates {
    /// Returns the program's own.
    pub fn builtin() -> Self {
        Self::layered(&[])
    }

    /// Returns the program's own, with a clinic's in the place of those of the same name: name, file and text of each.
    pub fn layered(clinic: &[(&'static str, String, String)]) -> Self {
        let mut environment = environment();
        let files: Vec<_> = clinic.iter().map(|(name, file, _)| (*name, file.clone())).collect();
        let mut faults = Vec::new();
        for (name, own) in OWN {
            let theirs = clinic.iter().find(|(replaced, ..)| *replaced == name).map(|(.., text)| text.as_str());
            if let Err(error) = environment.add_template_owned(name, theirs.unwrap_or(own).to_owned()) {
                faults.push((name, told(&error, name, &files)));
            }
        }
        Self { environment: Arc::new(environment), files, faults }
    }

    /// Returns the first mistake in them.
    pub fn fault(&self) -> Option<&TemplateError> {
        self.faults.first().map(|(_, fault)| fault)
    }

    /// Returns a note as plain text, ending with a newline.
    pub fn text(&self, note: &Note) -> Result<String, TemplateError> {
        self.render("note.txt", &Sheet::of(note))
    }

    /// Returns a note as Markdown, ending with a newline.
    pub fn markdown(&self, note: &Note) -> Result<String, TemplateError> {
        self.render("note.md", &Sheet::of(note))
    }

    /// Returns the charges of a note as plain text: why each unit is billed, with the rules cited below.
    pub fn charges(&self, note: &Note) -> Result<String, TemplateError> {
        self.render("charges.txt", &Sheet::of(note))
    }

    fn render(&self, name: &str, sheet: &Sheet) -> Result<String, TemplateError> {
        if let Some((_, fault)) = self.faults.iter().find(|(of, _)| *of == name) {
            return Err(fault.clone());
        }
        let template = self.environment.get_template(name).map_err(|error| told(&error, name, &self.files))?;
        let text = template.render(Serde(sheet)).map_err(|error| told(&error, name, &self.files))?;
        if text.trim().is_empty() && REPLACEABLE.contains(&name) {
            return Err(TemplateError {
                file: file_of(name, &self.files),
                line: None,
                what: "it makes an empty note".to_owned(),
            });
        }
        // Whoever prints a note on a terminal sees it as it is.
        let mut out = String::with_capacity(text.len());
        for line in plain(&text).trim_end().lines() {
            // Two spaces at its end break a line of Markdown.
            let breaks = name == "note.md" && line.ends_with("  ");
            out += line.trim_end();
            out += if breaks { "  \n" } else { "\n" };
        }
        Ok(out)
    }
}

fn environment() -> Environment<'static> {
    let mut environment = Environment::new();
    if let Ok(syntax) =
        SyntaxConfig::builder().trim_blocks(true).lstrip_blocks(true).keep_trailing_newline(true).build()
    {
        environment.set_syntax(syntax);
    }
    environment.set_undefined_behavior(UndefinedBehavior::Strict);
    environment.set_auto_escape_callback(|_| minijinja::AutoEscape::None);
    environment.set_fuel(Some(FUEL));
    // What is carried from round to round, or doubles itself by calling itself, could fill the memory before the fuel is out.
    environment.remove_global("namespace");
    environment.set_recursion_limit(DEPTH);
    environment.add_filter("wrap", wrap);
    environment.add_filter("pad", |text: &Value, cells: usize| column(&text.to_string(), cells.min(WIDTH)));
    environment.add_filter("right", right);
    environment.add_filter("row", row);
    environment.add_filter("counted", |count: u32, noun: &str| counted(count, noun));
    environment.add_filter("md", |text: &str| markup(text));
    environment
}

/// Folds a text between words, the first line behind a label and the others set in as far.
fn wrap(text: &str, label: Option<&str>) -> String {
    let label = label.unwrap_or_default();
    folded(text, label, &" ".repeat(width(label)), WIDTH).join("\n")
}

/// Puts a text at the right of so many cells.
fn right(text: &Value, cells: usize) -> String {
    let text = text.to_string();
    " ".repeat(cells.min(WIDTH).saturating_sub(width(&text))) + &text
}

/// Lays cells side by side in columns; what is too long for its column goes on below.
#[expect(clippy::needless_pass_by_value, reason = "a filter is given its values")]
fn row(cells: Vec<String>, widths: Vec<usize>) -> String {
    let last = widths.len().saturating_sub(1);
    let columns: Vec<(Vec<String>, usize)> = cells
        .iter()
        .zip(widths)
        .enumerate()
        .map(|(at, (text, cells))| {
            let cells = cells.min(WIDTH);
            let room = if at == last { cells } else { cells.saturating_sub(1) };
            // What was put at the right keeps its place.
            let indent = &text.get(..text.len() - text.trim_start().len()).unwrap_or_default();
            (folded(text.trim_start(), indent, "", room.max(1)), cells)
        })
        .collect();
    let height = columns.iter().map(|(lines, _)| lines.len()).max().unwrap_or(0);
    let line = |at: usize| -> String {
        let cell = |(lines, cells): &(Vec<String>, usize)| column(lines.get(at).map_or("", String::as_str), *cells);
        columns.iter().map(cell).collect::<String>().trim_end().to_owned()
    };
    (0..height).map(line).collect::<Vec<_>>().join("\n")
}

/// Keeps a line from being read as markup, whatever it begins with or holds.
fn markup(text: &str) -> String {
    let text = text.trim();
    let digits = text.len() - text.trim_start_matches(|c: char| c.is_ascii_digit()).len();
    let mut out = String::with_capacity(text.len());
    for (at, c) in text.char_indices() {
        // Lists, rules and underlined headings are made of what a line begins with.
        let begins = (at == 0 && "-+=:".contains(c)) || (at == digits && at > 0 && ".)".contains(c));
        if begins || "\\`*_[]<>#|&~!".contains(c) {
            out.push('\\');
        }
        out.push(c);
    }
    out
}

/// Returns where a template was read; the program's own by its name.
fn file_of(name: &str, files: &[(&str, String)]) -> String {
    files.iter().find(|(own, _)| *own == name).map_or_else(|| name.to_owned(), |(_, file)| file.clone())
}

/// Tells a template's mistake with its file and line, and nothing of what the template was given.
fn told(error: &Error, name: &str, files: &[(&str, String)]) -> TemplateError {
    let name = error.name().unwrap_or(name);
    let file = file_of(name, files);
    let what = match error.kind() {
        ErrorKind::OutOfFuel => "it takes more steps than any note needs: a loop without end?".to_owned(),
        ErrorKind::UndefinedError => {
            "it names something that a note does not have; docs/templates.md lists what it has".to_owned()
        }
        // These speak of the template's own words.
        ErrorKind::SyntaxError | ErrorKind::UnknownFilter | ErrorKind::UnknownFunction | ErrorKind::UnknownTest => {
            format!("{}{}", error.kind(), error.detail().map(|detail| format!(": {detail}")).unwrap_or_default())
        }
        ErrorKind::InvalidOperation => {
            "it does what cannot be done: a value of the wrong kind, a division by zero, a range or macros without end?"
                .to_owned()
        }
        other => other.to_string(),
    };
    TemplateError { file, line: error.line(), what }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_line_is_read_as_markup() {
        assert_eq!(markup("---"), "\\---");
        assert_eq!(markup(":--"), "\\:--", "else the line above it is the head of a table");
        assert_eq!(markup("    1. one"), "1\\. one");
        assert_eq!(markup("1.5 of 10 | <b> &amp; ~~x~~"), "1\\.5 of 10 \\| \\<b\\> \\&amp; \\~\\~x\\~\\~");
        assert_eq!(markup("Rosa Marin, 3/10"), "Rosa Marin, 3/10");
    }

    #[test]
    fn a_row_goes_on_below_and_keeps_its_columns() {
        let cells = ["one", "two words", "  9"].map(str::to_owned).to_vec();
        assert_eq!(row(cells, vec![5, 6, 3]), "one  two     9\n     words");
        let endless = row(vec!["a".to_owned(), "b".to_owned()], vec![usize::MAX, usize::MAX]);
        assert_eq!(width(&endless), WIDTH + 1, "no column is wider than the note");
    }
}
