//! What a therapist does with the screen besides timing: corrections, undo, protocols, the palette, privacy, the mouse,
//! phrases, reminders, the tour. By keystrokes, on a stepped clock.

#![expect(clippy::unwrap_used, clippy::panic, reason = "a test says so by panicking")]

#[expect(dead_code, reason = "other tests use the rest of it")]
mod harness;

use chrono::TimeDelta;
use harness::Program;
use tableside::app::{Action, Context, Effect, Msg, Reminder, Screen};
use tableside::catalog::Side;
use tableside::keymap::Keymap;
use tableside::session::{Event, SessionId};
use tableside::store::Log as _;
use tableside::theme::{Lines, Theme};

const OPEN: &str = "n =Rosa_Marin tab =0042 enter";

/// The words of the screen, without the room between columns.
fn screen(program: &Program) -> String {
    program.text(140, 45).split(' ').filter(|word| !word.is_empty()).collect::<Vec<_>>().join(" ")
}

#[track_caller]
fn shows(program: &Program, words: &str) {
    let text = screen(program);
    let words = words.split(' ').filter(|word| !word.is_empty()).collect::<Vec<_>>().join(" ");
    assert!(text.contains(&words), "\"{words}\" is not in\n{}", program.text(140, 45));
}

#[track_caller]
fn hides(program: &Program, words: &str) {
    assert!(!screen(program).contains(words), "\"{words}\" is in\n{}", program.text(140, 45));
}

#[test]
fn a_forgotten_start_is_put_right_in_a_few_keys_and_the_record_says_so() {
    let mut program = Program::empty();
    program.play(OPEN).play("1 e +5m C s =-3m enter");
    shows(&program, "Put right: Neck B, Effleurage begun at 10:39:00. Backspace undoes it.");
    program.play("esc");
    shows(&program, "since 10:39:00");
    program.play("C s =10:41 enter esc");
    shows(&program, "since 10:41:00");
    let id = program.state.here().unwrap().clone();
    let log = program.log().read(&id).unwrap();
    let moved = log.iter().filter(|recorded| matches!(recorded.event, Event::SegmentMoved { .. })).count();
    assert_eq!(moved, 2, "each correction stays in the record");
    assert!(log.iter().all(|recorded| recorded.by.name == "J. Osei"));
}

#[test]
fn what_is_wrong_with_a_told_time_is_said_where_it_was_typed() {
    let mut program = Program::empty();
    program.play(OPEN).play("1 e +5m C s =tomorrow enter");
    shows(&program, "! Type a time such as 10:21, or by how much, such as -3m or +90s.");
    program.play("ctrl-w =11:00 enter");
    shows(&program, "! 11:00:00 has not come yet.");
    program.play("esc");
    shows(&program, "Correct: what was timed");
}

#[test]
fn a_segment_is_added_from_lists_and_a_line() {
    let mut program = Program::empty();
    program.play(OPEN).play("C n =calf_left enter =fric enter =10:30-10:40 enter");
    shows(&program, "Put right: Calf L, Friction added, from 10:30:00 to 10:40:00.");
    shows(&program, "10:30:00 - 10:40:00 10:00 Calf L, Friction 97124");
    program.play("a =foot_right enter t =myo enter");
    shows(&program, "10:30:00 - 10:40:00 10:00 Foot R, Myofascial 97140");
    program.play("x =+4m enter");
    shows(&program, "10:30:00 - 10:34:00 4:00 Foot R, Myofascial 97140");
    program.play("up j");
    shows(&program, "10:30:00 - 10:40:00 10:00 Foot R, Myofascial 97140");
    program.play("d");
    shows(&program, "Nothing has been timed yet");
    program.play("backspace backspace backspace backspace backspace backspace");
    shows(&program, "Undone: Calf L, Friction added, from 10:30:00 to 10:40:00.");
    program.play("backspace");
    shows(&program, "There is nothing to undo.");
    program.play("ctrl-r ctrl-r");
    shows(&program, "Again in force: Foot R, Friction in the place of Calf L, Friction.");
}

