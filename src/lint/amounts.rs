//! Amounts that decide who approves: which decisions make tiers of them, and how large they can be where a case arrives.

use std::cmp::Ordering;

use super::VariantContext;
use crate::ast::quantity::{Decimal, Quantity};
use crate::ast::{Comparison, Operand};
use crate::graph::{Forward, Graph};
use crate::model::{Condition, DataId, Edge, EdgeId, EdgeKind, NodeId, NodeKind};

/// The currency of an amount that names none.
const DEFAULT: &str = "CNY";

/// A field of a data object that holds an amount of money.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Amount<'m> {
    pub(super) data: DataId,
    field: Option<&'m str>,
    /// Of all conditions on it.
    pub(super) currency: &'m str,
}

impl<'m> Amount<'m> {
    /// The amount that a condition is about, and the number; a number without a currency counts where the field is called an amount.
    pub(super) fn of(condition: &'m Condition) -> Option<(Amount<'m>, Decimal)> {
        let field = condition.field.as_deref();
        let named = || field.is_some_and(|field| field.contains("金额") || field.to_lowercase().contains("amount"));
        let (currency, value) = match &condition.value {
            Operand::Quantity(Quantity::Money(money)) => (money.currency.as_str(), money.amount),
            Operand::Quantity(Quantity::Number(number, unit)) if unit.is_empty() && named() => (DEFAULT, *number),
            _ => return None,
        };
        Some((Amount { data: condition.data.id?, field, currency }, value))
    }
}

/// How large an amount can be, as far as the decisions on the way say so.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) enum Ceiling {
    /// Not more than this.
    UpTo(Decimal),
    /// A decision has sent the large ones here, without an upper limit.
    Open,
}

impl Ceiling {
    /// Whether it is more than a limit.
    pub(super) fn exceeds(self, limit: Decimal) -> bool {
        match self {
            Ceiling::UpTo(most) => most.compare(limit) == Ordering::Greater,
            Ceiling::Open => true,
        }
    }
}

/// What is known of an amount where a case arrives.
#[derive(Clone, Copy, PartialEq, Eq, Default)]
struct Arrival {
    /// On some way no decision has asked.
    unasked: bool,
    /// The largest of the ways on which one has.
    ceiling: Option<Ceiling>,
}

impl Arrival {
    /// The larger of two.
    fn with(self, other: Arrival) -> Arrival {
        let ceiling = match (self.ceiling, other.ceiling) {
            (Some(Ceiling::UpTo(a)), Some(Ceiling::UpTo(b))) => Some(Ceiling::UpTo(if b.compare(a) == Ordering::Greater { b } else { a })),
            (Some(Ceiling::Open), _) | (_, Some(Ceiling::Open)) => Some(Ceiling::Open),
            (a, b) => a.or(b),
        };
        Arrival { unasked: self.unasked || other.unasked, ceiling }
    }

    /// Behind a branch that takes what is above the first and up to the second.
    fn behind(self, above: Option<Decimal>, up_to: Option<Decimal>) -> Arrival {
        if above.is_none() && up_to.is_none() {
            return self;
        }
        let asked = if self.unasked { Some(Ceiling::Open) } else { None };
        // What was smaller does not come this way.
        let large = |ceiling: &Ceiling| above.is_none_or(|above| ceiling.exceeds(above));
        let all = Arrival { unasked: false, ceiling: asked }.with(Arrival { unasked: false, ceiling: self.ceiling.filter(large) });
        let cut = |ceiling: Ceiling| match up_to {
            Some(most) if ceiling.exceeds(most) => Ceiling::UpTo(most),
            _ => ceiling,
        };
        Arrival { unasked: false, ceiling: all.ceiling.map(cut) }
    }
}

