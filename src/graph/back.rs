//! Edges that go back in a loop.

use super::Graph;
use crate::model::NodeId;

impl Graph<'_> {
    /// Of each edge, whether its target dominates its source: whoever takes it has been there.
    pub(super) fn back_edges(&self) -> Vec<bool> {
        let dominators = self.dominators();
        let depths = depths(&dominators);
        let dominates = |above: NodeId, below: NodeId| {
            let mut at = below;
            while depths[at.index()] > depths[above.index()] {
                let Some(up) = dominators[at.index()] else { return false };
                at = up;
            }
            at == above
        };
        self.variant().edges().map(|(_, edge)| edge.is_flow() && dominates(edge.to, edge.from)).collect()
    }
}

/// How far each node is below the root of the dominator tree.
fn depths(dominators: &[Option<NodeId>]) -> Vec<usize> {
    let mut depths = vec![usize::MAX; dominators.len()];
    for start in 0..dominators.len() {
        let mut way = Vec::new();
        let mut at = start;
        while depths[at] == usize::MAX {
            way.push(at);
            match dominators[at] {
                Some(up) => at = up.index(),
                None => break,
            }
        }
        let mut depth = if depths[at] == usize::MAX { 0 } else { depths[at] + 1 };
        for node in way.into_iter().rev() {
            depths[node] = depth;
            depth += 1;
        }
    }
    depths
}
