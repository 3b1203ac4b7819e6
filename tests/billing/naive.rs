//! The rules a second time, as slowly and plainly as they can be written: no sorting by remainders, but every possible
//! distribution of the units, of which the one closest to the minutes is kept. The two must agree on a hundred thousand
//! random days. Nothing of the program's own arithmetic is used here.

#![expect(clippy::indexing_slicing, reason = "plain arithmetic over lists of one length is easier to check by eye")]

use std::collections::BTreeMap;

use tableside::billing::bill;
use tableside::catalog::{Limits, MinuteRule, Modifier, Pairs, Payer, Rule};

use crate::{CATALOG, code, day_of};

const CASES: usize = 100_000;

/// A day as plain numbers: seconds by the therapist and by an assistant.
struct Naive {
    codes: Vec<&'static str>,
    seconds: Vec<(i64, i64)>,
    rule: Rule,
    floor_total: bool,
    one_of: bool,
    /// With a cap: each code's limit.
    limits: Option<BTreeMap<&'static str, i64>>,
    units_a_day: Option<i64>,
}

#[derive(Debug, Default, PartialEq, Eq)]
struct Outcome {
    minutes: Vec<i64>,
    units: Vec<i64>,
    /// Units with CQ.
    assisted: Vec<i64>,
    /// The codes between which the last units are open.
    open: Vec<&'static str>,
}

impl Naive {
    fn outcome(&self) -> Outcome {
        let minutes = self.minutes();
        let (mut units, open) = match self.rule {
            Rule::Cms => self.pooled(&minutes),
            Rule::Midpoint => (minutes.iter().map(|m| peeled(*m, 8)).collect(), Vec::new()),
            Rule::Full => (minutes.iter().map(|m| peeled(*m, 15)).collect(), Vec::new()),
            Rule::None => (vec![0; minutes.len()], Vec::new()),
        };
        if let Some(limits) = &self.limits {
            for (text, units) in self.codes.iter().zip(&mut units) {
                *units = (*units).min(*limits.get(text).unwrap_or(&i64::MAX));
            }
        }
        if self.one_of {
            self.give_up(&minutes, &mut units);
        }
        if self.limits.is_some() {
            self.cut_the_day(&minutes, &mut units);
        }
        let assisted = (0..units.len()).map(|i| with_assistant(units[i], self.seconds[i])).collect();
        Outcome { minutes, units, assisted, open }
    }

    fn total_seconds(&self) -> Vec<i64> {
        self.seconds.iter().map(|(own, helped)| own + helped).collect()
    }

    /// Tries every way to round each code down or up, and keeps the one that adds up and is closest to the seconds.
    fn minutes(&self) -> Vec<i64> {
        let seconds = self.total_seconds();
        let floors: Vec<i64> = seconds.iter().map(|s| s / 60).collect();
        if !self.floor_total {
            return floors;
        }
        let total = seconds.iter().sum::<i64>() / 60;
        let ways = (0..1u32 << floors.len()).map(|bits| -> Vec<i64> {
            floors.iter().enumerate().map(|(i, floor)| floor + i64::from(bits >> i & 1)).collect()
        });
        let distance = |way: &Vec<i64>| way.iter().zip(&seconds).map(|(m, s)| (m * 60 - s).pow(2)).sum::<i64>();
        // Of equally close ways the one that rounds the lower codes up; the codes are in order.
        ways.filter(|way| way.iter().sum::<i64>() == total)
            .min_by(|a, b| distance(a).cmp(&distance(b)).then(b.cmp(a)))
            .unwrap()
    }

