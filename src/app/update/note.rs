//! The Note screen: what is written, and what is saved of it.

use chrono::TimeDelta;

use super::record::record;
use super::{addendum, alarm, charges, clipboard, correct, day, forward, missing, patient, say, session, sign, undo};
use crate::app::{Action, Editor, Effect, Field, How, Item, Key, KeyCode, NoteScreen, Picking, Screen, State, Then};
use crate::session::{Event, PainTime, Session, SessionId};

/// How long after the last key what was typed is saved by itself ...
const QUIET: TimeDelta = TimeDelta::seconds(2);

/// ... and how long after the first one, where the typing goes on.
const LATEST: TimeDelta = TimeDelta::seconds(10);

/// How many lines of the printed note a page key moves.
const PAGE: isize = 12;

/// How many of its lines stay on the screen at its end: so few that they fit the smallest one, though broken.
const LEFT: usize = 6;

pub(super) fn act(state: &mut State, action: Action) -> Vec<Effect> {
    let Screen::Note(screen) = &state.screen else { return Vec::new() };
    let id = screen.id.clone();
    let typing = screen.editor.is_some();
    let paper = screen.paper;
    match action {
        // What is being typed is closed as ever; save() says what becomes of it.
        _ if !typing && action.changes_a_note() && state.session(&id).is_some_and(|s| s.signature.is_some()) => {
            say(state, "This note is signed and cannot be changed; a adds an addendum below it.");
        }
        Action::PageUp => scroll(state, -PAGE),
        Action::PageDown => scroll(state, PAGE),
        Action::Up if paper => scroll(state, -1),
        Action::Down if paper => scroll(state, 1),
        Action::Paper => show_paper(state, !paper),
        Action::Back if paper => show_paper(state, false),
        Action::Up | Action::PreviousField => move_item(state, -1),
        Action::Down | Action::NextField => move_item(state, 1),
        Action::Accept | Action::Back if typing => close(state),
        Action::Accept => edit(state),
        Action::Save => save(state),
        Action::Back if state.session(&id).is_some_and(|s| s.closed.is_none()) => session::show(state, &id),
        Action::Back => return day::show(state),
        Action::Charges => return charges::show(state, &id),
        Action::History => return patient::of(state, Some(&id)),
        Action::Correct => correct::open(state, &id),
        Action::Payer => session::open_picker(state, Picking::Payer),
        Action::Redo => undo::redo(state, &id),
        Action::Undo => {
            let closed = state.session(&id).is_some_and(|s| s.closed.is_some());
            undo::undo(state, &id);
            // Where finishing was taken back, the hands go on.
            if closed && state.session(&id).is_some_and(|s| s.closed.is_none()) {
                session::show(state, &id);
            }
        }
        Action::Phrases => phrases(state),
        Action::CopyForward => return forward::ask(state, &id),
        Action::Confirm => forward::confirm(state, &id),
        Action::Missing(place) => missing::lead(state, &id, place),
        // Read first: what is billed together with it may have changed elsewhere.
        Action::Sign => {
            state.signing = sign::digest(state, &id).map(|digest| (id.clone(), digest));
            return vec![Effect::LoadSessions(vec![id], Then::Sign)];
        }
        Action::Addendum => addendum::open(state, &id, ""),
        Action::CopyNote => return clipboard::copy(state, &id),
        Action::Elsewhere => {
            if let Screen::Note(NoteScreen { item, editor: Some(editor), .. }) = &mut state.screen
                && !item.is_score()
            {
                editor.lent = Some(editor.base.clone());
                return vec![Effect::EditElsewhere(editor.field.text())];
            }
        }
        Action::Reopen => session::reopen(state, &id),
        Action::ExportNote => {
            return vec![Effect::LoadSessions(vec![id], Then::Export(How { drafts: true, force: false }))];
        }
        _ => {}
    }
    Vec::new()
}

fn show_paper(state: &mut State, paper: bool) {
    if let Screen::Note(screen) = &mut state.screen {
        screen.paper = paper;
    }
}

/// Scrolls the printed note, not past its end.
fn scroll(state: &mut State, lines: isize) {
    let Screen::Note(screen) = &state.screen else { return };
    let Some(session) = state.session(&screen.id) else { return };
    let note = state.note(session);
    let last = state.printed(&note).lines().count().saturating_sub(LEFT);
    if let Screen::Note(screen) = &mut state.screen {
        screen.scroll = screen.scroll.saturating_add_signed(lines).min(last);
    }
}

fn move_item(state: &mut State, step: isize) {
    let Screen::Note(screen) = &state.screen else { return };
    let typing = screen.editor.is_some();
    if typing {
        close(state);
    }
    let Screen::Note(screen) = &state.screen else { return };
    if typing && (screen.editor.is_some() || !state.modals.is_empty()) {
        return;
    }
    let items = state.session(&screen.id).map(|session| Item::of(session, state.now)).unwrap_or_default();
    let place = items.iter().position(|item| *item == screen.item).unwrap_or(0);
    let next = place.saturating_add_signed(step).min(items.len().saturating_sub(1));
    if let (Screen::Note(screen), Some(item)) = (&mut state.screen, items.into_iter().nth(next)) {
        screen.item = item;
    }
    if typing {
        edit(state);
    }
}

