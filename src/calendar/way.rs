//! A way of work and waiting, followed from every start that may matter.

use super::bounds::{Bound, Reached, extreme};
use super::week::{Edge, MINUTE, Weeks};
use super::{Calendar, MOST, SHIFT, instant};

/// A part of a way, in milliseconds.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Part {
    /// It is worked.
    Work(i64),
    /// It elapses around the clock.
    Wait(i64),
}

/// A limit on a way, in milliseconds.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Limit {
    /// Around the clock.
    Wall(i64),
    /// In working time.
    Working(i64),
}

/// How many parts are gone through in all, over all starts; of longer ways and calendars fewer starts are tried.
const BUDGET: usize = 300_000;

impl Calendar {
    /// A start from which a way goes beyond a limit, if one is found: in a usual week if that is enough, otherwise where a holiday or a
    /// make-up day matters.
    ///
    /// What is found is so. For one piece of work nothing is missed, nor in usual weeks on ways of up to eighty parts. The starts tried are those from which a
    /// part begins or ends at an edge of working time or just behind it: only there the slope of the time changes (see `bounds.rs`).
    #[must_use]
    pub fn breaks(&self, way: &[Part], limit: Limit) -> Option<Bound> {
        let way = Way { parts: joined(way)?, limit };
        if way.at_most(self.shift) <= way.over() {
            return None;
        }
        let usual = self.weeks.usual();
        let alone = way.work_alone();
        let over = |reached: &Reached| reached.0 > way.over();
        // Waiting before and behind a single piece of work only shifts and lengthens it.
        let around =
            |reached: Option<Reached>, (before, behind): (i64, i64)| reached.map(|(ms, start)| (ms + before + behind, start - before));
        let in_usual = match alone {
            Some((work, waits)) => around(self.span_in_usual_week(work, true), waits),
            None => way.longest(&usual, &[0]),
        };
        if let Some(reached) = in_usual.filter(over) {
            return way.bound(&usual, reached, true);
        }
        let near_special = if let Some((work, waits)) = alone {
            around(self.span_near_special_week(work, true), waits)
        } else {
            let mut near: Vec<i64> = self.weeks.special().flat_map(|index| [index - 1, index, index + 1]).collect();
            near.sort_unstable();
            near.dedup();
            way.longest(&self.weeks, &near)
        };
        way.bound(&self.weeks, near_special.filter(over)?, false)
    }
}

struct Way {
    /// Work and waiting by turns.
    parts: Vec<Part>,
    limit: Limit,
}

impl Way {
    fn over(&self) -> i64 {
        match self.limit {
            Limit::Wall(ms) | Limit::Working(ms) => ms,
        }
    }

    /// No start makes it longer: every piece of work takes the longest time of as many shifts as it has, and all waiting counts.
    fn at_most(&self, shift: i64) -> i64 {
        let longest = |part: &Part| match *part {
            Part::Work(work) if matches!(self.limit, Limit::Wall(_)) => shift.saturating_mul((work + SHIFT - 1) / SHIFT),
            Part::Work(ms) | Part::Wait(ms) => ms,
        };
        self.parts.iter().map(longest).fold(0, i64::saturating_add)
    }

    /// The work of a way that has one piece of it under a limit around the clock, and the waiting before and behind.
    fn work_alone(&self) -> Option<(i64, (i64, i64))> {
        match (self.parts.as_slice(), self.limit) {
            (&[Part::Work(work)], Limit::Wall(_)) => Some((work, (0, 0))),
            (&[Part::Wait(before), Part::Work(work)], Limit::Wall(_)) => Some((work, (before, 0))),
            (&[Part::Work(work), Part::Wait(behind)], Limit::Wall(_)) => Some((work, (0, behind))),
            (&[Part::Wait(before), Part::Work(work), Part::Wait(behind)], Limit::Wall(_)) => Some((work, (before, behind))),
            _ => None,
        }
    }

    /// When it ends.
    fn end(&self, weeks: &Weeks, start: i64) -> i64 {
        self.parts.iter().fold(start, |at, part| match *part {
            Part::Work(work) => weeks.finish(at, work),
            Part::Wait(wait) => at + wait,
        })
    }

    /// How long it takes, on the clock of the limit.
    fn takes(&self, weeks: &Weeks, start: i64) -> i64 {
        let end = self.end(weeks, start);
        match self.limit {
            Limit::Wall(_) => end - start,
            Limit::Working(_) => weeks.worked(end) - weeks.worked(start),
        }
    }

    /// The longest time that is found with edges of working time in these weeks.
    fn longest(&self, weeks: &Weeks, near: &[i64]) -> Option<Reached> {
        let edges: Vec<i64> = near.iter().flat_map(|&index| weeks.edges(index)).map(Edge::at).flat_map(|at| [at, at + 1]).collect();
        let affordable = BUDGET / (edges.len() * self.parts.len()).max(1);
        let mut starts: Vec<i64> = Vec::new();
        for passed in 0..=self.parts.len().min(affordable) {
            starts.extend(edges.iter().map(|&edge| latest_start(weeks, &self.parts[..passed], edge)));
        }
        starts.sort_unstable();
        starts.dedup();
        extreme(starts.into_iter(), |start| self.takes(weeks, start), true)
    }

    /// What was reached, from a start that people can read: in working time, on a full hour if that does as well; or a little less than what
    /// was reached, where no full minute reaches it.
    fn bound(&self, weeks: &Weeks, (ms, start): Reached, usual: bool) -> Option<Bound> {
        let works = |at: i64| weeks.worked(at + 1) > weeks.worked(at);
        let near = [60, 30, 15, 5, 1].map(|minutes| minutes * MINUTE).into_iter().flat_map(|step| {
            let down = start.div_euclid(step) * step;
            [down, down - step, down + step]
        });
        let full: Vec<Reached> = near.filter(|&at| works(at)).map(|at| (self.takes(weeks, at), at)).collect();
        let as_long = full.iter().find(|reached| reached.0 == ms);
        let long_enough = || full.iter().find(|reached| reached.0 > self.over());
        let (ms, start) = as_long.or_else(long_enough).copied().unwrap_or((ms, start));
        Some(Bound { ms, from: instant(start)?, until: instant(self.end(weeks, start))?, usual })
    }
}

/// The latest start from which some parts have ended by then.
fn latest_start(weeks: &Weeks, parts: &[Part], end: i64) -> i64 {
    parts.iter().rev().fold(end, |at, part| match *part {
        Part::Work(work) => weeks.begins(weeks.worked(at) - work),
        Part::Wait(wait) => at - wait,
    })
}

/// The parts without empty ones, neighbours of one kind as one; `None` if nothing is left, or more than can be reckoned with.
fn joined(way: &[Part]) -> Option<Vec<Part>> {
    let mut parts: Vec<Part> = Vec::new();
    let mut whole: i64 = 0;
    for &part in way {
        let (Part::Work(ms) | Part::Wait(ms)) = part;
        whole = whole.checked_add(ms.max(0)).filter(|&whole| whole < MOST)?;
        match (parts.last_mut(), part) {
            _ if ms <= 0 => {}
            (Some(Part::Work(before)), Part::Work(work)) => *before += work,
            (Some(Part::Wait(before)), Part::Wait(wait)) => *before += wait,
            _ => parts.push(part),
        }
    }
    (!parts.is_empty()).then_some(parts)
}
