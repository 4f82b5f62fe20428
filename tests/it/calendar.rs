//! Working calendars: exact cases, everything against stepping through minutes, and calendars that nobody should write.

use flowright::calendar::{Bound, Calendar, Hours, Impossible, Limit, Part, Pattern};
use jiff::civil::{Date, DateTime, date};
use jiff::{SignedDuration, ToSpan};
use proptest::prelude::*;

mod language;
mod steps;

use steps::Minutes;

const MINUTE: i64 = 60_000;
const DAY: i64 = 1440 * MINUTE;

/// From Monday to Friday, with these hours.
fn weekdays(hours: &[(u16, u16)]) -> Pattern {
    let hours: Vec<Hours> = hours.iter().map(|&(start, end)| Hours { start, end }).collect();
    let off = Vec::new;
    let week = [hours.clone(), hours.clone(), hours.clone(), hours.clone(), hours.clone(), off(), off()];
    Pattern { hours: week, makeup: hours, ..Pattern::default() }
}

const ALL_DAY: [(u16, u16); 1] = [(9 * 60, 17 * 60)];
const WITH_LUNCH: [(u16, u16); 2] = [(9 * 60, 12 * 60), (13 * 60, 18 * 60)];

fn national_day_2024() -> Pattern {
    Pattern {
        holidays: vec![(date(2024, 10, 1), date(2024, 10, 7))],
        workdays: vec![(date(2024, 9, 29), date(2024, 9, 29)), (date(2024, 10, 12), date(2024, 10, 12))],
        ..weekdays(&WITH_LUNCH)
    }
}

fn at(text: &str) -> DateTime {
    text.parse().unwrap()
}

fn calendar(pattern: &Pattern) -> Calendar {
    Calendar::new(pattern).unwrap()
}

#[test]
fn the_reference_cases_hold_exactly() {
    let (plain, lunch, national) = (weekdays(&ALL_DAY), weekdays(&WITH_LUNCH), national_day_2024());
    let cases = [
        ("fri-1630-1h", &plain, "2024-08-30T16:30", 60, "2024-09-02T09:30", 3900),
        ("fri-1750-15m", &lunch, "2024-08-30T17:50", 15, "2024-09-02T09:05", 3795),
        ("lunch", &lunch, "2024-08-28T11:50", 30, "2024-08-28T13:20", 90),
        ("24h-working", &lunch, "2024-08-28T09:00", 1440, "2024-08-30T18:00", 3420),
        ("weekend-start", &lunch, "2024-08-31T20:00", 10, "2024-09-02T09:10", 2230),
        ("national-day", &national, "2024-09-30T17:00", 480, "2024-10-08T17:00", 11520),
        ("makeup-sunday", &national, "2024-09-28T10:00", 60, "2024-09-29T10:00", 1440),
        ("zero-length", &lunch, "2024-08-31T20:00", 0, "2024-08-31T20:00", 0),
    ];
    for (id, pattern, start, minutes, finish, wall) in cases {
        let calendar = calendar(pattern);
        let end = calendar.finish(at(start), minutes * MINUTE).unwrap();
        assert_eq!(end, at(finish), "{id}");
        assert_eq!(end.duration_since(at(start)), SignedDuration::from_mins(wall), "{id}");
        assert_eq!(calendar.worked(at(start), end), minutes * MINUTE, "{id}");
    }
}

#[test]
fn bounds_that_can_be_reckoned_by_hand() {
    let usual = calendar(&weekdays(&ALL_DAY));
    // An hour: from Friday 17:00, when it cannot begin before Monday, to Monday 10:00; within a day if it begins well.
    let longest = usual.longest_wall(60 * MINUTE).unwrap();
    assert_eq!((longest.ms, longest.usual), (65 * 60 * MINUTE, true));
    assert_eq!(usual.shortest_wall(60 * MINUTE).unwrap().ms, 60 * MINUTE);
    // Eight hours: a day of work, or one begun on Friday evening.
    assert_eq!(usual.shortest_wall(480 * MINUTE).unwrap().ms, 480 * MINUTE);
    assert_eq!(usual.longest_wall(480 * MINUTE).unwrap().ms, 3 * DAY);
    assert_eq!(usual.most_worked(DAY).unwrap().ms, 480 * MINUTE);
    assert_eq!(usual.least_worked(2 * DAY).unwrap().ms, 0);
    assert_eq!(usual.least_worked(7 * DAY).unwrap().ms, 2400 * MINUTE);
    // With a long holiday the longest is dated.
    let national = calendar(&national_day_2024());
    let longest = national.longest_wall(60 * MINUTE).unwrap();
    let expected = Bound { ms: (7 * 24 + 16) * 60 * MINUTE, from: at("2024-09-30T18:00"), until: at("2024-10-08T10:00"), usual: false };
    assert_eq!(longest, expected);
}

