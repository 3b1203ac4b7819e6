//! Where the figures stand, and whose each of their dots is. Worked out once for a size, and remembered.

use std::cell::RefCell;
use std::cmp::Ordering;
use std::rc::Rc;
use std::sync::Arc;

use ratatui::layout::Rect;

use super::{BELOW, DOTS};
use crate::body::{Body, View};

/// The height in dots from which borders within the figure do not hide its shades.
const ROOMY: u16 = 92;

/// The rows or half columns beyond which a figure grows no more.
const LARGEST: u16 = 200;

/// Where a figure stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Figure {
    pub(super) view: View,
    pub(super) cells: Rect,
    /// From crown to soles.
    pub(super) dots: u16,
}

impl Figure {
    /// Returns both figures as large as they fit, undistorted, in the middle of the room.
    pub(super) fn both(area: Rect) -> [Self; 2] {
        // Half a figure is 23 hundredths of its height wide; a cell is two dots across. The rim takes a dot all around.
        let widest = (area.width / 2).saturating_sub(3).min(LARGEST) * 100 / 23;
        let highest = (area.height.saturating_sub(BELOW).min(LARGEST) * DOTS.1).saturating_sub(2);
        let dots = highest.min(widest);
        let (width, height) = ((dots * 23).div_ceil(100) + 2, (dots + 2).div_ceil(DOTS.1));
        let free = area.width.saturating_sub(2 * width);
        let gap = (free / 3).min(width);
        let left = area.x + (free - gap) / 2;
        let top = area.y + area.height.saturating_sub(height + BELOW) / 2;
        let figure = |view, x| Self { view, cells: Rect { x, y: top, width, height }.intersection(area), dots };
        [figure(View::Front, left), figure(View::Back, left + width + gap)]
    }

    /// Where a dot lies on the body, counted from the figure's upper left corner; the midline runs through the middle of one.
    fn place(&self, across: u16, down: u16) -> (f64, f64) {
        let scale = f64::from(self.dots) / 100.0;
        ((f64::from(across) - f64::from(self.cells.width)) / scale, (f64::from(down) - 0.5) / scale)
    }

    /// The first dot at or after a place across the body.
    fn dot(&self, x: f64) -> u16 {
        let dot =
            (x * f64::from(self.dots) / 100.0 + f64::from(self.cells.width)).ceil().clamp(0.0, f64::from(u16::MAX));
        #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "it was clamped")]
        let dot = dot as u16;
        dot
    }

    pub(super) fn region(&self, body: &Body, across: u16, down: u16) -> Option<usize> {
        let (x, y) = self.place(across, down);
        body.at(self.view, x, y)
    }
}

/// The dots of one figure with the regions under them, and one dot of nothing all around.
pub(super) struct Raster {
    across: u16,
    down: u16,
    owners: Vec<u8>,
    /// Whether borders between regions are drawn, and not the rim alone.
    bordered: bool,
    /// Cell by cell: whose its dots are, and which of them lie on a line.
    pub(super) cells: Vec<([u8; 8], u8)>,
    middles: Vec<Option<(u16, u16)>>,
}

/// What a raster is worked out of.
type Worked = (Arc<()>, Figure);

thread_local! {
    /// The rasters worked out last: they depend on the outlines and the size alone, and frames come each second.
    static RASTERS: RefCell<Vec<(Worked, Rc<Raster>)>> = const { RefCell::new(Vec::new()) };
}

/// How many rasters are remembered: both figures, in two sizes.
const REMEMBERED: usize = 4;

/// No region.
const NOBODY: u8 = u8::MAX;

/// A cell in which no region is.
pub(super) const NOTHING: [u8; 8] = [NOBODY; 8];

impl Raster {
    /// Returns the raster of a figure, worked out once.
    pub(super) fn of(body: &Body, figure: &Figure) -> Rc<Self> {
        // Where it stands makes no difference.
        let cells = Rect { x: 0, y: 0, ..figure.cells };
        let worked = (Arc::clone(body.token()), Figure { cells, ..*figure });
        RASTERS.with_borrow_mut(|rasters| {
            let known = rasters.iter().find(|((token, known), _)| Arc::ptr_eq(token, &worked.0) && *known == worked.1);
            if let Some((_, raster)) = known {
                return Rc::clone(raster);
            }
            let raster = Rc::new(Self::work_out(body, figure));
            rasters.insert(0, (worked, Rc::clone(&raster)));
            rasters.truncate(REMEMBERED);
            raster
        })
    }

