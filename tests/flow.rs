//! What follows from what: the place that is kept, the text that is saved, and two windows on one record.

#[expect(dead_code, reason = "the pictures use the rest of it")]
mod harness;

use harness::Program;
use proptest::prelude::*;
use proptest::sample::select;
use tableside::app::Msg;
use tableside::session::Session;
use tableside::store::Log as _;

const OPEN: &str = "n =Rosa_Marin tab =0042 enter";

/// The rows of the screen, large enough for everything.
fn screen(program: &Program) -> String {
    program.text(140, 45)
}

/// The words without the room between columns.
fn squeezed(text: &str) -> String {
    text.split(' ').filter(|word| !word.is_empty()).collect::<Vec<_>>().join(" ")
}

#[track_caller]
fn shows(program: &Program, words: &str) {
    let text = screen(program);
    assert!(squeezed(&text).contains(&squeezed(words)), "\"{words}\" is not in\n{text}");
}

#[track_caller]
fn hides(program: &Program, words: &str) {
    let text = screen(program);
    assert!(!squeezed(&text).contains(&squeezed(words)), "\"{words}\" is in\n{text}");
}

/// Two windows on the session of Rosa Marin, in which something ran for five minutes before the second was opened.
fn two_windows() -> (Program, Program) {
    let mut one = Program::empty();
    one.play(OPEN).play("1 e +4m19s");
    // Longer than a window that is alive is silent.
    one.now += chrono::TimeDelta::seconds(41);
    let two = one.another();
    (one, two)
}

#[test]
fn going_back_finds_the_day_and_the_session_again() {
    let mut program = Program::demo();
    program.play("up up enter esc");
    shows(&program, "▸07:27");
    program.play("[ n =Late_Lea enter esc");
    shows(&program, "Sunday 22 November");
    program.play("]");
    shows(&program, "Today, Monday 23 November");
}

#[test]
fn a_patient_comes_back_with_the_payer_of_the_last_session() {
    let mut program = Program::empty();
    program.play("n =Rosa_Marin tab tab tab right right enter 1 e +20m F enter");
    program.play("enter =6 tab =3 tab tab tab =Why. tab =How. tab =What. esc");
    shows(&program, "Commercial");
    program.play("S =four_random_words enter");
    shows(&program, "Signed.");
    // Days later nothing of it is on the screen any more.
    program.now += chrono::TimeDelta::days(3);
    let mut after = program.another();
    hides(&after, "Rosa");
    after.play("n =ros down enter");
    shows(&after, "Commercial insurance");
    shows(&after, "J. Osei, PT");
}

#[test]
fn today_goes_on_with_the_calendar_and_another_day_stays() {
    let mut program = Program::empty();
    program.play("+14h");
    shows(&program, "Today, Tuesday 24 November");
    program.play("[ +24h");
    shows(&program, "Monday 23 November");
}

#[test]
fn typing_without_a_rest_is_saved_all_the_same() {
    let mut program = Program::empty();
    program.play(OPEN).play("N down down enter");
    for _ in 0..12 {
        program.play("=word_ +1s");
    }
    // The window is gone without a word; another one finds the text.
    let mut after = program.another();
    after.play("enter N v");
    shows(&after, "word word word word word");
}

#[test]
fn a_score_is_saved_by_itself_only_when_it_is_one() {
    let mut program = Program::empty();
    program.play(OPEN).play("N enter =1 +3s =7 +3s");
    shows(&program, "Pain before (0-10) (not saved yet)");
    let mut after = program.another();
    after.play("enter N v");
    shows(&after, "before 1 of 10");
}

#[test]
fn a_session_reopened_by_mistake_ends_when_it_had_ended() {
    let mut program = Program::empty();
    program.play(OPEN).play("1 e +20m F enter +3h R F enter");
    shows(&program, "Finished after 20:00");
    shows(&program, "10:42:00 to 11:02:00");
    program.play("R p +5m F enter");
    shows(&program, "10:42:00 to 14:07:00");
}

#[test]
fn what_another_window_runs_is_asked_about_and_may_be_left_as_it_is() {
    let (_, mut two) = two_windows();
    shows(&two, "was not started in this window");
    two.play("esc");
    shows(&two, "Today");
    shows(&two, "running");
    two.play("enter");
    shows(&two, "was not started in this window");
}

