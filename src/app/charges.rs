//! The Charges screen: what a session comes to, and what the therapist may decide of it.

use chrono::NaiveDate;

use super::State;
use crate::billing::{self, Bill, Choice, Day, Units};
use crate::catalog::{CptCode, Kind, Modifier};
use crate::session::{Segment, SegmentNo, Session, SessionId, TieChoice, clock_text};

/// The Charges screen.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ChargesScreen {
    /// Which session.
    pub id: SessionId,
    /// Whether it was opened from the note, and goes back there.
    pub from_note: bool,
    /// The chosen row of what may be decided.
    pub cursor: usize,
    /// How many lines of the explanation lie above what is shown.
    pub scroll: usize,
}

/// Something that the therapist may decide, and how it stands.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Decision {
    /// What is decided.
    pub about: About,
    /// The same in words.
    pub words: String,
    /// How it stands, in words.
    pub stands: String,
}

/// What the therapist may decide.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum About {
    /// Which codes get the units of a tie of a day.
    Tie(NaiveDate, Choice),
    /// Why the second code of a pair was distinct, on a day.
    Distinct(NaiveDate, CptCode),
    /// What an unlisted code was.
    Describe(CptCode),
    /// Whether KX stands on a code of a day; this is what the next press makes of it.
    Threshold(NaiveDate, CptCode, bool),
    /// Under which code a segment is billed.
    Code(SegmentNo),
}

impl State {
    /// Returns what may be decided of a session's charges: what is open first, then the codes of its segments.
    pub fn decisions(&self, session: &Session) -> Vec<Decision> {
        let days = self.days(session);
        let billed: Vec<(&Day, Bill)> = days.iter().map(|day| (day, billing::bill(day, &self.catalog))).collect();
        let mut decisions: Vec<Decision> = billed.iter().flat_map(|(_, bill)| ties(bill)).collect();
        decisions.extend(billed.iter().flat_map(|(day, bill)| pairs(day, bill)));
        for decision in billed.iter().flat_map(|(_, bill)| unlisted(session, bill)) {
            if !decisions.contains(&decision) {
                decisions.push(decision);
            }
        }
        decisions.extend(session.segments_at(self.now).iter().map(|segment| self.code(segment)));
        decisions.extend(billed.iter().flat_map(|(day, bill)| self.thresholds(day, bill)));
        decisions
    }

    fn code(&self, segment: &Segment) -> Decision {
        let technique = self.catalog.technique_name(&segment.technique);
        let code = segment.code.map_or_else(|| "no code".to_owned(), |code| code.to_string());
        let reason = segment.code_reason.as_ref().map(|reason| format!(", {reason}")).unwrap_or_default();
        let words = format!("{} {technique} {}", segment.start.format("%H:%M"), clock_text(segment.time()));
        Decision { about: About::Code(segment.no), words, stands: format!("{code}{reason}") }
    }

    /// Returns the lines on which KX may stand: billed under a plan of care that the payer asks for.
    fn thresholds(&self, day: &Day, bill: &Bill) -> Vec<Decision> {
        if day.payer.plans().next().is_none() {
            return Vec::new();
        }
        let therapy = |code: CptCode| self.catalog.code(code).is_some_and(|known| known.therapy);
        let billed = bill.charges.iter().filter(|charge| charge.units.0 > 0 && therapy(charge.code));
        let decision = |code: CptCode| {
            let on = day.decisions.modifiers.contains(&(code, Modifier::Kx));
            let stands = if on { "yes" } else { "no" }.to_owned();
            Decision { about: About::Threshold(bill.date, code, !on), words: format!("KX on {code}"), stands }
        };
        billed.map(|charge| decision(charge.code)).collect()
    }
}

fn ties(bill: &Bill) -> Vec<Decision> {
    let decision = |choice: &Choice, stands: String| {
        let words = format!("tie of {}", listed(&choice.codes));
        Decision { about: About::Tie(bill.date, choice.clone()), words, stands }
    };
    let open = bill.choices.iter().map(|choice| decision(choice, "open".to_owned()));
    let settled = bill.settled.iter().map(|TieChoice { among, chosen }| {
        let units = Units(u32::try_from(chosen.len()).unwrap_or(0));
        decision(&Choice { codes: among.clone(), units }, listed(chosen))
    });
    open.chain(settled).collect()
}

fn pairs(day: &Day, bill: &Bill) -> Vec<Decision> {
    let decision = |(column1, column2): &(CptCode, CptCode)| {
        let set = day.decisions.modifiers.iter().filter(|(code, modifier)| code == column2 && modifier.is_distinct());
        let set: Vec<&str> = set.map(|(_, modifier)| modifier.word()).collect();
        let stands = if set.is_empty() { "no modifier".to_owned() } else { set.join(" ") };
        let words = format!("{column2} distinct from {column1}?");
        Decision { about: About::Distinct(bill.date, *column2), words, stands }
    };
    bill.pairs.iter().map(decision).collect()
}

fn unlisted(session: &Session, bill: &Bill) -> Vec<Decision> {
    let billed = bill.charges.iter().filter(|charge| charge.kind == Kind::Unlisted && charge.units.0 > 0);
    let decision = |code: CptCode| {
        let stands = session.described.get(&code).cloned().unwrap_or_else(|| "not described".to_owned());
        Decision { about: About::Describe(code), words: format!("{code} was"), stands }
    };
    billed.map(|charge| decision(charge.code)).collect()
}

fn listed(codes: &[CptCode]) -> String {
    codes.iter().map(ToString::to_string).collect::<Vec<_>>().join(", ")
}
