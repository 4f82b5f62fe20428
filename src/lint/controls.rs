//! What the rules about risks, controls and duties ask of a variant.

use rustc_hash::FxHashMap;

use super::VariantContext;
use super::passed::{Passed, Passing};
use crate::graph::Forward;
use crate::lang::{Text, shown};
use crate::model::{EdgeId, EdgeKind, NodeId, NodeKind, Process, Risk, RoleId, Variant};
use crate::source::Span;

/// A risk as far as a variant has to do with it.
pub(super) struct Exposure<'m> {
    /// The risk.
    pub(super) risk: &'m Risk,
    /// It is declared in the process, so that names which lead nowhere were reported.
    pub(super) own: bool,
    /// The nodes that control it, where a case gets to them.
    pub(super) controls: Vec<NodeId>,
    /// The nodes that it threatens, where a case gets to them.
    pub(super) protects: Vec<NodeId>,
}

/// The risks of a variant, and where they are under control.
pub(super) struct Exposures<'m> {
    /// Every risk that threatens a node.
    pub(super) all: Vec<Exposure<'m>>,
    /// One fact per risk: one of its controls was passed.
    passed: Passed,
    forward: Forward,
}

impl<'m> Exposures<'m> {
    /// Finds the risks that threaten a node of the variant; `None` if there are none.
    pub(super) fn find(context: &VariantContext<'m>) -> Option<Exposures<'m>> {
        let (variant, graph) = (context.variant, &context.graph);
        let shared = context.model.risks.iter().map(|risk| (risk, false));
        let risks: Vec<(&Risk, bool)> = shared.chain(context.process.risks.iter().map(|risk| (risk, true))).collect();
        if risks.is_empty() {
            return None;
        }
        let named = context.named();
        let reached = graph.cases_from(graph.starts());
        let nodes = |names: &[String]| -> Vec<NodeId> {
            let mut nodes: Vec<NodeId> = names.iter().filter_map(|name| named.get(name.as_str())).flatten().copied().collect();
            nodes.retain(|id| reached[id.index()]);
            nodes.sort_unstable();
            nodes.dedup();
            nodes
        };
        let outside = variant.calls_outside(context.model);
        let exposures = risks.into_iter().map(|(risk, own)| {
            let mut controls = nodes(&risk.controls);
            controls.extend(context.calls_with(&risk.controls).filter(|id| reached[id.index()]));
            controls.sort_unstable();
            controls.dedup();
            Exposure { risk, own, controls, protects: nodes(&risk.protects) }
        });
        // What runs in another file may hold a control that this process does not know.
        let judged = |exposure: &Exposure| {
            let hidden = outside && exposure.risk.controls.iter().any(|name| !context.is_known(name));
            !exposure.protects.is_empty() && !hidden
        };
        let all: Vec<Exposure> = exposures.filter(judged).collect();
        if all.is_empty() {
            return None;
        }
        let sets: Vec<Vec<NodeId>> = all.iter().map(|exposure| exposure.controls.clone()).collect();
        let passed = Passed::find(context, &sets, Passing::Approved);
        Some(Exposures { all, passed, forward: Forward::find(graph) })
    }

    /// Whether a case that gets to a node has certainly passed a control of a risk.
    pub(super) fn controlled(&self, risk: usize, at: NodeId) -> bool {
        self.passed.holds(risk, at)
    }

    /// A way of a case to a node that passes no control of a risk: its edges. It goes on to an end where a control stands behind the node.
    pub(super) fn way_past(&self, context: &VariantContext, risk: usize, to: NodeId) -> Option<Vec<EdgeId>> {
        let (variant, graph) = (context.variant, &context.graph);
        let controls = &self.all[risk].controls;
        let mut way = self.passed.way_past(context, risk, to)?;
        let after = self.forward.after(graph, to);
        if controls.iter().any(|control| after[control.index()]) {
            let free = |edge: EdgeId| controls.binary_search(&variant.edge(edge).to).is_err();
            way.extend(graph.way([to], &|id| variant.node(id).kind == NodeKind::End, &free).unwrap_or_default());
        }
        Some(way)
    }

    /// The control of a risk that a way leaves without having passed it, and the edge along which.
    pub(super) fn refused(&self, context: &VariantContext, risk: usize, way: &[EdgeId]) -> Option<(NodeId, EdgeId)> {
        let variant = context.variant;
        let written = |id: NodeId| variant.node(id).block.map_or(id, |block| variant.blocks[block].fork);
        let leaves = way.iter().map(|&edge| (written(variant.edge(edge).from), edge));
        leaves.into_iter().find(|(from, edge)| {
            let kind = variant.edge(*edge).kind;
            self.all[risk].controls.contains(from) && matches!(kind, EdgeKind::Rejected | EdgeKind::Timeout(_))
        })
    }

    /// Whether a case can go from a node to an end without a control of a risk, be it afterwards.
    pub(super) fn stays_uncontrolled(&self, context: &VariantContext, risk: usize, from: NodeId) -> bool {
        let controls = &self.all[risk].controls;
        let beside = context.concurrency().with(from);
        let is_control = |id: NodeId| controls.binary_search(&id).is_ok();
        !beside.iter().any(|&id| is_control(id)) && context.graph.may_end_without(from, &is_control)
    }

    /// Whether a node comes after another and never before it, or may run at the same time.
    pub(super) fn is_late(&self, context: &VariantContext, control: NodeId, protected: NodeId) -> bool {
        let graph = &context.graph;
        let after = self.forward.after(graph, protected)[control.index()] && !self.forward.before(graph, protected)[control.index()];
        after || context.concurrency().with(protected).contains(&control)
    }

    /// Whether some control of a risk can come before a node.
    pub(super) fn may_precede(&self, context: &VariantContext, risk: usize, protected: NodeId) -> bool {
        let before = self.forward.before(&context.graph, protected);
        self.all[risk].controls.iter().any(|control| before[control.index()])
    }
}

impl<'m> VariantContext<'m> {
    /// The nodes that each name means: their names, labels, and the names of what they were made from.
    pub fn named(&self) -> FxHashMap<&'m str, Vec<NodeId>> {
        let variant: &'m Variant = self.variant;
        let mut named: FxHashMap<&str, Vec<NodeId>> = FxHashMap::default();
        for (id, node) in variant.nodes().filter(|(_, node)| !node.is_block_join()) {
            let label = node.title.label.iter();
            for name in std::iter::once(&node.title.name).chain(label).chain(&node.formerly) {
                let nodes = named.entry(name.as_str()).or_default();
                if nodes.last() != Some(&id) {
                    nodes.push(id);
                }
            }
        }
        named
    }

