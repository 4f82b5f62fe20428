//! See [`UNLABELLED_BRANCH`].

use crate::both;
use crate::diagnostic::Diagnostic;
use crate::lang::shown;
use crate::lint::VariantContext;
use crate::model::{Edge, EdgeKind, NodeKind};

crate::rule! {
    /// A way out of a decision does not say for which cases it is.
    ///
    /// Whoever works by it has to guess. A branch needs a label, a condition or `else`; a probability says how many cases go that way, not which. Only
    /// decisions with several ways out are judged; it is said once for each.
    /// ---
    /// 判断的分支没有写明是哪种情形。
    ///
    /// 照着流程办事的人只能猜。分支要写标签、条件或“否则”；概率只说明有多少，不说明是哪些。只看有多条出路的判断，每个判断只报告一次。
    /// ---
    /// ```flow bad
    /// process p "报销" {
    ///   role a
    ///   as-is {
    ///     decision d "是否加急？" { 30% -> fast; 70% -> slow }
    ///     task fast { owner: a; time: 5m }
    ///     task slow { owner: a; time: 5m }
    ///     start -> d
    ///     fast, slow -> end
    ///   }
    /// }
    /// ```
    /// ```flow good
    /// process p "报销" {
    ///   role a
    ///   as-is {
    ///     decision d "是否加急？" { "是" 30% -> fast; "否" 70% -> slow }
    ///     task fast { owner: a; time: 5m }
    ///     task slow { owner: a; time: 5m }
    ///     start -> d
    ///     fast, slow -> end
    ///   }
    /// }
    /// ```
    UNLABELLED_BRANCH = "F805" "unlabelled-branch" Warning
}

pub(in crate::lint) fn check(context: &VariantContext, found: &mut Vec<Diagnostic>) {
    for (id, node) in context.nodes().filter(|(_, node)| node.kind == NodeKind::Decision) {
        let leaving = || context.graph.leaving(id).iter().map(|&edge| context.variant.edge(edge));
        let branches = leaving().filter(|edge| matches!(edge.kind, EdgeKind::Branch | EdgeKind::Else)).count();
        let bare: Vec<&Edge> = leaving().filter(|edge| says_nothing(edge)).collect();
        let Some((first, others)) = bare.split_first().filter(|_| branches > 1) else { continue };
        let (name, target) = (shown(node.shown()), shown(context.variant.node(first.to).shown()));
        let mut finding = Diagnostic::new(
            &UNLABELLED_BRANCH,
            first.span,
            both!("`{name}` does not say when it goes to `{target}`", "“{name}”没有写明什么情形到“{target}”"),
            both!("write `\"LABEL\" -> NODE`, a condition, or `else -> NODE`", "写成：“标签” → 节点，或写条件，或写“否则 → 节点”"),
        );
        for edge in others.iter().take(5) {
            finding = finding.related(edge.span, both!("nor for this one", "这一条也没有写"));
        }
        found.push(finding);
    }
}

fn says_nothing(edge: &Edge) -> bool {
    edge.kind == EdgeKind::Branch && edge.condition.is_none() && edge.label.as_ref().is_none_or(|label| label.trim().is_empty())
}
