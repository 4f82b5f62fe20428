//! See [`SLA_LIKELIHOOD`].

use crate::ast::quantity::Duration;
use crate::both;
use crate::diagnostic::Diagnostic;
use crate::lang::shown;
use crate::lint::VariantContext;
use crate::lint::figures::percent;
use crate::lint::verdict::Verdict;

crate::rule! {
    /// Too many cases take longer than the SLA of the process.
    ///
    /// From the times and the probabilities follows how likely a case is too late. It should not be more than the target allows: 5 %, if 95 % of the cases are to
    /// be in time (a setting). The average case keeps the limit; that one is over as well is F503. `max` on a loop plays no part: what
    /// counts is how likely a case goes round. Judged where all probabilities are known and times have no distribution of their own; a range counts
    /// with its shorter end, what is unknown with nothing. Where the SLA is `hard` the worst case is judged instead (F504).
    /// ---
    /// 超过流程时限的单子太多。
    ///
    /// 由用时和概率可以算出一单超时的可能性，它不应超过目标允许的比例：目标是 95% 按时完成时，最多 5%（可设置）。平均一单仍在时限内；平均也超时由 F503 报告。循环的“最多”次数不影响概率，只看实际返工的可能性。
    /// 概率齐全、用时不是概率分布时才判断；范围取短的一端，不详的按零计。时限为“硬性”时改为判断最坏情况（F504）。
    /// ---
    /// ```flow bad
    /// process p "投诉" {
    ///   sla: 2h
    ///   role 客服
    ///   as-is {
    ///     task 处理 { owner: 客服; time: 50m }
    ///     decision 解决了吗 { "是" 70% -> end; "否" -> 处理 max 1 }
    ///     start -> 处理 -> 解决了吗
    ///   }
    /// }
    /// ```
    /// ```flow good
    /// process p "投诉" {
    ///   sla: 2h
    ///   role 客服
    ///   as-is {
    ///     task 处理 { owner: 客服; time: 50m }
    ///     decision 解决了吗 { "是" 80% -> end; "否" -> 处理 max 1 }
    ///     start -> 处理 -> 解决了吗
    ///   }
    /// }
    /// ```
    SLA_LIKELIHOOD = "F507" "sla-likelihood" Warning
}

pub(in crate::lint) fn check(context: &VariantContext, found: &mut Vec<Diagnostic>) {
    let Some((Verdict::Likely { share, within }, sla)) = context.verdict() else { return };
    let (late, target) = (percent(*share), context.config.limits.sla_target);
    let (allowed, limit, title) = (100 - target, sla.value.text(), context.variant.title());
    let within = Duration { ms: *within, clock: sla.value.clock }.text_beside(sla.value);
    let mut finding = Diagnostic::new(
        &SLA_LIKELIHOOD,
        sla.span,
        both!(
            "{}: {late} of the cases take longer than the SLA of {}; the target allows {allowed}%",
            "{}：有 {late} 的单子会超过时限{}，目标最多允许 {allowed}%";
            title,
            limit
        ),
        both!(
            "shorten the steps named here, rework less, or promise what {target}% of the cases keep: {}",
            "缩短所列环节、减少返工，或把时限改到 {target}% 的单子能做到的：{}";
            within
        ),
    );
    let times = context.times(sla.value.clock);
    let Some(visits) = context.visits() else { return found.push(finding) };
    #[allow(clippy::cast_precision_loss, reason = "2^53 ms are 285,000 years")]
    let mut shares: Vec<_> =
        context.nodes().map(|(id, _)| (id, visits.of(id) * times.of(id).best as f64)).filter(|share| share.1 > 0.0).collect();
    shares.sort_by(|a, b| b.1.total_cmp(&a.1).then(a.0.cmp(&b.0)));
    for (id, ms) in shares.into_iter().take(3) {
        let node = context.variant.node(id);
        #[allow(clippy::cast_possible_truncation, reason = "2^53 ms are 285,000 years")]
        let takes = Duration { ms: (ms / 1000.0).round() as i64 * 1000, clock: sla.value.clock }.about();
        let name = shown(node.shown()).to_string();
        finding = finding.related(node.title.span, both!("`{name}` takes {} of a case on average", "“{name}”平均每单占{}"; takes));
    }
    found.push(finding);
}
