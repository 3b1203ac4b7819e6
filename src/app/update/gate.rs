//! What stands before the screens: setting the record up, locking and unlocking it, and who it is unlocked for.

use chrono::TimeDelta;

use super::{day, gap, note, patient, say, session, watch, welcome};
use crate::app::{
    Action, Asked, Day, Effect, Gate, Key, KeyCode, Modal, Place, Question, Screen, SetUp, SetUpForm, State, Trouble,
    Unlock,
};
use crate::audit::Deed;
use crate::secret::Secret;
use crate::session::{Session, SessionId, Stamp, Therapist};

/// The longest that a wrong passphrase makes the next one wait, in seconds.
const LONGEST: i64 = 60;

pub(super) fn act(state: &mut State, action: Action) -> Vec<Effect> {
    let now = state.now;
    match &mut state.gate {
        Some(Gate::SetUp(form)) => return set_up(form, action, now),
        // The keys of the clock count while a passphrase is being checked, too.
        Some(Gate::Unlock(_)) if action == Action::Pause => {
            return on_the_clock(state, |state, id| session::command(state, id, Session::pause));
        }
        Some(Gate::Unlock(_)) if action == Action::NextStep => return on_the_clock(state, session::next_step),
        Some(Gate::Unlock(lock)) if !lock.busy => match action {
            Action::Up => lock.chosen = lock.chosen.saturating_sub(1),
            Action::Down => lock.chosen = (lock.chosen + 1).min(lock.therapists.len().saturating_sub(1)),
            Action::Back => lock.typed.clear(),
            Action::Accept => return unlock(state),
            _ => {}
        },
        Some(Gate::Unlock(_)) | None => {}
    }
    Vec::new()
}

/// The keys of the clock, while the screen is locked. What they say is private: an alarm is kept for whoever unlocks.
fn on_the_clock(state: &mut State, press: impl FnOnce(&mut State, &SessionId)) -> Vec<Effect> {
    let kept = state.notice.take();
    let Some(id) = state.timed().cloned() else {
        state.notice = kept;
        warn(state, "Unlock first: something is to be asked about this clock.");
        return Vec::new();
    };
    let events = |state: &State| state.session(&id).map(|session| session.events);
    let before = events(state);
    press(state, &id);
    match std::mem::replace(&mut state.notice, kept) {
        Some(said) if said.alarm => {
            if events(state) == before {
                warn(state, "That key was not recorded; unlock to see why.");
            }
            // Whoever unlocks is told.
            state.notice = Some(said);
        }
        // That there is no next area is nothing private.
        Some(said) => warn(state, &said.text),
        None => {}
    }
    Vec::new()
}

pub(super) fn type_key(state: &mut State, key: Key) {
    let now = state.now;
    match &mut state.gate {
        Some(Gate::SetUp(form)) if !form.busy => {
            form.fault = None;
            if let Some(secret) = form.secret() {
                type_secret(secret, key);
            } else if let Some(field) = form.field() {
                field.edit(key);
            }
        }
        Some(Gate::Unlock(lock)) if !lock.busy => {
            // How long to wait stays told while it lasts.
            lock.fault = lock.fault.take().filter(|_| lock.until.is_some_and(|until| until > now));
            type_secret(&mut lock.typed, key);
        }
        Some(Gate::SetUp(_) | Gate::Unlock(_)) | None => {}
    }
}

pub(super) fn type_secret(secret: &mut Secret, key: Key) {
    match key.code {
        KeyCode::Char(c) if key.is_text() => secret.push(c),
        KeyCode::Backspace => secret.pop(),
        KeyCode::Char('u') if key.ctrl => secret.clear(),
        _ => {}
    }
}

pub(super) fn paste(state: &mut State, text: &str) {
    let line = || text.chars().filter(|c| !c.is_control());
    match &mut state.gate {
        Some(Gate::SetUp(form)) if !form.busy => {
            if let Some(secret) = form.secret() {
                line().for_each(|c| secret.push(c));
            } else if let Some(field) = form.field() {
                field.paste(text);
            }
        }
        Some(Gate::Unlock(lock)) if !lock.busy => line().for_each(|c| lock.typed.push(c)),
        Some(Gate::SetUp(_) | Gate::Unlock(_)) | None => {}
    }
}

fn set_up(form: &mut SetUpForm, action: Action, now: Stamp) -> Vec<Effect> {
    if form.busy {
        return Vec::new();
    }
    let rows = form.rows();
    match (action, form.code.is_some()) {
        (Action::NextField | Action::Down, false) => form.focus = (form.focus + 1) % rows,
        (Action::PreviousField | Action::Up, false) => form.focus = (form.focus + rows - 1) % rows,
        (Action::Accept, false) => return told(form),
        (Action::Accept, true) => return asked_back(form, now),
        (Action::Back, true) => show_again(form),
        _ => {}
    }
    Vec::new()
}

