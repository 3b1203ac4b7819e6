//! Signing a note: what was read, by whoever proves to be who they are.

use chrono::TimeDelta;

use super::gate::type_secret;
use super::record::record;
use super::{alarm, say};
use crate::app::{Action, Effect, Key, Modal, NoteScreen, Question, Screen, Sign, State, Then, Trouble};
use crate::session::{Event, SessionId};

/// What is said where a note is not what was read.
const CHANGED: &str = "Another window changed this note meanwhile: nothing is signed; read it, and press S again.";

/// Asks for the signature under the note of a session, which was just read with all that is billed together with it; where
/// something is missing, whether it is signed all the same.
pub(super) fn ask(state: &mut State, id: &SessionId) {
    if state.here() != Some(id) || state.gate.is_some() || !state.modals.is_empty() {
        return;
    }
    let shown = state.signing.take();
    if let Some(unfit) = unfit(state, id) {
        return say(state, unfit);
    }
    if shown != digest(state, id).map(|digest| (id.clone(), digest)) {
        return alarm(state, CHANGED);
    }
    if state.session(id).is_some_and(|session| state.note(session).content.missing.is_empty()) {
        prove(state, id);
    } else {
        state.modals.push(Modal::Question(Question::SignIncomplete(id.clone())));
    }
}

/// Why the note of a session cannot be signed now; none where it can.
fn unfit(state: &State, id: &SessionId) -> Option<String> {
    let session = state.session(id)?;
    let unsaved = state.visits.get(id).is_some_and(|visit| !visit.unwritten.is_empty());
    let editing = matches!(&state.screen, Screen::Note(NoteScreen { editor: Some(_), .. }));
    let why = if session.closed.is_none() {
        "Finish the session first: F on its screen.".to_owned()
    } else if session.was_not_held() {
        "Nothing was timed or written, so there is no note to sign.".to_owned()
    } else if state.who.is_recovery_code() {
        "Whoever unlocked with the recovery code is no therapist, and signs nothing.".to_owned()
    } else if unsaved || editing {
        "Something of this session is not saved yet; sign it once it is.".to_owned()
    } else if let Err(error) = state.templates.text(&state.note(session)) {
        format!("{error}; nobody signs what cannot be read.")
    } else {
        let together = state.days(session).into_iter().flat_map(|day| day.sessions).filter(|other| *other != id);
        let open = together.filter_map(|other| state.session(other)).find(|other| other.closed.is_none())?;
        let opened = open.opened.format("%H:%M");
        format!("The session of {opened} is billed together with this one, and is not finished: finish it first.")
    };
    Some(why)
}

/// Asks for the passphrase; the demonstration has none.
pub(super) fn prove(state: &mut State, id: &SessionId) {
    let Some(digest) = digest(state, id) else { return };
    if state.settings.demo {
        state.modals.push(Modal::Question(Question::SignDemo(id.clone())));
    } else {
        state.modals.push(Modal::Sign(Sign::new(id.clone(), digest)));
    }
}

/// Returns the digest of the note of a session as it stands.
pub(super) fn digest(state: &State, id: &SessionId) -> Option<String> {
    Some(state.note(state.session(id)?).to_sign()?.1)
}

pub(super) fn act(state: &mut State, action: Action) -> Vec<Effect> {
    let (now, who) = (state.now, state.who.clone());
    let Some(Modal::Sign(sign)) = state.modals.last_mut() else { return Vec::new() };
    match action {
        Action::Back => {
            state.modals.pop();
        }
        Action::Accept if !sign.busy && sign.until.is_none_or(|until| now >= until) => {
            if sign.typed.is_empty() {
                sign.fault = Some("Type your passphrase: it is your signature.".to_owned());
                return Vec::new();
            }
            sign.busy = true;
            let passphrase = std::mem::take(&mut sign.typed);
            return vec![Effect::Prove { therapist: who, passphrase, of: sign.id.clone(), at: now }];
        }
        _ => {}
    }
    Vec::new()
}

pub(super) fn type_key(state: &mut State, key: Key) {
    let now = state.now;
    if let Some(Modal::Sign(sign)) = state.modals.last_mut()
        && !sign.busy
    {
        sign.fault = sign.fault.take().filter(|_| sign.until.is_some_and(|until| until > now));
        type_secret(&mut sign.typed, key);
    }
}

pub(super) fn paste(state: &mut State, text: &str) {
    if let Some(Modal::Sign(sign)) = state.modals.last_mut()
        && !sign.busy
    {
        text.chars().filter(|c| !c.is_control()).for_each(|c| sign.typed.push(c));
    }
}

/// Takes the proof of the one who signs; the note is read once more, with all that is billed together with it.
pub(super) fn proved(state: &mut State, id: &SessionId) -> Vec<Effect> {
    let asked = |modal: &Modal| matches!(modal, Modal::Sign(sign) if sign.id == *id && sign.busy);
    // Where the screen was locked meanwhile, or somebody else is here, nobody asks any more.
    if state.gate.is_some() || !state.modals.iter().any(asked) {
        return Vec::new();
    }
    vec![Effect::LoadSessions(vec![id.clone()], Then::Signed)]
}

/// Signs the note, if it says what it said when the signature was asked for.
pub(super) fn sign(state: &mut State, id: &SessionId) {
    let asked = state.modals.iter().find_map(|modal| match modal {
        Modal::Sign(sign) if sign.id == *id && sign.busy => Some(sign.digest.clone()),
        _ => None,
    });
    let Some(asked) = asked else { return };
    state.modals.retain(|modal| !matches!(modal, Modal::Sign(_)));
    if let Some(unfit) = unfit(state, id) {
        alarm(state, unfit);
    } else if digest(state, id) == Some(asked) {
        seal(state, id);
    } else {
        alarm(state, CHANGED);
    }
}

/// Signs the note as it stands.
pub(super) fn seal(state: &mut State, id: &SessionId) {
    let Some(session) = state.session(id) else { return };
    let Some((printed, digest)) = state.note(session).to_sign() else { return };
    record(state, id, vec![Event::NoteSigned { digest, printed }]);
}

/// Says that a signature is in the record.
pub(super) fn signed(state: &mut State) {
    say(state, "Signed. X exports it, a adds an addendum, esc goes back to the day.");
}

/// Takes that the note could not be read once more: whoever signs is not left waiting.
pub(super) fn failed(state: &mut State, trouble: &Trouble) {
    refused(state, trouble, 0);
}

pub(super) fn refused(state: &mut State, trouble: &Trouble, wait: i64) {
    let now = state.now;
    for modal in &mut state.modals {
        if let Modal::Sign(sign) = modal
            && sign.busy
        {
            sign.busy = false;
            sign.fault = Some(trouble.text.clone());
            sign.until = Some(now + TimeDelta::seconds(wait));
        }
    }
}
