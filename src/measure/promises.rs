//! Whether limits are kept: of the process, the response, milestones and nodes.

use super::{Between, Cycle};
use crate::ast::quantity::{Clock, Duration};
use crate::graph::{Graph, Times, Worst, longest_to, shortest};
use crate::model::{NodeId, NodeKind, Process};

/// What is promised.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Subject {
    /// The process, from start to end.
    Process,
    /// The first human answer, at that node.
    Response(NodeId),
    /// A milestone: a node is started, or done.
    Milestone(NodeId, bool),
    /// A node.
    Node(NodeId),
}

/// A limit, and how long it takes.
#[derive(Clone, Debug)]
pub struct Promise {
    /// What is promised.
    pub subject: Subject,
    /// Within which time.
    pub limit: Duration,
    /// The shortest time in milliseconds.
    pub best: Option<i64>,
    /// The longest, if there is one and everything is known.
    pub worst: Option<i64>,
    /// How likely it is kept.
    pub kept: Option<Between<f64>>,
}

/// The limits of a process and of its nodes. Where people work in the hours of a calendar, it is not known how likely a limit around the clock is kept.
pub(super) fn promises(process: &Process, graph: &Graph, cycle: &Cycle, in_hours: bool) -> Vec<Promise> {
    let variant = graph.variant();
    let mut promises = Vec::new();
    if let Some(sla) = process.sla {
        let (times, reached) = (Times::on(variant, cycle.clock), graph.cases_from(graph.starts()));
        let known = times.all().all(|(id, time)| time.known || !reached[id.index()]);
        let worst = match &cycle.worst {
            Worst::Exactly { ms, .. } if known => Some(*ms),
            _ => None,
        };
        let kept = match cycle.best {
            Some((best, _)) if best > sla.value.ms => Some(Between::ZERO),
            // A case that does not end keeps nothing.
            _ => cycle.over(sla.value.ms).map(|over| over.complement().scaled(cycle.completes.to_f64())),
        };
        promises.push(Promise { subject: Subject::Process, limit: sla.value, best: cycle.best.map(|best| best.0), worst, kept });
    }
    if let Some(response) = process.response {
        let first = variant.nodes().find(|(_, node)| node.responds && !node.automated).map(|(id, _)| id);
        promises.extend(first.map(|id| reached(graph, Subject::Response(id), response.value, id, true)));
    }
    for milestone in &process.milestones {
        let Some(named) = variant.node_named(&milestone.node) else { continue };
        let node = variant.node(named);
        let goal = match node.block {
            Some(block) if milestone.done && node.kind == NodeKind::Fork => variant.blocks[block].join,
            _ => named,
        };
        promises.push(reached(graph, Subject::Milestone(named, milestone.done), milestone.limit, goal, milestone.done));
    }
    for (id, node) in variant.nodes().filter(|(_, node)| !node.is_block()) {
        let Some(sla) = node.sla.map(|sla| sla.value) else { continue };
        let time = Times::on(variant, sla.clock).of(id);
        let worst = Some(time.worst).filter(|_| time.known);
        promises.push(Promise {
            subject: Subject::Node(id),
            limit: sla,
            best: Some(time.best),
            worst,
            kept: certain(Some(time.best), worst, sla.ms),
        });
    }
    for promise in promises.iter_mut().filter(|promise| in_hours && promise.limit.clock == Clock::Wall) {
        promise.kept = promise.kept.filter(|kept| kept.most == Some(0.0));
    }
    promises
}

/// How long it takes from the start to a node, or to its end.
fn reached(graph: &Graph, subject: Subject, limit: Duration, goal: NodeId, done: bool) -> Promise {
    let times = Times::on(graph.variant(), limit.clock);
    let own = times.of(goal);
    let best = shortest(graph, &times)[goal.index()].map(|at| if done { at + own.best } else { at });
    let before = graph.reaching([goal]);
    let all_known = times.all().all(|(id, time)| time.known || !before[id.index()] || id == goal && !done);
    let worst = match longest_to(graph, &times, &|id| !times.of(id).known, &[goal], &|id| if done { times.of(id).worst } else { 0 }) {
        Worst::Exactly { ms, .. } | Worst::Between { most: ms, .. } if all_known => Some(ms),
        _ => None,
    };
    Promise { subject, limit, best, worst, kept: certain(best, worst, limit.ms) }
}

/// Kept or broken for certain, or anything in between.
fn certain(best: Option<i64>, worst: Option<i64>, limit: i64) -> Option<Between<f64>> {
    let best = best?;
    Some(match worst {
        _ if best > limit => Between { least: 0.0, most: Some(0.0) },
        Some(worst) if worst <= limit => Between { least: 1.0, most: Some(1.0) },
        _ => Between { least: 0.0, most: Some(1.0) },
    })
}