#[test]
fn finishing_is_taken_back_and_the_clock_goes_on_as_if_it_had_not_been() {
    let mut program = Program::empty();
    program.play(OPEN).play("1 e +9m F enter +5m");
    shows(&program, "■ finished");
    // A while after, it is asked whether the hands went on; within a moment it is not.
    program.play("backspace");
    shows(&program, "Undone: the session finished at 10:51:00.");
    shows(&program, "It runs again, as if it had not stopped:");
    program.play("K");
    shows(&program, "● running");
    shows(&program, "14:00");
    program.play("+1s F enter +29s backspace");
    shows(&program, "14:30");
    program.play("ctrl-r");
    shows(&program, "■ finished");
    // Hours later, the stretch between was no work.
    program.play("+3h backspace enter");
    shows(&program, "‖ paused");
    let session = program.state.session(program.state.here().unwrap()).unwrap();
    assert_eq!(session.segments.iter().map(|s| s.time().num_seconds()).sum::<i64>(), 14 * 60 + 1);
}

#[test]
fn on_the_charges_only_decisions_are_undone() {
    let mut program = Program::empty();
    program.play(OPEN).play("1 e +9m F enter U backspace");
    shows(&program, "The latest change was: the session finished at 10:51:00. Undo it where it was made.");
    program.play("esc enter =x esc esc");
}

#[test]
fn a_name_begun_for_somebody_known_is_asked_about_once() {
    let mut program = Program::demo();
    program.play("n =Rosa enter");
    shows(&program, "! Rosa Marin #0042 born 29 Feb 1980 was here before: down");
    program.play("down enter enter");
    shows(&program, "R. M. #0042");
    program.play("esc n =Rosa enter enter");
    shows(&program, "R. Medicare");
}

#[test]
fn a_second_clock_on_the_same_hands_is_said_at_once() {
    let mut program = Program::demo();
    program.play("n =Late_Lea enter 1 e");
    shows(&program, "! A. B.'s clock is running too: J. Osei's hands are at two patients at once.");
}

#[test]
fn a_protocol_is_followed_behind_the_lock_too() {
    let mut program = Program::locked();
    program.play("=four_random_words enter").play(OPEN).play("S =neck_and enter");
    shows(&program, "Enter begins with Upper back B, Effleurage.");
    program.play("f13 +3m30s");
    shows(&program, "step 1 of 11: 3:30, 0:30 over");
    program.play("L enter +1m f13 +30s");
    hides(&program, "Rosa");
    let visit = program.state.visits.values().next().unwrap();
    assert_eq!((visit.session.at_step(), visit.session.segments.len()), (Some(3), 2));
}

#[test]
fn a_session_is_done_again_as_last_time() {
    let mut program = Program::empty();
    program.play(OPEN).play("1 e +5m 5 p +4m space F enter esc");
    program.now += TimeDelta::days(3);
    program.play("+1s").play("n =ros down enter enter S");
    shows(&program, "As on 23 Nov 2026 (2 steps, 9 min)");
    program.play("enter enter +1m enter +1m");
    shows(&program, "step 2 of 2: 1:00, 3:00 left");
    program.play("enter");
    shows(&program, "That was the last step of the protocol.");
    program.play("S =put enter");
    shows(&program, "The protocol is put away.");
}

#[test]
fn anything_is_found_by_its_name_and_done() {
    let mut program = Program::demo();
    program.play("enter : =take_the_hands_off enter");
    shows(&program, "PAUSED");
    program.play(": =body enter");
    shows(&program, "The body: minutes so far");
    program.play("esc : =zzzz");
    shows(&program, "Nothing fits; shorten what you typed.");
}

#[test]
fn the_body_is_worked_on_where_it_is_chosen() {
    let mut program = Program::empty();
    program.play(OPEN).play("e B");
    for _ in 0..3 {
        program.play("down");
    }
    program.play("b enter +2m");
    let running = program.state.visits.values().next().unwrap().session.running.clone().unwrap();
    assert_eq!(running.spot.side.map(Side::word), Some("bilateral"));
}

/// What leads to every screen on which a name could stand.
const NAMED: [&str; 9] =
    ["", "enter", "enter C", "enter S", "up up enter v", "up up enter U", "n =r", "/ =m", "up up V"];

#[test]
fn behind_initials_no_name_stands_anywhere() {
    for script in NAMED {
        let mut program = Program::demo();
        program.play("P").play(script);
        for (columns, rows) in [(80, 24), (140, 45)] {
            let text = program.text(columns, rows);
            for name in ["Rosa", "Marin", "Emil", "Nørgaard", "Boateng", "29 Feb 1980", "1966"] {
                assert!(!text.contains(name), "{script}: {name}\n{text}");
            }
        }
        program.play("esc esc esc esc P");
        shows(&program, "Rosa Marin");
    }
}

