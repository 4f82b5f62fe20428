//! Which steps depend on one another by the data that they read and write.

use rustc_hash::FxHashSet;

use crate::graph::{Forward, Graph};
use crate::model::{DataId, NodeId, Variant};

/// One step must come before another because of some data.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub struct Dependency {
    /// The step that comes first.
    pub before: NodeId,
    /// The step that comes later.
    pub after: NodeId,
    /// The data.
    pub data: DataId,
    /// What they do with it.
    pub conflict: Conflict,
}

/// Why two steps cannot change places or run at the same time: Bernstein's conditions.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub enum Conflict {
    /// The later one reads what the earlier one writes.
    Result,
    /// The later one overwrites what the earlier one reads.
    Reread,
    /// Both write it.
    Overwrite,
}

/// What a step reads and writes. What it reads if it is there, what it decides on and the conditions of its branches are reads.
#[derive(Clone, Debug, Default)]
pub(super) struct Access {
    pub(super) reads: Vec<DataId>,
    pub(super) writes: Vec<DataId>,
}

/// What each step of a variant reads and writes.
pub(super) fn access(variant: &Variant) -> Vec<Access> {
    let mut all = vec![Access::default(); variant.nodes.len()];
    for (id, data) in variant.reads() {
        all[id.index()].reads.extend(data.id);
    }
    for (id, data) in variant.writes() {
        all[id.index()].writes.extend(data.id);
    }
    for access in &mut all {
        for list in [&mut access.reads, &mut access.writes] {
            list.sort_unstable();
            list.dedup();
        }
    }
    all
}

impl Access {
    /// The first data that keeps this step before another one.
    pub(super) fn conflict(&self, later: &Access) -> Option<(Conflict, DataId)> {
        let common = |a: &[DataId], b: &[DataId]| a.iter().find(|data| b.binary_search(data).is_ok()).copied();
        common(&self.writes, &later.reads)
            .map(|data| (Conflict::Result, data))
            .or_else(|| common(&self.writes, &later.writes).map(|data| (Conflict::Overwrite, data)))
            .or_else(|| common(&self.reads, &later.writes).map(|data| (Conflict::Reread, data)))
    }
}

/// The dependencies between the steps of a flow, in order: each pair of which one can come after the other without going back in a loop.
#[must_use]
pub fn dependencies(graph: &Graph) -> Vec<Dependency> {
    let access = access(graph.variant());
    let forward = Forward::find(graph);
    let mut found = Vec::new();
    for (before, _) in
        graph.variant().nodes().filter(|(id, _)| !access[id.index()].reads.is_empty() || !access[id.index()].writes.is_empty())
    {
        let after = forward.after(graph, before);
        for (other, _) in graph.variant().nodes().filter(|(other, _)| after[other.index()] && *other != before) {
            if let Some((conflict, data)) = access[before.index()].conflict(&access[other.index()]) {
                found.push(Dependency { before, after: other, data, conflict });
            }
        }
    }
    found
}

/// The pairs that do not follow from others.
#[must_use]
pub fn reduced(dependencies: &[Dependency]) -> Vec<(NodeId, NodeId)> {
    let pairs: FxHashSet<(NodeId, NodeId)> = dependencies.iter().map(|found| (found.before, found.after)).collect();
    let mut kept: Vec<(NodeId, NodeId)> = pairs.iter().copied().collect();
    kept.sort_unstable();
    let all = kept.clone();
    // Where two may follow one another in either order, neither follows from the other.
    let follows = |(a, b): (NodeId, NodeId)| {
        let ways = all.iter().filter(|(from, to)| *from == a && *to != b && !pairs.contains(&(*to, a)));
        ways.into_iter().any(|&(_, middle)| reaches(&all, middle, b, a))
    };
    kept.retain(|&pair| !follows(pair));
    kept
}

fn reaches(pairs: &[(NodeId, NodeId)], from: NodeId, to: NodeId, avoid: NodeId) -> bool {
    let mut seen: FxHashSet<NodeId> = FxHashSet::default();
    let mut stack = vec![from];
    while let Some(at) = stack.pop() {
        if at == to {
            return true;
        }
        if at != avoid && seen.insert(at) {
            let first = pairs.partition_point(|(from, _)| *from < at);
            stack.extend(pairs[first..].iter().take_while(|(from, _)| *from == at).map(|(_, to)| *to));
        }
    }
    false
}
