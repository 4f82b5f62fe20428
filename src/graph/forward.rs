//! Which way is forward: what a case can still get to without going back in a loop.

use super::Graph;
use crate::model::{EdgeId, NodeId};

/// Which nodes every way from a start to a node passes, asked in constant time: intervals of the dominator tree.
struct Dominance {
    first: Vec<usize>,
    last: Vec<usize>,
}

impl Dominance {
    fn find(graph: &Graph) -> Dominance {
        let above = graph.dominators();
        let mut below: Vec<Vec<usize>> = vec![Vec::new(); above.len()];
        let mut stack: Vec<(usize, bool)> = Vec::new();
        for (at, up) in above.iter().enumerate() {
            match up {
                Some(up) => below[up.index()].push(at),
                None => stack.push((at, false)),
            }
        }
        let (mut first, mut last) = (vec![0; above.len()], vec![0; above.len()]);
        let mut count = 0;
        while let Some((at, done)) = stack.pop() {
            if done {
                last[at] = count;
                continue;
            }
            first[at] = count;
            count += 1;
            stack.push((at, true));
            stack.extend(below[at].iter().map(|&next| (next, false)));
        }
        Dominance { first, last }
    }

    /// Whether every way to `below` passes `above`. A node dominates itself.
    fn dominates(&self, above: NodeId, below: NodeId) -> bool {
        let at = self.first[below.index()];
        (self.first[above.index()]..self.last[above.index()]).contains(&at)
    }
}

impl Graph<'_> {
    /// Of each edge, whether its target dominates its source: whoever takes it has been there.
    pub(super) fn back_edges(&self) -> Vec<bool> {
        let dominance = Dominance::find(self);
        self.variant().edges().map(|(_, edge)| edge.is_flow() && dominance.dominates(edge.to, edge.from)).collect()
    }
}

/// The flow without the edges that go back in a loop: those whose target every case has passed before.
///
/// Two branches of a decision are then apart, although a case that is sent back may take the other one next time.
pub struct Forward {
    back: Vec<bool>,
}

impl Forward {
    /// Finds the edges that go back.
    #[must_use]
    pub fn find(graph: &Graph) -> Forward {
        Forward { back: graph.back_edges() }
    }

    /// Whether an edge goes back.
    #[must_use]
    pub fn goes_back(&self, edge: EdgeId) -> bool {
        self.back[edge.index()]
    }

    /// The nodes that come after a node.
    #[must_use]
    pub fn after(&self, graph: &Graph, id: NodeId) -> Vec<bool> {
        self.spread(graph, id, |id| graph.leaving(id), |edge| graph.variant().edge(edge).to)
    }

    /// The nodes that come before a node.
    #[must_use]
    pub fn before(&self, graph: &Graph, id: NodeId) -> Vec<bool> {
        self.spread(graph, id, |id| graph.entering(id), |edge| graph.variant().edge(edge).from)
    }

    fn spread<'g>(&self, graph: &Graph, id: NodeId, edges: impl Fn(NodeId) -> &'g [EdgeId], next: impl Fn(EdgeId) -> NodeId) -> Vec<bool> {
        let mut seen = vec![false; graph.len()];
        let mut stack = vec![id];
        while let Some(at) = stack.pop() {
            for next in edges(at).iter().filter(|edge| !self.goes_back(**edge)).map(|&edge| next(edge)) {
                if !std::mem::replace(&mut seen[next.index()], true) {
                    stack.push(next);
                }
            }
        }
        seen
    }
}
