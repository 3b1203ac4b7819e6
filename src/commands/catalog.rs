//! `tableside catalog`: a clinic's own catalogue, looked over.

use std::path::Path;

use super::session::read;
use super::tell;
use crate::catalog::Catalog;
use crate::error::Failure;
use crate::words::counted;

/// Reads a file over the built-in catalogue. What is wrong in it is told with line and mend; what it changes is counted.
pub(super) fn check(file: &Path) -> Result<(), Failure> {
    let document = read(file)?;
    let before = Catalog::builtin()?;
    let after = Catalog::layered(std::slice::from_ref(&document))?;
    let rows = [
        ("area", changed(before.areas(), after.areas())),
        ("digit key", changed(before.quick(), after.quick())),
        ("technique", changed(before.techniques(), after.techniques())),
        ("code", changed(before.codes(), after.codes())),
        ("limit", changed(before.limits(), after.limits())),
        ("edit", changed(before.edits(), after.edits())),
        ("payer", changed(before.payers(), after.payers())),
        ("protocol", changed(before.protocols(), after.protocols())),
        ("phrase", changed(before.phrases(), after.phrases())),
    ];
    let told: Vec<String> =
        rows.into_iter().filter(|(_, count)| *count > 0).map(|(noun, count)| counted(count, noun)).collect();
    let told =
        if told.is_empty() { "it changes nothing".to_owned() } else { format!("it changes {}", told.join(", ")) };
    tell(&format!("{}: in order; {told}", document.name()));
    Ok(())
}

/// Returns how many rows are new, different or gone.
fn changed<T: PartialEq>(before: &[T], after: &[T]) -> u64 {
    let new = after.iter().filter(|row| !before.contains(row)).count();
    // A row that is different counts once, among the new ones.
    let gone = before.len().saturating_sub(after.len());
    u64::try_from(new.max(gone)).unwrap_or(u64::MAX)
}
