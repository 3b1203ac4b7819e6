//! What a note says: plain values that are kept with the signature, so that a signed note says the same for ever.

use chrono::{NaiveDate, TimeDelta};
use serde::{Deserialize, Serialize};

use super::account::{self, Account, AreaLine};
use super::checklist::{self, Missing};
use super::claim::{self, Claim};
use crate::billing::{Bill, Charge, Line, Minutes, Remark, Units};
use crate::catalog::{Catalog, CptCode, Kind, PayerId, Rule, Spot};
use crate::session::{Patient, Section, Segment, Session, SessionId, Signature, Stamp, Therapist, TieChoice};
use crate::words::{counted, listed};

/// The form of what is signed.
pub const VERSION: u32 = 1;

/// What the clinic prints on every note.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Letterhead {
    /// The clinic's name; empty where none is configured.
    pub clinic: String,
    /// Its address, line by line.
    pub address: Vec<String>,
    /// The word for the person treated: "patient" or "client".
    pub patient: String,
}

impl Letterhead {
    /// Returns that of a clinic which has configured none.
    pub fn bare() -> Self {
        Self { clinic: String::new(), address: Vec::new(), patient: "patient".to_owned() }
    }
}

/// What a note says.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Content {
    /// The version of its form.
    pub v: u32,
    /// What stands above it.
    pub letterhead: Letterhead,
    /// The session that it documents.
    pub session: SessionId,
    /// Who was treated.
    pub patient: Patient,
    /// Who treated.
    pub therapist: Therapist,
    /// Who pays.
    pub payer: Payer,
    /// When the session began.
    pub opened: Stamp,
    /// When it ended.
    pub closed: Option<Stamp>,
    /// Pain before, 0 to 10.
    pub pain_before: Option<u8>,
    /// Pain after.
    pub pain_after: Option<u8>,
    /// The written sections.
    pub texts: std::collections::BTreeMap<Section, String>,
    /// The patient's answer to the treatment of an area.
    pub responses: Vec<Response>,
    /// The treatment, segment by segment.
    pub rows: Vec<Row>,
    /// Minutes, charges, decisions and warnings of its days: one, or two where it goes over midnight.
    pub days: Vec<DayNote>,
    /// What an auditor would miss.
    pub missing: Vec<Missing>,
}

/// Who pays, as the note names them.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Payer {
    /// The id.
    pub id: PayerId,
    /// The name.
    pub name: String,
    /// How minutes become units.
    pub rule: Rule,
    /// What the biller must know of the payer; empty where nothing.
    pub remark: String,
}

/// The patient's answer to the treatment of an area.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Response {
    /// The area and side.
    pub at: Spot,
    /// The same in words.
    pub spot: String,
    /// The answer.
    pub text: String,
}

/// One segment of the treatment table.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Row {
    /// The segment.
    pub segment: Segment,
    /// The area and side in words.
    pub spot: String,
    /// The technique in words.
    pub technique: String,
}

/// One day of the note.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct DayNote {
    /// The day.
    pub date: NaiveDate,
    /// The sessions that are billed together on it.
    pub sessions: Vec<SessionId>,
    /// With which of them its charges are claimed.
    pub claim: Claim,
    /// This session's whole minutes by code and area, those without a code last.
    pub areas: Vec<AreaLine>,
    /// This session's part of the timed minutes.
    pub timed_here: Minutes,
    /// The minutes of all timed codes.
    pub timed: Minutes,
    /// The minutes of all codes, and of what has none.
    pub treatment: Minutes,
    /// What each code comes to.
    pub charges: Vec<ChargeLine>,
    /// What was left to the therapist, chosen or not.
    pub choices: Vec<Remark>,
    /// What will not be paid, or not as it stands.
    pub warnings: Vec<Remark>,
}

/// What a code comes to on a day.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ChargeLine {
    /// The code.
    pub code: CptCode,
    /// What it is, in short.
    pub label: String,
    /// How it is counted.
    pub kind: Kind,
    /// The exact time.
    #[serde(with = "super::account::seconds")]
    pub time: TimeDelta,
    /// The whole minutes.
    pub minutes: Minutes,
    /// The units.
    pub units: Units,
    /// The lines of the claim.
    pub lines: Vec<Line>,
    /// Why each unit is billed and each other minute is not, and why the modifiers stand there.
    pub reasons: Vec<Remark>,
    /// What was done, where the code is unlisted and it was described.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub described: Option<String>,
}

impl Content {
    /// Returns what was signed of a session; none where this program cannot read it.
    pub(super) fn signed(signature: &Signature, id: &SessionId) -> Option<Self> {
        let content: Self = serde_json::from_str(&signature.printed).ok()?;
        (content.v == VERSION && content.session == *id).then_some(content)
    }

    /// Returns a section's text, when something was written.
    pub fn text(&self, section: Section) -> Option<&str> {
        self.texts.get(&section).map(String::as_str)
    }

