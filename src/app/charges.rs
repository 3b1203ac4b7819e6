//! The Charges screen: what a session comes to, and what the therapist may decide of it.

use chrono::NaiveDate;

use super::{Screen, State};
use crate::billing::{self, Bill, Charge, Choice, Day, Units};
use crate::catalog::{CptCode, Kind, Modifier, Pairs, Technique};
use crate::session::{Segment, SegmentNo, Session, SessionId, TieChoice, clock_text};
use crate::words::listed;

/// The Charges screen.
#[derive(Debug, Clone)]
pub struct ChargesScreen {
    /// Which session.
    pub id: SessionId,
    /// Where it goes back to.
    pub back: Box<Screen>,
    /// What is chosen of what may be decided; the first of it where that is gone.
    pub chosen: Option<About>,
    /// How many lines of the explanation lie above what is shown.
    pub scroll: usize,
}

impl ChargesScreen {
    /// Returns the place of what is chosen.
    pub fn cursor(&self, decisions: &[Decision]) -> usize {
        let place = self.chosen.as_ref().and_then(|about| decisions.iter().position(|d| d.about == *about));
        place.unwrap_or(0)
    }
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
    /// Whether KX stands on a code of a day.
    Threshold(NaiveDate, CptCode),
    /// Under which code a segment is billed.
    Code(SegmentNo),
}

impl State {
    /// Returns a session's charges with their reasons, and what a biller must know of its hands and techniques.
    pub fn charges_explained(&self, session: &Session) -> String {
        let at_once = self.at_once(session).into_iter().map(|remark| format!("! {remark} puts it right\n"));
        let mut used: Vec<&Technique> = Vec::new();
        for segment in session.segments_at(self.now) {
            used.extend(self.catalog.technique(&segment.technique).filter(|known| !used.contains(known)));
        }
        let disputed = used.into_iter().filter(|technique| !technique.remark.is_empty());
        let disputed: Vec<String> = disputed.map(|known| format!("{}: {}\n", known.name, known.remark)).collect();
        let heading = if disputed.is_empty() { "" } else { "\nTECHNIQUES\n" };
        let note = self.note_shown(session);
        let charges = self.templates.charges(&note).unwrap_or_else(|error| format!("{error}\n"));
        format!("{}{charges}{heading}{}", at_once.collect::<Vec<_>>().concat(), disputed.concat())
    }

    /// Returns what may be decided of a session's charges: what is open first, then the codes of its segments.
    pub fn decisions(&self, session: &Session) -> Vec<Decision> {
        let days = self.days(session);
        let billed: Vec<(&Day, Bill)> = days.iter().map(|day| (day, billing::bill(day, &self.catalog))).collect();
        let mut decisions: Vec<Decision> = billed.iter().flat_map(|(_, bill)| ties(bill)).collect();
        decisions.extend(billed.iter().flat_map(|(day, bill)| pairs(day, bill)));
        for decision in billed.iter().flat_map(|(_, bill)| bill.charges.iter().filter_map(unlisted)) {
            if !decisions.contains(&decision) {
                decisions.push(decision);
            }
        }
        decisions.extend(session.segments_at(self.now).iter().map(|segment| self.code(segment)));
        decisions.extend(billed.iter().flat_map(|(day, bill)| self.thresholds(day, bill)));
        if days.len() > 1 {
            decisions.iter_mut().for_each(dated);
        }
        decisions
    }

    fn code(&self, segment: &Segment) -> Decision {
        let code = segment.code.map_or_else(|| "no code".to_owned(), |code| code.to_string());
        let reason = segment.code_reason.as_ref().map(|reason| format!(", {reason}")).unwrap_or_default();
        Decision {
            about: About::Code(segment.no),
            words: self.segment_words(segment),
            stands: format!("{code}{reason}"),
        }
    }

