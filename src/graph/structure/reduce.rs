//! The reduction: fusions until nothing changes, then regions, then again.

use super::{Block, BlockId, FIRST, LAST, Link, Rest, Spot, Structure, Way};
use crate::graph::Graph;
use crate::model::{NodeId, NodeKind};

/// The flow while it is reduced. Lists of links may hold some that are gone; the counts are right.
pub(super) struct Work {
    pub blocks: Vec<Block>,
    pub spots: Vec<Spot>,
    pub links: Vec<Option<Link>>,
    /// For each spot, the links that enter it and how many they are.
    into: Vec<(Vec<usize>, usize)>,
    /// For each spot, the links that leave it and how many they are.
    out: Vec<(Vec<usize>, usize)>,
    /// Spots that may have become part of a sequence.
    sequences: Queue,
    /// Spots from which several links may lead to the same one.
    bundles: Queue,
}

/// Spots to look at, each once.
#[derive(Default)]
struct Queue {
    spots: Vec<usize>,
    waits: Vec<bool>,
}

impl Queue {
    fn push(&mut self, spot: usize) {
        if spot >= self.waits.len() {
            self.waits.resize(spot + 1, false);
        }
        if !std::mem::replace(&mut self.waits[spot], true) {
            self.spots.push(spot);
        }
    }

    fn pop(&mut self) -> Option<usize> {
        let spot = self.spots.pop()?;
        self.waits[spot] = false;
        Some(spot)
    }
}

pub(super) fn reduce(graph: &Graph) -> Structure {
    let (mut work, stuck) = Work::build(graph);
    loop {
        work.fuse();
        if !work.collapse_regions() {
            break;
        }
    }
    work.finish(stuck)
}

impl Work {
    fn build(graph: &Graph) -> (Work, Vec<NodeId>) {
        let variant = graph.variant();
        let reached = graph.cases_until(graph.starts(), &variant.nodes.iter().map(|node| node.kind == NodeKind::End).collect::<Vec<_>>());
        let virtual_spot = Spot { nodes: None, joins: false, forks: false, block: None };
        let mut work = Work {
            blocks: Vec::new(),
            spots: vec![virtual_spot; 2],
            links: Vec::new(),
            into: vec![(Vec::new(), 0); 2],
            out: vec![(Vec::new(), 0); 2],
            sequences: Queue::default(),
            bundles: Queue::default(),
        };
        let mut spot_of = vec![LAST; graph.len()];
        for (id, node) in variant.nodes().filter(|(id, node)| reached[id.index()] && node.kind != NodeKind::End) {
            spot_of[id.index()] = work.spots.len();
            work.add_spot(Spot {
                nodes: Some((id, id)),
                joins: node.kind == NodeKind::Join,
                forks: node.kind == NodeKind::Fork,
                block: None,
            });
        }
        let starts: Vec<NodeId> = graph.starts().collect();
        let mut first = FIRST;
        if starts.len() > 1 {
            first = work.spots.len();
            work.add_spot(Spot { nodes: None, joins: false, forks: false, block: None });
            work.add_link(Link { from: FIRST, to: first, last: None, way: Way { edges: Vec::new(), block: None } });
        }
        for start in starts {
            work.add_link(Link { from: first, to: spot_of[start.index()], last: None, way: Way { edges: Vec::new(), block: None } });
        }
        let mut stuck = Vec::new();
        for (id, node) in variant.nodes().filter(|(id, node)| reached[id.index()] && node.kind != NodeKind::End) {
            for &edge in graph.leaving(id) {
                let to = variant.edge(edge).to;
                let mut block = Some(work.add(Block::Step(edge)));
                if variant.node(to).kind == NodeKind::End {
                    let end = Some(work.add(Block::End(to)));
                    block = work.in_sequence(block, end);
                }
                let way = Way { edges: vec![edge], block };
                work.add_link(Link { from: spot_of[id.index()], to: spot_of[to.index()], last: Some(edge), way });
            }
            if graph.leaving(id).is_empty() && node.kind != NodeKind::End {
                stuck.push(id);
                work.add_link(Link { from: spot_of[id.index()], to: LAST, last: None, way: Way { edges: Vec::new(), block: None } });
            }
        }
        (work, stuck)
    }

