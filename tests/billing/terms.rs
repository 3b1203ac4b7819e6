//! The payers' terms: what is covered, pairs, limits, modifiers.

use chrono::NaiveDate;
use tableside::billing::{NoForecast, Units, forecast};
use tableside::catalog::{Catalog, Limits, Modifier, Pairs, Payer, Rule};
use tableside::document::Document;

use crate::{CATALOG, bill, charge, claim, code, day_of, minutes_day, payer, warnings};

fn cms() -> Payer {
    Payer::by_rule(Rule::Cms)
}

fn units(payer: &Payer, work: &[(&str, i64)]) -> Vec<u32> {
    bill(&minutes_day(payer, work), &CATALOG).charges.iter().map(|charge| charge.units.0).collect()
}

#[test]
fn each_pair_policy_has_its_units_and_its_words() {
    let work = [("97140", 20), ("97124", 30), ("97018", 10)];
    let of = |pairs| bill(&minutes_day(&Payer { pairs, ..cms() }, &work), &CATALOG);
    let ncci = of(Pairs::Ncci);
    assert_eq!(claim(&ncci), ["97140 x1", "97124 x2", "97018 x1"]);
    assert_eq!(
        warnings(&ncci),
        [
            "97140 with 97124: 97124 is the line not paid, and no modifier helps",
            "97140 with 97018: 97018 is the line not paid, and a modifier may help when the services were truly distinct",
        ]
    );
    assert_eq!(ncci.pairs, [(code("97140"), code("97018"))], "those for which a modifier may help");
    let marked = of(Pairs::Modifier59);
    assert_eq!(claim(&marked), ["97140 x1", "97124 x2", "97018 x1 59"]);
    assert_eq!(
        warnings(&marked)[1],
        "97140 with 97018: 97018 carries 59, which says that the services were distinct; document the separate area or time"
    );
    assert_eq!(charge(&marked, "97018").modifiers[0].text, "59: distinct from the other code of its pair");
    assert_eq!(charge(&marked, "97018").modifiers[0].source, "NCCI practitioner PTP table, 2024-07-01");
    assert_eq!(of(Pairs::Ignore).warnings, []);
    assert_eq!(claim(&of(Pairs::Ignore)), claim(&ncci));
    let one_of = of(Pairs::OneOf);
    assert_eq!(one_of.pairs, []);
    assert_eq!(claim(&one_of), ["97140 x0", "97124 x2", "97018 x1"]);
    assert_eq!(
        warnings(&one_of),
        [
            "97140 with 97124: this payer pays only the code with more minutes, so 97140 is not billed; its 20 min stay in \
          the note"
        ]
    );
    assert_eq!((one_of.timed.0, ncci.timed.0), (50, 50));
    let line = charge(&one_of, "97140");
    assert_eq!(
        line.reason,
        "20 min hold 1 full quarter hour; 50 min in all allow 3 units; 1 unit given up: of the two the payer pays \
         only 97124"
    );
    assert_eq!(
        line.why.iter().map(ToString::to_string).collect::<Vec<_>>(),
        [
            "15 min without a unit: 1 unit given up: of the two the payer pays only 97124",
            "5 min without a unit: none of the 3 units that 50 min allow is left",
        ]
    );
}

#[test]
fn equal_minutes_of_a_pair_leave_the_code_that_the_edit_pays() {
    let one_of = Payer { pairs: Pairs::OneOf, ..Payer::by_rule(Rule::Midpoint) };
    assert_eq!(units(&one_of, &[("97124", 20), ("97140", 20)]), [0, 1]);
    let equal = bill(&minutes_day(&one_of, &[("97124", 20), ("97140", 20)]), &CATALOG);
    assert_eq!(
        warnings(&equal),
        [
            "97140 with 97124: this payer pays only one of two codes with equal minutes, so 97124 is not billed; its 20 min \
          stay in the note"
        ]
    );
    // 97012 pays 97140 off only where it has as many minutes; with fewer, 97140 is the first column of its own pair.
    assert_eq!(units(&one_of, &[("97012", 10), ("97124", 20), ("97140", 20)]), [0, 0, 1]);
    assert_eq!(units(&one_of, &[("97124", 21), ("97140", 20)]), [1, 0]);
    assert_eq!(units(&one_of, &[("97124", 7), ("97140", 20)]), [0, 1], "a code without units makes no pair");
}

