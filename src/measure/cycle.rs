//! The cycle time of a variant: from the start of a case to its end.

use super::Between;
use super::exact::visits;
use super::pmf::Spread;
use super::rest::extreme;
use super::steps::{End, Span, Steps, parts};
use super::{Blocks, Number, Runs, Shares, Simulation, simulate};
use crate::ast::quantity::Clock;
use crate::graph::{Graph, Structure, Times, Worst, longest, shortest};
use crate::model::NodeId;

/// What a case takes at one end of what is known.
#[derive(Clone, Debug)]
pub struct Case {
    /// The mean time.
    pub mean: Option<Number>,
    /// The mean time without any waiting: the theoretical cycle time.
    pub worked: Option<Number>,
    /// The distribution of the time.
    pub spread: Option<Spread>,
}

/// The cycle time of a variant.
#[derive(Debug)]
pub struct Cycle {
    /// On which clock.
    pub clock: Clock,
    /// The best case in milliseconds, if a case can end at all, and whether that is exact; else it takes at least that long.
    pub best: Option<(i64, bool)>,
    /// The bounded worst case, counting what has no longest time with its shortest.
    pub worst: Worst,
    /// With the shortest times that are possible, and nothing for what is unknown.
    pub least: Case,
    /// With the longest times that are possible.
    pub most: Case,
    /// How likely a case ends: less than one only where the flow is unsound.
    pub completes: Number,
    /// How often a case comes to each node on average; `None` where that is not known.
    pub visits: Option<Vec<Number>>,
    /// What a simulation says, where the distribution cannot be worked out: with the shortest times, and with the longest that are possible.
    pub simulated: Option<Between<Simulation>>,
}

impl Cycle {
    /// Works the cycle time out, on a clock.
    #[must_use]
    pub fn find(graph: &Graph, structure: &Structure, shares: &Shares, clock: Clock) -> Cycle {
        let times = Times::on(graph.variant(), clock);
        let [least, most] =
            [End::Least, End::Most].map(|end| (Steps::find(graph, shares, clock, end), Steps::worked(graph, shares, clock, end)));
        let same = least == most;
        let case = |steps: &(Steps, Steps)| case(graph, structure, shares, &steps.0, &steps.1);
        let (low, passed) = case(&least);
        let most = if same { low.clone() } else { case(&most).0 };
        let (completes, visits) = passed.map_or((Number::one(), None), |(completes, visits)| (completes, Some(visits)));
        let (best, worst) = (best(graph, structure, &times), worst(graph, structure, &times));
        Cycle { clock, best, worst, least: low, most, completes, visits, simulated: None }
    }

    /// Plays cases where the distribution cannot be worked out: times follow distributions, or parallel parts are entangled. The flow must be sound.
    pub fn simulate(&mut self, graph: &Graph, shares: &Shares, runs: Runs) {
        if self.least.spread.is_some() {
            return;
        }
        let play = |end: End| simulate(graph, shares, self.clock, end, runs);
        let Some(least) = play(End::Least) else { return };
        let open = graph.variant().nodes().any(|(_, node)| {
            let (work, wait) = parts(node, self.clock, End::Most);
            work == Span::Unknown || wait == Span::Unknown
        });
        if self.visits.is_none() {
            self.visits = Some(graph.variant().nodes().map(|(id, _)| Number::near(least.visits(id))).collect());
        }
        let most = if open { None } else { play(End::Most) };
        self.simulated = Some(Between { least, most });
    }

    /// Takes back what was worked out about means and distributions.
    pub(super) fn forget(&mut self) {
        let unknown = Case { mean: None, worked: None, spread: None };
        (self.least, self.most, self.completes) = (unknown.clone(), unknown, Number::one());
        (self.visits, self.simulated) = (None, None);
    }

    /// The mean cycle time; `None` where a probability is not known.
    #[must_use]
    pub fn mean(&self) -> Option<Between<Number>> {
        Some(Between { least: self.least.mean.clone()?, most: self.most.mean.clone() })
    }

