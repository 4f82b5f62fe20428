//! A loop with everything in it laid out flat: a chain of places instead of blocks in blocks.
//!
//! The distribution of a block that holds loops may have very many points, and a loop around it adds each of them to each of its own. Going through
//! the places one by one instead costs as many moves as there are times, for each way.

use super::pmf::Spread;
use super::{Blocks, Number};
use crate::graph::{Block, BlockId};

/// Points up to which a distribution is used as it is.
const FEW: usize = 128;

/// A chain: how many places it has, and its ways from which to which, how likely, and how long they take.
struct Flat {
    places: usize,
    ways: Vec<(usize, Option<usize>, f64, Spread)>,
}

impl Blocks<'_> {
    /// The time through a loop or a region, given the distributions of what is in it: laid out flat, if that is exact; else with the blocks in it as
    /// they are.
    pub(super) fn around(self, block: BlockId, spreads: &[Option<Spread>]) -> Option<Spread> {
        let time = |flat: Flat| Spread::chain(flat.places, &flat.ways, 0);
        match self.flat(block, spreads, true).and_then(time) {
            Some(exact) if exact.is_exact() => Some(exact),
            rounded => self.flat(block, spreads, false).and_then(time).or(rounded),
        }
    }

    /// Lays a loop or a region out. A case comes in at the first place.
    fn flat(self, block: BlockId, spreads: &[Option<Spread>], open: bool) -> Option<Flat> {
        let mut flat = Flat { places: 1, ways: Vec::new() };
        // Blocks that lie on a way between two places, and how likely the way is.
        let mut ahead: Vec<(Option<BlockId>, usize, Option<usize>, f64)> = vec![(Some(block), 0, None, 1.0)];
        let is_few = |spread: &Spread| !open || spread.is_exact() && spread.low().points().len() <= FEW;
        let few = |id: BlockId| spreads[id.index()].as_ref().is_some_and(is_few);
        while let Some((part, from, to, share)) = ahead.pop() {
            if share == 0.0 {
                continue;
            }
            let Some(id) = part.filter(|&id| id == block || !few(id)) else {
                let time = part.map_or(Some(Spread::always(0)), |id| spreads[id.index()].clone())?;
                flat.ways.push((from, to, share, time));
                continue;
            };
            match &self.structure.blocks()[id.index()] {
                Block::Sequence(first, second) => {
                    let between = flat.place();
                    ahead.push((Some(*first), from, Some(between), share));
                    ahead.push((Some(*second), between, to, 1.0));
                }
                Block::Choice(ways) => {
                    let shares = self.split(ways)?;
                    ahead.extend(ways.iter().zip(&shares).map(|(way, part)| (way.block, from, to, share * part.to_f64())));
                }
                Block::Loop { body, redo, leave } => {
                    let (back, out) = (self.shares.of_all(&redo.edges)?, self.shares.of_all(leave)?);
                    let whole = &back + &out;
                    // Going round without taking time changes nothing.
                    let idle = |block: Option<BlockId>| block.is_none_or(|id| spreads[id.index()] == Some(Spread::always(0)));
                    if back.is_zero() || idle(*body) && idle(redo.block) && !out.is_zero() {
                        ahead.push((*body, from, to, share));
                        continue;
                    }
                    let (begin, end) = (flat.place(), flat.place());
                    ahead.push((None, from, Some(begin), share));
                    ahead.push((*body, begin, Some(end), 1.0));
                    ahead.push((redo.block, end, Some(begin), (&back / &whole).to_f64()));
                    ahead.push((None, end, to, (&out / &whole).to_f64()));
                }
                Block::Region(region) => {
                    let moves = self.moves(&region.ways, |_| Some(Number::zero()))?;
                    let first = flat.places;
                    flat.places += 2 * region.places.len();
                    ahead.push((None, from, Some(first + 2 * region.entry), share));
                    let inside = region.places.iter().enumerate();
                    ahead.extend(inside.map(|(at, &place)| (place, first + 2 * at, Some(first + 2 * at + 1), 1.0)));
                    ahead.extend(region.ways.iter().zip(&moves).map(|((from, onward, way), step)| {
                        (way.block, first + 2 * from + 1, onward.map_or(to, |onward| Some(first + 2 * onward)), step.share.to_f64())
                    }));
                }
                Block::Step(_) | Block::End(_) | Block::Parallel(_) => flat.ways.push((from, to, share, spreads[id.index()].clone()?)),
            }
        }
        Some(flat)
    }
}

impl Flat {
    fn place(&mut self) -> usize {
        self.places += 1;
        self.places - 1
    }
}
