//! What may run at the same time.

use rustc_hash::FxHashMap;

use super::Graph;
use crate::model::{NodeId, NodeKind};

/// Which nodes may run while others run: those in another branch of the same fork.
///
/// For a fork whose ways meet again in one node this is exact on well-formed flows; where they do not, everything behind the
/// fork counts as concurrent. Too much is safe here: rules stay silent about what may be concurrent.
#[derive(Debug)]
pub struct Concurrency {
    /// For each fork, the branch sets: which nodes each way out leads through before the join.
    forks: Vec<Vec<Vec<NodeId>>>,
    /// Which node each of them is, ascending.
    order: Vec<NodeId>,
    /// For each node in any branch, the (fork, branch) pairs it is in.
    member: FxHashMap<NodeId, Vec<(usize, usize)>>,
}

impl Concurrency {
    /// Finds the branches of every fork.
    #[must_use]
    pub fn find(graph: &Graph) -> Concurrency {
        let mut forks = Vec::new();
        let mut order = Vec::new();
        let mut member: FxHashMap<NodeId, Vec<(usize, usize)>> = FxHashMap::default();
        let mut joins = None;
        for (fork, node) in graph.variant().nodes().filter(|(_, node)| node.kind == NodeKind::Fork) {
            let join = match node.block {
                Some(block) => Some(graph.variant().blocks[block].join),
                None => joins.get_or_insert_with(|| graph.post_dominators())[fork.index()],
            };
            let mut branches = Vec::new();
            for &edge in graph.leaving(fork) {
                let mut branch = Vec::new();
                let mut seen = rustc_hash::FxHashSet::default();
                let mut stack = vec![graph.variant().edge(edge).to];
                while let Some(id) = stack.pop() {
                    if Some(id) == join || id == fork || !seen.insert(id) {
                        continue;
                    }
                    branch.push(id);
                    stack.extend(graph.leaving(id).iter().map(|&edge| graph.variant().edge(edge).to));
                }
                branch.sort_unstable();
                for &id in &branch {
                    member.entry(id).or_default().push((forks.len(), branches.len()));
                }
                branches.push(branch);
            }
            forks.push(branches);
            order.push(fork);
        }
        Concurrency { forks, order, member }
    }

    /// The nodes that may run while this one runs, sorted.
    #[must_use]
    pub fn with(&self, id: NodeId) -> Vec<NodeId> {
        let mut all = Vec::new();
        for &(fork, branch) in self.member.get(&id).into_iter().flatten() {
            for (_, nodes) in self.forks[fork].iter().enumerate().filter(|(other, _)| *other != branch) {
                all.extend_from_slice(nodes);
            }
        }
        all.sort_unstable();
        all.dedup();
        all
    }

    /// The nodes of the branch that begins with `first` behind a fork.
    pub(super) fn branch_of(&self, first: NodeId, fork: NodeId, graph: &Graph) -> &[NodeId] {
        let position = graph.leaving(fork).iter().position(|&edge| graph.variant().edge(edge).to == first);
        let number = self.order.binary_search(&fork).ok();
        number.zip(position).map_or(&[], |(number, position)| &self.forks[number][position])
    }

    /// Whether nothing is concurrent at all.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.forks.is_empty()
    }
}
