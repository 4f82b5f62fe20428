//! Everything that is measured of a variant, for the page and the tables.

use std::collections::BTreeMap;

use super::promises::promises;
use super::steps::{End, Span, Steps, parts};
use super::{Between, Blocks, Cycle, Number, People, Promise, Runs, Shares, Simulation, per_ms};
use crate::ast::quantity::Clock;
use crate::graph::{Block, Graph, Soundness, Structure, Times, Visits, Worst, likeliest, one_clock, shortest};
use crate::model::{Model, NodeId, NodeKind, Process, RoleId, Variant};

/// Nodes in parallel parts up to which it is worked out what a minute less there would save.
const LEVERS: usize = 120;

/// The measures of one variant.
#[derive(Debug)]
pub struct Measures {
    /// The cycle time.
    pub cycle: Cycle,
    /// What a case costs on average, and in which currency; `None` where the rates cannot be added or the visits are not known.
    pub cost: Option<(Between<Number>, String)>,
    /// Work and waiting of all visits of a case on average, in milliseconds; `None` where the visits are not known.
    pub spent: Option<(Between<Number>, Between<Number>)>,
    /// How often a case changes hands on its likeliest way.
    pub hand_offs: usize,
    /// How many visits of steps of work a case makes again on average; `None` where that is not known.
    pub rework: Option<f64>,
    /// The nodes that take time, in the order of the flow.
    pub steps: Vec<Step>,
    /// The roles that work on a case, the busiest first.
    pub loads: Vec<Load>,
    /// The nodes of the critical path; where there are decisions, of the likeliest way.
    pub path: Vec<NodeId>,
    /// Whether nothing is decided, so that the path is critical in every case.
    pub no_choice: bool,
    /// The limits and whether they are kept.
    pub promises: Vec<Promise>,
    /// How many cases are under way on average (Little's law: arrivals times cycle time).
    pub under_way: Option<Between<f64>>,
    /// What could not be judged.
    pub gaps: Vec<Gap>,
}

/// What one node takes of a case.
#[derive(Clone, Debug)]
pub struct Step {
    /// The node.
    pub node: NodeId,
    /// How often a case comes there.
    pub visits: f64,
    /// Work of all visits in milliseconds.
    pub work: Between<f64>,
    /// Waiting of all visits in milliseconds.
    pub wait: Between<f64>,
    /// By how much the mean cycle time falls for each bit that the node takes less: its visits, unless others take longer at the same time.
    pub lever: Option<f64>,
    /// How much longer the node could take without delaying the case, in milliseconds; only where nothing is decided.
    pub slack: Option<i64>,
}

/// What a role has to do.
#[derive(Clone, Debug)]
pub struct Load {
    /// The role.
    pub role: RoleId,
    /// Hands-on time per case in milliseconds.
    pub work: Between<f64>,
    /// How many people that takes at the declared arrival rate.
    pub people: Option<Between<f64>>,
    /// How many there are.
    pub staff: Option<u32>,
}

impl Load {
    /// Which share of their working time that takes.
    #[must_use]
    pub fn utilisation(&self) -> Option<Between<f64>> {
        let staff = self.staff.filter(|&staff| staff > 0)?;
        Some(self.people?.scaled(1.0 / f64::from(staff)))
    }
}

/// Why something could not be judged.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub enum Gap {
    /// The time of a node is not known.
    Time(NodeId),
    /// The probabilities at a node are not known.
    Probability(NodeId),
    /// Whether a timeout comes first depends on a time that varies.
    Timeout(NodeId),
    /// It runs on the other clock, so that only bounds are known.
    Clock(NodeId),
    /// Nights, weekends and holidays of the calendar are not counted in.
    Hours,
    /// There are several starts.
    Starts,
    /// The flow does not work: some cases never end, or end more than once.
    Unsound,
    /// The times cannot be worked out: by the probabilities some cases never end, a timeout leaves a parallel part, or parallel parts are entangled too
    /// much.
    Entangled,
    /// What an hour of a role costs is not known.
    Cost(RoleId),
    /// How many people have a role is not known.
    Staff(RoleId),
    /// How many cases there are is not known.
    Arrivals,
}

