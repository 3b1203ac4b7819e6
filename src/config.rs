//! The configuration: `config.toml.example` is the lowest layer, the clinic's file lies over it, the command line
//! over both; each value remembers where it came from.
//!
//! Pure: whoever calls has read the file. All faults are reported together.

use std::fmt;
use std::path::{Path, PathBuf};

use toml::{Table, Value};

use crate::catalog::{Catalog, PayerId};
use crate::document::{Document, Fault, Faults, did_you_mean};
use crate::session::Therapist;

/// Every option with its default, as shipped.
pub const EXAMPLE: &str = include_str!("../config.toml.example");

/// Returns the example with the folder for exports filled in.
pub fn example_with_exports(folder: &str) -> String {
    let mut done = false;
    let lines = EXAMPLE.lines().map(|line| {
        let here =
            line.starts_with("folder = ") && line.contains("notes are written") && !std::mem::replace(&mut done, true);
        if here { format!("folder = {}", Value::String(folder.to_owned())) } else { line.to_owned() }
    });
    lines.map(|line| line + "\n").collect()
}

/// The checked configuration.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Config {
    /// Who else treats here.
    pub team: Vec<Therapist>,
    /// The payer offered first.
    pub payer: PayerId,
    /// The clinic's name; may be empty.
    pub clinic: String,
    /// Its address, line by line.
    pub address: Vec<String>,
    /// A picture in PNG that stands above each note; none where none is configured.
    pub logo: Option<PathBuf>,
    /// The paper of a PDF: one of [`PAGES`].
    pub page: String,
    /// The word for the person treated.
    pub patient: String,
    /// Where the record is kept, if not in its usual place.
    pub store: Option<PathBuf>,
    /// Where notes are written, if not beside the record.
    pub exports: Option<PathBuf>,
    /// The forms of a note.
    pub formats: Vec<String>,
    /// After how many minutes without a key the screen locks.
    pub lock_after: i64,
    /// Where a backup is made at the day's export, if anywhere.
    pub backups: Option<PathBuf>,
    /// How many of them are kept.
    pub keep: i64,
    /// The theme's name.
    pub theme: String,
    /// What borders are drawn with: one of [`BORDERS`].
    pub borders: String,
    /// Whether the mouse counts.
    pub mouse: bool,
    /// How the keyboard is listened to: one of [`KEYBOARDS`].
    pub keyboard: String,
    /// What is reminded of, and how.
    pub remind: Remind,
}

/// What is reminded of, and how.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Remind {
    /// Of what: words of [`REMINDERS`].
    pub of: Vec<String>,
    /// Whether the bell rings.
    pub bell: bool,
    /// Whether it is marked on the screen.
    pub mark: bool,
    /// After how many minutes a segment is long.
    pub after: i64,
    /// What is run, word by word; in the order of [`REMINDERS`], each empty where nothing is.
    pub commands: [Vec<String>; 3],
}

/// The most lines of an address.
const ADDRESS: usize = 8;

/// The papers of a PDF.
pub const PAGES: [&str; 2] = ["letter", "a4"];

/// What borders can be drawn with.
pub const BORDERS: [&str; 3] = ["plain", "rounded", "ascii"];

/// How the keyboard can be listened to.
pub const KEYBOARDS: [&str; 2] = ["plain", "enhanced"];

/// What can be reminded of.
pub const REMINDERS: [&str; 3] = ["unit", "target", "long_segment"];

/// Where a value came from.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Origin {
    /// The example.
    Default,
    /// The clinic's file.
    File(String),
    /// An option of the command.
    CommandLine,
}

impl fmt::Display for Origin {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Default => f.write_str("default"),
            Self::File(name) => f.write_str(name),
            Self::CommandLine => f.write_str("command line"),
        }
    }
}

/// One value with its origin.
#[derive(Debug, Clone, PartialEq)]
pub struct Setting {
    /// The path of its key: `export.formats`.
    pub key: String,
    /// The value.
    pub value: Value,
    /// Where it came from.
    pub origin: Origin,
}

