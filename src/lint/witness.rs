//! What a case does until something goes wrong, as further places of a finding.

use super::context::VariantContext;
use super::rules::implicit_split;
use crate::both;
use crate::diagnostic::Diagnostic;
use crate::graph::Defect;
use crate::lang::{Text, shown};
use crate::model::{Edge, EdgeId, EdgeKind, NodeId, NodeKind};

/// How many steps are shown.
const MOST: usize = 6;

impl VariantContext<'_> {
    /// What is wrong with the flow. Nothing where a node is touched by a syntax error; and not what `implicit-split` or `duplicate-edge`
    /// explains: what happens behind a node of which nobody can say whether a case takes one of its ways or all, or behind a fork with the
    /// same branch twice.
    pub fn defects(&self) -> impl Iterator<Item = &Defect> {
        let splits = |id: NodeId| !implicit_split::ways(self, id).is_empty();
        let explained = move |defect: &Defect| {
            let passes = defect.run.iter().any(|&edge| splits(self.variant.edge(edge).from) || self.is_doubled(edge));
            passes || defect.run.is_empty() && (0..self.graph.len()).any(|at| splits(NodeId::at(at)))
        };
        self.soundness().into_iter().flat_map(|soundness| &soundness.defects).filter(move |defect| !explained(defect))
    }

    /// Whether another branch of a fork leads to the same node.
    fn is_doubled(&self, edge: EdgeId) -> bool {
        let Edge { from, to, .. } = self.variant.edge(edge);
        let same = |other: &&EdgeId| **other != edge && self.variant.edge(**other).to == *to;
        let fork = self.variant.node(*from).kind == NodeKind::Fork;
        fork && self.graph.leaving(*from).iter().any(|other| same(&other))
    }

    /// Points to where a case chooses or divides, in order; the last few of many.
    pub(super) fn with_run(&self, finding: Diagnostic, run: &[EdgeId]) -> Diagnostic {
        let mut steps: Vec<(EdgeId, Text)> = Vec::new();
        let mut sent = vec![0; self.graph.len()];
        for &id in run {
            let edge = self.variant.edge(id);
            let node = self.variant.node(edge.from);
            let ways = self.graph.leaving(edge.from).len();
            let sent = &mut sent[edge.from.index()];
            *sent += 1;
            // A fork sends all its ways: that is one step.
            if ways < 2 || node.kind == NodeKind::Fork && *sent % ways != 1 {
                continue;
            }
            let name = shown(node.shown());
            if node.kind == NodeKind::Fork {
                steps.push((id, both!("`{name}` begins all its branches", "“{name}”同时开始各个分支")));
            } else {
                steps.push((id, both!("`{name}` {}", "“{name}”{}"; self.choice(edge))));
            }
        }
        let first = steps.len().saturating_sub(MOST);
        steps.drain(..first);
        steps.into_iter().zip(1..).fold(finding, |finding, ((id, text), number)| {
            let edge = self.variant.edge(id);
            // A branch of a block is written in it; the fork is the block.
            let fork = self.variant.node(edge.from).kind == NodeKind::Fork;
            let span = if fork { self.variant.node(edge.from).title.span } else { edge.span };
            finding.related(span, both!("step {number}: {}", "第{number}步：{}"; text))
        })
    }

    /// The start where a case began, if what is missing comes only from another one.
    pub(super) fn began_elsewhere(&self, run: &[EdgeId], missing: &[EdgeId]) -> Option<NodeId> {
        let begun = self.variant.edge(*run.first()?).from;
        let reached = self.graph.cases_from([begun]);
        missing.iter().any(|&edge| !reached[self.variant.edge(edge).from.index()]).then_some(begun)
    }

    /// Which way a case takes, as the end of a sentence.
    pub(super) fn choice(&self, edge: &Edge) -> Text {
        let to = shown(self.variant.node(edge.to).shown());
        let label = edge.label.as_deref().or(edge.condition.as_ref().map(|condition| condition.text.as_str()));
        match label.map(shown) {
            _ if edge.kind == EdgeKind::Rejected => both!("rejects, to `{to}`", "不通过而走向“{to}”"),
            _ if matches!(edge.kind, EdgeKind::Timeout(_)) => both!("times out, to `{to}`", "超时而走向“{to}”"),
            Some(label) => both!("takes `{label}`", "走“{label}”"),
            None => both!("goes on to `{to}`", "走向“{to}”"),
        }
    }

    /// The nodes from which some edges come, as people call them.
    pub(super) fn sources(&self, edges: &[EdgeId]) -> Text {
        let mut nodes: Vec<NodeId> = edges.iter().map(|&edge| self.variant.edge(edge).from).collect();
        nodes.sort_unstable();
        nodes.dedup();
        let names: Vec<String> = nodes.iter().map(|&id| shown(self.variant.node(id).shown()).to_string()).collect();
        let (en, zh) = (names.join("`, `"), names.join("”“"));
        both!("`{en}`", "“{zh}”")
    }
}
