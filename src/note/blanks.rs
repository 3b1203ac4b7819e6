//! The blanks of a quick phrase, filled with what the session knows.

use crate::catalog::{BLANKS, Catalog, Spot};
use crate::session::{Session, Stamp, clock_text};
use crate::words::listed;

/// What stands for a blank that nobody can fill yet; the checklist asks for it.
pub(super) const OPEN: &str = "____";

/// Returns a phrase with its blanks filled: `{area}`, `{technique}`, `{time}`, `{pain_before}`, `{pain_after}`, `{patient}`.
/// Of a spot, where one is told, only what was done there.
pub fn filled(phrase: &str, session: &Session, spot: Option<&Spot>, catalog: &Catalog, now: Stamp) -> String {
    let mut text = phrase.to_owned();
    for blank in BLANKS {
        let mark = format!("{{{blank}}}");
        if text.contains(&mark) {
            let words = known(blank, session, spot, catalog, now).filter(|words| !words.is_empty());
            text = text.replace(&mark, words.as_deref().unwrap_or(OPEN));
        }
    }
    text
}

fn known(blank: &str, session: &Session, spot: Option<&Spot>, catalog: &Catalog, now: Stamp) -> Option<String> {
    let mut segments = session.segments_at(now);
    segments.retain(|segment| spot.is_none_or(|spot| segment.spot == *spot));
    let each = |words: &dyn Fn(&crate::session::Segment) -> String| {
        let mut all: Vec<String> = Vec::new();
        for segment in &segments {
            let word = words(segment).to_lowercase();
            if !all.contains(&word) {
                all.push(word);
            }
        }
        listed("and", &all)
    };
    match blank {
        "area" => Some(each(&|segment| catalog.spot_name(&segment.spot))),
        "technique" => Some(each(&|segment| catalog.technique_name(&segment.technique))),
        "time" if !segments.is_empty() => {
            let hands = segments.iter().filter(|segment| segment.holds_hands());
            Some(clock_text(hands.map(crate::session::Segment::time).sum()))
        }
        "pain_before" => session.pain_before.map(|score| score.to_string()),
        "pain_after" => session.pain_after.map(|score| score.to_string()),
        "patient" => Some(session.patient.name.clone()),
        _ => None,
    }
}
