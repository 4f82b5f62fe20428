//! See [`APPROVAL_LIMIT_GAP`].

use super::missing_branch::{open, what_is_open};
use crate::both;
use crate::diagnostic::Diagnostic;
use crate::lint::VariantContext;
use crate::model::NodeKind;

crate::rule! {
    /// The amount tiers of an approval leave some amounts without an approver.
    ///
    /// `< 5000` and `> 5000` forget exactly 5000, and that is the amount that will be asked for. It speaks of a decision that asks for an amount of money and leads to
    /// an approval, by all its branches' conditions on one field and without `else`; amounts begin at 0. Other decisions are for `missing-branch`, so is one
    /// before which another decision has sorted the amounts already.
    /// ---
    /// 审批的金额分档有遗漏，某些金额没有人审批。
    ///
    /// 写了“不满5000元”和“超过5000元”，就漏掉了正好 5000 元，而申请往往正是这个数。适用于按金额判断、通往审批的判断：各分支都是对同一字段的条件，没有“否则”；金额从 0 起算。
    /// 其他判断，以及前面已有判断分过金额的，见“missing-branch”。
    /// ---
    /// ```flow bad
    /// process p "报销" {
    ///   role 申请人
    ///   role 主管
    ///   role 经理
    ///   data 单 { fields: 金额; deliverable: yes }
    ///   as-is {
    ///     task 填写 { owner: 申请人; out: 单; time: 5m }
    ///     decision 金额分档 {
    ///       单.金额 < 5000元 -> 主管审批
    ///       单.金额 > 5000元 -> 经理审批
    ///     }
    ///     approval 主管审批 { owner: 主管; of: 单; time: 5m; rejected -> 填写 max 1 }
    ///     approval 经理审批 { owner: 经理; of: 单; time: 5m; rejected -> 填写 max 1 }
    ///     start -> 填写 -> 金额分档
    ///     主管审批, 经理审批 -> end
    ///   }
    /// }
    /// ```
    /// ```flow good
    /// process p "报销" {
    ///   role 申请人
    ///   role 主管
    ///   role 经理
    ///   data 单 { fields: 金额; deliverable: yes }
    ///   as-is {
    ///     task 填写 { owner: 申请人; out: 单; time: 5m }
    ///     decision 金额分档 {
    ///       单.金额 <= 5000元 -> 主管审批
    ///       单.金额 > 5000元 -> 经理审批
    ///     }
    ///     approval 主管审批 { owner: 主管; of: 单; time: 5m; rejected -> 填写 max 1 }
    ///     approval 经理审批 { owner: 经理; of: 单; time: 5m; rejected -> 填写 max 1 }
    ///     start -> 填写 -> 金额分档
    ///     主管审批, 经理审批 -> end
    ///   }
    /// }
    /// ```
    APPROVAL_LIMIT_GAP = "F412" "approval-limit-gap" Error
}

pub(in crate::lint) fn check(context: &VariantContext, found: &mut Vec<Diagnostic>) {
    for (id, node) in context.nodes().filter(|(_, node)| node.kind == NodeKind::Decision) {
        let Some((gap, last)) = open(context, id) else { continue };
        if context.makes_tiers(id) && !context.is_sorted_before(id) {
            let help = both!(
                "change a condition so that no amount is left open, or add `else -> APPROVAL`",
                "调整条件使各档相接，或加上：否则 → 审批"
            );
            let finding = Diagnostic::new(&APPROVAL_LIMIT_GAP, node.title.span, what_is_open(node, gap), help);
            found.push(finding.related(last.span, both!("the last tier", "最后一档")));
        }
    }
}
