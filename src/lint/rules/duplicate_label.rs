//! See [`DUPLICATE_LABEL`].

use std::collections::BTreeMap;

use crate::both;
use crate::diagnostic::Diagnostic;
use crate::graph::Facts;
use crate::lang::shown;
use crate::lint::{VariantContext, with_nodes};
use crate::model::{Node, NodeId, NodeKind};

crate::rule! {
    /// Two different steps have the same label.
    ///
    /// In the drawing, in a task list and in a finding nobody can tell which one is meant. It is said of steps of work and decisions that follow one
    /// another on some way, or that different roles do. The same work of the same role, drawn once on each of two branches, is left in peace.
    /// ---
    /// 两个不同的环节用了同一个标签。
    ///
    /// 在流程图、待办清单和检查结果中，都分不清指的是哪一个。同一路径上先后出现的，或由不同岗位办理的环节和判断才报告；同一岗位的同一工作在两个分支上各画一次，不作判断。
    /// ---
    /// ```flow bad
    /// process p "报销" {
    ///   role a
    ///   as-is {
    ///     task t1 "核对" { owner: a; time: 5m }
    ///     task pay "付款" { owner: a; time: 5m }
    ///     task t2 "核对" { owner: a; time: 5m }
    ///     start -> t1 -> pay -> t2 -> end
    ///   }
    /// }
    /// ```
    /// ```flow good
    /// process p "报销" {
    ///   role a
    ///   as-is {
    ///     task t1 "核对发票" { owner: a; time: 5m }
    ///     task pay "付款" { owner: a; time: 5m }
    ///     task t2 "核对回单" { owner: a; time: 5m }
    ///     start -> t1 -> pay -> t2 -> end
    ///   }
    /// }
    /// ```
    DUPLICATE_LABEL = "F804" "duplicate-label" Warning
}

pub(in crate::lint) fn check(context: &VariantContext, found: &mut Vec<Diagnostic>) {
    let mut labels: BTreeMap<&str, Vec<NodeId>> = BTreeMap::new();
    for (id, node) in context.nodes().filter(|(_, node)| node.kind.is_work() || node.kind == NodeKind::Decision) {
        labels.entry(node.shown().trim()).or_default().push(id);
    }
    let mut groups: Vec<Vec<NodeId>> = labels.into_values().filter(|nodes| nodes.len() > 1).collect();
    groups.sort_unstable();
    if groups.is_empty() {
        return;
    }
    let follows = followers(context, &groups);
    for nodes in &groups {
        let differ = nodes.windows(2).any(|pair| !same_work(context, pair[0], pair[1]));
        if !differ && !follows(nodes) {
            continue;
        }
        let node = context.variant.node(nodes[0]);
        let (name, count) = (shown(node.shown()), nodes.len());
        let finding = Diagnostic::new(
            &DUPLICATE_LABEL,
            node.title.span,
            both!("{count} steps are called `{name}`", "有 {count} 个环节都叫“{name}”"),
            both!("give each a label that says what is special about it", "各写一个能区分的标签，例如“核对发票”“核对回单”"),
        );
        found.push(with_nodes(finding, context.variant, &nodes[1..], &both!("the same label", "标签相同")));
    }
}

/// Whether two nodes are the same work of the same role.
fn same_work(context: &VariantContext, a: NodeId, b: NodeId) -> bool {
    let kind = |node: &Node| node.kind;
    kind(context.variant.node(a)) == kind(context.variant.node(b)) && context.performers(a) == context.performers(b)
}

/// Tells of a group whether one of its nodes can follow another of them.
fn followers(context: &VariantContext, groups: &[Vec<NodeId>]) -> impl Fn(&[NodeId]) -> bool + use<> {
    // One fact for each node: "it was passed".
    let mut fact_of = vec![usize::MAX; context.variant.nodes.len()];
    let mut count = 0;
    for id in groups.iter().flatten() {
        fact_of[id.index()] = count;
        count += 1;
    }
    let adds = |edge| {
        let fact = fact_of[context.variant.edge(edge).from.index()];
        if fact == usize::MAX { Vec::new() } else { vec![fact] }
    };
    let none = |_| Vec::new();
    let settled = Facts { count, adds: &adds, groups: &[], removes: &none, must: false }.settle(&context.graph, context.concurrency());
    move |nodes| {
        let facts: Vec<usize> = nodes.iter().map(|id| fact_of[id.index()]).collect();
        let mask = settled.mask(&facts);
        nodes.iter().any(|&id| settled.among(&mask, id).any(|fact| fact != fact_of[id.index()]))
    }
}