#[test]
fn a_segment_that_another_window_ended_is_not_discarded() {
    let (mut one, mut two) = two_windows();
    shows(&two, "was not started in this window");
    one.play("4 +1m");
    two.play("D");
    shows(&two, "fits no more");
    hides(&two, "It was left running by mistake");
    shows(&two, "Neck, bilateral, Effleurage");
    shows(&two, "5:00");
}

#[test]
fn events_that_waited_never_reach_a_segment_of_another_window() {
    let mut one = Program::empty();
    one.play(OPEN);
    let mut two = one.another();
    two.play("enter");
    let other = rusqlite::Connection::open(one.folder.path().join("tableside.db")).unwrap();
    other.execute_batch("BEGIN IMMEDIATE").unwrap();
    // A start and a stop wait; the start will not fit, and the stop would be that of the other window's segment.
    one.play("1 e +5s space");
    other.execute_batch("ROLLBACK").unwrap();
    two.play("5 m");
    one.play("+1s");
    shows(&one, "fits no more");
    shows(&one, "● running");
    shows(&one, "Shoulder, left: Myofascial release");
    let mut after = one.another();
    after.play("enter");
    shows(&after, "Shoulder, left: Myofascial release");
}

#[test]
fn an_export_says_what_the_record_says_now() {
    let (mut one, mut two) = two_windows();
    two.play("esc");
    one.play("space N enter =6 esc");
    two.now = one.now + chrono::TimeDelta::hours(1);
    two.play("E");
    shows(&two, "No note of this day is signed");
    two.play("enter");
    let folder = std::fs::read_dir(two.folder.path().join("exports/2026-11-23")).unwrap();
    let text = folder.map(|file| file.unwrap().path()).find(|path| path.extension().is_some_and(|e| e == "txt"));
    let note = std::fs::read_to_string(text.unwrap()).unwrap();
    assert!(note.contains("before 6 of 10"), "{note}");
    assert!(note.contains("10:42:00  10:47:00"), "{note}");
}

#[test]
fn two_windows_that_write_in_one_place_lose_neither_text() {
    let (mut one, mut two) = two_windows();
    two.play("K N down down down down enter =From_two.");
    one.play("N down down down down enter =From_one. esc");
    two.play("esc");
    shows(&two, "both texts stand in the note now");
    shows(&two, "From one.");
    shows(&two, "From two.");
    // Written again, it stays one text: nothing is joined twice.
    two.play("enter =_More. esc");
    assert_eq!(screen(&two).matches("From one.").count(), 2, "once in the list, once in print: {}", screen(&two));
}

#[test]
fn the_text_under_the_cursor_is_never_joined_to_itself() {
    let (mut one, mut two) = two_windows();
    one.play("N down down down down down enter =Old esc");
    let mut two_again = two.another();
    two.play("esc");
    two_again.play("enter N down down down down enter =From_two.");
    // The response that the second window knows is replaced, and its justification meets that of the first.
    one.play("enter backspace backspace backspace =New esc up enter =From_one. esc");
    two_again.play("tab");
    shows(&two_again, "both texts stand in the note now");
    two_again.play("=_More. esc");
    let text = screen(&two_again);
    assert!(text.contains("New More.") && !text.contains("Old"), "{text}");
}

#[test]
fn another_window_moves_no_cursor_and_eats_no_space() {
    let (mut one, mut two) = two_windows();
    two.play("K N down down down down enter =Alpha_beta_ +3s home =START");
    one.play("N enter =4 esc");
    two.play("+3s =NEXT esc");
    shows(&two, "STARTNEXTAlpha beta");
}

#[test]
fn a_text_that_waited_is_joined_once_whatever_was_typed_since() {
    let (mut one, mut two) = two_windows();
    two.play("K N down down down down enter =foo");
    one.play("N down down down down enter =theirs");
    let other = rusqlite::Connection::open(one.folder.path().join("tableside.db")).unwrap();
    other.execute_batch("BEGIN IMMEDIATE").unwrap();
    two.play("+3s");
    shows(&two, "NOT SAVED");
    other.execute_batch("ROLLBACK").unwrap();
    one.play("esc");
    two.play("=_bar +1s +5s esc v");
    let text = screen(&two);
    assert_eq!((text.matches("theirs").count(), text.matches("foo").count()), (1, 1), "{text}");
    assert!(text.contains("foo bar"), "{text}");
}

