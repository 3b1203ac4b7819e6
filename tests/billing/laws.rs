//! What must hold for any day's work, under every rule and every payer's terms.

use std::borrow::Cow;
use std::collections::BTreeSet;

use chrono::TimeDelta;
use proptest::prelude::*;
use proptest::sample::{select, subsequence};
use tableside::billing::{Bill, Day, Minutes, Units, Work, apportion, bill, forecast};
use tableside::catalog::{CptCode, Kind, Limits, MinuteRule, Modifier, Pairs, Payer, Rule};

use tableside::session::TieChoice;

use crate::{CATALOG, charge, code, day_of, role, today};

const TIMED: [&str; 8] = ["97035", "97110", "97112", "97113", "97116", "97124", "97140", "97530"];
const OTHERS: [&str; 4] = ["97010", "97018", "97164", "97039"];
const RULES: [Rule; 4] = [Rule::Cms, Rule::Midpoint, Rule::Full, Rule::None];
const PAIRS: [Pairs; 4] = [Pairs::Ncci, Pairs::OneOf, Pairs::Modifier59, Pairs::Ignore];

/// Any payer: rule, minutes, pairs, limits, coverage, modifiers.
pub(crate) fn any_payer() -> impl Strategy<Value = Payer> {
    let minutes = select(vec![MinuteRule::FloorPerCode, MinuteRule::FloorTotal]);
    let limits = select(vec![Limits::Warn, Limits::Cap]);
    let asked = prop_oneof![
        Just(vec![]),
        Just(vec![Modifier::Gp]),
        Just(vec![Modifier::Gp, Modifier::Go, Modifier::Gn, Modifier::Cq, Modifier::Co]),
    ];
    let excluded = subsequence(&TIMED[..], 0..=2);
    (select(&RULES[..]), minutes, select(&PAIRS[..]), limits, proptest::option::of(0..8u32), excluded, asked).prop_map(
        |(rule, minutes, pairs, limits, units_a_day, excluded, asked)| Payer {
            minutes,
            pairs,
            limits,
            units_a_day,
            excluded: excluded.into_iter().map(code).collect(),
            modifiers: asked.into_iter().collect(),
            ..Payer::by_rule(rule)
        },
    )
}

/// One to five timed codes with up to an hour each, some of it an assistant's, and some untimed ones beside them.
fn any_work() -> impl Strategy<Value = Vec<Work>> {
    let timed = subsequence(&TIMED[..], 1..=5);
    (timed, subsequence(&OTHERS[..], 0..=2)).prop_flat_map(|(timed, others)| {
        let codes: Vec<&str> = timed.into_iter().chain(others).collect();
        let lengths = proptest::collection::vec((0..3600i64, 0..1800i64, any::<bool>()), codes.len());
        (Just(codes), lengths).prop_map(|(codes, lengths)| {
            let work = codes.into_iter().zip(lengths).flat_map(|(text, (own, helped, both))| {
                let by = move |who: &str, seconds| Work {
                    code: code(text),
                    role: role(who),
                    time: TimeDelta::seconds(seconds),
                };
                [Some(by("PT", own)), both.then(|| by("PTA", helped))]
            });
            work.flatten().collect()
        })
    })
}

fn day(payer: &Payer, work: &[Work]) -> Day<'static> {
    let mut day = Day::new(today(), Cow::Owned(payer.clone()));
    for part in work {
        day.add(*part);
    }
    day
}

fn billed(payer: &Payer, work: &[Work]) -> Bill {
    bill(&day(payer, work), &CATALOG)
}

fn minutes_behind(bill: &Bill, text: CptCode) -> u32 {
    bill.charge(text).map_or(0, |charge| charge.why.iter().filter(|why| why.units.0 > 0).map(|why| why.minutes.0).sum())
}

