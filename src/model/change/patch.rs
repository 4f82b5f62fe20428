//! A copy of the as-is that is being changed: nodes, edges and their order.

use rustc_hash::FxHashSet;

use super::Misfit;
use crate::both;
use crate::lang::shown;
use crate::model::resolve::Draft;
use crate::model::{Block, DutyRule, Edge, EdgeKind, Node, NodeId, NodeKind, Title, Variant};

/// A copy of the as-is that is being changed.
pub(super) struct Patch<'p> {
    /// The duty rules of the process.
    pub(super) duties: &'p [DutyRule],
    pub(super) draft: Draft,
    /// The change that is being applied.
    pub(super) now: Option<usize>,
    /// Which nodes and edges are (still) there.
    pub(super) nodes: Vec<bool>,
    pub(super) edges: Vec<bool>,
    /// Edges by the node they leave and enter; may hold some that are gone.
    pub(super) out: Vec<Vec<usize>>,
    into: Vec<Vec<usize>>,
    /// The node that comes next in the order of declaration.
    pub(super) next: Vec<Option<NodeId>>,
    head: Option<NodeId>,
    /// The names and labels of nodes that are gone, for the message.
    pub(super) gone: FxHashSet<String>,
}

impl<'p> Patch<'p> {
    pub(super) fn new(base: &Variant, duties: &'p [DutyRule]) -> Patch<'p> {
        let mut draft = Draft::new();
        draft.nodes.clone_from(&base.nodes);
        draft.edges.clone_from(&base.edges);
        draft.blocks.clone_from(&base.blocks);
        let count = base.nodes.len();
        for (id, _) in base.nodes().filter(|(_, node)| !node.is_block_join()) {
            draft.nodes[id.index()].was = Some(id);
            draft.know(id);
        }
        for block in &base.blocks {
            draft.nodes[block.join.index()].was = Some(block.join);
        }
        let mut patch = Patch {
            duties,
            draft,
            now: None,
            nodes: vec![true; count],
            edges: Vec::new(),
            out: vec![Vec::new(); count],
            into: vec![Vec::new(); count],
            next: (1..=count).map(|at| (at < count).then(|| NodeId::at(at))).collect(),
            head: (count > 0).then_some(NodeId(0)),
            gone: FxHashSet::default(),
        };
        patch.index_edges(0);
        patch
    }

    /// Indexes the edges from `first` on, and nodes that came with them.
    pub(super) fn index_edges(&mut self, first: usize) {
        while self.nodes.len() < self.draft.nodes.len() {
            // A node that nobody declares, named in a branch: reported already.
            let id = NodeId::at(self.nodes.len());
            self.register(id, None);
        }
        for at in first..self.draft.edges.len() {
            let (from, to) = (self.draft.edges[at].from, self.draft.edges[at].to);
            self.draft.edges[at].changed_by = self.now;
            self.edges.push(true);
            self.out[from.index()].push(at);
            self.into[to.index()].push(at);
        }
    }

    pub(super) fn register(&mut self, id: NodeId, behind: Option<NodeId>) {
        self.nodes.push(true);
        self.out.push(Vec::new());
        self.into.push(Vec::new());
        self.next.push(None);
        let behind = behind.unwrap_or_else(|| NodeId::at(id.index().saturating_sub(1)));
        if behind != id {
            self.next[id.index()] = self.next[behind.index()];
            self.next[behind.index()] = Some(id);
        }
    }

    /// Whether a new node may have a name; the nodes in whose place it comes do not count.
    pub(super) fn free_name(&self, title: &Title, instead_of: &[NodeId]) -> Result<(), Misfit> {
        match self.draft.declared(&title.name).filter(|id| !instead_of.contains(id)) {
            None => Ok(()),
            Some(_) => {
                let word = shown(&title.name);
                Err((
                    title.span,
                    both!("there is already a node `{word}`", "已有名为“{word}”的节点"),
                    both!("give the new node another name", "给新节点换个名称"),
                ))
            }
        }
    }

    /// Adds a node, in the order of declaration behind another; it may have the name of those in whose place it comes.
    pub(super) fn add(&mut self, mut node: Node, instead_of: &[NodeId], behind: Option<NodeId>, index: usize) -> NodeId {
        for &old in instead_of {
            self.draft.forget(old);
        }
        let id = NodeId::at(self.draft.nodes.len());
        node.changed_by = Some(index);
        self.draft.nodes.push(node);
        self.draft.know(id);
        self.register(id, behind);
        id
    }

    pub(super) fn name(&self, id: NodeId) -> String {
        self.draft.nodes[id.index()].title.name.clone()
    }

    pub(super) fn touch(&mut self, id: NodeId, index: usize) -> &mut Node {
        let node = &mut self.draft.nodes[id.index()];
        node.changed_by = Some(index);
        node
    }

    pub(super) fn leaving(&self, id: NodeId) -> Vec<usize> {
        self.there(&self.out[id.index()], |edge| edge.from == id)
    }

    pub(super) fn entering(&self, id: NodeId) -> Vec<usize> {
        self.there(&self.into[id.index()], |edge| edge.to == id)
    }

    /// Those edges of a list that are there and fit, each once: an edge led away and back is listed twice.
    fn there(&self, listed: &[usize], fits: impl Fn(&Edge) -> bool) -> Vec<usize> {
        let mut edges: Vec<usize> = listed.iter().copied().filter(|&at| self.edges[at] && fits(&self.draft.edges[at])).collect();
        edges.sort_unstable();
        edges.dedup();
        edges
    }

    pub(super) fn redirect(&mut self, at: usize, to: NodeId) {
        self.draft.edges[at].to = to;
        self.draft.edges[at].changed_by = self.now;
        self.into[to.index()].push(at);
    }

    /// Leads an edge past what follows it; a case takes the two together no more often than either alone.
    pub(super) fn lead_past(&mut self, at: usize, to: NodeId, bound: Option<u32>) {
        self.redirect(at, to);
        let max = &mut self.draft.edges[at].max;
        *max = [*max, bound].into_iter().flatten().min();
    }

    pub(super) fn connect(&mut self, new: Edge) {
        let first = self.draft.edges.len();
        self.draft.edges.push(new);
        self.index_edges(first);
    }

    /// An edge that now leaves a node of another kind.
    pub(super) fn fit_kind(&mut self, at: usize, kind: NodeKind) {
        let edge = &mut self.draft.edges[at];
        match (kind, edge.kind) {
            (NodeKind::Approval, EdgeKind::Plain) => edge.kind = EdgeKind::Approved,
            (NodeKind::Decision, EdgeKind::Plain) => edge.kind = EdgeKind::Branch,
            // The ways of a decision stay told apart, whatever takes its place.
            (NodeKind::Approval, _)
            | (_, EdgeKind::Branch | EdgeKind::Else | EdgeKind::Plain | EdgeKind::Timeout(_) | EdgeKind::Informs(_)) => {}
            (_, EdgeKind::Approved) => {
                edge.kind = EdgeKind::Plain;
                edge.probability = None;
            }
            // What is no approval any more does not reject.
            (_, EdgeKind::Rejected) => self.edges[at] = false,
        }
    }

    /// Edges at a node that say the same become one; how likely it is is known if it was the same.
    pub(super) fn drop_repetitions(&mut self, id: NodeId) {
        for edges in [self.leaving(id), self.entering(id)] {
            let mut kept: Vec<usize> = Vec::new();
            for at in edges {
                let Some(&first) = kept.iter().find(|&&first| says_the_same(&self.draft.edges[first], &self.draft.edges[at])) else {
                    kept.push(at);
                    continue;
                };
                if self.draft.edges[first].probability != self.draft.edges[at].probability {
                    self.draft.edges[first].probability = None;
                }
                self.edges[at] = false;
            }
        }
    }

    /// The node declared just before another.
    pub(super) fn before(&self, id: NodeId) -> Option<NodeId> {
        (0..self.next.len()).map(NodeId::at).find(|other| self.next[other.index()] == Some(id)).or(Some(id))
    }

    /// Takes a node out with all its edges.
    pub(super) fn forget(&mut self, id: NodeId) {
        self.draft.forget(id);
        self.nodes[id.index()] = false;
        self.gone.extend(self.draft.nodes[id.index()].names());
        for at in self.leaving(id).into_iter().chain(self.entering(id)) {
            self.edges[at] = false;
        }
    }

    pub(super) fn replace_in_blocks(&mut self, old: &[NodeId], new: &[NodeId]) {
        for branch in self.draft.blocks.iter_mut().flat_map(|block| &mut block.branches) {
            if let Some(at) = branch.iter().position(|id| old.contains(id)) {
                branch.retain(|id| !old.contains(id));
                let at = at.min(branch.len());
                branch.splice(at..at, new.iter().copied());
            }
        }
    }

    /// Hands over what is there, renumbered in the order of declaration.
    pub(super) fn finish(self, variant: &mut Variant) {
        let mut order = Vec::new();
        let mut at = self.head;
        while let Some(id) = at {
            order.push(id);
            at = self.next[id.index()];
        }
        let mut new_id = vec![None; self.nodes.len()];
        for id in order.iter().filter(|id| self.nodes[id.index()]) {
            new_id[id.index()] = Some(NodeId::at(variant.nodes.len()));
            variant.nodes.push(self.draft.nodes[id.index()].clone());
        }
        for (edge, _) in self.draft.edges.iter().zip(&self.edges).filter(|(_, there)| **there) {
            if let (Some(from), Some(to)) = (new_id[edge.from.index()], new_id[edge.to.index()]) {
                variant.edges.push(Edge { from, to, ..edge.clone() });
            }
        }
        for block in &self.draft.blocks {
            let (Some(fork), Some(join)) = (new_id[block.fork.index()], new_id[block.join.index()]) else { continue };
            let index = variant.blocks.len();
            variant.nodes[fork.index()].block = Some(index);
            variant.nodes[join.index()].block = Some(index);
            let branches = block.branches.iter().map(|branch| branch.iter().filter_map(|id| new_id[id.index()]).collect::<Vec<_>>());
            variant.blocks.push(Block { fork, join, branches: branches.filter(|branch| !branch.is_empty()).collect() });
        }
    }
}

/// A number for the outcome that an edge stands for; plain edges have none.
pub(super) fn outcome(edge: &Edge) -> u8 {
    match edge.kind {
        EdgeKind::Plain => 0,
        EdgeKind::Branch | EdgeKind::Else => 1,
        EdgeKind::Approved => 2,
        EdgeKind::Rejected => 3,
        EdgeKind::Timeout(_) | EdgeKind::Informs(_) => 4,
    }
}

fn says_the_same(a: &Edge, b: &Edge) -> bool {
    (a.from, a.to, a.kind, &a.label, &a.condition) == (b.from, b.to, b.kind, &b.label, &b.condition)
}