    /// Fills each region line by line; what comes later lies above.
    fn work_out(body: &Body, figure: &Figure) -> Self {
        let (across, down) = (figure.cells.width * DOTS.0, figure.cells.height * DOTS.1);
        let owners = vec![NOBODY; usize::from(across + 2) * usize::from(down + 2)];
        let mut raster =
            Self { across, down, owners, bordered: figure.dots >= ROOMY, cells: Vec::new(), middles: Vec::new() };
        let regions = body.regions().iter().zip(0u8..).filter(|(region, _)| region.view == figure.view);
        for (region, owner) in regions {
            for y in 0..down {
                let crossings = region.crossings(figure.place(0, y).1);
                for pair in crossings.chunks_exact(2) {
                    let [from, to] = pair else { continue };
                    let (from, to) = (figure.dot(*from), figure.dot(*to));
                    (from..to.min(across)).for_each(|x| raster.own(x, y, owner));
                }
            }
        }
        let places = (0..figure.cells.height).flat_map(|row| (0..figure.cells.width).map(move |column| (column, row)));
        raster.cells = places.map(|(column, row)| raster.cell(column * DOTS.0, row * DOTS.1)).collect();
        raster.middles = raster.middles(body.regions().len());
        raster
    }

    fn cell(&self, left: u16, top: u16) -> ([u8; 8], u8) {
        let (mut owners, mut lines) = ([NOBODY; 8], 0);
        for (owner, bit) in owners.iter_mut().zip(0u16..) {
            let (x, y) = (left + bit % DOTS.0, top + bit / DOTS.0);
            *owner = self.raw(self.place(x, y));
            lines |= u8::from(self.is_line(x, y)) << bit;
        }
        (owners, lines)
    }

    fn own(&mut self, across: u16, down: u16, owner: u8) {
        let place = self.place(across, down);
        if let Some(dot) = self.owners.get_mut(place) {
            *dot = owner;
        }
    }

    fn place(&self, across: u16, down: u16) -> usize {
        usize::from(down + 1) * usize::from(self.across + 2) + usize::from(across + 1)
    }

    fn dots(&self) -> impl Iterator<Item = (u16, u16)> + use<> {
        let (across, down) = (self.across, self.down);
        (0..down).flat_map(move |y| (0..across).map(move |x| (x, y)))
    }

    fn raw(&self, place: usize) -> u8 {
        self.owners.get(place).copied().unwrap_or(NOBODY)
    }

    fn owner(&self, across: u16, down: u16) -> Option<usize> {
        Some(self.raw(self.place(across, down))).filter(|owner| *owner != NOBODY).map(usize::from)
    }

    /// Whether a dot lies on the rim, just outside the body, or on a border between two regions: one dot wide, and
    /// alike on both sides of the midline.
    fn is_line(&self, across: u16, down: u16) -> bool {
        let (place, row) = (self.place(across, down), usize::from(self.across + 2));
        let here = self.raw(place);
        let (left, right, below) = (self.raw(place - 1), self.raw(place + 1), self.raw(place + row));
        if here == NOBODY {
            return [left, right, below, self.raw(place - row)].into_iter().any(|owner| owner != NOBODY);
        }
        let differs = |other: u8| other != NOBODY && other != here;
        let outward = match across.cmp(&(self.across / 2)) {
            Ordering::Less => differs(left),
            Ordering::Equal => left != NOBODY && right != NOBODY && left != right,
            Ordering::Greater => differs(right),
        };
        self.bordered && (outward || differs(below))
    }

    /// Works out the cell, counted within the figure, around which each region lies.
    fn middles(&self, regions: usize) -> Vec<Option<(u16, u16)>> {
        let mut sums = vec![(0u32, 0u32, 0u32); regions];
        for (x, y) in self.dots() {
            if let Some((count, across, down)) = self.owner(x, y).and_then(|owner| sums.get_mut(owner)) {
                (*count, *across, *down) = (*count + 1, *across + u32::from(x), *down + u32::from(y));
            }
        }
        let mean = |sum: u32, count: u32, dots: u16| u16::try_from(sum.checked_div(count)? / u32::from(dots)).ok();
        let middle = |(count, across, down)| Some((mean(across, count, DOTS.0)?, mean(down, count, DOTS.1)?));
        sums.into_iter().map(middle).collect()
    }

    /// The cell, counted within the figure, around which a region lies.
    pub(super) fn middle(&self, region: usize) -> Option<(u16, u16)> {
        self.middles.get(region).copied().flatten()
    }
}
