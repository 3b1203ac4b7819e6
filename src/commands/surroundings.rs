//! What a command finds around it: folders, configuration, catalogue, clock, store.

use std::path::{Path, PathBuf};

use chrono::NaiveDate;
use etcetera::BaseStrategy as _;

use super::complain;
use crate::body::Body;
use crate::catalog::Catalog;
use crate::cli::Cli;
use crate::config::{self, Loaded};
use crate::document::{Document, Faults, did_you_mean};
use crate::error::{Failure, Kind};
use crate::export::{Format, Printer, REPLACEABLE, Size, Templates};
use crate::keymap::Keymap;
use crate::note::Letterhead;
use crate::runtime::{Backups, Clock, Face, NotAClock, Wishes, from_home};
use crate::session::{Session, SessionId};
use crate::store::{Log, StoreError};
use crate::theme::{Lines, Theme};

/// Where things are.
#[derive(Debug, Clone)]
pub(super) struct Folders {
    /// The configuration file.
    pub(super) config: PathBuf,
    /// The clinic's own catalogue files.
    pub(super) catalog: PathBuf,
    /// The clinic's own keys.
    keys: PathBuf,
    /// The clinic's own templates of the note.
    pub(super) templates: PathBuf,
    /// The clinic's own themes.
    themes: PathBuf,
    /// Where the record is kept unless configured otherwise.
    data: PathBuf,
}

impl Folders {
    pub(super) fn of(cli: &Cli) -> Result<Self, Failure> {
        let base = etcetera::choose_base_strategy()
            .map_err(|_| Failure::usage("this user has no home folder", "name the files with --config and --store"));
        let (own, data) = match (&cli.config, &cli.store, base) {
            (_, _, Ok(base)) => (base.config_dir().join("tableside"), base.data_dir().join("tableside")),
            (Some(file), Some(store), Err(_)) => (file.parent().unwrap_or(Path::new(".")).to_owned(), store.clone()),
            (_, _, Err(failure)) => return Err(failure),
        };
        let config = cli.config.clone().unwrap_or_else(|| own.join("config.toml"));
        let beside = config.parent().unwrap_or(&own).to_owned();
        let beside = |name| beside.join(name);
        let (catalog, keys) = (beside("catalog"), beside("keys.toml"));
        let (templates, themes) = (beside("templates"), beside("themes"));
        Ok(Self { config, catalog, keys, templates, themes, data })
    }
}

/// What a command works with.
pub(super) struct Surroundings {
    pub(super) catalog: Catalog,
    pub(super) templates: Templates,
    pub(super) loaded: Loaded,
    pub(super) clock: Clock,
    pub(super) folders: Folders,
    /// Whose passphrase it is.
    pub(super) therapist: Option<String>,
    /// The file that holds it.
    pub(super) passphrase_file: Option<PathBuf>,
}

impl Surroundings {
    /// Reads the configuration and the catalogue; every fault in them is told.
    pub(super) fn of(cli: &Cli) -> Result<Self, Failure> {
        let folders = Folders::of(cli)?;
        let catalog = Catalog::layered(&own_catalog(&folders.catalog)?)?;
        let file = own_config(cli, &folders.config)?;
        let loaded = config::load(file.as_ref(), cli.store.clone(), &catalog, &Format::ALL.map(Format::word))?;
        let clock = match cli.clock.as_deref().map(str::parse) {
            None => Clock::System,
            Some(told) => told.map_err(|error: NotAClock| Failure::usage(error.to_string(), "correct --clock"))?,
        };
        let (therapist, passphrase_file) = (cli.therapist.clone(), cli.passphrase_file.clone());
        let templates = Templates::layered(&own_templates(&folders.templates)?);
        Ok(Self { catalog, templates, loaded, clock, folders, therapist, passphrase_file })
    }

    /// The keys, with the clinic's own over them.
    pub(super) fn keymap(&self) -> Result<Keymap, Failure> {
        Ok(Keymap::layered(own(&self.folders.keys)?.as_ref())?)
    }

