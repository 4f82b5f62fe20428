//! Working time: hours of the days of the week, holidays, and make-up days (调休), on civil time without time zones.
//!
//! A [`Pattern`] is what is declared, a [`Calendar`] is what can be reckoned with. Everything is arithmetic on stretches of work; nothing
//! steps through minutes. [`Calendar::longest_wall`] and its three siblings say what holds whatever the start.

mod bounds;
mod way;
mod week;

use std::collections::{BTreeMap, BTreeSet};

use jiff::SignedDuration;
use jiff::civil::{Date, DateTime};

pub use bounds::Bound;
pub use way::{Limit, Part};

use week::{DAY, MINUTE, WEEK, Week, Weeks};

/// The Monday from which instants are counted.
const MONDAY: Date = jiff::civil::date(2001, 1, 1);

/// How many holidays and make-up days a calendar may name: those of more than a hundred years.
const DAYS: usize = 5_000;

/// Eight hours of work, from which quick bounds are made.
const SHIFT: i64 = 8 * 60 * MINUTE;

/// The most work that is reckoned with, in milliseconds: some 9,500 years without a pause.
const MOST: i64 = 300_000_000_000_000;

/// Hours of work that begin on a day, in minutes from its midnight. They may end on the next.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub struct Hours {
    /// Below 1440.
    pub start: u16,
    /// At most 1440 more than the start.
    pub end: u16,
}

/// A calendar as it is declared.
#[derive(Clone, Debug, Default)]
pub struct Pattern {
    /// The hours of each day of the week, from Monday on. A day without hours is off.
    pub hours: [Vec<Hours>; 7],
    /// The hours of a make-up day that would be off.
    pub makeup: Vec<Hours>,
    /// From which to which day nobody works.
    pub holidays: Vec<(Date, Date)>,
    /// From which to which day people work, also where a holiday is declared.
    pub workdays: Vec<(Date, Date)>,
}

/// Why nothing can be reckoned with a pattern.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Impossible {
    /// No day of the week has hours.
    NoHours,
    /// Hours that end before they begin, or last longer than a day.
    NoSuchHours(Hours),
    /// Hours that are counted twice, perhaps because those of the day before last into them.
    Overlap(Hours, Hours),
    /// The last day is before the first.
    Backwards(Date, Date),
    /// It names too many days.
    TooMany,
}

/// A calendar that can be reckoned with.
#[derive(Clone, Debug)]
pub struct Calendar {
    weeks: Weeks,
    /// The longest time around the clock that [`SHIFT`] takes.
    shift: i64,
}

impl Calendar {
    /// Makes a calendar of a pattern.
    ///
    /// # Errors
    /// When there is no work in it, or the same hour twice, or days that are none.
    pub fn new(pattern: &Pattern) -> Result<Calendar, Impossible> {
        hours_fit(pattern)?;
        let days = days(pattern)?;
        let hours_of = |day: i64| {
            let usual = &pattern.hours[usize::try_from(day.rem_euclid(7)).unwrap_or_default()];
            match days.get(&day) {
                Some(false) => &[],
                Some(true) if usual.is_empty() => pattern.makeup.as_slice(),
                _ => usual.as_slice(),
            }
        };
        let week = |first: i64, hours_of: &dyn Fn(i64) -> Vec<Hours>| {
            // The night shift of the day before reaches into the first day, that of the last out of the week.
            let within = |day: i64| hours_of(first + day).into_iter().map(move |hours| hours.within(day));
            Week::new((-1..7).flat_map(within).filter_map(clipped).collect())
        };
        let usual = week(0, &|day| pattern.hours[usize::try_from(day.rem_euclid(7)).unwrap_or_default()].clone());
        let touched: BTreeSet<i64> = days.keys().flat_map(|day| [day.div_euclid(7), (day + 1).div_euclid(7)]).collect();
        let special = touched.into_iter().map(|index| (index, week(index * 7, &|day| hours_of(day).to_vec()))).collect();
        let mut calendar = Calendar { weeks: Weeks::new(usual, special), shift: 0 };
        calendar.shift = calendar.longest_wall(SHIFT).map_or(i64::MAX, |bound| bound.ms);
        Ok(calendar)
    }

