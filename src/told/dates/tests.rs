//! What is read, and as which date; and that nothing typed brings it down.

use proptest::prelude::*;

use super::super::tests::typed;
use super::*;

/// A Tuesday.
fn today() -> NaiveDate {
    on(2026, 11, 24)
}

fn on(year: i32, month: u32, day: u32) -> NaiveDate {
    NaiveDate::from_ymd_opt(year, month, day).unwrap()
}

const LEAP_DAY: [&str; 23] = [
    "1980-02-29",
    "1980/2/29",
    "1980.02.29",
    "2/29/1980",
    "02/29/1980",
    "2-29-1980",
    "2 / 29 / 1980",
    "2/29/80",
    "29.2.1980",
    "29.02.80",
    "29 Feb 1980",
    "29 feb 80",
    "Feb 29 1980",
    "Feb. 29, 1980",
    "February 29, 1980",
    " FEBRUARY 29 1980 ",
    "29feb1980",
    "feb29 1980",
    "29-Feb-1980",
    "29/feb/1980",
    "29. Februar 1980",
    "02291980",
    "19800229",
];

#[test]
fn one_day_is_read_in_every_way_of_writing_it() {
    for text in LEAP_DAY {
        assert_eq!(date(text, today()), Some(on(1980, 2, 29)), "{text}");
        assert_eq!(birth(text, today()), Some(on(1980, 2, 29)), "{text}");
    }
    assert_eq!(date("4 sept 2026", today()), Some(on(2026, 9, 4)));
    assert_eq!(date("3/4/2026", today()), Some(on(2026, 3, 4)));
    assert_eq!(date("3.4.2026", today()), Some(on(2026, 4, 3)));
    assert_eq!(date("12252026", today()), Some(on(2026, 12, 25)));
    assert_eq!(date("20121110", today()), Some(on(2012, 11, 10)));
}

#[test]
fn what_is_no_date_is_none() {
    let wrong = [
        "",
        " ",
        "23",
        "80",
        "1980",
        "31.2.1980",
        "2/30/1980",
        "29 feb 1981",
        "2/29/1900",
        "13/1/1980",
        "0/1/1980",
        "80-02-29",
        "1980-2",
        "1980-02-29-",
        "-1980-02-29",
        "1980-02/29",
        "1980:02:29",
        "2 29 1980",
        "002/29/1980",
        "2/29/980",
        "2/29/01980",
        "1/1/1026",
        "29 fe 1980",
        "29 febuary 1980",
        "29 februarys 1980",
        "29,,feb 1980",
        "feb 1980",
        "feb",
        "feb 29 1980 x",
        "19800230",
        "20021980",
        "022980",
        "019800229",
        "19-80-02-29",
        "tomorrow",
        "mo",
        "today today",
        "1980–02–29",
        "٢٩.٢.١٩٨٠",
    ];
    for text in wrong {
        assert_eq!(date(text, today()), None, "{text}");
        assert_eq!(birth(text, today()), None, "{text}");
    }
}

#[test]
fn a_short_year_is_the_nearest_and_of_a_birth_the_latest_past() {
    let table = [
        ("11/24/26", on(2026, 11, 24), on(2026, 11, 24)),
        ("11/25/26", on(2026, 11, 25), on(1926, 11, 25)),
        ("1/5/27", on(2027, 1, 5), on(1927, 1, 5)),
        ("1/5/80", on(1980, 1, 5), on(1980, 1, 5)),
        ("1/5/70", on(2070, 1, 5), on(1970, 1, 5)),
        ("29.2.00", on(2000, 2, 29), on(2000, 2, 29)),
        ("29.2.28", on(2028, 2, 29), on(1928, 2, 29)),
    ];
    for (text, nearest, born) in table {
        assert_eq!((date(text, today()), birth(text, today())), (Some(nearest), Some(born)), "{text}");
    }
    assert_eq!(date("12/31/99", on(2101, 1, 1)), Some(on(2099, 12, 31)));
}

#[test]
fn nobody_is_born_after_today_or_in_no_year() {
    for text in ["2026-11-25", "25 nov 2026", "20270101", "11/23", "23 nov", "today", "yesterday", "mon", "-3"] {
        assert_eq!(birth(text, today()), None, "{text}");
        assert!(date(text, today()).is_some(), "{text}");
    }
    assert_eq!(birth("2026-11-24", today()), Some(today()));
}

#[test]
fn a_date_may_be_told_from_today() {
    let table = [
        ("today", on(2026, 11, 24)),
        (" Yesterday ", on(2026, 11, 23)),
        ("tue", on(2026, 11, 24)),
        ("Tuesday", on(2026, 11, 24)),
        ("mon", on(2026, 11, 23)),
        ("wed", on(2026, 11, 18)),
        ("thurs", on(2026, 11, 19)),
        ("sunday", on(2026, 11, 22)),
        ("-0", on(2026, 11, 24)),
        ("-3", on(2026, 11, 21)),
        ("3 days ago", on(2026, 11, 21)),
        ("1 day ago", on(2026, 11, 23)),
        ("-365", on(2025, 11, 24)),
        ("11/23", on(2026, 11, 23)),
        ("11/24", on(2026, 11, 24)),
        ("11/25", on(2025, 11, 25)),
        ("11-23", on(2026, 11, 23)),
        ("23.11", on(2026, 11, 23)),
        ("23 nov", on(2026, 11, 23)),
        ("Nov 23", on(2026, 11, 23)),
        ("december 1", on(2025, 12, 1)),
        ("feb 29", on(2024, 2, 29)),
    ];
    for (text, expected) in table {
        assert_eq!(date(text, today()), Some(expected), "{text}");
    }
    assert_eq!(date("2/29", on(1904, 2, 28)), Some(on(1896, 2, 29)));
    for text in ["-99999999999", "-99999999999999999999999", "3 days", "ago", "+3", "--3"] {
        assert_eq!(date(text, today()), None, "{text}");
    }
}

#[test]
fn a_date_in_words_needs_no_country() {
    assert_eq!(date_words(on(1980, 2, 29)), "29 Feb 1980");
    assert_eq!(date_words(on(2026, 11, 3)), "3 Nov 2026");
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    // Whole years are those from 1900 to 2099, and a short one may be of the century before.
    fn nothing_typed_brings_it_down(text in typed(), days in 0_u64..36_500) {
        let today = on(2000, 1, 1) + Days::new(days);
        if let Some(born) = birth(&text, today) {
            prop_assert!(born <= today);
            prop_assert_eq!(birth(&date_words(born), today), Some(born));
        }
        for today in [today, NaiveDate::MIN, NaiveDate::MAX] {
            let _ = (date(&text, today), birth(&text, today));
        }
    }

    #[test]
    fn a_date_is_read_back_from_every_form(days in 0_u64..73_000) {
        let date = on(1900, 1, 1) + Days::new(days);
        let today = on(2099, 12, 31);
        for form in ["%Y-%m-%d", "%-m/%-d/%Y", "%-d.%-m.%Y", "%-d %b %Y", "%B %-d, %Y", "%m%d%Y", "%Y%m%d", "%d%b%Y"] {
            let text = date.format(form).to_string();
            prop_assert_eq!(super::date(&text, today), Some(date), "{}", text);
            prop_assert_eq!(birth(&text, today), Some(date), "{}", text);
        }
    }
}
