//! The form that opens a session: patient, payer, therapist.

use chrono::NaiveDate;

use crate::app::{Action, Effect, Field, Form, Key, KeyCode, Known, Modal, State};
use crate::session::{Event, Patient, Recorded, Session, Therapist};
use crate::told;

pub(super) fn open(state: &mut State) -> Vec<Effect> {
    let payers = state.catalog.payers();
    let payer = payers.iter().position(|p| p.id == state.settings.payer).unwrap_or(0);
    let nobody = Therapist::default();
    let therapist = if state.who.is_recovery_code() { &nobody } else { &state.who };
    state.modals.push(Modal::Form(Form {
        fields: [Field::line(""), Field::line(""), Field::line(""), Field::line(&therapist.to_string())],
        payer,
        focus: 0,
        suggestion: None,
        new: None,
        asked: None,
        fault: None,
    }));
    vec![Effect::LoadPatients]
}

/// Opens the form for a patient who is known.
pub(super) fn open_for(state: &mut State, patient: &Patient) -> Vec<Effect> {
    let effects = open(state);
    let last = state.history.as_ref().filter(|history| history.patient == *patient);
    let payer = last.and_then(|history| history.sessions.first()).map(|session| session.payer.clone());
    let payer = payer.unwrap_or_else(|| state.settings.payer.clone());
    fill(state, Some(Known { patient: patient.clone(), payer, therapist: Therapist::default() }));
    effects
}

pub(super) fn act(state: &mut State, action: Action) -> Vec<Effect> {
    let payers = state.catalog.payers().len();
    let Some(Modal::Form(form)) = state.modals.last() else { return Vec::new() };
    let suggestions = state.suggestions(form).len();
    let Some(Modal::Form(form)) = state.modals.last_mut() else { return Vec::new() };
    match action {
        Action::Back => {
            state.modals.pop();
        }
        Action::NextField => focus(form, (form.focus + 1) % Form::ROWS),
        Action::PreviousField => focus(form, (form.focus + Form::ROWS - 1) % Form::ROWS),
        Action::Down => match form.suggestion {
            _ if suggestions == 0 => focus(form, (form.focus + 1) % Form::ROWS),
            None => form.suggestion = Some(0),
            Some(place) => form.suggestion = Some((place + 1).min(suggestions - 1)),
        },
        Action::Up => match form.suggestion {
            Some(0) => form.suggestion = None,
            Some(place) => form.suggestion = Some(place - 1),
            None => focus(form, (form.focus + Form::ROWS - 1) % Form::ROWS),
        },
        Action::Left if form.focus == Form::PAYER => form.payer = (form.payer + payers - 1) % payers.max(1),
        Action::Right if form.focus == Form::PAYER => form.payer = (form.payer + 1) % payers.max(1),
        Action::Left => type_key(state, Key::plain(KeyCode::Left)),
        Action::Right => type_key(state, Key::plain(KeyCode::Right)),
        Action::Accept => return accept(state),
        _ => {}
    }
    Vec::new()
}

fn focus(form: &mut Form, row: usize) {
    form.focus = row;
    form.suggestion = None;
}

/// The text field of the focused row; the payer has none.
fn field(form: &mut Form) -> Option<&mut Field> {
    let place = match form.focus {
        Form::PAYER => return None,
        row if row > Form::PAYER => row - 1,
        row => row,
    };
    form.fields.get_mut(place)
}

pub(super) fn type_key(state: &mut State, key: Key) {
    let names: Vec<String> = state.catalog.payers().iter().map(|payer| payer.name.to_lowercase()).collect();
    let payers = names.len();
    let Some(Modal::Form(form)) = state.modals.last_mut() else { return };
    form.fault = None;
    match field(form) {
        Some(field) => {
            let changed = field.edit(key);
            form.suggestion = form.suggestion.filter(|_| !changed);
        }
        None if key.code == KeyCode::Char(' ') => form.payer = (form.payer + 1) % payers.max(1),
        None => {
            // A letter goes on to the next payer that begins with it.
            let KeyCode::Char(letter) = key.code else { return };
            let begins =
                |place: &usize| names.get(*place).is_some_and(|name| name.starts_with(letter.to_ascii_lowercase()));
            let next = (1..=payers).map(|on| (form.payer + on) % payers).find(begins);
            form.payer = next.unwrap_or(form.payer);
        }
    }
}

pub(super) fn paste(state: &mut State, text: &str) {
    let Some(Modal::Form(form)) = state.modals.last_mut() else { return };
    form.fault = None;
    if let Some(field) = field(form) {
        field.paste(text);
        form.suggestion = None;
    }
}