/// A configuration with the origin of every value.
#[derive(Debug, Clone, PartialEq)]
pub struct Loaded {
    /// The values, typed.
    pub config: Config,
    /// The values with their origins, in the order of their keys.
    pub settings: Vec<Setting>,
}

/// Layers a file and the command line over the defaults.
///
/// `formats` are the words of the forms that a note can have.
pub fn load(
    file: Option<&Document>,
    store: Option<PathBuf>,
    catalog: &Catalog,
    formats: &[&str],
) -> Result<Loaded, Faults> {
    let example = Document::toml("config.toml.example", EXAMPLE);
    let mut settings = Vec::new();
    flatten(&example.parse().map_err(|fault| Faults(vec![fault]))?, "", &Origin::Default, &mut settings);
    let mut faults = Vec::new();
    if let Some(document) = file {
        let mut own = Vec::new();
        let table: Table = document.parse().map_err(|fault| Faults(vec![fault]))?;
        flatten(&table, "", &Origin::File(document.name().to_owned()), &mut own);
        for setting in own {
            match overlay(&mut settings, &setting) {
                Ok(()) => {}
                Err((message, mend)) => faults.push(document.fault(&setting.key, message, mend)),
            }
        }
    }
    if let Some(folder) = store
        && let Some(setting) = settings.iter_mut().find(|s| s.key == "store.folder")
    {
        setting.value = Value::String(folder.display().to_string());
        setting.origin = Origin::CommandLine;
    }
    let config = typed(&settings);
    let place =
        |key: &str, message: String, mend: String| -> Fault { file.unwrap_or(&example).fault(key, message, mend) };
    check(&config, catalog, formats, &place, &mut faults);
    faults.extend(settings.iter().filter(|s| is_relative_folder(s)).map(|s| {
        let mend = "write it from the root, or from your home folder as ~/...";
        place(&s.key, "a relative path would be another one wherever the program starts".to_owned(), mend.to_owned())
    }));
    faults.sort_by_key(|fault| fault.line);
    if faults.is_empty() { Ok(Loaded { config, settings }) } else { Err(Faults(faults)) }
}

/// Whether a folder or file is configured that depends on where the program is started. On the command line that is wanted.
fn is_relative_folder(setting: &Setting) -> bool {
    let folder = setting.value.as_str().unwrap_or_default();
    let is_path = setting.key.ends_with(".folder") || setting.key == "clinic.logo";
    let configured = is_path && matches!(setting.origin, Origin::File(_));
    configured && !folder.is_empty() && !folder.starts_with("~/") && Path::new(folder).is_relative()
}

fn flatten(table: &Table, above: &str, origin: &Origin, into: &mut Vec<Setting>) {
    for (key, value) in table {
        let key = if above.is_empty() { key.clone() } else { format!("{above}.{key}") };
        match value {
            Value::Table(inner) if !inner.is_empty() => flatten(inner, &key, origin, into),
            value => into.push(Setting { key, value: value.clone(), origin: origin.clone() }),
        }
    }
}

fn overlay(settings: &mut [Setting], new: &Setting) -> Result<(), (String, String)> {
    let known: Vec<String> = settings.iter().map(|s| s.key.clone()).collect();
    let heading = format!("{}.", new.key);
    if new.value.is_table() && known.iter().any(|key| key.starts_with(&heading)) {
        // A heading with nothing below it.
        return Ok(());
    }
    let Some(place) = settings.iter_mut().find(|s| s.key == new.key) else {
        let mend = did_you_mean(&new.key, known.iter().map(String::as_str));
        return Err((format!("there is no option \"{}\"", new.key), mend));
    };
    if !same_type(&place.value, &new.value) {
        let (wanted, like) = match &place.value {
            Value::Array(_) => ("a list of words in quotes", "[\"one\", \"two\"]".to_owned()),
            Value::Boolean(_) => ("true or false", place.value.to_string()),
            Value::Integer(_) => ("a whole number", place.value.to_string()),
            _ => ("a text in quotes", place.value.to_string()),
        };
        return Err((format!("{wanted} is needed here"), format!("write it like {like}")));
    }
    *place = new.clone();
    Ok(())
}

