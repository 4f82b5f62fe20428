//! Weeks of work: how much was worked until an instant, and when the next of it is.
//!
//! Instants are milliseconds from a Monday, work is milliseconds worked since then. Most weeks are alike; those with a holiday or a
//! make-up day are kept one by one, so that both questions are two binary searches, however many years lie between.

/// Milliseconds of a minute.
pub(super) const MINUTE: i64 = 60_000;
/// Milliseconds of a day.
pub(super) const DAY: i64 = 24 * 60 * MINUTE;
/// Milliseconds of a week.
pub(super) const WEEK: i64 = 7 * DAY;

/// A stretch of work in a week, in milliseconds from its Monday.
#[derive(Clone, Copy, Debug)]
struct Stretch {
    start: i64,
    end: i64,
    /// What was worked in the week before it.
    before: i64,
}

/// The work of one week.
#[derive(Clone, Debug, Default)]
pub(super) struct Week {
    stretches: Vec<Stretch>,
    work: i64,
}

impl Week {
    /// A week of stretches that do not overlap, in any order. Those that touch become one.
    pub(super) fn new(mut stretches: Vec<(i64, i64)>) -> Week {
        stretches.sort_unstable();
        let mut week = Week::default();
        for (start, end) in stretches {
            match week.stretches.last_mut().filter(|last| last.end == start) {
                Some(last) => last.end = end,
                None => week.stretches.push(Stretch { start, end, before: week.work }),
            }
            week.work += end - start;
        }
        week
    }

    fn worked(&self, at: i64) -> i64 {
        let begun = self.stretches.partition_point(|stretch| stretch.start <= at);
        begun.checked_sub(1).map_or(0, |last| {
            let Stretch { start, end, before } = self.stretches[last];
            before + at.min(end) - start
        })
    }

    /// When the work begins that comes after so much; there must be some.
    fn begins(&self, work: i64) -> i64 {
        let begun = self.stretches.partition_point(|stretch| stretch.before <= work);
        begun.checked_sub(1).map_or(WEEK, |last| self.stretches[last].start + work - self.stretches[last].before)
    }
}

/// A week that is not like the others.
#[derive(Clone, Debug)]
struct Special {
    /// Which week, counted from the first Monday.
    index: i64,
    /// What was worked before it.
    before: i64,
    week: Week,
}

/// All weeks.
#[derive(Clone, Debug)]
pub(super) struct Weeks {
    usual: Week,
    special: Vec<Special>,
}

impl Weeks {
    /// Weeks that are alike but for the special ones, which are given in order. Some work there must be.
    pub(super) fn new(usual: Week, special: Vec<(i64, Week)>) -> Weeks {
        let mut weeks = Weeks { usual, special: Vec::with_capacity(special.len()) };
        for (index, week) in special {
            let before = weeks.before(index);
            weeks.special.push(Special { index, before, week });
        }
        weeks
    }

    /// The same without the special ones.
    pub(super) fn usual(&self) -> Weeks {
        Weeks { usual: self.usual.clone(), special: Vec::new() }
    }

    /// Which weeks are special, in order.
    pub(super) fn special(&self) -> impl Iterator<Item = i64> {
        self.special.iter().map(|special| special.index)
    }

    fn week(&self, index: i64) -> &Week {
        self.special.binary_search_by_key(&index, |special| special.index).map_or(&self.usual, |at| &self.special[at].week)
    }

    /// What is worked before a week.
    fn before(&self, index: i64) -> i64 {
        let passed = self.special.partition_point(|special| special.index < index);
        match passed.checked_sub(1).map(|last| &self.special[last]) {
            Some(last) => last.before + last.week.work + (index - last.index - 1) * self.usual.work,
            None => index * self.usual.work,
        }
    }

    /// What is worked until an instant.
    pub(super) fn worked(&self, at: i64) -> i64 {
        let index = at.div_euclid(WEEK);
        self.before(index) + self.week(index).worked(at.rem_euclid(WEEK))
    }

    /// When the work begins that comes after so much: the latest instant until which no more is worked.
    pub(super) fn begins(&self, work: i64) -> i64 {
        let passed = self.special.partition_point(|special| special.before <= work);
        let (first, rest) = match passed.checked_sub(1).map(|last| &self.special[last]) {
            Some(last) if work < last.before + last.week.work => return last.index * WEEK + last.week.begins(work - last.before),
            Some(last) => (last.index + 1, work - last.before - last.week.work),
            None => (0, work),
        };
        (first + rest.div_euclid(self.usual.work)) * WEEK + self.usual.begins(rest.rem_euclid(self.usual.work))
    }

    /// The instant after the last of so much work, begun at `start`; no work ends where it begins.
    pub(super) fn finish(&self, start: i64, work: i64) -> i64 {
        if work == 0 { start } else { self.begins(self.worked(start) + work - 1) + 1 }
    }

    /// The beginnings and the ends of the stretches of a week, in order.
    pub(super) fn edges(&self, index: i64) -> impl Iterator<Item = Edge> {
        let at = move |within: i64| index * WEEK + within;
        self.week(index).stretches.iter().flat_map(move |stretch| [Edge::Start(at(stretch.start)), Edge::End(at(stretch.end))])
    }
}

/// Where work begins or ends.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) enum Edge {
    Start(i64),
    End(i64),
}

impl Edge {
    /// The instant.
    pub(super) fn at(self) -> i64 {
        match self {
            Edge::Start(at) | Edge::End(at) => at,
        }
    }
}
