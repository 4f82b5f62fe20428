//! See [`DUPLICATE_PARALLEL_APPROVAL`].

use std::collections::BTreeMap;

use rustc_hash::FxHashMap;

use crate::both;
use crate::diagnostic::Diagnostic;
use crate::lang::shown;
use crate::lint::VariantContext;
use crate::model::{DataId, NodeId, NodeKind, RoleId};

crate::rule! {
    /// The same approver decides on the same data twice at the same time.
    ///
    /// Two branches that run in parallel ask one approver the same question, so one of the two answers is superfluous. The approvers, the data
    /// and the `aspect` are the same, and every case gets both.
    ///
    /// It says nothing where one of the two sees other evidence, where another person must decide (`distinct`, `sod`), where both are controls
    /// (`required`, `keep`, the control of a risk), where something may write the data meanwhile, or where a decision within a branch picks which cases are approved there.
    /// ---
    /// 同一审批人同时对同一单据审批两次。
    ///
    /// 两个并行的分支向同一审批人问同一个问题，其中一次是多余的。两处的审批人、单据、审批要点都相同，而且每单都要经过这两处。
    ///
    /// 以下情况不报告：其中一处另有依据；要求不同的人（“不同人”“职责分离”）；两处都是控制点（“控制点”“保留”或风险的控制）；其间可能有人改写单据；分支内有判断，只有部分单子要审批。
    /// ---
    /// ```flow bad
    /// process p "请假" {
    ///   role 申请人 { reports: 主管 }
    ///   role 主管
    ///   data 申请单 { deliverable: yes }
    ///   as-is {
    ///     task 填写 { owner: 申请人; out: 申请单; time: 5m }
    ///     approval 业务审批 { owner: 主管; of: 申请单; time: 5m }
    ///     approval 人事审批 { owner: 主管; of: 申请单; time: 5m }
    ///     parallel 审批单 {
    ///       业务审批
    ///       人事审批
    ///       rejected -> 填写 max 1
    ///     }
    ///     start -> 填写 -> 审批单 -> end
    ///   }
    /// }
    /// ```
    /// ```flow good
    /// process p "请假" {
    ///   role 申请人 { reports: 主管 }
    ///   role 主管
    ///   role 人事
    ///   data 申请单 { deliverable: yes }
    ///   as-is {
    ///     task 填写 { owner: 申请人; out: 申请单; time: 5m }
    ///     approval 业务审批 { owner: 主管; of: 申请单; time: 5m }
    ///     approval 人事审批 { owner: 人事; of: 申请单; time: 5m }
    ///     parallel 审批单 {
    ///       业务审批
    ///       人事审批
    ///       rejected -> 填写 max 1
    ///     }
    ///     start -> 填写 -> 审批单 -> end
    ///   }
    /// }
    /// ```
    DUPLICATE_PARALLEL_APPROVAL = "F406" "duplicate-parallel-approval" Warning
}

pub(in crate::lint) fn check(context: &VariantContext, found: &mut Vec<Diagnostic>) {
    let mut alike: FxHashMap<(Vec<RoleId>, Vec<DataId>), Vec<NodeId>> = FxHashMap::default();
    let writers = context.writers();
    for (b, mut data) in context.judged_approvals() {
        data.sort_unstable();
        data.dedup();
        let Some(roles) = context.performers(b).filter(|roles| !roles.is_empty()) else { continue };
        let earlier = alike.entry((roles, data.clone())).or_default();
        let beside = if earlier.is_empty() { Vec::new() } else { context.concurrency().with(b) };
        let twin =
            |a: &NodeId| beside.binary_search(a).is_ok() && duplicates(context, *a, b) && !is_written(context, *a, b, &data, &writers);
        if let Some(a) = earlier.iter().copied().find(twin) {
            found.push(finding(context, a, b, &data));
        }
        earlier.push(b);
    }
}

/// Whether two approvals of the same data by the same people ask the same, always both, and one of them may go.
fn duplicates(context: &VariantContext, a: NodeId, b: NodeId) -> bool {
    let (first, second) = (context.variant.node(a), context.variant.node(b));
    let apart = context.other_person(a, b) || context.other_person(b, a) || context.new_evidence(a, b) || context.new_evidence(b, a);
    let joins = || context.variant.nodes().filter(|(_, node)| node.kind == NodeKind::Join).map(|(id, _)| id);
    first.aspect == second.aspect
        && first.mode == second.mode
        && !apart
        && !(context.is_control(a) && context.is_control(b))
        && joins().any(|join| {
            let given: Vec<NodeId> = context.standing().given_before(join).collect();
            given.contains(&a) && given.contains(&b)
        })
}

/// Whether something may write the data while one of the two is decided.
fn is_written(context: &VariantContext, a: NodeId, b: NodeId, data: &[DataId], writers: &BTreeMap<DataId, Vec<NodeId>>) -> bool {
    let (beside_a, beside_b) = (context.concurrency().with(a), context.concurrency().with(b));
    let mut all = data.iter().filter_map(|data| writers.get(data)).flatten();
    all.any(|writer| beside_a.binary_search(writer).is_ok() || beside_b.binary_search(writer).is_ok())
}

fn finding(context: &VariantContext, a: NodeId, b: NodeId, data: &[DataId]) -> Diagnostic {
    // What is a control stays.
    let (a, b) = if context.is_control(b) { (b, a) } else { (a, b) };
    let (first, second) = (shown(context.variant.node(a).shown()), shown(context.variant.node(b).shown()));
    let what = context.data_names(data);
    Diagnostic::new(
        &DUPLICATE_PARALLEL_APPROVAL,
        context.variant.node(b).title.span,
        both!(
            "`{second}` and `{first}` run at the same time and ask the same approver about {}",
            "“{second}”与“{first}”同时进行，由同一审批人审批{}"; what
        ),
        both!("drop `{second}`, or give the two different `aspect`s", "取消“{second}”，或为两处写明不同的“审批要点”"),
    )
    .related(context.variant.node(a).title.span, both!("the other one", "另一个在这里"))
}
