//! Where a click asks for what.

use ratatui::layout::{Position, Rect};

use super::widget::body;
use crate::app::{Msg, State};

/// What a click on each place of a frame asks for.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Targets(Vec<(Rect, Aim)>);

/// What a click on a place asks for.
#[derive(Debug, Clone, PartialEq)]
enum Aim {
    /// Nothing: it covers what lies below.
    Nothing,
    /// Something that can be said.
    Say(Msg),
    /// The region of the body that lies there; looked up when it is clicked, for no region is a rectangle.
    Body,
}

impl Targets {
    /// Adds a place over those before it.
    pub(super) fn say(&mut self, area: Rect, msg: Msg) {
        self.0.push((area, Aim::Say(msg)));
    }

    /// Covers a place.
    pub(super) fn cover(&mut self, area: Rect) {
        self.0.push((area, Aim::Nothing));
    }

    /// Adds a place where the body is drawn.
    pub(super) fn body(&mut self, area: Rect) {
        self.0.push((area, Aim::Body));
    }

    /// Returns what a click asks for.
    pub fn at(&self, state: &State, column: u16, row: u16) -> Option<Msg> {
        let (area, aim) = self.0.iter().rev().find(|(area, _)| area.contains(Position { x: column, y: row }))?;
        match aim {
            Aim::Nothing => None,
            Aim::Say(msg) => Some(msg.clone()),
            Aim::Body => body::at(&state.body, *area, column, row).map(Msg::Row),
        }
    }
}
