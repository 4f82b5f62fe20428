//! How the expected cycle time is made up of work and waiting.

use super::VariantContext;
use crate::ast::quantity::{Estimate, Quantity};
use crate::graph::one_clock;
use crate::model::{Goal, NodeId, NodeKind};

/// Work and waiting in milliseconds over all visits of a case: the average, at least and at most.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Share {
    pub work: (f64, f64),
    pub wait: (f64, f64),
}

/// The shares of all nodes, and their sum.
#[derive(Debug)]
pub(super) struct Balance {
    nodes: Vec<Share>,
    pub whole: Share,
}

impl Balance {
    pub(super) fn of(&self, id: NodeId) -> Share {
        self.nodes[id.index()]
    }
}

impl VariantContext<'_> {
    /// Whether somebody wants it to be quicker: its SLA can be missed, or a goal is a time.
    pub(super) fn time_matters(&self) -> bool {
        let timed = |goal: &Goal| matches!(goal.target, Some((_, Quantity::Duration(_))));
        self.verdict().is_some() || self.process.goals.iter().any(timed)
    }

    /// Work and waiting; `None` while a time or a probability on the way is unknown, where steps run in parallel, and where times run
    /// on two clocks.
    pub(super) fn balance(&self) -> Option<Balance> {
        one_clock(self.variant)?;
        let known = |id: NodeId| {
            let node = self.variant.node(id);
            let (work, wait) = if node.paused { ((0.0, 0.0), (0.0, 0.0)) } else { (mean(node.time?), mean(node.wait?)) };
            // Whoever waits for the customer does not work.
            Some(if node.kind == NodeKind::Wait {
                Share { work: (0.0, 0.0), wait: (work.0 + wait.0, work.1 + wait.1) }
            } else {
                Share { work, wait }
            })
        };
        let nodes: Option<Vec<Share>> = self.variant.nodes().map(|(id, _)| known(id)).collect();
        let mut nodes = nodes?;
        let visits = self.visits().filter(|visits| visits.is_sequential())?;
        let mut whole = Share::default();
        for ((id, _), share) in self.variant.nodes().zip(&mut nodes) {
            for (sum, part) in [(&mut whole.work, &mut share.work), (&mut whole.wait, &mut share.wait)] {
                *part = (part.0 * visits.of(id), part.1 * visits.of(id));
                *sum = (sum.0 + part.0, sum.1 + part.1);
            }
        }
        Some(Balance { nodes, whole })
    }
}

/// The mean of an estimate: of a range, of which none is known, at least and at most.
#[allow(clippy::cast_precision_loss, reason = "2^53 ms are 285,000 years")]
fn mean(estimate: Estimate) -> (f64, f64) {
    match estimate {
        Estimate::Range(least, most) => (least.ms as f64, most.ms as f64),
        Estimate::Fixed(mean) | Estimate::Normal(mean, _) | Estimate::Exponential(mean) => (mean.ms as f64, mean.ms as f64),
        Estimate::Triangular(least, likeliest, most) => {
            let mean = (least.ms as f64 + likeliest.ms as f64 + most.ms as f64) / 3.0;
            (mean, mean)
        }
    }
}