fn accept(state: &mut State) -> Vec<Effect> {
    let Some(Modal::Form(form)) = state.modals.last() else { return Vec::new() };
    if let Some(place) = form.suggestion {
        let known = state.suggestions(form).get(place).map(|known| (*known).clone());
        let patient = known.as_ref().map(|known| known.patient.clone());
        fill(state, known);
        if let Some(Modal::Form(form)) = state.modals.last_mut() {
            form.asked.clone_from(&patient);
        }
        // Who paid may have been put right since their last session was opened.
        return patient.map(|patient| Effect::LoadHistory(patient, 1)).into_iter().collect();
    }
    if let Some((name, known)) = mistaken(state, form) {
        if let Some(Modal::Form(form)) = state.modals.last_mut() {
            form.fault = Some(format!("{known} was here before: down chooses. Enter once more opens somebody new."));
            form.new = Some(name);
            focus(form, 0);
        }
        return Vec::new();
    }
    let (patient, therapist) = match read(form, state.now.date_naive()) {
        Ok(read) => read,
        Err((row, sentence)) => {
            if let Some(Modal::Form(form)) = state.modals.last_mut() {
                form.fault = Some(sentence);
                focus(form, row);
            }
            return Vec::new();
        }
    };
    let Some(payer) = state.catalog.payers().get(form.payer).map(|p| p.id.clone()) else { return Vec::new() };
    vec![Effect::Open(Recorded::new(state.now, &state.who, Event::SessionOpened { patient, payer, therapist }))]
}

/// Returns the name typed, and whom it may be meant for: somebody known by number or birth date who has that name, or whose
/// name goes on from there. It is asked once.
fn mistaken(state: &State, form: &Form) -> Option<(String, String)> {
    let [name, number, born, _] = form.fields.each_ref().map(|field| field.text().trim().to_lowercase());
    if name.is_empty() || !number.is_empty() || !born.is_empty() || form.new.as_ref() == Some(&name) {
        return None;
    }
    let known = state.patients.iter().map(|known| &known.patient);
    let names: Vec<&Patient> = known.filter(|p| p.name.to_lowercase().starts_with(&name)).collect();
    let typed = form.fields.first().map(|field| field.text().trim().to_owned());
    // Whoever is known by the name alone, just as it is typed, is who is opened.
    let same = names.iter().any(|p| Some(&p.name) == typed.as_ref() && p.id.is_none() && p.born.is_none());
    let meant = names.iter().find(|p| p.name.to_lowercase() == name).or(names.first()).filter(|_| !same)?;
    Some((name, state.patient_line(meant, usize::MAX)))
}

/// Takes the payer of the last session of whoever was filled in, once that is read; returns whether it was asked for.
pub(super) fn last_payer(state: &mut State, patient: &Patient, sessions: &[Session]) -> bool {
    let last = sessions.first().map(|session| session.payer.clone());
    let payer = state.catalog.payers().iter().position(|payer| Some(&payer.id) == last.as_ref());
    let mut forms =
        state.modals.iter_mut().filter_map(|modal| if let Modal::Form(form) = modal { Some(form) } else { None });
    let Some(form) = forms.find(|form| form.asked.as_ref() == Some(patient)) else { return false };
    form.asked = None;
    form.payer = payer.unwrap_or(form.payer);
    true
}

/// Takes a known patient into the form, with the payer of their last session.
fn fill(state: &mut State, known: Option<Known>) {
    let Some(Known { patient, payer, .. }) = known else { return };
    let payer = state.catalog.payers().iter().position(|p| p.id == payer);
    if let Some(Modal::Form(form)) = state.modals.last_mut() {
        let born = patient.born.map_or_else(String::new, |b| b.to_string());
        let [name, number, birth, _] = &mut form.fields;
        *name = Field::line(&patient.name);
        *number = Field::line(patient.id.as_deref().unwrap_or_default());
        *birth = Field::line(&born);
        form.payer = payer.unwrap_or(form.payer);
        focus(form, Form::PAYER);
    }
}

fn read(form: &Form, today: NaiveDate) -> Result<(Patient, Therapist), (usize, String)> {
    let [name, number, born, therapist] = form.fields.each_ref().map(|f| f.text().trim().to_owned());
    if name.is_empty() {
        return Err((0, "Type the name, or choose one below with the arrow keys.".to_owned()));
    }
    let born = match born.as_str() {
        "" => None,
        text => match told::birth(text, today) {
            Some(date) => Some(date),
            None => return Err((2, "That is no date of birth; write it as 2/29/1980, or leave it empty.".to_owned())),
        },
    };
    let therapist = Therapist::from(therapist);
    if therapist.name.is_empty() {
        return Err((4, "Type who treats: name, credentials.".to_owned()));
    }
    let id = (!number.is_empty()).then_some(number);
    Ok((Patient { name, id, born }, therapist))
}
