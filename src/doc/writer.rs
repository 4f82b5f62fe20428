//! What every chapter needs: the words, the steps in the order of the flow, and what each is called.

use super::Subject;
use crate::diagram::{Diagram, flow_order};
use crate::emit::next::leaving;
use crate::emit::page::{Part, Table};
use crate::model::{Edge, EdgeKind, Model, Node, NodeId, NodeKind, Risk, TextAttribute, Variant};
use crate::syntax::keywords::Key;
use crate::wording::{Wording, shown};

/// Writes the chapters of a document.
pub(super) struct Writer<'a> {
    pub(super) subject: Subject<'a>,
    pub(super) words: Wording<'a>,
    /// The version that is described, drawn without findings: they are for those who write the process.
    pub(super) diagram: Diagram,
    /// The nodes as the flow meets them.
    pub(super) order: Vec<NodeId>,
    /// The edges that leave each node.
    pub(super) leaving: Vec<Vec<&'a Edge>>,
}

impl<'a> Writer<'a> {
    pub(super) fn new(subject: Subject<'a>) -> Writer<'a> {
        let Subject { model, variant, lang, .. } = subject;
        let diagram = subject.diagram(variant);
        let order = flow_order(diagram.nodes.len(), &diagram.edges).into_iter().map(NodeId::at).collect();
        Writer { subject, words: Wording { model, lang }, diagram, order, leaving: leaving(variant) }
    }

    pub(super) fn t<T>(&self, en: T, zh: T) -> T {
        self.words.lang.pick(en, zh)
    }

    pub(super) fn model(&self) -> &'a Model {
        self.subject.model
    }

    pub(super) fn variant(&self) -> &'a Variant {
        self.subject.variant
    }

    /// The steps with their nodes, as the flow meets them.
    pub(super) fn steps(&self) -> impl Iterator<Item = (NodeId, &'a Node)> {
        let variant = self.variant();
        let steps = self.order.iter().filter(|id| self.diagram.nodes[id.index()].number.is_some());
        steps.map(move |&id| (id, variant.node(id)))
    }

    /// What a step is called here: `3 责任部门分配`; without a number what is no step.
    pub(super) fn step(&self, id: NodeId) -> String {
        let node = &self.diagram.nodes[id.index()];
        match node.number {
            Some(number) => format!("{number} {}", node.label),
            // The join of a block has no name of its own.
            None if node.label.is_empty() => shown(&self.variant().node(id).title).to_owned(),
            None => node.label.clone(),
        }
    }

    /// Where a way leads, as a reader finds it in the table of the steps: through a fork to what runs at the same time, through a join to
    /// what follows it.
    pub(super) fn destination(&self, id: NodeId) -> String {
        let onward =
            || self.leaving[id.index()].iter().filter(|edge| matches!(edge.kind, EdgeKind::Plain | EdgeKind::Approved)).map(|edge| edge.to);
        let kind = |id: NodeId| self.variant().node(id).kind;
        let gateway = |id: &NodeId| matches!(kind(*id), NodeKind::Fork | NodeKind::Join);
        let steps: Vec<NodeId> = onward().filter(|id| !gateway(id)).collect();
        if steps.is_empty() || steps.len() < onward().count() {
            return self.step(id);
        }
        let listed = self.listed(&steps);
        match kind(id) {
            NodeKind::Fork => self.t(format!("{listed} (at the same time)"), format!("{listed}（同时进行）")),
            NodeKind::Join => self.t(format!("{listed} (when all branches are done)"), format!("{listed}（各分支均完成后）")),
            _ => self.step(id),
        }
    }

    /// The steps of these names, those that this version has.
    pub(super) fn named(&self, names: &[String]) -> Vec<NodeId> {
        let mut found: Vec<NodeId> = names.iter().filter_map(|name| self.variant().node_named(name)).collect();
        found.dedup();
        found
    }

    /// Steps as a list.
    pub(super) fn listed(&self, steps: &[NodeId]) -> String {
        let names: Vec<String> = steps.iter().map(|&id| self.step(id)).collect();
        self.words.list(names.iter().map(String::as_str))
    }

    /// `name: value`, where there is a value.
    pub(super) fn pair(&self, name: &str, value: &str) -> Option<String> {
        (!value.is_empty()).then(|| format!("{name}{}{value}", self.t(": ", "：")))
    }

    /// The risks that concern a step of this version.
    pub(super) fn risks(&self) -> impl Iterator<Item = &'a Risk> {
        let risks = self.subject.model.risks.iter().chain(&self.subject.process.risks);
        risks.filter(|risk| !self.named(&risk.controls).is_empty() || !self.named(&risk.protects).is_empty())
    }

    /// A table of texts; nothing where it has no rows.
    pub(super) fn table<const N: usize>(&self, en: [&str; N], zh: [&str; N], rows: Vec<[String; N]>) -> Vec<Part> {
        if rows.is_empty() {
            return Vec::new();
        }
        let rows = rows.into_iter().map(Into::into).collect();
        vec![Part::Table(Table::of_texts(self.t(en, zh).map(str::to_owned).into(), rows))]
    }

    /// Parts below a smaller heading; nothing where there are none.
    pub(super) fn below(&self, en: &str, zh: &str, parts: Vec<Part>) -> Vec<Part> {
        let heading = (!parts.is_empty()).then(|| Part::Heading(self.t(en, zh).to_owned()));
        heading.into_iter().chain(parts).collect()
    }
}

/// The texts of a key, one below the other.
pub(super) fn text(texts: &[TextAttribute], key: Key) -> String {
    texts.iter().filter(|text| text.key == key).map(|text| text.text.as_str()).collect::<Vec<_>>().join("\n")
}
