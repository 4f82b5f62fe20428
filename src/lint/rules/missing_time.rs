//! See [`MISSING_TIME`].

use crate::ast::quantity::Quantity;
use crate::both;
use crate::diagnostic::Diagnostic;
use crate::lang::shown;
use crate::lint::VariantContext;

crate::rule! {
    /// A task, approval or call says nothing about its time, in a process that promises one.
    ///
    /// Unknown is not zero: without it the SLA or the goal can only be judged from below.
    /// ---
    /// 流程有时限要求，但任务、审批或子流程没有写耗时。
    ///
    /// 未知不等于零：缺了它，时限或指标只能按“至少”来判断。
    /// ---
    /// ```flow bad
    /// process p "投诉" {
    ///   sla: 2h
    ///   role 客服
    ///   as-is {
    ///     task 处理 { owner: 客服;  }
    ///     start -> 处理 -> end
    ///   }
    /// }
    /// ```
    /// ```flow good
    /// process p "投诉" {
    ///   sla: 2h
    ///   role 客服
    ///   as-is {
    ///     task 处理 { owner: 客服; time: 40m }
    ///     start -> 处理 -> end
    ///   }
    /// }
    /// ```
    MISSING_TIME = "F517" "missing-time" Warning
}

pub(in crate::lint) fn check(context: &VariantContext, found: &mut Vec<Diagnostic>) {
    let process = context.process;
    let timed_goal = process
        .goals
        .iter()
        .any(|goal| matches!(goal.target, Some((_, Quantity::Duration(_)))) || matches!(goal.before, Some(Quantity::Duration(_))));
    let promised = process.sla.is_some() || process.response.is_some() || !process.milestones.is_empty() || timed_goal;
    if !promised {
        return;
    }
    for (_, node) in context.nodes().filter(|(_, node)| node.kind.is_work() && node.time.is_none()) {
        let name = shown(node.shown());
        found.push(Diagnostic::new(
            &MISSING_TIME,
            node.title.span,
            both!(
                "the time of `{name}` is unknown, so what the process promises cannot be judged",
                "“{name}”没有写耗时，无法判断流程能否按时完成"
            ),
            both!("add `time: 10m`, or a range such as `time: 5m..20m`", "加上“耗时：10分钟”，或写范围“耗时：5~20分钟”"),
        ));
    }
}
