//! Writing notes to the export folder: in a thread of its own, which tells how far it is, and is never cut off.

use std::panic::{AssertUnwindSafe, catch_unwind};
use std::path::Path;

use super::effects::{Effects, Rest, no_thread, trouble};
use super::terminal::Input;
use crate::app::{Done, Export, Exported, Trouble};
use crate::export::{self, DayBook, ExportError, Format, Printer, Written};
use crate::store::Log as _;

impl Effects {
    /// Writes down that notes are exported, and then exports them.
    pub(super) fn export(&mut self, mut order: Export) -> Option<Done> {
        if self.exporting.as_ref().is_some_and(|thread| !thread.is_finished()) {
            return Some(Done::Exporting { done: 0, of: order.book.notes.len() });
        }
        if !order.whole && !self.formats.iter().any(|format| format.is_of_a_note()) {
            return Some(failed("No form of a note is configured; add one to export.formats.".to_owned()));
        }
        // Written down before it is done, or not done: no export goes unnoticed.
        if let Err(error) = self.witness(vec![order.entry.clone()]) {
            self.owed.pop();
            return Some(Done::Failed(trouble(&error)));
        }
        match self.log().and_then(|log| log.head_of(&order.book.sessions())) {
            Ok(head) => order.book.head = head.to_string(),
            Err(error) => return Some(Done::Failed(trouble(&error))),
        }
        let folder = self.places.exports.join(order.book.date.to_string());
        let (store, printer, formats) = (self.places.store.clone(), self.printer.clone(), self.formats.clone());
        let Some(inputs) = self.inputs.clone() else {
            return Some(written(&store, &folder, &order, &printer, &formats, &mut |_, _| {}));
        };
        let at = order.entry.at;
        let work = move || {
            let tell = |done: Done| {
                let rest: Rest = Box::new(move |_| done);
                // Where nobody listens any more, the program is leaving.
                let _ = inputs.send((at, Input::Rest(rest)));
            };
            let mut progress = |done, of| tell(Done::Exporting { done, of });
            let done =
                catch_unwind(AssertUnwindSafe(|| written(&store, &folder, &order, &printer, &formats, &mut progress)));
            let done =
                done.unwrap_or_else(|_| failed("The export failed by a mistake of the program's own.".to_owned()));
            let told = done.clone();
            let rest: Rest = Box::new(move |effects| {
                // It is told, and need not be told once more at the end.
                effects.exporting = None;
                told
            });
            let _ = inputs.send((at, Input::Rest(rest)));
            done
        };
        match std::thread::Builder::new().spawn(work) {
            Ok(thread) => {
                self.exporting = Some(thread);
                None
            }
            Err(_) => Some(Done::Failed(no_thread())),
        }
    }

    /// Waits for an export that is being written; returns why nothing came of it, where nothing did.
    pub(super) fn finish(&mut self) -> Option<String> {
        match self.exporting.take()?.join().ok()? {
            Done::Failed(trouble) => Some(trouble.text),
            Done::ExportDiffers(..) => Some("something else stands there, and nothing was exported".to_owned()),
            _ => None,
        }
    }
}

fn written(
    store: &Path,
    folder: &Path,
    order: &Export,
    printer: &Printer,
    formats: &[Format],
    progress: &mut dyn FnMut(usize, usize),
) -> Done {
    let outcome = export::fit(folder, store)
        .and_then(|()| documents(&order.book, order.whole, printer, formats, progress))
        .and_then(|files| export::put(folder, &files, order.force));
    match outcome {
        Ok(Written { files, unchanged }) => Done::Exported(Exported {
            files: files.len(),
            unchanged,
            folder: folder.display().to_string(),
            head: order.book.head.clone(),
            unsigned: order.book.unsigned.clone(),
            astray: order.book.astray.clone(),
        }),
        Err(ExportError::Differs { files, .. }) => Done::ExportDiffers(order.again.clone(), files.len()),
        Err(error @ (ExportError::Folder { .. } | ExportError::InTheStore(_))) => {
            failed(format!("{error}; choose another folder in the configuration (export.folder)."))
        }
        Err(error) => failed(format!("{error}; nothing was written.")),
    }
}

fn failed(text: String) -> Done {
    Done::Failed(Trouble { text, conflict: false })
}

fn documents(
    book: &DayBook,
    whole: bool,
    printer: &Printer,
    formats: &[Format],
    progress: &mut dyn FnMut(usize, usize),
) -> Result<Vec<export::File>, ExportError> {
    if whole { book.documents(printer, formats, progress) } else { book.notes(printer, formats, progress) }
}
