//! What must hold whatever bytes come in: nothing panics, and what is taken is sound. The fuzzer and the random tests
//! share these.

use std::rc::Rc;
use std::sync::OnceLock;

use chrono::TimeDelta;
use tableside::app::{self, Found, Key, KeyCode, Msg, Remind, Reminder, Settings};
use tableside::body::Body;
use tableside::catalog::{Catalog, PayerId};
use tableside::config;
use tableside::document::Document;
use tableside::export::{Format, Printer};
use tableside::keymap::Keymap;
use tableside::note::{self, Letterhead};
use tableside::runtime::{self, Effects, Places, Store};
use tableside::session::{Recorded, Session, SessionId, Stamp, Therapist, paper};
use tableside::store::{Log as _, StoreKey, Vault};

fn now() -> Stamp {
    Stamp::parse_from_rfc3339("2026-11-23T10:42:00-05:00").expect("a time")
}

/// What is known of the field, read once.
fn catalog() -> &'static Catalog {
    static CATALOG: OnceLock<Catalog> = OnceLock::new();
    CATALOG.get_or_init(|| Catalog::builtin().expect("the built-in catalogue"))
}

/// Whoever gives notes a form.
fn printer() -> &'static Printer {
    static PRINTER: OnceLock<Printer> = OnceLock::new();
    PRINTER.get_or_init(|| Printer::plain(Body::builtin(catalog()).expect("the body")))
}

fn osei() -> Therapist {
    Therapist::from("J. Osei, PT".to_owned())
}

/// Folds what decodes; each session that comes of it is billed, noted and printed, and encodes to what it was.
fn sound(events: &[Recorded]) {
    let Ok(session) = Session::fold(&SessionId::new("fuzz0000"), events) else { return };
    let note = note::compose(&session, std::iter::empty(), catalog(), &Letterhead::bare(), now());
    for format in Format::ALL {
        let bytes = printer().print(&note, format).expect("every note has every form");
        if matches!(format, Format::Text | Format::Markdown) {
            let text = String::from_utf8(bytes).expect("a text");
            assert!(text.chars().all(|c| c == '\n' || tableside::words::is_plain(c)));
        }
    }
    let again = serde_json::to_vec(events).expect("events encode");
    let again: Vec<Recorded> = serde_json::from_slice(&again).expect("what was encoded decodes");
    assert_eq!(again, events);
}

/// The event decoder.
pub(crate) fn event(data: &[u8]) {
    if let Ok(events) = serde_json::from_slice::<Vec<Recorded>>(data) {
        sound(&events);
    }
}

/// The configuration.
pub(crate) fn configuration(data: &[u8]) {
    let Ok(text) = std::str::from_utf8(data) else { return };
    let document = Document::toml("config.toml", text);
    if let Ok(loaded) = config::load(Some(&document), None, catalog(), &Format::ALL.map(Format::word)) {
        assert!((1..=240).contains(&loaded.config.lock_after));
        assert!(catalog().payer(&loaded.config.payer).is_some());
    }
}

/// A session kept on paper.
pub(crate) fn session_add(data: &[u8]) {
    let Ok(text) = std::str::from_utf8(data) else { return };
    if let Ok(events) = paper::read(&Document::sniff("paper", text.to_owned()), catalog(), &osei(), now()) {
        Session::fold(&SessionId::new("fuzz0000"), &events).expect("what is taken can be folded");
        sound(&events);
    }
}

/// Keys and time: whatever is pressed, the record says what the screen says, and is whole.
pub(crate) fn keys(data: &[u8]) {
    let folder = tempfile::tempdir().expect("a folder");
    let log = Vault::found(folder.path(), StoreKey::random().expect("a key"), &[], now()).expect("a store");
    let key = log.key();
    let settings = Settings {
        letterhead: Letterhead::bare(),
        team: vec![Therapist::from("K. Lee, PTA".to_owned())],
        payer: PayerId::new("medicare"),
        lock_after: TimeDelta::days(30),
        demo: false,
        remind: Remind { of: Reminder::ALL.to_vec(), bell: false, mark: true, after: TimeDelta::minutes(20) },
    };
    let places = Places {
        store: folder.path().to_owned(),
        exports: folder.path().join("exports"),
        backups: None,
        keep_exports: Box::new(|folder| Ok(folder.into())),
    };
    let mut effects =
        Effects::new(Store::Open(log), places, Format::ALL.to_vec(), printer().clone(), Box::new(runtime::random_id));
    let catalog = Rc::new(catalog().clone());
    let body = Body::builtin(&catalog).expect("the body");
    let (mut state, first) =
        app::start(catalog, Rc::new(body), printer().templates.clone(), settings, Found::Open(osei()), now());
    let keymap = Keymap::builtin().expect("the built-in keys");
    let mut at = now();
    runtime::carry_out(&mut state, &mut effects, first, at);
    for byte in data.iter().take(400) {
        let code = match byte {
            0..=15 => {
                at += TimeDelta::seconds(1 << (byte % 12));
                runtime::settle(&mut state, &mut effects, Msg::Tick, at);
                continue;
            }
            16..=20 => KeyCode::Enter,
            21..=23 => KeyCode::Esc,
            24 => KeyCode::Tab,
            25 => KeyCode::Backspace,
            26 => KeyCode::Up,
            27 => KeyCode::Down,
            28 => KeyCode::Left,
            29 => KeyCode::Right,
            30 => KeyCode::PageDown,
            31 => KeyCode::PageUp,
            // A key that would leave, or lock what nobody can unlock here, ends nothing of interest.
            b'Q' | b'L' => continue,
            other => KeyCode::Char(char::from(*other)),
        };
        let message = keymap.message(state.context(), Key::plain(code));
        runtime::settle(&mut state, &mut effects, message, at);
    }
    drop(effects);
    let log = Vault::open(folder.path()).expect("the store").expect("there is one").unlock(key);
    for (id, visit) in &state.visits {
        assert!(visit.unwritten.is_empty() && visit.trouble.is_none());
        let stored = log.read(id).expect("what was recorded is read");
        assert_eq!(Session::fold(id, &stored).expect("and folds"), visit.session);
    }
    let judge = |id: &SessionId, events: &[Recorded]| Session::fold(id, events).ok().map(|s| note::waits(&s));
    let report = log.verify(None, &judge).expect("it is verified");
    assert!(report.damages.is_empty(), "{:?}", report.damages);
}
