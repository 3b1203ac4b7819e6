//! The Charges screen: what is decided, and where it is kept.

use chrono::NaiveDate;

use super::record::record;
use super::{correct, prompt, say, undo};
use crate::app::{About, Action, Asking, ChargesScreen, Effect, Field, Modal, Offer, Picker, Picking, Screen};
use crate::app::{State, Then};
use crate::catalog::{CptCode, Modifier};
use crate::session::{Event, SegmentNo, Session, SessionId, Stamp, TieChoice};

/// How many lines of the explanation a page key moves.
const PAGE: isize = 8;

/// How many of its lines stay on the screen at its end.
const LEFT: usize = 6;

pub(super) fn act(state: &mut State, action: Action) -> Vec<Effect> {
    let signed = state.here().and_then(|id| state.session(id)).is_some_and(|session| session.signature.is_some());
    match action {
        Action::Accept | Action::Undo | Action::Redo | Action::Correct if signed => {
            say(state, "This note is signed and its charges cannot be changed; an addendum can say what is wrong.");
        }
        Action::Up => step(state, -1),
        Action::Down => step(state, 1),
        Action::PageUp => scroll(state, -PAGE),
        Action::PageDown => scroll(state, PAGE),
        Action::Accept => decide(state),
        Action::Undo => {
            let latest = |session: &Session| session.last_change().map(|change| (change.at, change.decides()));
            take_back(state, latest, undo::undo);
        }
        Action::Redo => {
            let latest = |session: &Session| session.last_undone().map(|(change, at)| (at, change.decides()));
            take_back(state, latest, undo::redo);
        }
        Action::Correct => {
            if let Some(id) = state.here().cloned() {
                correct::open(state, &id);
            }
        }
        Action::Back => {
            let day = Screen::Day;
            if let Screen::Charges(screen) = std::mem::replace(&mut state.screen, day) {
                state.screen = *screen.back;
            }
            return Vec::new();
        }
        _ => {}
    }
    around(state)
}

/// Takes back the latest decision, or puts it in force again, in each of the sessions in which it was kept at that instant.
/// Where something else was done later in the session that is shown, it is said why that is not taken back here.
fn take_back(
    state: &mut State,
    latest: impl Fn(&Session) -> Option<(Stamp, bool)>,
    back: impl Fn(&mut State, &SessionId),
) {
    let Some(here) = state.here().cloned() else { return };
    let all: Vec<(SessionId, Stamp, bool)> = sessions_of(state, None)
        .into_iter()
        .filter_map(|id| latest(state.session(&id)?).map(|(at, decides)| (id, at, decides)))
        .collect();
    let own = all.iter().find(|(id, ..)| *id == here).map(|(_, at, _)| *at);
    let mut decided: Vec<(&SessionId, Stamp)> = all
        .iter()
        .filter(|(_, at, decides)| *decides && own.is_none_or(|own| *at >= own))
        .map(|(id, at, _)| (id, *at))
        .collect();
    // What was decided here says most, and is said.
    decided.sort_by_key(|(id, _)| **id != here);
    let Some(last) = decided.iter().map(|(_, at)| *at).max() else { return back(state, &here) };
    for (id, _) in decided.into_iter().filter(|(_, at)| *at == last) {
        back(state, id);
    }
}

/// Goes to the charges of a session.
pub(super) fn show(state: &mut State, id: &SessionId) -> Vec<Effect> {
    let back = Box::new(state.screen.clone());
    state.screen = Screen::Charges(ChargesScreen { id: id.clone(), back, chosen: None, scroll: 0 });
    around(state)
}

/// Asks for the sessions that are billed together with this one: another window may have decided something there.
fn around(state: &State) -> Vec<Effect> {
    state.here().map(|id| vec![Effect::LoadSessions(vec![id.clone()], Then::Around)]).unwrap_or_default()
}

fn step(state: &mut State, by: isize) {
    let Screen::Charges(screen) = &state.screen else { return };
    let Some(session) = state.session(&screen.id) else { return };
    let decisions = state.decisions(session);
    let place = screen.cursor(&decisions).saturating_add_signed(by).min(decisions.len().saturating_sub(1));
    let chosen = decisions.into_iter().nth(place).map(|decision| decision.about);
    if let Screen::Charges(screen) = &mut state.screen {
        screen.chosen = chosen;
    }
}

