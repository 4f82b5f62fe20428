//! What has certainly been done whenever a case comes to a node.

use crate::graph::{Concurrency, Facts, Graph, Settled};
use crate::model::{DataId, EdgeKind, NodeId};

/// For every node, the nodes that every case which gets there has passed; an approval counts once it has approved.
pub(super) struct Before {
    passed: Settled,
    reached: Vec<bool>,
}

impl Before {
    pub(super) fn find(graph: &Graph, concurrency: &Concurrency) -> Before {
        let passes = |kind: EdgeKind| !matches!(kind, EdgeKind::Rejected | EdgeKind::Timeout(_));
        let adds = |edge| {
            let edge = graph.variant().edge(edge);
            if passes(edge.kind) { vec![edge.from.index()] } else { Vec::new() }
        };
        let none = |_| Vec::new();
        let facts = Facts { count: graph.len(), adds: &adds, groups: &[], removes: &none, must: true };
        Before { passed: facts.settle(graph, concurrency), reached: graph.cases_from(graph.starts()) }
    }

    /// Whether every case that comes to `at` has passed the other node.
    pub(super) fn passed(&self, first: NodeId, at: NodeId) -> bool {
        first != at && self.reached[at.index()] && self.passed.holds(first.index(), at)
    }

    /// Whether a case gets to a node.
    pub(super) fn reached(&self, id: NodeId) -> bool {
        self.reached[id.index()]
    }
}

/// For every node, which data is certainly, or possibly, written when a case comes there.
pub(super) fn written(graph: &Graph, concurrency: &Concurrency, data: &[DataId], must: bool) -> Settled {
    let adds = |edge| {
        let edge = graph.variant().edge(edge);
        if matches!(edge.kind, EdgeKind::Timeout(_)) {
            return Vec::new();
        }
        let outputs = &graph.variant().node(edge.from).outputs;
        outputs.iter().filter_map(|written| data.binary_search(&written.id?).ok()).collect()
    };
    let none = |_| Vec::new();
    Facts { count: data.len(), adds: &adds, groups: &[], removes: &none, must }.settle(graph, concurrency)
}
