//! What lies between nodes, so that they cannot become one.

use rustc_hash::FxHashSet;

use super::patch::Patch;
use crate::model::{Edge, EdgeKind, NodeId};

/// Which edges a walk may take.
type Along = fn(&Edge) -> bool;

impl Patch<'_> {
    /// A node between some nodes: a way from one of them leads over it to another one, which no way led back from. If they were one
    /// node, that would be a new loop. A loop that was there before is none: `pay` may go back to `book`, and both be merged.
    pub(super) fn between(&self, ids: &[NodeId]) -> Option<NodeId> {
        let parts: FxHashSet<NodeId> = ids.iter().copied().collect();
        if self.enter_at_one(ids, &parts) {
            return None;
        }
        // A way back that ends between the nodes must not hide what lies there, so first only the ways forward count.
        let forward: Along = |edge| edge.is_flow() && edge.kind != EdgeKind::Rejected && edge.max.is_none();
        [forward, Edge::is_flow].into_iter().find_map(|along| self.new_loop(ids, &parts, along))
    }

    /// Whether all ways from outside enter at one of the nodes: then whatever comes back to them begins there anew.
    fn enter_at_one(&self, ids: &[NodeId], parts: &FxHashSet<NodeId>) -> bool {
        let from_outside = |id: &NodeId| {
            let entering = self.entering(*id);
            entering.is_empty() || entering.iter().any(|&at| !parts.contains(&self.draft.edges[at].from))
        };
        ids.iter().filter(|id| from_outside(id)).count() <= 1
    }

    fn new_loop(&self, ids: &[NodeId], parts: &FxHashSet<NodeId>, along: Along) -> Option<NodeId> {
        let outside = self.reach(ids.iter().flat_map(|&id| self.next(id, along)), along, parts);
        ids.iter().find_map(|&part| {
            let entering = self.entering(part).into_iter().map(|at| &self.draft.edges[at]);
            let mut back: Vec<NodeId> = entering.filter(|edge| along(edge) && outside.contains(&edge.from)).map(|edge| edge.from).collect();
            if back.is_empty() {
                return None;
            }
            let behind = self.reach([part].into_iter(), along, &FxHashSet::default());
            back.retain(|id| !behind.contains(id));
            back.into_iter().min()
        })
    }

    /// The nodes from some on, without going through `stop`.
    fn reach(&self, from: impl Iterator<Item = NodeId>, along: Along, stop: &FxHashSet<NodeId>) -> FxHashSet<NodeId> {
        let mut seen = FxHashSet::default();
        let mut stack: Vec<NodeId> = from.collect();
        while let Some(id) = stack.pop() {
            if !stop.contains(&id) && seen.insert(id) {
                stack.extend(self.next(id, along));
            }
        }
        seen
    }

    fn next(&self, id: NodeId, along: Along) -> impl Iterator<Item = NodeId> {
        self.leaving(id).into_iter().map(|at| &self.draft.edges[at]).filter(move |edge| along(edge)).map(|edge| edge.to)
    }
}