fn same_type(wanted: &Value, got: &Value) -> bool {
    match (wanted, got) {
        (Value::Array(_), Value::Array(items)) => items.iter().all(Value::is_str),
        _ => wanted.same_type(got),
    }
}

fn typed(settings: &[Setting]) -> Config {
    let value = |key: &str| settings.iter().find(|s| s.key == key).map(|s| &s.value);
    let text = |key: &str| value(key).and_then(Value::as_str).unwrap_or_default().to_owned();
    let folder = |key: &str| Some(text(key)).filter(|t| !t.is_empty()).map(PathBuf::from);
    let texts = |key: &str| -> Vec<String> {
        let items = value(key).and_then(Value::as_array).into_iter().flatten();
        items.filter_map(Value::as_str).map(str::to_owned).collect()
    };
    let flag = |key: &str| value(key).and_then(Value::as_bool).unwrap_or_default();
    let number = |key: &str| value(key).and_then(Value::as_integer).unwrap_or_default();
    Config {
        team: texts("team").into_iter().map(Therapist::from).collect(),
        payer: PayerId::new(text("payer")),
        clinic: text("clinic.name"),
        address: texts("clinic.address"),
        logo: folder("clinic.logo"),
        page: text("export.page"),
        patient: text("labels.patient"),
        store: folder("store.folder"),
        exports: folder("export.folder"),
        formats: texts("export.formats"),
        lock_after: number("lock_after"),
        backups: folder("backup.folder"),
        keep: number("backup.keep"),
        theme: text("theme"),
        borders: text("borders"),
        mouse: flag("mouse"),
        keyboard: text("keyboard"),
        remind: Remind {
            of: texts("remind.of"),
            bell: flag("remind.bell"),
            mark: flag("remind.mark"),
            after: number("remind.after"),
            commands: REMINDERS.map(|what| texts(&format!("remind.on_{what}"))),
        },
    }
}

