//! What the options may be: their words and ranges, and what is wrong with those that are not.

use std::ops::RangeInclusive;
use std::path::Path;

use super::{Config, Origin, Setting};
use crate::catalog::Catalog;
use crate::document::{Fault, did_you_mean};

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

/// Returns from where to where the number of an option goes.
pub(super) fn range(key: &str) -> Option<RangeInclusive<i64>> {
    match key {
        "lock_after" | "remind.after" => Some(1..=240),
        "backup.keep" => Some(1..=3650),
        _ => None,
    }
}

/// Returns the words that an option may be, or may list; none where it may be any text.
pub(super) fn words(key: &str) -> &'static [&'static str] {
    match key {
        "borders" => &BORDERS,
        "keyboard" => &KEYBOARDS,
        "export.page" => &PAGES,
        "remind.of" => &REMINDERS,
        _ => &[],
    }
}

/// Whether a folder or file is configured that depends on where the program is started. On the command line that is wanted.
pub(super) fn is_relative_folder(setting: &Setting) -> bool {
    let folder = setting.value.as_str().unwrap_or_default();
    let is_path = setting.key.ends_with(".folder") || setting.key == "clinic.logo";
    let configured = is_path && matches!(setting.origin, Origin::File(_));
    configured && !folder.is_empty() && !folder.starts_with("~/") && Path::new(folder).is_relative()
}

/// Tells everything that is wrong with the values by themselves.
pub(super) fn check(
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
    let numbers =
        [("lock_after", config.lock_after), ("backup.keep", config.keep), ("remind.after", config.remind.after)];
    for (key, number) in numbers {
        if let Some(range) = range(key).filter(|range| !range.contains(&number)) {
            let mend = format!("write a number from {} to {}", range.start(), range.end());
            faults.push(place(key, format!("{number} is out of range"), mend));
        }
    }
    let chosen = [("borders", &config.borders), ("keyboard", &config.keyboard), ("export.page", &config.page)];
    for (key, word) in chosen {
        let known = words(key);
        if !known.contains(&word.as_str()) {
            let mend = did_you_mean(word, known.iter().copied());
            faults.push(place(key, format!("\"{word}\" is not known here"), mend));
        }
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
