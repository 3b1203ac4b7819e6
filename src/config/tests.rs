//! The options: their layers, their faults, and the page of them.

use super::*;

const FORMATS: &[&str] = &["pdf", "md", "txt", "csv", "json", "fhir"];

fn load_text(text: &str) -> Result<Loaded, Faults> {
    let catalog = Catalog::builtin().unwrap();
    load(Some(&Document::toml("config.toml", text)), None, &catalog, FORMATS)
}

#[test]
fn the_example_is_exactly_the_defaults() {
    let catalog = Catalog::builtin().unwrap();
    let bare = load(None, None, &catalog, FORMATS).unwrap();
    assert_eq!(load_text(EXAMPLE).unwrap().config, bare.config);
    assert_eq!(load_text("").unwrap(), bare);
    assert_eq!(bare.config.lock_after, 5);
    assert_eq!(bare.config.formats, FORMATS);
    assert!(bare.settings.iter().all(|s| s.origin == Origin::Default));
}

#[test]
fn all_faults_are_told_together_each_with_its_line() {
    let faults = load_text("payer = \"medicar\"\n\n[labels]\npatiant = \"client\"\n\n[export]\nformats = 3\n");
    let faults = faults.unwrap_err().0;
    let told: Vec<_> = faults.iter().map(|f| (f.line, f.key.as_str(), f.mend.as_str())).collect();
    assert!(told.contains(&(Some(1), "payer", "did you mean \"medicare\"?")), "{told:?}");
    assert!(told.contains(&(Some(4), "labels.patiant", "did you mean \"labels.patient\"?")), "{told:?}");
    assert!(told.iter().any(|f| f.0 == Some(7)), "{told:?}");
}

#[test]
fn a_folder_must_not_depend_on_where_the_program_starts() {
    let faults = load_text("[store]\nfolder = \"notes\"\n[export]\nfolder = \"~/notes\"\n").unwrap_err().0;
    assert_eq!(faults.iter().map(|f| (f.line, f.key.as_str())).collect::<Vec<_>>(), [(Some(2), "store.folder")]);
    let catalog = Catalog::builtin().unwrap();
    assert!(load(None, Some("notes".into()), &catalog, FORMATS).is_ok(), "on the command line it is wanted");
}

#[test]
fn an_unknown_heading_is_told_even_with_nothing_below_it() {
    assert!(load_text("[labels]\n").is_ok());
    assert_eq!(load_text("[label]\n").unwrap_err().0[0].line, Some(1));
}

#[test]
fn every_value_knows_where_it_came_from() {
    let catalog = Catalog::builtin().unwrap();
    let document = Document::toml("mine.toml", "team = [\"J. Osei, LMT\"]");
    let loaded = load(Some(&document), Some("/srv/t".into()), &catalog, FORMATS).unwrap();
    let origin = |key: &str| loaded.settings.iter().find(|s| s.key == key).map(|s| s.origin.clone()).unwrap();
    assert_eq!(origin("team"), Origin::File("mine.toml".to_owned()));
    assert_eq!(origin("store.folder"), Origin::CommandLine);
    assert_eq!(origin("payer"), Origin::Default);
    assert_eq!(loaded.config.team[0].credentials, "LMT");
}

#[test]
fn the_page_of_options_is_what_the_options_are() {
    let shipped = include_str!("../../docs/configuration.md");
    assert_eq!(shipped, page(FORMATS), "run `cargo run --example pages`");
    let rows = shipped.lines().filter(|line| line.starts_with("| `")).count();
    assert_eq!(rows, load_text("").unwrap().settings.len(), "each option has its row");
}
