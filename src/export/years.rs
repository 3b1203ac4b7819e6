//! The charges of a range of days as one table, which grows day by day on the disk: no more of it than a day is in memory,
//! and where it is sealed, nothing of it is ever there in the clear.

use std::fs::File;
use std::io::{BufReader, Read, Write as _};
use std::path::{Path, PathBuf};

use age::stream::StreamWriter;
use tempfile::NamedTempFile;

use super::file::{self, ExportError, Written};
use super::seal::Recipient;
use super::table;

/// A table that grows.
pub struct Years {
    folder: PathBuf,
    part: Part,
}

enum Part {
    Plain(NamedTempFile),
    Sealed(StreamWriter<NamedTempFile>),
}

impl Years {
    /// Begins a table in a folder, which is made where it is missing; sealed, where somebody is to open it.
    pub fn begin(folder: &Path, recipient: Option<&Recipient>) -> Result<Self, ExportError> {
        let part = file::part(folder)?;
        let part = match recipient {
            Some(recipient) => Part::Sealed(recipient.sealing(part)?),
            None => Part::Plain(part),
        };
        let mut years = Self { folder: folder.to_owned(), part };
        years.write(&table::csv(&[]))?;
        Ok(years)
    }

    /// Adds the lines of a day.
    pub fn add(&mut self, lines: &[table::Line]) -> Result<(), ExportError> {
        self.write(&table::lines_alone(lines))
    }

    /// Gives the whole table its name. One that stands there and says something else is written over only by `force`.
    pub fn finish(self, name: &str, force: bool) -> Result<Written, ExportError> {
        let folder = self.folder;
        let error = |why| ExportError::Folder { folder: folder.clone(), why };
        let (part, name) = match self.part {
            Part::Plain(part) => (part, name.to_owned()),
            Part::Sealed(writer) => (writer.finish().map_err(error)?, format!("{name}.age")),
        };
        let path = folder.join(&name);
        let mut written = Written { files: vec![path.clone()], unchanged: 0 };
        if path.exists() && same(part.path(), &path).map_err(error)? {
            written.unchanged = 1;
            return Ok(written);
        }
        if path.exists() && !force {
            return Err(ExportError::Differs { folder, files: vec![name] });
        }
        part.as_file().sync_all().map_err(error)?;
        part.persist(&path).map_err(|e| error(e.error))?;
        Ok(written)
    }

    fn write(&mut self, text: &str) -> Result<(), ExportError> {
        let written = match &mut self.part {
            Part::Plain(part) => part.write_all(text.as_bytes()),
            Part::Sealed(writer) => writer.write_all(text.as_bytes()),
        };
        written.map_err(|why| ExportError::Folder { folder: self.folder.clone(), why })
    }
}

/// Whether two files hold the same, read side by side.
fn same(one: &Path, other: &Path) -> std::io::Result<bool> {
    let (one, other) = (File::open(one)?, File::open(other)?);
    if one.metadata()?.len() != other.metadata()?.len() {
        return Ok(false);
    }
    let mut pairs = BufReader::new(one).bytes().zip(BufReader::new(other).bytes());
    pairs.try_fold(true, |same, (one, other)| Ok(same && one? == other?))
}
