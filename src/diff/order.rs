//! The order of steps, compared by how they stand to one another, not by what comes next: a step put in between moves nothing.
//!
//! The relations are those of the behavioural profile (Weidlich, Mendling, Weske, *Efficient Consistency Measurement Based on Behavioral
//! Profiles of Process Models*, 2011), taken without what goes back in a loop.

use rustc_hash::FxHashSet;

use super::{Matching, Side};
use crate::graph::{Concurrency, Forward, Graph};
use crate::model::{NodeId, NodeKind};

/// How two steps of one version stand to one another.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Relation {
    /// The first comes before the other.
    Before,
    /// The first comes after the other.
    After,
    /// Both may run at the same time.
    Parallel,
    /// A case that does not go back does one of them at most.
    Exclusive,
}

/// A step that stands otherwise to others than it did.
#[derive(Clone, Debug)]
pub struct Moved {
    /// The step in the old version.
    pub old: NodeId,
    /// The step in the new version.
    pub new: NodeId,
    /// To which other steps of the new version, and how before and now; those that it stood or stands next to first.
    pub to: Vec<(NodeId, Relation, Relation)>,
}

/// The relations between the steps of one version.
pub struct Order {
    forward: Vec<Vec<bool>>,
    beside: Vec<Vec<NodeId>>,
}

impl Order {
    /// Works them out for some steps.
    #[must_use]
    pub fn find(graph: &Graph, steps: &[NodeId]) -> Order {
        let (forward, concurrency) = (Forward::find(graph), Concurrency::find(graph));
        Order {
            forward: steps.iter().map(|&id| forward.after(graph, id)).collect(),
            beside: steps.iter().map(|&id| concurrency.with(id)).collect(),
        }
    }

    /// How the step at one place of the list stands to that at another.
    #[must_use]
    pub fn relation(&self, steps: &[NodeId], a: usize, b: usize) -> Relation {
        let (from, to) = (steps[a], steps[b]);
        if self.beside[a].binary_search(&to).is_ok() {
            Relation::Parallel
        } else if self.forward[a][to.index()] {
            Relation::Before
        } else if self.forward[b][from.index()] {
            Relation::After
        } else {
            Relation::Exclusive
        }
    }
}

/// The fewest steps, found greedily, without which all others stand to one another as they did.
#[must_use]
pub fn moved(old: Side, new: Side, matching: &Matching) -> Vec<Moved> {
    let is_step =
        |side: Side, id: NodeId| !matches!(side.variant.node(id).kind, NodeKind::Start | NodeKind::End | NodeKind::Fork | NodeKind::Join);
    let pairs: Vec<(NodeId, NodeId)> = matching.pairs().filter(|&(was, is)| is_step(old, was) && is_step(new, is)).collect();
    let (before, after): (Vec<NodeId>, Vec<NodeId>) = pairs.iter().copied().unzip();
    let (graph_before, graph_after) = (Graph::build(old.variant), Graph::build(new.variant));
    let (was, is) = (Order::find(&graph_before, &before), Order::find(&graph_after, &after));
    let mut differing: Vec<Vec<usize>> = vec![Vec::new(); pairs.len()];
    for a in 0..pairs.len() {
        for b in a + 1..pairs.len() {
            if was.relation(&before, a, b) != is.relation(&after, a, b) {
                differing[a].push(b);
                differing[b].push(a);
            }
        }
    }
    let mut left: Vec<usize> = differing.iter().map(Vec::len).collect();
    let mut gone = vec![false; pairs.len()];
    let mut found = Vec::new();
    while let Some(most) = (0..pairs.len()).filter(|&at| left[at] > 0).max_by_key(|&at| (left[at], after[at])) {
        gone[most] = true;
        left[most] = 0;
        for &other in &differing[most] {
            left[other] = left[other].saturating_sub(usize::from(!gone[other]));
        }
        found.push(most);
    }
    found.sort_unstable_by_key(|&at| after[at]);
    let (near_before, near_after) = (neighbours(&graph_before), neighbours(&graph_after));
    let describe = |at: usize| {
        let mut others = differing[at].clone();
        let near = |other: usize| {
            let beside = near_before.contains(&(before[at], before[other])) || near_after.contains(&(after[at], after[other]));
            (!beside, gone[other], after[other])
        };
        others.sort_unstable_by_key(|&other| near(other));
        let to = others.into_iter().map(|other| (after[other], was.relation(&before, at, other), is.relation(&after, at, other)));
        Moved { old: before[at], new: after[at], to: to.collect() }
    };
    found.into_iter().map(describe).collect()
}

/// The pairs of nodes between which an edge goes, either way.
fn neighbours(graph: &Graph) -> FxHashSet<(NodeId, NodeId)> {
    let edges = graph.variant().edges.iter().filter(|edge| edge.is_flow());
    edges.flat_map(|edge| [(edge.from, edge.to), (edge.to, edge.from)]).collect()
}