    /// The theme: without any colour, where the environment asks for that.
    pub(super) fn theme(&self) -> Result<Theme, Failure> {
        let config = &self.loaded.config;
        let bare = std::env::var_os("NO_COLOR").is_some_and(|v| !v.is_empty());
        let name = if bare { "mono" } else { config.theme.as_str() };
        let theme = match own(&self.folders.themes.join(format!("{name}.toml")))? {
            Some(document) => Theme::parse(&document)?,
            None if Theme::names().any(|known| known == name) => Theme::builtin(name)?,
            None => {
                let mend = did_you_mean(name, Theme::names());
                let text =
                    format!("there is no theme \"{name}\", neither here nor in {}", self.folders.themes.display());
                return Err(match own(&self.folders.config)? {
                    Some(document) => Faults(vec![document.fault("theme", text, mend)]).into(),
                    None => Failure::usage(text, mend),
                });
            }
        };
        let lines = Lines::WORDS.into_iter().find(|(word, _)| *word == config.borders).map(|(_, lines)| lines);
        Ok(Theme { lines: lines.unwrap_or(Lines::Plain), ..theme })
    }

    /// The same, with what the program carries in the place of what cannot be read; and how many faults that has.
    ///
    /// A slip in a file of keys or colours keeps nobody from the record.
    pub(super) fn face_or_builtin(&self) -> Result<(Face, Option<String>), Failure> {
        match self.face() {
            Ok(face) => Ok((face, None)),
            Err(failure) => {
                let keymap = self.keymap().or_else(|_| Keymap::builtin())?;
                let theme = self.theme().or_else(|_| Theme::builtin("default"))?;
                let first = failure.to_string().lines().next().unwrap_or_default().to_owned();
                Ok((Face { theme, keymap, wishes: self.wishes() }, Some(first)))
            }
        }
    }

    /// What the terminal screen looks like, and what it listens to.
    pub(super) fn face(&self) -> Result<Face, Failure> {
        Ok(Face { theme: self.theme()?, keymap: self.keymap()?, wishes: self.wishes() })
    }

    fn wishes(&self) -> Wishes {
        let config = &self.loaded.config;
        Wishes { mouse: config.mouse, enhanced: config.keyboard == "enhanced" }
    }

    /// The folder of the record.
    pub(super) fn store(&self) -> PathBuf {
        self.loaded.config.store.as_deref().map_or_else(|| self.folders.data.clone(), from_home)
    }

    /// The folder of the exports.
    pub(super) fn exports(&self) -> PathBuf {
        self.loaded.config.exports.as_deref().map_or_else(|| self.store().join("exports"), from_home)
    }

    /// The configured forms of a note.
    pub(super) fn formats(&self) -> Vec<Format> {
        each_once(self.loaded.config.formats.iter().filter_map(|word| Format::of_word(word)))
    }

    /// Whoever gives notes a form.
    pub(super) fn printer(&self) -> Result<Printer, Failure> {
        let config = &self.loaded.config;
        let logo = config.logo.as_deref().map(from_home).map(|path| {
            let read = std::fs::read(&path).map(std::sync::Arc::from);
            read.map_err(|error| format!("the logo {} cannot be read: {error}", path.display()))
        });
        let paper = if config.page == "a4" { Size::A4 } else { Size::Letter };
        Ok(Printer { templates: self.templates.clone(), body: Body::builtin(&self.catalog)?, paper, logo })
    }

    /// What stands above each note.
    pub(super) fn letterhead(&self) -> Letterhead {
        let config = &self.loaded.config;
        Letterhead { clinic: config.clinic.clone(), address: config.address.clone(), patient: config.patient.clone() }
    }

    /// Where backups go at the day's export, where they do.
    pub(super) fn backups(&self) -> Option<Backups> {
        let config = &self.loaded.config;
        let folder = from_home(config.backups.as_deref()?);
        Some(Backups { folder, keep: usize::try_from(config.keep).unwrap_or(1) })
    }
}

/// The sessions of a day. One that is damaged keeps nobody from the others: it is told, and is the command's failure once
/// the others are done.
pub(super) struct Found {
    /// Those opened on the day.
    pub(super) sessions: Vec<Session>,
    /// Those opened on the days before and after, which may be billed together with them.
    around: Vec<Session>,
    /// What cannot be read.
    pub(super) damage: Result<(), Failure>,
}

impl Found {
    /// Reads the sessions opened on a day, by time, with those of the days around it.
    pub(super) fn of(log: &dyn Log, date: NaiveDate) -> Result<Self, Failure> {
        let mut found = Self { sessions: Vec::new(), around: Vec::new(), damage: Ok(()) };
        found.sessions = found.read(log, date)?;
        for beside in [date.pred_opt(), date.succ_opt()].into_iter().flatten() {
            let around = found.read(log, beside)?;
            found.around.extend(around);
        }
        Ok(found)
    }

