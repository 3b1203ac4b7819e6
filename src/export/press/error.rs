//! What can go wrong while a document is set.

/// Why a document could not be made.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum PdfError {
    /// The fonts that the program carries could not be read.
    #[error("the fonts inside the program cannot be read")]
    Fonts,
    /// The clinic's logo cannot be used; the text says why.
    #[error("{0}")]
    Logo(String),
    /// The finished pages could not be written as PDF.
    #[error("the PDF cannot be written: {0}")]
    Write(String),
}
