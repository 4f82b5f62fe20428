//! See [`SLA_WORST_BREACH`].

use crate::diagnostic::Diagnostic;
use crate::lint::VariantContext;
use crate::lint::verdict::{self, Verdict};
use crate::rule::Level;

crate::rule! {
    /// The worst case takes longer than the SLA of the process.
    ///
    /// The worst case is the longest way on which every loop is taken as often as its `max` allows; parallel branches count the longest. The way is
    /// shown with where the time goes. With `hard: yes` it is an error.
    /// ---
    /// 最坏情况超过流程的时限。
    ///
    /// 最坏情况是最长的一条路径：每个循环走满“最多”的次数，并行取最长的分支。会指出时间花在哪里。写了“硬性：是”时为错误。
    /// ---
    /// ```flow bad
    /// process p "投诉" {
    ///   sla: 2h
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
    SLA_WORST_BREACH = "F504" "sla-worst-breach" Warning
}

pub(in crate::lint) fn check(context: &VariantContext, found: &mut Vec<Diagnostic>) {
    if let Some((Verdict::Worst { ms, path }, sla)) = context.verdict() {
        let finding = verdict::over(context, &SLA_WORST_BREACH, sla, *ms, path);
        found.push(if context.process.hard { finding.at_level(Level::Error) } else { finding });
    }
}
