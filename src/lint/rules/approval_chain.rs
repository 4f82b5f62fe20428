//! See [`APPROVAL_CHAIN`].

use crate::both;
use crate::diagnostic::Diagnostic;
use crate::lang::shown;
use crate::lint::VariantContext;
use crate::rule::Level;

crate::rule! {
    /// Four or more approvals stand on one way; from seven on it is an error.
    ///
    /// Each approval is a queue. After the third nobody feels responsible for the decision. Tasks may lie between them. Joint signing by several
    /// approvers (`mode: all`) is one approval, and a parallel block counts its longest branch.
    /// ---
    /// 一条路径上有四个及以上审批；七个及以上为错误。
    ///
    /// 每个审批都是一次排队；过了第三个，就没有人真正对结果负责。审批之间可以有其他环节。会签算一个审批；并行块按最长的分支计算。
    /// ---
    /// ```flow bad
    /// process p "请假" {
    ///   role r1
    ///   role r2
    ///   role r3
    ///   role r4
    ///   role 申请人
    ///   data 申请单 { deliverable: yes }
    ///   as-is {
    ///     task 填写 { owner: 申请人; out: 申请单; time: 5m }
    ///     approval 审1 { owner: r1; of: 申请单; time: 5m; rejected -> 填写 max 1 }
    ///     approval 审2 { owner: r2; of: 申请单; time: 5m; rejected -> 填写 max 1 }
    ///     approval 审3 { owner: r3; of: 申请单; time: 5m; rejected -> 填写 max 1 }
    ///     approval 审4 { owner: r4; of: 申请单; time: 5m; rejected -> 填写 max 1 }
    ///     start -> 填写 -> 审1 -> 审2 -> 审3 -> 审4 -> end
    ///   }
    /// }
    /// ```
    /// ```flow good
    /// process p "请假" {
    ///   role r1
    ///   role r2
    ///   role r3
    ///   role 申请人
    ///   data 申请单 { deliverable: yes }
    ///   as-is {
    ///     task 填写 { owner: 申请人; out: 申请单; time: 5m }
    ///     approval 审1 { owner: r1; of: 申请单; time: 5m; rejected -> 填写 max 1 }
    ///     approval 审2 { owner: r2; of: 申请单; time: 5m; rejected -> 填写 max 1 }
    ///     approval 审3 { owner: r3; of: 申请单; time: 5m; rejected -> 填写 max 1 }
    ///     start -> 填写 -> 审1 -> 审2 -> 审3 -> end
    ///   }
    /// }
    /// ```
    APPROVAL_CHAIN = "F407" "approval-chain" Warning
}

/// How many approvals a finding names.
const SHOWN: usize = 7;

pub(in crate::lint) fn check(context: &VariantContext, found: &mut Vec<Diagnostic>) {
    let limits = &context.config.limits;
    let chain = crate::graph::longest_chain(&context.graph);
    if chain.len() < limits.approvals {
        return;
    }
    let count = chain.len();
    let title = |at: usize| &context.variant.node(chain[at]).title;
    let names: Vec<String> = chain.iter().take(SHOWN).map(|&id| shown(context.variant.node(id).shown()).to_string()).collect();
    let names = names.join(" → ");
    let mut finding = Diagnostic::new(
        &APPROVAL_CHAIN,
        title(0).span,
        both!("{count} approvals one after another on one way: {names}", "一条路径上依次 {count} 个审批：{names}"),
        both!(
            "let them sign jointly (`approvers` with `mode: all`), give small amounts a shorter way, or drop some",
            "可以改为会签（“审批人”加“方式：会签”），小金额走短流程，或取消其中几个"
        ),
    );
    for at in 1..count.min(SHOWN) {
        let number = at + 1;
        finding = finding.related(title(at).span, both!("approval {number}", "第 {number} 个审批"));
    }
    found.push(if count >= limits.approvals_error { finding.at_level(Level::Error) } else { finding });
}