#[test]
fn a_code_without_units_makes_no_pair() {
    assert!(bill(&minutes_day(&cms(), &[("97140", 15), ("97124", 7)]), &CATALOG).warnings.is_empty());
    assert!(bill(&minutes_day(&cms(), &[("97140", 7), ("97124", 15)]), &CATALOG).warnings.is_empty());
}

#[test]
fn an_edit_holds_from_its_date_on() {
    let mut day = minutes_day(&cms(), &[("97140", 15), ("97124", 15)]);
    day.date = NaiveDate::from_ymd_opt(2024, 6, 30).unwrap();
    assert!(bill(&day, &CATALOG).warnings.is_empty());
    day.date = NaiveDate::from_ymd_opt(2024, 7, 1).unwrap();
    assert_eq!(bill(&day, &CATALOG).warnings.len(), 1);
}

#[test]
fn a_distinct_service_is_marked_by_hand_where_a_pair_needs_it() {
    let mut day = minutes_day(&cms(), &[("97140", 15), ("97018", 15), ("97124", 15)]);
    day.decisions.modifiers.extend([
        (code("97018"), Modifier::D59),
        (code("97018"), Modifier::Xu),
        (code("97124"), Modifier::Xs),
        (code("97140"), Modifier::D59),
    ]);
    let marked = bill(&day, &CATALOG);
    // XU says more than 59; 97124 has no modifier that helps; 97140 is the line that is paid.
    assert_eq!(claim(&marked), ["97140 x1", "97018 x1 XU", "97124 x1"]);
    assert_eq!(
        warnings(&marked),
        [
            "97140: 59 is left off, for no pair of this day needs it on 97140",
            "97124: XS is left off, for no pair of this day needs it on 97124",
            "97140 with 97124: 97124 is the line not paid, and no modifier helps",
            "97140 with 97018: 97018 carries XU, which says that the services were distinct; document the separate area \
             or time",
        ]
    );
    assert_eq!(marked.warnings[0].source, "NCCI Policy Manual ch. 1 §E");
    day.payer.to_mut().pairs = Pairs::OneOf;
    assert!(!claim(&bill(&day, &CATALOG)).join(" ").contains('X'), "this payer takes no excuse");
}

#[test]
fn a_distinct_service_cites_the_edit_of_its_own_pair() {
    let acme =
        "source = 'Acme'\ndate = '2026-01-01'\n[[edits]]\ncolumn1 = '97140'\ncolumn2 = ['97018']\nindicator = 1\n";
    let catalog = Catalog::layered(&[Document::toml("acme.toml", acme)]).unwrap();
    let mut day = minutes_day(&cms(), &[("97140", 15), ("97018", 15), ("97750", 15)]);
    day.decisions.modifiers.insert((code("97750"), Modifier::Xu));
    let marked = bill(&day, &catalog);
    assert_eq!(charge(&marked, "97750").modifiers[0].source, "NCCI practitioner PTP table, 2024-07-01");
}

#[test]
fn a_limit_warns_or_cuts_as_the_payer_says() {
    let work = [("97124", 75), ("97110", 30)];
    assert_eq!(units(&cms(), &work), [5, 2]);
    let cap = Payer { limits: Limits::Cap, ..cms() };
    let cut = bill(&minutes_day(&cap, &work), &CATALOG);
    assert_eq!(claim(&cut), ["97124 x4", "97110 x2"]);
    assert_eq!(warnings(&cut), ["97124: cut to the daily limit of 4; 1 unit of 15 min stays unbilled"]);
    assert_eq!(
        charge(&cut, "97124").why.iter().map(ToString::to_string).collect::<Vec<_>>(),
        [
            "4 units: 60 of 75 min are 4 full quarter hours; 105 min in all allow 7 units",
            "15 min without a unit: 1 unit cut: above the daily limit of 4",
        ]
    );
    assert_eq!(charge(&cut, "97124").why[1].remark.source, "NCCI practitioner MUE table, 2026-10-01");
    let own = Payer { limit: [(code("97124"), 2)].into(), ..cap.clone() };
    assert_eq!(units(&own, &work), [2, 2]);
    let higher = Payer { limit: [(code("97124"), 9)].into(), ..cap.clone() };
    assert_eq!(units(&higher, &work), [5, 2]);
    assert!(bill(&minutes_day(&cap, &[("97124", 60)]), &CATALOG).warnings.is_empty(), "a limit that is reached");
    let pack = bill(&minutes_day(&cap, &[("97010", 10)]), &CATALOG);
    assert_eq!(claim(&pack), ["97010 x0"]);
    assert_eq!(warnings(&pack), ["97010: bundled (daily limit 0), so it is not billed; its minutes stay in the note"]);
    assert_eq!(
        charge(&pack, "97010").why.iter().map(ToString::to_string).collect::<Vec<_>>(),
        ["10 min without a unit: 1 unit given up: bundled, never paid by itself"]
    );
    assert_eq!(
        charge(&pack, "97010").reason,
        "untimed: 1 unit a day, whatever the time; 1 unit given up: bundled, never paid by itself"
    );
}

