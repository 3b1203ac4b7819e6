//! What the lists offer, and what each row of them says.

use chrono::NaiveDate;

use super::{Action, Context, Form, Item, Known, NoteScreen, Picker, Picking, Screen, State};
use crate::billing::Units;
use crate::catalog::{Area, CptCode, Modifier, PayerId, Protocol, Side, Spot, Step, Technique};
use crate::search::fitting;
use crate::session::{Patient, Plan, SegmentNo, Session, Therapist};
use crate::told;
use crate::words::{counted, fit, width};

/// The most patients that a search lists.
const FOUND: usize = 50;

/// A row of a list to choose from.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Offer {
    /// An area and its side.
    Area(Spot),
    /// A technique.
    Technique(Technique),
    /// Who performs; none is the session's therapist.
    Performer(Option<Therapist>),
    /// Who pays.
    Payer(PayerId),
    /// The codes that get the units of a tie; none leaves it open.
    Tie(Vec<CptCode>),
    /// A modifier that says that a service was distinct; none takes it off.
    Distinct(Option<Modifier>),
    /// A code; none leaves the segment without.
    Code(Option<CptCode>),
    /// A plan to follow; none puts it away.
    Plan(Option<Plan>),
    /// A phrase.
    Phrase(Phrased),
    /// A patient.
    Patient(Known),
    /// A day.
    Day(NaiveDate),
    /// Something to ask for.
    Command(Action),
}

/// A phrase to put into a text.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Phrased(pub String);

impl State {
    /// Returns what a list offers under its filter, the best first.
    pub fn offered(&self, picker: &Picker) -> Vec<Offer> {
        let typed = picker.filter.text();
        let said = |offer: &Offer| {
            // What it is called elsewhere is found, too.
            let also = match offer {
                Offer::Technique(technique) => technique.short.as_str(),
                Offer::Command(action) => action.name(),
                _ => "",
            };
            format!("{} {also}", self.offer_name(offer))
        };
        let all: Vec<Offer> = match &picker.picking {
            Picking::Area | Picking::SpotOf(_) | Picking::SpotToAdd => {
                self.catalog.areas().iter().flat_map(spots).map(Offer::Area).collect()
            }
            Picking::Technique | Picking::TechniqueOf(_) | Picking::TechniqueToAdd(_) => {
                self.catalog.techniques().iter().cloned().map(Offer::Technique).collect()
            }
            Picking::Performer => return self.performers(&typed, &said),
            Picking::Payer => self.catalog.payers().iter().map(|payer| Offer::Payer(payer.id.clone())).collect(),
            Picking::Tie(_, choice) => combinations(&choice.codes, choice.units).into_iter().map(Offer::Tie).collect(),
            Picking::Distinct(..) => {
                std::iter::once(None).chain(Modifier::DISTINCT.map(Some)).map(Offer::Distinct).collect()
            }
            Picking::Code(segment) => {
                // The technique's own code first, so that the way back is short.
                let own = self.own_code(*segment);
                let others = self.catalog.codes().iter().map(|known| Some(known.code)).chain([None]);
                [own].into_iter().chain(others.filter(|code| *code != own)).map(Offer::Code).collect()
            }
            Picking::Protocol => self.plans().into_iter().map(Offer::Plan).collect(),
            Picking::Phrase => self.phrases().map(|text| Offer::Phrase(Phrased(text.to_owned()))).collect(),
            Picking::Find => return self.found(&typed),
            Picking::Command(context) => Self::commands(*context).into_iter().map(Offer::Command).collect(),
        };
        fitting(&typed, all, said)
    }

    /// Returns the plans that can be followed: as last time, those of the catalogue, and none.
    fn plans(&self) -> Vec<Option<Plan>> {
        let session = self.here().and_then(|id| self.session(id));
        let past = self.history.as_ref().filter(|history| session.is_some_and(|s| s.patient == history.patient));
        let before = past.into_iter().flat_map(|history| &history.sessions);
        let mut last = before.filter(|past| session.is_some_and(|s| s.id != past.id && past.opened <= s.opened));
        let as_then = |past: &Session| Plan::of(format!("As on {}", past.opened.format("%-d %b %Y")), past);
        let laid_out = session.is_some_and(|session| session.plan.is_some());
        let known = self.catalog.protocols().iter().flat_map(sided);
        last.find_map(as_then).into_iter().chain(known).map(Some).chain(laid_out.then_some(None)).collect()
    }

