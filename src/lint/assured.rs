//! What certainly happens to a case in the old version, and does not in the new one.

use super::VariantContext;
use super::change::ChangeContext;
use super::passed::{Passed, Passing};
use crate::graph::Forward;
use crate::model::{Edge, EdgeId, EdgeKind, NodeId, NodeKind};

/// How something that happened is not sure any more.
pub(super) enum Lack {
    /// No case gets to a node that does it.
    Nowhere,
    /// A case of the new version can go this way without it.
    On(Vec<EdgeId>),
}

/// Something that some nodes do, in both versions: a result, a notice, a legal step. Where in the flow does not matter, only that it happens
/// on every way on which it did: to an end, and behind each branch.
pub(super) fn lack(change: &ChangeContext, before: &[NodeId], after: &[NodeId]) -> Option<Lack> {
    let (old, new) = (Doing::find(&change.old, before), Doing::find(&change.new, after));
    if old.nodes.is_empty() {
        return None;
    }
    if new.nodes.is_empty() {
        return Some(Lack::Nowhere);
    }
    let sure = change.old.graph.ends().filter(|&end| old.reached[end.index()] && old.by_then(end));
    let mut ends = sure.flat_map(|end| change.matching.later(end)).copied().filter(|end| new.reached[end.index()]).peekable();
    // A new end, as for what is refused, owes nothing, unless all that there were have another name.
    let renamed = ends.peek().is_none() && change.old.graph.starts().all(|start| old.will(start));
    if let Some(end) = ends.find(|&end| !new.by_then(end)) {
        return Some(Lack::On(new.passed.way_past(&change.new, 0, end).unwrap_or_default()));
    }
    let starts = || change.new.graph.starts();
    if renamed && !starts().all(|start| new.will(start)) {
        return Some(Lack::On(new.way_out(starts().collect())));
    }
    branches(change, &old, &new)
}

/// A branch behind which it always happened, and now need not.
fn branches(change: &ChangeContext, old: &Doing, new: &Doing) -> Option<Lack> {
    let (was, is) = (&change.old, &change.new);
    let back = Forward::find(&was.graph);
    for (id, edge) in was.variant.edges() {
        let sure = old.reached[edge.from.index()] && forks(was, edge) && !back.goes_back(id) && old.will(edge.to) && !old.will(edge.from);
        let Some(from) = change.matching.heir(edge.from).filter(|from| sure && new.reached[from.index()]) else { continue };
        if old.by_then(edge.from) || new.by_then(from) || new.beside(from) {
            continue;
        }
        let heirs = change.matching.later(edge.to);
        let same = |&&at: &&EdgeId| {
            let other = is.variant.edge(at);
            let said = |edge: &Edge| edge.condition.as_ref().map(|condition| condition.text.clone()).or(edge.label.clone());
            let rest = edge.kind == EdgeKind::Else && other.kind == EdgeKind::Else;
            let named = rest || said(edge).is_some() && said(edge) == said(other);
            crate::diff::way_kind(edge.kind) == crate::diff::way_kind(other.kind) && (named || heirs.contains(&other.to))
        };
        let Some(&now) = is.graph.leaving(from).iter().find(same) else { continue };
        let to = is.variant.edge(now).to;
        if !new.will(to) {
            let mut way = is.graph.way(is.graph.starts(), &|id| id == from, &|_| true).unwrap_or_default();
            way.push(now);
            way.extend(new.way_out(vec![to]));
            return Some(Lack::On(way));
        }
    }
    None
}

/// Whether a case chooses there.
fn forks(context: &VariantContext, edge: &Edge) -> bool {
    edge.is_flow() && context.graph.leaving(edge.from).len() > 1 && context.variant.node(edge.from).kind != NodeKind::Fork
}

/// The nodes of one version that do something.
struct Doing<'c> {
    context: &'c VariantContext<'c>,
    nodes: Vec<NodeId>,
    passed: Passed,
    reached: &'c [bool],
}

impl<'c> Doing<'c> {
    fn find(context: &'c VariantContext<'c>, nodes: &[NodeId]) -> Doing<'c> {
        let reached = context.reached();
        let nodes: Vec<NodeId> = nodes.iter().copied().filter(|id| reached[id.index()]).collect();
        let passed = Passed::find(context, std::slice::from_ref(&nodes), Passing::Done);
        Doing { context, nodes, passed, reached }
    }

    /// Whether it has certainly happened when a case is at a node, or happens there.
    fn by_then(&self, at: NodeId) -> bool {
        self.passed.holds(0, at) || self.nodes.contains(&at)
    }

    /// Whether a case that is at a node will certainly come to one of them.
    fn will(&self, from: NodeId) -> bool {
        !self.context.graph.may_end_without(from, &|id| self.nodes.contains(&id))
    }

    /// Whether it may happen at the same time.
    fn beside(&self, at: NodeId) -> bool {
        self.context.concurrency().with(at).iter().any(|id| self.nodes.contains(id))
    }

    /// A way to an end past all of them.
    fn way_out(&self, from: Vec<NodeId>) -> Vec<EdgeId> {
        let variant = self.context.variant;
        let open = |edge: EdgeId| !self.nodes.contains(&variant.edge(edge).to);
        self.context.graph.way(from, &|id| variant.node(id).kind == NodeKind::End, &open).unwrap_or_default()
    }
}
