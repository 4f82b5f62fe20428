//! How long each node takes, on the clock of the limit it is compared with.
//!
//! `time` is worked, `wait` elapses. Working hours are part of the hours around the clock, so an amount of either is at least as
//! long around the clock; a wait around the clock may fall outside working hours altogether. What follows without a calendar
//! are therefore lower bounds: enough to prove a breach, never enough to invent one.

use crate::ast::quantity::{Clock, Estimate};
use crate::model::{Node, NodeId, Variant};

/// How long a node takes at least, in milliseconds.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct NodeTime {
    /// In its best case, `time` and `wait` together.
    pub best: i64,
    /// In its worst case; a distribution without a longest value counts as its shortest.
    pub worst: i64,
    /// All of it is known, and it has a longest value.
    pub known: bool,
    /// It is a distribution without a longest value.
    pub endless: bool,
}

/// The times of all nodes of a variant on one clock.
#[derive(Debug)]
pub struct Times {
    nodes: Vec<NodeTime>,
    /// The clock.
    pub clock: Clock,
}

/// The clock on which all times of a variant run, if it is one. Work in ordinary units counts on either.
#[must_use]
pub fn one_clock(variant: &Variant) -> Option<Clock> {
    let counts = |estimate: &Estimate| estimate.most().is_none_or(|most| most.ms > 0);
    let mut waits = variant.nodes.iter().filter(|node| !node.paused).filter_map(|node| node.wait.filter(counts));
    let works = variant.nodes.iter().filter_map(|node| node.time.filter(counts)).any(|time| time.clock() == Clock::Working);
    let clock = match waits.next() {
        Some(wait) => wait.clock(),
        None if works => Clock::Working,
        None => Clock::Wall,
    };
    (waits.all(|wait| wait.clock() == clock) && (clock == Clock::Working || !works)).then_some(clock)
}

impl Times {
    /// The times on that clock.
    #[must_use]
    pub fn on(variant: &Variant, clock: Clock) -> Times {
        Times { nodes: variant.nodes.iter().map(|node| NodeTime::of(node, clock)).collect(), clock }
    }

    /// The longest times, as far as any calendar allows: a wait around the clock may fall in working hours altogether. Working
    /// time has no such bound around the clock.
    #[must_use]
    pub fn at_most(variant: &Variant, clock: Clock) -> Times {
        Times { nodes: variant.nodes.iter().map(|node| NodeTime::counting(node, |_| true)).collect(), clock }
    }

    /// Times that are the same in every case.
    #[must_use]
    pub fn each(variant: &Variant, clock: Clock, ms: impl Fn(NodeId) -> i64) -> Times {
        Times { nodes: variant.nodes().map(|(id, _)| NodeTime::always(ms(id))).collect(), clock }
    }

    /// The longest times that the limits of the nodes allow: the SLA of a node on that clock, elsewhere its own time. The limit of a
    /// parallel block is that of all in it, not of its fork.
    #[must_use]
    pub fn promised(variant: &Variant, clock: Clock) -> Times {
        let allowed = |node: &Node| match node.sla {
            Some(sla) if sla.value.clock == clock && !node.paused && !node.is_block() => NodeTime::always(sla.value.ms),
            _ => NodeTime::of(node, clock),
        };
        Times { nodes: variant.nodes.iter().map(allowed).collect(), clock }
    }

    /// The time of a node.
    #[must_use]
    pub fn of(&self, id: NodeId) -> NodeTime {
        self.nodes[id.index()]
    }

    /// The times of all nodes, in order.
    pub fn all(&self) -> impl Iterator<Item = (NodeId, NodeTime)> {
        self.nodes.iter().enumerate().map(|(at, &time)| (NodeId::at(at), time))
    }
}

impl NodeTime {
    /// The time of a node on that clock.
    #[must_use]
    pub fn of(node: &Node, clock: Clock) -> NodeTime {
        NodeTime::counting(node, |own| clock == Clock::Wall || own == Clock::Working)
    }

    fn always(ms: i64) -> NodeTime {
        NodeTime { best: ms, worst: ms, known: true, endless: false }
    }

    /// The time of a node with those waits that count.
    fn counting(node: &Node, counts: impl Fn(Clock) -> bool) -> NodeTime {
        if node.paused {
            // The clock of the SLA stands still while the case is elsewhere.
            return NodeTime::always(0);
        }
        let worked = part(node.time, |_| true);
        let elapsed = part(node.wait, counts);
        NodeTime {
            best: worked.best + elapsed.best,
            worst: worked.worst + elapsed.worst,
            known: worked.known && elapsed.known,
            endless: worked.endless || elapsed.endless,
        }
    }
}

fn part(estimate: Option<Estimate>, counts: impl Fn(Clock) -> bool) -> NodeTime {
    match estimate {
        Some(estimate) if counts(estimate.clock()) => {
            let best = estimate.least().ms;
            let most = estimate.most();
            NodeTime { best, worst: most.map_or(best, |most| most.ms), known: most.is_some(), endless: most.is_none() }
        }
        Some(estimate) => NodeTime { best: 0, worst: 0, known: estimate.most().is_some_and(|most| most.ms == 0), endless: false },
        None => NodeTime { best: 0, worst: 0, known: false, endless: false },
    }
}
