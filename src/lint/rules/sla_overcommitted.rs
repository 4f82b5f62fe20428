//! See [`SLA_OVERCOMMITTED`].

use std::cell::OnceCell;

use crate::ast::quantity::{Clock, Duration};
use crate::both;
use crate::diagnostic::Diagnostic;
use crate::graph::{Times, Worst, longest, longest_block};
use crate::lang::{Text, shown};
use crate::lint::{VariantContext, with_nodes};
use crate::model::{NodeId, Spanned};

crate::rule! {
    /// Even if every step keeps its own SLA, the case can miss that of the whole.
    ///
    /// On the longest way every step is given all the time that its SLA allows; a step without one takes what it takes. The same holds inside a
    /// parallel block with an SLA. It says nothing where the SLA is missed already by the times themselves, where one step alone is
    /// promised more than the whole (`sla-child-greater`), and of limits on another clock.
    /// ---
    /// 每个环节都按自己的时限完成，整体仍可能超时。
    ///
    /// 沿最长的一条路径，每个环节都用满自己的时限；没有时限的环节按用时计算。有时限的并行块内部也这样判断。按用时已经超时的、单个环节的时限就大于整体的（见 `sla-child-greater`），以及计时方式不同的时限，不在此报告。
    /// ---
    /// ```flow bad
    /// process p "投诉" {
    ///   sla: 4h
    ///   role 客服
    ///   as-is {
    ///     task 登记投诉 { owner: 客服; time: 5m; sla: 1h; remind: 30m }
    ///     task 回复客户 { owner: 客服; time: 1h; sla: 4h; remind: 2h }
    ///     start -> 登记投诉 -> 回复客户 -> end
    ///   }
    /// }
    /// ```
    /// ```flow good
    /// process p "投诉" {
    ///   sla: 4h
    ///   role 客服
    ///   as-is {
    ///     task 登记投诉 { owner: 客服; time: 5m; sla: 1h; remind: 30m }
    ///     task 回复客户 { owner: 客服; time: 1h; sla: 3h; remind: 2h }
    ///     start -> 登记投诉 -> 回复客户 -> end
    ///   }
    /// }
    /// ```
    SLA_OVERCOMMITTED = "F508" "sla-overcommitted" Warning
}

pub(in crate::lint) fn check(context: &VariantContext, found: &mut Vec<Diagnostic>) {
    if let Some(sla) = context.process.sla.filter(|_| context.verdict().is_none()) {
        let promised = Times::promised(context.variant, sla.value.clock);
        let (ms, path) = match longest(&context.graph, &promised, &|id| !promised.of(id).known) {
            Worst::Exactly { ms, path } | Worst::Between { least: ms, path, .. } => (ms, path),
            Worst::Never | Worst::Unbounded(_) => (0, Vec::new()),
        };
        report(context, &context.variant.title(), sla, ms, path, found);
    }
    let promised = |clock| Times::promised(context.variant, clock);
    let (wall, working) = (OnceCell::new(), OnceCell::new());
    for (id, node) in context.nodes().filter(|(_, node)| node.is_block()) {
        let Some((sla, block)) = node.sla.zip(node.block.map(|block| &context.variant.blocks[block])) else { continue };
        let clock = sla.value.clock;
        let promised = if clock == Clock::Wall { &wall } else { &working }.get_or_init(|| promised(clock));
        let takes = |times: &Times| longest_block(&context.graph, times, id, block.join);
        let own = takes(context.times(sla.value.clock));
        let Some(ms) = takes(promised).filter(|_| own.is_some_and(|own| own <= sla.value.ms)) else { continue };
        let name = shown(node.shown()).to_string();
        report(context, &both!("`{name}`", "“{name}”"), sla, ms, block.branches.concat(), found);
    }
}

fn report(context: &VariantContext, whole: &Text, sla: Spanned<Duration>, ms: i64, mut path: Vec<NodeId>, found: &mut Vec<Diagnostic>) {
    let limit = sla.value;
    let own = |id: &NodeId| context.variant.node(*id).sla.map(|sla| sla.value).filter(|sla| sla.clock == limit.clock);
    path.retain(|id| own(id).is_some());
    path.sort_unstable();
    path.dedup();
    if ms <= limit.ms || path.is_empty() || path.iter().filter_map(own).any(|own| own.ms > limit.ms) {
        return;
    }
    let (takes, limit) = (Duration { ms, ..limit }.text_beside(limit), limit.text());
    let finding = Diagnostic::new(
        &SLA_OVERCOMMITTED,
        sla.span,
        both!("{}: with every step within its own SLA a case can take {}, over the SLA of {}", "{}：各环节都在自己的时限内完成，整体仍可能需要{}，超过时限{}"; whole, takes, limit),
        both!("give the steps tighter SLAs, or promise more time for the whole", "收紧各环节的时限，或放宽整体的时限"),
    );
    found.push(with_nodes(finding, context.variant, &path, &both!("its own SLA counts here", "按这里的时限计算")));
}
