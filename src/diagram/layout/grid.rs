//! The grid: columns along the flow, rows of cells across it, and between them the channels in which lines run.
//!
//! Places are counted in both: along the flow `0` is the gap before the first column, `1` the first column, `2` the next gap; across it
//! each lane is a channel, a row, a channel, a row, …, a channel. So no line in a gap or a channel can meet a node.

use std::ops::Range;

use rustc_hash::{FxHashMap, FxHashSet};

use super::columns::Columns;
use crate::diagram::Diagram;

/// How often the rows are chosen anew, once along the flow and once against it.
const ROUNDS: usize = 4;

/// Where the nodes stand.
pub(super) struct Grid {
    /// Of each node: its column and its row, as places.
    pub(super) at: Vec<(usize, usize)>,
    /// How many places there are along the flow: gaps and columns.
    pub(super) along: usize,
    /// Which places across the flow are rows; the others are channels.
    pub(super) is_row: Vec<bool>,
    /// The lanes: their index, and their places.
    pub(super) bands: Vec<(Option<usize>, Range<usize>)>,
    taken: FxHashSet<(usize, usize)>,
}

impl Grid {
    /// Chooses the rows: the likeliest way in the first row of its lanes, everything else near what it is connected with.
    pub(super) fn find(diagram: &Diagram, columns: &Columns) -> Grid {
        let mut lanes: Vec<Option<usize>> = diagram.nodes.iter().map(|node| node.lane).collect();
        lanes.sort_unstable();
        lanes.dedup();
        let index: FxHashMap<Option<usize>, usize> = lanes.iter().copied().zip(0..).collect();
        let band: Vec<usize> = diagram.nodes.iter().map(|node| index[&node.lane]).collect();
        let mut rows = Rows::new(diagram, columns, band, lanes.len());
        rows.settle();

        let mut bands = Vec::new();
        let mut is_row = Vec::new();
        let mut first = vec![0; lanes.len()];
        for (at, lane) in lanes.into_iter().enumerate() {
            let start = is_row.len();
            first[at] = start + 1;
            is_row.push(false);
            for _ in 0..rows.counts[at] {
                is_row.extend([true, false]);
            }
            bands.push((lane, start..is_row.len()));
        }
        let place = |node: usize| (2 * columns.of[node] + 1, first[rows.band[node]] + 2 * rows.row[node]);
        let at: Vec<(usize, usize)> = (0..diagram.nodes.len()).map(place).collect();
        Grid { taken: at.iter().copied().collect(), at, along: 2 * columns.count + 1, is_row, bands }
    }

    /// Whether a node stands there.
    pub(super) fn is_taken(&self, along: usize, across: usize) -> bool {
        self.taken.contains(&(along, across))
    }
}

/// Rows being chosen.
struct Rows {
    band: Vec<usize>,
    /// The row of each node in its lane.
    row: Vec<usize>,
    /// How many rows each lane has.
    counts: Vec<usize>,
    /// The first row of each lane.
    offset: Vec<usize>,
    /// On the likeliest way.
    happy: Vec<bool>,
    /// Of each node: what it is connected with, and how much that matters.
    around: Vec<Vec<(usize, usize)>>,
    /// What stands in one column of one lane, and is not on the likeliest way; with the first row that is free there.
    cells: Vec<(Vec<usize>, usize)>,
}

impl Rows {
    fn new(diagram: &Diagram, columns: &Columns, band: Vec<usize>, lanes: usize) -> Rows {
        let count = diagram.nodes.len();
        let mut happy = vec![false; count];
        for &node in &diagram.happy_nodes() {
            happy[node] = true;
        }
        // From the first to the last column of the likeliest way in a lane its first row is kept for it.
        let mut kept: Vec<Option<(usize, usize)>> = vec![None; lanes];
        for &node in &diagram.happy_nodes() {
            let column = columns.of[node];
            let (first, last) = kept[band[node]].unwrap_or((column, column));
            kept[band[node]] = Some((first.min(column), last.max(column)));
        }
        let mut around = vec![Vec::new(); count];
        for (edge, &forward) in diagram.edges.iter().zip(&columns.forward).filter(|(edge, _)| edge.from != edge.to) {
            let weight = if !forward {
                1
            } else if columns.of[edge.to] == columns.of[edge.from] + 1 {
                4
            } else {
                2
            };
            around[edge.from].push((edge.to, weight));
            around[edge.to].push((edge.from, weight));
        }
        let mut cells: FxHashMap<(usize, usize), Vec<usize>> = FxHashMap::default();
        for node in (0..count).filter(|&node| !happy[node]) {
            cells.entry((columns.of[node], band[node])).or_default().push(node);
        }
        let mut places: Vec<((usize, usize), Vec<usize>)> = cells.into_iter().collect();
        places.sort_unstable();
        let mut counts = vec![1; lanes];
        let mut cells = Vec::new();
        let mut row = vec![0; count];
        for ((column, lane), nodes) in places {
            let base = usize::from(kept[lane].is_some_and(|(first, last)| (first..=last).contains(&column)));
            counts[lane] = counts[lane].max(base + nodes.len());
            for (&node, at) in nodes.iter().zip(base..) {
                row[node] = at;
            }
            cells.push((nodes, base));
        }
        let mut offset = Vec::with_capacity(lanes);
        let mut total = 0;
        for count in &counts {
            offset.push(total);
            // A border between lanes is a way, too.
            total += count + 1;
        }
        Rows { band, row, counts, offset, happy, around, cells }
    }

    fn settle(&mut self) {
        for _ in 0..ROUNDS {
            for at in (0..self.cells.len()).chain((0..self.cells.len()).rev()) {
                self.choose(at);
            }
        }
        debug_assert!(self.row.iter().zip(&self.happy).all(|(&row, &happy)| !happy || row == 0));
    }

    /// Puts the nodes of a cell into the rows that suit them best, in the order in which they would like to stand.
    fn choose(&mut self, cell: usize) {
        let (nodes, base) = &self.cells[cell];
        let (mut nodes, base) = (nodes.clone(), *base);
        let lane = self.band[nodes[0]];
        let rows = self.counts[lane] - base;
        let wish = |node: usize| {
            let (sum, weights) = self.around[node].iter().fold((0, 0), |(sum, weights), &(other, weight)| {
                (sum + 1000 * weight * (self.offset[self.band[other]] + self.row[other]), weights + weight)
            });
            sum.checked_div(weights).unwrap_or(1000 * (self.offset[lane] + self.row[node]))
        };
        nodes.sort_by_key(|&node| (wish(node), self.row[node]));
        let cost = |node: usize, row: usize| -> usize {
            let place = self.offset[lane] + base + row;
            let off = |&(other, weight): &(usize, usize)| weight * place.abs_diff(self.offset[self.band[other]] + self.row[other]);
            // Of rows that are as good the first.
            self.around[node].iter().map(off).sum::<usize>() * 8 + row
        };
        // The cheapest way to put the first `k` nodes into the first `r` rows, in order.
        let mut best = vec![vec![0_usize; rows + 1]; nodes.len() + 1];
        for k in 1..=nodes.len() {
            for r in 0..=rows {
                best[k][r] = if r < k { usize::MAX / 2 } else { (best[k - 1][r - 1] + cost(nodes[k - 1], r - 1)).min(best[k][r - 1]) };
            }
        }
        let mut r = rows;
        for k in (1..=nodes.len()).rev() {
            while r > k && best[k][r] == best[k][r - 1] {
                r -= 1;
            }
            r -= 1;
            self.row[nodes[k - 1]] = base + r;
        }
    }
}