pub(super) fn edit(state: &mut State) {
    let Screen::Note(screen) = &state.screen else { return };
    let Some(session) = state.session(&screen.id).filter(|session| session.signature.is_none()) else { return };
    let text = written(session, &screen.item);
    // What lies beside it is at hand to be changed; as it stands it is none of the note.
    let copied = match &screen.item {
        Item::Text(section) if text.is_empty() => session.copied.get(section).map(|copied| copied.text.clone()),
        _ => None,
    };
    let field = field_of(&screen.item, copied.as_ref().unwrap_or(&text));
    if let Screen::Note(screen) = &mut state.screen {
        screen.editor = Some(Editor { field, base: text, unsaved: None, saved: None, refused: false, lent: None });
        screen.paper = false;
    }
}

fn written(session: &Session, item: &Item) -> String {
    let score = |score: Option<u8>| score.map_or_else(String::new, |s| s.to_string());
    match item {
        Item::PainBefore => score(session.pain_before),
        Item::PainAfter => score(session.pain_after),
        Item::Text(section) => session.texts.get(section).cloned().unwrap_or_default(),
        Item::Response(spot) => session.responses.get(spot).cloned().unwrap_or_default(),
    }
}

pub(super) fn type_key(state: &mut State, key: Key) {
    let now = state.now;
    let Screen::Note(NoteScreen { editor: Some(editor), item, .. }) = &mut state.screen else { return };
    if item.is_score() && key.code == KeyCode::Enter {
        move_item(state, 1);
        return;
    }
    if editor.field.edit(key) {
        editor.typed(now);
    }
}

/// Takes a text as it was left in the person's own editor.
pub(super) fn edited(state: &mut State, outcome: Result<String, String>) {
    let now = state.now;
    // Whoever wrote there was here.
    state.last_key = now;
    let Screen::Note(NoteScreen { editor: Some(editor), item, .. }) = &mut state.screen else {
        return alarm(state, "The text that was lent to the editor is not open any more; nothing was changed.");
    };
    // What another window wrote meanwhile is joined to it, as ever.
    editor.base = editor.lent.take().unwrap_or_else(|| editor.base.clone());
    let text = match outcome {
        Ok(text) => text,
        Err(why) => return alarm(state, why),
    };
    if editor.field.text() != text {
        editor.field = field_of(item, &text);
        editor.typed(now);
        // Behind the lock nobody could sign for it: it waits for whoever wrote it.
        if state.gate.is_none() {
            save(state);
        }
    }
}

/// Offers the phrases of the section that is being typed.
fn phrases(state: &mut State) {
    if matches!(&state.screen, Screen::Note(NoteScreen { item, editor: Some(_), .. }) if !item.is_score()) {
        session::open_picker(state, Picking::Phrase);
    }
}

/// Puts a phrase into the text that is being typed, apart from what stands before it.
pub(super) fn put_in(state: &mut State, phrase: &str) {
    let spot = match &state.screen {
        Screen::Note(NoteScreen { item: Item::Response(spot), .. }) => Some(spot),
        _ => None,
    };
    let filled = match state.here().and_then(|id| state.session(id)) {
        Some(session) => crate::note::filled(phrase, session, spot, &state.catalog, state.now),
        None => phrase.to_owned(),
    };
    let phrase = filled.as_str();
    let Screen::Note(NoteScreen { editor: Some(editor), .. }) = &state.screen else { return };
    let apart = phrase != "#" && editor.field.before().is_some_and(|c| !c.is_whitespace());
    paste(state, &if apart { format!(" {phrase}") } else { phrase.to_owned() });
}

pub(super) fn paste(state: &mut State, text: &str) {
    let now = state.now;
    if let Screen::Note(NoteScreen { editor: Some(editor), .. }) = &mut state.screen {
        editor.field.paste(text);
        editor.typed(now);
    }
}

/// Takes texts that came too late for a note that was signed into an addendum, with what is still being typed there.
pub(super) fn too_late(state: &mut State, id: &SessionId, texts: &[String]) {
    let mut all = texts.to_vec();
    if let Screen::Note(screen) = &mut state.screen
        && screen.id == *id
        && let Some(editor) = screen.editor.take()
        && editor.unsaved.is_some()
    {
        all.push(format!("{}: {}", screen.item.title(&state.catalog), editor.field.text()));
    }
    addendum::lay_open(state, id, &all.join("\n"));
}

/// Saves and closes what is being typed. A score that is none stays open once, and is left behind the second time.
pub(super) fn close(state: &mut State) {
    if let Screen::Note(screen) = &mut state.screen
        && let Some(editor) = screen.editor.take_if(|editor| editor.refused)
    {
        return say(state, format!("\"{}\" was not kept: pain is a whole number from 0 to 10.", editor.field.text()));
    }
    save(state);
    let signed = state.here().and_then(|id| state.session(id)).is_some_and(|session| session.signature.is_some());
    let Screen::Note(screen) = &mut state.screen else { return };
    if screen.editor.as_ref().is_some_and(|e| e.unsaved.is_none()) {
        screen.editor = None;
    } else if let Some(editor) = screen.editor.take_if(|_| signed) {
        let (id, text) = (screen.id.clone(), format!("{}: {}", screen.item.title(&state.catalog), editor.field.text()));
        addendum::lay_open(state, &id, &text);
    }
}

