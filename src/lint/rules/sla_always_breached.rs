//! See [`SLA_ALWAYS_BREACHED`].

use crate::diagnostic::Diagnostic;
use crate::lint::VariantContext;
use crate::lint::verdict::{self, Bound, Verdict};

crate::rule! {
    /// Even the best case takes longer than the SLA of the process.
    ///
    /// No case can keep the promise. Of several findings on one SLA only the most severe is reported.
    /// ---
    /// 最好情况下也超过流程的时限。
    ///
    /// 没有一单能按时完成。同一时限有几个问题时，只报告最严重的一个。
    /// ---
    /// ```flow bad
    /// process p "投诉" {
    ///   sla: 1h
    ///   role 客服
    ///   as-is {
    ///     task 处理 { owner: 客服; time: 40m; wait: 1h }
    ///     start -> 处理 -> end
    ///   }
    /// }
    /// ```
    /// ```flow good
    /// process p "投诉" {
    ///   sla: 2h
    ///   role 客服
    ///   as-is {
    ///     task 处理 { owner: 客服; time: 40m; wait: 1h }
    ///     start -> 处理 -> end
    ///   }
    /// }
    /// ```
    SLA_ALWAYS_BREACHED = "F502" "sla-always-breached" Error
}

pub(in crate::lint) fn check(context: &VariantContext, found: &mut Vec<Diagnostic>) {
    if let Some((Verdict::Always { ms, path }, sla)) = context.verdict() {
        found.push(verdict::over(context, &SLA_ALWAYS_BREACHED, sla, *ms, Bound::Exact, path));
    }
}
