//! Every screen, driven by keystrokes on a stepped clock and kept as a picture; and every screen at every size.

#![expect(clippy::unwrap_used, reason = "a test says so by panicking")]

#[expect(dead_code, reason = "other tests use the rest of it")]
mod harness;

use harness::Program;
use tableside::theme::Theme;

/// Compares the program, after a script, with its pictures at all sizes. `shows` is what the picture is of, so that a
/// script that went astray is not kept as one.
macro_rules! pictures {
    ($name:ident, $program:expr, $script:expr, shows $words:literal) => {
        #[test]
        fn $name() {
            let mut program = $program;
            program.play($script);
            for (columns, rows) in [(60, 18), (80, 24), (120, 40)] {
                let picture = program.picture(columns, rows);
                assert!(picture.contains($words), "\"{}\" is not in\n{picture}", $words);
                insta::assert_snapshot!(format!("{}_{columns}x{rows}", stringify!($name)), picture, $script);
            }
        }
    };
}

const OPEN: &str = "n =Rosa_Marin tab =0042 tab =1980-02-29 enter";

pictures!(day_empty, Program::empty(), "", shows "No session on this day");
pictures!(day_of_the_demonstration, Program::demo(), "up", shows "▸08:22");
pictures!(day_before, Program::demo(), "[", shows "Sunday 22 November");
pictures!(form_with_suggestions, Program::demo(), "n =r down", shows "▸ Rosa Marin");
pictures!(form_refuses_a_date, Program::empty(), "n =Rosa tab tab =31.2.1980 enter", shows "! That is no date of birth");
pictures!(session_fresh, Program::empty(), OPEN, shows "Press a");
pictures!(session_waits_for_a_technique, Program::empty(), &format!("{OPEN} 3"), shows "press the letter of a technique");
pictures!(session_running, Program::demo(), "enter +10s", shows "● running");
pictures!(session_paused, Program::demo(), "enter space +2m5s", shows "PAUSED");
pictures!(session_beside, Program::empty(), &format!("{OPEN} 4 h +1m p +12m30s"), shows "beside 13:30: Hot pack");
pictures!(session_only_beside, Program::empty(), &format!("{OPEN} 4 h +5m"), shows "● running");
pictures!(
    session_many_codes,
    Program::empty(),
    &format!("{OPEN} 4 h p +9m m +9m z +9m n +9m g +9m T =gait enter +9m T =ultra enter +9m"),
    shows "→ 4 units, 1 untimed"
);
pictures!(session_area_list, Program::demo(), "enter A =kn", shows "Knee, left");
pictures!(session_technique_list, Program::demo(), "enter T =97140 down", shows "▸ o Soft-tissue mobilization (97140)");
pictures!(session_help, Program::demo(), "enter ?", shows "The session: ");
pictures!(session_finish_question, Program::demo(), "enter F", shows "End the session?");
pictures!(
    charges_with_a_tie,
    Program::empty(),
    &format!("{OPEN} 1 e +10m H down enter +10m m +20m q +20m U"),
    shows "tie of 97124, 97140 and 97112"
);
pictures!(charges_ask_for_a_reason, Program::demo(), "up up enter U enter =97140 enter enter", shows "! Write in a few words why");
pictures!(session_in_other_hands, Program::demo(), "enter H =Ruiz,_PT enter +3m", shows "by R");
pictures!(note_of_a_finished_session, Program::demo(), "up up enter", shows "Complete: S signs it.");
pictures!(note_signed, Program::demo(), "up up enter S enter", shows "Signed.");
pictures!(
    note_to_be_signed,
    Program::empty(),
    &format!("{OPEN} 1 e +20m F enter S enter =four_random"),
    shows "Sign the note"
);
pictures!(note_copied_forward, Program::demo(), "enter N c down down", shows "? Objective findings");
pictures!(note_as_printed, Program::demo(), "up up enter v pagedown", shows "As printed: lines 13 to");
pictures!(
    note_being_written,
    Program::demo(),
    "up enter down down down down enter =Guarding_of_the_paraspinals;_pain_on_bending.",
    shows "Justification (not saved yet)"
);
pictures!(note_refuses_a_score, Program::demo(), "up enter enter backspace =11 enter", shows "! Pain is a whole number");