    /// Returns the phrases of the section that is being typed.
    fn phrases(&self) -> impl Iterator<Item = &str> {
        let section = match &self.screen {
            Screen::Note(NoteScreen { item: Item::Text(section), .. }) => section.word(),
            Screen::Note(NoteScreen { item: Item::Response(_), .. }) => crate::session::Section::Response.word(),
            _ => "",
        };
        self.catalog.phrases().iter().filter(move |phrase| phrase.section == section).map(|phrase| phrase.text.as_str())
    }

    /// Returns the day whose date was typed, and the patients whose name or number fits.
    fn found(&self, typed: &str) -> Vec<Offer> {
        let day = told::date(typed, self.now.date_naive()).map(Offer::Day);
        let said =
            |known: &&Known| format!("{} {}", known.patient.name, known.patient.id.as_deref().unwrap_or_default());
        let patients = fitting(typed, &self.patients, said).into_iter().take(FOUND).cloned().map(Offer::Patient);
        day.into_iter().chain(patients).collect()
    }

    /// Returns what can be asked for in a context, in the order of the help.
    fn commands(context: Context) -> Vec<Action> {
        let own = |action: &&Action| action.counts_in(context) && !action.counts_in(Context::Anywhere);
        let everywhere = |action: &&Action| action.counts_in(Context::Anywhere) && **action != Action::Palette;
        // What is of this screen comes first, and what leaves last.
        let mut all: Vec<Action> =
            Action::NAMED.iter().filter(own).chain(Action::NAMED.iter().filter(everywhere)).copied().collect();
        all.sort_by_key(|action| matches!(action, Action::Quit | Action::Back | Action::Up | Action::Down));
        all
    }

    /// Returns the code that a segment's technique maps to.
    fn own_code(&self, segment: SegmentNo) -> Option<CptCode> {
        let segments = self.here().and_then(|id| self.session(id))?.segments_at(self.now);
        let technique = segments.into_iter().find(|s| s.no == segment)?.technique;
        self.catalog.technique(&technique)?.code
    }

    /// Returns who may perform: the session's therapist, the team, those who may unlock, and whoever is typed with
    /// credentials.
    fn performers(&self, typed: &str, said: &dyn Fn(&Offer) -> String) -> Vec<Offer> {
        let session = self.here().and_then(|id| self.session(id));
        let own = session.map(|session| &session.therapist);
        let team = self.settings.team.iter().filter(|member| Some(*member) != own);
        let seen = session.into_iter().flat_map(|s| s.segments.iter().filter_map(|segment| segment.performer.as_ref()));
        let mut offers = vec![Offer::Performer(None)];
        let colleagues = self.therapists.iter().filter(|t| Some(*t) != own && !t.is_recovery_code());
        for member in team.chain(colleagues).chain(seen) {
            let offer = Offer::Performer(Some(member.clone()));
            if !offers.contains(&offer) {
                offers.push(offer);
            }
        }
        let mut offers = fitting(typed, offers, said);
        let new = Therapist::from(typed.to_owned());
        if offers.is_empty() && !new.name.is_empty() {
            offers.push(Offer::Performer(Some(new)));
        }
        offers
    }

    /// Returns what a list's row says.
    pub fn offer_name(&self, offer: &Offer) -> String {
        match offer {
            Offer::Area(spot) => self.catalog.spot_name(spot),
            Offer::Technique(technique) => technique_line(technique),
            Offer::Performer(None) => {
                let session = self.here().and_then(|id| self.session(id));
                session.map_or_else(String::new, |session| session.therapist.to_string())
            }
            Offer::Performer(Some(performer)) => performer.to_string(),
            Offer::Payer(payer) => {
                let rule = self.catalog.payer(payer).map_or("", |known| known.rule.label());
                format!("{}  {rule}", self.payer_name(payer))
            }
            Offer::Tie(codes) if codes.is_empty() => "leave it open".to_owned(),
            Offer::Tie(codes) => codes.iter().map(|code| self.code_name(*code)).collect::<Vec<_>>().join(" and "),
            Offer::Distinct(None) => "no modifier".to_owned(),
            Offer::Distinct(Some(modifier)) => format!("{modifier}  {}", modifier.title()),
            Offer::Plan(None) => "no protocol: put it away".to_owned(),
            Offer::Plan(Some(plan)) => {
                let steps = counted(plan.steps.len() as u64, "step");
                format!("{}  ({steps}, {} min)", plan.name, plan.minutes())
            }
            Offer::Phrase(Phrased(text)) => text.clone(),
            Offer::Patient(known) => self.patient_line(&known.patient, Self::OFFER),
            Offer::Day(date) => format!("the day {}", date.format("%A %-d %B %Y")),
            Offer::Command(action) => action.help().to_owned(),
            Offer::Code(None) => "no code: not to be billed".to_owned(),
            Offer::Code(Some(code)) => self.code_name(*code),
        }
    }

