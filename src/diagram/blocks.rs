//! The parallel parts of a flow that are framed: blocks, and forks and joins that belong together.

use super::Edge;
use crate::model::{NodeId, NodeKind, Variant};

/// The nodes of each parallel block of a variant, whose edges these are; what is written as a fork and a join is one where nothing leads
/// into it or out of it between the two.
pub(super) fn blocks(variant: &Variant, edges: &[Edge]) -> Vec<Vec<usize>> {
    let written = variant.blocks.iter().map(|block| {
        let nodes = [block.fork, block.join].into_iter().chain(block.branches.iter().flatten().copied());
        nodes.map(NodeId::index).collect()
    });
    let own = |at: usize| variant.blocks.iter().any(|block| [block.fork, block.join].contains(&NodeId::at(at)));
    let every = || 0..variant.nodes.len();
    let free = |kind: NodeKind| every().filter(move |&at| variant.nodes[at].kind == kind && !own(at));
    let mut next = vec![Vec::new(); variant.nodes.len()];
    let mut before = next.clone();
    for edge in edges.iter().filter(|edge| !edge.back) {
        next[edge.from].push(edge.to);
        before[edge.to].push(edge.from);
    }
    let joined = free(NodeKind::Fork).filter_map(|fork| {
        let behind = reached(&next, fork);
        // The nearest that closes it, so that few are tried.
        let joins = behind.order.iter().filter(|&&join| variant.nodes[join].kind == NodeKind::Join && !own(join));
        joins.copied().find_map(|join| {
            let ahead = reached(&before, join);
            let holds = |at: usize| behind.is[at] && ahead.is[at];
            let mut crossing = edges.iter().filter(|edge| !edge.back && holds(edge.from) != holds(edge.to));
            let closed = crossing.all(|edge| if holds(edge.to) { edge.to == fork } else { edge.from == join });
            closed.then(|| every().filter(|&at| holds(at)).collect::<Vec<usize>>())
        })
    });
    let mut blocks: Vec<Vec<usize>> = written.collect();
    blocks.extend(joined);
    for block in &mut blocks {
        block.sort_unstable();
        block.dedup();
    }
    blocks
}

/// What can be reached from a node, itself included: whether, and the nearest first.
struct Reached {
    is: Vec<bool>,
    order: Vec<usize>,
}

fn reached(next: &[Vec<usize>], from: usize) -> Reached {
    let mut reached = Reached { is: vec![false; next.len()], order: vec![from] };
    reached.is[from] = true;
    let mut done = 0;
    while let Some(&at) = reached.order.get(done) {
        done += 1;
        for &to in &next[at] {
            if !std::mem::replace(&mut reached.is[to], true) {
                reached.order.push(to);
            }
        }
    }
    reached
}
