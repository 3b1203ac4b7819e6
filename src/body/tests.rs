//! What holds of the figures that the program carries, and what is refused.

use std::collections::BTreeSet;

use super::*;
use crate::catalog::{AreaId, Catalog};
use crate::document::Document;

fn catalog() -> Catalog {
    Catalog::builtin().unwrap()
}

fn body() -> Body {
    Body::builtin(&catalog()).unwrap()
}

fn spot(area: &str, side: Option<Side>) -> Spot {
    Spot { area: AreaId::new(area), side }
}

#[test]
fn every_area_but_the_whole_body_is_on_a_figure() {
    let body = body();
    let absent: Vec<String> = catalog()
        .areas()
        .iter()
        .filter(|area| !body.regions().iter().any(|r| r.spot.area == area.id))
        .map(|area| area.id.to_string())
        .collect();
    assert_eq!(absent, ["whole-body"]);
}

#[test]
fn sides_lie_as_the_viewer_sees_them() {
    let body = body();
    for region in body.regions() {
        let leftward = region.centre.0 < -0.1;
        let rightward = region.centre.0 > 0.1;
        let [at_left, at_right] = region.view.sides();
        match region.spot.side {
            Some(side) if side == at_left => assert!(leftward, "{:?}", region.spot),
            Some(side) if side == at_right => assert!(rightward, "{:?}", region.spot),
            _ => assert!(!leftward && !rightward, "{:?}", region.spot),
        }
    }
    assert_eq!(View::Front.sides(), [Side::Right, Side::Left]);
    let sacrum: Vec<_> = body.regions().iter().filter(|r| r.spot.area.as_str() == "sacrum").collect();
    assert_eq!(sacrum.len(), 1);
    assert_eq!(sacrum[0].spot.side, None);
}

#[test]
fn no_regions_overlap_and_each_holds_its_own_centre() {
    let body = body();
    for (index, region) in body.regions().iter().enumerate() {
        let (x, y) = region.centre;
        assert_eq!(body.at(region.view, x, y), Some(index), "{:?}", region.spot);
    }
    for view in View::ALL {
        for (row, column) in (0..400).flat_map(|row| (0..184).map(move |column| (row, column))) {
            // Off every corner that is written with one decimal, so that no point lies on a border.
            let (x, y) = (f64::from(column) * 0.25 - 22.987, f64::from(row) * 0.25 + 0.013);
            let held: Vec<_> =
                body.regions().iter().filter(|r| r.view == view && r.holds(x, y)).map(|r| &r.spot).collect();
            assert!(held.len() < 2, "{held:?} at {x}, {y}");
        }
    }
}

#[test]
fn the_trunk_has_no_holes() {
    let body = body();
    for view in View::ALL {
        for (row, column) in (80..196).flat_map(|row| (0..64).map(move |column| (row, column))) {
            // From the collarbone to the crotch nothing gapes within the waist.
            let (x, y) = (f64::from(column) * 0.25 - 7.987, f64::from(row) * 0.25 + 0.013);
            assert!(body.at(view, x, y).is_some(), "{view:?} gapes at {x}, {y}");
        }
    }
}

#[test]
fn every_region_is_reached_from_every_other() {
    let body = body();
    let all = body.regions().len();
    for start in 0..all {
        let mut reached = BTreeSet::from([start]);
        let mut waiting = vec![start];
        while let Some(from) = waiting.pop() {
            for way in [Way::Up, Way::Down, Way::Left, Way::Right] {
                let next = body.toward(from, way);
                if reached.insert(next) {
                    waiting.push(next);
                }
            }
        }
        let unreached: Vec<_> = (0..all)
            .filter(|i| !reached.contains(i))
            .map(|i| (body.regions()[i].view, &body.regions()[i].spot))
            .collect();
        assert!(unreached.is_empty(), "from {:?}: {unreached:?}", body.regions()[start].spot);
    }
}

