//! One name for each node of a variant, by which edges and blocks refer to it.

use rustc_hash::{FxHashMap, FxHashSet};

use crate::model::{NodeId, Variant};

/// The names of a variant's nodes, no two the same.
pub(super) struct NodeNames(Vec<String>);

impl NodeNames {
    /// The name of each node as written; the join of a parallel block has that of the block and `#join`. A name that is taken
    /// (declared twice, which is an error) gets `#2` and so on.
    pub(super) fn of(variant: &Variant) -> NodeNames {
        let mut taken = FxHashSet::default();
        let mut next: FxHashMap<String, usize> = FxHashMap::default();
        let names = variant.nodes.iter().map(|node| {
            let name = if node.is_block_join() { format!("{}#join", node.title.name) } else { node.title.name.clone() };
            let mut unique = name.clone();
            while !taken.insert(unique.clone()) {
                let count = next.entry(name.clone()).or_insert(1);
                *count += 1;
                unique = format!("{name}#{count}");
            }
            unique
        });
        NodeNames(names.collect())
    }

    /// The name of a node.
    pub(super) fn get(&self, id: NodeId) -> &str {
        &self.0[id.index()]
    }
}
