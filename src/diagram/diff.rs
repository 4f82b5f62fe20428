//! Two variants in one drawing: what was added, removed and changed.

use rustc_hash::{FxHashMap, FxHashSet};

use super::build::{flow_order, label, numbers, placed_edges, revision, variant_title};
use super::extras::extras;
use super::wording::{Wording, edge_lines, shown};
use super::{Change, Diagram, Direction, Edge, Node, lanes};
use crate::lang::Lang;
use crate::model::{EdgeKind, Model, NodeId, Process, Ref, Variant, VariantKind};
use crate::syntax::keywords::{Key, Keyword};

/// Draws the way from one variant to another.
///
/// Nodes are the same when they are the same node of the as-is: by name, or by `was` after a rename. What is removed keeps its
/// edges and stands where it stood.
#[must_use]
pub fn build_diff(model: &Model, process: &Process, from: &Variant, to: &Variant, lang: Lang) -> Diagram {
    let wording = Wording { model, lang };
    let pairs = pairs(from, to);
    let mut nodes: Vec<Node> = pairs.iter().map(|pair| node(wording, from, to, *pair)).collect();
    let edges = edges(wording, from, to, &pairs);

    mark_branches(&mut nodes, &edges);
    let later = flow_order(to.nodes.len(), &placed_edges(wording, to, Change::Same));
    let numbers = numbers(to, &later);
    for (node, pair) in nodes.iter_mut().zip(&pairs) {
        node.number = pair.to.and_then(|id| numbers[id.index()]);
    }
    let mut keys: Vec<Option<lanes::Key>> = Vec::new();
    for pair in &pairs {
        let later = pair.to.and_then(|id| lanes::own(model, to, id));
        keys.push(later.or_else(|| pair.from.filter(|_| pair.to.is_none()).and_then(|id| lanes::own(model, from, id))));
    }
    lanes::spread(&mut keys, &edges, &flow_order(nodes.len(), &edges));
    let (lanes, places) = lanes::collect(model, lang, &keys);
    for (node, lane) in nodes.iter_mut().zip(places) {
        node.lane = lane;
    }
    Diagram {
        lang,
        title: shown(&process.title).to_owned(),
        variant: format!("{} → {}", variant_title(from, lang), variant_title(to, lang)),
        revision: revision(process, lang),
        direction: Direction::Right,
        lanes,
        nodes,
        edges,
        diff: true,
    }
}

/// A node of the earlier variant, of the later one, or of both.
#[derive(Clone, Copy, Default)]
pub(crate) struct Pair {
    /// In the earlier variant.
    pub(crate) from: Option<NodeId>,
    /// In the later variant.
    pub(crate) to: Option<NodeId>,
}

/// Every node of both variants once: in the order of the later one, and what was removed behind what stood before it.
pub(crate) fn pairs(from: &Variant, to: &Variant) -> Vec<Pair> {
    let earlier = matches(from, to);
    let later: FxHashMap<NodeId, usize> = earlier.iter().enumerate().filter_map(|(at, id)| id.map(|id| (id, at))).collect();
    let mut removed: Vec<Vec<NodeId>> = vec![Vec::new(); to.nodes.len() + 1];
    let mut place = 0;
    for (id, _) in from.nodes() {
        match later.get(&id) {
            Some(at) => place = at + 1,
            None => removed[place].push(id),
        }
    }
    let mut pairs = Vec::new();
    for (at, removed) in removed.into_iter().enumerate() {
        if at > 0 {
            pairs.push(Pair { from: earlier[at - 1], to: Some(NodeId::at(at - 1)) });
        }
        pairs.extend(removed.into_iter().map(|id| Pair { from: Some(id), to: None }));
    }
    pairs
}

/// For each node of the later variant the same node of the earlier one, no two the same.
fn matches(from: &Variant, to: &Variant) -> Vec<Option<NodeId>> {
    let mut by_as_is = FxHashMap::default();
    let mut by_name = FxHashMap::default();
    for (id, node) in from.nodes() {
        match in_as_is(from, id) {
            Some(was) => by_as_is.entry(was).or_insert(id),
            None => by_name.entry((node.title.name.as_str(), node.is_block_join())).or_insert(id),
        };
    }
    let mut taken = FxHashSet::default();
    let mut matched = Vec::with_capacity(to.nodes.len());
    for (id, node) in to.nodes() {
        let same = match in_as_is(to, id) {
            Some(was) => by_as_is.get(&was),
            None => by_name.get(&(node.title.name.as_str(), node.is_block_join())),
        };
        matched.push(same.copied().filter(|&id| taken.insert(id)));
    }
    matched
}