#[test]
fn arrows_go_where_the_eye_goes() {
    let body = body();
    let find = |view, area: &str, side| {
        let wanted = spot(area, side);
        body.regions().iter().position(|r| r.view == view && r.spot == wanted).unwrap()
    };
    let (left, right) = (Some(Side::Left), Some(Side::Right));
    let steps = [
        (View::Back, "calf", left, Way::Down, View::Back, "ankle", left),
        (View::Back, "thigh-back", left, Way::Up, View::Back, "gluteals", left),
        (View::Back, "upper-back", left, Way::Right, View::Back, "upper-back", right),
        (View::Back, "upper-back", left, Way::Left, View::Back, "shoulder-blade", left),
        (View::Back, "shoulder-blade", left, Way::Left, View::Back, "shoulder", left),
        (View::Back, "hand", left, Way::Left, View::Front, "hand", left),
        (View::Front, "hand", left, Way::Right, View::Back, "hand", left),
        (View::Front, "shin", left, Way::Right, View::Back, "calf", left),
        (View::Front, "hand", right, Way::Left, View::Front, "hand", right),
        (View::Front, "foot", right, Way::Down, View::Front, "foot", right),
        (View::Front, "abdomen", None, Way::Down, View::Front, "groin", left),
    ];
    for (view, area, side, way, to_view, to_area, to_side) in steps {
        let next = &body.regions()[body.toward(find(view, area, side), way)];
        let expected = spot(to_area, to_side);
        assert_eq!((next.view, &next.spot), (to_view, &expected), "{way:?} from {area}");
    }
}

#[test]
fn a_spot_is_found_by_its_side_or_at_its_first_region() {
    let body = body();
    let found = |area: &str, side| body.of(&spot(area, side)).map(|i| body.regions()[i].spot.side);
    assert_eq!(found("calf", Some(Side::Right)), Some(Some(Side::Right)));
    assert_eq!(found("calf", Some(Side::Bilateral)), Some(Some(Side::Left)));
    assert_eq!(found("calf", None), Some(Some(Side::Left)));
    assert_eq!(found("sacrum", None), Some(None));
    assert_eq!(found("whole-body", None), None);
    let neck = body.of(&spot("neck", Some(Side::Bilateral))).unwrap();
    assert_eq!(body.regions()[neck].view, View::Back);
    let twin = body.mirror(neck).unwrap();
    assert_eq!((body.regions()[twin].view, body.regions()[twin].spot.side), (View::Back, Some(Side::Right)));
    assert_eq!(body.mirror(body.of(&spot("sacrum", None)).unwrap()), None);
}

#[test]
fn all_faults_are_reported_with_their_lines() {
    let text = "[[regions]]\narea = \"nekc\"\nview = \"side\"\noutline = [[0, 0], [1, 1]]\n\
                [[regions]]\narea = \"calf\"\nview = \"back\"\noutline = [\n  [0, 0],\n  [24, 1],\n  [1, 101],\n  [nan, 1],\n]\n\
                [[regions]]\narea = \"foot\"\nview = \"back\"\noutline = [[1, 1], [2, 1], [2, 2]]\n\
                [[regions]]\narea = \"foot\"\nview = \"back\"\noutline = [[1, 1], [2, 1], [2, 2]]\n";
    let faults = Body::parse(&Document::toml("body.toml", text), &catalog()).unwrap_err().0;
    let lines: Vec<_> = faults.iter().map(|f| f.line).collect();
    assert_eq!(lines, [2, 3, 4, 10, 11, 12, 19].map(Some), "{faults:#?}");
    assert!(faults[0].mend.contains("neck"), "{}", faults[0]);
}

#[test]
fn a_clinic_may_take_the_sides_from_an_area() {
    let own = Document::toml(
        "own.toml",
        "[[areas]]\nid = \"calf\"\nsides = false\n[[areas]]\nid = \"neck\"\nsides = false\n",
    );
    let body = Body::builtin(&Catalog::layered(&[own]).unwrap()).unwrap();
    let of = |area: &str| body.regions().iter().filter(|r| r.spot == spot(area, None)).count();
    // Two calves, both without a side; one neck from either view.
    assert_eq!((of("calf"), of("neck")), (2, 2));
}
