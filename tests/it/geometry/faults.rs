//! What is wrong with a placed diagram, in words: an independent look at coordinates only.

use flowright::diagram::layout::{Placed, Point, Rect, Route};
use flowright::diagram::{Diagram, Direction};
use flowright::model::NodeKind;

/// Every fault of a placed diagram.
pub(crate) fn faults(diagram: &Diagram, placed: &Placed) -> Vec<String> {
    let mut faults = Vec::new();
    bands(diagram, placed, &mut faults);
    nodes(diagram, placed, &mut faults);
    for (at, route) in placed.routes.iter().enumerate() {
        line(diagram, placed, at, route, &mut faults);
    }
    overlaps(diagram, placed, &mut faults);
    labels(diagram, placed, &mut faults);
    jumps(placed, &mut faults);
    likeliest(diagram, placed, &mut faults);
    faults
}

/// How many true crossings there are.
pub(crate) fn crossings(placed: &Placed) -> usize {
    let mut count = 0;
    for (at, one) in placed.routes.iter().enumerate() {
        for other in &placed.routes[at + 1..] {
            count += crossed(one, other).len() + crossed(other, one).len();
        }
    }
    count
}

pub(super) fn right(area: Rect) -> i32 {
    area.x + area.width
}

pub(super) fn below(area: Rect) -> i32 {
    area.y + area.height
}

pub(super) fn overlap(a: Rect, b: Rect) -> bool {
    a.x < right(b) && b.x < right(a) && a.y < below(b) && b.y < below(a)
}

pub(super) fn inside(inner: Rect, outer: Rect) -> bool {
    inner.x >= outer.x && inner.y >= outer.y && right(inner) <= right(outer) && below(inner) <= below(outer)
}

pub(super) fn canvas(placed: &Placed) -> Rect {
    Rect { x: 0, y: 0, width: placed.width, height: placed.height }
}

fn bands(diagram: &Diagram, placed: &Placed, faults: &mut Vec<String>) {
    for (at, band) in placed.bands.iter().enumerate() {
        if !inside(band.area, canvas(placed)) || !inside(band.head, band.area) {
            faults.push(format!("band {at} or its head lies outside"));
        }
        if band.lines.iter().any(|line| !inside(line.area, band.head)) {
            faults.push(format!("the name of band {at} lies outside its head"));
        }
        if placed.bands[at + 1..].iter().any(|other| overlap(band.area, other.area)) {
            faults.push(format!("band {at} overlaps another"));
        }
    }
    let area = |area: Rect| i64::from(area.width) * i64::from(area.height);
    if !placed.bands.is_empty() && placed.bands.iter().map(|band| area(band.area)).sum::<i64>() != area(canvas(placed)) {
        faults.push("the bands do not fill the drawing".to_owned());
    }
    for (at, node) in diagram.nodes.iter().enumerate() {
        let band = placed.bands.iter().find(|band| band.lane == node.lane);
        if band.is_none_or(|band| !inside(placed.nodes[at].area, band.area) || overlap(placed.nodes[at].area, band.head)) {
            faults.push(format!("node {at} lies outside its lane"));
        }
    }
}

/// Whether a box lies inside the outline of a node.
fn within(kind: NodeKind, text: Rect, area: Rect) -> bool {
    if kind != NodeKind::Decision {
        return inside(text, area);
    }
    let (middle_x, middle_y) = (2 * area.x + area.width, 2 * area.y + area.height);
    let corners = [(text.x, text.y), (right(text), text.y), (text.x, below(text)), (right(text), below(text))];
    corners.iter().all(|(x, y)| {
        let (dx, dy) = (i64::from((2 * x - middle_x).abs()), i64::from((2 * y - middle_y).abs()));
        dx * i64::from(area.height) + dy * i64::from(area.width) <= i64::from(area.width) * i64::from(area.height)
    })
}