fn check(
    config: &Config,
    catalog: &Catalog,
    formats: &[&str],
    place: &dyn Fn(&str, String, String) -> Fault,
    faults: &mut Vec<Fault>,
) {
    if catalog.payer(&config.payer).is_none() {
        let mend = did_you_mean(config.payer.as_str(), catalog.payers().iter().map(|p| p.id.as_str()));
        faults.push(place("payer", format!("there is no payer \"{}\"", config.payer), mend));
    }
    if config.patient.trim().is_empty() {
        faults.push(place(
            "labels.patient",
            "the word is empty".to_owned(),
            "write \"patient\" or \"client\"".to_owned(),
        ));
    }
    let lines = [("clinic.name", &config.clinic), ("labels.patient", &config.patient)];
    for (key, text) in lines.into_iter().chain(config.address.iter().map(|line| ("clinic.address", line))) {
        if text.contains(char::is_control) {
            faults.push(place(key, "a line break or a tab is in it".to_owned(), "write it as one line".to_owned()));
        }
    }
    if config.address.len() > ADDRESS {
        let mend = format!("write at most {ADDRESS} lines");
        faults.push(place(
            "clinic.address",
            format!("{} lines leave no room for the note", config.address.len()),
            mend,
        ));
    }
    let ranges = [
        ("lock_after", config.lock_after, 1..=240),
        ("backup.keep", config.keep, 1..=3650),
        ("remind.after", config.remind.after, 1..=240),
    ];
    for (key, number, range) in ranges {
        if !range.contains(&number) {
            let mend = format!("write a number from {} to {}", range.start(), range.end());
            faults.push(place(key, format!("{number} is out of range"), mend));
        }
    }
    let words = [
        ("borders", &config.borders, BORDERS.as_slice()),
        ("keyboard", &config.keyboard, KEYBOARDS.as_slice()),
        ("export.page", &config.page, PAGES.as_slice()),
    ];
    for (key, word, known) in words.into_iter().filter(|(_, word, known)| !known.contains(&word.as_str())) {
        let mend = did_you_mean(word, known.iter().copied());
        faults.push(place(key, format!("\"{word}\" is not known here"), mend));
    }
    for (i, word) in config.remind.of.iter().enumerate().filter(|(_, word)| !REMINDERS.contains(&word.as_str())) {
        let mend = did_you_mean(word, REMINDERS);
        faults.push(place(&format!("remind.of[{i}]"), format!("there is no reminder \"{word}\""), mend));
    }
    if config.formats.is_empty() {
        faults.push(place(
            "export.formats",
            "there is no form".to_owned(),
            format!("known are {}", formats.join(", ")),
        ));
    }
    for (i, word) in config.formats.iter().enumerate().filter(|(_, w)| !formats.contains(&w.as_str())) {
        let mend = did_you_mean(word, formats.iter().copied());
        faults.push(place(&format!("export.formats[{i}]"), format!("there is no form \"{word}\""), mend));
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const FORMATS: &[&str] = &["pdf", "md", "txt", "csv", "json", "fhir"];

    fn load_text(text: &str) -> Result<Loaded, Faults> {
        let catalog = Catalog::builtin().unwrap();
        load(Some(&Document::toml("config.toml", text)), None, &catalog, FORMATS)
    }

    #[test]
    fn the_example_is_exactly_the_defaults() {
        let catalog = Catalog::builtin().unwrap();
        let bare = load(None, None, &catalog, FORMATS).unwrap();
        assert_eq!(load_text(EXAMPLE).unwrap().config, bare.config);
        assert_eq!(load_text("").unwrap(), bare);
        assert_eq!(bare.config.formats, ["pdf", "md", "txt", "csv", "json", "fhir"]);
        assert!(bare.settings.iter().all(|s| s.origin == Origin::Default));
    }

    #[test]
    fn all_faults_are_told_together_each_with_its_line() {
        let faults = load_text("payer = \"medicar\"\n\n[labels]\npatiant = \"client\"\n\n[export]\nformats = 3\n");
        let faults = faults.unwrap_err().0;
        let told: Vec<_> = faults.iter().map(|f| (f.line, f.key.as_str(), f.mend.as_str())).collect();
        assert!(told.contains(&(Some(1), "payer", "did you mean \"medicare\"?")), "{told:?}");
        assert!(told.contains(&(Some(4), "labels.patiant", "did you mean \"labels.patient\"?")), "{told:?}");
        assert!(told.iter().any(|f| f.0 == Some(7)), "{told:?}");
    }

    #[test]
    fn a_folder_must_not_depend_on_where_the_program_starts() {
        let faults = load_text("[store]\nfolder = \"notes\"\n[export]\nfolder = \"~/notes\"\n").unwrap_err().0;
        assert_eq!(faults.iter().map(|f| (f.line, f.key.as_str())).collect::<Vec<_>>(), [(Some(2), "store.folder")]);
        let catalog = Catalog::builtin().unwrap();
        assert!(load(None, Some("notes".into()), &catalog, FORMATS).is_ok(), "on the command line it is wanted");
    }

    #[test]
    fn an_unknown_heading_is_told_even_with_nothing_below_it() {
        assert!(load_text("[labels]\n").is_ok());
        assert_eq!(load_text("[label]\n").unwrap_err().0[0].line, Some(1));
    }

    #[test]
    fn every_value_knows_where_it_came_from() {
        let catalog = Catalog::builtin().unwrap();
        let document = Document::toml("mine.toml", "team = [\"J. Osei, LMT\"]");
        let loaded = load(Some(&document), Some("/srv/t".into()), &catalog, FORMATS).unwrap();
        let origin = |key: &str| loaded.settings.iter().find(|s| s.key == key).map(|s| s.origin.clone()).unwrap();
        assert_eq!(origin("team"), Origin::File("mine.toml".to_owned()));
        assert_eq!(origin("store.folder"), Origin::CommandLine);
        assert_eq!(origin("payer"), Origin::Default);
        assert_eq!(loaded.config.team[0].credentials, "LMT");
    }
}
