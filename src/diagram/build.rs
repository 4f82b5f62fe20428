//! From one variant to its drawing.

use std::collections::BTreeSet;

use super::blocks::blocks;
use super::{Change, Diagram, Direction, Edge, Node, findings, lanes};
use crate::diagnostic::Diagnostic;
use crate::graph::{Graph, likeliest_edges};
use crate::lang::Lang;
use crate::model::{self, EdgeId, EdgeKind, Model, NodeKind, Origin, Process, Variant, VariantKind};
use crate::wording::{Wording, edge_lines, shown};

/// Draws a variant, with the findings about it marked on its nodes.
#[must_use]
pub fn build(model: &Model, process: &Process, variant: &Variant, findings: &[Diagnostic], lang: Lang) -> Diagram {
    let wording = Wording { model, lang };
    let marks = findings::marks(process, variant, findings);
    let edges = placed_edges(wording, variant, Change::Same);
    let order = flow_order(variant.nodes.len(), &edges);
    let mut keys: Vec<Option<lanes::Key>> = variant.nodes().map(|(id, _)| lanes::own(model, variant, id)).collect();
    lanes::spread(&mut keys, &edges, &order);
    let (lanes, places) = lanes::collect(lang, &[model], &keys);

    let numbers = numbers(variant, &order);
    let mut nodes = Vec::with_capacity(variant.nodes.len());
    for (((node, lane), marks), number) in variant.nodes.iter().zip(places).zip(marks).zip(numbers) {
        nodes.push(Node {
            kind: node.kind,
            number,
            label: label(node, lang),
            lane,
            details: if node.is_block_join() { Vec::new() } else { wording.details(node, &[]) },
            marks,
            change: Change::Same,
            changes: Vec::new(),
        });
    }
    Diagram {
        lang,
        title: shown(&process.title).to_owned(),
        variant: variant_title(variant, lang),
        revision: revision(process, lang),
        direction: Direction::Right,
        lanes,
        nodes,
        diff: false,
        happy: likeliest_edges(&Graph::build(variant)).into_iter().map(EdgeId::index).collect(),
        blocks: blocks(variant, &edges),
        edges,
    }
}

/// Whether it is a step: something that happens, not an event of the process or a gateway for its parts.
pub(crate) fn is_step(kind: NodeKind) -> bool {
    !matches!(kind, NodeKind::Start | NodeKind::End | NodeKind::Fork | NodeKind::Join)
}

/// What stands on a node; nothing on the join of a block.
pub(crate) fn label(node: &model::Node, lang: Lang) -> String {
    match node.origin {
        Origin::BlockJoin => String::new(),
        // Nobody chose the word for what is only implied.
        Origin::Implied if lang == Lang::Zh => if node.kind == NodeKind::Start { "开始" } else { "结束" }.to_owned(),
        _ => shown(&node.title).to_owned(),
    }
}

/// The numbers of the steps of a variant as the flow meets them.
pub(super) fn numbers(variant: &Variant, order: &[usize]) -> Vec<Option<u32>> {
    let mut numbers = vec![None; variant.nodes.len()];
    let steps = order.iter().filter(|&&at| is_step(variant.nodes[at].kind));
    for (&at, number) in steps.zip(1..) {
        numbers[at] = Some(number);
    }
    numbers
}

/// The nodes as the flow meets them: each behind all that lead to it without going back; otherwise in the order of the text.
pub(crate) fn flow_order(count: usize, edges: &[Edge]) -> Vec<usize> {
    let mut waits = vec![0; count];
    let mut next = vec![Vec::new(); count];
    for edge in edges.iter().filter(|edge| !edge.back && !edge.informs()) {
        waits[edge.to] += 1;
        next[edge.from].push(edge.to);
    }
    let mut ready: BTreeSet<usize> = (0..count).filter(|&at| waits[at] == 0).collect();
    let mut left: BTreeSet<usize> = (0..count).collect();
    let mut order = Vec::with_capacity(count);
    // In a diff there may be circles of edges of both variants.
    while let Some(at) = ready.pop_first().or_else(|| left.first().copied()) {
        if !left.remove(&at) {
            continue;
        }
        order.push(at);
        for &to in &next[at] {
            waits[to] -= 1;
            if waits[to] == 0 {
                ready.insert(to);
            }
        }
    }
    order
}

/// The edges of a variant as they are drawn.
pub(super) fn placed_edges(wording: Wording, variant: &Variant, change: Change) -> Vec<Edge> {
    let mut edges: Vec<Edge> = variant.edges.iter().map(|edge| plain_edge(wording, edge, change)).collect();
    mark_back(variant.nodes.len(), &mut edges);
    edges
}

fn plain_edge(wording: Wording, edge: &model::Edge, change: Change) -> Edge {
    Edge { from: edge.from.index(), to: edge.to.index(), kind: edge.kind, back: false, label: edge_lines(wording.edge(edge)), change }
}

/// How people call a variant, its name in full.
pub(crate) fn variant_title(variant: &Variant, lang: Lang) -> String {
    match (variant.kind, &variant.name) {
        (VariantKind::AsIs, _) => lang.pick("as-is", "现状").to_owned(),
        (VariantKind::ToBe, None) => lang.pick("to-be", "优化后").to_owned(),
        (VariantKind::ToBe, Some(name)) => lang.pick(format!("to-be: {name}"), format!("优化后：{name}")),
    }
}

pub(super) fn revision(process: &Process, lang: Lang) -> Option<String> {
    let last = process.revisions.last()?;
    let version = lang.pick(format!("version {}", last.version), format!("版本 {}", last.version));
    Some(last.date.map_or(version.clone(), |date| format!("{version} · {date}")))
}

/// Finds the edges that close a circle: on a walk from the starts along the flow, they lead to a node that is still open.
/// Rejections are walked last, so that the way they return to is known.
fn mark_back(count: usize, edges: &mut [Edge]) {
    let mut leaving: Vec<Vec<usize>> = vec![Vec::new(); count];
    let mut entered = vec![false; count];
    for (at, edge) in edges.iter().enumerate().filter(|(_, edge)| !edge.informs()) {
        leaving[edge.from].push(at);
        entered[edge.to] = true;
    }
    for leaving in &mut leaving {
        leaving.sort_by_key(|&at| edges[at].kind == EdgeKind::Rejected);
    }
    let mut state = vec![State::New; count];
    let roots = (0..count).filter(|&node| !entered[node]).chain(0..count);
    for root in roots.collect::<Vec<_>>() {
        if state[root] != State::New {
            continue;
        }
        state[root] = State::Open;
        let mut walk = vec![(root, 0)];
        while let Some((node, next)) = walk.last_mut() {
            let Some(&at) = leaving[*node].get(*next) else {
                state[*node] = State::Done;
                walk.pop();
                continue;
            };
            *next += 1;
            let to = edges[at].to;
            match state[to] {
                State::Open => edges[at].back = true,
                State::Done => {}
                State::New => {
                    state[to] = State::Open;
                    walk.push((to, 0));
                }
            }
        }
    }
}

/// How far a walk is with a node.
#[derive(Clone, Copy, PartialEq, Eq)]
enum State {
    New,
    Open,
    Done,
}
