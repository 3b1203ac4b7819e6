//! The door of the record: set up, locked, unlocked, by whom; what an interruption, sleep or a changed clock leaves to be
//! asked; and what is written down of all that.

#![expect(clippy::unwrap_used, reason = "a test says so by panicking")]

#[expect(dead_code, reason = "other tests use the rest of it")]
mod harness;

use std::rc::Rc;

use chrono::TimeDelta;
use harness::Program;
use proptest::prelude::*;
use tableside::app::{Gate, Msg};
use tableside::secret::Secret;
use tableside::session::{Event, Stamp, Therapist};
use tableside::store::{Log as _, Slot, StoreKey, Strength, Vault};
use tableside::theme::Theme;

const UNLOCK: &str = "=four_random_words enter";

fn screen(program: &Program) -> String {
    program.text(100, 30).split_whitespace().collect::<Vec<_>>().join(" ")
}

#[track_caller]
fn shows(program: &Program, words: &str) {
    let text = screen(program);
    assert!(text.contains(words), "\"{words}\" is not in {text}");
}

#[track_caller]
fn hides(program: &Program, words: &str) {
    let text = screen(program);
    assert!(!text.contains(words), "\"{words}\" is in {text}");
}

/// What was done with the record, in words.
fn audit(program: &Program) -> Vec<String> {
    let said = |entry: tableside::audit::Entry| {
        let by = entry.by.map_or_else(|| "-".to_owned(), |by| by.initials());
        format!("{by} {}", entry.deed)
    };
    program.log().witnessed().unwrap().into_iter().map(said).collect()
}

#[test]
fn a_record_is_set_up_in_a_minute_and_its_code_is_asked_back() {
    let mut program = Program::nothing();
    shows(&program, "there is no record here yet");
    program.play("enter");
    shows(&program, "Type your name");
    program.play("=J._Osei tab =PT tab =short enter");
    shows(&program, "8 characters or more");
    program.play("=_but_longer tab =other enter");
    shows(&program, "The two passphrases differ");
    (0..5).for_each(|_| {
        program.play("backspace");
    });
    program.play("=short_but_longer tab =relative enter");
    shows(&program, "from the root");
    (0..8).for_each(|_| {
        program.play("backspace");
    });
    hides(&program, "short but longer");
    program.play("enter");
    shows(&program, "shown only now");
    let text = program.text(100, 30);
    let code = text.split_whitespace().find(|word| word.matches('-').count() == 4).unwrap().to_owned();
    program.play("enter");
    hides(&program, &code);
    assert!(!program.folder.path().join("tableside.db").exists(), "nothing is made before it is asked back");
    program.play("=aaaaa-bbbbb-ccccc-ddddd-eeeee enter");
    shows(&program, "That is not the recovery code");
    // Shown again, it is the same: it may be on paper by now. What is typed meanwhile is not typed into it.
    program.play("esc");
    shows(&program, &code);
    program.play("=zzzzz enter");
    program.play(&format!("={} enter", code.to_uppercase()));
    shows(&program, "1 of 4: Open a session");
    program.play("esc");
    shows(&program, "No session on this day");
    let doors = Vault::open(program.folder.path()).unwrap().unwrap().doors().unwrap();
    let who: Vec<String> = doors.iter().map(|door| door.therapist.to_string()).collect();
    assert_eq!(who, ["J. Osei, PT", "recovery code"]);
    program.play("n =Rosa_Marin enter");
    shows(&program, "not started");
}

#[test]
fn a_wrong_passphrase_waits_twice_as_long_each_time_and_is_written_down() {
    let mut program = Program::locked();
    shows(&program, "▸ J. Osei, PT");
    program.play("=wrong_words enter");
    shows(&program, "That is not the passphrase");
    shows(&program, "Try again in 2 s");
    // Within that time nothing is heard, not even the right one.
    program.play(UNLOCK);
    assert!(program.state.gate.is_some());
    program.play("+2s esc =wrong_words enter");
    shows(&program, "again in 4 s");
    program.play("+4s =wrong_words enter");
    shows(&program, "again in 8 s");
    // Another start of the program does not make it hear sooner.
    let mut program = program.start_again();
    program.play(UNLOCK);
    shows(&program, "again in 8 s");
    program.play("+8s").play(UNLOCK);
    shows(&program, "No session on this day");
    assert_eq!(
        audit(&program)[3..],
        [
            "- a wrong passphrase for J. Osei",
            "- a wrong passphrase for J. Osei",
            "- a wrong passphrase for J. Osei",
            "J. O. unlocked the record",
            "J. O. listed the sessions of 2026-11-23",
        ]
    );
}