#[test]
fn a_clock_key_that_waited_does_not_let_typing_overwrite_the_other_window() {
    let (mut one, mut two) = two_windows();
    two.play("K");
    let other = rusqlite::Connection::open(one.folder.path().join("tableside.db")).unwrap();
    // Theirs is on its way into the record while a key of this window waits for it.
    one.play("N down down down down enter =Theirs.");
    other.execute_batch("BEGIN IMMEDIATE").unwrap();
    two.play("3 p N down down down down enter =Mine");
    other.execute_batch("ROLLBACK").unwrap();
    one.play("esc");
    two.play("+1s esc v");
    let text = screen(&two);
    assert!(text.contains("Theirs.") && text.contains("Mine"), "{text}");
}

#[test]
fn a_key_fits_although_another_window_wrote_a_score() {
    let mut one = Program::empty();
    one.play(OPEN).play("1 e space");
    let mut two = one.another();
    two.play("enter N enter =4 esc");
    one.play("+2s m");
    shows(&one, "Neck, bilateral: Myofascial release");
    shows(&one, "● running");
}

#[test]
fn a_day_that_cannot_be_read_never_stands_above_the_rows_of_another() {
    let mut program = Program::demo();
    let other = rusqlite::Connection::open(program.folder.path().join("tableside.db")).unwrap();
    other.execute_batch("ALTER TABLE tally RENAME TO away").unwrap();
    program.play("[");
    shows(&program, "nothing could be read");
    shows(&program, "Today, Monday 23 November");
}

#[test]
fn a_paste_into_the_form_forgets_the_suggestion() {
    let mut program = Program::demo();
    program.play("n down");
    program.send(Msg::Paste("zzz".to_owned()));
    program.play("enter");
    shows(&program, "not started");
}

#[test]
fn leaving_after_another_window_wrote_asks_nothing_that_is_not_so() {
    let (mut one, mut two) = two_windows();
    two.play("K N down down down down enter =From_two.");
    one.play("space");
    two.play("ctrl-q");
    assert!(two.state.leaving, "{}", screen(&two));
    one.play("N v");
    let after = one.another();
    drop(one);
    let mut after = after;
    after.play("enter N v");
    shows(&after, "From two.");
}

#[test]
fn leaving_with_something_unwritten_asks_and_leaves_once_it_is_written() {
    let mut program = Program::empty();
    program.play(OPEN);
    let path = program.folder.path().join("tableside.db");
    let other = rusqlite::Connection::open(path).unwrap();
    let lock = |sql| other.execute_batch(sql).unwrap();
    lock("BEGIN IMMEDIATE");
    program.play("1 e Q");
    shows(&program, "Leave all the same?");
    assert!(!program.state.leaving);
    program.play("esc");
    shows(&program, "NOT SAVED (1 waiting");
    program.play("Q");
    lock("ROLLBACK");
    program.send(Msg::Tick);
    assert!(program.state.leaving, "what waited is written, so there is nothing to ask any more");
}

#[test]
fn leaving_asks_once_and_not_at_all_where_nothing_waits() {
    let mut one = Program::empty();
    one.play(OPEN);
    let mut two = one.another();
    two.play("enter");
    let other = rusqlite::Connection::open(one.folder.path().join("tableside.db")).unwrap();
    other.execute_batch("BEGIN IMMEDIATE").unwrap();
    one.play("1 e Q Q Q esc");
    hides(&one, "Leave all the same?");
    one.play("Q");
    other.execute_batch("ROLLBACK").unwrap();
    two.play("5 m");
    // The key did not fit: that is said, and nothing waits that could be lost.
    one.play("+1s");
    hides(&one, "Leave all the same?");
    shows(&one, "fits no more");
    assert!(!one.state.leaving);
}

#[test]
fn a_therapist_needs_a_name() {
    let mut program = Program::empty();
    program.play("n =Rosa tab tab tab tab");
    (0..12).for_each(|_| {
        program.play("backspace");
    });
    program.play("=,_LMT enter");
    shows(&program, "Type who treats");
}

#[test]
fn a_key_that_does_nothing_is_said() {
    let mut program = Program::demo();
    program.play("enter W");
    shows(&program, "\"W\" does nothing here; ? shows the keys. Is caps lock on?");
}

