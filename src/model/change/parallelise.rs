//! `parallelise`: a fork before and a join behind nodes that follow one another.

use super::Misfit;
use super::patch::Patch;
use crate::ast::Name;
use crate::both;
use crate::lang::shown;
use crate::model::resolve::{after, blank, edge};
use crate::model::{Block, EdgeKind, NodeId, NodeKind, Origin, Title};
use crate::source::Span;

impl Patch<'_> {
    /// Puts a fork before and a join behind nodes that follow one another.
    pub(super) fn parallelise(&mut self, ids: &[NodeId], names: &[Name], span: Span, index: usize) -> Result<(), Misfit> {
        let apart = || {
            let list = names.iter().map(|name| shown(&name.text).to_string()).collect::<Vec<_>>().join(", ");
            (
                span,
                both!("`{list}` do not simply follow one another", "“{list}”不是依次相接的节点"),
                both!(
                    "name tasks of one chain, with nothing between them and one way in and out",
                    "请写同一条流向上依次相接、只有一个入口和出口的节点"
                ),
            )
        };
        let next = |id: NodeId| -> Option<NodeId> {
            match self.leaving(self.draft.exit(id)).as_slice() {
                [at] => Some(self.draft.edges[*at].to),
                _ => None,
            }
        };
        let first = *ids.iter().find(|&&id| !ids.iter().any(|&other| next(other) == Some(id))).ok_or_else(apart)?;
        let mut sorted = vec![first];
        while sorted.len() < ids.len() {
            let following = next(sorted[sorted.len() - 1]).filter(|id| ids.contains(id) && !sorted.contains(id)).ok_or_else(apart)?;
            if self.entering(following).len() != 1 {
                return Err(apart());
            }
            sorted.push(following);
        }
        let last = sorted[sorted.len() - 1];
        let target = next(last).ok_or_else(apart)?;
        // Whoever reads it knows the labels of the steps.
        let label = sorted.iter().map(|&id| self.draft.nodes[id.index()].title.shown()).collect::<Vec<_>>().join(" ∥ ");
        let title =
            Title { name: sorted.iter().map(|&id| self.name(id)).collect::<Vec<_>>().join("∥"), label: Some(label), span, whole: span };
        let block = self.draft.blocks.len();
        let mut fork = blank(NodeKind::Fork, title.clone(), Origin::Declared);
        fork.block = Some(block);
        let behind = self.before(first);
        self.free_name(&fork.title, &[])?;
        let fork = self.add(fork, &[], behind, index);
        let mut join = blank(NodeKind::Join, title, Origin::BlockJoin);
        join.block = Some(block);
        join.changed_by = Some(index);
        let join_id = NodeId::at(self.draft.nodes.len());
        self.draft.nodes.push(join);
        self.register(join_id, Some(last));
        for at in self.entering(first) {
            self.redirect(at, fork);
        }
        for &id in &sorted {
            let exit = self.draft.exit(id);
            for at in self.leaving(exit) {
                self.edges[at] = false;
            }
            let kind = after(&self.draft, exit);
            self.connect(edge(fork, id, EdgeKind::Plain, span, span));
            self.connect(edge(exit, join_id, kind, span, span));
            self.touch(id, index);
        }
        self.connect(edge(join_id, target, EdgeKind::Plain, span, span));
        self.draft.blocks.push(Block { fork, join: join_id, branches: sorted.into_iter().map(|id| vec![id]).collect() });
        Ok(())
    }
}
