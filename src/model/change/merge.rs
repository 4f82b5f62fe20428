//! `merge`: one node in the place of several.

use super::patch::Patch;
use super::{Misfit, texts, whole_block};
use crate::ast::quantity::{Clock, Duration, Estimate};
use crate::ast::{self, Name};
use crate::model::resolve::{Resolver, blank, kind_of, title};
use crate::model::{Node, NodeKind, Origin, Ref, Title};
use crate::syntax::keywords::Key;

impl Resolver<'_> {
    pub(super) fn merge(&mut self, patch: &mut Patch, names: &[Name], body: &ast::Node, index: usize) -> Result<Vec<String>, Misfit> {
        let ids = self.all_there(patch, names)?;
        if let Some((name, _)) = names.iter().zip(&ids).find(|(_, id)| patch.draft.nodes[id.index()].is_block()) {
            return Err(whole_block(name));
        }
        let parts: Vec<Node> = ids.iter().map(|id| patch.draft.nodes[id.index()].clone()).collect();
        let kind = if parts.iter().all(|part| part.kind == parts[0].kind) { parts[0].kind } else { NodeKind::Task };
        let kind = if body.header.keyword.is_change() { kind } else { kind_of(body.header.keyword) };
        let mut node = merged(&parts, kind, title(&body.header));
        self.attributes(&mut node, &body.attributes);
        // A merged node may keep the name of one of its parts.
        for (id, name) in ids.iter().zip(names) {
            patch.nodes[id.index()] = false;
            patch.gone.insert(name.text.to_string(), index);
        }
        let new = match patch.add(node, Some(ids[0]), index) {
            Ok(new) => new,
            Err(misfit) => {
                for id in &ids {
                    patch.nodes[id.index()] = true;
                }
                return Err(misfit);
            }
        };
        for id in &ids {
            patch.nodes[id.index()] = true;
        }
        self.replace_edges(patch, &ids, new, body);
        for (&id, name) in ids.iter().zip(names) {
            patch.forget(id, &name.text, index);
        }
        patch.by_name.insert(patch.name(new), new);
        patch.replace_in_blocks(&ids, &[new]);
        Ok(texts(names).into_iter().chain([patch.name(new)]).collect())
    }
}

/// What two nodes merged have together. Times add up if all are known and of one kind; otherwise the sum is unknown.
fn merged(parts: &[Node], kind: NodeKind, title: Title) -> Node {
    let mut node = blank(kind, title, Origin::Declared);
    let written: Vec<_> = parts.iter().flat_map(|part| &part.outputs).filter_map(|data| data.id).collect();
    for part in parts {
        union(&mut node.owner, &part.owner);
        union(&mut node.by, &part.by);
        union(&mut node.consults, &part.consults);
        union(&mut node.informs, &part.informs);
        union(&mut node.systems, &part.systems);
        union(&mut node.outputs, &part.outputs);
        union(&mut node.of, &part.of);
        union(&mut node.approvers, &part.approvers);
        let outside: Vec<_> = part.inputs.iter().copied().filter(|data| data.id.is_none_or(|id| !written.contains(&id))).collect();
        union(&mut node.inputs, &outside);
        union(&mut node.optional, &part.optional);
        node.required = node.required.clone().or_else(|| part.required.clone());
        node.keep |= part.keep;
        node.preventive |= part.preventive;
        node.detective |= part.detective;
        node.distinct |= part.distinct;
        node.responds |= part.responds;
        node.texts.extend(part.texts.iter().cloned());
        node.places.extend(part.places.iter().copied());
    }
    node.time = sum(parts.iter().map(|part| part.time));
    node.wait = sum(parts.iter().map(|part| part.wait));
    node.broken = parts.iter().any(|part| part.broken);
    if node.owner.len() > 1 {
        // Parts of several owners: who is accountable for the whole must be said.
        node.owner.clear();
        node.places.retain(|place| place.0 != Key::Owner);
    }
    node
}

fn union<I: Copy + PartialEq>(all: &mut Vec<Ref<I>>, more: &[Ref<I>]) {
    for item in more {
        if !all.iter().any(|known| known.id == item.id) {
            all.push(*item);
        }
    }
}

fn sum(parts: impl Iterator<Item = Option<Estimate>>) -> Option<Estimate> {
    let (mut low, mut high) = (0, 0);
    let mut clock: Option<Clock> = None;
    for part in parts {
        let part = part?;
        let most = part.most()?;
        if part.least().ms == 0 && most.ms == 0 {
            continue;
        }
        if *clock.get_or_insert(part.clock()) != part.clock() {
            return None;
        }
        low += part.least().ms;
        high += most.ms;
    }
    let clock = clock.unwrap_or(Clock::Wall);
    let (low, high) = (Duration { ms: low, clock }, Duration { ms: high, clock });
    Some(if low == high { Estimate::Fixed(low) } else { Estimate::Range(low, high) })
}
