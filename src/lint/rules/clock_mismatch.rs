//! See [`CLOCK_MISMATCH`].

use crate::ast::quantity::{Clock, Duration};
use crate::both;
use crate::diagnostic::Diagnostic;
use crate::graph::{Times, Worst, longest};
use crate::lang::{Text, shown};
use crate::lint::{VariantContext, with_nodes};
use crate::model::{Node, NodeId, Spanned};

crate::rule! {
    /// An SLA cannot be judged, because the time under it runs on another clock.
    ///
    /// Ten working days take at least 80 hours around the clock; how many more lies with nights, weekends and holidays. Thirty days of waiting hold
    /// some working days; how many, only a calendar says. What is certain without one is still judged: a breach is found, and an SLA that is
    /// kept whatever the calendar is silent.
    /// ---
    /// 时限与用时的计时方式不同，无法判断能否按时完成。
    ///
    /// 10 个工作日至少相当于 80 个自然小时，但还要加上夜间、周末和节假日；等待 30 天中有几个工作日，也要看日历。没有日历也能确定的仍会判断：必然超时的会报告，必然不超时的不报告。
    /// ---
    /// ```flow bad
    /// process p "投诉" {
    ///   sla: 3wd
    ///   role 客服
    ///   as-is {
    ///     task 处理 { owner: 客服; time: 2h; wait: 30d }
    ///     start -> 处理 -> end
    ///   }
    /// }
    /// ```
    /// ```flow good
    /// process p "投诉" {
    ///   sla: 3wd
    ///   role 客服
    ///   as-is {
    ///     task 处理 { owner: 客服; time: 2h; wait: 1wd }
    ///     start -> 处理 -> end
    ///   }
    /// }
    /// ```
    CLOCK_MISMATCH = "F516" "clock-mismatch" Warning
}

pub(in crate::lint) fn check(context: &VariantContext, found: &mut Vec<Diagnostic>) {
    if let Some(sla) = context.process.sla.filter(|_| !context.variant.incomplete && context.verdict().is_none()) {
        let (graph, limit) = (&context.graph, sla.value);
        let (reached, reaching) = (graph.reachable_from(graph.starts()), graph.reaching(graph.ends()));
        let on_way = |id: &NodeId| reached[id.index()] && reaching[id.index()];
        let others: Vec<NodeId> =
            context.nodes().filter(|(id, node)| on_way(id) && on_other_clock(node, limit.clock)).map(|(id, _)| id).collect();
        let kept = || match longest(graph, &Times::at_most(context.variant, limit.clock), &|_| false) {
            Worst::Exactly { ms, .. } | Worst::Between { most: ms, .. } => ms <= limit.ms,
            Worst::Never | Worst::Unbounded(_) => false,
        };
        if !others.is_empty() && (limit.clock == Clock::Wall || !kept()) {
            let finding = cannot_judge(&context.variant.title(), sla);
            found.push(with_nodes(finding, context.variant, &others, &both!("on the other clock", "按另一种方式计时")));
        }
    }
    for (id, node) in context.nodes().filter(|(_, node)| !node.is_block()) {
        let Some(sla) = node.sla.filter(|sla| on_other_clock(node, sla.value.clock)) else { continue };
        let limit = sla.value;
        let time = context.times(limit.clock).of(id);
        let breached = time.worst > limit.ms || time.endless;
        let kept = limit.clock == Clock::Working && Times::at_most(context.variant, limit.clock).of(id).worst <= limit.ms;
        if !breached && !kept {
            let name = shown(node.shown()).to_string();
            found.push(cannot_judge(&both!("`{name}`", "“{name}”"), sla));
        }
    }
}

/// Whether some of a node's time runs on another clock than a limit. Time that is worked counts on either, unless it is written in
/// working hours and the limit runs around the clock.
fn on_other_clock(node: &Node, limit: Clock) -> bool {
    let differs = |clock: Clock| limit != clock;
    let waits = node.wait.is_some_and(|wait| differs(wait.clock()) && wait.most().is_none_or(|most| most.ms > 0));
    let works = node.time.is_some_and(|time| limit == Clock::Wall && differs(time.clock()) && time.most().is_none_or(|most| most.ms > 0));
    !node.paused && (waits || works)
}

fn cannot_judge(what: &Text, sla: Spanned<Duration>) -> Diagnostic {
    let limit = sla.value.text();
    let (en, zh) = match sla.value.clock {
        Clock::Wall => ("around the clock, but work under it is counted in working hours", "按自然时间计算，而其中有按工作时间计的用时"),
        Clock::Working => {
            ("in working hours, but waiting under it is counted around the clock", "按工作时间计算，而其中有按自然时间计的等待")
        }
    };
    let message = Text {
        en: format!("{}: cannot judge the SLA of {}: it runs {en}", what.en, limit.en),
        zh: format!("{}：无法判断时限{}能否做到：时限{zh}", what.zh, limit.zh),
    };
    let help = both!(
        "write both in one kind of unit: `4h`, `2d`, or in working time `4wh`, `2wd`",
        "两者用同一种单位：都写小时、天，或都按工作时间写工时、工作日（如 4个工时）"
    );
    Diagnostic::new(&CLOCK_MISMATCH, sla.span, message, help)
}
