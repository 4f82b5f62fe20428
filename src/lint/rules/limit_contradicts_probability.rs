//! See [`LIMIT_CONTRADICTS_PROBABILITY`].

use crate::both;
use crate::diagnostic::Diagnostic;
use crate::lang::shown;
use crate::lint::VariantContext;
use crate::lint::figures::percent;

crate::rule! {
    /// A loop has a `max` that too many cases exceed by its own probabilities.
    ///
    /// The worst case of an SLA believes the `max`. With the probabilities given, more cases go round once more than the SLA may miss (5 %, unless the
    /// settings say otherwise). It says nothing in a process without an SLA, for there nothing depends on the limit, and where probabilities are missing.
    /// ---
    /// 循环写了“最多几次”，但按所写的概率，超过这个次数的情况太多。
    ///
    /// 判断最坏情况时以“最多几次”为准。按所写的概率，超过次数的单子多于时限允许的超时比例（默认 5%）。流程没有时限时不报告，因为没有什么取决于这个次数；概率不全时也不报告。
    /// ---
    /// ```flow bad
    /// process p "投诉" {
    ///   sla: 8h
    ///   role 客服
    ///   as-is {
    ///     task 回复客户 { owner: 客服; time: 50m }
    ///     decision 解决了吗 { "是" 60% -> end; "否" -> 回复客户 max 1 }
    ///     start -> 回复客户 -> 解决了吗
    ///   }
    /// }
    /// ```
    /// ```flow good
    /// process p "投诉" {
    ///   sla: 8h
    ///   role 客服
    ///   as-is {
    ///     task 回复客户 { owner: 客服; time: 50m }
    ///     decision 解决了吗 { "是" 60% -> end; "否" -> 回复客户 max 3 }
    ///     start -> 回复客户 -> 解决了吗
    ///   }
    /// }
    /// ```
    LIMIT_CONTRADICTS_PROBABILITY = "F506" "limit-contradicts-probability" Warning
}

pub(in crate::lint) fn check(context: &VariantContext, found: &mut Vec<Diagnostic>) {
    let Some(sla) = context.process.sla else { return };
    let allowed = 1.0 - f64::from(context.config.limits.sla_target) / 100.0;
    for (id, edge) in context.variant.edges().filter(|(_, edge)| edge.is_flow()) {
        let Some(max) = edge.max else { continue };
        let Some(over) = context.visits().and_then(|visits| visits.over(id, max)).filter(|&over| over > allowed + 1e-9) else { continue };
        let (from, to) = (shown(context.variant.node(edge.from).shown()), shown(context.variant.node(edge.to).shown()));
        let (over, allowed) = (percent(over), percent(allowed));
        let finding = Diagnostic::new(
            &LIMIT_CONTRADICTS_PROBABILITY,
            edge.span,
            both!(
                "`{from}` goes back to `{to}` at most {max}×, but by the probabilities {over} of all cases do so more often",
                "“{from}”退回“{to}”最多 {max} 次，但按概率有 {over} 的单子会超过这个次数"
            ),
            both!(
                "raise the `max`, lower the probability, or say what happens then; at most {allowed} of the cases may exceed it",
                "增加次数、降低退回的概率，或写明超过以后怎么办；允许超过的单子最多为 {allowed}"
            ),
        );
        found.push(finding.related(sla.span, both!("the worst case under this SLA counts on it", "判断这个时限的最坏情况时以该次数为准")));
    }
}
