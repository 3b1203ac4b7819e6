//! Where a click asks for what.

use ratatui::layout::{Position, Rect};

use crate::app::Msg;

/// What a click on each place of a frame asks for.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Targets(Vec<(Rect, Option<Msg>)>);

impl Targets {
    /// Adds a place over those before it; one without a message covers them.
    pub(super) fn add(&mut self, area: Rect, msg: Option<Msg>) {
        self.0.push((area, msg));
    }

    /// Returns what a click asks for.
    pub fn at(&self, column: u16, row: u16) -> Option<&Msg> {
        let hit = self.0.iter().rev().find(|(area, _)| area.contains(Position { x: column, y: row }));
        hit.and_then(|(_, msg)| msg.as_ref())
    }
}
