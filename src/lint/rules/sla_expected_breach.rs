//! See [`SLA_EXPECTED_BREACH`].

use crate::diagnostic::Diagnostic;
use crate::lint::VariantContext;
use crate::lint::verdict::{self, Bound, Verdict};

crate::rule! {
    /// The expected time is over the SLA of the process.
    ///
    /// With the probabilities given, the average case is too late, although the best case would keep the limit. Parallel parts count as long as the
    /// last of their branches, which on average is longer than the average of the longest. Judged where all probabilities are known; a range counts with its
    /// shorter end, what is unknown with nothing.
    /// ---
    /// 平均用时超过流程的时限。
    ///
    /// 按所写的概率，平均一单就已超时，虽然最好情况能按时完成。并行部分以最后完成的分支为准，其平均用时长于各分支平均用时的最大值。概率齐全时才判断；范围取短的一端，不详的按零计。
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
