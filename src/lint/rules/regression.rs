//! See [`REGRESSION`].

use super::hand_offs::hands;
use crate::ast::Comparison;
use crate::ast::quantity::{Clock, Duration, Quantity};
use crate::both;
use crate::diagnostic::Diagnostic;
use crate::lang::{Text, shown};
use crate::lint::case::{Case, greater};
use crate::lint::figures::{percent, rounded};
use crate::lint::{ChangeContext, Remark, VariantContext};
use crate::measure::Between;
use crate::model::{Goal, VariantKind};

crate::rule! {
    /// The new version is worse in figures than the old one, or misses a goal.
    ///
    /// Compared are the mean cycle time, how likely a case breaks the SLA (where both have the same one), the mean cost of a case, how often the case changes hands
    /// on its likeliest way, and how many approvals stand on one way. Of a to-be, goals whose `metric` is `cycle-time`, `cost`, `hand-offs` or `approvals` (周期, 成本,
    /// 交接次数, 审批数) must be reached. A trade-off that was agreed is written in the process: `accept: regression because …`.
    ///
    /// Only what is certain counts: figures that are bounds because something is not known must lie apart, nothing is simulated, and what differs by rounding is
    /// the same.
    /// ---
    /// 新版本的指标比旧版本差，或没有达到目标。
    ///
    /// 比较：平均周期、超时限的概率（两个版本时限相同时）、单均成本、最可能路径上的换手次数、一条路径上的审批个数。优化后还要达到“口径”为 周期、成本、交接次数、审批数（cycle-time、cost、
    /// hand-offs、approvals）的目标。已商定的取舍写在流程中：“接受：regression 因为 理由”。
    ///
    /// 只报告确定的结论：因信息不全而只有上下限的，两个区间不重叠才算；不使用模拟结果；四舍五入造成的差别不算。
    /// ---
    /// ```flow bad
    /// process p "报销" {
    ///   role 会计
    ///   data 报销单 { deliverable: yes }
    ///   as-is {
    ///     task 填单 { owner: 会计; out: 报销单; time: 5m; wait: 0m }
    ///     task 登记 { owner: 会计; in: 报销单; time: 5m; wait: 1h }
    ///     start -> 填单 -> 登记 -> end
    ///   }
    ///   to-be from as-is {
    ///     change 登记 { wait: 2h }
    ///   }
    /// }
    /// ```
    /// ```flow good
    /// process p "报销" {
    ///   role 会计
    ///   data 报销单 { deliverable: yes }
    ///   as-is {
    ///     task 填单 { owner: 会计; out: 报销单; time: 5m; wait: 0m }
    ///     task 登记 { owner: 会计; in: 报销单; time: 5m; wait: 1h }
    ///     start -> 填单 -> 登记 -> end
    ///   }
    ///   to-be from as-is {
    ///     change 登记 { wait: 40m } because 每小时登记两次
    ///   }
    /// }
    /// ```
    REGRESSION = "F907" "regression" Warning
}

/// The figures of a version.
struct Figures {
    clock: Clock,
    mean: Option<Between<f64>>,
    breach: Option<Between<f64>>,
    cost: Option<Between<f64>>,
    currency: String,
    hand_offs: Option<usize>,
    approvals: usize,
}

impl Figures {
    fn of(context: &VariantContext, clock: Clock) -> Figures {
        let case = Case::of(context, clock);
        let way = context.likeliest();
        // Which way is the likeliest is not known where one of its decisions is not.
        let decided = !way.iter().any(|id| context.shares().unknown().contains(id));
        let in_hours = clock == Clock::Wall && context.model.calendar_of(context.process, context.config.calendar.as_deref()).is_some();
        let sla = context.process.sla.filter(|_| !in_hours);
        Figures {
            clock,
            mean: case.mean(),
            breach: sla.and_then(|sla| case.over(sla.value.ms)),
            cost: case.cost(context),
            currency: context.currency().unwrap_or_default().to_owned(),
            hand_offs: decided.then(|| hands(context).len().saturating_sub(1)),
            approvals: context.approvals_in_a_row(),
        }
    }
}

pub(in crate::lint) fn check(change: &ChangeContext, found: &mut Vec<Remark>) {
    let (old, new) = (&change.old, &change.new);
    let clock = new.clock();
    let (before, after) = (Figures::of(old, clock), Figures::of(new, clock));
    let mut worse: Vec<Text> = Vec::new();
    if let Some((a, b)) = worsened(before.mean, after.mean).filter(|_| old.clock() == clock) {
        let (a, b) = (time(a, clock), time(b, clock));
        worse.push(both!("mean cycle time {} → {}", "平均周期 {} → {}"; a, b));
    }
    let promise = |context: &VariantContext| context.process.sla.map(|sla| sla.value);
    if let Some((a, b)) = worsened(before.breach, after.breach).filter(|_| promise(old) == promise(new)) {
        let (a, b) = (percent(a), percent(b));
        worse.extend((a != b).then(|| both!("cases over the SLA {a} → {b}", "超时限的单子 {a} → {b}")));
    }
    if let Some((a, b)) = worsened(before.cost, after.cost).filter(|_| before.currency == after.currency) {
        let (a, b, unit) = (rounded(a, 2), rounded(b, 2), &after.currency);
        worse.extend((a != b).then(|| both!("mean cost {a} → {b} {unit}", "单均成本 {a} → {b} {unit}")));
    }
    if let Some((a, b)) = before.hand_offs.zip(after.hand_offs).filter(|(a, b)| b > a) {
        worse.push(both!("hand-offs {a} → {b}", "交接次数 {a} → {b}"));
    }
    if after.approvals > before.approvals {
        let (a, b) = (before.approvals, after.approvals);
        worse.push(both!("approvals on one way {a} → {b}", "一条路径上的审批 {a} → {b}"));
    }
    let goals = new.process.goals.iter().filter(|_| new.variant.kind == VariantKind::ToBe);
    let missed: Vec<Text> = goals.filter_map(|goal| missed(goal, &after)).collect();
    if !worse.is_empty() || !missed.is_empty() {
        found.push(finding(change, &worse, &missed).into());
    }
}

