//! See [`UNREACHABLE_NODE`].

use crate::both;
use crate::diagnostic::Diagnostic;
use crate::lang::shown;
use crate::lint::{VariantContext, with_nodes};

crate::rule! {
    /// No way leads from a start to a node.
    ///
    /// What stands there is never done, or the edge that leads to it was forgotten. Reported is the node at which a case would have to
    /// come in; what follows it is reached as soon as that one is. A `notify` that a timeout sends is reached from the node that waits.
    /// ---
    /// 从开始走不到某个节点。
    ///
    /// 要么这一步永远不会做，要么漏写了通往它的流向。只报告最前面的节点：它走得到了，后面的也就走得到了。超时触发的知会视为从等待的节点走到。
    /// ---
    /// ```flow bad
    /// process p "报销" {
    ///   role agent
    ///   as-is {
    ///     task fill { owner: agent; time: 5m }
    ///     task check { owner: agent; time: 5m }
    ///     task pay { owner: agent; time: 5m }
    ///     start -> fill -> pay -> end
    ///     check -> pay
    ///   }
    /// }
    /// ```
    /// ```flow good
    /// process p "报销" {
    ///   role agent
    ///   as-is {
    ///     task fill { owner: agent; time: 5m }
    ///     task check { owner: agent; time: 5m }
    ///     task pay { owner: agent; time: 5m }
    ///     start -> fill -> check -> pay -> end
    ///   }
    /// }
    /// ```
    UNREACHABLE_NODE = "F203" "unreachable-node" Error
}

pub(in crate::lint) fn check(context: &VariantContext, found: &mut Vec<Diagnostic>) {
    let (graph, variant) = (&context.graph, context.variant);
    if graph.starts().next().is_none() {
        return;
    }
    let reached = graph.reachable_from(graph.starts());
    let lost: Vec<bool> = reached.iter().map(|reached| !reached).collect();
    let mut seen = reached;
    for group in graph.first_of(&lost) {
        let behind = graph.behind(&group, &mut seen);
        let node = variant.node(group[0]);
        // The join of a block that has no branches: what is missing is a way on from the block, see `dead-end`.
        if group.iter().any(|&id| variant.node(id).broken) || node.is_block_join() {
            continue;
        }
        let (name, word) = (shown(node.shown()), shown(&node.title.name));
        let (message, help) = if group.len() == 1 {
            (
                both!("nothing leads to `{name}`", "没有任何环节流向“{name}”"),
                both!("write where it comes in: `BEFORE -> {word}`; or remove it", "写出它在哪一步之后：前一节点 → {word}；不需要就删去"),
            )
        } else {
            (
                both!("no way leads from the start into the loop of `{name}`", "从开始走不进“{name}”所在的循环"),
                both!(
                    "write where a case comes in: `BEFORE -> {word}`; or remove the loop",
                    "写出单子从哪里进来：前一节点 → {word}；不需要就删去"
                ),
            )
        };
        let finding = Diagnostic::new(&UNREACHABLE_NODE, node.title.span, message, help);
        let finding = with_nodes(finding, variant, &group[1..], &both!("in the same loop", "在同一循环中"));
        found.push(with_nodes(finding, variant, &behind, &both!("so this is not reached either", "因此这里也走不到")));
    }
}
