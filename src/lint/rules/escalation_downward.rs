//! See [`ESCALATION_DOWNWARD`].

use crate::both;
use crate::diagnostic::Diagnostic;
use crate::lang::shown;
use crate::lint::VariantContext;
use crate::model::RoleId;

crate::rule! {
    /// An escalation goes to somebody lower.
    ///
    /// By the chain of `reports`, the role called stands below whoever does the work, or below a role that was called earlier. Who does not act on a
    /// subordinate's word will not act now. Roles between which no `reports` chain leads are not compared.
    /// ---
    /// 升级给了级别更低的岗位。
    ///
    /// 按“上级”关系，被升级的岗位低于执行人，或低于之前已升级到的岗位，升级就失去了作用。没有上下级关系的岗位不作比较。
    /// ---
    /// ```flow bad
    /// process p "投诉" {
    ///   role 客服 { reports: 主管 }
    ///   role 主管 { reports: 经理 }
    ///   role 经理
    ///   as-is {
    ///     task 复核方案 { owner: 主管; time: 1h; escalate: 客服 after 4h }
    ///     task 答复客户 { owner: 经理; time: 5m }
    ///     start -> 复核方案 -> 答复客户 -> end
    ///   }
    /// }
    /// ```
    /// ```flow good
    /// process p "投诉" {
    ///   role 客服 { reports: 主管 }
    ///   role 主管 { reports: 经理 }
    ///   role 经理
    ///   as-is {
    ///     task 复核方案 { owner: 主管; time: 1h; escalate: 经理 after 4h }
    ///     task 答复客户 { owner: 客服; time: 5m }
    ///     start -> 复核方案 -> 答复客户 -> end
    ///   }
    /// }
    /// ```
    ESCALATION_DOWNWARD = "F513" "escalation-downward" Warning
}

pub(in crate::lint) fn check(context: &VariantContext, found: &mut Vec<Diagnostic>) {
    for (id, node) in context.nodes().filter(|(_, node)| !node.escalate.is_empty()) {
        let mut before: Vec<RoleId> = context.performers(id).unwrap_or_default();
        let performers = before.len();
        for step in context.escalations(id) {
            let Some(role) = step.role.id else { continue };
            // Of several who work there, all must stand above.
            let own = performers > 0 && before[..performers].iter().all(|&other| context.outranks(other, role));
            let boss = before[performers..].iter().copied().find(|&other| context.outranks(other, role));
            let boss = if own { before.first().copied() } else { boss };
            let again = before[performers..].contains(&role);
            before.push(role);
            let Some(boss) = boss.filter(|_| !again) else { continue };
            let (name, low, high) = (shown(node.shown()), shown(context.role_name(role)), shown(context.role_name(boss)));
            found.push(Diagnostic::new(
                &ESCALATION_DOWNWARD,
                step.role.span,
                both!("`{name}` is escalated to `{low}`, who stands below `{high}`", "“{name}”升级给“{low}”，而“{low}”的级别低于“{high}”"),
                both!("escalate to a role above, in ascending order", "请由低到高逐级升级"),
            ));
        }
    }
}
