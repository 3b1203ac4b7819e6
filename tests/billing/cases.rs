//! The published cases, and every boundary of the table.

use tableside::billing::{Bill, Choice, Minutes, Units, marks};
use tableside::catalog::{CptCode, MinuteRule, Payer, Rule};

use crate::{CATALOG, bill, by_rule, charge, code, day_of};

const CASES: &str = include_str!("../data/billing_cases.tsv");

/// The units of "97110=2;97140=1", in its order.
fn pairs(text: &str) -> Vec<(&str, i64)> {
    text.split(';').map(|pair| pair.split_once('=').unwrap()).map(|(code, n)| (code, n.parse().unwrap())).collect()
}

fn units(bill: &Bill) -> Vec<(String, i64)> {
    bill.charges.iter().map(|charge| (charge.code.to_string(), i64::from(charge.units.0))).collect()
}

#[test]
fn every_published_case_is_billed_as_its_source_says() {
    let mut cases = 0;
    for line in CASES.lines().skip(1).filter(|line| !line.trim().is_empty()) {
        cases += 1;
        let fields: Vec<&str> = line.split('\t').collect();
        let (id, rule) = (fields[0], Rule::ALL.into_iter().find(|rule| rule.word() == fields[2]).unwrap());
        let bill = by_rule(rule, &pairs(fields[3]));
        let accepted: Vec<Vec<(String, i64)>> = fields[4]
            .split('|')
            .map(|alternative| pairs(alternative).into_iter().map(|(code, n)| (code.to_owned(), n)).collect())
            .collect();
        assert!(accepted.contains(&units(&bill)), "{id}: {:?} is none of {accepted:?}", units(&bill));
        assert_eq!(bill.total_units().0.to_string(), fields[5], "{id}: total");
        assert!(bill.charges.iter().all(|charge| !charge.reason.is_empty()), "{id}: a charge has no reason");
        assert_eq!(accepted.len() > 1, !bill.choices.is_empty(), "{id}: a choice where the source has one");
        for Choice { codes, units } in &bill.choices {
            let differing: Vec<CptCode> = (bill.charges.iter().enumerate())
                .filter(|(place, _)| accepted.iter().any(|units| units[*place] != accepted[0][*place]))
                .map(|(_, charge)| charge.code)
                .collect();
            assert_eq!(*codes, differing, "{id}: tied codes");
            assert_eq!(accepted.len(), ways(codes.len(), units.0 as usize), "{id}: ways to choose");
        }
    }
    assert!(cases > 50, "only {cases} cases were read");
}

/// How many ways there are to choose `k` of `n`.
fn ways(n: usize, k: usize) -> usize {
    (0..k).fold(1, |ways, step| ways * (n - step) / (step + 1))
}

#[test]
fn the_table_of_pub_100_04_holds_at_every_minute() {
    let table = [(8, 22), (23, 37), (38, 52), (53, 67), (68, 82), (83, 97), (98, 112), (113, 127)];
    for rule in [Rule::Cms, Rule::Midpoint] {
        for short in 0..8 {
            assert_eq!(by_rule(rule, &[("97124", short)]).total_units(), Units(0), "{short} min by {rule}");
        }
        for (expected, (from, to)) in (1..).zip(table) {
            for length in from..=to {
                let total = by_rule(rule, &[("97124", length)]).total_units();
                assert_eq!(total, Units(expected), "{length} min by {rule}");
            }
        }
    }
}

#[test]
fn a_cash_session_has_minutes_and_no_units_or_warnings() {
    let bill = by_rule(Rule::None, &[("97124", 90), ("97140", 30), ("97010", 10)]);
    assert_eq!((bill.total_units(), bill.timed, bill.treatment), (Units(0), Minutes(120), Minutes(130)));
    assert_eq!((bill.warnings.len(), bill.choices.len()), (0, 0));
}

#[test]
fn seconds_are_summed_before_they_are_floored() {
    let bill = bill(
        &day_of(&Payer::by_rule(Rule::Cms), &[("97124", "", 280), ("97110", "", 59), ("97124", "", 200)]),
        &CATALOG,
    );
    assert_eq!((charge(&bill, "97124").minutes, bill.charges.len()), (Minutes(8), 2));
    assert_eq!((charge(&bill, "97124").units, charge(&bill, "97110").units), (Units(1), Units(0)));
    assert_eq!(charge(&bill, "97110").reason, "less than a whole minute recorded");
}

#[test]
fn a_time_that_cannot_be_counts_as_none() {
    let times = [("97124", "", -600), ("97110", "", 600), ("97124", "", 480)];
    let back = bill(&day_of(&Payer::by_rule(Rule::Cms), &times), &CATALOG);
    assert_eq!((charge(&back, "97124").minutes, back.timed), (Minutes(8), Minutes(18)));
}

#[test]
fn a_floored_total_gives_the_odd_minute_to_the_most_seconds() {
    let payer = Payer { minutes: MinuteRule::FloorTotal, ..Payer::by_rule(Rule::Midpoint) };
    let day = day_of(&payer, &[("97124", "", 7 * 60 + 20), ("97110", "", 7 * 60 + 40), ("97010", "", 119)]);
    let bill = bill(&day, &CATALOG);
    assert_eq!(bill.charges.iter().map(|charge| charge.minutes.0).collect::<Vec<_>>(), [7, 8, 1]);
    assert_eq!((bill.timed, bill.treatment), (Minutes(15), Minutes(16)));
    assert_eq!(charge(&bill, "97110").units, Units(1));
}

#[test]
fn a_tie_below_a_clear_winner_leaves_only_the_last_unit_open() {
    let bill = by_rule(Rule::Cms, &[("97140", 12), ("97112", 9), ("97110", 9), ("97124", 14)]);
    assert_eq!(bill.total_units(), Units(3));
    assert_eq!(bill.choices, [Choice { codes: vec![code("97112"), code("97110")], units: Units(1) }]);
    assert_eq!(charge(&bill, "97110").units, Units(1));
    assert_eq!(charge(&bill, "97140").reason, "12 min left over beat 97112's 9 min; 44 min in all allow 3 units");
}

#[test]
fn untimed_and_unlisted_codes_are_units_of_the_day_and_none_of_the_timed_ones() {
    let bill = by_rule(Rule::Cms, &[("97124", 30), ("97018", 10), ("97110", 10), ("97039", 5)]);
    assert_eq!((bill.timed_units(), bill.total_units()), (Units(3), Units(5)));
}

#[test]
fn the_marks_of_a_code_by_itself_are_where_its_units_begin() {
    let first = |rule| marks(rule).take(4).collect::<Vec<u32>>();
    assert_eq!(first(Rule::Cms), [8, 23, 38, 53]);
    assert_eq!(first(Rule::Midpoint), [8, 23, 38, 53]);
    assert_eq!(first(Rule::Full), [15, 30, 45, 60]);
    assert!(first(Rule::None).is_empty());
    for (rule, mark) in [(Rule::Cms, 23), (Rule::Midpoint, 38), (Rule::Full, 45)] {
        let units = |minutes| by_rule(rule, &[("97110", minutes)]).total_units().0;
        assert_eq!(units(mark), units(mark - 1) + 1);
    }
}
