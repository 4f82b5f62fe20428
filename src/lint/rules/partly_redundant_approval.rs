//! See [`PARTLY_REDUNDANT_APPROVAL`].

use std::cell::Cell;
use std::collections::BTreeMap;

use rustc_hash::FxHashMap;

use crate::both;
use crate::diagnostic::Diagnostic;
use crate::graph::Facts;
use crate::lang::shown;
use crate::lint::VariantContext;
use crate::model::{DataId, EdgeKind, NodeId, RoleId};

crate::rule! {
    /// On some of the ways to it an approval repeats an earlier one by the same approver.
    ///
    /// Cases that come that way were approved already, and nobody has changed what was approved; they can pass it by. On the other ways it is
    /// needed, so it stays. Nothing may write the data on a way from the one to the other; all else is as for `redundant-approval`, which speaks where the
    /// earlier approval stands on every way.
    ///
    /// It says nothing of a control (`required`, `keep`, the control of a risk), of another `aspect`, new evidence, another amount, or where another person must
    /// decide; nor where the earlier approval is only reached through the later one.
    /// ---
    /// 在部分路径上，审批重复了同一审批人前面的审批。
    ///
    /// 走这些路径的单子已经批过，其间也没有人改动，可以跳过；走其他路径的仍需要它，所以不能删去。两者之间的任何路径都不能有人改写该单据；其他条件同“redundant-approval”，每条路径上都重复的由它报告。
    ///
    /// 以下情况不报告：控制点（“控制点”“保留”或风险的控制）、审批要点不同或有新的依据、另一金额档、要求不同的人；前一审批只有经过后一审批才能到达。
    /// ---
    /// ```flow bad
    /// process p "请假" {
    ///   role 申请人 { reports: 主管 }
    ///   role 主管
    ///   data 申请单 { deliverable: yes }
    ///   as-is {
    ///     task 填写 { owner: 申请人; out: 申请单; time: 5m }
    ///     decision 加急吗 { "是" 20% -> 加急审批; "否" -> 审批单 }
    ///     approval 加急审批 { owner: 主管; of: 申请单; time: 5m; rejected -> 填写 max 1 }
    ///     approval 审批单 { owner: 主管; of: 申请单; time: 5m; rejected -> 填写 max 1 }
    ///     start -> 填写 -> 加急吗
    ///     加急审批 -> 审批单 -> end
    ///   }
    /// }
    /// ```
    /// ```flow good
    /// process p "请假" {
    ///   role 申请人 { reports: 主管 }
    ///   role 主管
    ///   data 申请单 { deliverable: yes }
    ///   as-is {
    ///     task 填写 { owner: 申请人; out: 申请单; time: 5m }
    ///     decision 加急吗 { "是" 20% -> 加急审批; "否" -> 审批单 }
    ///     approval 加急审批 { owner: 主管; of: 申请单; time: 5m; rejected -> 填写 max 1 }
    ///     approval 审批单 { owner: 主管; of: 申请单; time: 5m; rejected -> 填写 max 1 }
    ///     start -> 填写 -> 加急吗
    ///     加急审批, 审批单 -> end
    ///   }
    /// }
    /// ```
    PARTLY_REDUNDANT_APPROVAL = "F402" "partly-redundant-approval" Info
}

/// How many pairs of approvals are compared in full; each pair costs some walks through the flow. Only a process that asks the same approver
/// about the same data hundreds of times has more.
const COMPARED: usize = 500;

pub(in crate::lint) fn check(context: &VariantContext, found: &mut Vec<Diagnostic>) {
    let approvals = context.judged_approvals();
    // Which approvals share an approver and a data object: only those can repeat one another.
    let mut alike: FxHashMap<(RoleId, DataId), Vec<usize>> = FxHashMap::default();
    for (at, (id, data)) in approvals.iter().enumerate() {
        for role in context.performers(*id).unwrap_or_default() {
            for &data in data {
                alike.entry((role, data)).or_default().push(at);
            }
        }
    }
    if alike.values().all(|alike| alike.len() < 2) {
        return;
    }
    let number: FxHashMap<NodeId, usize> = approvals.iter().enumerate().map(|(at, (id, _))| (*id, at)).collect();
    let adds = |edge| {
        let edge = context.variant.edge(edge);
        if edge.kind == EdgeKind::Approved { number.get(&edge.from).copied().into_iter().collect() } else { Vec::new() }
    };
    let none = |_| Vec::new();
    let facts = Facts { count: approvals.len(), adds: &adds, groups: &[], removes: &none, must: false };
    let possible = facts.settle(&context.graph, context.concurrency());
    let writers = context.writers();
    let left = Cell::new(COMPARED);
    for (b, data) in &approvals {
        if left.get() == 0 {
            break;
        }
        let Some(&role) = context.performers(*b).as_ref().and_then(|roles| roles.first()) else { continue };
        let always: Vec<NodeId> = context.standing().given_before(*b).collect();
        let may_repeat =
            |a: &NodeId| a != b && always.binary_search(a).is_err() && possible.holds(number[a], *b) && context.same_review(*a, *b);
        let repeats = |a: &NodeId| {
            left.set(left.get().saturating_sub(1));
            context.repeats(*a, *b, data) && !changed_between(context, *a, *b, data, &writers) && comes_first(context, *a, *b)
        };
        if context.is_control(*b) || context.standing().covering(data, *b).into_iter().any(|a| context.repeats(a, *b, data)) {
            continue;
        }
        // The last first: what is declared next to it is probably near it.
        let earlier = alike[&(role, data[0])].iter().rev().map(|&at| &approvals[at]);
        let covering = earlier.filter(|(_, other)| data.iter().all(|data| other.contains(data))).map(|(id, _)| *id);
        if let Some(a) = covering.filter(may_repeat).find(repeats) {
            found.push(finding(context, a, *b, data));
        }
    }
}

/// Whether a case can get to `a` without having been at `b`.
fn comes_first(context: &VariantContext, a: NodeId, b: NodeId) -> bool {
    context.graph.way(context.graph.starts(), &|id| id == a, &|edge| context.variant.edge(edge).from != b).is_some()
}

/// Whether something writes the data on a way from `a` to `b`, or may at the same time.
fn changed_between(context: &VariantContext, a: NodeId, b: NodeId, data: &[DataId], writers: &BTreeMap<DataId, Vec<NodeId>>) -> bool {
    let writers: Vec<NodeId> = data.iter().filter_map(|data| writers.get(data)).flatten().copied().collect();
    if writers.is_empty() {
        return false;
    }
    let between = context.graph.until(&context.approved_targets(a), b, a);
    let concurrency = context.concurrency();
    writers.iter().any(|&writer| {
        let beside = concurrency.with(writer);
        between[writer.index()] || beside.iter().any(|&id| id == a || between[id.index()])
    })
}

fn finding(context: &VariantContext, a: NodeId, b: NodeId, data: &[DataId]) -> Diagnostic {
    let (first, second) = (shown(context.variant.node(a).shown()), shown(context.variant.node(b).shown()));
    let what = context.data_names(data);
    Diagnostic::new(
        &PARTLY_REDUNDANT_APPROVAL,
        context.variant.node(b).title.span,
        both!(
            "for cases that come through `{first}`, `{second}` repeats it: same approver, and {} is unchanged since",
            "对经过“{first}”的单子，“{second}”又审一遍：审批人相同，其间{}没有变动"; what
        ),
        both!("lead what `{first}` has approved past `{second}`", "“{first}”已通过的，直接走“{second}”之后的环节"),
    )
    .related(context.variant.node(a).title.span, both!("approved here already", "此处已经审批"))
}
