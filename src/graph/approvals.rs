//! Which approvals still stand when a case gets to another one, and how many follow one another.

use rustc_hash::FxHashMap;

use super::facts::mask;
use super::forward::Dominance;
use super::{Concurrency, Facts, Graph, Settled};
use crate::model::{DataId, EdgeKind, NodeId, NodeKind};

/// For every node: which approvals were certainly given before it, and whether what they decided on is unchanged since.
///
/// One fact per approval, and one per approval and data object that a write of the object takes away again, in sequence or
/// concurrently. Rework is covered: a walk that changes the data and comes back without passing the approval breaks the fact.
#[derive(Debug)]
pub struct Standing {
    /// The approval of each fact, in order of declaration.
    approvals: Vec<NodeId>,
    /// The facts "was given".
    given: Vec<u64>,
    /// For each data object, the facts "was given, and this is unchanged".
    unchanged: FxHashMap<DataId, Vec<u64>>,
    settled: Settled,
}

impl Standing {
    /// Works the facts out.
    #[must_use]
    pub fn find(graph: &Graph, concurrency: &Concurrency) -> Standing {
        let variant = graph.variant();
        let mut approvals = Vec::new();
        let mut given = Vec::new();
        let mut groups: Vec<Vec<usize>> = Vec::new();
        let mut group_of: FxHashMap<DataId, usize> = FxHashMap::default();
        let mut facts_of: FxHashMap<NodeId, Vec<usize>> = FxHashMap::default();
        for (id, node) in variant.nodes().filter(|(_, node)| node.kind == NodeKind::Approval) {
            let mut data: Vec<DataId> = node.subject().iter().filter_map(|data| data.id).collect();
            data.sort_unstable();
            data.dedup();
            let facts = facts_of.entry(id).or_default();
            facts.push(approvals.len());
            given.push(approvals.len());
            approvals.push(id);
            for data in data {
                let group = *group_of.entry(data).or_insert_with(|| {
                    groups.push(Vec::new());
                    groups.len() - 1
                });
                groups[group].push(approvals.len());
                facts.push(approvals.len());
                approvals.push(id);
            }
        }
        let adds = |edge| {
            let edge = variant.edge(edge);
            if edge.kind == EdgeKind::Approved { facts_of.get(&edge.from).cloned().unwrap_or_default() } else { Vec::new() }
        };
        let removes = |id| variant.node(id).outputs.iter().filter_map(|data| group_of.get(&data.id?).copied()).collect();
        let count = approvals.len();
        let settled = Facts { count, adds: &adds, groups: &groups, removes: &removes, must: true }.settle(graph, concurrency);
        let words = count.div_ceil(64).max(1);
        let unchanged = group_of.iter().map(|(&data, &group)| (data, mask(&groups[group], words))).collect();
        Standing { approvals, given: mask(&given, words), unchanged, settled }
    }

    /// The approvals certainly given whenever a case gets to `at`, itself left out, in order of declaration.
    pub fn given_before(&self, at: NodeId) -> impl Iterator<Item = NodeId> {
        self.settled.among(&self.given, at).map(|fact| self.approvals[fact]).filter(move |id| *id != at)
    }

    /// The approvals given before `at` that decided on all of this data, none of which was written since.
    pub fn covering(&self, data: &[DataId], at: NodeId) -> Vec<NodeId> {
        let standing = |data: &DataId| -> Vec<NodeId> {
            let mask = self.unchanged.get(data).map_or(&[][..], Vec::as_slice);
            self.settled.among(mask, at).map(|fact| self.approvals[fact]).filter(|id| *id != at).collect()
        };
        let Some((first, rest)) = data.split_first() else { return Vec::new() };
        rest.iter().fold(standing(first), |mut all, data| {
            let more = standing(data);
            all.retain(|id| more.binary_search(id).is_ok());
            all
        })
    }
}

/// The longest row of approvals on one way through the process.
///
/// Edges whose target dominates their source go back in a loop and are dropped; so are, in what remains of a cycle, edges to
/// nodes declared earlier. In the acyclic rest it is a longest path; a parallel block counts its longest branch.
#[must_use]
pub fn longest_chain(graph: &Graph) -> Vec<NodeId> {
    let variant = graph.variant();
    let dominance = Dominance::find(graph);
    let reached = graph.reachable_from(graph.starts());
    let mut loop_of = vec![usize::MAX; graph.len()];
    for (number, nodes) in graph.loops().iter().enumerate() {
        for id in nodes {
            loop_of[id.index()] = number;
        }
    }
    let keeps = |from: NodeId, to: NodeId| {
        let inside = loop_of[from.index()] != usize::MAX && loop_of[from.index()] == loop_of[to.index()];
        // Inside a loop only edges that do not go back are kept.
        !inside || !dominance.dominates(to, from)
    };
    let order = acyclic_order(graph, &keeps);
    let mut position = vec![0; graph.len()];
    for (at, id) in order.iter().enumerate() {
        position[id.index()] = at;
    }
    let mut count = vec![0_usize; graph.len()];
    let mut before: Vec<Option<NodeId>> = vec![None; graph.len()];
    for &id in order.iter().filter(|id| reached[id.index()]) {
        let own = usize::from(variant.node(id).kind == NodeKind::Approval);
        let mut best: Option<NodeId> = None;
        for &edge in graph.entering(id) {
            let from = variant.edge(edge).from;
            let kept = reached[from.index()] && keeps(from, id) && position[from.index()] < position[id.index()];
            if kept && best.is_none_or(|known| count[from.index()] > count[known.index()]) {
                best = Some(from);
            }
        }
        before[id.index()] = best;
        count[id.index()] = own + best.map_or(0, |from| count[from.index()]);
    }
    let last = (0..graph.len()).map(NodeId::at).max_by_key(|id| (count[id.index()], std::cmp::Reverse(*id)));
    let mut chain = Vec::new();
    let mut at = last;
    while let Some(id) = at {
        if variant.node(id).kind == NodeKind::Approval {
            chain.push(id);
        }
        at = before[id.index()];
    }
    chain.reverse();
    chain
}

/// A topological order of the kept edges; where a cycle remains, the node declared first goes first.
fn acyclic_order(graph: &Graph, keeps: &dyn Fn(NodeId, NodeId) -> bool) -> Vec<NodeId> {
    let variant = graph.variant();
    let mut missing = vec![0_usize; graph.len()];
    for edge in variant.edges.iter().filter(|edge| edge.is_flow() && keeps(edge.from, edge.to)) {
        missing[edge.to.index()] += 1;
    }
    let mut placed = vec![false; graph.len()];
    let mut ready: std::collections::BTreeSet<NodeId> = (0..graph.len()).map(NodeId::at).filter(|id| missing[id.index()] == 0).collect();
    let mut next_unplaced = 0;
    let mut order = Vec::with_capacity(graph.len());
    while order.len() < graph.len() {
        let id = match ready.pop_first() {
            Some(id) => id,
            None => {
                while placed[next_unplaced] {
                    next_unplaced += 1;
                }
                NodeId::at(next_unplaced)
            }
        };
        if std::mem::replace(&mut placed[id.index()], true) {
            continue;
        }
        order.push(id);
        for &edge in graph.leaving(id) {
            let to = variant.edge(edge).to;
            if keeps(id, to) && !placed[to.index()] {
                missing[to.index()] -= 1;
                if missing[to.index()] == 0 {
                    ready.insert(to);
                }
            }
        }
    }
    order
}
