//! What was done, day by day and code by code, with its minutes; and the pain before and after.

use chrono::{NaiveDate, NaiveTime, TimeZone as _};

use super::Basis;
use super::datatypes::{Coding, Concept, Effective, LOINC, Period, Quantity, Reference, Words};
use super::people::distinct;
use super::resources::{Component, Entry, Observation, Performer, Procedure, Progress, Resource};
use crate::catalog::CptCode;
use crate::note::{AreaLine, DayNote, Row};
use crate::session::Stamp;

/// What a code came to on a day of this session.
pub(super) struct Work<'a> {
    code: Option<CptCode>,
    label: &'a str,
    date: NaiveDate,
    /// The segments, each with its part of the day.
    parts: Vec<(&'a Row, Stamp, Stamp)>,
    areas: Vec<&'a AreaLine>,
}

impl Work<'_> {
    fn role(&self, what: &str) -> String {
        format!("{what}/{}/{}", self.date, self.code.map_or_else(|| "none".to_owned(), |code| code.to_string()))
    }

    /// Returns a pointer to the procedure.
    pub(super) fn procedure(&self, basis: &Basis) -> Reference {
        basis.names.to(&self.role("procedure"))
    }

    /// Returns whoever performed it.
    pub(super) fn performers(&self, basis: &Basis) -> Vec<Reference> {
        let by = self.parts.iter().map(|(row, ..)| row.segment.performer.as_ref().unwrap_or(&basis.content.therapist));
        distinct(by).into_iter().map(|who| basis.therapist(who)).collect()
    }

    /// Returns the areas.
    pub(super) fn sites(&self) -> Vec<Words> {
        self.areas.iter().filter_map(|area| Words::of(&area.spot)).collect()
    }

    fn period(&self) -> Option<Period> {
        let start = self.parts.iter().map(|(_, start, _)| *start).min()?;
        Some(Period::of(start, self.parts.iter().map(|(.., stop)| *stop).max()))
    }
}

/// Returns what was done in this session under a code on a day.
pub(super) fn on<'a>(basis: &Basis<'a>, day: &'a DayNote, code: Option<CptCode>) -> Work<'a> {
    let charge = day.charges.iter().find(|charge| Some(charge.code) == code);
    let part = |row: &'a Row| part(row, day.date).map(|(start, stop)| (row, start, stop));
    Work {
        code,
        label: charge.map_or("", |charge| charge.label.as_str()),
        date: day.date,
        parts: basis.content.rows.iter().filter(|row| row.segment.code == code).filter_map(part).collect(),
        areas: day.areas.iter().filter(|area| area.code == code).collect(),
    }
}

/// Returns the part of a segment that lies on a day of the calendar, as it stood when the segment began.
fn part(row: &Row, date: NaiveDate) -> Option<(Stamp, Stamp)> {
    let segment = &row.segment;
    let midnight =
        |date: NaiveDate| segment.start.offset().from_local_datetime(&date.and_time(NaiveTime::MIN)).single();
    let (start, stop) = (segment.start.max(midnight(date)?), segment.stop.min(midnight(date.succ_opt()?)?));
    (start < stop || segment.start.date_naive() == date).then_some((start, stop))
}

/// Returns the procedures of the session, their minutes, and the totals.
pub(super) fn treatment(basis: &Basis) -> Vec<Entry> {
    let totals = basis.content.days.iter().zip(&basis.sheet.days).flat_map(|(day, words)| {
        words.totals.iter().map(move |total| self::total(basis, day.date, total.label, total.minutes))
    });
    let works = basis.content.days.iter().flat_map(|day| {
        let mut codes: Vec<Option<CptCode>> = day.areas.iter().map(|area| area.code).collect();
        codes.dedup();
        codes.into_iter().map(move |code| on(basis, day, code))
    });
    works.flat_map(|work| procedure(basis, &work).into_iter().chain([minutes(basis, &work)])).chain(totals).collect()
}

