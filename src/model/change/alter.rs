//! `change` and `replace`: other attributes and branches for a node, or another node in its place.

use super::Misfit;
use super::patch::{Patch, outcome};
use crate::ast;
use crate::model::resolve::Resolver;
use crate::model::{Edge, EdgeKind, NodeId, NodeKind};

impl Resolver<'_> {
    /// Changes attributes, label and branches of a node in place.
    pub(super) fn alter(&mut self, patch: &mut Patch, id: NodeId, body: &ast::Node, index: usize) {
        let mut node = patch.touch(id, index).clone();
        self.attributes(&mut node, &body.attributes);
        if let Some(label) = &body.header.label {
            node.title.label = Some(label.text.to_string());
        }
        patch.draft.forget(id);
        patch.draft.nodes[id.index()] = node;
        patch.draft.know(id);
        if !body.branches.is_empty() {
            let exit = patch.draft.exit(id);
            self.replace_branches(patch, id, exit, body);
        }
    }

    /// New branches take the place of the old ones of the same outcome; those of a decision, of all.
    pub(super) fn replace_branches(&mut self, patch: &mut Patch, id: NodeId, exit: NodeId, body: &ast::Node) {
        let first = patch.draft.edges.len();
        self.flows_of(&mut patch.draft, id, body);
        let decision = patch.draft.nodes[id.index()].kind == NodeKind::Decision;
        let replaced: Vec<usize> = patch
            .leaving(exit)
            .into_iter()
            .filter(|&old| {
                let old = &patch.draft.edges[old];
                decision || patch.draft.edges[first..].iter().any(|new| outcome(new) == outcome(old) && outcome(new) != 0)
            })
            .collect();
        for at in replaced {
            patch.edges[at] = false;
        }
        patch.index_edges(first);
    }

    /// Adds a node declared in a change, in the order of declaration behind another; it may take the name of those it replaces.
    pub(super) fn new_node(
        &mut self,
        patch: &mut Patch,
        body: &ast::Node,
        instead_of: &[NodeId],
        behind: NodeId,
        index: usize,
    ) -> Result<NodeId, Misfit> {
        let node = self.node(body);
        patch.free_name(&node.title, instead_of)?;
        Ok(patch.add(node, instead_of, Some(behind), index))
    }

    /// Moves the edges around some nodes to a new one; the new node's own branches replace theirs.
    pub(super) fn replace_edges(&mut self, patch: &mut Patch, old: &[NodeId], new: NodeId, body: &ast::Node) {
        let mut enters: Vec<usize> = old.iter().flat_map(|&id| patch.entering(id)).collect();
        let mut leaves: Vec<usize> = old.iter().flat_map(|&id| patch.leaving(patch.draft.exit(id))).collect();
        enters.sort_unstable();
        leaves.sort_unstable();
        leaves.extend(patch.keep_ways(&enters, &leaves));
        // Edges between the nodes vanish.
        for &at in enters.iter().filter(|at| leaves.binary_search(at).is_ok()) {
            patch.edges[at] = false;
        }
        for &at in enters.iter().filter(|&&at| leaves.binary_search(&at).is_err()) {
            patch.redirect(at, new);
        }
        let kind = patch.draft.nodes[new.index()].kind;
        leaves.retain(|at| patch.edges[*at] && enters.binary_search(at).is_err());
        for at in leaves {
            patch.draft.edges[at].from = new;
            patch.out[new.index()].push(at);
            patch.fit_kind(at, kind);
        }
        patch.drop_repetitions(new);
        if !body.branches.is_empty() {
            self.replace_branches(patch, new, new, body);
        }
    }
}

impl Patch<'_> {
    /// Where a way of a decision leads to a part with a single way on, that is the way from then on. Gives the new edges; those
    /// that they stand for are gone.
    fn keep_ways(&mut self, enters: &[usize], leaves: &[usize]) -> Vec<usize> {
        let mut inside: Vec<usize> = leaves.iter().copied().filter(|at| enters.binary_search(at).is_ok()).collect();
        inside.retain(|&at| matches!(self.draft.edges[at].kind, EdgeKind::Branch | EdgeKind::Else));
        let mut new = Vec::new();
        let mut gone = Vec::new();
        for way in inside.into_iter().map(|at| self.draft.edges[at].clone()) {
            let mut part = way.to;
            let mut passed = vec![way.from, part];
            while let &[on] = self.leaving(self.draft.exit(part)).as_slice() {
                let next = &self.draft.edges[on];
                if next.kind != EdgeKind::Plain || passed.contains(&next.to) {
                    break;
                }
                if enters.binary_search(&on).is_ok() {
                    part = next.to;
                    passed.push(part);
                    continue;
                }
                let max = [way.max, next.max].into_iter().flatten().min();
                let led_on = Edge { to: next.to, max, span: next.span, statement: next.statement, ..way.clone() };
                gone.push(on);
                new.push(led_on);
                break;
            }
        }
        let first = self.draft.edges.len();
        self.draft.edges.extend(new);
        self.index_edges(first);
        for at in gone {
            self.edges[at] = false;
        }
        (first..self.draft.edges.len()).collect()
    }
}
