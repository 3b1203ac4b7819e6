//! Minutes to units: the published cases, every boundary of the table, the sentences, and the laws that must hold for
//! any day's work.

#![expect(clippy::unwrap_used, reason = "a test that cannot go on must fail loudly")]

use std::sync::LazyLock;

use chrono::{DateTime, TimeDelta};
use proptest::prelude::*;
use proptest::sample::{select, subsequence};
use tableside::billing::{Bill, Charge, Choice, Minutes, Units, Work, apportion, bill, forecast, work};
use tableside::catalog::{AreaId, Catalog, Contact, CptCode, Kind, MinuteRule, Rule, Spot, TechniqueId};
use tableside::session::{Segment, SegmentNo};

const CASES: &str = include_str!("data/billing_cases.tsv");
const TIMED: [&str; 6] = ["97035", "97110", "97112", "97116", "97124", "97140"];
const BILLED: [Rule; 3] = [Rule::Cms, Rule::Midpoint, Rule::Full];

static CATALOG: LazyLock<Catalog> = LazyLock::new(|| Catalog::builtin().unwrap());

fn code(text: &str) -> CptCode {
    text.parse().unwrap()
}

fn minutes(pairs: &[(&str, i64)]) -> Vec<Work> {
    pairs.iter().map(|(text, minutes)| Work { code: code(text), time: TimeDelta::minutes(*minutes) }).collect()
}

fn billed(work: &[Work], rule: Rule) -> Bill {
    bill(work, rule, MinuteRule::FloorPerCode, &CATALOG)
}

fn charge<'a>(bill: &'a Bill, text: &str) -> &'a Charge {
    bill.charges.iter().find(|charge| charge.code == code(text)).unwrap()
}

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
        let bill = billed(&minutes(&pairs(fields[3])), rule);
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
            assert_eq!(billed(&minutes(&[("97124", short)]), rule).total_units(), Units(0), "{short} min by {rule}");
        }
        for (expected, (from, to)) in (1..).zip(table) {
            for length in from..=to {
                let total = billed(&minutes(&[("97124", length)]), rule).total_units();
                assert_eq!(total, Units(expected), "{length} min by {rule}");
            }
        }
    }
}

#[test]
fn full_units_count_whole_quarter_hours_of_each_code() {
    let bill = billed(&minutes(&[("97124", 29), ("97110", 30), ("97140", 14)]), Rule::Full);
    assert_eq!(bill.charges.iter().map(|charge| charge.units.0).collect::<Vec<_>>(), [1, 2, 0]);
    assert_eq!(charge(&bill, "97124").reason, "29 min: 1 full quarter hour, and 14 min do not fill another");
    assert_eq!(charge(&bill, "97110").reason, "30 min: 2 full quarter hours");
    assert_eq!(charge(&bill, "97140").reason, "14 min do not fill a quarter hour");
}

#[test]
fn a_cash_session_has_minutes_and_no_units_or_warnings() {
    let bill = billed(&minutes(&[("97124", 90), ("97140", 30), ("97010", 10)]), Rule::None);
    assert_eq!((bill.total_units(), bill.timed, bill.treatment), (Units(0), Minutes(120), Minutes(130)));
    assert_eq!((bill.warnings.len(), bill.choices.len()), (0, 0));
}

#[test]
fn seconds_are_summed_before_they_are_floored() {
    let seconds = |text, seconds| Work { code: code(text), time: TimeDelta::seconds(seconds) };
    let split = [seconds("97124", 280), seconds("97110", 59), seconds("97124", 200)];
    let bill = billed(&split, Rule::Cms);
    assert_eq!((charge(&bill, "97124").minutes, bill.charges.len()), (Minutes(8), 2));
    assert_eq!((charge(&bill, "97124").units, charge(&bill, "97110").units), (Units(1), Units(0)));
    assert_eq!(charge(&bill, "97110").reason, "less than a whole minute recorded");
}