#[test]
fn two_limits_cut_one_after_the_other_and_each_is_told() {
    let payer = Payer { limits: Limits::Cap, units_a_day: Some(3), ..cms() };
    let cut = bill(&minutes_day(&payer, &[("97124", 80)]), &CATALOG);
    assert_eq!(claim(&cut), ["97124 x3"]);
    assert_eq!(
        charge(&cut, "97124").why.iter().map(ToString::to_string).collect::<Vec<_>>(),
        [
            "3 units: 45 of 80 min are 3 full quarter hours; 80 min in all allow 5 units",
            "15 min without a unit: 1 unit cut: above the daily limit of 4",
            "15 min without a unit: 1 unit cut: above the payer's 3 units a day",
            "5 min without a unit: none of the 5 units that 80 min allow is left",
        ]
    );
}

#[test]
fn units_a_day_give_up_the_unit_with_the_fewest_minutes_first() {
    let warn = Payer { units_a_day: Some(4), ..Payer::by_rule(Rule::Midpoint) };
    let work = [("97110", 40), ("97124", 25), ("97140", 9), ("97018", 10)];
    let told = bill(&minutes_day(&warn, &work), &CATALOG);
    assert_eq!(claim(&told), ["97110 x3", "97124 x2", "97140 x1", "97018 x1"]);
    assert_eq!(warnings(&told)[0], "6 units exceed the 4 units a day of this payer; documented, not cut");
    let cap = Payer { limits: Limits::Cap, ..warn };
    let cut = bill(&minutes_day(&cap, &work), &CATALOG);
    // 97140's 9 min go first; then 10 min of 97110 and of 97124 are equal, and the higher code loses.
    assert_eq!(claim(&cut), ["97110 x3", "97124 x1", "97140 x0", "97018 x1"]);
    assert_eq!(
        warnings(&cut)[0],
        "2 units above the 4 units a day of this payer: not billed, the minutes stay in the note"
    );
    let day = minutes_day(&cap, &work);
    assert_eq!(forecast(&day, code("97110"), &CATALOG), Err(NoForecast::Limited));
    let room = minutes_day(&cap, &[("97110", 22)]);
    assert_eq!(forecast(&room, code("97110"), &CATALOG).unwrap().total, Units(2));
    let exact = Payer { units_a_day: Some(6), ..cap };
    assert_eq!(
        warnings(&bill(&minutes_day(&exact, &work), &CATALOG)).len(),
        2,
        "a limit that is reached: only the pairs"
    );
}

#[test]
fn what_is_not_covered_earns_nothing_for_itself_or_another() {
    let excluded = Payer { excluded: [code("97124")].into(), ..cms() };
    // 22 min of 97110 are 1 unit; with the 15 min of 97124 in the pool they would be 2.
    let told = bill(&minutes_day(&excluded, &[("97110", 22), ("97124", 15)]), &CATALOG);
    assert_eq!((claim(&told), told.timed.0), (vec!["97110 x1".to_owned(), "97124 x0".to_owned()], 37));
    assert_eq!(warnings(&told), ["97124: not covered by this payer; 15 min documented, and counted for no unit"]);
    assert_eq!(charge(&told, "97124").reason, "not covered by this payer: documented, not counted");
    assert_eq!(charge(&told, "97110").reason, "22 min hold 1 full quarter hour; 22 covered min in all allow 1 unit");
    assert_eq!(charge(&told, "97124").why[0].remark.source, told.warnings[0].source, "the payer's own paper");
    let allowed = Payer { allowed: [code("97110")].into(), ..cms() };
    assert_eq!(units(&allowed, &[("97110", 22), ("97124", 15), ("97018", 9)]), [1, 0, 0]);
    let day = minutes_day(&excluded, &[("97124", 15)]);
    assert_eq!(forecast(&day, code("97124"), &CATALOG), Err(NoForecast::NotCovered));
}

