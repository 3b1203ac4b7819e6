//! Draws the pages that are drawn from the source: the keys and the configuration. `cargo run --example pages`.
//!
//! Tests compare them; the page of commands is kept by `TRYCMD=overwrite cargo test --test docs`.

use std::path::Path;

use tableside::config;
use tableside::export::Format;
use tableside::keymap::{self, Keymap};

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let docs = Path::new(env!("CARGO_MANIFEST_DIR")).join("docs");
    std::fs::write(docs.join("keys.md"), keymap::page(&Keymap::builtin()?))?;
    std::fs::write(docs.join("configuration.md"), config::page(&Format::ALL.map(Format::word)))?;
    Ok(())
}
