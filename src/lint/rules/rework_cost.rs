//! See [`REWORK_COST`].

use crate::both;
use crate::diagnostic::Diagnostic;
use crate::lang::shown;
use crate::lint::VariantContext;
use crate::lint::figures::{percent, rounded};
use crate::measure::Between;
use crate::model::NodeId;

crate::rule! {
    /// Much of what a case costs is spent on doing steps again.
    ///
    /// By the probabilities given, visits of steps beyond the first take more than 20 % (a setting) of the expected cost: hands-on time times rate. It
    /// says nothing while a time, a rate or a probability is unknown.
    /// ---
    /// 成本中有很大一部分花在返工上。
    ///
    /// 按所写的概率，同一环节第二次及以后的处理占平均成本（耗时 × 单位成本）的 20%（可设置）以上。有的耗时、成本或概率未知时不报告。
    /// ---
    /// ```flow bad
    /// process p "投诉" {
    ///   role 客服 { cost: 60元/小时 }
    ///   as-is {
    ///     task 回复客户 { owner: 客服; time: 50m }
    ///     decision 解决了吗 { "是" 60% -> end; "否" -> 回复客户 max 3 }
    ///     start -> 回复客户 -> 解决了吗
    ///   }
    /// }
    /// ```
    /// ```flow good
    /// process p "投诉" {
    ///   role 客服 { cost: 60元/小时 }
    ///   as-is {
    ///     task 回复客户 { owner: 客服; time: 50m }
    ///     decision 解决了吗 { "是" 85% -> end; "否" -> 回复客户 max 3 }
    ///     start -> 回复客户 -> 解决了吗
    ///   }
    /// }
    /// ```
    REWORK_COST = "F703" "rework-cost" Warning
}

pub(in crate::lint) fn check(context: &VariantContext, found: &mut Vec<Diagnostic>) {
    let limit = f64::from(context.config.limits.rework) / 100.0;
    let Some(visits) = context.currency().and_then(|_| context.visits()) else { return };
    let mut again: Vec<(NodeId, f64)> = Vec::new();
    let (mut whole, mut rework) = (0.0, 0.0);
    for (id, _) in context.variant.nodes() {
        let Between { least, most: Some(most) } = context.cost(id) else { return };
        whole += visits.of(id) * most;
        let more = visits.rework(id) * least;
        rework += more;
        if more > 0.0 {
            again.push((id, more));
        }
    }
    if whole <= 0.0 || rework / whole <= limit + 1e-9 {
        return;
    }
    let (share, title) = (percent(rework / whole), context.variant.title());
    let mut finding = Diagnostic::new(
        &REWORK_COST,
        context.variant.span,
        both!("{}: {share} of the expected cost is rework", "{}：平均成本中有{share}是返工"; title),
        both!("find out why cases come back, and check it before the dear steps", "查明退回的原因，在成本高的环节之前先检查"),
    );
    again.sort_by(|a, b| b.1.total_cmp(&a.1).then(a.0.cmp(&b.0)));
    for (id, _) in again.into_iter().take(3) {
        let node = context.variant.node(id);
        let (name, times) = (shown(node.shown()), rounded(visits.of(id), 2));
        finding = finding.related(node.title.span, both!("`{name}` is done {times}× on average", "“{name}”平均要做 {times} 次"));
    }
    found.push(finding);
}
