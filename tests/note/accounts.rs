//! The minutes of a session by code and area.

use proptest::prelude::*;
use serde_json::json;
use tableside::billing::{Minutes, apportion};
use tableside::note::{Account, AreaLine, account_on, accounts};
use tableside::session::Session;

use crate::{CATALOG, Told, at, code, opened, pays, spot, today, tomorrow, visit};

fn of(session: &Session, all: &[Session]) -> Vec<Account> {
    accounts(session, all.iter(), &CATALOG, at("22:00:00"))
}

/// The lines of a session's only day: code, spot and minutes.
fn lines(session: &Session, all: &[Session]) -> Vec<String> {
    let accounts = of(session, all);
    assert_eq!(accounts.len(), 1);
    let told = |line: &AreaLine| {
        let code = line.code.map_or_else(|| "none".to_owned(), |code| code.to_string());
        format!("{code} {} {}", line.spot, line.minutes)
    };
    accounts.iter().flat_map(|account| &account.areas).map(told).collect()
}

#[test]
fn the_odd_minutes_of_a_code_go_to_the_largest_remainders_over_all_sessions_of_the_day() {
    let first = opened("a", "09:00:00").works("petrissage", "neck left", "09:00:00", "09:05:40").works(
        "petrissage",
        "neck right",
        "09:05:40",
        "09:11:30",
    );
    let second = opened("b", "12:00:00").works("effleurage", "neck left", "12:00:00", "12:04:50");
    // 5:40, 5:50 and 4:50 are 16:20: of the two odd minutes neither goes to the forty seconds.
    let all = [first.clone(), second.clone()];
    assert_eq!(lines(&first, &all), ["97124 Neck, left 5", "97124 Neck, right 6"]);
    assert_eq!(lines(&second, &all), ["97124 Neck, left 5"]);
    assert_eq!(lines(&first, &[]), ["97124 Neck, left 5", "97124 Neck, right 6"]);
    assert_eq!(lines(&second, &[]), ["97124 Neck, left 4"]);
}

#[test]
fn the_time_of_a_spot_is_summed_over_its_segments_before_it_is_cut_to_minutes() {
    let session = opened("a", "09:00:00")
        .works("petrissage", "neck left", "09:00:00", "09:02:40")
        .works("petrissage", "neck right", "09:02:40", "09:04:00")
        .works("effleurage", "neck left", "09:04:00", "09:06:40");
    assert_eq!(lines(&session, &[]), ["97124 Neck, left 5", "97124 Neck, right 1"]);
    let account = of(&session, &[]).remove(0);
    assert_eq!(account.areas[0].at, spot("neck left"));
    assert_eq!(account.areas[0].time, at("09:05:20") - at("09:00:00"));
}

#[test]
fn codes_stand_in_the_order_of_the_work_and_what_has_none_stands_last() {
    let session = opened("a", "09:00:00")
        .works("cupping", "neck", "09:00:00", "09:02:40")
        .works("therapeutic-exercise", "neck", "09:03:00", "09:13:00")
        .works("cupping", "jaw", "09:13:00", "09:15:30")
        .works("petrissage", "jaw", "09:16:00", "09:18:00");
    let expected = ["97110 Neck 10", "97124 Jaw 2", "none Neck 3", "none Jaw 2"];
    assert_eq!(lines(&session, &[]), expected);
    let account = of(&session, &[]).remove(0);
    assert_eq!((account.bill.treatment, account.timed_here), (Minutes(17), Minutes(12)));
}

#[test]
fn the_minutes_of_areas_are_those_of_the_code_however_the_payer_floors_them() {
    let session = opened("a", "09:00:00").works("therapeutic-exercise", "neck", "09:00:00", "09:10:30").works(
        "petrissage",
        "neck",
        "09:10:30",
        "09:21:10",
    );
    assert_eq!(lines(&session, &[]), ["97110 Neck 10", "97124 Neck 10"]);
    assert_eq!(lines(&session.then(pays("pooled")), &[]), ["97110 Neck 10", "97124 Neck 11"]);
}

