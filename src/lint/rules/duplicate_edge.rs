//! See [`DUPLICATE_EDGE`].

use rustc_hash::FxHashMap;

use crate::ast::quantity::Duration;
use crate::both;
use crate::diagnostic::Diagnostic;
use crate::lang::shown;
use crate::lint::VariantContext;
use crate::model::{Edge, EdgeKind, NodeId};

crate::rule! {
    /// Two edges have the same ends and the same outcome.
    ///
    /// The second adds nothing, or one of the two was meant to lead elsewhere. Two branches with different labels or conditions may
    /// lead to the same node.
    /// ---
    /// 两条流向的起点、终点和结果都相同。
    ///
    /// 第二条是多余的，或者其中一条本应通往别处。标签或条件不同的两个分支可以通往同一个节点。
    /// ---
    /// ```flow bad
    /// process p "报销" {
    ///   role agent
    ///   as-is {
    ///     task fill { owner: agent; time: 5m }
    ///     task pay { owner: agent; time: 5m }
    ///     start -> fill -> pay -> end
    ///     fill -> pay
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
    DUPLICATE_EDGE = "F208" "duplicate-edge" Warning
}

pub(in crate::lint) fn check(context: &VariantContext, found: &mut Vec<Diagnostic>) {
    let variant = context.variant;
    let mut known: FxHashMap<Sameness, &Edge> = FxHashMap::default();
    for (_, edge) in variant.edges() {
        let (from, to) = (variant.node(edge.from), variant.node(edge.to));
        // What leads into the join of a block is not written; its branches are.
        if from.broken || to.is_block_join() {
            continue;
        }
        let first = *known.entry(sameness(edge)).or_insert(edge);
        if std::ptr::eq(first, edge) {
            continue;
        }
        let (a, b) = (shown(from.shown()), shown(to.shown()));
        let message = if from.is_block() {
            both!("`{b}` stands twice in `{a}`", "“{b}”在“{a}”中写了两次")
        } else {
            both!("there is already an edge from `{a}` to `{b}`", "从“{a}”到“{b}”的流向已经写过")
        };
        let help = both!("remove one of the two, or lead it where it was meant to go", "删去其中一条，或改为它本应通往的节点");
        found.push(
            Diagnostic::new(&DUPLICATE_EDGE, edge.span, message, help).related(first.span, both!("the first is here", "第一条在这里")),
        );
    }
}

/// What two edges must share to be one: ends, outcome, time of a notice, label, condition.
type Sameness<'m> = (NodeId, NodeId, u8, Option<Duration>, Option<&'m str>, Option<String>);

fn sameness(edge: &Edge) -> Sameness<'_> {
    let (outcome, after) = match edge.kind {
        // A branch without a label is what comes next.
        EdgeKind::Plain | EdgeKind::Branch => (0, None),
        EdgeKind::Else => (1, None),
        EdgeKind::Approved => (2, None),
        EdgeKind::Rejected => (3, None),
        // A case leaves at the first timeout; notices may go out again and again.
        EdgeKind::Timeout(_) => (4, None),
        EdgeKind::Informs(after) => (5, Some(after)),
    };
    // By its meaning, so that `<=` and `≤` are the same.
    let condition = edge.condition.as_ref().map(|own| format!("{:?}", (own.data.id, &own.field, own.comparison, &own.value)));
    (edge.from, edge.to, outcome, after, edge.label.as_deref(), condition)
}
