//! Where everything of a diagram stands: whole pixels, the same on every machine.
//!
//! Guarantees of [`place`], tested on random processes: nodes do not overlap; lines are horizontal and vertical, begin and end on the
//! borders of their nodes and never run through a node; labels overlap no node and lie in the drawing; what goes forward goes with the
//! direction of the flow.

mod axes;
mod bands;
mod columns;
mod connectors;
mod fold;
mod grid;
mod joins;
mod jumps;
mod ports;
mod positions;
mod size;
mod squeeze;
mod text;
mod tracks;
mod ways;

pub use fold::{CONNECTOR, Connector, Page, Piece};
pub use text::width as text_width;

use self::axes::{Axes, Spot};
use self::columns::Columns;
use self::grid::Grid;
use self::ports::Ports;
use self::positions::{Parts, Positions};
use self::size::Block;
use self::tracks::Tracks;
use super::Diagram;

/// A drawing with positions: each list beside that of the same name in [`super::Diagram`].
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct Placed {
    /// How wide all of it is.
    pub width: i32,
    /// How high all of it is.
    pub height: i32,
    /// The lanes in which something stands, in order; together they fill the drawing.
    pub bands: Vec<Band>,
    /// The frames around the blocks of parallel branches.
    pub frames: Vec<Rect>,
    /// One for each node.
    pub nodes: Vec<Place>,
    /// One for each edge.
    pub routes: Vec<Route>,
    /// Where it may be cut across the flow: between two columns, behind all tracks.
    pub cuts: Vec<i32>,
}

/// A rectangle; its right and lower edges are `x + width` and `y + height`.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub struct Rect {
    /// The left edge.
    pub x: i32,
    /// The upper edge.
    pub y: i32,
    /// How wide.
    pub width: i32,
    /// How high.
    pub height: i32,
}

impl Rect {
    /// Whether both have some area in common.
    #[must_use]
    pub fn overlaps(self, other: Rect) -> bool {
        let (a, b) = (self, other);
        a.x < b.x + b.width && b.x < a.x + a.width && a.y < b.y + b.height && b.y < a.y + a.height
    }

    /// Whether the other lies in it.
    #[must_use]
    pub fn contains(self, other: Rect) -> bool {
        let (a, b) = (self, other);
        a.x <= b.x && a.y <= b.y && b.x + b.width <= a.x + a.width && b.y + b.height <= a.y + a.height
    }
}

/// A point.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug, Default)]
pub struct Point {
    /// From the left.
    pub x: i32,
    /// From the top.
    pub y: i32,
}

/// The area of a lane.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Band {
    /// The index of the lane; none for nodes that lie in no lane.
    pub lane: Option<usize>,
    /// All of it, head included.
    pub area: Rect,
    /// Where its name stands.
    pub head: Rect,
    /// Its name.
    pub lines: Vec<Line>,
}

/// Where a node stands.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Place {
    /// Its outline touches all four sides.
    pub area: Rect,
    /// What is written on it (below it, for a bar).
    pub lines: Vec<Line>,
    /// The codes of its findings, the worst first: over its upper edge, from the right.
    pub badges: Vec<Rect>,
}

/// One line of text, centred unless said otherwise.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Line {
    /// What it says.
    pub text: String,
    /// Its box, as wide as the text is taken to be.
    pub area: Rect,
    /// How it is written.
    pub role: Role,
}

/// What a line of text says.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Role {
    /// The name of a node or a lane.
    Name,
    /// Limits, systems, times.
    Detail,
    /// On an edge.
    Branch,
    /// The title of the drawing.
    Title,
}

/// The way of an edge.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Route {
    /// Its corners, from the border of the one node to the border of the other; neighbours share an `x` or a `y`.
    pub points: Vec<Point>,
    /// Where it runs into the line of another edge to the same node, as what it is drawn up to; nothing if it has a line of its own.
    pub joins: Option<Point>,
    /// Where its horizontal parts jump over other lines, in the order of the way.
    pub jumps: Vec<Point>,
    /// What is written beside it.
    pub lines: Vec<Line>,
}

