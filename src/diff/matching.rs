//! Which node of one version is which of the other.

use rustc_hash::{FxHashMap, FxHashSet};

use super::alike::Alike;
use super::assignment::assign;
use super::{Counterparts, Side};
use crate::model::{DataId, Node, NodeId, NodeKind, Variant, VariantKind};

/// From how alike on two nodes are taken for one (see [`Alike::score`]).
const THRESHOLD: f64 = 0.5;

/// The nodes of two versions, matched: by `was` and by the changes that made the new version; by name; by the same label and kind;
/// at last by how alike they are, as a whole (an optimal assignment). A node that was merged or split has several on the other side.
#[derive(Clone, Debug, Default)]
pub struct Matching {
    later: Vec<Vec<NodeId>>,
    earlier: Vec<Vec<NodeId>>,
    guessed: FxHashSet<NodeId>,
}

impl Matching {
    /// Matches the nodes.
    #[must_use]
    pub fn find(old: Side, new: Side, counterparts: &Counterparts) -> Matching {
        let mut matching = Matching {
            later: vec![Vec::new(); old.variant.nodes.len()],
            earlier: vec![Vec::new(); new.variant.nodes.len()],
            guessed: FxHashSet::default(),
        };
        matching.said(old, new);
        matching.named(old.variant, new.variant);
        matching.labelled(old.variant, new.variant);
        let alike = Alike::new(old, new, counterparts);
        matching.similar(&alike);
        matching.joins(old.variant, new.variant);
        matching.taken_over(&alike, counterparts);
        matching
    }

    /// What an old node has become: nothing if it is gone, several if it was split.
    #[must_use]
    pub fn later(&self, old: NodeId) -> &[NodeId] {
        &self.later[old.index()]
    }

    /// The same without what only looks like a part of it, where another one certainly is.
    pub fn surely_later(&self, old: NodeId) -> impl Iterator<Item = NodeId> {
        let all = self.later(old);
        let sure = all.iter().any(|&new| !self.is_guess(new));
        all.iter().copied().filter(move |&new| !sure || !self.is_guess(new))
    }

    /// What a new node was: nothing if it is new, several if they were merged.
    #[must_use]
    pub fn earlier(&self, new: NodeId) -> &[NodeId] {
        &self.earlier[new.index()]
    }

    /// The one new node that an old one has become, unless it was split.
    #[must_use]
    pub fn heir(&self, old: NodeId) -> Option<NodeId> {
        match self.later(old) {
            &[new] => Some(new),
            _ => None,
        }
    }

    /// The one old node that a new one was, unless several were merged into it.
    #[must_use]
    pub fn origin(&self, new: NodeId) -> Option<NodeId> {
        match self.earlier(new) {
            &[old] => Some(old),
            _ => None,
        }
    }

    /// The pairs of an old and a new node that are one node and nothing else, in the order of the old version.
    pub fn pairs(&self) -> impl Iterator<Item = (NodeId, NodeId)> {
        let nodes = (0..self.later.len()).map(NodeId::at);
        nodes.filter_map(|old| self.heir(old).filter(|&new| self.origin(new).is_some()).map(|new| (old, new)))
    }

    /// Whether nobody said what this new node was: it only looks like it.
    #[must_use]
    pub fn is_guess(&self, new: NodeId) -> bool {
        self.guessed.contains(&new)
    }

    fn join(&mut self, old: NodeId, new: NodeId) {
        if !self.later[old.index()].contains(&new) {
            self.later[old.index()].push(new);
            self.earlier[new.index()].push(old);
            self.earlier[new.index()].sort_unstable();
        }
    }

    fn is_open(&self, old: NodeId, new: NodeId) -> bool {
        self.later[old.index()].is_empty() && self.earlier[new.index()].is_empty()
    }

