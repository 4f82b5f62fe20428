//! See [`IMPLICIT_SPLIT`].

use rustc_hash::FxHashSet;

use crate::both;
use crate::diagnostic::{Diagnostic, Edit};
use crate::lang::shown;
use crate::lint::VariantContext;
use crate::model::{Edge, EdgeKind, Node, NodeId, NodeKind};

crate::rule! {
    /// Several plain edges leave a node, and nothing says which of them a case takes.
    ///
    /// One reader takes it for a choice, another for work side by side: the two differ in time, cost and control. Write a `decision`
    /// with labelled branches, or a `parallel` block. An approval with its outcomes, a branch with a label or a probability of its own
    /// and a timeout are clear.
    /// ---
    /// 一个节点有几条普通流向，却没有说明走哪一条。
    ///
    /// 有人理解为择一，有人理解为同时进行，时间、成本和控制都不一样。请写成带标签分支的“判断”，或写成“并行”。审批的各种结果、带标签或概率的分支和超时分支含义明确，不在此列。
    /// ---
    /// ```flow bad
    /// process p "报销" {
    ///   role agent
    ///   as-is {
    ///     task fill { owner: agent; time: 5m }
    ///     task pay { owner: agent; time: 5m }
    ///     task archive { owner: agent; time: 5m }
    ///     start -> fill -> pay, archive
    ///     pay, archive -> end
    ///   }
    /// }
    /// ```
    /// ```flow good
    /// process p "报销" {
    ///   role agent
    ///   as-is {
    ///     task fill { owner: agent; time: 5m }
    ///     task pay { owner: agent; time: 5m }
    ///     task archive { owner: agent; time: 5m }
    ///     parallel finish {
    ///       pay
    ///       archive
    ///     }
    ///     start -> fill -> finish -> end
    ///   }
    /// }
    /// ```
    IMPLICIT_SPLIT = "F205" "implicit-split" Error
}

pub(in crate::lint) fn check(context: &VariantContext, found: &mut Vec<Diagnostic>) {
    for (id, node) in context.nodes() {
        let ways = ways(context, id);
        if ways.is_empty() {
            continue;
        }
        let name = shown(node.shown());
        let count = ways.len();
        let message = if node.kind == NodeKind::Approval {
            both!("{count} ways leave `{name}` when it approves", "“{name}”通过之后有 {count} 条去向")
        } else {
            both!("{count} plain edges leave `{name}`", "“{name}”有 {count} 条普通流向")
        };
        let help = both!(
            "put a `decision` behind it if a case takes one of them, or a `parallel` block if it takes all",
            "如果只走其中一条，在它后面加“判断”；如果同时进行，写成“并行”"
        );
        let mut finding = Diagnostic::new(&IMPLICIT_SPLIT, node.title.span, message, help);
        for edge in ways.iter().take(4) {
            finding = finding.related(edge.span, both!("one of the ways", "其中一条"));
        }
        found.push(match decision(context, node, &ways) {
            Some(edits) => finding.unsafe_fix(both!("insert a decision between them", "插入一个“判断”"), edits),
            None => finding,
        });
    }
}

/// The ways out of a node of which nothing says whether a case takes one of them or all; none if it is clear.
pub(in crate::lint) fn ways<'m>(context: &VariantContext<'m>, id: NodeId) -> Vec<&'m Edge> {
    if matches!(context.variant.node(id).kind, NodeKind::Fork | NodeKind::Decision | NodeKind::End) {
        return Vec::new();
    }
    // Two edges to one target are `duplicate-edge`.
    let mut targets: FxHashSet<NodeId> = FxHashSet::default();
    let ways = context.graph.leaving(id).iter().map(|&edge| context.variant.edge(edge));
    let ways: Vec<&Edge> = ways.filter(|edge| is_plain(edge) && targets.insert(edge.to)).collect();
    if ways.len() < 2 { Vec::new() } else { ways }
}

/// Whether an edge says nothing about when it is taken. What an approval approves needs no more than that.
fn is_plain(edge: &Edge) -> bool {
    match edge.kind {
        EdgeKind::Plain => true,
        EdgeKind::Approved => edge.label.is_none(),
        EdgeKind::Branch => edge.label.is_none() && edge.condition.is_none() && edge.probability.is_none(),
        _ => false,
    }
}

/// How many ways a fix writes down; more of them come from something else than a forgotten decision.
const MOST: usize = 8;

/// Declares a decision and leads the chain to it, where all ways are the end of one chain: `a -> b, c`.
fn decision(context: &VariantContext, node: &Node, ways: &[&Edge]) -> Option<Vec<Edit>> {
    let variant = context.variant;
    let (first, last) = (ways.first()?, ways.last()?);
    let chain = first.statement;
    let goes_on = |edge: &Edge| edge.statement == chain && ways.iter().any(|way| way.to == edge.from);
    // A chain that begins with the target of an edge is a branch of a node or of a block, where nothing can be declared.
    let inside = |edge: &Edge| edge.statement == chain && edge.span.start == chain.start;
    let one_chain = ways.iter().all(|way| way.statement == chain && way.span != chain);
    if !one_chain
        || ways.len() > MOST
        || node.within.is_some()
        || variant.from_as_is
        || variant.edges.iter().any(|edge| goes_on(edge) || inside(edge))
    {
        return None;
    }
    let new = format!("{}_next", node.title.name);
    if variant.node_named(&new).is_some() {
        return None;
    }
    let branches = ways.iter().map(|way| {
        let target = variant.node(way.to);
        format!("      {} -> {}\n", quoted(target.shown()), name(&target.title.name))
    });
    let declaration = format!("decision {} {{\n{}    }}\n    ", name(&new), branches.collect::<String>());
    Some(vec![Edit::replace(chain.before(), declaration), Edit::replace(first.span.to(last.span), name(&new))])
}

/// A name as it may stand in a statement.
fn name(name: &str) -> String {
    if name.chars().all(|c| c.is_alphanumeric() || matches!(c, '-' | '_')) { name.to_owned() } else { quoted(name) }
}

fn quoted(text: &str) -> String {
    format!("\"{}\"", text.replace('\\', "\\\\").replace('"', "\\\"").replace('\n', "\\n"))
}
