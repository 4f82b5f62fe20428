//! See [`SLA_EXPECTED_BREACH`].

use crate::diagnostic::Diagnostic;
use crate::lint::VariantContext;
use crate::lint::verdict::{self, Bound, Verdict};

crate::rule! {
    /// The expected time is over the SLA of the process.
    ///
    /// With the probabilities given, the average case is too late, although the best case would keep the limit. Judged on flows without parallel
    /// parts and with all probabilities known.
    /// ---
    /// 平均用时超过流程的时限。
    ///
    /// 按所写的概率，平均一单就已超时，虽然最好情况能按时完成。目前只对没有并行、概率齐全的流程判断。
    /// ---
    /// ```flow bad
    /// process p "投诉" {
    ///   sla: 1h
    ///   role 客服
    ///   as-is {
    ///     task 处理 { owner: 客服; time: 50m }
    ///     decision 解决了吗 { "是" 80% -> end; "否" -> 处理 max 2 }
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
    SLA_EXPECTED_BREACH = "F503" "sla-expected-breach" Error
}

pub(in crate::lint) fn check(context: &VariantContext, found: &mut Vec<Diagnostic>) {
    if let Some((Verdict::Expected { ms }, sla)) = context.verdict() {
        found.push(verdict::over(context, &SLA_EXPECTED_BREACH, sla, *ms, Bound::Exact, &[]));
    }
}
