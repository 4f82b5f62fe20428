//! See [`MILESTONE_BREACH`].

use crate::ast::quantity::Duration;
use crate::both;
use crate::diagnostic::Diagnostic;
use crate::graph::{Worst, longest_to, shortest};
use crate::lang::{Text, shown};
use crate::lint::{VariantContext, with_nodes};
use crate::model::{Milestone, NodeId, NodeKind};
use crate::rule::Level;

crate::rule! {
    /// A milestone comes too late, counted from the start of the case.
    ///
    /// What counts is the time of all steps before it together, not that of the step itself: 15 minutes to begin, an hour to assess, two to plan. `started`
    /// counts to the arrival of the case at the step, `done` to its end, for the first time it gets there. Even the best case is too late: an error. Only the
    /// longest way is, with every loop as often as its `max` allows: a warning, or an error if the process is `hard`.
    /// ---
    /// 从流程开始累计，里程碑来不及达成。
    ///
    /// 看的是之前所有环节累计的时间，不是单个环节：15 分钟启动、1 小时评估、2 小时出方案。“启动”算到单子到达该环节，“完成”算到该环节做完，都以第一次为准。最好情况也来不及为错误；只有最长的一条路径（循环走满“最多几次”）来不及为警告，流程写了“硬性：是”时为错误。
    /// ---
    /// ```flow bad
    /// process p "应急" {
    ///   role 值班员
    ///   milestone 启动预案 done 15m
    ///   as-is {
    ///     task 上报事件 { owner: 值班员; time: 5m; wait: 5m }
    ///     task 启动预案 { owner: 值班员; time: 10m }
    ///     start -> 上报事件 -> 启动预案 -> end
    ///   }
    /// }
    /// ```
    /// ```flow good
    /// process p "应急" {
    ///   role 值班员
    ///   milestone 启动预案 done 15m
    ///   as-is {
    ///     task 上报事件 { owner: 值班员; time: 5m }
    ///     task 启动预案 { owner: 值班员; time: 10m }
    ///     start -> 上报事件 -> 启动预案 -> end
    ///   }
    /// }
    /// ```
    MILESTONE_BREACH = "F515" "milestone-breach" Error
}

pub(in crate::lint) fn check(context: &VariantContext, found: &mut Vec<Diagnostic>) {
    for milestone in &context.process.milestones {
        let Some(named) = context.variant.node_named(&milestone.node).filter(|&id| !context.variant.node(id).broken) else { continue };
        let node = context.variant.node(named);
        // A parallel block is done at its join.
        let goal = match node.block {
            Some(block) if milestone.done && node.kind == NodeKind::Fork => context.variant.blocks[block].join,
            _ => named,
        };
        let times = context.times(milestone.limit.clock);
        let own = |best: bool| match milestone.done {
            true if best => times.of(goal).best,
            true => times.of(goal).worst,
            false => 0,
        };
        let limit = milestone.limit.ms;
        if let Some(best) = shortest(&context.graph, times)[goal.index()].map(|at| at + own(true)).filter(|&best| best > limit) {
            let takes = Duration { ms: best, ..milestone.limit }.text_beside(milestone.limit);
            found.push(report(context, milestone, goal, &both!("at least {}", "最快也要{}"; takes), &[]));
            continue;
        }
        match longest_to(&context.graph, times, &|id| !times.of(id).known, &[goal], &|_| own(false)) {
            Worst::Exactly { ms, path } | Worst::Between { least: ms, path, .. } if ms > limit => {
                let takes = Duration { ms, ..milestone.limit }.text_beside(milestone.limit);
                let finding = report(context, milestone, goal, &both!("up to {}", "最长要{}"; takes), &path);
                found.push(if context.process.hard { finding } else { finding.at_level(Level::Warning) });
            }
            _ => {}
        }
    }
}

fn report(context: &VariantContext, milestone: &Milestone, goal: NodeId, takes: &Text, path: &[NodeId]) -> Diagnostic {
    let (title, limit) = (context.variant.title(), milestone.limit.text());
    let goal_name = shown(&milestone.node).to_string();
    let (done, done_zh) = if milestone.done { ("done", "完成") } else { ("started", "启动") };
    let what = both!("`{goal_name}` is {done}", "“{goal_name}”{done_zh}");
    let finding = Diagnostic::new(
        &MILESTONE_BREACH,
        milestone.span,
        both!("{}: it takes {} from the start until {}, over the milestone of {}", "{}：从开始累计，{}才到{}，超过里程碑的{}"; title, takes, what, limit),
        both!(
            "shorten or move what comes before it; the time counts from the start of the case, not from the step before",
            "缩短或后移之前的环节；里程碑从流程开始累计，不是从上一环节算起"
        ),
    );
    let before = context.graph.reaching([goal]);
    let times = context.times(milestone.limit.clock);
    let mut slow: Vec<NodeId> = match path {
        [] => context.variant.nodes().map(|(id, _)| id).filter(|id| before[id.index()]).collect(),
        path => path.to_vec(),
    };
    slow.retain(|&id| times.of(id).worst > 0 && (milestone.done || id != goal));
    slow.sort_by_key(|&id| (std::cmp::Reverse(times.of(id).worst), id));
    slow.dedup();
    slow.truncate(3);
    with_nodes(finding, context.variant, &slow, &both!("takes most of the time", "主要用时在这里"))
}
