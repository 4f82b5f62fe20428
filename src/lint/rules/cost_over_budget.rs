//! See [`COST_OVER_BUDGET`].

use crate::both;
use crate::diagnostic::Diagnostic;
use crate::lang::shown;
use crate::lint::VariantContext;
use crate::lint::figures::rounded;
use crate::measure::Between;
use crate::model::NodeId;

crate::rule! {
    /// On average a case costs more than the budget.
    ///
    /// The hands-on time of each step times the rate of whoever does it, as often as a case gets there. What is unknown counts nothing, so the finding is certain; a
    /// day counts 8 working hours, a week 5 days, a month 21.75. Where several approve, the dearest counts if all must, the cheapest if one is enough.
    /// It says nothing where probabilities are missing, and where rates and budget are in different currencies.
    /// ---
    /// 单均成本超过预算。
    ///
    /// 按每个环节的耗时乘以处理岗位的成本，再乘以平均经过次数计算。未知的部分不计，所以结论是确定的；一天按 8 个工时，一周按 5 天，一个月按 21.75 天。多人审批时，会签按成本最高的一人，或签按最低的一人计算。概率不全，或成本与预算的币种不同时不报告。
    /// ---
    /// ```flow bad
    /// process p "投诉" {
    ///   budget: 50元
    ///   role 客服 { cost: 60元/小时 }
    ///   as-is {
    ///     task 登记投诉 { owner: 客服; time: 15m }
    ///     task 回复客户 { owner: 客服; time: 1h }
    ///     start -> 登记投诉 -> 回复客户 -> end
    ///   }
    /// }
    /// ```
    /// ```flow good
    /// process p "投诉" {
    ///   budget: 80元
    ///   role 客服 { cost: 60元/小时 }
    ///   as-is {
    ///     task 登记投诉 { owner: 客服; time: 15m }
    ///     task 回复客户 { owner: 客服; time: 1h }
    ///     start -> 登记投诉 -> 回复客户 -> end
    ///   }
    /// }
    /// ```
    COST_OVER_BUDGET = "F702" "cost-over-budget" Warning
}

pub(in crate::lint) fn check(context: &VariantContext, found: &mut Vec<Diagnostic>) {
    let Some(budget) = &context.process.budget else { return };
    let fits = |currency: &str| currency.is_empty() || currency == budget.currency;
    let Some(visits) = context.currency().filter(|currency| fits(currency)).and_then(|_| context.visits()) else { return };
    let mut costs: Vec<(NodeId, Between<f64>)> = context
        .variant
        .nodes()
        .map(|(id, _)| (id, context.cost(id).scaled(visits.of(id))))
        .filter(|(_, cost)| *cost != Between::ZERO)
        .collect();
    let whole = costs.iter().fold(Between::ZERO, |sum, (_, cost)| sum.plus(*cost));
    let limit = budget.amount.near();
    if whole.least <= limit * (1.0 + 1e-9) {
        return;
    }
    let (money, limit) = (format!("{} {}", rounded(whole.least, 2), budget.currency), budget.to_string());
    let exact = whole.most.is_some_and(|most| most <= whole.least * (1.0 + 1e-9));
    let (takes, takes_zh) = if exact { ("costs about", "平均成本约") } else { ("costs at least", "平均成本至少") };
    let title = context.variant.title();
    let mut finding = Diagnostic::new(
        &COST_OVER_BUDGET,
        context.variant.span,
        both!("{}: on average a case {takes} {money}, over the budget of {limit}", "{}：{takes_zh} {money}，超过预算 {limit}"; title),
        both!("shorten the dearest steps, give them to a cheaper role, or rework less", "缩短最贵的环节，交给成本较低的岗位，或减少返工"),
    );
    costs.sort_by(|a, b| b.1.least.total_cmp(&a.1.least).then(a.0.cmp(&b.0)));
    for (id, cost) in costs.into_iter().take(3) {
        let node = context.variant.node(id);
        let (name, money) = (shown(node.shown()), rounded(cost.least, 2));
        finding = finding.related(node.title.span, both!("`{name}` costs {money} of it", "“{name}”占 {money}"));
    }
    found.push(finding);
}
