//! Time that counts, by calendar day: from the sessions of one patient to the work of each day.
//!
//! Exact instants throughout: a clock that is set forward or back changes no duration. What the hands did one-on-one
//! counts once, whoever's hands they were; what ran beside them counts for untimed codes only. Nothing is dropped
//! without an [`Oddity`] that says so.

use std::borrow::Cow;
use std::collections::BTreeMap;

use chrono::{Days, NaiveDate, NaiveTime, TimeDelta, TimeZone as _};

use super::minutes::plus;
use super::together::{known, namesakes};
use super::{Day, Decisions, Oddity, Piece, Work};
use crate::catalog::{Catalog, Contact, CptCode, Kind, Payer, Rule, Spot, TechniqueId};
use crate::session::{Patient, Role, Running, Segment, SegmentNo, Session, SessionId, Stamp, Therapist};

/// Returns the days of a session as they stand now, each with everything that is billed together with it: all sessions
/// of the same patient for the same payer on that day, whoever treated (Pub 100-04 ch. 5 §20.2 C, "in a single day").
///
/// `others` may hold any sessions, this one too; those opened on the days around it are enough.
pub fn days<'a>(
    session: &'a Session,
    others: impl Iterator<Item = &'a Session>,
    catalog: &'a Catalog,
    now: Stamp,
) -> Vec<Day<'a>> {
    let sessions = namesakes(session, others);
    let payer = catalog.payer(&session.payer).map_or_else(|| Cow::Owned(unknown(session)), Cow::Borrowed);
    let mut by_day: BTreeMap<NaiveDate, Vec<Stretch>> = BTreeMap::new();
    for stretch in sessions.iter().flat_map(|s| stretches(s, now)).flat_map(by_calendar) {
        by_day.entry(stretch.start.date_naive()).or_default().push(stretch);
    }
    let is_own = |stretch: &Stretch| *stretch.session == session.id;
    let timed_nothing = !by_day.values().flatten().any(is_own);
    if timed_nothing {
        by_day.entry(session.opened.date_naive()).or_default();
    }
    let over_midnight = |id: &SessionId| by_day.values().filter(|all| all.iter().any(|s| s.session == id)).count() > 1;
    let opened = session.opened.date_naive();
    let own_days = by_day.iter().filter(|(date, all)| all.iter().any(is_own) || (timed_nothing && **date == opened));
    let days = own_days.map(|(date, all)| {
        // A session without work of its own bills nothing, not what the others of the day are for.
        let works =
            |s: &&&Session| if timed_nothing { s.id == session.id } else { all.iter().any(|on| *on.session == s.id) };
        let group = Group::of(session, &sessions.iter().filter(works).copied().collect::<Vec<_>>());
        let (mut own, elsewhere) = group.stretches(all);
        // Stable: of those that begin together the session opened first is the first.
        own.sort_by_key(|stretch| stretch.start);
        let mut day = counted(*date, payer.clone(), &own, catalog);
        day.sessions = group.ids(*date);
        day.decisions = decisions(&group.sessions, *date);
        day.oddities.extend(paid_twice(&own, &elsewhere));
        day.oddities.extend(day.sessions.iter().any(|id| over_midnight(id)).then_some(Oddity::OverMidnight));
        day.oddities.extend(group.doubtful.then_some(Oddity::Namesakes));
        day
    });
    days.collect()
}

/// The sessions of a day that are of one session's patient.
struct Group<'a> {
    /// For any payer.
    same_patient: Vec<&'a Session>,
    /// For the same payer: what is billed together.
    sessions: Vec<&'a Session>,
    /// Whether the patient may be another one, too.
    doubtful: bool,
}

impl<'a> Group<'a> {
    fn of(session: &'a Session, present: &[&'a Session]) -> Self {
        let patients: Vec<&Patient> = present.iter().map(|s| &s.patient).collect();
        let (own, doubtful) = known(&session.patient, &patients);
        let same = |s: &&&Session| known(&s.patient, &patients).0 == own;
        let same_patient: Vec<&Session> = present.iter().filter(same).copied().collect();
        let sessions = same_patient.iter().filter(|s| s.payer == session.payer).copied().collect();
        Self { same_patient, sessions, doubtful }
    }

    /// Returns the sessions' ids, first those opened on the day.
    fn ids(&self, date: NaiveDate) -> Vec<&'a SessionId> {
        let (opened, before): (Vec<_>, Vec<_>) = self.sessions.iter().partition(|s| s.opened.date_naive() == date);
        opened.into_iter().chain(before).map(|s: &&'a Session| &s.id).collect()
    }

    /// Returns the stretches that are billed together, and those of the same patient for another payer.
    fn stretches(&self, all: &[Stretch<'a>]) -> (Vec<Stretch<'a>>, Vec<Stretch<'a>>) {
        let of = |sessions: &[&Session], stretch: &Stretch| sessions.iter().any(|s| s.id == *stretch.session);
        let own = all.iter().filter(|stretch| of(&self.sessions, stretch));
        let elsewhere = all.iter().filter(|stretch| of(&self.same_patient, stretch) && !of(&self.sessions, stretch));
        (own.copied().collect(), elsewhere.copied().collect())
    }
}

/// Returns where one-on-one time of the day stands at once with what another payer is billed for.
fn paid_twice(own: &[Stretch], elsewhere: &[Stretch]) -> Option<Oddity> {
    let hands = |stretch: &&Stretch| stretch.contact == Contact::OneOnOne;
    let pairs = own.iter().filter(hands).flat_map(|one| elsewhere.iter().filter(hands).map(move |other| (one, other)));
    pairs
        .map(|(one, other)| (one.start.max(other.start), one.stop.min(other.stop)))
        .find(|(from, until)| from < until)
        .map(|(from, until)| Oddity::TwoPayers { from, until })
}