impl Measures {
    /// Measures a variant. `in_hours` says that people work in the hours of a calendar, so that nights come on top of what is timed around the clock. Where
    /// something cannot be worked out, so many cases are played.
    #[must_use]
    pub fn find(model: &Model, process: &Process, variant: &Variant, in_hours: bool, runs: Runs) -> Measures {
        let graph = Graph::build(variant);
        let (structure, shares) = (Structure::find(&graph), Shares::find(&graph));
        let sound = Soundness::find(&graph, &structure).sound;
        let clock = process.sla.map_or_else(|| one_clock(variant).unwrap_or(Clock::Wall), |sla| sla.value.clock);
        let mut cycle = Cycle::find(&graph, &structure, &shares, clock);
        if sound && cycle.completes.to_f64() < 1.0 - 1e-9 {
            // A timeout leaves a parallel block, which ends the block: neither blocks nor tokens say how long that takes.
            cycle.forget();
        } else if sound {
            cycle.simulate(&graph, &shares, runs);
            if cycle.simulated.as_ref().is_some_and(|simulated| simulated.least.times().is_empty()) {
                cycle.forget();
            }
        }
        let people = People { model, variant };
        let of = Of { graph: &graph, structure: &structure, shares: &shares, cycle: &cycle, people };
        let steps = of.steps();
        let loads = of.loads(process);
        let no_choice = variant.nodes().all(|(id, node)| node.kind == NodeKind::Fork || graph.leaving(id).len() < 2);
        let decided = |id: &NodeId| shares.unknown().contains(id);
        let path = match &cycle.worst {
            Worst::Exactly { path, .. } if no_choice => path.clone(),
            // Which way is the likeliest is not known where one of its decisions is not.
            _ => Some(likeliest(&graph)).filter(|path| !path.iter().any(decided)).unwrap_or_default(),
        };
        let mean = cycle.mean().map(|mean| mean.map(Number::to_f64)).or_else(|| {
            let simulated = cycle.simulated.as_ref()?;
            Some(Between {
                least: simulated.least.mean()?.value,
                most: simulated.most.as_ref().and_then(Simulation::mean).map(|mean| mean.value),
            })
        });
        #[allow(clippy::cast_precision_loss, reason = "a month has far less than 2^53 ms")]
        let rate = process.arrivals.as_ref().map(|rate| match clock {
            Clock::Wall => rate.amount.near() / rate.per as f64,
            Clock::Working => per_ms(rate),
        });
        let under_way = rate.zip(mean).map(|(rate, mean)| mean.scaled(rate));
        let mut measures = Measures {
            cost: of.cost(),
            spent: of.spent(),
            hand_offs: people.hand_offs(&likeliest(&graph)),
            rework: again(&graph),
            promises: promises(process, &graph, &cycle, in_hours),
            gaps: Vec::new(),
            steps,
            loads,
            path,
            no_choice,
            under_way,
            cycle,
        };
        measures.gaps = measures.gaps(model, process, &graph, &shares, sound);
        if in_hours && measures.cycle.clock == Clock::Wall && measures.steps.iter().any(|step| step.work.least > 0.0) {
            measures.gaps.push(Gap::Hours);
        }
        measures
    }

    fn gaps(&self, model: &Model, process: &Process, graph: &Graph, shares: &Shares, sound: bool) -> Vec<Gap> {
        let variant = graph.variant();
        let mut gaps = Vec::new();
        let reached = graph.cases_from(graph.starts());
        for (id, node) in variant.nodes().filter(|(id, _)| reached[id.index()]) {
            let clock = self.cycle.clock;
            match parts(node, clock, End::Most) {
                (work, wait) if work != Span::Unknown && wait != Span::Unknown => {}
                _ if node.time.is_none() || node.wait.is_none() => gaps.push(Gap::Time(id)),
                _ => gaps.push(Gap::Clock(id)),
            }
        }
        gaps.extend(shares.unknown().iter().filter(|id| reached[id.index()]).map(|&id| Gap::Probability(id)));
        if self.cycle.simulated.is_none() {
            gaps.extend(shares.timed().iter().filter(|id| reached[id.index()]).map(|&id| Gap::Timeout(id)));
        }
        if graph.starts().count() > 1 {
            gaps.push(Gap::Starts);
        }
        if !sound {
            gaps.push(Gap::Unsound);
        } else if gaps.is_empty() && self.cycle.visits.is_none() {
            gaps.push(Gap::Entangled);
        }
        let with_rates = model.roles.iter().any(|role| role.cost.is_some());
        for load in &self.loads {
            let role = &model.roles[load.role.index()];
            if with_rates && role.cost.is_none() && !role.external {
                gaps.push(Gap::Cost(load.role));
            }
            if process.arrivals.is_some() && role.staff.is_none() && !role.external {
                gaps.push(Gap::Staff(load.role));
            }
        }
        if process.arrivals.is_none() && self.loads.iter().any(|load| load.staff.is_some()) {
            gaps.push(Gap::Arrivals);
        }
        gaps
    }
}