#[test]
fn the_timed_minutes_of_a_session_are_its_own_and_hold_nothing_untimed() {
    let first = opened("a", "09:00:00")
        .works("petrissage", "neck", "09:00:00", "09:20:00")
        .works("hot-pack", "neck", "09:20:00", "09:30:00")
        .works("cupping", "neck", "09:30:00", "09:35:00");
    let second = visit("b", "petrissage", "12:00:00", "12:07:00");
    let all = [first, second];
    let here = all.each_ref().map(|session| of(session, &all).remove(0).timed_here);
    assert_eq!(here, [Minutes(20), Minutes(7)]);
    assert_eq!(of(&all[0], &all)[0].bill.timed, Minutes(27));
}

#[test]
fn each_day_of_a_session_has_its_account_and_another_day_has_none() {
    let night = visit("a", "petrissage", "23:50:00", "24T00:20:00");
    let on = |date| account_on(&night, [].into_iter(), &CATALOG, at("24T01:00:00"), date);
    let minutes = |date| on(date).map(|account| (account.bill.date, account.timed_here.0, account.areas.len()));
    assert_eq!(minutes(today()), Some((today(), 10, 1)));
    assert_eq!(minutes(tomorrow()), Some((tomorrow(), 20, 1)));
    assert_eq!(minutes(tomorrow().succ_opt().unwrap()), None);
}

#[test]
fn exact_time_is_kept_in_whole_seconds_and_what_is_no_time_is_refused() {
    let line = AreaLine {
        code: Some(code("97124")),
        at: spot("neck left"),
        spot: "Neck, left".to_owned(),
        time: chrono::TimeDelta::milliseconds(330_999),
        minutes: Minutes(5),
    };
    let kept = serde_json::to_value(&line).unwrap();
    let expected = json!({
        "code": "97124", "at": { "area": "neck", "side": "left" }, "spot": "Neck, left", "time": 330, "minutes": 5,
    });
    assert_eq!(kept, expected);
    let read: AreaLine = serde_json::from_value(kept.clone()).unwrap();
    assert_eq!(read, AreaLine { time: chrono::TimeDelta::seconds(330), ..line });
    for (time, why) in
        [(json!(i64::MAX), "that is no time"), (json!("330"), "invalid type"), (json!(1.5), "invalid type")]
    {
        let mut bad = kept.clone();
        bad["time"] = time;
        let refused = serde_json::from_value::<AreaLine>(bad).unwrap_err().to_string();
        assert!(refused.contains(why), "{refused}");
    }
}

proptest! {
    #[test]
    fn areas_add_up_to_their_code_and_what_has_none_to_its_time(
        work in prop::collection::vec((0..3usize, 0..3usize, 1..600i64, any::<bool>()), 1..12),
    ) {
        let mut all = [opened("a", "08:00:00"), opened("b", "08:00:00")];
        let mut start = at("08:00:00");
        for (technique, area, seconds, second) in work {
            let (from, until) = (start, start + chrono::TimeDelta::seconds(seconds));
            let text = |stamp: tableside::session::Stamp| stamp.format("%dT%H:%M:%S").to_string();
            let technique = ["petrissage", "therapeutic-exercise", "cupping"][technique];
            let area = ["neck left", "neck right", "jaw"][area];
            let place = usize::from(second);
            all[place] = all[place].clone().works(technique, area, &text(from), &text(until));
            start = until;
        }
        let days: Vec<Account> = all.iter().flat_map(|session| of(session, &all)).collect();
        let lines: Vec<&AreaLine> = days.iter().flat_map(|day| &day.areas).collect();
        // One that timed nothing bills nothing: the other's account is the whole.
        let bill = days.iter().map(|day| &day.bill).max_by_key(|bill| bill.charges.len()).unwrap();
        let sum = |code| -> u32 { lines.iter().filter(|line| line.code == code).map(|line| line.minutes.0).sum() };
        for charge in &bill.charges {
            prop_assert_eq!(sum(Some(charge.code)), charge.minutes.0);
        }
        let charged: u32 = bill.charges.iter().map(|charge| charge.minutes.0).sum();
        prop_assert!(sum(None) == bill.treatment.0 - charged || bill.charges.is_empty());
        for line in lines {
            let own = apportion(Minutes(0), &[line.time])[0].0;
            prop_assert!((own..=own + 1).contains(&line.minutes.0), "{line:?}");
        }
    }
}
