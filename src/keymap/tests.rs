//! Tests of the key map.

use super::*;

fn own(text: &str) -> Result<Keymap, Faults> {
    Keymap::layered(Some(&Document::toml("keys.toml", text)))
}

fn message(keymap: &Keymap, context: Context, key: &str) -> Msg {
    keymap.message(context, key.parse().unwrap())
}

#[test]
fn the_built_in_keys_are_sound() {
    let keymap = Keymap::builtin().unwrap();
    for context in Context::ALL {
        assert!(keymap.bindings(context).next().is_some(), "{}", context.word());
    }
}

#[test]
fn whatever_can_be_asked_for_has_a_key_where_it_counts() {
    let keymap = Keymap::builtin().unwrap();
    for action in Action::NAMED {
        for context in action.contexts() {
            let bound = keymap.bindings(*context).any(|b| b.action == *action);
            assert!(bound, "{} in {}", action.name(), context.word());
        }
    }
}

#[test]
fn faults_are_reported_together() {
    let text = "[[bind]]\nin = \"dya\"\nkeys = [\"n\"]\ndo = \"help\"\n\
                [[bind]]\nin = \"day\"\nkeys = [\"f99\"]\ndo = \"finnish\"\n\
                [[bind]]\nin = \"day\"\nkeys = [\"x\"]\ndo = \"pause\"\n\
                [[bind]]\nin = \"editor\"\nkeys = [\"ctrl-x\", \"x\"]\ndo = \"save\"\n\
                [[bind]]\nin = \"session\"\nkeys = [\"f5\"]\ndo = \"pause\"\n\
                [[bind]]\nin = \"session\"\nkeys = [\"f6\", \"f5\"]\ndo = \"finish\"\n";
    let faults = own(text).unwrap_err().0;
    let told: Vec<_> = faults.iter().map(|f| (f.line, f.key.as_str())).collect();
    assert_eq!(
        told,
        [
            (Some(2), "bind[0].in"),
            (Some(8), "bind[1].do"),
            (Some(7), "bind[1].keys[0]"),
            (Some(12), "bind[2].do"),
            (Some(15), "bind[3].keys[1]"),
            (Some(23), "bind[5].keys"),
        ]
    );
    assert!(faults[0].mend.contains("day") && faults[1].mend.contains("finish") && faults[3].mend.contains("session"));
}

#[test]
fn letters_are_techniques_on_the_session_screen_and_text_in_a_form() {
    let keymap = Keymap::builtin().unwrap();
    let p = Key::char('p');
    assert_eq!(keymap.message(Context::Session, p), Msg::Do(Action::Technique('p')));
    assert_eq!(keymap.message(Context::Session, Key::char('0')), Msg::Do(Action::Area(9)));
    assert_eq!(keymap.message(Context::Form, p), Msg::Type(p));
    assert_eq!(keymap.message(Context::Form, Key::char('?')), Msg::Type(Key::char('?')));
    assert_eq!(keymap.message(Context::Day, Key::char('?')), Msg::Do(Action::Help));
}

#[test]
fn a_pedal_is_heard_however_the_terminal_says_it_and_behind_the_lock() {
    let keymap = Keymap::builtin().unwrap();
    for context in [Context::Session, Context::Locked, Context::Unlocking] {
        for key in ["f13", "shift-f1"] {
            assert_eq!(message(&keymap, context, key), Msg::Do(Action::NextStep), "{key}");
        }
        assert_eq!(message(&keymap, context, "f14"), Msg::Do(Action::Pause));
    }
}

#[test]
fn a_clinic_s_own_keys_lie_over_the_built_in_ones() {
    let keymap = own("[[bind]]\nin = \"session\"\nkeys = [\"f9\", \"F\"]\ndo = \"pause\"\n\
         [[bind]]\nin = \"session\"\nkeys = [\"f20\"]\ndo = \"technique-p\"\n\
         [[bind]]\nin = \"day\"\nkeys = []\ndo = \"export-day\"\n")
    .unwrap();
    assert_eq!(message(&keymap, Context::Session, "f9"), Msg::Do(Action::Pause));
    assert_eq!(message(&keymap, Context::Session, "F"), Msg::Do(Action::Pause), "taken from what had it");
    assert_eq!(
        message(&keymap, Context::Session, "space"),
        Msg::Unbound("space".parse().unwrap()),
        "its keys were others"
    );
    assert_eq!(message(&keymap, Context::Session, "f20"), Msg::Do(Action::Technique('p')));
    assert_eq!(message(&keymap, Context::Day, "E"), Msg::Unbound(Key::char('E')));
    assert_eq!(
        keymap.bindings(Context::Session).find(|b| b.action == Action::Pause).unwrap().hint.as_deref(),
        Some("pause")
    );
}

#[test]
fn the_page_of_keys_is_what_the_keys_are() {
    let page = page(&Keymap::builtin().unwrap());
    let shipped = include_str!("../../docs/keys.md");
    assert_eq!(shipped, page, "run `cargo run --example pages`");
}
