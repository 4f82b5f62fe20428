//! See [`SLA_ALWAYS_BREACHED`].

use crate::both;
use crate::diagnostic::Diagnostic;
use crate::lint::VariantContext;
use crate::lint::verdict::{self, Bound, Verdict};

crate::rule! {
    /// Even the best case takes longer than the SLA of the process.
    ///
    /// No case can keep the promise. Where the process has a calendar, the work is done in its hours: two days of it take a night, whatever the
    /// start. Of several findings on one SLA only the most severe is reported.
    /// ---
    /// 最好情况下也超过流程的时限。
    ///
    /// 没有一单能按时完成。流程写了日历时，工作只在日历的工作时间内进行：两天的工作无论何时开始，中间都要隔一夜。同一时限有几个问题时，只报告最严重的一个。
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
    if let Some((Verdict::Always { ms, path, in_calendar }, sla)) = context.verdict() {
        let finding = verdict::over(context, &SLA_ALWAYS_BREACHED, sla, *ms, Bound::Exact, path);
        let calendar = context.process.calendar.filter(|_| *in_calendar);
        found.push(match calendar {
            Some(calendar) => {
                finding.related(calendar.span, both!("in the hours of this calendar, whatever the start", "按此日历计算，无论何时开始"))
            }
            None => finding,
        });
    }
}
