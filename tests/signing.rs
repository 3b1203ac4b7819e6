//! The note by keystrokes: copied forward, signed, added to, exported.

#![cfg(unix)]
#![expect(clippy::unwrap_used, reason = "a test says so by panicking")]

#[expect(dead_code, reason = "other tests use the rest of it")]
mod harness;

use harness::Program;
use tableside::session::{Session, SessionId};
use tableside::store::Log as _;

/// Opens a session for Rosa, times twenty minutes, and goes to its note.
const TIMED: &str = "n =Rosa_Marin tab =0042 enter 1 e +20m F enter";

/// Writes what every note asks for.
const WRITTEN: &str = "enter =6 enter =3 tab tab tab =Why. tab =How. tab =What. esc";

const SIGN: &str = "S =four_random_words enter";

#[track_caller]
fn shows(program: &Program, words: &str) {
    let text = program.text(140, 40);
    assert!(text.contains(words), "\"{words}\" is not in\n{text}");
}

#[track_caller]
fn hides(program: &Program, words: &str) {
    let text = program.text(140, 40);
    assert!(!text.contains(words), "\"{words}\" is in\n{text}");
}

/// The session as the store has it.
fn stored(program: &Program) -> Session {
    let id = program.state.here().unwrap();
    Session::fold(id, &program.log().read(id).unwrap()).unwrap()
}

#[test]
fn a_note_is_signed_with_the_passphrase_and_then_changed_by_no_key() {
    let mut program = Program::empty();
    program.play(TIMED).play(WRITTEN);
    shows(&program, "Complete: S signs it.");
    program.play("S =another_passphrase enter");
    shows(&program, "That is not the passphrase");
    assert!(stored(&program).signature.is_none());
    program.play("+5s").play("ctrl-u =four_random_words enter");
    shows(&program, "Signed.");
    shows(&program, "SIGNED by J. Osei, PT on 2026-11-23");
    let before = stored(&program);
    assert_eq!(before.signature.as_ref().unwrap().by.to_string(), "J. Osei, PT");
    for keys in ["enter", "S", "R", "backspace", "ctrl-r", "C", "$", "c", "space"] {
        program.play(keys);
        shows(&program, "cannot be changed");
    }
    assert_eq!(stored(&program), before);
    program.play("esc");
    shows(&program, " signed ");
    // Another window, later, shows the same.
    let line = "SIGNED by J. Osei, PT on 2026-11-23 at 11:02:05";
    let mut after = program.another();
    after.now += chrono::TimeDelta::days(2);
    after.play("enter");
    shows(&after, line);
}

#[test]
fn what_is_missing_has_a_digit_that_leads_there_and_is_asked_about_before_signing() {
    let mut program = Program::empty();
    program.play(TIMED);
    shows(&program, "Missing: 1 pain before, 2 pain after, 3 justification, 4 response, 5 plan");
    program.play("3 =Restore_rotation. esc");
    shows(&program, "Missing: 1 pain before, 2 pain after, 3 response, 4 plan");
    program.play("S");
    shows(&program, "Missing: pain before, pain after, response, plan. Sign");
    shows(&program, "The note will say what was missing.");
    program.play("esc");
    assert!(stored(&program).signature.is_none());
    program.play("S enter =four_random_words enter");
    shows(&program, "missing: pain before, pain after, response, plan");
    assert!(stored(&program).signature.unwrap().printed.contains("pain-before"), "the record says what was missing");
}

#[test]
fn a_session_that_is_not_over_is_not_signed() {
    let mut program = Program::empty();
    program.play("n =Rosa_Marin enter 1 e +20m N S");
    shows(&program, "Finish the session first");
    program.play("esc esc n =Lea_Silva enter F enter S");
    shows(&program, "there is no note to sign");
}

#[test]
fn what_another_window_wrote_meanwhile_is_not_signed_unread() {
    let mut one = Program::empty();
    one.play(TIMED).play(WRITTEN);
    let mut two = one.another();
    two.play("enter");
    one.play("S =four_random_words");
    two.play("down down enter =Slept_badly. esc");
    one.play("+1s enter");
    assert!(stored(&one).signature.is_none(), "nobody has read what the other wrote");
    one.play("+1s");
    shows(&one, "Slept badly.");
    one.play(SIGN);
    shows(&one, "Signed.");
    assert!(stored(&one).signature.unwrap().printed.contains("Slept badly."));
}

