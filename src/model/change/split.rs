//! `split`: several nodes in the place of one.

use super::patch::Patch;
use super::{Misfit, whole_block};
use crate::ast::quantity::{Duration, Estimate};
use crate::ast::{self, Name};
use crate::both;
use crate::lang::shown;
use crate::model::resolve::{Resolver, edge, title};
use crate::model::{EdgeKind, Node, NodeId, NodeKind, Title};
use crate::syntax::keywords::Key;

impl Resolver<'_> {
    /// Splits a node; gives its name and those of the parts.
    pub(super) fn split(&mut self, patch: &mut Patch, name: &Name, parts: &[ast::Header], index: usize) -> Result<Vec<String>, Misfit> {
        let id = self.there(patch, name)?;
        let whole = patch.draft.nodes[id.index()].clone();
        if whole.is_block() {
            return Err(whole_block(name));
        }
        let titles: Vec<Title> = parts.iter().map(title).collect();
        for (at, title) in titles.iter().enumerate() {
            patch.free_name(title, &[id])?;
            if titles[..at].iter().any(|other| other.name == title.name) {
                let word = shown(&title.name);
                return Err((
                    title.span,
                    both!("two parts are named `{word}`", "有两个部分都叫“{word}”"),
                    both!("give one of them another name", "给其中一个换个名称"),
                ));
            }
        }
        let count = titles.len();
        let mut ids: Vec<NodeId> = Vec::new();
        for (at, title) in titles.into_iter().enumerate() {
            let node = part(&whole, title, at == 0, at + 1 == count);
            ids.push(patch.add(node, &[id], Some(ids.last().copied().unwrap_or(id)), index));
        }
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
        patch.forget(id);
        patch.replace_in_blocks(&[id], &ids);
        Ok([name.text.to_string()].into_iter().chain(ids.iter().map(|&id| patch.name(id))).collect())
    }
}

/// A part of a node. What is read is read first; what is decided, written and promised belongs to the last part, at which the whole
/// is done. How the time divides is not known.
fn part(whole: &Node, title: Title, first: bool, last: bool) -> Node {
    let mut node = Node { title, was: None, formerly: whole.names().collect(), ..whole.clone() };
    let mut gone = vec![Key::Time];
    if last && node.kind == NodeKind::Approval {
        // Its inputs go to the first part, but it still decides on them.
        node.of = whole.subject().to_vec();
    }
    if !first {
        gone.extend([Key::In, Key::Optional, Key::Wait]);
        node.inputs.clear();
        node.optional.clear();
        node.wait = Some(Estimate::Fixed(Duration::wall(0)));
    }
    if !last {
        gone.extend([
            Key::Out,
            Key::Of,
            Key::Aspect,
            Key::Approvers,
            Key::Mode,
            Key::Valid,
            Key::Distinct,
            Key::Responds,
            Key::To,
            Key::Process,
        ]);
        gone.extend([Key::Sla, Key::Hard, Key::Remind, Key::Escalate]);
        node.kind = NodeKind::Task;
        node.outputs.clear();
        node.of.clear();
        node.approvers.clear();
        node.to.clear();
        node.escalate.clear();
        (node.aspect, node.mode, node.valid, node.calls) = (None, None, None, None);
        (node.sla, node.remind) = (None, None);
        (node.hard, node.distinct, node.responds) = (false, false, false);
    }
    if node.kind.is_work() {
        node.time = None;
    }
    node.places.retain(|place| !gone.contains(&place.0));
    node
}
