//! A hundred thousand random keys, with steps of time, through the real update: after each of them, the laws hold.

#![expect(clippy::unwrap_used, reason = "a test says so by panicking")]

use std::collections::BTreeMap;
use std::rc::Rc;
use std::sync::OnceLock;

use chrono::{NaiveDate, TimeDelta};
use proptest::prelude::*;
use proptest::sample::select;
use ratatui::Terminal;
use ratatui::backend::TestBackend;
use tableside::app::{
    self, Context, Done, Effect, Exported, Found, Known, Modal, Msg, Question, Remind, Reminder, Screen, Settings,
    State, Then, Visit, Windows,
};
use tableside::billing::{self, Oddity};
use tableside::body::Body;
use tableside::catalog::{Catalog, Contact, PayerId};
use tableside::export::Templates;
use tableside::keymap::Keymap;
use tableside::note::Letterhead;
use tableside::session::{Event, Recorded, Segment, Session, SessionId, Stamp, Therapist};
use tableside::theme::Theme;
use tableside::ui;

fn at(seconds: i64) -> Stamp {
    Stamp::parse_from_rfc3339("2026-11-23T10:00:00-05:00").unwrap() + TimeDelta::seconds(seconds)
}

fn osei() -> Therapist {
    Therapist::from("J. Osei, PT".to_owned())
}

/// What is read once for all worlds.
struct Given {
    catalog: Catalog,
    body: Body,
    keymap: Keymap,
    theme: Theme,
}

fn given() -> &'static Given {
    static GIVEN: OnceLock<Given> = OnceLock::new();
    GIVEN.get_or_init(|| {
        let catalog = Catalog::builtin().unwrap();
        let body = Body::builtin(&catalog).unwrap();
        Given { body, keymap: Keymap::builtin().unwrap(), theme: Theme::builtin("default").unwrap(), catalog }
    })
}

/// A record in memory, which does what the real one does.
#[derive(Default)]
struct Memory {
    streams: BTreeMap<SessionId, Vec<Recorded>>,
}

type Streams = Vec<(SessionId, Vec<Recorded>)>;

impl Memory {
    fn on(&self, date: Option<NaiveDate>) -> Streams {
        let opened = |events: &[Recorded]| events.first().map(|first| first.at.date_naive());
        let on = self.streams.iter().filter(|(_, events)| date.is_some() && opened(events) == date);
        on.map(|(id, events)| (id.clone(), events.clone())).collect()
    }

    fn perform(&mut self, effect: Effect) -> Option<Done> {
        Some(match effect {
            Effect::LoadDay(date) | Effect::LoadDayToExport(date, _) => Done::Day {
                date,
                sessions: self.on(Some(date)),
                earlier: self.on(date.pred_opt()),
                next: self.on(date.succ_opt()),
                signs: Vec::new(),
                more: 0,
                week: vec![(date, self.on(Some(date)).len())],
                damage: Vec::new(),
                exports: None,
            },
            Effect::LoadSessions(ids, then) => {
                let sessions = ids.into_iter().filter_map(|id| Some((id.clone(), self.streams.get(&id)?.clone())));
                let around = if then == Then::Refresh { Vec::new() } else { self.on(Some(at(0).date_naive())) };
                Done::Sessions { sessions: sessions.collect(), around, signs: Vec::new(), then, damage: Vec::new() }
            }
            Effect::LoadPatients => Done::Patients(self.streams.values().filter_map(|events| known(events)).collect()),
            Effect::LoadHistory(patient, _) => {
                let of = |events: &[Recorded]| known(events).is_some_and(|known| known.patient == patient);
                let past = self.streams.iter().filter(|(_, events)| of(events)).rev();
                let past = past.map(|(id, events)| (id.clone(), events.clone())).collect();
                Done::History(patient, past, Vec::new())
            }
            Effect::Open(first) => {
                let number = u8::try_from(self.streams.len()).unwrap();
                let id = SessionId::from_random([0, 0, 0, 0, number]);
                self.streams.insert(id.clone(), vec![first.clone()]);
                Done::Opened(id, first)
            }
            Effect::Append { id, expected, events, .. } => {
                let stream = self.streams.get_mut(&id).unwrap();
                assert_eq!(stream.len() as u64, expected, "each event is written once, in order");
                stream.extend(events);
                Done::Appended(id, stream.len() as u64)
            }
            Effect::Witness(_) => Done::Witnessed,
            Effect::Look => Done::Looked { changed: false, windows: Windows::This },
            Effect::Alive(_, at) => Done::Alive(Some(at)),
            Effect::Export(order) => Done::Exported(Exported {
                files: order.book.notes.len(),
                unchanged: 0,
                folder: "exports".to_owned(),
                head: String::new(),
                unsigned: order.book.unsigned,
                astray: Vec::new(),
            }),
            Effect::Prove { of, .. } => Done::Proved(of),
            Effect::BackUp(_) => Done::BackedUp,
            Effect::EditElsewhere(text) => Done::Edited(Ok(text + " Elsewhere.")),
            Effect::LoadTherapists => Done::Therapists(vec![osei()]),
            Effect::Leave => Done::Leave,
            Effect::Unlock { therapist, .. } => Done::Unlocked(therapist, None),
            Effect::Copy(_) | Effect::Remind { .. } | Effect::NewCode | Effect::SetUp(_) | Effect::Rescue { .. } => {
                return None;
            }
        })
    }
}

