//! Where a case goes from a node, in words.

use crate::diagram::label;
use crate::model::{Edge, EdgeKind, NodeId, Variant};
use crate::wording::{Wording, shown};

/// A way from a node.
pub(crate) struct Next {
    /// When; nothing where it simply goes on.
    pub(crate) said: String,
    /// How many cases go there, if that is known.
    pub(crate) probability: String,
    /// How often it is taken at most, if that is said.
    pub(crate) max: String,
    /// Where it leads, in words.
    pub(crate) to: String,
    /// The node to which it leads.
    pub(crate) node: NodeId,
}

impl Next {
    /// When, how likely, how often; nothing where it simply goes on.
    pub(crate) fn how(&self) -> String {
        let parts = [&self.said, &self.probability, &self.max].into_iter().filter(|part| !part.is_empty());
        parts.map(String::as_str).collect::<Vec<_>>().join(" ")
    }
}

/// The edges that leave each node.
pub(crate) fn leaving(variant: &Variant) -> Vec<Vec<&Edge>> {
    let mut leaving: Vec<Vec<&Edge>> = vec![Vec::new(); variant.nodes.len()];
    for edge in &variant.edges {
        leaving[edge.from.index()].push(edge);
    }
    leaving
}

/// The ways from a node, given those that leave each. A parallel block goes to its branches, and then on from its join.
pub(crate) fn next(variant: &Variant, id: NodeId, leaving: &[Vec<&Edge>], words: Wording) -> Vec<Next> {
    let node = variant.node(id);
    let exit = node.block.filter(|_| node.is_block()).map(|block| variant.blocks[block].join);
    let ways = std::iter::once(id).chain(exit).flat_map(|from| &leaving[from.index()]).map(|edge| {
        let target = variant.node(edge.to);
        let to = if target.is_block_join() { shown(&target.title).to_owned() } else { label(target, words.lang) };
        let to = if target.is_block_join() { words.lang.pick(format!("end of {to}"), format!("{to}（汇合）")) } else { to };
        let [said, probability, max] = words.edge(edge);
        let approved = edge.kind == EdgeKind::Approved && said.is_empty() && leaving[edge.from.index()].len() > 1;
        let said = if approved { words.lang.pick("approved", "通过").to_owned() } else { said };
        let plain = matches!(edge.kind, EdgeKind::Plain | EdgeKind::Approved) && edge.label.is_none() && !approved;
        let then = if exit == Some(edge.from) && plain { words.lang.pick("then", "之后") } else { "" };
        let said = if plain { then.to_owned() } else { said };
        Next { said, probability, max, to, node: edge.to }
    });
    ways.collect()
}