#[derive(Clone, Copy)]
struct Of<'a, 'm> {
    graph: &'a Graph<'m>,
    structure: &'a Structure,
    shares: &'a Shares,
    cycle: &'a Cycle,
    people: People<'m>,
}

impl Of<'_, '_> {
    fn steps(self) -> Vec<Step> {
        let variant = self.graph.variant();
        let slack = self.slack();
        let levers = self.levers();
        let mut steps = Vec::new();
        for (id, node) in variant.nodes() {
            let Some(visits) = self.cycle.visits_of(id).map(Number::to_f64).filter(|&visits| visits > 0.0) else { continue };
            let (least, most) = (parts(node, self.cycle.clock, End::Least), parts(node, self.cycle.clock, End::Most));
            let between = |least: Span, most: Span| {
                Between { least: least.near(), most: Some(most.near()).filter(|most| most.is_finite()) }.scaled(visits)
            };
            let (work, wait) = (between(least.0, most.0), between(least.1, most.1));
            if work != Between::ZERO || wait != Between::ZERO {
                let slack = slack.as_ref().map(|slack| slack[id.index()]);
                steps.push(Step { node: id, visits, work, wait, lever: levers[id.index()], slack });
            }
        }
        steps
    }

    /// By how much the mean falls for each millisecond less, at each node.
    fn levers(self) -> Vec<Option<f64>> {
        let variant = self.graph.variant();
        let visits = |id: NodeId| self.cycle.visits_of(id).map(Number::to_f64);
        let mut inside = vec![false; self.structure.blocks().len()];
        let mut parallel: Vec<NodeId> = Vec::new();
        for (at, block) in self.structure.blocks().iter().enumerate().rev() {
            let own = inside[at];
            if let (Block::Step(edge), true) = (block, own) {
                parallel.push(variant.edge(*edge).from);
            }
            if own || matches!(block, Block::Parallel(_)) {
                block.parts().for_each(|part| inside[part.index()] = true);
            }
        }
        parallel.sort_unstable();
        parallel.dedup();
        let whole = self.structure.whole();
        let small = parallel.len() <= LEVERS;
        let steps = Steps::find(self.graph, self.shares, self.cycle.clock, End::Least);
        let lever = |id: NodeId| {
            whole?;
            if parallel.binary_search(&id).is_err() {
                return visits(id);
            }
            if small { self.saved(id, &steps) } else { None }
        };
        variant.nodes().map(|(id, _)| lever(id)).collect()
    }

    /// By how much the mean falls for each bit less at a node, tried with a minute, or all of it if it takes less.
    fn saved(self, id: NodeId, steps: &Steps) -> Option<f64> {
        let Span::Always(own) = steps.at(id) else { return None };
        let less = own.min(crate::ast::quantity::MINUTE);
        if less == 0 {
            return None;
        }
        let steps = steps.clone().shortened(self.graph, id, less);
        let whole = self.structure.whole()?;
        let mean = Blocks { structure: self.structure, shares: self.shares, steps: &steps }.means()[whole.index()].clone()?;
        #[allow(clippy::cast_precision_loss, reason = "a minute")]
        Some((self.cycle.least.mean.as_ref()?.to_f64() - mean.to_f64()) / less as f64)
    }