/// Looks at what was told; where it is enough, asks for a recovery code. Until that is asked back, nothing is made.
fn told(form: &mut SetUpForm) -> Vec<Effect> {
    let [passphrase, again] = &form.secrets;
    let therapist = therapist(form);
    let wrong = if therapist.name.is_empty() || therapist.is_recovery_code() {
        Some((0, "Type your name, as the note is to print it.".to_owned()))
    } else if let Some(why) = passphrase.unfit() {
        Some((2, format!("{why}; four random words are good.")))
    } else if passphrase != again {
        Some((3, "The two passphrases differ; type the same again.".to_owned()))
    } else {
        form.exports.as_ref().and_then(|field| {
            let folder = field.text();
            let whole = folder.trim().is_empty() || folder.starts_with('/') || folder.starts_with("~/");
            (!whole).then(|| (4, "Write the folder from the root, or from your home folder as ~/...".to_owned()))
        })
    };
    match wrong {
        Some((row, sentence)) => {
            form.focus = row;
            form.fault = Some(sentence);
            Vec::new()
        }
        None => match form.noted.take() {
            // It may be on paper already.
            Some(code) => {
                form.code = Some(Asked::shown(code));
                Vec::new()
            }
            None => vec![Effect::NewCode],
        },
    }
}

fn therapist(form: &SetUpForm) -> Therapist {
    let [name, credentials] = form.fields.each_ref().map(|field| field.text().trim().to_owned());
    Therapist::from(if credentials.is_empty() { name } else { format!("{name}, {credentials}") })
}

/// Shows a recovery code that is to be asked back.
pub(super) fn show_code(state: &mut State, code: Secret) {
    if let Some(Gate::SetUp(form)) = &mut state.gate {
        form.code = Some(Asked::shown(code));
    }
}

/// Shows the code again; when it is shown already, goes back to the form. The code stays the same.
fn show_again(form: &mut SetUpForm) {
    let Some(asked) = &mut form.code else { return };
    asked.typed.clear();
    form.fault = None;
    if std::mem::replace(&mut asked.shown, true) {
        form.noted = form.code.take().map(|asked| asked.code);
    }
}

/// First the code is hidden, then it is asked back, then the record is made.
fn asked_back(form: &mut SetUpForm, now: Stamp) -> Vec<Effect> {
    let therapist = therapist(form);
    let Some(asked) = &mut form.code else { return Vec::new() };
    if asked.shown {
        asked.shown = false;
        return Vec::new();
    }
    let letters = |code: &Secret| code.expose().chars().filter(|c| !" -".contains(*c)).count();
    if letters(&asked.typed) < letters(&asked.code) {
        form.fault =
            Some("The recovery code is longer: type all of it from your paper; esc shows it again.".to_owned());
        return Vec::new();
    }
    form.busy = true;
    form.fault = None;
    let exports = form.exports.as_ref().map(|field| field.text().trim().to_owned());
    let [passphrase, _] = form.secrets.clone();
    let (code, typed) = (asked.code.clone(), asked.typed.clone());
    vec![Effect::SetUp(Box::new(SetUp { therapist, passphrase, code, typed, exports, at: now }))]
}

/// Locks the screen, where there is a lock. What was typed into a note is saved first.
pub(super) fn lock(state: &mut State) -> Vec<Effect> {
    if state.settings.demo {
        say(state, "The demonstration has no passphrase, and so no lock.");
        return Vec::new();
    }
    if state.gate.is_some() {
        return Vec::new();
    }
    note::save(state);
    state.notice = None;
    // Half a passphrase waits for nobody.
    state.modals.retain(|modal| !matches!(modal, Modal::Sign(_)));
    // The others are named as soon as the record says who they are.
    state.gate = Some(Gate::Unlock(Unlock::new(vec![state.who.clone()], None)));
    let entry = state.entry(Deed::Locked);
    vec![Effect::Witness(vec![entry]), Effect::LoadTherapists]
}

/// Says something to whoever stands before the lock: nothing of a patient.
pub(super) fn warn(state: &mut State, text: &str) {
    if let Some(Gate::Unlock(lock)) = &mut state.gate {
        lock.fault = Some(text.to_owned());
    }
}

/// Whether no key was pressed for so long that the screen locks.
pub(super) fn is_due(state: &State) -> bool {
    !state.settings.demo && state.now - state.last_key >= state.settings.lock_after
}

/// Locks when no key was pressed for long enough; a passphrase half typed is forgotten after as long.
pub(super) fn lock_if_due(state: &mut State) -> Vec<Effect> {
    let now = state.now;
    if let Some(Gate::Unlock(lock)) = &mut state.gate {
        // After a clock that was set back, nobody waits for the time before it.
        lock.until = lock.until.filter(|until| *until - now <= TimeDelta::seconds(LONGEST));
        if lock.until.is_some_and(|until| until <= now) && !lock.typed.is_empty() {
            // What was typed meanwhile is another try: nothing is wrong with it yet.
            (lock.until, lock.fault) = (None, None);
        }
    }
    if !is_due(state) {
        return Vec::new();
    }
    match &mut state.gate {
        Some(Gate::Unlock(lock)) => {
            lock.typed.clear();
            Vec::new()
        }
        Some(Gate::SetUp(_)) => Vec::new(),
        None => lock(state),
    }
}