    fn add_spot(&mut self, spot: Spot) {
        self.spots.push(spot);
        self.into.push((Vec::new(), 0));
        self.out.push((Vec::new(), 0));
    }

    pub(super) fn add(&mut self, block: Block) -> BlockId {
        self.blocks.push(block);
        BlockId(crate::source::offset(self.blocks.len() - 1))
    }

    pub(super) fn in_sequence(&mut self, first: Option<BlockId>, second: Option<BlockId>) -> Option<BlockId> {
        match (first, second) {
            (Some(first), Some(second)) => Some(self.add(Block::Sequence(first, second))),
            (one, other) => one.or(other),
        }
    }

    pub(super) fn add_link(&mut self, link: Link) {
        let id = self.links.len();
        self.out[link.from].0.push(id);
        self.out[link.from].1 += 1;
        self.into[link.to].0.push(id);
        self.into[link.to].1 += 1;
        self.sequences.push(link.from);
        self.sequences.push(link.to);
        self.bundles.push(link.from);
        self.links.push(Some(link));
    }

    /// Takes a link out.
    pub(super) fn take(&mut self, id: usize) -> Option<Link> {
        let link = self.links[id].take()?;
        self.out[link.from].1 -= 1;
        self.into[link.to].1 -= 1;
        Some(link)
    }

    /// The links that leave a spot.
    pub(super) fn leaving(&mut self, spot: usize) -> Vec<usize> {
        let links = &self.links;
        self.out[spot].0.retain(|&id| links[id].as_ref().is_some_and(|link| link.from == spot));
        self.out[spot].0.sort_unstable();
        self.out[spot].0.dedup();
        self.out[spot].0.clone()
    }

    /// The only link that enters a spot.
    fn only_entry(&mut self, spot: usize) -> Option<usize> {
        if self.into[spot].1 != 1 {
            return None;
        }
        let links = &self.links;
        self.into[spot].0.retain(|&id| links[id].as_ref().is_some_and(|link| link.to == spot));
        self.into[spot].0.first().copied()
    }

    /// The only link that leaves a spot.
    fn only_exit(&mut self, spot: usize) -> Option<usize> {
        if self.out[spot].1 != 1 {
            return None;
        }
        let links = &self.links;
        self.out[spot].0.retain(|&id| links[id].as_ref().is_some_and(|link| link.from == spot));
        self.out[spot].0.first().copied()
    }

    /// Fuses until nothing changes: sequences first, since they make branches comparable.
    fn fuse(&mut self) {
        loop {
            if let Some(spot) = self.sequences.pop() {
                self.fuse_sequence(spot);
            } else if let Some(spot) = self.bundles.pop() {
                self.fuse_bundle(spot);
            } else {
                break;
            }
        }
    }

    /// A spot with one way in: if it also has one way out, both become one; if nothing else leaves the spot before, the two spots become one.
    fn fuse_sequence(&mut self, spot: usize) {
        let Some(entry) = self.only_entry(spot).filter(|_| spot != LAST) else { return };
        let Some(before) = self.links[entry].as_ref().map(|link| link.from).filter(|&before| before != spot) else { return };
        if let Some(exit) = self.only_exit(spot) {
            let (Some(first), Some(second)) = (self.take(entry), self.take(exit)) else { return };
            let block = self.in_sequence(first.way.block, self.spots[spot].block);
            let block = self.in_sequence(block, second.way.block);
            self.add_link(Link { from: before, to: second.to, last: second.last, way: Way { edges: first.way.edges, block } });
        } else if before != FIRST && self.out[before].1 == 1 {
            let Some(link) = self.take(entry) else { return };
            let block = self.in_sequence(self.spots[before].block, link.way.block);
            let block = self.in_sequence(block, self.spots[spot].block);
            let (came, left) = (self.spots[before].nodes, self.spots[spot].nodes);
            self.spots[before].block = block;
            self.spots[before].forks = self.spots[spot].forks;
            self.spots[before].nodes = came.zip(left).map(|(came, left)| (came.0, left.1)).or(left).or(came);
            for id in self.leaving(spot) {
                let Some(link) = self.take(id) else { continue };
                self.add_link(Link { from: before, ..link });
            }
        }
    }

