//! Time that counts, by calendar day: from the sessions of one patient to the work of each day.
//!
//! Exact instants throughout: a clock that is set forward or back changes no duration. What the hands did one-on-one
//! counts once, whoever's hands they were; what ran beside them counts for untimed codes only. Nothing is dropped
//! without an [`Oddity`] that says so.

use std::borrow::Cow;
use std::collections::BTreeMap;

use chrono::{Days, NaiveDate, NaiveTime, TimeDelta, TimeZone as _};

use super::minutes::plus;
use super::{Day, Decisions, Oddity, Piece, Work};
use crate::catalog::{Catalog, Contact, CptCode, Kind, Payer, Rule, Spot, TechniqueId};
use crate::session::{Role, Running, Segment, SegmentNo, Session, SessionId, Stamp, Therapist};

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
    let mut sessions: Vec<&Session> =
        others.filter(|other| other.id != session.id && together(session, other)).collect();
    sessions.push(session);
    sessions.sort_by_key(|s| (s.opened, &s.id));
    let payer = catalog.payer(&session.payer).map_or_else(|| Cow::Owned(unknown(session)), Cow::Borrowed);

    let mut by_day: BTreeMap<NaiveDate, Vec<Stretch>> = BTreeMap::new();
    for stretch in sessions.iter().flat_map(|s| stretches(s, now)).flat_map(by_calendar) {
        by_day.entry(stretch.start.date_naive()).or_default().push(stretch);
    }
    if !by_day.values().flatten().any(|stretch| *stretch.session == session.id) {
        by_day.entry(session.opened.date_naive()).or_default();
    }
    let spans = |id: &SessionId| by_day.values().filter(|all| all.iter().any(|s| s.session == id)).count() > 1;
    let over_midnight: Vec<&SessionId> = sessions.iter().map(|s| &s.id).filter(|id| spans(id)).collect();

    let own = |day: &NaiveDate, all: &[Stretch]| {
        all.iter().any(|s| *s.session == session.id) || (all.is_empty() && *day == session.opened.date_naive())
    };
    let days = by_day.into_iter().filter(|(day, all)| own(day, all));
    days.map(|(date, mut all)| {
        all.sort_by_key(|stretch| (stretch.start, stretch.stop, stretch.no));
        let mut day = counted(date, payer.clone(), &all, catalog);
        let present = |s: &&&Session| s.id == session.id || all.iter().any(|stretch| *stretch.session == s.id);
        let mut present: Vec<&Session> = sessions.iter().filter(present).copied().collect();
        present.sort_by_key(|s| s.opened.date_naive() != date);
        day.decisions = decisions(&present, date);
        day.sessions = present.into_iter().map(|s| &s.id).collect();
        if day.sessions.iter().any(|id| over_midnight.contains(id)) {
            day.oddities.push(Oddity::OverMidnight);
        }
        day
    })
    .collect()
}

/// Whether two sessions may share a day's bill.
fn together(session: &Session, other: &Session) -> bool {
    let apart = (session.opened.date_naive() - other.opened.date_naive()).num_days().abs();
    apart <= 1 && session.payer == other.payer && session.patient.is_same(&other.patient)
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
    let mut day = Day { pieces: Vec::with_capacity(all.len()), ..Day::new(date, payer) };
    let mut hands: Option<Stamp> = None;
    let mut latest: Vec<(Option<CptCode>, Stamp)> = Vec::new();
    for stretch in all {
        let kind = stretch.code.and_then(|code| catalog.code(code)).map(|known| known.kind);
        let time = match (kind, stretch.contact) {
            (Some(Kind::Timed), Contact::OneOnOne) => {
                let time = beyond(stretch, &mut hands);
                if time < stretch.stop - stretch.start {
                    let until = stretch.start + (stretch.stop - stretch.start - time);
                    day.oddities.push(Oddity::AtOnce { code: stretch.code, from: stretch.start, until });
                }
                time
            }
            (Some(Kind::Timed), Contact::Unattended) => {
                day.oddities.push(Oddity::Unattended { code: stretch.code, time: stretch.stop - stretch.start });
                TimeDelta::zero()
            }
            (Some(Kind::Untimed | Kind::Unlisted) | None, _) => {
                let known = latest.iter_mut().find(|(code, _)| *code == stretch.code);
                let mut before = known.as_ref().map(|(_, stop)| *stop);
                let time = beyond(stretch, &mut before);
                match (known, before) {
                    (Some((_, stop)), Some(later)) => *stop = later,
                    (None, Some(later)) => latest.push((stretch.code, later)),
                    (_, None) => {}
                }
                time
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
    for session in sessions {
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
