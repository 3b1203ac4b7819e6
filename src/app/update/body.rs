//! The body: an area is chosen where it lies.

use super::session;
use crate::app::{Action, BodyView, Modal, Screen, State};
use crate::body::Way;
use crate::catalog::{Side, Spot};
use crate::session::Session;

/// Shows the body, where the hands are.
pub(super) fn open(state: &mut State) {
    let Screen::Session(screen) = &state.screen else { return };
    let spot = screen.spot.clone();
    let region = spot.as_ref().and_then(|spot| state.body.of(spot)).unwrap_or(0);
    let both = spot.is_some_and(|spot| spot.side == Some(Side::Bilateral));
    state.modals.push(Modal::Body(BodyView { region, both }));
}

pub(super) fn act(state: &mut State, action: Action) {
    let Some(Modal::Body(view)) = state.modals.last_mut() else { return };
    match action {
        Action::Up => view.region = state.body.toward(view.region, Way::Up),
        Action::Down => view.region = state.body.toward(view.region, Way::Down),
        Action::Left => view.region = state.body.toward(view.region, Way::Left),
        Action::Right => view.region = state.body.toward(view.region, Way::Right),
        Action::BothSides => view.both = !view.both,
        Action::Accept => choose(state),
        Action::Pause => {
            if let Some(id) = state.here().cloned() {
                session::command(state, &id, Session::pause);
            }
        }
        Action::Back => {
            state.modals.pop();
        }
        _ => {}
    }
}

fn choose(state: &mut State) {
    let Some(Modal::Body(view)) = state.modals.pop() else { return };
    let Some(region) = state.body.regions().get(view.region) else { return };
    let both = view.both && region.spot.side.is_some();
    let spot = Spot { side: if both { Some(Side::Bilateral) } else { region.spot.side }, ..region.spot.clone() };
    session::choose_spot(state, spot);
}
