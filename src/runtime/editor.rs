//! The person's own editor, on a text that never stands in a plain file on the disk.
//!
//! The text lies in a folder in memory while it is edited, readable by nobody else, and is overwritten and taken away
//! afterwards. Vim and its kin are told to keep no copies of their own; what another editor keeps, its settings say.

use std::ffi::{OsStr, OsString};
use std::fs::Permissions;
use std::io::Write as _;
use std::os::unix::fs::{OpenOptionsExt as _, PermissionsExt as _};
use std::path::{Path, PathBuf};
use std::process::Command;

/// What keeps an editor from leaving copies of its own; said after its own configuration was read.
const NO_TRACES: [&str; 6] = ["-n", "-i", "NONE", "-c", "silent! set nobackup nowritebackup noundofile", "--"];

/// Lets a text be edited, and returns it as it was left; or one sentence that says why not.
pub(super) fn edit(text: &str) -> Result<String, String> {
    let editor = editor().ok_or("Set EDITOR to the editor that you like, such as nano, and start again.")?;
    let folder = in_memory().ok_or(
        "There is no folder in memory here, and on the disk the text could be read by others; write it here instead.",
    )?;
    let failed = |error: std::io::Error| format!("The text could not be lent to the editor: {error}.");
    // What an editor saves under another name lies there too.
    let private = Permissions::from_mode(0o700);
    let folder =
        tempfile::Builder::new().prefix("tableside-").permissions(private).tempdir_in(folder).map_err(failed)?;
    let file = folder.path().join("note.txt");
    write(&file, text).map_err(failed)?;
    let outcome = run(&editor, &file);
    let after = std::fs::read(&file).map_err(failed)?;
    let _ = overwrite(&file, after.len());
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
    own.into_iter().chain([PathBuf::from("/dev/shm")]).find(is_in_memory)
}

#[cfg(target_os = "linux")]
fn is_in_memory(folder: &PathBuf) -> bool {
    /// What the system calls such a folder.
    const IN_MEMORY: rustix::fs::FsWord = 0x0102_1994;
    rustix::fs::statfs(folder).is_ok_and(|found| found.f_type == IN_MEMORY)
}

/// Elsewhere there is no such folder that everybody has.
#[cfg(not(target_os = "linux"))]
fn is_in_memory(_: &PathBuf) -> bool {
    false
}

fn write(file: &Path, text: &str) -> std::io::Result<()> {
    let mut file = std::fs::OpenOptions::new().write(true).create_new(true).mode(0o600).open(file)?;
    file.write_all(text.as_bytes())?;
    file.write_all(b"\n")
}

/// Writes over what stands in the file, in its place.
fn overwrite(file: &Path, length: usize) -> std::io::Result<()> {
    std::fs::OpenOptions::new().write(true).truncate(false).open(file)?.write_all(&vec![0; length])
}

/// Whether a program is Vim or Neovim, by whatever name it is called: "vi" mostly is one of them.
fn is_vim(program: &OsStr) -> bool {
    let asked = Path::new(program);
    let folders = std::env::var_os("PATH").unwrap_or_default();
    let mut places = std::env::split_paths(&folders).map(|folder| folder.join(asked));
    // A path with a folder in it is not looked up.
    let place =
        if asked.components().count() > 1 { Some(asked.to_owned()) } else { places.find(|place| place.exists()) };
    let real = place.and_then(|place| place.canonicalize().ok()).unwrap_or_else(|| asked.to_owned());
    let is_vim = |name: &str| matches!(name, "vim" | "nvim") || name.starts_with("vim.");
    [real.as_path(), asked].into_iter().filter_map(|path| path.file_name()?.to_str()).any(is_vim)
}

fn run(editor: &[OsString], file: &Path) -> Result<(), String> {
    let Some((program, arguments)) = editor.split_first() else { return Ok(()) };
    let quiet: &[&str] = if is_vim(program) { &NO_TRACES } else { &[] };
    let outcome = Command::new(program).args(arguments).args(quiet).arg(file).status();
    match outcome {
        Ok(status) if status.success() => Ok(()),
        Ok(_) => Err("The editor gave up; nothing was changed.".to_owned()),
        Err(error) => Err(format!("{} cannot be started ({error}); set EDITOR to another.", program.display())),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn vim_is_known_by_any_of_its_names() {
        let folder = tempfile::tempdir().unwrap();
        let (real, link) = (folder.path().join("vim.basic"), folder.path().join("vi"));
        std::fs::write(&real, "").unwrap();
        std::os::unix::fs::symlink(&real, &link).unwrap();
        assert!(is_vim(link.as_os_str()) && is_vim(real.as_os_str()) && is_vim(OsStr::new("nvim")));
        let other = folder.path().join("nano");
        std::fs::write(&other, "").unwrap();
        assert!(!is_vim(other.as_os_str()));
    }
}
