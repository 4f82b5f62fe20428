//! A variant as a graph: a derived index that holds ids. petgraph lives here and nowhere else; what comes out are ids in
//! ascending order and the words of the domain.
//!
//! Guarantees: the graph has the variant's nodes, and every edge along which a case moves. Notices (`timeout … -> notify`) are
//! kept apart, because the case does not move along them. Nothing here recurses, and nothing enumerates paths.

mod approvals;
mod branches;
mod facts;
mod forward;
mod jumps;
mod likeliest;
mod longest;
mod loops;
mod reach;
mod rounds;
mod shortest;
mod soundness;
mod structure;
mod time;
mod unread;
mod visits;
mod ways;

use petgraph::Direction;
use petgraph::algo::{dominators, kosaraju_scc};
use petgraph::graph::{DiGraph, NodeIndex};
use petgraph::visit::{Dfs, DfsPostOrder, Reversed};

pub use approvals::{Standing, longest_chain};
pub use branches::Concurrency;
pub use facts::{Facts, Settled};
pub use forward::Forward;
pub use jumps::Jump;
pub use likeliest::{likeliest, likeliest_edges};
pub use longest::{Worst, longest, longest_block, longest_to};
pub use loops::{closing_edge, timeout_loops, unbounded_loops};
pub use shortest::{edge_time, shortest};
pub use soundness::{Defect, Fault, Soundness};
pub use structure::{Block, BlockId, Link, Region, Rest, Spot, Structure, Way};
pub use time::{NodeTime, Times, one_clock};
pub use unread::Unread;
pub use visits::Visits;

use crate::model::{EdgeId, EdgeKind, NodeId, NodeKind, Variant};

/// The graph of a variant.
#[derive(Debug)]
pub struct Graph<'m> {
    variant: &'m Variant,
    /// INVARIANT: nodes are added in id order, so a petgraph index is the node id (test below).
    flow: DiGraph<(), EdgeId>,
    out: Vec<Vec<EdgeId>>,
    into: Vec<Vec<EdgeId>>,
    notices: Vec<EdgeId>,
    /// Along which edges notices go out from each node.
    told: Vec<Vec<EdgeId>>,
}

impl<'m> Graph<'m> {
    /// Builds the graph of a variant.
    #[must_use]
    pub fn build(variant: &'m Variant) -> Graph<'m> {
        let mut flow = DiGraph::with_capacity(variant.nodes.len(), variant.edges.len());
        let mut out = vec![Vec::new(); variant.nodes.len()];
        let mut into = vec![Vec::new(); variant.nodes.len()];
        let mut notices = Vec::new();
        let mut told = vec![Vec::new(); variant.nodes.len()];
        for _ in &variant.nodes {
            flow.add_node(());
        }
        for (id, edge) in variant.edges() {
            if edge.is_flow() {
                flow.add_edge(index(edge.from), index(edge.to), id);
                out[edge.from.index()].push(id);
                into[edge.to.index()].push(id);
            } else {
                notices.push(id);
                told[edge.from.index()].push(id);
            }
        }
        Graph { variant, flow, out, into, notices, told }
    }

    /// The variant.
    #[must_use]
    pub fn variant(&self) -> &'m Variant {
        self.variant
    }

    /// How many nodes there are.
    #[must_use]
    pub fn len(&self) -> usize {
        self.variant.nodes.len()
    }

