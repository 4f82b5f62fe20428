//! See [`EXTERNAL_OWNER`].

use crate::both;
use crate::diagnostic::Diagnostic;
use crate::lang::shown;
use crate::lint::VariantContext;
use crate::model::{EdgeKind, Node, NodeId, NodeKind};
use crate::rule::Level;
use crate::syntax::keywords::Key;

crate::rule! {
    /// Somebody outside is accountable for a step, or works on it without a limit.
    ///
    /// A customer or a supplier answers to nobody here: who of us chases them? Name one of our roles as the owner. Where only externals do the
    /// work (`by`), it is a warning: their time is no work of ours, and nothing bounds it. It is not said where the step has an `sla` of its own
    /// (what was agreed with a supplier), a `timeout` or an `escalate`, where the clock is `paused`, or where one of us takes part. What a
    /// customer does belongs into a `wait`, which may have any owner.
    /// ---
    /// 由外部人员负责环节，或由其办理而没有时限。
    ///
    /// 客户、供应商不受内部管理，由谁来跟催？责任人应写内部岗位。如果只有外部人员执行（“执行人”），则为警告：他们的时间不是我方的工时，也没有人约束。以下情况不报告：环节有自己的“时限”（与供应商的约定）、“超时”去向或“升级”、“计时：暂停”、我方有人一起办理。等客户办的事请写成“等待”，等待的责任人不限。
    /// ---
    /// ```flow bad
    /// process p "报销" {
    ///   role agent
    ///   external customer
    ///   as-is {
    ///     task ask { owner: agent; time: 5m }
    ///     task answer { owner: customer; time: 5m }
    ///     start -> ask -> answer -> end
    ///   }
    /// }
    /// ```
    /// ```flow good
    /// process p "报销" {
    ///   role agent
    ///   external customer
    ///   as-is {
    ///     task ask { owner: agent; time: 5m; informs: customer }
    ///     wait answer { wait: 1d; clock: paused }
    ///     start -> ask -> answer -> end
    ///   }
    /// }
    /// ```
    EXTERNAL_OWNER = "F308" "external-owner" Error
}

pub(in crate::lint) fn check(context: &VariantContext, found: &mut Vec<Diagnostic>) {
    for (id, node) in context.nodes().filter(|(_, node)| !node.automated) {
        if let Some(finding) = accountable(context, node) {
            found.push(finding);
        } else if node.kind.is_work() {
            found.extend(working(context, id, node));
        }
    }
}

/// Whoever is accountable: for the step, or for those in the parallel block.
fn accountable(context: &VariantContext, node: &Node) -> Option<Diagnostic> {
    let needs = node.kind.is_work() || node.is_block() || node.kind == NodeKind::Decision && node.has(Key::Time);
    let is_external = |role| context.role(role).is_some_and(|role| role.external);
    let owner = node.owner.iter().copied().find(|&role| needs && is_external(role))?;
    let (name, step) = (shown(context.role(owner)?.title.shown()), shown(node.shown()));
    let help = if node.kind == NodeKind::Approval {
        both!("name one of ours as the owner, and who decides in `approvers`", "责任人写内部岗位，由外部决定的写在“审批人”中")
    } else {
        both!("name one of ours as the owner; what a customer does can be a `wait`", "责任人写内部岗位；等客户办的事可以写成“等待”")
    };
    let message = both!("`{name}` is outside and cannot answer for `{step}`", "“{name}”是外部人员，不能作“{step}”的责任人");
    Some(Diagnostic::new(&EXTERNAL_OWNER, owner.span, message, help))
}

fn working(context: &VariantContext, id: NodeId, node: &Node) -> Option<Diagnostic> {
    let (&first, rest) = node.by.split_first()?;
    let outside = std::iter::once(&first).chain(rest).all(|&role| context.role(role).is_some_and(|role| role.external));
    // Who is accountable is missing, or was reported; one thing at a time.
    let limited = node.sla.is_some() || node.paused || !node.escalate.is_empty() || runs_out(context, id);
    if !outside || limited || context.owner(id).is_empty() {
        return None;
    }
    let (name, step) = (shown(context.role(first)?.title.shown()), shown(node.shown()));
    let help = both!(
        "make it a `wait` with `clock: paused` if it is the customer's turn, or add the `sla` agreed with the supplier",
        "等客户办的，改为“等待”并写“计时：暂停”；委托供应商的，写上约定的“时限”"
    );
    let message = both!("`{step}` is done outside, by `{name}`, and nothing limits it", "“{step}”由外部的“{name}”办理，没有时限约束");
    Some(Diagnostic::new(&EXTERNAL_OWNER, first.span, message, help).at_level(Level::Warning))
}

/// Whether the case, or a notice, goes on after some time without the outsider.
fn runs_out(context: &VariantContext, id: NodeId) -> bool {
    let leaving = context.variant.edges.iter().filter(|edge| edge.from == id);
    leaving.into_iter().any(|edge| matches!(edge.kind, EdgeKind::Timeout(_) | EdgeKind::Informs(_)))
}
