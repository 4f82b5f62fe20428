//! See [`LOST_UPDATE`].

use crate::both;
use crate::diagnostic::Diagnostic;
use crate::lang::shown;
use crate::lint::{VariantContext, with_nodes};
use crate::model::NodeId;

crate::rule! {
    /// Two steps that run at the same time write the same data.
    ///
    /// Whoever saves last overwrites the other, and nobody notices. Let each write its own data and put them together behind the join. Data that only
    /// grows (a log, a record of calls: 日志, 流水, 台账) is left in peace.
    /// ---
    /// 同时进行的两个环节写同一份单据。
    ///
    /// 后保存的会覆盖先保存的，而且没人发现。请各写各的单据，汇合之后再合并。只追加、不覆盖的单据（名称含日志、流水、台账、log）不在此列。
    /// ---
    /// ```flow bad
    /// process p "投诉" {
    ///   role 专员
    ///   data 审查意见 { deliverable: yes }
    ///   as-is {
    ///     task 法务审查 { owner: 专员; out: 审查意见; time: 30m }
    ///     task 财务核对 { owner: 专员; out: 审查意见; time: 20m }
    ///     parallel 审查 {
    ///       法务审查
    ///       财务核对
    ///     }
    ///     start -> 审查 -> end
    ///   }
    /// }
    /// ```
    /// ```flow good
    /// process p "投诉" {
    ///   role 专员
    ///   data 审查意见 { deliverable: yes }
    ///   data 核对结果 { deliverable: yes }
    ///   as-is {
    ///     task 法务审查 { owner: 专员; out: 审查意见; time: 30m }
    ///     task 财务核对 { owner: 专员; out: 核对结果; time: 20m }
    ///     parallel 审查 {
    ///       法务审查
    ///       财务核对
    ///     }
    ///     start -> 审查 -> end
    ///   }
    /// }
    /// ```
    LOST_UPDATE = "F603" "lost-update" Warning
}

pub(in crate::lint) fn check(context: &VariantContext, found: &mut Vec<Diagnostic>) {
    for (data, access) in context.contended() {
        for group in context.concurrency().together(&access.writers) {
            let first = group[0];
            let beside = context.concurrency().with(first);
            let others: Vec<NodeId> = group.into_iter().filter(|id| beside.binary_search(id).is_ok()).collect();
            let node = context.variant.node(first);
            let span = node.outputs.iter().find(|written| written.id == Some(data)).map_or(node.title.span, |written| written.span);
            let (name, other) = (shown(node.shown()), shown(context.variant.node(others[0]).shown()));
            let what = shown(context.data_name(data));
            let finding = Diagnostic::new(
                &LOST_UPDATE,
                span,
                both!(
                    "`{name}` and `{other}` write `{what}` at the same time: one overwrites the other",
                    "“{name}”和“{other}”同时写“{what}”，后保存的会覆盖先保存的"
                ),
                both!("let each write data of its own, or put one step behind the other", "各自输出不同的单据，或改为先后进行"),
            );
            found.push(with_nodes(finding, context.variant, &others, &both!("written here meanwhile", "这里同时在写")));
        }
    }
}