/// Clicks the first place where words stand.
#[track_caller]
fn click(program: &mut Program, words: &str) {
    let theme = Theme::builtin("default").unwrap();
    let text = program.text(100, 30);
    let (row, line) = text.lines().enumerate().find(|(_, line)| line.contains(words)).unwrap();
    let column = line.split(words).next().unwrap().chars().count();
    let targets = program.targets(100, 30, &theme);
    let message = targets.at(&program.state, u16::try_from(column).unwrap(), u16::try_from(row).unwrap());
    program.send(message.unwrap_or_else(|| panic!("nothing is behind {words}\n{text}")));
}

#[test]
fn what_a_key_does_a_click_does() {
    let mut program = Program::demo();
    click(&mut program, "Rosa Marin");
    click(&mut program, "Rosa Marin");
    shows(&program, "■ finished");
    program.play("esc down down enter");
    click(&mut program, "Gluteals");
    shows(&program, "Gluteals, bilateral: Petrissage");
    click(&mut program, "Friction");
    shows(&program, "Gluteals, bilateral: Friction");
    click(&mut program, "pause");
    shows(&program, "PAUSED");
    click(&mut program, "correct");
    click(&mut program, "Neck B, Effleurage");
    assert_eq!(program.state.correcting().unwrap().spot.area.as_str(), "neck");
    // Below what is open, nothing is clicked.
    let theme = Theme::builtin("default").unwrap();
    let targets = program.targets(100, 30, &theme);
    assert_eq!(targets.at(&program.state, 5, 2), None);
}

#[test]
fn a_phrase_is_put_where_the_cursor_is_and_the_sign_can_be_typed() {
    let mut program = Program::demo();
    program.play("up enter down down down down down enter =Better. # =guard enter");
    shows(&program, "Better. Less guarding on passive movement.");
    program.play("# #");
    shows(&program, "movement.#");
    program.play("backspace # backspace");
    shows(&program, "Response (not saved yet)");
    program.play("esc");
    let note = program.state.session(program.state.here().unwrap()).unwrap().clone();
    assert!(note.texts.values().any(|text| text == "Better. Less guarding on passive movement."));
}

#[test]
fn a_date_of_birth_is_read_as_people_write_it() {
    for told in ["2/29/1980", "29.2.80", "Feb_29_1980", "1980-02-29"] {
        let mut program = Program::empty();
        program.play(&format!("n =Rosa tab tab ={told} enter V"));
        shows(&program, "Rosa born 29 Feb 1980");
    }
}

fn reminded(program: &mut Program, time: &str) -> Vec<Reminder> {
    program.now += TimeDelta::seconds(time.parse().unwrap());
    let effects = tableside::app::update(&mut program.state, Msg::Tick, program.now);
    let reminders = effects.into_iter().filter_map(|effect| match effect {
        Effect::Remind { reminders, bell: true } => Some(reminders),
        _ => None,
    });
    reminders.flatten().collect()
}

#[test]
fn a_unit_a_target_and_a_long_segment_are_told_once_each_when_they_come() {
    let mut program = Program::empty();
    program.play(OPEN).play("S =neck_and enter enter");
    assert_eq!(reminded(&mut program, "1"), []);
    assert_eq!(reminded(&mut program, "178"), [], "a second before the step's three minutes");
    assert_eq!(reminded(&mut program, "1"), [Reminder::Target]);
    assert_eq!(reminded(&mut program, "1"), []);
    assert_eq!(reminded(&mut program, "299"), [Reminder::Unit], "eight minutes");
    shows(&program, "◆ 1 unit reached");
    assert_eq!(reminded(&mut program, "21"), []);
    hides(&program, "◆");
    assert_eq!(reminded(&mut program, "699"), [Reminder::LongSegment], "twenty minutes");
    shows(&program, "◆ 20:00: still working? Upper back B, Effleurage");
    program.state.settings.remind.of = vec![Reminder::LongSegment];
    assert_eq!(reminded(&mut program, "180"), [], "the second unit was switched off");
}

