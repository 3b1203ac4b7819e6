//! The built-in catalogue, layering, and the faults.

use std::collections::BTreeSet;

use super::*;
use crate::catalog::{PayerId, Rule, Spot, Technique};
use crate::document::Fault;

fn own(text: &str) -> Result<Catalog, Faults> {
    Catalog::layered(&[Document::toml("catalog.toml", text)])
}

/// The end of a row that says where it comes from.
const FROM: &str = "source = 'Acme policy'\ndate = '2026-01-01'\n";

fn acme() -> Source {
    Source { name: "Acme policy".to_owned(), date: NaiveDate::from_ymd_opt(2026, 1, 1).unwrap(), next: None }
}

fn faults(text: &str) -> Vec<Fault> {
    own(text).unwrap_err().0
}

fn code(text: &str) -> CptCode {
    text.parse().unwrap()
}

#[test]
fn the_built_in_catalogue_is_sound_and_fills_the_keys() {
    let catalog = Catalog::builtin().unwrap();
    assert!(catalog.areas().len() >= 28);
    assert!(catalog.techniques().len() >= 32);
    assert_eq!(catalog.codes().len(), 42);
    assert_eq!(catalog.quick().len(), 10);
    let keys: Vec<char> = catalog.techniques().iter().filter_map(|t| t.key).collect();
    assert_eq!(keys.len(), 26);
    assert_eq!(keys.iter().collect::<BTreeSet<_>>().len(), 26);
    for (key, id) in [('e', "effleurage"), ('p', "petrissage"), ('m', "myofascial-release"), ('g', "trigger-point")] {
        assert_eq!(catalog.technique_of_key(key).unwrap().id.as_str(), id);
    }
    for id in ["neck", "upper-back", "lower-back", "shoulder"] {
        assert!(catalog.area(&AreaId::new(id)).unwrap().sides, "{id}");
    }
}

#[test]
fn the_built_in_catalogue_s_techniques_are_short_and_name_known_codes() {
    let catalog = Catalog::builtin().unwrap();
    for technique in catalog.techniques() {
        assert!(technique.code.is_none_or(|code| catalog.code(code).is_some()), "{}", technique.id);
        assert!(technique.short.chars().count() <= 11, "\"{}\" does not fit its column", technique.short);
    }
    assert_eq!(catalog.technique(&TechniqueId::new("cupping")).unwrap().code, None);
    let pnf = catalog.technique(&TechniqueId::new("pnf")).unwrap();
    assert_eq!(pnf.code, Some(code("97112")));
}

#[test]
fn the_built_in_edits_and_limits_are_those_of_the_tables() {
    let catalog = Catalog::builtin().unwrap();
    let edit = |a: &str, b: &str| catalog.edits().iter().find(|e| e.column1 == code(a) && e.column2 == code(b));
    let massage = edit("97140", "97124").unwrap();
    assert!(!massage.modifier_may_help);
    assert_eq!(massage.source.to_string(), "NCCI practitioner PTP table, 2024-07-01");
    assert!(edit("97140", "97750").unwrap().modifier_may_help);
    assert!(!edit("98942", "97163").unwrap().modifier_may_help);
    for (a, b) in [("97140", "97110"), ("97140", "97112"), ("97140", "97530"), ("97124", "97110"), ("97124", "97112")] {
        assert!(edit(a, b).is_none() && edit(b, a).is_none(), "{a} {b}");
    }
    let limit = |text| catalog.limit(code(text)).map(|limit| limit.units);
    assert_eq!((limit("97124"), limit("97010"), limit("97032")), (Some(4), Some(0), None));
    assert_eq!(catalog.limit(code("97124")).unwrap().source.to_string(), "NCCI practitioner MUE table, 2026-10-01");
}

#[test]
fn one_given_field_is_overridden_and_the_others_stay() {
    let before = Catalog::builtin().unwrap();
    let after = own(&format!("[[techniques]]\nid = 'trigger-point'\ncode = '97124'\n{FROM}")).unwrap();
    let id = TechniqueId::new("trigger-point");
    let (old, new) = (before.technique(&id).unwrap(), after.technique(&id).unwrap());
    let expected = Technique { code: Some(code("97124")), source: acme(), ..old.clone() };
    assert_eq!(*new, expected);
    assert_eq!(before.techniques().len(), after.techniques().len());
}

#[test]
fn a_new_name_leaves_the_source_of_the_mapping() {
    let before = Catalog::builtin().unwrap();
    let after = own("[[techniques]]\nid = 'pnf'\nname = 'PNF stretch'\n").unwrap();
    let id = TechniqueId::new("pnf");
    assert_eq!(after.technique_name(&id), "PNF stretch");
    assert_eq!(after.technique(&id).unwrap().source, before.technique(&id).unwrap().source);
}

