//! Loops that nothing limits.

use petgraph::algo::kosaraju_scc;
use petgraph::graph::DiGraph;

use super::{Graph, index, node};
use crate::model::{Edge, EdgeId, EdgeKind, NodeId};

/// The loops in which no edge has a `max`, so that a case may go round for ever: sets of nodes that can all reach one another
/// along unlimited edges, each sorted, in the order of their first node. A node alone is one only if such an edge goes from it
/// to itself.
///
/// `unbounded-loop` reports them, except the one for which `sla-unbounded` speaks.
#[must_use]
pub fn unbounded_loops(graph: &Graph) -> Vec<Vec<NodeId>> {
    loops_along(graph, |edge| edge.is_flow() && edge.max.is_none())
}

/// The loops of nodes that pass a case on to one another when the time is up, and that nothing limits.
#[must_use]
pub fn timeout_loops(graph: &Graph) -> Vec<Vec<NodeId>> {
    loops_along(graph, |edge| matches!(edge.kind, EdgeKind::Timeout(_)) && edge.max.is_none())
}

/// The loops along some edges only.
fn loops_along(graph: &Graph, along: impl Fn(&Edge) -> bool) -> Vec<Vec<NodeId>> {
    let mut free: DiGraph<(), ()> = DiGraph::with_capacity(graph.len(), graph.variant().edges.len());
    for _ in 0..graph.len() {
        free.add_node(());
    }
    for (_, edge) in graph.variant().edges().filter(|(_, edge)| along(edge)) {
        free.add_edge(index(edge.from), index(edge.to), ());
    }
    let mut loops: Vec<Vec<NodeId>> = kosaraju_scc(&free)
        .into_iter()
        .filter(|group| group.len() > 1 || free.contains_edge(group[0], group[0]))
        .map(|group| group.into_iter().map(node).collect())
        .collect();
    for nodes in &mut loops {
        nodes.sort_unstable();
    }
    loops.sort_unstable();
    loops
}

/// The edge of a loop that an author would limit: a rejection or a timeout before anything else, then the one that goes back
/// furthest in the order of declaration.
#[must_use]
pub fn closing_edge(graph: &Graph, nodes: &[NodeId]) -> Option<EdgeId> {
    let inner = nodes.iter().flat_map(|&id| graph.leaving(id)).copied().filter(|&at| {
        let edge = graph.variant().edge(at);
        edge.max.is_none() && nodes.binary_search(&edge.to).is_ok()
    });
    inner.max_by_key(|&at| {
        let edge = graph.variant().edge(at);
        (!graph.is_normal(at), i64::from(edge.from.0) - i64::from(edge.to.0), std::cmp::Reverse(at))
    })
}