fn scroll(state: &mut State, by: isize) {
    let Some(session) = state.here().and_then(|id| state.session(id)) else { return };
    let last = state.charges_explained(session).lines().count().saturating_sub(LEFT);
    if let Screen::Charges(screen) = &mut state.screen {
        screen.scroll = screen.scroll.saturating_add_signed(by).min(last);
    }
}

/// Asks for what the chosen row leaves to the therapist.
fn decide(state: &mut State) {
    let Screen::Charges(screen) = &state.screen else { return };
    let Some(session) = state.session(&screen.id) else { return };
    let decisions = state.decisions(session);
    let place = screen.cursor(&decisions);
    let Some(decision) = decisions.into_iter().nth(place) else {
        say(state, "There is nothing to decide here.");
        return;
    };
    let (stands, about) = (decision.stands, decision.about);
    if let Screen::Charges(screen) = &mut state.screen {
        screen.chosen = Some(about.clone());
    }
    match about {
        About::Tie(day, choice) => pick(state, Picking::Tie(day, choice)),
        About::Distinct(day, code) => pick(state, Picking::Distinct(day, code)),
        About::Code(segment) => pick(state, Picking::Code(segment)),
        About::Describe(code) => {
            let known = described(state, code).into_iter().any(|(_, text)| text == stands);
            prompt::open(state, Asking::Description(code), if known { &stands } else { "" });
        }
        About::Threshold(day, code) => mark(state, day, code, &[(Modifier::Kx, !is_marked(state, day, code))]),
    }
}

/// Opens a list, at what stands now, so that enter on it changes nothing.
fn pick(state: &mut State, picking: Picking) {
    let mut picker = Picker { picking, filter: Field::line(""), cursor: 0 };
    let standing = standing(state, &picker.picking);
    let offered = state.offered(&picker);
    picker.cursor = offered.iter().position(|offer| standing.as_ref() == Some(offer)).unwrap_or(0);
    state.modals.push(Modal::Picker(picker));
}

/// Returns what of a list stands now.
fn standing(state: &State, picking: &Picking) -> Option<Offer> {
    let session = state.here().and_then(|id| state.session(id))?;
    let days = state.days(session);
    let decided = |day: &NaiveDate| days.iter().find(|known| known.date == *day).map(|day| &day.decisions);
    match picking {
        Picking::Code(segment) => {
            let segments = session.segments_at(state.now);
            Some(Offer::Code(segments.into_iter().find(|s| s.no == *segment)?.code))
        }
        Picking::Tie(day, tie) => {
            let choice = &decided(day)?.tie;
            let settled = choice.chosen.iter().all(|code| tie.codes.contains(code));
            Some(Offer::Tie(if settled { choice.chosen.clone() } else { Vec::new() }))
        }
        Picking::Distinct(day, code) => {
            let mut set = decided(day)?.modifiers.iter().filter(|(marked, m)| marked == code && m.is_distinct());
            Some(Offer::Distinct(set.next().map(|(_, modifier)| *modifier)))
        }
        Picking::Area
        | Picking::Technique
        | Picking::Performer
        | Picking::Payer
        | Picking::SpotOf(_)
        | Picking::TechniqueOf(_)
        | Picking::SpotToAdd
        | Picking::TechniqueToAdd(_)
        | Picking::Protocol
        | Picking::Phrase
        | Picking::Find
        | Picking::Command(_) => None,
    }
}

/// Keeps the codes that get the units of a tie, in every session of the day that says something of it.
pub(super) fn choose_tie(state: &mut State, day: NaiveDate, choice: &TieChoice) {
    for id in open_sessions_of(state, Some(day)) {
        let says = state.session(&id).is_some_and(|session| session.ties.contains_key(&day));
        if says || (state.here() == Some(&id) && !choice.chosen.is_empty()) {
            record(state, &id, vec![Event::TieChosen { day, choice: choice.clone() }]);
        }
    }
}

/// Keeps why the second code of a pair was distinct; another reason takes the place of the one before.
pub(super) fn choose_distinct(state: &mut State, day: NaiveDate, code: CptCode, chosen: Option<Modifier>) {
    let marks: Vec<(Modifier, bool)> =
        Modifier::DISTINCT.into_iter().map(|modifier| (modifier, Some(modifier) == chosen)).collect();
    mark(state, day, code, &marks);
}

