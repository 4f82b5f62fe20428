//! See [`UNBOUNDED_LOOP`].

use rustc_hash::FxHashSet;

use crate::both;
use crate::diagnostic::Diagnostic;
use crate::graph::{closing_edge, unbounded_loops};
use crate::lang::shown;
use crate::lint::{VariantContext, with_nodes};
use crate::model::{EdgeKind, NodeId, NodeKind};

crate::rule! {
    /// Nothing limits how often a case goes round a loop.
    ///
    /// Rework that may be repeated for ever has no longest time. Write `max N` on the edge that goes back, and what happens then. Under
    /// an SLA, `sla-unbounded` may speak for the loop instead. A loop in which the customer is waited for is left in peace if something
    /// happens when no answer comes: a timeout, a reminder, an escalation.
    /// ---
    /// 没有限定循环最多走几次。
    ///
    /// 可以无限返工的流程没有最长时间。请在返回的流向上写“最多N次”，并写明次数用完之后怎么办。有时限的流程可能改由 `sla-unbounded` 报告该循环。等待客户的循环，只要写了超时、提醒或升级，就不报告。
    /// ---
    /// ```flow bad
    /// process p "报销" {
    ///   role agent
    ///   role lead
    ///   data form { from: agent }
    ///   as-is {
    ///     task fill { owner: agent; time: 5m }
    ///     approval check { owner: lead; of: form; time: 5m; rejected 10% -> fill }
    ///     start -> fill -> check -> end
    ///   }
    /// }
    /// ```
    /// ```flow good
    /// process p "报销" {
    ///   role agent
    ///   role lead
    ///   data form { from: agent }
    ///   as-is {
    ///     task fill { owner: agent; time: 5m }
    ///     approval check { owner: lead; of: form; time: 5m; rejected 10% -> fill max 2 }
    ///     start -> fill -> check -> end
    ///   }
    /// }
    /// ```
    UNBOUNDED_LOOP = "F211" "unbounded-loop" Warning
}

pub(in crate::lint) fn check(context: &VariantContext, found: &mut Vec<Diagnostic>) {
    let (graph, variant) = (&context.graph, context.variant);
    let reached = graph.reachable_from(graph.starts());
    let closing = graph.reaching(graph.ends());
    let hosts: FxHashSet<NodeId> = variant
        .edges
        .iter()
        .filter(|edge| matches!(edge.kind, EdgeKind::Timeout(_) | EdgeKind::Informs(_)))
        .map(|edge| edge.from)
        .collect();
    for nodes in unbounded_loops(graph) {
        // A loop that is not on the way from a start to an end, or is a single node, has a graver fault.
        if nodes.len() == 1 || !reached[nodes[0].index()] || !closing[nodes[0].index()] {
            continue;
        }
        if super::sla_unbounded::speaks_for(context, &nodes) {
            continue;
        }
        if nodes.iter().any(|&id| variant.node(id).broken || waits_for_customer(context, id, &hosts)) {
            continue;
        }
        let Some(edge) = closing_edge(graph, &nodes).map(|edge| variant.edge(edge)) else { continue };
        let (from, to) = (shown(variant.node(edge.from).shown()), shown(variant.node(edge.to).shown()));
        let finding = Diagnostic::new(
            &UNBOUNDED_LOOP,
            edge.span,
            both!("nothing limits how often a case goes from `{from}` back to `{to}`", "没有限定从“{from}”返回“{to}”的次数"),
            both!("write behind the target how often it may: `max 2`", "在目标节点后写上次数，例如：最多2次"),
        );
        let others: Vec<NodeId> = nodes.iter().copied().filter(|&id| id != edge.from && id != edge.to).collect();
        found.push(with_nodes(finding, variant, &others, &both!("in the same loop", "在同一循环中")));
    }
}

/// Whether the case lies with somebody outside at a node, and something happens when no answer comes. `hosts` have a timeout.
fn waits_for_customer(context: &VariantContext, id: NodeId, hosts: &FxHashSet<NodeId>) -> bool {
    let node = context.variant.node(id);
    let outside = node.performers().iter().chain(&node.owner).any(|role| context.role(*role).is_some_and(|role| role.external));
    let waits = outside || node.paused || node.kind == NodeKind::Wait;
    waits && (node.remind.is_some() || !node.escalate.is_empty() || hosts.contains(&id))
}
