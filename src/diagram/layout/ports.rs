//! Where on its side of a node each edge begins and ends: in pixels from the middle of the side.

use rustc_hash::FxHashMap;

use super::axes::{Axes, Extent};
use super::grid::Grid;
use super::size::Block;
use super::ways::{Side, Way, corners};
use crate::diagram::{Diagram, Direction};

/// Between a line and the writing beside it.
pub(super) const BESIDE: i32 = 4;
/// What leaves a flank and what enters it stand so far from its middle, if there is both.
const APART: i32 = 14;

/// Where the edges begin and end.
pub(super) struct Ports {
    pub(super) exit: Vec<i32>,
    pub(super) entry: Vec<i32>,
    /// How far each node must reach to both sides of its middle, across the flow, for the lines at its front and what is written there.
    pub(super) reach: Vec<i32>,
    /// How far from the middle of each node's front the outermost line leaves.
    pub(super) spread: Vec<i32>,
}

/// How much room across the flow the writing beside a line at the front takes: before the line and behind it.
pub(super) fn beside(axes: Axes, label: Extent) -> (i32, i32) {
    match axes.0 {
        _ if label.across == 0 => (0, 0),
        Direction::Right => (label.across + BESIDE, 0),
        Direction::Down => (0, label.across + BESIDE + 2),
    }
}

impl Ports {
    /// Written lines at the front of a node stand one below the other, in the order of where they go; all others share the middle.
    pub(super) fn find(diagram: &Diagram, grid: &Grid, ways: &[Way], labels: &[Block], axes: Axes) -> Ports {
        let count = diagram.edges.len();
        let mut ports = Ports {
            exit: vec![0; count],
            entry: vec![0; count],
            reach: vec![0; diagram.nodes.len()],
            spread: vec![0; diagram.nodes.len()],
        };
        let mut fronts: Vec<Vec<usize>> = vec![Vec::new(); diagram.nodes.len()];
        let mut leaves = FxHashMap::default();
        for (at, (edge, way)) in diagram.edges.iter().zip(ways).enumerate() {
            match way.exit {
                Side::Front => fronts[edge.from].push(at),
                side => {
                    leaves.insert((edge.from, side), at);
                }
            }
        }
        for (node, mut front) in fronts.into_iter().enumerate() {
            let written = front.iter().any(|&at| labels[at].height > 0);
            let rooms = front.iter().map(|&at| beside(axes, axes.extent(labels[at].width, labels[at].height)));
            let (before, behind) = rooms.fold((0, 0), |(a, b), (before, behind)| (a.max(before), b.max(behind)));
            ports.reach[node] = before.max(behind);
            if !written || front.len() < 2 {
                continue;
            }
            let aim = |at: usize| {
                let corners = corners(&ways[at], grid.at[diagram.edges[at].from], grid.at[diagram.edges[at].to]);
                let turn = corners.get(2).map_or(corners[0].1, |corner| corner.1);
                (turn, corners[corners.len() - 1].1)
            };
            front.sort_by_key(|&at| (aim(at), at));
            let pitch = before + behind + 6;
            let middle = front.iter().position(|&at| ways[at].runs.len() == 1);
            for (place, &at) in (0_i32..).zip(&front) {
                // Half steps, unless one of them goes straight ahead and must leave from the middle.
                let half = match middle {
                    Some(middle) => 2 * (place - i32::try_from(middle).unwrap_or(0)),
                    None => 2 * place - i32::try_from(front.len()).unwrap_or(1) + 1,
                };
                ports.exit[at] = half * pitch / 2;
                ports.reach[node] = ports.reach[node].max(ports.exit[at].abs() + before.max(behind));
                ports.spread[node] = ports.spread[node].max(ports.exit[at].abs());
            }
        }
        for (at, (edge, way)) in diagram.edges.iter().zip(ways).enumerate() {
            if let Some(&other) = leaves.get(&(edge.to, way.entry)) {
                // Lines at the front of a diamond leave from its flanks, too: then both keep to the half behind.
                let [rear, fore] = if ports.spread[edge.to] > 0 { [-APART, 0] } else { [-APART, APART] };
                // What is written stands on the other side of the line than what comes in.
                (ports.exit[other], ports.entry[at]) = if axes.0 == Direction::Right { (fore, rear) } else { (rear, fore) };
            }
        }
        ports
    }
}