pictures!(session_follows_a_protocol, Program::demo(), "enter S =low_back enter +5s enter +2m40s", shows "step 1 of ");
pictures!(
    session_runs_over_a_step,
    Program::empty(),
    &format!("{OPEN} S =neck_and enter enter +4m30s"),
    shows "1:30 over"
);
pictures!(protocols, Program::demo(), "enter S", shows "As on 18 Nov 2026");
pictures!(corrections, Program::demo(), "enter C", shows "Correct: what was timed");
pictures!(corrections_empty, Program::empty(), &format!("{OPEN} C"), shows "Nothing has been timed yet");
pictures!(correction_told, Program::demo(), "enter C up s =-3m", shows "It began at 10:26:18");
pictures!(correction_refused, Program::demo(), "enter C up s =10:01 enter", shows "! That is before the segment in front");
pictures!(correction_undone, Program::demo(), "enter C up s =-3m enter backspace", shows "Undone: ");
pictures!(body_map, Program::demo(), "enter B", shows "The body: minutes so far");
pictures!(palette, Program::demo(), "enter : =pause", shows "Take the hands off");
pictures!(find_a_patient, Program::demo(), "/ =ros", shows "Rosa Marin");
pictures!(find_nobody, Program::empty(), "/", shows "Nobody was treated yet");
pictures!(history_of_a_patient, Program::demo(), "/ =ros enter", shows "Pain");
pictures!(history_of_nobody, Program::demo(), "n =Late_Lea enter esc V", shows "· → ·");
pictures!(tour, Program::empty(), "f12 enter", shows "2 of 4: Let the clock follow your hands");
pictures!(initials_only, Program::demo(), "P", shows "R. M.");
pictures!(phrases, Program::demo(), "up up enter down down down down down enter #", shows "Phrase: type to narrow");
pictures!(a_unit_is_reached, Program::demo(), "enter 4 +1s +14m8s", shows "◆ 3 units reached");
pictures!(
    at_two_patients_at_once,
    Program::demo(),
    "n =Late_Lea enter 1 e +6m",
    shows "hands: 6:00 at once"
);
pictures!(
    names_of_every_kind,
    many_names(),
    "",
    shows "山田"
);

/// A day with names that are long, wide, and written from right to left.
fn many_names() -> Program {
    let mut program = Program::empty();
    let names = [
        "Maximiliane-Alexandra_von_Hohenstein-Rabenau_zu_Oberwiesenthal",
        "山田太郎左衛門",
        "יעל_בן_דוד",
        "Zoë_Ó_Briain",
    ];
    for name in names {
        program.play(&format!("n ={name} enter 1 e +9m p +3m esc"));
    }
    for _ in 0..20 {
        program.play("n =Rosa_Marin enter esc");
    }
    program.play("up up up up up up up up up up up up up up up up up up up up up up up");
    program
}

#[test]
fn no_name_breaks_a_box() {
    let mut program = many_names();
    for screen in ["", "enter", "N", "esc V"] {
        program.play(screen);
        for (columns, rows) in [(60, 18), (80, 24), (120, 40)] {
            let frame = program.frame(columns, rows, &Theme::builtin("mono").unwrap());
            // The right border of each box stands where it would without the names.
            for row in frame.content().chunks(usize::from(columns)) {
                let last = row.last().unwrap().symbol();
                assert!(["│", "┐", "┘", " "].contains(&last) || row[0].symbol() != "│", "{screen} {columns}: {last}");
            }
        }
    }
}

/// What leads to every screen, and to everything that lies over one.
const EVERYWHERE: [&str; 35] = [
    "",
    "n",
    "n =r down",
    "?",
    "enter",
    "enter A",
    "enter T =zzz",
    "enter ?",
    "enter F",
    "enter N",
    "enter U",
    "enter U enter",
    "enter H",
    "up up enter U pagedown",
    "up up enter U enter =97140 enter enter",
    "up up enter",
    "up up enter v",
    "up enter enter",
    "up enter down down enter =word",
    "enter S",
    "enter S =low_back enter enter +9m",
    "enter C",
    "enter C up s =10:01 enter",
    "enter B right down",
    "enter : =p",
    "/ =r",
    "/ =ros enter down",
    "f12",
    "up up enter down down down down down enter #",
    "enter V",
    "enter N c down",
    "up up enter S",
    "up up enter S enter a =Why enter =What",
    "up up enter S enter a =Why enter =What esc",
    "P",
];

fn survives_every_size(program: &Program) {
    let theme = Theme::builtin("default").unwrap();
    // Every third and every second, and those at which something is laid out otherwise.
    for columns in (1..=130u16).step_by(3).chain([60, 80, 100, 120, 170, 200]) {
        for rows in (1..=45u16).step_by(2).chain([18, 24, 60]) {
            let frame = program.frame(columns, rows, &theme);
            assert_eq!((frame.area.width, frame.area.height), (columns, rows));
        }
    }
}

