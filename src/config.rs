//! The configuration: `config.toml.example` is the lowest layer, the clinic's file lies over it, the command line
//! over both; each value remembers where it came from.
//!
//! Pure: whoever calls has read the file. All faults are reported together.

mod allowed;
mod layer;
mod page;

use std::path::PathBuf;

use toml::{Table, Value};

use crate::catalog::{Catalog, PayerId};
use crate::document::{Document, Fault, Faults};
use crate::session::Therapist;

pub use allowed::{BORDERS, KEYBOARDS, PAGES, REMINDERS};
pub use layer::{Origin, Setting};
pub use page::page;

/// Every option with its default, as shipped.
pub const EXAMPLE: &str = include_str!("../config.toml.example");

/// Returns the example with the folder for exports filled in.
pub fn example_with_exports(folder: &str) -> String {
    let lines = EXAMPLE.lines().map(|line| {
        let here = line.starts_with("folder = ") && line.contains("notes are written");
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
    layer::flatten(&example.parse().map_err(|fault| Faults(vec![fault]))?, "", &Origin::Default, &mut settings);
    let mut faults = Vec::new();
    if let Some(document) = file {
        let mut own = Vec::new();
        let table: Table = document.parse().map_err(|fault| Faults(vec![fault]))?;
        layer::flatten(&table, "", &Origin::File(document.name().to_owned()), &mut own);
        for setting in own {
            match layer::overlay(&mut settings, &setting) {
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
    allowed::check(&config, catalog, formats, &place, &mut faults);
    faults.extend(settings.iter().filter(|s| allowed::is_relative_folder(s)).map(|s| {
        let mend = "write it from the root, or from your home folder as ~/...";
        place(&s.key, "a relative path would be another one wherever the program starts".to_owned(), mend.to_owned())
    }));
    faults.sort_by_key(|fault| fault.line);
    if faults.is_empty() { Ok(Loaded { config, settings }) } else { Err(Faults(faults)) }
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

#[cfg(test)]
mod tests;