fn known(events: &[Recorded]) -> Option<Known> {
    match &events.first()?.event {
        Event::SessionOpened { patient, payer, therapist } => {
            Some(Known { patient: patient.clone(), payer: payer.clone(), therapist: therapist.clone() })
        }
        _ => None,
    }
}

/// A program on a record in memory.
struct World {
    state: State,
    memory: Memory,
    now: i64,
}

impl World {
    fn open() -> Self {
        let settings = Settings {
            letterhead: Letterhead::bare(),
            team: vec![Therapist::from("K. Lee, PTA".to_owned())],
            payer: PayerId::new("medicare"),
            lock_after: TimeDelta::days(30),
            demo: false,
            remind: Remind { of: Reminder::ALL.to_vec(), bell: true, mark: true, after: TimeDelta::minutes(20) },
        };
        let (catalog, body) = (Rc::new(given().catalog.clone()), Rc::new(given().body.clone()));
        let (state, first) = app::start(catalog, body, Templates::builtin(), settings, Found::Open(osei()), at(0));
        let mut world = Self { state, memory: Memory::default(), now: 0 };
        world.carry_out(first);
        world
    }

    fn carry_out(&mut self, effects: Vec<Effect>) {
        let mut todo: std::collections::VecDeque<Effect> = effects.into();
        while let Some(effect) = todo.pop_front() {
            if let Some(done) = self.memory.perform(effect) {
                todo.extend(app::update(&mut self.state, Msg::Done(Box::new(done)), at(self.now)));
            }
        }
    }

    fn send(&mut self, msg: Msg) {
        let effects = app::update(&mut self.state, msg, at(self.now));
        self.carry_out(effects);
    }

    fn press(&mut self, key: &str) {
        if let Some(seconds) = key.strip_prefix('+') {
            self.now += seconds.parse::<i64>().unwrap();
            return self.send(Msg::Tick);
        }
        let text = key.strip_prefix('=').filter(|text| !text.is_empty());
        for key in text.map_or(vec![key.to_owned()], |text| text.chars().map(String::from).collect()) {
            let key = if key == " " { "space".to_owned() } else { key };
            let message = given().keymap.message(self.state.context(), key.parse().unwrap());
            self.send(message);
        }
    }
}

/// The laws of a session, as the screen has it.
fn lawful(state: &State, visit: &Visit, stored: &[Recorded]) {
    let session = &visit.session;
    assert!(visit.unwritten.is_empty() && visit.trouble.is_none(), "what happened is written");
    assert_eq!(&Session::fold(&session.id, stored).unwrap(), session, "the screen shows what is written");
    let segments = session.segments_at(state.now);
    let hands: Vec<&Segment> = segments.iter().filter(|s| s.contact == Contact::OneOnOne).collect();
    for (i, one) in hands.iter().enumerate() {
        assert!(hands.iter().skip(i + 1).all(|other| !one.overlaps(other)), "hands are in one place at a time");
    }
    for segment in &segments {
        assert!(segment.start <= segment.stop && session.opened <= segment.start);
        assert!(session.closed.is_none_or(|closed| segment.stop <= closed));
    }
    adds_up(state, session);
}

