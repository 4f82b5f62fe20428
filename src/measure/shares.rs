//! Where cases go: how likely each edge is taken from its node.

use super::Number;
use crate::ast::quantity::Percent;
use crate::graph::{Graph, NodeTime};
use crate::model::{EdgeId, EdgeKind, NodeId, NodeKind};

/// All of it, in billionths.
const ONE: i64 = 1_000_000_000;

/// How likely each edge is taken by a case that is at its node.
#[derive(Debug)]
pub struct Shares {
    edges: Vec<Option<Number>>,
    unknown: Vec<NodeId>,
    timed: Vec<NodeId>,
}

impl Shares {
    /// Reads the probabilities. One branch without takes the rest; a timeout without one is taken if the node takes longer.
    #[must_use]
    pub fn find(graph: &Graph) -> Shares {
        let mut shares = Shares { edges: vec![None; graph.variant().edges.len()], unknown: Vec::new(), timed: Vec::new() };
        for (id, node) in graph.variant().nodes() {
            if node.kind == NodeKind::Fork {
                for &edge in graph.leaving(id) {
                    shares.edges[edge.index()] = Some(Number::one());
                }
                continue;
            }
            match shares_at(graph, id) {
                Ok(found) => found.into_iter().for_each(|(edge, share)| shares.edges[edge.index()] = Some(share)),
                Err(Unknown::Probability) => shares.unknown.push(id),
                Err(Unknown::Timeout) => shares.timed.push(id),
            }
        }
        shares
    }

    /// How likely an edge is taken; `None` if that is not known.
    #[must_use]
    pub fn of(&self, edge: EdgeId) -> Option<&Number> {
        self.edges[edge.index()].as_ref()
    }

    /// The nodes whose probabilities are not known.
    #[must_use]
    pub fn unknown(&self) -> &[NodeId] {
        &self.unknown
    }

    /// The nodes at which it depends on a time that varies whether a timeout comes first.
    #[must_use]
    pub fn timed(&self) -> &[NodeId] {
        &self.timed
    }

    /// How likely one of some edges is taken, compared with others of the same node.
    pub(super) fn of_all(&self, edges: &[EdgeId]) -> Option<Number> {
        edges.iter().map(|&edge| self.of(edge)).try_fold(Number::zero(), |sum, share| Some(&sum + share?))
    }
}

enum Unknown {
    Probability,
    Timeout,
}

fn shares_at(graph: &Graph, id: NodeId) -> Result<Vec<(EdgeId, Number)>, Unknown> {
    let variant = graph.variant();
    let mut given: Vec<(EdgeId, i64)> = Vec::new();
    let mut open: Vec<EdgeId> = Vec::new();
    let mut first_timeout: Option<(i64, EdgeId)> = None;
    let mut never: Vec<EdgeId> = Vec::new();
    for &at in graph.leaving(id) {
        let edge = variant.edge(at);
        match (edge.probability, edge.kind) {
            (Some(Percent { billionths }), _) => given.push((at, billionths)),
            // How long a parallel block takes is not the time of its join.
            (None, EdgeKind::Timeout(_)) if variant.node(id).kind == NodeKind::Join => return Err(Unknown::Timeout),
            (None, EdgeKind::Timeout(after)) => {
                let own = NodeTime::of(variant.node(id), after.clock);
                if own.known && own.worst <= after.ms {
                    never.push(at);
                } else if own.known && own.best > after.ms {
                    first_timeout = first_timeout.min(Some((after.ms, at))).or(Some((after.ms, at)));
                } else {
                    return Err(Unknown::Timeout);
                }
            }
            (None, _) => open.push(at),
        }
    }
    if let ([], [], [only, ..]) = (given.as_slice(), open.as_slice(), never.as_slice()) {
        // Where the only way out is a timeout, a case that is done sooner leaves along it.
        open.push(*only);
        never.remove(0);
    }
    let mut shares: Vec<(EdgeId, Number)> = never.into_iter().map(|edge| (edge, Number::zero())).collect();
    if let Some((_, timeout)) = first_timeout {
        shares.extend(graph.leaving(id).iter().filter(|&&edge| edge != timeout).map(|&edge| (edge, Number::zero())));
        shares.push((timeout, Number::one()));
        return Ok(shares);
    }
    let sum: i64 = given.iter().map(|&(_, billionths)| billionths).sum();
    let (rest, whole) = match open.as_slice() {
        [] => (None, sum),
        [one] => (Some((*one, ONE - sum)), ONE),
        _ => return Err(Unknown::Probability),
    };
    let fits = if rest.is_some() { (0..=ONE).contains(&sum) } else { (sum - ONE).abs() <= ONE / 100 };
    if given.iter().any(|&(_, billionths)| billionths < 0) || !fits && !given.is_empty() {
        return Err(Unknown::Probability);
    }
    shares.extend(given.into_iter().chain(rest).map(|(edge, billionths)| (edge, Number::ratio(billionths, whole))));
    Ok(shares)
}
