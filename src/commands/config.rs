//! `tableside config`: write, check, show, and say where.

use std::io::{ErrorKind, Write as _};

use super::surroundings::{Folders, Surroundings};
use super::{demo, print, tell};
use crate::cli::Cli;
use crate::config;
use crate::error::Failure;
use crate::export::Format;
use crate::note;
use crate::session::Session;
use crate::store::FILE;

pub(super) fn init(cli: &Cli) -> Result<(), Failure> {
    let path = Folders::of(cli)?.config;
    let failed = |error: std::io::Error| match error.kind() {
        ErrorKind::AlreadyExists => Failure::refused(
            format!("{} is there already, and was left as it is", path.display()),
            "edit it, or move it away first",
        ),
        _ => {
            Failure::refused(format!("{} was not written: {error}", path.display()), "name another file with --config")
        }
    };
    if let Some(folder) = path.parent() {
        std::fs::create_dir_all(folder).map_err(failed)?;
    }
    let mut file = std::fs::File::create_new(&path).map_err(failed)?;
    file.write_all(config::EXAMPLE.as_bytes()).map_err(failed)?;
    print(&format!("{}\n", path.display()))
}

pub(super) fn check(cli: &Cli) -> Result<(), Failure> {
    let around = Surroundings::of(cli)?;
    let file = &around.folders.config;
    let which = if file.exists() { file.display().to_string() } else { "no file; the defaults".to_owned() };
    tell(&format!("configuration: in order ({which})"));
    around.face()?;
    tell(&format!("keys and theme: in order ({})", around.loaded.config.theme));
    tell(&format!(
        "catalogue: in order ({} areas, {} techniques, {} codes, {} payers, {} protocols, {} phrases)",
        around.catalog.areas().len(),
        around.catalog.techniques().len(),
        around.catalog.codes().len(),
        around.catalog.payers().len(),
        around.catalog.protocols().len(),
        around.catalog.phrases().len()
    ));
    // A whole note in every form shows what only printing shows: a wrong name in a template, a logo that is no picture.
    let now = around.clock.now();
    let printer = around.printer()?;
    for (id, events) in demo::day(&around.catalog, now)? {
        let session = Session::fold(&id, &events)?;
        let note = note::compose(&session, std::iter::empty(), &around.catalog, &around.letterhead(), now);
        for format in Format::ALL {
            printer.print(&note, format)?;
        }
    }
    tell("templates and letterhead: in order");
    Ok(())
}

pub(super) fn show(cli: &Cli) -> Result<(), Failure> {
    let around = Surroundings::of(cli)?;
    let lines = around.loaded.settings.iter().map(|s| format!("{} = {}   # {}\n", s.key, s.value, s.origin));
    print(&lines.collect::<String>())
}

pub(super) fn path(cli: &Cli) -> Result<(), Failure> {
    let folders = Folders::of(cli)?;
    let mut out =
        format!("configuration  {}\ncatalogue      {}\n", folders.config.display(), folders.catalog.display());
    // Where the configuration is broken, its own path is still worth telling.
    let around = Surroundings::of(cli);
    if let Ok(around) = &around {
        let (store, exports) = (around.store().join(FILE), around.exports());
        out += &format!("record         {}\nexports        {}\n", store.display(), exports.display());
    }
    print(&out)?;
    around.map(|_| ())
}