#[test]
fn a_locked_screen_hides_everything_while_the_clock_and_its_keys_go_on() {
    let mut program = Program::locked();
    program.play(UNLOCK).play("n =Rosa_Marin tab =0042 enter 3 p +2m");
    shows(&program, "● running");
    let before = screen(&program);
    program.play("L");
    for words in ["R. M.", "Rosa", "0042", "Upper back", "Petrissage", "Medicare", "97124"] {
        assert!(before.contains(words) || words == "Rosa", "{words}");
        hides(&program, words);
    }
    shows(&program, "● J. O. hands on");
    program.play("+30s space");
    shows(&program, "‖ J. O. hands off");
    program.play("+10s space +5s enter +50s");
    shows(&program, "● J. O. hands on");
    hides(&program, "Lower back");
    program.play(UNLOCK);
    shows(&program, "Lower back, bilateral: Petrissage");
    let session = &program.state.visits.values().next().unwrap().session;
    let times: Vec<i64> = session.segments_at(program.now).iter().map(|s| s.time().num_seconds()).collect();
    assert_eq!(times, [150, 5, 50]);
    assert!(audit(&program).contains(&"J. O. locked the screen".to_owned()));
}

#[test]
fn the_screen_locks_by_itself_whatever_runs_and_comes_back_to_the_same_place() {
    let mut program = Program::locked();
    program.play(UNLOCK).play("n =Rosa_Marin enter 3 p N down down down down down enter =Half_a_sent");
    program.play("+4m +59s");
    assert!(program.state.gate.is_none());
    program.play("+1s");
    assert!(program.state.gate.is_some(), "a running timer does not prevent it");
    hides(&program, "Half a sent");
    program.play(UNLOCK);
    shows(&program, "Half a sent");
    program.play("=ence.");
    shows(&program, "Half a sentence.");
}

#[test]
fn another_therapist_takes_over_and_each_comes_back_to_their_own_place() {
    let mut program = Program::locked();
    program.play(UNLOCK).play("n =Rosa_Marin enter 3 p +2m N v L");
    program.play("down =words_of_lee enter");
    shows(&program, "Today, Monday");
    shows(&program, "running");
    program.play("n =Paul_Klee enter 1 e +1m");
    shows(&program, "P. K.");
    assert_eq!(program.state.visits.values().last().unwrap().session.therapist.to_string(), "K. Lee, PT");
    program.play("L up").play(UNLOCK);
    shows(&program, "TREATMENT NOTE");
    shows(&program, "Rosa Marin");
    // Looking at the other's session is told apart.
    program.play("v esc esc up down enter");
    let deeds = audit(&program);
    assert!(
        deeds.iter().any(|deed| deed.starts_with("J. O. opened session") && deed.ends_with("of K. Lee, PT")),
        "{deeds:?}"
    );
}

#[test]
fn each_event_says_who_recorded_it() {
    let mut program = Program::locked();
    program.play(UNLOCK).play("n =Rosa_Marin enter 3 p +2m L down =words_of_lee enter enter space");
    let id = program.state.visits.keys().next().unwrap().clone();
    let who: Vec<String> = program.log().read(&id).unwrap().into_iter().map(|event| event.by.to_string()).collect();
    assert_eq!(who, ["J. Osei, PT", "J. Osei, PT", "K. Lee, PT"]);
    // Before the lock nobody knows who presses.
    program.play("L space");
    assert_eq!(program.log().read(&id).unwrap().last().unwrap().by.to_string(), "at the lock");
}

#[test]
fn what_ran_when_the_program_died_ended_with_the_last_sign_of_life_unless_told_otherwise() {
    let died = || {
        let mut program = Program::locked();
        program.play(UNLOCK).play("n =Rosa_Marin enter 3 p +15s +15s +15s +10s");
        program.now += TimeDelta::minutes(30);
        let mut program = program.start_again();
        program.play(UNLOCK);
        program
    };
    let mut program = died();
    shows(&program, "It ended at 10:42:45, the last sign of life");
    program.play("enter");
    shows(&program, "hands off since 10:42:45");
    let mut program = died();
    program.play("K");
    shows(&program, "since 10:42:00");
    let mut program = died();
    program.play("=10:50 enter");
    shows(&program, "hands off since 10:50:00");
    let mut program = died();
    program.play("D");
    assert!(program.state.visits.values().next().unwrap().session.segments_at(program.now).is_empty());
    // Whatever was chosen is an event.
    let id = program.state.visits.keys().next().unwrap().clone();
    assert_eq!(program.log().read(&id).unwrap().len(), 3);
}

