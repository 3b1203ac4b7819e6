//! The note in words: every sentence, number and table of it in order, for the templates and for what is typeset.
//!
//! Whatever form a note is given, it says what stands here.

use serde::Serialize;

use crate::note::{AreaLine, ChargeLine, Claim, Content, DayNote, Note, Row};
use crate::session::{Addendum, Section, SessionId, Stamp, clock_text};
use crate::words::{Citations, counted, listed};

/// A note in words.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Sheet {
    /// "Treatment note".
    pub title: &'static str,
    /// What it is worth: a draft with what it lacks, or signed by whom and when.
    pub standing: String,
    /// Whether it is signed.
    pub signed: bool,
    /// The clinic's name; empty where none is configured.
    pub clinic: String,
    /// Its address, line by line.
    pub address: Vec<String>,
    /// Who, what, when: what stands above the note.
    pub facts: Vec<Fact>,
    /// What the patient reports.
    pub subjective: Vec<Part>,
    /// What the therapist finds.
    pub objective: Vec<Part>,
    /// What was done, segment by segment.
    pub treatment: Vec<Segment>,
    /// Why it was needed, and how the patient answered it.
    pub assessment: Vec<Part>,
    /// What comes next.
    pub plan: Vec<Part>,
    /// Minutes and charges of its days: one, or two where it goes over midnight.
    pub days: Vec<Day>,
    /// What the biller must know of the payer; empty where nothing.
    pub payer: String,
    /// The rules that the charges cite, in the order of their numbers.
    pub sources: Vec<String>,
    /// The signature, line by line; a draft's says that there is none.
    pub signature: Vec<String>,
    /// The SHA-256 of what was signed; empty while nothing is.
    pub digest: String,
    /// What was added after the signature.
    pub addenda: Vec<Part>,
}

/// A fact above the note.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Fact {
    /// What it is.
    pub label: String,
    /// The fact.
    pub value: String,
}

/// A written part of the note.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Part {
    /// Its heading.
    pub title: String,
    /// Its text, paragraph by paragraph.
    pub lines: Vec<String>,
}

/// A row of the treatment table.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Segment {
    /// When it began.
    pub start: String,
    /// When it stopped.
    pub stop: String,
    /// The area.
    pub area: String,
    /// The side; empty for an area that has none.
    pub side: String,
    /// Both together.
    pub spot: String,
    /// The technique.
    pub technique: String,
    /// The code, or a dash.
    pub code: String,
    /// The exact time.
    pub time: String,
    /// Who performed it, and why its code was chosen, where that is to be said.
    pub beside: Vec<String>,
}

/// The minutes and charges of a day.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Day {
    /// The date, where the note has several days; else empty.
    pub date: String,
    /// The minutes by code and area.
    pub areas: Vec<Area>,
    /// The totals of the minutes.
    pub totals: Vec<Total>,
    /// Where the charges are claimed, where several sessions share them; else empty.
    pub claimed: String,
    /// The charges.
    pub charges: Vec<Charge>,
    /// The units of all charges, in words.
    pub units: String,
    /// Choices and warnings.
    pub remarks: Vec<String>,
}

/// The minutes of a code on an area.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Area {
    /// The code, or a dash.
    pub code: String,
    /// The area and side.
    pub spot: String,
    /// The whole minutes.
    pub minutes: u32,
    /// The exact time.
    pub time: String,
}

/// A total of minutes.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Total {
    /// Of what.
    pub label: &'static str,
    /// The minutes.
    pub minutes: u32,
}

/// A code with its units.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Charge {
    /// The code.
    pub code: String,
    /// What it is, in short.
    pub label: String,
    /// The whole minutes.
    pub minutes: u32,
    /// The exact time.
    pub time: String,
    /// The lines of the claim: one, or two where an assistant's units stand by themselves.
    pub lines: Vec<Line>,
    /// Why each unit, each other minute and each modifier.
    pub reasons: Vec<String>,
}

/// A line of the claim.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Line {
    /// The units.
    pub units: u32,
    /// The modifiers: "GP CQ".
    pub modifiers: String,
}

impl Sheet {
    /// Returns a note in words.
    pub fn of(note: &Note) -> Self {
        let content = &note.content;
        let mut sources = Citations::default();
        let days = content.days.iter().map(|day| day_of(day, content, &mut sources)).collect();
        Self {
            title: "Treatment note",
            standing: standing(note),
            signed: note.is_signed(),
            clinic: content.letterhead.clinic.clone(),
            address: content.letterhead.address.clone(),
            facts: facts(content),
            subjective: part(content, Section::Subjective).into_iter().chain(pain(content)).collect(),
            objective: findings(content).into_iter().collect(),
            treatment: content.rows.iter().map(segment).collect(),
            assessment: assessment(content),
            plan: [Section::Plan, Section::HomeCare].into_iter().filter_map(|it| part(content, it)).collect(),
            days,
            payer: content.payer.remark.clone(),
            sources: sources.all().to_vec(),
            signature: signature(note),
            digest: note.session.signature.as_ref().map(|signed| signed.digest.clone()).unwrap_or_default(),
            addenda: note.session.addenda.iter().zip(1..).map(|(addendum, no)| added(addendum, no)).collect(),
        }
    }
}