/// Before and after, where it is certainly worse.
fn worsened(before: Option<Between<f64>>, after: Option<Between<f64>>) -> Option<(f64, f64)> {
    let (before, after) = (before?, after?);
    greater(after, before, 0.0).then_some((before.most?, after.least))
}

fn time(ms: f64, clock: Clock) -> Text {
    #[allow(clippy::cast_possible_truncation, reason = "2^53 ms are 285,000 years")]
    Duration { ms: (ms / 1000.0).round() as i64 * 1000, clock }.about()
}

/// What is said of a goal that is certainly not reached.
fn missed(goal: &Goal, figures: &Figures) -> Option<Text> {
    let (comparison, target) = goal.target.as_ref()?;
    let metric = goal.metric.as_deref()?.trim().to_lowercase().replace([' ', '_'], "-");
    let exactly = |count: usize| {
        let count = f64::from(u32::try_from(count).unwrap_or(u32::MAX));
        Between { least: count, most: Some(count) }
    };
    #[allow(clippy::cast_precision_loss, reason = "2^53 ms are 285,000 years")]
    let (reached, aim) = match (metric.as_str(), target) {
        ("cycle-time" | "周期" | "平均周期", Quantity::Duration(aim)) if aim.clock == figures.clock => (figures.mean?, aim.ms as f64),
        ("cost" | "成本" | "单均成本", Quantity::Money(aim)) if aim.currency == figures.currency => {
            (figures.cost?, aim.amount.near())
        }
        ("hand-offs" | "交接" | "交接次数" | "换手次数", Quantity::Number(aim, _)) => (exactly(figures.hand_offs?), aim.near()),
        ("approvals" | "审批" | "审批数", Quantity::Number(aim, _)) => (exactly(figures.approvals), aim.near()),
        _ => return None,
    };
    let aimed = Between { least: aim, most: Some(aim) };
    let more = |strict: bool| greater(reached, aimed, 0.0) || strict && reached.least >= aim;
    let less = |strict: bool| greater(aimed, reached, 0.0) || strict && reached.most.is_some_and(|most| most <= aim);
    let (is_missed, figure) = match comparison {
        Comparison::AtMost => (more(false), reached.least),
        Comparison::Less => (more(true), reached.least),
        Comparison::AtLeast => (less(false), reached.most?),
        Comparison::More => (less(true), reached.most?),
        Comparison::Equal => return None,
    };
    let figure = match target {
        Quantity::Duration(_) => time(figure, figures.clock),
        Quantity::Money(aim) => both!("{} {}", "{} {}"; money(figure), said(&aim.currency)),
        _ => money(figure),
    };
    let name = shown(goal.title.shown());
    is_missed.then(|| both!("the goal `{name}` is not reached: {}", "目标“{name}”没有达到：{}"; figure))
}

fn money(figure: f64) -> Text {
    let text = rounded(figure, 2);
    Text { en: text.clone(), zh: text }
}

fn said(word: &str) -> Text {
    Text { en: word.to_owned(), zh: word.to_owned() }
}

fn finding(change: &ChangeContext, worse: &[Text], missed: &[Text]) -> Diagnostic {
    let list = |all: &[Text], lang: fn(&Text) -> &str, glue: &str| all.iter().map(lang).collect::<Vec<_>>().join(glue);
    let all = |all: &[Text]| Text { en: list(all, |text| &text.en, "; "), zh: list(all, |text| &text.zh, "；") };
    let (bad, missing) = (all(worse), all(missed));
    let message = match (worse, missed) {
        (_, []) => both!("worse than before: {}", "比原来差：{}"; bad),
        ([], _) => missing,
        _ => both!("worse than before: {}; {}", "比原来差：{}；{}"; bad, missing),
    };
    let help = if worse.is_empty() {
        both!(
            "improve it further, set a target that can be reached, or accept it with a reason: `accept: regression because …`",
            "请进一步改进，或改为能达到的目标；确属商定的，在流程中写“接受：regression 因为 理由”"
        )
    } else {
        both!(
            "improve what got worse, or accept it with a reason: `accept: regression because …`",
            "请改善变差的指标；确属商定的取舍，在流程中写“接受：regression 因为 理由”"
        )
    };
    let finding = Diagnostic::new(&REGRESSION, change.new.variant.span, message, help);
    finding.related(change.old.variant.span, both!("the version before", "原来的版本"))
}