    /// Whether a name means a node of any variant of the process.
    pub fn is_known(&self, name: &str) -> bool {
        self.process.variants.iter().any(|variant| variant.node_named(name).is_some())
    }

    /// The calls of processes of this file in which one of these names means a node.
    fn calls_with(&self, names: &[String]) -> impl Iterator<Item = NodeId> {
        let has = |process: &Process| process.variants.iter().any(|variant| names.iter().any(|name| variant.node_named(name).is_some()));
        let called = |name: &str| self.model.processes.iter().find(|process| process.is_named(name));
        let calls = self.variant.nodes().filter_map(|(id, node)| Some((id, node.calls.as_ref()?)));
        calls.filter(move |(_, (name, _))| called(name).is_some_and(has)).map(|(id, _)| id)
    }

    /// Whether one case may come to both nodes without going back in a loop.
    pub(super) fn meet(&self, a: NodeId, b: NodeId) -> bool {
        let forward = Forward::find(&self.graph);
        let (after, before) = (forward.after(&self.graph, a), forward.before(&self.graph, a));
        after[b.index()] || before[b.index()] || self.concurrency().with(a).contains(&b)
    }

    /// The change that touched one of these edges.
    pub fn change_of(&self, edges: &[EdgeId]) -> Option<Span> {
        let change = edges.iter().find_map(|&edge| self.variant.edge(edge).changed_by);
        change.map(|change| self.variant.changes[change].span)
    }

    /// Nodes in a sentence.
    pub fn node_names(&self, nodes: &[NodeId]) -> Text {
        let names = |open: &str, close: &str, glue: &str| {
            let names = nodes.iter().map(|&id| format!("{open}{}{close}", shown(self.variant.node(id).shown())));
            names.collect::<Vec<_>>().join(glue)
        };
        Text { en: names("`", "`", ", "), zh: names("“", "”", "、") }
    }

    /// A way as a row of names; of a long one, its beginning and its end.
    pub fn way_text(&self, way: &[EdgeId]) -> String {
        const HEAD: usize = 4;
        const TAIL: usize = 3;
        let nodes = way.first().map(|&edge| self.variant.edge(edge).from).into_iter();
        let nodes: Vec<NodeId> = nodes.chain(way.iter().map(|&edge| self.variant.edge(edge).to)).collect();
        let written = nodes.into_iter().map(|id| self.variant.node(id)).filter(|node| !node.is_block_join());
        let mut names: Vec<String> = written.map(|node| shown(node.shown()).to_string()).collect();
        if names.len() > HEAD + TAIL + 1 {
            let end = names.len() - TAIL;
            names.splice(HEAD..end, ["…".to_owned()]);
        }
        names.join(" → ")
    }

    /// The edges of a way at which it could have gone elsewhere.
    pub fn turns(&self, way: &[EdgeId]) -> Vec<EdgeId> {
        let forks = |edge: &EdgeId| {
            let from = self.variant.edge(*edge).from;
            self.graph.leaving(from).len() > 1 && self.variant.node(from).kind != NodeKind::Fork
        };
        way.iter().copied().filter(forks).collect()
    }

    /// The roles that do a node, if it is people who do it; sorted, and none where one is not known.
    pub fn people_at(&self, id: NodeId) -> Vec<RoleId> {
        if self.variant.node(id).automated { Vec::new() } else { self.performers(id).unwrap_or_default() }
    }
}
