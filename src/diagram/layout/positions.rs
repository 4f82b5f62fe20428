//! From places on the grid to pixels: how wide each column, gap, row and channel is, and where everything in it stands.

use super::axes::{Axes, Extent, Spot};
use super::bands::FRAME;
use super::grid::Grid;
use super::ports::{BESIDE, Ports, beside};
use super::size::{Block, Size};
use super::tracks::Tracks;
use super::ways::{Run, Side, Way};
use crate::diagram::{Diagram, Direction};
use crate::model::NodeKind;

/// From track to track.
const TRACK: i32 = 12;
/// Between a node and the first track in front of it, or the last behind it: room for an arrow.
const CLEAR: i32 = 20;
/// Between a row and the first track of the channel beside it.
const MARGIN: i32 = 12;
/// The least height of a channel between two rows.
const BETWEEN: i32 = 18;

/// Where columns, gaps, rows, channels and tracks are.
pub(super) struct Positions {
    axes: Axes,
    /// The middle of each column and row; of a gap or channel its first track.
    along: Vec<i32>,
    across: Vec<i32>,
    /// Where each place begins; one more, for the end of the last.
    pub(super) along_starts: Vec<i32>,
    pub(super) across_starts: Vec<i32>,
    /// How large each node is along and across.
    extents: Vec<Extent>,
}

/// All that positions are worked out from.
pub(super) struct Parts<'a> {
    pub(super) diagram: &'a Diagram,
    pub(super) grid: &'a Grid,
    pub(super) ways: &'a [Way],
    pub(super) sizes: &'a [Size],
    pub(super) labels: &'a [Block],
    pub(super) ports: &'a Ports,
    pub(super) tracks: &'a Tracks,
    pub(super) axes: Axes,
}

/// How far before the front of a node something may be written: behind the frame that ends with a join.
fn ahead(diagram: &Diagram, node: usize) -> i32 {
    if diagram.nodes[node].kind == NodeKind::Join { FRAME + BESIDE } else { BESIDE }
}

impl Positions {
    /// Works them out; lanes begin behind their heads, and are as wide as these.
    pub(super) fn find(parts: &Parts, heads: &[Extent]) -> Positions {
        let Parts { diagram, grid, axes, ports, .. } = *parts;
        let mut extents = Vec::with_capacity(diagram.nodes.len());
        for (at, size) in parts.sizes.iter().enumerate() {
            let mut extent = axes.extent(size.width, size.height);
            if axes.0 == Direction::Down && diagram.nodes[at].is_bar() && size.block.height == 0 {
                extent = Extent { along: size.width, across: size.height };
            }
            // Where lines leave beside the middle, the front must be long enough.
            if ports.spread[at] > 0 {
                extent.across = extent.across.max(2 * ports.spread[at] + 28);
            }
            extents.push(Extent { along: extent.along + extent.along % 2, across: extent.across + extent.across % 2 });
        }
        let mut columns = vec![0; grid.along];
        let mut rows = vec![0; grid.is_row.len()];
        for (at, &(along, across)) in grid.at.iter().enumerate() {
            columns[along] = columns[along].max(extents[at].along / 2);
            rows[across] = rows[across].max(extents[at].across / 2).max(ports.reach[at]);
        }
        // Room for what is written on the edges: in front of a node, and beside its flanks.
        let mut fronts = vec![0; grid.along];
        let mut flanks = vec![(0, 0); grid.is_row.len()];
        for (at, (edge, way)) in diagram.edges.iter().zip(parts.ways).enumerate() {
            let label = axes.extent(parts.labels[at].width, parts.labels[at].height);
            if label.across == 0 {
                continue;
            }
            let (along, across) = grid.at[edge.from];
            let room = label.across + 2 * BESIDE;
            match way.exit {
                Side::Near => flanks[across - 1].1 = flanks[across - 1].1.max(room),
                Side::Far => flanks[across + 1].0 = flanks[across + 1].0.max(room),
                Side::Front | Side::Back => {
                    fronts[along + 1] = fronts[along + 1].max(label.along + ahead(diagram, edge.from) + BESIDE);
                    continue;
                }
            }
            columns[along] = columns[along].max(label.along + ports.exit[at].abs() + 2 * BESIDE);
        }
        let mut positions = Positions {
            axes,
            along: vec![0; grid.along],
            across: vec![0; grid.is_row.len()],
            along_starts: Vec::new(),
            across_starts: Vec::new(),
            extents,
        };
        let mut here = heads.iter().map(|head| head.along).max().unwrap_or(0);
        for at in 0..grid.along {
            positions.along_starts.push(here);
            if at % 2 == 1 {
                positions.along[at] = here + columns[at];
                here += 2 * columns[at];
            } else {
                let tracks = i32::try_from(parts.tracks.along[at]).unwrap_or(0);
                let outer = at == 0 || at + 1 == grid.along;
                let front = fronts[at].max(if tracks > 0 || outer { CLEAR } else { CLEAR / 2 });
                positions.along[at] = here + front;
                let behind = if outer && tracks == 0 { 0 } else { CLEAR };
                here += front + (tracks - 1).max(0) * TRACK + behind;
            }
        }
        positions.along_starts.push(here);
        let mut here = 0;
        for ((_, places), head) in grid.bands.iter().zip(heads) {
            let start = here;
            for at in places.clone() {
                positions.across_starts.push(here);
                if grid.is_row[at] {
                    positions.across[at] = here + rows[at];
                    here += 2 * rows[at];
                } else {
                    let tracks = i32::try_from(parts.tracks.across[at]).unwrap_or(0);
                    let (first, last) = flanks[at];
                    let inner = if tracks > 0 { 2 * MARGIN + (tracks - 1) * TRACK } else { BETWEEN };
                    positions.across[at] = here + first + if tracks > 0 { MARGIN } else { BETWEEN / 2 };
                    here += first + inner + last;
                }
            }
            // A lane with a long name is wider than what stands in it, which then stands in its middle.
            let more = (head.across - (here - start)).max(0);
            for at in places.clone() {
                positions.across[at] += more / 2;
                positions.across_starts[at] += if at > places.start { more / 2 } else { 0 };
            }
            here += more;
        }
        positions.across_starts.push(here);
        positions
    }