proptest! {
    #[test]
    fn units_never_fall_when_minutes_are_added(
        work in any_work(), which in 0..9usize, more in 0..60i64, payer in any_payer(),
    ) {
        // Where only one of a pair is paid, more minutes may make the other code the one; and where the pool gives its last
        // unit to a code that is at its limit already, a cap takes it away again.
        let pairs = if payer.pairs == Pairs::OneOf { Pairs::Ncci } else { payer.pairs };
        let limits = if payer.rule == Rule::Cms { Limits::Warn } else { payer.limits };
        let payer = Payer { pairs, limits, ..payer };
        let place = which % work.len();
        let mut longer = work.clone();
        longer[place].time += TimeDelta::minutes(more);
        let (before, after) = (billed(&payer, &work), billed(&payer, &longer));
        prop_assert!(after.total_units() >= before.total_units());
        if payer.units_a_day.is_none() || payer.limits == Limits::Warn {
            let text = work[place].code;
            prop_assert!(after.charge(text).unwrap().units >= before.charge(text).unwrap().units);
        }
    }

    #[test]
    fn the_order_of_the_work_decides_nothing(
        (work, shuffled) in any_work().prop_flat_map(|work| (Just(work.clone()), Just(work).prop_shuffle())),
        payer in any_payer(),
    ) {
        let (one, other) = (billed(&payer, &work), billed(&payer, &shuffled));
        prop_assert_eq!((one.timed, one.total_units()), (other.timed, other.total_units()));
        let ties = |bill: &Bill| -> Vec<(BTreeSet<CptCode>, Units)> {
            bill.choices.iter().map(|choice| (choice.codes.iter().copied().collect(), choice.units)).collect()
        };
        prop_assert_eq!(ties(&one), ties(&other));
        // Sentences list codes in the order of the work; as many are said of as many lines.
        let sources = |bill: &Bill| -> Vec<String> {
            let mut sources: Vec<String> = bill.warnings.iter().map(|warning| warning.source.clone()).collect();
            sources.sort();
            sources
        };
        prop_assert_eq!(sources(&one), sources(&other));
        for line in &one.charges {
            let twin = other.charge(line.code).unwrap();
            prop_assert_eq!((line.minutes, line.units, &line.lines), (twin.minutes, twin.units, &twin.lines));
        }
    }

    #[test]
    fn every_minute_and_every_unit_is_explained_once(work in any_work(), payer in any_payer()) {
        let bill = billed(&payer, &work);
        for charge in &bill.charges {
            prop_assert_eq!(charge.why.iter().map(|why| why.minutes.0).sum::<u32>(), charge.minutes.0, "{:?}", charge);
            prop_assert_eq!(charge.why.iter().map(|why| why.units.0).sum::<u32>(), charge.units.0, "{:?}", charge);
            prop_assert_eq!(charge.lines.iter().map(|line| line.units.0).sum::<u32>(), charge.units.0);
            prop_assert!(!charge.lines.is_empty());
            let sentences = charge.why.iter().map(|why| &why.remark).chain(&charge.modifiers).chain(&bill.warnings);
            for remark in sentences {
                prop_assert!(!remark.text.is_empty() && !remark.source.is_empty(), "{:?}", remark);
                prop_assert!(!remark.text.ends_with('.') && !remark.text.contains("  "), "{:?}", remark);
            }
        }
    }

    #[test]
    fn billed_minutes_never_exceed_recorded_ones(work in any_work(), payer in any_payer()) {
        let bill = billed(&payer, &work);
        let exact: TimeDelta = work.iter().filter(|w| TIMED.contains(&w.code.to_string().as_str())).map(|w| w.time).sum();
        prop_assert!(i64::from(bill.timed.0) <= exact.num_minutes());
        for charge in bill.charges.iter().filter(|charge| charge.kind == Kind::Timed) {
            prop_assert!(minutes_behind(&bill, charge.code) <= charge.minutes.0);
            prop_assert!(charge.units.0 * 15 <= charge.minutes.0 + 14);
        }
        let timed = bill.charges.iter().filter(|charge| charge.kind == Kind::Timed);
        prop_assert_eq!(bill.timed.0, timed.map(|charge| charge.minutes.0).sum::<u32>(), "codes add up to the total");
    }

    #[test]
    fn pooled_units_follow_the_formula(work in any_work(), minutes in select(vec![MinuteRule::FloorPerCode, MinuteRule::FloorTotal])) {
        let bill = billed(&Payer { minutes, ..Payer::by_rule(Rule::Cms) }, &work);
        let timed = bill.timed.0;
        let units: u32 = bill.charges.iter().filter(|c| c.kind == Kind::Timed).map(|c| c.units.0).sum();
        prop_assert_eq!(units, if timed < 8 { 0 } else { (timed + 7) / 15 });
        for line in bill.charges.iter().filter(|c| c.kind == Kind::Timed) {
            let quarters = line.minutes.0 / 15;
            prop_assert!(line.units.0 == quarters || line.units.0 == quarters + 1);
        }
    }

    #[test]
    fn a_floored_total_is_the_exact_time_floored_once(work in any_work()) {
        let payer = Payer { minutes: MinuteRule::FloorTotal, ..Payer::by_rule(Rule::Cms) };
        let exact: TimeDelta = work.iter().filter(|w| TIMED.contains(&w.code.to_string().as_str())).map(|w| w.time).sum();
        prop_assert_eq!(i64::from(billed(&payer, &work).timed.0), exact.num_minutes());
    }

    #[test]
    fn pair_policies_change_no_minute_and_only_one_of_changes_units(work in any_work(), payer in any_payer()) {
        let of = |pairs| billed(&Payer { pairs, limits: Limits::Warn, ..payer.clone() }, &work);
        let ignore = of(Pairs::Ignore);
        for pairs in PAIRS {
            let other = of(pairs);
            prop_assert_eq!(other.timed, ignore.timed);
            for (charge, free) in other.charges.iter().zip(&ignore.charges) {
                prop_assert_eq!(charge.minutes, free.minutes);
                prop_assert!(charge.units == free.units || (pairs == Pairs::OneOf && charge.units == Units(0)));
            }
        }
        // No two billed codes make a pair, and what is given up makes one with a billed code of no fewer minutes.
        let left = of(Pairs::OneOf);
        let billed = |text: CptCode| left.charge(text).filter(|charge| charge.units.0 > 0);
        prop_assert!(CATALOG.edits().iter().all(|e| billed(e.column1).is_none() || billed(e.column2).is_none()));
        for charge in left.charges.iter().filter(|c| c.units < ignore.charge(c.code).unwrap().units) {
            let rivals = CATALOG.edits().iter().filter(|edit| edit.has(charge.code));
            let mut rivals = rivals.flat_map(|edit| [edit.column1, edit.column2]).filter(|text| *text != charge.code);
            prop_assert!(rivals.any(|text| billed(text).is_some_and(|rival| rival.minutes >= charge.minutes)));
        }
    }

    #[test]
    fn a_cap_is_kept_and_a_warning_cuts_nothing(work in any_work(), payer in any_payer()) {
        let warn = billed(&Payer { limits: Limits::Warn, ..payer.clone() }, &work);
        let cap = billed(&Payer { limits: Limits::Cap, ..payer.clone() }, &work);
        let free = billed(&Payer { limits: Limits::Warn, units_a_day: None, ..payer.clone() }, &work);
        prop_assert_eq!(warn.total_units(), free.total_units());
        for charge in &cap.charges {
            prop_assert!(CATALOG.limit(charge.code).is_none_or(|limit| charge.units.0 <= limit.units));
            prop_assert!(charge.units <= warn.charge(charge.code).unwrap().units);
        }
        let timed: u32 = cap.charges.iter().filter(|c| c.kind == Kind::Timed).map(|c| c.units.0).sum();
        prop_assert!(payer.units_a_day.is_none_or(|limit| timed <= limit));
    }

    #[test]
    fn what_is_not_covered_changes_nothing_else(work in any_work(), payer in any_payer()) {
        let gone: Vec<Work> = work.iter().filter(|w| payer.covers(w.code)).copied().collect();
        let (with, without) = (billed(&payer, &work), billed(&payer, &gone));
        for charge in &without.charges {
            prop_assert_eq!(charge.units, with.charge(charge.code).unwrap().units);
        }
        let uncovered = with.charges.iter().filter(|charge| !payer.covers(charge.code));
        prop_assert!(uncovered.into_iter().all(|charge| charge.units == Units(0)));
    }

    #[test]
    fn a_chosen_tie_gives_the_units_to_the_chosen_and_changes_no_total(work in any_work()) {
        let payer = Payer::by_rule(Rule::Cms);
        let open = billed(&payer, &work);
        for choice in &open.choices {
            let chosen: Vec<CptCode> = choice.codes.iter().rev().take(choice.units.0 as usize).copied().collect();
            let mut day = day(&payer, &work);
            day.decisions.tie = TieChoice { among: choice.codes.iter().rev().copied().collect(), chosen: chosen.clone() };
            let settled = bill(&day, &CATALOG);
            prop_assert_eq!(settled.total_units(), open.total_units());
            prop_assert!(settled.choices.is_empty());
            for text in &choice.codes {
                let charge = settled.charge(*text).unwrap();
                prop_assert_eq!(charge.units.0 - charge.minutes.0 / 15, u32::from(chosen.contains(text)));
            }
            // A choice that does not fit the tie leaves it open.
            day.decisions.tie.chosen = vec![choice.codes[0]; choice.units.0 as usize + 1];
            prop_assert_eq!(&bill(&day, &CATALOG).choices, &open.choices);
            day.decisions.tie = TieChoice { among: vec![choice.codes[0], code("97010")], chosen: chosen.clone() };
            prop_assert_eq!(&bill(&day, &CATALOG).choices, &open.choices, "chosen of another tie");
        }
    }

    #[test]
    fn an_assistant_s_units_are_none_without_minutes_and_all_with_all(work in any_work(), pt in any::<bool>()) {
        let payer = crate::payer("medicare");
        let who = role(if pt { "PT" } else { "PTA" });
        let alone: Vec<Work> = work.iter().map(|w| Work { role: who, ..*w }).collect();
        for charge in billed(&payer, &alone).charges {
            let marked = charge.lines.iter().filter(|line| line.modifiers.contains(&Modifier::Cq));
            let marked: u32 = marked.map(|line| line.units.0).sum();
            prop_assert_eq!(marked, if pt { 0 } else { charge.units.0 });
        }
    }

    #[test]
    fn apportioned_minutes_add_up_and_stay_within_one_of_their_time(
        seconds in proptest::collection::vec(0..3600i64, 1..8), extra in 0..8u32,
    ) {
        let times: Vec<TimeDelta> = seconds.iter().map(|seconds| TimeDelta::seconds(*seconds)).collect();
        let floors: Vec<u32> = seconds.iter().map(|seconds| u32::try_from(seconds / 60).unwrap()).collect();
        let total = Minutes(floors.iter().sum::<u32>() + extra.min(u32::try_from(times.len()).unwrap()));
        let parts = apportion(total, &times);
        prop_assert_eq!(parts.iter().map(|part| part.0).sum::<u32>(), total.0);
        for ((part, floor), time) in parts.iter().zip(&floors).zip(&seconds) {
            prop_assert!(part.0 == *floor || part.0 == floor + 1);
            for ((other, other_floor), other_time) in parts.iter().zip(&floors).zip(&seconds) {
                let overtaken = part.0 == *floor && other.0 == other_floor + 1 && time % 60 > other_time % 60;
                prop_assert!(!overtaken, "{time} s has more seconds than {other_time} s and got no odd minute");
            }
        }
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(48))]

    #[test]
    fn a_forecast_waits_for_the_next_unit_and_no_longer(
        work in any_work(), running in select(&TIMED[..]), payer in any_payer(),
    ) {
        let day = day(&payer, &work);
        let after = |wait| {
            let mut later = day.clone();
            later.add(Work { code: code(running), role: role("PT"), time: wait });
            bill(&later, &CATALOG)
        };
        let now = after(TimeDelta::zero());
        match forecast(&day, code(running), &CATALOG) {
            Ok(next) => {
                let then = after(next.wait);
                prop_assert_eq!((next.total, next.timed), (then.total_units(), then.timed));
                prop_assert!(then.total_units() > now.total_units());
                let text = next.code.to_string();
                prop_assert!(text == running || charge(&then, &text).units > charge(&now, &text).units);
                let earlier = (0..).map(TimeDelta::seconds).take_while(|wait| *wait < next.wait);
                for wait in earlier {
                    prop_assert!(after(wait).total_units() <= now.total_units(), "already after {wait}");
                }
            }
            Err(_) => {
                for minute in 0..31 {
                    prop_assert!(after(TimeDelta::minutes(minute)).total_units() <= now.total_units(), "after {minute} min");
                }
            }
        }
    }
}

#[test]
fn codes_whose_seconds_meet_after_whole_minutes_are_forecast_in_time() {
    // 97112 and 97124 both stand at 34 s, so the odd minute is 97112's at its own next whole minutes too.
    let payer = Payer { minutes: MinuteRule::FloorTotal, ..Payer::by_rule(Rule::Midpoint) };
    let work = [
        ("97112", "PT", 46 * 60 + 34),
        ("97116", "PT", 3),
        ("97124", "PT", 54 * 60 + 34),
        ("97140", "PT", 38 * 60 + 21),
    ];
    let next = forecast(&day_of(&payer, &work), code("97112"), &CATALOG).unwrap();
    assert_eq!((next.wait, next.total), (TimeDelta::minutes(6), Units(11)));
}