/// Names those who may unlock.
pub(super) fn name(state: &mut State, therapists: Vec<Therapist>) -> Vec<Effect> {
    state.therapists.clone_from(&therapists);
    if state.gate.is_none() && !therapists.is_empty() && !therapists.contains(&state.who) {
        // Whoever was removed in another window works on no longer.
        return lock(state);
    }
    if let Some(Gate::Unlock(lock)) = &mut state.gate {
        let chosen = lock.therapists.get(lock.chosen).cloned().unwrap_or_else(|| state.who.clone());
        lock.chosen = therapists.iter().position(|therapist| *therapist == chosen).unwrap_or(0);
        lock.therapists = therapists;
    }
    Vec::new()
}

fn unlock(state: &mut State) -> Vec<Effect> {
    let now = state.now;
    let Some(Gate::Unlock(lock)) = &mut state.gate else { return Vec::new() };
    if lock.until.is_some_and(|until| now < until) {
        return Vec::new();
    }
    let Some(therapist) = lock.therapists.get(lock.chosen).cloned() else { return Vec::new() };
    if lock.typed.is_empty() {
        lock.fault = Some("Type the passphrase.".to_owned());
        return Vec::new();
    }
    lock.busy = true;
    let passphrase = std::mem::take(&mut lock.typed);
    vec![Effect::Unlock { therapist, passphrase, at: now }]
}

pub(super) fn refused(state: &mut State, trouble: Trouble, wait: i64) {
    let now = state.now;
    match &mut state.gate {
        Some(Gate::Unlock(lock)) => {
            lock.busy = false;
            lock.fault = Some(trouble.text);
            lock.until = Some(now + TimeDelta::seconds(wait));
        }
        Some(Gate::SetUp(form)) => {
            form.busy = false;
            form.fault = Some(trouble.text);
        }
        None => {}
    }
}

/// Opens the screens for somebody: each comes back to where they were.
pub(super) fn unlocked(state: &mut State, therapist: &Therapist) -> Vec<Effect> {
    if state.who != *therapist {
        // What came back from an editor behind the lock is kept, and nobody signs for it: its writer may not come back.
        note::save(state);
    }
    if matches!(state.gate.take(), Some(Gate::SetUp(_))) {
        welcome(state);
    }
    let before = std::mem::replace(&mut state.who, therapist.clone());
    let mut effects = vec![Effect::Look];
    if before != *therapist && !before.name.is_empty() {
        change_places(state, &before);
        effects.extend(watch::opened(state, None));
    }
    settle_questions(state);
    if therapist.is_recovery_code() {
        let how = "`tableside therapist passphrase NAME --therapist \"recovery code\"`";
        say(state, format!("Unlocked with the recovery code. To set a new passphrase: {how}."));
    } else if before != *therapist && !before.name.is_empty() {
        say(state, format!("Unlocked for {therapist}."));
    }
    watch::missed(state);
    if matches!(state.screen, Screen::Day) {
        effects.push(Effect::LoadDay(day::shown(state)));
    }
    effects.extend(patient::again(state));
    effects
}

/// Puts the place of whoever was here away, and takes out that of whoever is.
fn change_places(state: &mut State, before: &Therapist) {
    let today = Day::of(state.now.date_naive());
    let place = state.places.remove(&state.who.to_string());
    let place = place.unwrap_or(Place { screen: Screen::Day, day: today, modals: Vec::new() });
    let screen = std::mem::replace(&mut state.screen, place.screen);
    let day = std::mem::replace(&mut state.day, place.day);
    // Their list is looked at anew, and that is written down.
    state.day.read = false;
    let all = std::mem::replace(&mut state.modals, place.modals);
    // What became of a stretch is asked of whoever is here.
    let (asked, modals): (Vec<Modal>, Vec<Modal>) = all.into_iter().partition(|m| matches!(m, Modal::Gap(_)));
    state.modals.retain(|modal| !matches!(modal, Modal::Gap(_)));
    state.modals.extend(asked);
    state.places.insert(before.to_string(), Place { screen, day, modals });
}

/// Takes back what is asked about nothing any more.
fn settle_questions(state: &mut State) {
    let ids: Vec<SessionId> = state.visits.keys().cloned().collect();
    for id in &ids {
        gap::settle(state, id);
    }
    if !state.has_unwritten() {
        state.modals.retain(|modal| !matches!(modal, Modal::Question(Question::Leave)));
    }
}