#[test]
fn the_start_that_breaks_a_limit_can_be_read() {
    let usual = calendar(&weekdays(&ALL_DAY));
    let found = usual.breaks(&[Part::Work(60 * MINUTE)], Limit::Wall(DAY)).unwrap();
    let weekday = |at: DateTime| (at.weekday(), at.hour(), at.minute());
    use jiff::civil::Weekday::{Friday, Monday};
    assert_eq!((weekday(found.from), weekday(found.until), found.usual), ((Friday, 16, 30), (Monday, 9, 30), true));
    assert_eq!(usual.breaks(&[Part::Work(60 * MINUTE)], Limit::Wall(65 * 60 * MINUTE)), None);
    // A wait of five days leads into a second weekend.
    let way = [Part::Work(60 * MINUTE), Part::Wait(5 * DAY), Part::Work(60 * MINUTE)];
    let found = usual.breaks(&way, Limit::Wall(9 * DAY)).unwrap();
    assert!(found.ms > 9 * DAY && found.until.duration_since(found.from) == SignedDuration::from_millis(found.ms), "{found:?}");
    // In a holiday only.
    let national = calendar(&national_day_2024());
    let found = national.breaks(&[Part::Work(60 * MINUTE)], Limit::Wall(5 * DAY)).unwrap();
    assert_eq!((found.from, found.until, found.usual), (at("2024-09-30T17:30"), at("2024-10-08T09:30"), false));
}

#[test]
fn what_cannot_be_is_refused() {
    let hours = |start: u16, end: u16| Hours { start, end };
    assert_eq!(Calendar::new(&Pattern::default()).unwrap_err(), Impossible::NoHours);
    assert_eq!(Calendar::new(&weekdays(&[(600, 540)])).unwrap_err(), Impossible::NoSuchHours(hours(600, 540)));
    assert_eq!(Calendar::new(&weekdays(&[(600, 600)])).unwrap_err(), Impossible::NoSuchHours(hours(600, 600)));
    assert_eq!(Calendar::new(&weekdays(&[(540, 720), (700, 800)])).unwrap_err(), Impossible::Overlap(hours(540, 720), hours(700, 800)));
    // A night shift that reaches into the morning.
    let overlap = Impossible::Overlap(hours(1320, 1440 + 600), hours(540, 720));
    assert_eq!(Calendar::new(&weekdays(&[(540, 720), (1320, 1440 + 600)])).unwrap_err(), overlap);
    let backwards = (date(2026, 10, 7), date(2026, 10, 1));
    let pattern = Pattern { holidays: vec![backwards], ..weekdays(&ALL_DAY) };
    assert_eq!(Calendar::new(&pattern).unwrap_err(), Impossible::Backwards(backwards.0, backwards.1));
    let pattern = Pattern { holidays: vec![(Date::MIN, Date::MAX)], ..weekdays(&ALL_DAY) };
    assert_eq!(Calendar::new(&pattern).unwrap_err(), Impossible::TooMany);
}