#[test]
fn the_hands_at_two_patients_at_once_are_told_on_both_screens() {
    let mut program = Program::demo();
    program.play("n =Late_Lea enter 1 e +6m");
    shows(&program, "! hands: 6:00 at once with A. B. (10:16): C");
    program.play("esc");
    shows(&program, "! J. Osei's hands were timed for");
}

#[test]
fn the_tour_has_four_steps_and_can_be_skipped_at_each() {
    let mut program = Program::empty();
    program.play("f12");
    for step in 1..=4 {
        shows(&program, &format!("{step} of 4: "));
        program.play("enter");
    }
    hides(&program, "of 4: ");
    program.play("f12 enter esc");
    hides(&program, "of 4: ");
}

#[test]
fn without_colour_every_state_still_differs() {
    let states = [
        ("enter", "enter space"),
        ("", "up"),
        ("enter +1s", "enter 4 +1s +14m8s"),
        ("enter", "enter 9"),
        ("up up enter", "up enter"),
        ("enter S", "enter S down"),
        ("enter B", "enter B down"),
        ("enter C", "enter C up"),
        ("up enter enter =5", "up enter enter =5 esc enter"),
    ];
    for name in Theme::names() {
        let theme = Theme::builtin(name).unwrap();
        for (one, other) in states {
            let text = |script: &str| {
                let mut program = Program::demo();
                program.play(script);
                harness::rows_of(&program.frame(100, 30, &theme))
            };
            // The words and marks alone, with neither colour nor attribute.
            assert_ne!(text(one), text(other), "{name}: {one} and {other}");
        }
    }
}

#[test]
fn in_ascii_nothing_else_is_drawn() {
    let ascii = Theme { lines: Lines::Ascii, ..Theme::builtin("mono").unwrap() };
    for script in [
        "enter +9m",
        "enter S enter enter +1m",
        "enter B",
        "enter C",
        "up up enter",
        "up up V",
        "f12",
        "?",
        "enter U pagedown",
        "enter N v pagedown pagedown",
        "enter :",
        "enter H",
        "L",
    ] {
        let mut program = Program::empty();
        program.play(OPEN).play("1 e +9m 4 h 3 p +3m esc").play(script);
        let rows = harness::rows_of(&program.frame(120, 40, &ascii)).join("\n");
        let drawn: Vec<char> = rows.chars().filter(|c| !c.is_ascii()).collect();
        assert!(drawn.is_empty(), "{script}: {drawn:?}\n{rows}");
    }
}

#[test]
fn going_back_from_a_patient_finds_the_place_again() {
    let mut program = Program::demo();
    program.play("enter V down enter");
    shows(&program, "■ signed");
    program.play("esc");
    assert!(matches!(program.state.screen, Screen::Day));
    program.play("enter V esc");
    shows(&program, "● running");
    let id: &SessionId = program.state.here().unwrap();
    assert_eq!(program.state.session(id).unwrap().patient.name, "Ama Boateng");
}

#[test]
fn what_an_undo_asks_is_asked_again_when_it_was_put_off() {
    let mut program = Program::empty();
    program.play(OPEN).play("1 e +9m space +2m backspace");
    shows(&program, "It runs again, as if it had not stopped:");
    program.play("=-1m esc");
    assert!(matches!(program.state.screen, Screen::Day));
    program.play("+5s enter");
    shows(&program, "It runs again, as if it had not stopped:");
    hides(&program, "Another window");
    assert!(program.text(140, 45).contains("-1m"), "what was typed is still there");
    program.play("enter");
    shows(&program, "‖ paused");
    program.play("esc enter");
    shows(&program, "‖ paused");
}

#[test]
fn what_a_sleep_asks_is_asked_again_when_it_was_put_off() {
    let mut program = Program::empty();
    program.play(OPEN).play("1 e +9m");
    let before = program.now;
    program.play("+3m");
    program.send(Msg::Apart { before, slept: 180, changed: 0 });
    shows(&program, "The computer slept");
    program.play("esc enter");
    shows(&program, "The computer slept");
    hides(&program, "Another window");
    program.play("K");
    shows(&program, "● running");
}