impl<'m> VariantContext<'m> {
    /// The amounts that decisions ask for, each once.
    pub(super) fn amounts(&self) -> Vec<Amount<'m>> {
        let edges: &'m [Edge] = &self.variant.edges;
        let mut amounts: Vec<Amount> = edges.iter().filter_map(|edge| Some(Amount::of(edge.condition.as_ref()?)?.0)).collect();
        amounts.sort();
        amounts.dedup();
        amounts
    }

    /// How large an amount can be where a case gets to each node; `None` where no decision has asked for it on the way.
    pub(super) fn ceilings(&self, amount: &Amount) -> Vec<Option<Ceiling>> {
        let graph = &self.graph;
        let bounds: Vec<_> = self.variant.edges().map(|(id, _)| bounds(graph, amount, id)).collect();
        let mut arrivals = vec![Arrival::default(); graph.len()];
        let mut queue: Vec<NodeId> = graph.starts().collect();
        for start in &queue {
            arrivals[start.index()].unasked = true;
        }
        while let Some(id) = queue.pop() {
            for &edge in graph.leaving(id) {
                let to = self.variant.edge(edge).to;
                let (above, up_to) = bounds[edge.index()];
                let now = arrivals[to.index()].with(arrivals[id.index()].behind(above, up_to));
                if now != arrivals[to.index()] {
                    arrivals[to.index()] = now;
                    queue.push(to);
                }
            }
        }
        arrivals.into_iter().map(|arrival| arrival.ceiling).collect()
    }

    /// Whether a decision makes tiers of an amount for approvals: it asks for an amount, and one of its branches leads to an approval.
    pub fn makes_tiers(&self, id: NodeId) -> bool {
        let ways = || self.graph.leaving(id).iter().map(|&edge| self.variant.edge(edge));
        let asks = |edge: &Edge| edge.condition.as_ref().is_some_and(|condition| Amount::of(condition).is_some());
        if !ways().any(asks) {
            return false;
        }
        let mut seen = vec![false; self.graph.len()];
        let mut stack: Vec<NodeId> = ways().map(|edge| edge.to).collect();
        while let Some(at) = stack.pop() {
            match self.variant.node(at).kind {
                NodeKind::Approval => return true,
                NodeKind::Decision | NodeKind::Fork | NodeKind::Notify | NodeKind::Wait if !seen[at.index()] => {
                    seen[at.index()] = true;
                    stack.extend(self.graph.leaving(at).iter().map(|&edge| self.variant.edge(edge).to));
                }
                _ => {}
            }
        }
        false
    }

    /// Whether an earlier decision has sorted out some of the amounts that a decision asks for.
    pub fn is_sorted_before(&self, id: NodeId) -> bool {
        let of = |edge: &'m Edge| edge.condition.as_ref().and_then(Amount::of).map(|(amount, _)| amount);
        let own: Vec<Amount> = self.graph.leaving(id).iter().filter_map(|&edge| of(self.variant.edge(edge))).collect();
        let mut earlier: Vec<NodeId> = self
            .variant
            .edges
            .iter()
            .filter(|edge| edge.from != id && of(edge).is_some_and(|amount| own.contains(&amount)))
            .map(|edge| edge.from)
            .collect();
        earlier.dedup();
        if earlier.is_empty() {
            return false;
        }
        let before = Forward::find(&self.graph).before(&self.graph, id);
        earlier.into_iter().any(|other| before[other.index()])
    }
}

/// Above what, and up to what, an edge takes an amount. Branches are read from top to bottom: each takes what those above it left.
fn bounds(graph: &Graph, amount: &Amount, id: EdgeId) -> (Option<Decimal>, Option<Decimal>) {
    let variant = graph.variant();
    let edge = variant.edge(id);
    let own = edge.condition.as_ref().and_then(Amount::of).filter(|(other, _)| other == amount);
    let (mut above, mut up_to) = (None, None);
    let mut narrow = |comparison: Comparison, value: Decimal| match comparison {
        Comparison::AtMost | Comparison::Less => up_to = Some(up_to.map_or(value, |known| smaller(known, value))),
        Comparison::AtLeast | Comparison::More => above = Some(above.map_or(value, |known| larger(known, value))),
        Comparison::Equal => {}
    };
    if let Some((_, value)) = &own
        && let Some(condition) = &edge.condition
    {
        narrow(condition.comparison, *value);
        if condition.comparison == Comparison::Equal {
            narrow(Comparison::AtMost, *value);
        }
    }
    if own.is_none() && edge.kind != EdgeKind::Else {
        return (above, up_to);
    }
    for &other in graph.leaving(edge.from).iter().filter(|other| edge.kind == EdgeKind::Else || **other < id) {
        let Some(condition) = &variant.edge(other).condition else { continue };
        if let Some((_, value)) = Amount::of(condition).filter(|(other, _)| other == amount) {
            match condition.comparison {
                Comparison::AtMost => narrow(Comparison::More, value),
                Comparison::Less => narrow(Comparison::AtLeast, value),
                Comparison::AtLeast => narrow(Comparison::Less, value),
                Comparison::More => narrow(Comparison::AtMost, value),
                Comparison::Equal => {}
            }
        }
    }
    (above, up_to)
}

fn smaller(a: Decimal, b: Decimal) -> Decimal {
    if a.compare(b) == Ordering::Greater { b } else { a }
}

fn larger(a: Decimal, b: Decimal) -> Decimal {
    if a.compare(b) == Ordering::Less { b } else { a }
}
