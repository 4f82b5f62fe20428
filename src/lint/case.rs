//! What a case takes in a version, as far as it is certain: for rules that compare two of them. Nothing here is simulated.

use std::collections::BTreeMap;

use super::VariantContext;
use crate::ast::quantity::Clock;
use crate::graph::{longest_chain, one_clock};
use crate::measure::{Between, Cycle, End, Number, Span, parts};
use crate::model::{NodeId, RoleId};

/// What a case takes on average.
pub(super) struct Case {
    cycle: Option<Cycle>,
}

impl Case {
    /// Works it out; nothing is known of a flow that does not work, or that has several starts.
    pub(super) fn of(context: &VariantContext, clock: Clock) -> Case {
        let judged = context.is_sound() && context.graph.starts().count() == 1;
        let find = || Cycle::find(&context.graph, context.structure(), context.shares(), clock);
        let cycle = judged.then(find).filter(|cycle| cycle.completes.to_f64() > 1.0 - 1e-9);
        Case { cycle }
    }

    /// The mean cycle time in milliseconds.
    pub(super) fn mean(&self) -> Option<Between<f64>> {
        Some(self.cycle.as_ref()?.mean()?.map(Number::to_f64))
    }

    /// How likely a case takes longer than a limit on its clock.
    pub(super) fn over(&self, limit: i64) -> Option<Between<f64>> {
        self.cycle.as_ref()?.over(limit)
    }

    /// How often a case comes to a node.
    fn visits(&self, id: NodeId) -> Option<f64> {
        Some(self.cycle.as_ref()?.visits_of(id)?.to_f64())
    }

    /// What a case costs; `None` where nothing has a rate, or the rates are in several currencies.
    pub(super) fn cost(&self, context: &VariantContext) -> Option<Between<f64>> {
        context.currency()?;
        let mut sum = Between::ZERO;
        for (id, _) in context.variant.nodes() {
            sum = sum.plus(context.cost_of(id, self.work(context, id)?));
        }
        (sum.least > 0.0).then_some(sum)
    }

    /// How long each role of ours works on a case, in milliseconds; `None` where that is not known.
    pub(super) fn loads(&self, context: &VariantContext) -> Option<BTreeMap<RoleId, Between<f64>>> {
        let mut loads: BTreeMap<RoleId, Between<f64>> = BTreeMap::new();
        for (id, _) in context.variant.nodes() {
            let time = self.work(context, id)?;
            if time == Between::ZERO {
                continue;
            }
            // Of several of whom one does it, each may be that one.
            let own = if context.all_work(id) { time } else { Between { least: 0.0, most: time.most } };
            // What nobody is said to do, anybody may do.
            let roles = context.performers(id).filter(|roles| !roles.is_empty())?;
            for role in roles.into_iter().filter(|&role| !context.role_of(role).external) {
                let sum = loads.entry(role).or_insert(Between::ZERO);
                *sum = sum.plus(own);
            }
        }
        Some(loads)
    }

    /// How long a case keeps somebody busy at a node.
    pub(super) fn work(&self, context: &VariantContext, id: NodeId) -> Option<Between<f64>> {
        if context.worked(id) == Between::ZERO {
            return Some(Between::ZERO);
        }
        let clock = self.cycle.as_ref()?.clock;
        let work = |end: End| -> Span { parts(context.variant.node(id), clock, end).0 };
        let most = Some(work(End::Most).near()).filter(|most| most.is_finite());
        Some(Between { least: work(End::Least).near(), most }.scaled(self.visits(id)?))
    }
}

impl VariantContext<'_> {
    /// The clock on which its times are: that of the SLA, or the one of all its times.
    pub(super) fn clock(&self) -> Clock {
        self.process.sla.map_or_else(|| one_clock(self.variant).unwrap_or(Clock::Wall), |sla| sla.value.clock)
    }

    /// How many approvals stand on one way.
    pub(super) fn approvals_in_a_row(&self) -> usize {
        longest_chain(&self.graph).len()
    }
}

/// Whether a figure is certainly greater than another by that share; what rounding does is none.
pub(super) fn greater(after: Between<f64>, before: Between<f64>, share: f64) -> bool {
    before.most.is_some_and(|most| after.least > most * (1.0 + share) * (1.0 + 1e-6) + 1e-6)
}