#[test]
fn the_discipline_of_whoever_treated_names_the_plan_of_care() {
    let lines = |payer: &Payer, who: &str| claim(&bill(&day_of(payer, &[("97110", who, 900)]), &CATALOG)).join(" ");
    let medicare = payer("medicare");
    assert_eq!(lines(&medicare, "PT"), "97110 x1 GP");
    assert_eq!(lines(&medicare, "OTR/L"), "97110 x1 GO");
    assert_eq!(lines(&medicare, "SLP"), "97110 x1 GN");
    assert_eq!(lines(&medicare, "LMT"), "97110 x1");
    assert_eq!(lines(&payer("va"), "LMT"), "97110 x1 GP");
    assert_eq!(lines(&payer("va"), "OT"), "97110 x1");
    assert_eq!(lines(&payer("commercial"), "PT"), "97110 x1");
    let told = |payer: &Payer, who: &str| {
        let bill = bill(&day_of(payer, &[("97110", who, 900), ("97140", who, 900)]), &CATALOG);
        bill.warnings.iter().map(|w| format!("{} [{}]", w.text, w.source)).collect::<Vec<_>>().join("|")
    };
    assert_eq!(
        told(&medicare, "LMT"),
        "97110, 97140: the payer asks for GP, GO or GN, and the therapist's credentials tell no discipline; none was added \
         [CMS Pub 100-04 ch. 5 §20.1]"
    );
    assert!(told(&payer("va"), "OT").starts_with(
        "97110, 97140: the payer asks for GP, and the therapist's would be GO; none was added [VA Community Care"
    ));
    let both = bill(&day_of(&medicare, &[("97530", "PT", 900), ("97530", "OT", 600)]), &CATALOG);
    assert_eq!(claim(&both), ["97530 x2 GP"]);
    assert_eq!(
        warnings(&both),
        [
            "97530: performed under two disciplines; bill it under the plan of care that it belongs to",
            "GP and GO on one day: the minutes of both disciplines are pooled; where the payer counts each plan of care by \
             itself, bill each apart",
        ]
    );
    let helped = bill(&day_of(&medicare, &[("97530", "PT", 1200), ("97530", "COTA", 300)]), &CATALOG);
    assert_eq!(
        warnings(&helped)[0],
        "97530: performed under two disciplines; bill it under the plan of care that it belongs to, and the assistant's share \
         of the other is not marked"
    );
    let barely = bill(&day_of(&medicare, &[("97530", "PT", 900), ("97530", "OT", 0)]), &CATALOG);
    assert!(barely.warnings.is_empty());
    let spine = bill(&day_of(&medicare, &[("98940", "PT", 900)]), &CATALOG);
    assert_eq!(claim(&spine), ["98940 x1"], "no therapy, no plan of care");
    let marks: Vec<String> = charge(&both, "97530").modifiers.iter().map(|mark| mark.text.clone()).collect();
    assert_eq!(marks, ["GP: physical therapy plan of care"]);
    let one = bill(&day_of(&payer("va"), &[("97110", "LMT", 900)]), &CATALOG);
    assert_eq!(charge(&one, "97110").modifiers[0].text, "GP: the one plan of care that the payer asks for");
}

#[test]
fn an_assistant_s_units_stand_on_a_line_of_their_own() {
    let lines = |payer: &Payer, work: &[(&str, &str, i64)]| claim(&bill(&day_of(payer, work), &CATALOG));
    let medicare = payer("medicare");
    let work = [("97110", "PTA", 23 * 60), ("97110", "PT", 13 * 60), ("97140", "PT", 30 * 60)];
    assert_eq!(lines(&medicare, &work), ["97110 x1 GP", "97110 x1 GP CQ", "97140 x2 GP"]);
    assert_eq!(lines(&payer("va"), &work), ["97110 x2 GP", "97140 x2 GP"], "only for who asks");
    assert_eq!(lines(&medicare, &[("97110", "COTA", 1800)]), ["97110 x2 GO CO"]);
    assert_eq!(lines(&medicare, &[("97110", "PTA", 300)]), ["97110 x0"]);
    let split = |therapist: i64, assistant: i64| {
        lines(&medicare, &[("97110", "PT", therapist * 60), ("97110", "PTA", assistant * 60)]).join(" ")
    };
    assert_eq!(split(8, 7), "97110 x1 GP");
    assert_eq!(split(7, 8), "97110 x1 GP CQ");
    assert_eq!(split(7, 1), "97110 x1 GP CQ");
    assert_eq!(split(12, 11), "97110 x1 GP 97110 x1 GP CQ");
    assert_eq!(split(14, 14), "97110 x1 GP 97110 x1 GP CQ");
    assert_eq!(split(30, 45), "97110 x2 GP 97110 x3 GP CQ");
}

