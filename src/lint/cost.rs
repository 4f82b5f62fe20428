//! What people cost and how long a case keeps them busy, for the rules.

use super::VariantContext;
use crate::measure::{Between, Number, People};
use crate::model::{NodeId, RoleId};

impl<'m> VariantContext<'m> {
    fn staff(&self) -> People<'m> {
        People { model: self.model, variant: self.variant }
    }

    /// What one visit of a node costs.
    pub(super) fn cost(&self, id: NodeId) -> Between<f64> {
        self.staff().cost(id)
    }

    /// What that much work at a node costs.
    pub(super) fn cost_of(&self, id: NodeId, work: Between<f64>) -> Between<f64> {
        self.staff().cost_of(id, &work.map(|&work| Number::near(work))).map(Number::to_f64)
    }

    /// How long one visit of a node keeps somebody busy, in milliseconds.
    pub(super) fn worked(&self, id: NodeId) -> Between<f64> {
        self.staff().worked(id)
    }

    /// Whether each of those who work at a node has to.
    pub(super) fn all_work(&self, id: NodeId) -> bool {
        self.staff().all_work(id)
    }

    /// The currency of all rates that a variant uses; `None` if there are several. A rate without one goes with any.
    pub(super) fn currency(&self) -> Option<&'m str> {
        self.staff().currency()
    }

    /// The roles that work or decide at a node, sorted; `None` if one of them is not known.
    pub fn performers(&self, id: NodeId) -> Option<Vec<RoleId>> {
        self.staff().performers(id)
    }
}
