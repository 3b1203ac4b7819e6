//! Where the body areas lie on a person: a figure from the front and one from the back.
//!
//! Data, not code: outlines from `assets/body.toml`, checked against the catalogue, all faults reported together. A
//! region knows its place as the viewer sees it: from the front the patient's right is at the viewer's left, from the
//! back it is at the right. Imports only `catalog` and `document`.

mod load;

use std::sync::Arc;

use crate::catalog::{Side, Spot};

/// From the midline of a figure to its farthest side.
const HALF: f64 = 23.0;

/// From the crown to the soles.
const TALL: f64 = 100.0;

/// Between the midlines of the two figures, as the arrow keys see them: side by side, the front at the left.
const APART: f64 = 2.0 * HALF;

/// From where a figure is seen.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum View {
    /// The patient faces the viewer.
    Front,
    /// The patient's back.
    Back,
}

impl View {
    /// Both views, as they stand side by side.
    pub const ALL: [Self; 2] = [Self::Front, Self::Back];

    /// Returns the view's word, as the asset and the screen write it.
    pub fn word(self) -> &'static str {
        match self {
            Self::Front => "front",
            Self::Back => "back",
        }
    }

    /// Returns the patient's sides as they lie at the viewer's left and right.
    pub fn sides(self) -> [Side; 2] {
        match self {
            Self::Front => [Side::Right, Side::Left],
            Self::Back => [Side::Left, Side::Right],
        }
    }
}

/// A way to go on the screen.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Way {
    /// Toward the head.
    Up,
    /// Toward the feet.
    Down,
    /// Toward the viewer's left.
    Left,
    /// Toward the viewer's right.
    Right,
}

/// One closed shape on a figure.
#[derive(Debug, Clone, PartialEq)]
pub struct Region {
    /// What it shows; the side is left, right, or absent for an area without sides.
    pub spot: Spot,
    /// The area's name, without its side.
    pub name: String,
    /// The figure it is on.
    pub view: View,
    /// Its corners as the viewer sees them: x from -23 to 23, y from 0 (crown) to 100 (soles).
    pub outline: Vec<(f64, f64)>,
    /// Its centre of gravity.
    pub centre: (f64, f64),
    least: (f64, f64),
    most: (f64, f64),
}

impl Region {
    fn new(spot: Spot, name: String, view: View, outline: Vec<(f64, f64)>) -> Self {
        let far = f64::INFINITY;
        let least = outline.iter().fold((far, far), |(x, y), p| (x.min(p.0), y.min(p.1)));
        let most = outline.iter().fold((-far, -far), |(x, y), p| (x.max(p.0), y.max(p.1)));
        let centre =
            centre(&outline).unwrap_or_else(|| (f64::midpoint(least.0, most.0), f64::midpoint(least.1, most.1)));
        Self { spot, name, view, outline, centre, least, most }
    }

    /// Returns how much room it takes: the box around it.
    pub fn size(&self) -> f64 {
        (self.most.0 - self.least.0) * (self.most.1 - self.least.1)
    }

    /// Whether a point of its figure lies inside.
    fn holds(&self, x: f64, y: f64) -> bool {
        let near = (self.least.0..=self.most.0).contains(&x) && (self.least.1..=self.most.1).contains(&y);
        let crossed = |(a, b): &(&(f64, f64), &(f64, f64))| {
            (a.1 > y) != (b.1 > y) && x < (b.0 - a.0) * (y - a.1) / (b.1 - a.1) + a.0
        };
        near && edges(&self.outline).filter(crossed).count() % 2 == 1
    }

    /// The centre, with both figures in one frame.
    fn place(&self) -> (f64, f64) {
        match self.view {
            View::Front => self.centre,
            View::Back => (self.centre.0 + APART, self.centre.1),
        }
    }
}

/// The regions of both figures, checked.
#[derive(Debug, Clone, PartialEq)]
pub struct Body {
    regions: Vec<Region>,
    /// Tells it from every other, for whoever remembers what it worked out of it.
    token: Arc<()>,
}

