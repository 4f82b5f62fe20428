//! Two versions in one drawing: what was added, removed and changed.

use rustc_hash::FxHashMap;

use super::blocks::blocks;
use super::build::{build, flow_order, label, numbers, placed_edges, revision, variant_title};
use super::{Change, Diagram, Direction, Edge, Node, lanes};
use crate::diff::{Counterparts, Matching, Side, differences, way_kind};
use crate::graph::{Graph, likeliest_edges};
use crate::lang::Lang;
use crate::model::{EdgeId, NodeId, Variant};
use crate::syntax::keywords::{Key, Keyword};
use crate::wording::{Wording, edge_lines, shown};

/// Draws the way from one version to another. What is removed keeps its edges and stands where it stood; nodes that were merged or split
/// are drawn as what they were and what they became.
#[must_use]
pub fn build_diff(old: Side, new: Side, lang: Lang) -> Diagram {
    let (from, to) = (old.variant, new.variant);
    let (before, after) = (Wording { model: old.model, lang }, Wording { model: new.model, lang });
    let counterparts = Counterparts::find(old, new);
    let pairs = pairs(old, new);
    let mut nodes: Vec<Node> = pairs.iter().map(|pair| node(old, new, *pair, &counterparts, lang)).collect();
    let (edges, _) = edges((before, from), (after, to), &pairs);

    mark_branches(&mut nodes, &edges);
    let later_edges = placed_edges(after, to, Change::Same);
    let later = flow_order(to.nodes.len(), &later_edges);
    let numbers = numbers(to, &later);
    for (node, pair) in nodes.iter_mut().zip(&pairs) {
        node.number = pair.to.and_then(|id| numbers[id.index()]);
    }
    let mut keys: Vec<Option<lanes::Key>> = Vec::new();
    for pair in &pairs {
        let later = pair.to.and_then(|id| lanes::own(new.model, to, id));
        keys.push(later.or_else(|| pair.from.filter(|_| pair.to.is_none()).and_then(|id| lanes::own(old.model, from, id))));
    }
    lanes::spread(&mut keys, &edges, &flow_order(nodes.len(), &edges));
    let (lanes, places) = lanes::collect(lang, &[new.model, old.model], &keys);
    for (node, lane) in nodes.iter_mut().zip(places) {
        node.lane = lane;
    }
    let place: FxHashMap<usize, usize> = pairs.iter().enumerate().filter_map(|(at, pair)| Some((pair.to?.index(), at))).collect();
    Diagram {
        lang,
        title: shown(&new.process.title).to_owned(),
        variant: versions(old, new, lang),
        revision: revision(new.process, lang),
        direction: Direction::Right,
        lanes,
        nodes,
        edges,
        diff: true,
        // The edges of the later version come first.
        happy: likeliest_edges(&Graph::build(to)).into_iter().map(EdgeId::index).collect(),
        blocks: blocks(to, &later_edges).into_iter().map(|block| block.iter().map(|at| place[at]).collect()).collect(),
    }
}

/// The two versions in a difference, each on its own: with the same nodes, edges and lanes, on which what each version has is said as there.
#[must_use]
pub fn build_versions(old: Side, new: Side, diff: &Diagram) -> [Diagram; 2] {
    let lang = diff.lang;
    let pairs = pairs(old, new);
    let (before, after) = (Wording { model: old.model, lang }, Wording { model: new.model, lang });
    let (_, was) = edges((before, old.variant), (after, new.variant), &pairs);
    [false, true].map(|later| {
        let side = if later { new } else { old };
        let own = build(side.model, side.process, side.variant, &[], lang);
        let mut version = diff.clone();
        for (node, pair) in version.nodes.iter_mut().zip(&pairs) {
            if let Some(id) = if later { pair.to } else { pair.from } {
                let Node { kind, number, label, details, .. } = own.nodes[id.index()].clone();
                *node = Node { kind, number, label, details, changes: Vec::new(), ..node.clone() };
            }
        }
        // Of each edge of the version where it is drawn; those of the later one come first.
        let mut place = vec![0; own.edges.len()];
        for (at, was) in was.iter().enumerate() {
            if let Some(of) = if later { Some(at).filter(|&at| at < own.edges.len()) } else { *was } {
                version.edges[at].label.clone_from(&own.edges[of].label);
                place[of] = at;
            }
        }
        version.happy = own.happy.iter().map(|&of| place[of]).collect();
        version
    })
}

/// Which two are compared.
fn versions(old: Side, new: Side, lang: Lang) -> String {
    let (before, after) = (variant_title(old.variant, lang), variant_title(new.variant, lang));
    if old.shares_text_with(new) {
        return format!("{before} → {after}");
    }
    let (was, is) = lang.pick(("old", "new"), ("旧版", "新版"));
    if before == after {
        lang.pick(format!("{after}, {was} → {is}"), format!("{after}，{was} → {is}"))
    } else {
        lang.pick(format!("{was} {before} → {is} {after}"), format!("{was}{before} → {is}{after}"))
    }
}

/// A node of the earlier version, of the later one, or of both.
#[derive(Clone, Copy, Default)]
pub(crate) struct Pair {
    /// In the earlier version.
    pub(crate) from: Option<NodeId>,
    /// In the later version.
    pub(crate) to: Option<NodeId>,
}

