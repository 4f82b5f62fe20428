//! See [`MISSING_BRANCH`].

use crate::both;
use crate::diagnostic::Diagnostic;
use crate::lang::{Text, shown};
use crate::lint::VariantContext;
use crate::model::{Condition, Edge, EdgeKind, Gap, Node, NodeId, NodeKind, gap};
use crate::syntax::keywords::{self, Keyword};

crate::rule! {
    /// A decision or an approval does not say where every outcome leads.
    ///
    /// A decision has a single branch, its conditions leave some values open, or an approval says where a rejection goes and not what
    /// follows when it approves. The case that nobody thought of is the one that is left lying.
    /// ---
    /// 判断或审批没有写全各种结果的去向。
    ///
    /// 判断只有一个分支，条件有遗漏的数值，或审批只写了退回到哪里、没写通过之后做什么。没有想到的那种情况，就会没人处理。
    /// ---
    /// ```flow bad
    /// process p "报销" {
    ///   role agent
    ///   data form { from: agent; fields: amount }
    ///   as-is {
    ///     task fill { owner: agent; time: 5m }
    ///     decision size {
    ///       form.amount < 5000元 -> pay
    ///       form.amount > 5000元 -> check
    ///     }
    ///     task check { owner: agent; time: 5m }
    ///     task pay { owner: agent; time: 5m }
    ///     start -> fill -> size
    ///     check -> pay -> end
    ///   }
    /// }
    /// ```
    /// ```flow good
    /// process p "报销" {
    ///   role agent
    ///   data form { from: agent; fields: amount }
    ///   as-is {
    ///     task fill { owner: agent; time: 5m }
    ///     decision size {
    ///       form.amount <= 5000元 -> pay
    ///       else                  -> check
    ///     }
    ///     task check { owner: agent; time: 5m }
    ///     task pay { owner: agent; time: 5m }
    ///     start -> fill -> size
    ///     check -> pay -> end
    ///   }
    /// }
    /// ```
    MISSING_BRANCH = "F210" "missing-branch" Warning
}

pub(in crate::lint) fn check(context: &VariantContext, found: &mut Vec<Diagnostic>) {
    let closing = context.graph.reaching(context.graph.ends());
    for (id, node) in context.nodes() {
        let ways: Vec<&Edge> = context.graph.leaving(id).iter().map(|&edge| context.variant.edge(edge)).collect();
        match node.kind {
            NodeKind::Decision => {
                let branches: Vec<&Edge> = ways.into_iter().filter(|edge| !matches!(edge.kind, EdgeKind::Timeout(_))).collect();
                found.extend(match branches.as_slice() {
                    [] => None,
                    [only] => Some(single(context, node, only)),
                    // Of the amount tiers of approvals `approval-limit-gap` speaks.
                    _ => open(context, id).filter(|_| !context.makes_tiers(id) || context.is_sorted_before(id)).map(|(gap, _)| {
                        let help = both!(
                            "change a condition so that nothing is left open, or add `else -> NEXT`",
                            "调整条件使各分支相接，或加上：否则 → 下一节点"
                        );
                        Diagnostic::new(&MISSING_BRANCH, node.title.span, what_is_open(node, gap), help)
                    }),
                });
            }
            NodeKind::Approval => found.extend(approval(node, id, &ways, &closing)),
            _ => {}
        }
    }
}

/// A decision with a single branch.
fn single(context: &VariantContext, node: &Node, only: &Edge) -> Diagnostic {
    let name = shown(node.shown());
    let label = only.label.as_deref().unwrap_or_default();
    let other = if keywords::is(label, Keyword::Yes) {
        Some(Keyword::No)
    } else if keywords::is(label, Keyword::No) {
        Some(Keyword::Yes)
    } else {
        None
    };
    let finding = if let Some(other) = other {
        let missing = if label.is_ascii() { other.en() } else { other.zh() };
        Diagnostic::new(
            &MISSING_BRANCH,
            node.title.span,
            both!("`{name}` says where `{label}` leads, but not `{missing}`", "“{name}”只写了“{label}”的去向，没有写“{missing}”"),
            both!("add the branch: `\"{missing}\" -> NEXT`", "补上分支：“{missing}” → 下一节点"),
        )
    } else {
        Diagnostic::new(
            &MISSING_BRANCH,
            node.title.span,
            both!("the decision `{name}` has a single branch", "判断“{name}”只有一个分支"),
            both!("add the other branches, or make it a task", "补上其他分支，或改为任务"),
        )
    };
    let target = shown(context.variant.node(only.to).shown());
    finding.related(only.statement, both!("the only branch, to `{target}`", "唯一的分支，通往“{target}”"))
}

/// What the conditions of a decision leave open, and the last of its branches.
pub(super) fn open<'m>(context: &VariantContext<'m>, id: NodeId) -> Option<(Gap<'m>, &'m Edge)> {
    let ways = context.graph.leaving(id).iter().map(|&edge| context.variant.edge(edge));
    let branches: Vec<&Edge> = ways.filter(|edge| !matches!(edge.kind, EdgeKind::Timeout(_))).collect();
    let conditions: Vec<&Condition> = branches.iter().map(|edge| edge.condition.as_ref()).collect::<Option<_>>()?;
    let last = branches.last().filter(|_| branches.len() > 1)?;
    Some((gap(&conditions)?, last))
}

/// Which values a decision leaves open.
pub(super) fn what_is_open(node: &Node, gap: Gap) -> Text {
    let name = shown(node.shown());
    match gap {
        Gap::Below(least) => {
            let text = shown(&least.text);
            both!("`{name}` has no branch for values below those of `{text}`", "“{name}”没有写低于“{text}”的情况")
        }
        Gap::Above(most) => {
            let text = shown(&most.text);
            both!("`{name}` has no branch for values above those of `{text}`", "“{name}”没有写高于“{text}”的情况")
        }
        Gap::Between(lower, upper) => {
            let (lower, upper) = (shown(&lower.text), shown(&upper.text));
            both!("`{name}` has no branch for values between `{lower}` and `{upper}`", "“{name}”在“{lower}”与“{upper}”之间有遗漏")
        }
    }
}

/// An approval that has ways out, none of them for when it approves. Where no end can be reached from it, `dead-end` says so.
fn approval(node: &Node, id: NodeId, ways: &[&Edge], closing: &[bool]) -> Option<Diagnostic> {
    let approved = ways.iter().any(|edge| edge.kind == EdgeKind::Approved);
    if ways.is_empty() || approved || !closing[id.index()] {
        return None;
    }
    let (name, word) = (shown(node.shown()), shown(&node.title.name));
    Some(Diagnostic::new(
        &MISSING_BRANCH,
        node.title.span,
        both!("`{name}` does not say what follows when it approves", "“{name}”没有写通过之后的去向"),
        both!("write what comes next: `{word} -> NEXT`", "写出通过之后的下一步：{word} → 下一节点"),
    ))
}