    /// Whether there are no nodes.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.variant.nodes.is_empty()
    }

    /// The edges along which a case leaves a node.
    #[must_use]
    pub fn leaving(&self, id: NodeId) -> &[EdgeId] {
        &self.out[id.index()]
    }

    /// The edges along which a case enters a node.
    #[must_use]
    pub fn entering(&self, id: NodeId) -> &[EdgeId] {
        &self.into[id.index()]
    }

    /// The nodes that directly follow, without repetition.
    pub fn successors(&self, id: NodeId) -> impl Iterator<Item = NodeId> {
        let mut next: Vec<NodeId> = self.flow.neighbors(index(id)).map(node).collect();
        next.sort_unstable();
        next.dedup();
        next.into_iter()
    }

    /// The edges along which only a notice goes.
    #[must_use]
    pub fn notices(&self) -> &[EdgeId] {
        &self.notices
    }

    /// The edges along which a notice goes out from a node.
    #[must_use]
    pub fn notices_of(&self, id: NodeId) -> &[EdgeId] {
        &self.told[id.index()]
    }

    /// The start events.
    pub fn starts(&self) -> impl Iterator<Item = NodeId> {
        self.of_kind(NodeKind::Start)
    }

    /// The end events.
    pub fn ends(&self) -> impl Iterator<Item = NodeId> {
        self.of_kind(NodeKind::End)
    }

    fn of_kind(&self, kind: NodeKind) -> impl Iterator<Item = NodeId> {
        self.variant.nodes().filter(move |(_, node)| node.kind == kind).map(|(id, _)| id)
    }

    /// Which nodes a case or a notice can reach from any of these.
    #[must_use]
    pub fn reachable_from(&self, from: impl IntoIterator<Item = NodeId>) -> Vec<bool> {
        let mut reached = vec![false; self.len()];
        let mut stack: Vec<NodeId> = from.into_iter().collect();
        while let Some(id) = stack.pop() {
            if std::mem::replace(&mut reached[id.index()], true) {
                continue;
            }
            stack.extend(self.leaving(id).iter().map(|&edge| self.variant.edge(edge).to));
            // A notice goes out from its host.
            stack.extend(self.notices_of(id).iter().map(|&edge| self.variant.edge(edge).to));
        }
        reached
    }

    /// From which nodes a case can reach any of these.
    #[must_use]
    pub fn reaching(&self, to: impl IntoIterator<Item = NodeId>) -> Vec<bool> {
        let mut reaching = vec![false; self.len()];
        let reversed = Reversed(&self.flow);
        let mut walk = Dfs::empty(reversed);
        for id in to {
            walk.move_to(index(id));
            while let Some(at) = walk.next(reversed) {
                reaching[at.index()] = true;
            }
        }
        reaching
    }

    /// Nodes on a walk that begins with `first` edges' targets, avoids `avoid`, and gets to `goal`; `goal` may be passed.
    #[must_use]
    pub fn walk_between(&self, first: &[NodeId], goal: NodeId, avoid: NodeId) -> Vec<bool> {
        let spread = |start: &[NodeId], forward: bool| {
            let mut seen = vec![false; self.len()];
            let mut stack: Vec<NodeId> = start.iter().copied().filter(|&id| id != avoid).collect();
            while let Some(id) = stack.pop() {
                if std::mem::replace(&mut seen[id.index()], true) {
                    continue;
                }
                let edges = if forward { self.leaving(id) } else { self.entering(id) };
                let next = edges.iter().map(|&edge| if forward { self.variant.edge(edge).to } else { self.variant.edge(edge).from });
                stack.extend(next.filter(|&id| id != avoid));
            }
            seen
        };
        let ahead = spread(first, true);
        let behind = spread(&[goal], false);
        ahead.iter().zip(&behind).map(|(a, b)| *a && *b).collect()
    }

    /// The loops: sets of nodes that can all reach one another, each sorted, in the order of their first node. A node alone
    /// is a loop only if an edge goes from it to itself.
    #[must_use]
    pub fn loops(&self) -> Vec<Vec<NodeId>> {
        let mut loops: Vec<Vec<NodeId>> = kosaraju_scc(&self.flow)
            .into_iter()
            .map(|component| component.into_iter().map(node).collect::<Vec<_>>())
            .filter(|component| component.len() > 1 || self.flow.contains_edge(index(component[0]), index(component[0])))
            .collect();
        for component in &mut loops {
            component.sort_unstable();
        }
        loops.sort_unstable();
        loops
    }

    /// Strongly connected components of the flow, sources first.
    pub(crate) fn components(&self) -> Vec<Vec<NodeId>> {
        let mut components: Vec<Vec<NodeId>> =
            kosaraju_scc(&self.flow).into_iter().map(|component| component.into_iter().map(node).collect()).collect();
        components.reverse();
        components
    }

    /// For each node, the nearest other node through which every way from a start to it passes.
    pub(crate) fn dominators(&self) -> Vec<Option<NodeId>> {
        let mut rooted: DiGraph<(), ()> = self.flow.map(|_, ()| (), |_, _| ());
        let root = rooted.add_node(());
        for start in self.starts() {
            rooted.add_edge(root, index(start), ());
        }
        let tree = dominators::simple_fast(&rooted, root);
        (0..self.len()).map(|at| tree.immediate_dominator(NodeIndex::new(at)).filter(|&found| found != root).map(node)).collect()
    }

    /// The nodes in reverse post-order from the starts, then those that no start reaches: the order in which a forward
    /// analysis settles fastest.
    #[must_use]
    pub fn reverse_post_order(&self) -> Vec<NodeId> {
        let mut order = Vec::with_capacity(self.len());
        let mut walk = DfsPostOrder::empty(&self.flow);
        for id in self.starts().chain((0..self.len()).map(NodeId::at)) {
            walk.move_to(index(id));
            let first = order.len();
            while let Some(at) = walk.next(&self.flow) {
                order.push(node(at));
            }
            order[first..].reverse();
        }
        order
    }

    /// How many edges enter a node.
    #[must_use]
    pub fn entries(&self, id: NodeId) -> usize {
        self.flow.edges_directed(index(id), Direction::Incoming).count()
    }

    /// The edges that a normal case takes: neither rejections nor timeouts.
    pub fn is_normal(&self, edge: EdgeId) -> bool {
        !matches!(self.variant.edge(edge).kind, EdgeKind::Rejected | EdgeKind::Timeout(_))
    }
}

fn index(id: NodeId) -> NodeIndex {
    NodeIndex::new(id.index())
}

fn node(index: NodeIndex) -> NodeId {
    NodeId::at(index.index())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_petgraph_index_is_the_node_id() {
        for at in [0, 1, 77] {
            assert_eq!(node(index(NodeId::at(at))), NodeId::at(at));
        }
        let mut graph: DiGraph<(), ()> = DiGraph::new();
        for at in 0..10 {
            assert_eq!(node(graph.add_node(())), NodeId::at(at));
        }
    }
}