    /// Returns a payer's name; its id where the catalogue has it no more.
    pub fn payer_name(&self, payer: &PayerId) -> String {
        self.catalog.payer(payer).map_or_else(|| payer.to_string(), |known| known.name.clone())
    }

    /// How many cells an offered patient takes at most: what a list on the smallest screen has.
    const OFFER: usize = 52;

    /// Returns a patient's name as it may be shown: the initials, where names are not.
    pub fn patient_name(&self, patient: &Patient) -> String {
        if self.private { patient.initials() } else { patient.name.clone() }
    }

    /// Returns a patient with number and birth date, as far as they may be shown, in so many cells: where the room is short,
    /// the name gives way, for numbers tell apart who has nearly the same.
    pub fn patient_line(&self, patient: &Patient, cells: usize) -> String {
        let number = patient.id.as_ref().map(|id| format!("  #{id}")).unwrap_or_default();
        let born = patient.born.filter(|_| !self.private);
        let born = born.map(|born| format!("  born {}", told::date_words(born))).unwrap_or_default();
        let tail = format!("{number}{born}");
        format!("{}{tail}", fit(&self.patient_name(patient), cells.saturating_sub(width(&tail)).max(8)))
    }

    /// Returns a code with its label.
    pub fn code_name(&self, code: CptCode) -> String {
        let label = self.catalog.code(code).map_or("", |known| known.label.as_str());
        format!("{code} {label}").trim_end().to_owned()
    }

    /// Returns the patients whose name or number begins like what is typed in the form, at most five.
    pub fn suggestions(&self, form: &Form) -> Vec<&Known> {
        let [name, number, ..] = &form.fields;
        let typed = if form.focus == 1 { number.text() } else { name.text() };
        let typed = typed.trim().to_lowercase();
        let fits = |known: &&Known| {
            let p = &known.patient;
            let name = p.name.to_lowercase();
            let by_word = name.split_whitespace().any(|word| word.starts_with(&typed)) || name.starts_with(&typed);
            by_word || p.id.as_ref().is_some_and(|id| id.to_lowercase().starts_with(&typed))
        };
        if form.focus > 1 { Vec::new() } else { self.patients.iter().filter(fits).take(5).collect() }
    }
}

/// Returns every way to choose so many of some codes, and the way to choose none.
fn combinations(codes: &[CptCode], units: Units) -> Vec<Vec<CptCode>> {
    let mut ways: Vec<Vec<CptCode>> = vec![Vec::new()];
    for code in codes {
        let with: Vec<Vec<CptCode>> = ways.iter().map(|way| [way.as_slice(), &[*code]].concat()).collect();
        ways.extend(with);
    }
    let units = usize::try_from(units.0).unwrap_or(usize::MAX);
    ways.retain(|way| way.len() == units);
    ways.push(Vec::new());
    ways
}

/// An area with each of its sides.
fn spots(area: &Area) -> Vec<Spot> {
    let sides = if area.sides { Side::ALL.map(Some).to_vec() } else { vec![None] };
    sides.into_iter().map(|side| Spot { area: area.id.clone(), side }).collect()
}

/// A protocol as a plan; one that is about one side, as a plan for either.
fn sided(protocol: &Protocol) -> Vec<Plan> {
    let own = protocol.steps.clone();
    let minutes =
        |side: Side| -> u32 { own.iter().filter(|step| step.spot.side == Some(side)).map(|step| step.minutes).sum() };
    let (left, right) = (minutes(Side::Left), minutes(Side::Right));
    // A few minutes on the other side do not make it one about both.
    let is_of_one = left.min(right) * 4 <= left.max(right) && left != right;
    if !is_of_one {
        return vec![Plan { name: protocol.name.clone(), steps: own }];
    }
    let (side, other) = if left > right { (Side::Left, Side::Right) } else { (Side::Right, Side::Left) };
    let turned = own.iter().map(turned).collect();
    [(side, own), (other, turned)]
        .map(|(side, steps)| Plan { name: format!("{}, {side}", protocol.name), steps })
        .to_vec()
}

/// A step on the other side of the body.
fn turned(step: &Step) -> Step {
    let side = step.spot.side.map(|side| match side {
        Side::Left => Side::Right,
        Side::Right => Side::Left,
        Side::Bilateral => Side::Bilateral,
    });
    Step { spot: Spot { side, ..step.spot.clone() }, ..step.clone() }
}

/// A technique with its letter and its code.
fn technique_line(technique: &Technique) -> String {
    let code = technique.code.map_or_else(|| "no code".to_owned(), |code| code.to_string());
    format!("{} {} ({code})", technique.key.unwrap_or(' '), technique.name)
}