/// Whether KX stands on a code of a day, set in any of its sessions.
fn is_marked(state: &State, day: NaiveDate, code: CptCode) -> bool {
    let marked = (day, code, Modifier::Kx);
    sessions_of(state, Some(day)).iter().filter_map(|id| state.session(id)).any(|s| s.modifiers.contains(&marked))
}

/// Sets and takes off modifiers of a code: set in this session, taken off wherever they are set.
fn mark(state: &mut State, day: NaiveDate, code: CptCode, marks: &[(Modifier, bool)]) {
    let here = state.here().cloned();
    for id in open_sessions_of(state, Some(day)) {
        let Some(session) = state.session(&id) else { continue };
        let set = |modifier: Modifier| session.modifiers.contains(&(day, code, modifier));
        let changes =
            marks.iter().filter(|(modifier, on)| set(*modifier) != *on && (!on || Some(&id) == here.as_ref()));
        let events = changes.map(|(modifier, on)| Event::ModifierSet { day, code, modifier: *modifier, on: *on });
        let events = events.collect();
        record(state, &id, events);
    }
}

/// Returns the sessions that are billed together with the one that is shown: on a day, or on any.
fn sessions_of(state: &State, day: Option<NaiveDate>) -> Vec<SessionId> {
    let Some(session) = state.here().and_then(|id| state.session(id)) else { return Vec::new() };
    let days = state.days(session);
    let mut sessions: Vec<SessionId> = Vec::new();
    for id in days.iter().filter(|known| day.is_none_or(|day| known.date == day)).flat_map(|day| &day.sessions) {
        if !sessions.contains(id) {
            sessions.push((*id).clone());
        }
    }
    sessions
}

/// The same, without those whose note is signed, and the one that is shown: of that one it is said why not.
fn open_sessions_of(state: &State, day: Option<NaiveDate>) -> Vec<SessionId> {
    let open = |id: &SessionId| state.session(id).is_some_and(|session| session.signature.is_none());
    sessions_of(state, day).into_iter().filter(|id| open(id) || state.here() == Some(id)).collect()
}

/// Returns the descriptions of a code in the sessions that are billed together.
fn described(state: &State, code: CptCode) -> Vec<(SessionId, String)> {
    let sessions = open_sessions_of(state, None).into_iter();
    let text = |id: &SessionId| state.session(id).and_then(|session| session.described.get(&code)).cloned();
    sessions.filter_map(|id| text(&id).map(|text| (id, text))).collect()
}

/// Takes the code of a segment; another than the technique's needs a reason.
pub(super) fn choose_code(state: &mut State, segment: SegmentNo, code: Option<CptCode>) {
    let Some(id) = state.here().cloned() else { return };
    let Some(session) = state.session(&id) else { return };
    let Some(known) = session.segments_at(state.now).into_iter().find(|s| s.no == segment) else { return };
    let own = state.catalog.technique(&known.technique).and_then(|technique| technique.code);
    if code == own {
        if known.code != code {
            record(state, &id, vec![Event::CodeChosen { segment, code, reason: String::new() }]);
        }
        return;
    }
    let before = known.code_reason.filter(|_| known.code == code).unwrap_or_default();
    prompt::open(state, Asking::Reason(segment, code), &before);
}

/// Keeps the line that was typed: why a code was chosen, or what an unlisted one was.
pub(super) fn keep(state: &mut State, asking: &Asking, text: &str) {
    let Some(here) = state.here().cloned() else { return };
    match asking {
        Asking::Reason(segment, code) => {
            record(state, &here, vec![Event::CodeChosen { segment: *segment, code: *code, reason: text.to_owned() }]);
        }
        Asking::Start(_) | Asking::Stop(_) | Asking::Split(_) | Asking::Span(..) | Asking::OtherFile => {}
        Asking::Description(code) => {
            let code = *code;
            let mut ids: Vec<SessionId> = described(state, code).into_iter().map(|(id, _)| id).collect();
            if !text.is_empty() && !ids.contains(&here) {
                ids.push(here);
            }
            for id in ids {
                record(state, &id, vec![Event::CodeDescribed { code, text: text.to_owned() }]);
            }
        }
    }
}
