//! See [`LOW_EFFICIENCY`].

use crate::both;
use crate::diagnostic::Diagnostic;
use crate::lint::VariantContext;
use crate::lint::figures::percent;

crate::rule! {
    /// Hardly any of the cycle time is work.
    ///
    /// The cycle-time efficiency, the expected time without any waiting over the expected time, is below 10 % (a setting). The rest is
    /// queues, and that is where time can be won. It is said where time matters: the SLA of the
    /// process can be missed, or a goal is a time. It says nothing while any time or probability is unknown, where steps run in parallel, and
    /// where times run on two clocks.
    /// ---
    /// 总用时里实际处理时间很少。
    ///
    /// 周期效率（平均处理时间 ÷ 平均总用时）低于 10%（可设置），其余都是等待，省时间要从等待入手。只在需要省时间的流程中报告：流程可能超时，或有以时间计的指标。有的耗时或概率未知、有并行，或有两种计时方式时不报告。
    /// ---
    /// ```flow bad
    /// process p "投诉" {
    ///   purpose: 当天答复客户
    ///   goal "平均用时" { metric: cycle-time; before: 6h; target: <= 3h }
    ///   role 客服
    ///   as-is {
    ///     task 登记投诉 { owner: 客服; time: 5m; wait: 2h }
    ///     task 回复客户 { owner: 客服; time: 10m; wait: 3h }
    ///     start -> 登记投诉 -> 回复客户 -> end
    ///   }
    /// }
    /// ```
    /// ```flow good
    /// process p "投诉" {
    ///   purpose: 当天答复客户
    ///   goal "平均用时" { metric: cycle-time; before: 6h; target: <= 3h }
    ///   role 客服
    ///   as-is {
    ///     task 登记投诉 { owner: 客服; time: 5m; wait: 15m }
    ///     task 回复客户 { owner: 客服; time: 10m; wait: 1h }
    ///     start -> 登记投诉 -> 回复客户 -> end
    ///   }
    /// }
    /// ```
    LOW_EFFICIENCY = "F520" "low-efficiency" Info
}

pub(in crate::lint) fn check(context: &VariantContext, found: &mut Vec<Diagnostic>) {
    let least = f64::from(context.config.limits.efficiency) / 100.0;
    let Some(balance) = context.balance().filter(|_| context.time_matters()) else { return };
    let whole = balance.whole;
    // The most that it can be where times are ranges.
    let efficiency = whole.work.1 / (whole.work.1 + whole.wait.0);
    if whole.wait.0 <= 0.0 || efficiency >= least - 1e-9 {
        return;
    }
    let (efficiency, waits, title) = (percent(efficiency), percent(1.0 - efficiency), context.variant.title());
    found.push(Diagnostic::new(
        &LOW_EFFICIENCY,
        context.variant.span,
        both!(
            "{}: only {efficiency} of the expected cycle time is work, {waits} is waiting",
            "{}：平均总用时中只有{efficiency}是实际处理时间，{waits}是等待";
            title
        ),
        both!("shorten the queues first; faster work hardly shows", "先压缩等待；单纯提高处理速度效果很小"),
    ));
}
