//! The best case: the earliest time at which each node can begin.

use std::cmp::Reverse;
use std::collections::BinaryHeap;

use super::{Graph, Times};
use crate::ast::quantity::Clock;
use crate::model::{EdgeId, EdgeKind, NodeId, NodeKind};

/// When each node can begin at the earliest, in milliseconds from the start; `None` if never. Sequences add, XOR takes the
/// quickest way in, an AND join waits for all of them (Knuth's generalisation of Dijkstra's algorithm to monotone functions).
///
/// Exact for block-structured flows. Where the branches of an AND join depend on one another's decisions it is a lower bound,
/// so that "even the best case is too late" stays true.
#[must_use]
pub fn shortest(graph: &Graph, times: &Times) -> Vec<Option<i64>> {
    let variant = graph.variant();
    let mut earliest: Vec<Option<i64>> = vec![None; graph.len()];
    // For AND joins: how many ways in are still missing, and the latest so far.
    let mut missing: Vec<usize> = variant.nodes().map(|(id, _)| graph.entering(id).len()).collect();
    let mut latest = vec![0; graph.len()];
    let mut queue: BinaryHeap<Reverse<(i64, NodeId)>> = graph.starts().map(|start| Reverse((0, start))).collect();
    while let Some(Reverse((at, id))) = queue.pop() {
        if earliest[id.index()].is_some() {
            continue;
        }
        earliest[id.index()] = Some(at);
        for &edge in graph.leaving(id) {
            let to = variant.edge(edge).to;
            let arrives = at + edge_time(graph, times, edge, false);
            if variant.node(to).kind == NodeKind::Join {
                latest[to.index()] = arrives.max(latest[to.index()]);
                missing[to.index()] -= 1;
                if missing[to.index()] == 0 {
                    queue.push(Reverse((latest[to.index()], to)));
                }
            } else if earliest[to.index()].is_none() {
                queue.push(Reverse((arrives, to)));
            }
        }
    }
    earliest
}

/// How long it takes from the beginning of an edge's source to its target: the node's time, or the time after which it is left.
#[must_use]
pub fn edge_time(graph: &Graph, times: &Times, edge: EdgeId, worst: bool) -> i64 {
    let edge = graph.variant().edge(edge);
    match edge.kind {
        // Time around the clock may fall outside working hours; a node that is done before does not time out.
        EdgeKind::Timeout(after) if after.clock != times.clock && times.clock == Clock::Working => 0,
        EdgeKind::Timeout(after) if times.of(edge.from).known => after.ms.min(times.of(edge.from).worst),
        EdgeKind::Timeout(after) => after.ms,
        _ if worst => times.of(edge.from).worst,
        _ => times.of(edge.from).best,
    }
}
