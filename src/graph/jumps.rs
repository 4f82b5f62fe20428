//! Ways that lead into or out of a parallel block past its beginning and its end.

use std::collections::BTreeMap;

use rustc_hash::FxHashSet;

use super::Graph;
use crate::model::{Block, EdgeId, EdgeKind, NodeId};

/// A way into or out of a parallel block; of several nested ones, the outermost.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Jump {
    /// The edge.
    pub edge: EdgeId,
    /// The block, as an index into those of the variant.
    pub block: usize,
    /// Whether it leads out of the block.
    pub out: bool,
}

impl Graph<'_> {
    /// The ways into and out of parallel blocks, in the order of their edges. A `timeout` out of one is an exception, and is among them.
    #[must_use]
    pub fn jumps(&self) -> Vec<Jump> {
        let mut jumps: BTreeMap<EdgeId, (usize, Jump)> = BTreeMap::new();
        for (number, block) in self.variant().blocks.iter().enumerate() {
            let inside = self.inside(block);
            let mut note = |edge: EdgeId, out: bool| {
                let jump = (inside.len(), Jump { edge, block: number, out });
                let known = jumps.entry(edge).or_insert(jump);
                if known.0 < jump.0 {
                    *known = jump;
                }
            };
            let mut nodes: Vec<NodeId> = inside.iter().copied().collect();
            nodes.sort_unstable();
            for id in nodes {
                for &way in self.leaving(id) {
                    let to = self.variant().edge(way).to;
                    if to != block.join && !inside.contains(&to) {
                        note(way, true);
                    }
                }
                for &way in self.entering(id) {
                    let from = self.variant().edge(way).from;
                    if from != block.fork && !inside.contains(&from) {
                        note(way, false);
                    }
                }
            }
        }
        jumps.into_values().map(|(_, jump)| jump).collect()
    }

    /// Whether a way past the beginning or the end of a parallel block is a fault: a `timeout` is an exception.
    #[must_use]
    pub fn is_fault(&self, jump: &Jump) -> bool {
        !matches!(self.variant().edge(jump.edge).kind, EdgeKind::Timeout(_))
    }

    /// The nodes of a block: those named in it, and those between them and the join at which one can arrive only from inside.
    fn inside(&self, block: &Block) -> FxHashSet<NodeId> {
        let behind = |id: NodeId| self.leaving(id).iter().map(|&way| self.variant().edge(way).to).collect::<Vec<_>>();
        let before = |id: NodeId| self.entering(id).iter().map(|&way| self.variant().edge(way).from).collect::<Vec<_>>();
        let spread = |from: Vec<NodeId>, next: &dyn Fn(NodeId) -> Vec<NodeId>| {
            let mut seen: FxHashSet<NodeId> = FxHashSet::default();
            let mut stack = from;
            while let Some(id) = stack.pop() {
                if id != block.fork && id != block.join && seen.insert(id) {
                    stack.extend(next(id));
                }
            }
            seen
        };
        let named: FxHashSet<NodeId> = block.branches.iter().flatten().copied().collect();
        let to_the_join = spread(before(block.join), &before);
        let mut inside = spread(block.branches.concat(), &behind);
        inside.retain(|id| to_the_join.contains(id) || named.contains(id));
        let entered = |id: &NodeId| before(*id).iter().any(|from| *from != block.fork && !inside.contains(from));
        let mut outside: Vec<NodeId> = inside.iter().copied().filter(entered).collect();
        while let Some(id) = outside.pop() {
            if !named.contains(&id) && inside.remove(&id) {
                outside.extend(behind(id));
            }
        }
        inside
    }
}