fn procedure(basis: &Basis, work: &Work) -> Option<Entry> {
    let procedure = Procedure {
        status: if basis.content.closed.is_some() { Progress::Completed } else { Progress::Running },
        code: work.code.map_or_else(
            || Concept::words("Treatment without a code"),
            |code| Concept::coded(Coding::billed(&code.to_string()), work.label),
        ),
        subject: basis.patient(),
        encounter: basis.encounter(),
        performed_period: work.period()?,
        performer: work.performers(basis).into_iter().map(|actor| Performer { actor }).collect(),
        body_site: work.sites(),
        note: work.parts.iter().filter_map(|(row, start, stop)| Words::of(&told(row, *start, *stop))).collect(),
    };
    Some(basis.names.entry(&work.role("procedure"), Resource::Procedure(Box::new(procedure))))
}

/// Tells a segment in words: the code alone does not say which technique it was.
fn told(row: &Row, start: Stamp, stop: Stamp) -> String {
    let by = row.segment.performer.as_ref().map(|who| format!(", by {who}")).unwrap_or_default();
    let why = row.segment.code_reason.as_ref().map(|why| format!("; code chosen: {why}")).unwrap_or_default();
    let (start, stop) = (start.format("%H:%M:%S"), stop.format("%H:%M:%S"));
    format!("{start} to {stop}: {}, {}{by}{why}", row.technique, row.spot)
}

fn minutes(basis: &Basis, work: &Work) -> Entry {
    let name = work.code.map_or_else(|| "Minutes without a code".to_owned(), |code| format!("Minutes of {code}"));
    let component = |area: &&AreaLine| Component {
        code: Concept::words(format!("Minutes on {}", area.spot)),
        value_quantity: Quantity::minutes(area.minutes.0),
    };
    let several = work.areas.len() > 1;
    let observation = Observation {
        part_of: work.period().map(|_| work.procedure(basis)).into_iter().collect(),
        performer: work.performers(basis),
        component: work.areas.iter().filter(|_| several).map(component).collect(),
        ..observation(
            basis,
            ("therapy", "Therapy"),
            Concept::words(name),
            work.period().map_or(Effective::DateTime(work.date), Effective::Period),
            Quantity::minutes(work.areas.iter().map(|area| area.minutes.0).sum()),
        )
    };
    basis.names.entry(&work.role("minutes"), Resource::Observation(Box::new(observation)))
}

/// A total of minutes: of the day, not of a time of it, for several sessions may share it.
fn total(basis: &Basis, date: NaiveDate, label: &str, minutes: u32) -> Entry {
    let (code, when) = (Concept::words(label), Effective::DateTime(date));
    let observation = observation(basis, ("therapy", "Therapy"), code, when, Quantity::minutes(minutes));
    basis.names.entry(&format!("total/{date}/{label}"), Resource::Observation(Box::new(observation)))
}

/// Returns the pain before and after, where it was told.
pub(super) fn pain(basis: &Basis) -> Vec<Entry> {
    let content = basis.content;
    let first = content.rows.iter().map(|row| row.segment.start).min();
    let last = content.rows.iter().map(|row| row.segment.stop).max();
    let before = Period::of(content.opened, first.or(content.closed));
    let after = Period::of(last.unwrap_or(content.opened), content.closed);
    let told = [
        ("pain/before", "Pain before treatment, 0 to 10", content.pain_before, before),
        ("pain/after", "Pain after treatment, 0 to 10", content.pain_after, after),
    ];
    let entry = |(role, text, score, when): (&str, &str, Option<u8>, Period)| {
        let rating = "Pain severity - 0-10 verbal numeric rating [Score] - Reported";
        let code = Concept::coded(Coding::new(LOINC, "72514-3", rating), text);
        let (when, score) = (Effective::Period(when), Quantity::score(score?));
        let observation = observation(basis, ("survey", "Survey"), code, when, score);
        Some(basis.names.entry(role, Resource::Observation(Box::new(observation))))
    };
    told.into_iter().filter_map(entry).collect()
}

fn observation(
    basis: &Basis,
    category: (&str, &'static str),
    code: Concept,
    effective: Effective,
    value_quantity: Quantity,
) -> Observation {
    Observation {
        part_of: Vec::new(),
        status: basis.measured(),
        category: [Concept::code(Coding::of_hl7("observation-category", category.0, category.1))],
        code,
        subject: basis.patient(),
        encounter: basis.encounter(),
        effective,
        performer: vec![basis.therapist(&basis.content.therapist)],
        value_quantity,
        component: Vec::new(),
    }
}
