//! The built-in catalogue, layering, and the faults.

use std::collections::BTreeSet;

use super::*;
use crate::document::Fault;

fn own(text: &str) -> Result<Catalog, Faults> {
    Catalog::layered(&[Document::toml("catalog.toml", text)])
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
fn every_built_in_technique_names_a_known_code_and_only_cupping_none() {
    let catalog = Catalog::builtin().unwrap();
    for technique in catalog.techniques() {
        match technique.code {
            Some(code) => assert!(catalog.code(code).is_some(), "{code}"),
            None => assert_eq!(technique.id.as_str(), "cupping"),
        }
        assert!(technique.source.contains("2024-07-01"), "{}", technique.source);
    }
    let pnf = catalog.technique(&TechniqueId::new("pnf")).unwrap();
    assert_eq!(pnf.code, Some(code("97112")));
}

#[test]
fn the_built_in_edits_and_limits_are_those_of_the_tables() {
    let catalog = Catalog::builtin().unwrap();
    let edit = |a: &str, b: &str| catalog.edits().iter().find(|e| e.column1 == code(a) && e.column2 == code(b));
    let massage = edit("97140", "97124").unwrap();
    assert!(!massage.modifier_may_help);
    assert_eq!(massage.source, "NCCI practitioner PTP table, 2024-07-01");
    assert!(edit("97140", "97750").unwrap().modifier_may_help);
    assert!(!edit("98942", "97163").unwrap().modifier_may_help);
    for (a, b) in [("97140", "97110"), ("97140", "97112"), ("97140", "97530"), ("97124", "97110"), ("97124", "97112")] {
        assert!(edit(a, b).is_none() && edit(b, a).is_none(), "{a} {b}");
    }
    assert_eq!(catalog.code(code("97124")).unwrap().daily_limit, Some(4));
    assert_eq!(catalog.code(code("97010")).unwrap().daily_limit, Some(0));
    assert_eq!(catalog.code(code("97032")).unwrap().daily_limit, None);
}

#[test]
fn one_given_field_is_overridden_and_the_others_stay() {
    let before = Catalog::builtin().unwrap();
    let after = own("[[techniques]]\nid = 'trigger-point'\ncode = '97124'\n").unwrap();
    let id = TechniqueId::new("trigger-point");
    let (old, new) = (before.technique(&id).unwrap(), after.technique(&id).unwrap());
    let expected = Technique { code: Some(code("97124")), source: "catalog.toml".to_owned(), ..old.clone() };
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
fn a_payer_is_added_in_five_lines() {
    let text = "[[payers]]\nid = 'acme'\nname = 'Acme Health'\nrule = 'full'\nminutes = 'floor-total'\n";
    let payer = own(text).unwrap().payer(&PayerId::new("acme")).unwrap().clone();
    assert_eq!((payer.name.as_str(), payer.rule, payer.minutes), ("Acme Health", Rule::Full, MinuteRule::FloorTotal));
    assert_eq!(payer.source, "catalog.toml");
}

#[test]
fn an_empty_text_takes_letter_and_code_away() {
    let text = "[[techniques]]\nid = 'stroking'\nkey = ''\ncode = ''\n[[techniques]]\nid = 'shaking'\nkey = 'w'\n";
    let catalog = own(text).unwrap();
    let stroking = catalog.technique(&TechniqueId::new("stroking")).unwrap();
    assert_eq!((stroking.key, stroking.code), (None, None));
    assert_eq!(catalog.technique_of_key('w').unwrap().id.as_str(), "shaking");
}

#[test]
fn the_retired_code_is_refused_wherever_it_is_written() {
    let text = "[[techniques]]\nid = 'pnf'\ncode = '97122'\n\
                [[codes]]\ncode = '97122'\nlabel = 'x'\nkind = 'timed'\n\
                [[edits]]\ncolumn1 = '97140'\ncolumn2 = ['97122']\nindicator = 0\n";
    let told: Vec<String> = faults(text).iter().map(ToString::to_string).collect();
    let why = retired(code("97122")).unwrap();
    assert_eq!(
        told,
        [
            format!("catalog.toml:3: techniques[0].code: {why}"),
            format!("catalog.toml:5: codes[0].code: {why}"),
            format!("catalog.toml:10: edits[0].column2[0]: {why}"),
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
    let one = Document::toml("one.toml", "[[payers]]\nid = 'acme'\nname = ''\nrule = 'midpiont'\n");
    let two = Document::toml(
        "two.toml",
        "[[techniques]]\nid = 'Ear Candle'\nkey = 'KK'\ncode = '97141'\ncontact = 'unatended'\n\
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
            ("two.toml", 1, "techniques[0].name"),
            ("two.toml", 2, "techniques[0].id"),
            ("two.toml", 3, "techniques[0].key"),
            ("two.toml", 4, "techniques[0].code"),
            ("two.toml", 5, "techniques[0].contact"),
            ("two.toml", 7, "quick[0].area"),
            ("two.toml", 10, "quick[1].side"),
            ("two.toml", 14, "edits[0].indicator"),
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
    assert_eq!(told, ["payers[0].name", "payers[0].rule"]);
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
    assert_eq!(catalog.edits()[0].source, "Acme policy, 2026-01-01");
}

#[test]
fn a_misspelt_field_is_refused_with_its_line() {
    let found = faults("[[payers]]\nid = 'acme'\nname = 'Acme'\nrul = 'cms'\n");
    assert_eq!((found.len(), found[0].line), (1, Some(4)));
}