#[test]
fn a_floored_total_gives_the_odd_minute_to_the_most_seconds() {
    let seconds = |text, seconds| Work { code: code(text), time: TimeDelta::seconds(seconds) };
    let day = [seconds("97124", 7 * 60 + 20), seconds("97110", 7 * 60 + 40), seconds("97010", 119)];
    let bill = bill(&day, Rule::Midpoint, MinuteRule::FloorTotal, &CATALOG);
    assert_eq!(bill.charges.iter().map(|charge| charge.minutes.0).collect::<Vec<_>>(), [7, 8, 1]);
    assert_eq!((bill.timed, bill.treatment), (Minutes(15), Minutes(16)));
    assert_eq!(charge(&bill, "97110").units, Units(1));
}

#[test]
fn reasons_name_the_minutes_and_the_rival() {
    let reasons = |pairs: &[(&str, i64)], rule| -> Vec<String> {
        billed(&minutes(pairs), rule).charges.into_iter().map(|charge| charge.reason).collect()
    };
    assert_eq!(
        reasons(&[("97110", 33), ("97140", 7)], Rule::Cms),
        [
            "33 min hold 2 full quarter hours; 40 min in all allow 3 units",
            "7 min left over beat 97110's 3 min; 40 min in all allow 3 units",
        ]
    );
    assert_eq!(
        reasons(&[("97110", 18), ("97140", 13), ("97116", 10), ("97035", 8)], Rule::Cms)[3],
        "8 min: none of the 3 units that 49 min allow is left; 10 min left over of 97116 go first"
    );
    assert_eq!(
        reasons(&[("97112", 20), ("97110", 20)], Rule::Cms),
        [
            "20 min hold 1 full quarter hour; tie with 97110 at 5 min left over: left to 97110 by more minutes, then \
             lower code, until the therapist chooses",
            "20 min hold 1 full quarter hour; tie with 97112 at 5 min left over: taken by more minutes, then lower \
             code, until the therapist chooses",
        ]
    );
    assert_eq!(
        reasons(&[("97124", 15), ("97112", 7), ("97110", 0)], Rule::Cms),
        [
            "15 min hold 1 full quarter hour; 22 min in all allow 1 unit",
            "7 min: the only unit that 22 min allow is taken",
            "no time recorded",
        ]
    );
    assert_eq!(
        reasons(&[("97124", 23)], Rule::Cms),
        ["23 min hold 1 full quarter hour; 8 min left over earn 1 more; 23 min in all allow 2 units"]
    );
    assert_eq!(reasons(&[("97124", 8)], Rule::Cms), ["8 min earn 1 unit; 8 min in all allow 1 unit"]);
    assert_eq!(reasons(&[("97124", 1)], Rule::Cms), ["1 min in all does not reach the 8 min of a first unit"]);
    assert_eq!(
        reasons(&[("97124", 33), ("97110", 23), ("97140", 1), ("97112", 8)], Rule::Midpoint),
        [
            "33 min: 2 full quarter hours, and 3 min do not reach the midpoint of 8",
            "23 min: 1 full quarter hour, and 8 min reach the midpoint of 8",
            "1 min does not reach the midpoint of 8",
            "8 min reach the midpoint of 8",
        ]
    );
    assert_eq!(reasons(&[("97010", 9)], Rule::Full), ["untimed: 1 unit a day, whatever the time"]);
}

#[test]
fn a_tie_below_a_clear_winner_leaves_only_the_last_unit_open() {
    let bill = billed(&minutes(&[("97140", 12), ("97112", 9), ("97110", 9), ("97124", 14)]), Rule::Cms);
    assert_eq!(bill.total_units(), Units(3));
    assert_eq!(bill.choices, [Choice { codes: vec![code("97112"), code("97110")], units: Units(1) }]);
    assert_eq!(charge(&bill, "97110").units, Units(1));
    assert_eq!(charge(&bill, "97140").reason, "12 min left over beat 97112's 9 min; 44 min in all allow 3 units");
}

