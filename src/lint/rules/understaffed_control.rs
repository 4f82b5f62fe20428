//! See [`UNDERSTAFFED_CONTROL`].

use crate::ast::Mode;
use crate::both;
use crate::diagnostic::Diagnostic;
use crate::lang::shown;
use crate::lint::VariantContext;
use crate::model::{Node, NodeId, NodeKind, Ref, RoleId};
use crate::syntax::keywords::Key;

crate::rule! {
    /// An approval asks for more signatures than there are people to give them.
    ///
    /// With `mode: 2` two people have to agree; if the roles that approve have only one between them the approval is never given, or one signs
    /// twice. The same where a role stands twice in `approvers` and all must sign. Nothing is said where the number of people of a role is not
    /// given.
    /// ---
    /// 审批要求的签字人数多于实际人数。
    ///
    /// “方式：2人同意”需要两个人；审批岗位合起来只有一个人，审批就永远通不过，或者由一个人签两次。同一岗位在“审批人”中写了两次、又要求会签时也是如此。没有写明人数的岗位不作判断。
    /// ---
    /// ```flow bad
    /// process p "请假" {
    ///   role 申请人
    ///   role 主管 { staff: 1 }
    ///   data 申请单 { deliverable: yes }
    ///   as-is {
    ///     task 填写 { owner: 申请人; out: 申请单; time: 5m }
    ///     approval 审批单 { owner: 主管; mode: 2; of: 申请单; time: 5m; rejected -> 填写 max 1 }
    ///     start -> 填写 -> 审批单 -> end
    ///   }
    /// }
    /// ```
    /// ```flow good
    /// process p "请假" {
    ///   role 申请人
    ///   role 主管 { staff: 1 }
    ///   role 人事 { staff: 3 }
    ///   data 申请单 { deliverable: yes }
    ///   as-is {
    ///     task 填写 { owner: 申请人; out: 申请单; time: 5m }
    ///     approval 审批单 { owner: 主管; approvers: 主管, 人事; mode: 2; of: 申请单; time: 5m; rejected -> 填写 max 1 }
    ///     start -> 填写 -> 审批单 -> end
    ///   }
    /// }
    /// ```
    UNDERSTAFFED_CONTROL = "F307" "understaffed-control" Warning
}

pub(in crate::lint) fn check(context: &VariantContext, found: &mut Vec<Diagnostic>) {
    for (id, node) in context.nodes().filter(|(_, node)| node.kind == NodeKind::Approval) {
        let Some((needed, there, roles)) = short_of(context, id, node) else { continue };
        let (name, roles) = (shown(node.shown()), context.role_names(&roles));
        found.push(Diagnostic::new(
            &UNDERSTAFFED_CONTROL,
            node.place(Key::Mode),
            both!(
                "`{name}` needs {needed} signatures, but the number of people in {} is {there}",
                "“{name}”需要 {needed} 人签字，而{}只有 {there} 人";
                roles
            ),
            both!(
                "name more `approvers`, ask for fewer signatures, or correct `staff`",
                "增加“审批人”，减少要求的人数，或更正岗位的“人数”"
            ),
        ));
    }
}

/// How many signatures are asked for, how many people there are, and of which roles; `None` where they are enough, or not known. Where
/// nobody is there at all, `unstaffed-role` says so.
fn short_of(context: &VariantContext, id: NodeId, node: &Node) -> Option<(usize, usize, Vec<RoleId>)> {
    let roles = context.performers(id).filter(|roles| !roles.is_empty())?;
    let people = |role: RoleId| context.people(role).map(|people| people as usize);
    if let Some(Mode::AtLeast(needed)) = node.mode {
        let there = roles.iter().map(|&role| people(role)).sum::<Option<usize>>()?;
        let needed = needed as usize;
        return (0 < there && there < needed).then_some((needed, there, roles));
    }
    if node.mode == Some(Mode::Any) {
        return None;
    }
    let asked = |role: RoleId| node.approvers.iter().filter(|named: &&Ref<RoleId>| named.id == Some(role)).count();
    let short =
        |&role: &RoleId| people(role).filter(|&there| 0 < there && there < asked(role)).map(|there| (asked(role), there, vec![role]));
    roles.iter().find_map(short)
}
