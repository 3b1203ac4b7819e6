//! Random bytes, and bytes that are nearly right, for the event decoder, the configuration, `session add` and the keys. A
//! few in the ordinary run, many with `TABLESIDE_LARGE=1`; `fuzz/` goes on where these end.

#![expect(clippy::expect_used, reason = "a test says so by panicking")]

#[path = "../fuzz/bodies.rs"]
mod bodies;

use proptest::prelude::*;

const EVENTS: &str = r#"[{"v":1,"at":"2026-11-23T10:20:00-05:00","by":"J. Osei, PT","type":"session-opened",
"patient":{"name":"Rosa Marin","id":"0042","born":"1980-02-29"},"payer":"medicare","therapist":"J. Osei, PT"},
{"v":1,"at":"2026-11-23T10:21:00-05:00","by":"J. Osei, PT","type":"segment-started","segment":1,
"spot":{"area":"neck","side":null},"technique":"petrissage","code":"97124","contact":"one-on-one",
"start":"2026-11-23T10:21:00-05:00"},
{"v":1,"at":"2026-11-23T10:40:00-05:00","by":"J. Osei, PT","type":"session-finished","closed":"2026-11-23T10:40:00-05:00"}]"#;

const PAPER: &str = "payer = \"medicare\"\nopened = 2026-11-23T10:20:00-05:00\ntherapist = \"J. Osei, PT\"\npain_before = 6\n\
                     plan = \"x\"\n[patient]\nname = \"Rosa\"\n[[segments]]\narea = \"neck\"\ntechnique = \"petrissage\"\n\
                     start = 2026-11-23T10:21:00-05:00\nstop = 2026-11-23T10:38:30-05:00\n";

fn cases(few: u32, many: u32) -> ProptestConfig {
    let cases = if std::env::var_os("TABLESIDE_LARGE").is_some() { many } else { few };
    ProptestConfig { cases, failure_persistence: None, ..ProptestConfig::default() }
}

/// A text with some bytes changed, cut out or put in.
fn nearly(text: &'static str) -> impl Strategy<Value = Vec<u8>> {
    let edit = (0..text.len(), 0..3u8, any::<u8>(), 1..20usize);
    prop::collection::vec(edit, 0..6).prop_map(move |edits| {
        let mut bytes = text.as_bytes().to_vec();
        for (place, how, byte, count) in edits {
            let place = place.min(bytes.len().saturating_sub(1));
            let end = (place + count).min(bytes.len());
            match how {
                0 => bytes.splice(place..end, []).for_each(drop),
                1 => bytes.splice(place..place, [byte]).for_each(drop),
                _ => bytes.splice(place..end.min(place + 1), [byte % 128]).for_each(drop),
            }
        }
        bytes
    })
}

proptest! {
    #![proptest_config(cases(300, 100_000))]

    #[test]
    fn any_bytes_may_stand_where_events_should(data in prop_oneof![any::<Vec<u8>>(), nearly(EVENTS)]) {
        bodies::event(&data);
    }

    #[test]
    fn any_bytes_may_stand_in_the_configuration(
        data in prop_oneof![any::<Vec<u8>>(), nearly(include_str!("../config.toml.example"))],
    ) {
        bodies::configuration(&data);
    }

    #[test]
    fn any_bytes_may_stand_on_paper(data in prop_oneof![any::<Vec<u8>>(), nearly(PAPER)]) {
        bodies::session_add(&data);
    }
}

proptest! {
    #![proptest_config(cases(20, 1000))]

    #[test]
    fn whatever_is_typed_the_record_is_whole(data in prop::collection::vec(any::<u8>(), 1..400)) {
        // Most of it in a session: a name, then anything.
        bodies::keys(&[b"nRosa\x10".as_slice(), &data].concat());
    }
}

#[test]
fn what_is_right_is_taken() {
    let events: Vec<tableside::session::Recorded> = serde_json::from_str(EVENTS).expect("the events are right");
    assert_eq!(events.len(), 3);
    bodies::event(EVENTS.as_bytes());
    bodies::session_add(PAPER.as_bytes());
}
