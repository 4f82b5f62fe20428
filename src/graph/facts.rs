//! What has certainly, or possibly, happened before a node: bit sets along the edges.
//!
//! Must-precede facts are the greatest fixpoint of: a node's set is the intersection over the edges that enter it, at an AND
//! join the union; an edge's set is that of its source and what the source adds. They are valid on any flow, sound or not.
//! (Dominators are not enough: they lose what happened in the other branches of an AND join.)

use super::{Concurrency, Graph};
use crate::model::{EdgeId, NodeId, NodeKind};

/// What a forward analysis is about: numbered facts.
pub struct Facts<'f> {
    /// How many there are.
    pub count: usize,
    /// Which facts an edge adds when a case takes it.
    pub adds: &'f dyn Fn(EdgeId) -> Vec<usize>,
    /// Which facts a node takes away.
    pub removes: &'f dyn Fn(NodeId) -> Vec<usize>,
    /// A fact must hold on every way, not only on one.
    pub must: bool,
}

/// The facts that hold when a case arrives at each node.
#[derive(Debug)]
pub struct Settled {
    words: usize,
    bits: Vec<u64>,
}

impl Facts<'_> {
    /// Finds which facts hold where. Time: nodes × facts / 64, a few times over for nested loops.
    ///
    /// What runs concurrently with a node takes its facts away there, too: a write in another branch may come at any moment.
    #[must_use]
    pub fn settle(&self, graph: &Graph, concurrency: &Concurrency) -> Settled {
        let words = self.count.div_ceil(64).max(1);
        let variant = graph.variant();
        let unknown = if self.must { u64::MAX } else { 0 };
        let mut settled = Settled { words, bits: vec![unknown; words * graph.len()] };
        if self.count == 0 {
            return settled;
        }
        let adds: Vec<Vec<usize>> = (0..variant.edges.len()).map(|at| (self.adds)(EdgeId::at(at))).collect();
        let mut removes: Vec<Vec<usize>> = variant.nodes().map(|(id, _)| (self.removes)(id)).collect();
        if !concurrency.is_empty() {
            let own = removes.clone();
            for (id, node) in variant.nodes() {
                // A fork without nodes in one of its branches still hands its facts past what the other branches do.
                if node.kind == NodeKind::Start {
                    continue;
                }
                for other in concurrency.with(id) {
                    removes[id.index()].extend(&own[other.index()]);
                }
            }
        }
        let order = graph.reverse_post_order();
        let mut row = vec![0; words];
        loop {
            let mut changed = false;
            for &id in &order {
                self.arrive(graph, id, &settled, &adds, &removes, concurrency, &mut row);
                let kept = &mut settled.bits[id.index() * words..(id.index() + 1) * words];
                if kept != row.as_slice() {
                    kept.copy_from_slice(&row);
                    changed = true;
                }
            }
            if !changed {
                return settled;
            }
        }
    }

    /// The facts at a node from those at its predecessors.
    #[allow(clippy::too_many_arguments, reason = "the tables of one analysis, passed to its inner loop")]
    fn arrive(
        &self,
        graph: &Graph,
        id: NodeId,
        settled: &Settled,
        adds: &[Vec<usize>],
        removes: &[Vec<usize>],
        concurrency: &Concurrency,
        row: &mut [u64],
    ) {
        let variant = graph.variant();
        let node = variant.node(id);
        let entering = graph.into(id);
        if node.kind == NodeKind::Start || entering.is_empty() {
            row.fill(if node.kind == NodeKind::Start || !self.must { 0 } else { u64::MAX });
            return;
        }
        let union = !self.must || node.kind == NodeKind::Join;
        row.fill(if union { 0 } else { u64::MAX });
        let mut edge_row = vec![0; row.len()];
        for &edge in entering {
            let from = variant.edge(edge).from;
            edge_row.copy_from_slice(settled.row(from));
            let mut clear = |facts: &[usize]| {
                for &fact in facts {
                    edge_row[fact / 64] &= !(1 << (fact % 64));
                }
            };
            clear(&removes[from.index()]);
            if variant.node(from).kind == NodeKind::Fork && node.kind == NodeKind::Join {
                // An empty branch: whatever the other branches of this fork take away is gone behind the join.
                for &first in graph.out(from) {
                    for other in concurrency.branch_of(variant.edge(first).to, from, graph) {
                        clear(&removes[other.index()]);
                    }
                }
            }
            for &fact in &adds[edge.index()] {
                edge_row[fact / 64] |= 1 << (fact % 64);
            }
            for (all, one) in row.iter_mut().zip(&edge_row) {
                if union {
                    *all |= one;
                } else {
                    *all &= one;
                }
            }
        }
    }
}

impl Settled {
    /// Whether a fact holds when a case arrives at a node.
    #[must_use]
    pub fn holds(&self, fact: usize, at: NodeId) -> bool {
        self.row(at)[fact / 64] >> (fact % 64) & 1 == 1
    }

    fn row(&self, at: NodeId) -> &[u64] {
        &self.bits[at.index() * self.words..(at.index() + 1) * self.words]
    }
}
