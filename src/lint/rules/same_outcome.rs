//! See [`SAME_OUTCOME`].

use crate::both;
use crate::diagnostic::Diagnostic;
use crate::lang::shown;
use crate::lint::VariantContext;
use crate::model::{Edge, EdgeKind, NodeKind};

crate::rule! {
    /// An approval leads to the same place whether it approves or rejects.
    ///
    /// Then the answer changes nothing, and nobody need wait for it. The rejection probably leads to the wrong place; or it is meant as information.
    ///
    /// It says nothing where the outcome is kept or told, so that it can make a difference later: the approval writes data (`out`), or a decision, a notice or
    /// a join comes next; nor where one of several rejections leads elsewhere.
    /// ---
    /// 审批通过与退回的去向相同。
    ///
    /// 这样审批结果不起任何作用，也就不必等它。可能是退回的去向写错了，也可能本意只是知会。
    ///
    /// 以下情况不报告：结果有记录或告知，之后可能有区别，即审批有“输出”，或紧接着是判断、知会或汇合；几种退回中有一种去向不同。
    /// ---
    /// ```flow bad
    /// process p "请假" {
    ///   role 申请人 { reports: 主管 }
    ///   role 主管
    ///   data 申请单 { deliverable: yes }
    ///   as-is {
    ///     task 填写 { owner: 申请人; out: 申请单; time: 5m }
    ///     approval 审批单 { owner: 主管; of: 申请单; time: 5m; rejected -> 归档 }
    ///     task 归档 { owner: 申请人; in: 申请单; time: 5m }
    ///     start -> 填写 -> 审批单 -> 归档 -> end
    ///   }
    /// }
    /// ```
    /// ```flow good
    /// process p "请假" {
    ///   role 申请人 { reports: 主管 }
    ///   role 主管
    ///   data 申请单 { deliverable: yes }
    ///   as-is {
    ///     task 填写 { owner: 申请人; out: 申请单; time: 5m }
    ///     approval 审批单 { owner: 主管; of: 申请单; time: 5m; rejected -> 填写 max 1 }
    ///     task 归档 { owner: 申请人; in: 申请单; time: 5m }
    ///     start -> 填写 -> 审批单 -> 归档 -> end
    ///   }
    /// }
    /// ```
    SAME_OUTCOME = "F409" "same-outcome" Warning
}

pub(in crate::lint) fn check(context: &VariantContext, found: &mut Vec<Diagnostic>) {
    for (id, node) in context.nodes() {
        // Of a parallel block the approvals inside decide, and its join has the ways out.
        let block = context.variant.blocks.iter().find(|block| block.join == id);
        let written = block.map_or(node, |block| context.variant.node(block.fork));
        if node.kind != NodeKind::Approval && block.is_none() || !node.outputs.is_empty() || written.broken {
            continue;
        }
        let ways: Vec<&Edge> = context.graph.leaving(id).iter().map(|&edge| context.variant.edge(edge)).collect();
        let onward: Vec<&&Edge> = ways.iter().filter(|edge| matches!(edge.kind, EdgeKind::Approved | EdgeKind::Plain)).collect();
        let rejected: Vec<&&Edge> = ways.iter().filter(|edge| edge.kind == EdgeKind::Rejected).collect();
        let ([approved], Some(first)) = (onward.as_slice(), rejected.first()) else { continue };
        let target = context.variant.node(approved.to);
        let differs = matches!(target.kind, NodeKind::Decision | NodeKind::Notify | NodeKind::Join);
        if differs || rejected.iter().any(|edge| edge.to != approved.to) {
            continue;
        }
        let (name, goal) = (shown(written.shown()), shown(target.shown()));
        let finding = Diagnostic::new(
            &SAME_OUTCOME,
            first.span,
            both!("`{name}` leads to `{goal}` whether it approves or rejects", "“{name}”无论通过还是退回，都到“{goal}”"),
            both!(
                "lead the rejection elsewhere (`rejected -> NODE`), or make it a `notify` if the answer does not matter",
                "退回请写别的去向（“退回 → 节点”）；如果结果无关紧要，请改为“知会”"
            ),
        );
        found.push(finding.related(approved.span, both!("where an approval leads", "通过之后的去向")));
    }
}