fn apart(program: &mut Program, before: &str, slept: i64, changed: i64) {
    let before = Stamp::parse_from_rfc3339(&format!("2026-11-23T{before}-05:00")).unwrap();
    program.send(Msg::Apart { before, slept, changed });
}

#[test]
fn after_sleep_the_screen_asks_what_the_stretch_was() {
    let mut program = Program::locked();
    program.state.settings.lock_after = TimeDelta::hours(3);
    program.play(UNLOCK).play("n =Rosa_Marin enter 3 p +2m");
    program.now += TimeDelta::minutes(40);
    apart(&mut program, "10:44:00", 2400, 0);
    shows(&program, "The computer slept while this was on the clock");
    program.play("enter");
    shows(&program, "hands off since 10:44:00");
    // Nothing is asked where nothing is on the clock.
    apart(&mut program, "10:50:00", 2400, 0);
    hides(&program, "The computer slept");
    assert!(audit(&program).iter().any(|deed| deed.contains("the computer slept from 2026-11-23 10:44:00")));
}

#[test]
fn a_clock_set_forward_is_asked_about_and_one_set_back_is_said() {
    let mut program = Program::locked();
    program.state.settings.lock_after = TimeDelta::hours(3);
    program.play(UNLOCK).play("n =Rosa_Marin enter 3 p +2m");
    program.now += TimeDelta::hours(1);
    apart(&mut program, "10:44:00", 0, 3600);
    shows(&program, "clock was set forward during this");
    program.play("=10:45 enter");
    shows(&program, "hands off since 10:45:00");
    program.play("space +1m");
    program.now -= TimeDelta::hours(1);
    apart(&mut program, "11:45:00", 0, -3600);
    shows(&program, "was set back by 1:00:00");
    assert!(audit(&program).iter().any(|deed| deed.ends_with("was changed by -3600 s")));
}

#[test]
fn daylight_saving_changes_no_time_and_asks_nothing() {
    // The night of 1 November 2026: two o'clock in the morning is one o'clock again.
    let mut program = Program::locked();
    program.now = Stamp::parse_from_rfc3339("2026-11-01T01:55:00-04:00").unwrap();
    program.state.settings.lock_after = TimeDelta::hours(1);
    program.play(UNLOCK).play("n =Rosa_Marin enter 3 p");
    program.now = Stamp::parse_from_rfc3339("2026-11-01T01:05:00-05:00").unwrap();
    program.send(Msg::Tick);
    shows(&program, "● running");
    program.play("space F enter");
    let session = &program.state.visits.values().next().unwrap().session;
    assert_eq!(session.segments_at(program.now)[0].time(), TimeDelta::minutes(10));
}

#[test]
fn a_recovery_code_opens_the_record_and_says_what_to_do() {
    let mut program = Program::nothing();
    program.play("=J._Osei tab tab =four_random_words tab =four_random_words enter");
    let text = program.text(100, 30);
    let code = text.split_whitespace().find(|word| word.matches('-').count() == 4).unwrap().to_owned();
    program.play(&format!("enter ={code} enter"));
    let mut program = program.start_again();
    program.play(&format!("down ={code} enter"));
    shows(&program, "Unlocked with the recovery code");
}

#[test]
fn the_treatment_may_be_given_into_the_hands_of_a_colleague_who_unlocks() {
    let mut program = Program::locked();
    program.play(UNLOCK).play("n =Rosa_Marin enter 3 p +2m H");
    shows(&program, "K. Lee, PT");
    program.play("=Lee,_PT");
    program.play("enter +1m");
    let session = &program.state.visits.values().next().unwrap().session;
    assert_eq!(session.performer.as_ref().unwrap().initials(), "K. L.");
}

#[test]
fn the_keys_of_the_clock_are_about_the_clock_of_whoever_is_chosen() {
    let mut program = Program::locked();
    program.play(UNLOCK).play("n =Rosa_Marin enter 3 p +2m L down =words_of_lee enter n =Paul_Klee enter 1 e +1m L");
    shows(&program, "● K. L. hands on");
    program.play("up");
    shows(&program, "● J. O. hands on");
    program.play("space");
    let running: Vec<String> = program
        .state
        .visits
        .values()
        .filter(|visit| visit.session.running.is_some())
        .map(|visit| visit.session.therapist.to_string())
        .collect();
    assert_eq!(running, ["K. Lee, PT"]);
}

