//! Which way each edge takes on the grid: through which gaps and channels, along which rows and columns. Which track it gets there is
//! decided later.

use rustc_hash::{FxHashMap, FxHashSet};

use super::columns::Columns;
use super::grid::Grid;
use crate::diagram::{Change, Diagram, Edge};
use crate::model::NodeKind;

/// A side of a node.
#[derive(Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Debug)]
pub(super) enum Side {
    /// Where the flow goes on.
    Front,
    /// Where it comes from.
    Back,
    /// Towards the first lane.
    Near,
    /// Towards the last lane.
    Far,
}

/// A part of a way.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) enum Run {
    /// Along the flow, at that place across it.
    Along(usize),
    /// Across the flow, at that place along it.
    Across(usize),
}

/// The way of an edge: its parts take turns, and the first leaves the side that it exits from.
#[derive(Clone, PartialEq, Eq, Debug)]
pub(super) struct Way {
    pub(super) exit: Side,
    pub(super) entry: Side,
    pub(super) runs: Vec<Run>,
}

/// The prices of a way, against each other: what a reader would rather have.
mod price {
    pub(super) const BEND: usize = 6;
    pub(super) const CROSSING: usize = 9;
    /// The likeliest way leaves to the front and enters from behind.
    pub(super) const ASTRAY: usize = 40;
    /// What goes forward leaves or enters at a flank, though nothing asks for it.
    pub(super) const FLANK: usize = 14;
    /// What goes back leaves to the front, or enters from behind.
    pub(super) const TURN: usize = 8;
    /// Two lines on one side.
    pub(super) const SHARED: usize = 7;
}

/// The ways of all edges.
pub(super) fn ways(diagram: &Diagram, grid: &Grid, columns: &Columns) -> Vec<Way> {
    let mut router = Router {
        diagram,
        grid,
        exits: FxHashMap::default(),
        entries: FxHashSet::default(),
        straight: FxHashSet::default(),
        claims: FxHashMap::default(),
        along: vec![Vec::new(); grid.is_row.len()],
        across: vec![Vec::new(); grid.along],
    };
    let happy: FxHashSet<usize> = diagram.happy.iter().copied().collect();
    let span = |edge: &Edge| {
        let ((u1, v1), (u2, v2)) = (grid.at[edge.from], grid.at[edge.to]);
        u1.abs_diff(u2) + v1.abs_diff(v2)
    };
    let class = |at: usize, edge: &Edge| match (happy.contains(&at), columns.forward[at]) {
        (true, _) => 0,
        (false, true) if edge.change == Change::Removed || edge.informs() => 2,
        (false, true) => 1,
        (false, false) => 3,
    };
    // What matters most chooses first, and short ways before long ones.
    let mut order: Vec<usize> = (0..diagram.edges.len()).collect();
    order.sort_by_key(|&at| (class(at, &diagram.edges[at]), span(&diagram.edges[at]), at));
    let mut ways: Vec<Option<Way>> = vec![None; diagram.edges.len()];
    for at in order {
        let edge = &diagram.edges[at];
        let way = router.choose(edge, columns.forward[at], class(at, edge) == 0);
        router.take(edge, &way);
        ways[at] = Some(way);
    }
    ways.into_iter().flatten().collect()
}

/// A stretch between two places, the smaller first.
type Stretch = (usize, usize);

/// For whom a line through an empty cell is reserved.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Claim {
    /// For one edge.
    Only,
    /// For all that end at that node, on that side.
    Into(usize, Side),
}

struct Router<'a> {
    diagram: &'a Diagram,
    grid: &'a Grid,
    /// The edges that leave a node on a side.
    exits: FxHashMap<(usize, Side), usize>,
    /// The sides on which edges enter.
    entries: FxHashSet<(usize, Side)>,
    /// The nodes that something leaves straight ahead.
    straight: FxHashSet<usize>,
    /// Lines through empty cells; the last part says whether along the flow.
    claims: FxHashMap<(usize, usize, bool), Claim>,
    /// What runs at each place across and along the flow.
    along: Vec<Vec<Stretch>>,
    across: Vec<Vec<Stretch>>,
}

