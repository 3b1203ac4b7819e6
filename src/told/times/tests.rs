//! What is read, and as which time; and that nothing typed brings it down.

use proptest::prelude::*;

use super::super::tests::typed;
use super::*;

fn clock(text: &str) -> NaiveTime {
    NaiveTime::parse_from_str(text, "%H:%M:%S").unwrap()
}

#[test]
fn a_time_of_the_day_is_read() {
    let table = [
        ("10:21", "10:21:00"),
        ("10:21:30", "10:21:30"),
        ("10.21", "10:21:00"),
        ("1021", "10:21:00"),
        ("9:05", "09:05:00"),
        ("09:05", "09:05:00"),
        ("905", "09:05:00"),
        ("0:00", "00:00:00"),
        ("23:59", "23:59:00"),
        ("10:21 am", "10:21:00"),
        ("10:21pm", "22:21:00"),
        ("10:21:30 PM", "22:21:30"),
        ("905pm", "21:05:00"),
        ("9 p.m.", "21:00:00"),
        ("9pm", "21:00:00"),
        ("12am", "00:00:00"),
        ("12:30 am", "00:30:00"),
        ("12pm", "12:00:00"),
    ];
    for (text, expected) in table {
        assert!(matches!(time(text), Some(Time::At(at) | Time::Either(at)) if at == clock(expected)), "{text}");
    }
    // Which half of the day it is was not said of these.
    for (text, open) in [("2:15", true), ("12:15", true), ("0:15", false), ("14:15", false), ("2:15pm", false)] {
        assert_eq!(matches!(time(text), Some(Time::Either(_))), open, "{text}");
    }
}

fn instant(text: &str) -> DateTime<FixedOffset> {
    DateTime::parse_from_rfc3339(&format!("2026-11-{text}-05:00")).unwrap()
}

#[test]
fn a_told_time_is_the_nearest_that_can_be() {
    // What is told, of something that stands then, not before that, and when it is told.
    let meant = |text: &str, stands: &str, earliest: &str, now: &str| {
        time(text).unwrap().instant(instant(stands), (instant(earliest), instant(now)), instant(now)).unwrap()
    };
    let table = [
        ("2:15", "23T14:10:00", "23T14:10:00", "23T15:00:00", "23T14:15:00"),
        ("02:15:30", "23T14:10:00", "23T14:10:00", "23T15:00:00", "23T14:15:30"),
        ("14:15", "23T14:10:00", "23T14:10:00", "23T15:00:00", "23T14:15:00"),
        ("2:15am", "23T14:10:00", "23T14:10:00", "23T15:00:00", "23T02:15:00"),
        // A little before the session was opened, and a little after now, stay what they are.
        ("10:08", "23T10:18:00", "23T10:18:00", "23T10:40:00", "23T10:08:00"),
        ("3:05", "23T14:10:00", "23T14:10:00", "23T15:00:00", "23T15:05:00"),
        ("8:55", "23T09:00:00", "23T09:00:00", "23T09:50:00", "23T08:55:00"),
        ("16:00", "23T14:10:00", "23T14:10:00", "23T15:00:00", "23T16:00:00"),
        // Far from where it stands, it is what can be.
        ("2:30", "23T08:00:00", "23T08:00:00", "23T17:00:00", "23T14:30:00"),
        ("10:50", "23T17:00:00", "23T10:40:00", "23T17:00:00", "23T10:50:00"),
        ("4:55", "22T16:40:00", "22T16:40:00", "23T08:30:00", "22T16:55:00"),
        ("0:10", "22T23:50:00", "22T23:50:00", "23T08:30:00", "23T00:10:00"),
        ("12:05", "23T11:58:00", "23T11:58:00", "23T15:00:00", "23T12:05:00"),
        ("12:05", "23T23:58:00", "23T23:58:00", "24T00:30:00", "24T00:05:00"),
        ("-3m", "23T14:10:00", "23T14:10:00", "23T15:00:00", "23T14:07:00"),
        ("3m ago", "23T14:10:00", "23T14:10:00", "23T15:00:00", "23T14:57:00"),
        ("now", "23T14:10:00", "23T14:10:00", "23T15:00:00", "23T15:00:00"),
    ];
    for (text, stands, earliest, now, expected) in table {
        assert_eq!(meant(text, stands, earliest, now), instant(expected), "{text} of {stands}");
    }
}

#[test]
fn a_time_may_be_told_by_how_much() {
    let table = [
        ("+0", 0),
        ("-3m", -180),
        ("- 3 m", -180),
        ("+3m", 180),
        ("-3", -180),
        ("\u{2212}3", -180),
        ("+2 min", 120),
        ("-90s", -90),
        ("-1h", -3600),
        ("-1h30m", -5400),
        ("-1 hour 30 minutes", -5400),
        ("-1h30", -5400),
        ("-1h2m3s", -3723),
        ("-1:30", -90),
        ("+0:05", 5),
        ("-24h", -86400),
        ("+1440", 86400),
    ];
    for (text, seconds) in table {
        assert_eq!(time(text), Some(Time::By(TimeDelta::seconds(seconds))), "{text}");
    }
    for (text, seconds) in [("now", 0), ("3m ago", 180), ("90 sec ago", 90), ("3 ago", 180)] {
        assert_eq!(time(text), Some(Time::Ago(TimeDelta::seconds(seconds))), "{text}");
    }
}