#[test]
fn two_windows_see_what_the_other_does() {
    let mut one = Program::locked();
    one.play(UNLOCK).play("n =Rosa_Marin enter 3 p +20s");
    let mut two = one.beside();
    two.play(UNLOCK);
    // It is timed there: nobody is led into it, nor asked whether it still goes on.
    shows(&two, "Today, Monday");
    two.play("enter");
    shows(&two, "Another window is timing this session");
    shows(&two, "● running");
    one.play("space");
    two.now = one.now;
    two.play("+1s");
    shows(&two, "‖ paused");
    two.play("1 m");
    one.now = two.now;
    one.play("+1s");
    shows(&one, "Neck, bilateral: Myofascial release");
    // A window that falls silent is missed.
    two.now += TimeDelta::seconds(60);
    one.now = two.now;
    one.play("+1s");
    shows(&one, "was not started in this window");
    // And a Day screen shows what is added elsewhere.
    let mut three = one.beside();
    three.play(UNLOCK).play("esc");
    one.play("K esc n =Paul_Klee enter");
    three.now = one.now;
    three.play("+1s");
    shows(&three, "Paul Klee");
}

#[test]
fn what_was_answered_of_an_interruption_is_asked_once() {
    let mut program = Program::locked();
    program.play(UNLOCK).play("n =Rosa_Marin enter 3 p +30s h +30s");
    program.now += TimeDelta::minutes(5);
    let mut program = program.start_again();
    program.play(UNLOCK);
    shows(&program, "Hot pack");
    program.play("K +3s");
    // The hands are asked about now, and the hot pack no more.
    shows(&program, "Upper back, right: Petrissage");
    program.play("K +3s +3s");
    hides(&program, "was not started in this window");
    let id = program.state.visits.keys().next().unwrap().clone();
    assert_eq!(program.log().read(&id).unwrap().len(), 5);
}

#[test]
fn a_clock_that_another_window_just_started_is_not_taken_for_abandoned() {
    let mut one = Program::locked();
    one.play(UNLOCK).play("n =Rosa_Marin enter 3 p +20s space");
    let mut two = one.beside();
    two.play(UNLOCK).play("enter +2m");
    one.now = two.now;
    one.play("1 m");
    // It sees the start before any sign of life.
    two.play("+1s");
    hides(&two, "was not started in this window");
    shows(&two, "● running");
}

#[test]
fn whoever_is_removed_in_another_window_works_on_no_longer() {
    let mut program = Program::locked();
    program.play("down =words_of_lee enter");
    shows(&program, "No session on this day");
    let lee = tableside::session::Therapist::from("K. Lee".to_owned());
    program.log().keep_out(&lee, &tableside::commands::demo::osei(), program.now).unwrap();
    program.play("+1s");
    shows(&program, "Locked");
    hides(&program, "K. Lee");
}

#[test]
fn a_wrong_passphrase_waits_on_a_disk_that_cannot_be_written_to_as_well() {
    let mut program = Program::locked();
    let other = rusqlite::Connection::open(program.folder.path().join("tableside.db")).unwrap();
    other.execute_batch("BEGIN IMMEDIATE").unwrap();
    program.play("=wrong_words enter +2s =wrong_words enter");
    shows(&program, "again in 4 s");
    other.execute_batch("ROLLBACK").unwrap();
    program.play("+4s").play(UNLOCK);
    assert_eq!(audit(&program).iter().filter(|deed| deed.contains("a wrong passphrase for J. Osei")).count(), 2);
}

#[test]
fn a_key_after_so_long_is_given_before_the_lock() {
    let mut program = Program::locked();
    program.play(UNLOCK).play("n =Rosa_Marin enter 3 p +2m");
    // The lid was closed: no tick came, and the old frame still stands.
    program.now += TimeDelta::minutes(40);
    program.play("space");
    shows(&program, "Locked");
    shows(&program, "● J. O. hands on");
    // Nor does a clock that was set back keep it open.
    program.play(UNLOCK);
    program.now -= TimeDelta::hours(5);
    program.send(Msg::Tick);
    program.play("+5m");
    shows(&program, "Locked");
}

