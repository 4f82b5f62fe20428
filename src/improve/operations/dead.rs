//! What nobody comes to, gateways that divide nothing, and results that nobody reads.

use rustc_hash::FxHashSet;

use crate::both;
use crate::compare::Heuristic;
use crate::improve::view::{Candidate, Found, Gain, View};
use crate::lang::Text;
use crate::model::{DataId, NodeId, NodeKind};

pub(super) fn find(view: &View) -> Vec<Found> {
    let graph = &view.context.graph;
    let reached = graph.reachable_from(graph.starts());
    let mut found = Vec::new();
    for (id, node) in view.context.variant.nodes().filter(|(_, node)| !node.is_block_join() && !node.is_block() && node.within.is_none()) {
        if !reached[id.index()] && !matches!(node.kind, NodeKind::Start | NodeKind::End) {
            found.push(match view.pinned(id) {
                Some(why) => view.no(Heuristic::TaskElimination, &[id], removal(view, id), why),
                None => remove(view, id, both!("no case gets there", "没有单子会走到这里")),
            });
        } else if is_superfluous(view, id) {
            found.push(remove(view, id, both!("only one way leads through it", "只有一条路经过，不起作用")));
        }
    }
    found.extend(unread(view));
    found
}

fn removal(view: &View, id: NodeId) -> Text {
    let name = view.shown(id);
    both!("remove `{name}`", "删除“{name}”")
}

fn remove(view: &View, id: NodeId, why: Text) -> Found {
    Found::Try(Candidate {
        heuristic: Heuristic::TaskElimination,
        nodes: vec![view.name(id)],
        what: removal(view, id),
        statements: vec![view.words.remove(view.node(id), &why)],
        why,
        gain: Gain::Tidy,
        line: view.line(id),
    })
}

/// A fork with one way out, or a join with one way in.
fn is_superfluous(view: &View, id: NodeId) -> bool {
    let node = view.node(id);
    let (entering, leaving) = (view.context.graph.entering(id).len(), view.context.graph.leaving(id).len());
    let nothing =
        node.time.is_none_or(|time| time.most().is_some_and(|most| most.ms == 0)) && node.sla.is_none() && view.pinned(id).is_none();
    let passes = match node.kind {
        NodeKind::Fork => leaving == 1 && entering > 0,
        NodeKind::Join => leaving == 1 && entering == 1,
        _ => false,
    };
    passes && nothing
}

/// Steps of which nobody reads what they write. Whether the work is done for its own sake nobody has said, so none of them is removed.
fn unread(view: &View) -> Vec<Found> {
    let variant = view.context.variant;
    let elsewhere = view.context.model.processes.len() > 1 || variant.nodes.iter().any(|node| node.kind == NodeKind::Call);
    if elsewhere {
        return Vec::new();
    }
    let read: FxHashSet<DataId> = variant.reads().filter_map(|(_, data)| data.id).collect();
    let needed = |data: DataId| {
        let known = &view.context.model.data[data.index()];
        read.contains(&data) || known.deliverable || known.archive || known.keep_for.is_some()
    };
    let mut found = Vec::new();
    for (id, node) in
        variant.nodes().filter(|(id, node)| node.kind == NodeKind::Task && !node.outputs.is_empty() && view.before.reached(*id))
    {
        if node.outputs.iter().any(|data| data.id.is_none_or(needed)) || view.pinned(id).is_some() {
            continue;
        }
        let (name, data) = (view.shown(id), view.data(node.outputs[0].id.unwrap_or(DataId(0))));
        let why = both!(
            "nobody reads `{data}`, but whether `{name}` is needed for its own sake is not said: declare who reads it, or `deliverable`, or remove the step yourself",
            "没有环节用到“{data}”，但“{name}”本身是否需要并未写明：请写明谁用它、是否“交付物”，或自行删除"
        );
        found.push(view.no(Heuristic::TaskElimination, &[id], removal(view, id), ("use-unknown", why)));
    }
    found
}
