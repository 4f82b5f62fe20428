//! What every case has passed before it gets to a node.

use super::VariantContext;
use crate::graph::{Facts, Settled};
use crate::model::{EdgeId, EdgeKind, NodeId, NodeKind};

/// When a case has passed a node.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Passing {
    /// When it was not sent back there, and it did not time out.
    Approved,
    /// When its work was done.
    Done,
}

/// Of some sets of nodes, which a case has certainly passed one node of, wherever it is.
pub(super) struct Passed {
    settled: Settled,
    /// For each edge, the sets that are passed behind it because of its source.
    adds: Vec<Vec<usize>>,
}

impl Passed {
    /// Finds it.
    pub(super) fn find(context: &VariantContext, sets: &[Vec<NodeId>], passing: Passing) -> Passed {
        let (variant, graph) = (context.variant, &context.graph);
        let mut adds = vec![Vec::new(); variant.edges.len()];
        for (number, set) in sets.iter().enumerate() {
            for &id in set {
                // A parallel block is done at its join.
                let node = variant.node(id);
                let done = node.block.filter(|_| node.kind == NodeKind::Fork).map_or(id, |block| variant.blocks[block].join);
                for &edge in graph.leaving(done) {
                    let passes = match variant.edge(edge).kind {
                        EdgeKind::Timeout(_) => false,
                        EdgeKind::Rejected => passing == Passing::Done,
                        _ => true,
                    };
                    if passes && !adds[edge.index()].contains(&number) {
                        adds[edge.index()].push(number);
                    }
                }
            }
        }
        let of_edge = |edge: EdgeId| adds[edge.index()].clone();
        let none = |_| Vec::new();
        let facts = Facts { count: sets.len(), adds: &of_edge, groups: &[], removes: &none, must: true };
        let settled = facts.settle(graph, context.concurrency());
        Passed { settled, adds }
    }

    /// Whether a case that gets to a node has certainly passed a node of that set.
    pub(super) fn holds(&self, set: usize, at: NodeId) -> bool {
        self.settled.holds(set, at)
    }

    /// A way of a case to a node that passes no node of a set: its edges.
    pub(super) fn way_past(&self, context: &VariantContext, set: usize, to: NodeId) -> Option<Vec<EdgeId>> {
        let (variant, graph) = (context.variant, &context.graph);
        let open = |edge: EdgeId| !self.settled.holds(set, variant.edge(edge).from) && !self.adds[edge.index()].contains(&set);
        graph.way(graph.starts(), &|id| id == to, &open)
    }
}
