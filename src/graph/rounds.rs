//! How often a case can have gone round the loops of a worst case: dynamic programming within a budget.

use super::longest::{Bounded, Sweep};

/// States per loop beyond which only bounds are given.
const BUDGET: usize = 200_000;

/// How late a case can have taken each bounded edge, over all ways to use the others up.
pub(super) struct Rounds {
    /// For each edge, the latest time behind it, and the state in which that is.
    pub best: Vec<Option<(i64, usize)>>,
    /// For each state and edge, the edge taken before; the edge itself for none.
    from: Vec<u16>,
    edges: usize,
    weights: Vec<usize>,
}

const NONE: u16 = u16::MAX;

impl Rounds {
    /// The edge taken before that one in that state, and the state then.
    pub(super) fn came_from(&self, edge: usize, state: usize) -> Option<(usize, usize)> {
        let before = self.from[state * self.edges + edge];
        (before != NONE).then(|| (before as usize, state - self.weights[edge]))
    }
}

/// The bounded edges of a loop, each with as many of its rounds as the budget affords: all of them where it can.
pub(super) fn affordable(bounded: &[Bounded], nodes: usize) -> Vec<Bounded> {
    let edges = bounded.len().min(10 * BUDGET / nodes.max(1)).min(BUDGET.ilog2() as usize);
    let mut tried: Vec<Bounded> = bounded[..edges].iter().map(|&(from, to, time, _)| (from, to, time, 0)).collect();
    let mut states: usize = 1;
    loop {
        let before = states;
        for ((.., rounds), &(.., max)) in tried.iter_mut().zip(bounded) {
            let more = states / (*rounds as usize + 1) * (*rounds as usize + 2);
            if *rounds < max && more * edges <= BUDGET {
                *rounds += 1;
                states = more;
            }
        }
        if states == before {
            tried.retain(|&(.., rounds)| rounds > 0);
            return tried;
        }
    }
}

/// Dynamic programming over how often each bounded edge was taken.
pub(super) fn rounds(bounded: &[Bounded], first: &Sweep, sweeps: &[Sweep]) -> Rounds {
    let edges = bounded.len();
    let mut weights = Vec::with_capacity(edges);
    let mut states: usize = 1;
    for &(.., max) in bounded {
        weights.push(states);
        states *= max as usize + 1;
    }
    let mut value: Vec<Option<i64>> = vec![None; states * edges];
    let mut from = vec![NONE; states * edges];
    let mut best: Vec<Option<(i64, usize)>> = vec![None; edges];
    for state in 0..states {
        for (edge, &(tail, _, time, max)) in bounded.iter().enumerate() {
            let taken = state / weights[edge] % (max as usize + 1);
            if taken == 0 {
                continue;
            }
            let before = state - weights[edge];
            let mut latest = if before == 0 { first.at[tail].map(|ms| (ms, NONE)) } else { None };
            for other in 0..edges {
                let Some(ms) = value[before * edges + other].zip(sweeps[other].at[tail]).map(|(a, b)| a + b) else { continue };
                if latest.is_none_or(|(known, _)| ms > known) {
                    latest = Some((ms, u16::try_from(other).unwrap_or(NONE)));
                }
            }
            let Some((ms, other)) = latest else { continue };
            value[state * edges + edge] = Some(ms + time);
            from[state * edges + edge] = other;
            if best[edge].is_none_or(|(known, _)| ms + time > known) {
                best[edge] = Some((ms + time, state));
            }
        }
    }
    Rounds { best, from, edges, weights }
}