    /// Links from one spot to the same other become one: all are taken, or one is. A way from a decision back to itself becomes a loop.
    fn fuse_bundle(&mut self, spot: usize) {
        let mut links = self.leaving(spot);
        if links.len() < 2 {
            return;
        }
        let target = |work: &Work, id: usize| work.links[id].as_ref().map_or(LAST, |link| link.to);
        links.sort_by_key(|&id| (target(self, id), id));
        let bundles: Vec<Vec<usize>> = links.chunk_by(|&a, &b| target(self, a) == target(self, b)).map(<[usize]>::to_vec).collect();
        let forks = self.spots[spot].forks;
        for bundle in bundles {
            let to = target(self, bundle[0]);
            if bundle.len() > 1 && forks == self.spots[to].joins && to != spot {
                self.bundle(spot, to, &bundle, forks);
            } else if to == spot && !forks && !self.spots[spot].joins && bundle.len() < links.len() {
                self.redo(spot, &bundle);
            }
        }
    }

    fn bundle(&mut self, from: usize, to: usize, bundle: &[usize], forks: bool) {
        let links: Vec<Link> = bundle.iter().filter_map(|&id| self.take(id)).collect();
        let last = links.first().and_then(|link| link.last);
        let edges: Vec<_> = links.iter().flat_map(|link| link.way.edges.iter().copied()).collect();
        let block = if forks {
            Block::Parallel(links.into_iter().map(|link| link.way.block).collect())
        } else {
            Block::Choice(links.into_iter().map(|link| link.way).collect())
        };
        let block = Some(self.add(block));
        self.add_link(Link { from, to, last, way: Way { edges, block } });
    }

    fn redo(&mut self, spot: usize, back: &[usize]) {
        let mut ways: Vec<Way> = back.iter().filter_map(|&id| self.take(id)).map(|link| link.way).collect();
        let edges: Vec<_> = ways.iter().flat_map(|way| way.edges.iter().copied()).collect();
        let block = if ways.len() == 1 { ways.pop().and_then(|way| way.block) } else { Some(self.add(Block::Choice(ways))) };
        let left = self.leaving(spot);
        let leave = left.iter().filter_map(|&id| self.links[id].as_ref()).flat_map(|link| link.way.edges.iter().copied()).collect();
        let body = self.spots[spot].block;
        self.spots[spot].block = Some(self.add(Block::Loop { body, redo: Way { edges, block }, leave }));
        self.sequences.push(spot);
        for link in left.iter().filter_map(|&id| self.links[id].as_ref()) {
            self.sequences.push(link.to);
        }
    }

    /// The whole, if one link from the first to the last spot is all that is left; else what is left, without what is gone.
    fn finish(mut self, stuck: Vec<NodeId>) -> Structure {
        let links: Vec<Link> = self.links.drain(..).flatten().collect();
        if let [link] = links.as_slice()
            && (link.from, link.to) == (FIRST, LAST)
        {
            return Structure { blocks: self.blocks, whole: link.way.block, rest: Rest::default(), stuck };
        }
        let mut place = vec![usize::MAX; self.spots.len()];
        let mut spots = Vec::new();
        for (at, spot) in self.spots.into_iter().enumerate() {
            if at <= LAST || self.into[at].1 + self.out[at].1 > 0 {
                place[at] = spots.len();
                spots.push(spot);
            }
        }
        let links = links.into_iter().map(|link| Link { from: place[link.from], to: place[link.to], ..link }).collect();
        Structure { blocks: self.blocks, whole: None, rest: Rest { spots, links }, stuck }
    }
}