#[test]
fn calendars_that_nobody_should_write() {
    // Always at work: the two clocks are one.
    let always = Pattern { hours: std::array::from_fn(|_| vec![Hours { start: 0, end: 1440 }]), ..Pattern::default() };
    let always = calendar(&always);
    for ms in [1, MINUTE, DAY, 400 * DAY] {
        for bound in [always.longest_wall(ms), always.shortest_wall(ms), always.most_worked(ms), always.least_worked(ms)] {
            assert_eq!(bound.unwrap().ms, ms);
        }
    }
    // One minute a week: an hour takes 59 weeks and a minute at best.
    let mut minute = Pattern::default();
    minute.hours[2] = vec![Hours { start: 719, end: 720 }];
    let minute = calendar(&minute);
    assert_eq!(minute.shortest_wall(60 * MINUTE).unwrap().ms, 59 * 7 * DAY + MINUTE);
    assert_eq!(minute.longest_wall(60 * MINUTE).unwrap().ms, 60 * 7 * DAY);
    assert_eq!(minute.finish(at("2026-01-01T00:00"), 1_000_000 * MINUTE), None, "after the year 9999");
    assert_eq!(minute.finish(at("2026-01-01T00:00"), i64::MAX), None);
    assert_eq!(minute.longest_wall(i64::MAX), None);
    // A make-up day inside a holiday is worked.
    let pattern = Pattern {
        holidays: vec![(date(2026, 10, 1), date(2026, 10, 8))],
        workdays: vec![(date(2026, 10, 4), date(2026, 10, 4))],
        ..weekdays(&ALL_DAY)
    };
    assert_eq!(calendar(&pattern).finish(at("2026-09-30T17:00"), 60 * MINUTE).unwrap(), at("2026-10-04T10:00"));
    // A night shift belongs to the day on which it begins: that of Friday lasts into Saturday.
    let night = calendar(&weekdays(&[(22 * 60, 30 * 60)]));
    assert_eq!(night.finish(at("2026-11-20T23:00"), 7 * 60 * MINUTE).unwrap(), at("2026-11-21T06:00"));
    assert_eq!(night.finish(at("2026-11-20T23:00"), 8 * 60 * MINUTE).unwrap(), at("2026-11-23T23:00"));
    // Years of work are reckoned at once, as are years of holidays.
    let mut holidays = Vec::new();
    for year in 2000..2050 {
        for month in 1..=12 {
            holidays.push((date(year, month, 1), date(year, month, 3)));
        }
    }
    let often = calendar(&Pattern { holidays, ..weekdays(&WITH_LUNCH) });
    let end = often.finish(at("1999-01-01T09:00"), 90 * 365 * 480 * MINUTE).unwrap();
    assert_eq!(often.worked(at("1999-01-01T09:00"), end), 90 * 365 * 480 * MINUTE);
    for ms in [MINUTE, DAY, 3000 * DAY] {
        assert!(often.longest_wall(ms).unwrap().ms >= often.shortest_wall(ms).unwrap().ms);
        assert!(often.most_worked(ms).unwrap().ms >= often.least_worked(ms).unwrap().ms);
    }
}

/// Stretches of a day that do not overlap, and perhaps a night shift.
fn hours() -> impl Strategy<Value = Vec<Hours>> {
    let cuts = prop::collection::btree_set(30_u16..1320, 0..5);
    (cuts, prop::option::weighted(0.2, 1..30_u16)).prop_map(|(cuts, night)| {
        let cuts: Vec<u16> = cuts.into_iter().collect();
        let day = cuts.chunks_exact(2).map(|pair| Hours { start: pair[0], end: pair[1] });
        day.chain(night.map(|end| Hours { start: 1330, end: 1440 + end })).collect()
    })
}