    /// Tries every distribution of the units that the pool allows, and keeps those closest to the minutes.
    fn pooled(&self, minutes: &[i64]) -> (Vec<i64>, Vec<&'static str>) {
        let total = peeled(minutes.iter().sum(), 8);
        let mut ways: Vec<Vec<i64>> = vec![Vec::new()];
        for m in minutes {
            let most = m / 15 + 1;
            ways = ways.iter().flat_map(|way| (0..=most).map(move |u| [way.as_slice(), &[u]].concat())).collect();
            ways.retain(|way| way.iter().sum::<i64>() <= total);
        }
        ways.retain(|way| way.iter().sum::<i64>() == total);
        let distance = |way: &Vec<i64>| way.iter().zip(minutes).map(|(u, m)| (u * 15 - m).pow(2)).sum::<i64>();
        let least = ways.iter().map(distance).min().unwrap();
        ways.retain(|way| distance(way) == least);
        let open: Vec<usize> = (0..minutes.len()).filter(|i| ways.iter().any(|way| way[*i] != ways[0][*i])).collect();
        // The default: of the tied codes those with more minutes, then the lower ones.
        let mut order: Vec<usize> = (0..minutes.len()).collect();
        order.sort_by_key(|i| (-minutes[*i], self.codes[*i]));
        let best = ways.into_iter().max_by_key(|way| order.iter().map(|i| way[*i]).collect::<Vec<_>>()).unwrap();
        (best, open.into_iter().map(|i| self.codes[i]).collect())
    }

    /// Takes the code with the most minutes, strikes what makes a pair with it, and goes on with what is left.
    fn give_up(&self, minutes: &[i64], units: &mut [i64]) {
        let place = |text: String| self.codes.iter().position(|code| *code == text);
        let pairs: Vec<(usize, usize)> = (CATALOG.edits().iter())
            .filter_map(|edit| Some((place(edit.column1.to_string())?, place(edit.column2.to_string())?)))
            .filter(|(first, second)| units[*first] > 0 && units[*second] > 0)
            .collect();
        let mut left: Vec<usize> = (0..units.len()).filter(|i| pairs.iter().any(|(a, b)| a == i || b == i)).collect();
        while !left.is_empty() {
            let pays = |i: usize| !pairs.iter().any(|(first, second)| *second == i && minutes[*first] == minutes[i]);
            let best =
                *left.iter().max_by_key(|i| (minutes[**i], pays(**i), std::cmp::Reverse(self.codes[**i]))).unwrap();
            let rivals = |i: usize| pairs.contains(&(best, i)) || pairs.contains(&(i, best));
            for i in left.iter().filter(|i| rivals(**i)) {
                units[*i] = 0;
            }
            left.retain(|i| *i != best && !rivals(*i));
        }
    }

    /// Lays every unit out with the minutes behind it, and takes the thinnest away until the day fits.
    fn cut_the_day(&self, minutes: &[i64], units: &mut [i64]) {
        let Some(limit) = self.units_a_day else { return };
        let mut laid: Vec<(i64, std::cmp::Reverse<&str>, std::cmp::Reverse<i64>, usize)> = Vec::new();
        for (i, count) in units.iter().enumerate() {
            for unit in 1..=*count {
                let behind = (minutes[i] - 15 * (unit - 1)).min(15);
                laid.push((behind, std::cmp::Reverse(self.codes[i]), std::cmp::Reverse(unit), i));
            }
        }
        laid.sort_unstable();
        let excess = usize::try_from((units.iter().sum::<i64>() - limit).max(0)).unwrap();
        for (.., i) in laid.into_iter().take(excess) {
            units[i] -= 1;
        }
    }
}

/// CMS's steps for an assistant: whole quarter hours first, then what is left, by the second.
fn with_assistant(units: i64, (own, helped): (i64, i64)) -> i64 {
    if helped == 0 {
        return 0;
    }
    let plain = (own / 900).min(units);
    let assisted = (helped / 900).min(units - plain);
    let (own, helped) = (own % 900, helped % 900);
    assisted
        + match units - plain - assisted {
            0 => 0,
            2 => 1,
            _ if own >= 480 => 0,
            _ => i64::from(helped * 10 > own + helped),
        }
}

/// Takes quarter hours off as long as enough is left for a unit.
fn peeled(mut minutes: i64, enough: i64) -> i64 {
    let mut units = 0;
    while minutes >= enough {
        units += 1;
        minutes -= 15;
    }
    units
}

/// Numbers that look random and are the same in every run.
struct Numbers(u64);

impl Numbers {
    fn below(&mut self, end: u64) -> u64 {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        self.0 % end
    }

    fn of<T: Copy>(&mut self, all: &[T]) -> T {
        all[usize::try_from(self.below(all.len() as u64)).unwrap()]
    }
}