/// Between the middle of a jump and its feet.
pub const JUMP: i32 = 4;
/// The widest line of the name of a lane.
const LANE: i32 = 84;

/// Gives everything in a diagram its place.
#[must_use]
pub fn place(diagram: &Diagram) -> Placed {
    let axes = Axes(diagram.direction);
    let sizes = size::sizes(diagram);
    let labels: Vec<Block> = diagram.edges.iter().map(size::branch).collect();
    let columns = Columns::find(diagram);
    let grid = Grid::find(diagram, &columns);
    let ways = ways::ways(diagram, &grid, &columns);
    let mut ports = Ports::find(diagram, &grid, &ways, &labels, axes);
    let tracks = Tracks::find(diagram, &grid, &ways, &mut ports);

    let parts = Parts { diagram, grid: &grid, ways: &ways, sizes: &sizes, labels: &labels, ports: &ports, tracks: &tracks, axes };
    let heads = bands::heads(&parts);
    let positions = Positions::find(&parts, &bands::extents(&heads, axes));
    let mut placed = Placed { bands: bands::bands(&parts, &positions, heads), ..Placed::default() };
    let end = |starts: &[i32]| starts.last().copied().unwrap_or(0);
    let Point { x, y } = axes.point(Spot { along: end(&positions.along_starts), across: end(&positions.across_starts) });
    (placed.width, placed.height) = (x, y);
    for (at, size) in sizes.iter().enumerate() {
        let (middle, extent) = positions.node(&parts, at);
        let corner = Spot { along: middle.along - extent.along / 2, across: middle.across - extent.across / 2 };
        let centre = axes.point(middle);
        let (lines, badges) = size.block.around(centre.x, centre.y);
        placed.nodes.push(Place { area: axes.rect(corner, extent), lines, badges });
    }
    for (at, label) in labels.iter().enumerate() {
        let points = positions.way(&parts, at).into_iter().map(|spot| axes.point(spot)).collect();
        let corner = axes.point(positions.label(&parts, at, axes.extent(label.width, label.height)));
        let (mut lines, _) = label.around(corner.x + label.width / 2, corner.y + label.height / 2);
        for line in &mut lines {
            line.area.x = corner.x;
        }
        placed.routes.push(Route { points, joins: None, jumps: Vec::new(), lines });
    }
    joins::find(diagram, &mut placed.routes);
    jumps::find(&mut placed.routes);
    placed.cuts = positions.cuts();
    placed.frames = bands::frames(&parts, &positions);
    placed
}

/// Writes what stands on the nodes and edges of a page anew, in the same places, as another diagram of the same nodes and edges says it.
/// What has no room stays as it is.
pub fn rewrite(page: &mut Page, diagram: &Diagram) {
    for (at, place) in &mut page.nodes {
        let (size, area) = (size::size(&diagram.nodes[*at], diagram.lang), place.area);
        if size.width <= area.width && size.height <= area.height {
            (place.lines, place.badges) = size.block.around(area.x + area.width / 2, area.y + area.height / 2);
        }
    }
    for piece in page.pieces.iter_mut().filter(|piece| !piece.lines.is_empty()) {
        let label = size::branch(&diagram.edges[piece.edge]);
        let all = |side: fn(&Rect) -> i32| piece.lines.iter().map(move |line| side(&line.area));
        let (x, y) = (all(|area| area.x).min().unwrap_or(0), all(|area| area.y).min().unwrap_or(0));
        let right = all(|area| area.x + area.width).max().unwrap_or(0);
        let below = all(|area| area.y + area.height).max().unwrap_or(0);
        if label.width <= right - x && label.height <= below - y {
            piece.lines = label.around(x + label.width / 2, y + label.height / 2).0;
            piece.lines.iter_mut().for_each(|line| line.area.x = x);
        }
    }
}
