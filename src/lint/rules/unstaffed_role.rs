//! See [`UNSTAFFED_ROLE`].

use std::collections::BTreeMap;

use crate::ast::Mode;
use crate::both;
use crate::diagnostic::Diagnostic;
use crate::lang::shown;
use crate::lint::{VariantContext, with_nodes};
use crate::model::{Node, NodeId, NodeKind, Ref, RoleId};
use crate::syntax::keywords::Key;

crate::rule! {
    /// A role that has work to do has nobody in it.
    ///
    /// The role says `staff: 0`, nobody stands in (`deputy`), and a step names it as the one that is accountable, works or must approve: there the
    /// case stays. It is said once for each role. Nothing is said where the number is not given, where others named in the step can do it
    /// (several in `by`, `mode: any`), where a system does it, or about a role that is chosen when the case runs (`chosen-by`).
    /// ---
    /// 有工作要做的岗位没有人。
    ///
    /// 岗位写了“人数：0”，又没有“代理人”，却有环节由它负责、执行或必须由它审批：单子到了这里就停住了。每个岗位只报告一次。以下情况不报告：没有写人数；同一环节还有其他人可以办理（“执行人”有多个、“方式：或签”）；由系统自动完成；办理时才确定由谁担任的岗位。
    /// ---
    /// ```flow bad
    /// process p "报销" {
    ///   role agent
    ///   role auditor "内审员" { staff: 0 }
    ///   as-is {
    ///     task fill { owner: agent; time: 5m }
    ///     task audit { owner: auditor; time: 5m }
    ///     start -> fill -> audit -> end
    ///   }
    /// }
    /// ```
    /// ```flow good
    /// process p "报销" {
    ///   role agent
    ///   role lead
    ///   role auditor "内审员" { staff: 0; deputy: lead }
    ///   as-is {
    ///     task fill { owner: agent; time: 5m }
    ///     task audit { owner: auditor; time: 5m }
    ///     start -> fill -> audit -> end
    ///   }
    /// }
    /// ```
    UNSTAFFED_ROLE = "F306" "unstaffed-role" Error
}

pub(in crate::lint) fn check(context: &VariantContext, found: &mut Vec<Diagnostic>) {
    let mut needed: BTreeMap<RoleId, Vec<NodeId>> = BTreeMap::new();
    for (id, node) in context.nodes().filter(|(_, node)| needs_people(node)) {
        for role in missing(context, id, node) {
            needed.entry(role).or_default().push(id);
        }
    }
    for (&role, nodes) in &needed {
        let (name, step) = (shown(context.role_name(role)), shown(context.variant.node(nodes[0]).shown()));
        let finding = Diagnostic::new(
            &UNSTAFFED_ROLE,
            context.named_at(nodes[0], role),
            both!("`{step}` needs `{name}`, and nobody is in that role", "“{step}”要由“{name}”办理，而这个岗位没有人"),
            both!(
                "say who stands in (`deputy: ROLE` on the role), correct `staff`, or give the step to another role",
                "在岗位上写“代理人：岗位”，或更正“人数”，或改由其他岗位办理"
            ),
        );
        let finding = finding.related(context.role_of(role).title.span, both!("nobody is in it", "人数为 0"));
        found.push(with_nodes(finding, context.variant, &nodes[1..], &both!("needed here, too", "这里也需要")));
    }
}

/// Whether people have to do something there.
fn needs_people(node: &Node) -> bool {
    !node.automated && (node.kind.is_work() || node.kind == NodeKind::Decision && node.has(Key::Time))
}

/// The roles without people that a node cannot do without, each once.
fn missing(context: &VariantContext, id: NodeId, node: &Node) -> Vec<RoleId> {
    let known = |roles: &[Ref<RoleId>]| roles.iter().map(|role| role.id).collect::<Option<Vec<RoleId>>>().unwrap_or_default();
    let vacant = |role: &RoleId| !context.role_of(*role).external && context.people(*role) == Some(0);
    let all_vacant = |roles: Vec<RoleId>| if roles.iter().all(vacant) { roles } else { Vec::new() };
    let approvers = known(&node.approvers);
    let approvers = match node.mode {
        // That too few are left of several is for `understaffed-control` to say.
        Some(Mode::Any | Mode::AtLeast(_)) => all_vacant(approvers),
        None | Some(Mode::All | Mode::InTurn) => approvers.into_iter().filter(vacant).collect(),
    };
    let mut missing = [approvers, all_vacant(known(&node.by)), all_vacant(known(context.owner(id)))].concat();
    missing.sort_unstable();
    missing.dedup();
    missing
}
