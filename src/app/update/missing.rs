//! From the checklist to what is missing.

use super::{charges, note, say, session};
use crate::app::{Item, Screen, State};
use crate::catalog::Spot;
use crate::note::Missing;
use crate::session::SessionId;

/// Goes to one of the things that the note lacks, by its place in the checklist.
pub(super) fn lead(state: &mut State, id: &SessionId, place: u8) {
    let missing = state.session(id).map(|session| state.note(session).content.missing).unwrap_or_default();
    match missing.get(usize::from(place)) {
        None => say(state, "The checklist has no such number."),
        Some(Missing::End | Missing::Treatment) => session::show(state, id),
        Some(Missing::Tie | Missing::Description(_)) => {
            charges::show(state, id);
        }
        Some(Missing::Credentials) => {
            say(state, "Credentials are told when a session is opened: \"J. Osei, PT\"; say them in the next one.");
        }
        Some(what @ (Missing::BlankResponse | Missing::StrayResponse)) => {
            let stray = *what == Missing::StrayResponse;
            let meant = state.session(id).and_then(|session| {
                let worked = |spot: &Spot| session.segments.iter().any(|segment| segment.spot == *spot);
                let is_meant = |(spot, text): &(&Spot, &String)| {
                    if stray { !worked(spot) } else { text.contains("____") }
                };
                session.responses.iter().find(is_meant).map(|(spot, _)| spot.clone())
            });
            if let Some(spot) = meant {
                write(state, Item::Response(spot));
            }
        }
        Some(Missing::PainBefore) => write(state, Item::PainBefore),
        Some(Missing::PainAfter) => write(state, Item::PainAfter),
        Some(Missing::Text(section) | Missing::Blank(section) | Missing::Unconfirmed(section)) => {
            write(state, Item::Text(*section));
        }
    }
}

fn write(state: &mut State, item: Item) {
    if let Screen::Note(screen) = &mut state.screen {
        screen.item = item;
    }
    note::edit(state);
}
