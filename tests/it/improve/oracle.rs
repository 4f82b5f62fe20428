//! What holds in a flow by playing all its cases: a token game without times, and one with times. Independent of the code that is tested.

use std::collections::BTreeSet;

use flowright::model::{EdgeKind, Node, NodeId, NodeKind, Variant};

use crate::measure::flow::{Flow, Kind};

/// How many markings are looked at.
const BUDGET: usize = 20_000;

/// Which nodes some case comes to without having passed any of those. `None` if there are too many states.
pub(super) fn reached_without(variant: &Variant, blocked: &[NodeId]) -> Option<Vec<bool>> {
    let mut reached = vec![false; variant.nodes.len()];
    let mut seen: BTreeSet<Vec<usize>> = BTreeSet::new();
    let leaving = |id: NodeId| (0..variant.edges.len()).filter(move |&at| variant.edges[at].from == id && variant.edges[at].is_flow());
    let mut stack: Vec<Vec<usize>> = Vec::new();
    for (id, _) in variant.nodes().filter(|(_, node)| node.kind == NodeKind::Start) {
        reached[id.index()] = true;
        stack.extend(leaving(id).map(|at| vec![at]));
    }
    while let Some(tokens) = stack.pop() {
        if !seen.insert(tokens.clone()) {
            continue;
        }
        if seen.len() > BUDGET {
            return None;
        }
        let targets: BTreeSet<NodeId> = tokens.iter().map(|&at| variant.edges[at].to).collect();
        for id in targets {
            let node = variant.node(id);
            let waiting: Vec<usize> = tokens.iter().copied().filter(|&at| variant.edges[at].to == id).collect();
            let entering = (0..variant.edges.len()).filter(|&at| variant.edges[at].to == id && variant.edges[at].is_flow()).count();
            let taken: Vec<Vec<usize>> = match node.kind {
                NodeKind::Join if waiting.len() < entering => continue,
                NodeKind::Join => vec![waiting],
                _ => waiting.into_iter().map(|at| vec![at]).collect(),
            };
            reached[id.index()] = true;
            for taken in taken {
                let rest: Vec<usize> = tokens.iter().copied().filter(|at| !taken.contains(at)).collect();
                let passes = |at: usize| !matches!(variant.edges[at].kind, EdgeKind::Rejected | EdgeKind::Timeout(_));
                let free: Vec<usize> = leaving(id).filter(|&at| !(blocked.contains(&id) && passes(at))).collect();
                let ways: Vec<Vec<usize>> =
                    if node.kind == NodeKind::Fork { vec![free] } else { free.into_iter().map(|at| vec![at]).collect() };
                for way in ways {
                    let mut next: Vec<usize> = rest.iter().copied().chain(way).collect();
                    next.sort_unstable();
                    next.dedup();
                    stack.push(next);
                }
            }
        }
    }
    Some(reached)
}

/// Whether every case that comes to `at` has passed one of those.
pub(super) fn precede(variant: &Variant, first: &[NodeId], at: NodeId) -> Option<bool> {
    let all = reached_without(variant, &[])?;
    Some(all[at.index()] && !first.is_empty() && !reached_without(variant, first)?[at.index()])
}

/// Minutes of a node that takes a known time.
fn minutes(node: &Node) -> (i64, i64) {
    let of = |estimate: Option<flowright::ast::quantity::Estimate>| estimate.map_or(0, |time| time.least().ms / 60_000);
    (of(node.time), of(node.wait))
}

/// The flow of a variant, to be played with its times.
pub(super) fn played(variant: &Variant) -> Flow {
    let mut flow = Flow::default();
    for node in &variant.nodes {
        let (time, wait) = minutes(node);
        let kind = match node.kind {
            NodeKind::Start => Kind::Start,
            NodeKind::End => Kind::End,
            NodeKind::Decision | NodeKind::Approval => Kind::Decision,
            NodeKind::Fork => Kind::Fork,
            NodeKind::Join => Kind::Join,
            _ => Kind::Task,
        };
        flow.timed(kind, time, wait);
    }
    for (_, edge) in variant.edges().filter(|(_, edge)| edge.is_flow()) {
        let others = variant.edges.iter().filter(|other| other.from == edge.from && other.is_flow() && !std::ptr::eq(*other, edge));
        let said = |percent: flowright::ast::quantity::Percent| u32::try_from(percent.billionths / 10_000_000).unwrap();
        let rest = 100 - others.filter_map(|other| other.probability).map(said).sum::<u32>().min(100);
        let percent = if variant.node(edge.from).kind == NodeKind::Fork { 100 } else { edge.probability.map_or(rest, said) };
        flow.branch(edge.from.index(), edge.to.index(), percent, None);
    }
    flow
}

/// Hands-on minutes of people in a case, from how often each node is come to.
pub(super) fn work(variant: &Variant, visits: &[u128], one: u128) -> f64 {
    let people = |node: &&Node| !node.automated && node.kind != NodeKind::Wait;
    variant
        .nodes
        .iter()
        .zip(visits)
        .filter(|(node, _)| people(node))
        .map(|(node, visits)| minutes(node).0 as f64 * (*visits as f64 / one as f64))
        .sum()
}