#[test]
fn a_locked_screen_signs_nothing() {
    let mut program = Program::locked();
    program.play("=four_random_words enter esc").play(&TIMED.replace("+20m", "+4m")).play(WRITTEN).play("S =four L");
    program.play("L");
    program.play("ctrl-l");
    shows(&program, "Locked");
    program.play("=four_random_words enter");
    hides(&program, "Sign the note");
    assert!(stored(&program).signature.is_none());
}

#[test]
fn what_another_window_wrote_before_is_shown_before_it_is_signed() {
    let mut one = Program::empty();
    one.play(TIMED).play(WRITTEN);
    let mut two = one.another();
    two.play("enter down down enter =Slept_badly. esc");
    // Nothing ticks on a finished note: what the other wrote comes in with the key itself.
    one.play("S");
    shows(&one, "Another window changed this note meanwhile");
    shows(&one, "Slept badly.");
    one.play(SIGN);
    assert!(stored(&one).signature.unwrap().printed.contains("Slept badly."));
}

#[test]
fn a_proof_that_comes_behind_the_lock_signs_nothing() {
    use tableside::app::{Done, Msg};
    let mut program = Program::locked();
    program.play("=four_random_words enter esc").play(&TIMED.replace("+20m", "+4m")).play(WRITTEN).play("S =four");
    let id = program.state.here().unwrap().clone();
    program.play("ctrl-l");
    program.send(Msg::Done(Box::new(Done::Proved(id.clone()))));
    program.play("=four_random_words enter");
    program.send(Msg::Done(Box::new(Done::Proved(id))));
    assert!(stored(&program).signature.is_none());
}

#[test]
fn what_was_typed_and_not_yet_written_when_another_window_signed_goes_into_an_addendum() {
    let mut one = Program::empty();
    one.play(TIMED).play(WRITTEN);
    let mut two = one.another();
    two.play("enter down down enter =Slept_badly.");
    one.play(SIGN);
    // Closed before this window has looked.
    two.play("esc");
    shows(&two, "lies ready as an addendum");
    shows(&two, "Slept badly.");
    two.play("=Typed_too_late ctrl-s enter");
    assert_eq!(stored(&two).addenda.first().unwrap().text, "Subjective: Slept badly.");
}

#[test]
fn an_addendum_has_a_reason_and_lines_and_stands_below() {
    let mut program = Program::empty();
    program.play(TIMED).play("a");
    shows(&program, "can still be changed itself");
    program.play("S enter =four_random_words enter a ctrl-s");
    shows(&program, "Write in a few words why");
    program.play("=Left_out enter ctrl-s");
    shows(&program, "Write what is added.");
    program.play("=Grip_equal. enter =No_fever. ctrl-s");
    shows(&program, "Add this below the signed note?");
    program.play("esc");
    assert!(stored(&program).addenda.is_empty(), "a second look");
    program.play("ctrl-s enter");
    shows(&program, "Added below the signed note");
    let session = stored(&program);
    let addendum = session.addenda.first().unwrap();
    assert_eq!((addendum.reason.as_str(), addendum.text.as_str()), ("Left out", "Grip equal.\nNo fever."));
    assert_eq!(addendum.by.to_string(), "J. Osei, PT");
    program.play("v pagedown pagedown pagedown pagedown");
    shows(&program, "ADDENDUM 1, ");
    program.play("esc esc");
    shows(&program, "signed +1 addendum");
}

#[test]
fn a_half_written_addendum_is_not_thrown_away_unasked() {
    let mut program = Program::locked();
    program
        .play("=four_random_words enter esc")
        .play(&TIMED.replace("+20m", "+4m"))
        .play("S enter =four_random_words enter a =Left_out enter =Grip");
    shows(&program, "Add below the signed note");
    program.play("ctrl-q");
    assert!(!program.state.leaving);
    shows(&program, "An addendum is half written");
    program.play("ctrl-l down =words_of_lee enter Q");
    assert!(!program.state.leaving, "it is another therapist's");
    shows(&program, "J. Osei, PT has an addendum half written");
    program.play("L up =four_random_words enter =_strength");
    program.play("esc");
    shows(&program, "Throw away what you have written here?");
    program.play("esc ctrl-s enter");
    assert_eq!(stored(&program).addenda.first().unwrap().text, "Grip strength");
    program.play("a =x esc enter");
    assert_eq!(stored(&program).addenda.len(), 1);
}