    /// Returns the sentence on pain, when any was told.
    pub fn pain(&self) -> Option<String> {
        let told = |score: Option<u8>| score.map_or_else(|| "not recorded".to_owned(), |s| format!("{s} of 10"));
        let (before, after) = (self.pain_before, self.pain_after);
        (before.is_some() || after.is_some()).then(|| format!("before {}, after {}", told(before), told(after)))
    }

    /// Whether nothing was timed and nothing told: there was no treatment to document.
    pub fn was_not_held(&self) -> bool {
        let told = self.pain_before.is_some() || self.pain_after.is_some() || !self.texts.is_empty();
        self.closed.is_some() && self.rows.is_empty() && self.responses.is_empty() && !told
    }
}

impl DayNote {
    /// Returns the units of all charges.
    pub fn total_units(&self) -> Units {
        Units(self.charges.iter().map(|charge| charge.units.0).fold(0, u32::saturating_add))
    }

    /// Whether these are the charges that it bills.
    pub(super) fn bills_as(&self, charges: &[Charge]) -> bool {
        let own = self.charges.iter().map(|charge| (charge.code, charge.minutes, &charge.lines));
        own.eq(charges.iter().map(|charge| (charge.code, charge.minutes, &charge.lines)))
    }
}

/// Returns what the note of a session says as it stands now.
pub(super) fn of(
    session: &Session,
    others: &[&Session],
    catalog: &Catalog,
    letterhead: &Letterhead,
    now: Stamp,
) -> Content {
    let payer = catalog.payer(&session.payer);
    let accounts = account::accounts(session, others.iter().copied(), catalog, now);
    let open = accounts.iter().flat_map(|day| checklist::open(&day.bill));
    Content {
        v: VERSION,
        letterhead: letterhead.clone(),
        session: session.id.clone(),
        patient: session.patient.clone(),
        therapist: session.therapist.clone(),
        payer: Payer {
            id: session.payer.clone(),
            name: payer.map_or_else(|| session.payer.to_string(), |payer| payer.name.clone()),
            rule: accounts.first().map_or_else(|| payer.map_or(Rule::None, |payer| payer.rule), |day| day.bill.rule),
            remark: payer.map(|payer| payer.remark.clone()).unwrap_or_default(),
        },
        opened: session.opened,
        closed: session.closed,
        pain_before: session.pain_before,
        pain_after: session.pain_after,
        texts: session.texts.clone(),
        responses: responses(session, catalog),
        rows: rows(session, catalog, now),
        missing: checklist::missing(session, catalog).into_iter().chain(open).collect(),
        days: accounts.into_iter().map(|account| day(session, account, others, catalog)).collect(),
    }
}

fn responses(session: &Session, catalog: &Catalog) -> Vec<Response> {
    let response =
        |(at, text): (&Spot, &String)| Response { at: at.clone(), spot: catalog.spot_name(at), text: text.clone() };
    session.responses.iter().map(response).collect()
}

fn rows(session: &Session, catalog: &Catalog, now: Stamp) -> Vec<Row> {
    let row = |segment: Segment| Row {
        spot: catalog.spot_name(&segment.spot),
        technique: catalog.technique_name(&segment.technique),
        segment,
    };
    session.segments_at(now).into_iter().map(row).collect()
}

fn day(session: &Session, account: Account, others: &[&Session], catalog: &Catalog) -> DayNote {
    let claim = claim::claim(session, &account.bill, others);
    let Account { bill, areas, timed_here } = account;
    let choices = choices(&bill);
    DayNote {
        date: bill.date,
        sessions: bill.sessions,
        claim,
        areas,
        timed_here,
        timed: bill.timed,
        treatment: bill.treatment,
        charges: bill.charges.into_iter().map(|one| charge(one, catalog)).collect(),
        choices,
        warnings: bill.warnings,
    }
}

fn charge(charge: Charge, catalog: &Catalog) -> ChargeLine {
    let why = charge.why.iter().map(|why| Remark { text: why.to_string(), source: why.remark.source.clone() });
    ChargeLine {
        reasons: why.chain(charge.modifiers).collect(),
        code: charge.code,
        label: catalog.code(charge.code).map(|code| code.label.clone()).unwrap_or_default(),
        kind: charge.kind,
        time: charge.time,
        minutes: charge.minutes,
        units: charge.units,
        lines: charge.lines,
        described: charge.described,
    }
}

/// The sentences on what the rule leaves to the therapist.
fn choices(bill: &Bill) -> Vec<Remark> {
    let remark = |text| Remark { text, source: bill.rule.source().to_owned() };
    let open = bill.choices.iter().map(|choice| {
        let (units, codes) = (counted(choice.units.0, "unit"), listed("and", &choice.codes));
        format!("{units} tied between {codes}; the default was taken (more minutes, then lower code)")
    });
    let settled = bill.settled.iter().map(|TieChoice { among, chosen }| {
        format!("of {} tied the therapist chose {}", listed("and", among), listed("and", chosen))
    });
    open.chain(settled).map(remark).collect()
}
