//! What holds the README: each row of the page quotes words that stand there, and names tests, pictures and pages that exist.

use crate::{page, root};

/// The text of a page as one line.
fn in_one_line(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

/// The quotes of the page, each with what holds it.
fn claims() -> Vec<(String, Vec<String>)> {
    let text = page("docs/claims.md");
    let rows = text
        .lines()
        .filter(|line| line.starts_with("| ") && !line.starts_with("| ---") && !line.ends_with("held by |"));
    rows.map(|row| {
        let (quote, held) = row.trim_matches(['|', ' ']).split_once(" | ").unwrap();
        (quote.to_owned(), held.split(", ").map(|one| one.trim_matches('`').to_owned()).collect())
    })
    .collect()
}

#[test]
fn every_claim_stands_in_the_readme_and_is_held_by_something() {
    let readme = in_one_line(&page("README.md"));
    let claims = claims();
    assert!(claims.len() > 90, "only {} claims were found; is the search broken?", claims.len());
    for (quote, held) in claims {
        assert!(readme.contains(&in_one_line(&quote)), "the README does not say what docs/claims.md quotes: {quote}");
        for one in held {
            let (file, function) = one.split_once("::").map_or((one.as_str(), None), |(file, name)| (file, Some(name)));
            let path = root().join(file);
            assert!(path.exists(), "{quote}: there is no {file}");
            let Some(function) = function else { continue };
            let text = std::fs::read_to_string(path).unwrap();
            let at = text.find(&format!("fn {function}(")).unwrap_or_else(|| panic!("{quote}: there is no {one}"));
            let before = text[..at].rfind("fn ").unwrap_or(0);
            assert!(text[before..at].contains("#[test]"), "{one} is no test");
        }
    }
}
