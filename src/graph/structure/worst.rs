//! The bounded worst case of a flow of blocks, exactly and whatever the limits are.
//!
//! Limits count per case, so blocks do not simply add. With W(c) the worst total over c passages of a block, a step gives c·d up to its limit, a
//! sequence adds, a choice and parallel branches give the maximum over a + b = c of W₁(a) + W₂(b), a loop the maximum over k of B(c + k) +
//! R(k), where B is that of its body and R that of what is redone. All of these keep W concave, so it is kept as a falling list of slopes: the maximum over a + b = c merges two lists, and no
//! limit is ever counted up to.

use super::{Block, BlockId, Structure, Way};
use crate::graph::shortest::edge_time;
use crate::graph::{Graph, Times};

/// Passages without a limit.
const ENDLESS: u64 = u64::MAX;

/// What each further passage adds, and for how many; falling. What comes behind the last is not possible.
#[derive(Clone, Debug)]
struct Slopes(Vec<(i64, u64)>);

impl Structure {
    /// The longest time from the start to an end if every `max` is kept, in milliseconds.
    ///
    /// `None` where the flow is not made of blocks alone, or where there is no longest.
    #[must_use]
    pub fn worst(&self, graph: &Graph, times: &Times) -> Option<i64> {
        let whole = self.whole().filter(|_| self.is_blocks())?;
        let mut slopes: Vec<Slopes> = Vec::with_capacity(self.blocks().len());
        for block in self.blocks() {
            let of = |block: Option<BlockId>| block.map_or_else(Slopes::nothing, |id| slopes[id.index()].clone());
            let way = |way: &Way| of(way.block);
            let own = match block {
                Block::Step(edge) => {
                    let limit = graph.variant().edge(*edge).max.map_or(ENDLESS, u64::from);
                    Slopes::step(edge_time(graph, times, *edge, true), limit)
                }
                Block::End(end) => Slopes::step(times.of(*end).worst, ENDLESS),
                Block::Sequence(first, second) => of(Some(*first)).plus(&of(Some(*second))),
                Block::Choice(ways) => ways.iter().map(way).reduce(|a, b| a.merged(&b))?,
                Block::Parallel(branches) => {
                    let parts: Vec<Slopes> = branches.iter().map(|&branch| of(branch)).collect();
                    let limit = parts.iter().map(Slopes::limit).min()?;
                    parts.into_iter().reduce(|a, b| a.merged(&b))?.upto(limit)
                }
                Block::Loop { body, redo, .. } => of(*body).looped(&way(redo))?,
                Block::Region(_) => return None,
            };
            slopes.push(own);
        }
        slopes[whole.index()].0.first().map(|slope| slope.0)
    }
}

impl Slopes {
    fn nothing() -> Slopes {
        Slopes::step(0, ENDLESS)
    }

    fn step(ms: i64, limit: u64) -> Slopes {
        Slopes(if limit == 0 { Vec::new() } else { vec![(ms, limit)] })
    }

    fn limit(&self) -> u64 {
        self.0.iter().fold(0, |sum, slope| sum.saturating_add(slope.1))
    }

    /// As many of the first passages.
    fn upto(mut self, mut limit: u64) -> Slopes {
        for slope in &mut self.0 {
            slope.1 = slope.1.min(limit);
            limit = if slope.1 == ENDLESS { limit } else { limit - slope.1 };
        }
        self.0.retain(|slope| slope.1 > 0);
        self
    }

    /// Both are passed each time.
    fn plus(&self, other: &Slopes) -> Slopes {
        let (mut a, mut b) = (self.0.iter().copied(), other.0.iter().copied());
        let (mut own, mut its) = (a.next(), b.next());
        let mut sum: Vec<(i64, u64)> = Vec::new();
        while let (Some((x, m)), Some((y, n))) = (own, its) {
            let count = m.min(n);
            sum.push((x.saturating_add(y), count));
            let rest = |from: (i64, u64), next: Option<(i64, u64)>| match from.1 {
                ENDLESS => Some(from),
                left if left > count => Some((from.0, left - count)),
                _ => next,
            };
            if count == ENDLESS {
                break;
            }
            own = if m > count { rest((x, m), None) } else { a.next() };
            its = if n > count { rest((y, n), None) } else { b.next() };
        }
        Slopes(sum).compact()
    }

    /// Each time one or the other is passed.
    fn merged(&self, other: &Slopes) -> Slopes {
        let mut all = [self.0.as_slice(), &other.0].concat();
        all.sort_by_key(|slope| std::cmp::Reverse(slope.0));
        // What comes behind a slope without a limit is never reached.
        let end = all.iter().position(|slope| slope.1 == ENDLESS).map_or(all.len(), |at| at + 1);
        all.truncate(end);
        Slopes(all).compact()
    }

    /// The body, and up to as often as its limit allows what is redone and the body again. `None` if that has no longest.
    fn looped(&self, redo: &Slopes) -> Option<Slopes> {
        let tail = |slopes: &Slopes| slopes.0.last().filter(|slope| slope.1 == ENDLESS).map(|slope| slope.0);
        let finite =
            |slopes: &Slopes| slopes.0.iter().filter(|slope| slope.1 != ENDLESS).fold(0_u64, |sum, slope| sum.saturating_add(slope.1));
        let rounds = match (tail(self), tail(redo)) {
            (Some(body), Some(redo)) if body > 0 || redo > 0 => return None,
            // More rounds than these take no more time.
            (Some(_), Some(_)) => finite(self).saturating_add(finite(redo)),
            _ => self.limit().min(redo.limit()),
        };
        // The maximum over k of f(c + k) + g(k) is that over a + b = c of f(a) + g(−b): the slopes of g backwards, from −rounds on.
        let redone = redo.clone().upto(rounds);
        let mut first = redone
            .0
            .iter()
            .fold(0_i64, |sum, &(ms, count)| sum.saturating_add(ms.saturating_mul(i64::try_from(count).unwrap_or(i64::MAX))));
        let back = Slopes(redone.0.iter().rev().map(|&(ms, count)| (-ms, count)).collect());
        let all = self.merged(&back);
        let mut skip = rounds.saturating_add(1);
        let mut rest = Vec::new();
        for (ms, count) in all.0 {
            let taken = count.min(skip);
            first = first.saturating_add(ms.saturating_mul(i64::try_from(taken).unwrap_or(i64::MAX)));
            skip -= taken;
            let left = if count == ENDLESS { ENDLESS } else { count - taken };
            if left > 0 {
                rest.push((ms, left));
            }
        }
        if skip > 0 {
            // Not even one passage is possible.
            return Some(Slopes(Vec::new()));
        }
        rest.insert(0, (first, 1));
        Some(Slopes(rest).compact())
    }

    fn compact(mut self) -> Slopes {
        self.0.dedup_by(|next, kept| {
            let same = next.0 == kept.0;
            if same {
                kept.1 = kept.1.saturating_add(next.1);
            }
            same
        });
        self
    }
}
