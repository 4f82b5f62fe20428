//! What a reader would take for something that is not so: a line through its own diamond, or along a side; two lines that touch and
//! mean nothing by it; a line of which a part is drawn by nobody; a text that is lost, or stands far from its line.

use flowright::diagram::layout::{Line, Placed, Point, Rect, Role, Route};
use flowright::diagram::{Diagram, Direction, Edge};
use flowright::model::NodeKind;

use super::faults::{below, canvas, common, inside, overlap, right};

/// How far what is written on an edge may stand from its line.
const NEAR: i32 = 12;

/// Every such fault of a placed diagram.
pub(super) fn strict(diagram: &Diagram, placed: &Placed) -> Vec<String> {
    let mut faults = Vec::new();
    if placed.nodes.len() != diagram.nodes.len() || placed.routes.len() != diagram.edges.len() {
        let (nodes, edges) = (placed.nodes.len(), placed.routes.len());
        return vec![format!("{nodes} places and {edges} ways for {} nodes and {} edges", diagram.nodes.len(), diagram.edges.len())];
    }
    lanes(diagram, placed, &mut faults);
    texts(diagram, placed, &mut faults);
    frames(diagram, placed, &mut faults);
    for (at, (edge, route)) in diagram.edges.iter().zip(&placed.routes).enumerate() {
        alone(diagram, placed, (at, edge, route), &mut faults);
    }
    contacts(diagram, placed, &mut faults);
    merged(diagram, placed, &mut faults);
    faults
}

/// A horizontal or vertical part of a line.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) struct Segment {
    pub(super) upright: bool,
    /// Its `x` if it is upright, otherwise its `y`.
    at: i32,
    low: i32,
    high: i32,
}

impl Segment {
    pub(super) fn all(points: &[Point]) -> impl Iterator<Item = Segment> + '_ {
        points.windows(2).map(|pair| {
            let upright = pair[0].x == pair[1].x;
            let (at, a, b) = if upright { (pair[0].x, pair[0].y, pair[1].y) } else { (pair[0].y, pair[0].x, pair[1].x) };
            Segment { upright, at, low: a.min(b), high: a.max(b) }
        })
    }

    /// Segments without ends where the next goes on: a line that meets another is drawn up to there only.
    pub(super) fn joined(mut all: Vec<Segment>) -> Vec<Segment> {
        all.sort_unstable_by_key(|segment| (segment.upright, segment.at, segment.low));
        all.dedup_by(|next, before| {
            let goes_on = (next.upright, next.at) == (before.upright, before.at) && next.low <= before.high;
            if goes_on {
                before.high = before.high.max(next.high);
            }
            goes_on
        });
        all
    }

    pub(super) fn has(self, point: Point) -> bool {
        let (at, along) = if self.upright { (point.x, point.y) } else { (point.y, point.x) };
        at == self.at && (self.low..=self.high).contains(&along)
    }

    /// Whether some of it lies inside a rectangle, not only on its border.
    pub(super) fn enters(self, area: Rect) -> bool {
        let (x, y) = ((area.x, right(area)), (area.y, below(area)));
        let (across, along) = if self.upright { (x, y) } else { (y, x) };
        across.0 < self.at && self.at < across.1 && self.low < along.1 && along.0 < self.high
    }

    /// Whether it comes more than a pixel into a diamond: it does so most where it is nearest to the middle.
    pub(super) fn enters_diamond(self, area: Rect) -> bool {
        let (x, y) = (2 * area.x + area.width, 2 * area.y + area.height);
        let (across, along) = if self.upright { (x, y) } else { (y, x) };
        let (off_across, off_along) = ((2 * self.at - across).abs(), (along.clamp(2 * self.low, 2 * self.high) - along).abs());
        let (dx, dy) = if self.upright { (off_across, off_along) } else { (off_along, off_across) };
        let (width, height) = (i64::from(area.width), i64::from(area.height));
        i64::from(dx) * height + i64::from(dy) * width < width * height - 2 * width.max(height)
    }

    /// Whether it runs along a side of a rectangle.
    pub(super) fn along_side(self, area: Rect) -> bool {
        let (x, y) = ((area.x, right(area)), (area.y, below(area)));
        let (across, along) = if self.upright { (x, y) } else { (y, x) };
        (self.at == across.0 || self.at == across.1) && self.low < along.1 && along.0 < self.high
    }

    /// Where it crosses a part that is upright if it is level; their ends cross nothing.
    pub(super) fn crossing(self, upright: Segment) -> Option<Point> {
        let crosses = self.low < upright.at && upright.at < self.high && upright.low < self.at && self.at < upright.high;
        crosses.then_some(Point { x: upright.at, y: self.at })
    }

    fn distance(self, area: Rect) -> i32 {
        let own = if self.upright {
            Rect { x: self.at, y: self.low, width: 0, height: self.high - self.low }
        } else {
            Rect { x: self.low, y: self.at, width: self.high - self.low, height: 0 }
        };
        let gap = |low: i32, high: i32, start: i32, end: i32| (start - high).max(low - end).max(0);
        gap(own.x, right(own), area.x, right(area)).max(gap(own.y, below(own), area.y, below(area)))
    }
}