/// Areas add up to the code, codes to the total; nothing is billed that was not recorded.
fn adds_up(state: &State, session: &Session) {
    for day in billing::days(session, std::iter::once(session), &state.catalog, state.now) {
        let bill = billing::bill(&day, &state.catalog);
        let recorded: TimeDelta = session
            .segments_at(state.now)
            .iter()
            .filter(|s| s.code.is_some() && s.start.date_naive() == bill.date && s.stop.date_naive() == bill.date)
            .map(Segment::time)
            .sum();
        let billed: TimeDelta = bill.charges.iter().map(|charge| charge.time).sum();
        if session.segments_at(state.now).iter().all(|s| s.start.date_naive() == s.stop.date_naive()) {
            // A timed code chosen for what ran beside the hands is named, and not billed.
            let beside = day.oddities.iter().map(|oddity| match oddity {
                Oddity::Unattended { time, .. } => *time,
                _ => TimeDelta::zero(),
            });
            let beside: TimeDelta = beside.sum();
            assert_eq!(billed + beside, recorded, "what is billed is what was recorded");
        }
        let minutes: u32 = bill.charges.iter().map(|charge| charge.minutes.0).sum();
        assert!(TimeDelta::minutes(i64::from(minutes)) <= billed, "no minute is billed twice");
    }
}

const KEYS: &[&str] = &[
    "1",
    "2",
    "3",
    "0",
    "e",
    "p",
    "m",
    "h",
    "g",
    "z",
    "space",
    "space",
    "backspace",
    "backspace",
    "ctrl-r",
    "enter",
    "enter",
    "enter",
    "esc",
    "esc",
    "up",
    "down",
    "left",
    "right",
    "tab",
    "A",
    "B",
    "C",
    "D",
    "E",
    "F",
    "H",
    "K",
    "N",
    "P",
    "R",
    "S",
    "T",
    "U",
    "V",
    "X",
    "n",
    "s",
    "x",
    "j",
    "d",
    "a",
    "t",
    "b",
    "k",
    "v",
    "y",
    ":",
    "/",
    "?",
    "#",
    "pageup",
    "pagedown",
    "[",
    "]",
    "f12",
    "f13",
    "f14",
    "f15",
    "f16",
    "L",
    "=four words",
    "ctrl-e",
    "ctrl-s",
    "ctrl-z",
    "=Rosa",
    "=7",
    "=-1m",
    "=+2m",
    "=10:05",
    "=10:05-10:15",
    "=low back",
    "=undo",
    "delete",
    "$",
    "+1",
    "+2",
    "+10",
    "+45",
    "+200",
    "+900",
];

proptest! {
    // 250 worlds of 400 keys, as they come.
    #![proptest_config(ProptestConfig { cases: 250, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn whatever_is_pressed_the_laws_hold(
        keys in prop::collection::vec(select(KEYS), 1..=800),
        columns in 60..140u16,
        rows in 18..45u16,
    ) {
        let mut world = World::open();
        let mut terminal = Terminal::new(TestBackend::new(columns, rows)).unwrap();
        for key in ["n", "=Ama Boateng", "enter"] {
            world.press(key);
        }
        for (place, key) in keys.iter().enumerate() {
            world.press(key);
            let here = world.state.here().cloned();
            let visits = &world.state.visits;
            for (id, visit) in visits.iter().filter(|(id, v)| Some(*id) == here.as_ref() || v.session.is_timing()) {
                lawful(&world.state, visit, world.memory.streams.get(id).unwrap());
            }
            if world.state.leaving {
                // By the palette.
                return Ok(());
            }
            if place % 20 == 0 {
                terminal.draw(|frame| drop(ui::draw(frame, &world.state, &given().theme, &given().keymap))).unwrap();
            }
        }
        // Nobody is ever caught: a passphrase opens the lock, and esc, again and again, leads back to the day.
        if world.state.gate.is_some() {
            world.press("=four words");
            world.press("enter");
        }
        for _ in 0..12 {
            // What was written to be added stays until somebody says that it may go.
            let asks = matches!(world.state.modals.last(), Some(Modal::Question(Question::Forget)));
            world.press(if asks { "enter" } else { "esc" });
        }
        prop_assert!(matches!(world.state.screen, Screen::Day) && world.state.context() == Context::Day);
    }
}