#[test]
fn a_reminder_of_one_patient_does_not_hide_that_of_another() {
    let mut program = Program::empty();
    program.play(OPEN).play("1 e +20s esc n =Ama_Boateng enter enter 2 p ? esc");
    // Rosa's first unit comes 20 seconds before Ama's.
    program.play("+7m +45s");
    shows(&program, "R. M.: 1 unit reached.");
    program.play("+20s");
    shows(&program, "◆ 1 unit reached");
    let marked = program.state.marks.len();
    assert_eq!(marked, 2, "each has its own");
}

#[test]
fn only_what_the_clock_earned_rings() {
    let mut program = Program::empty();
    program.play(OPEN).play("1 e +30s h +15s");
    shows(&program, "97010");
    assert!(program.state.marks.is_empty(), "a hot pack earns its unit by being laid on");
    program.play("+8m");
    shows(&program, "◆ 1 unit reached");
    shows(&program, "8 minutes timed → 1 unit, 1 untimed");
}

#[test]
fn a_redo_asks_whether_the_hands_went_on_since_it_was_taken_back() {
    let mut program = Program::empty();
    program.play(OPEN).play("1 e +5m backspace +30m ctrl-r");
    shows(&program, "It runs again, as if it had not been taken back:");
    shows(&program, "It ended at 10:47:00, when it was taken back,");
    program.play("enter");
    shows(&program, "‖ paused");
    shows(&program, "10:42:00 Neck, bilateral, Effleurage 5:00");
}

#[test]
fn what_was_deleted_while_it_ran_is_asked_about_when_it_comes_back() {
    let mut program = Program::empty();
    program.play(OPEN).play("1 e +5m C d +40m backspace");
    shows(&program, "It runs again, as if it had not stopped:");
    shows(&program, "It ended at 10:47:00, when it had stopped,");
}

#[test]
fn an_undo_asks_only_of_the_clock_that_it_brings_back() {
    let mut program = Program::empty();
    // The pack ran all the time.
    program.play(OPEN).play("1 e +5m h +5m space +2m backspace");
    shows(&program, "Neck, bilateral: Effleurage");
    program.play("enter");
    shows(&program, "beside 7:00: Hot pack");
    shows(&program, "PAUSED: Neck, bilateral, Effleurage");
}

#[test]
fn a_question_says_whose_clock_it_is() {
    let mut program = Program::empty();
    program.play(OPEN).play("1 e +5m space +2m backspace");
    shows(&program, "R. M.'s clock is running (10:42, J. Osei, PT)");
}

#[test]
fn a_question_that_comes_while_somebody_types_waits_for_a_pause() {
    let mut program = Program::empty();
    program.play(OPEN).play("1 e +5m N down down down enter =Better.");
    // The jump is noticed with the next key, and told before it.
    let before = program.now;
    program.now += TimeDelta::seconds(90);
    program.send(Msg::Apart { before, slept: 0, changed: 90 });
    program.play("=_Deep");
    hides(&program, "clock was set forward");
    shows(&program, "Better. Deep");
    program.play("+4s");
    shows(&program, "The computer's clock was set forward during this:");
}

#[test]
fn a_question_about_another_patient_does_not_take_a_form_away() {
    let mut program = Program::empty();
    program.play(OPEN).play("1 e +5m esc n =Ama_Boa");
    let before = program.now;
    program.play("+10m");
    program.send(Msg::Apart { before, slept: 600, changed: 0 });
    shows(&program, "The computer slept while this was on the clock:");
    program.play("esc");
    shows(&program, "Ama Boa");
    program.play("enter esc up enter");
    shows(&program, "The computer slept while this was on the clock:");
}

#[test]
fn what_runs_is_deleted_and_the_session_begins_when_it_was_opened() {
    let mut program = Program::empty();
    program.play(OPEN).play("1 e +5m C s =-10m enter d");
    let session = program.state.session(program.state.here().unwrap()).unwrap();
    assert_eq!(session.opened, harness::ten_forty_two());
}

#[test]
fn in_the_afternoon_a_time_needs_no_pm() {
    let mut program = Program::empty();
    program.play("+3h30m").play(OPEN).play("1 e +20m C s =2:20 enter");
    shows(&program, "begun at 14:20:00.");
    program.play("e =2:30 enter");
    shows(&program, "14:20:00 - 14:30:00");
    program.play("n =calf_left enter =fric enter =2:12-2:18 enter");
    shows(&program, "14:12:00 - 14:18:00");
    // From now, not from what stands.
    program.play("down e =1m_ago enter");
    shows(&program, "14:20:00 - 14:31:00");
    program.play("e =now enter");
    shows(&program, "14:20:00 - 14:32:00");
}

