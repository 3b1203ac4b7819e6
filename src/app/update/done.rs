//! What came of effects.

use std::collections::BTreeSet;

use chrono::NaiveDate;

use super::note as editor;
use super::record::rebase;
use super::{alarm, day as list, export, gap, gate, patient as past, say, session, sign, watch};
use crate::app::{Done, Effect, Modal, Question, Screen, State, Then, Trouble, Visit};
use crate::audit::Deed;
use crate::note;
use crate::session::{Recorded, Session, SessionId, Stamp, Therapist};
use crate::words::counted;

pub(super) fn take(state: &mut State, done: Done) -> Vec<Effect> {
    match done {
        Done::Day { date, sessions, earlier, next, signs, more, week, damage, exports } => {
            let another = !state.day.read || state.day.date != date;
            state.day.date = date;
            state.day.today = date == state.now.date_naive();
            for (id, events) in &next {
                hold(state, id, events);
            }
            (state.day.more, state.day.week) = (more, week);
            day(state, &sessions, &earlier, &signs);
            damaged(state, &damage);
            let mut effects = Vec::new();
            if another {
                let entry = state.entry(Deed::DayListed { day: date });
                effects.push(Effect::Witness(vec![entry]));
            }
            if let Some(how) = exports {
                effects.extend(list::export(state, how));
            }
            return effects;
        }
        Done::Sessions { sessions, around, signs, then, damage } => {
            return read(state, (&sessions, &around, &signs), then, &damage);
        }
        Done::Edited(outcome) => editor::edited(state, outcome),
        Done::Witnessed => {}
        Done::Alive(at) => state.alive = at.or(state.alive),
        Done::BackedUp => {
            let entry = state.entry(Deed::BackedUp);
            return vec![Effect::Witness(vec![entry])];
        }
        Done::Code(code) => gate::show_code(state, code),
        Done::Therapists(therapists) => return gate::name(state, therapists),
        Done::Looked { changed, windows } => {
            state.windows = windows;
            return if changed { watch::refresh(state) } else { Vec::new() };
        }
        Done::Unlocked(therapist, trouble) => {
            let effects = gate::unlocked(state, &therapist);
            if let Some(trouble) = trouble {
                alarm(state, trouble.text);
            }
            return effects;
        }
        Done::NotUnlocked(trouble, wait) => gate::refused(state, trouble, wait),
        Done::Rescued(file, without) => {
            match without {
                None => (state.rescued, state.leaving) = (Some(file), true),
                // What is missing in it still waits here.
                Some(trouble) => {
                    let text = trouble.text;
                    alarm(state, format!("{} is made without some of what waited: {text}", file.display()));
                }
            }
        }
        Done::Patients(patients) => state.patients = patients,
        Done::History(patient, sessions, damage) => return past::read(state, patient, &sessions, &damage),
        Done::Opened(id, first) => return opened(state, &id, first),
        Done::Appended(id, events) => appended(state, &id, events),
        Done::NotAppended(id, trouble) => {
            if let Some(visit) = state.visits.get_mut(&id) {
                visit.writing = false;
                visit.trouble = Some(trouble.text);
            }
            if trouble.conflict {
                return vec![Effect::LoadSessions(vec![id], Then::Rebase)];
            }
        }
        Done::Exporting { done, of } => export::progress(state, done, of),
        Done::Exported(exported) => export::done(state, &exported),
        Done::ExportDiffers(again, files) => export::differs(state, again, files),
        Done::Proved(id) => return sign::proved(state, &id),
        Done::NotProved(trouble, wait) => sign::refused(state, &trouble, wait),
        Done::Leave if state.has_unwritten() && state.gate.is_some() => {
            gate::warn(state, "Something is not written yet; unlock to see what, or to leave all the same.");
        }
        Done::Leave if state.has_unwritten() => {
            state.modals.retain(|modal| !asks_to_leave(modal));
            state.modals.push(Modal::Question(Question::Leave));
        }
        Done::Leave => state.leaving = true,
        Done::Failed(trouble) => {
            sign::failed(state, &trouble);
            if let Screen::Note(screen) = &mut state.screen {
                screen.copies = false;
            }
            alarm(state, trouble.text);
        }
    }
    Vec::new()
}

fn asks_to_leave(modal: &Modal) -> bool {
    matches!(modal, Modal::Question(Question::Leave))
}

/// Where nothing waits any more, the question whether to leave without it has its answer.
fn leave_if_asked(state: &mut State) {
    if state.gate.is_none() && !state.has_unwritten() && state.modals.last().is_some_and(asks_to_leave) {
        state.leaving = true;
    }
}

