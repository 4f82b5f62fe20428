//! What people cost, and how long a case keeps them busy: hands-on time only, as far as it is known.

use super::{Between, Number};
use crate::ast::Mode;
use crate::ast::quantity::{DAY, Duration, MONTH, Rate, WORKING_DAY};
use crate::model::{Model, NodeId, NodeKind, RoleId, Variant};

/// The working time that a span of time holds, in milliseconds: a day 8 hours, a week 5 days, a month 21¾ days. What is shorter
/// than a day is working time itself.
#[must_use]
pub fn working(per: i64) -> Number {
    let (numerator, denominator) = match per {
        _ if per >= MONTH => (87 * WORKING_DAY, 4 * MONTH),
        _ if per >= 7 * DAY => (5 * WORKING_DAY, 7 * DAY),
        _ if per >= DAY => (WORKING_DAY, DAY),
        _ => (1, 1),
    };
    &Number::whole(per) * &Number::ratio(numerator, denominator)
}

/// The amount of a rate for one millisecond of work.
#[must_use]
pub fn per_ms(rate: &Rate) -> f64 {
    exactly_per_ms(rate).to_f64()
}

fn exactly_per_ms(rate: &Rate) -> Number {
    &Number::decimal(rate.amount) / &working(rate.per)
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
        self.cost_of(id, &self.time_of(id)).map(Number::to_f64)
    }

    /// What that much work at a node costs.
    #[must_use]
    pub fn cost_of(&self, id: NodeId, time: &Between<Number>) -> Between<Number> {
        let node = self.variant.node(id);
        if time.only().is_some_and(Number::is_zero) {
            return time.clone();
        }
        let times = |least: &Number, most: Option<&Number>| Between {
            least: &time.least * least,
            most: time.most.as_ref().zip(most).map(|(time, rate)| time * rate),
        };
        if let Some(rate) = &node.cost {
            let rate = exactly_per_ms(rate);
            return times(&rate, Some(&rate));
        }
        let Some(roles) = self.performers(id).filter(|roles| !roles.is_empty()) else {
            return Between { least: Number::zero(), most: None };
        };
        let rate = |role: &RoleId| self.model.roles[role.index()].cost.as_ref().map(exactly_per_ms);
        let rates: Vec<Option<Number>> = roles.iter().map(rate).collect();
        let known = || rates.iter().flatten().cloned();
        let by_size = |a: &Number, b: &Number| a.to_f64().total_cmp(&b.to_f64());
        let least =
            if self.all_work(id) { known().max_by(by_size) } else { known().min_by(by_size).filter(|_| rates.iter().all(Option::is_some)) };
        let most = rates.iter().cloned().collect::<Option<Vec<Number>>>().map(|rates| Number::sum(&rates));
        times(&least.unwrap_or_else(Number::zero), most.as_ref())
    }

    /// How long one visit of a node keeps somebody busy, in milliseconds.
    #[must_use]
    pub fn worked(&self, id: NodeId) -> Between<f64> {
        self.time_of(id).map(Number::to_f64)
    }

    fn time_of(&self, id: NodeId) -> Between<Number> {
        let node = self.variant.node(id);
        if node.automated || node.paused || node.kind == NodeKind::Wait {
            return Between { least: Number::zero(), most: Some(Number::zero()) };
        }
        let nothing = Between { least: Number::zero(), most: None };
        let whole = |time: Duration| Number::whole(time.ms);
        node.time.map_or(nothing, |time| Between { least: whole(time.least()), most: time.most().map(whole) })
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
