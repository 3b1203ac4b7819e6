//! Payers and their terms.

use std::collections::{BTreeMap, BTreeSet};

use super::check::{Layer, Place};
use super::raw::PayerRow;
use super::{LIMITS, MINUTES, Merge, PAIRS, set};
use crate::catalog::{ASKED, CptCode, Modifier, Payer, PayerId, Rule};
use crate::document::did_you_mean;

impl<'a> Merge<'a> {
    pub(super) fn payers(&mut self, layer: &Layer<'a>) {
        for (place, raw) in self.found.rows(layer, &layer.tables.payers) {
            self.found.id(place, &raw.id);
            let id = PayerId::new(&raw.id);
            let known = self.catalog.payers.iter().position(|payer| payer.id == id);
            if known.is_none() {
                let ids: Vec<String> = self.catalog.payers.iter().map(|p| p.id.to_string()).collect();
                let required = [("name", raw.name.is_some()), ("rule", raw.rule.is_some())];
                self.found.require(place, &raw.id, &ids, &required);
            }
            let mut payer = known.and_then(|at| self.catalog.payers.get(at).cloned()).unwrap_or_else(|| {
                let blank = Payer::by_rule(Rule::Cms);
                Payer { id, ..blank }
            });
            self.terms(layer, place, raw, &mut payer, known.is_none());
            match known.and_then(|at| self.catalog.payers.get_mut(at)) {
                Some(slot) => *slot = payer,
                None => self.catalog.payers.push(payer),
            }
        }
    }

    /// Overrides what a row says of a payer.
    fn terms(&mut self, layer: &Layer<'a>, place: Place, raw: &PayerRow, payer: &mut Payer, is_new: bool) {
        let rules = Rule::ALL.map(|rule| (rule.word(), rule));
        let before = payer.clone();
        set(&mut payer.rule, self.found.word(place, "rule", raw.rule.as_deref(), &rules));
        set(&mut payer.minutes, self.found.word(place, "minutes", raw.minutes.as_deref(), &MINUTES));
        set(&mut payer.pairs, self.found.word(place, "pairs", raw.pairs.as_deref(), &PAIRS));
        set(&mut payer.limits, self.found.word(place, "limits", raw.limits.as_deref(), &LIMITS));
        payer.units_a_day = raw.units_a_day.or(payer.units_a_day);
        set(&mut payer.limit, raw.limit.as_ref().map(|limits| self.own_limits(place, limits)));
        let known = &self.catalog.codes;
        set(&mut payer.allowed, self.found.codes(place, "allowed", raw.allowed.as_deref(), known));
        set(&mut payer.excluded, self.found.codes(place, "excluded", raw.excluded.as_deref(), known));
        set(&mut payer.modifiers, raw.modifiers.as_ref().map(|words| self.asked(place, words)));
        set(&mut payer.asks, raw.asks.as_ref().map(|words| self.of_the_note(place, words)));
        set(&mut payer.remark, raw.remark.clone());
        // A new name does not change where the terms come from.
        if is_new || before != *payer || raw.source.is_some() || raw.date.is_some() {
            let source = self.found.source(layer, place, raw.source.as_deref(), raw.date.as_deref());
            set(&mut payer.source, source);
        }
        set(&mut payer.name, self.found.text(place, "name", raw.name.as_deref()));
    }

    fn own_limits(&mut self, place: Place, limits: &BTreeMap<String, u32>) -> BTreeMap<CptCode, u32> {
        let known = &self.catalog.codes;
        let limits = limits.iter().filter_map(|(text, units)| {
            Some((self.found.known_code(place, &format!("limit.{text}"), text, known)?, *units))
        });
        limits.collect()
    }

    /// Returns what a payer asks of the note.
    fn of_the_note(&mut self, place: Place, words: &[String]) -> BTreeSet<String> {
        for (at, word) in words.iter().enumerate().filter(|(_, word)| !ASKED.contains(&word.as_str())) {
            let fault =
                place.fault(&format!("asks[{at}]"), format!("\"{word}\" is not known here"), did_you_mean(word, ASKED));
            self.found.push(fault);
        }
        words.iter().cloned().collect()
    }

    /// Returns the modifiers that a payer asks for; only those that follow from who treated can be asked for.
    fn asked(&mut self, place: Place, words: &[String]) -> BTreeSet<Modifier> {
        let mut asked = BTreeSet::new();
        for (at, word) in words.iter().enumerate() {
            let key = format!("modifiers[{at}]");
            match word.parse::<Modifier>() {
                Ok(modifier) if modifier.is_by_hand() => {
                    let mend = "take it out; the therapist adds it where it is true";
                    self.found.push(place.fault(&key, format!("{modifier} is added by hand, line by line"), mend));
                }
                Ok(modifier) => {
                    asked.insert(modifier);
                }
                Err(error) => {
                    let told = error.to_string();
                    let (message, mend) = told.split_once("; ").unwrap_or((&told, ""));
                    self.found.push(place.fault(&key, message, mend));
                }
            }
        }
        for (assistant, plan) in [(Modifier::Cq, Modifier::Gp), (Modifier::Co, Modifier::Go)] {
            if asked.contains(&assistant) && !asked.contains(&plan) {
                let mend = format!("add \"{plan}\"");
                self.found.push(place.fault("modifiers", format!("{assistant} stands only beside {plan}"), mend));
            }
        }
        asked
    }
}
