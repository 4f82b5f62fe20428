//! One graph of a process: its nodes, edges and parallel blocks, and the changes that made it.

use super::{DataId, EdgeId, Node, NodeId, Ref, RoleId};
use crate::ast::quantity::{Duration, Percent};
use crate::ast::{Comparison, Operand};
use crate::both;
use crate::lang::{Text, shown};
use crate::source::Span;

/// One graph of a process.
#[derive(Clone, Debug)]
pub struct Variant {
    /// Which kind.
    pub kind: VariantKind,
    /// Its name, for a to-be that has one.
    pub name: Option<String>,
    /// Its header.
    pub span: Span,
    /// The whole of it.
    pub whole: Span,
    /// It is written as changes of the as-is.
    pub from_as_is: bool,
    /// A syntax error in it may hide nodes or edges: only what stands in a single node is judged.
    pub incomplete: bool,
    /// The nodes; a [`NodeId`] is an index here.
    pub nodes: Vec<Node>,
    /// The edges; an [`EdgeId`] is an index here.
    pub edges: Vec<Edge>,
    /// The parallel blocks.
    pub blocks: Vec<Block>,
    /// The changes that made it.
    pub changes: Vec<Change>,
}

/// As-is or to-be.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum VariantKind {
    /// As it is today.
    AsIs,
    /// As it should be.
    ToBe,
}

impl Variant {
    /// The node of that id.
    #[must_use]
    pub fn node(&self, id: NodeId) -> &Node {
        &self.nodes[id.index()]
    }

    /// The edge of that id.
    #[must_use]
    pub fn edge(&self, id: EdgeId) -> &Edge {
        &self.edges[id.index()]
    }

    /// All nodes with their ids.
    pub fn nodes(&self) -> impl Iterator<Item = (NodeId, &Node)> {
        self.nodes.iter().enumerate().map(|(index, node)| (NodeId::at(index), node))
    }

    /// All edges with their ids.
    pub fn edges(&self) -> impl Iterator<Item = (EdgeId, &Edge)> {
        self.edges.iter().enumerate().map(|(index, edge)| (EdgeId::at(index), edge))
    }

    /// The node of that name.
    #[must_use]
    pub fn node_named(&self, name: &str) -> Option<NodeId> {
        self.nodes().find(|(_, node)| !node.is_block_join() && node.answers_to(name)).map(|(id, _)| id)
    }

    /// The change that touched the edge or the node that stands there.
    #[must_use]
    pub fn changed_at(&self, span: Span) -> Option<usize> {
        let edge = self.edges.iter().filter(|edge| edge.span == span).find_map(|edge| edge.changed_by);
        let inside = |whole: Span| whole.file == span.file && whole.start <= span.start && span.end <= whole.end;
        edge.or_else(|| self.nodes.iter().filter(|node| inside(node.title.whole)).find_map(|node| node.changed_by))
    }

    /// How people call it.
    #[must_use]
    pub fn title(&self) -> Text {
        match (self.kind, &self.name) {
            (VariantKind::AsIs, _) => both!("as-is", "现状"),
            (VariantKind::ToBe, None) => both!("to-be", "优化后"),
            (VariantKind::ToBe, Some(name)) => {
                let name = shown(name);
                both!("to-be {name}", "优化后“{name}”")
            }
        }
    }

    /// The owner of a node: its own, or that of the parallel block around it.
    #[must_use]
    pub fn owner(&self, id: NodeId) -> &[Ref<RoleId>] {
        let own = &self.node(id).owner;
        if !own.is_empty() {
            return own;
        }
        self.node(id).within.map_or(own, |block| &self.node(self.blocks[block].fork).owner)
    }

    /// Notes at each node in which block it is named; of several, in the first.
    pub(super) fn note_blocks(&mut self) {
        for node in &mut self.nodes {
            node.within = None;
        }
        for (at, block) in self.blocks.iter().enumerate() {
            for id in block.branches.iter().flatten() {
                self.nodes[id.index()].within.get_or_insert(at);
            }
        }
    }
}

/// A change of the as-is, as it was applied.
#[derive(Clone, Debug)]
pub struct Change {
    /// `change`, `remove`, …
    pub operation: &'static str,
    /// The names of the nodes concerned.
    pub nodes: Vec<String>,
    /// Why.
    pub because: Option<String>,
    /// Where it stands.
    pub span: Span,
}

/// A parallel block: a fork, a join, and the nodes named in its branches.
#[derive(Clone, Debug)]
pub struct Block {
    /// The node that is the block, and its fork.
    pub fork: NodeId,
    /// Its join.
    pub join: NodeId,
    /// The nodes of each branch, as written.
    pub branches: Vec<Vec<NodeId>>,
}

/// An edge.
#[derive(Clone, Debug)]
pub struct Edge {
    /// Where it leaves.
    pub from: NodeId,
    /// Where it goes.
    pub to: NodeId,
    /// Which kind.
    pub kind: EdgeKind,
    /// Its label.
    pub label: Option<String>,
    /// Its condition.
    pub condition: Option<Condition>,
    /// Its probability; `None` is unknown.
    pub probability: Option<Percent>,
    /// How often a case takes it at most.
    pub max: Option<u32>,
    /// Where it is written: the target's name.
    pub span: Span,
    /// The statement it is part of.
    pub statement: Span,
    /// The change that made or changed it: an index into the variant's changes.
    pub changed_by: Option<usize>,
}

impl Edge {
    /// Whether the case moves along it.
    #[must_use]
    pub fn is_flow(&self) -> bool {
        !matches!(self.kind, EdgeKind::Informs(_))
    }
}

/// The kinds of edge.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum EdgeKind {
    /// What comes next.
    Plain,
    /// A branch of a decision.
    Branch,
    /// The branch for everything else.
    Else,
    /// An approval's approval.
    Approved,
    /// An approval's rejection.
    Rejected,
    /// The case goes there after that long.
    Timeout(Duration),
    /// A notice goes there after that long; the case does not move.
    Informs(Duration),
}

/// A condition on a branch.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Condition {
    /// The data object.
    pub data: Ref<DataId>,
    /// Its field.
    pub field: Option<String>,
    /// How it is compared.
    pub comparison: Comparison,
    /// With what.
    pub value: Operand,
    /// As typed.
    pub text: String,
}
