//! See [`REDUNDANT_APPROVAL`].

use crate::both;
use crate::diagnostic::{Diagnostic, Edit};
use crate::lang::shown;
use crate::lint::VariantContext;
use crate::model::{EdgeKind, NodeId, NodeKind};
use crate::rule::Level;

crate::rule! {
    /// The same approver approves the same data again, and nobody has changed it in between.
    ///
    /// The second look costs time and finds nothing: on every way to it the first approval was given, and what it decided on is as it was.
    /// It is not said of a control (`required`, `keep`, the control of a risk), of an approval with another `aspect` or new evidence, of a
    /// branch for another amount, where the first approval is only `valid` for a time, or where another person must decide (`distinct`,
    /// `sod`). Where an approval does not say what it decides on, the finding says so at level info.
    /// ---
    /// 同一审批人对同一单据再次审批，而其间没有人改动过它。
    ///
    /// 第二次审批只花时间，发现不了新问题：到达它的每条路径上，第一次审批都已通过，审批的内容也没有变。
    /// 以下情况不报告：控制点（“控制点”“保留”或风险的控制）、审批要点不同或有新的依据、另一金额档的分支、前一审批有“有效期”、要求不同的人（“不同人”“职责分离”）。如果审批没有写明审批对象，则以“提示”说明无法判断。
    /// ---
    /// ```flow bad
    /// process p "请假" {
    ///   role 申请人 { reports: 主管 }
    ///   role 主管 { reports: 经理 }
    ///   role 经理
    ///   data 申请单 { deliverable: yes }
    ///   as-is {
    ///     task 填写 { owner: 申请人; out: 申请单; time: 5m }
    ///     approval 初审 { owner: 主管; of: 申请单; time: 5m; rejected -> 填写 max 1 }
    ///     approval 复审 { owner: 主管; of: 申请单; time: 5m; rejected -> 填写 max 1 }
    ///     start -> 填写 -> 初审 -> 复审 -> end
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
    ///     approval 初审 { owner: 主管; of: 申请单; time: 5m; rejected -> 填写 max 1 }
    ///     start -> 填写 -> 初审 -> end
    ///   }
    /// }
    /// ```
    REDUNDANT_APPROVAL = "F401" "redundant-approval" Warning
}

pub(in crate::lint) fn check(context: &VariantContext, found: &mut Vec<Diagnostic>) {
    let standing = context.standing();
    for (b, node) in context.nodes().filter(|(_, node)| node.kind == NodeKind::Approval) {
        if context.is_control(b) || node.performers().is_empty() {
            continue;
        }
        let Some(data) = context.decided_on(b) else {
            if node.subject().is_empty()
                && let Some(a) = standing.given_before(b).find(|&a| context.same_review(a, b))
            {
                found.push(cannot_judge(context, a, b));
            }
            continue;
        };
        let earlier: Vec<NodeId> = standing.covering(&data, b).into_iter().filter(|&a| context.repeats(a, b, &data)).collect();
        let Some(&a) = earlier.first() else { continue };
        let (first, second) = (shown(context.variant.node(a).shown()), shown(node.shown()));
        let what = context.data_names(&data);
        let mut finding = Diagnostic::new(
            &REDUNDANT_APPROVAL,
            node.title.span,
            both!("`{second}` repeats `{first}`: same approver, and {} is unchanged since", "“{second}”重复了“{first}”：审批人相同，其间{}没有变动"; what),
            both!(
                "remove it, give it another `aspect`, or mark it `required` with the reason",
                "删去它，或写明不同的“审批要点”；确有规定的，写“控制点：依据”"
            ),
        );
        for &a in earlier.iter().take(3) {
            finding = finding.related(context.variant.node(a).title.span, both!("approved here already", "此处已经审批"));
        }
        found.push(match removal(context, a, b) {
            Some(edits) => finding.safe_fix(both!("remove `{second}`", "删去“{second}”"), edits),
            None => finding,
        });
    }
}

fn cannot_judge(context: &VariantContext, a: NodeId, b: NodeId) -> Diagnostic {
    let (first, second) = (shown(context.variant.node(a).shown()), shown(context.variant.node(b).shown()));
    Diagnostic::new(
        &REDUNDANT_APPROVAL,
        context.variant.node(b).title.span,
        both!(
            "cannot judge whether `{second}` repeats `{first}`: what it decides on is unknown",
            "无法判断“{second}”是否重复了“{first}”：没有写审批对象"
        ),
        both!("add `of: DATA`", "加上“审批对象：单据”"),
    )
    .at_level(Level::Info)
    .related(context.variant.node(a).title.span, both!("the earlier approval by the same approver", "同一审批人在前面的审批"))
}

/// The edits that take an approval out, if that is certain to leave the rest as it is: only gateways between, one way on,
/// nothing else names it, no to-be is written as changes of this text, and what it rejects to is reached without it.
fn removal(context: &VariantContext, a: NodeId, b: NodeId) -> Option<Vec<Edit>> {
    let (variant, graph) = (context.variant, &context.graph);
    let name = &variant.node(b).title.name;
    if context.process.to_bes().any(|to_be| to_be.from_as_is) || context.is_named(name) || variant.node(b).within.is_some() {
        return None;
    }
    let between = graph.walk_between(&context.approved_targets(a), b, a);
    let gateway = |id: NodeId| matches!(variant.node(id).kind, NodeKind::Decision | NodeKind::Fork | NodeKind::Join);
    if variant.nodes().any(|(id, _)| between[id.index()] && id != b && !gateway(id)) {
        return None;
    }
    let onward: Vec<_> = graph.leaving(b).iter().map(|&edge| variant.edge(edge)).filter(|edge| edge.kind != EdgeKind::Rejected).collect();
    let [onward] = onward.as_slice() else { return None };
    // Without it, what enters it goes on to the next node.
    let begins: Vec<NodeId> = graph.starts().chain([onward.to]).collect();
    let reached = |target: NodeId| graph.walk_between(&begins, target, b)[target.index()];
    let reject_targets = graph.leaving(b).iter().map(|&edge| variant.edge(edge)).filter(|edge| edge.kind == EdgeKind::Rejected);
    if reject_targets.into_iter().any(|edge| !reached(edge.to) && variant.node(edge.to).kind != NodeKind::End)
        || onward.kind != EdgeKind::Approved
    {
        return None;
    }
    let entering: Vec<_> = graph.entering(b).iter().map(|&edge| variant.edge(edge)).collect();
    // The chain in which it is a step: `x -> b -> y` loses `b ->`; elsewhere its name becomes that of the next node.
    let here = entering.iter().filter(|edge| edge.statement == onward.statement).count();
    if here != 1 || entering.iter().any(|edge| edge.span.start >= onward.span.start && edge.statement == onward.statement) {
        return None;
    }
    let next = &variant.node(onward.to).title;
    let mut edits = vec![Edit::remove(variant.node(b).title.whole)];
    for edge in entering {
        edits.push(if edge.statement == onward.statement {
            Edit::remove(crate::source::Span { end: onward.span.start, ..edge.span })
        } else {
            Edit::replace(edge.span, next.name.clone())
        });
    }
    edits.sort_by_key(|edit| edit.span);
    edits.dedup();
    Some(edits)
}
