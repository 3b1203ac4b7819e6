//! Every sentence that the bill can say, word for word: they are read by billers and auditors.

use tableside::billing::{Bill, NoForecast, Units, forecast, one_more};
use tableside::catalog::{Payer, Rule};

use crate::{CATALOG, bill, by_rule, charge, code, day_of, minutes_day, payer, warnings};

fn reasons(work: &[(&str, i64)], rule: Rule) -> Vec<String> {
    by_rule(rule, work).charges.into_iter().map(|charge| charge.reason).collect()
}

/// The explanation of a code, line by line, without sources.
fn why(bill: &Bill, text: &str) -> Vec<String> {
    charge(bill, text).why.iter().map(ToString::to_string).collect()
}

#[test]
fn full_units_count_whole_quarter_hours_of_each_code() {
    let work = [("97124", 29), ("97110", 30), ("97140", 14), ("97112", 1)];
    assert_eq!(
        reasons(&work, Rule::Full),
        [
            "29 min: 1 full quarter hour, and 14 min do not fill another",
            "30 min: 2 full quarter hours",
            "14 min do not fill a quarter hour",
            "1 min does not fill a quarter hour",
        ]
    );
    let bill = by_rule(Rule::Full, &work);
    assert_eq!(
        why(&bill, "97124"),
        ["1 unit: 15 of 29 min are 1 full quarter hour", "14 min without a unit: less than a quarter hour"]
    );
    assert_eq!(charge(&bill, "97124").why[0].remark.source, "rule of some payers");
}

#[test]
fn reasons_name_the_minutes_and_the_rival() {
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
        reasons(&[("97124", 7), ("97140", 1)], Rule::Cms),
        [
            "7 min left over beat 97140's 1 min; 8 min in all allow 1 unit",
            "1 min: the only unit that 8 min allow is taken; 7 min left over of 97124 go first",
        ]
    );
    assert_eq!(
        reasons(&[("97124", 33), ("97110", 23), ("97140", 1), ("97112", 8)], Rule::Midpoint),
        [
            "33 min: 2 full quarter hours, and 3 min do not reach the midpoint of 8",
            "23 min: 1 full quarter hour, and 8 min reach the midpoint of 8",
            "1 min does not reach the midpoint of 8",
            "8 min reach the midpoint of 8",
        ]
    );
    assert_eq!(reasons(&[("97124", 30)], Rule::Midpoint), ["30 min: 2 full quarter hours"]);
    assert_eq!(reasons(&[("97010", 9)], Rule::Full), ["untimed: 1 unit a day, whatever the time"]);
    assert_eq!(reasons(&[("97039", 9)], Rule::Full), ["unlisted: 1 unit a day, whatever the time"]);
    assert_eq!(reasons(&[("99999", 9)], Rule::Cms), ["not in the catalogue: no units until it is added"]);
    assert_eq!(reasons(&[("97124", 9)], Rule::None), ["billed by length: the payer's rule counts no units"]);
}

#[test]
fn every_unit_and_every_other_minute_says_why_and_where_it_stands() {
    let bill = by_rule(Rule::Cms, &[("97110", 33), ("97140", 7), ("97010", 10), ("97039", 5)]);
    assert_eq!(
        why(&bill, "97110"),
        [
            "2 units: 30 of 33 min are 2 full quarter hours; 40 min in all allow 3 units",
            "3 min without a unit: none of the 3 units that 40 min allow is left; 7 min left over of 97140 go first",
        ]
    );
    assert_eq!(why(&bill, "97140"), ["1 unit: 7 min left over beat 97110's 3 min; 40 min in all allow 3 units"]);
    assert_eq!(why(&bill, "97010"), ["1 unit: untimed, one a day whatever the time"]);
    assert_eq!(why(&bill, "97039"), ["1 unit: unlisted, one a day whatever the time"]);
    assert_eq!(charge(&bill, "97110").why[0].remark.source, "CMS Pub 100-04 ch. 5 §20.2 C");
    assert_eq!(charge(&bill, "97010").why[0].remark.source, "CMS Pub 100-04 ch. 5 §20.2, 2026-10-01");
    let short = by_rule(Rule::Cms, &[("97110", 5), ("97124", 0)]);
    assert_eq!(why(&short, "97110"), ["5 min without a unit: 5 min in all do not reach the 8 min of a first unit"]);
    assert_eq!(why(&short, "97124"), ["no time recorded"]);
    let untouched = by_rule(Rule::Cms, &[("97010", 0), ("97039", 0), ("97110", 30)]);
    assert_eq!(
        (why(&untouched, "97010"), why(&untouched, "97039")),
        (vec!["no time recorded".to_owned()], vec!["no time recorded".to_owned()])
    );
    assert_eq!(why(&untouched, "97110"), ["2 units: 30 min are 2 full quarter hours; 30 min in all allow 2 units"]);
    let midpoint = by_rule(Rule::Midpoint, &[("97110", 22), ("97140", 25)]);
    assert_eq!(
        why(&midpoint, "97110"),
        ["1 unit: 15 of 22 min are 1 full quarter hour", "7 min without a unit: below the midpoint of 8"]
    );
    assert_eq!(
        why(&midpoint, "97140"),
        ["1 unit: 15 of 25 min are 1 full quarter hour", "1 unit: 10 min reach the midpoint of 8"]
    );
    let cash = by_rule(Rule::None, &[("97124", 60)]);
    assert_eq!(why(&cash, "97124"), ["60 min without a unit: billed by length: the payer's rule counts no units"]);
    assert_eq!(charge(&cash, "97124").why[0].remark.source, "the clinic's own price list");
    let unknown = by_rule(Rule::Cms, &[("99999", 20)]);
    assert_eq!(charge(&unknown, "99999").why[0].remark.source, "the clinic's catalogue");
}

