//! A flow as blocks: parts that are entered at one place and left at one, put together in sequence, as choices, in parallel and
//! as loops. What becomes one block works: every case that enters it leaves it, once.
//!
//! Found by reduction in the manner of Murata's fusions for Petri nets (Proc. IEEE 77, 1989, §V): two steps that follow one another become one, branches
//! with the same beginning and the same end become one, a way from a decision back to itself becomes a loop. Each of
//! these keeps, in both directions, whether the flow is sound. Where decisions and merges alone remain between one way in and one way
//! out, however entangled, they become a [`Region`]: nothing runs in parallel there, so nothing can be missed or doubled.
//! What then is left over has parallel parts that are no blocks; `soundness` decides about that.

mod reduce;
mod regions;
mod worst;

use rustc_hash::FxHashMap;

use super::Graph;
use crate::model::{EdgeId, NodeId};

/// A block, as an index into [`Structure::blocks`]. What it is made of has smaller ones.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub struct BlockId(pub u32);

impl BlockId {
    /// As an index.
    #[must_use]
    pub fn index(self) -> usize {
        self.0 as usize
    }
}

/// A part of a flow with one way in and one way out.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Block {
    /// From the arrival at the node where an edge leaves until the case goes along that edge.
    Step(EdgeId),
    /// An end event.
    End(NodeId),
    /// One after the other.
    Sequence(BlockId, BlockId),
    /// One of several.
    Choice(Vec<Way>),
    /// All of several; a case goes on when the last is done.
    Parallel(Vec<Option<BlockId>>),
    /// The body, and as long as the case goes back, what is redone and the body again.
    Loop {
        /// What happens at least once.
        body: Option<BlockId>,
        /// The way back.
        redo: Way,
        /// The edges along which the case does not go back.
        leave: Vec<EdgeId>,
    },
    /// Decisions and merges that are no blocks.
    Region(Region),
}

impl Block {
    /// The blocks that it is made of.
    pub fn parts(&self) -> impl Iterator<Item = BlockId> {
        let (fixed, ways, branches, places) = match self {
            Block::Step(_) | Block::End(_) => ([None, None], None, None, None),
            Block::Sequence(first, second) => ([Some(*first), Some(*second)], None, None, None),
            Block::Choice(ways) => ([None, None], Some(ways), None, None),
            Block::Parallel(branches) => ([None, None], None, Some(branches), None),
            Block::Loop { body, redo, .. } => ([*body, redo.block], None, None, None),
            Block::Region(region) => ([None, None], None, Some(&region.places), Some(&region.ways)),
        };
        let ways = ways.into_iter().flatten().map(|way| way.block);
        let moves = places.into_iter().flatten().map(|(_, _, way)| way.block);
        fixed.into_iter().chain(ways).chain(branches.into_iter().flatten().copied()).chain(moves).flatten()
    }
}

/// One of the ways that a case can go on.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Way {
    /// The edges that lead into it; it is as likely as all of them together. Empty for one of several starts.
    pub edges: Vec<EdgeId>,
    /// What lies on it, if anything does.
    pub block: Option<BlockId>,
}

/// Decisions and merges between one way in and one way out, in which nothing runs in parallel: a Markov chain.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Region {
    /// What happens at each place.
    pub places: Vec<Option<BlockId>>,
    /// The ways between them: from which, to which, and what lies on it. `None` leaves the region.
    pub ways: Vec<(usize, Option<usize>, Way)>,
    /// The place where a case comes in.
    pub entry: usize,
}

/// A flow, as far as it could be reduced.
#[derive(Debug)]
pub struct Structure {
    blocks: Vec<Block>,
    whole: Option<BlockId>,
    rest: Rest,
    stuck: Vec<NodeId>,
}

/// What is left over where a flow has parallel parts that are no blocks.
#[derive(Debug, Default)]
pub struct Rest {
    /// The places; the first is where a case begins, the second where it ends.
    pub spots: Vec<Spot>,
    /// The ways between them.
    pub links: Vec<Link>,
}

/// A place in what is left over: one node, or several that became one.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Spot {
    /// The node that a case comes to, and the one that it leaves; none for the virtual first and last.
    pub nodes: Option<(NodeId, NodeId)>,
    /// It waits for a case on all links that enter it.
    pub joins: bool,
    /// It sends the case along all links that leave it.
    pub forks: bool,
    /// What happens there.
    pub block: Option<BlockId>,
}

/// A way between two places.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Link {
    /// From which spot.
    pub from: usize,
    /// To which.
    pub to: usize,
    /// The edge with which it enters the spot that it leads to; none from the virtual first spot.
    pub last: Option<EdgeId>,
    /// What lies on it, and along which edges it is entered.
    pub way: Way,
}