fn nodes(diagram: &Diagram, placed: &Placed, faults: &mut Vec<String>) {
    for (at, place) in placed.nodes.iter().enumerate() {
        for (other, there) in placed.nodes.iter().enumerate().skip(at + 1) {
            if overlap(place.area, there.area) {
                faults.push(format!("nodes {at} and {other} overlap"));
            }
        }
        let kind = diagram.nodes[at].kind;
        if place.lines.iter().any(|line| !within(kind, line.area, place.area)) {
            faults.push(format!("a text of node {at} lies outside it"));
        }
        if place.badges.iter().any(|badge| !within(kind, *badge, place.area)) || place.badges.len() != diagram.nodes[at].marks.len() {
            faults.push(format!("a badge of node {at} lies outside it or is missing"));
        }
        let boxes: Vec<Rect> = place.lines.iter().map(|line| line.area).chain(place.badges.iter().copied()).collect();
        if boxes.iter().enumerate().any(|(at, one)| boxes[at + 1..].iter().any(|other| overlap(*one, *other))) {
            faults.push(format!("texts of node {at} overlap"));
        }
    }
    for (frame, block) in placed.frames.iter().zip(&diagram.blocks).filter(|_| placed.frames.len() == diagram.blocks.len()) {
        for (at, place) in placed.nodes.iter().enumerate() {
            if block.contains(&at) != inside(place.area, *frame) || !block.contains(&at) && overlap(place.area, *frame) {
                faults.push(format!("the frame around {block:?} is wrong about node {at}"));
            }
        }
    }
}

/// Whether a point is on the outline of a node.
pub(super) fn on_border(kind: NodeKind, area: Rect, point: Point) -> bool {
    if kind == NodeKind::Decision {
        let (dx, dy) = ((2 * point.x - 2 * area.x - area.width).abs(), (2 * point.y - 2 * area.y - area.height).abs());
        let (width, height) = (i64::from(area.width), i64::from(area.height));
        let off = (i64::from(dx) * height + i64::from(dy) * width - width * height).abs();
        // Within a pixel of the slanted side.
        return off <= 2 * width.max(height);
    }
    let touches_x = (point.x == area.x || point.x == right(area)) && (area.y..=below(area)).contains(&point.y);
    let touches_y = (point.y == area.y || point.y == below(area)) && (area.x..=right(area)).contains(&point.x);
    touches_x || touches_y
}

fn line(diagram: &Diagram, placed: &Placed, at: usize, route: &Route, faults: &mut Vec<String>) {
    let edge = &diagram.edges[at];
    let points = &route.points;
    let (Some(first), Some(last)) = (points.first(), points.last()) else {
        faults.push(format!("edge {at} has no line"));
        return;
    };
    for (node, point, end) in [(edge.from, first, "begin"), (edge.to, last, "end")] {
        if !on_border(diagram.nodes[node].kind, placed.nodes[node].area, *point) {
            faults.push(format!("edge {at} does not {end} on the border of node {node}: {point:?} {:?}", placed.nodes[node].area));
        }
    }
    for pair in points.windows(2) {
        if (pair[0].x == pair[1].x) == (pair[0].y == pair[1].y) {
            faults.push(format!("edge {at} is not at right angles: {pair:?}"));
        }
        let (low, high) = (pair[0].x.min(pair[1].x), pair[0].x.max(pair[1].x));
        let (top, bottom) = (pair[0].y.min(pair[1].y), pair[0].y.max(pair[1].y));
        for (node, place) in placed.nodes.iter().enumerate() {
            let area = place.area;
            let through = low < right(area) && high > area.x && top < below(area) && bottom > area.y;
            // The corners of the box around a diamond are not the diamond.
            let own = node == edge.from || node == edge.to;
            let grazes = own && diagram.nodes[node].kind == NodeKind::Decision;
            if through && !(grazes && outside_diamond(area, pair)) {
                faults.push(format!("edge {at} runs through node {node}: {pair:?} {area:?}"));
            }
        }
        if !inside(Rect { x: low, y: top, width: high - low, height: bottom - top }, canvas(placed)) {
            faults.push(format!("edge {at} leaves the drawing"));
        }
    }
    for three in points.windows(3) {
        let step = |a: Point, b: Point| ((b.x - a.x).signum(), (b.y - a.y).signum());
        let (first, second) = (step(three[0], three[1]), step(three[1], three[2]));
        if first == (-second.0, -second.1) {
            faults.push(format!("edge {at} turns back on itself"));
        }
    }
}