#[test]
fn a_payer_is_added_in_a_few_lines() {
    let text = format!("[[payers]]\nid = 'acme'\nname = 'Acme Health'\nrule = 'full'\nminutes = 'floor-total'\n{FROM}");
    let payer = own(&text).unwrap().payer(&PayerId::new("acme")).unwrap().clone();
    assert_eq!((payer.name.as_str(), payer.rule, payer.minutes), ("Acme Health", Rule::Full, MinuteRule::FloorTotal));
    assert_eq!(payer.source, acme());
}

#[test]
fn an_empty_text_takes_letter_and_code_away() {
    let text = format!(
        "[[techniques]]\nid = 'stroking'\nkey = ''\ncode = ''\n{FROM}[[techniques]]\nid = 'shaking'\nkey = 'w'\n"
    );
    let catalog = own(&text).unwrap();
    let stroking = catalog.technique(&TechniqueId::new("stroking")).unwrap();
    assert_eq!((stroking.key, stroking.code), (None, None));
    assert_eq!(catalog.technique_of_key('w').unwrap().id.as_str(), "shaking");
}

#[test]
fn the_retired_code_is_refused_wherever_it_is_written() {
    let text = "source = 'Acme policy'\ndate = '2026-01-01'\n[[techniques]]\nid = 'pnf'\ncode = '97122'\n\
                [[codes]]\ncode = '97122'\nlabel = 'x'\nkind = 'timed'\n\
                [[edits]]\ncolumn1 = '97140'\ncolumn2 = ['97122']\nindicator = 0\n";
    let told: Vec<String> = faults(text).iter().map(ToString::to_string).collect();
    let why = retired(code("97122")).unwrap();
    assert_eq!(
        told,
        [
            format!("catalog.toml:5: techniques[0].code: {why}"),
            format!("catalog.toml:7: codes[0].code: {why}"),
            format!("catalog.toml:12: edits[0].column2[0]: {why}"),
        ]
    );
    assert!(why.contains("1999") && why.contains("97112") && why.contains("97140"));
    assert_eq!(retired(code("97112")), None);
}

#[test]
fn a_taken_letter_names_its_holder_and_the_mend() {
    let found = faults("[[techniques]]\nid = 'shaking'\nkey = 'w'\n");
    assert_eq!(
        found.iter().map(ToString::to_string).collect::<Vec<_>>(),
        ["catalog.toml:3: techniques[0].key: \"w\" is already the letter of Stroking; \
          give \"stroking\" another key, or \"\" for none"]
    );
    let found = faults("[[techniques]]\nid = 'pnf'\nkey = ''\n[[techniques]]\nid = 'shaking'\nkey = 'w'\n");
    assert!(found[0].mend.ends_with("or take a free one: q"), "{}", found[0].mend);
}

#[test]
fn all_faults_of_all_documents_come_together() {
    let one = Document::toml(
        "one.toml",
        "[[payers]]\nid = 'acme'\nname = ''\nrule = 'midpiont'\nsource = 'x'\ndate = '2026-1'\n",
    );
    let two = Document::toml(
        "two.toml",
        "source = 'x'\ndate = '2026-01-01'\n[[techniques]]\nid = 'Ear Candle'\nkey = 'KK'\ncode = '97141'\ncontact = 'unatended'\n\
         [[quick]]\narea = 'nek'\n[[quick]]\narea = 'sacrum'\nside = 'left'\n\
         [[edits]]\ncolumn1 = '97140'\ncolumn2 = ['97110']\nindicator = 2\n",
    );
    let found = Catalog::layered(&[one, two]).unwrap_err().0;
    let told: Vec<(&str, usize, &str)> =
        found.iter().map(|f| (f.file.as_str(), f.line.unwrap(), f.key.as_str())).collect();
    assert_eq!(
        told,
        [
            ("one.toml", 3, "payers[0].name"),
            ("one.toml", 4, "payers[0].rule"),
            ("one.toml", 6, "payers[0].date"),
            ("two.toml", 3, "techniques[0].name"),
            ("two.toml", 4, "techniques[0].id"),
            ("two.toml", 5, "techniques[0].key"),
            ("two.toml", 6, "techniques[0].code"),
            ("two.toml", 7, "techniques[0].contact"),
            ("two.toml", 9, "quick[0].area"),
            ("two.toml", 12, "quick[1].side"),
            ("two.toml", 16, "edits[0].indicator"),
        ]
    );
    let mend = |key: &str| found.iter().find(|f| f.key == key).unwrap().mend.as_str();
    assert_eq!(mend("techniques[0].code"), "did you mean \"97140\"?");
    assert_eq!(mend("payers[0].rule"), "did you mean \"midpoint\"?");
    assert_eq!(mend("quick[0].area"), "did you mean \"neck\"?");
}

