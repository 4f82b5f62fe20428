//! See [`PING_PONG`].

use crate::ast::quantity::{Duration, Estimate, MINUTE};
use crate::both;
use crate::diagnostic::Diagnostic;
use crate::lang::shown;
use crate::lint::VariantContext;
use crate::lint::people::apart;
use crate::model::{Node, NodeId, NodeKind, RoleId};

crate::rule! {
    /// The case goes to another role for a moment, and back.
    ///
    /// Two queues for a few minutes of work: could the first role do it itself? The step between takes a quarter of an hour at most, and those
    /// before and behind it are done by one and the same role. It is not said of approvals, of controls and of what the duties separate, where one
    /// of the two roles reports to the other (to assign, to ask and to review is no ping-pong), of systems and external parties, and where
    /// the time is not known.
    /// ---
    /// 单子转给另一岗位片刻，又转回来。
    ///
    /// 为几分钟的工作要排两次队：能否由原岗位一并完成？中间的环节耗时不超过一刻钟，前后环节由同一岗位办理时报告。以下情况不报告：审批、控制点和职责分离的环节；两个岗位是上下级（派单、请示、复核不算往返）；系统或外部人员办理；没有写耗时。
    /// ---
    /// ```flow bad
    /// process p "报销" {
    ///   role agent
    ///   role clerk "文员"
    ///   as-is {
    ///     task record { owner: agent; time: 20m }
    ///     task number "编号" { owner: clerk; time: 2m; wait: 4h }
    ///     task reply { owner: agent; time: 20m }
    ///     start -> record -> number -> reply -> end
    ///   }
    /// }
    /// ```
    /// ```flow good
    /// process p "报销" {
    ///   role agent
    ///   as-is {
    ///     task record { owner: agent; time: 20m }
    ///     task number "编号" { owner: agent; time: 2m }
    ///     task reply { owner: agent; time: 20m }
    ///     start -> record -> number -> reply -> end
    ///   }
    /// }
    /// ```
    PING_PONG = "F311" "ping-pong" Warning
}

/// How many nodes are looked at for the steps before or behind one.
const LOOKED_AT: usize = 16;

pub(in crate::lint) fn check(context: &VariantContext, found: &mut Vec<Diagnostic>) {
    for (id, node) in context.nodes().filter(|(id, node)| is_short(context, node) && !context.is_control(*id)) {
        let Some((before, behind, role)) = returns(context, id) else { continue };
        let Some(time) = node.time.and_then(Estimate::most).map(Duration::text) else { continue };
        let other = context.doers(id).map(|roles| context.first_role(&roles)).unwrap_or_default();
        let (step, role) = (shown(node.shown()), shown(context.role_name(role)));
        let message = both!(
            "`{step}` takes {other} {}, and the case comes from {role} and goes back there",
            "“{step}”由“{other}”办理，耗时{}，前后都由“{role}”办理";
            time
        );
        let help = both!(
            "let `{role}` do it, or put it before or behind the steps of `{role}`; if it is a control, say `required`",
            "由“{role}”一并完成，或把它移到“{role}”的环节之前或之后；如果是控制点，写“控制点：依据”"
        );
        let finding = Diagnostic::new(&PING_PONG, node.title.span, message, help);
        let finding = finding.related(context.variant.node(before).title.span, both!("from here", "从这里转来"));
        found.push(finding.related(context.variant.node(behind).title.span, both!("back to here", "又转回这里")));
    }
}

fn is_short(context: &VariantContext, node: &Node) -> bool {
    let limit = i64::from(context.config.limits.short_stay) * MINUTE;
    node.kind == NodeKind::Task && node.time.and_then(Estimate::most).is_some_and(|time| time.ms <= limit)
}

/// A step before and a step behind, if all of them are done by one other role, which comes with them.
fn returns(context: &VariantContext, id: NodeId) -> Option<(NodeId, NodeId, RoleId)> {
    let between = context.doers(id)?;
    let before = neighbours(context, id, false)?;
    let behind = neighbours(context, id, true)?;
    let (&first, &last) = before.first().zip(behind.first())?;
    let roles = context.doers(first)?;
    let [role] = roles.as_slice() else { return None };
    let beside = || before.iter().chain(&behind);
    let one_role = beside().all(|&other| context.doers(other).as_ref() == Some(&roles));
    let reviewed = behind.iter().any(|&other| context.variant.node(other).kind == NodeKind::Approval);
    let apart_by_rule = beside().any(|&other| context.separated(id, other));
    let in_line = context.is_above(first, id) || context.is_above(id, first);
    (one_role && apart(&roles, &between) && !reviewed && !apart_by_rule && !in_line).then_some((first, last, *role))
}

/// The steps of work directly before or behind a node, through decisions and notices. `None` where the case also comes from or goes
/// to something else, or where there are too many.
fn neighbours(context: &VariantContext, id: NodeId, behind: bool) -> Option<Vec<NodeId>> {
    let graph = &context.graph;
    let mut found = Vec::new();
    let mut seen = vec![id];
    let mut stack = vec![id];
    while let Some(at) = stack.pop() {
        let edges = if behind { graph.leaving(at) } else { graph.entering(at) };
        for &edge in edges.iter().filter(|&&edge| graph.is_normal(edge)) {
            let edge = context.variant.edge(edge);
            let next = if behind { edge.to } else { edge.from };
            if seen.contains(&next) {
                continue;
            }
            seen.push(next);
            match context.variant.node(next).kind {
                _ if seen.len() > LOOKED_AT => return None,
                NodeKind::Task | NodeKind::Approval | NodeKind::Call => found.push(next),
                NodeKind::Decision | NodeKind::Notify => stack.push(next),
                _ => return None,
            }
        }
    }
    Some(found)
}
