//! See [`MANY_BRANCHES`].

use crate::both;
use crate::diagnostic::Diagnostic;
use crate::lang::shown;
use crate::lint::VariantContext;
use crate::model::{EdgeKind, NodeKind};

crate::rule! {
    /// A decision or a fork has more than seven branches.
    ///
    /// Nobody keeps that many cases apart: group them in two steps, or let a table decide and the flow go on in one line.
    /// ---
    /// 一个判断或分叉的分支超过七个。
    ///
    /// 这么多情形没有人分得清：可以先分大类再细分，或用一张表来对应，流程只走一条线。
    /// ---
    /// ```flow bad
    /// process p "报销" {
    ///   role a
    ///   as-is {
    ///     decision region {
    ///       n1 -> t; n2 -> t; n3 -> t; n4 -> t
    ///       n5 -> t; n6 -> t; n7 -> t; n8 -> t
    ///     }
    ///     task t { owner: a; time: 5m }
    ///     start -> region
    ///     t -> end
    ///   }
    /// }
    /// ```
    /// ```flow good
    /// process p "报销" {
    ///   role a
    ///   as-is {
    ///     task t { owner: a; time: 5m; checklist: look the region up in the table }
    ///     start -> t -> end
    ///   }
    /// }
    /// ```
    MANY_BRANCHES = "F802" "many-branches" Info
}

pub(in crate::lint) fn check(context: &VariantContext, found: &mut Vec<Diagnostic>) {
    let limit = context.config.limits.branches;
    for (id, node) in context.nodes().filter(|(_, node)| matches!(node.kind, NodeKind::Decision | NodeKind::Fork)) {
        let is_branch = |&edge: &_| matches!(context.variant.edge(edge).kind, EdgeKind::Branch | EdgeKind::Else | EdgeKind::Plain);
        let count = context.graph.leaving(id).iter().copied().filter(is_branch).count();
        if count > limit {
            let name = shown(node.shown());
            found.push(Diagnostic::new(
                &MANY_BRANCHES,
                node.title.span,
                both!("`{name}` has {count} branches, more than {limit}", "“{name}”有 {count} 个分支，超过 {limit} 个"),
                both!("group them in two steps, or let a table in `checklist` decide", "先分大类再细分，或在“检查项”中用对照表决定"),
            ));
        }
    }
}