/// Saves what is being typed, where it differs from what is saved.
pub(super) fn save(state: &mut State) {
    let now = state.now;
    let Screen::Note(NoteScreen { id, item, editor: Some(editor), .. }) = &state.screen else { return };
    if editor.unsaved.is_none() {
        return;
    }
    let (id, item, base) = (id.clone(), item.clone(), editor.base.clone());
    let text = joined(state, &id, &item, &base, editor.field.text());
    let event = match &item {
        Item::Text(section) => Event::NoteEdited { section: *section, text: text.clone() },
        Item::Response(spot) => Event::ResponseRecorded { spot: spot.clone(), text: text.clone() },
        Item::PainBefore | Item::PainAfter => {
            let time = if item == Item::PainBefore { PainTime::Before } else { PainTime::After };
            match score(&text) {
                Ok(score) => Event::PainRecorded { time, score },
                Err(sentence) => {
                    if let Screen::Note(NoteScreen { editor: Some(editor), .. }) = &mut state.screen {
                        editor.refused = true;
                    }
                    return alarm(state, sentence);
                }
            }
        }
    };
    if state.session(&id).is_some_and(|session| session.signature.is_some()) {
        return alarm(state, "This note was signed meanwhile: esc takes what you typed into an addendum.");
    }
    if let Screen::Note(NoteScreen { editor: Some(editor), .. }) = &mut state.screen {
        editor.unsaved = None;
        editor.saved = Some(now);
        editor.base.clone_from(&text);
        if editor.field.text() != text {
            editor.field = field_of(&item, &text);
        }
    }
    let kept = |s: &Session| written(s, &item).trim() == text.trim();
    // A copied text that was emptied is refused, and goes.
    let lies_beside = |s: &Session| matches!(&item, Item::Text(section) if s.copied.contains_key(section));
    let same = state.session(&id).is_some_and(|s| kept(s) && !lies_beside(s));
    if !same {
        record(state, &id, vec![event]);
    }
}

/// Joins what was typed to what another window wrote in the same section since it was opened here.
fn joined(state: &mut State, id: &SessionId, item: &Item, base: &str, typed: String) -> String {
    let now = state.session(id).map(|session| written(session, item)).unwrap_or_default();
    let theirs = !item.is_score() && now.trim() != base.trim() && !typed.contains(now.trim());
    if !theirs {
        return typed;
    }
    alarm(state, "Another window wrote there too; both texts stand in the note now.");
    format!("{now}\n{typed}")
}

fn score(text: &str) -> Result<Option<u8>, String> {
    let text = text.trim();
    if text.is_empty() {
        return Ok(None);
    }
    match text.parse::<u8>() {
        Ok(score) if score <= 10 => Ok(Some(score)),
        _ => Err(format!("Pain is a whole number from 0 to 10, and \"{text}\" is not; esc leaves it out.")),
    }
}

/// Saves by itself what was typed; a score only when it is one.
pub(super) fn autosave(state: &mut State) {
    let Screen::Note(NoteScreen { editor: Some(editor), item, .. }) = &state.screen else { return };
    let due = editor.unsaved.is_some_and(|typed| state.now - typed.last >= QUIET || state.now - typed.since >= LATEST);
    if due && state.gate.is_none() && (!item.is_score() || score(&editor.field.text()).is_ok()) {
        save(state);
    }
}

/// Takes what another window wrote into what is being typed, where that was joined to it or nothing was typed yet.
pub(super) fn refresh(state: &mut State, id: &SessionId, merged: &[(Item, String)]) {
    let Some(session) = state.session(id) else { return };
    let Screen::Note(NoteScreen { id: here, item, editor: Some(editor), .. }) = &state.screen else { return };
    let theirs = merged.iter().find(|(place, _)| item == place).map(|(_, text)| text);
    if here != id || (theirs.is_none() && editor.unsaved.is_some()) {
        return;
    }
    let (base, typed) = (written(session, item), editor.field.text());
    if theirs.is_none() && base == editor.base {
        // Nothing was written here: what lies in the field, a copied text perhaps, stays.
        return;
    }
    let text = match theirs {
        None => base.clone(),
        Some(theirs) if typed.contains(theirs.as_str()) => typed.clone(),
        Some(theirs) => format!("{theirs}\n{typed}"),
    };
    // Where nothing changed, the cursor stays where it is.
    let field = (text.trim() != typed.trim()).then(|| field_of(item, &text));
    if let Screen::Note(NoteScreen { editor: Some(editor), .. }) = &mut state.screen {
        editor.base = base;
        editor.field = field.unwrap_or_else(|| editor.field.clone());
    }
}

fn field_of(item: &Item, text: &str) -> Field {
    if item.is_score() { Field::line(text) } else { Field::lines(text) }
}