/// The node of the as-is that a node is.
fn in_as_is(variant: &Variant, id: NodeId) -> Option<NodeId> {
    match variant.kind {
        VariantKind::AsIs => Some(id),
        VariantKind::ToBe => variant.node(id).was,
    }
}

fn node(wording: Wording, from: &Variant, to: &Variant, pair: Pair) -> Node {
    let (variant, id, mut change) = match (pair.from, pair.to) {
        (_, Some(id)) => (to, id, if pair.from.is_some() { Change::Same } else { Change::Added }),
        (id, None) => (from, id.unwrap_or(NodeId(0)), Change::Removed),
    };
    let node = variant.node(id);
    let mut different = Vec::new();
    if let (Some(old), Some(new)) = (pair.from, pair.to) {
        different = differences(wording, (from, old), (to, new));
    }
    let written = node.changed_by.is_some_and(|at| to.changes[at].operation == Keyword::Change.en());
    if !different.is_empty() || written && change == Change::Same {
        change = Change::Changed;
    }
    let skip: Vec<Key> = different.iter().filter_map(|(key, _)| *key).collect();
    Node {
        kind: node.kind,
        number: None,
        label: label(node, wording.lang),
        lane: None,
        details: if node.is_block_join() { Vec::new() } else { wording.details(node, &skip) },
        marks: Vec::new(),
        change,
        changes: different.into_iter().map(|(_, words)| words).collect(),
    }
}

/// What differs between the same node of two variants, in words: `耗时 5m → 1m`.
pub(crate) fn differences(wording: Wording, old: (&Variant, NodeId), new: (&Variant, NodeId)) -> Vec<(Option<Key>, String)> {
    if new.0.node(new.1).is_block_join() && old.0.node(old.1).is_block_join() {
        return Vec::new();
    }
    let facts = facts(wording, old.0, old.1).into_iter().zip(facts(wording, new.0, new.1));
    let different = facts.filter(|(old, new)| old.compared != new.compared);
    different.map(|(old, new)| (new.key, format!("{} {} → {}", new.word, old.words, new.words))).collect()
}

/// One attribute of a node.
struct Fact {
    key: Option<Key>,
    word: &'static str,
    words: String,
    /// What makes it the same: for lists, the ids in any order.
    compared: String,
}

fn facts(wording: Wording, variant: &Variant, id: NodeId) -> Vec<Fact> {
    let node = variant.node(id);
    let nothing = wording.lang.pick("none", "无");
    let kind = wording.kind_of(node);
    let plain = |key: Option<Key>, word: &'static str, words: &str| Fact { key, word, words: words.to_owned(), compared: words.to_owned() };
    let text = |key: Key, words: &str| plain(Some(key), wording.key(key), words);
    let list = |key: Key, words: String, compared: String| {
        let words = if words.is_empty() { nothing.to_owned() } else { words };
        Fact { key: Some(key), word: wording.key(key), words, compared }
    };
    let owner = variant.owner(id);
    let called = node.calls.as_ref().map_or(nothing, |(name, _)| wording.callee(name));
    let mut facts = vec![
        plain(None, wording.lang.pick("kind", "类型"), kind),
        plain(None, wording.lang.pick("name", "名称"), &label(node, wording.lang)),
        list(Key::Owner, wording.roles(owner), ids(owner)),
        list(Key::By, wording.roles(&node.by), ids(&node.by)),
        list(Key::To, wording.roles(&node.to), ids(&node.to)),
        list(
            Key::Approvers,
            wording.approvers(node),
            format!("{} {:?}", ids(&node.approvers), node.mode.filter(|_| !node.approvers.is_empty())),
        ),
        text(Key::Process, called),
        list(Key::System, wording.systems(&node.systems), ids(&node.systems)),
        text(Key::Automated, wording.yes(node.automated)),
        text(Key::Required, wording.yes(node.required.is_some())),
        list(Key::Of, wording.data(&node.of), ids(&node.of)),
        list(Key::In, wording.data(&node.inputs), ids(&node.inputs)),
        list(Key::Out, wording.data(&node.outputs), ids(&node.outputs)),
        text(Key::Time, &wording.estimate(node.time)),
        text(Key::Wait, &wording.estimate(node.wait)),
        text(Key::Sla, &node.sla.map_or(nothing.to_owned(), |sla| wording.duration(sla.value))),
    ];
    let known: Vec<Option<Key>> = facts.iter().map(|fact| fact.key).collect();
    let more = extras(wording, node).into_iter().filter(|(key, _)| !known.contains(&Some(*key)));
    facts.extend(more.map(|(key, words)| list(key, words.clone(), words)));
    facts
}

