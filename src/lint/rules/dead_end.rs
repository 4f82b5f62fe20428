//! See [`DEAD_END`].

use crate::both;
use crate::diagnostic::Diagnostic;
use crate::lang::shown;
use crate::lint::{VariantContext, with_nodes};
use crate::model::{EdgeKind, NodeId, NodeKind};

crate::rule! {
    /// No way leads from a node to an end.
    ///
    /// A case that gets there is never closed. Reported is the node that nothing follows; what leads only there is mended with it. (A loop
    /// that has no way out is `livelock`.) A `notify` that only informs needs no way out. An end closes the case, so nothing may follow it.
    /// ---
    /// 从某个节点走不到结束。
    ///
    /// 单子到了这里就办不完。报告的是之后没有流向的节点；只通往那里的节点随之解决。（没有出口的循环见 `livelock`。）只起通知作用的知会不需要出口。
    /// 到了结束，单子就办完了，之后不能再有流向。
    /// ---
    /// ```flow bad
    /// process p "报销" {
    ///   role agent
    ///   as-is {
    ///     task fill { owner: agent; time: 5m }
    ///     decision complete { "是" -> pay; "否" -> ask }
    ///     task ask { owner: agent; time: 5m }
    ///     task pay { owner: agent; time: 5m }
    ///     start -> fill -> complete
    ///     pay -> end
    ///   }
    /// }
    /// ```
    /// ```flow good
    /// process p "报销" {
    ///   role agent
    ///   as-is {
    ///     task fill { owner: agent; time: 5m }
    ///     decision complete { "是" -> pay; "否" -> ask }
    ///     task ask { owner: agent; time: 5m }
    ///     task pay { owner: agent; time: 5m }
    ///     start -> fill -> complete
    ///     ask -> pay -> end
    ///   }
    /// }
    /// ```
    DEAD_END = "F204" "dead-end" Error
}

pub(in crate::lint) fn check(context: &VariantContext, found: &mut Vec<Diagnostic>) {
    let (graph, variant) = (&context.graph, context.variant);
    if graph.ends().next().is_none() {
        return;
    }
    beyond_the_end(context, found);
    let walked = walked(context);
    let reaching = graph.reaching(graph.ends());
    let dead: Vec<bool> = walked.iter().zip(&reaching).map(|(walked, reaching)| *walked && !reaching).collect();
    let mut seen: Vec<bool> = dead.iter().map(|dead| !dead).collect();
    for group in graph.last_of(&dead) {
        let before = graph.ahead(&group, &mut seen);
        // A node that leads only to itself is `self-loop`; other loops are `livelock`, unless an approval just does not say what follows.
        let is_loop = !graph.leaving(group[0]).is_empty() && silent(context, &group).is_none();
        if is_loop || group.iter().any(|&id| variant.node(id).broken) {
            continue;
        }
        let finding = dead_end(context, &group);
        found.push(with_nodes(finding, variant, &before, &both!("this leads only there", "这里只通往那里")));
    }
}

/// What follows an end never happens.
fn beyond_the_end(context: &VariantContext, found: &mut Vec<Diagnostic>) {
    let variant = context.variant;
    for end in context.graph.ends().filter(|&end| !variant.node(end).broken) {
        let Some(&first) = context.graph.leaving(end).first() else { continue };
        let (edge, node) = (variant.edge(first), variant.node(end));
        let (name, next) = (shown(node.shown()), shown(variant.node(edge.to).shown()));
        let finding = Diagnostic::new(
            &DEAD_END,
            edge.span,
            both!("`{next}` follows the end `{name}`, where the case is closed", "“{next}”排在结束“{name}”之后，单子到那里已经办完"),
            both!("put it before the end, or make `{name}` a task", "把它移到结束之前，或把“{name}”改为任务"),
        );
        found.push(finding.related(node.title.span, both!("this is an end", "这是结束")));
    }
}

/// In a loop of an approval and what it sends back, the approval: its way on is what was forgotten.
pub(super) fn silent(context: &VariantContext, group: &[NodeId]) -> Option<NodeId> {
    let variant = context.variant;
    let approves = |id: NodeId| context.graph.leaving(id).iter().any(|&edge| variant.edge(edge).kind == EdgeKind::Approved);
    group.iter().copied().find(|&id| group.len() > 1 && variant.node(id).kind == NodeKind::Approval && !approves(id))
}

fn dead_end(context: &VariantContext, group: &[NodeId]) -> Diagnostic {
    let variant = context.variant;
    let silent = silent(context, group);
    let node = variant.node(silent.unwrap_or(group[0]));
    let (name, word) = (shown(node.shown()), shown(&node.title.name));
    let (message, help) = if silent.is_some() {
        (
            both!("nothing follows `{name}` when it approves", "“{name}”通过之后没有流向"),
            both!("write what comes next: `{word} -> NEXT`", "写出通过之后的下一步：{word} → 下一节点"),
        )
    } else if node.is_block() {
        (
            both!("the parallel block `{name}` has no branches", "并行块“{name}”里没有分支"),
            both!("name the nodes of its branches in it, each on a line", "在块内写出各分支的节点，每个分支一行"),
        )
    } else {
        (
            both!("nothing follows `{name}`", "“{name}”之后没有流向"),
            both!("write what comes next: `{word} -> NEXT`, or `{word} -> end`", "写出下一步：{word} → 下一节点，或 {word} → 结束"),
        )
    };
    let finding = Diagnostic::new(&DEAD_END, node.title.span, message, help);
    let others: Vec<NodeId> = group.iter().copied().filter(|&id| variant.node(id).title.span != node.title.span).collect();
    with_nodes(finding, variant, &others, &both!("in the same loop", "在同一循环中"))
}

/// The nodes that a case comes to. Where there is no start to count from, all but those that only a notice reaches.
fn walked(context: &VariantContext) -> Vec<bool> {
    let graph = &context.graph;
    if graph.starts().next().is_some() {
        return graph.cases_from(graph.starts());
    }
    let mut walked = vec![true; graph.len()];
    for &notice in graph.notices() {
        let told = context.variant.edge(notice).to;
        walked[told.index()] &= !graph.entering(told).is_empty();
    }
    walked
}
