//! What the model says about a node, in the words of a simulation.

use super::law::Law;
use super::plan::Way;
use crate::ast::quantity::{Clock, Duration};
use crate::graph::{Graph, NodeTime};
use crate::measure::End;
use crate::measure::Shares;
use crate::model::{Edge, EdgeId, EdgeKind, Node, NodeId, NodeKind};

/// All of it, in billionths.
const ONE: i64 = 1_000_000_000;

/// A node, and how it is looked at.
pub(super) struct Place<'g> {
    pub(super) graph: &'g Graph<'g>,
    pub(super) shares: &'g Shares,
    pub(super) clock: Clock,
    pub(super) range_end: End,
    pub(super) id: NodeId,
}

impl Place<'_> {
    pub(super) fn node(&self) -> &Node {
        self.graph.variant().node(self.id)
    }

    /// Some of what it takes is not known, and no distribution of it either.
    pub(super) fn is_unknown(&self) -> bool {
        let own = NodeTime::of(self.node(), self.clock);
        !own.known && !own.endless
    }

    /// Where the parallel block began that ends here.
    pub(super) fn block_began(&self) -> Option<NodeId> {
        let block = self.node().block.filter(|_| self.node().kind == NodeKind::Join)?;
        Some(self.graph.variant().blocks[block].fork)
    }

    /// What it takes, as far as that is known and counts on the clock.
    pub(super) fn counted(&self) -> impl Iterator<Item = Law> {
        let node = self.node();
        let waited = node.wait.filter(|wait| self.clock == Clock::Wall || wait.clock() == Clock::Working);
        let parts = if node.paused { [None, None] } else { [node.time, waited] };
        parts.into_iter().flatten().map(|part| Law::of(part, self.range_end))
    }

    /// An edge out of it, taken by random words below that.
    pub(super) fn way(&self, edge: EdgeId, below: u64) -> Way {
        let edge = self.graph.variant().edge(edge);
        let after = match edge.kind {
            EdgeKind::Timeout(after) => Some(self.left_after(after)),
            _ => None,
        };
        Way { to: edge.to.0, below, after }
    }

    /// After how long a case takes an edge, if that is a timeout without a probability.
    pub(super) fn open_timeout(&self, edge: EdgeId) -> Option<Duration> {
        match self.graph.variant().edge(edge) {
            Edge { kind: EdgeKind::Timeout(after), probability: None, .. } => Some(*after),
            _ => None,
        }
    }

    /// Whether it depends on the time if a case takes such an edge; it does not where one is always taken.
    pub(super) fn may_time_out(&self) -> bool {
        let mut timeouts = self.graph.leaving(self.id).iter().filter(|&&edge| self.open_timeout(edge).is_some()).peekable();
        timeouts.peek().is_some() && timeouts.all(|&edge| self.shares.of(edge).is_none_or(|share| share.to_f64() < 1.0))
    }

    /// The timeouts without a probability, the soonest first, and the other ways.
    pub(super) fn timeouts_and_others(&self) -> (Vec<(Duration, EdgeId)>, Vec<EdgeId>) {
        let (mut timeouts, mut others) = (Vec::new(), Vec::new());
        for &edge in self.graph.leaving(self.id) {
            match self.open_timeout(edge) {
                Some(after) => timeouts.push((after, edge)),
                None => others.push(edge),
            }
        }
        timeouts.sort_by_key(|&(after, edge)| (after.ms, edge));
        (timeouts, others)
    }

    /// When a case that times out leaves, as `graph::shortest` has it.
    fn left_after(&self, after: Duration) -> i64 {
        let own = NodeTime::of(self.node(), self.clock);
        match after.clock {
            // Time around the clock may fall outside working hours.
            Clock::Wall if self.clock == Clock::Working => 0,
            // A node that is done before does not time out.
            _ if own.known => after.ms.min(own.worst),
            _ => after.ms,
        }
    }

    /// How likely the other ways are where no timeout comes first: one of them may go without a probability, and takes the rest.
    pub(super) fn besides_timeouts(&self, others: &[EdgeId]) -> Option<Vec<(EdgeId, f64)>> {
        let given = |edge: &EdgeId| self.graph.variant().edge(*edge).probability.map(|percent| percent.billionths);
        let sum: i64 = others.iter().filter_map(given).sum();
        let open = others.iter().filter(|&edge| given(edge).is_none()).count();
        let whole = if open == 0 { sum } else { ONE };
        if open > 1 || sum > whole || others.iter().filter_map(given).any(|share| share < 0) || (whole - ONE).abs() > ONE / 100 {
            return None;
        }
        #[allow(clippy::cast_precision_loss, reason = "a billion fits")]
        let share = |edge: &EdgeId| (*edge, given(edge).unwrap_or(ONE - sum) as f64 / whole as f64);
        Some(others.iter().map(share).collect())
    }
}
