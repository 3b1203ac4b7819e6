//! The days of a session as its note accounts for them: the bill of each, and the session's own minutes by area.

use chrono::{NaiveDate, TimeDelta};
use serde::{Deserialize, Serialize};

use crate::billing::{self, Bill, Day, Minutes, Piece};
use crate::catalog::{Catalog, CptCode, Kind, Spot};
use crate::session::{Session, SessionId, Stamp};

/// One day of a session.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Account {
    /// What the day comes to, together with the patient's other sessions on it.
    pub bill: Bill,
    /// This session's whole minutes by code and area, those without a code last. Over all sessions of the day those of a
    /// code add up to the code's.
    pub areas: Vec<AreaLine>,
    /// This session's part of the timed minutes.
    pub timed_here: Minutes,
}

/// The time of one code on one area.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct AreaLine {
    /// The code; none where the technique has none.
    pub code: Option<CptCode>,
    /// The area and side.
    pub at: Spot,
    /// The same in words.
    pub spot: String,
    /// The exact time.
    #[serde(with = "seconds")]
    pub time: TimeDelta,
    /// Its whole minutes.
    pub minutes: Minutes,
}

/// Returns the account of a session on one day, where it was worked on it.
pub fn account_on<'a>(
    session: &'a Session,
    others: impl Iterator<Item = &'a Session>,
    catalog: &'a Catalog,
    now: Stamp,
    date: NaiveDate,
) -> Option<Account> {
    accounts(session, others, catalog, now).into_iter().find(|account| account.bill.date == date)
}

/// Returns the accounts of a session's days as it stands now. `others` may hold any sessions; those of the same patient
/// on the same day are billed together with it.
pub fn accounts<'a>(
    session: &'a Session,
    others: impl Iterator<Item = &'a Session>,
    catalog: &'a Catalog,
    now: Stamp,
) -> Vec<Account> {
    let account = |day: &Day| {
        let bill = billing::bill(day, catalog);
        let areas = areas(day, &bill, &session.id, catalog);
        let timed = |line: &&AreaLine| {
            line.code.and_then(|code| bill.charge(code)).is_some_and(|charge| charge.kind == Kind::Timed)
        };
        let timed_here = Minutes(areas.iter().filter(timed).map(|line| line.minutes.0).sum());
        Account { bill, areas, timed_here }
    };
    billing::days(session, others, catalog, now).iter().map(account).collect()
}

fn areas(day: &Day, bill: &Bill, here: &SessionId, catalog: &Catalog) -> Vec<AreaLine> {
    let coded = bill.charges.iter().map(|charge| (Some(charge.code), Some(charge.minutes)));
    coded
        .chain([(None, None)])
        .flat_map(|(code, total)| {
            let spots = times_by_spot(day.pieces.iter().filter(|piece| piece.code == code));
            let times: Vec<TimeDelta> = spots.iter().map(|(.., time)| *time).collect();
            let total = total.unwrap_or_else(|| billing::floored(times.iter().sum()));
            let minutes = billing::apportion(total, &times);
            let own = spots.into_iter().zip(minutes).filter(|((session, ..), _)| *session == here);
            let line = |((_, spot, time), minutes): ((&SessionId, &Spot, TimeDelta), Minutes)| AreaLine {
                code,
                at: spot.clone(),
                spot: catalog.spot_name(spot),
                time,
                minutes,
            };
            own.map(line).collect::<Vec<_>>()
        })
        .collect()
}

fn times_by_spot<'a>(pieces: impl Iterator<Item = &'a Piece<'a>>) -> Vec<(&'a SessionId, &'a Spot, TimeDelta)> {
    let mut spots: Vec<(&SessionId, &Spot, TimeDelta)> = Vec::new();
    for piece in pieces {
        match spots.iter_mut().find(|(session, spot, _)| *session == piece.session && *spot == piece.spot) {
            Some((.., time)) => *time += piece.time,
            None => spots.push((piece.session, piece.spot, piece.time)),
        }
    }
    spots
}

/// Exact time as whole seconds: what a clock shows of it, parts of a second cut off.
pub(super) mod seconds {
    use chrono::TimeDelta;
    use serde::{Deserialize as _, Deserializer, Serializer};

    pub(crate) fn serialize<S: Serializer>(time: &TimeDelta, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_i64(time.num_seconds())
    }

    pub(crate) fn deserialize<'de, D: Deserializer<'de>>(deserializer: D) -> Result<TimeDelta, D::Error> {
        let seconds = i64::deserialize(deserializer)?;
        TimeDelta::try_seconds(seconds).ok_or_else(|| serde::de::Error::custom("that is no time"))
    }
}