/// Whether a stub stays outside a diamond: the middle of the part inside its box does, and so do both ends.
fn outside_diamond(area: Rect, pair: &[Point]) -> bool {
    let middle = Point { x: pair[0].x.midpoint(pair[1].x), y: pair[0].y.midpoint(pair[1].y) };
    [pair[0], middle, pair[1]].iter().all(|point| {
        let (dx, dy) = ((2 * point.x - 2 * area.x - area.width).abs(), (2 * point.y - 2 * area.y - area.height).abs());
        let (width, height) = (i64::from(area.width), i64::from(area.height));
        i64::from(dx) * height + i64::from(dy) * width >= width * height - 2 * width.max(height)
    })
}

/// How far along two routes run on top of one another, and where: parts of positive length only.
fn shared(a: &Route, b: &Route) -> Vec<(Point, Point)> {
    let mut shared = Vec::new();
    for one in a.points.windows(2) {
        for other in b.points.windows(2) {
            let upright = one[0].x == one[1].x && other[0].x == other[1].x && one[0].x == other[0].x;
            let level = one[0].y == one[1].y && other[0].y == other[1].y && one[0].y == other[0].y;
            let common = |of: fn(&Point) -> i32| {
                let [a, b, c, d] = [of(&one[0]), of(&one[1]), of(&other[0]), of(&other[1])];
                (a.min(b).max(c.min(d)), a.max(b).min(c.max(d)))
            };
            if upright {
                let (low, high) = common(|point| point.y);
                if low < high {
                    shared.push((Point { x: one[0].x, y: low }, Point { x: one[0].x, y: high }));
                }
            }
            if level {
                let (low, high) = common(|point| point.x);
                if low < high {
                    shared.push((Point { x: low, y: one[0].y }, Point { x: high, y: one[0].y }));
                }
            }
        }
    }
    shared
}

fn length(from: Point, to: Point) -> i32 {
    (from.x - to.x).abs() + (from.y - to.y).abs()
}

/// How long two lines are the same from one end.
pub(super) fn common<'a>(a: impl Iterator<Item = &'a Point>, b: impl Iterator<Item = &'a Point>) -> i32 {
    let (a, b): (Vec<&Point>, Vec<&Point>) = (a.collect(), b.collect());
    if a.first() != b.first() {
        return 0;
    }
    let mut total = 0;
    for (one, other) in a.windows(2).zip(b.windows(2)) {
        let step = |pair: &[&Point]| ((pair[1].x - pair[0].x).signum(), (pair[1].y - pair[0].y).signum());
        if one[0] != other[0] || step(one) != step(other) {
            break;
        }
        total += length(*one[0], *one[1]).min(length(*other[0], *other[1]));
        if one[1] != other[1] {
            break;
        }
    }
    total
}

fn overlaps(diagram: &Diagram, placed: &Placed, faults: &mut Vec<String>) {
    for (at, one) in placed.routes.iter().enumerate() {
        for (other, there) in placed.routes.iter().enumerate().skip(at + 1) {
            let total: i32 = shared(one, there).iter().map(|(from, to)| length(*from, *to)).sum();
            if total == 0 {
                continue;
            }
            let (a, b) = (&diagram.edges[at], &diagram.edges[other]);
            let mut allowed = 0;
            if a.from == b.from {
                allowed += common(one.points.iter(), there.points.iter());
            }
            if a.to == b.to {
                allowed += common(one.points.iter().rev(), there.points.iter().rev());
            }
            if total > allowed {
                faults.push(format!(
                    "edges {at} ({} → {}) and {other} ({} → {}) run on one another for {total}, allowed {allowed}",
                    a.from, a.to, b.from, b.to
                ));
            }
        }
    }
}

