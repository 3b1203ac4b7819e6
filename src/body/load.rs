//! Reading the outlines and checking them against the catalogue.

use std::sync::Arc;

use serde::Deserialize;

use super::{Body, HALF, Region, TALL, View};
use crate::catalog::{Area, AreaId, Catalog, Side, Spot};
use crate::document::{Document, Fault, Faults, did_you_mean};

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Raw {
    regions: Vec<RawRegion>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct RawRegion {
    area: String,
    view: String,
    outline: Vec<(f64, f64)>,
}

/// The outer half of an area on one figure, at the viewer's right.
struct Half<'a> {
    area: &'a Area,
    view: View,
    outline: Vec<(f64, f64)>,
}

impl Body {
    /// Returns the body that the program carries.
    pub fn builtin(catalog: &Catalog) -> Result<Self, Faults> {
        Self::parse(&Document::toml("body.toml (built in)", include_str!("../../assets/body.toml")), catalog)
    }

    /// Reads the outlines of a body; all faults are reported together.
    pub fn parse(document: &Document, catalog: &Catalog) -> Result<Self, Faults> {
        let raw: Raw = document.parse().map_err(|fault| Faults(vec![fault]))?;
        let mut faults = Vec::new();
        let mut regions: Vec<Region> = Vec::new();
        for (row, raw) in raw.regions.into_iter().enumerate() {
            match half(document, catalog, row, raw) {
                Ok(half) if regions.iter().any(|r| r.view == half.view && r.spot.area == half.area.id) => {
                    let message = format!("\"{}\" is outlined twice on the {}", half.area.id, half.view.word());
                    faults.push(document.fault(&format!("regions[{row}].area"), message, "keep one"));
                }
                Ok(half) => regions.extend(whole(half)),
                Err(mut found) => faults.append(&mut found),
            }
        }
        if faults.is_empty() { Ok(Self { regions, token: Arc::default() }) } else { Err(Faults(faults)) }
    }
}

fn half<'a>(document: &Document, catalog: &'a Catalog, row: usize, raw: RawRegion) -> Result<Half<'a>, Vec<Fault>> {
    let mut faults = Vec::new();
    let place = |key: &str| format!("regions[{row}].{key}");
    let area = catalog.area(&AreaId::new(&raw.area));
    if area.is_none() {
        let mend = did_you_mean(&raw.area, catalog.areas().iter().map(|a| a.id.as_str()));
        faults.push(document.fault(&place("area"), format!("\"{}\" is no area", raw.area), mend));
    }
    let view = View::ALL.into_iter().find(|view| view.word() == raw.view);
    if view.is_none() {
        let mend = did_you_mean(&raw.view, View::ALL.map(View::word));
        faults.push(document.fault(&place("view"), format!("there is no view \"{}\"", raw.view), mend));
    }
    let corners = raw.outline.len();
    if corners < 3 {
        let message = format!("{corners} points enclose nothing");
        faults.push(document.fault(&place("outline"), message, "give at least three"));
    }
    for (index, (x, y)) in raw.outline.iter().enumerate() {
        if !(0.0..=HALF).contains(x) || !(0.0..=TALL).contains(y) {
            let message = format!("the point [{x}, {y}] lies outside the figure");
            let mend = format!("x goes from 0 to {HALF}, y from 0 to {TALL}");
            faults.push(document.fault(&place(&format!("outline[{index}]")), message, mend));
        }
    }
    match (area, view) {
        (Some(area), Some(view)) if faults.is_empty() => Ok(Half { area, view, outline: raw.outline }),
        _ => Err(faults),
    }
}

/// Makes of a half the regions of the whole figure.
fn whole(half: Half) -> Vec<Region> {
    let Half { area, view, outline } = half;
    let mirrored: Vec<(f64, f64)> = outline.iter().map(|(x, y)| (-x, *y)).collect();
    let region = |side, outline| Region::new(Spot { area: area.id.clone(), side }, area.name.clone(), view, outline);
    let ends = [outline.first(), outline.last()];
    let joins = ends.into_iter().flatten().all(|(x, _)| x.abs() < f64::EPSILON);
    if !area.sides && joins {
        let inner = mirrored.into_iter().rev().filter(|(x, _)| x.abs() > f64::EPSILON);
        return vec![region(None, outline.into_iter().chain(inner).collect())];
    }
    // A clinic's own catalogue may take the sides from an area that lies on both.
    let told = |side| area.sides.then_some(side);
    match view.sides() {
        [_, Side::Left] => vec![region(told(Side::Left), outline), region(told(Side::Right), mirrored)],
        _ => vec![region(told(Side::Left), mirrored), region(told(Side::Right), outline)],
    }
}