/// Keys that do something somewhere, and steps of time.
const ANYTHING: [&str; 47] = [
    "1",
    "2",
    "3",
    "0",
    "e",
    "p",
    "m",
    "h",
    "g",
    "space",
    "space",
    "A",
    "T",
    "N",
    "F",
    "X",
    "U",
    "H",
    "=K._Lee,_PTA",
    "R",
    "E",
    "n",
    "v",
    "t",
    "y",
    "enter",
    "enter",
    "enter",
    "esc",
    "esc",
    "up",
    "down",
    "left",
    "right",
    "tab",
    "shift-tab",
    "backspace",
    "pageup",
    "pagedown",
    "?",
    "[",
    "]",
    "K",
    "D",
    "ctrl-s",
    "=7",
    "=-1m",
];
const STEPS: [&str; 4] = ["+0s", "+1s", "+40s", "+11m"];

#[test]
fn a_tie_is_chosen_and_kept_and_another_tie_is_open_again() {
    let mut program = Program::empty();
    program.play(OPEN).play("1 z +20m n +20m F enter U");
    shows(&program, "tie of 97110 and 97112  open");
    program.play("enter up enter");
    shows(&program, "tie of 97110 and 97112  97112");
    shows(&program, "97112 20 min 2 units");
    // Another tie is another choice.
    program.play("esc R 1 m +20m F enter U");
    shows(&program, "tie of 97110, 97112 and 97140 open");
    let mut after = program.another();
    after.play("enter U");
    shows(&after, "tie of 97110, 97112 and 97140");
}

#[test]
fn a_pair_is_distinct_by_hand_and_one_reason_takes_the_place_of_the_other() {
    let mut program = Program::empty();
    program.play(OPEN).play("4 T =paraffin enter m +20m F enter U");
    shows(&program, "97018 distinct from 97140?  no modifier");
    program.play("enter down down enter");
    shows(&program, "97018 distinct from 97140?  XE");
    shows(&program, "97018 carries XE");
    program.play("enter =59 enter");
    shows(&program, "97018 distinct from 97140?  59");
    hides(&program, "XE");
    program.play("enter =no_modifier enter");
    shows(&program, "97018 distinct from 97140?  no modifier");
}

#[test]
fn a_code_is_chosen_with_its_reason_and_given_back() {
    let mut program = Program::empty();
    program.play(OPEN).play("1 d +20m F enter U");
    program.play("enter =97140 enter enter");
    shows(&program, "! Write in a few words why");
    program.play("=Restores_scapular_glide. enter");
    shows(&program, "97140, Restores scapular");
    program.play("esc v pagedown");
    shows(&program, "97140 chosen: Restores scapular glide.");
    program.play("v U enter =97124 enter");
    shows(&program, "1 unit   GP");
    hides(&program, "scapular");
    program.play("enter =no_code enter =Courtesy. enter");
    shows(&program, "no code, Courtesy.");
}

#[test]
fn looking_at_a_decision_and_confirming_it_changes_nothing() {
    let mut program = Program::empty();
    program.play(OPEN).play("1 z +20m n +20m 4 T =paraffin enter 4 m +20m F enter U");
    shows(&program, "tie of 97110, 97112 and 97140 open");
    program.play("enter enter");
    shows(&program, "tie of 97110, 97112 and 97140 open");
    program.play("enter up enter down enter down enter");
    let plain = |program: &Program| squeezed(&screen(program).replace('▸', " "));
    let decided = plain(&program);
    assert!(decided.contains("tie of 97110, 97112 and 97140 97140") && decided.contains("97140? 59"), "{decided}");
    program.play("up enter enter down enter enter down enter enter");
    assert_eq!(plain(&program), decided);
}

#[test]
fn a_technique_taken_up_again_on_its_spot_keeps_the_code_chosen_for_it() {
    let mut program = Program::empty();
    program.play(OPEN).play("1 d +10m U enter =97140 enter =Glide. enter esc space +3m d +5m");
    shows(&program, "Deep tissue → 97140");
    program.play("1 p +5m");
    shows(&program, "Petrissage → 97124");
}

#[test]
fn other_hands_are_named_also_while_they_are_off() {
    let mut program = Program::empty();
    program.play(OPEN).play("H down enter");
    shows(&program, "in the hands of K. Lee, PTA");
    program.play("1 z +10m space +1m");
    shows(&program, "space goes on in the hands of K. Lee, PTA");
    shows(&program, "Therapeutic exercise, K. L.");
    program.play("U");
    shows(&program, "Exercise 10:00 by K. Lee");
}

#[test]
fn an_open_tie_is_asked_at_the_end_and_stands_in_the_checklist() {
    let mut program = Program::empty();
    program.play(OPEN).play("1 z +7m n +7m F");
    shows(&program, "A tie is open: U asks");
    program.play("enter");
    shows(&program, "which code gets the unit of a tie");
    program.play("esc");
    shows(&program, "! 97110x1");
    shows(&program, "draft: 6 missing");
}