    /// The instant after the last moment of so much work (milliseconds), begun at `start`. No work takes no time, also at night.
    /// `None` where that is after the year 9999.
    #[must_use]
    pub fn finish(&self, start: DateTime, working: i64) -> Option<DateTime> {
        match working {
            ..=0 => Some(start),
            MOST.. => None,
            _ => instant(self.weeks.finish(moment(start), working)),
        }
    }

    /// How much is worked from one instant to another, in milliseconds; nothing, where the second is earlier.
    #[must_use]
    pub fn worked(&self, from: DateTime, to: DateTime) -> i64 {
        (self.weeks.worked(moment(to)) - self.weeks.worked(moment(from))).max(0)
    }
}

impl Hours {
    /// In milliseconds from the beginning of a week on whose day of that number they begin.
    fn within(self, day: i64) -> (i64, i64) {
        (day * DAY + i64::from(self.start) * MINUTE, day * DAY + i64::from(self.end) * MINUTE)
    }

    /// How far they reach into the next day, in minutes.
    fn overhang(self) -> u16 {
        self.end.saturating_sub(1440)
    }
}

fn clipped((start, end): (i64, i64)) -> Option<(i64, i64)> {
    let (start, end) = (start.max(0), end.min(WEEK));
    (start < end).then_some((start, end))
}

/// Whether the hours are hours, and none of them counts twice, on whatever days they may follow one another.
fn hours_fit(pattern: &Pattern) -> Result<(), Impossible> {
    if pattern.hours.iter().all(Vec::is_empty) {
        return Err(Impossible::NoHours);
    }
    let kinds: Vec<&Vec<Hours>> = pattern.hours.iter().chain([&pattern.makeup]).collect();
    for hours in &kinds {
        if let Some(&wrong) = hours.iter().find(|hours| hours.start >= 1440 || hours.end <= hours.start || hours.end - hours.start > 1440) {
            return Err(Impossible::NoSuchHours(wrong));
        }
        let mut sorted = (*hours).clone();
        sorted.sort_unstable();
        if let Some(pair) = sorted.windows(2).find(|pair| pair[0].end > pair[1].start) {
            return Err(Impossible::Overlap(pair[0], pair[1]));
        }
    }
    for (at, today) in kinds.iter().enumerate() {
        for (other, tomorrow) in kinds.iter().enumerate() {
            // A make-up day may stand beside any other.
            let follows = at == 7 || other == 7 || other == (at + 1) % 7;
            let (last, first) = (today.iter().max_by_key(|hours| hours.end), tomorrow.iter().min());
            if let Some((last, first)) = last.zip(first).filter(|(last, first)| follows && last.overhang() > first.start) {
                return Err(Impossible::Overlap(*last, *first));
            }
        }
    }
    Ok(())
}

/// Whether people work on each day that is named. Make-up days count before holidays.
fn days(pattern: &Pattern) -> Result<BTreeMap<i64, bool>, Impossible> {
    let mut days = BTreeMap::new();
    let mut named = 0;
    let ranges = pattern.holidays.iter().map(|range| (range, false)).chain(pattern.workdays.iter().map(|range| (range, true)));
    for (&(first, last), works) in ranges {
        if last < first {
            return Err(Impossible::Backwards(first, last));
        }
        for day in number(first)..=number(last) {
            days.insert(day, works);
            named += 1;
            if named > DAYS {
                return Err(Impossible::TooMany);
            }
        }
    }
    Ok(days)
}

/// The number of a day, counted from the first Monday.
fn number(day: Date) -> i64 {
    day.duration_since(MONDAY).as_hours() / 24
}

/// An instant in milliseconds.
fn moment(at: DateTime) -> i64 {
    let day = number(at.date()) * DAY;
    let time = at.time();
    day + (i64::from(time.hour()) * 60 + i64::from(time.minute())) * MINUTE
        + i64::from(time.second()) * 1000
        + i64::from(time.millisecond())
}

/// The instant of a moment, if there is one.
fn instant(moment: i64) -> Option<DateTime> {
    let first = MONDAY.to_datetime(jiff::civil::Time::midnight());
    first.checked_add(SignedDuration::from_millis(moment)).ok()
}
