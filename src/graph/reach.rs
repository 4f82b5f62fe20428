//! What is cut off: groups of nodes that nothing leads to, or that lead nowhere.

use super::Graph;
use crate::model::NodeId;

impl Graph<'_> {
    /// Which nodes a case itself can reach from any of these. Unlike [`Graph::reachable_from`], a notice does not carry it.
    #[must_use]
    pub fn cases_from(&self, from: impl IntoIterator<Item = NodeId>) -> Vec<bool> {
        let mut reached = vec![false; self.len()];
        let from: Vec<NodeId> = from.into_iter().collect();
        spread(from, &mut reached, |id, next| next.extend(self.leaving(id).iter().map(|&edge| self.variant().edge(edge).to)));
        reached
    }

    /// Which nodes a case can reach from any of these without passing one of those.
    #[must_use]
    pub fn cases_until(&self, from: impl IntoIterator<Item = NodeId>, stop: &[bool]) -> Vec<bool> {
        let mut reached = vec![false; self.len()];
        spread(from.into_iter().collect(), &mut reached, |id, next| {
            let edges = if stop[id.index()] { &[] } else { self.leaving(id) };
            next.extend(edges.iter().map(|&edge| self.variant().edge(edge).to));
        });
        reached
    }

    /// Of a set of nodes that also holds whatever leads to them: the groups that nothing else leads to, each sorted. A group is a
    /// loop or a single node.
    #[must_use]
    pub fn first_of(&self, set: &[bool]) -> Vec<Vec<NodeId>> {
        let mut group_of = vec![usize::MAX; self.len()];
        let groups = self.groups(set, &mut group_of);
        let mut entered = vec![false; groups.len()];
        for (_, edge) in self.variant().edges() {
            let (from, to) = (group_of[edge.from.index()], group_of[edge.to.index()]);
            if to != usize::MAX && from != to {
                entered[to] = true;
            }
        }
        groups.into_iter().zip(entered).filter(|(_, entered)| !entered).map(|(group, _)| group).collect()
    }

    /// Of a set of nodes that also holds whatever follows them: the groups that lead nowhere else, each sorted.
    #[must_use]
    pub fn last_of(&self, set: &[bool]) -> Vec<Vec<NodeId>> {
        let mut group_of = vec![usize::MAX; self.len()];
        let groups = self.groups(set, &mut group_of);
        let mut left = vec![false; groups.len()];
        for (_, edge) in self.variant().edges().filter(|(_, edge)| edge.is_flow()) {
            let (from, to) = (group_of[edge.from.index()], group_of[edge.to.index()]);
            if from != usize::MAX && from != to {
                left[from] = true;
            }
        }
        groups.into_iter().zip(left).filter(|(_, left)| !left).map(|(group, _)| group).collect()
    }

    /// What a case or a notice reaches from these and was not seen yet, sorted, without these.
    #[must_use]
    pub fn behind(&self, from: &[NodeId], seen: &mut [bool]) -> Vec<NodeId> {
        let mut found = spread(from.to_vec(), seen, |id, next| {
            next.extend(self.leaving(id).iter().chain(self.notices_of(id)).map(|&edge| self.variant().edge(edge).to));
        });
        found.retain(|id| !from.contains(id));
        found
    }

    /// From where a case reaches these and that was not seen yet, sorted, without these.
    #[must_use]
    pub fn ahead(&self, of: &[NodeId], seen: &mut [bool]) -> Vec<NodeId> {
        let mut found =
            spread(of.to_vec(), seen, |id, next| next.extend(self.entering(id).iter().map(|&edge| self.variant().edge(edge).from)));
        found.retain(|id| !of.contains(id));
        found
    }

    /// The loops and single nodes of a set, in the order of their first node, and which of them each node is in.
    fn groups(&self, set: &[bool], group_of: &mut [usize]) -> Vec<Vec<NodeId>> {
        let mut groups: Vec<Vec<NodeId>> = self.components().into_iter().filter(|group| set[group[0].index()]).collect();
        for group in &mut groups {
            group.sort_unstable();
        }
        groups.sort_unstable();
        for (number, group) in groups.iter().enumerate() {
            for id in group {
                group_of[id.index()] = number;
            }
        }
        groups
    }
}

/// Follows `next` from some nodes to all that were not seen before; those, sorted.
fn spread(from: Vec<NodeId>, seen: &mut [bool], next: impl Fn(NodeId, &mut Vec<NodeId>)) -> Vec<NodeId> {
    let mut found = Vec::new();
    let mut stack = from;
    while let Some(id) = stack.pop() {
        if !std::mem::replace(&mut seen[id.index()], true) {
            found.push(id);
            next(id, &mut stack);
        }
    }
    found.sort_unstable();
    found
}
