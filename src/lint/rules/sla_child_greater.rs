//! See [`SLA_CHILD_GREATER`].

use crate::ast::quantity::{Clock, Duration};
use crate::both;
use crate::diagnostic::Diagnostic;
use crate::lang::{Text, shown};
use crate::lint::VariantContext;
use crate::model::{NodeId, Process, Spanned};
use crate::source::Span;

crate::rule! {
    /// A step or a sub-process may take longer than the whole that it is part of.
    ///
    /// The SLA of a node is over that of its parallel block or of the process; or the process that a `call` calls has an SLA over that of the call
    /// or of the calling process. Where no limit of the whole runs on the same clock (days, working days), they are compared in the calendar of the
    /// process, if whatever the start the part may take longer; without a calendar they are not compared. Nor is what runs while the clock is paused.
    /// ---
    /// 环节或子流程的时限大于它所属整体的时限。
    ///
    /// 节点的时限超过所在并行块或流程的时限；或者被调用的流程时限超过“子流程”节点或上级流程的时限。整体没有同一计时方式的时限（天与工作日）时，按流程的日历比较：无论何时开始部分都可能更长，才报告；没有日历的不作比较。计时暂停的环节也不比较。
    /// ---
    /// ```flow bad
    /// process p "投诉" {
    ///   sla: 4h
    ///   role 客服
    ///   as-is {
    ///     task 回复客户 { owner: 客服; time: 1h; sla: 8h; remind: 2h }
    ///     start -> 回复客户 -> end
    ///   }
    /// }
    /// ```
    /// ```flow good
    /// process p "投诉" {
    ///   sla: 4h
    ///   role 客服
    ///   as-is {
    ///     task 回复客户 { owner: 客服; time: 1h; sla: 3h; remind: 2h }
    ///     start -> 回复客户 -> end
    ///   }
    /// }
    /// ```
    SLA_CHILD_GREATER = "F509" "sla-child-greater" Error
}

pub(in crate::lint) fn check(context: &VariantContext, found: &mut Vec<Diagnostic>) {
    for (id, node) in context.nodes().filter(|(_, node)| !node.paused && !node.is_block_join()) {
        let name = shown(node.shown()).to_string();
        if let Some(sla) = node.sla {
            let what = both!("the SLA of `{name}`", "“{name}”的时限");
            report(context, &what, sla.span, sla.value, parent(context, id, sla.value), found);
        }
        let Some(callee) = called(context, id) else { continue };
        let Some(sla) = callee.sla.map(|sla| sla.value) else { continue };
        let callee = shown(callee.title.shown()).to_string();
        let own = node.sla.filter(|own| own.value.clock == sla.clock);
        let above = own.map(|own| (own, both!("`{name}`", "“{name}”"))).or_else(|| parent(context, id, sla));
        // The process that is called may have another calendar.
        let above = above.filter(|(above, _)| above.value.clock == sla.clock);
        let what = both!("the SLA of `{callee}`, called by `{name}`,", "“{name}”调用的“{callee}”的时限");
        report(context, &what, node.title.span, sla, above, found);
    }
}

/// The process of the file that a node calls.
fn called<'m>(context: &VariantContext<'m>, id: NodeId) -> Option<&'m Process> {
    let (name, _) = context.variant.node(id).calls.as_ref()?;
    let mut others = context.model.processes.iter().filter(|process| !std::ptr::eq(*process, context.process));
    others.find(|process| process.is_named(name))
}

/// The limit under which a node stands, and what it is the limit of: the nearest on the same clock; if there is none, the nearest.
fn parent(context: &VariantContext, id: NodeId, own: Duration) -> Option<(Spanned<Duration>, Text)> {
    let blocks = context.blocks_around(id).map(|block| context.variant.node(block.fork));
    let blocks = blocks.filter_map(|node| {
        let name = shown(node.shown());
        node.sla.map(|sla| (sla, both!("`{name}`", "“{name}”")))
    });
    let all: Vec<(Spanned<Duration>, Text)> = blocks.chain(context.process.sla.map(|sla| (sla, both!("the process", "流程")))).collect();
    let same_clock = all.iter().find(|(sla, _)| sla.value.clock == own.clock);
    same_clock.or(all.first()).cloned()
}

/// How long a limit is at least on a clock, whatever the start; `None` where only a calendar could say.
fn at_least(context: &VariantContext, limit: Duration, clock: Clock) -> Option<i64> {
    match (limit.clock, clock) {
        (Clock::Working, Clock::Wall) => context.calendar()?.shortest_wall(limit.ms).map(|bound| bound.ms),
        (Clock::Wall, Clock::Working) => context.calendar()?.least_worked(limit.ms).map(|bound| bound.ms),
        _ => Some(limit.ms),
    }
}

fn report(
    context: &VariantContext,
    what: &Text,
    span: Span,
    sla: Duration,
    parent: Option<(Spanned<Duration>, Text)>,
    found: &mut Vec<Diagnostic>,
) {
    let Some((above, whole)) = parent else { return };
    let clock = above.value.clock;
    let Some(ms) = at_least(context, sla, clock).filter(|&ms| ms > above.value.ms) else { return };
    let (own, limit) = (sla.text(), above.value.text());
    let own = if sla.clock == clock {
        own
    } else {
        both!("{}, at least {}", "{}，至少相当于{}"; own, Duration { ms, clock }.text_beside(above.value))
    };
    let finding = Diagnostic::new(
        &SLA_CHILD_GREATER,
        span,
        both!("{} is {}, longer than that of {}: {}", "{}为{}，比{}的时限{}还长"; what, own, whole, limit),
        both!(
            "a part cannot be promised more time than the whole: tighten the one or loosen the other",
            "部分的时限不能大于整体：收紧前者，或放宽后者"
        ),
    );
    found.push(finding.related(above.span, both!("the SLA of the whole", "整体的时限")));
}
