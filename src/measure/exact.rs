//! Block by block: means, distributions, and how often each part is passed.

use super::chain::{Move, means_through, visits_through};
use super::pmf::{Pmf, Spread};
use super::steps::{Span, Steps};
use super::{Number, Shares};
use crate::graph::{Block, BlockId, Graph, Structure, Way};
use crate::model::{EdgeId, NodeId};

/// Points of a branch up to which the mean of a parallel block is worked out as a fraction.
const POINTS: usize = 256;

/// Steps up to which the last of several branches is worked out in fractions.
const STEPS: usize = 4096;

/// What the blocks of a flow are worked out with.
#[derive(Clone, Copy)]
pub struct Blocks<'a> {
    /// The blocks.
    pub structure: &'a Structure,
    /// How likely the ways are.
    pub shares: &'a Shares,
    /// How long the steps take.
    pub steps: &'a Steps,
}

impl Blocks<'_> {
    /// The mean time through each block; `None` where a time or a probability is not known, or a case may never leave.
    #[must_use]
    pub fn means(self) -> Vec<Option<Number>> {
        let mut means: Vec<Option<Number>> = Vec::with_capacity(self.structure.blocks().len());
        let mut small: Vec<Option<Pmf<Number>>> = Vec::new();
        let mut spreads: Vec<Option<Spread>> = Vec::new();
        for (at, block) in self.structure.blocks().iter().enumerate() {
            let of = |block: Option<BlockId>| block.map_or(Some(Number::zero()), |id| means[id.index()].clone());
            let mean = match block {
                Block::Step(edge) => mean_of(self.steps.along(*edge)),
                Block::End(end) => mean_of(self.steps.at(*end)),
                Block::Sequence(first, second) => of(Some(*first)).zip(of(Some(*second))).map(|(a, b)| &a + &b),
                Block::Choice(ways) => self.mixed(ways, |way| of(way.block)),
                Block::Loop { body, redo, leave } => self.looped(of(*body), of(redo.block), redo, leave),
                Block::Region(region) => self.moves(&region.ways, |way| of(way.block)).and_then(|moves| {
                    let places: Option<Vec<Number>> = region.places.iter().map(|&place| of(place)).collect();
                    means_through(&places?, &moves, region.entry)
                }),
                Block::Parallel(branches) => {
                    if small.is_empty() {
                        small = vec![None; self.structure.blocks().len()];
                        spreads = vec![None; self.structure.blocks().len()];
                    }
                    self.mean_of_last(branches, &mut small, &mut spreads, at)
                }
            };
            means.push(mean);
        }
        means
    }

    /// The distribution of the time through each block that is needed for one of them; `None` also where a time varies.
    #[must_use]
    pub fn spread(self, block: BlockId) -> Option<Spread> {
        let mut spreads = vec![None; self.structure.blocks().len()];
        self.fill_spreads(block, &mut spreads)?;
        spreads[block.index()].take()
    }

    /// The exact distribution of a block; `None` also if it has many points.
    pub(super) fn small(self, block: BlockId) -> Option<Pmf<Number>> {
        self.fill_small(block, &mut vec![None; self.structure.blocks().len()])
    }

    /// How often each block is passed on average, if each of these is passed so often.
    #[must_use]
    pub fn counts(self, tops: &[(BlockId, Number)]) -> Option<Vec<Number>> {
        let mut counts = vec![Number::zero(); self.structure.blocks().len()];
        for (block, count) in tops {
            counts[block.index()] = &counts[block.index()] + count;
        }
        for (at, block) in self.structure.blocks().iter().enumerate().rev() {
            let own = counts[at].clone();
            if own.is_zero() {
                continue;
            }
            let mut add = |block: Option<BlockId>, count: &Number| {
                if let Some(id) = block {
                    counts[id.index()] = &counts[id.index()] + count;
                }
            };
            match block {
                Block::Step(_) | Block::End(_) => {}
                Block::Sequence(first, second) => {
                    add(Some(*first), &own);
                    add(Some(*second), &own);
                }
                Block::Parallel(branches) => branches.iter().for_each(|&branch| add(branch, &own)),
                Block::Choice(ways) => {
                    for (way, share) in ways.iter().zip(self.split(ways)?) {
                        add(way.block, &(&own * &share));
                    }
                }
                Block::Loop { body, redo, leave } => {
                    let (back, out) = (self.shares.of_all(&redo.edges)?, self.shares.of_all(leave)?);
                    if out.is_zero() {
                        return None;
                    }
                    add(*body, &(&own * &(&(&back + &out) / &out)));
                    add(redo.block, &(&own * &(&back / &out)));
                }
                Block::Region(region) => {
                    let moves = self.moves(&region.ways, |_| Some(Number::zero()))?;
                    let visits = visits_through(region.places.len(), &moves, region.entry)?;
                    for (place, often) in region.places.iter().zip(&visits) {
                        add(*place, &(&own * often));
                    }
                    for ((from, _, way), step) in region.ways.iter().zip(&moves) {
                        add(way.block, &(&own * &(&visits[*from] * &step.share)));
                    }
                }
            }
        }
        Some(counts)
    }

    /// How likely each of several ways is, compared with the others.
    pub(super) fn split(self, ways: &[Way]) -> Option<Vec<Number>> {
        let shares: Vec<Number> = ways.iter().map(|way| self.share(way)).collect::<Option<_>>()?;
        let whole = Number::sum(&shares);
        if whole.is_zero() { Some(shares) } else { Some(shares.iter().map(|share| share / &whole).collect()) }
    }

    /// How likely a way is; one of several starts is not known.
    fn share(self, way: &Way) -> Option<Number> {
        if way.edges.is_empty() { None } else { self.shares.of_all(&way.edges) }
    }

    fn mixed(self, ways: &[Way], mean: impl Fn(&Way) -> Option<Number>) -> Option<Number> {
        let mut sum = Number::zero();
        for (way, share) in ways.iter().zip(self.split(ways)?).filter(|(_, share)| !share.is_zero()) {
            sum = &sum + &(&share * &mean(way)?);
        }
        Some(sum)
    }

    fn looped(self, body: Option<Number>, again: Option<Number>, redo: &Way, leave: &[EdgeId]) -> Option<Number> {
        let (back, out) = (self.shares.of_all(&redo.edges)?, self.shares.of_all(leave)?);
        if back.is_zero() {
            return body;
        }
        if out.is_zero() {
            return None;
        }
        Some(&(&body? * &(&(&back + &out) / &out)) + &(&again? * &(&back / &out)))
    }

    /// The ways of a region with their shares and means.
    pub(super) fn moves(self, ways: &[(usize, Option<usize>, Way)], mean: impl Fn(&Way) -> Option<Number>) -> Option<Vec<Move>> {
        let mut whole: Vec<Number> = Vec::new();
        let mut shares = Vec::with_capacity(ways.len());
        for (from, _, way) in ways {
            let alone = || ways.iter().filter(|other| other.0 == *from).count() == 1;
            let share = if way.edges.is_empty() && alone() { Number::one() } else { self.share(way)? };
            if whole.len() <= *from {
                whole.resize(from + 1, Number::zero());
            }
            whole[*from] = &whole[*from] + &share;
            shares.push(share);
        }
        let moves = ways.iter().zip(shares).map(|((from, to, way), share)| {
            let time = if share.is_zero() { Number::zero() } else { mean(way)? };
            Some(Move { from: *from, to: *to, share: &share / &whole[*from], time })
        });
        moves.collect()
    }

    /// The mean of the last of several branches: as a fraction where they have few points, else from their distributions.
    fn mean_of_last(
        self,
        branches: &[Option<BlockId>],
        small: &mut [Option<Pmf<Number>>],
        spreads: &mut [Option<Spread>],
        at: usize,
    ) -> Option<Number> {
        let parts: Option<Vec<Pmf<Number>>> =
            branches.iter().map(|branch| branch.map_or(Some(Pmf::always(0)), |id| self.fill_small(id, small))).collect();
        if let Some(parts) = parts {
            let points: usize = parts.iter().map(|part| part.points().len()).sum();
            if points * parts.len() <= STEPS {
                let last = Pmf::last_of(&parts.iter().collect::<Vec<_>>());
                let mean = last.exact_mean();
                small[at] = (last.points().len() <= POINTS).then_some(last);
                return Some(mean);
            }
        }
        for branch in branches.iter().copied().flatten() {
            self.fill_spreads(branch, spreads)?;
        }
        let nothing = Spread::always(0);
        let parts: Option<Vec<&Spread>> =
            branches.iter().map(|branch| branch.map_or(Some(&nothing), |id| spreads[id.index()].as_ref())).collect();
        let last = Spread::last_of(&parts?);
        let mean = last.is_exact().then(|| Number::near(last.low().mean()));
        spreads[at] = Some(last);
        mean
    }

    /// The exact distribution of a block, if it has few points; and of those that it is made of.
    fn fill_small(self, block: BlockId, small: &mut [Option<Pmf<Number>>]) -> Option<Pmf<Number>> {
        for id in self.needed(block, |id| small[id.index()].is_some()) {
            let of = |block: Option<BlockId>| block.map_or(Some(Pmf::always(0)), |id| small[id.index()].clone());
            let pmf = match &self.structure.blocks()[id.index()] {
                Block::Step(edge) => always(self.steps.along(*edge)).map(Pmf::always),
                Block::End(end) => always(self.steps.at(*end)).map(Pmf::always),
                Block::Sequence(..) => self.in_order(id).into_iter().try_fold(Pmf::always(0), |sum, part| {
                    let part = small[part.index()].as_ref()?;
                    (sum.points().len() * part.points().len() <= POINTS * 4).then(|| sum.then(part))
                }),
                Block::Choice(ways) => {
                    let parts: Option<Vec<(Number, Pmf<Number>)>> =
                        ways.iter().zip(self.split(ways)?).map(|(way, share)| Some((share, of(way.block)?))).collect();
                    Some(Pmf::one_of(parts?.iter().map(|(share, part)| (share.clone(), part))))
                }
                Block::Parallel(branches) => {
                    let parts: Option<Vec<Pmf<Number>>> = branches.iter().map(|&branch| of(branch)).collect();
                    Some(Pmf::last_of(&parts?.iter().collect::<Vec<_>>()))
                }
                Block::Loop { .. } | Block::Region(_) => None,
            };
            small[id.index()] = Some(pmf.filter(|pmf| pmf.points().len() <= POINTS)?);
        }
        small[block.index()].clone()
    }

    /// The distribution of a block, and of those that it is made of.
    fn fill_spreads(self, block: BlockId, spreads: &mut [Option<Spread>]) -> Option<()> {
        for id in self.needed(block, |id| spreads[id.index()].is_some()) {
            let nothing = Spread::always(0);
            let of = |block: Option<BlockId>| block.map_or(Some(&nothing), |id| spreads[id.index()].as_ref());
            let spread = match &self.structure.blocks()[id.index()] {
                Block::Step(edge) => Spread::always(always(self.steps.along(*edge))?),
                Block::End(end) => Spread::always(always(self.steps.at(*end))?),
                Block::Sequence(..) => {
                    let parts: Option<Vec<&Spread>> = self.in_order(id).iter().map(|part| spreads[part.index()].as_ref()).collect();
                    Spread::sum(&parts?)
                }
                Block::Choice(ways) => {
                    let shares = self.split(ways)?;
                    let taken = ways.iter().zip(&shares).filter(|(_, share)| !share.is_zero());
                    let parts: Option<Vec<(f64, &Spread)>> = taken.map(|(way, share)| Some((share.to_f64(), of(way.block)?))).collect();
                    Spread::one_of(&parts?)
                }
                Block::Parallel(branches) => {
                    let parts: Option<Vec<&Spread>> = branches.iter().map(|&branch| of(branch)).collect();
                    Spread::last_of(&parts?)
                }
                Block::Loop { body, redo, .. } if self.shares.of_all(&redo.edges)?.is_zero() => of(*body)?.clone(),
                Block::Loop { .. } | Block::Region(_) => self.around(id, spreads)?,
            };
            spreads[id.index()] = Some(spread);
        }
        Some(())
    }

    /// What a sequence of sequences is made of.
    fn in_order(self, sequence: BlockId) -> Vec<BlockId> {
        let mut parts = Vec::new();
        let mut stack = vec![sequence];
        while let Some(id) = stack.pop() {
            match self.structure.blocks()[id.index()] {
                Block::Sequence(first, second) => stack.extend([second, first]),
                _ => parts.push(id),
            }
        }
        parts
    }

    /// A block and all it is made of that is not there yet, smallest first; ways that are never taken are left out, and so are sequences within sequences.
    fn needed(self, block: BlockId, is_there: impl Fn(BlockId) -> bool) -> Vec<BlockId> {
        let mut needed = Vec::new();
        let mut seen = rustc_hash::FxHashSet::default();
        let mut stack = vec![block];
        let taken = |way: &&Way| way.edges.is_empty() || self.shares.of_all(&way.edges).is_none_or(|share| !share.is_zero());
        while let Some(id) = stack.pop() {
            if is_there(id) || !seen.insert(id) {
                continue;
            }
            needed.push(id);
            match &self.structure.blocks()[id.index()] {
                Block::Step(_) | Block::End(_) => {}
                Block::Sequence(..) => stack.extend(self.in_order(id)),
                Block::Choice(ways) => stack.extend(ways.iter().filter(taken).filter_map(|way| way.block)),
                Block::Parallel(branches) => stack.extend(branches.iter().flatten()),
                Block::Loop { body, redo, .. } => {
                    stack.extend(body.iter().chain(Some(redo).filter(taken).and_then(|way| way.block.as_ref())))
                }
                Block::Region(region) => {
                    stack.extend(region.places.iter().flatten());
                    stack.extend(region.ways.iter().map(|(_, _, way)| way).filter(taken).filter_map(|way| way.block));
                }
            }
        }
        needed.sort_unstable();
        needed
    }
}

/// How often a case comes to each node, from how often each block is passed. Each way that leaves a fork is one visit of it.
#[must_use]
pub fn visits(graph: &Graph, structure: &Structure, counts: &[Number]) -> Vec<Number> {
    let mut visits = vec![Number::zero(); graph.len()];
    let mut add = |id: NodeId, count: &Number| visits[id.index()] = &visits[id.index()] + count;
    for (block, count) in structure.blocks().iter().zip(counts) {
        match block {
            Block::Step(edge) => {
                let from = graph.variant().edge(*edge).from;
                let forks = graph.variant().node(from).kind == crate::model::NodeKind::Fork;
                if !forks || graph.leaving(from).first() == Some(edge) {
                    add(from, count);
                }
            }
            Block::End(end) => add(*end, count),
            _ => {}
        }
    }
    visits
}

fn mean_of(span: Span) -> Option<Number> {
    match span {
        Span::Always(ms) => Some(Number::whole(ms)),
        Span::Varies(mean) => Some(Number::near(mean)),
        Span::Unknown => None,
    }
}

fn always(span: Span) -> Option<i64> {
    match span {
        Span::Always(ms) => Some(ms),
        Span::Varies(_) | Span::Unknown => None,
    }
}
