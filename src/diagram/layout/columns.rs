//! In which column each node stands: behind all that lead to it.

use std::collections::BTreeSet;

use crate::diagram::{Diagram, Edge};

/// The columns of the nodes, and which edges go forward: to a column farther on. All others go back or stay.
pub(super) struct Columns {
    pub(super) of: Vec<usize>,
    pub(super) count: usize,
    pub(super) forward: Vec<bool>,
}

impl Columns {
    /// Layers by the longest way; a node that nothing leads to stands before the first that it leads to.
    pub(super) fn find(diagram: &Diagram) -> Columns {
        let count = diagram.nodes.len();
        let mut place = vec![0; count];
        for (at, node) in order(diagram).into_iter().enumerate() {
            place[node] = at;
        }
        let forward: Vec<bool> = diagram.edges.iter().map(|edge| place[edge.from] < place[edge.to]).collect();
        let mut leaving = vec![Vec::new(); count];
        let mut entered = vec![false; count];
        for (edge, _) in diagram.edges.iter().zip(&forward).filter(|(_, forward)| **forward) {
            leaving[edge.from].push(edge.to);
            entered[edge.to] = true;
        }
        let mut by_place: Vec<usize> = (0..count).collect();
        by_place.sort_unstable_by_key(|&node| place[node]);
        let mut of = vec![0; count];
        for &node in &by_place {
            for &to in &leaving[node] {
                of[to] = of[to].max(of[node] + 1);
            }
        }
        for &node in by_place.iter().rev().filter(|&&node| !entered[node]) {
            if let Some(first) = leaving[node].iter().map(|&to| of[to]).min() {
                of[node] = first - 1;
            }
        }
        Columns { count: of.iter().max().map_or(0, |last| last + 1), of, forward }
    }
}

/// The nodes in an order in which the likeliest way and as many other edges as can be go forward.
fn order(diagram: &Diagram) -> Vec<usize> {
    let count = diagram.nodes.len();
    let mut rank = vec![usize::MAX; count];
    for (at, &node) in diagram.happy_nodes().iter().enumerate() {
        rank[node] = at;
    }
    let happy = |edge: &Edge| rank[edge.from] != usize::MAX && rank[edge.to] == rank[edge.from].wrapping_add(1);
    let mut waits = vec![0_usize; count];
    let mut next = vec![Vec::new(); count];
    for edge in diagram.edges.iter().filter(|edge| edge.from != edge.to && (!edge.back || happy(edge))) {
        waits[edge.to] += 1;
        next[edge.from].push(edge.to);
    }
    let mut ready: BTreeSet<usize> = (0..count).filter(|&at| waits[at] == 0).collect();
    let mut left: BTreeSet<(usize, usize)> = (0..count).map(|at| (rank[at], at)).collect();
    let mut order = Vec::with_capacity(count);
    // Two versions in one drawing may make circles that neither has: then the next on the likeliest way goes first.
    while let Some(at) = ready.pop_first().or_else(|| left.first().map(|&(_, at)| at)) {
        if !left.remove(&(rank[at], at)) {
            continue;
        }
        order.push(at);
        for &to in &next[at] {
            waits[to] = waits[to].saturating_sub(1);
            if waits[to] == 0 {
                ready.insert(to);
            }
        }
    }
    order
}
