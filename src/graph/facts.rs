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
    /// Sets of facts that are taken away together.
    pub groups: &'f [Vec<usize>],
    /// Which of these sets a node takes away.
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

/// The functions of [`Facts`] as tables.
struct Tables<'g, 'm> {
    graph: &'g Graph<'m>,
    adds: Vec<Vec<usize>>,
    /// What each node takes away itself.
    removes: Vec<Vec<usize>>,
    /// What may be taken away at any moment while a case is at each node.
    others: Vec<Vec<usize>>,
    /// The same on each edge from a fork to a join: an empty branch has no node.
    beside: Vec<Vec<usize>>,
    masks: Vec<Vec<u64>>,
    /// What no case reaches has no say in what holds behind it.
    reached: Vec<bool>,
    must: bool,
}

impl Facts<'_> {
    /// Finds which facts hold where. Time: edges × facts / 64, a few times over for nested loops.
    ///
    /// What runs concurrently with a node takes facts away before, at and after it: a write in another branch may come at any moment.
    #[must_use]
    pub fn settle(&self, graph: &Graph, concurrency: &Concurrency) -> Settled {
        let words = self.count.div_ceil(64).max(1);
        let mut settled = Settled { words, bits: vec![if self.must { u64::MAX } else { 0 }; words * graph.len()] };
        if self.count == 0 {
            return settled;
        }
        let variant = graph.variant();
        let own: Vec<Vec<usize>> = variant.nodes().map(|(id, _)| (self.removes)(id)).collect();
        let of_all = |nodes: Vec<NodeId>| {
            let mut all: Vec<usize> = nodes.iter().flat_map(|node| &own[node.index()]).copied().collect();
            all.sort_unstable();
            all.dedup();
            all
        };
        // Where nothing is taken away, it does not matter what runs at the same time.
        let others = |id: NodeId| if self.groups.is_empty() { Vec::new() } else { of_all(concurrency.with(id)) };
        let beside = |id: EdgeId| {
            let (from, to) = (variant.edge(id).from, variant.edge(id).to);
            if !self.groups.is_empty() && variant.node(from).kind == NodeKind::Fork && variant.node(to).kind == NodeKind::Join {
                of_all(concurrency.beside(from, id, graph))
            } else {
                Vec::new()
            }
        };
        let tables = Tables {
            graph,
            adds: variant.edges().map(|(id, _)| (self.adds)(id)).collect(),
            beside: variant.edges().map(|(id, _)| beside(id)).collect(),
            others: variant.nodes().map(|(id, _)| others(id)).collect(),
            removes: own.clone(),
            masks: self.groups.iter().map(|group| mask(group, words)).collect(),
            reached: graph.reachable_from(graph.starts()),
            must: self.must,
        };
        let order = graph.reverse_post_order();
        let (mut row, mut edge_row) = (vec![0; words], vec![0; words]);
        loop {
            let mut changed = false;
            for &id in &order {
                tables.arrive(id, &settled, &mut row, &mut edge_row);
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
}

impl Tables<'_, '_> {
    /// The facts at a node from those at its predecessors.
    fn arrive(&self, id: NodeId, settled: &Settled, row: &mut [u64], edge_row: &mut [u64]) {
        let variant = self.graph.variant();
        let kind = variant.node(id).kind;
        let entering = self.graph.entering(id);
        if kind == NodeKind::Start || !self.reached[id.index()] {
            // Everything holds where no case comes; nothing is what rules can use.
            row.fill(0);
            return;
        }
        let union = !self.must || kind == NodeKind::Join;
        row.fill(if union { 0 } else { u64::MAX });
        for &edge in entering {
            let from = variant.edge(edge).from;
            if !self.reached[from.index()] {
                continue;
            }
            edge_row.copy_from_slice(settled.row(from));
            self.clear(&self.removes[from.index()], edge_row);
            for &fact in &self.adds[edge.index()] {
                edge_row[fact / 64] |= 1 << (fact % 64);
            }
            // Also what was just added may be taken away before the case goes on.
            self.clear(&self.others[from.index()], edge_row);
            self.clear(&self.beside[edge.index()], edge_row);
            for (all, one) in row.iter_mut().zip(&*edge_row) {
                if union {
                    *all |= one;
                } else {
                    *all &= one;
                }
            }
        }
        self.clear(&self.others[id.index()], row);
    }

    fn clear(&self, groups: &[usize], row: &mut [u64]) {
        for &group in groups {
            for (word, mask) in row.iter_mut().zip(&self.masks[group]) {
                *word &= !mask;
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

    /// Some facts, to ask for several of them at once.
    #[must_use]
    pub fn mask(&self, facts: &[usize]) -> Vec<u64> {
        mask(facts, self.words)
    }

    /// The facts of a node that are in a mask, ascending.
    pub fn among<'s>(&'s self, mask: &'s [u64], at: NodeId) -> impl Iterator<Item = usize> + 's {
        self.row(at).iter().zip(mask).enumerate().flat_map(|(word, (row, mask))| {
            let mut bits = row & mask;
            std::iter::from_fn(move || {
                let bit = bits.trailing_zeros() as usize;
                (bits != 0).then(|| {
                    bits &= bits - 1;
                    word * 64 + bit
                })
            })
        })
    }

    fn row(&self, at: NodeId) -> &[u64] {
        &self.bits[at.index() * self.words..(at.index() + 1) * self.words]
    }
}

/// The bits of some facts.
pub(super) fn mask(facts: &[usize], words: usize) -> Vec<u64> {
    let mut mask = vec![0; words];
    for fact in facts {
        mask[fact / 64] |= 1 << (fact % 64);
    }
    mask
}
