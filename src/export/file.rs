//! Files of notes: mode 0600, all of them whole or none, and nothing written over that says something else.

use std::io::{ErrorKind, Write as _};
use std::path::{Path, PathBuf};

use super::day::File;
use super::{PdfError, TemplateError, seal};
use crate::session::SessionId;

/// An export that did not happen. Names files and folders, never the patient.
#[derive(Debug, thiserror::Error)]
pub enum ExportError {
    /// A folder cannot be written to.
    #[error("cannot write to {}: {}", .folder.display(), reason(.why))]
    Folder {
        /// Where it should have gone.
        folder: PathBuf,
        /// The system's reason.
        why: std::io::Error,
    },
    /// The folder is the record's own.
    #[error("{} is inside the folder of the record, which holds the record alone", .0.display())]
    InTheStore(PathBuf),
    /// Something else stands under the same names.
    #[error("{} in {}: something else stands there, and nothing was written to that folder", named(.files), .folder.display())]
    Differs {
        /// Where.
        folder: PathBuf,
        /// The names of the files.
        files: Vec<String>,
    },
    /// A signed note cannot be read.
    #[error("the note of session {0} was signed by a newer program, and this one cannot read it")]
    Illegible(SessionId),
    /// A template has a mistake.
    #[error(transparent)]
    Template(#[from] TemplateError),
    /// A PDF cannot be made.
    #[error(transparent)]
    Pdf(#[from] PdfError),
    /// The files cannot be sealed.
    #[error(transparent)]
    Seal(#[from] seal::SealError),
}

fn reason(why: &std::io::Error) -> String {
    match why.kind() {
        ErrorKind::StorageFull => "the disk is full".to_owned(),
        ErrorKind::ReadOnlyFilesystem => "the disk is read-only".to_owned(),
        ErrorKind::PermissionDenied => "permission is denied".to_owned(),
        _ => why.to_string(),
    }
}

fn named(files: &[String]) -> String {
    match files {
        [only] => only.clone(),
        [first, ..] => format!("{first} and {} more", files.len() - 1),
        [] => String::new(),
    }
}

/// What was written.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Written {
    /// The files, those that stood there already as they were too.
    pub files: Vec<PathBuf>,
    /// How many of them stood there already.
    pub unchanged: usize,
}

/// Writes files to a folder, which is made where it is missing: all of them, or none. A file of the same name that says
/// something else is written over only by `force`.
pub fn put(folder: &Path, files: &[File], force: bool) -> Result<Written, ExportError> {
    let error = |why| ExportError::Folder { folder: folder.to_owned(), why };
    let made = first_missing(folder);
    make(folder).map_err(error)?;
    if let Some(above) = folder.parent().filter(|above| !above.as_os_str().is_empty()) {
        // A table of a range is made there; a folder that nobody may list holds nothing of ours.
        let _ = sweep(above);
    }
    let outcome = put_in(folder, files, force);
    if let (Err(_), Some(made)) = (&outcome, made) {
        // Only what is empty goes.
        let _ = folder.ancestors().take_while(|above| above.starts_with(&made)).try_for_each(std::fs::remove_dir);
    }
    outcome
}

/// How the names of files begin that are not whole yet.
const PART: &str = ".tableside-part-";

/// After how long one of them was left behind by a program that was ended.
const LEFT: std::time::Duration = std::time::Duration::from_mins(10);

/// Takes away what a program that was ended has left behind.
fn sweep(folder: &Path) -> std::io::Result<()> {
    for entry in std::fs::read_dir(folder)?.filter_map(Result::ok) {
        let ours = entry.file_name().to_str().is_some_and(|name| name.starts_with(PART));
        let age = entry.metadata().and_then(|file| file.modified()).ok().and_then(|at| at.elapsed().ok());
        if ours && age.is_some_and(|age| age > LEFT) {
            // Another export may have taken it away.
            let _ = std::fs::remove_file(entry.path());
        }
    }
    Ok(())
}

/// Makes sure that only its owner may read a file that stood there already; some disks know no owners.
fn keep_private(path: &Path) {
    #[cfg(unix)]
    if !path.is_symlink() {
        let _ = std::fs::set_permissions(path, std::os::unix::fs::PermissionsExt::from_mode(0o600));
    }
}

fn put_in(folder: &Path, files: &[File], force: bool) -> Result<Written, ExportError> {
    let error = |why| ExportError::Folder { folder: folder.to_owned(), why };
    sweep(folder).map_err(error)?;
    let (mut written, mut new, mut differs) = (Written::default(), Vec::new(), Vec::new());
    for file in files {
        let path = folder.join(&file.name);
        match std::fs::read(&path) {
            Ok(bytes) if bytes == file.bytes => {
                keep_private(&path);
                written.unchanged += 1;
            }
            Ok(_) => {
                differs.push(file.name.clone());
                new.push(file);
            }
            Err(why) if why.kind() == ErrorKind::NotFound => new.push(file),
            Err(why) => return Err(error(why)),
        }
        written.files.push(path);
    }
    if !differs.is_empty() && !force {
        return Err(ExportError::Differs { folder: folder.to_owned(), files: differs });
    }
    // All of them are on the disk before the first gets its name.
    let mut temporary = Vec::with_capacity(new.len());
    for file in new {
        // A named temporary file is created with mode 0600.
        let mut part = tempfile::Builder::new().prefix(PART).tempfile_in(folder).map_err(error)?;
        part.write_all(&file.bytes).and_then(|()| part.as_file().sync_all()).map_err(error)?;
        temporary.push((part, folder.join(&file.name)));
    }
    for (part, path) in temporary {
        part.persist(&path).map_err(|e| error(e.error))?;
    }
    if cfg!(unix) {
        std::fs::File::open(folder).and_then(|folder| folder.sync_all()).map_err(error)?;
    }
    Ok(written)
}

/// Returns a file in a folder, which is made where it is missing, that has no name of its own yet.
pub(super) fn part(folder: &Path) -> Result<tempfile::NamedTempFile, ExportError> {
    let error = |why| ExportError::Folder { folder: folder.to_owned(), why };
    make(folder).and_then(|()| sweep(folder)).map_err(error)?;
    // A named temporary file is created with mode 0600.
    tempfile::Builder::new().prefix(PART).tempfile_in(folder).map_err(error)
}

/// Returns the uppermost folder on the way that has to be made.
fn first_missing(folder: &Path) -> Option<PathBuf> {
    folder.ancestors().take_while(|above| !above.as_os_str().is_empty() && !above.exists()).last().map(Path::to_owned)
}

/// Makes a folder that nobody else may look into.
fn make(folder: &Path) -> std::io::Result<()> {
    let mut builder = std::fs::DirBuilder::new();
    builder.recursive(true);
    #[cfg(unix)]
    std::os::unix::fs::DirBuilderExt::mode(&mut builder, 0o700);
    builder.create(folder)?;
    // A file is no folder, whatever the builder says of it.
    if folder.is_dir() { Ok(()) } else { Err(ErrorKind::NotADirectory.into()) }
}

/// Refuses what is no folder, and a folder that is the record's own or lies in it; the exports beside the record are their
/// own.
pub fn fit(folder: &Path, store: &Path) -> Result<(), ExportError> {
    if folder.exists() && !folder.is_dir() {
        return Err(ExportError::Folder { folder: folder.to_owned(), why: ErrorKind::NotADirectory.into() });
    }
    let (folder_is, store_is) = (whole(folder), whole(store));
    if folder_is.starts_with(&store_is) && !folder_is.starts_with(store_is.join("exports")) {
        return Err(ExportError::InTheStore(folder.to_owned()));
    }
    Ok(())
}

/// Returns a path without links as far as it exists, and without ways back in the rest.
fn whole(path: &Path) -> PathBuf {
    let path = std::path::absolute(path).unwrap_or_else(|_| path.to_owned());
    let there = path.ancestors().find_map(|above| Some((above, above.canonicalize().ok()?)));
    let Some((above, mut whole)) = there else { return path };
    for part in path.strip_prefix(above).unwrap_or(Path::new("")).components() {
        if part == std::path::Component::ParentDir {
            whole.pop();
        } else {
            whole.push(part);
        }
    }
    whole
}

#[cfg(test)]
mod tests {
    use super::*;

    fn file(text: &str) -> File {
        File { name: "a.txt".to_owned(), bytes: text.into() }
    }

    #[test]
    fn the_same_may_be_written_twice_and_something_else_only_by_force() {
        let folder = tempfile::tempdir().unwrap();
        let day = folder.path().join("x/2026-11-23");
        assert_eq!(put(&day, &[file("one")], false).unwrap().unchanged, 0);
        assert_eq!(put(&day, &[file("one")], false).unwrap().unchanged, 1);
        let two = [file("two"), File { name: "b.txt".to_owned(), bytes: Vec::new() }];
        let refused = put(&day, &two, false).unwrap_err();
        assert!(refused.to_string().starts_with("a.txt in "), "{refused}");
        assert!(!day.join("b.txt").exists(), "nothing was written");
        put(&day, &two, true).unwrap();
        assert_eq!(std::fs::read(day.join("a.txt")).unwrap(), b"two");
        assert_eq!(std::fs::read_dir(&day).unwrap().count(), 2, "no temporary file stays");
    }

    #[test]
    fn a_folder_that_was_made_for_nothing_goes_again() {
        let folder = tempfile::tempdir().unwrap();
        let bad = [File { name: "no/such/folder.txt".to_owned(), bytes: Vec::new() }];
        assert!(put(&folder.path().join("x/y"), &bad, false).is_err());
        assert!(!folder.path().join("x").exists());
    }

    #[test]
    fn the_record_has_its_folder_for_itself() {
        let store = tempfile::tempdir().unwrap();
        assert!(fit(store.path(), store.path()).is_err());
        assert!(fit(&store.path().join("notes/2026"), store.path()).is_err());
        assert!(fit(&store.path().join("exports/2026"), store.path()).is_ok());
        assert!(fit(store.path().parent().unwrap(), store.path()).is_ok());
        assert!(fit(&store.path().join("exports/../notes"), store.path()).is_err());
        #[cfg(unix)]
        {
            let link = tempfile::tempdir().unwrap();
            std::os::unix::fs::symlink(store.path(), link.path().join("in")).unwrap();
            assert!(fit(&link.path().join("in/new"), store.path()).is_err());
        }
    }
}
