//! See [`APPROVAL_LIMIT_OVERLAP`].

use crate::both;
use crate::diagnostic::Diagnostic;
use crate::lang::shown;
use crate::lint::VariantContext;
use crate::model::{Edge, NodeKind, overlap};

crate::rule! {
    /// Two amount tiers of an approval take the same amount.
    ///
    /// With `<= 5000` and `>= 5000` both tiers claim exactly 5000, and whoever asks picks the approver. It speaks of a decision that asks for an amount of money and
    /// leads to an approval.
    ///
    /// Tiers may be written one inside the other where they are read from top to bottom: `<= 5000`, `<= 20000`, `else`. The other way round the smaller tier
    /// never gets a case. Tiers that lead to the same node may overlap.
    /// ---
    /// 审批的两个金额档重叠。
    ///
    /// 写了“不超过5000元”和“不低于5000元”，正好 5000 元就同时属于两档，申请的人可以挑审批人。适用于按金额判断、通往审批的判断。
    ///
    /// 从上往下读、由小到大逐档写的不算重叠：“5000元以下”“20000元以下”“否则”；反过来写，小的一档就永远轮不到。通往同一节点的两档可以重叠。
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
    ///       单.金额 <= 5000元 -> 主管审批
    ///       单.金额 >= 5000元 -> 经理审批
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
    APPROVAL_LIMIT_OVERLAP = "F413" "approval-limit-overlap" Error
}

/// Of more branches than that only neighbours are compared.
const MANY: usize = 50;

pub(in crate::lint) fn check(context: &VariantContext, found: &mut Vec<Diagnostic>) {
    for (id, node) in context.nodes().filter(|(_, node)| node.kind == NodeKind::Decision) {
        let ways = context.graph.leaving(id).iter().map(|&edge| context.variant.edge(edge));
        let tiers: Vec<&Edge> = ways.filter(|edge| edge.condition.is_some()).collect();
        let before = |at: usize| if tiers.len() > MANY { at.saturating_sub(1)..at } else { 0..at };
        let pairs = (0..tiers.len()).flat_map(|second| before(second).map(move |first| (first, second)));
        let clash = |&(first, second): &(usize, usize)| {
            let (first, second) = (tiers[first], tiers[second]);
            let both = first.condition.as_ref().zip(second.condition.as_ref());
            first.to != second.to && both.is_some_and(|(first, second)| overlap(first, second))
        };
        let Some((first, second)) = pairs.into_iter().find(clash) else { continue };
        if !context.makes_tiers(id) {
            continue;
        }
        let (first, second) = (tiers[first], tiers[second]);
        let text = |edge: &Edge| edge.condition.as_ref().map(|condition| shown(&condition.text).to_string()).unwrap_or_default();
        let (name, a, b) = (shown(node.shown()), text(first), text(second));
        let finding = Diagnostic::new(
            &APPROVAL_LIMIT_OVERLAP,
            second.span,
            both!("`{name}`: `{a}` and `{b}` take the same amounts", "“{name}”中“{a}”与“{b}”有重叠的金额"),
            both!("let one tier end where the next begins: `<= 5000` and `> 5000`", "让两档首尾相接，例如“不超过5000元”和“超过5000元”"),
        );
        found.push(finding.related(first.span, both!("the tier above it", "上面的一档")));
    }
}
