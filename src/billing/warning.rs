//! What a payer will not pay as it stands, said before the claim goes out.
//!
//! A warning changes no unit and moves no minute: it names the line and leaves the decision to the therapist. Daily
//! limits are Medicare's medically unlikely edits, pairs its procedure-to-procedure edits (NCCI); both with source
//! and date in the catalogue. Imports nothing above `catalog`.

use super::Charge;
use super::reason::verb;
use crate::catalog::{Catalog, CptCode, Edit};
use crate::words::counted;

/// Returns the warnings of a bill: codes unknown, daily limits exceeded, pairs of which one is not paid.
pub(super) fn of(charges: &[Charge], catalog: &Catalog) -> Vec<String> {
    let mut warnings: Vec<String> = charges.iter().filter_map(|charge| of_charge(charge, catalog)).collect();
    let billed = |code: CptCode| charges.iter().any(|charge| charge.code == code && charge.units.0 > 0);
    let active = catalog.edits().iter().filter(|edit| billed(edit.column1) && billed(edit.column2));
    warnings.extend(active.map(of_pair));
    warnings
}

fn of_charge(charge: &Charge, catalog: &Catalog) -> Option<String> {
    let (code, units) = (charge.code, charge.units.0);
    let Some(known) = catalog.code(code) else {
        return Some(format!(
            "{code}: not in the catalogue, so it has no units; whoever keeps the clinic's catalogue must add it"
        ));
    };
    let limit = known.daily_limit.filter(|limit| units > *limit)?;
    let counted = counted(units, "unit");
    Some(if limit == 0 {
        let is = verb(units, "is", "are");
        format!("{code}: bundled by Medicare (daily limit 0), so {counted} {is} not paid; documented, not cut")
    } else {
        let exceed = verb(units, "exceeds", "exceed");
        format!("{code}: {counted} {exceed} the daily limit of {limit}; documented, not cut")
    })
}

fn of_pair(edit: &Edit) -> String {
    let Edit { column1, column2, modifier_may_help, .. } = edit;
    let modifier = if *modifier_may_help {
        "a modifier may help when the services were truly distinct"
    } else {
        "no modifier helps"
    };
    format!("{column1} with {column2}: {column2} is the line not paid, and {modifier}")
}