#[test]
fn what_was_typed_while_another_window_signed_goes_into_an_addendum() {
    let mut one = Program::empty();
    one.play(TIMED).play(WRITTEN);
    let mut two = one.another();
    two.play("enter down down enter =Slept");
    one.play(SIGN);
    two.play("+1s =_badly. +3s");
    shows(&two, "This note was signed meanwhile");
    shows(&two, "not saved yet");
    two.play("esc");
    shows(&two, "Add below the signed note");
    shows(&two, "Slept badly.");
    two.play("=Typed_too_late ctrl-s enter");
    assert_eq!(stored(&two).addenda.first().unwrap().text, "Subjective: Slept badly.");
}

#[test]
fn a_copied_text_can_be_refused() {
    let mut program = Program::empty();
    program.play(TIMED).play(WRITTEN).play("up up up enter =Tight. esc").play(SIGN).play("esc");
    program.now += chrono::TimeDelta::days(7);
    program.play("n =ros down enter enter 1 e +20m F enter c");
    shows(&program, "objective findings (copied, not confirmed)");
    let mut other = program.another();
    program.play("down down down enter");
    other.play("n =Lea_Silva enter");
    program.play("+1s");
    shows(&program, "of 23 Nov, not in this note");
    shows(&program, "Tight.");
    program.play("backspace backspace backspace backspace backspace backspace esc");
    hides(&program, "objective findings (copied");
    assert!(!stored(&program).copied.contains_key(&tableside::session::Section::Objective));
}

#[test]
fn what_is_copied_forward_stays_out_until_it_is_confirmed() {
    let mut program = Program::empty();
    program.play(TIMED).play(WRITTEN).play(SIGN).play("esc");
    program.now += chrono::TimeDelta::days(7);
    program.play("n =ros down enter enter 1 e +20m F enter c");
    shows(&program, "3 texts of 23 Nov");
    let text = program.text(140, 40);
    assert!(text.contains("23 Nov: Why.") && text.contains("justification (copied, not confirmed)"), "{text}");
    assert!(stored(&program).texts.is_empty(), "nothing of it is in the note");
    hides(&program, "Clinical justification: Why.");
    // One as it stands, one changed, one left.
    program.play("down down down down space");
    shows(&program, "Clinical justification: Why.");
    program.play("enter =_More. esc");
    let session = stored(&program);
    assert_eq!(session.texts.len(), 2, "{:?}", session.texts);
    assert!(session.texts.values().any(|text| text == "How. More."), "{:?}", session.texts);
    program.play("S enter =four_random_words enter");
    let printed = stored(&program).signature.unwrap().printed;
    assert!(printed.contains("Why.") && !printed.contains("What."), "{printed}");
}

#[test]
fn a_phrase_has_its_blanks_filled_and_an_open_one_is_asked_for() {
    let mut program = Program::empty();
    program.play(TIMED).play("4 # =went_from");
    shows(&program, "Pain went from {pain_before} to {pain_after} of 10");
    program.play("enter esc");
    shows(&program, "Pain went from ____ to ____ of 10; tissue of the");
    shows(&program, "neck, bilateral softer after effleurage.");
    shows(&program, "response (a blank is open)");
    program.play("1 =6 esc 1 =3 esc");
    assert_eq!((stored(&program).pain_before, stored(&program).pain_after), (Some(6), Some(3)));
    // What is filled in stays as it was put in; in an area's own answer, its blanks are of that area.
    program.play("down down down down down down down enter # =went_from enter");
    shows(&program, "Pain went from 6 to 3 of 10; tissue of the neck, bilateral softer after effleurage.");
}

#[test]
fn what_each_area_answered_is_written_by_itself() {
    let mut program = Program::empty();
    program.play(TIMED).play("k k j j j j j j j j enter =Turns_freely. esc");
    let session = stored(&program);
    assert_eq!(session.responses.values().collect::<Vec<_>>(), ["Turns freely."]);
    shows(&program, "Response by area: Neck, bilateral: Turns freely.");
}

