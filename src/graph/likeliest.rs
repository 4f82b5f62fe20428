//! The likeliest way through a process.

use std::cmp::Reverse;
use std::collections::BinaryHeap;

use super::Graph;
use crate::model::{EdgeId, EdgeKind, NodeId, NodeKind};

/// How unlikely a way is (the negative logarithm of its probability, in millionths), and how many nodes are on it. The least is the
/// likeliest, and of equally likely ways the shortest.
type Effort = (i64, usize);

/// The nodes of the likeliest way from a start to an end, in order; empty where no case gets to an end.
///
/// A way is as likely as the product of the probabilities on it. It does not go round a loop: an edge that goes back to where the case
/// has been is left out, and the others of its node share its probability by theirs, since after the rework the case is there again.
/// What is unknown shares evenly what the known probabilities of a node leave; where a case can also go on normally, nobody expects a
/// rejection or a timeout whose probability is unknown. Of equally likely ways the one with the fewest nodes is taken, so that what cannot be decided is decided
/// in favour of the process.
///
/// All branches behind a fork run. A join is as unlikely as its unlikeliest branch, and the way shown leads through the branch with
/// the most nodes: the others run beside it and do not lengthen it.
#[must_use]
pub fn likeliest(graph: &Graph) -> Vec<NodeId> {
    let variant = graph.variant();
    let back = graph.back_edges();
    let mut settled = vec![false; graph.len()];
    let mut before: Vec<Option<NodeId>> = vec![None; graph.len()];
    // For AND joins: how many ways in are still missing, and the most laborious so far.
    let mut missing: Vec<usize> = variant.nodes().map(|(id, _)| graph.entering(id).len()).collect();
    let mut together: Vec<Effort> = vec![(0, 0); graph.len()];
    let mut queue: BinaryHeap<Reverse<(Effort, NodeId, Option<NodeId>)>> = graph.starts().map(|id| Reverse(((0, 1), id, None))).collect();
    while let Some(Reverse((effort, id, from))) = queue.pop() {
        if std::mem::replace(&mut settled[id.index()], true) {
            continue;
        }
        if variant.node(id).kind != NodeKind::Join {
            before[id.index()] = from;
        }
        if variant.node(id).kind == NodeKind::End {
            return way_to(id, &before);
        }
        for (edge, unlikely) in ways(graph, id, &back) {
            let to = variant.edge(edge).to;
            let arrives = (effort.0 + unlikely, effort.1 + 1);
            if variant.node(to).kind != NodeKind::Join {
                if !settled[to.index()] {
                    queue.push(Reverse((arrives, to, Some(id))));
                }
                continue;
            }
            let so_far = &mut together[to.index()];
            if arrives.1 > so_far.1 {
                before[to.index()] = Some(id);
            }
            *so_far = (arrives.0.max(so_far.0), arrives.1.max(so_far.1));
            missing[to.index()] -= 1;
            if missing[to.index()] == 0 {
                queue.push(Reverse((*so_far, to, None)));
            }
        }
    }
    Vec::new()
}

/// The edges of the likeliest way: where several lead to the next node, the likeliest of them.
#[must_use]
pub fn likeliest_edges(graph: &Graph) -> Vec<EdgeId> {
    let back = graph.back_edges();
    let next = |pair: &[NodeId]| {
        let ways = ways(graph, pair[0], &back).into_iter().filter(|&(edge, _)| graph.variant().edge(edge).to == pair[1]);
        ways.min_by_key(|&(_, unlikely)| unlikely).map(|(edge, _)| edge)
    };
    likeliest(graph).windows(2).filter_map(next).collect()
}

fn way_to(end: NodeId, before: &[Option<NodeId>]) -> Vec<NodeId> {
    let mut way: Vec<NodeId> = std::iter::successors(Some(end), |id| before[id.index()]).collect();
    way.reverse();
    way
}

/// The edges that a case may take from a node, and how unlikely each is.
fn ways(graph: &Graph, id: NodeId, back: &[bool]) -> Vec<(EdgeId, i64)> {
    const ONE: i64 = 1_000_000_000;
    let variant = graph.variant();
    let leaving = graph.leaving(id);
    if variant.node(id).kind == NodeKind::Fork {
        let branches = leaving.iter().filter(|&&edge| !matches!(variant.edge(edge).kind, EdgeKind::Timeout(_)));
        return branches.map(|&edge| (edge, 0)).collect();
    }
    let known: i64 = leaving.iter().filter_map(|&edge| variant.edge(edge).probability).map(|percent| percent.billionths).sum();
    let open = |edge: EdgeId| variant.edge(edge).probability.is_none();
    let normal = leaving.iter().any(|&edge| open(edge) && graph.is_normal(edge));
    let shares = |edge: EdgeId| open(edge) && (graph.is_normal(edge) || !normal);
    let sharing = leaving.iter().filter(|&&edge| shares(edge)).count();
    let probability = |edge: EdgeId| match variant.edge(edge).probability {
        Some(percent) => percent.billionths,
        None if shares(edge) => (ONE - known).max(0) / i64::try_from(sharing).unwrap_or(ONE),
        None => 0,
    };
    let onward: Vec<(EdgeId, i64)> =
        leaving.iter().map(|&edge| (edge, probability(edge))).filter(|&(edge, part)| part > 0 && !back[edge.index()]).collect();
    let whole: i64 = onward.iter().map(|&(_, part)| part).sum();
    onward.into_iter().map(|(edge, part)| (edge, unlikely(part, whole))).collect()
}

/// The negative logarithm of a share of a whole, in millionths.
fn unlikely(part: i64, whole: i64) -> i64 {
    #[allow(clippy::cast_precision_loss, clippy::cast_possible_truncation, reason = "shares of 1e9 have logarithms below 21")]
    let millionths = (-(part as f64 / whole as f64).ln() * 1e6).round() as i64;
    millionths
}
