//! See [`APPROVAL_AFTER_SUPERIOR`].

use crate::both;
use crate::diagnostic::Diagnostic;
use crate::lang::shown;
use crate::lint::VariantContext;
use crate::model::{NodeId, NodeKind};

crate::rule! {
    /// A subordinate approves what the superior has already approved.
    ///
    /// Along the chain of `reports` the earlier approver stands above the later one, and the data has not changed since. Nobody rejects what the
    /// boss has signed. Peers such as finance and legal are not meant: neither reports to the other.
    /// ---
    /// 上级已经批准，下级再审批同一内容。
    ///
    /// 按“上级”关系，前一审批人是后一审批人的上级，而单据此后没有变动。领导签过的，下级不会退回。财务与法务等平级岗位不在此列。
    /// ---
    /// ```flow bad
    /// process p "请假" {
    ///   role 申请人 { reports: 主管 }
    ///   role 主管 { reports: 经理 }
    ///   role 经理
    ///   data 申请单 { deliverable: yes }
    ///   as-is {
    ///     task 填写 { owner: 申请人; out: 申请单; time: 5m }
    ///     approval 经理审批 { owner: 经理; of: 申请单; time: 5m; rejected -> 填写 max 1 }
    ///     approval 主管审批 { owner: 主管; of: 申请单; time: 5m; rejected -> 填写 max 1 }
    ///     start -> 填写 -> 经理审批 -> 主管审批 -> end
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
    ///     approval 主管审批 { owner: 主管; of: 申请单; time: 5m; rejected -> 填写 max 1 }
    ///     approval 经理审批 { owner: 经理; of: 申请单; time: 5m; rejected -> 填写 max 1 }
    ///     start -> 填写 -> 主管审批 -> 经理审批 -> end
    ///   }
    /// }
    /// ```
    APPROVAL_AFTER_SUPERIOR = "F403" "approval-after-superior" Warning
}

pub(in crate::lint) fn check(context: &VariantContext, found: &mut Vec<Diagnostic>) {
    let standing = context.standing();
    for (b, node) in context.nodes().filter(|(_, node)| node.kind == NodeKind::Approval) {
        let Some(data) = context.decided_on(b).filter(|_| !context.is_control(b)) else { continue };
        let above = |a: &NodeId| {
            !context.variant.node(*a).broken
                && context.is_above(*a, b)
                && context.same_look(*a, b)
                && !context.new_evidence(*a, b)
                && !context.other_tier(*a, b, &data)
        };
        let Some(a) = standing.covering(&data, b).into_iter().find(above) else { continue };
        let (first, second) = (shown(context.variant.node(a).shown()), shown(node.shown()));
        let (boss, staff) = (shown(context.approver_name(a)), shown(context.approver_name(b)));
        let finding = Diagnostic::new(
            &APPROVAL_AFTER_SUPERIOR,
            node.title.span,
            both!(
                "{staff} approves in `{second}` what {boss}, who stands above, approved in `{first}`",
                "“{first}”已由上级{boss}批准，“{second}”又交给下级{staff}审批"
            ),
            both!("remove it, or put it before `{first}`", "删去它，或移到“{first}”之前"),
        );
        found.push(finding.related(context.variant.node(a).title.span, both!("the superior approved here", "上级在此已批准")));
    }
}
