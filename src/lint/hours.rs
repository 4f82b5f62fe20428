//! Time in the calendar of a process: what of a step is worked in its hours, what elapses, and what that means for a limit.

use super::VariantContext;
use crate::ast::quantity::{Clock, DAY, Duration, Estimate};
use crate::calendar::{Bound, Calendar, Limit, Part};
use crate::graph::{Times, Worst, longest, shortest};
use crate::model::{CalendarId, EdgeKind, NodeId, NodeKind};

/// What of the time of a node is worked and what elapses, in milliseconds. A case waits first.
#[derive(Clone, Copy, Default)]
struct Split {
    elapses: i64,
    worked: i64,
}

impl<'m> VariantContext<'m> {
    /// The calendar by which the process goes: its own, or that of the configuration. `None` too where it cannot be reckoned with.
    pub fn calendar(&self) -> Option<&'m Calendar> {
        self.model.calendars[self.calendar_id()?.index()].work.as_ref()
    }

    /// Which calendar that is.
    fn calendar_id(&self) -> Option<CalendarId> {
        *self.calendar.get_or_init(|| self.model.calendar_of(self.process, self.config.calendar.as_deref()))
    }

    /// Whether people of ours work there in the hours of the calendar: no machine, nobody outside, nobody with other hours.
    fn in_hours(&self, id: NodeId) -> bool {
        let own = |calendar: Option<CalendarId>| calendar.is_none() || calendar == self.calendar_id();
        let roles = self.doers(id).filter(|_| self.variant.node(id).kind != NodeKind::Call);
        roles.is_some_and(|roles| roles.iter().all(|&role| own(self.role_of(role).calendar.and_then(|calendar| calendar.id))))
    }

    /// The least or the most that a node takes. What is not known is nothing; nor is what runs while the clock stands still.
    fn split(&self, id: NodeId, most: bool) -> Split {
        let node = self.variant.node(id);
        let mut split = Split::default();
        if node.paused {
            return split;
        }
        let amount = |estimate: Estimate| if most { estimate.most().unwrap_or(estimate.least()) } else { estimate.least() };
        for (estimate, by_people) in [(node.wait, false), (node.time, self.in_hours(id))] {
            let Some(Duration { ms, clock }) = estimate.map(amount) else { continue };
            // Nobody works around the clock: a day of 24 hours elapses.
            if clock == Clock::Working || by_people && ms < DAY {
                split.worked += ms;
            } else {
                split.elapses += ms;
            }
        }
        split
    }

    /// The parts of the time that a node takes at most. Where it may time out, that long is not exceeded.
    fn parts(&self, id: NodeId) -> [Part; 2] {
        let Split { elapses, worked } = self.split(id, true);
        let timeouts = self.graph.leaving(id).iter().filter_map(|&edge| match self.variant.edge(edge).kind {
            EdgeKind::Timeout(after) => Some(after),
            _ => None,
        });
        match timeouts.min_by_key(|after| after.ms) {
            Some(after) if after.clock == Clock::Working => [Part::Wait(0), Part::Work(after.ms.min(elapses + worked))],
            Some(after) => [Part::Wait(after.ms.min(elapses + worked)), Part::Work(0)],
            None => [Part::Wait(elapses), Part::Work(worked)],
        }
    }

    /// A start from which a node goes beyond a limit on it.
    pub(super) fn node_breaks(&self, calendar: &Calendar, id: NodeId, limit: Duration) -> Option<Bound> {
        calendar.breaks(&self.parts(id), in_calendar(limit))
    }

    /// A start from which the longest way goes beyond a limit on the process. The time while the clock stands still does not count. Where
    /// it is not known, or would have to be taken out of working time, each stretch in between is judged alone.
    pub(super) fn way_breaks(&self, calendar: &Calendar, limit: Duration) -> Option<Bound> {
        let (Worst::Exactly { path, .. } | Worst::Between { path, .. }) =
            longest(&self.graph, &Times::at_most(self.variant, limit.clock), &|_| false)
        else {
            return None;
        };
        let paused = |id: &NodeId| self.variant.node(*id).paused;
        let pauses: Option<i64> = path.iter().filter(|id| paused(id)).map(|&id| self.pause(id)).sum();
        if let Some(still) = pauses.filter(|&still| still == 0 || limit.clock == Clock::Wall) {
            let pause = |id: NodeId| [Part::Wait(self.pause(id).unwrap_or_default()), Part::Work(0)];
            let parts: Vec<Part> = path.iter().flat_map(|&id| if paused(&id) { pause(id) } else { self.parts(id) }).collect();
            let found = calendar.breaks(&parts, in_calendar(Duration { ms: limit.ms + still, ..limit }))?;
            return Some(Bound { ms: found.ms - still, ..found });
        }
        path.split(paused).find_map(|stretch| {
            let parts: Vec<Part> = stretch.iter().flat_map(|&id| self.parts(id)).collect();
            calendar.breaks(&parts, in_calendar(limit))
        })
    }

    /// How long the clock stands still at a node at most; `None` is unknown.
    fn pause(&self, id: NodeId) -> Option<i64> {
        let node = self.variant.node(id);
        let said: Vec<Estimate> = [node.time, node.wait].into_iter().flatten().collect();
        let most = said.iter().map(|estimate| estimate.most().filter(|most| most.clock == Clock::Wall).map(|most| most.ms));
        most.sum::<Option<i64>>().filter(|&most| most > 0)
    }

    /// How long a node takes at least on the clock of a limit, whatever the start.
    pub(super) fn node_at_least(&self, calendar: &Calendar, id: NodeId, clock: Clock) -> i64 {
        let Split { elapses, worked } = self.split(id, false);
        match clock {
            Clock::Wall => calendar.shortest_wall(worked).map_or(i64::MAX, |bound| bound.ms).max(elapses + worked),
            Clock::Working => worked + calendar.least_worked(elapses).map_or(0, |bound| bound.ms),
        }
    }

    /// How long a case takes at least on a clock, whatever the start; `None` without a calendar, where the clock may stand still in between,
    /// or where no way leads to an end.
    pub(super) fn at_least(&self, clock: Clock) -> Option<i64> {
        let calendar = self.calendar().filter(|_| !self.variant.nodes.iter().any(|node| node.paused))?;
        let least = |id: NodeId| match clock {
            Clock::Wall => self.split(id, false).worked,
            Clock::Working => self.node_at_least(calendar, id, clock),
        };
        let times = Times::each(self.variant, Clock::Working, least);
        let earliest = shortest(&self.graph, &times);
        let best = self.graph.ends().filter_map(|end| earliest[end.index()].map(|at| at + times.of(end).best)).min()?;
        match clock {
            Clock::Wall => calendar.shortest_wall(best).map(|bound| bound.ms),
            Clock::Working => Some(best),
        }
    }
}

fn in_calendar(limit: Duration) -> Limit {
    match limit.clock {
        Clock::Wall => Limit::Wall(limit.ms),
        Clock::Working => Limit::Working(limit.ms),
    }
}
