//! See [`SLA_WITHOUT_ESCALATION`].

use crate::both;
use crate::diagnostic::Diagnostic;
use crate::lang::shown;
use crate::lint::VariantContext;

crate::rule! {
    /// A step has an SLA, and nobody hears of it when the time runs out.
    ///
    /// Without `escalate`, `remind` or a `timeout` the limit is only seen to be missed in the report at the end of the month. Steps that a system does,
    /// and steps in a parallel block that has one of the three, are left in peace, and so is what runs while the clock is paused.
    /// ---
    /// 环节写了时限，但快到期时没有人知道。
    ///
    /// 没有“升级”“提醒”或“超时”，只有到月底看报表才发现超时。系统自动完成的环节、外层并行块已有其中一种的环节，以及计时暂停的环节，不在此列。
    /// ---
    /// ```flow bad
    /// process p "投诉" {
    ///   role 客服
    ///   as-is {
    ///     task 回复客户 { owner: 客服; time: 1h; sla: 2h }
    ///     start -> 回复客户 -> end
    ///   }
    /// }
    /// ```
    /// ```flow good
    /// process p "投诉" {
    ///   role 客服
    ///   as-is {
    ///     task 回复客户 { owner: 客服; time: 1h; sla: 2h; remind: 90m }
    ///     start -> 回复客户 -> end
    ///   }
    /// }
    /// ```
    SLA_WITHOUT_ESCALATION = "F510" "sla-without-escalation" Warning
}

pub(in crate::lint) fn check(context: &VariantContext, found: &mut Vec<Diagnostic>) {
    for (id, node) in context.nodes() {
        let Some(sla) = node.sla.filter(|_| (node.kind.is_work() || node.is_block()) && !node.automated && !node.paused) else { continue };
        let mut hosts = std::iter::once(id).chain(context.blocks_around(id).map(|block| block.fork));
        if hosts.any(|host| !context.warnings(host).is_empty()) {
            continue;
        }
        let (name, limit) = (shown(node.shown()), sla.value.text());
        found.push(Diagnostic::new(
            &SLA_WITHOUT_ESCALATION,
            sla.span,
            both!("`{name}` has an SLA of {}, but nobody is told when the time runs out", "“{name}”的时限是{}，但快到期时没有提醒或升级"; limit),
            both!(
                "add `remind: TIME`, `escalate: ROLE after TIME` or a `timeout` that fires before",
                "加上“提醒：时间”“升级：岗位 多久后”或“超时 多久 → 节点”，并早于时限"
            ),
        ));
    }
}
