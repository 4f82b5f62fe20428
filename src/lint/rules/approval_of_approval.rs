//! See [`APPROVAL_OF_APPROVAL`].

use std::collections::BTreeMap;

use crate::both;
use crate::diagnostic::Diagnostic;
use crate::lang::shown;
use crate::lint::VariantContext;
use crate::model::{DataId, EdgeKind, Node, NodeId, NodeKind};

crate::rule! {
    /// An approval decides on nothing but what other approvals have written.
    ///
    /// Whoever signs a signature looks at the signature and not at the matter. All that it decides on, and all else that it reads, is written by approvals
    /// alone.
    ///
    /// It says nothing of audit samples and appeals: of an approval marked `detective`, of one whose name or `aspect` says audit, sample or appeal,
    /// and of one to which the rejection of the other approval leads. Nor of a control (`required`, `keep`, the control of a risk), nor of data that
    /// comes from outside.
    /// ---
    /// 审批的对象只是别的审批写出的内容。
    ///
    /// 对签字再签字，看的是签字，而不是事情本身。它审批的和读取的单据，全都只由审批写出。
    ///
    /// 以下情况不报告：抽查、审计和申诉，即写了“检查性：是”的、名称或“审批要点”中写明审计、抽查、申诉的，以及前一审批退回之后才到的审批；控制点（“控制点”“保留”或风险的控制）；来自外部的单据。
    /// ---
    /// ```flow bad
    /// process p "请假" {
    ///   role 申请人 { reports: 主管 }
    ///   role 主管 { reports: 经理 }
    ///   role 经理
    ///   data 申请单
    ///   data 审批意见 { deliverable: yes }
    ///   as-is {
    ///     task 填写 { owner: 申请人; out: 申请单; time: 5m }
    ///     approval 主管审批 { owner: 主管; of: 申请单; out: 审批意见; time: 5m; rejected -> 填写 max 1 }
    ///     approval 经理审批 { owner: 经理; of: 审批意见; time: 5m; rejected -> 填写 max 1 }
    ///     start -> 填写 -> 主管审批 -> 经理审批 -> end
    ///   }
    /// }
    /// ```
    /// ```flow good
    /// process p "请假" {
    ///   role 申请人 { reports: 主管 }
    ///   role 主管 { reports: 经理 }
    ///   role 经理
    ///   data 申请单
    ///   data 审批意见 { deliverable: yes }
    ///   as-is {
    ///     task 填写 { owner: 申请人; out: 申请单; time: 5m }
    ///     approval 主管审批 { owner: 主管; of: 申请单; out: 审批意见; time: 5m; rejected -> 填写 max 1 }
    ///     approval 经理审批 { owner: 经理; of: 申请单; in: 审批意见; time: 5m; rejected -> 填写 max 1 }
    ///     start -> 填写 -> 主管审批 -> 经理审批 -> end
    ///   }
    /// }
    /// ```
    APPROVAL_OF_APPROVAL = "F404" "approval-of-approval" Warning
}

/// What audits, samples and appeals are called.
const REVIEWS: [&str; 14] =
    ["审计", "稽核", "稽查", "监察", "抽查", "抽检", "抽样", "抽审", "申诉", "复议", "仲裁", "audit", "sampl", "appeal"];

pub(in crate::lint) fn check(context: &VariantContext, found: &mut Vec<Diagnostic>) {
    let writers = context.writers();
    for (b, data) in context.judged_approvals() {
        let node = context.variant.node(b);
        if context.is_control(b) || node.detective || is_review(node) {
            continue;
        }
        let read: Option<Vec<DataId>> = node.inputs.iter().chain(&node.of).chain(&node.optional).map(|data| data.id).collect();
        let Some(read) = read else { continue };
        let only = |data: DataId| only_by_approvals(context, &writers, b, data);
        let Some(all) = read.into_iter().map(only).collect::<Option<Vec<_>>>() else { continue };
        let mut earlier = all.concat();
        earlier.sort_unstable();
        earlier.dedup();
        if earlier.is_empty() || earlier.iter().any(|&a| is_appeal(context, a, b)) {
            continue;
        }
        let name = shown(node.shown());
        let (what, first) = (context.data_names(&data), context.node_names(&earlier));
        let mut finding = Diagnostic::new(
            &APPROVAL_OF_APPROVAL,
            node.title.span,
            both!("`{name}` only approves an approval: {} comes from {} alone", "“{name}”只是对审批的审批：{}只由{}写出"; what, first),
            both!(
                "let it decide on the matter itself (`of: DATA`), or drop it; if it is an audit, write `detective: yes`",
                "让它审批事情本身（“审批对象：单据”），或取消；如果是事后抽查，写“检查性：是”"
            ),
        );
        for &a in earlier.iter().take(3) {
            finding = finding.related(context.variant.node(a).title.span, both!("written by this approval", "由这个审批写出"));
        }
        found.push(finding);
    }
}

/// The other approvals that write some data; `None` if it also comes from elsewhere.
fn only_by_approvals(context: &VariantContext, writers: &BTreeMap<DataId, Vec<NodeId>>, b: NodeId, data: DataId) -> Option<Vec<NodeId>> {
    let all = writers.get(&data)?;
    let approvals = all.iter().all(|&id| context.variant.node(id).kind == NodeKind::Approval);
    let others: Vec<NodeId> = all.iter().copied().filter(|&id| id != b).collect();
    (approvals && !others.is_empty() && !context.data(data).external).then_some(others)
}

fn is_review(node: &Node) -> bool {
    let text = format!("{} {}", node.shown(), node.aspect.as_deref().unwrap_or_default()).to_lowercase();
    REVIEWS.iter().any(|word| text.contains(word))
}

/// Whether a case that `a` has rejected gets to `b` without going through `a` again.
fn is_appeal(context: &VariantContext, a: NodeId, b: NodeId) -> bool {
    let edges = context.graph.leaving(a).iter().map(|&edge| context.variant.edge(edge));
    let rejected: Vec<NodeId> = edges.filter(|edge| edge.kind == EdgeKind::Rejected).map(|edge| edge.to).collect();
    context.graph.walk_between(&rejected, b, a)[b.index()] && !rejected.is_empty()
}