#[test]
fn a_new_row_must_be_whole_and_a_mistyped_id_is_guessed() {
    let found = faults("[[payers]]\nid = 'medicre'\nremark = 'x'\n");
    let told: Vec<&str> = found.iter().map(|f| f.key.as_str()).collect();
    assert_eq!(told, ["payers[0].name", "payers[0].rule", "payers[0].source", "payers[0].date"]);
    assert_eq!(found[0].mend, "add name = ..., or did you mean \"medicare\"?");
}

#[test]
fn an_id_twice_in_one_document_is_refused_and_in_two_it_layers() {
    let row = "[[areas]]\nid = 'neck'\nname = 'Nape'\n";
    let found = faults(&format!("{row}{row}"));
    assert_eq!((found.len(), found[0].line, found[0].key.as_str()), (1, Some(5), "areas[1].id"));
    let docs = [Document::toml("a.toml", row), Document::toml("b.toml", "[[areas]]\nid = 'neck'\nname = 'Neck!'\n")];
    assert_eq!(Catalog::layered(&docs).unwrap().area_name(&AreaId::new("neck")), "Neck!");
}

#[test]
fn a_quick_list_replaces_the_earlier_one_and_has_at_most_ten() {
    let catalog = own("[[quick]]\narea = 'sacrum'\n").unwrap();
    assert_eq!(catalog.quick(), [Spot { area: AreaId::new("sacrum"), side: None }]);
    let found = faults(&"[[quick]]\narea = 'sacrum'\n".repeat(11));
    assert_eq!((found.len(), found[0].line, found[0].key.as_str()), (1, Some(22), "quick[10].area"));
}

#[test]
fn taking_the_sides_of_an_area_away_takes_them_from_the_quick_list() {
    let catalog = own("[[areas]]\nid = 'shoulder'\nsides = false\n").unwrap();
    assert!(catalog.quick().contains(&Spot { area: AreaId::new("shoulder"), side: None }));
}

#[test]
fn an_edit_is_overridden_by_its_pair() {
    let text = "source = 'Acme policy'\ndate = '2026-01-01'\n\
                [[edits]]\ncolumn1 = '97140'\ncolumn2 = ['97124']\nindicator = 1\n";
    let catalog = own(text).unwrap();
    assert_eq!(catalog.edits().len(), Catalog::builtin().unwrap().edits().len());
    assert!(catalog.edits()[0].modifier_may_help);
    assert_eq!(catalog.edits()[0].source, acme());
    assert_eq!(catalog.edits()[0].from, acme().date);
}

#[test]
fn a_misspelt_field_is_refused_with_its_line() {
    let found = faults("[[payers]]\nid = 'acme'\nname = 'Acme'\nrul = 'cms'\n");
    assert_eq!((found.len(), found[0].line), (1, Some(4)));
}

#[test]
fn a_row_that_does_not_say_where_it_comes_from_is_refused() {
    let told = |text: &str| faults(text).iter().map(ToString::to_string).collect::<Vec<_>>();
    assert_eq!(
        told("[[limits]]\ncode = '97124'\nunits = 2\n"),
        [
            "catalog.toml:1: limits[0].source: the row has no source; write source = \"Acme policy 12\" at the top of the \
             file or in the row",
            "catalog.toml:1: limits[0].date: the row has no date; write date = \"2026-01-31\" at the top of the file or in \
             the row",
        ]
    );
    let text =
        "source = 'x'\ndate = 'soon'\n[[limits]]\ncode = '97124'\nunits = 2\n[[limits]]\ncode = '97140'\nunits = 2\n";
    assert_eq!(told(text), ["catalog.toml:2: date: this is no date; write it as \"2026-01-31\""]);
}