/// The line that says what the note is worth.
fn standing(note: &Note) -> String {
    let missing: Vec<String> = note.content.missing.iter().map(ToString::to_string).collect();
    if let Some(signed) = &note.session.signature {
        let lacking =
            if missing.is_empty() { String::new() } else { format!(", although missing: {}", missing.join(", ")) };
        let unread = if note.legible { "" } else { "; this program cannot read it, and shows the record instead" };
        format!("SIGNED by {} on {}{lacking}{unread}", signed.by, moment(signed.at))
    } else if note.content.was_not_held() {
        "NOT HELD: nothing was timed or written".to_owned()
    } else if missing.is_empty() {
        "DRAFT: not signed".to_owned()
    } else {
        format!("DRAFT: not signed; missing: {}", missing.join(", "))
    }
}

fn moment(at: Stamp) -> String {
    at.format("%Y-%m-%d at %H:%M:%S (UTC%:z)").to_string()
}

/// The facts above the note.
fn facts(content: &Content) -> Vec<Fact> {
    let mut patient = content.patient.name.clone();
    if let Some(id) = &content.patient.id {
        patient += &format!("   No. {id}");
    }
    if let Some(born) = content.patient.born {
        patient += &format!("   born {born}");
    }
    let closed = content.closed.map_or_else(
        || ", not finished".to_owned(),
        |closed| {
            let same = closed.date_naive() == content.opened.date_naive();
            closed.format(if same { " to %H:%M:%S" } else { " to %Y-%m-%d %H:%M:%S" }).to_string()
        },
    );
    let session = format!("{}{closed}   (UTC{})", content.opened.format("%H:%M:%S"), content.opened.offset());
    let rule = content.payer.rule;
    let facts = [
        ("Clinic".to_owned(), content.letterhead.clinic.clone()),
        (capital(&content.letterhead.patient), patient),
        ("Therapist".to_owned(), content.therapist.to_string()),
        ("Payer".to_owned(), content.payer.name.clone()),
        ("Rule".to_owned(), format!("{} ({rule})", rule.title())),
        ("Date".to_owned(), content.opened.format("%A %-d %B %Y").to_string()),
        ("Session".to_owned(), session),
        ("Record".to_owned(), content.session.to_string()),
    ];
    facts.into_iter().filter(|(_, value)| !value.is_empty()).map(|(label, value)| Fact { label, value }).collect()
}

fn capital(word: &str) -> String {
    let mut chars = word.chars();
    chars.next().map(|first| first.to_uppercase().chain(chars).collect()).unwrap_or_default()
}

fn part(content: &Content, section: Section) -> Option<Part> {
    let text = content.text(section)?;
    Some(Part { title: section.title().to_owned(), lines: lines(text) })
}

/// What was found, under a heading of the same name.
fn findings(content: &Content) -> Option<Part> {
    Some(Part { title: "Findings".to_owned(), lines: lines(content.text(Section::Objective)?) })
}

fn lines(text: &str) -> Vec<String> {
    text.lines().map(str::to_owned).collect()
}

fn pain(content: &Content) -> Option<Part> {
    Some(Part { title: "Pain".to_owned(), lines: vec![content.pain()?] })
}

/// Why the treatment was needed, and how the patient answered it: as a whole, and area by area.
fn assessment(content: &Content) -> Vec<Part> {
    let by_area: Vec<String> =
        content.responses.iter().map(|answer| format!("{}: {}", answer.spot, answer.text)).collect();
    let by_area = (!by_area.is_empty()).then(|| Part {
        title: "Response by area".to_owned(),
        lines: by_area.iter().flat_map(|text| lines(text)).collect(),
    });
    let written = [Section::Justification, Section::Response].into_iter().filter_map(|it| part(content, it));
    written.chain(by_area).collect()
}

fn code(code: Option<crate::catalog::CptCode>) -> String {
    code.map_or_else(|| "-".to_owned(), |code| code.to_string())
}