/// A program that finds a segment running which it did not start.
fn interrupted() -> Program {
    let mut before = Program::empty();
    before.play(OPEN).play("3 p +9m");
    before.now += chrono::TimeDelta::minutes(1);
    before.another()
}

#[test]
fn every_screen_survives_every_size() {
    std::thread::scope(|threads| {
        for half in [0, 1] {
            threads.spawn(move || {
                for script in EVERYWHERE.iter().skip(half).step_by(2) {
                    let mut program = Program::demo();
                    program.play(script);
                    survives_every_size(&program);
                }
            });
        }
        survives_every_size(&interrupted());
    });
}

#[test]
fn what_is_typed_can_be_read_at_every_size() {
    let mut program = Program::demo();
    program.play("up enter down down down down down down enter =Seen_again_on_Friday.");
    for columns in 60..=130 {
        for rows in 18..=45 {
            let text = program.text(columns, rows);
            assert!(text.contains("Seen again on Friday."), "{columns}x{rows}\n{text}");
            assert!(text.contains("▸· Plan") || text.contains("▸✓ Plan"), "{columns}x{rows}\n{text}");
        }
    }
}

#[test]
fn nothing_of_the_printed_note_is_out_of_reach_on_the_smallest_screen() {
    let mut program = Program::demo();
    program.play("up up enter v");
    let mut seen = program.text(60, 18);
    for _ in 0..80 {
        program.play("down");
        seen += &program.text(60, 18);
    }
    let seen = seen.replace(['│', '\n'], " ").split_whitespace().collect::<Vec<_>>().join(" ");
    for words in ["97124 9:10", "97140 8:30", "not signed", "of all timed codes", "Total 3 units", "stretches shown."] {
        assert!(seen.contains(words), "{words}: {seen}");
    }
}

#[test]
fn total_forecast_and_a_warning_stand_at_every_size() {
    let mut program = Program::empty();
    program.play(OPEN).play("4 h p +9m m +9m z +9m n +9m g +9m T =gait enter +9m");
    for columns in 60..=130 {
        for rows in 18..=45 {
            let text = program.text(columns, rows);
            for words in ["54 min", "→ 4 units", "next unit in ", "! "] {
                assert!(text.contains(words), "{columns}x{rows}: {words}\n{text}");
            }
        }
    }
}

#[test]
fn a_small_terminal_says_what_it_needs() {
    let program = Program::demo();
    assert!(program.text(59, 18).contains("needs 60x18"));
    assert!(program.text(60, 17).contains("needs 60x18"));
    assert!(!program.text(60, 18).contains("needs"));
}

#[test]
fn without_colour_every_state_still_differs() {
    let rows =
        |program: &Program| harness::rows_of(&program.frame(100, 30, &Theme::builtin("mono").unwrap())).join("\n");
    let mut program = Program::demo();
    program.play("enter");
    let running = rows(&program);
    assert!(running.contains("● running"));
    program.play("space");
    let paused = rows(&program);
    assert!(paused.contains("‖ paused") && paused.contains("PAUSED"));
    program.play("F enter");
    assert!(rows(&program).contains("■ finished"));
}

#[test]
fn no_name_stands_in_the_bar_of_a_session() {
    let mut program = Program::demo();
    program.play("enter");
    let text = program.text(120, 40);
    assert!(text.contains("A. B. #0203"));
    assert!(!text.contains("Boateng"));
}

#[test]
fn after_an_interruption_the_segment_is_there_and_the_screen_asks() {
    let mut program = interrupted();
    let asked = program.picture(80, 24);
    insta::assert_snapshot!("interrupted_80x24", asked);
    insta::assert_snapshot!("interrupted_120x40", program.picture(120, 40));
    program.play("=9:00 enter");
    assert!(program.text(80, 24).contains("cannot stop at"), "a stop before the start is refused");
    for _ in 0..4 {
        program.play("backspace");
    }
    program.play("=10:50 enter");
    let text = program.text(120, 40);
    assert!(text.contains("10:42:00 Upper back, right, Petrissage"), "{text}");
    assert!(text.contains("8:00"), "{text}");
    assert!(text.contains("‖ paused"), "{text}");
}

pictures!(set_up, Program::nothing(), "=J._Osei tab =PT tab =four_random", shows "Set up: there is no record here yet");
pictures!(locked, Program::locked(), "=four", shows "▸ J. Osei, PT");
pictures!(
    locked_while_timing,
    Program::locked(),
    "=four_random_words enter n =Rosa_Marin enter 3 p +2m41s L down =no enter",
    shows "That is not the passphrase"
);