#[test]
fn what_happened_behind_the_lock_is_asked_of_whoever_unlocks() {
    let mut program = Program::locked();
    program.play(UNLOCK).play("n =Rosa_Marin enter 3 p +2m L");
    program.now += TimeDelta::minutes(40);
    apart(&mut program, "10:44:00", 2400, 0);
    // Until then the keys of the clock decide nothing.
    program.play("space enter");
    shows(&program, "Unlock first");
    assert!(program.state.visits.values().next().unwrap().session.running.is_some());
    program.play("down =words_of_lee enter");
    shows(&program, "The computer slept while this was on the clock");
    program.play("enter");
    hides(&program, "The computer slept");
    // Asked and answered once: its own therapist is not asked again.
    program.play("L up").play(UNLOCK);
    hides(&program, "The computer slept");
    shows(&program, "hands off since 10:44:00");
}

#[test]
fn nobody_is_said_to_have_looked_at_what_stood_behind_the_lock() {
    let mut program = Program::locked();
    program.play(UNLOCK).play("L");
    let before = audit(&program).len();
    // Midnight goes by.
    program.play("+14h +1m");
    assert_eq!(audit(&program).len(), before);
    program.play("down =words_of_lee enter");
    assert_eq!(audit(&program)[before..], ["K. L. unlocked the record", "K. L. listed the sessions of 2026-11-24"]);
}

#[test]
fn after_a_crash_each_is_led_to_what_they_left_running_themselves() {
    let mut program = Program::locked();
    program.play(UNLOCK).play("n =Rosa_Marin enter 3 p +2m");
    program.now += TimeDelta::minutes(3);
    let mut program = program.start_again();
    program.play("down =words_of_lee enter");
    shows(&program, "Today, Monday");
    program.play("L up").play(UNLOCK);
    shows(&program, "was not started in this window");
}

/// Keys, and what happens beside them.
const ANYTHING: [&str; 26] = [
    "L",
    "ctrl-l",
    UNLOCK,
    UNLOCK,
    "down",
    "up",
    "=words_of_lee enter",
    "space",
    "enter",
    "esc",
    "1",
    "3",
    "p",
    "m",
    "N",
    "U",
    "A",
    "F",
    "=Rosa",
    "n",
    "tab",
    "+16s",
    "+6m",
    "K",
    "?",
    "backspace",
];

proptest! {
    #![proptest_config(ProptestConfig { cases: 16, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn whatever_is_pressed_nothing_private_stands_on_a_locked_screen(
        keys in prop::collection::vec(prop::sample::select(&ANYTHING[..]), 1..60),
    ) {
        let mut program = Program::locked();
        program.play(UNLOCK).play("n =Rosa_Marin tab =0042 enter 3 p +1m N down down down down down enter =Zygomatic. esc esc");
        for key in keys {
            program.play(key);
            if program.state.gate.is_some() {
                let text = screen(&program);
                for word in ["Rosa", "R. M.", "0042", "Zygomatic", "Upper back", "Petrissage", "Medicare", "97124"] {
                    prop_assert!(!text.contains(word), "{} is in {}", word, text);
                }
            }
        }
    }
}

#[test]
fn the_door_survives_every_size() {
    let mut asked = Program::nothing();
    asked.play("=J._Osei tab tab =four_random_words tab =four_random_words enter");
    let mut wrong = Program::locked();
    wrong.play("=wrong_words enter");
    let mut running = Program::locked();
    running.play(UNLOCK).play("n =Rosa_Marin enter 3 p +2m L");
    for program in [Program::nothing(), asked, Program::locked(), wrong, running] {
        for columns in 1..=110 {
            for rows in 1..=32 {
                program.frame(columns, rows, &Theme::builtin("mono").unwrap());
            }
        }
        let small = program.text(60, 18);
        let fits = match program.state.gate.as_ref().unwrap() {
            Gate::SetUp(form) if form.code.is_some() => "recovery code",
            Gate::SetUp(_) => "Exports go to",
            Gate::Unlock(_) => "Passphrase",
        };
        assert!(small.contains(fits), "{small}");
    }
}

#[test]
fn names_that_attack_reach_no_terminal() {
    let mut program = Program::locked();
    program.play(UNLOCK).play("n");
    program.send(Msg::Paste("Evil\u{1b}[2J\u{202e}Name\u{9b}31m\u{2066}x".to_owned()));
    program.play("enter");
    let id = program.state.visits.keys().next().unwrap().clone();
    // What another program may have written is drawn without it, too.
    program.state.visits.get_mut(&id).unwrap().session.patient.name = "A\u{1b}[2J\u{202e}B\u{85}\u{200f}C".to_owned();
    for keys in ["", "N", "v", "esc U", "esc esc"] {
        program.play(keys);
        let frame = program.frame(120, 40, &Theme::builtin("default").unwrap());
        for cell in &frame.content {
            assert!(cell.symbol().chars().all(tableside::words::is_plain), "{:?}", cell.symbol());
        }
    }
    // What was pasted is recorded without it.
    let stored = program.log().read(&id).unwrap();
    let tableside::session::Event::SessionOpened { patient, .. } = &stored[0].event else { unreachable!() };
    assert_eq!(patient.name, "Evil[2JName31mx");
}