/// A random day: one to four codes of one kind, up to 40 minutes each; every second one in whole minutes, so that ties
/// are frequent.
fn random(numbers: &mut Numbers) -> Naive {
    let all = ["97035", "97110", "97112", "97113", "97116", "97124", "97140", "97530"];
    let mut codes: Vec<&str> = all.into_iter().filter(|_| numbers.below(3) == 0).take(4).collect();
    if codes.is_empty() {
        codes.push(numbers.of(&all));
    }
    let whole = numbers.below(2) == 0;
    let seconds = |numbers: &mut Numbers| {
        let s = i64::try_from(numbers.below(40 * 60)).unwrap();
        if whole { s / 60 * 60 } else { s }
    };
    let helped = numbers.below(3) == 0;
    let seconds = codes.iter().map(|_| (seconds(numbers), if helped { seconds(numbers) } else { 0 })).collect();
    let cap = numbers.below(3) == 0;
    let limits = |text: &str| CATALOG.limit(code(text)).map(|limit| i64::from(limit.units));
    Naive {
        rule: numbers.of(&[Rule::Cms, Rule::Cms, Rule::Midpoint, Rule::Full, Rule::None]),
        floor_total: numbers.below(2) == 0,
        one_of: numbers.below(3) == 0,
        limits: cap.then(|| codes.iter().filter_map(|text| Some((*text, limits(text)?))).collect()),
        units_a_day: (numbers.below(3) == 0).then(|| i64::try_from(numbers.below(6)).unwrap()),
        seconds,
        codes,
    }
}

fn programs(naive: &Naive) -> Outcome {
    let payer = Payer {
        minutes: if naive.floor_total { MinuteRule::FloorTotal } else { MinuteRule::FloorPerCode },
        pairs: if naive.one_of { Pairs::OneOf } else { Pairs::Ncci },
        limits: if naive.limits.is_some() { Limits::Cap } else { Limits::Warn },
        units_a_day: naive.units_a_day.map(|limit| u32::try_from(limit).unwrap()),
        modifiers: [Modifier::Gp, Modifier::Cq].into(),
        ..Payer::by_rule(naive.rule)
    };
    let work: Vec<(&str, &str, i64)> = (naive.codes.iter().zip(&naive.seconds))
        .flat_map(|(text, (own, helped))| [(*text, "PT", *own), (*text, "PTA", *helped)])
        .collect();
    let bill = bill(&day_of(&payer, &work), &CATALOG);
    let assisted = |charge: &tableside::billing::Charge| -> i64 {
        let marked = charge.lines.iter().filter(|line| line.modifiers.contains(&Modifier::Cq));
        marked.map(|line| i64::from(line.units.0)).sum()
    };
    let open = bill.choices.iter().flat_map(|choice| &choice.codes).map(ToString::to_string);
    let known = |text: String| naive.codes.iter().copied().find(|code| *code == text).unwrap();
    Outcome {
        minutes: bill.charges.iter().map(|charge| i64::from(charge.minutes.0)).collect(),
        units: bill.charges.iter().map(|charge| i64::from(charge.units.0)).collect(),
        assisted: bill.charges.iter().map(assisted).collect(),
        open: open.map(known).collect(),
    }
}

#[test]
fn a_naive_second_implementation_agrees_on_a_hundred_thousand_days() {
    let mut numbers = Numbers(0x2545_F491_4F6C_DD1D);
    let (mut ties, mut cut, mut helped) = (0, 0, 0);
    for case in 0..CASES {
        let naive = random(&mut numbers);
        let (expected, got) = (naive.outcome(), programs(&naive));
        assert_eq!(
            got, expected,
            "day {case}: {:?} {:?} by {} floor_total {} one_of {} limits {:?} a day {:?}",
            naive.codes, naive.seconds, naive.rule, naive.floor_total, naive.one_of, naive.limits, naive.units_a_day
        );
        ties += usize::from(!expected.open.is_empty());
        let free = Naive { limits: None, ..naive }.outcome();
        cut += usize::from(expected.units != free.units);
        helped += usize::from(expected.assisted.iter().any(|units| *units > 0));
    }
    // The comparison is worth something only where the days are of every sort.
    assert!(ties > CASES / 50 && cut > CASES / 20 && helped > CASES / 20, "{ties} ties, {cut} cut, {helped} helped");
}
