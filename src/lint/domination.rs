//! What an approval costs, and what the work behind it costs up to a later approval.

use rustc_hash::FxHashMap;

use super::VariantContext;
use crate::ast::quantity::{MONTH, Rate};
use crate::graph::Graph;
use crate::model::{DataId, EdgeId, EdgeKind, NodeId, NodeKind};

/// The most nodes between two approvals.
const LARGEST: usize = 200;

/// All of it.
const ONE: i64 = 1_000_000_000;

/// What an approval costs at least, and what the work from its approval through a later one costs at most, on average.
pub(super) struct Costs {
    /// The approval, in one unit.
    own: i128,
    /// The work behind it, in billionths of that unit.
    behind: i128,
}

impl Costs {
    /// The costs of `b` and of what lies between it and `s`; `None` where they are not known, or not every case that `b` approves gets to `s` with
    /// its data unchanged.
    pub(super) fn between(context: &VariantContext, b: NodeId, s: NodeId, data: &[DataId]) -> Option<Costs> {
        let (variant, graph) = (context.variant, &context.graph);
        let first = context.approved_targets(b);
        let stops = |id: NodeId| id == s || id == b;
        if !context.concurrency().with(b).is_empty() || !context.concurrency().with(s).is_empty() {
            return None;
        }
        let shares = shares(graph, &first, &stops)?;
        let writes = |id: NodeId| variant.node(id).outputs.iter().any(|written| written.id.is_none_or(|id| data.contains(&id)));
        if shares.iter().any(|&(id, _)| !stops(id) && writes(id)) {
            return None;
        }
        let works = |id: NodeId| variant.node(id).kind.is_work();
        let involved: Vec<NodeId> = std::iter::once(b).chain(shares.iter().map(|&(id, _)| id).filter(|&id| works(id) && id != b)).collect();
        let rates: Vec<Option<i128>> = rates(context, &involved)?;
        let rate: FxHashMap<NodeId, i128> = involved.iter().zip(rates).map(|(&id, rate)| (id, rate.unwrap_or(1))).collect();
        let least = i128::from(variant.node(b).time?.least().ms);
        let mut behind: i128 = 0;
        for (id, share) in shares.into_iter().filter(|&(id, _)| works(id) && id != b) {
            let most = i128::from(variant.node(id).time?.most()?.ms);
            behind = behind.checked_add(most.checked_mul(rate[&id])?.checked_mul(i128::from(share))?)?;
        }
        Some(Costs { own: least.checked_mul(rate[&b])?, behind })
    }

    /// Whether rejecting that many billionths of the cases saves no more than the approval costs.
    pub(super) fn are_not_saved(&self, rejected: i64) -> bool {
        let whole = i128::from(ONE) * i128::from(ONE);
        let saved = self.behind.checked_mul(i128::from(rejected));
        self.own.checked_mul(whole).zip(saved).is_some_and(|(own, saved)| own >= saved)
    }
}

/// How much money each of these costs per time, in one unit; nothing of all of them where no rate is known at all. `None` if some are known and
/// others not, or they cannot be compared.
fn rates(context: &VariantContext, nodes: &[NodeId]) -> Option<Vec<Option<i128>>> {
    let rates: Vec<Option<&Rate>> = nodes.iter().map(|&id| rate(context, id)).collect();
    if rates.iter().all(Option::is_none) {
        return Some(vec![None; nodes.len()]);
    }
    let known: Vec<&Rate> = rates.into_iter().collect::<Option<_>>()?;
    let currency = |rate: &Rate| if rate.unit.is_empty() { "CNY".to_owned() } else { rate.unit.clone() };
    let scale = known.iter().map(|rate| rate.amount.scale).max()?;
    let same = known.iter().all(|rate| currency(rate) == currency(known[0]) && rate.per > 0 && MONTH % rate.per == 0);
    let amount = |rate: &&Rate| {
        let digits = 10_i128.checked_pow(scale - rate.amount.scale)?;
        i128::from(rate.amount.mantissa).checked_mul(digits)?.checked_mul(i128::from(MONTH / rate.per)).map(Some)
    };
    if same { known.iter().map(amount).collect() } else { None }
}

/// What an hour of a node costs: its own rate, or that of the one who does it.
fn rate<'m>(context: &VariantContext<'m>, id: NodeId) -> Option<&'m Rate> {
    if let Some(own) = &context.variant.node(id).cost {
        return Some(own);
    }
    let doers = context.people_at(id);
    let [role] = doers.as_slice() else { return None };
    context.model.roles[role.index()].cost.as_ref()
}

/// How many of the cases that begin at `first` get to each node before they stop, in billionths and at most; the nodes in order of flow. `None`
/// if a case can end before, a loop lies in between, or more nodes than the two can have to do with one another.
fn shares(graph: &Graph, first: &[NodeId], stops: &dyn Fn(NodeId) -> bool) -> Option<Vec<(NodeId, i64)>> {
    let variant = graph.variant();
    let next = |id: NodeId| if stops(id) { &[][..] } else { graph.leaving(id) };
    let mut missing: FxHashMap<NodeId, usize> = FxHashMap::default();
    let mut stack: Vec<NodeId> = first.to_vec();
    let mut seen: Vec<NodeId> = Vec::new();
    for &id in first {
        missing.insert(id, 0);
    }
    while let Some(id) = stack.pop() {
        let ends = !stops(id) && graph.leaving(id).is_empty();
        if ends || seen.len() == LARGEST {
            return None;
        }
        seen.push(id);
        for &edge in next(id) {
            let to = variant.edge(edge).to;
            let known = missing.contains_key(&to);
            *missing.entry(to).or_default() += 1;
            if !known {
                stack.push(to);
            }
        }
    }
    let mut share: FxHashMap<NodeId, i64> = first.iter().map(|&id| (id, ONE)).collect();
    let mut ready: Vec<NodeId> = seen.iter().copied().filter(|id| missing[id] == 0).collect();
    let mut done: Vec<(NodeId, i64)> = Vec::new();
    while let Some(id) = ready.pop() {
        let own = share.get(&id).copied().unwrap_or(0).min(ONE);
        done.push((id, own));
        for &edge in next(id) {
            let to = variant.edge(edge).to;
            *share.entry(to).or_default() += part(graph, id, edge, own);
            if let Some(left) = missing.get_mut(&to) {
                *left -= 1;
                if *left == 0 {
                    ready.push(to);
                }
            }
        }
    }
    (done.len() == seen.len()).then_some(done)
}

/// How much of what is at a node takes an edge, at most.
fn part(graph: &Graph, from: NodeId, edge: EdgeId, own: i64) -> i64 {
    let variant = graph.variant();
    if variant.node(from).kind == NodeKind::Fork {
        return own;
    }
    let probability = |edge: EdgeId| variant.edge(edge).probability.map(|share| share.billionths.clamp(0, ONE));
    let known = probability(edge).or_else(|| {
        let others = graph.leaving(from).iter().filter(|other| **other != edge);
        // A timeout has no share of its own, and what it takes is not known.
        let said: Option<i64> =
            others.map(|&other| probability(other).filter(|_| !matches!(variant.edge(other).kind, EdgeKind::Timeout(_)))).sum();
        said.map(|said| (ONE - said).max(0))
    });
    let product = i128::from(own) * i128::from(known.unwrap_or(ONE));
    // Rounded up.
    i64::try_from((product + i128::from(ONE) - 1) / i128::from(ONE)).unwrap_or(ONE)
}
