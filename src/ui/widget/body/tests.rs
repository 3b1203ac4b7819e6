//! The map as text: what is chosen, what is worked, and where the mouse points.

use std::collections::BTreeSet;

use ratatui::Terminal;
use ratatui::backend::TestBackend;
use ratatui::buffer::Cell;

use super::*;
use crate::body::View;
use crate::catalog::{AreaId, Catalog};

fn body() -> Body {
    Body::builtin(&Catalog::builtin().unwrap()).unwrap()
}

fn find(body: &Body, view: View, area: &str, side: Option<Side>) -> usize {
    let spot = Spot { area: AreaId::new(area), side };
    body.regions().iter().position(|r| r.view == view && r.spot == spot).unwrap()
}

fn rows(width: u16, height: u16, minutes: &dyn Fn(&Spot) -> i64, chosen: usize, both: bool) -> Vec<String> {
    let mut terminal = Terminal::new(TestBackend::new(width, height)).unwrap();
    let theme = Theme::builtin("mono").unwrap();
    let body = body();
    terminal.draw(|frame| draw(frame, &theme, &body, minutes, Some(chosen), both, frame.area())).unwrap();
    let buffer = terminal.backend().buffer();
    buffer.content.chunks(usize::from(width)).map(|row| row.iter().map(Cell::symbol).collect()).collect()
}

fn dots(rows: &[String]) -> u32 {
    let braille = rows.iter().flat_map(|row| row.chars()).map(u32::from).filter(|c| (0x2800..0x2900).contains(c));
    braille.map(|c| (c - 0x2800).count_ones()).sum()
}

const SIZES: [(u16, u16); 4] = [(58, 14), (80, 20), (120, 36), (200, 60)];

#[test]
fn the_chosen_area_is_solid_and_named() {
    let chosen = find(&body(), View::Back, "lower-back", Some(Side::Left));
    let minutes = |spot: &Spot| if spot.side == Some(Side::Left) { 12 } else { 3 };
    let solid = |rows: &[String]| -> Vec<usize> {
        let figures = rows.iter().take(rows.len() - 1);
        figures.flat_map(|row| row.chars().enumerate().filter(|(_, c)| *c == '█').map(|(x, _)| x)).collect()
    };
    let one = rows(120, 36, &minutes, chosen, false);
    assert!(one[34].contains(" Lower back, left: 12 min "), "{}", one.join("\n"));
    let both = rows(120, 36, &minutes, chosen, true);
    assert!(both[34].contains(" Lower back, bilateral: left 12 min, right 3 min "), "{}", both.join("\n"));
    let [_, back] = Figure::both(Rect::new(0, 0, 120, 36));
    let midline = usize::from(back.cells.x + back.cells.width / 2);
    assert!(!solid(&one).is_empty() && solid(&one).iter().all(|x| *x <= midline), "{}", one.join("\n"));
    assert!(solid(&both).iter().any(|x| *x > midline), "{}", both.join("\n"));
}

#[test]
fn a_pointer_finds_the_smallest_area() {
    let body = body();
    let right = find(&body, View::Front, "wrist", Some(Side::Right));
    for (width, height) in SIZES {
        let one = rows(width, height, &|_| 0, right, false).join("\n");
        assert_eq!((one.matches('▸').count(), one.matches('◂').count()), (1, 0), "{one}");
        let both = rows(width, height, &|_| 0, right, true).join("\n");
        assert_eq!((both.matches('▸').count(), both.matches('◂').count()), (1, 1), "{both}");
    }
}

#[test]
fn more_minutes_are_denser_without_any_colour() {
    let chosen = find(&body(), View::Front, "jaw", Some(Side::Left));
    for (width, height) in SIZES {
        let drawn = |worked: i64| {
            let minutes = move |spot: &Spot| if spot.area.as_str() == "thigh-back" { worked } else { 0 };
            rows(width, height, &minutes, chosen, false)
        };
        let [none, light, medium, dense] = [0, 1, 5, 15].map(|m| dots(&drawn(m)));
        assert!(none < light && light < medium && medium < dense, "{none} {light} {medium} {dense}");
        assert_eq!((drawn(4), drawn(14), drawn(99)), (drawn(1), drawn(5), drawn(15)));
    }
}

#[test]
fn the_legend_is_whole_at_the_smallest_size() {
    let drawn = rows(58, 14, &|_| 0, 0, false);
    assert_eq!(drawn[13].trim(), "⠅⡂ under 5 min   ⢕⢕ under 15   ⣺⢽ 15 and more   ██ chosen");
    assert!(drawn[0].contains("front  R ") && drawn[0].contains("back   L "), "{}", drawn[0]);
}

#[test]
fn every_area_is_drawn_and_can_be_pointed_at() {
    let body = body();
    for (width, height) in SIZES {
        let area = Rect::new(3, 2, width, height);
        for figure in Figure::both(area) {
            let raster = Raster::of(&body, &figure);
            let lost =
                |(index, region): &(usize, &Region)| region.view == figure.view && raster.middle(*index).is_none();
            let lost: Vec<_> = body.regions().iter().enumerate().filter(lost).map(|(_, r)| &r.spot).collect();
            assert!(lost.is_empty(), "at {width}x{height}: {lost:?}");
        }
    }
    let area = Rect::new(3, 2, 120, 36);
    let pointed: BTreeSet<usize> = area.positions().filter_map(|p| at(&body, area, p.x, p.y)).collect();
    let missed = body.regions().iter().enumerate().filter(|(index, _)| !pointed.contains(index));
    let missed: Vec<_> = missed.map(|(_, region)| (region.view, &region.spot)).collect();
    assert!(missed.is_empty(), "{missed:?}");
    assert_eq!(at(&body, area, area.x, area.y), None);
    let [front, _] = Figure::both(area);
    let index = find(&body, View::Front, "chest", Some(Side::Right));
    let (x, y) = Raster::of(&body, &front).middle(index).unwrap();
    assert_eq!(at(&body, area, front.cells.x + x, front.cells.y + y), Some(index));
}

#[test]
fn the_figures_keep_their_shape_at_any_size() {
    for (width, height) in (0..=240).flat_map(|width| (0..=80).map(move |height| (width, height))) {
        let area = Rect::new(5, 4, width, height);
        let [front, back] = Figure::both(area);
        assert_eq!(front.dots, back.dots);
        if width < 30 || height < 8 {
            continue;
        }
        let size = |figure: Figure| (figure.cells.width, figure.cells.height);
        let whole = ((front.dots * 23).div_ceil(100) + 2, (front.dots + 2).div_ceil(4));
        assert_eq!((size(front), size(back)), (whole, whole), "{width}x{height}");
        assert!(front.cells.right() <= back.cells.x, "{width}x{height}");
        let (before, after) = (front.cells.x - area.x, area.right() - back.cells.right());
        assert!(before.abs_diff(after) <= 1, "{width}x{height}");
    }
    for (width, height) in (1..60).map(|size| (size, size.min(20))).chain([(900, 3), (3, 900), (900, 900)]) {
        rows(width, height, &|_| 7, 0, true);
    }
}