impl Body {
    /// Returns what tells these outlines from all others; those of a copy are the same.
    pub fn token(&self) -> &Arc<()> {
        &self.token
    }

    /// Returns all regions, in the asset's order, the left one before the right.
    pub fn regions(&self) -> &[Region] {
        &self.regions
    }

    /// Returns the next region in a direction; left and right go over to the other figure at the edge of one. Where
    /// nothing follows, the region itself is returned.
    pub fn toward(&self, from: usize, way: Way) -> usize {
        let Some(here) = self.regions.get(from) else { return from };
        let (x, y) = here.place();
        let distance = |region: &Region| {
            let (dx, dy) = (region.place().0 - x, region.place().1 - y);
            let (along, across) = match way {
                Way::Up => (-dy, dx.abs()),
                Way::Down => (dy, dx.abs()),
                Way::Left => (-dx, dy.abs()),
                Way::Right => (dx, dy.abs()),
            };
            let stays = matches!(way, Way::Left | Way::Right) || region.view == here.view;
            // What lies more beside the way than on it is not meant.
            (stays && along > 0.5 && across < 1.5 * along).then_some(along + 2.0 * across)
        };
        let all = self.regions.iter().enumerate();
        let ahead = all.filter_map(|(index, region)| Some((index, distance(region)?)));
        ahead.min_by(|a, b| a.1.total_cmp(&b.1)).map_or(from, |(index, _)| index)
    }

    /// Returns the region that shows a spot; one of both sides or of no told side is shown by its first region.
    pub fn of(&self, spot: &Spot) -> Option<usize> {
        let exact = self.regions.iter().position(|r| r.spot == *spot);
        exact.or_else(|| self.regions.iter().position(|r| r.spot.area == spot.area))
    }

    /// Returns the region of the same figure that shows the same area on the other side.
    pub fn mirror(&self, index: usize) -> Option<usize> {
        let here = self.regions.get(index)?;
        let twin = |r: &Region| r.view == here.view && r.spot.area == here.spot.area;
        self.regions.iter().enumerate().find(|(at, r)| *at != index && twin(r)).map(|(at, _)| at)
    }

    /// Returns the topmost region that holds a point of a figure.
    pub fn at(&self, view: View, x: f64, y: f64) -> Option<usize> {
        self.regions.iter().rposition(|r| r.view == view && r.holds(x, y))
    }
}

impl Region {
    /// Whether what was done on a spot was done here; what was done on both sides counts for each.
    pub fn shows(&self, spot: &Spot) -> bool {
        let both = spot.side.is_none_or(|side| side == Side::Bilateral);
        self.spot.area == spot.area && (both || self.spot.side.is_none() || self.spot.side == spot.side)
    }

    /// Returns where a line across the figure enters and leaves the region, in order.
    pub fn crossings(&self, y: f64) -> Vec<f64> {
        let crossed = edges(&self.outline).filter(|(a, b)| (a.1 > y) != (b.1 > y));
        let mut found: Vec<f64> = crossed.map(|(a, b)| a.0 + (y - a.1) / (b.1 - a.1) * (b.0 - a.0)).collect();
        found.sort_by(f64::total_cmp);
        found
    }
}

/// Each corner with the one after it, the last with the first.
fn edges(outline: &[(f64, f64)]) -> impl Iterator<Item = (&(f64, f64), &(f64, f64))> {
    outline.iter().zip(outline.iter().cycle().skip(1))
}

/// The centre of gravity; none of a shape without an inside.
fn centre(outline: &[(f64, f64)]) -> Option<(f64, f64)> {
    let (mut twice, mut x, mut y) = (0.0, 0.0, 0.0);
    for (a, b) in edges(outline) {
        let cross = a.0 * b.1 - b.0 * a.1;
        twice += cross;
        x += (a.0 + b.0) * cross;
        y += (a.1 + b.1) * cross;
    }
    (twice.abs() > f64::EPSILON).then(|| (x / (3.0 * twice), y / (3.0 * twice)))
}

#[cfg(test)]
mod tests;
