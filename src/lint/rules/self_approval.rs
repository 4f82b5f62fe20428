//! See [`SELF_APPROVAL`].

use crate::both;
use crate::diagnostic::Diagnostic;
use crate::graph::Facts;
use crate::lang::shown;
use crate::lint::VariantContext;
use crate::model::{NodeId, NodeKind};
use crate::rule::Level;

crate::rule! {
    /// Somebody approves what they wrote themselves.
    ///
    /// On every way to the approval the approver has written the data. With one person in the role (`staff: 1`) that is certain and an error; with
    /// several, or an unknown number, it is possible and a warning. `distinct: yes` says that another person decides.
    /// ---
    /// 自己审批自己写的内容。
    ///
    /// 到达审批的每条路径上，审批人都写过这份单据。岗位只有一人（“人数：1”）时是确定的，为错误；有多人或人数未知时是可能的，为警告。写“不同人：是”表示由另一人审批。
    /// ---
    /// ```flow bad
    /// process p "请假" {
    ///   role 申请人 { staff: 1 }
    ///   data 申请单 { deliverable: yes }
    ///   as-is {
    ///     task 填写 { owner: 申请人; out: 申请单; time: 5m }
    ///     approval 审批单 { owner: 申请人; of: 申请单; time: 5m; rejected -> 填写 max 1 }
    ///     start -> 填写 -> 审批单 -> end
    ///   }
    /// }
    /// ```
    /// ```flow good
    /// process p "请假" {
    ///   role 申请人 { staff: 1 }
    ///   role 主管
    ///   data 申请单 { deliverable: yes }
    ///   as-is {
    ///     task 填写 { owner: 申请人; out: 申请单; time: 5m }
    ///     approval 审批单 { owner: 主管; of: 申请单; time: 5m; rejected -> 填写 max 1 }
    ///     start -> 填写 -> 审批单 -> end
    ///   }
    /// }
    /// ```
    SELF_APPROVAL = "F415" "self-approval" Error
}

pub(in crate::lint) fn check(context: &VariantContext, found: &mut Vec<Diagnostic>) {
    let variant = context.variant;
    let mut pairs: Vec<(NodeId, NodeId)> = Vec::new();
    for (b, _) in context.nodes().filter(|(_, node)| node.kind == NodeKind::Approval && !node.distinct) {
        let Some(data) = context.decided_on(b) else { continue };
        let Some(approvers) = context.performers(b).filter(|roles| !roles.is_empty()) else { continue };
        for writer in context.writers(&data) {
            let wrote = context.performers(writer).is_some_and(|roles| approvers.iter().all(|role| roles.contains(role)));
            if writer != b && wrote && !context.separated(writer, b) {
                pairs.push((writer, b));
            }
        }
    }
    if pairs.is_empty() {
        return;
    }
    // A task that wrote the data is a fact behind it; the pair holds if the fact does, whenever a case gets to the approval.
    let adds = |edge| {
        let from = variant.edge(edge).from;
        pairs.iter().enumerate().filter(|(_, (writer, _))| *writer == from).map(|(fact, _)| fact).collect()
    };
    let settled =
        Facts { count: pairs.len(), adds: &adds, removes: &|_| Vec::new(), must: true }.settle(&context.graph, context.concurrency());
    for (fact, &(writer, b)) in pairs.iter().enumerate().filter(|(fact, (_, b))| settled.holds(*fact, *b)) {
        let first_of_b = pairs[..fact].iter().enumerate().all(|(other, pair)| pair.1 != b || !settled.holds(other, b));
        if !first_of_b {
            continue;
        }
        let role = shown(context.approver_name(b));
        let (wrote, decides) = (shown(variant.node(writer).shown()), shown(variant.node(b).shown()));
        let single = context.performers(b).is_some_and(|roles| roles.iter().all(|id| context.model.roles[id.index()].staff == Some(1)));
        let message = if single {
            both!("{role} approves in `{decides}` what {role} wrote in `{wrote}`", "{role}在“{wrote}”中填写，又在“{decides}”中自己审批")
        } else {
            both!(
                "{role} may approve in `{decides}` what the same person wrote in `{wrote}`",
                "{role}可能在“{decides}”中审批本人在“{wrote}”中填写的内容"
            )
        };
        let help = both!(
            "let another role decide, or say `distinct: yes` if another person does",
            "请由其他岗位审批；如果是另一个人审批，写“不同人：是”"
        );
        let finding = Diagnostic::new(&SELF_APPROVAL, variant.node(b).title.span, message, help);
        let finding = finding.related(variant.node(writer).title.span, both!("written here", "在此填写"));
        found.push(if single { finding } else { finding.at_level(Level::Warning) });
    }
}