    /// By what the text says: `was`, changes, merges and splits.
    fn said(&mut self, old: Side, new: Side) {
        let shared = old.shares_text_with(new);
        let mut named: FxHashMap<&str, NodeId> = FxHashMap::default();
        for (id, node) in old.variant.nodes().filter(|(_, node)| !node.is_block_join()) {
            for word in std::iter::once(&node.title.name).chain(&node.title.label) {
                named.entry(word.as_str()).or_insert(id);
            }
        }
        // Through the as-is, where both come from it.
        let mut by_as_is: FxHashMap<NodeId, NodeId> = FxHashMap::default();
        if shared {
            for (id, _) in old.variant.nodes() {
                in_as_is(old.variant, id).map(|was| by_as_is.entry(was).or_insert(id));
            }
        }
        let old_names: FxHashSet<&str> = old.variant.nodes.iter().map(|node| node.title.name.as_str()).collect();
        for (id, node) in new.variant.nodes() {
            if let Some(&was) = in_as_is(new.variant, id).filter(|_| shared).and_then(|was| by_as_is.get(&was)) {
                self.join(was, id);
                continue;
            }
            let renamed = node.was_name.as_ref().and_then(|was| named.get(was.value.as_str()));
            if let Some(&was) = renamed.filter(|_| !old_names.contains(node.title.name.as_str()) || shared) {
                self.join(was, id);
            }
            // What the changes of a to-be merged and split is known within one text; elsewhere both versions have the changes.
            if shared && !node.is_block_join() {
                for was in node.formerly.iter().filter_map(|name| named.get(name.as_str())) {
                    self.join(*was, id);
                }
            }
        }
    }

    fn named(&mut self, old: &Variant, new: &Variant) {
        let key = |node: &Node| (node.title.name.clone(), node.is_block_join());
        let names: FxHashMap<_, NodeId> = old.nodes().map(|(id, node)| (key(node), id)).collect();
        for (id, node) in new.nodes().filter(|(_, node)| node.was_name.is_none() || !node.is_block_join()) {
            if let Some(&was) = names.get(&key(node)).filter(|&&was| self.is_open(was, id)) {
                self.join(was, id);
            }
        }
        // `start` and `开始` are the same event, if each version has one that is only implied.
        for kind in [NodeKind::Start, NodeKind::End] {
            let one = |variant: &Variant| {
                let mut events = variant.nodes().filter(|(_, node)| node.kind == kind);
                events.next().filter(|_| events.next().is_none()).map(|(id, _)| id)
            };
            if let (Some(was), Some(is)) = (one(old), one(new))
                && self.is_open(was, is)
            {
                self.join(was, is);
            }
        }
    }

    /// By the same label and kind, where there is one of them on each side.
    fn labelled(&mut self, old: &Variant, new: &Variant) {
        let collect = |variant: &Variant, open: &dyn Fn(NodeId) -> bool| {
            let mut by_label: FxHashMap<(String, NodeKind), Vec<NodeId>> = FxHashMap::default();
            for (id, node) in variant.nodes().filter(|(id, node)| open(*id) && !node.is_block_join()) {
                by_label.entry((node.shown().to_owned(), node.kind)).or_default().push(id);
            }
            by_label
        };
        let before = collect(old, &|id| self.later[id.index()].is_empty());
        let after = collect(new, &|id| self.earlier[id.index()].is_empty());
        let mut pairs: Vec<(NodeId, NodeId)> = before
            .iter()
            .filter_map(|(key, ids)| match (ids.as_slice(), after.get(key).map(Vec::as_slice)) {
                (&[was], Some(&[is])) => Some((was, is)),
                _ => None,
            })
            .collect();
        pairs.sort_unstable();
        for (was, is) in pairs {
            self.join(was, is);
            self.guessed.insert(is);
        }
    }

    /// By how alike they are: the assignment that is best as a whole.
    fn similar(&mut self, alike: &Alike) {
        let open = |lists: &[Vec<NodeId>], variant: &Variant| -> Vec<NodeId> {
            variant.nodes().filter(|(id, node)| lists[id.index()].is_empty() && !node.is_block_join()).map(|(id, _)| id).collect()
        };
        let before = open(&self.later, alike.old.variant);
        let after = open(&self.earlier, alike.new.variant);
        let scores = alike.candidates(&before, &after, THRESHOLD);
        for (was, is) in assign(before.len(), after.len(), &scores) {
            self.join(before[was], after[is]);
            self.guessed.insert(after[is]);
        }
    }

