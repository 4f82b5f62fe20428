//! See [`RESPONSE_BREACH`].

use crate::ast::quantity::Duration;
use crate::both;
use crate::diagnostic::Diagnostic;
use crate::graph::{Worst, longest_to, shortest};
use crate::lint::{VariantContext, with_nodes};
use crate::model::{NodeId, NodeKind, Spanned};
use crate::rule::Level;

crate::rule! {
    /// The customer can wait longer for the first answer than promised.
    ///
    /// The time counts from the start to the first step marked `responds` that people do: an automatic reply does not stop the clock. On the longest way
    /// with every loop as often as its `max` allows, work on it begins after the limit: an error. Only its end is too late: a warning, for the answer may
    /// come at once. A limit on the response that is as long as the SLA promises nothing: an error. Where no step of people is marked,
    /// the finding says so at level info. It says nothing where two such steps run at the same time, and where the longest way is not known.
    /// ---
    /// 客户得到首次响应的时间可能超过承诺。
    ///
    /// 从开始算起，到第一个由人完成、标有“首次响应”的环节为止：自动回复不算。沿最长的一条路径（循环走满“最多几次”），到时限时该环节还没有开始处理为错误；只是来不及做完为警告，因为可能一开始就已答复。响应时限不短于流程时限等于没有承诺，为错误。没有由人完成的“首次响应”环节时，以“提示”说明。两个此类环节同时进行，或最长路径不确定时不报告。
    /// ---
    /// ```flow bad
    /// process p "投诉" {
    ///   response: 30m
    ///   role 客服
    ///   as-is {
    ///     task 登记投诉 { owner: 客服; time: 10m; wait: 30m }
    ///     task 答复客户 { owner: 客服; time: 15m; responds: yes }
    ///     start -> 登记投诉 -> 答复客户 -> end
    ///   }
    /// }
    /// ```
    /// ```flow good
    /// process p "投诉" {
    ///   response: 30m
    ///   role 客服
    ///   as-is {
    ///     task 登记投诉 { owner: 客服; time: 10m; wait: 5m }
    ///     task 答复客户 { owner: 客服; time: 15m; responds: yes }
    ///     start -> 登记投诉 -> 答复客户 -> end
    ///   }
    /// }
    /// ```
    RESPONSE_BREACH = "F514" "response-breach" Error
}

pub(in crate::lint) fn check(context: &VariantContext, found: &mut Vec<Diagnostic>) {
    let Some(response) = context.process.response else { return };
    let (limit, title) = (response.value, context.variant.title());
    if let Some(sla) = context.process.sla.filter(|sla| sla.value.clock == limit.clock && limit.ms >= sla.value.ms) {
        let (own, whole) = (limit.text(), sla.value.text());
        let finding = Diagnostic::new(
            &RESPONSE_BREACH,
            response.span,
            both!("the first answer is promised within {}, no earlier than the end of the case: {}", "响应时限{}不短于流程时限{}"; own, whole),
            both!("promise the first answer before the solution, or leave `response` out", "首次响应应早于办结；否则删去“响应时限”"),
        );
        found.push(finding.related(sla.span, both!("the SLA", "流程时限")));
        return;
    }
    let reached = context.graph.cases_from(context.graph.starts());
    let responds = |id: NodeId| {
        let node = context.variant.node(id);
        node.responds && !node.automated && reached[id.index()]
    };
    let goals: Vec<NodeId> = context.variant.nodes().map(|(id, _)| id).filter(|&id| responds(id)).collect();
    if goals.is_empty() {
        if context.nodes().any(|(_, node)| node.kind == NodeKind::Task) {
            found.push(nobody_responds(context, response));
        }
        return;
    }
    if goals.iter().any(|&id| context.concurrency().with(id).iter().any(|other| goals.binary_search(other).is_ok())) {
        return;
    }
    let times = context.times(limit.clock);
    let waits = |id: NodeId, worst: bool| {
        let node = context.variant.node(id);
        let work = node.time.map_or(0, |time| if worst { time.most().unwrap_or(time.least()).ms } else { time.least().ms });
        if worst { times.of(id).worst - work } else { times.of(id).best - work }
    };
    let earliest = shortest(&context.graph, times);
    let best = goals.iter().filter_map(|&id| earliest[id.index()].map(|at| at + waits(id, false))).min();
    let latest = |own: &dyn Fn(NodeId) -> i64| match longest_to(&context.graph, times, &|id| !times.of(id).known, &goals, own) {
        Worst::Exactly { ms, path } | Worst::Between { least: ms, path, .. } if ms > limit.ms => Some((ms, path)),
        _ => None,
    };
    let begins = latest(&|id| waits(id, true));
    let certain = best.is_some_and(|best| best > limit.ms);
    let (level, ms, path) = match (begins, certain) {
        (Some((ms, path)), _) => (Level::Error, ms, path),
        (None, true) => (Level::Error, best.unwrap_or_default(), Vec::new()),
        (None, false) => match latest(&|id| times.of(id).worst) {
            Some((ms, path)) => (Level::Warning, ms, path),
            None => return,
        },
    };
    let (takes, promised) = (Duration { ms, ..limit }.text_beside(limit), limit.text());
    let message = if level == Level::Error {
        both!("{}: it can take {} until the first answer is begun, over the response time of {}", "{}：最长要{}才开始首次响应，超过响应时限{}"; title, takes, promised)
    } else {
        both!("{}: the first answer can be finished after {} only, over the response time of {}", "{}：首次响应最长要{}才完成，超过响应时限{}"; title, takes, promised)
    };
    let help = both!(
        "answer earlier in the flow, shorten what comes before, or promise what can be kept; an automatic reply does not count",
        "把首次响应提前，缩短之前的环节，或把响应时限改到能做到的水平；自动回复不算"
    );
    let finding = Diagnostic::new(&RESPONSE_BREACH, response.span, message, help).at_level(level);
    let goal = path.last().copied().unwrap_or(goals[0]);
    let finding = finding.related(context.variant.node(goal).title.span, both!("the first answer", "首次响应在这里"));
    found.push(with_nodes(finding, context.variant, &slowest(context, limit, &path), &both!("takes most of the time", "主要用时在这里")));
}

/// The two nodes before the answer that take longest.
fn slowest(context: &VariantContext, limit: Duration, path: &[NodeId]) -> Vec<NodeId> {
    let times = context.times(limit.clock);
    let mut before: Vec<NodeId> = path.split_last().map_or(Vec::new(), |(_, before)| before.to_vec());
    before.sort_by_key(|&id| (std::cmp::Reverse(times.of(id).worst), id));
    before.dedup();
    before.retain(|&id| times.of(id).worst > 0);
    before.truncate(2);
    before
}

fn nobody_responds(context: &VariantContext, response: Spanned<Duration>) -> Diagnostic {
    let limit = response.value.text();
    let automatic = context.nodes().find(|(_, node)| node.responds);
    let finding = Diagnostic::new(
        &RESPONSE_BREACH,
        response.span,
        both!("{}: cannot judge the response time of {}: no step that people do is marked `responds`", "{}：无法判断响应时限{}：没有由人完成的“首次响应”环节"; context.variant.title(), limit),
        both!("add `responds: yes` where the customer gets the first answer", "在客户得到首次响应的环节写上“首次响应：是”"),
    )
    .at_level(Level::Info);
    match automatic {
        Some((_, node)) => finding.related(node.title.span, both!("an automatic reply does not count", "自动回复不算")),
        None => finding,
    }
}
