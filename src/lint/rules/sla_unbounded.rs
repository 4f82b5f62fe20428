//! See [`SLA_UNBOUNDED`].

use crate::both;
use crate::diagnostic::Diagnostic;
use crate::graph::{closing_edge, unbounded_loops};
use crate::lang::shown;
use crate::lint::VariantContext;
use crate::lint::verdict::Verdict;
use crate::model::NodeId;

crate::rule! {
    /// A loop without `max` lies on the way, so the SLA can be missed by any amount.
    ///
    /// Say how often the case may go round at most. This takes the place of `unbounded-loop`: one finding with
    /// all such loops that take time.
    /// ---
    /// 流程中有没写“最多几次”的循环，时限可能被无限突破。
    ///
    /// 请写明最多循环几次。这一问题代替 `unbounded-loop`，所有耗时的此类循环合为一条。
    /// ---
    /// ```flow bad
    /// process p "投诉" {
    ///   sla: 3h
    ///   role 客服
    ///   as-is {
    ///     task 处理 { owner: 客服; time: 50m }
    ///     decision 解决了吗 { "是" 80% -> end; "否" -> 处理 }
    ///     start -> 处理 -> 解决了吗
    ///   }
    /// }
    /// ```
    /// ```flow good
    /// process p "投诉" {
    ///   sla: 3h
    ///   role 客服
    ///   as-is {
    ///     task 处理 { owner: 客服; time: 50m }
    ///     decision 解决了吗 { "是" 80% -> end; "否" -> 处理 max 2 }
    ///     start -> 处理 -> 解决了吗
    ///   }
    /// }
    /// ```
    SLA_UNBOUNDED = "F505" "sla-unbounded" Warning
}

pub(in crate::lint) fn check(context: &VariantContext, found: &mut Vec<Diagnostic>) {
    let Some((Verdict::Unbounded { edge }, sla)) = context.verdict() else { return };
    let edge = context.variant.edge(*edge);
    let (from, to) = (shown(context.variant.node(edge.from).shown()), shown(context.variant.node(edge.to).shown()));
    let limit = sla.value.text();
    let finding = Diagnostic::new(
        &SLA_UNBOUNDED,
        edge.span,
        both!("the loop from `{from}` back to `{to}` has no `max`, so nothing bounds how far the SLA of {} is missed", "从“{from}”回到“{to}”的循环没有写最多几次，时限{}无法保证"; limit),
        both!("add `max N` behind the target", "在目标节点后加上“最多N次”"),
    );
    let mut finding = finding.related(sla.span, both!("the SLA", "时限"));
    for nodes in
        unbounded_loops(&context.graph).iter().filter(|nodes| nodes.binary_search(&edge.from).is_err() && speaks_for(context, nodes))
    {
        if let Some(other) = closing_edge(&context.graph, nodes) {
            finding =
                finding.related(context.variant.edge(other).span, both!("this loop has no `max`, either", "这个循环也没有写最多几次"));
        }
    }
    found.push(finding);
}

/// Whether this rule reports a loop, so that `unbounded-loop` need not: all that take time, in one finding on the SLA.
pub(in crate::lint) fn speaks_for(context: &VariantContext, nodes: &[NodeId]) -> bool {
    let Some((Verdict::Unbounded { edge }, sla)) = context.verdict() else { return false };
    let times = context.times(sla.value.clock);
    let takes_time = |id: &NodeId| times.of(*id).worst > 0 || !times.of(*id).known;
    nodes.binary_search(&context.variant.edge(*edge).from).is_ok()
        || nodes.len() > 1 && nodes.iter().any(takes_time) && {
            let (graph, first) = (&context.graph, nodes[0].index());
            graph.reachable_from(graph.starts())[first] && graph.reaching(graph.ends())[first]
        }
}