impl Router<'_> {
    fn choose(&self, edge: &Edge, forward: bool, happy: bool) -> Way {
        let mut options: Vec<(usize, Way)> = Vec::new();
        for way in self.options(edge) {
            if let Some(price) = self.price(edge, &way, forward, happy) {
                options.push((price, way));
            }
        }
        options.sort_by_key(|(price, _)| *price);
        let mut best: Option<(usize, Way)> = None;
        for (price, way) in options {
            if best.as_ref().is_some_and(|(least, _)| *least <= price) {
                break;
            }
            let all = price + price::CROSSING * self.crossings(edge, &way);
            if best.as_ref().is_none_or(|(least, _)| all < *least) {
                best = Some((all, way));
            }
        }
        best.map_or_else(|| self.detour(edge), |(_, way)| way)
    }

    /// Through the gaps and channels beside both nodes, where nothing can be in the way.
    fn detour(&self, edge: &Edge) -> Way {
        let ((u1, v1), (u2, v2)) = (self.grid.at[edge.from], self.grid.at[edge.to]);
        let runs = vec![Run::Along(v1), Run::Across(u1 + 1), Run::Along(v1 + 1), Run::Across(u2 - 1), Run::Along(v2)];
        Way { exit: Side::Front, entry: Side::Back, runs }
    }

    /// Every way worth a thought.
    fn options(&self, edge: &Edge) -> Vec<Way> {
        use Run::{Across, Along};
        use Side::{Back, Far, Front, Near};
        let ((u1, v1), (u2, v2)) = (self.grid.at[edge.from], self.grid.at[edge.to]);
        let mut ways = vec![self.detour(edge)];
        let mut way = |exit, entry, runs: &[Run]| ways.push(Way { exit, entry, runs: runs.to_vec() });
        let side = |node: usize, channel: usize| if channel < node { Near } else { Far };
        if u2 > u1 {
            if v1 == v2 {
                way(Front, Back, &[Along(v1)]);
            } else {
                way(Front, Back, &[Along(v1), Across(u1 + 1), Along(v2)]);
                way(Front, Back, &[Along(v1), Across(u2 - 1), Along(v2)]);
                let (exit, entry) = (side(v1, v2), side(v2, v1));
                way(exit, Back, &[Across(u1), Along(v2)]);
                way(Front, entry, &[Along(v1), Across(u2)]);
            }
        }
        let mut channels = vec![v1 - 1, v1 + 1, v2 - 1, v2 + 1];
        channels.sort_unstable();
        channels.dedup();
        for &channel in &channels {
            let (exit, entry) = (side(v1, channel), side(v2, channel));
            way(Front, Back, &[Along(v1), Across(u1 + 1), Along(channel), Across(u2 - 1), Along(v2)]);
            way(exit, Back, &[Across(u1), Along(channel), Across(u2 - 1), Along(v2)]);
            way(Front, entry, &[Along(v1), Across(u1 + 1), Along(channel), Across(u2)]);
            if u1 != u2 {
                way(exit, entry, &[Across(u1), Along(channel), Across(u2)]);
            }
        }
        for first in [v1 - 1, v1 + 1] {
            for last in [v2 - 1, v2 + 1] {
                for gap in [u2 - 1, u2 + 1, u1 - 1, u1 + 1] {
                    if first != last {
                        let runs = [Across(u1), Along(first), Across(gap), Along(last), Across(u2)];
                        way(side(v1, first), side(v2, last), &runs);
                    }
                }
            }
        }
        ways
    }

    /// What a way costs but for its crossings; nothing where it cannot be taken.
    fn price(&self, edge: &Edge, way: &Way, forward: bool, happy: bool) -> Option<usize> {
        let corners = corners(way, self.grid.at[edge.from], self.grid.at[edge.to]);
        let single = way.runs.len() == 1;
        if single && self.straight.contains(&edge.from) || !self.is_free(edge, way, &corners) {
            return None;
        }
        let flank = |side: Side| matches!(side, Side::Near | Side::Far);
        let exits = self.exits.get(&(edge.from, way.exit)).copied().unwrap_or(0);
        if flank(way.exit) && exits > 0 {
            return None;
        }
        let length: usize = corners.windows(2).map(|pair| pair[0].0.abs_diff(pair[1].0) + pair[0].1.abs_diff(pair[1].1)).sum();
        let mut price = length + price::BEND * (way.runs.len() - 1);
        let (from, to) = (&self.diagram.nodes[edge.from], &self.diagram.nodes[edge.to]);
        if happy && (way.exit != Side::Front || way.entry != Side::Back) {
            price += price::ASTRAY;
        }
        if from.is_bar() && flank(way.exit) || to.is_bar() && flank(way.entry) {
            price += price::ASTRAY;
        }
        let branches = matches!(from.kind, NodeKind::Decision | NodeKind::Approval) && !edge.label.is_empty();
        if forward {
            price += if flank(way.exit) && !branches { price::FLANK } else { 0 };
            price += if flank(way.entry) { price::FLANK } else { 0 };
        } else {
            price += if way.exit == Side::Front { price::TURN } else { 0 };
            price += if way.entry == Side::Back { price::TURN } else { 0 };
        }
        if way.exit == Side::Front && exits > 0 && !edge.label.is_empty() {
            price += price::SHARED;
        }
        let entered = |node: usize, side: Side| self.entries.contains(&(node, side));
        price += if flank(way.exit) && entered(edge.from, way.exit) { price::SHARED } else { 0 };
        price += if flank(way.entry) && self.exits.contains_key(&(edge.to, way.entry)) { price::SHARED } else { 0 };
        Some(price)
    }

    /// Whether no node stands in the way, and no line that must not be mixed up with it.
    fn is_free(&self, edge: &Edge, way: &Way, corners: &[(usize, usize)]) -> bool {
        let last = way.runs.len() - 1;
        self.cells(way, corners).all(|(run, cell)| {
            let claim = if run == last { Claim::Into(edge.to, way.entry) } else { Claim::Only };
            let is_along = matches!(way.runs[run], Run::Along(_));
            let claimed = self.claims.get(&(cell.0, cell.1, is_along));
            !self.grid.is_taken(cell.0, cell.1) && claimed.is_none_or(|&other| other == claim && claim != Claim::Only)
        })
    }

    /// The cells that a way runs through between its nodes, each with the part that does.
    fn cells<'w>(&'w self, way: &'w Way, corners: &'w [(usize, usize)]) -> impl Iterator<Item = (usize, (usize, usize))> + 'w {
        let ends = [corners[0], corners[corners.len() - 1]];
        let stretches = way.runs.iter().zip(corners.windows(2)).enumerate();
        stretches.flat_map(move |(run, (line, pair))| {
            let (range, is_along) = match line {
                Run::Along(across) if self.grid.is_row[*across] => (ordered(pair[0].0, pair[1].0), true),
                Run::Across(along) if along % 2 == 1 => (ordered(pair[0].1, pair[1].1), false),
                _ => ((1, 0), true),
            };
            let cell = move |at: usize| if is_along { (at, pair[0].1) } else { (pair[0].0, at) };
            let is_cell = move |at: usize| if is_along { at % 2 == 1 } else { self.grid.is_row[at] };
            (range.0..=range.1)
                .filter(move |&at| is_cell(at))
                .map(cell)
                .filter(move |cell| !ends.contains(cell))
                .map(move |cell| (run, cell))
        })
    }

    /// How many lines that were chosen before are crossed.
    fn crossings(&self, edge: &Edge, way: &Way) -> usize {
        let corners = corners(way, self.grid.at[edge.from], self.grid.at[edge.to]);
        let mut count = 0;
        for (run, pair) in way.runs.iter().zip(corners.windows(2)) {
            let (lines, at, (low, high)) = match run {
                Run::Along(across) => (&self.across, *across, ordered(pair[0].0, pair[1].0)),
                Run::Across(along) => (&self.along, *along, ordered(pair[0].1, pair[1].1)),
            };
            let between = lines.get(low + 1..high).unwrap_or_default();
            count += between.iter().flatten().filter(|(first, last)| *first < at && at < *last).count();
        }
        count
    }

    fn take(&mut self, edge: &Edge, way: &Way) {
        let corners = corners(way, self.grid.at[edge.from], self.grid.at[edge.to]);
        let last = way.runs.len() - 1;
        let cells: Vec<_> = self.cells(way, &corners).collect();
        for (run, cell) in cells {
            let claim = if run == last { Claim::Into(edge.to, way.entry) } else { Claim::Only };
            self.claims.insert((cell.0, cell.1, matches!(way.runs[run], Run::Along(_))), claim);
        }
        for (run, pair) in way.runs.iter().zip(corners.windows(2)) {
            match run {
                Run::Along(across) => self.along[*across].push(ordered(pair[0].0, pair[1].0)),
                Run::Across(along) => self.across[*along].push(ordered(pair[0].1, pair[1].1)),
            }
        }
        *self.exits.entry((edge.from, way.exit)).or_default() += 1;
        self.entries.insert((edge.to, way.entry));
        if last == 0 {
            self.straight.insert(edge.from);
        }
    }
}

/// The corners of a way on the grid, its nodes included.
pub(super) fn corners(way: &Way, from: (usize, usize), to: (usize, usize)) -> Vec<(usize, usize)> {
    let mut corners = vec![from];
    for pair in way.runs.windows(2) {
        corners.push(match (pair[0], pair[1]) {
            (Run::Along(across), Run::Across(along)) | (Run::Across(along), Run::Along(across)) => (along, across),
            _ => to,
        });
    }
    corners.push(to);
    corners
}

pub(super) fn ordered(a: usize, b: usize) -> Stretch {
    (a.min(b), a.max(b))
}
