//! How a command fails: one sentence, the mend, the exit code.

use std::fmt;
use std::io::ErrorKind;

use crate::document::{Fault, Faults};
use crate::export::{ExportError, PdfError, SealError, TemplateError};
use crate::runtime::NoTerminal;
use crate::session::FoldError;
use crate::store::StoreError;

/// What kind of failure it is, which is also its exit code.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    /// Refused, or failed: exit code 1.
    Refused = 1,
    /// What was typed or configured is wrong: exit code 2.
    Usage = 2,
    /// The record is damaged: exit code 3.
    Damaged = 3,
}

/// A command that was not carried out.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Failure {
    /// Its kind.
    pub kind: Kind,
    /// What went wrong.
    pub message: String,
    /// What to do; empty where the message says it.
    pub hint: String,
}

impl Failure {
    /// Something typed or configured is wrong.
    pub fn usage(message: impl Into<String>, hint: impl Into<String>) -> Self {
        Self { kind: Kind::Usage, message: message.into(), hint: hint.into() }
    }

    /// Something was refused or failed.
    pub fn refused(message: impl Into<String>, hint: impl Into<String>) -> Self {
        Self { kind: Kind::Refused, message: message.into(), hint: hint.into() }
    }
}

impl fmt::Display for Failure {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.message)?;
        if self.hint.is_empty() { Ok(()) } else { write!(f, "; {}", self.hint) }
    }
}

impl From<Faults> for Failure {
    fn from(faults: Faults) -> Self {
        Self::usage(faults.to_string(), "")
    }
}

impl From<Fault> for Failure {
    fn from(fault: Fault) -> Self {
        Self::usage(fault.to_string(), "")
    }
}

impl From<StoreError> for Failure {
    fn from(error: StoreError) -> Self {
        let kind = match &error {
            e if e.is_damage() => Kind::Damaged,
            StoreError::NoSuchSession(_) | StoreError::Ambiguous(_) | StoreError::NotAFolder { .. } => Kind::Usage,
            _ => Kind::Refused,
        };
        Self { kind, message: error.to_string(), hint: error.mend().to_owned() }
    }
}

impl From<FoldError> for Failure {
    fn from(error: FoldError) -> Self {
        Self { kind: Kind::Damaged, message: error.to_string(), hint: "put a backup in its place".to_owned() }
    }
}

impl From<ExportError> for Failure {
    fn from(error: ExportError) -> Self {
        let hint = "choose another folder with --out";
        match &error {
            ExportError::Folder { folder, why } => match why.kind() {
                ErrorKind::NotADirectory | ErrorKind::AlreadyExists => {
                    Self::usage(format!("{} is no folder, so nothing can be written to it", folder.display()), hint)
                }
                _ => Self::refused(error.to_string(), hint),
            },
            ExportError::InTheStore(_) => Self::usage(error.to_string(), hint),
            ExportError::Differs { .. } => Self::refused(
                error.to_string(),
                "where something was signed or added since, --force writes over it; --out chooses another folder",
            ),
            ExportError::Pdf(PdfError::Logo(_)) => Self::usage(error.to_string(), "correct clinic.logo"),
            ExportError::Illegible(_) => {
                Self { kind: Kind::Damaged, message: error.to_string(), hint: "install the newer program".to_owned() }
            }
            ExportError::Template(_) => Self::usage(error.to_string(), "correct the template, or take it away"),
            ExportError::Seal(SealError::NotARecipient | SealError::Secret) => {
                Self::usage(error.to_string(), "correct --encrypt")
            }
            ExportError::Pdf(_) | ExportError::Seal(SealError::Failed(_)) => Self::refused(error.to_string(), ""),
        }
    }
}

impl From<TemplateError> for Failure {
    fn from(error: TemplateError) -> Self {
        ExportError::from(error).into()
    }
}

impl From<SealError> for Failure {
    fn from(error: SealError) -> Self {
        ExportError::from(error).into()
    }
}

impl From<NoTerminal> for Failure {
    fn from(error: NoTerminal) -> Self {
        let hint = "run it in a terminal window, or use the commands (`tableside --help`)";
        let kind = if matches!(error, NoTerminal::NotATerminal) { Kind::Usage } else { Kind::Refused };
        Self { kind, message: error.to_string(), hint: hint.to_owned() }
    }
}
