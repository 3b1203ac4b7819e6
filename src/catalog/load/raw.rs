//! The catalogue's tables as they are written, before anything is checked.
//!
//! All fields but the ids are optional, since a later document overrides only what it gives. Words stay text here,
//! so that every unknown one can be reported together with the others. No logic beyond the rows' ids.

use std::collections::BTreeMap;

use serde::Deserialize;

/// One document: any of the tables, and where its rows come from.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Tables {
    pub(super) source: Option<String>,
    pub(super) date: Option<String>,
    /// When the next edition of the source is due.
    pub(super) next: Option<String>,
    /// The tables of which no earlier row is left.
    #[serde(default)]
    pub(super) replace: Vec<Replaced>,
    #[serde(default)]
    pub(super) areas: Vec<AreaRow>,
    /// Present, even when empty, it replaces the whole list.
    pub(super) quick: Option<Vec<QuickRow>>,
    #[serde(default)]
    pub(super) techniques: Vec<TechniqueRow>,
    #[serde(default)]
    pub(super) codes: Vec<CodeRow>,
    #[serde(default)]
    pub(super) limits: Vec<LimitRow>,
    #[serde(default)]
    pub(super) edits: Vec<EditRow>,
    #[serde(default)]
    pub(super) payers: Vec<PayerRow>,
    #[serde(default)]
    pub(super) protocols: Vec<ProtocolRow>,
    #[serde(default)]
    pub(super) phrases: Vec<PhraseRow>,
}

/// A table that a newer edition replaces whole.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "lowercase")]
pub(super) enum Replaced {
    Edits,
    Limits,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct AreaRow {
    pub(super) id: String,
    pub(super) name: Option<String>,
    pub(super) sides: Option<bool>,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct QuickRow {
    pub(super) area: String,
    pub(super) side: Option<String>,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct TechniqueRow {
    pub(super) id: String,
    pub(super) name: Option<String>,
    pub(super) short: Option<String>,
    pub(super) key: Option<String>,
    pub(super) code: Option<String>,
    pub(super) contact: Option<String>,
    pub(super) remark: Option<String>,
    pub(super) source: Option<String>,
    pub(super) date: Option<String>,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct CodeRow {
    pub(super) code: String,
    pub(super) label: Option<String>,
    pub(super) kind: Option<String>,
    pub(super) therapy: Option<bool>,
    pub(super) evaluation: Option<bool>,
    pub(super) source: Option<String>,
    pub(super) date: Option<String>,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct LimitRow {
    pub(super) code: String,
    pub(super) units: u32,
    pub(super) source: Option<String>,
    pub(super) date: Option<String>,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct EditRow {
    pub(super) column1: String,
    pub(super) column2: Vec<String>,
    pub(super) indicator: Option<i64>,
    pub(super) from: Option<String>,
    pub(super) until: Option<String>,
    pub(super) source: Option<String>,
    pub(super) date: Option<String>,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct PayerRow {
    pub(super) id: String,
    pub(super) name: Option<String>,
    pub(super) rule: Option<String>,
    pub(super) minutes: Option<String>,
    pub(super) pairs: Option<String>,
    pub(super) limits: Option<String>,
    pub(super) units_a_day: Option<u32>,
    pub(super) limit: Option<BTreeMap<String, u32>>,
    pub(super) allowed: Option<Vec<String>>,
    pub(super) excluded: Option<Vec<String>>,
    pub(super) modifiers: Option<Vec<String>>,
    pub(super) asks: Option<Vec<String>>,
    pub(super) remark: Option<String>,
    pub(super) source: Option<String>,
    pub(super) date: Option<String>,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct ProtocolRow {
    pub(super) id: String,
    pub(super) name: Option<String>,
    /// Present, they replace all earlier ones.
    pub(super) steps: Option<Vec<StepRow>>,
    pub(super) source: Option<String>,
    pub(super) date: Option<String>,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct StepRow {
    pub(super) area: String,
    pub(super) side: Option<String>,
    pub(super) technique: String,
    pub(super) minutes: i64,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct PhraseRow {
    pub(super) section: String,
    pub(super) text: String,
}

/// A row that is layered by its id.
pub(super) trait Row {
    /// The table's key in the document.
    const TABLE: &'static str;
    /// The key that holds the row's id.
    const ID: &'static str;

    /// Returns the id as it is written.
    fn id(&self) -> &str;
}

macro_rules! row {
    ($row:ident, $table:literal, $id:ident) => {
        impl Row for $row {
            const TABLE: &'static str = $table;
            const ID: &'static str = stringify!($id);

            fn id(&self) -> &str {
                &self.$id
            }
        }
    };
}

row!(AreaRow, "areas", id);
row!(TechniqueRow, "techniques", id);
row!(CodeRow, "codes", code);
row!(LimitRow, "limits", code);
row!(PayerRow, "payers", id);
row!(ProtocolRow, "protocols", id);
