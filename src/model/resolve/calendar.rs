//! A calendar that can be reckoned with, from its entries.

use jiff::civil::Date;

use super::Resolver;
use super::resource::text;
use crate::ast::{Attribute, Days, Resource, Schedule, Value};
use crate::both;
use crate::calendar::{Calendar, Hours, Impossible, Pattern};
use crate::diagnostic::Diagnostic;
use crate::lang::{Text, shown};
use crate::model::rules::CALENDAR_WITHOUT_HOURS;
use crate::model::{self, CalendarId, Home, Ref, Title};
use crate::source::Span;
use crate::syntax::keywords::Key;
use crate::syntax::rules::BAD_VALUE;

/// The days of the week that are worked where nothing is said.
const WEEKDAYS: Days = [true, true, true, true, true, false, false];

impl Resolver<'_> {
    pub(super) fn declared_calendar(&mut self, resource: &Resource, title: Title, home: Home) -> model::Calendar {
        let entries = resource.attributes.iter().filter_map(text).collect();
        let known = self.found.len();
        let broken = resource.attributes.iter().any(|attribute| matches!(attribute.value, Value::Broken));
        let work = if broken { None } else { self.work(&resource.attributes) };
        model::Calendar { title, home, entries, work, unreadable: broken || self.found.len() > known }
    }

    /// `None` where no hours are said, or something does not fit, which is reported.
    fn work(&mut self, attributes: &[Attribute]) -> Option<Calendar> {
        let entry = |key: Key| attributes.iter().find(|attribute| attribute.key == key);
        let hours = entry(Key::Hours)?;
        let Value::Schedule(_, Schedule::Hours(parts)) = &hours.value else { return None };
        let days = entry(Key::Days).and_then(|entry| match entry.value {
            Value::Schedule(_, Schedule::Days(days)) => Some(days),
            _ => None,
        });
        let week: [Vec<Hours>; 7] = std::array::from_fn(|day| of_day(parts, day, days));
        if let Some(day) = (0..7).find(|&day| days.is_some_and(|days| days[day]) == week[day].is_empty()).filter(|_| days.is_some()) {
            self.found.push(not_on(day, week[day].is_empty(), hours.span));
            return None;
        }
        let usual: Vec<Hours> = parts.iter().filter(|(days, _)| days.is_none()).map(|&(_, hours)| hours).collect();
        let makeup = if usual.is_empty() { week.iter().find(|hours| !hours.is_empty()).cloned().unwrap_or_default() } else { usual };
        let dates = |key: Key| entry(key).map_or_else(Vec::new, dates);
        let pattern = Pattern { hours: week, makeup, holidays: dates(Key::Holidays), workdays: dates(Key::Workdays) };
        let named = entry(Key::Holidays).or_else(|| entry(Key::Workdays)).map_or(hours.span, |entry| entry.span);
        Calendar::new(&pattern).map_err(|why| self.found.push(impossible(why, hours.span, named))).ok()
    }

    /// A process goes by a calendar: it must say when people work.
    pub(super) fn goes_by(&mut self, calendar: Ref<CalendarId>) {
        let Some(declared) = calendar.id.map(|id| &self.model.calendars[id.index()]) else { return };
        if declared.work.is_some() || declared.unreadable {
            return;
        }
        let name = shown(declared.title.shown());
        let problem = Diagnostic::new(
            &CALENDAR_WITHOUT_HOURS,
            calendar.span,
            both!("the calendar `{name}` does not say at which hours people work", "日历“{name}”没有写明工作时间"),
            both!("add to it: `hours: 9:00-12:00, 13:30-18:00`", "请在日历中加上：工作时间：9:00-12:00，13:30-18:00"),
        );
        self.found.push(problem.related(declared.title.span, both!("the calendar", "日历在这里")));
    }
}

/// The hours of a day: those that name it, otherwise those that name no day.
fn of_day(parts: &[(Option<Days>, Hours)], day: usize, works: Option<Days>) -> Vec<Hours> {
    let named = |days: &Option<Days>| days.is_some_and(|days| days[day]);
    if parts.iter().any(|(days, _)| named(days)) {
        return parts.iter().filter(|(days, _)| named(days)).map(|&(_, hours)| hours).collect();
    }
    if works.unwrap_or(WEEKDAYS)[day] {
        return parts.iter().filter(|(days, _)| days.is_none()).map(|&(_, hours)| hours).collect();
    }
    Vec::new()
}

fn dates(entry: &Attribute) -> Vec<(Date, Date)> {
    match &entry.value {
        Value::Schedule(_, Schedule::Dates(dates)) => dates.clone(),
        _ => Vec::new(),
    }
}

/// The finding that a day is worked by one entry and not by the other.
fn not_on(day: usize, without_hours: bool, span: Span) -> Diagnostic {
    const NAMES: [(&str, &str); 7] = [
        ("Monday", "周一"),
        ("Tuesday", "周二"),
        ("Wednesday", "周三"),
        ("Thursday", "周四"),
        ("Friday", "周五"),
        ("Saturday", "周六"),
        ("Sunday", "周日"),
    ];
    let (en, zh) = NAMES[day];
    let message = if without_hours {
        both!("`days` names {en}, which has no hours", "“工作日”中有{zh}，但没有写{zh}的工作时间")
    } else {
        both!("{en} has hours, but `days` does not name it", "写了{zh}的工作时间，但“工作日”中没有{zh}")
    };
    Diagnostic::new(&BAD_VALUE, span, message, both!("let the two name the same days", "让“工作日”与“工作时间”中的日子一致"))
}

fn impossible(why: Impossible, hours: Span, named: Span) -> Diagnostic {
    let of = |hours: Hours| {
        let time = |at: u16| format!("{}:{:02}", at / 60 % 24, at % 60);
        format!("{}-{}", time(hours.start), if hours.end == 1440 { "24:00".to_owned() } else { time(hours.end) })
    };
    let (span, message, help): (Span, Text, Text) = match why {
        Impossible::NoHours => (
            hours,
            both!("no day of the week has hours", "一周中没有一天有工作时间"),
            both!("name a day on which people work", "请写明哪几天上班"),
        ),
        Impossible::NoSuchHours(wrong) => (
            hours,
            both!("`{}` ends before it begins", "“{}”的结束时间早于开始时间", of(wrong)),
            both!("write the earlier time first", "早的时间写在前面"),
        ),
        Impossible::Overlap(one, other) => {
            (hours, both!("`{}` and `{}` overlap", "“{}”与“{}”重叠", of(one), of(other)), both!("write each hour once", "同一时间只写一次"))
        }
        Impossible::Backwards(first, last) => (
            named,
            both!("`{first}..{last}` runs backwards", "“{first}..{last}”前后颠倒"),
            both!("write the earlier day first", "早的日期写在前面"),
        ),
        Impossible::TooMany => (
            named,
            both!("the calendar names more holidays and make-up days than can be reckoned with", "日历中的节假日和调休太多，无法计算"),
            both!("name those of the years in question", "只写需要的年份"),
        ),
    };
    Diagnostic::new(&BAD_VALUE, span, message, help)
}
