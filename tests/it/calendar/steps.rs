//! The same by stepping through minutes: slow, and too simple to be wrong.

use flowright::calendar::{Hours, Pattern};
use jiff::civil::{Date, DateTime, date};
use jiff::{SignedDuration, ToSpan};

/// The day from which minutes are counted, a Thursday.
pub(super) const FIRST: Date = date(2026, 1, 1);

/// How many days before and behind it are stepped through.
const BEFORE: i64 = 42;
const BEHIND: i64 = 98;

pub(super) fn instant(minute: i64) -> DateTime {
    FIRST.at(0, 0, 0, 0) + SignedDuration::from_mins(minute)
}

/// Every minute of some months.
pub(super) struct Minutes {
    /// How many were worked before each.
    worked: Vec<i64>,
}

impl Minutes {
    pub(super) fn of(pattern: &Pattern) -> Minutes {
        let mut works = vec![false; ((BEFORE + BEHIND) * 1440) as usize];
        for day in -BEFORE - 1..BEHIND {
            for hours in hours_of(pattern, FIRST + day.days()) {
                for minute in hours.start..hours.end {
                    let at = (day + BEFORE) * 1440 + i64::from(minute);
                    if let Some(works) = usize::try_from(at).ok().and_then(|at| works.get_mut(at)) {
                        *works = true;
                    }
                }
            }
        }
        let mut worked = vec![0];
        for works in works {
            worked.push(worked[worked.len() - 1] + i64::from(works));
        }
        Minutes { worked }
    }

    fn until(&self, minute: i64) -> i64 {
        self.worked[(minute + BEFORE * 1440) as usize]
    }

    fn holds(minute: i64) -> bool {
        minute <= BEHIND * 1440
    }

    pub(super) fn worked(&self, from: i64, to: i64) -> i64 {
        self.until(to) - self.until(from)
    }

    /// The first minute before which so much was worked since the start; `None` where the minutes end before.
    pub(super) fn finish(&self, start: i64, work: i64) -> Option<i64> {
        if work == 0 {
            return Some(start);
        }
        let wanted = self.until(start) + work;
        let end = self.worked.partition_point(|&worked| worked < wanted);
        (end < self.worked.len()).then_some(end as i64 - BEFORE * 1440)
    }

    /// Starts from four weeks before the first day that a pattern names to well behind the last.
    fn starts() -> std::ops::Range<i64> {
        -40 * 1440..45 * 1440
    }

    /// The shortest and the longest time that work takes.
    pub(super) fn walls(&self, work: i64) -> Option<(i64, i64)> {
        let walls: Option<Vec<i64>> = Minutes::starts().map(|start| Some(self.finish(start, work)? - start)).collect();
        // Longer than the weeks before the first date: a start there might be missing.
        let walls = walls.filter(|walls| walls.iter().all(|&wall| wall < 35 * 1440))?;
        Some((*walls.iter().min()?, *walls.iter().max()?))
    }

    /// The least and the most that is worked in a span.
    pub(super) fn works(&self, wall: i64) -> (i64, i64) {
        let works = || Minutes::starts().map(|start| self.worked(start, start + wall));
        (works().min().unwrap(), works().max().unwrap())
    }

    /// The longest that a way takes, from any minute of two weeks.
    pub(super) fn longest_way(&self, parts: &[(bool, i64)], working: bool) -> Option<i64> {
        let takes = |start: i64| {
            let next = |at: i64, &(work, time): &(bool, i64)| {
                let next = if work { self.finish(at, time)? } else { at + time };
                Minutes::holds(next).then_some(next)
            };
            let end = parts.iter().try_fold(start, next)?;
            Some(if working { self.worked(start, end) } else { end - start })
        };
        (0..14 * 1440).map(takes).collect::<Option<Vec<i64>>>()?.into_iter().max()
    }
}

fn hours_of(pattern: &Pattern, day: Date) -> &[Hours] {
    let named = |ranges: &[(Date, Date)]| ranges.iter().any(|&(first, last)| first <= day && day <= last);
    let usual = &pattern.hours[day.weekday().to_monday_zero_offset() as usize];
    if named(&pattern.workdays) {
        if usual.is_empty() { &pattern.makeup } else { usual }
    } else if named(&pattern.holidays) {
        &[]
    } else {
        usual
    }
}
