//! `split`: several nodes in the place of one.

use super::patch::Patch;
use super::{Misfit, whole_block};
use crate::ast::quantity::{Duration, Estimate};
use crate::ast::{self, Name};
use crate::model::resolve::{Resolver, edge, title};
use crate::model::{EdgeKind, NodeId, NodeKind};
use crate::syntax::keywords::Key;

impl Resolver<'_> {
    pub(super) fn split(&mut self, patch: &mut Patch, name: &Name, parts: &[ast::Header], index: usize) -> Result<Vec<String>, Misfit> {
        let id = self.there(patch, name)?;
        let whole = patch.draft.nodes[id.index()].clone();
        if whole.is_block() {
            return Err(whole_block(name));
        }
        patch.nodes[id.index()] = false;
        let mut ids: Vec<NodeId> = Vec::new();
        for (at, part) in parts.iter().enumerate() {
            let mut node = whole.clone();
            node.title = title(part);
            node.was = None;
            let last = at + 1 == parts.len();
            // How the time divides is not known; what is read is read first, what is written is written last.
            node.time = if node.kind.is_work() { None } else { node.time };
            node.places.retain(|place| place.0 != Key::Time);
            if !last {
                node.kind = NodeKind::Task;
                node.outputs.clear();
            }
            if at > 0 {
                node.inputs.clear();
                node.wait = Some(Estimate::Fixed(Duration::wall(0)));
            }
            match patch.add(node, Some(ids.last().copied().unwrap_or(id)), index) {
                Ok(new) => ids.push(new),
                Err(misfit) => {
                    patch.nodes[id.index()] = true;
                    return Err(misfit);
                }
            }
        }
        patch.nodes[id.index()] = true;
        for at in patch.entering(id) {
            patch.redirect(at, ids[0]);
        }
        let last = ids[ids.len() - 1];
        for at in patch.leaving(id) {
            patch.draft.edges[at].from = last;
            patch.out[last.index()].push(at);
        }
        for pair in ids.windows(2) {
            let span = patch.draft.nodes[pair[1].index()].title.span;
            patch.connect(edge(pair[0], pair[1], EdgeKind::Plain, span, span));
        }
        patch.forget(id, &name.text, index);
        patch.replace_in_blocks(&[id], &ids);
        Ok([name.text.to_string()].into_iter().chain(ids.iter().map(|&id| patch.name(id))).collect())
    }
}
