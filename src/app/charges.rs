//! The Charges screen: what a session comes to, and what the therapist may decide of it.

use chrono::NaiveDate;

use super::State;
use crate::billing::{Bill, Choice};
use crate::catalog::{CptCode, Kind, Modifier};
use crate::note::Account;
use crate::session::{SegmentNo, Session, SessionId, clock_text};

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

/// Something that the therapist may decide.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Decision {
    /// Which codes get the units of a tie of a day.
    Tie(NaiveDate, Choice),
    /// Whether the second code of a pair was distinct from the first.
    Distinct {
        /// The day.
        day: NaiveDate,
        /// The code that is paid.
        column1: CptCode,
        /// The code that is not, without a modifier.
        column2: CptCode,
    },
    /// What an unlisted code was.
    Describe(CptCode),
    /// Whether a code is above the threshold, and medically necessary.
    Threshold(NaiveDate, CptCode),
    /// Under which code a segment is billed.
    Code(SegmentNo),
}

impl State {
    /// Returns what may be decided of a session's charges: what is open first, then the codes of its segments.
    pub fn decisions(&self, session: &Session) -> Vec<Decision> {
        let days = self.accounts(session);
        let bills = || days.iter().map(|day: &Account| &day.bill);
        let mut decisions: Vec<Decision> = bills().flat_map(ties).collect();
        decisions.extend(bills().flat_map(|bill| {
            bill.pairs.iter().map(|(column1, column2)| Decision::Distinct {
                day: bill.date,
                column1: *column1,
                column2: *column2,
            })
        }));
        let unlisted = |bill: &Bill| -> Vec<CptCode> {
            bill.charges.iter().filter(|c| c.kind == Kind::Unlisted && c.units.0 > 0).map(|c| c.code).collect()
        };
        for code in bills().flat_map(unlisted) {
            if !decisions.contains(&Decision::Describe(code)) {
                decisions.push(Decision::Describe(code));
            }
        }
        decisions.extend(session.segments_at(self.now).iter().map(|segment| Decision::Code(segment.no)));
        let asks = self.catalog.payer(&session.payer).is_some_and(|payer| payer.plans().next().is_some());
        let therapy = |code: &CptCode| self.catalog.code(*code).is_some_and(|known| known.therapy);
        for bill in bills().filter(|_| asks) {
            let billed = bill.charges.iter().filter(|c| c.units.0 > 0).map(|c| c.code).filter(therapy);
            decisions.extend(billed.map(|code| Decision::Threshold(bill.date, code)));
        }
        decisions
    }

    /// Returns what a decision is about, and how it stands.
    pub fn decision_words(&self, session: &Session, decision: &Decision) -> (String, String) {
        match decision {
            Decision::Tie(day, choice) => {
                let codes: Vec<String> = choice.codes.iter().map(ToString::to_string).collect();
                let chosen: Vec<String> = self.chosen(session, *day).iter().map(ToString::to_string).collect();
                let stands = if self.is_open(session, *day) {
                    "open: more minutes, then lower code".to_owned()
                } else {
                    chosen.join(" and ")
                };
                (format!("tie of {}", codes.join(", ")), stands)
            }
            Decision::Distinct { day, column1, column2 } => {
                let set = self.set_modifiers(session, *day, *column2).into_iter().filter(|m| m.is_distinct());
                let set: Vec<&str> = set.map(Modifier::word).collect();
                let stands = if set.is_empty() { "no modifier".to_owned() } else { set.join(" ") };
                (format!("{column2} distinct from {column1}?"), stands)
            }
            Decision::Describe(code) => {
                let text = session.described.get(code).cloned();
                (format!("{code} was"), text.unwrap_or_else(|| "not described".to_owned()))
            }
            Decision::Threshold(day, code) => {
                let on = self.set_modifiers(session, *day, *code).contains(&Modifier::Kx);
                (format!("KX on {code}"), if on { "yes" } else { "no" }.to_owned())
            }
            Decision::Code(no) => {
                let Some(segment) = session.segments_at(self.now).into_iter().find(|s| s.no == *no) else {
                    return (String::new(), String::new());
                };
                let technique = self.catalog.technique_name(&segment.technique);
                let code = segment.code.map_or_else(|| "no code".to_owned(), |code| code.to_string());
                let reason = segment.code_reason.as_ref().map(|reason| format!(", {reason}")).unwrap_or_default();
                let start = segment.start.format("%H:%M");
                (format!("{start} {technique} {}", clock_text(segment.time())), format!("{code}{reason}"))
            }
        }
    }

    /// Whether a tie of a day is still open.
    fn is_open(&self, session: &Session, day: NaiveDate) -> bool {
        self.accounts(session).iter().any(|account| account.bill.date == day && !account.bill.choices.is_empty())
    }

    /// Returns the codes chosen for a tie of a day, in any session of it.
    fn chosen(&self, session: &Session, day: NaiveDate) -> Vec<CptCode> {
        let days = self.days(session);
        days.iter().find(|known| known.date == day).map(|day| day.decisions.tie.clone()).unwrap_or_default()
    }

    /// Returns the modifiers added by hand to a code on a day, in any session of it.
    pub fn set_modifiers(&self, session: &Session, day: NaiveDate, code: CptCode) -> Vec<Modifier> {
        let days = self.days(session);
        let day = days.iter().find(|known| known.date == day);
        let set = day.into_iter().flat_map(|day| day.decisions.modifiers.iter().filter(|(marked, _)| *marked == code));
        set.map(|(_, modifier)| *modifier).collect()
    }
}

fn ties(bill: &Bill) -> Vec<Decision> {
    bill.choices.iter().chain(&bill.settled).map(|choice| Decision::Tie(bill.date, choice.clone())).collect()
}
