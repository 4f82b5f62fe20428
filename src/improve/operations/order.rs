//! Checks in a row in the order that costs least: what is quick and rejects often comes first.
//!
//! The mean effort of a row is Σ tᵢ · Π qⱼ over the checks j before i, where q is how likely a check lets a case pass. Where all times are known it is
//! minimised exactly over every order that keeps dependencies (a dynamic program over sets of checks); for two independent checks this is the
//! order of ascending t / (1 − q), and chains that dependencies force count as one. Where times are ranges only neighbours whose order is certain are
//! turned round.

use crate::both;
use crate::compare::Heuristic;
use crate::improve::view::{Candidate, Found, Gain, View};
use crate::lang::Text;
use crate::model::{Edge, EdgeKind, Node, NodeId, NodeKind};

/// How many checks are put in order at once.
const LONGEST: usize = 12;

/// A check in a row.
#[derive(Clone, Copy)]
struct Check {
    id: NodeId,
    /// Work and waiting, at least and at most.
    takes: (f64, f64),
    /// Work, at least and at most.
    works: (f64, f64),
    /// How likely it rejects.
    rejects: f64,
    /// Where it rejects to, and where it goes on.
    to: NodeId,
    next: NodeId,
}

pub(super) fn find(view: &View) -> Vec<Found> {
    let mut found = Vec::new();
    let checks: Vec<Option<Result<Check, Found>>> = view.context.variant.nodes().map(|(id, _)| check(view, id)).collect();
    let good = |id: NodeId| checks[id.index()].as_ref().and_then(|check| check.as_ref().ok()).copied();
    let follows = |first: Check| {
        let second = good(first.next)?;
        let alone = matches!(view.context.graph.entering(second.id), [_]);
        (alone && second.to == first.to && second.id != first.id).then_some(second)
    };
    let mut begins = vec![true; checks.len()];
    for second in checks.iter().flatten().flatten().filter_map(|&check| follows(check)) {
        begins[second.id.index()] = false;
    }
    for &first in checks.iter().flatten().flatten().filter(|check| begins[check.id.index()]) {
        let mut row = vec![first];
        while let Some(next) = follows(row[row.len() - 1]).filter(|next| row.len() < LONGEST && row.iter().all(|check| check.id != next.id))
        {
            row.push(next);
        }
        if row.len() > 1 && row[0].to != row[row.len() - 1].next {
            found.extend(reorder(view, &row));
        }
    }
    found.extend(checks.into_iter().flatten().filter_map(Result::err));
    found
}

