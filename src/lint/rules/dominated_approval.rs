//! See [`DOMINATED_APPROVAL`].

use std::cell::Cell;

use rustc_hash::FxHashMap;

use crate::both;
use crate::diagnostic::Diagnostic;
use crate::lang::shown;
use crate::lint::VariantContext;
use crate::lint::domination::Costs;
use crate::model::{DataId, NodeId, RoleId};

crate::rule! {
    /// An approval costs more than it saves, because a superior decides on the same afterwards anyway.
    ///
    /// What it saves is the work behind it up to the superior's approval, in those cases that it rejects: with b the approval and s the superior's,
    /// cost(b) ≥ share rejected by b × expected cost from b's approval through s. Cost is working time (`time`); it is money where the rates (`cost`)
    /// of all who work there are known. What b takes counts with its shortest time and all else with its longest, an unknown share of a branch as the
    /// whole, so that what is said holds whatever the rest.
    ///
    /// It says nothing where one of these times, the share rejected or some of the rates are unknown, where a loop lies between, where a case can end without the superior, where
    /// the data is written in between, where the superior looks at another `aspect` or does not see all that b sees, where another person must decide
    /// (`distinct`, `sod`), and of a control (`required`, `keep`, the control of a risk).
    /// ---
    /// 审批得不偿失：随后上级还要审批同样的内容。
    ///
    /// 它节省的，是它退回的那些单子从它到上级审批之间的工作。设它为 b，上级审批为 s：b 的成本 ≥ b 的退回比例 × 从 b 通过到 s 完成的预期成本。成本指“耗时”；参与者的费率（“成本”）都已知时按金额计算。
    /// b 按最短用时计算，其余按最长用时计算，分支概率未知的按全部计算，因此结论总是成立。
    ///
    /// 以下情况不报告：用时、退回比例或部分费率未知；其间有循环；单子可以不经上级就结束；其间单据被改写；上级的“审批要点”不同，或看不到它看到的全部内容；要求不同的人（“不同人”“职责分离”）；控制点（“控制点”“保留”或风险的控制）。
    /// ---
    /// ```flow bad
    /// process p "请假" {
    ///   role 申请人 { reports: 主管 }
    ///   role 主管 { reports: 经理 }
    ///   role 经理
    ///   data 申请单 { deliverable: yes }
    ///   as-is {
    ///     task 填写 { owner: 申请人; out: 申请单; time: 5m }
    ///     approval 主管审批 { owner: 主管; of: 申请单; time: 10m; rejected 2% -> 填写 max 1 }
    ///     approval 经理审批 { owner: 经理; of: 申请单; time: 10m; rejected 5% -> 填写 max 1 }
    ///     start -> 填写 -> 主管审批 -> 经理审批 -> end
    ///   }
    /// }
    /// ```
    /// ```flow good
    /// process p "请假" {
    ///   role 申请人 { reports: 主管 }
    ///   role 主管 { reports: 经理 }
    ///   role 经理
    ///   data 申请单 { deliverable: yes }
    ///   as-is {
    ///     task 填写 { owner: 申请人; out: 申请单; time: 5m }
    ///     approval 主管审批 { owner: 主管; of: 申请单; time: 10m; rejected 30% -> 填写 max 1 }
    ///     approval 经理审批 { owner: 经理; of: 申请单; time: 1h; rejected 5% -> 填写 max 1 }
    ///     start -> 填写 -> 主管审批 -> 经理审批 -> end
    ///   }
    /// }
    /// ```
    DOMINATED_APPROVAL = "F405" "dominated-approval" Info
}

/// How many pairs of approvals are compared in full. Only a process that asks about the same data hundreds of times has more.
const COMPARED: usize = 500;

/// An approval and what it decides on.
type Decision<'d> = (NodeId, &'d [DataId]);

pub(in crate::lint) fn check(context: &VariantContext, found: &mut Vec<Diagnostic>) {
    let approvals = context.judged_approvals();
    // A superior's approvals are found by who decides on what.
    let mut by: FxHashMap<(RoleId, DataId), Vec<Decision>> = FxHashMap::default();
    for (id, data) in &approvals {
        if let Some([role]) = context.performers(*id).as_deref() {
            by.entry((*role, data[0])).or_default().push((*id, data));
            for &further in data.iter().skip(1) {
                by.entry((*role, further)).or_default().push((*id, data));
            }
        }
    }
    let left = Cell::new(COMPARED);
    for (b, data) in &approvals {
        if context.is_control(*b) || context.variant.node(*b).automated {
            continue;
        }
        let (Some(rejected), Some(roles)) = (context.rejects(*b), context.performers(*b)) else { continue };
        let Some(&role) = roles.first() else { continue };
        let superiors = context.superiors(role);
        let later = superiors.iter().filter_map(|&boss| by.get(&(boss, data[0]))).flatten();
        let covering = later.filter(|(_, other)| data.iter().all(|data| other.contains(data))).map(|(id, _)| *id);
        let dominates = |s: &NodeId| {
            left.set(left.get().saturating_sub(1));
            covers(context, *b, *s) && Costs::between(context, *b, *s, data).is_some_and(|costs| costs.are_not_saved(rejected))
        };
        if left.get() == 0 {
            break;
        }
        if let Some(s) = covering.into_iter().find(dominates) {
            found.push(finding(context, *b, s, rejected));
        }
    }
}

/// Whether the superior's approval `s` asks all that `b` asks, and the same person may answer both.
fn covers(context: &VariantContext, b: NodeId, s: NodeId) -> bool {
    let (first, second) = (context.variant.node(b), context.variant.node(s));
    let apart = first.distinct || second.distinct || context.separated(b, s);
    !second.broken && !apart && context.is_above(s, b) && first.aspect == second.aspect && !context.new_evidence(s, b)
}

fn finding(context: &VariantContext, b: NodeId, s: NodeId, rejected: i64) -> Diagnostic {
    let variant = context.variant;
    let (name, later) = (shown(variant.node(b).shown()), shown(variant.node(s).shown()));
    let percent = crate::ast::quantity::Percent { billionths: rejected };
    Diagnostic::new(
        &DOMINATED_APPROVAL,
        variant.node(b).title.span,
        both!(
            "`{name}` costs more than it saves: it rejects {percent}, and `{later}` decides on the same afterwards",
            "“{name}”得不偿失：只退回 {percent}，而“{later}”随后还要审批同样的内容"
        ),
        both!(
            "let `{later}` decide alone, or say what only `{name}` looks at (`aspect`)",
            "可以只由“{later}”审批；如果“{name}”看的内容不同，写明“审批要点”"
        ),
    )
    .related(variant.node(s).title.span, both!("the superior decides here", "上级在此审批"))
}
