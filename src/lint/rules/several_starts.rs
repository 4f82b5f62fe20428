//! See [`SEVERAL_STARTS`].

use crate::both;
use crate::diagnostic::Diagnostic;
use crate::lint::{VariantContext, with_nodes};
use crate::model::{Node, NodeId, NodeKind};
use crate::syntax::keywords::Keyword;

crate::rule! {
    /// A process begins in several places, and it does not say what begins it where.
    ///
    /// Each start is a trigger: a call, a mail, a date. Where there are several each needs a label, or a name that says what happens. A single
    /// start needs none.
    /// ---
    /// 流程有多个开始，却没有写明各由什么触发。
    ///
    /// 每个开始都是一种触发：来电、邮件、到期。有多个开始时，每个都要有标签，或用名称说明发生了什么。只有一个开始时不需要。
    /// ---
    /// ```flow bad
    /// process p "报销" {
    ///   role a
    ///   as-is {
    ///     start start1
    ///     start start2
    ///     task t { owner: a; time: 5m }
    ///     start1, start2 -> t -> end
    ///   }
    /// }
    /// ```
    /// ```flow good
    /// process p "报销" {
    ///   role a
    ///   as-is {
    ///     start start1 "员工提交"
    ///     start start2 "供应商寄来发票"
    ///     task t { owner: a; time: 5m }
    ///     start1, start2 -> t -> end
    ///   }
    /// }
    /// ```
    SEVERAL_STARTS = "F803" "several-starts" Warning
}

pub(in crate::lint) fn check(context: &VariantContext, found: &mut Vec<Diagnostic>) {
    let starts: Vec<(NodeId, &Node)> = context.nodes().filter(|(_, node)| node.kind == NodeKind::Start).collect();
    let unlabelled: Vec<NodeId> = starts.iter().filter(|(_, node)| !says_what_happens(node)).map(|&(id, _)| id).collect();
    if starts.len() < 2 || unlabelled.is_empty() {
        return;
    }
    let (count, bare) = (starts.len(), unlabelled.len());
    let title = context.variant.title();
    let finding = Diagnostic::new(
        &SEVERAL_STARTS,
        context.variant.node(unlabelled[0]).title.span,
        both!(
            "{} has {count} starts, {bare} of them without what triggers it",
            "{}有 {count} 个开始，其中 {bare} 个没有写明由什么触发";
            title
        ),
        both!("label it: `start NAME \"Customer calls\"`", "加上标签，例如：开始 名称 “客户来电”"),
    );
    found.push(with_nodes(finding, context.variant, &unlabelled[1..], &both!("nor here", "这里也没有写")));
}

/// Whether a start has a label, or a name that is more than the keyword or a letter, and a number.
fn says_what_happens(node: &Node) -> bool {
    let name = node.title.shown().trim_end_matches(|c: char| c.is_numeric() || "_-一二三四五甲乙丙丁".contains(c)).to_lowercase();
    !(name.chars().count() < 2 || Keyword::Start.all_spellings().any(|spelling| spelling.to_lowercase() == name) || name == "begin")
}