    /// Reads the day that follows on the one that was read, with what is known of it already.
    pub(super) fn next_day(self, log: &dyn Log, date: NaiveDate) -> Result<Self, Failure> {
        let before = |session: &Session| Some(session.opened.date_naive()) == date.pred_opt();
        let (sessions, mut around): (Vec<Session>, Vec<Session>) =
            self.sessions.into_iter().chain(self.around).partition(|session| session.opened.date_naive() == date);
        around.retain(before);
        let mut found = Self { sessions, around, damage: Ok(()) };
        if let Some(after) = date.succ_opt() {
            let after = found.read(log, after)?;
            found.around.extend(after);
        }
        Ok(found)
    }

    /// Returns all sessions that may be billed together.
    pub(super) fn all(&self) -> impl Iterator<Item = &Session> {
        self.sessions.iter().chain(&self.around)
    }

    fn read(&mut self, log: &dyn Log, date: NaiveDate) -> Result<Vec<Session>, Failure> {
        let mut sessions = Vec::new();
        let listed = match log.day(date) {
            Err(error @ StoreError::IndexDamaged) => {
                self.note(error.into());
                Vec::new()
            }
            other => other?,
        };
        for id in listed {
            match read(log, &id) {
                Ok(session) => sessions.push(session),
                Err(failure) if failure.kind == Kind::Damaged => self.note(failure),
                Err(failure) => return Err(failure),
            }
        }
        sessions.sort_by_key(|session| (session.opened, session.id.clone()));
        Ok(sessions)
    }

    /// Keeps a damage as the command's failure, and tells the one before it.
    fn note(&mut self, failure: Failure) {
        if let Err(before) = std::mem::replace(&mut self.damage, Err(failure)) {
            complain(&before);
        }
    }
}

/// Returns forms, each once, however often it was named.
pub(super) fn each_once(named: impl IntoIterator<Item = Format>) -> Vec<Format> {
    let mut formats = Vec::new();
    for format in named {
        if !formats.contains(&format) {
            formats.push(format);
        }
    }
    formats
}

/// Reads and folds one session.
pub(super) fn read(log: &dyn Log, id: &SessionId) -> Result<Session, Failure> {
    Ok(Session::fold(id, &log.read(id)?)?)
}

/// The configuration file: none when it is not there and nobody named it.
fn own_config(cli: &Cli, path: &Path) -> Result<Option<Document>, Failure> {
    match std::fs::read_to_string(path) {
        Ok(text) => Ok(Some(Document::toml(path.display().to_string(), text))),
        Err(error) if error.kind() == std::io::ErrorKind::NotFound && cli.config.is_none() => Ok(None),
        Err(error) => Err(unreadable(path, &error)),
    }
}

/// The clinic's catalogue files, by name.
fn own_catalog(folder: &Path) -> Result<Vec<Document>, Failure> {
    let entries = match std::fs::read_dir(folder) {
        Ok(entries) => entries,
        Err(error) if error.kind() == std::io::ErrorKind::NotFound => return Ok(Vec::new()),
        Err(error) => return Err(unreadable(folder, &error)),
    };
    let mut paths: Vec<PathBuf> = entries.filter_map(|entry| Some(entry.ok()?.path())).collect();
    paths.retain(|path| path.extension().is_some_and(|e| e == "toml"));
    paths.sort();
    let document = |path: PathBuf| match std::fs::read_to_string(&path) {
        Ok(text) => Ok(Document::toml(path.display().to_string(), text)),
        Err(error) => Err(unreadable(&path, &error)),
    };
    paths.into_iter().map(document).collect()
}

/// The clinic's templates, by the names of those they replace: name, file and text of each.
fn own_templates(folder: &Path) -> Result<Vec<(&'static str, String, String)>, Failure> {
    let mut templates = Vec::new();
    for name in REPLACEABLE {
        let path = folder.join(name);
        match std::fs::read_to_string(&path) {
            Ok(text) => templates.push((name, path.display().to_string(), text)),
            Err(error) if error.kind() == std::io::ErrorKind::NotFound => {}
            Err(error) => return Err(unreadable(&path, &error)),
        }
    }
    Ok(templates)
}

/// A file of the clinic's own, where there is one.
fn own(path: &Path) -> Result<Option<Document>, Failure> {
    match std::fs::read_to_string(path) {
        Ok(text) => Ok(Some(Document::toml(path.display().to_string(), text))),
        Err(error) if error.kind() == std::io::ErrorKind::NotFound => Ok(None),
        Err(error) => Err(unreadable(path, &error)),
    }
}

fn unreadable(path: &Path, error: &std::io::Error) -> Failure {
    Failure::usage(format!("{} cannot be read: {error}", path.display()), "correct the path or its permissions")
}
