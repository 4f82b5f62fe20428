//! What may run at the same time.

use std::collections::{BTreeMap, BTreeSet};

use rustc_hash::{FxHashMap, FxHashSet};

use super::Graph;
use crate::model::{EdgeId, NodeId, NodeKind};

/// Some branches of a fork, ascending.
type Branches = Vec<usize>;

/// Which nodes may run while others run.
///
/// For each fork, every node has the branches that have certainly come together in a case that is there: the one at the beginning
/// of a branch, at an AND join those of all edges that enter it, elsewhere those that all of them have in common (the greatest
/// fixpoint). Two nodes may run at the same time if some fork has branches for both and none of them is the same. Behind a join
/// of all branches the fork is closed, also if a rejection leaves a branch for elsewhere; what it leads to stays concurrent with
/// the other branches.
#[derive(Debug)]
pub struct Concurrency {
    /// For each fork, the nodes at which not all branches have come together, by those that have.
    forks: Vec<BTreeMap<Branches, Vec<NodeId>>>,
    /// Which node each fork is, ascending.
    order: Vec<NodeId>,
    /// The forks that are open at a node, and the branches that have come together there.
    open: FxHashMap<NodeId, Vec<(usize, Branches)>>,
}

impl Concurrency {
    /// Finds what every fork leaves open.
    #[must_use]
    pub fn find(graph: &Graph) -> Concurrency {
        let order: Vec<NodeId> = graph.variant().nodes().filter(|(_, node)| node.kind == NodeKind::Fork).map(|(id, _)| id).collect();
        let mut forks = Vec::with_capacity(order.len());
        let mut open: FxHashMap<NodeId, Vec<(usize, Branches)>> = FxHashMap::default();
        let mut position = vec![usize::MAX; graph.variant().nodes.len()];
        for (at, id) in graph.reverse_post_order().into_iter().enumerate() {
            position[id.index()] = at;
        }
        for (number, &fork) in order.iter().enumerate() {
            let mut groups: BTreeMap<Branches, Vec<NodeId>> = BTreeMap::new();
            for (id, branches) in Open::find(graph, fork, &position) {
                open.entry(id).or_default().push((number, branches.clone()));
                groups.entry(branches).or_default().push(id);
            }
            forks.push(groups);
        }
        Concurrency { forks, order, open }
    }

    /// The nodes that may run while this one runs, sorted.
    #[must_use]
    pub fn with(&self, id: NodeId) -> Vec<NodeId> {
        let open = self.open.get(&id).into_iter().flatten();
        let all: BTreeSet<NodeId> = open.flat_map(|(fork, branches)| apart(&self.forks[*fork], branches)).collect();
        all.into_iter().collect()
    }

    /// Of some nodes, the groups whose nodes may run at the same time as another one of the group, each sorted.
    #[must_use]
    pub fn together(&self, nodes: &[NodeId]) -> Vec<Vec<NodeId>> {
        let mut left: BTreeSet<NodeId> = nodes.iter().copied().collect();
        let mut groups = Vec::new();
        while let Some(first) = left.pop_first() {
            let mut group = vec![first];
            let mut at = 0;
            while at < group.len() && !left.is_empty() {
                group.extend(self.with(group[at]).into_iter().filter(|id| left.remove(id)));
                at += 1;
            }
            if group.len() > 1 {
                group.sort_unstable();
                groups.push(group);
            }
        }
        groups
    }

    /// The nodes that may run while a case is on an edge out of a fork: those of its other branches.
    pub(super) fn beside(&self, fork: NodeId, edge: EdgeId, graph: &Graph) -> Vec<NodeId> {
        let branch = graph.leaving(fork).binary_search(&edge).ok();
        let number = self.order.binary_search(&fork).ok();
        number.zip(branch).map_or(Vec::new(), |(number, branch)| apart(&self.forks[number], &[branch]).collect())
    }
}

