//! The catalogue's tables as they are written, before anything is checked.
//!
//! All fields but the ids are optional, since a later document overrides only what it gives. Words stay text here,
//! so that every unknown one can be reported together with the others. No logic beyond the rows' ids.

use serde::Deserialize;

/// One document: any of the tables, and where its rows come from.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Tables {
    pub(super) source: Option<String>,
    pub(super) date: Option<String>,
    #[serde(default)]
    pub(super) areas: Vec<AreaRow>,
    /// Present, even when empty, it replaces the whole list.
    pub(super) quick: Option<Vec<QuickRow>>,
    #[serde(default)]
    pub(super) techniques: Vec<TechniqueRow>,
    #[serde(default)]
    pub(super) codes: Vec<CodeRow>,
    #[serde(default)]
    pub(super) edits: Vec<EditRow>,
    #[serde(default)]
    pub(super) payers: Vec<PayerRow>,
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
    pub(super) daily_limit: Option<u32>,
    pub(super) source: Option<String>,
    pub(super) date: Option<String>,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct EditRow {
    pub(super) column1: String,
    pub(super) column2: Vec<String>,
    pub(super) indicator: Option<i64>,
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
    pub(super) remark: Option<String>,
    pub(super) source: Option<String>,
    pub(super) date: Option<String>,
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
row!(PayerRow, "payers", id);
