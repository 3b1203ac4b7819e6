//! A session as a document of FHIR R4: one `Bundle` that any system can read, the same bytes for the same note.
//!
//! The Composition comes first and refers to all else; the note itself is attached as text, as it was signed, and each
//! addendum is a document of its own that `appends` to it. What is not known is left out, and nothing is guessed.

mod charges;
mod composition;
mod datatypes;
mod documents;
mod names;
mod people;
mod resources;
mod work;

#[cfg(test)]
mod tests;

use datatypes::{Identifier, Moment, Period, Reference};
use names::Names;
use resources::{Bundle, Entry, Standing};

use super::{ExportError, Printer, Sheet, json};
use crate::note::{Content, Note};
use crate::session::{Session, Stamp, Therapist};

/// What the parts of a bundle are made from.
struct Basis<'a> {
    content: &'a Content,
    session: &'a Session,
    /// The same in words.
    sheet: Sheet,
    names: Names,
    /// The days of which its charges count with it.
    claimed: Vec<chrono::NaiveDate>,
}

impl<'a> Basis<'a> {
    fn of(note: &'a Note) -> Self {
        let content = &note.content;
        let claimed = content.days.iter().map(|day| day.date).filter(|date| note.claims(*date)).collect();
        Self { content, session: &note.session, sheet: Sheet::of(note), names: Names::of(content), claimed }
    }

    /// Returns how far the note is.
    fn standing(&self) -> Standing {
        match self.session.signature {
            None => Standing::Preliminary,
            Some(_) if self.session.addenda.is_empty() => Standing::Final,
            Some(_) => Standing::Amended,
        }
    }

    /// Returns how far what was measured is: an addendum changes nothing of it.
    fn measured(&self) -> Standing {
        if self.session.signature.is_some() { Standing::Final } else { Standing::Preliminary }
    }

    /// Returns when the note came to say what it says.
    fn noted(&self) -> Stamp {
        let signed = self.session.signature.as_ref().map(|signature| signature.at);
        signed.or(self.content.closed).unwrap_or(self.content.opened)
    }

    /// Returns when anything was last said.
    fn last(&self) -> Moment {
        Moment(self.session.addenda.last().map_or_else(|| self.noted(), |addendum| addendum.at))
    }

    /// Returns the time of the session.
    fn period(&self) -> Period {
        Period::of(self.content.opened, self.content.closed)
    }

    fn patient(&self) -> Reference {
        self.names.to("patient")
    }

    fn encounter(&self) -> Reference {
        self.names.to("encounter")
    }

    /// Returns the clinic, where one is configured.
    fn clinic(&self) -> Option<Reference> {
        people::clinic(self).map(|_| self.names.to("organization"))
    }

    fn therapist(&self, who: &Therapist) -> Reference {
        self.names.to(&people::role(self, who))
    }
}

/// Returns a note as a bundle of FHIR R4, in JSON, ending with a newline.
pub(super) fn bundle(printer: &Printer, note: &Note) -> Result<Vec<u8>, ExportError> {
    let basis = Basis::of(note);
    let treatment = work::treatment(&basis);
    let pain = work::pain(&basis);
    let charges = charges::charges(&basis);
    let documents = documents::documents(&basis, printer, note)?;
    let composition = composition::composition(&basis, [&pain, &treatment, &charges, &documents]);
    let others = [people::people(&basis), treatment, pain, charges, documents];
    let entry: Vec<Entry> = std::iter::once(composition).chain(others.into_iter().flatten()).collect();
    // A document's own identifier is of this very content: another content is another document.
    let identifier = Identifier::uri(names::urn(json::text(&entry).as_bytes()));
    let bundle = Bundle { identifier, r#type: "document", timestamp: basis.last(), entry };
    Ok(json::text(&bundle).into_bytes())
}
