//! Ways that show why something is possible, and whether it can be avoided.

use super::Graph;
use crate::model::{EdgeId, EdgeKind, NodeId, NodeKind};

impl Graph<'_> {
    /// A shortest way from some nodes to a goal along edges that are open, as its edges; `None` if there is none.
    #[must_use]
    pub fn way(
        &self,
        from: impl IntoIterator<Item = NodeId>,
        goal: &dyn Fn(NodeId) -> bool,
        open: &dyn Fn(EdgeId) -> bool,
    ) -> Option<Vec<EdgeId>> {
        let mut by: Vec<Option<EdgeId>> = vec![None; self.len()];
        let mut row: Vec<NodeId> = from.into_iter().collect();
        let mut seen = vec![false; self.len()];
        for first in &row {
            seen[first.index()] = true;
        }
        let mut next = 0;
        while let Some(&at) = row.get(next) {
            next += 1;
            if goal(at) {
                return Some(self.back_along(&by, at));
            }
            for &edge in self.leaving(at).iter().filter(|edge| open(**edge)) {
                let ahead = self.variant().edge(edge).to;
                if !std::mem::replace(&mut seen[ahead.index()], true) {
                    by[ahead.index()] = Some(edge);
                    row.push(ahead);
                }
            }
        }
        None
    }

    fn back_along(&self, by: &[Option<EdgeId>], to: NodeId) -> Vec<EdgeId> {
        let mut way = Vec::new();
        let mut at = to;
        while let Some(edge) = by[at.index()] {
            way.push(edge);
            at = self.variant().edge(edge).from;
        }
        way.reverse();
        way
    }

    /// The nodes on a way that begins at one of `first`, avoids `avoid`, and ends when it gets to `goal`.
    #[must_use]
    pub fn until(&self, first: &[NodeId], goal: NodeId, avoid: NodeId) -> Vec<bool> {
        let spread = |from: Vec<NodeId>, forward: bool| {
            let mut seen = vec![false; self.len()];
            let mut stack = from;
            while let Some(id) = stack.pop() {
                if id == goal || id == avoid || std::mem::replace(&mut seen[id.index()], true) {
                    continue;
                }
                let edges = if forward { self.leaving(id) } else { self.entering(id) };
                let edges = edges.iter().map(|&edge| self.variant().edge(edge));
                stack.extend(edges.map(|edge| if forward { edge.to } else { edge.from }));
            }
            seen
        };
        let ahead = spread(first.to_vec(), true);
        let before = self.entering(goal).iter().map(|&edge| self.variant().edge(edge).from).collect();
        let behind = spread(before, false);
        ahead.iter().zip(&behind).map(|(a, b)| *a && *b).collect()
    }

    /// Whether a case that is at a node can come to an end without any of some nodes. A fork takes all its ways, so one of them with
    /// such a node is enough.
    #[must_use]
    pub fn may_end_without(&self, from: NodeId, stops: &dyn Fn(NodeId) -> bool) -> bool {
        let mut free = vec![false; self.len()];
        let mut missing: Vec<usize> = (0..self.len()).map(|at| self.all_ways(NodeId::at(at))).collect();
        let mut stack: Vec<NodeId> = self.ends().filter(|&id| !stops(id)).collect();
        for end in &stack {
            free[end.index()] = true;
        }
        while let Some(at) = stack.pop() {
            for &edge in self.entering(at) {
                let before = self.variant().edge(edge).from;
                if free[before.index()] || stops(before) {
                    continue;
                }
                let waits = self.is_parallel(edge) && {
                    missing[before.index()] -= 1;
                    missing[before.index()] > 0
                };
                if !waits {
                    free[before.index()] = true;
                    stack.push(before);
                }
            }
        }
        free[from.index()]
    }

    /// How many ways a case takes at once from a node.
    fn all_ways(&self, id: NodeId) -> usize {
        self.leaving(id).iter().filter(|edge| self.is_parallel(**edge)).count()
    }

    /// Whether an edge is one of several that are all taken.
    fn is_parallel(&self, edge: EdgeId) -> bool {
        let edge = self.variant().edge(edge);
        self.variant().node(edge.from).kind == NodeKind::Fork && !matches!(edge.kind, EdgeKind::Timeout(_) | EdgeKind::Rejected)
    }
}