#[test]
fn forgotten_hands_are_asked_about_while_a_pack_runs_longer() {
    let mut program = Program::empty();
    program.play(OPEN).play("1 h +5m e +15m");
    shows(&program, "◆ 20:00: still working? Neck B, Hot pack");
    program.play("+5m");
    shows(&program, "◆ 20:00: still working? Neck B, Effleurage");
    // A unit that is reached does not take the question away.
    program.play("+3m");
    shows(&program, "◆ 20:00: still working? Neck B, Effleurage");
}

#[test]
fn a_known_name_alone_is_asked_about_before_a_second_patient_of_it_is_made() {
    let mut program = Program::demo();
    program.play("n =rosa_marin enter");
    shows(&program, "! Rosa Marin #0042 born 29 Feb 1980 was here before: down");
    let mut program = Program::empty();
    program.play("n =Rosa_Marin enter 1 e +5m F enter esc n =Rosa_Marin enter");
    // Who is known by the name alone is the same one.
    shows(&program, "○ not started");
}

#[test]
fn after_a_deletion_the_next_one_is_chosen() {
    let mut program = Program::empty();
    program.play(OPEN).play("1 e +5m 2 +5m 3 +5m 4 +5m C up up d");
    shows(&program, "▸ 10:52:00");
    program.play("d d");
    shows(&program, "▸ 10:42:00");
}

#[test]
fn a_wrong_payer_is_put_right_and_back() {
    let mut program = Program::empty();
    program.play(OPEN).play("1 z +23m");
    shows(&program, "Medicare, cms rule");
    program.play("$ =cash enter");
    shows(&program, "Cash, by length");
    shows(&program, "Put right: Cash pays. Backspace undoes it.");
    shows(&program, "this payer counts no units");
    program.play("backspace");
    shows(&program, "Medicare, cms rule");
    shows(&program, "Undone: Cash pays.");
    // After the session as well, from its note.
    program.play("F enter $ =cash enter");
    shows(&program, "Cash, by length");
    program.play("backspace");
    shows(&program, "■ finished");
    shows(&program, "Medicare, cms rule");
}

#[test]
fn a_session_opened_by_mistake_is_put_aside() {
    let mut program = Program::empty();
    program.play(OPEN).play("F");
    shows(&program, "End the session? Nothing was timed: it is put aside as");
    program.play("enter");
    shows(&program, "Put aside as not held: nothing was timed. R takes it up again.");
    program.play("esc");
    shows(&program, "Rosa Marin");
    shows(&program, "not held");
    hides(&program, "draft");
    program.play("E");
    shows(&program, "There is no session on this day whose note could be written.");
    // On the next day nothing waits.
    let mut after = program.another();
    after.play("+24h enter");
    hides(&after, "Not finished on earlier days");
    program.play("enter R");
    shows(&program, "○ not started");
}

#[test]
fn what_is_corrected_over_the_units_is_taken_back_there() {
    let mut program = Program::empty();
    program.play(OPEN).play("1 e +9m 2 +9m U C up d");
    shows(&program, "taken out. Backspace undoes it.");
    program.play("backspace");
    shows(&program, "Undone: Neck B, Effleurage taken out.");
    program.play("esc backspace");
    shows(&program, "Undo it where it was made.");
}

#[test]
fn what_was_decided_for_one_payer_is_not_billed_to_another() {
    let mut program = Program::empty();
    program.play(OPEN).play("1 z +23m F enter U down enter");
    shows(&program, "KX on 97110 yes");
    program.play("esc $ =commercial enter U");
    shows(&program, "97110: KX is left off");
    shows(&program, "KX on 97110 yes");
    program.play("down enter");
    hides(&program, "KX");
}

#[test]
fn taking_up_what_is_not_finished_says_nothing() {
    let mut program = Program::empty();
    program.play(OPEN).play("N R");
    hides(&program, "The session is taken up again.");
    program.play("N enter 4 esc esc F");
    hides(&program, "not held");
    program.play("enter R");
    shows(&program, "The session is taken up again.");
}

#[test]
fn a_payer_that_was_put_right_is_offered_the_next_time() {
    let mut program = Program::empty();
    program.play(OPEN).play("1 e +9m $ =cash enter F enter esc +1h n =ro down enter");
    shows(&program, "◂ Cash ▸ by length");
}