    /// The join of a parallel block goes with its fork.
    fn joins(&mut self, old: &Variant, new: &Variant) {
        let pairs: Vec<(NodeId, NodeId)> = self.pairs().collect();
        for (was, is) in pairs {
            let (Some(before), Some(after)) = (old.node(was).block, new.node(is).block) else { continue };
            let (before, after) = (old.blocks[before].join, new.blocks[after].join);
            if self.is_open(before, after) {
                self.join(before, after);
            }
        }
    }

    /// Merges and splits that nobody declared: a node that is gone, all of whose results its neighbour writes now; a node that is
    /// new and writes only what its neighbour wrote.
    fn taken_over(&mut self, alike: &Alike, counterparts: &Counterparts) {
        let (old, new) = (alike.old.variant, alike.new.variant);
        let outputs = |variant: &Variant, id: NodeId| -> Option<Vec<DataId>> {
            let all: Option<Vec<DataId>> = variant.node(id).outputs.iter().map(|data| data.id).collect();
            all.filter(|all| !all.is_empty() && variant.node(id).kind == NodeKind::Task)
        };
        let writers = |variant: &Variant, data: DataId| -> Vec<NodeId> {
            variant.writes().filter(|(_, written)| written.id == Some(data)).map(|(id, _)| id).collect()
        };
        let beside = |variant: &Variant, a: NodeId, b: NodeId| {
            variant.edges.iter().any(|edge| edge.is_flow() && (edge.from, edge.to) == (a, b) || (edge.from, edge.to) == (b, a))
        };
        let mut merged = Vec::new();
        for (id, _) in old.nodes().filter(|(id, _)| self.later(*id).is_empty()) {
            let written = outputs(old, id).and_then(|all| all.iter().map(|&data| counterparts.data(data)).collect::<Option<Vec<_>>>());
            let Some(written) = written else { continue };
            let now: FxHashSet<Vec<NodeId>> = written.iter().map(|&data| writers(new, data)).collect();
            let mut now = now.into_iter();
            let (Some(writer), None) = (now.next(), now.next()) else { continue };
            let &[heir] = writer.as_slice() else { continue };
            let Some(neighbour) = self.origin(heir).filter(|&other| beside(old, id, other)) else { continue };
            let had = old.node(neighbour).outputs.iter().filter_map(|data| data.id.and_then(|id| counterparts.data(id)));
            if !had.into_iter().any(|data| written.contains(&data)) {
                merged.push((id, heir));
            }
        }
        let mut split = Vec::new();
        for (id, _) in new.nodes().filter(|(id, _)| self.earlier(*id).is_empty()) {
            let Some(written) = outputs(new, id) else { continue };
            let back = |data: DataId| counterparts.all_data().find(|(_, now)| *now == Some(data)).map(|(was, _)| was);
            let Some(before) = written.iter().map(|&data| back(data)).collect::<Option<Vec<_>>>() else { continue };
            let was: FxHashSet<Vec<NodeId>> = before.iter().map(|&data| writers(old, data)).collect();
            let mut was = was.into_iter();
            let (Some(writer), None) = (was.next(), was.next()) else { continue };
            let &[whole] = writer.as_slice() else { continue };
            let Some(neighbour) = self.heir(whole).filter(|&other| beside(new, id, other)) else { continue };
            let has = new.node(neighbour).outputs.iter().filter_map(|data| data.id);
            if !has.into_iter().any(|data| written.contains(&data)) {
                split.push((whole, id));
            }
        }
        for (was, is) in merged.into_iter().chain(split) {
            self.join(was, is);
            self.guessed.insert(is);
        }
    }
}

/// The node of the as-is that a node is.
fn in_as_is(variant: &Variant, id: NodeId) -> Option<NodeId> {
    match variant.kind {
        VariantKind::AsIs => Some(id),
        VariantKind::ToBe => variant.node(id).was,
    }
}