#[test]
fn the_lock_says_that_a_clock_waits_for_an_answer_and_nothing_more() {
    let mut program = Program::locked();
    program.state.settings.lock_after = TimeDelta::hours(3);
    program.play(UNLOCK).play("n =Rosa_Marin enter 3 p +2m +10m");
    apart(&mut program, "10:44:00", 600, 0);
    program.play("ctrl-l");
    shows(&program, "? A clock waits for an answer; unlock to give it.");
    program.play("space");
    shows(&program, "! Unlock first: something is to be asked about this clock.");
    program.play(UNLOCK);
    shows(&program, "The computer slept while this was on the clock:");
}

#[test]
fn a_wrong_recovery_code_is_called_one() {
    let folder = Rc::new(tempfile::tempdir().unwrap());
    let key = StoreKey::random().unwrap();
    let mut code = Secret::default();
    "abcde-abcde-abcde-abcde-abcde".chars().for_each(|c| code.push(c));
    let slot = Slot::wrap(&key, Therapist::recovery_code(), &code, Strength::LEAST).unwrap();
    drop(Vault::found(folder.path(), key.clone(), &[slot], harness::ten_forty_two()).unwrap());
    let mut program = Program::found_locked(folder, key, harness::ten_forty_two());
    program.play("=abcde-abcde-abcde-abcde-abcdf enter");
    shows(&program, "! That is not the recovery code.");
}

#[test]
fn what_was_put_off_keeps_its_instant_over_a_new_start() {
    let mut program = Program::locked();
    program.state.settings.lock_after = TimeDelta::days(1);
    program.play(UNLOCK).play("n =Rosa_Marin enter 3 p +9m F enter +3h backspace esc");
    let mut program = program.start_again();
    program.play("+1m").play(UNLOCK);
    shows(&program, "This clock runs, and was not started in this window:");
    shows(&program, "It ended at 10:51:00, the last sign of life,");
}

#[test]
fn a_text_that_comes_back_behind_the_lock_is_kept_whoever_unlocks() {
    let mut program = Program::locked();
    program.play(UNLOCK).play("n =Rosa_Marin enter N down down down enter ctrl-e +6m");
    program.send(Msg::Done(Box::new(tableside::app::Done::Edited(Ok("Turns freely.".to_owned())))));
    hides(&program, "Turns freely.");
    program.play("down =words_of_lee enter Q");
    let id = program.state.visits.keys().next().unwrap().clone();
    let last = program.log().read(&id).unwrap().pop().unwrap();
    assert!(matches!(&last.event, Event::NoteEdited { text, .. } if text == "Turns freely."));
    assert_eq!(last.by.to_string(), "at the lock");
}

#[test]
fn at_the_lock_a_key_that_was_recorded_is_not_called_lost() {
    let mut program = Program::locked();
    program.state.settings.lock_after = TimeDelta::days(1);
    program.play(UNLOCK).play("n =Ama_Boateng enter 1 e +2m esc n =Rosa_Marin enter enter 3 p +2m space +1m L space");
    hides(&program, "That key was not recorded");
    program.play(UNLOCK);
    shows(&program, "A. B.'s clock is running too");
}

#[test]
fn after_an_end_the_next_start_asks_at_once() {
    let mut program = Program::locked();
    program.state.settings.lock_after = TimeDelta::days(1);
    program.play(UNLOCK).play("n =Rosa_Marin enter 3 p +9m");
    let mut program = program.start_again();
    program.play("+5s").play(UNLOCK);
    shows(&program, "This clock runs, and was not started in this window:");
    // While another window is there, its clock is left alone.
    let mut program = Program::locked();
    program.state.settings.lock_after = TimeDelta::days(1);
    program.play(UNLOCK).play("n =Rosa_Marin enter 3 p +9m");
    let mut other = program.beside();
    other.play("+5s").play(UNLOCK).play("enter");
    shows(&other, "Another window is timing this session");
    drop(program);
    other.play("+1s +1s +1s");
    shows(&other, "This clock runs, and was not started in this window:");
}