    /// The theoretical cycle time: the mean without any waiting.
    #[must_use]
    pub fn worked(&self) -> Option<Between<Number>> {
        Some(Between { least: self.least.worked.clone()?, most: self.most.worked.clone() })
    }

    /// The least time within which that share of the cases is done, in milliseconds.
    #[must_use]
    pub fn percentile(&self, share: f64) -> Option<Between<i64>> {
        let most = self.most.spread.as_ref().map(|spread| spread.high().quantile(share));
        Some(Between { least: self.least.spread.as_ref()?.low().quantile(share), most })
    }

    /// How likely a case takes longer than a limit; at most surely, where something is not known. Of a simulation, within its confidence interval.
    #[must_use]
    pub fn over(&self, limit: i64) -> Option<Between<f64>> {
        if let Some(simulated) = &self.simulated {
            let most = simulated.most.as_ref().map_or(1.0, |most| most.over(limit).most);
            return Some(Between { least: simulated.least.over(limit).least, most: Some(most) });
        }
        let most = self.most.spread.as_ref().map_or(1.0, |spread| spread.high().over(limit));
        Some(Between { least: self.least.spread.as_ref()?.low().over(limit), most: Some(most) })
    }

    /// How often a case comes to a node.
    #[must_use]
    pub fn visits_of(&self, id: NodeId) -> Option<&Number> {
        self.visits.as_ref().map(|visits| &visits[id.index()])
    }
}

/// What a case takes with these times, with and without waiting; how likely it ends, and how often it comes to each node.
fn case(graph: &Graph, structure: &Structure, shares: &Shares, steps: &Steps, worked: &Steps) -> (Case, Option<(Number, Vec<Number>)>) {
    let blocks = Blocks { structure, shares, steps };
    let active = Blocks { steps: worked, ..blocks };
    if let Some(whole) = structure.whole() {
        let mean = |blocks: Blocks| blocks.means()[whole.index()].clone();
        let counts = blocks.counts(&[(whole, Number::one())]);
        let passed = counts.map(|counts| (Number::one(), visits(graph, structure, &counts)));
        return (Case { mean: mean(blocks), worked: mean(active), spread: blocks.spread(whole) }, passed);
    }
    let Some(outcome) = blocks.play() else { return (Case { mean: None, worked: None, spread: None }, None) };
    let passed = blocks.counts(&outcome.passed).map(|counts| (outcome.completes.clone(), visits(graph, structure, &counts)));
    let worked = active.play().map(|outcome| outcome.mean);
    (Case { mean: Some(outcome.mean), worked, spread: Some(outcome.spread) }, passed)
}

/// The best case. Where branches that join depend on one another's decisions, the earliest time is a lower bound; then the token game says it exactly,
/// if it is small.
fn best(graph: &Graph, structure: &Structure, times: &Times) -> Option<(i64, bool)> {
    let earliest = shortest(graph, times);
    let bound = graph.ends().filter_map(|end| earliest[end.index()].map(|at| at + times.of(end).best)).min();
    if structure.whole().is_some() {
        return bound.map(|ms| (ms, true));
    }
    extreme(graph, times, false).map(|ms| (ms, true)).or(bound.map(|ms| (ms, false)))
}

/// The worst case. The longest way is one that a case can take where the flow is made of blocks, or nothing runs in parallel; else it is an upper bound, and
/// the token game says it exactly, if it is small.
fn worst(graph: &Graph, structure: &Structure, times: &Times) -> Worst {
    let found = longest(graph, times, &|id| !times.of(id).known);
    if structure.whole().is_some() {
        return match found {
            Worst::Between { path, least, most } => match structure.worst(graph, times) {
                Some(ms) => Worst::Exactly { ms, path },
                None => Worst::Between { path, least, most },
            },
            found => found,
        };
    }
    match found {
        Worst::Exactly { ms: most, path } | Worst::Between { most, path, .. } => match extreme(graph, times, true) {
            Some(ms) => Worst::Exactly { ms, path },
            None => Worst::Between { least: 0, path, most },
        },
        found => found,
    }
}
