//! Tableside: times hands-on work, bills it by the payer's rule, and writes the note.
//!
//! The floors, lowest first (a module imports only from floors below; `tests/architecture.rs` holds this):
//! `document`, `search`, `secret`, `told`, `words` · `catalog` · `body`, `session` · `audit` · `billing` · `note` · `store`,
//! `export`, `config` · `app`, `theme` · `keymap` · `ui` · `runtime` · `error` · `cli` · `commands`.

pub mod app;
pub mod audit;
pub mod billing;
pub mod body;
pub mod catalog;
pub mod cli;
pub mod commands;
pub mod config;
pub mod document;
pub mod error;
pub mod export;
pub mod keymap;
pub mod note;
pub mod runtime;
pub mod search;
pub mod secret;
pub mod session;
pub mod store;
pub mod theme;
pub mod told;
pub mod ui;
pub mod words;