#[test]
fn a_newer_edition_replaces_the_tables_that_it_names() {
    let text = "source = 'NCCI practitioner PTP table'\ndate = '2026-10-01'\nnext = '2027-01-01'\nreplace = ['edits']\n\
                [[edits]]\ncolumn1 = '97530'\ncolumn2 = ['97116']\nindicator = 1\nfrom = '2020-01-01'\n\
                [[edits]]\ncolumn1 = '97140'\ncolumn2 = ['97124']\nindicator = 0\nuntil = '2026-12-01'\n";
    let catalog = own(text).unwrap();
    let day = |text: &str| text.parse::<NaiveDate>().unwrap();
    let active = |text: &str| catalog.edits().iter().filter(|edit| edit.is_active(day(text))).count();
    // The edition before stays true of the days before.
    let before = Catalog::builtin().unwrap().edits().len();
    assert_eq!((active("2019-12-31"), active("2020-01-01"), active("2024-07-01")), (0, 1, before + 1));
    assert_eq!((active("2026-09-30"), active("2026-10-01"), active("2026-12-01")), (before + 1, 2, 1));
    assert_eq!(catalog.limits().len(), Catalog::builtin().unwrap().limits().len());
    assert!(catalog.outdated(day("2026-11-24")).is_empty());
    assert_eq!(catalog.outdated(day("2027-01-01")).len(), 2);
    let limits = "source = 'x'\ndate = '2026-10-01'\nnext = '2027-01-01'\nreplace = ['limits']\n[[limits]]\ncode = '97124'\nunits = 9\n";
    assert_eq!(own(limits).unwrap().limits().len(), 1);
    assert_eq!(faults("replace = ['payers']\n").len(), 1);
    let nothing: Vec<String> = faults("replace = ['edits']\n").iter().map(|fault| fault.message.clone()).collect();
    assert_eq!(
        nothing,
        ["it replaces the edits by none", "a whole edition has no next", "a whole edition has no date"]
    );
    let ends = "source = 'x'\ndate = '2026-10-01'\n[[edits]]\ncolumn1 = '97530'\ncolumn2 = ['97116']\nindicator = 1\nuntil = '2026-10-01'\n";
    assert_eq!(faults(ends)[0].key, "edits[0].until");
}

#[test]
fn the_built_in_edits_are_out_of_date_once_the_next_edition_is_due() {
    let catalog = Catalog::builtin().unwrap();
    let told = |text: &str| -> Vec<String> {
        catalog.outdated(text.parse().unwrap()).into_iter().map(ToString::to_string).collect()
    };
    assert_eq!(told("2024-09-30"), Vec::<String>::new());
    assert_eq!(told("2026-11-24"), ["NCCI practitioner PTP table, 2024-07-01"]);
    assert_eq!(
        told("2027-01-01"),
        ["NCCI practitioner MUE table, 2026-10-01", "NCCI practitioner PTP table, 2024-07-01"]
    );
}

#[test]
fn a_payer_s_terms_are_read_and_refused_with_the_mend() {
    let text = "[[payers]]\nid = 'acme'\nname = 'Acme'\nrule = 'cms'\npairs = 'one-of'\nlimits = 'cap'\nunits_a_day = 4\n\
                limit = { 97124 = 2 }\nexcluded = ['97010']\nallowed = ['97124', '97140']\nmodifiers = ['GP', 'CQ']\n";
    let payer = own(&format!("{text}{FROM}")).unwrap().payer(&PayerId::new("acme")).unwrap().clone();
    assert_eq!((payer.pairs, payer.limits, payer.units_a_day), (Pairs::OneOf, Limits::Cap, Some(4)));
    assert_eq!(payer.limit, [(code("97124"), 2)].into());
    assert!(payer.covers(code("97124")) && !payer.covers(code("97010")) && !payer.covers(code("97110")));
    assert_eq!(payer.modifiers.iter().map(|m| m.word()).collect::<Vec<_>>(), ["GP", "CQ"]);
    let wrong = "[[payers]]\nid = 'acme'\nname = 'Acme'\nrule = 'cms'\npairs = 'oneof'\nlimits = 'cut'\n\
                 limit = { 97125 = 2 }\nexcluded = ['97122']\nmodifiers = ['51', 'KX', 'GQ']\n";
    let told: Vec<String> =
        faults(&format!("{wrong}{FROM}")).iter().map(|f| format!("{}: {}", f.key, f.mend)).collect();
    assert_eq!(
        told,
        [
            "payers[0].pairs: did you mean \"one-of\"?",
            "payers[0].limits: known are warn, cap",
            "payers[0].limit.97125: did you mean \"97124\"?",
            "payers[0].excluded[0]: use 97112 for neuromuscular re-education or 97140 for manual traction",
            "payers[0].modifiers[0]: payers reduce the second service by themselves, so leave it off",
            "payers[0].modifiers[1]: take it out; the therapist adds it where it is true",
            "payers[0].modifiers[2]: there are GP GO GN CQ CO 59 XE XS XP XU KX",
        ]
    );
    let lonely = "[[payers]]\nid = 'acme'\nname = 'Acme'\nrule = 'cms'\nmodifiers = ['GP', 'CO']\n";
    assert_eq!(faults(&format!("{lonely}{FROM}"))[0].message, "CO stands only beside GO");
    let before = Catalog::builtin().unwrap();
    let renamed = own("[[payers]]\nid = 'medicare'\nname = 'Medicare Part B'\n").unwrap();
    let id = PayerId::new("medicare");
    assert_eq!(renamed.payer(&id).unwrap().source, before.payer(&id).unwrap().source, "a new name moves no source");
}
