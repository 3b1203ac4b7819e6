//! The note by itself: what it says as a draft and as it was signed, what it lacks, and where its charges are claimed.

#![expect(clippy::unwrap_used, reason = "a test says so by panicking")]

#[path = "note/accounts.rs"]
mod accounts;
#[path = "note/astray.rs"]
mod astray;
#[path = "note/blanks.rs"]
mod blanks;
#[path = "note/checklist.rs"]
mod checklist;
#[path = "note/claims.rs"]
mod claims;
#[path = "note/content.rs"]
mod content;
#[path = "note/lines.rs"]
mod lines;

use std::sync::LazyLock;

use chrono::NaiveDate;
use tableside::catalog::{AreaId, Catalog, CptCode, PayerId, Side, Spot, TechniqueId};
use tableside::document::Document;
use tableside::note::{Letterhead, Note, compose};
use tableside::session::{
    Event, PainTime, Patient, Recorded, Running, Section, Segment, Session, SessionId, Signature, Stamp, Therapist,
};

/// The built-in catalogue with three payers more.
static CATALOG: LazyLock<Catalog> = LazyLock::new(|| {
    let payers = [
        ("strict", "asks = ['subjective', 'objective', 'home_care']"),
        ("curious", "asks = ['objective']"),
        ("pooled", "minutes = 'floor-total'"),
    ];
    let row = |(id, terms)| format!("[[payers]]\nid = '{id}'\nname = '{id}'\nrule = 'cms'\n{terms}\n");
    let text = format!("source = 'a test'\ndate = '2026-01-01'\n{}", payers.map(row).concat());
    Catalog::layered(&[Document::toml("clinic.toml", &text)]).unwrap()
});

/// A time of the day, or of the day that is named: "09:00:00", "24T00:10:00".
fn at(text: &str) -> Stamp {
    let text = if text.contains('T') { text.to_owned() } else { format!("23T{text}") };
    Stamp::parse_from_rfc3339(&format!("2026-11-{text}-05:00")).unwrap()
}

fn today() -> NaiveDate {
    at("00:00:00").date_naive()
}

fn tomorrow() -> NaiveDate {
    at("24T00:00:00").date_naive()
}

fn code(text: &str) -> CptCode {
    text.parse().unwrap()
}

/// A spot as it is said: "neck", "neck left".
fn spot(text: &str) -> Spot {
    let (area, side) = text.split_once(' ').unwrap_or((text, ""));
    Spot { area: AreaId::new(area), side: Side::ALL.into_iter().find(|known| known.word() == side) }
}

fn osei() -> Therapist {
    Therapist::from("J. Osei, PT".to_owned())
}

fn opened_by(therapist: Therapist, id: &str, start: &str) -> Session {
    let patient = Patient { name: "Rosa Marin".to_owned(), id: Some("0042".to_owned()), born: None };
    let event = Event::SessionOpened { patient, payer: PayerId::new("medicare"), therapist };
    Session::fold(&SessionId::new(id), &[Recorded::new(at(start), &osei(), event)]).unwrap()
}

/// A session of Rosa Marin that Medicare pays.
fn opened(id: &str, start: &str) -> Session {
    opened_by(osei(), id, start)
}

fn pays(payer: &str) -> Event {
    Event::PayerChanged { payer: PayerId::new(payer) }
}

/// A session that is told event by event.
trait Told: Sized {
    fn then(self, event: Event) -> Self;
    fn starts(self, technique: &str, area: &str, start: &str) -> Self;
    fn works(self, technique: &str, area: &str, start: &str, stop: &str) -> Self;

    fn pain(self, before: Option<u8>, after: Option<u8>) -> Self {
        self.then(Event::PainRecorded { time: PainTime::Before, score: before })
            .then(Event::PainRecorded { time: PainTime::After, score: after })
    }

    fn writes(self, section: Section, text: &str) -> Self {
        self.then(Event::NoteEdited { section, text: text.to_owned() })
    }

    fn answers(self, area: &str, text: &str) -> Self {
        self.then(Event::ResponseRecorded { spot: spot(area), text: text.to_owned() })
    }

    fn finished(self, closed: &str) -> Self {
        self.then(Event::SessionFinished { closed: at(closed) })
    }

    /// Signs a text, whatever it says.
    fn signs(self, printed: &str) -> Self {
        self.then(Event::NoteSigned { digest: Signature::digest(printed), printed: printed.to_owned() })
    }
}

impl Told for Session {
    fn then(mut self, event: Event) -> Self {
        self.apply(&Recorded::new(at("21:00:00"), &osei(), event)).unwrap();
        self
    }

    fn starts(self, technique: &str, area: &str, start: &str) -> Self {
        let technique = CATALOG.technique(&TechniqueId::new(technique)).unwrap();
        let started = Running {
            no: self.next_no(),
            spot: spot(area),
            technique: technique.id.clone(),
            code: technique.code,
            code_reason: None,
            contact: technique.contact,
            performer: None,
            step: None,
            start: at(start),
        };
        self.then(Event::SegmentStarted { started, replaces: None })
    }

    fn works(self, technique: &str, area: &str, start: &str, stop: &str) -> Self {
        let technique = CATALOG.technique(&TechniqueId::new(technique)).unwrap();
        let segment = Segment {
            no: self.next_no(),
            spot: spot(area),
            technique: technique.id.clone(),
            code: technique.code,
            code_reason: None,
            contact: technique.contact,
            performer: None,
            step: None,
            start: at(start),
            stop: at(stop),
        };
        self.then(Event::SegmentRecorded { segment })
    }
}

/// A visit at which one thing was done, finished when it was.
fn visit(id: &str, technique: &str, start: &str, stop: &str) -> Session {
    opened(id, start).works(technique, "neck", start, stop).finished(stop)
}

/// The same, with everything that a note must say.
fn complete(session: Session) -> Session {
    let written = [(Section::Justification, "Why."), (Section::Response, "How."), (Section::Plan, "What next.")];
    written.into_iter().fold(session.pain(Some(6), Some(3)), |told, (section, text)| told.writes(section, text))
}

fn note(session: &Session, all: &[Session]) -> Note {
    compose(session, all.iter(), &CATALOG, &Letterhead::bare(), at("22:00:00"))
}

/// Signs the note of one of several sessions.
fn sign(all: &mut [Session], place: usize) {
    let (printed, _) = note(all.get(place).unwrap(), all).to_sign().unwrap();
    let session = all.get_mut(place).unwrap();
    *session = session.clone().signs(&printed);
}

/// A session with its note signed, by itself.
fn signed(session: Session) -> Session {
    let (printed, _) = note(&session, &[]).to_sign().unwrap();
    session.signs(&printed)
}
