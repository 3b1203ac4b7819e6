//! Fuzzy search: what fits what was typed, the best first.
//!
//! On the ground floor. Case and accents make no difference; each word typed must be found, its letters in order.

use nucleo_matcher::pattern::{AtomKind, CaseMatching, Normalization, Pattern};
use nucleo_matcher::{Config, Matcher, Utf32Str};

/// Returns the things whose text fits what was typed, the best first; all of them, as they stand, where nothing was.
///
/// Where the words as they were typed stand in some, those are all that fits: a guess never stands beside a find.
pub fn fitting<T>(typed: &str, things: impl IntoIterator<Item = T>, text: impl Fn(&T) -> String) -> Vec<T> {
    let words: Vec<String> = typed.split_whitespace().map(str::to_lowercase).collect();
    if words.is_empty() {
        return things.into_iter().collect();
    }
    let mut matcher = Matcher::new(Config::DEFAULT);
    let pattern = Pattern::new(typed, CaseMatching::Ignore, Normalization::Smart, AtomKind::Fuzzy);
    let mut letters = Vec::new();
    let least = LEAST * u32::try_from(typed.chars().filter(|c| !c.is_whitespace()).count()).unwrap_or(0);
    let mut found: Vec<((bool, u32), T)> = things
        .into_iter()
        .filter_map(|thing| {
            let text = text(&thing);
            let whole = {
                let text = text.to_lowercase();
                words.iter().all(|word| text.contains(word))
            };
            // So few letters stand somewhere in nearly everything.
            let short = words.iter().filter(|word| word.chars().count() <= SHORT);
            let strewn = !whole && short.into_iter().any(|word| !text.to_lowercase().contains(word.as_str()));
            let score = pattern.score(Utf32Str::new(&text, &mut letters), &mut matcher)?;
            (whole || score >= least && !strewn).then_some(((whole, score), thing))
        })
        .collect();
    let any_whole = found.iter().any(|((whole, _), _)| *whole);
    found.retain(|((whole, _), _)| *whole || !any_whole);
    // Equals stay in their order.
    found.sort_by_key(|(score, _)| std::cmp::Reverse(*score));
    found.into_iter().map(|(_, thing)| thing).collect()
}

/// Words of so few letters must stand there as they are.
const SHORT: usize = 3;

/// The least that each letter must score on average: less is letters strewn over a text, which nobody meant.
const LEAST: u32 = 17;

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
        assert_eq!(found("rot", &["Palpation: tenderness that reproduces the pain"]), [""; 0], "letters strewn about");
        assert_eq!(
            found("rot", &["Palpation: tenderness that reproduces the pain", "Rotation freer"]),
            ["Rotation freer"]
        );
        assert_eq!(found("!x^$", &["x"]), [""; 0], "no sign has a meaning of its own");
    }
}
