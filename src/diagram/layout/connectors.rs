//! Where connectors stand at the edge of a page: apart from one another, in the order of their lines, whose ways to them do not cross.

use std::collections::BTreeMap;

use super::fold::CONNECTOR;
use crate::diagram::Direction;

/// The room in which lines turn to their connectors, along the flow.
pub(super) const CHANNEL: i32 = 24;
/// The most between two turns.
const TURN: i32 = 6;
/// From one connector to the next: their signs, and what stands below them or beside them.
const BELOW: i32 = 2 * CONNECTOR + 18;
const BESIDE: i32 = 2 * CONNECTOR + 36;

/// How much room a connector takes across the flow, with the number of the page.
pub(super) fn room_beside(direction: Direction) -> i32 {
    match direction {
        Direction::Right => BELOW,
        Direction::Down => BESIDE,
    }
}

/// How a line gets from where it is cut to its connector.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) struct Detour {
    /// How far from the edge it turns.
    pub(super) turn: i32,
    /// Where the connector stands, across the flow.
    pub(super) to: i32,
}

/// The ways of lines that are cut at these places, in order, within the lanes.
pub(super) fn detours(cuts: &[i32], (from, to): (i32, i32), direction: Direction) -> BTreeMap<i32, Detour> {
    let gap = room_beside(direction);
    let places = spread(cuts, (from + CONNECTOR, to + CONNECTOR - gap), gap);
    let order = order(cuts, &places);
    let step = TURN.min(CHANNEL / order.iter().max().map_or(1, |last| last + 1));
    let ways = places.iter().zip(&order).map(|(&to, &order)| Detour { turn: order * step, to });
    cuts.iter().copied().zip(ways).collect()
}

/// Moves places apart as little as possible: those that get too near form a group around the mean of where its members want to be. Where
/// there is not enough room they stand as far apart as it allows.
fn spread(wanted: &[i32], (low, high): (i32, i32), gap: i32) -> Vec<i32> {
    let count = i32::try_from(wanted.len()).unwrap_or(i32::MAX);
    let gap = if count > 1 { gap.min((high - low).max(0) / (count - 1)) } else { gap };
    // A group: the sum of where its members want the first of all places, and how many they are.
    let mut groups: Vec<(i32, i32)> = Vec::new();
    for (at, &place) in (0..).zip(wanted) {
        let mut group = (place - at * gap, 1);
        while let Some(&(sum, members)) = groups.last()
            && sum / members >= group.0 / group.1
        {
            groups.pop();
            group = (group.0 + sum, group.1 + members);
        }
        groups.push(group);
    }
    let firsts = groups.iter().flat_map(|&(sum, members)| (0..members).map(move |_| sum / members));
    let last = (high - (count - 1) * gap).max(low);
    (0..).zip(firsts).map(|(at, first)| first.clamp(low, last) + at * gap).collect()
}

/// Which line turns first: of neighbours that go the same way the foremost, so that none crosses the next.
fn order(from: &[i32], to: &[i32]) -> Vec<i32> {
    let mut order = vec![0; from.len()];
    for at in 1..from.len() {
        if to[at] < from[at] && to[at - 1] < from[at - 1] {
            order[at] = order[at - 1] + 1;
        }
    }
    for at in (1..from.len()).rev() {
        if to[at] > from[at] && to[at - 1] > from[at - 1] {
            order[at - 1] = order[at] + 1;
        }
    }
    order
}
