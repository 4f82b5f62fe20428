//! See [`WAITING_DOMINATES`].

use crate::both;
use crate::diagnostic::Diagnostic;
use crate::lang::shown;
use crate::lint::VariantContext;
use crate::lint::figures::percent;

crate::rule! {
    /// A step on which much of the cycle time is spent is nearly all waiting.
    ///
    /// More than 90 % (a setting) of the step's time is queue, and the step takes at least a fifth of the expected cycle time: to work faster there
    /// saves nothing, to begin earlier does. It is said where time matters: the SLA of the process can be missed, or a goal is a time. It says nothing
    /// while any time or probability is unknown, where steps run in parallel or times run on two clocks, and of what waits for the customer
    /// (`wait`, `clock: paused`).
    /// ---
    /// 占用时间多的环节，几乎都在等待。
    ///
    /// 该环节超过 90%（可设置）的时间是等待，且占平均总用时的五分之一以上：干得更快没有用，要早点开始。只在需要省时间的流程中报告：流程可能超时，或有以时间计的指标。有的耗时或概率未知、有并行，或有两种计时方式时不报告；等客户的时间（“等待”节点、“计时：暂停”）不在此列。
    /// ---
    /// ```flow bad
    /// process p "投诉" {
    ///   purpose: 当天答复客户
    ///   goal "平均用时" { metric: cycle-time; before: 4h; target: <= 2h }
    ///   role 客服
    ///   as-is {
    ///     task 登记投诉 { owner: 客服; time: 30m }
    ///     task 回复客户 { owner: 客服; time: 10m; wait: 3h }
    ///     start -> 登记投诉 -> 回复客户 -> end
    ///   }
    /// }
    /// ```
    /// ```flow good
    /// process p "投诉" {
    ///   purpose: 当天答复客户
    ///   goal "平均用时" { metric: cycle-time; before: 4h; target: <= 2h }
    ///   role 客服
    ///   as-is {
    ///     task 登记投诉 { owner: 客服; time: 30m }
    ///     task 回复客户 { owner: 客服; time: 10m; wait: 1h }
    ///     start -> 登记投诉 -> 回复客户 -> end
    ///   }
    /// }
    /// ```
    WAITING_DOMINATES = "F519" "waiting-dominates" Info
}

/// The share of the cycle time from which a step counts.
const HIGH: f64 = 0.2;

pub(in crate::lint) fn check(context: &VariantContext, found: &mut Vec<Diagnostic>) {
    let limit = f64::from(context.config.limits.waiting) / 100.0;
    if !context.time_matters() {
        return;
    }
    let Some(balance) = context.balance() else { return };
    for (id, node) in context.nodes().filter(|(_, node)| node.kind.is_work() && !node.paused) {
        let part = balance.of(id);
        // The least that is certain where times are ranges.
        let waits = part.wait.0 / (part.work.1 + part.wait.0);
        let high = (part.work.0 + part.wait.0) / (balance.whole.work.1 + balance.whole.wait.1);
        if !(waits > limit + 1e-9 && high >= HIGH) {
            continue;
        }
        let (name, waits, high) = (shown(node.shown()), percent(waits), percent(high));
        found.push(Diagnostic::new(
            &WAITING_DOMINATES,
            node.title.span,
            both!(
                "{waits} of `{name}` is waiting, and it takes {high} of the expected cycle time",
                "“{name}”{waits}的时间在等待，占平均总用时的{high}"
            ),
            both!(
                "ask why the case lies there: batches, a missing deputy, an unclear queue",
                "查明单子为什么压在这里：攒批办理、无人代理，还是排队不清"
            ),
        ));
    }
}
