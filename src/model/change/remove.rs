//! `remove`: a node, or a parallel block with the nodes inside, goes.

use super::Misfit;
use super::patch::Patch;
use crate::ast::Name;
use crate::both;
use crate::lang::shown;
use crate::model::{Edge, EdgeKind, NodeId};

impl Patch<'_> {
    /// Takes a node out and joins what was before it to what was behind it.
    pub(super) fn remove(&mut self, id: NodeId, name: &Name) -> Result<(), Misfit> {
        if self.draft.nodes[id.index()].is_block() {
            return self.remove_block(id, name);
        }
        let onward = |edge: &Edge| matches!(edge.kind, EdgeKind::Plain | EdgeKind::Approved | EdgeKind::Branch | EdgeKind::Else);
        let ways: Vec<&Edge> = self.leaving(id).into_iter().map(|at| &self.draft.edges[at]).filter(|edge| onward(edge)).collect();
        let bound = bound(&ways);
        let mut targets: Vec<NodeId> = ways.iter().map(|edge| edge.to).collect();
        targets.sort_unstable();
        targets.dedup();
        let enters = self.entering(id);
        let informs = |at: &usize| matches!(self.draft.edges[*at].kind, EdgeKind::Informs(_));
        let (notices, flows): (Vec<usize>, Vec<usize>) = enters.into_iter().partition(informs);
        let word = shown(&name.text).to_string();
        let target = match targets.as_slice() {
            [one] if *one != id => *one,
            [] if flows.is_empty() => id,
            [] => {
                return Err((
                    name.span,
                    both!(
                        "nothing follows `{word}`, so what leads to it would lead nowhere",
                        "“{word}”之后没有节点，删去后通往它的流向就断了"
                    ),
                    both!("`reroute` what leads to it first", "请先“改接”通往它的流向"),
                ));
            }
            _ => {
                return Err((
                    name.span,
                    both!("several ways lead out of `{word}`", "“{word}”有几个出口"),
                    both!("`reroute` all but one of them first", "请先“改接”，只留一个出口"),
                ));
            }
        };
        for at in notices {
            self.edges[at] = false;
        }
        for at in flows {
            self.lead_past(at, target, bound);
            // A rework edge that led only to what is gone.
            if self.draft.edges[at].from == target && self.draft.edges[at].kind == EdgeKind::Plain {
                self.edges[at] = false;
            }
        }
        for at in self.leaving(id) {
            self.edges[at] = false;
        }
        self.forget(id);
        self.replace_in_blocks(&[id], &[]);
        self.drop_repetitions(target);
        Ok(())
    }

    /// A parallel block goes with the nodes in its branches.
    fn remove_block(&mut self, fork: NodeId, name: &Name) -> Result<(), Misfit> {
        let block = self.draft.nodes[fork.index()].block.unwrap_or_default();
        let join = self.draft.blocks[block].join;
        let inner: Vec<NodeId> = self.draft.blocks[block].branches.concat();
        let onward: Vec<&Edge> =
            self.leaving(join).into_iter().map(|at| &self.draft.edges[at]).filter(|edge| edge.kind == EdgeKind::Plain).collect();
        let &[&Edge { to: target, max, .. }] = onward.as_slice() else {
            let word = shown(&name.text);
            return Err((
                name.span,
                both!("not exactly one way leads out of `{word}`", "“{word}”的出口不是恰好一个"),
                both!("`reroute` the others first", "请先“改接”其余出口"),
            ));
        };
        for at in self.entering(fork) {
            self.lead_past(at, target, max);
        }
        for id in inner.into_iter().chain([join, fork]) {
            for at in self.leaving(id).into_iter().chain(self.entering(id)) {
                self.edges[at] = false;
            }
            self.forget(id);
        }
        self.drop_repetitions(target);
        Ok(())
    }
}

/// How often a case takes these ways at most; of several it takes one.
fn bound(ways: &[&Edge]) -> Option<u32> {
    let bounds: Option<Vec<u32>> = ways.iter().map(|edge| edge.max).collect();
    bounds?.into_iter().max()
}