/// Any calendar with dates within three weeks of the day from which minutes are stepped.
fn patterns() -> impl Strategy<Value = Pattern> {
    let days = |most: usize| prop::collection::vec((0..21_i64, 0..5_i64), 0..most);
    let one = (prop::array::uniform7(prop::bool::weighted(0.7)), hours())
        .prop_map(|(works, hours)| std::array::from_fn(|day| if works[day] { hours.clone() } else { Vec::new() }));
    let week = prop_oneof![one, prop::array::uniform7(hours())];
    let named = |days: Vec<(i64, i64)>| -> Vec<(Date, Date)> {
        let day = |ahead: i64| steps::FIRST + ahead.days();
        days.into_iter().map(|(first, more)| (day(first), day(first + more))).collect()
    };
    let some = |week: &[Vec<Hours>; 7]| week.iter().any(|hours| !hours.is_empty());
    (week.prop_filter("some hours", some), hours(), days(4), days(3)).prop_map(move |(hours, makeup, holidays, workdays)| Pattern {
        hours,
        makeup,
        holidays: named(holidays),
        workdays: named(workdays),
    })
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 96, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn finish_and_worked_equal_stepping_through_minutes(
        pattern in patterns(),
        start in -20_000..40_000_i64,
        work in 0..6000_i64,
        span in 0..30_000_i64,
    ) {
        let (calendar, minutes) = (calendar(&pattern), Minutes::of(&pattern));
        let from = steps::instant(start);
        if let Some(end) = minutes.finish(start, work) {
            prop_assert_eq!(calendar.finish(from, work * MINUTE), Some(steps::instant(end)));
        }
        prop_assert_eq!(calendar.worked(from, steps::instant(start + span)), minutes.worked(start, start + span) * MINUTE);
        prop_assert_eq!(calendar.worked(steps::instant(start + span), from), 0);
    }

    #[test]
    fn the_four_bounds_equal_stepping_through_minutes(pattern in patterns(), work in 1..4000_i64, wall in 1..25_000_i64) {
        let (calendar, minutes) = (calendar(&pattern), Minutes::of(&pattern));
        if let Some((shortest, longest)) = minutes.walls(work) {
            for (bound, expected) in [(calendar.shortest_wall(work * MINUTE), shortest), (calendar.longest_wall(work * MINUTE), longest)] {
                let bound = bound.unwrap();
                prop_assert_eq!(bound.ms, expected * MINUTE);
                prop_assert_eq!(calendar.finish(bound.from, work * MINUTE).unwrap(), bound.until);
                prop_assert_eq!(bound.until.duration_since(bound.from).as_millis(), i128::from(bound.ms));
            }
        }
        let (least, most) = minutes.works(wall);
        for (bound, expected) in [(calendar.least_worked(wall * MINUTE), least), (calendar.most_worked(wall * MINUTE), most)] {
            let bound = bound.unwrap();
            prop_assert_eq!(bound.ms, expected * MINUTE);
            prop_assert_eq!(calendar.worked(bound.from, bound.until), bound.ms);
        }
    }

    #[test]
    fn a_limit_is_broken_in_usual_weeks_where_stepping_says_so(
        hours in patterns(),
        parts in prop::collection::vec((any::<bool>(), 0..2000_i64), 1..5),
        limit in 0..20_000_i64,
        working in any::<bool>(),
    ) {
        let pattern = Pattern { holidays: Vec::new(), workdays: Vec::new(), ..hours };
        let (calendar, minutes) = (calendar(&pattern), Minutes::of(&pattern));
        let way: Vec<Part> = parts.iter().map(|&(work, time)| if work { Part::Work(time * MINUTE) } else { Part::Wait(time * MINUTE) }).collect();
        let found = calendar.breaks(&way, if working { Limit::Working(limit * MINUTE) } else { Limit::Wall(limit * MINUTE) });
        let longest = minutes.longest_way(&parts, working);
        // A part that ends at the end of a stretch goes on behind the gap a moment later: what is reached between two minutes counts.
        match (found, longest) {
            (Some(found), _) => prop_assert!(found.ms > limit * MINUTE, "{found:?}"),
            (None, Some(longest)) => prop_assert!(longest <= limit, "{longest} > {limit}"),
            (None, None) => {}
        }
    }

    #[test]
    fn where_a_limit_is_broken_it_is_broken(
        pattern in patterns(),
        parts in prop::collection::vec((any::<bool>(), 0..2000_i64), 1..5),
        limit in 0..20_000_i64,
        working in any::<bool>(),
    ) {
        let calendar = calendar(&pattern);
        let way: Vec<Part> = parts.iter().map(|&(work, time)| if work { Part::Work(time * MINUTE) } else { Part::Wait(time * MINUTE) }).collect();
        let found = calendar.breaks(&way, if working { Limit::Working(limit * MINUTE) } else { Limit::Wall(limit * MINUTE) });
        if let Some(found) = found {
            let end = parts.iter().fold(found.from, |at, &(work, time)| {
                if work { calendar.finish(at, time * MINUTE).unwrap() } else { at + SignedDuration::from_mins(time) }
            });
            prop_assert_eq!(end, found.until);
            let takes = if working { calendar.worked(found.from, end) } else { end.duration_since(found.from).as_millis() as i64 };
            prop_assert_eq!(takes, found.ms);
            prop_assert!(takes > limit * MINUTE);
        }
    }
}
