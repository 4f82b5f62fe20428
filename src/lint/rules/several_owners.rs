//! See [`SEVERAL_OWNERS`].

use crate::both;
use crate::diagnostic::Diagnostic;
use crate::lang::{Text, shown};
use crate::lint::VariantContext;
use crate::model::{NodeKind, Ref, RoleId};
use crate::source::Span;
use crate::syntax::keywords::Key;

crate::rule! {
    /// More than one role is accountable.
    ///
    /// Where two answer for a step, each relies on the other. Several may do the work (`by`), be asked (`consults`) or approve
    /// together (`approvers`); one of them is accountable.
    /// ---
    /// 责任人不止一个。
    ///
    /// 两个岗位都负责，就会互相指望。可以由多人执行（“执行人”）、征求意见（“咨询”）或会签（“审批人”），但责任人只有一个。
    /// ---
    /// ```flow bad
    /// process p "报销" {
    ///   role agent
    ///   role lead
    ///   as-is {
    ///     task fill { owner: agent, lead; time: 5m }
    ///     start -> fill -> end
    ///   }
    /// }
    /// ```
    /// ```flow good
    /// process p "报销" {
    ///   role agent
    ///   role lead
    ///   as-is {
    ///     task fill { owner: lead; by: agent, lead; time: 5m }
    ///     start -> fill -> end
    ///   }
    /// }
    /// ```
    SEVERAL_OWNERS = "F305" "several-owners" Error
}

pub(in crate::lint) fn check(context: &VariantContext, found: &mut Vec<Diagnostic>) {
    for (_, node) in context.nodes() {
        let help = if node.kind == NodeKind::Approval {
            both!(
                "keep the one who answers for the decision, and list all who sign in `approvers`",
                "责任人只留一个，会签的各方写在“审批人”中"
            )
        } else {
            both!("keep the one who answers for it; the others stand in `by` or `consults`", "责任人只留一个，其他人写在“执行人”或“咨询”中")
        };
        found.extend(several(context, node.shown(), &node.owner, node.place(Key::Owner), help));
    }
    // The owners of the process belong to no variant; they are reported with the last, which no other can excuse.
    let last = context.process.variants.last().is_some_and(|variant| std::ptr::eq(variant, context.variant));
    if let Some(owner) = context.process.owner.first().filter(|_| last) {
        let help = both!("keep the one who answers for the process", "流程负责人只留一个");
        let span = context.process.owner.iter().fold(owner.span, |span, owner| span.to(owner.span));
        found.extend(several(context, context.process.title.shown(), &context.process.owner, span, help));
    }
}

fn several(context: &VariantContext, name: &str, owners: &[Ref<RoleId>], span: Span, help: Text) -> Option<Diagnostic> {
    let mut ids: Vec<RoleId> = Vec::new();
    for id in owners.iter().filter_map(|owner| owner.id) {
        if !ids.contains(&id) {
            ids.push(id);
        }
    }
    // A role that is not declared is one more all the same.
    let undeclared = owners.iter().filter(|owner| owner.id.is_none()).count();
    let count = ids.len() + undeclared;
    if count < 2 {
        return None;
    }
    let name = shown(name);
    let names = |more: String| {
        let known = ids.iter().map(|&id| shown(context.role_name(id)).to_string());
        known.chain((undeclared > 0).then_some(more)).collect::<Vec<_>>()
    };
    let en = names(format!("{undeclared} not declared")).join(", ");
    let zh = names(format!("未声明的 {undeclared} 个")).join("、");
    Some(Diagnostic::new(&SEVERAL_OWNERS, span, both!("`{name}` has {count} owners: {en}", "“{name}”有 {count} 个责任人：{zh}"), help))
}
