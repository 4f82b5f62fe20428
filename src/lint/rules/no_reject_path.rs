//! See [`NO_REJECT_PATH`].

use crate::both;
use crate::diagnostic::Diagnostic;
use crate::lang::shown;
use crate::lint::VariantContext;
use crate::model::{EdgeKind, NodeId, NodeKind};

crate::rule! {
    /// An approval cannot reject.
    ///
    /// If the only outcome is yes it is no approval. Say where a rejection goes, or make it a `notify` if it is only for information (知会, 备案). A
    /// parallel block around the approval may carry the rejection.
    /// ---
    /// 审批没有退回的去向。
    ///
    /// 只能“同意”就不是审批。请写明退回到哪里；如果只是知会或备案，请改为“知会”。外层并行块可以统一写退回。
    /// ---
    /// ```flow bad
    /// process p "请假" {
    ///   role 申请人 { reports: 主管 }
    ///   role 主管 { reports: 经理 }
    ///   role 经理
    ///   data 申请单 { deliverable: yes }
    ///   as-is {
    ///     task 填写 { owner: 申请人; out: 申请单; time: 5m }
    ///     approval 审批单 { owner: 主管; of: 申请单; time: 5m }
    ///     start -> 填写 -> 审批单 -> end
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
    ///     approval 审批单 { owner: 主管; of: 申请单; time: 5m; rejected -> 填写 max 1 }
    ///     start -> 填写 -> 审批单 -> end
    ///   }
    /// }
    /// ```
    NO_REJECT_PATH = "F408" "no-reject-path" Warning
}

pub(in crate::lint) fn check(context: &VariantContext, found: &mut Vec<Diagnostic>) {
    let rejects = |id: NodeId| context.graph.leaving(id).iter().any(|&edge| context.variant.edge(edge).kind == EdgeKind::Rejected);
    for (id, node) in context.nodes().filter(|(_, node)| node.kind == NodeKind::Approval) {
        let around = context.blocks_around(id).any(|block| rejects(block.join));
        if rejects(id) || around {
            continue;
        }
        let name = shown(node.shown());
        let informs = ["知会", "备案", "通知", "告知", "阅知"].iter().any(|word| node.shown().contains(word));
        let help = if informs {
            both!("it reads like information: make it a `notify`", "看上去只是告知：请改为“知会”")
        } else {
            both!(
                "add `rejected -> NODE max N`, or make it a `notify` if it only informs",
                "加上“退回 → 节点，最多N次”；如果只是告知，请改为“知会”"
            )
        };
        found.push(Diagnostic::new(&NO_REJECT_PATH, node.title.span, both!("`{name}` cannot reject", "“{name}”没有退回的去向"), help));
    }
}
