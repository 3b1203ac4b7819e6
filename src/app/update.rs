//! How each message changes the state. Pure; one file for each screen and modal.

mod addendum;
mod body;
mod charges;
mod clipboard;
mod correct;
mod day;
mod done;
mod export;
mod form;
mod forward;
mod gap;
mod gate;
mod leave;
mod missing;
mod note;
mod patient;
mod picker;
mod prompt;
mod question;
mod record;
mod remind;
mod rows;
mod session;
mod sign;
mod undo;
mod watch;

use std::rc::Rc;

pub use record::waiting;

use super::{
    Action, Context, Day, Effect, Field, Found, Gate, Key, KeyCode, Modal, Msg, Notice, Picker, Picking, Screen,
    SetUpForm, Settings, State, Tour, Unlock, Windows,
};
use crate::body::Body;
use crate::catalog::Catalog;
use crate::export::Templates;
use crate::session::{Stamp, Therapist};

/// How many lines of the help a page key moves.
const HELP: usize = 8;

/// Returns the state at the start, and what to read first.
pub fn start(
    catalog: Rc<Catalog>,
    body: Rc<Body>,
    templates: Templates,
    settings: Settings,
    found: Found,
    now: Stamp,
) -> (State, Vec<Effect>) {
    let date = now.date_naive();
    let day = Day::of(date);
    let therapists = match &found {
        Found::Locked(therapists) => therapists.clone(),
        Found::Nothing(_) | Found::Open(_) => Vec::new(),
    };
    let (gate, who) = match found {
        Found::Nothing(exports) => (Some(Gate::SetUp(SetUpForm::new(exports.as_deref()))), Therapist::default()),
        Found::Locked(therapists) => (Some(Gate::Unlock(Unlock::new(therapists, None))), Therapist::default()),
        Found::Open(who) => (None, who),
    };
    let first = if gate.is_none() { vec![Effect::Look, Effect::LoadDay(date)] } else { Vec::new() };
    let state = State {
        catalog,
        body,
        templates,
        settings,
        now,
        who,
        therapists,
        gate,
        places: std::collections::BTreeMap::new(),
        last_key: now,
        windows: Windows::Several,
        alive: None,
        led: std::collections::BTreeSet::new(),
        screen: Screen::Day,
        day,
        modals: Vec::new(),
        visits: std::collections::BTreeMap::new(),
        patients: Vec::new(),
        history: None,
        private: false,
        marks: std::collections::BTreeMap::new(),
        reminded: std::collections::BTreeMap::new(),
        notice: None,
        leaving: false,
        rescued: None,
        signing: None,
        on_clipboard: None,
        forsaken: false,
    };
    (state, first)
}

/// Shows the tour to whoever is here for the first time.
pub fn welcome(state: &mut State) {
    state.modals.push(Modal::Tour(Tour(0)));
}

/// Says what was wrong before the screen opened.
pub fn complain(state: &mut State, text: &str) {
    alarm(state, text);
}

/// Takes a message at a time, and returns what must be done outside, in order: what is to be written comes first.
pub fn update(state: &mut State, msg: Msg, now: Stamp) -> Vec<Effect> {
    state.now = now;
    let before = state.here().cloned();
    // A clock that was set back must not keep the screen open.
    state.last_key = state.last_key.min(now);
    let pressed = matches!(msg, Msg::Do(_) | Msg::Type(_) | Msg::Paste(_) | Msg::Row(_) | Msg::Unbound(_));
    if pressed && state.gate.is_none() && gate::is_due(state) {
        // Whoever presses it after so long, or after sleep, stands before the lock; the key is not theirs to give.
        state.last_key = now;
        return gate::lock(state);
    }
    if pressed {
        state.last_key = now;
        // What asks whether somebody is still working has its answer by any key there.
        state.marks.retain(|id, mark| mark.of.is_none() || before.as_ref() != Some(id));
        // What was said while nobody could see it stays until somebody can.
        state.notice = state.notice.take().filter(|_| state.gate.is_some());
    }
    let again = matches!(msg, Msg::Tick | Msg::Do(Action::Quit));
    // Where nothing ticks, a key is the time to look what another window did.
    let looks = if matches!(msg, Msg::Do(_)) { watch::look(state) } else { Vec::new() };
    let after = match msg {
        Msg::Do(action) => act(state, action),
        Msg::Type(key) => {
            type_key(state, key);
            note::autosave(state);
            Vec::new()
        }
        Msg::Paste(text) => {
            paste(state, &text);
            Vec::new()
        }
        Msg::Row(row) => rows::click(state, row),
        Msg::Unbound(key) => {
            unbound(state, key);
            Vec::new()
        }
        Msg::Tick => {
            note::autosave(state);
            let mut effects = day::turn(state);
            effects.extend(clipboard::clear(state, false));
            watch::missed(state);
            effects.extend(watch::look(state));
            effects.extend(watch::sign_of_life(state));
            effects.extend(remind::due(state));
            effects.extend(gate::lock_if_due(state));
            effects
        }
        Msg::Apart { before, slept, changed } => {
            let mut effects = gate::lock_if_due(state);
            effects.extend(watch::apart(state, before, slept, changed));
            effects
        }
        Msg::Done(done) => done::take(state, *done),
    };
    let mut effects = record::pending(state, again);
    effects.extend(after);
    effects.extend(looks);
    effects.extend(watch::opened(state, before.as_ref()));
    effects
}

