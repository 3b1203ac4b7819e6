//! What is refused of a session's form: each fault with its line, its key and its mend.

use super::paper::{WHOLE, faults, form, row, told};

/// The whole form with another line in the place of the one of its head with that key.
fn with(line: &str) -> String {
    let (key, _) = line.split_once('=').unwrap();
    let known = WHOLE.lines().find(|known| known.starts_with(key)).unwrap();
    WHOLE.replacen(known, line, 1)
}

#[test]
fn what_is_wrong_at_the_head_of_a_form_is_told_with_its_line_and_mend() {
    let control = "the text holds a control character or a mark of direction; take it out";
    let time = "this is no time; write it with its offset from UTC, such as \"2026-11-23T10:20:00-05:00\"";
    for (line, expected) in [
        ("patient = { name = \" \" }", "5: patient.name: the patient has no name; write the full name".to_owned()),
        ("patient = { name = \"Rosa\\u001b[2J\" }", format!("5: patient.name: {control}")),
        ("patient = { name = \"Rosa\\nMarin\" }", format!("5: patient.name: {control}")),
        ("patient = { name = \"Rosa\", id = \"\\u202e42\" }", format!("5: patient.id: {control}")),
        (
            "patient = { name = \"Rosa\", born = \"1980-02-30\" }",
            "5: patient.born: this is no date; write it as \"1980-02-29\"".to_owned(),
        ),
        (
            "patient = { name = \"Rosa\", born = 1980 }",
            "5: patient.born: a date or time is needed here; correct this value".to_owned(),
        ),
        ("payer = \"medicar\"", "1: payer: there is no payer \"medicar\"; did you mean \"medicare\"?".to_owned()),
        (
            "therapist = \", PT\"",
            "2: therapist: nobody is named as the therapist; add therapist = \"name, credentials\"".to_owned(),
        ),
        ("therapist = \"J.\\tOsei, PT\"", format!("2: therapist: {control}")),
        ("opened = \"10:00\"", format!("3: opened: {time}")),
        ("closed = \"2026-11-23\"", format!("4: closed: {time}")),
        (
            "closed = \"2026-11-24T10:00:01-05:00\"",
            "4: closed: the session would last longer than a day; correct one of the two times".to_owned(),
        ),
        ("pain_before = 11", "6: pain_before: pain 11 is not on the scale; tell it from 0 to 10".to_owned()),
        ("pain_after = -1", "7: pain_after: pain -1 is not on the scale; tell it from 0 to 10".to_owned()),
        ("plan = \"\\u0007\"", format!("12: plan: {control}")),
        ("responses = [{ area = \"neck\", text = \"\\u0007\" }]", format!("17: responses[0].text: {control}")),
        (
            "responses = [{ area = \"neck\", side = \"lefft\", text = \"Softer.\" }]",
            "17: responses[0].side: there is no side \"lefft\"; did you mean \"left\"?".to_owned(),
        ),
        (
            "tie = [\"97112\", \"97122\"]",
            "14: tie[1]: this is no code of the catalogue; 97122 was manual traction and ended in 1999; use 97112 for \
             neuromuscular re-education or 97140 for manual traction"
                .to_owned(),
        ),
        (
            "tie = [\"97116\"]",
            "14: tie: 97116: no segment of this form is billed so; correct the code, or take it out".to_owned(),
        ),
        (
            "modifiers = { 97110 = [\"GP\"] }",
            "15: modifiers.97110[0]: GP follows from who treated; take it out; it is added where the payer asks for it"
                .to_owned(),
        ),
        (
            "modifiers = { 97110 = [\"KX\", \"52\"] }",
            "15: modifiers.97110[1]: 52 (reduced service) is not used on timed codes; a shorter service is billed by \
             fewer units, so leave it off"
                .to_owned(),
        ),
        (
            "modifiers = { 97116 = [\"KX\"] }",
            "15: modifiers.97116: 97116: no segment of this form is billed so; correct the code, or take it out"
                .to_owned(),
        ),
        (
            "modifiers = { 97125 = [\"KX\"] }",
            "15: modifiers.97125: this is no code of the catalogue; did you mean \"97124\"?".to_owned(),
        ),
        (
            "described = { 97110 = \"Bands.\" }",
            "16: described.97110: 97110 is not unlisted, so it is not described; take it out".to_owned(),
        ),
        (
            "described = { 97139 = \"Bands.\" }",
            "16: described.97139: 97139: no segment of this form is billed so; correct the code, or take it out"
                .to_owned(),
        ),
        ("described = { 97039 = \"Table\\nwith rollers.\" }", format!("16: described.97039: {control}")),
    ] {
        assert_eq!(faults(&with(line)), [expected], "{line}");
    }
    assert!(told("", &with("closed = \"2026-11-24T10:00:00-05:00\"")).is_ok(), "a whole day is believed");
}

#[test]
fn a_session_does_not_close_before_it_opened() {
    let closed = |time: &str| told("", &form(&format!("closed = \"2026-11-23T{time}-05:00\""), ""));
    assert!(closed("10:00:00").is_ok());
    assert_eq!(
        closed("09:59:59").unwrap_err(),
        [":4: closed: the session would close before it opened; correct one of the two times"]
    );
}

