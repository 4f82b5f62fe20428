//! Who hears of a case that stays too long, and when.

use super::VariantContext;
use crate::ast::After;
use crate::ast::quantity::Duration;
use crate::model::{EdgeKind, Escalation, NodeId, RoleId};

impl VariantContext<'_> {
    /// The escalations of a node in the order in which they fire, as far as that is known.
    pub fn escalations(&self, id: NodeId) -> Vec<Escalation> {
        let mut steps = self.variant.node(id).escalate.clone();
        let when: Option<Vec<Duration>> = steps.iter().map(|step| self.fires(id, step.after)).collect();
        if when.is_some_and(|when| when.windows(2).all(|pair| pair[0].clock == pair[1].clock)) {
            steps.sort_by_key(|step| self.fires(id, step.after).map(|when| when.ms));
        }
        steps
    }

    /// How long after the arrival of the case an escalation fires; `None` if it counts from an SLA that is not there or that runs on
    /// another clock.
    fn fires(&self, id: NodeId, after: After) -> Option<Duration> {
        match after {
            After::Arrival(after) => Some(after),
            After::Sla { ms, clock } => {
                let sla = self.variant.node(id).sla?.value;
                (ms == 0 || sla.clock == clock).then_some(Duration { ms: sla.ms + ms, ..sla })
            }
        }
    }

    /// When somebody hears of a case that stays at a node: reminders, escalations, notices and timeouts, each counted from its
    /// arrival; `None` where it cannot be said when.
    pub fn warnings(&self, id: NodeId) -> Vec<Option<Duration>> {
        let node = self.variant.node(id);
        let exit = node.block.map_or(id, |block| self.variant.blocks[block].join);
        let edges = self.graph.leaving(exit).iter().chain(self.graph.notices_of(exit)).map(|&edge| self.variant.edge(edge).kind);
        let timeouts = edges.filter_map(|kind| match kind {
            EdgeKind::Timeout(after) | EdgeKind::Informs(after) => Some(Some(after)),
            _ => None,
        });
        let escalations = node.escalate.iter().map(|step| self.fires(id, step.after));
        node.remind.map(Some).into_iter().chain(escalations).chain(timeouts).collect()
    }

    /// Whether a role stands above another by the chain of `reports`.
    pub fn outranks(&self, above: RoleId, below: RoleId) -> bool {
        self.superiors(below).contains(&above)
    }
}