#[test]
fn a_code_chosen_for_a_segment_that_was_refused_touches_no_other() {
    let mut one = Program::empty();
    one.play(OPEN);
    let mut two = one.another();
    two.play("enter");
    let held = one.state.visits.keys().next().unwrap().clone();
    let other = rusqlite::Connection::open(one.folder.path().join("tableside.db")).unwrap();
    other.execute_batch("BEGIN IMMEDIATE").unwrap();
    // The first window begins segment 1 and gives it a code; the second is quicker with a segment 1 of its own.
    one.play("1 e +5s U enter =97112 enter =Meant_for_mine. enter");
    other.execute_batch("ROLLBACK").unwrap();
    two.play("5 m");
    one.play("+1s");
    shows(&one, "fits no more");
    let log = one.log();
    let session = Session::fold(&held, &log.read(&held).unwrap()).unwrap();
    let codes: Vec<String> =
        session.segments_at(one.now).iter().filter_map(|s| s.code).map(|c| c.to_string()).collect();
    assert_eq!(codes, ["97140"]);
    assert!(session.segments_at(one.now).iter().all(|s| s.code_reason.is_none()));
}

#[test]
fn what_another_window_decided_of_the_day_is_seen_when_the_charges_are() {
    let mut one = Program::empty();
    one.play(OPEN).play("1 z +20m F enter esc +60m").play(OPEN).play("1 z +20m F enter esc");
    let mut two = one.another();
    one.play("enter");
    two.play("up enter U down down enter");
    shows(&two, "KX on 97110 yes");
    one.play("U");
    shows(&one, "KX on 97110 yes");
    one.play("down down enter");
    shows(&one, "KX on 97110 no");
    hides(&one, "GP KX");
    // What one of the two sessions says of an unlisted code is the day's.
    two.play("esc R 4 T =mechanical enter +5m F enter esc");
    one.play("esc esc enter U");
    one.play("enter =A_table. enter");
    shows(&one, "97039 was A table.");
    two.play("up enter U");
    shows(&two, "97039 was A table.");
    two.play("enter ctrl-w ctrl-w ctrl-w =A_bench. enter");
    one.play("down");
    shows(&one, "Described: A bench.");
}

#[test]
fn the_chosen_row_stays_chosen_when_others_come_and_go() {
    let mut program = Program::empty();
    program.play(OPEN).play("1 z +20m 2 n +19m U down +1m");
    shows(&program, "tie of 97110 and 97112 open");
    shows(&program, "▸ 11:02 Upper back L, Re-educ.");
    program.play("+1m");
    hides(&program, "tie of");
    shows(&program, "▸ 11:02 Upper back L, Re-educ.");
}

#[test]
fn going_back_from_the_charges_finds_the_place_again() {
    let mut program = Program::empty();
    program.play(OPEN).play("1 z +20m A =knee enter U esc");
    shows(&program, "Knee");
    program.play("F enter down down U esc");
    shows(&program, "▸· Subjective");
}

#[test]
fn an_unlisted_code_is_described_and_kx_is_set() {
    let mut program = Program::empty();
    program.play(OPEN).play("4 T =mechanical enter z +20m F enter U");
    shows(&program, "97039 was");
    program.play("enter =Massage_table,_ten_minutes. enter");
    shows(&program, "Described: Massage table, ten minutes.");
    program.play("down down down enter");
    shows(&program, "GP KX");
    program.play("enter");
    hides(&program, "GP KX");
}

#[test]
fn an_assistant_s_hands_are_told_and_their_units_marked() {
    let mut program = Program::empty();
    program.play(OPEN).play("1 z +16m H =Lee enter");
    shows(&program, "From now on in the hands of K. Lee, PTA.");
    program.play("+16m F enter v");
    shows(&program, "by K. Lee, PTA");
    program.play("v U");
    shows(&program, "1 unit   GP CQ");
}

#[test]
fn two_visits_of_a_day_are_billed_together_and_counted_once() {
    let mut program = Program::empty();
    program.play(OPEN).play("1 z +8m F enter esc +60m");
    program.play(OPEN).play("1 m +8m");
    shows(&program, "16 minutes timed → 1 unit");
    program.play("F enter");
    shows(&program, "Billed together with session");
    program.play("esc");
    shows(&program, "with 10:42");
    shows(&program, "2 sessions   16 timed minutes   1 unit");
    // Another patient's time is another matter.
    program.play("n =Otto_Berg enter 1 m +8m");
    shows(&program, "8 minutes timed → 1 unit");
}