#[test]
fn warnings_name_the_limit_and_the_line_not_paid_and_change_nothing() {
    let bill = billed(&minutes(&[("97140", 15), ("97124", 75), ("97010", 10), ("99999", 20)]), Rule::Cms);
    assert_eq!((bill.timed, bill.treatment, bill.total_units()), (Minutes(90), Minutes(120), Units(7)));
    assert_eq!((charge(&bill, "99999").kind, charge(&bill, "99999").units), (Kind::Unlisted, Units(0)));
    assert_eq!(
        bill.warnings,
        [
            "97124: 5 units exceed the daily limit of 4; documented, not cut",
            "97010: bundled by Medicare (daily limit 0), so 1 unit is not paid; documented, not cut",
            "99999: not in the catalogue, so it has no units; whoever keeps the clinic's catalogue must add it",
            "97140 with 97124: 97124 is the line not paid, and no modifier helps",
        ]
    );
    let distinct = billed(&minutes(&[("97110", 15), ("97113", 15)]), Rule::Cms).warnings;
    assert_eq!(
        distinct,
        ["97113 with 97110: 97110 is the line not paid, and a modifier may help when the services were truly distinct"]
    );
}

#[test]
fn a_forecast_may_give_the_unit_to_another_code() {
    let day = minutes(&[("97110", 33), ("97140", 3)]);
    let next = |running: &str, rule| forecast(&day, code(running), rule, MinuteRule::FloorPerCode, &CATALOG);
    let cms = next("97140", Rule::Cms).unwrap();
    assert_eq!((cms.wait, cms.timed, cms.total), (TimeDelta::minutes(2), Minutes(38), Units(3)));
    assert_eq!(cms.code, code("97140"));
    let fresh = next("97124", Rule::Cms).unwrap();
    assert_eq!((fresh.wait, fresh.code), (TimeDelta::minutes(2), code("97110")));
    assert_eq!(next("97140", Rule::Midpoint).unwrap().wait, TimeDelta::minutes(5));
    assert_eq!(next("97140", Rule::None), None);
    assert_eq!(next("97010", Rule::Cms), None);
    assert_eq!(next("99999", Rule::Cms), None);
}

#[test]
fn codes_whose_seconds_meet_after_whole_minutes_are_forecast_in_time() {
    // 97112 and 97124 both stand at 34 s, so the odd minute is 97112's at its own next whole minutes too.
    let day = [("97112", 46 * 60 + 34), ("97116", 3), ("97124", 54 * 60 + 34), ("97140", 38 * 60 + 21)];
    let day = day.map(|(text, seconds)| Work { code: code(text), time: TimeDelta::seconds(seconds) });
    let next = forecast(&day, code("97112"), Rule::Midpoint, MinuteRule::FloorTotal, &CATALOG).unwrap();
    assert_eq!((next.wait, next.total), (TimeDelta::minutes(6), Units(11)));
}

fn any_rule() -> impl Strategy<Value = Rule> {
    select(&BILLED[..])
}

fn any_minute_rule() -> impl Strategy<Value = MinuteRule> {
    select(vec![MinuteRule::FloorPerCode, MinuteRule::FloorTotal])
}

/// One to five timed codes with up to an hour each.
fn any_day() -> impl Strategy<Value = Vec<Work>> {
    subsequence(&TIMED[..], 1..=5).prop_flat_map(|codes| {
        let times = proptest::collection::vec(0..3600i64, codes.len());
        (Just(codes), times).prop_map(|(codes, times)| {
            let seconds = |(text, seconds)| Work { code: code(text), time: TimeDelta::seconds(seconds) };
            codes.into_iter().zip(times).map(seconds).collect::<Vec<_>>()
        })
    })
}

fn segment(no: u32, text: &str, from: i64, to: i64) -> Segment {
    let at = |seconds| DateTime::from_timestamp(1_750_000_000 + seconds, 0).unwrap().fixed_offset();
    Segment {
        no: SegmentNo(no),
        spot: Spot { area: AreaId::new("neck"), side: None },
        technique: TechniqueId::new("petrissage"),
        code: Some(code(text)),
        contact: Contact::OneOnOne,
        start: at(from),
        stop: at(to),
    }
}