#[test]
fn a_session_that_has_not_come_yet_is_refused_and_clocks_may_differ_by_a_day() {
    let opened = |text: &str| form("", "").replace("2026-11-23T10:00:00-05:00", text);
    assert!(told("", &opened("2026-11-24T12:00:00-05:00")).is_ok());
    assert_eq!(
        faults(&opened("2026-11-24T12:00:01-05:00")),
        ["2: opened: this time has not come yet; correct it: a session is recorded when it is over"]
    );
}

#[test]
fn what_is_wrong_with_a_segment_is_told_with_its_line_and_mend() {
    let good = row("petrissage", "10:10:00", "10:20:00");
    let of = |from: &str, to: &str| faults(&form("", &good.replace(from, to)));
    assert_eq!(of("\"neck\"", "\"nek\""), ["6: segments[0].area: there is no area \"nek\"; did you mean \"neck\"?"]);
    assert_eq!(
        of("petrissage", "petrisage"),
        ["7: segments[0].technique: there is no technique \"petrisage\"; did you mean \"petrissage\"?"]
    );
    assert_eq!(
        of("\"neck\"", "\"sacrum\"\nside = \"left\""),
        ["7: segments[0].side: Sacrum has no sides; take the side away"]
    );
    let outside = "lies outside the session; correct it, or the session's opened and closed";
    assert_eq!(of("10:10:00", "09:59:59"), [format!("8: segments[0].start: 2026-11-23 09:59:59 {outside}")]);
    let mend = "correct one of the two times";
    assert_eq!(
        of("10:20:00", "10:09:59"),
        [format!("9: segments[0].stop: the segment would stop before its start; {mend}")]
    );
    assert_eq!(of("10:20:00", "10:10:00"), [format!("9: segments[0].stop: the segment would last no time; {mend}")]);
    assert_eq!(
        of("\"petrissage\"", "\"petrissage\"\ncode = \"97140\"\ncode_reason = \" \""),
        ["8: segments[0].code: this is not the technique's code, and nothing says why; add code_reason = \"...\": a \
          chosen code is kept with its reason"]
    );
    assert_eq!(
        of("\"petrissage\"", "\"petrissage\"\ncode = \"97140\"\ncode_reason = \"a\\nb\""),
        ["9: segments[0].code_reason: the text holds a control character or a mark of direction; take it out"]
    );
    assert_eq!(
        of("\"petrissage\"", "\"petrissage\"\nperformer = \"K.\\u0007Lee\""),
        ["8: segments[0].performer: the text holds a control character or a mark of direction; take it out"]
    );
    // Nothing follows from a segment that cannot be read: what was decided of it is not doubted.
    assert_eq!(faults(&form("tie = [\"97124\"]", &good.replace("\"neck\"", "\"nek\""))).len(), 1);
}

#[test]
fn a_segment_lies_within_its_session_which_lasts_a_day_where_it_names_no_end() {
    let of = |more: &str, stop: &str| told("", &form(more, &row("petrissage", "10:00:00", stop)));
    let closed = "closed = \"2026-11-23T10:30:00-05:00\"";
    assert!(of(closed, "10:30:00").is_ok());
    assert_eq!(of(closed, "10:30:01").unwrap_err().len(), 1);
    assert!(of("", "2026-11-24T10:00:00-05:00").is_ok());
    assert_eq!(of("", "2026-11-24T10:00:01-05:00").unwrap_err().len(), 1);
}

#[test]
fn one_pair_of_hands_does_one_thing_at_a_time() {
    let of = |second: &str, start: &str| {
        let rows = row("petrissage", "10:10:00", "10:20:00") + &row(second, start, "10:30:00");
        told("", &form("", &rows))
    };
    assert_eq!(
        of("pnf", "10:19:59").unwrap_err(),
        [":13: segments[1].start: the segment overlaps the one of line 8, and one pair of hands does one thing at a \
          time; correct the times"]
    );
    assert!(of("pnf", "10:20:00").is_ok());
    assert!(of("hot-pack", "10:15:00").is_ok(), "a pack lies beside them");
}

#[test]
fn a_decision_on_a_day_is_of_what_was_done_on_it() {
    let of = |day: &str| {
        let days = format!("[[days]]\nday = \"{day}\"\ntie = [\"97124\"]\nmodifiers = {{ 97124 = [\"KX\"] }}\n");
        told("", &form("", &(row("petrissage", "10:10:00", "10:20:00") + &days)))
    };
    assert!(of("2026-11-23").is_ok());
    let wrong = "97124 not done on 2026-11-24; correct the day, or take it out";
    assert_eq!(
        of("2026-11-24").unwrap_err(),
        [format!(":12: days[0].tie: {wrong}"), format!(":13: days[0].modifiers.97124: {wrong}")]
    );
    assert_eq!(of("soon").unwrap_err(), [":11: days[0].day: this is no date; write it as \"1980-02-29\""]);
}

#[test]
fn all_faults_are_told_together_and_nothing_is_recorded() {
    let text = with("pain_before = 11").replace("therapeutic-exercise", "exercises").replace("medicare", "acme");
    let keys: Vec<String> = faults(&text).iter().map(|fault| fault.split(": ").nth(1).unwrap().to_owned()).collect();
    assert_eq!(keys, ["payer", "segments[0].technique", "pain_before"]);
}