#[test]
fn a_session_over_midnight_has_a_bill_for_each_day() {
    let mut program = Program::empty();
    program.play("+13h").play(OPEN).play("1 z +30m F enter U");
    shows(&program, "CHARGES, 23 NOVEMBER 2026");
    shows(&program, "CHARGES, 24 NOVEMBER 2026");
    shows(&program, "23 Nov: KX on 97110");
    program.play("esc esc");
    shows(&program, "▸23 Nov Rosa Marin");
    shows(&program, "1 session   12 timed minutes   1 unit");
    program.play("[");
    shows(&program, "1 session   18 timed minutes   1 unit");
}

#[test]
fn a_tie_a_code_and_a_description_are_taken_back_and_said() {
    let mut program = Program::empty();
    program.play(OPEN).play("1 z +20m n +20m F enter U enter up enter");
    shows(&program, "tie of 97110 and 97112  97112");
    program.play("backspace");
    shows(&program, "tie of 97110 and 97112  open");
    shows(&program, "Undone: a tie given to 97112. ctrl-r puts it back.");
    program.play("ctrl-r");
    shows(&program, "Again in force: a tie given to 97112.");
    let mut program = Program::empty();
    program.play(OPEN).play("1 d +20m F enter U enter =97140 enter =Glide. enter backspace");
    shows(&program, "Undone: code 97140 chosen for Neck B, Deep tissue.");
    hides(&program, "Glide.");
    let mut program = Program::empty();
    program.play(OPEN).play("4 T =mechanical enter +5m F enter U enter =A_table. enter backspace");
    shows(&program, "Undone: code 97039 described.");
    hides(&program, "Described: A table.");
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 24, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn whatever_is_pressed_the_record_says_what_the_screen_says(
        keys in prop::collection::vec((select(&ANYTHING[..]), select(&STEPS[..])), 1..120),
    ) {
        let mut program = Program::empty();
        program.play(OPEN);
        for (key, step) in keys {
            program.play(key).play(step);
            program.text(80, 24);
        }
        let log = program.log();
        prop_assert!(!program.state.visits.is_empty());
        for (id, visit) in &program.state.visits {
            prop_assert!(visit.unwritten.is_empty() && visit.trouble.is_none());
            prop_assert_eq!(&visit.session, &visit.stored);
            prop_assert_eq!(&visit.session, &Session::fold(id, &log.read(id).unwrap()).unwrap());
        }
    }
}

#[test]
fn a_note_left_behind_long_ago_is_listed_with_its_own_minutes_and_told_whole_when_it_is_opened() {
    let mut program = Program::empty();
    program.play(OPEN).play("1 e +20m F enter esc n =Rosa_Marin tab =0042 enter 1 z +20m F enter esc");
    let mut recent = program.another();
    recent.now += chrono::TimeDelta::days(3);
    let mut recent = recent.another();
    shows(&recent, "23 Nov Rosa Marin Medicare 20 ! 97124x1 97110x2");
    recent.now += chrono::TimeDelta::days(1);
    let mut old = recent.another();
    shows(&old, "23 Nov Rosa Marin Medicare 20 draft");
    recent.play("up enter U");
    old.play("up enter U");
    // The other session of the day is there once it is opened.
    shows(&recent, "97110");
    shows(&old, "97110");
    shows(&old, "97124");
}

#[test]
fn a_decision_is_taken_back_in_every_session_in_which_it_was_kept() {
    let mut program = Program::empty();
    // The same patient twice: XE is set in the first visit, and 59 in the second takes its place.
    program.play(OPEN).play("4 T =paraffin enter m +20m F enter U enter down down enter");
    shows(&program, "97018 distinct from 97140?  XE");
    program.play("esc esc +1h").play(OPEN).play("4 m +20m F enter U enter =59 enter");
    shows(&program, "97018 distinct from 97140?  59");
    program.play("backspace");
    shows(&program, "97018 distinct from 97140?  XE");
    shows(&program, "Undone: modifier 59 set on 97018. ctrl-r puts it back.");
    program.play("ctrl-r");
    shows(&program, "97018 distinct from 97140?  59");
    hides(&program, "XE");
}