fn damaged(state: &mut State, damage: &[String]) {
    if let Some(first) = damage.first() {
        alarm(state, format!("{} cannot be read: {first}", counted(damage.len() as u64, "session")));
    }
}

/// Sessions as the store has them.
type Streams = [(SessionId, Vec<Recorded>)];

/// The last signs of life of sessions.
type Signs = [(SessionId, Stamp)];

fn read(
    state: &mut State,
    (sessions, around, signs): (&Streams, &Streams, &Signs),
    then: Then,
    damage: &[String],
) -> Vec<Effect> {
    if then != Then::Rebase {
        for (id, events) in sessions.iter().chain(around) {
            hold(state, id, events);
        }
    }
    alive(state, signs);
    damaged(state, damage);
    match then {
        Then::Show => sessions.iter().for_each(|(id, _)| session::open(state, id)),
        Then::Around => {}
        Then::Refresh => {
            for (id, _) in sessions {
                gap::settle(state, id);
                editor::refresh(state, id, &[]);
                if state.here() == Some(id) && state.gate.is_none() {
                    gap::ask_if_found(state, id);
                }
            }
        }
        Then::Rebase => sessions.iter().for_each(|(id, events)| reload(state, id, events)),
        Then::Sign => sessions.iter().for_each(|(id, _)| sign::ask(state, id)),
        Then::Signed => {
            for (id, _) in sessions {
                sign::sign(state, id);
            }
            let text = "The session cannot be read, and so not signed.".to_owned();
            sign::failed(state, &Trouble { text, conflict: false });
        }
        Then::Export(how) => return export::note(state, sessions.first().map(|(id, _)| id), how),
        Then::ExportDay(how) => return export::day(state, how),
    }
    Vec::new()
}

fn opened(state: &mut State, id: &SessionId, first: Recorded) -> Vec<Effect> {
    hold(state, id, &[first]);
    if let Some(visit) = state.visits.get_mut(id) {
        visit.confirm();
    }
    // Only now: a form whose session could not be opened stays, with all that was typed.
    state.modals.retain(|modal| !matches!(modal, Modal::Form(_)));
    session::show(state, id);
    // The patient may have been here today already.
    vec![Effect::LoadSessions(vec![id.clone()], Then::Around)]
}

fn appended(state: &mut State, id: &SessionId, events: u64) {
    let Some(visit) = state.visits.get_mut(id) else { return };
    visit.writing = false;
    let unsigned = visit.stored.signature.is_none();
    let written = usize::try_from(events.saturating_sub(visit.stored.events)).unwrap_or(0);
    for recorded in visit.unwritten.drain(..written.min(visit.unwritten.len())) {
        // It was taken once already, in the same order.
        let _ = visit.stored.apply(&recorded);
    }
    let signed = unsigned && visit.stored.signature.is_some();
    let saved_again = visit.trouble.take().is_some() && visit.unwritten.is_empty();
    if saved_again {
        say(state, "Everything is saved again.");
    }
    if signed {
        sign::signed(state);
    }
    leave_if_asked(state);
}

/// Another window was quicker: takes what it wrote, and puts what was pressed here on top where that still fits.
fn reload(state: &mut State, id: &SessionId, events: &[Recorded]) {
    let Some(visit) = state.visits.get_mut(id) else { return };
    let (waiting, before) = (std::mem::take(&mut visit.unwritten), visit.stored.clone());
    if !hold(state, id, events) {
        // What the store has cannot be understood; what waits is kept as long as the program runs.
        if let Some(visit) = state.visits.get_mut(id) {
            visit.unwritten = waiting;
        }
        return;
    }
    let rebased = rebase(state, id, &before, waiting);
    if !rebased.late.is_empty() {
        editor::too_late(state, id, &rebased.late);
    }
    editor::refresh(state, id, &rebased.merged);
    if !rebased.late.is_empty() {
        alarm(state, "This note was signed meanwhile; what was typed here lies ready as an addendum.");
    } else if rebased.refused > 0 {
        alarm(state, "Another window was quicker, and what you pressed fits no more; look, and press again.");
    } else if !rebased.merged.is_empty() {
        alarm(state, "Another window wrote there too; both texts stand in the note now.");
    } else {
        say(state, "Another window recorded something first; yours was added after it.");
    }
    gap::settle(state, id);
    if rebased.refused == 0 {
        leave_if_asked(state);
    } else {
        // What was refused is not what was asked about: it is said, and the person stays to see it.
        state.modals.retain(|modal| !asks_to_leave(modal));
    }
}

