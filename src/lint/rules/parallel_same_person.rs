//! See [`PARALLEL_SAME_PERSON`].

use std::collections::BTreeMap;

use crate::ast::quantity::{Clock, Duration};
use crate::both;
use crate::diagnostic::Diagnostic;
use crate::lang::shown;
use crate::lint::{VariantContext, with_nodes};
use crate::model::{NodeId, NodeKind, RoleId};

crate::rule! {
    /// One single person has steps that are drawn as running at the same time.
    ///
    /// The person does them one after the other: their times add up, and the parallel is not as fast as it looks. Reported for a role with `staff: 1`, if the
    /// hands-on times together are longer than the parallel block, or than the longest of these steps where there is no block. What fits into the waiting
    /// times of the others, automated steps, and approvals for which another person may stand in (`any`) are left in peace.
    /// ---
    /// 并行的环节由同一个人完成。
    ///
    /// 一个人只能先后去做，用时要相加，实际没有看上去那么快。只对“人数：1”的岗位、且耗时之和超过整个并行块（没有并行块时，超过其中最长的一个环节）时报告。能利用等待时间做完的、系统自动完成的，以及可由他人代替的或签，不在此列。
    /// ---
    /// ```flow bad
    /// process p "合同" {
    ///   role 总监 { staff: 1 }
    ///   as-is {
    ///     task 看条款 { owner: 总监; time: 30m }
    ///     task 看预算 { owner: 总监; time: 20m }
    ///     parallel 会审 {
    ///       看条款
    ///       看预算
    ///     }
    ///     start -> 会审 -> end
    ///   }
    /// }
    /// ```
    /// ```flow good
    /// process p "合同" {
    ///   role 总监 { staff: 1 }
    ///   role 财务 { staff: 1 }
    ///   as-is {
    ///     task 看条款 { owner: 总监; time: 30m }
    ///     task 看预算 { owner: 财务; time: 20m }
    ///     parallel 会审 {
    ///       看条款
    ///       看预算
    ///     }
    ///     start -> 会审 -> end
    ///   }
    /// }
    /// ```
    PARALLEL_SAME_PERSON = "F518" "parallel-same-person" Warning
}

pub(in crate::lint) fn check(context: &VariantContext, found: &mut Vec<Diagnostic>) {
    if !context.nodes().any(|(_, node)| node.kind == NodeKind::Fork) {
        return;
    }
    let mut steps: BTreeMap<RoleId, Vec<NodeId>> = BTreeMap::new();
    for (id, node) in context.nodes().filter(|(_, node)| node.kind.is_work() && !node.automated) {
        for role in context.performers(id).filter(|_| context.all_work(id)).unwrap_or_default() {
            if context.model.roles[role.index()].staff == Some(1) && node.time.is_some_and(|time| time.least().ms > 0) {
                steps.entry(role).or_default().push(id);
            }
        }
    }
    for (role, steps) in steps.into_iter().filter(|(_, steps)| steps.len() > 1) {
        for together in context.concurrency().together(&steps) {
            let least = |id: NodeId| context.variant.node(id).time.map_or(0, |time| time.least().ms);
            let sum = together.iter().map(|&id| least(id)).sum();
            if sum > span(context, &together) {
                found.push(report(context, role, &together, sum));
            }
        }
    }
}

/// How long the part of the flow takes in which these steps run beside one another, at worst.
fn span(context: &VariantContext, together: &[NodeId]) -> i64 {
    let times = context.times(Clock::Wall);
    let longest = || together.iter().map(|&id| times.of(id).worst).max().unwrap_or_default();
    let around = |id: NodeId| context.blocks_around(id).map(|block| block.fork).collect::<Vec<_>>();
    let common = around(together[0]).into_iter().find(|fork| together[1..].iter().all(|&other| around(other).contains(fork)));
    common.and_then(|fork| context.block_time(fork, Clock::Wall)).map_or_else(longest, |(_, worst)| worst)
}

fn report(context: &VariantContext, role: RoleId, together: &[NodeId], sum: i64) -> Diagnostic {
    let node = context.variant.node(together[0]);
    let beside = context.concurrency().with(together[0]);
    let other = together.iter().find(|id| beside.binary_search(id).is_ok()).map_or(node, |&id| context.variant.node(id));
    let (person, name, other) = (shown(context.role_name(role)), shown(node.shown()), shown(other.shown()));
    let sum = Duration::wall(sum).text();
    let finding = Diagnostic::new(
        &PARALLEL_SAME_PERSON,
        node.title.span,
        both!(
            "`{person}` is one person and cannot do `{name}` and `{other}` at the same time: together they take {}",
            "“{person}”只有一人，“{name}”和“{other}”无法同时进行，合计需要{}";
            sum
        ),
        both!(
            "give one of them to another role, or put them one behind the other so that the times are right",
            "把其中一个交给其他岗位；否则改为先后进行，时间才算得对"
        ),
    );
    with_nodes(finding, context.variant, &together[1..], &both!("the same person, too", "也是这个人"))
}
