//! Where lines to the same node become one: from there on only one of them is drawn, or dashes would fill one another's gaps.

use rustc_hash::FxHashMap;

use super::{Point, Route};
use crate::diagram::{Diagram, Look};

/// Finds for each route the longest end that it shares with one before it that looks alike; the likeliest way comes first.
pub(super) fn find(diagram: &Diagram, routes: &mut [Route]) {
    let likeliest = diagram.likeliest();
    let mut order: Vec<usize> = (0..routes.len()).collect();
    order.sort_by_key(|&at| (!likeliest[at], at));
    let mut before: FxHashMap<(usize, Look), Vec<usize>> = FxHashMap::default();
    for at in order {
        let edge = &diagram.edges[at];
        let others = before.entry((edge.to, edge.look())).or_default();
        let shared = |&other: &usize| shared(&routes[at].points, &routes[other].points);
        let longest = others.iter().filter_map(shared).max_by_key(|(length, _)| *length);
        routes[at].joins = longest.map(|(_, point)| point);
        others.push(at);
    }
}

/// How long the common end of two lines is, and where it begins; nothing if they only meet at the node.
fn shared(line: &[Point], other: &[Point]) -> Option<(i32, Point)> {
    let (mut line, mut other) = (line.iter().rev().copied(), other.iter().rev().copied());
    let mut here = line.next().filter(|end| other.next() == Some(*end))?;
    let (mut length, mut next) = (0, line.next().zip(other.next()));
    while let Some((a, b)) = next {
        let step = |to: Point| ((to.x - here.x).signum(), (to.y - here.y).signum());
        if step(a) != step(b) {
            break;
        }
        let far = |to: Point| (to.x - here.x).abs() + (to.y - here.y).abs();
        let (nearer, both) = (far(a).min(far(b)), a == b);
        length += nearer;
        here = if far(a) <= far(b) { a } else { b };
        if !both {
            break;
        }
        next = line.next().zip(other.next());
    }
    (length > 0).then_some((length, here))
}

impl Route {
    /// The part of its way that is drawn for this edge alone.
    #[must_use]
    pub fn own(&self) -> Vec<Point> {
        let Some(end) = self.joins else { return self.points.clone() };
        let mut own = Vec::new();
        for pair in self.points.windows(2) {
            own.push(pair[0]);
            let between = |a: i32, b: i32, c: i32| (a.min(b)..=a.max(b)).contains(&c);
            if pair[0] != end && between(pair[0].x, pair[1].x, end.x) && between(pair[0].y, pair[1].y, end.y) {
                own.push(end);
                return own;
            }
        }
        own
    }
}
