//! See [`ESCALATION_LATE`].

use crate::ast::quantity::Duration;
use crate::both;
use crate::diagnostic::Diagnostic;
use crate::lang::shown;
use crate::lint::VariantContext;

crate::rule! {
    /// Everybody who should hear of a late case hears of it when the SLA is missed already.
    ///
    /// The first reminder, escalation or timeout of the step comes at its SLA or later. An `escalate` that does not say when fires when the SLA has run
    /// out. It says nothing where one of them fires on another clock than the SLA.
    /// ---
    /// 提醒和升级都在时限已到之后才发出。
    ///
    /// 该环节最早的一次提醒、升级或超时等于或晚于时限，此时已来不及。“升级”没有写时间时，视为时限到了才升级。有的提醒与时限计时方式不同时不报告。
    /// ---
    /// ```flow bad
    /// process p "投诉" {
    ///   role 客服 { reports: 主管 }
    ///   role 主管
    ///   as-is {
    ///     task 回复客户 { owner: 客服; time: 1h; sla: 8h; escalate: 主管 after 8h }
    ///     start -> 回复客户 -> end
    ///   }
    /// }
    /// ```
    /// ```flow good
    /// process p "投诉" {
    ///   role 客服 { reports: 主管 }
    ///   role 主管
    ///   as-is {
    ///     task 回复客户 { owner: 客服; time: 1h; sla: 8h; escalate: 主管 after 6h }
    ///     start -> 回复客户 -> end
    ///   }
    /// }
    /// ```
    ESCALATION_LATE = "F512" "escalation-late" Warning
}

pub(in crate::lint) fn check(context: &VariantContext, found: &mut Vec<Diagnostic>) {
    for (id, node) in context.nodes() {
        let Some(sla) = node.sla.filter(|_| !node.is_block_join()) else { continue };
        let comparable = |when: Option<Duration>| when.filter(|when| when.clock == sla.value.clock).map(|when| when.ms);
        let when: Option<Vec<i64>> = context.warnings(id).into_iter().map(comparable).collect();
        let Some(first) = when.and_then(|when| when.into_iter().min()).filter(|&first| first >= sla.value.ms) else { continue };
        let name = shown(node.shown());
        let (limit, after) = (sla.value.text(), Duration { ms: first, ..sla.value }.text());
        // Early enough to do the work that is left.
        let early = Duration { ms: sla.value.ms / 4 * 3, ..sla.value }.text();
        found.push(Diagnostic::new(
            &ESCALATION_LATE,
            sla.span,
            both!("the first that anybody hears of `{name}` is after {}, when its SLA of {} has run out", "“{name}”最早在{}后才有人得知，此时时限{}已到"; after, limit),
            both!("let one fire before the SLA runs out: `remind: {}`", "让其中一次早于时限，如“提醒：{}”"; early),
        ));
    }
}