/// Where a case begins in [`Rest::spots`].
pub(in crate::graph) const FIRST: usize = 0;
/// Where it ends.
pub(in crate::graph) const LAST: usize = 1;

/// Edges that are read as if they went from and to other nodes than they do.
pub(in crate::graph) type Moved = FxHashMap<EdgeId, (NodeId, NodeId)>;

impl Structure {
    /// Reduces the part of a flow that cases can reach. An end closes the case, whatever follows it; a node that nothing follows counts as
    /// an end here, and is in [`Structure::stuck`].
    #[must_use]
    pub fn find(graph: &Graph) -> Structure {
        Structure::find_moved(graph, &Moved::default())
    }

    /// The same, with some edges read as if they went from and to other nodes.
    pub(in crate::graph) fn find_moved(graph: &Graph, moved: &Moved) -> Structure {
        reduce::reduce(graph, moved)
    }

    /// The blocks: those that one is made of come before it.
    #[must_use]
    pub fn blocks(&self) -> &[Block] {
        &self.blocks
    }

    /// The block that is the whole flow, if it is one. A flow that takes no steps at all is none.
    #[must_use]
    pub fn whole(&self) -> Option<BlockId> {
        self.whole
    }

    /// What is left over where the whole is no block.
    #[must_use]
    pub fn rest(&self) -> &Rest {
        &self.rest
    }

    /// The nodes that nothing follows although they are no ends, in order.
    #[must_use]
    pub fn stuck(&self) -> &[NodeId] {
        &self.stuck
    }

    /// Whether the whole is made of sequences, choices, parallel blocks and loops only.
    #[must_use]
    pub fn is_blocks(&self) -> bool {
        self.whole.is_some() && !self.blocks.iter().any(|block| matches!(block, Block::Region(_)))
    }

    /// The edges that a case goes along through a block with few steps, in order; those of parallel branches one branch after the other.
    pub(in crate::graph) fn run_through(&self, block: BlockId, steps: &[u32]) -> Vec<EdgeId> {
        let of = |block: &Option<BlockId>| block.map_or(0, |id| steps[id.index()]);
        let mut edges = Vec::new();
        let mut stack = vec![block];
        while let Some(id) = stack.pop() {
            match &self.blocks[id.index()] {
                Block::Step(edge) => edges.push(*edge),
                Block::End(_) => {}
                Block::Sequence(first, second) => stack.extend([*second, *first]),
                Block::Choice(ways) => stack.extend(ways.iter().map(|way| way.block).min_by_key(of).flatten()),
                Block::Parallel(branches) => stack.extend(branches.iter().rev().flatten()),
                Block::Loop { body, .. } => stack.extend(*body),
                Block::Region(region) => stack.extend(region.shortest().into_iter().rev()),
            }
        }
        edges
    }

    /// How many steps a way through each block has, without loops.
    pub(in crate::graph) fn steps(&self) -> Vec<u32> {
        let mut steps: Vec<u32> = Vec::with_capacity(self.blocks.len());
        for block in &self.blocks {
            let of = |block: &Option<BlockId>| block.map_or(0, |id| steps[id.index()]);
            let own = match block {
                Block::Step(_) | Block::End(_) => 1,
                Block::Sequence(first, second) => steps[first.index()].saturating_add(steps[second.index()]),
                Block::Choice(ways) => ways.iter().map(|way| of(&way.block)).min().unwrap_or(0),
                Block::Parallel(branches) => branches.iter().map(of).max().unwrap_or(0),
                Block::Loop { body, .. } => of(body),
                Block::Region(region) => region.shortest().iter().map(|id| steps[id.index()]).fold(0, u32::saturating_add),
            };
            steps.push(own);
        }
        steps
    }
}

impl Region {
    /// The blocks on a way through it with as few links as possible.
    fn shortest(&self) -> Vec<BlockId> {
        let mut came: Vec<Option<usize>> = vec![None; self.places.len()];
        let mut queue = std::collections::VecDeque::from([self.entry]);
        let mut seen = vec![false; self.places.len()];
        seen[self.entry] = true;
        let mut last = None;
        'search: while let Some(at) = queue.pop_front() {
            for (number, (_, to, _)) in self.ways.iter().enumerate().filter(|(_, way)| way.0 == at) {
                match to {
                    None => {
                        last = Some(number);
                        break 'search;
                    }
                    Some(to) if !std::mem::replace(&mut seen[*to], true) => {
                        came[*to] = Some(number);
                        queue.push_back(*to);
                    }
                    Some(_) => {}
                }
            }
        }
        let mut blocks = Vec::new();
        while let Some(number) = last {
            let (from, _, way) = &self.ways[number];
            blocks.extend(way.block);
            blocks.extend(self.places[*from]);
            last = came[*from];
        }
        blocks.reverse();
        blocks
    }
}
