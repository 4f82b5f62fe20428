//! What cases take when many of them are played: for parallel parts that are no blocks, and for times that follow a distribution.
//!
//! A case walks as tokens with the time at which they arrive. A decision picks one way by its share, a fork sends a token along each,
//! a join waits for all of them and goes on when the last is there. Where the flow is sound it does not matter which token moves
//! first: what a token does depends on nothing but its own time, so there is no queue of events, and loops go round by their
//! probabilities; `max` plays no part.
//!
//! Guarantees: the same graph and the same [`Runs`] give the same bytes on every platform and with any number of threads. Cases are
//! played in chunks; each has its own stream of the generator, floats are only added, multiplied, divided and rooted, and what else
//! they need comes from `libm`, never from the platform. No case and no simulation runs for ever: see [`Runs::runs`].

mod law;
mod place;
mod plan;
mod random;
mod simulation;
mod walk;

use rayon::prelude::*;

pub use simulation::{Near, Percentile, Simulation};

use super::{End, Shares};
use crate::ast::quantity::Clock;
use crate::graph::Graph;
use plan::Plan;
use walk::{Chunk, Walker};

/// How many cases share a stream of the generator.
const CHUNK: u32 = 8192;

/// How many cases are played, and with which random numbers.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Runs {
    /// How many cases at most, and at least one. Fewer are played where cases are very long: a chunk of 8,192 begins no more of them
    /// after some four million steps. A case of more than some 260,000 steps is not played to its end.
    /// For each case eight bytes are kept.
    pub runs: u32,
    /// Where the random numbers begin: the same seed gives the same numbers.
    pub seed: u64,
}

/// 200,000 cases, from seed 20,260.
impl Default for Runs {
    fn default() -> Runs {
        Runs { runs: 200_000, seed: 20_260 }
    }
}

/// Plays cases from start to end on a clock.
///
/// `time` and `wait` of a node count as [`NodeTime`](crate::graph::NodeTime) counts them; what is unknown counts as nothing, of a range
/// one end counts. A timeout with a probability is a branch like others, on which the case leaves when the time is up. One without is
/// taken when what the node takes, or all in the parallel block that ends there, is longer; but where that is measured on a clock of
/// which nothing is known, it is not.
///
/// The flow is to be sound. Where it is not, cases that do not get to their end are counted as unfinished.
///
/// `None` where no case can be played: no start or several, a node with no way out that is no end, or branches whose probabilities
/// are not known; always of what a case can come to.
#[must_use]
pub fn simulate(graph: &Graph, shares: &Shares, clock: Clock, range_end: End, runs: Runs) -> Option<Simulation> {
    let plan = Plan::of(graph, shares, clock, range_end)?;
    let wanted = runs.runs.max(1);
    let chunks: Vec<Chunk> = (0..wanted.div_ceil(CHUNK))
        .into_par_iter()
        .map_init(|| Walker::new(&plan), |walker, chunk| walker.play(runs.seed, chunk, CHUNK.min(wanted - chunk * CHUNK)))
        .collect();
    Some(Simulation::of(runs.seed, chunks))
}