/// An approval that might change places with its neighbours, or why it may not.
fn check(view: &View, id: NodeId) -> Option<Result<Check, Found>> {
    let (node, graph) = (view.node(id), &view.context.graph);
    if node.kind != NodeKind::Approval
        || node.broken
        || node.within.is_some()
        || !view.before.reached(id)
        || !graph.notices_of(id).is_empty()
    {
        return None;
    }
    let edges: Vec<&Edge> = graph.leaving(id).iter().map(|&edge| view.context.variant.edge(edge)).collect();
    let (rejected, others): (Vec<&Edge>, Vec<&Edge>) = edges.into_iter().partition(|edge| edge.kind == EdgeKind::Rejected);
    let [onward] = others[..] else { return None };
    let to = rejected.first()?.to;
    if onward.kind != EdgeKind::Approved || rejected.iter().any(|edge| edge.to != to) || neighbours(view, id, onward.to).is_empty() {
        return None;
    }
    let name = view.shown(id);
    let what = both!("put `{name}` and the checks next to it in the order that costs least", "把“{name}”与相邻的审核按最省的先后排列");
    let no = |why: (&'static str, Text)| Some(Err(view.no(Heuristic::KnockOut, &[id], what.clone(), why)));
    let pairs = neighbours(view, id, onward.to);
    if let Some(why) = held_in_place(view, id) {
        let turned = |(a, b): &(NodeId, NodeId)| effort(view, *a).zip(effort(view, *b)).is_some_and(|(a, b)| b < a);
        return if pairs.iter().any(turned) { no(why) } else { None };
    }
    if pairs.iter().all(|&(a, b)| held_in_place(view, if a == id { b } else { a }).is_some()) {
        return None;
    }
    let Some(rejects) = view.context.rejects(id).filter(|&share| share > 0) else {
        return no((
            "probability-unknown",
            both!("how often `{name}` rejects is not known: write it at its `rejected`", "“{name}”的退回比例不详：请写在“退回”上"),
        ));
    };
    let (Some(takes), Some(time)) = (view.takes(id), node.time.and_then(|time| Some((time.least().ms, time.most()?.ms)))) else {
        return no((
            "time-unknown",
            both!("how long `{name}` takes is not known: declare `time` and `wait`", "“{name}”的用时不详：请写“耗时”和“等待”"),
        ));
    };
    #[allow(clippy::cast_precision_loss, reason = "2^53 ms are 285,000 years")]
    let float = |(least, most): (i64, i64)| (least as f64, most as f64);
    #[allow(clippy::cast_precision_loss, reason = "at most a billion")]
    let rejects = rejects as f64 / 1e9;
    Some(Ok(Check { id, takes: float(takes), works: float(time), rejects, to, next: onward.to }))
}

/// An approval with the approvals directly before and behind it, as pairs in their order.
fn neighbours(view: &View, id: NodeId, next: NodeId) -> Vec<(NodeId, NodeId)> {
    let is_check = |id: &NodeId| view.node(*id).kind == NodeKind::Approval;
    let entering = view.context.graph.entering(id).iter().map(|&edge| view.context.variant.edge(edge));
    let before = entering.filter(|edge| edge.kind == EdgeKind::Approved).map(|edge| edge.from).filter(is_check);
    before.map(|before| (before, id)).chain(Some(next).filter(is_check).map(|next| (id, next))).collect()
}

/// Why an approval does not change places, whatever it costs.
fn held_in_place(view: &View, id: NodeId) -> Option<(&'static str, Text)> {
    let name = view.shown(id);
    let distinct = || both!("`{name}` needs another person than the approvals before it", "“{name}”要与前面的审批由不同的人办理");
    view.pinned(id).or_else(|| view.node(id).distinct.then(|| ("distinct", distinct())))
}

/// How much time a rejection takes.
fn effort(view: &View, id: NodeId) -> Option<f64> {
    let rejects = view.context.rejects(id).filter(|&share| share > 0)?;
    #[allow(clippy::cast_precision_loss, reason = "2^53 ms are 285,000 years")]
    Some(view.takes(id)?.0 as f64 / rejects as f64)
}

/// Better orders of a row: by what the case takes, and by work.
fn reorder(view: &View, row: &[Check]) -> Vec<Found> {
    let count = row.len();
    let held: Vec<u32> =
        (0..count).map(|at| (0..at).filter(|&other| held(view, row[other].id, row[at].id)).map(|other| 1 << other).sum()).collect();
    let mut orders: Vec<Vec<usize>> = Vec::new();
    for time in [|check: &Check| check.takes, |check: &Check| check.works] {
        let times: Vec<(f64, f64)> = row.iter().map(time).collect();
        let order =
            if times.iter().all(|(least, most)| most - least < 1.0) { cheapest(row, &times, &held) } else { turned(row, &times, &held) };
        if order.windows(2).any(|pair| pair[0] > pair[1]) && !orders.contains(&order) {
            orders.push(order);
        }
    }
    orders.into_iter().map(|order| candidate(view, row, &order)).collect()
}

/// Whether the first of two checks must stay before the second.
fn held(view: &View, first: NodeId, second: NodeId) -> bool {
    let context = &view.context;
    let ranked = || {
        let (Some(one), Some(other)) = (context.performers(first), context.performers(second)) else { return true };
        one.is_empty() || other.is_empty() || one.iter().any(|&x| other.iter().any(|&y| context.outranks(x, y) || context.outranks(y, x)))
    };
    view.conflict(first, second).is_some() || view.two_clocks(first, second).is_some() || ranked()
}

/// The cheapest order that keeps what is held, over all sets of checks; the given one unless another is cheaper.
fn cheapest(row: &[Check], times: &[(f64, f64)], held: &[u32]) -> Vec<usize> {
    let count = row.len();
    let passes = |set: usize| (0..count).filter(|at| set >> at & 1 == 1).map(|at| 1.0 - row[at].rejects).product::<f64>();
    let mut cost = vec![f64::INFINITY; 1 << count];
    let mut last = vec![0; 1 << count];
    cost[0] = 0.0;
    for set in 0..1_usize << count {
        if cost[set].is_infinite() {
            continue;
        }
        let share = passes(set);
        for at in (0..count).filter(|at| set >> at & 1 == 0 && held[*at] as usize & !set == 0) {
            let with = set | 1 << at;
            let sum = cost[set] + share * times[at].0;
            // Of equal orders the given one stays: the later check is the last.
            if sum < cost[with] - 1e-9 * cost[with].min(1e18) || sum <= cost[with] * (1.0 + 1e-12) && at > last[with] {
                (cost[with], last[with]) = (sum, at);
            }
        }
    }
    let mut order = Vec::new();
    let mut set = (1 << count) - 1;
    while set != 0 {
        order.push(last[set]);
        set &= !(1 << last[set]);
    }
    order.reverse();
    let effort =
        |order: &[usize]| order.iter().fold((0.0, 1.0), |(sum, share), &at| (sum + share * times[at].0, share * (1.0 - row[at].rejects))).0;
    let given: Vec<usize> = (0..count).collect();
    if effort(&order) < effort(&given) * (1.0 - 1e-9) { order } else { given }
}

/// Neighbours whose order is certain whatever the times are, turned round.
fn turned(row: &[Check], times: &[(f64, f64)], held: &[u32]) -> Vec<usize> {
    let mut order: Vec<usize> = (0..row.len()).collect();
    let better = |a: usize, b: usize| times[a].1 * row[b].rejects < times[b].0 * row[a].rejects;
    for end in (1..order.len()).rev() {
        for at in 0..end {
            let (first, second) = (order[at], order[at + 1]);
            if better(second, first) && held[second] >> first & 1 == 0 {
                order.swap(at, at + 1);
            }
        }
    }
    order
}

fn candidate(view: &View, row: &[Check], order: &[usize]) -> Found {
    let (variant, words) = (view.context.variant, view.words);
    let node = |id: NodeId| -> &Node { variant.node(id) };
    let ids: Vec<NodeId> = order.iter().map(|&at| row[at].id).collect();
    let (old_first, last) = (row[0].id, row[row.len() - 1].next);
    let mut moves: Vec<[NodeId; 3]> = Vec::new();
    if ids[0] != old_first {
        let mut before: Vec<NodeId> =
            view.context.graph.entering(old_first).iter().map(|&edge| written(view, variant.edge(edge).from)).collect();
        before.sort_unstable();
        before.dedup();
        moves.extend(before.into_iter().map(|from| [from, old_first, ids[0]]));
    }
    for (place, &at) in order.iter().enumerate() {
        let next = ids.get(place + 1).copied().unwrap_or(last);
        if row[at].next != next {
            moves.push([row[at].id, row[at].next, next]);
        }
    }
    let why =
        both!("the quicker checks that reject more come first, and none needs another", "用时少、退回多的审核排在前面，各项审核互不依赖");
    let more = both!("it goes with the line above", "与上一条一起调整先后");
    let statements = moves.iter().enumerate().map(|(at, ids)| words.reroute(ids.map(node), if at == 0 { &why } else { &more })).collect();
    let (en, zh) = (names(view, &ids, "`", "`", " -> "), names(view, &ids, "“", "”", " → "));
    Found::Try(Candidate {
        heuristic: Heuristic::KnockOut,
        nodes: ids.iter().map(|&id| view.name(id)).collect(),
        what: both!("check in this order: {en}", "按此先后审核：{zh}"),
        statements,
        why,
        gain: Gain::Measured,
        line: view.line(old_first),
    })
}

fn names(view: &View, ids: &[NodeId], open: &str, close: &str, glue: &str) -> String {
    ids.iter().map(|&id| format!("{open}{}{close}", view.shown(id))).collect::<Vec<_>>().join(glue)
}

/// The node by which another is written: the join of a parallel block is its block.
fn written(view: &View, id: NodeId) -> NodeId {
    let node = view.node(id);
    if node.is_block_join() { node.block.map_or(id, |block| view.context.variant.blocks[block].fork) } else { id }
}