#[test]
fn a_chosen_tie_is_told_as_the_therapist_s_choice() {
    let payer = Payer::by_rule(Rule::Cms);
    let mut day = minutes_day(&payer, &[("97112", 20), ("97110", 20), ("97140", 5)]);
    day.decisions.tie.chosen = vec![code("97112")];
    let chosen = bill(&day, &CATALOG);
    assert_eq!(
        why(&chosen, "97112")[1],
        "1 unit: tie with 97110 and 97140 at 5 min left over: the therapist chose this code"
    );
    assert_eq!(
        why(&chosen, "97110")[1],
        "5 min without a unit: tie with 97112 and 97140 at 5 min left over: the therapist chose 97112"
    );
    assert_eq!((chosen.choices.len(), chosen.total_units()), (0, Units(3)));
    day.decisions.tie.among = vec![code("97112"), code("97110")];
    assert_eq!(
        warnings(&bill(&day, &CATALOG)),
        ["the choice of 97112 was made of another tie than the one that is open; choose again"]
    );
    let open = by_rule(Rule::Cms, &[("97112", 20), ("97110", 20), ("97140", 5)]);
    assert_eq!(
        why(&open, "97140"),
        [
            "5 min without a unit: tie with 97112 and 97110 at 5 min left over: left to 97110 by more minutes, then lower \
          code, until the therapist chooses"
        ]
    );
}

#[test]
fn warnings_name_the_limit_and_the_line_not_paid_and_change_nothing() {
    let bill = by_rule(Rule::Cms, &[("97140", 15), ("97124", 75), ("97010", 10), ("99999", 20)]);
    assert_eq!((bill.timed.0, bill.treatment.0, bill.total_units()), (90, 120, Units(7)));
    assert_eq!(charge(&bill, "99999").units, Units(0));
    assert_eq!(
        warnings(&bill),
        [
            "97124: 5 units exceed the daily limit of 4; documented, not cut",
            "97010: bundled (daily limit 0), so 1 unit is not paid; documented, not cut",
            "99999: not in the catalogue, so it has no units; whoever keeps the clinic's catalogue must add it",
            "97140 with 97124: 97124 is the line not paid, and no modifier helps",
        ]
    );
    let sources: Vec<&str> = bill.warnings.iter().map(|warning| warning.source.as_str()).collect();
    assert_eq!(
        sources,
        [
            "NCCI practitioner MUE table, 2026-10-01",
            "NCCI practitioner MUE table, 2026-10-01",
            "the clinic's catalogue",
            "NCCI practitioner PTP table, 2024-07-01",
        ]
    );
    let distinct = by_rule(Rule::Cms, &[("97110", 15), ("97113", 15)]);
    assert_eq!(
        warnings(&distinct),
        ["97113 with 97110: 97110 is the line not paid, and a modifier may help when the services were truly distinct"]
    );
}

#[test]
fn an_unlisted_code_asks_for_its_description() {
    let mut day = minutes_day(&Payer::by_rule(Rule::Cms), &[("97039", 12)]);
    let asked = bill(&day, &CATALOG);
    assert_eq!(warnings(&asked), ["97039: unlisted; describe in a few words what was done before it is billed"]);
    assert_eq!(asked.warnings[0].source, "CPT unlisted modality, 2026-10-01");
    day.decisions.described.insert(code("97039"), "massage table".to_owned());
    let described = bill(&day, &CATALOG);
    assert!(described.warnings.is_empty());
    assert_eq!(charge(&described, "97039").described.as_deref(), Some("massage table"));
    let untouched = minutes_day(&Payer::by_rule(Rule::Cms), &[("97039", 0)]);
    assert!(bill(&untouched, &CATALOG).warnings.is_empty());
}