fn act(state: &mut State, action: Action) -> Vec<Effect> {
    match action {
        Action::Quit => return leave::leave(state),
        Action::Lock => return gate::lock(state),
        _ if state.gate.is_some() => return gate::act(state, action),
        Action::Help | Action::Palette | Action::Tour => {
            // They speak of what lies below, and not of each other.
            let speaks = |modal: &Modal| match modal {
                Modal::Picker(picker) => matches!(picker.picking, Picking::Command(_)),
                other => matches!(other, Modal::Help(..) | Modal::Tour(_)),
            };
            state.modals.retain(|modal| !speaks(modal));
            let context = state.context();
            state.modals.push(match action {
                Action::Help => Modal::Help(context, 0),
                Action::Tour => Modal::Tour(Tour(0)),
                _ => Modal::Picker(Picker { picking: Picking::Command(context), filter: Field::line(""), cursor: 0 }),
            });
            return Vec::new();
        }
        Action::Privacy => {
            state.private = !state.private;
            let shown = if state.private { "Initials stand in the place of names." } else { "Names are shown again." };
            say(state, shown);
            return Vec::new();
        }
        _ => {}
    }
    match state.context() {
        Context::Form => form::act(state, action),
        Context::Picker => picker::act(state, action),
        Context::Gap => gap::act(state, action),
        Context::Question => question::act(state, action),
        Context::Help => {
            help(state, action);
            Vec::new()
        }
        Context::Tour => {
            tour(state, action);
            Vec::new()
        }
        Context::Correct => correct::act(state, action),
        Context::Patient => patient::act(state, action),
        Context::Day => day::act(state, action),
        Context::Session => session::act(state, action),
        Context::Note | Context::Editor => note::act(state, action),
        Context::Charges => charges::act(state, action),
        Context::Prompt => prompt::act(state, action),
        Context::Signing => sign::act(state, action),
        Context::Addendum => {
            addendum::act(state, action);
            Vec::new()
        }
        Context::Body => {
            body::act(state, action);
            Vec::new()
        }
        Context::Anywhere | Context::SetUp | Context::Locked | Context::Unlocking => Vec::new(),
    }
}

fn type_key(state: &mut State, key: Key) {
    match state.context() {
        Context::Form => form::type_key(state, key),
        Context::Picker => picker::type_key(state, key),
        Context::Gap => gap::type_key(state, key),
        Context::Editor => note::type_key(state, key),
        Context::Prompt => prompt::type_key(state, key),
        Context::Signing => sign::type_key(state, key),
        Context::Addendum => addendum::type_key(state, key),
        Context::SetUp | Context::Locked | Context::Unlocking => gate::type_key(state, key),
        Context::Anywhere
        | Context::Day
        | Context::Session
        | Context::Note
        | Context::Charges
        | Context::Question
        | Context::Correct
        | Context::Body
        | Context::Patient
        | Context::Tour
        | Context::Help => {}
    }
}

fn paste(state: &mut State, text: &str) {
    match state.context() {
        Context::Form => form::paste(state, text),
        Context::Picker => picker::paste(state, text),
        Context::Gap => gap::paste(state, text),
        Context::Editor => note::paste(state, text),
        Context::Prompt => prompt::paste(state, text),
        Context::Signing => sign::paste(state, text),
        Context::Addendum => addendum::paste(state, text),
        Context::SetUp | Context::Locked | Context::Unlocking => gate::paste(state, text),
        Context::Anywhere
        | Context::Day
        | Context::Session
        | Context::Note
        | Context::Charges
        | Context::Question
        | Context::Correct
        | Context::Body
        | Context::Patient
        | Context::Tour
        | Context::Help => {}
    }
}

/// Scrolls the help, or closes it.
fn help(state: &mut State, action: Action) {
    let Some(Modal::Help(_, above)) = state.modals.last_mut() else { return };
    match action {
        Action::Up => *above = above.saturating_sub(1),
        Action::PageUp => *above = above.saturating_sub(HELP),
        Action::Down => *above += 1,
        Action::PageDown => *above += HELP,
        _ => {
            state.modals.pop();
        }
    }
}

/// Goes on to the next step of the tour; after the last, or where it is skipped, it is closed.
fn tour(state: &mut State, action: Action) {
    let Some(Modal::Tour(Tour(step))) = state.modals.last_mut() else { return };
    if action == Action::Accept && *step + 1 < Tour::STEPS.len() {
        *step += 1;
    } else {
        state.modals.pop();
    }
}

/// A key that asks for nothing is said, so that caps lock or a slipped finger does not go unnoticed.
fn unbound(state: &mut State, key: Key) {
    let caps = matches!(key.code, KeyCode::Char(c) if c.is_ascii_uppercase());
    let lock = if caps { " Is caps lock on?" } else { "" };
    say(state, format!("\"{key}\" does nothing here; ? shows the keys.{lock}"));
}

/// Says something that needs no attention.
fn say(state: &mut State, text: impl Into<String>) {
    state.notice = Some(Notice { text: text.into(), alarm: false });
}

/// Says something that needs attention.
fn alarm(state: &mut State, text: impl Into<String>) {
    state.notice = Some(Notice { text: text.into(), alarm: true });
}
