//! Fuzzy search: what fits what was typed, the best first.
//!
//! On the ground floor. Case and accents make no difference; each word typed must be found, its letters in order.

use nucleo_matcher::pattern::{AtomKind, CaseMatching, Normalization, Pattern};
use nucleo_matcher::{Config, Matcher, Utf32Str};

/// Returns the things whose text fits what was typed, the best first; all of them, as they stand, where nothing was.
pub fn fitting<T>(typed: &str, things: impl IntoIterator<Item = T>, text: impl Fn(&T) -> String) -> Vec<T> {
    if typed.trim().is_empty() {
        return things.into_iter().collect();
    }
    let mut matcher = Matcher::new(Config::DEFAULT);
    let pattern = Pattern::new(typed, CaseMatching::Ignore, Normalization::Smart, AtomKind::Fuzzy);
    let mut letters = Vec::new();
    let mut found: Vec<(u32, T)> = things
        .into_iter()
        .filter_map(|thing| Some((pattern.score(Utf32Str::new(&text(&thing), &mut letters), &mut matcher)?, thing)))
        .collect();
    // Equals stay in their order.
    found.sort_by_key(|(score, _)| std::cmp::Reverse(*score));
    found.into_iter().map(|(_, thing)| thing).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn found<'a>(typed: &str, things: &[&'a str]) -> Vec<&'a str> {
        fitting(typed, things.iter().copied(), |thing| (*thing).to_owned())
    }

    #[test]
    fn the_best_comes_first_and_what_does_not_fit_is_left_out() {
        assert_eq!(found("kn", &["Neck", "Ankle", "Knee, left"]), ["Knee, left"]);
        assert_eq!(found("upri", &["Upper back, left", "Upper back, right"]), ["Upper back, right"]);
        assert_eq!(found("right upper", &["Upper back, left", "Upper back, right"]), ["Upper back, right"]);
        assert_eq!(found("norgaard", &["Emil Nørgaard", "Rosa Marin"]), ["Emil Nørgaard"]);
        assert_eq!(found(" ", &["b", "a"]), ["b", "a"]);
        assert_eq!(found("!x^$", &["x"]), [""; 0], "no sign has a meaning of its own");
    }
}