#[test]
fn a_forecast_may_give_the_unit_to_another_code() {
    let work = [("97110", 33), ("97140", 3)];
    let next = |running: &str, rule| forecast(&minutes_day(&Payer::by_rule(rule), &work), code(running), &CATALOG);
    let cms = next("97140", Rule::Cms).unwrap();
    assert_eq!((cms.wait.num_minutes(), cms.timed.0, cms.total), (2, 38, Units(3)));
    assert_eq!(cms.code, code("97140"));
    let fresh = next("97124", Rule::Cms).unwrap();
    assert_eq!((fresh.wait.num_minutes(), fresh.code), (2, code("97110")));
    assert_eq!(next("97140", Rule::Midpoint).unwrap().wait.num_minutes(), 5);
    assert_eq!(next("97140", Rule::None), Err(NoForecast::NoRule));
    assert_eq!(next("97010", Rule::Cms), Err(NoForecast::NotTimed));
    assert_eq!(next("99999", Rule::Cms), Err(NoForecast::NotTimed));
    let told: Vec<String> = [NoForecast::NoRule, NoForecast::NotTimed, NoForecast::NotCovered, NoForecast::Limited]
        .map(|n| n.to_string())
        .into();
    assert_eq!(
        told,
        [
            "this payer counts no units",
            "no further unit: what runs is not a timed code",
            "no further unit: this payer does not cover what runs",
            "no further unit within half an hour: this payer's limits or pairs give none",
        ]
    );
}

#[test]
fn one_more_minute_is_told_with_its_code() {
    let told = |rule, work: &[(&str, i64)]| one_more(&minutes_day(&Payer::by_rule(rule), work), &CATALOG);
    let text = |rule, work: &[(&str, i64)]| told(rule, work).unwrap();
    assert_eq!(
        text(Rule::Cms, &[("97110", 30), ("97140", 7)]),
        "3 units with 1 more minute of any timed code, the last for 97140"
    );
    assert_eq!(text(Rule::Cms, &[("97110", 22)]), "2 units with 1 more minute of 97110, the last for 97110");
    assert_eq!(
        text(Rule::Midpoint, &[("97110", 22), ("97140", 20), ("97112", 7)]),
        "3 units with 1 more minute of 97110 or 97112"
    );
    assert_eq!(text(Rule::Midpoint, &[("97110", 30), ("97140", 20)]), "1 more minute would add no unit");
    assert_eq!(told(Rule::None, &[("97110", 22)]), None);
    assert_eq!(told(Rule::Cms, &[("97010", 22)]), None);
}

#[test]
fn an_assistant_s_arithmetic_is_told() {
    let told = |work: &[(&str, &str, i64)]| -> Vec<String> {
        let bill = bill(&day_of(&payer("medicare"), work), &CATALOG);
        let line = charge(&bill, work[0].0);
        let marks = line.modifiers.iter().filter(|mark| mark.text.starts_with("CQ"));
        marks.map(|mark| mark.text.clone()).collect()
    };
    let of = |therapist: i64, assistant: i64| {
        told(&[("97110", "PT", therapist * 60), ("97110", "PTA", assistant * 60)]).join("|")
    };
    assert_eq!(
        of(13, 23),
        "CQ on 1 of 2 units; 23 of 36 min by the assistant: 1 full quarter hour is the assistant's; the last unit is the \
         therapist's, whose 13 min left over reach 8"
    );
    assert_eq!(
        of(5, 10),
        "CQ on 1 of 1 unit; 10 of 15 min by the assistant: the last unit is with CQ: 10 of 15 min left over are the \
         assistant's, more than 10 %"
    );
    assert_eq!(
        of(37, 15),
        "CQ on 1 of 3 units; 15 of 52 min by the assistant: 2 full quarter hours are the therapist's; 1 full quarter hour \
         is the assistant's"
    );
    assert_eq!(
        of(12, 11),
        "CQ on 1 of 2 units; 11 of 23 min by the assistant: of 2 units left one each, for 12 min and 11 min left over"
    );
    let pack = |therapist: i64, assistant: i64| {
        told(&[("97018", "PT", therapist * 60), ("97018", "PTA", assistant * 60)]).join("|")
    };
    assert_eq!(pack(9, 1), "CQ on 0 of 1 unit; 1 of 10 min by the assistant, not more than 10 %: without CQ");
    assert_eq!(pack(8, 1), "CQ on 1 of 1 unit; 1 of 9 min by the assistant, more than 10 %: with CQ");
    assert_eq!(of(20, 0), "");
    let seconds = told(&[("97110", "PT", 229), ("97110", "PTA", 300)]);
    assert_eq!(
        seconds,
        ["CQ on 1 of 1 unit; 5:00 of 8:49 by the assistant: the last unit is with CQ: 5:00 of 8:49 left over are the \
          assistant's, more than 10 %"]
    );
}
