//! Files of notes: neutral names, mode 0600, whole or not at all.

use std::io::Write as _;
use std::path::{Path, PathBuf};

use super::Format;
use crate::note::Note;

/// An export that did not happen. Names the folder, never the patient.
#[derive(Debug, thiserror::Error)]
#[error("cannot write to {}: {why}", .folder.display())]
pub struct ExportError {
    /// Where it should have gone.
    pub folder: PathBuf,
    /// The system's reason.
    pub why: std::io::Error,
}

/// Writes a note in each form to a folder, which is made where it is missing. Returns the files written.
pub fn save(folder: &Path, note: &Note, formats: &[Format]) -> Result<Vec<PathBuf>, ExportError> {
    let error = |why| ExportError { folder: folder.to_owned(), why };
    std::fs::create_dir_all(folder).map_err(error)?;
    let mut written = Vec::new();
    for format in formats {
        // The id is the program's own; whatever a damaged one may hold, the file stays in the folder.
        let id: String = note.session.id.as_str().chars().filter(char::is_ascii_alphanumeric).collect();
        let name = format!("{}-{id}.{}", note.session.opened.format("%Y-%m-%d"), format.word());
        let path = folder.join(name);
        // A named temporary file is created with mode 0600.
        let mut file = tempfile::NamedTempFile::new_in(folder).map_err(error)?;
        file.write_all(format.render(note).as_bytes()).map_err(error)?;
        file.as_file().sync_all().map_err(error)?;
        file.persist(&path).map_err(|e| error(e.error))?;
        written.push(path);
    }
    Ok(written)
}
