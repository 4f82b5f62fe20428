//! Which data a node needs, who writes it, and whether it has been written when a case gets there.

use super::VariantContext;
use super::passed::{Passed, Passing};
use crate::model::{DataId, Home, NodeId, Ref, Variant};
use crate::source::Span;

/// One thing read by one node.
pub(super) struct Read {
    /// What is read.
    pub(super) data: DataId,
    /// By which node.
    pub(super) at: NodeId,
    /// Where that stands.
    pub(super) span: Span,
}

impl VariantContext<'_> {
    /// What must be there: what is read, unless somebody brings it from outside; each data object once for each node.
    pub(super) fn needed(&self) -> Vec<Read> {
        let variant = self.variant;
        let mut reads: Vec<Read> = Vec::new();
        for (at, node) in variant.nodes() {
            let optional = |data: &Ref<DataId>| node.optional.iter().any(|other| other.id == data.id);
            let conditions = self.graph.leaving(at).iter().filter_map(|&edge| Some(variant.edge(edge).condition.as_ref()?.data));
            let conditions = conditions.filter(|data| !optional(data));
            for data in node.inputs.iter().chain(&node.of).copied().chain(conditions) {
                let Some(id) = data.id.filter(|&id| !self.data(id).external) else { continue };
                if !reads.iter().rev().take_while(|read| read.at == at).any(|read| read.data == id) {
                    reads.push(Read { data: id, at, span: data.span });
                }
            }
        }
        reads
    }

    /// Whether data that no step of the variant writes may come from another process: from the caller, from a process of the file that
    /// writes it, or, if it is declared in another file, from a process that is called there.
    pub(super) fn comes_from_elsewhere(&self, id: DataId) -> bool {
        let model = self.model;
        let others = model.processes.iter().filter(|process| !std::ptr::eq(*process, self.process));
        let mut elsewhere = others.flat_map(|process| &process.variants).flat_map(Variant::writes);
        model.is_called(self.process)
            || elsewhere.any(|(_, data)| data.id == Some(id))
            || self.data(id).home == Some(Home::Import) && self.variant.calls_outside(model)
    }

    /// The nodes that write a data object.
    pub(super) fn writers_of(&self, id: DataId) -> Vec<NodeId> {
        let mut nodes: Vec<NodeId> = self.variant.writes().filter(|(_, data)| data.id == Some(id)).map(|(id, _)| id).collect();
        nodes.dedup();
        nodes
    }

    /// For each of some data objects, whether it has certainly been written when a case gets to a node.
    pub(super) fn written(&self, data: &[DataId]) -> Passed {
        let writers: Vec<Vec<NodeId>> = data.iter().map(|&id| self.writers_of(id)).collect();
        Passed::find(self, &writers, Passing::Done)
    }
}
