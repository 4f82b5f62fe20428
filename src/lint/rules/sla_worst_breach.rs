//! See [`SLA_WORST_BREACH`].

use crate::ast::quantity::Duration;
use crate::both;
use crate::diagnostic::Diagnostic;
use crate::lang::shown;
use crate::lint::VariantContext;
use crate::lint::verdict::{self, Bound, Verdict};
use crate::model::{NodeId, Spanned};
use crate::rule::Level;

crate::rule! {
    /// The worst case takes longer than the SLA of the process.
    ///
    /// The worst case is the longest way on which every loop is taken as often as its `max` allows; parallel branches count the longest. The way is
    /// shown with where the time goes. With `hard: yes` it is an error. Where too many loops depend on one another, the longest way found counts as
    /// "at least"; if only an upper bound is over the SLA it is said as "at most". `normal` and `exp` have no longest value: they can miss any SLA.
    /// ---
    /// 最坏情况超过流程的时限。
    ///
    /// 最坏情况是最长的一条路径：每个循环走满“最多”的次数，并行取最长的分支。会指出时间花在哪里。写了“硬性：是”时为错误。循环太多、无法精确计算时，按已找到的最长路径写“至少”；只有上限超过时限时写“最多”。normal 和 exp 分布没有最大值，可能超过任何时限。
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
    let (finding, certain) = match context.verdict() {
        Some((Verdict::Worst { ms, bound, path }, sla)) => {
            (verdict::over(context, &SLA_WORST_BREACH, sla, *ms, *bound, path), *bound != Bound::AtMost)
        }
        Some((Verdict::Endless { node }, sla)) => (endless(context, *node, sla), true),
        _ => return,
    };
    found.push(if context.process.hard && certain { finding.at_level(Level::Error) } else { finding });
}

fn endless(context: &VariantContext, node: NodeId, sla: &Spanned<Duration>) -> Diagnostic {
    let node = context.variant.node(node);
    let (name, limit) = (shown(node.shown()), sla.value.text());
    let finding = Diagnostic::new(
        &SLA_WORST_BREACH,
        sla.span,
        both!("the time of `{name}` has no longest value, so a case can miss the SLA of {}", "“{name}”的用时分布没有最大值，个别情况可能超过时限{}"; limit),
        both!(
            "use a range or `tri(least, likeliest, most)` if the step ends in time",
            "如果该环节有最长时间，请写范围或 tri(最短, 最可能, 最长)"
        ),
    );
    finding.related(node.title.span, both!("no longest time", "没有最长时间"))
}
