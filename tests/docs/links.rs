//! The links between the pages, and what they list: each other, pictures, dependencies, themes, rows of the catalogue.

use tableside::catalog::Catalog;
use tableside::theme::Theme;

use crate::{blocks, page, pages};

/// Where the links of a text lead, without those to elsewhere.
fn links(text: &str) -> Vec<&str> {
    let found = text.match_indices("](").map(|(at, _)| &text[at + 2..]);
    found.filter_map(|rest| rest.split_once(')')).map(|(link, _)| link).filter(|link| !link.contains("://")).collect()
}

/// What a heading is called in a link.
fn anchor(heading: &str) -> String {
    let kept = heading.to_lowercase();
    let kept = kept.chars().filter(|c| c.is_alphanumeric() || " -_".contains(*c));
    kept.map(|c| if c == ' ' { '-' } else { c }).collect()
}

#[test]
fn every_link_leads_to_a_file_and_a_heading_that_is_there() {
    let mut seen = 0;
    for (path, mut text) in pages() {
        for (_, inside) in blocks(&text.clone()) {
            text = text.replacen(&inside, "", 1);
        }
        for link in links(&text) {
            let (file, heading) = link.split_once('#').map_or((link, None), |(file, heading)| (file, Some(heading)));
            let target = if file.is_empty() { path.clone() } else { path.parent().unwrap().join(file) };
            assert!(target.exists(), "{}: {link} leads nowhere", path.display());
            if let Some(heading) = heading {
                let text = std::fs::read_to_string(&target).unwrap();
                let there = text
                    .lines()
                    .any(|line| line.starts_with('#') && anchor(line.trim_start_matches(['#', ' '])) == heading);
                assert!(there, "{}: {link} has no such heading", path.display());
            }
            seen += 1;
        }
    }
    assert!(seen > 60, "only {seen} links were found; is the search broken?");
}

#[test]
fn the_book_lists_every_page_and_the_pictures_are_all_shown() {
    let contents = page("docs/README.md");
    let all: String = pages().into_iter().map(|(_, text)| text).collect();
    for (path, _) in pages().iter().filter(|(path, _)| path.parent().is_some_and(|folder| folder.ends_with("docs"))) {
        let name = path.file_name().unwrap().to_str().unwrap();
        assert!(name == "README.md" || contents.contains(&format!("]({name})")), "{name} is not listed");
    }
    for picture in std::fs::read_dir(crate::root().join("assets/screens")).unwrap() {
        let name = picture.unwrap().file_name().into_string().unwrap();
        assert!(all.contains(&format!("assets/screens/{name})")), "{name} is shown nowhere");
    }
}

#[test]
fn every_dependency_has_its_reason() {
    let package: toml::Table = page("Cargo.toml").parse().unwrap();
    let reasons = page("CONTRIBUTING.md");
    let reasons = reasons.split("## Dependencies, and why each").nth(1).unwrap();
    let unix = &package["target"]["cfg(unix)"]["dependencies"];
    for table in [&package["dependencies"], &package["dev-dependencies"], unix] {
        for name in table.as_table().unwrap().keys() {
            assert!(reasons.contains(&format!("`{name}`")), "{name} has no reason in CONTRIBUTING.md");
        }
    }
}

#[test]
fn the_pages_name_every_theme_and_count_the_rows_of_the_catalogue() {
    for name in ["README.md", "config.toml.example", "docs/protocols.md", "docs/glossary.md", "docs/guide.md"] {
        let text = page(name);
        let missing: Vec<&str> = Theme::names().filter(|theme| !text.contains(theme)).collect();
        assert!(missing.is_empty(), "{name} does not name {missing:?}");
    }
    let (catalog, text) = (Catalog::builtin().unwrap(), page("docs/catalogue.md"));
    for (file, rows) in [
        ("areas", catalog.areas().len()),
        ("techniques", catalog.techniques().len()),
        ("codes", catalog.codes().len()),
        ("limits", catalog.limits().len()),
        ("edits", catalog.edits().len()),
        ("payers", catalog.payers().len()),
        ("protocols", catalog.protocols().len()),
        ("phrases", catalog.phrases().len()),
    ] {
        let row = format!("| [{file}.toml](../assets/catalog/{file}.toml) | {rows} |");
        assert!(text.contains(&row), "docs/catalogue.md does not say: {row}");
    }
    assert!(catalog.payers().iter().all(|payer| text.contains(&format!("`{}`", payer.id))), "a payer is not named");
}
