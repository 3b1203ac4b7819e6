//! How each message changes the state. Pure; one file for each screen and modal.

mod day;
mod done;
mod form;
mod gap;
mod note;
mod picker;
mod record;
mod session;

use std::rc::Rc;

use super::{Action, Context, Day, Effect, Key, Modal, Msg, Notice, Question, Screen, Settings, State};
use crate::catalog::Catalog;
use crate::session::Stamp;

/// Returns the state at the start, and what to read first.
pub fn start(catalog: Rc<Catalog>, settings: Settings, now: Stamp) -> (State, Vec<Effect>) {
    let date = now.date_naive();
    let state = State {
        catalog,
        settings,
        now,
        screen: Screen::Day(Day { date, rows: Vec::new(), older: 0, cursor: 0 }),
        modals: Vec::new(),
        visits: std::collections::BTreeMap::new(),
        patients: Vec::new(),
        notice: None,
        leaving: false,
    };
    (state, vec![Effect::LoadPatients, Effect::LoadDay(date)])
}

/// Takes a message at a time, and returns what must be done outside.
pub fn update(state: &mut State, msg: Msg, now: Stamp) -> Vec<Effect> {
    state.now = now;
    match msg {
        Msg::Do(action) => {
            state.notice = None;
            act(state, action)
        }
        Msg::Type(key) => {
            state.notice = None;
            type_key(state, key)
        }
        Msg::Paste(text) => paste(state, &text),
        Msg::Tick => {
            let mut effects = note::autosave(state);
            effects.extend(record::retry(state));
            effects
        }
        Msg::Done(done) => done::take(state, done),
    }
}

fn act(state: &mut State, action: Action) -> Vec<Effect> {
    match action {
        Action::Quit => return leave(state),
        Action::Help => {
            let context = state.context();
            state.modals.push(Modal::Help(context));
            return Vec::new();
        }
        _ => {}
    }
    match state.context() {
        Context::Form => form::act(state, action),
        Context::Picker => picker::act(state, action),
        Context::Gap => gap::act(state, action),
        Context::Question => question(state, action),
        Context::Help => {
            state.modals.pop();
            Vec::new()
        }
        Context::Day => day::act(state, action),
        Context::Session => session::act(state, action),
        Context::Note | Context::Editor => note::act(state, action),
        Context::Anywhere => Vec::new(),
    }
}

fn type_key(state: &mut State, key: Key) -> Vec<Effect> {
    match state.context() {
        Context::Form => form::type_key(state, key),
        Context::Picker => picker::type_key(state, key),
        Context::Gap => gap::type_key(state, key),
        Context::Editor => note::type_key(state, key),
        Context::Anywhere | Context::Day | Context::Session | Context::Note | Context::Question | Context::Help => {}
    }
    Vec::new()
}

fn paste(state: &mut State, text: &str) -> Vec<Effect> {
    match state.context() {
        Context::Form => form::paste(state, text),
        Context::Picker => picker::paste(state, text),
        Context::Gap => gap::paste(state, text),
        Context::Editor => note::paste(state, text),
        Context::Anywhere | Context::Day | Context::Session | Context::Note | Context::Question | Context::Help => {}
    }
    Vec::new()
}

fn leave(state: &mut State) -> Vec<Effect> {
    let mut effects = note::save(state);
    if state.has_unwritten() && effects.is_empty() {
        if !matches!(state.modals.last(), Some(Modal::Question(Question::Leave))) {
            state.modals.push(Modal::Question(Question::Leave));
        }
        return effects;
    }
    state.leaving = true;
    effects.push(Effect::Leave);
    effects
}

fn question(state: &mut State, action: Action) -> Vec<Effect> {
    if !matches!(action, Action::Accept | Action::Back) {
        return Vec::new();
    }
    let Some(Modal::Question(asked)) = state.modals.pop() else { return Vec::new() };
    match (asked, action) {
        (Question::Finish(id), Action::Accept) => session::finish(state, &id),
        (Question::Leave, Action::Accept) => {
            state.leaving = true;
            vec![Effect::Leave]
        }
        (Question::Finish(_) | Question::Leave, _) => Vec::new(),
    }
}

/// Says something that needs no attention.
fn say(state: &mut State, text: impl Into<String>) {
    state.notice = Some(Notice { text: text.into(), alarm: false });
}

/// Says something that needs attention.
fn alarm(state: &mut State, text: impl Into<String>) {
    state.notice = Some(Notice { text: text.into(), alarm: true });
}