#[test]
fn an_evaluation_is_the_therapist_s_own() {
    let told = |who: &str, seconds| bill(&day_of(&payer("medicare"), &[("97161", who, seconds)]), &CATALOG);
    assert_eq!(
        warnings(&told("PTA", 1200)),
        ["97161: an evaluation is the therapist's own, and an assistant performed some of it"]
    );
    assert_eq!(told("PTA", 1200).warnings[0].source, "CMS Pub 100-02 ch. 15 §230");
    assert!(told("PT", 1200).warnings.is_empty());
    assert!(told("PTA", 0).warnings.is_empty());
    let beside = bill(&day_of(&payer("medicare"), &[("97161", "PT", 1200), ("97161", "PTA", 0)]), &CATALOG);
    assert!(beside.warnings.is_empty());
    let unpaid = Payer { excluded: [code("97161")].into(), ..payer("medicare") };
    assert_eq!(
        bill(&day_of(&unpaid, &[("97161", "PTA", 1200)]), &CATALOG).warnings.len(),
        1,
        "not covered, and no more"
    );
    let exercise = bill(&day_of(&payer("medicare"), &[("97110", "PTA", 1200)]), &CATALOG);
    assert!(exercise.warnings.is_empty());
}

#[test]
fn kx_is_added_by_hand_and_left_off_where_it_says_nothing() {
    let mut day = day_of(&payer("medicare"), &[("97110", "PT", 900), ("98940", "PT", 900), ("97140", "PT", 60)]);
    for text in ["97110", "98940", "97140"] {
        day.decisions.modifiers.insert((code(text), Modifier::Kx));
    }
    let marked = bill(&day, &CATALOG);
    assert_eq!(claim(&marked), ["97110 x1 GP KX", "98940 x1", "97140 x0"]);
    assert_eq!(
        warnings(&marked)[..2],
        [
            "98940: KX is left off, for nothing is billed under a therapy plan of care",
            "97140: KX is left off, for nothing is billed under a therapy plan of care",
        ]
    );
    day.decisions.modifiers.insert((code("97035"), Modifier::Kx));
    assert!(
        warnings(&bill(&day, &CATALOG)).contains(&"97035: KX is left off, for nothing of 97035 was done on this day"),
        "what is not there cannot carry it"
    );
    assert_eq!(
        charge(&marked, "97110").modifiers[1].text,
        "KX: the therapist attests that it is medically necessary above the threshold"
    );
}

#[test]
fn kx_stands_nowhere_without_the_modifier_of_a_plan_of_care() {
    for (paying, who, expected) in [
        ("medicare", "PT", "97110 x1 GP KX"),
        ("medicare", "LMT", "97110 x1"),
        ("va", "LMT", "97110 x1 GP KX"),
        ("va", "OT", "97110 x1"),
        ("commercial", "PT", "97110 x1"),
    ] {
        let paying = payer(paying);
        let mut day = day_of(&paying, &[("97110", who, 900)]);
        day.decisions.modifiers.insert((code("97110"), Modifier::Kx));
        let marked = bill(&day, &CATALOG);
        assert_eq!(claim(&marked), [expected], "{who}");
        let left_off = warnings(&marked).iter().any(|text| text.starts_with("97110: KX is left off"));
        assert_eq!(left_off, !expected.ends_with("KX"), "{who}");
    }
}

#[test]
fn the_modifiers_51_and_52_are_refused_with_the_reason() {
    let refused = |text: &str| text.parse::<Modifier>().unwrap_err().to_string();
    assert_eq!(
        refused("51"),
        "51 (several procedures) is not used on therapy codes; payers reduce the second service by themselves, so leave \
         it off"
    );
    assert_eq!(
        refused("52"),
        "52 (reduced service) is not used on timed codes; a shorter service is billed by fewer units, so leave it off"
    );
    assert_eq!(refused("ZZ"), "\"ZZ\" is no modifier of these codes; there are GP GO GN CQ CO 59 XE XS XP XU KX");
    for modifier in Modifier::ALL {
        assert_eq!(modifier.word().parse(), Ok(modifier));
        assert_eq!(modifier.word().to_lowercase().parse(), Ok(modifier));
    }
}
