//! Who reads and who writes which data.

use std::collections::BTreeMap;

use super::VariantContext;
use crate::model::{DataId, Node, NodeId, NodeKind};
use crate::source::Span;

/// The steps that use one data object, in order of declaration.
#[derive(Debug, Default)]
pub(super) struct Access {
    /// Those that must have read it, and where that stands.
    pub readers: Vec<(NodeId, Span)>,
    /// Those that write it.
    pub writers: Vec<NodeId>,
}

/// Names of what only grows: one entry does not overwrite another.
const GROWS: [&str; 10] = ["日志", "流水", "台账", "日誌", "留言", "log", "logs", "journal", "history", "ledger"];

impl VariantContext<'_> {
    /// Whose reads and writes of which data stand in the variant.
    pub(super) fn access(&self) -> BTreeMap<DataId, Access> {
        let mut all: BTreeMap<DataId, Access> = BTreeMap::new();
        for (id, node) in self.nodes() {
            for data in node.inputs.iter().chain(&node.of) {
                if let Some(access) = data.id.map(|data| all.entry(data).or_default())
                    && access.readers.last().is_none_or(|last| last.0 != id)
                {
                    access.readers.push((id, data.span));
                }
            }
            for access in node.outputs.iter().filter_map(|data| data.id) {
                let writers = &mut all.entry(access).or_default().writers;
                if writers.last() != Some(&id) {
                    writers.push(id);
                }
            }
        }
        all
    }

    /// The data for which steps that run at the same time may compete: written somewhere, and used by several.
    pub(super) fn contended(&self) -> Vec<(DataId, Access)> {
        if !self.variant.nodes.iter().any(|node| node.kind == NodeKind::Fork) {
            return Vec::new();
        }
        let several = |access: &Access| !access.writers.is_empty() && access.writers.len() + access.readers.len() > 1;
        self.access().into_iter().filter(|(data, access)| several(access) && !self.only_grows(*data)).collect()
    }

    /// Whether a data object only grows, by its name.
    fn only_grows(&self, data: DataId) -> bool {
        let title = self.data(data).title.as_ref();
        let names = title.into_iter().flat_map(|title| [Some(title.name.as_str()), title.label.as_deref()]).flatten();
        let grows = |name: &str| GROWS.iter().any(|word| if word.is_ascii() { has_word(name, word) } else { name.contains(word) });
        names.into_iter().any(grows)
    }
}

/// Whether a name has that English word in it, not only those letters.
pub(super) fn has_word(name: &str, word: &str) -> bool {
    let parts = name.split(|c: char| !c.is_ascii_alphanumeric());
    parts.into_iter().any(|part| part.eq_ignore_ascii_case(word))
}

/// Whether a control or a deliberate step of the author must stay, so that doing something twice is meant.
pub(super) fn is_deliberate(node: &Node) -> bool {
    node.required.is_some() || node.keep || node.preventive || node.detective || node.distinct
}