/// A payer that the catalogue does not have any more counts nothing.
fn unknown(session: &Session) -> Payer {
    Payer { id: session.payer.clone(), ..Payer::by_rule(Rule::None) }
}

/// A part of a segment, on one day.
#[derive(Debug, Clone, Copy)]
struct Stretch<'a> {
    session: &'a SessionId,
    no: SegmentNo,
    spot: &'a Spot,
    technique: &'a TechniqueId,
    code: Option<CptCode>,
    contact: Contact,
    role: Role,
    start: Stamp,
    stop: Stamp,
}

fn stretches(session: &Session, now: Stamp) -> impl Iterator<Item = Stretch<'_>> {
    let own = session.therapist.role();
    let role = move |performer: &Option<Therapist>| performer.as_ref().map_or(own, Therapist::role);
    let ended = session.segments.iter().map(move |s: &Segment| Stretch {
        session: &session.id,
        no: s.no,
        spot: &s.spot,
        technique: &s.technique,
        code: s.code,
        contact: s.contact,
        role: role(&s.performer),
        start: s.start,
        stop: s.stop,
    });
    let running = session.running.iter().chain(&session.beside).map(move |r: &Running| Stretch {
        session: &session.id,
        no: r.no,
        spot: &r.spot,
        technique: &r.technique,
        code: r.code,
        contact: r.contact,
        role: role(&r.performer),
        start: r.start,
        stop: now.max(r.start),
    });
    ended.chain(running)
}

/// Cuts a stretch at each midnight of the clinic's calendar, as it stood when the stretch began.
fn by_calendar(whole: Stretch<'_>) -> impl Iterator<Item = Stretch<'_>> {
    let mut rest = Some(whole);
    std::iter::from_fn(move || {
        let part = rest.take()?;
        match midnight_after(part.start).filter(|midnight| *midnight < part.stop) {
            None => Some(part),
            Some(midnight) => {
                rest = Some(Stretch { start: midnight, ..part });
                Some(Stretch { stop: midnight, ..part })
            }
        }
    })
}

fn midnight_after(at: Stamp) -> Option<Stamp> {
    let next = at.date_naive().checked_add_days(Days::new(1))?;
    at.offset().from_local_datetime(&next.and_time(NaiveTime::MIN)).single()
}

/// Counts a day's stretches, which are in the order of their starts.
fn counted<'a>(date: NaiveDate, payer: Cow<'a, Payer>, all: &[Stretch<'a>], catalog: &Catalog) -> Day<'a> {
    let mut day = Day::new(date, payer);
    day.pieces.reserve(all.len());
    let mut hands: Option<Stamp> = None;
    let mut beside: Vec<(Option<CptCode>, Option<Stamp>)> = Vec::new();
    for stretch in all {
        let whole = stretch.stop - stretch.start;
        let kind = stretch.code.and_then(|code| catalog.code(code)).map(|known| known.kind);
        let time = match (stretch.contact, kind, stretch.code) {
            (Contact::OneOnOne, ..) => {
                let time = beyond(stretch, &mut hands);
                if time < whole {
                    let until = stretch.start + (whole - time);
                    day.oddities.push(Oddity::AtOnce { code: stretch.code, from: stretch.start, until });
                }
                time
            }
            (Contact::Unattended, Some(Kind::Timed), Some(code)) => {
                day.oddities.push(Oddity::Unattended { code, time: whole });
                TimeDelta::zero()
            }
            (Contact::Unattended, _, code) => {
                if !beside.iter().any(|(known, _)| *known == code) {
                    beside.push((code, None));
                }
                let before = beside.iter_mut().find(|(known, _)| *known == code);
                before.map_or(whole, |(_, before)| beyond(stretch, before))
            }
        };
        let Stretch { session, no, spot, technique, code, role, .. } = *stretch;
        day.pieces.push(Piece { session, segment: no, spot, technique, code, time });
        if let Some(code) = code {
            day.add(Work { code, role, time });
        }
    }
    day
}

/// Returns the time of a stretch after what was counted before, and moves that on: overlapping time counts once.
fn beyond(stretch: &Stretch, counted: &mut Option<Stamp>) -> TimeDelta {
    let from = counted.map_or(stretch.start, |until| until.max(stretch.start));
    *counted = Some(counted.map_or(stretch.stop, |until| until.max(stretch.stop)));
    (stretch.stop - from).max(TimeDelta::zero())
}

fn decisions(sessions: &[&Session], date: NaiveDate) -> Decisions {
    let mut decisions = Decisions::default();
    // What is signed can decide nothing any more; the others go before it.
    let (signed, open): (Vec<&Session>, Vec<&Session>) =
        sessions.iter().copied().partition(|session| session.signature.is_some());
    for session in signed.into_iter().chain(open) {
        if let Some(choice) = session.ties.get(&date) {
            decisions.tie.clone_from(choice);
        }
        let on_day = session.modifiers.iter().filter(|(day, ..)| *day == date);
        decisions.modifiers.extend(on_day.map(|(_, code, modifier)| (*code, *modifier)));
        decisions.described.extend(session.described.iter().map(|(code, text)| (*code, text.clone())));
    }
    decisions
}

impl Day<'_> {
    /// Adds work to that of the same code and role.
    pub fn add(&mut self, work: Work) {
        let time = work.time.max(TimeDelta::zero());
        match self.work.iter_mut().find(|known| known.code == work.code && known.role == work.role) {
            Some(known) => known.time = plus(known.time, time),
            None => self.work.push(Work { time, ..work }),
        }
    }
}
