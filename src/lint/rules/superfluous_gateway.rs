//! See [`SUPERFLUOUS_GATEWAY`].

use crate::both;
use crate::diagnostic::Diagnostic;
use crate::lang::shown;
use crate::lint::VariantContext;
use crate::model::NodeKind;

crate::rule! {
    /// A fork, a join or a parallel block has a single branch.
    ///
    /// It neither splits nor waits, and makes the reader look for the branch that is not there. (A decision with a single branch is
    /// `missing-branch`.)
    /// ---
    /// 分叉、汇合或并行块只有一个分支。
    ///
    /// 它既不分开也不等待，读者却会去找那个并不存在的分支。（只有一个分支的判断见 `missing-branch`。）
    /// ---
    /// ```flow bad
    /// process p "报销" {
    ///   role agent
    ///   as-is {
    ///     task fill { owner: agent; time: 5m }
    ///     task pay { owner: agent; time: 5m }
    ///     parallel finish { pay }
    ///     start -> fill -> finish -> end
    ///   }
    /// }
    /// ```
    /// ```flow good
    /// process p "报销" {
    ///   role agent
    ///   as-is {
    ///     task fill { owner: agent; time: 5m }
    ///     task pay { owner: agent; time: 5m }
    ///     start -> fill -> pay -> end
    ///   }
    /// }
    /// ```
    SUPERFLUOUS_GATEWAY = "F206" "superfluous-gateway" Info
}

pub(in crate::lint) fn check(context: &VariantContext, found: &mut Vec<Diagnostic>) {
    let graph = &context.graph;
    for (id, node) in context.nodes() {
        let (entering, leaving) = (graph.entering(id).len(), graph.leaving(id).len());
        let name = shown(node.shown());
        let (message, help) = match node.kind {
            NodeKind::Fork if node.is_block() && leaving == 1 => (
                both!("the parallel block `{name}` has a single branch", "并行块“{name}”只有一个分支"),
                both!(
                    "add the other branch, or put its nodes into the chain instead of the block",
                    "补上另一个分支，或把块内的节点直接写进流向"
                ),
            ),
            NodeKind::Fork if !node.is_block() && leaving == 1 && entering > 0 => (
                both!("only one way leads out of the fork `{name}`", "分叉“{name}”只有一个出口"),
                both!("add the other way, or leave the fork out", "补上另一个出口，或去掉这个分叉"),
            ),
            NodeKind::Join if !node.is_block_join() && entering == 1 && leaving == 1 => (
                both!("only one way leads into the join `{name}`", "汇合“{name}”只有一个入口"),
                both!("lead the other ways into it, or leave the join out", "把其他流向接进来，或去掉这个汇合"),
            ),
            _ => continue,
        };
        found.push(Diagnostic::new(&SUPERFLUOUS_GATEWAY, node.title.span, message, help));
    }
}
