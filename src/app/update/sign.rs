//! Signing a note, and adding to a signed one.

use chrono::TimeDelta;

use super::gate::type_secret;
use super::record::record;
use super::{note, prompt, say};
use crate::app::{Action, Asking, Effect, Key, Modal, Question, Sign, State, Trouble};
use crate::session::{Event, SessionId};

/// Asks for the signature under the note of a session; where something is missing, whether it is signed all the same.
pub(super) fn ask(state: &mut State, id: &SessionId) {
    note::close(state);
    let Some(session) = state.session(id) else { return };
    let unfit = if session.closed.is_none() {
        Some("Finish the session first: F on its screen.")
    } else if session.was_not_held() {
        Some("Nothing was timed or written, so there is no note to sign.")
    } else if state.who.is_recovery_code() {
        Some("Whoever unlocked with the recovery code is no therapist, and signs nothing.")
    } else if state.visits.get(id).is_some_and(|visit| !visit.unwritten.is_empty()) {
        Some("Something of this session is not saved yet; sign it once it is.")
    } else {
        None
    };
    if let Some(unfit) = unfit {
        return say(state, unfit);
    }
    if state.note(session).content.missing.is_empty() {
        prove(state, id);
    } else {
        state.modals.push(Modal::Question(Question::SignIncomplete(id.clone())));
    }
}

/// Asks for the passphrase; the demonstration has none.
pub(super) fn prove(state: &mut State, id: &SessionId) {
    let Some(session) = state.session(id) else { return };
    let sign = Sign::new(id.clone(), session.events);
    if state.settings.demo {
        state.modals.push(Modal::Question(Question::SignDemo(id.clone())));
    } else {
        state.modals.push(Modal::Sign(sign));
    }
}

pub(super) fn act(state: &mut State, action: Action) -> Vec<Effect> {
    let (now, who) = (state.now, state.who.clone());
    let Some(Modal::Sign(sign)) = state.modals.last_mut() else { return Vec::new() };
    match action {
        Action::Back if !sign.busy => {
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

/// Takes the proof of the one who signs. What was not in sight when it was asked for is not signed.
pub(super) fn proved(state: &mut State, id: &SessionId) -> Vec<Effect> {
    let asked = state.modals.iter().find_map(|modal| match modal {
        Modal::Sign(sign) if sign.id == *id && sign.busy => Some(sign.events),
        _ => None,
    });
    state.modals.retain(|modal| !matches!(modal, Modal::Sign(_)));
    // The screen was locked meanwhile, or somebody else is here.
    let Some(events) = asked.filter(|_| state.gate.is_none()) else { return Vec::new() };
    if state.session(id).is_some_and(|session| session.events == events) {
        sign(state, id);
    } else {
        say(state, "Another window wrote to this session meanwhile; read the note, and sign it again.");
    }
    Vec::new()
}

/// Signs the note as it stands.
pub(super) fn sign(state: &mut State, id: &SessionId) {
    let Some(session) = state.session(id) else { return };
    let Some((printed, digest)) = state.note(session).to_sign() else { return };
    record(state, id, vec![Event::NoteSigned { digest, printed }]);
    if state.session(id).is_some_and(|session| session.signature.is_some()) {
        say(state, "Signed. X exports it, a adds an addendum, esc goes back to the day.");
    }
}

pub(super) fn refused(state: &mut State, trouble: Trouble, wait: i64) {
    let now = state.now;
    for modal in &mut state.modals {
        if let Modal::Sign(sign) = modal {
            sign.busy = false;
            sign.fault = Some(trouble.text.clone());
            sign.until = Some(now + TimeDelta::seconds(wait));
        }
    }
}

/// Asks for an addendum: first why, then what.
pub(super) fn addendum(state: &mut State, id: &SessionId) {
    if state.session(id).is_none_or(|session| session.signature.is_none()) {
        return say(state, "An addendum belongs to a signed note; this one can still be changed itself.");
    }
    if state.who.is_recovery_code() {
        return say(state, "Whoever unlocked with the recovery code is no therapist, and adds nothing.");
    }
    prompt::open(state, Asking::AddendumReason(id.clone()), "");
}

/// Takes the reason of an addendum, and asks for its text; takes the text, and adds it.
pub(super) fn told(state: &mut State, asking: Asking, text: &str) {
    state.modals.retain(|modal| !matches!(modal, Modal::Prompt(_)));
    match asking {
        Asking::AddendumReason(id) => prompt::open_lines(state, Asking::Addendum(id, text.to_owned())),
        Asking::Addendum(id, reason) => {
            record(state, &id, vec![Event::AddendumAdded { reason, text: text.to_owned() }]);
            say(state, "Added below the signed note.");
        }
        _ => {}
    }
}