    /// How much longer each node could take: the critical path method, where nothing is decided and nothing goes back.
    fn slack(self) -> Option<Vec<i64>> {
        let variant = self.graph.variant();
        let forks = |id: NodeId| variant.node(id).kind == NodeKind::Fork;
        if variant.nodes().any(|(id, _)| !forks(id) && self.graph.leaving(id).len() > 1) || !self.graph.loops().is_empty() {
            return None;
        }
        let times = Times::on(variant, self.cycle.clock);
        let begins = shortest(self.graph, &times);
        let (last, _) = self.cycle.best?;
        let mut latest = vec![last; self.graph.len()];
        for id in self.graph.reverse_post_order().into_iter().rev() {
            let next = self.graph.leaving(id).iter().map(|&edge| latest[variant.edge(edge).to.index()]).min();
            latest[id.index()] = next.unwrap_or(last) - times.of(id).best;
        }
        Some(latest.iter().zip(begins).map(|(latest, begins)| begins.map_or(0, |begins| latest - begins)).collect())
    }

    fn loads(self, process: &Process) -> Vec<Load> {
        let mut work: BTreeMap<RoleId, Between<f64>> = BTreeMap::new();
        for (id, _) in self.graph.variant().nodes() {
            let Some(visits) = self.cycle.visits_of(id).map(Number::to_f64) else { continue };
            let time = self.worked(id).scaled(visits);
            // Of several of whom one does it, each may be that one.
            let own = if self.people.all_work(id) { time } else { Between { least: 0.0, most: time.most } };
            for role in self.people.performers(id).filter(|_| time != Between::ZERO && visits > 0.0).unwrap_or_default() {
                let sum = work.entry(role).or_insert(Between::ZERO);
                *sum = sum.plus(own);
            }
        }
        let arrivals = process.arrivals.as_ref().map(per_ms);
        let mut loads: Vec<Load> = work
            .into_iter()
            .map(|(role, work)| Load {
                role,
                work,
                people: arrivals.map(|rate| work.scaled(rate)),
                staff: self.people.model.roles[role.index()].staff,
            })
            .collect();
        loads.sort_by(|a, b| b.work.least.total_cmp(&a.work.least).then(a.role.cmp(&b.role)));
        loads
    }

    /// How long one visit of a node keeps somebody busy on average, in milliseconds.
    fn worked(self, id: NodeId) -> Between<f64> {
        if self.people.worked(id) == Between::ZERO {
            return Between::ZERO;
        }
        let work = |end: End| parts(self.graph.variant().node(id), self.cycle.clock, end).0.near();
        Between { least: work(End::Least), most: Some(work(End::Most)).filter(|most| most.is_finite()) }
    }

    /// The sum of an amount of each visit over all visits.
    fn sum(self, of: impl Fn(NodeId) -> Between<Number>) -> Option<Between<Number>> {
        let visits = self.cycle.visits.as_ref()?;
        let mut sum = Between { least: Number::zero(), most: Some(Number::zero()) };
        for ((id, _), visits) in self.graph.variant().nodes().zip(visits).filter(|(_, visits)| !visits.is_zero()) {
            let one = of(id);
            sum.least = &sum.least + &(&one.least * visits);
            sum.most = sum.most.zip(one.most).map(|(sum, most)| &sum + &(&most * visits));
        }
        Some(sum)
    }

    fn spent(self) -> Option<(Between<Number>, Between<Number>)> {
        let parts = |id: NodeId, end: End| parts(self.graph.variant().node(id), self.cycle.clock, end);
        let between = |least: Span, most: Span| Between { least: least.number().unwrap_or_else(Number::zero), most: most.number() };
        let work = self.sum(|id| between(parts(id, End::Least).0, parts(id, End::Most).0))?;
        Some((work, self.sum(|id| between(parts(id, End::Least).1, parts(id, End::Most).1))?))
    }

    fn cost(self) -> Option<(Between<Number>, String)> {
        let currency = self.people.currency()?;
        let sum = self.sum(|id| {
            let idle = self.people.worked(id) == Between::ZERO;
            let work = |end: End| parts(self.graph.variant().node(id), self.cycle.clock, end).0.number();
            let nothing = Number::zero;
            let time = if idle {
                Between { least: nothing(), most: Some(nothing()) }
            } else {
                Between { least: work(End::Least).unwrap_or_else(nothing), most: work(End::Most) }
            };
            self.people.cost_of(id, &time)
        })?;
        (!sum.least.is_zero()).then(|| (sum, currency.to_owned()))
    }
}

/// How many visits of steps of work a case makes again on average.
fn again(graph: &Graph) -> Option<f64> {
    let visits = Visits::find(graph)?;
    Some(graph.variant().nodes().filter(|(_, node)| node.kind.is_work()).map(|(id, _)| visits.rework(id)).sum())
}