fn segment(row: &Row) -> Segment {
    let segment = &row.segment;
    let performer = segment.performer.iter().map(|performer| format!("by {performer}"));
    let told = segment.code.map_or_else(|| "no code".to_owned(), |code| code.to_string());
    let reason = segment.code_reason.iter().map(|reason| format!("{told} chosen: {reason}"));
    let side = segment.spot.side.map(crate::catalog::Side::word).unwrap_or_default();
    Segment {
        start: segment.start.format("%H:%M:%S").to_string(),
        stop: segment.stop.format("%H:%M:%S").to_string(),
        area: row.spot.strip_suffix(&format!(", {side}")).unwrap_or(&row.spot).to_owned(),
        side: side.to_owned(),
        spot: row.spot.clone(),
        technique: row.technique.clone(),
        code: code(segment.code),
        time: clock_text(segment.time()),
        beside: performer.chain(reason).collect(),
    }
}

fn day_of(day: &DayNote, content: &Content, sources: &mut Citations) -> Day {
    let several = content.days.len() > 1;
    let claimed = claimed(day, content).map(|text| sources.cite(text, content.payer.rule.source()));
    let charges = day.charges.iter().map(|charge| charge_of(charge, sources)).collect();
    let choices = day.choices.iter().map(|choice| (format!("Choice: {}.", choice.text), &choice.source));
    let warnings = day.warnings.iter().map(|warning| (format!("Warning: {}", warning.text), &warning.source));
    Day {
        date: if several { day.date.format("%-d %B %Y").to_string() } else { String::new() },
        areas: day.areas.iter().map(area).collect(),
        totals: totals(day),
        claimed: claimed.unwrap_or_default(),
        charges,
        units: counted(day.total_units().0, "unit"),
        remarks: choices.chain(warnings).map(|(text, source)| sources.cite(text, source)).collect(),
    }
}

fn area(area: &AreaLine) -> Area {
    Area { code: code(area.code), spot: area.spot.clone(), minutes: area.minutes.0, time: clock_text(area.time) }
}

/// The totals of a day's minutes; this session's own where others are billed with it.
fn totals(day: &DayNote) -> Vec<Total> {
    let own = (day.sessions.len() > 1).then_some(("Timed-code minutes of this session", day.timed_here));
    let all = [("Total timed-code minutes", day.timed), ("Total treatment minutes", day.treatment)];
    own.into_iter().chain(all).map(|(label, minutes)| Total { label, minutes: minutes.0 }).collect()
}

/// Where the charges of a day are claimed, where several sessions share them: each note shows them, one claims them.
fn claimed(day: &DayNote, content: &Content) -> Option<String> {
    let others: Vec<&str> = day.sessions.iter().filter(|id| **id != content.session).map(SessionId::as_str).collect();
    if others.is_empty() {
        return None;
    }
    let with = format!("Billed together with session {} of the same day", listed("and", &others));
    Some(match &day.claim {
        Claim::Here => format!("{with}; claimed once, here."),
        Claim::With(other) => format!("{with}; claimed once, with session {other}, NOT here."),
        Claim::InPlaceOf(other) => {
            format!("{with}; claimed here, in the place of what was signed with session {other}.")
        }
    })
}

fn charge_of(charge: &ChargeLine, sources: &mut Citations) -> Charge {
    let mut reasons: Vec<String> = charge.reasons.iter().map(|why| sources.cite(&why.text, &why.source)).collect();
    reasons.extend(charge.described.iter().map(|text| format!("Described: {text}")));
    let line = |line: &crate::billing::Line| Line { units: line.units.0, modifiers: line.modifier_words() };
    Charge {
        code: charge.code.to_string(),
        label: charge.label.clone(),
        minutes: charge.minutes.0,
        time: clock_text(charge.time),
        lines: charge.lines.iter().map(line).collect(),
        reasons,
    }
}

/// The signature, line by line.
fn signature(note: &Note) -> Vec<String> {
    let therapist = &note.content.therapist;
    let Some(signed) = &note.session.signature else { return vec![format!("{therapist}   not signed")] };
    let mut lines = vec![format!("Signed by {} on {}", signed.by, moment(signed.at))];
    if signed.by != *therapist {
        lines.push(format!("The treatment was given by {therapist}."));
    }
    for (date, other) in &note.replaced {
        lines.push(format!("Its charges of {date} are claimed with session {other}, signed later, and NOT here."));
    }
    lines.push(format!("SHA-256 of the note as signed: {}", signed.digest));
    lines
}

fn added(addendum: &Addendum, no: usize) -> Part {
    let title = format!("Addendum {no}, {}, {}", moment(addendum.at), addendum.by);
    let reason = format!("Reason: {}", addendum.reason);
    Part { title, lines: std::iter::once(reason).chain(lines(&addendum.text)).collect() }
}