/// Keeps when whoever timed these sessions was last alive.
fn alive(state: &mut State, signs: &Signs) {
    for (id, at) in signs {
        if let Some(visit) = state.visits.get_mut(id) {
            visit.sign = Some(*at);
        }
    }
}

fn day(state: &mut State, sessions: &Streams, earlier: &Streams, signs: &Signs) {
    let is_ready =
        |id: &SessionId, events: &[Recorded]| Session::fold(id, events).is_ok_and(|session| !note::waits(&session));
    let opened = |events: &[Recorded]| events.first().map(|first| first.at.date_naive());
    let mut older: Vec<SessionId> = Vec::new();
    for (id, events) in earlier.iter().filter(|(id, events)| !is_ready(id, events)) {
        older.extend(hold(state, id, events).then(|| id.clone()));
    }
    // What is billed together with a row must be in memory too.
    let shown: BTreeSet<NaiveDate> = older
        .iter()
        .filter_map(|id| state.session(id))
        .map(|s| s.opened.date_naive())
        .chain([state.day.date])
        .collect();
    for (id, events) in earlier {
        let near = |day: &NaiveDate| opened(events).is_some_and(|opened| (*day - opened).num_days().abs() <= 1);
        if shown.iter().any(near) {
            hold(state, id, events);
        }
    }
    // A session that goes over midnight is of both days.
    let overnight =
        earlier.iter().filter(|(_, events)| opened(events).and_then(|day| day.succ_opt()) == Some(state.day.date));
    let reaches = |id: &&SessionId| state.session(id).is_some_and(|s| state.account_on(s, state.day.date).is_some());
    let overnight: Vec<SessionId> = overnight.map(|(id, _)| id).filter(reaches).cloned().collect();
    older.retain(|id| !overnight.contains(id));
    state.day.older = older.len();
    let mut rows = older;
    rows.extend(overnight);
    let mut today: Vec<SessionId> = Vec::new();
    for (id, events) in sessions {
        today.extend(hold(state, id, events).then(|| id.clone()));
    }
    // By when they began, which may have been put right.
    today.sort_by_key(|id| state.session(id).map(|session| session.opened));
    rows.extend(today);
    alive(state, signs);
    state.day.chosen = state.day.chosen.take().filter(|id| rows.contains(id));
    state.day.rows = rows;
    state.day.read = true;
    if matches!(state.screen, Screen::Day) && state.gate.is_none() && state.led.insert(state.who.to_string()) {
        take_up(state);
    }
}

/// Leads a therapist to what an interruption left running of theirs, once.
fn take_up(state: &mut State) {
    let name = |therapist: &Therapist| therapist.name.to_lowercase();
    let left = |id: &&SessionId| {
        let own = |v: &Visit| name(&v.session.therapist) == name(&state.who) || state.who.name.is_empty();
        let gone = |v: &Visit| !gap::is_alive(state, v);
        state.visits.get(*id).is_some_and(|v| !v.confirmed && v.session.is_timing() && own(v) && gone(v))
    };
    if let Some(id) = state.day.rows.iter().find(left).cloned() {
        session::open(state, &id);
    }
}

/// Takes a session into memory as the store has it; returns whether it is there. One with events that wait to be
/// written stays as it is.
fn hold(state: &mut State, id: &SessionId, events: &[Recorded]) -> bool {
    if state.visits.get(id).is_some_and(|v| !v.unwritten.is_empty()) {
        return true;
    }
    match Session::fold(id, events) {
        Ok(session) => {
            // What runs in the demonstration was made up a moment ago.
            let known =
                |v: &Visit| v.confirmed && session.running_numbers().all(|no| v.session.running_no(no).is_some());
            let confirmed = state.settings.demo || state.visits.get(id).is_some_and(known);
            let stored = session.clone();
            let shown = events.iter().rev().find(|recorded| recorded.event.shows_hands(recorded.at));
            let recorded = shown.map_or(session.opened, |last| last.at);
            let before = state.visits.remove(id);
            let (sign, put_off, doubted) = before.map(|v| (v.sign, v.put_off, v.doubted)).unwrap_or_default();
            let (unwritten, writing, trouble) = (Vec::new(), false, None);
            let visit =
                Visit { session, stored, unwritten, writing, trouble, confirmed, put_off, doubted, recorded, sign };
            state.visits.insert(id.clone(), visit);
            true
        }
        Err(error) => {
            alarm(state, format!("A session cannot be read: {error}; the others are complete."));
            false
        }
    }
}