#[test]
fn what_is_no_time_is_none() {
    let wrong = [
        "",
        "9",
        "21",
        "12345",
        "24:00",
        "10:60",
        "10:21:60",
        "10:5",
        "100:05",
        "10:21:5",
        "1060",
        "2400",
        "13pm",
        "0am",
        "22:21 pm",
        "10:21 xm",
        "10:21 am pm",
        "am",
        "10:21 now",
        "later 3m",
        "3m",
        "3m later",
        "-",
        "+",
        "ago",
        "-3m ago",
        "-3x",
        "-m",
        "-30m1h",
        "-1m1m",
        "-1m30",
        "-1:5",
        "-1:60",
        "-1:00:00",
        "--3",
        "-24h1s",
        "+1441",
        "-99999999999h",
        "-4294967295h4294967295m",
    ];
    for text in wrong {
        assert_eq!(time(text), None, "{text}");
    }
}

#[test]
fn a_stretch_of_time_has_two_ends() {
    let table = [
        ("10:05-10:15", "10:05:00", "10:15:00"),
        ("10:05 - 10:15", "10:05:00", "10:15:00"),
        ("10:05 to 10:15", "10:05:00", "10:15:00"),
        ("10:05 \u{2013} 10:15", "10:05:00", "10:15:00"),
        ("10:05\u{2014}10:15", "10:05:00", "10:15:00"),
        ("1005-1015", "10:05:00", "10:15:00"),
        ("10.05-10.15", "10:05:00", "10:15:00"),
        ("10:05:30 TO 10:15:40", "10:05:30", "10:15:40"),
        ("10:05 +10m", "10:05:00", "10:15:00"),
        ("10:05+10", "10:05:00", "10:15:00"),
        ("10:05 for 10m", "10:05:00", "10:15:00"),
        ("10:05 for 1h 10 min", "10:05:00", "11:15:00"),
        ("10:05 for 1:30", "10:05:00", "10:06:30"),
        ("23:55 for 10m", "23:55:00", "00:05:00"),
        ("23:55-0:05", "23:55:00", "00:05:00"),
        ("10:05pm for 10m", "22:05:00", "22:15:00"),
        ("10:05pm-10:15pm", "22:05:00", "22:15:00"),
        ("10:05-10:15pm", "22:05:00", "22:15:00"),
        ("9-10am", "09:00:00", "10:00:00"),
        ("11:50-12:10pm", "11:50:00", "12:10:00"),
        ("11:50-12:10am", "23:50:00", "00:10:00"),
        ("10:05pm-10:15", "22:05:00", "22:15:00"),
        ("11:50am-12:10", "11:50:00", "12:10:00"),
        ("22:05-10:15pm", "22:05:00", "22:15:00"),
    ];
    for (text, start, stop) in table {
        let (Time::At(first) | Time::Either(first), length) = span(text).unwrap() else { panic!("{text}") };
        assert_eq!((first, first.overflowing_add_signed(length).0), (clock(start), clock(stop)), "{text}");
    }
    // The shorter one is meant, and where neither end says which half, the whole may be of either.
    for (text, start, minutes, open) in [
        ("12:50-1:10", "12:50:00", 20, true),
        ("2:15-2:30", "02:15:00", 15, true),
        ("14:10-2:30", "14:10:00", 20, false),
        ("2:15 for 10m", "02:15:00", 10, true),
        ("2:15pm for 10m", "14:15:00", 10, false),
    ] {
        let start = if open { Time::Either(clock(start)) } else { Time::At(clock(start)) };
        assert_eq!(span(text), Some((start, TimeDelta::minutes(minutes))), "{text}");
    }
    let wrong = [
        "",
        "10:05",
        "-",
        "10:05-",
        "-10:15",
        "9-10",
        "10:05 10:15 10:20",
        "10:05-10:15-10:25",
        "10:05 -10m",
        "10:05 to 25:00",
        "10:05 for",
        "for 10m",
        "10:05 for 24h",
        "10:05 for -10m",
        "now to 10:15",
    ];
    for text in wrong {
        assert_eq!(span(text), None, "{text}");
    }
}

proptest! {
    #[test]
    fn nothing_typed_brings_it_down(text in typed()) {
        if let Some(Time::By(by) | Time::Ago(by)) = time(&text) {
            prop_assert!(by.abs() <= TimeDelta::days(1));
        }
        if let Some((start, length)) = span(&text) {
            prop_assert!(matches!(start, Time::At(_) | Time::Either(_)) && length < TimeDelta::days(1));
        }
    }
}
