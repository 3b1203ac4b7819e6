//! The person's own editor, on a text that never stands in a plain file on the disk.
//!
//! The text lies in a folder in memory while it is edited, readable by nobody else, and is wiped afterwards.

use std::ffi::OsString;
use std::io::Write as _;
use std::path::{Path, PathBuf};
use std::process::Command;

use rustix::fs::{FsWord, statfs};

/// What the system calls a folder in memory.
const IN_MEMORY: FsWord = 0x0102_1994;

/// What keeps an editor from leaving copies of its own; said after its own configuration was read.
const NO_TRACES: [&str; 6] = ["-n", "-i", "NONE", "-c", "set noundofile nobackup nowritebackup", "--"];

/// Lets a text be edited, and returns it as it was left; or one sentence that says why not.
pub(super) fn edit(text: &str) -> Result<String, String> {
    let editor = editor().ok_or("Set EDITOR to the editor that you like, such as nano, and start again.")?;
    let folder = in_memory().ok_or(
        "There is no folder in memory here, and on the disk the text could be read by others; write it here instead.",
    )?;
    let failed = |error: std::io::Error| format!("The text could not be lent to the editor: {error}.");
    let folder = tempfile::Builder::new().prefix("tableside-").tempdir_in(folder).map_err(failed)?;
    let file = folder.path().join("note.txt");
    write(&file, text).map_err(failed)?;
    let outcome = run(&editor, &file);
    let after = std::fs::read(&file).map_err(failed)?;
    // Wiped before it is taken away.
    let _ = std::fs::write(&file, vec![0; after.len()]);
    outcome?;
    let text =
        String::from_utf8(after).map_err(|_| "The editor left something that is no text; nothing was changed.")?;
    Ok(text.trim_end_matches('\n').to_owned())
}

/// The words of the editor's command.
fn editor() -> Option<Vec<OsString>> {
    let told = ["VISUAL", "EDITOR"].into_iter().filter_map(std::env::var_os).find(|told| !told.is_empty())?;
    let words = told.to_str().map(|told| told.split_whitespace().map(OsString::from).collect());
    Some(words.unwrap_or_else(|| vec![told]))
}

fn in_memory() -> Option<PathBuf> {
    let own = std::env::var_os("XDG_RUNTIME_DIR").map(PathBuf::from);
    let is_in_memory = |folder: &PathBuf| statfs(folder).is_ok_and(|found| found.f_type == IN_MEMORY);
    own.into_iter().chain([PathBuf::from("/dev/shm")]).find(is_in_memory)
}

fn write(file: &Path, text: &str) -> std::io::Result<()> {
    use std::os::unix::fs::OpenOptionsExt as _;
    let mut file = std::fs::OpenOptions::new().write(true).create_new(true).mode(0o600).open(file)?;
    file.write_all(text.as_bytes())?;
    file.write_all(b"\n")
}

fn run(editor: &[OsString], file: &Path) -> Result<(), String> {
    let Some((program, arguments)) = editor.split_first() else { return Ok(()) };
    let name = Path::new(program).file_name().and_then(|name| name.to_str()).unwrap_or_default();
    let quiet: &[&str] = if matches!(name, "vim" | "nvim") { &NO_TRACES } else { &[] };
    let outcome = Command::new(program).args(arguments).args(quiet).arg(file).status();
    match outcome {
        Ok(status) if status.success() => Ok(()),
        Ok(_) => Err("The editor gave up; nothing was changed.".to_owned()),
        Err(error) => Err(format!("{} cannot be started ({error}); set EDITOR to another.", program.display())),
    }
}