fn bare(text: &str) -> String {
    text.chars().filter(|c| !c.is_whitespace() && *c != '·').collect()
}

fn said<'l>(lines: impl IntoIterator<Item = &'l Line>) -> String {
    lines.into_iter().map(|line| bare(&line.text)).collect()
}

/// Each lane that holds something has one band, in the order of the lanes, with its name in it.
fn lanes(diagram: &Diagram, placed: &Placed, faults: &mut Vec<String>) {
    let mut used: Vec<Option<usize>> = diagram.nodes.iter().map(|node| node.lane).collect();
    used.sort_unstable();
    used.dedup();
    let mut drawn: Vec<Option<usize>> = placed.bands.iter().map(|band| band.lane).collect();
    let starts = placed.bands.iter().map(|band| if diagram.direction == Direction::Right { band.area.y } else { band.area.x });
    let named: Vec<usize> = drawn.iter().copied().flatten().collect();
    if !starts.is_sorted() || !named.is_sorted() {
        faults.push(format!("the lanes stand in the order {drawn:?}"));
    }
    drawn.sort_unstable();
    if drawn != used {
        faults.push(format!("there are bands for the lanes {drawn:?}, and nodes in {used:?}"));
    }
    for band in &placed.bands {
        let label = band.lane.map_or(String::new(), |lane| bare(&diagram.lanes[lane].label));
        if said(&band.lines) != label {
            faults.push(format!("the head of lane {:?} says `{}`", band.lane, said(&band.lines)));
        }
    }
}

/// Whatever is to be read is there, in boxes that are not narrower than its Chinese characters alone.
fn texts(diagram: &Diagram, placed: &Placed, faults: &mut Vec<String>) {
    for (at, (node, place)) in diagram.nodes.iter().zip(&placed.nodes).enumerate() {
        let wanted: String = node.name().into_iter().chain(node.notes(diagram.lang)).map(|line| bare(&line)).collect();
        if said(&place.lines) != wanted {
            faults.push(format!("node {at} says `{}`, not `{wanted}`", said(&place.lines)));
        }
    }
    for (at, (edge, route)) in diagram.edges.iter().zip(&placed.routes).enumerate() {
        let wanted = bare(&edge.label.concat());
        if said(&route.lines) != wanted {
            faults.push(format!("edge {at} says `{}`, not `{wanted}`", said(&route.lines)));
        }
    }
    let nodes = placed.nodes.iter().flat_map(|place| &place.lines);
    let edges = placed.routes.iter().flat_map(|route| &route.lines);
    for line in nodes.chain(edges).chain(placed.bands.iter().flat_map(|band| &band.lines)) {
        let size = match line.role {
            Role::Title => 20,
            Role::Name => 14,
            Role::Branch => 12,
            Role::Detail => 11,
        };
        let wide = i32::try_from(line.text.chars().filter(|c| ('\u{4E00}'..='\u{9FFF}').contains(c)).count()).unwrap();
        if line.area.width < wide * size || line.area.height < size {
            faults.push(format!("the box of `{}` is too small: {:?}", line.text, line.area));
        }
    }
}

/// A frame surrounds a block and nothing else. A block among whose nodes others stand has none.
fn frames(diagram: &Diagram, placed: &Placed, faults: &mut Vec<String>) {
    let mut left: Vec<Vec<usize>> = diagram.blocks.clone();
    for block in &mut left {
        block.sort_unstable();
    }
    for (at, frame) in placed.frames.iter().enumerate() {
        let held: Vec<usize> = (0..placed.nodes.len()).filter(|&node| inside(placed.nodes[node].area, *frame)).collect();
        match left.iter().position(|block| *block == held) {
            Some(block) => drop(left.remove(block)),
            None => faults.push(format!("frame {at} surrounds {held:?}, which is no block")),
        }
        for (node, place) in placed.nodes.iter().enumerate() {
            if overlap(place.area, *frame) && !held.contains(&node) {
                faults.push(format!("frame {at} cuts node {node}"));
            }
        }
        if !inside(*frame, canvas(placed)) || placed.bands.iter().any(|band| overlap(band.head, *frame)) {
            faults.push(format!("frame {at} leaves the drawing or lies over the name of a lane"));
        }
    }
}

