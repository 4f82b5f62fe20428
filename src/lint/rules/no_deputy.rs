//! See [`NO_DEPUTY`].

use std::collections::BTreeMap;

use crate::ast::Mode;
use crate::both;
use crate::diagnostic::Diagnostic;
use crate::lang::shown;
use crate::lint::{VariantContext, with_nodes};
use crate::model::{EdgeKind, Node, NodeId, NodeKind, RoleId};

crate::rule! {
    /// Only one person can approve, nobody stands in, and there is an SLA.
    ///
    /// On the first day of leave the SLA is broken. The role that approves has `staff: 1` and no `deputy`, and the approval or the process has an
    /// SLA. It is said once for each role. Nothing is said where others can approve instead (`mode: any`, `mode: 2` with enough others), where the
    /// case goes on without the approver (`timeout`) or to somebody else (`escalate`), and where the number of people is not given.
    /// ---
    /// 只有一个人能审批，没有代理人，却有时限。
    ///
    /// 这个人一休假，时限就保不住。审批岗位“人数：1”且没有“代理人”，审批或流程又有时限时报告，每个岗位只报告一次。以下情况不报告：其他人可以代为审批（“方式：或签”，或人数足够的“2人同意”）；到点后转到别处（“超时”）或升级给他人（“升级”）；没有写人数。
    /// ---
    /// ```flow bad
    /// process p "请假" {
    ///   sla: 24h
    ///   role 申请人
    ///   role 主管 { staff: 1 }
    ///   data 申请单 { deliverable: yes }
    ///   as-is {
    ///     task 填写 { owner: 申请人; out: 申请单; time: 5m }
    ///     approval 审批单 { owner: 主管; of: 申请单; time: 5m; rejected -> 填写 max 1 }
    ///     start -> 填写 -> 审批单 -> end
    ///   }
    /// }
    /// ```
    /// ```flow good
    /// process p "请假" {
    ///   sla: 24h
    ///   role 申请人
    ///   role 经理
    ///   role 主管 { staff: 1; deputy: 经理 }
    ///   data 申请单 { deliverable: yes }
    ///   as-is {
    ///     task 填写 { owner: 申请人; out: 申请单; time: 5m }
    ///     approval 审批单 { owner: 主管; of: 申请单; time: 5m; rejected -> 填写 max 1 }
    ///     start -> 填写 -> 审批单 -> end
    ///   }
    /// }
    /// ```
    NO_DEPUTY = "F314" "no-deputy" Warning
}

pub(in crate::lint) fn check(context: &VariantContext, found: &mut Vec<Diagnostic>) {
    let mut alone: BTreeMap<RoleId, Vec<NodeId>> = BTreeMap::new();
    for (id, node) in context.nodes().filter(|(id, node)| waits_for_somebody(context, *id, node)) {
        let roles = context.performers(id).unwrap_or_default();
        for &role in roles.iter().filter(|&&role| is_single(context, role) && !can_do_without(context, node, role, &roles)) {
            alone.entry(role).or_default().push(id);
        }
    }
    for (&role, nodes) in &alone {
        let (name, step) = (shown(context.role_name(role)), shown(context.variant.node(nodes[0]).shown()));
        let finding = Diagnostic::new(
            &NO_DEPUTY,
            context.named_at(nodes[0], role),
            both!(
                "`{step}` waits for the only `{name}`, who has no deputy, while an SLA runs",
                "“{step}”只能等唯一的“{name}”，没有代理人，而时限在走"
            ),
            both!(
                "add `deputy: ROLE` to the role, or `escalate: ROLE after …` to the approval",
                "在岗位上写“代理人：岗位”，或在审批上写“升级：岗位 …小时后”"
            ),
        );
        let finding = finding.related(context.role_of(role).title.span, both!("one person, no deputy", "一个人，没有代理人"));
        found.push(with_nodes(finding, context.variant, &nodes[1..], &both!("waits here, too", "这里也要等")));
    }
}

/// An approval under an SLA that nothing but its approvers moves on.
fn waits_for_somebody(context: &VariantContext, id: NodeId, node: &Node) -> bool {
    let limited = node.sla.is_some() || context.process.sla.is_some();
    let times_out = |&edge: &_| matches!(context.variant.edge(edge).kind, EdgeKind::Timeout(_));
    let moves_on = !node.escalate.is_empty() || context.graph.leaving(id).iter().any(times_out);
    node.kind == NodeKind::Approval && !node.automated && !node.paused && limited && !moves_on
}

fn is_single(context: &VariantContext, id: RoleId) -> bool {
    let role = context.role_of(id);
    role.staff == Some(1) && role.deputy.is_none() && !role.external && role.chosen_by.is_none()
}

/// Whether the other approvers are enough.
fn can_do_without(context: &VariantContext, node: &Node, role: RoleId, roles: &[RoleId]) -> bool {
    let others = roles.iter().filter(|&&other| other != role);
    match node.mode {
        Some(Mode::Any) => roles.len() > 1,
        Some(Mode::AtLeast(needed)) => {
            others.map(|&other| context.people(other)).sum::<Option<u32>>().is_none_or(|others| others >= needed)
        }
        None | Some(Mode::All | Mode::InTurn) => false,
    }
}
