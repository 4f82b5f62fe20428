//! See [`SELF_APPROVAL`].

use rustc_hash::FxHashMap;

use crate::both;
use crate::diagnostic::Diagnostic;
use crate::graph::Facts;
use crate::lang::shown;
use crate::lint::VariantContext;
use crate::model::{DataId, NodeId, NodeKind, RoleId};
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
    // One fact for each role and data object: "somebody in this role has written it".
    let mut facts: FxHashMap<(RoleId, DataId), usize> = FxHashMap::default();
    let mut writers: Vec<NodeId> = Vec::new();
    let mut wrote: Vec<Vec<usize>> = vec![Vec::new(); variant.nodes.len()];
    for (id, node) in variant.nodes().filter(|(_, node)| !node.outputs.is_empty()) {
        for role in context.performers(id).unwrap_or_default() {
            for data in node.outputs.iter().filter_map(|data| data.id) {
                let fact = *facts.entry((role, data)).or_insert_with(|| {
                    writers.push(id);
                    writers.len() - 1
                });
                wrote[id.index()].push(fact);
            }
        }
    }
    let adds = |edge| wrote[variant.edge(edge).from.index()].clone();
    let none = |_| Vec::new();
    let settled =
        Facts { count: writers.len(), adds: &adds, groups: &[], removes: &none, must: true }.settle(&context.graph, context.concurrency());
    for (b, node) in context.nodes().filter(|(_, node)| node.kind == NodeKind::Approval && !node.distinct) {
        let (Some(data), Some(approvers)) = (context.decided_on(b), context.performers(b)) else { continue };
        let fact = |role: RoleId| data.iter().filter_map(|&data| facts.get(&(role, data)).copied()).find(|&fact| settled.holds(fact, b));
        let own: Vec<Option<usize>> = approvers.iter().map(|&role| fact(role)).collect();
        let Some(&Some(fact)) = own.first().filter(|_| own.iter().all(Option::is_some)) else { continue };
        let writer = writers[fact];
        if writer == b || context.separated(writer, b) {
            continue;
        }
        let role = shown(context.approver_name(b));
        let (wrote, decides) = (shown(variant.node(writer).shown()), shown(node.shown()));
        let single = approvers.iter().all(|id| context.model.roles[id.index()].staff == Some(1));
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
        let finding = Diagnostic::new(&SELF_APPROVAL, node.title.span, message, help);
        let finding = finding.related(variant.node(writer).title.span, both!("written here", "在此填写"));
        found.push(if single { finding } else { finding.at_level(Level::Warning) });
    }
}
