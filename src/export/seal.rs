//! Files sealed for whoever is to read them: the age format, which `age` and `rage` open.

use std::io::Write as _;

use super::day::File;

/// Why files cannot be sealed.
#[derive(Debug, thiserror::Error)]
pub enum SealError {
    /// The recipient is none. What was told is not repeated: it may be somebody's key.
    #[error("that is no recipient; one begins with age1, as `age-keygen` prints it")]
    NotARecipient,
    /// The secret was told in the place of the recipient.
    #[error("that is a secret key, which nobody else should see; name its recipient, which begins with age1")]
    Secret,
    /// The seal failed.
    #[error("the files cannot be sealed: {0}")]
    Failed(String),
}

/// Somebody who can open what is sealed for them.
#[derive(Clone)]
pub struct Recipient(age::x25519::Recipient);

impl std::fmt::Debug for Recipient {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "Recipient({})", self.0)
    }
}

impl std::str::FromStr for Recipient {
    type Err = SealError;

    fn from_str(text: &str) -> Result<Self, SealError> {
        if text.trim().to_ascii_uppercase().starts_with("AGE-SECRET-KEY") {
            return Err(SealError::Secret);
        }
        text.trim().parse().map(Self).map_err(|_| SealError::NotARecipient)
    }
}

impl Recipient {
    /// Returns a file sealed: nobody but the recipient can read it, and no two seals are the same.
    pub fn seal(&self, file: &File) -> Result<File, SealError> {
        let failed = |why: std::io::Error| SealError::Failed(why.to_string());
        let mut writer = self.sealing(Vec::new())?;
        writer.write_all(&file.bytes).map_err(failed)?;
        Ok(File { name: format!("{}.age", file.name), bytes: writer.finish().map_err(failed)? })
    }

    /// Returns a writer that seals what goes through it.
    pub(super) fn sealing<W: std::io::Write>(&self, to: W) -> Result<age::stream::StreamWriter<W>, SealError> {
        let recipients = std::iter::once(&self.0 as &dyn age::Recipient);
        let encryptor =
            age::Encryptor::with_recipients(recipients).map_err(|error| SealError::Failed(error.to_string()))?;
        encryptor.wrap_output(to).map_err(|error| SealError::Failed(error.to_string()))
    }
}
