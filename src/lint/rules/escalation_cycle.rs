//! See [`ESCALATION_CYCLE`].

use crate::both;
use crate::diagnostic::Diagnostic;
use crate::graph::timeout_loops;
use crate::lang::shown;
use crate::lint::{VariantContext, with_nodes};
use crate::model::{NodeId, RoleId};
use crate::rule::Level;
use crate::syntax::keywords::Key;

crate::rule! {
    /// An escalation comes back to somebody who had the case already.
    ///
    /// Whoever did not act in time gets the case once more, and nobody else. In `escalate` a role stands again behind another, or the work goes back
    /// to whoever does it; or steps pass a case on to one another by `timeout` and nothing limits that. The same role twice in a row is a reminder.
    /// An escalation to one's own role is a warning where the role has, or may have, several people.
    /// ---
    /// 升级绕回到已经处理过的人。
    ///
    /// 没有及时处理的人又拿到这张单子，别人并不知道。“升级”中同一岗位隔着别的岗位又出现，或升级给了执行人自己；或者几个环节靠“超时”互相转交而没有次数限制。连续两次升级给同一岗位视为再次提醒。升级给本岗位时，如果该岗位有多人或人数未知，只是警告。
    /// ---
    /// ```flow bad
    /// process p "投诉" {
    ///   role 客服 { reports: 主管 }
    ///   role 主管 { reports: 经理 }
    ///   role 经理
    ///   as-is {
    ///     task 回复客户 { owner: 客服; time: 1h; escalate: 主管 after 2h, 经理 after 4h, 主管 after 6h }
    ///     start -> 回复客户 -> end
    ///   }
    /// }
    /// ```
    /// ```flow good
    /// process p "投诉" {
    ///   role 客服 { reports: 主管 }
    ///   role 主管 { reports: 经理 }
    ///   role 经理
    ///   as-is {
    ///     task 回复客户 { owner: 客服; time: 1h; escalate: 主管 after 2h, 经理 after 4h }
    ///     start -> 回复客户 -> end
    ///   }
    /// }
    /// ```
    ESCALATION_CYCLE = "F511" "escalation-cycle" Error
}

pub(in crate::lint) fn check(context: &VariantContext, found: &mut Vec<Diagnostic>) {
    for (id, node) in context.nodes().filter(|(_, node)| !node.escalate.is_empty()) {
        let mut chain: Vec<RoleId> = match context.performers(id).as_deref() {
            Some(&[one]) => vec![one],
            _ => Vec::new(),
        };
        let performers = chain.len();
        for step in context.escalations(id) {
            let Some(role) = step.role.id else { continue };
            let earlier = chain.iter().position(|&other| other == role);
            let again = chain.last() == Some(&role);
            chain.push(role);
            let own = performers == 1 && earlier == Some(0);
            if earlier.is_none() || again && !(own && chain.len() == 2) {
                continue;
            }
            let (name, role_name) = (shown(node.shown()), shown(context.role_name(role)));
            let message = if own {
                both!("`{name}` is escalated to `{role_name}`, who has it already", "“{name}”升级给“{role_name}”，而它本来就由该岗位处理")
            } else {
                both!("`{name}` is escalated to `{role_name}` again, after others", "“{name}”升级给其他岗位之后，又回到“{role_name}”")
            };
            let finding = Diagnostic::new(
                &ESCALATION_CYCLE,
                step.role.span,
                message,
                both!(
                    "name a role that can decide more; a second nudge is `remind: TIME`",
                    "请升级给权限更大的岗位；如果只是再提醒一次，写“提醒：时间”"
                ),
            );
            let several = own && again && context.model.roles[role.index()].staff != Some(1);
            let finding = if several { finding.at_level(Level::Warning) } else { finding };
            found.push(finding.related(node.place(Key::Owner), both!("the case was here before", "之前已经到过这里")));
            break;
        }
    }
    if context.variant.incomplete {
        return;
    }
    for nodes in timeout_loops(&context.graph).into_iter().filter(|nodes| nodes.len() > 1) {
        let node = context.variant.node(nodes[0]);
        let name = shown(node.shown());
        let finding = Diagnostic::new(
            &ESCALATION_CYCLE,
            node.title.span,
            both!(
                "a case that times out at `{name}` comes back there by further timeouts, without end",
                "“{name}”超时后转交，又因超时转回来，没有尽头"
            ),
            both!(
                "let the last `timeout` go to somebody who decides, or limit it with `max N`",
                "让最后一次“超时”转给能作决定的人，或写“最多N次”"
            ),
        );
        let others: &[NodeId] = &nodes[1..];
        found.push(with_nodes(finding, context.variant, others, &both!("passes it on, too", "同样因超时转交")));
    }
}
