//! What holds whatever the start: the longest and the shortest time around the clock that an amount of work can take, and the most and
//! the least work that a span around the clock can hold.
//!
//! **Which starts are enough.** Let `f` be the finish of work begun at `s`. While both lie inside stretches of work they move together, and
//! the time between them stays the same. Move `s` to the right: where `f` comes to the end of a stretch it jumps over the gap, and the
//! time only grows; where `s` comes to the end of a stretch it begins to shrink. So the longest time is that of some start at the *end*
//! of a stretch, and by the mirrored argument the shortest that of some start at a *beginning*. The work in a span from `s` to `s + wall`
//! grows while only its end lies in a stretch and shrinks while only its start does: it is largest where a stretch begins at `s` or ends
//! at `s + wall`, and smallest where one ends at `s` or begins at `s + wall`.
//!
//! **Which weeks are enough.** Shift `s` and `f` a week to the left. If the weeks of both, and those before them, are usual weeks, as much work
//! comes in on the one side as goes out on the other, and the time is the same. So whatever is reached is reached in a usual week, or where
//! `s` or `f` lies in a special week or in the one behind it.
//!
//! The tests hold all four against stepping through minutes.

use std::collections::BTreeSet;

use jiff::civil::DateTime;

use super::week::{Edge, WEEK, Weeks};
use super::{Calendar, MOST, instant};

/// How long something takes, and when it begins and ends if it takes that long.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Bound {
    /// Milliseconds.
    pub ms: i64,
    /// From then
    pub from: DateTime,
    /// until then.
    pub until: DateTime,
    /// So it is in any usual week: only the days of the week mean something.
    pub usual: bool,
}

/// A value, and the start that has it.
pub(super) type Reached = (i64, i64);

impl Calendar {
    /// The longest time around the clock that so much work (milliseconds) can take. `None` where it never ends.
    #[must_use]
    pub fn longest_wall(&self, working: i64) -> Option<Bound> {
        self.span_of(working, true)
    }

    /// The shortest time around the clock that so much work can take. `None` where it never ends.
    #[must_use]
    pub fn shortest_wall(&self, working: i64) -> Option<Bound> {
        self.span_of(working, false)
    }

    /// The most work that a span around the clock (milliseconds) can hold. `None` where it is too long to say.
    #[must_use]
    pub fn most_worked(&self, wall: i64) -> Option<Bound> {
        self.work_in(wall, true)
    }

    /// The least work that a span around the clock can hold. `None` where it is too long to say.
    #[must_use]
    pub fn least_worked(&self, wall: i64) -> Option<Bound> {
        self.work_in(wall, false)
    }

    fn span_of(&self, working: i64, most: bool) -> Option<Bound> {
        let work = Some(working.max(0)).filter(|&work| work < MOST)?;
        let (usual, special) = (self.span_in_usual_week(work, most), self.span_near_special_week(work, most));
        let ((ms, start), usual) = better(usual, special, most)?;
        Some(Bound { ms, from: instant(start)?, until: instant(start + ms)?, usual })
    }

    pub(super) fn span_in_usual_week(&self, work: i64, most: bool) -> Option<Reached> {
        let weeks = self.weeks.usual();
        let starts = weeks.edges(0).filter(|edge| opens(*edge) != most).map(Edge::at);
        extreme(starts, |start| weeks.finish(start, work) - start, most)
    }

    pub(super) fn span_near_special_week(&self, work: i64, most: bool) -> Option<Reached> {
        let weeks = &self.weeks;
        // The earliest and the latest start that ends in a week.
        let back = |from: i64, to: i64| (weeks.begins(weeks.worked(from) - work - 1), weeks.begins(weeks.worked(to) - work));
        let near = near_special(weeks, back);
        let starts = near.into_iter().flat_map(|index| weeks.edges(index)).filter(|edge| opens(*edge) != most).map(Edge::at);
        extreme(starts, |start| weeks.finish(start, work) - start, most)
    }

    fn work_in(&self, wall: i64, most: bool) -> Option<Bound> {
        let wall = Some(wall.max(0)).filter(|&wall| wall < MOST)?;
        let (all, usual) = (&self.weeks, self.weeks.usual());
        let starts = |weeks: &Weeks, first: &BTreeSet<i64>, last: &BTreeSet<i64>| -> Vec<i64> {
            let at_start = first.iter().flat_map(|&index| weeks.edges(index)).filter(|edge| opens(*edge) == most).map(Edge::at);
            let at_end = last.iter().flat_map(|&index| weeks.edges(index)).filter(|edge| opens(*edge) != most).map(|edge| edge.at() - wall);
            at_start.chain(at_end).collect()
        };
        let held = |weeks: &Weeks, start: i64| weeks.worked(start + wall) - weeks.worked(start);
        let any = BTreeSet::from([0]);
        let in_usual = extreme(starts(&usual, &any, &any).into_iter(), |start| held(&usual, start), most);
        let first = near_special(all, |from, to| (from - wall, to - wall));
        let last = near_special(all, |from, to| (from + wall, to + wall));
        let near = extreme(starts(all, &first, &last).into_iter(), |start| held(all, start), most);
        let ((ms, start), usual) = better(in_usual, near, most)?;
        Some(Bound { ms, from: instant(start)?, until: instant(start + wall)?, usual })
    }
}

fn opens(edge: Edge) -> bool {
    matches!(edge, Edge::Start(_))
}

/// The special weeks and those behind them, and the weeks to which they are carried.
fn near_special(weeks: &Weeks, carried: impl Fn(i64, i64) -> (i64, i64)) -> BTreeSet<i64> {
    let mut near = BTreeSet::new();
    let mut known = None;
    for index in weeks.special().flat_map(|index| [index, index + 1]) {
        near.insert(index);
        let (from, to) = carried(index * WEEK, (index + 1) * WEEK);
        let range = (from.div_euclid(WEEK), to.div_euclid(WEEK));
        if known.replace(range) != Some(range) {
            near.extend(range.0..=range.1);
        }
    }
    near
}

/// The largest or the smallest value, and the first start that has it.
pub(super) fn extreme(starts: impl Iterator<Item = i64>, value: impl Fn(i64) -> i64, most: bool) -> Option<Reached> {
    let values = starts.map(|start| (value(start), start));
    values.reduce(|best, other| if (other.0 > best.0) == most && other.0 != best.0 { other } else { best })
}

/// The better of what a usual week gives and what the special ones give, and whether it is the usual one.
fn better(usual: Option<Reached>, special: Option<Reached>, most: bool) -> Option<(Reached, bool)> {
    match (usual, special) {
        (Some(usual), Some(special)) if special.0 != usual.0 && (special.0 > usual.0) == most => Some((special, false)),
        (Some(usual), _) => Some((usual, true)),
        (None, special) => special.map(|special| (special, false)),
    }
}