    /// Where the drawing may be cut: before each column but the first.
    pub(super) fn cuts(&self) -> Vec<i32> {
        self.along_starts.iter().skip(3).step_by(2).map(|start| start - CLEAR / 2).collect()
    }

    /// The middle of a node, and how large it is.
    pub(super) fn node(&self, parts: &Parts, node: usize) -> (Spot, Extent) {
        let (along, across) = parts.grid.at[node];
        (Spot { along: self.along[along], across: self.across[across] }, self.extents[node])
    }

    /// The corners of a way, from border to border.
    pub(super) fn way(&self, parts: &Parts, edge: usize) -> Vec<Spot> {
        let (way, ends) = (&parts.ways[edge], &parts.diagram.edges[edge]);
        let (exit, entry) = (parts.ports.exit[edge], parts.ports.entry[edge]);
        let last = way.runs.len() - 1;
        let line = |part: usize| {
            let track = i32::try_from(parts.tracks.of[edge][part]).unwrap_or(0) * TRACK;
            let offset = if part == 0 {
                exit
            } else if part == last {
                entry
            } else {
                0
            };
            match way.runs[part] {
                Run::Along(across) if parts.grid.is_row[across] => self.across[across] + offset,
                Run::Along(across) => self.across[across] + track,
                Run::Across(along) if along % 2 == 1 => self.along[along] + offset,
                Run::Across(along) => self.along[along] + track,
            }
        };
        let mut spots = vec![self.port(parts, ends.from, way.exit, exit)];
        for part in 0..last {
            spots.push(match way.runs[part] {
                Run::Along(_) => Spot { along: line(part + 1), across: line(part) },
                Run::Across(_) => Spot { along: line(part), across: line(part + 1) },
            });
        }
        spots.push(self.port(parts, ends.to, way.entry, entry));
        spots.dedup();
        spots
    }

    /// The point on the border of a node, on that side, so far from its middle.
    fn port(&self, parts: &Parts, node: usize, side: Side, offset: i32) -> Spot {
        let (Spot { along, across }, extent) = self.node(parts, node);
        let half = (extent.along / 2, extent.across / 2);
        let sloped = |reach: i32, side: i32| {
            let lost = if parts.diagram.nodes[node].kind == NodeKind::Decision { reach * offset.abs() / side.max(1) } else { 0 };
            reach - lost
        };
        match side {
            Side::Front => Spot { along: along + sloped(half.0, half.1), across: across + offset },
            Side::Back => Spot { along: along - sloped(half.0, half.1), across: across + offset },
            Side::Near => Spot { along: along + offset, across: across - sloped(half.1, half.0) },
            Side::Far => Spot { along: along + offset, across: across + sloped(half.1, half.0) },
        }
    }

    /// The first corner of the box for what is written on an edge, beside where it leaves its node.
    pub(super) fn label(&self, parts: &Parts, edge: usize, extent: Extent) -> Spot {
        let (way, from) = (&parts.ways[edge], parts.diagram.edges[edge].from);
        let port = self.port(parts, from, way.exit, parts.ports.exit[edge]);
        match way.exit {
            Side::Front | Side::Back => {
                let (before, _) = beside(self.axes, extent);
                let across = if before > 0 { port.across - before } else { port.across + BESIDE + 2 };
                // A slanted side comes nearer again beside its middle.
                let (middle, size) = self.node(parts, from);
                Spot { along: port.along.max(middle.along + size.along / 2) + ahead(parts.diagram, from), across }
            }
            Side::Near | Side::Far => {
                let (middle, size) = self.node(parts, from);
                // What is written at the front may rise above the node.
                let front = if self.axes.0 == Direction::Right { parts.ports.reach[from] } else { 0 };
                let half = front.max(size.across / 2);
                let across =
                    if way.exit == Side::Far { middle.across + half + BESIDE } else { middle.across - half - BESIDE - extent.across };
                let along = match self.axes.0 {
                    Direction::Right => port.along + BESIDE + 2,
                    Direction::Down => port.along - extent.along - BESIDE,
                };
                Spot { along, across }
            }
        }
    }
}
