//! What people cost, and how long a case keeps them busy: hands-on time only, as far as it is known.

use super::Between;
use crate::ast::Mode;
use crate::ast::quantity::{DAY, MONTH, Rate, WORKING_DAY};
use crate::model::{Model, NodeId, NodeKind, RoleId, Variant};

/// The working time that a span of time holds, in milliseconds: a day 8 hours, a week 5 days, a month 21¾ days. What is shorter
/// than a day is working time itself.
#[must_use]
pub fn working(per: i64) -> f64 {
    #[allow(clippy::cast_precision_loss, reason = "far below 2^53")]
    let (per, day) = (per as f64, WORKING_DAY as f64);
    #[allow(clippy::cast_precision_loss, reason = "far below 2^53")]
    match per {
        _ if per >= MONTH as f64 => per / MONTH as f64 * 21.75 * day,
        _ if per >= 7.0 * DAY as f64 => per / (7.0 * DAY as f64) * 5.0 * day,
        _ if per >= DAY as f64 => per / DAY as f64 * day,
        _ => per,
    }
}

/// The amount of a rate for one millisecond of work.
#[must_use]
pub fn per_ms(rate: &Rate) -> f64 {
    rate.amount.near() / working(rate.per)
}

/// Those who work in a variant.
#[derive(Clone, Copy, Debug)]
pub struct People<'m> {
    /// Where the roles are.
    pub model: &'m Model,
    /// Where they work.
    pub variant: &'m Variant,
}

impl<'m> People<'m> {
    /// What one visit of a node costs.
    #[must_use]
    pub fn cost(&self, id: NodeId) -> Between<f64> {
        self.cost_of(id, self.worked(id))
    }

    /// What that much work at a node costs.
    #[must_use]
    pub fn cost_of(&self, id: NodeId, time: Between<f64>) -> Between<f64> {
        let node = self.variant.node(id);
        if time == Between::ZERO {
            return time;
        }
        if let Some(rate) = &node.cost {
            let rate = per_ms(rate);
            return time.times(Between { least: rate, most: Some(rate) });
        }
        let Some(roles) = self.performers(id).filter(|roles| !roles.is_empty()) else { return Between::default() };
        let rates: Vec<Option<f64>> = roles.iter().map(|role| self.model.roles[role.index()].cost.as_ref().map(per_ms)).collect();
        let known = || rates.iter().flatten().copied();
        let least = if self.all_work(id) {
            known().fold(0.0, f64::max)
        } else if rates.iter().all(Option::is_some) {
            known().fold(f64::INFINITY, f64::min)
        } else {
            0.0
        };
        let most = rates.iter().copied().sum::<Option<f64>>();
        time.times(Between { least, most })
    }

    /// How long one visit of a node keeps somebody busy, in milliseconds.
    #[must_use]
    pub fn worked(&self, id: NodeId) -> Between<f64> {
        let node = self.variant.node(id);
        if node.automated || node.paused || node.kind == NodeKind::Wait {
            return Between::ZERO;
        }
        #[allow(clippy::cast_precision_loss, reason = "2^53 ms are 285,000 years")]
        let ms = |ms: i64| ms as f64;
        node.time.map_or(Between::default(), |time| Between { least: ms(time.least().ms), most: time.most().map(|most| ms(most.ms)) })
    }

    /// Whether each of those who work at a node has to.
    #[must_use]
    pub fn all_work(&self, id: NodeId) -> bool {
        let node = self.variant.node(id);
        let everyone = node.kind == NodeKind::Approval && matches!(node.mode, None | Some(Mode::All | Mode::InTurn));
        everyone || self.performers(id).is_some_and(|roles| roles.len() == 1)
    }

    /// The currency of all rates that a variant uses; `None` if there are several. A rate without one goes with any.
    #[must_use]
    pub fn currency(&self) -> Option<&'m str> {
        let own = self.variant.nodes.iter().filter_map(|node| node.cost.as_ref());
        let roles = self.variant.nodes().filter_map(|(id, _)| self.performers(id)).flatten();
        let rates = own.chain(roles.filter_map(|role: RoleId| self.model.roles[role.index()].cost.as_ref()));
        let mut units = rates.map(|rate| rate.unit.as_str()).filter(|unit| !unit.is_empty());
        let first = units.next().unwrap_or_default();
        units.all(|unit| unit == first).then_some(first)
    }

    /// The roles that work or decide at a node, sorted; `None` if one of them is not known.
    #[must_use]
    pub fn performers(&self, id: NodeId) -> Option<Vec<RoleId>> {
        let own = self.variant.node(id).performers();
        let roles = if own.is_empty() { self.variant.owner(id) } else { own };
        let mut roles: Vec<RoleId> = roles.iter().map(|role| role.id).collect::<Option<_>>()?;
        roles.sort_unstable();
        roles.dedup();
        Some(roles)
    }
}