#[test]
fn an_answer_is_taken_back_and_asked_again_as_it_was() {
    let mut program = Program::empty();
    program.play(OPEN).play("1 e +9m");
    let before = program.now;
    program.play("+40s");
    program.send(Msg::Apart { before, slept: 40, changed: 0 });
    // Taken out, and a moment later not: the time asleep is asked about all the same.
    program.play("D backspace");
    shows(&program, "It ended at 10:51:00, when it fell asleep,");
    program.play("enter");
    shows(&program, "Recorded: it ended at 10:51:00.");
    program.play("backspace");
    shows(&program, "It ended at 10:51:00, when it fell asleep,");
    program.play("K");
    shows(&program, "Recorded: it went on all the time.");
    shows(&program, "● running");
}

#[test]
fn beyond_a_question_undo_and_redo_go_on() {
    let mut program = Program::empty();
    program.play(OPEN).play("1 e +9m 2 +2m backspace");
    shows(&program, "It runs again, as if it had not stopped:");
    program.play("K ctrl-r");
    shows(&program, "Again in force: Upper back L, Effleurage begun at 10:51:00.");
    let mut program = Program::empty();
    program.play(OPEN).play("1 e +9m 2 +9m backspace K backspace");
    shows(&program, "Undone: Neck B, Effleurage begun at 10:42:00.");
}

#[test]
fn the_mark_stays_on_what_is_corrected() {
    let mut program = Program::empty();
    program.play(OPEN).play("1 e +5m h +5m C s =-7m enter");
    let chosen = program.state.correcting().unwrap();
    assert_eq!(chosen.technique.as_str(), "hot-pack");
}

#[test]
fn bell_and_mark_are_each_switched_off_by_themselves() {
    for (bell, mark) in [(true, true), (true, false), (false, true), (false, false)] {
        let mut program = Program::empty();
        program.state.settings.remind.bell = bell;
        program.state.settings.remind.mark = mark;
        program.play(OPEN).play("S =neck_and enter enter");
        reminded(&mut program, "1");
        program.now += TimeDelta::seconds(179);
        let effects = tableside::app::update(&mut program.state, Msg::Tick, program.now);
        assert!(effects.contains(&Effect::Remind { reminders: vec![Reminder::Target], bell }), "{effects:?}");
        assert_eq!(screen(&program).contains("◆ minutes over: "), mark);
    }
}

fn start_of(help: &str) -> String {
    help.chars().take(28).collect()
}

#[test]
fn the_palette_finds_everything_that_counts_on_the_screen() {
    let counts = |action: &&Action| action.counts_in(Context::Session) || action.counts_in(Context::Anywhere);
    for action in Action::NAMED.iter().filter(counts).filter(|action| **action != Action::Palette) {
        let mut program = Program::demo();
        program.play("enter :").play(&format!("={}", start_of(action.help()).replace(' ', "_")));
        // Once where it was typed, and once where it was found.
        assert!(screen(&program).matches(&start_of(action.help())).count() > 1, "{}", action.name());
        hides(&program, "Nothing fits");
    }
}

#[test]
fn the_help_lists_every_key_of_the_screen() {
    let keymap = Keymap::builtin().unwrap();
    let screens = [
        ("", Context::Day),
        ("enter", Context::Session),
        ("up up enter", Context::Note),
        ("enter U", Context::Charges),
        ("enter V", Context::Patient),
    ];
    for (script, context) in screens {
        let mut program = Program::demo();
        program.play(script).play("?");
        let mut seen = String::new();
        for _ in 0..40 {
            seen += &(screen(&program) + "\n");
            program.play("down");
        }
        for binding in keymap.counting(context) {
            let (key, help) = (binding.keys[0].to_string(), start_of(binding.action.help()));
            let line = seen.lines().any(|line| line.contains(&format!("{key} ")) && line.contains(&help));
            assert!(line, "{}: {key} {}", context.word(), binding.action.name());
        }
    }
}

#[test]
fn on_a_wide_screen_the_body_stands_beside_the_clock() {
    let mut program = Program::demo();
    program.play("enter");
    assert!(program.text(170, 45).contains("The body (B choose)"));
    assert!(!program.text(169, 45).contains("The body (B choose)"));
}