/// Every node of both versions once: in the order of the later one, and what was removed behind what stood before it.
pub(crate) fn pairs(old: Side, new: Side) -> Vec<Pair> {
    let matching = Matching::find(old, new, &Counterparts::find(old, new));
    let both: Vec<(NodeId, NodeId)> = matching.pairs().collect();
    let later: FxHashMap<NodeId, usize> = both.iter().map(|&(was, is)| (was, is.index())).collect();
    let earlier: FxHashMap<usize, NodeId> = both.iter().map(|&(was, is)| (is.index(), was)).collect();
    let mut removed: Vec<Vec<NodeId>> = vec![Vec::new(); new.variant.nodes.len() + 1];
    let mut place = 0;
    for (id, _) in old.variant.nodes() {
        match later.get(&id) {
            Some(at) => place = at + 1,
            None => removed[place].push(id),
        }
    }
    let mut pairs = Vec::new();
    for (at, removed) in removed.into_iter().enumerate() {
        if at > 0 {
            pairs.push(Pair { from: earlier.get(&(at - 1)).copied(), to: Some(NodeId::at(at - 1)) });
        }
        pairs.extend(removed.into_iter().map(|id| Pair { from: Some(id), to: None }));
    }
    pairs
}

fn node(old: Side, new: Side, pair: Pair, counterparts: &Counterparts, lang: Lang) -> Node {
    let (side, id, mut change) = match (pair.from, pair.to) {
        (_, Some(id)) => (new, id, if pair.from.is_some() { Change::Same } else { Change::Added }),
        (id, None) => (old, id.unwrap_or(NodeId(0)), Change::Removed),
    };
    let node = side.variant.node(id);
    let mut different = Vec::new();
    if let (Some(was), Some(is)) = (pair.from, pair.to) {
        different = differences((old, was), (new, is), counterparts, lang);
    }
    let written = node.changed_by.is_some_and(|at| new.variant.changes[at].operation == Keyword::Change.en());
    if !different.is_empty() || written && change == Change::Same && old.shares_text_with(new) {
        change = Change::Changed;
    }
    let skip: Vec<Key> = different.iter().filter_map(|difference| difference.key).collect();
    Node {
        kind: node.kind,
        number: None,
        label: label(node, lang),
        lane: None,
        details: if node.is_block_join() { Vec::new() } else { Wording { model: side.model, lang }.details(node, &skip) },
        marks: Vec::new(),
        change,
        changes: different
            .iter()
            .map(|difference| format!("{} {} → {}", difference.word, difference.words[0], difference.words[1]))
            .collect(),
    }
}

/// An edge between two places of the drawing, and what kind of way it is: forward, on rejection, after a time, a notice.
type Way = (usize, usize, u8);

/// The edges of both versions once, those of the later one first, and which of the earlier one each was.
fn edges(
    (before_words, from): (Wording, &Variant),
    (after_words, to): (Wording, &Variant),
    pairs: &[Pair],
) -> (Vec<Edge>, Vec<Option<usize>>) {
    let place = |end: fn(&Pair) -> Option<NodeId>| -> FxHashMap<NodeId, usize> {
        pairs.iter().enumerate().filter_map(|(at, pair)| end(pair).map(|id| (id, at))).collect()
    };
    let before = placed(before_words, from, &place(|pair| pair.from), Change::Removed);
    let mut after = placed(after_words, to, &place(|pair| pair.to), Change::Added);

    // Same ends and same words first, then same ends only.
    let mut kept = vec![false; before.len()];
    let mut was = vec![None; after.len()];
    let mut open: FxHashMap<Way, Vec<usize>> = FxHashMap::default();
    for (at, edge) in before.iter().enumerate() {
        open.entry(way(edge)).or_default().push(at);
    }
    for same_words in [true, false] {
        let open_edges = after.iter_mut().zip(&to.edges).zip(&mut was).filter(|((edge, _), _)| edge.change == Change::Added);
        for ((edge, new), was) in open_edges.collect::<Vec<_>>() {
            let Some(candidates) = open.get_mut(&way(edge)) else { continue };
            let fits = |&at: &usize| !same_words || before[at].label == edge.label;
            let Some(found) = candidates.iter().position(fits) else { continue };
            let old = candidates.remove(found);
            kept[old] = true;
            *was = Some(old);
            if before[old].label == edge.label {
                edge.change = Change::Same;
            } else {
                edge.change = Change::Changed;
                edge.label = changed_words(before_words.edge(&from.edges[old]), after_words.edge(new));
            }
        }
    }
    let removed = before.into_iter().enumerate().filter(|(at, _)| !kept[*at]);
    for (at, edge) in removed {
        after.push(edge);
        was.push(Some(at));
    }
    (after, was)
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
    (edge.from, edge.to, way_kind(edge.kind))
}

/// `8% → 6%`: each part of an edge's label that differs, before and after.
fn changed_words(old: [String; 3], new: [String; 3]) -> Vec<String> {
    let shown = |part: &str| if part.is_empty() { "—".to_owned() } else { part.to_owned() };
    let mut parts = old.into_iter().zip(new).map(|(old, new)| if old == new { new } else { format!("{} → {}", shown(&old), shown(&new)) });
    edge_lines(std::array::from_fn(|_| parts.next().unwrap_or_default()))
}