fn labels(diagram: &Diagram, placed: &Placed, faults: &mut Vec<String>) {
    let boxes: Vec<(usize, Rect)> =
        placed.routes.iter().enumerate().flat_map(|(at, route)| route.lines.iter().map(move |line| (at, line.area))).collect();
    for (at, (edge, area)) in boxes.iter().enumerate() {
        if !inside(*area, canvas(placed)) {
            faults.push(format!("what is written on edge {edge} leaves the drawing"));
        }
        let lane = diagram.nodes[diagram.edges[*edge].from].lane;
        if placed.bands.iter().find(|band| band.lane == lane).is_none_or(|band| !inside(*area, band.area)) {
            faults.push(format!("what is written on edge {edge} leaves its lane"));
        }
        if placed.nodes.iter().any(|place| overlap(place.area, *area)) {
            faults.push(format!("what is written on edge {edge} overlaps a node"));
        }
        if let Some((other, there)) = boxes[at + 1..].iter().find(|(_, other)| overlap(*other, *area)) {
            faults.push(format!("what is written on edge {edge} overlaps another text, of edge {other}: {area:?} {there:?}"));
        }
        for (other, route) in placed.routes.iter().enumerate().filter(|(other, _)| other != edge) {
            let crossed = route.points.windows(2).any(|pair| {
                let (low, high) = (pair[0].x.min(pair[1].x), pair[0].x.max(pair[1].x));
                let (top, bottom) = (pair[0].y.min(pair[1].y), pair[0].y.max(pair[1].y));
                low < right(*area) && high > area.x && top < below(*area) && bottom > area.y
            });
            if crossed {
                faults.push(format!("edge {other} runs through what is written on edge {edge}: {:?} {area:?}", route.points));
            }
        }
    }
    for (at, edge) in diagram.edges.iter().enumerate() {
        let wanted = edge.label.iter().any(|line| !line.trim().is_empty());
        if wanted && placed.routes[at].lines.is_empty() {
            faults.push(format!("what is written on edge {at} is lost"));
        }
    }
}

/// Where a horizontal part of one crosses an upright part of the other.
fn crossed(one: &Route, other: &Route) -> Vec<Point> {
    let mut found = Vec::new();
    for level in one.points.windows(2).filter(|pair| pair[0].y == pair[1].y) {
        for upright in other.points.windows(2).filter(|pair| pair[0].x == pair[1].x) {
            let (x, y) = (upright[0].x, level[0].y);
            let between = |a: i32, b: i32, c: i32| a.min(b) < c && c < a.max(b);
            if between(level[0].x, level[1].x, x) && between(upright[0].y, upright[1].y, y) {
                found.push(Point { x, y });
            }
        }
    }
    found
}

fn jumps(placed: &Placed, faults: &mut Vec<String>) {
    for (at, route) in placed.routes.iter().enumerate() {
        let mut true_ones: Vec<Point> = placed.routes.iter().flat_map(|other| crossed(route, other)).collect();
        true_ones.sort_unstable_by_key(|point| (point.x, point.y));
        true_ones.dedup();
        let mut jumps = route.jumps.clone();
        jumps.sort_unstable_by_key(|point| (point.x, point.y));
        if jumps != true_ones {
            faults.push(format!("edge {at} jumps at {jumps:?}, and crosses at {true_ones:?}"));
        }
    }
}

fn likeliest(diagram: &Diagram, placed: &Placed, faults: &mut Vec<String>) {
    for &at in &diagram.happy {
        let pair = [diagram.edges[at].from, diagram.edges[at].to];
        let (from, to) = (placed.nodes[pair[0]].area, placed.nodes[pair[1]].area);
        let forward = match diagram.direction {
            Direction::Right => to.x >= right(from),
            Direction::Down => to.y >= below(from),
        };
        if !forward {
            faults.push(format!("the likeliest way goes back from node {} to {}", pair[0], pair[1]));
        }
    }
}
