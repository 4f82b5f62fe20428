//! How long each step takes, at one end of what is known.

use super::{Number, Shares};
use crate::ast::quantity::{Clock, Duration, Estimate};
use crate::graph::Graph;
use crate::model::{EdgeId, EdgeKind, Node, NodeId, NodeKind};

/// At which end ranges are taken. What is unknown takes nothing at the least, and has no most.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum End {
    /// The shortest times.
    Least,
    /// The longest times.
    Most,
}

/// How long a step takes.
#[derive(Clone, Copy, PartialEq, Debug)]
pub enum Span {
    /// Always so many milliseconds.
    Always(i64),
    /// So many milliseconds on average; it varies.
    Varies(f64),
    /// Unknown.
    Unknown,
}

/// How long each step of a flow takes: a node until it is left along an edge, and the end events.
#[derive(Clone, PartialEq, Debug)]
pub struct Steps {
    edges: Vec<Span>,
    ends: Vec<Span>,
}

impl Steps {
    /// The times on a clock.
    ///
    /// A wait around the clock counts nothing in working time at the least, and is unknown at the most; so is working time around
    /// the clock, since nights and weekends come on top.
    #[must_use]
    pub fn find(graph: &Graph, shares: &Shares, clock: Clock, end: End) -> Steps {
        Steps::with(graph, shares, |node| {
            let (work, wait) = parts(node, clock, end);
            work.plus(wait)
        })
    }

    /// The times without any waiting: what the theoretical cycle time is made of.
    #[must_use]
    pub fn worked(graph: &Graph, shares: &Shares, clock: Clock, end: End) -> Steps {
        Steps::with(graph, shares, |node| parts(node, clock, end).0)
    }

    fn with(graph: &Graph, shares: &Shares, span: impl Fn(&Node) -> Span) -> Steps {
        let variant = graph.variant();
        let ends: Vec<Span> = variant.nodes.iter().map(span).collect();
        let edges = variant.edges().map(|(id, edge)| match (edge.kind, ends[edge.from.index()]) {
            _ if shares.of(id).is_some_and(super::Number::is_zero) => Span::Always(0),
            // A case that times out was there until then; the time of a parallel block is not that of its join.
            (EdgeKind::Timeout(_), _) if variant.node(edge.from).kind == NodeKind::Join => Span::Always(0),
            (EdgeKind::Timeout(after), Span::Always(own)) => Span::Always(after.ms.min(own)),
            (EdgeKind::Timeout(after), _) => Span::Always(after.ms),
            (_, own) => own,
        });
        Steps { edges: edges.collect(), ends }
    }

    /// The same, with one node that takes so many milliseconds less.
    #[must_use]
    pub(super) fn shortened(mut self, graph: &Graph, node: NodeId, less: i64) -> Steps {
        let shorter = |span: &mut Span| {
            if let Span::Always(ms) = span {
                *span = Span::Always((*ms - less).max(0));
            }
        };
        shorter(&mut self.ends[node.index()]);
        for &edge in graph.leaving(node).iter().filter(|&&edge| !matches!(graph.variant().edge(edge).kind, EdgeKind::Timeout(_))) {
            shorter(&mut self.edges[edge.index()]);
        }
        self
    }

    /// The time of a node until it is left along an edge.
    #[must_use]
    pub fn along(&self, edge: EdgeId) -> Span {
        self.edges[edge.index()]
    }

    /// The time of a node that is not left early.
    #[must_use]
    pub fn at(&self, node: NodeId) -> Span {
        self.ends[node.index()]
    }
}

/// What a node takes on a clock: work, and waiting. Whoever waits for a timer does not work.
#[must_use]
pub fn parts(node: &Node, clock: Clock, end: End) -> (Span, Span) {
    if node.paused {
        return (Span::Always(0), Span::Always(0));
    }
    let (time, wait) = (part(node.time, true, clock, end), part(node.wait, false, clock, end));
    if node.kind == NodeKind::Wait { (Span::Always(0), time.plus(wait)) } else { (time, wait) }
}

fn part(estimate: Option<Estimate>, worked: bool, clock: Clock, end: End) -> Span {
    let Some(estimate) = estimate else { return if end == End::Least { Span::Always(0) } else { Span::Unknown } };
    if estimate.most().is_some_and(|most| most.ms == 0) {
        return Span::Always(0);
    }
    match (estimate.clock(), clock) {
        // Some of it may fall outside working hours.
        (Clock::Wall, Clock::Working) if !worked => return if end == End::Least { Span::Always(0) } else { Span::Unknown },
        (Clock::Working, Clock::Wall) if end == End::Most => return Span::Unknown,
        _ => {}
    }
    match estimate {
        Estimate::Fixed(time) => Span::Always(time.ms),
        Estimate::Range(least, most) => Span::Always(if end == End::Least { least.ms } else { most.ms }),
        varies => Span::Varies(mean(varies)),
    }
}

impl Span {
    fn plus(self, other: Span) -> Span {
        match (self, other) {
            (Span::Unknown, _) | (_, Span::Unknown) => Span::Unknown,
            (Span::Always(a), Span::Always(b)) => Span::Always(a.saturating_add(b)),
            (a, b) => Span::Varies(a.near() + b.near()),
        }
    }

    /// As a number, exact where it does not vary; `None` where it is not known.
    #[must_use]
    pub(super) fn number(self) -> Option<Number> {
        match self {
            Span::Always(ms) => Some(Number::whole(ms)),
            Span::Varies(mean) => Some(Number::near(mean)),
            Span::Unknown => None,
        }
    }

    #[allow(clippy::cast_precision_loss, reason = "2^53 ms are 285,000 years")]
    /// As a float; infinite where it is not known.
    #[must_use]
    pub fn near(self) -> f64 {
        match self {
            Span::Always(ms) => ms as f64,
            Span::Varies(mean) => mean,
            Span::Unknown => f64::INFINITY,
        }
    }
}

/// The mean of a distribution in milliseconds. A normal distribution cut off at 0 has the mean μ + σ φ(μ/σ) / Φ(μ/σ)
/// (Johnson, Kotz, Balakrishnan: Continuous Univariate Distributions 1, 1994, §13.10.1).
#[allow(clippy::cast_precision_loss, reason = "2^53 ms are 285,000 years")]
fn mean(estimate: Estimate) -> f64 {
    let ms = |time: Duration| time.ms as f64;
    match estimate {
        Estimate::Fixed(time) | Estimate::Exponential(time) | Estimate::Range(time, _) => ms(time),
        Estimate::Triangular(least, likeliest, most) => (ms(least) + ms(likeliest) + ms(most)) / 3.0,
        Estimate::Normal(mean, deviation) if deviation.ms == 0 => ms(mean),
        Estimate::Normal(mean, deviation) => {
            let at = ms(mean) / ms(deviation);
            let density = libm::exp(-at * at / 2.0) / (2.0 * std::f64::consts::PI).sqrt();
            let below = libm::erfc(-at / std::f64::consts::SQRT_2) / 2.0;
            ms(mean) + ms(deviation) * density / below
        }
    }
}
