//! What a form says of the bill: chosen codes, ties, modifiers and descriptions.

use std::collections::BTreeSet;

use chrono::{NaiveDate, TimeDelta};

use super::Reader;
use super::form::{Form, OfDay, Row};
use crate::catalog::{CptCode, Kind, Modifier, retired};
use crate::document::did_you_mean;
use crate::session::{Event, Segment, TieChoice};
use crate::words::listed;

/// The code of a segment, and why it was chosen where it is not the technique's.
pub(super) type Coded = (Option<CptCode>, Option<String>);

impl Reader<'_> {
    /// Returns a segment's code: the technique's, or the one that the row says with its reason.
    pub(super) fn coded(&mut self, row: &Row, own: Option<CptCode>, path: &dyn Fn(&str) -> String) -> Option<Coded> {
        let reason = row.code_reason.as_deref().map(str::trim).filter(|reason| !reason.is_empty());
        self.one_line(&path("code_reason"), reason.unwrap_or_default());
        let code = match row.code.as_deref() {
            None => own,
            Some("") => None,
            Some(text) => Some(self.known_code(text, &path("code"))?),
        };
        if code != own && reason.is_none() {
            let mend = "add code_reason = \"...\": a chosen code is kept with its reason";
            self.refuse(&path("code"), "this is not the technique's code, and nothing says why", mend);
            return None;
        }
        Some((code, reason.filter(|_| code != own).map(str::to_owned)))
    }

    pub(super) fn known_code(&mut self, text: &str, path: &str) -> Option<CptCode> {
        let told: Option<CptCode> = text.parse().ok();
        let known = told.filter(|code| self.catalog.code(*code).is_some());
        if known.is_none() {
            let codes: Vec<String> = self.catalog.codes().iter().map(|c| c.code.to_string()).collect();
            let why = told.and_then(retired).map(str::to_owned);
            let mend = why.unwrap_or_else(|| did_you_mean(text, codes.iter().map(String::as_str)));
            self.refuse(path, "this is no code of the catalogue", mend);
        }
        known
    }

    /// Returns what was decided of the bill, for every day on which its codes were done.
    pub(super) fn decisions(&mut self, form: &Form, segments: &[Option<Segment>]) -> Vec<Event> {
        let mut events = Vec::new();
        let chosen = self.codes(&form.tie, "tie");
        if !chosen.is_empty() {
            let choice = TieChoice { among: Vec::new(), chosen: chosen.clone() };
            let days = self.days(&chosen, "tie", segments);
            events.extend(days.into_iter().map(|day| Event::TieChosen { day, choice: choice.clone() }));
        }
        for (text, words) in &form.modifiers {
            let path = format!("modifiers.{text}");
            let Some(code) = self.known_code(text, &path) else { continue };
            let days = self.days(&[code], &path, segments);
            events.extend(days.into_iter().flat_map(|day| self.marked(day, code, words, &path)));
        }
        for (at, told) in form.days.iter().enumerate() {
            events.extend(self.of_day(at, told, segments));
        }
        for (text, words) in &form.described {
            let path = format!("described.{text}");
            self.one_line(&path, words);
            let Some(code) = self.known_code(text, &path) else { continue };
            if self.catalog.code(code).is_some_and(|known| known.kind != Kind::Unlisted) {
                self.refuse(&path, format!("{code} is not unlisted, so it is not described"), "take it out");
            }
            if !self.is_exported() {
                self.days(&[code], &path, segments);
            }
            events.push(Event::CodeDescribed { code, text: words.clone() });
        }
        events
    }

    /// Returns what was decided of one day.
    fn of_day(&mut self, at: usize, told: &OfDay, segments: &[Option<Segment>]) -> Vec<Event> {
        let path = |key: &str| format!("days[{at}].{key}");
        let Some(day) = self.date(&path("day"), &told.day.0) else { return Vec::new() };
        let mut events = Vec::new();
        if !told.tie.is_empty() {
            let choice = TieChoice {
                among: self.codes(&told.among, &path("among")),
                chosen: self.codes(&told.tie, &path("tie")),
            };
            self.done_on(day, &choice.chosen, &path("tie"), segments);
            events.push(Event::TieChosen { day, choice });
        }
        for (text, words) in &told.modifiers {
            let path = path(&format!("modifiers.{text}"));
            let Some(code) = self.known_code(text, &path) else { continue };
            self.done_on(day, &[code], &path, segments);
            events.extend(self.marked(day, code, words, &path));
        }
        events
    }

    /// Refuses what was decided of codes that were not done on that day. What an export says may be of a code that another
    /// session of the day is for.
    fn done_on(&mut self, day: NaiveDate, codes: &[CptCode], path: &str, segments: &[Option<Segment>]) {
        if self.is_exported() || codes.is_empty() {
            return;
        }
        let days = self.days(codes, path, segments);
        if !days.is_empty() && !days.contains(&day) {
            let message = format!("{} not done on {day}", listed("and", codes));
            self.refuse(path, message, "correct the day, or take it out");
        }
    }

    fn codes(&mut self, texts: &[String], path: &str) -> Vec<CptCode> {
        texts.iter().enumerate().filter_map(|(at, text)| self.known_code(text, &format!("{path}[{at}]"))).collect()
    }

    fn marked(&mut self, day: NaiveDate, code: CptCode, words: &[String], path: &str) -> Vec<Event> {
        let modifiers: Vec<Modifier> =
            words.iter().enumerate().filter_map(|(at, word)| self.by_hand(word, &format!("{path}[{at}]"))).collect();
        modifiers.into_iter().map(|modifier| Event::ModifierSet { day, code, modifier, on: true }).collect()
    }

    /// Returns the days of the clinic's calendar on which all of some codes were done; codes that were not are refused.
    fn days(&mut self, codes: &[CptCode], path: &str, segments: &[Option<Segment>]) -> BTreeSet<NaiveDate> {
        let of = |code: CptCode| -> BTreeSet<NaiveDate> {
            let done = segments.iter().flatten().filter(|segment| segment.code == Some(code));
            let last = |segment: &Segment| (segment.stop - TimeDelta::nanoseconds(1)).max(segment.start).date_naive();
            done.flat_map(|segment| [segment.start.date_naive(), last(segment)]).collect()
        };
        let days = codes.iter().map(|code| of(*code)).reduce(|all, more| all.intersection(&more).copied().collect());
        let days = days.unwrap_or_default();
        // A segment that could not be read is told already.
        if days.is_empty() && segments.iter().all(Option::is_some) {
            let codes = listed("and", codes);
            self.refuse(
                path,
                format!("{codes}: no segment of this form is billed so"),
                "correct the code, or take it out",
            );
        }
        days
    }

    fn by_hand(&mut self, word: &str, path: &str) -> Option<Modifier> {
        match word.parse::<Modifier>() {
            Ok(modifier) if modifier.is_by_hand() => Some(modifier),
            Ok(modifier) => {
                let mend = "take it out; it is added where the payer asks for it";
                self.refuse(path, format!("{modifier} follows from who treated"), mend);
                None
            }
            Err(error) => {
                let told = error.to_string();
                let (message, mend) = told.split_once("; ").unwrap_or((&told, ""));
                self.refuse(path, message, mend);
                None
            }
        }
    }
}