/// References in no particular order.
fn ids<I: Copy + Ord + std::fmt::Debug>(refs: &[Ref<I>]) -> String {
    let mut ids: Vec<Option<I>> = refs.iter().map(|item| item.id).collect();
    ids.sort_unstable();
    format!("{ids:?}")
}

/// An edge between two places of the drawing, and what kind of way it is: forward, on rejection, after a time, a notice.
type Way = (usize, usize, u8);

fn edges(wording: Wording, from: &Variant, to: &Variant, pairs: &[Pair]) -> Vec<Edge> {
    let place = |end: fn(&Pair) -> Option<NodeId>| -> FxHashMap<NodeId, usize> {
        pairs.iter().enumerate().filter_map(|(at, pair)| end(pair).map(|id| (id, at))).collect()
    };
    let before = placed(wording, from, &place(|pair| pair.from), Change::Removed);
    let mut after = placed(wording, to, &place(|pair| pair.to), Change::Added);

    // Same ends and same words first, then same ends only.
    let mut kept = vec![false; before.len()];
    let mut open: FxHashMap<Way, Vec<usize>> = FxHashMap::default();
    for (at, edge) in before.iter().enumerate() {
        open.entry(way(edge)).or_default().push(at);
    }
    for same_words in [true, false] {
        for (edge, new) in after.iter_mut().zip(&to.edges).filter(|(edge, _)| edge.change == Change::Added).collect::<Vec<_>>() {
            let Some(candidates) = open.get_mut(&way(edge)) else { continue };
            let fits = |&at: &usize| !same_words || before[at].label == edge.label;
            let Some(found) = candidates.iter().position(fits) else { continue };
            let old = candidates.remove(found);
            kept[old] = true;
            if before[old].label == edge.label {
                edge.change = Change::Same;
            } else {
                edge.change = Change::Changed;
                edge.label = changed_words(wording.edge(&from.edges[old]), wording.edge(new));
            }
        }
    }
    after.extend(before.into_iter().zip(kept).filter(|(_, kept)| !kept).map(|(edge, _)| edge));
    after
}

/// A node is changed where the words of a way that leaves it are.
fn mark_branches(nodes: &mut [Node], edges: &[Edge]) {
    for edge in edges.iter().filter(|edge| edge.change == Change::Changed) {
        let node = &mut nodes[edge.from];
        if node.change == Change::Same {
            node.change = Change::Changed;
        }
    }
}

/// The edges of a variant with their ends at places of the drawing.
fn placed(wording: Wording, variant: &Variant, places: &FxHashMap<NodeId, usize>, change: Change) -> Vec<Edge> {
    let mut edges = placed_edges(wording, variant, change);
    for edge in &mut edges {
        edge.from = places[&NodeId::at(edge.from)];
        edge.to = places[&NodeId::at(edge.to)];
    }
    edges
}

fn way(edge: &Edge) -> Way {
    let kind = match edge.kind {
        EdgeKind::Plain | EdgeKind::Branch | EdgeKind::Else | EdgeKind::Approved => 0,
        EdgeKind::Rejected => 1,
        EdgeKind::Timeout(_) => 2,
        EdgeKind::Informs(_) => 3,
    };
    (edge.from, edge.to, kind)
}

/// `8% → 6%`: each part of an edge's label that differs, before and after.
fn changed_words(old: [String; 3], new: [String; 3]) -> Vec<String> {
    let shown = |part: &str| if part.is_empty() { "—".to_owned() } else { part.to_owned() };
    let mut parts = old.into_iter().zip(new).map(|(old, new)| if old == new { new } else { format!("{} → {}", shown(&old), shown(&new)) });
    edge_lines(std::array::from_fn(|_| parts.next().unwrap_or_default()))
}