/// What can be wrong with a line whatever the others are.
fn alone(diagram: &Diagram, placed: &Placed, (at, edge, route): (usize, &Edge, &Route), faults: &mut Vec<String>) {
    let segments: Vec<Segment> = Segment::all(&route.points).collect();
    for segment in &segments {
        for (node, place) in placed.nodes.iter().enumerate() {
            let diamond = diagram.nodes[node].kind == NodeKind::Decision;
            if diamond && segment.enters_diamond(place.area) || !diamond && segment.enters(place.area) {
                faults.push(format!("edge {at} runs inside node {node}"));
            }
            if !diamond && segment.along_side(place.area) {
                faults.push(format!("edge {at} runs along a side of node {node}"));
            }
        }
        if placed.bands.iter().any(|band| segment.enters(band.head)) {
            faults.push(format!("edge {at} runs through the name of a lane"));
        }
    }
    for (one, segment) in segments.iter().enumerate() {
        if segments.iter().skip(one + 2).any(|other| meet(*segment, *other)) {
            faults.push(format!("edge {at} ({} → {}) meets itself", edge.from, edge.to));
        }
    }
    for line in &route.lines {
        if placed.bands.iter().any(|band| overlap(band.head, line.area)) {
            faults.push(format!("what is written on edge {at} lies over the name of a lane"));
        }
    }
    if let Some(first) = route.lines.first() {
        let all = route.lines.iter().fold(first.area, |a, line| around(a, line.area));
        let far = Segment::all(&route.own()).map(|segment| segment.distance(all)).min();
        if far.is_none_or(|far| far > NEAR) {
            faults.push(format!("what is written on edge {at} stands {far:?} from it"));
        }
    }
}

fn around(a: Rect, b: Rect) -> Rect {
    let (x, y) = (a.x.min(b.x), a.y.min(b.y));
    Rect { x, y, width: right(a).max(right(b)) - x, height: below(a).max(below(b)) - y }
}

fn meet(one: Segment, other: Segment) -> bool {
    if one.upright == other.upright {
        one.at == other.at && one.low <= other.high && other.low <= one.high
    } else {
        (one.low..=one.high).contains(&other.at) && (other.low..=other.high).contains(&one.at)
    }
}

/// How far along a line a point of it is.
fn along(points: &[Point], point: Point) -> Option<i32> {
    let mut before = 0;
    for (pair, segment) in points.windows(2).zip(Segment::all(points)) {
        if segment.has(point) {
            return Some(before + (pair[0].x - point.x).abs() + (pair[0].y - point.y).abs());
        }
        before += segment.high - segment.low;
    }
    None
}

/// Where a corner or an end of one line lies on another a reader sees a way from the one to the other. There is one only where both
/// come from the same node and have not parted yet, or lead to the same and have met for good.
fn contacts(diagram: &Diagram, placed: &Placed, faults: &mut Vec<String>) {
    let backwards: Vec<Vec<Point>> = placed.routes.iter().map(|route| route.points.iter().rev().copied().collect()).collect();
    for (at, one) in placed.routes.iter().enumerate() {
        for (other, there) in placed.routes.iter().enumerate().skip(at + 1) {
            let touching = |a: &Route, b: &Route| -> Vec<Point> {
                a.points.iter().copied().filter(|point| Segment::all(&b.points).any(|segment| segment.has(*point))).collect()
            };
            let mut points = touching(one, there);
            points.extend(touching(there, one));
            let (a, b) = (&diagram.edges[at], &diagram.edges[other]);
            let shared = |same: bool, a: &[Point], b: &[Point], point: Point| {
                let (there, until) = (along(a, point), common(a.iter(), b.iter()));
                same && there == along(b, point) && there.is_some_and(|there| there <= until)
            };
            let meant = |point: Point| {
                shared(a.from == b.from, &one.points, &there.points, point)
                    || shared(a.to == b.to, &backwards[at], &backwards[other], point)
            };
            if let Some(point) = points.into_iter().find(|point| !meant(*point)) {
                faults.push(format!("edges {at} ({} → {}) and {other} ({} → {}) touch at {point:?}", a.from, a.to, b.from, b.to));
            }
        }
    }
}

/// Every part of every line is drawn by somebody, in the same look and to the same node; and so is its arrow.
fn merged(diagram: &Diagram, placed: &Placed, faults: &mut Vec<String>) {
    for (at, (edge, route)) in diagram.edges.iter().zip(&placed.routes).enumerate().filter(|(_, (_, route))| route.joins.is_some()) {
        let alike = || {
            let pairs = diagram.edges.iter().zip(&placed.routes);
            pairs.filter(|(other, _)| other.to == edge.to && other.look() == edge.look()).map(|(_, other)| other)
        };
        let drawn: Vec<Segment> = alike().flat_map(|other| Segment::all(&other.own()).collect::<Vec<_>>()).collect();
        if !Segment::all(&route.points).all(|segment| covered(segment, &drawn)) {
            faults.push(format!("a part of edge {at} is drawn by nobody"));
        }
        if !alike().any(|other| other.joins.is_none() && other.points.last() == route.points.last()) {
            faults.push(format!("the arrow of edge {at} is drawn by nobody"));
        }
    }
}

fn covered(segment: Segment, drawn: &[Segment]) -> bool {
    let mut parts: Vec<(i32, i32)> =
        drawn.iter().filter(|part| part.upright == segment.upright && part.at == segment.at).map(|part| (part.low, part.high)).collect();
    parts.sort_unstable();
    let reached = parts.into_iter().fold(segment.low, |reached, (low, high)| if low <= reached { reached.max(high) } else { reached });
    reached >= segment.high
}