proptest! {
    #[test]
    fn units_never_fall_when_minutes_are_added(
        day in any_day(), which in 0..5usize, more in 0..60i64, rule in any_rule(), minutes in any_minute_rule(),
    ) {
        let mut longer = day.clone();
        let place = which % day.len();
        longer[place].time += TimeDelta::minutes(more);
        let (before, after) = (bill(&day, rule, minutes, &CATALOG), bill(&longer, rule, minutes, &CATALOG));
        prop_assert!(after.total_units() >= before.total_units());
        prop_assert!(after.charges[place].units >= before.charges[place].units);
    }

    #[test]
    fn the_order_of_the_work_decides_nothing(
        (day, shuffled) in any_day().prop_flat_map(|day| (Just(day.clone()), Just(day).prop_shuffle())),
        rule in any_rule(), minutes in any_minute_rule(),
    ) {
        let (one, other) = (bill(&day, rule, minutes, &CATALOG), bill(&shuffled, rule, minutes, &CATALOG));
        prop_assert_eq!((one.timed, one.total_units()), (other.timed, other.total_units()));
        prop_assert_eq!(one.choices.len(), other.choices.len());
        for line in &one.charges {
            let twin = charge(&other, &line.code.to_string());
            prop_assert_eq!((line.minutes, line.units), (twin.minutes, twin.units));
        }
    }

    #[test]
    fn pooled_units_follow_the_formula_and_never_outrun_the_minutes(day in any_day(), minutes in any_minute_rule()) {
        let bill = bill(&day, Rule::Cms, minutes, &CATALOG);
        let timed = bill.timed.0;
        prop_assert_eq!(bill.total_units().0, if timed < 8 { 0 } else { (timed + 7) / 15 });
        prop_assert!(bill.total_units().0 * 15 <= timed + 7);
        prop_assert_eq!(timed, bill.charges.iter().map(|charge| charge.minutes.0).sum::<u32>());
        for line in &bill.charges {
            let quarters = line.minutes.0 / 15;
            prop_assert!(line.units.0 == quarters || line.units.0 == quarters + 1);
        }
    }

    #[test]
    fn whole_minutes_never_exceed_the_exact_time_of_all(day in any_day(), minutes in any_minute_rule()) {
        let bill = bill(&day, Rule::Cms, minutes, &CATALOG);
        let exact: TimeDelta = day.iter().map(|work| work.time).sum();
        prop_assert!(i64::from(bill.timed.0) <= exact.num_minutes());
        prop_assert!(minutes == MinuteRule::FloorPerCode || i64::from(bill.timed.0) == exact.num_minutes());
    }

    #[test]
    fn a_segment_cut_in_two_bills_like_the_whole(
        first in 0..3600i64, cut in 0..=100i64, second in 0..3600i64, rule in any_rule(), minutes in any_minute_rule(),
    ) {
        let middle = first * cut / 100;
        let end = first + second;
        let whole = [segment(1, "97124", 0, first), segment(2, "97140", first, end)];
        let split =
            [segment(1, "97124", 0, middle), segment(3, "97124", middle, first), segment(2, "97140", first, end)];
        prop_assert_eq!(work(&whole), work(&split));
        let bill_of = |segments: &[Segment]| bill(&work(segments), rule, minutes, &CATALOG);
        prop_assert_eq!(bill_of(&whole), bill_of(&split));
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
    #![proptest_config(ProptestConfig::with_cases(64))]

    #[test]
    fn a_forecast_waits_for_the_next_unit_and_no_longer(
        day in any_day(), running in select(&TIMED[..]), rule in any_rule(), minutes in any_minute_rule(),
    ) {
        let next = forecast(&day, code(running), rule, minutes, &CATALOG).unwrap();
        let after = |wait| {
            let more = Work { code: code(running), time: wait };
            bill(&[day.clone(), vec![more]].concat(), rule, minutes, &CATALOG)
        };
        let (now, then) = (after(TimeDelta::zero()), after(next.wait));
        prop_assert_eq!((next.total, next.timed), (then.total_units(), then.timed));
        prop_assert!(then.total_units() > now.total_units());
        let text = next.code.to_string();
        prop_assert!(text == running || charge(&then, &text).units > charge(&now, &text).units);
        let earlier = (0..).map(TimeDelta::seconds).take_while(|wait| *wait < next.wait);
        for wait in earlier {
            prop_assert!(after(wait).total_units() <= now.total_units(), "already after {wait}");
        }
    }
}