/// The nodes that have none of these branches.
fn apart<'o>(groups: &'o BTreeMap<Branches, Vec<NodeId>>, branches: &'o [usize]) -> impl Iterator<Item = NodeId> + 'o {
    let disjoint = |own: &Branches| own.iter().all(|branch| branches.binary_search(branch).is_err());
    groups.iter().filter(move |(own, _)| disjoint(own)).flat_map(|(_, nodes)| nodes).copied()
}

/// The search behind one fork. What it does not get to has all branches, as before the fork and behind its join.
struct Open<'g, 'm> {
    graph: &'g Graph<'m>,
    fork: NodeId,
    nodes: BTreeMap<NodeId, Branches>,
    /// Nodes of whose edges a join expects no branch of this fork.
    elsewhere: FxHashSet<NodeId>,
    /// Where a node stands in reverse post-order: taken in it, a node is looked at once per round of the loops around it.
    position: &'g [usize],
}

impl<'g, 'm> Open<'g, 'm> {
    fn find(graph: &'g Graph<'m>, fork: NodeId, position: &'g [usize]) -> BTreeMap<NodeId, Branches> {
        let mut open = Open { graph, fork, nodes: BTreeMap::new(), elsewhere: FxHashSet::default(), position };
        open.settle();
        // A join of a branch with something else does not close the fork, although all that it waits for counts as together.
        let mixed = open.joins_with_others();
        if !mixed.is_empty() {
            open.elsewhere = mixed;
            open.nodes.clear();
            open.settle();
        }
        open.nodes
    }

    fn settle(&mut self) {
        let graph = self.graph;
        let position = self.position;
        let behind = |id: NodeId| graph.successors(id).map(|next| (position[next.index()], next));
        let mut queue: BTreeSet<(usize, NodeId)> = behind(self.fork).collect();
        while let Some((_, id)) = queue.pop_first() {
            let now = self.at(id);
            if now.as_ref() == self.nodes.get(&id) {
                continue;
            }
            now.and_then(|branches| self.nodes.insert(id, branches));
            queue.extend(behind(id));
        }
    }

    /// The branches at a node from those of its predecessors; `None` for all.
    fn at(&self, id: NodeId) -> Option<Branches> {
        let join = self.graph.variant().node(id).kind == NodeKind::Join;
        let mut together: Option<Branches> = None;
        for &edge in self.graph.entering(id) {
            let from = self.graph.variant().edge(edge).from;
            let own = self.along(from, edge);
            if !join {
                together = match (together, own) {
                    (Some(all), Some(own)) => Some(all.into_iter().filter(|branch| own.contains(branch)).collect()),
                    (all, own) => all.or(own),
                };
            } else if !self.elsewhere.contains(&from) {
                together.get_or_insert_default().extend(own?);
            }
        }
        let mut together = together?;
        together.sort_unstable();
        together.dedup();
        (together.len() < self.graph.leaving(self.fork).len()).then_some(together)
    }

    /// The branches that a case on an edge has behind it.
    fn along(&self, from: NodeId, edge: EdgeId) -> Option<Branches> {
        let before = self.nodes.get(&from);
        if from != self.fork {
            return before.cloned();
        }
        let branch = self.graph.leaving(from).binary_search(&edge).ok()?;
        // A fork that is entered while its branches run knows nothing of them.
        Some(if before.is_none_or(|before| before.contains(&branch)) { vec![branch] } else { Vec::new() })
    }

    /// The nodes without open branches that lead to a join to which also open branches lead.
    fn joins_with_others(&self) -> FxHashSet<NodeId> {
        let variant = self.graph.variant();
        let is_join = |id: &NodeId| variant.node(*id).kind == NodeKind::Join;
        let joins: BTreeSet<NodeId> = self.nodes.keys().flat_map(|&id| self.graph.successors(id)).filter(is_join).collect();
        let before = joins.iter().flat_map(|&join| self.graph.entering(join)).map(|&edge| variant.edge(edge).from);
        before.filter(|from| *from != self.fork && !self.nodes.contains_key(from)).collect()
    }
}