    /// Returns a segment in few words: "10:33 Upper back R, Petrissage 8:42".
    pub fn segment_words(&self, segment: &Segment) -> String {
        let by = segment.performer.as_ref().map(|performer| format!(" by {}", performer.name)).unwrap_or_default();
        let work = self.work(&segment.spot, &segment.technique);
        format!("{} {work} {}{by}", segment.start.format("%H:%M"), clock_text(segment.time()))
    }

    /// Returns the lines on which KX may stand, billed under a plan of care that the payer asks for, or was set.
    fn thresholds(&self, day: &Day, bill: &Bill) -> Vec<Decision> {
        let planned = day.payer.plans().next().is_some();
        let therapy = |code: CptCode| self.catalog.code(code).is_some_and(|known| known.therapy);
        let marked = |code: CptCode| day.decisions.modifiers.contains(&(code, Modifier::Kx));
        let billed = bill.charges.iter().filter(|c| (planned && c.units.0 > 0 && therapy(c.code)) || marked(c.code));
        let decision = |code: CptCode| {
            let stands = if marked(code) { "yes" } else { "no" }.to_owned();
            Decision { about: About::Threshold(bill.date, code), words: format!("KX on {code}"), stands }
        };
        billed.map(|charge| decision(charge.code)).collect()
    }
}

/// Says the day of what may stand there for several.
fn dated(decision: &mut Decision) {
    if let About::Tie(day, _) | About::Distinct(day, _) | About::Threshold(day, _) = &decision.about {
        decision.words = format!("{}: {}", day.format("%-d %b"), decision.words);
    }
}

fn ties(bill: &Bill) -> Vec<Decision> {
    let decision = |choice: &Choice, stands: String| {
        let words = format!("tie of {}", listed("and", &choice.codes));
        Decision { about: About::Tie(bill.date, choice.clone()), words, stands }
    };
    let open = bill.choices.iter().map(|choice| decision(choice, "open".to_owned()));
    let settled = bill.settled.iter().map(|TieChoice { among, chosen }| {
        let units = Units(u32::try_from(chosen.len()).unwrap_or(0));
        decision(&Choice { codes: among.clone(), units }, listed("and", chosen))
    });
    open.chain(settled).collect()
}

/// Returns the second codes of pairs, each once, with what says that they were distinct.
fn pairs(day: &Day, bill: &Bill) -> Vec<Decision> {
    let mut seconds: Vec<CptCode> = Vec::new();
    for (_, second) in &bill.pairs {
        if !seconds.contains(second) {
            seconds.push(*second);
        }
    }
    let decision = |second: CptCode| {
        let firsts: Vec<CptCode> =
            bill.pairs.iter().filter(|(_, code)| *code == second).map(|(code, _)| *code).collect();
        let lines = bill.charge(second).map_or(&[][..], |charge| &charge.lines);
        let marks =
            lines.first().into_iter().flat_map(|line| &line.modifiers).filter(|modifier| modifier.is_distinct());
        let marks: Vec<Modifier> = marks.copied().collect();
        let by_hand = day.decisions.modifiers.iter().any(|(code, modifier)| *code == second && modifier.is_distinct());
        let stands = match (marks.is_empty(), day.payer.pairs) {
            (true, _) => "no modifier".to_owned(),
            (false, Pairs::Modifier59) if !by_hand => format!("{}, as this payer asks", Modifier::words(&marks)),
            (false, _) => Modifier::words(&marks),
        };
        let words = format!("{second} distinct from {}?", listed("and", &firsts));
        Decision { about: About::Distinct(bill.date, second), words, stands }
    };
    seconds.into_iter().map(decision).collect()
}

fn unlisted(charge: &Charge) -> Option<Decision> {
    let stands = charge.described.clone().unwrap_or_else(|| "not described".to_owned());
    let code = charge.code;
    let decision = Decision { about: About::Describe(code), words: format!("{code} was"), stands };
    (charge.kind == Kind::Unlisted && charge.units.0 > 0).then_some(decision)
}