#[test]
fn the_day_is_exported_and_what_changed_since_is_asked_about() {
    let mut program = Program::empty();
    program.play(TIMED).play(WRITTEN).play("esc n =Lea_Silva enter 3 p +9m F enter esc E");
    shows(&program, "No note of this day is signed");
    program.play("esc up enter").play(SIGN).play("esc E");
    shows(&program, "Not signed, and not exported: 11:02 Lea Silva");
    let folder = program.folder.path().join("exports/2026-11-23");
    let files = || std::fs::read_dir(&folder).unwrap().count();
    assert_eq!(files(), 5 + 3);
    program.play("E");
    shows(&program, "8 stood there");
    program.play("down enter S enter =four_random_words enter esc E");
    shows(&program, "Something else stands there");
    program.play("esc");
    assert_eq!(files(), 8, "no is no");
    program.play("E enter");
    assert_eq!(files(), 2 * 5 + 3);
    shows(&program, "13 files");
}

#[test]
fn initials_stand_for_names_in_what_is_said_of_an_export_too() {
    let mut program = Program::empty();
    program
        .play(TIMED)
        .play(SIGN.replace('S', "S enter").as_str())
        .play("esc n =Lea_Silva enter 3 p +9m F enter esc P E");
    shows(&program, "Not signed, and not exported: 11:02 L. S.");
    hides(&program, "Silva");
}

#[test]
fn two_signed_sessions_of_a_day_are_charged_once_and_by_the_one_that_knows_both() {
    let mut program = Program::empty();
    program.play("n =Rosa_Marin tab =0042 enter 1 e +20m F enter S enter =four_random_words enter esc");
    program.play("+2h n =ros down enter enter 3 e +20m F enter");
    shows(&program, "the place of what was signed with session");
    program.play("S enter =four_random_words enter esc");
    shows(&program, "3 units");
    program.play("E");
    let table = program.folder.path().join("exports/2026-11-23/2026-11-23-charges.csv");
    let table = std::fs::read_to_string(table).unwrap();
    let rows: Vec<&str> = table.lines().skip(1).collect();
    // Twice 20 minutes are 40, and allow 3 units; each by itself would be 1.
    assert_eq!(rows.len(), 1, "{table}");
    assert!(rows.iter().all(|row| row.contains(",97124,GP,40,3,")), "{table}");
}

#[test]
fn the_day_names_a_signed_note_that_claims_for_what_went_its_own_way() {
    let mut program = Program::empty();
    program.play(TIMED).play("esc +2h n =ros down enter enter 3 e +20m F enter esc up enter S enter");
    program.play("=four_random_words enter esc");
    hides(&program, "too, which is not billed with it any more");
    program.play("down enter $ =cash enter esc");
    shows(
        &program,
        "! The note of 10:42 Rosa Marin claims for 13:02 Rosa Marin, too, which is not billed with it any more;",
    );
}

#[test]
fn the_note_is_on_the_clipboard_for_a_minute() {
    let mut program = Program::empty();
    program.play(TIMED).play("y");
    shows(&program, "on the clipboard");
    program.play("+59s");
    assert!(program.state.on_clipboard.is_some());
    program.play("+1s");
    assert!(program.state.on_clipboard.is_none());
    shows(&program, "taken off the clipboard");
}

#[test]
fn a_signature_is_written_down_with_who_gave_it() {
    let mut program = Program::locked();
    program
        .play("=four_random_words enter esc")
        .play(&TIMED.replace("+20m", "+4m"))
        .play("esc L down =words_of_lee enter");
    program.play("enter S enter");
    shows(&program, "J. Osei, PT treated");
    program.play("=words_of_lee enter");
    let id: SessionId = program.state.here().unwrap().clone();
    let session = Session::fold(&id, &program.log().read(&id).unwrap()).unwrap();
    assert_eq!(session.signature.unwrap().by.to_string(), "K. Lee, PT");
    program.play("v pagedown pagedown pagedown pagedown");
    shows(&program, "The treatment was given by J. Osei, PT.");
}
