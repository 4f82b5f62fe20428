//! Reads one part of an entry: `9:00-12:00`, `周一至周五`, `2026年10月1日至7日`.

use jiff::civil::Date;

use super::Days;
use crate::ast::quantity::{self, Fault, normal};
use crate::both;
use crate::calendar::Hours;
use crate::lang::{Text, shown};

/// What stands between the ends of a range.
const RANGE: [&str; 9] = ["...", "..", "~", "至", "到", "–", "—", "-", "to"];

/// The longest shift over midnight, in minutes: what is longer is taken for a slip.
const NIGHT: u16 = 12 * 60;

/// Reads hours of work, perhaps of some days of the week: `9:00-12:00`, `9点至17点半`, `22:00-06:00`, `Sat 9:00-12:00`.
pub(super) fn hours(part: &str) -> Result<(Option<Days>, Hours), Fault> {
    let text = normal(part).to_lowercase();
    let begins = ["上午", "下午", "早上", "晚上", "凌晨", "中午", "全天", "24小时"];
    let time = begins.iter().filter_map(|word| text.find(word)).chain(text.find(|c: char| c.is_ascii_digit())).min();
    let (days, time) = text.split_at(time.unwrap_or(text.len()));
    let days = if days.is_empty() { None } else { Some(week(days.trim_end_matches(':')).ok_or_else(|| no_hours(part))?) };
    if matches!(time, "全天" | "24小时" | "24h") {
        return Ok((days, Hours { start: 0, end: 1440 }));
    }
    let ends = splits(time).find_map(|(from, to)| Some((from, to, time_of_day(from)?, time_of_day(to)?)));
    let (from, to, start, end) = ends.ok_or_else(|| no_hours(part))?;
    // 下午1点到6点: nobody says twice that it is the afternoon.
    let later = ["中午", "下午", "晚上"].iter().any(|word| from.starts_with(word)) && to.starts_with(|c: char| c.is_ascii_digit());
    let end = if later && end <= start && (start..=1440).contains(&(end + 720)) { end + 720 } else { end };
    let end = if end == 0 { 1440 } else { end };
    let end = if end <= start { end + 1440 } else { end };
    if start >= 1440 || end > 1440 && end - start > NIGHT {
        return Err(Fault {
            message: both!("`{}` ends before it begins", "“{}”的结束时间早于开始时间", shown(part)),
            help: both!(
                "write the earlier time first; a night shift of up to twelve hours may end on the next day: `22:00-06:00`",
                "早的时间写在前面；夜班可以跨到第二天，但不超过十二小时，如 22:00-06:00"
            ),
            meant: None,
        });
    }
    Ok((days, Hours { start, end }))
}

fn no_hours(part: &str) -> Fault {
    Fault {
        message: both!("`{}` is not from one time of day to another", "“{}”不是起止时间", shown(part)),
        help: both!("write for example `9:00-12:00, 13:30-18:00`", "例如写成：9:00-12:00，13:30-18:00"),
        meant: None,
    }
}

/// Half a day, as people name it.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Half {
    Morning,
    Noon,
    Afternoon,
    Evening,
}

/// Minutes from midnight: `9`, `9:00`, `9点半`, `9时30分`, `下午5点`, `5pm`, `0900`.
fn time_of_day(text: &str) -> Option<u16> {
    use Half::{Afternoon, Evening, Morning, Noon};
    const BEFORE: [(&str, Half); 6] =
        [("上午", Morning), ("早上", Morning), ("凌晨", Morning), ("中午", Noon), ("下午", Afternoon), ("晚上", Evening)];
    const BEHIND: [(&str, Half); 4] = [("am", Morning), ("a.m.", Morning), ("pm", Afternoon), ("p.m.", Afternoon)];
    let text = ["次日", "第二天", "翌日"].iter().find_map(|word| text.strip_prefix(word)).unwrap_or(text);
    let before = BEFORE.iter().find_map(|(word, half)| Some((text.strip_prefix(word)?, Some(*half))));
    let behind = || BEHIND.iter().find_map(|(word, half)| Some((text.strip_suffix(word)?, Some(*half))));
    let (time, half) = before.or_else(behind).unwrap_or((text, None));
    let digits = time.bytes().take_while(u8::is_ascii_digit).count();
    let (hour, minute) = match (digits, time.split_at(digits)) {
        (4, (digits, "")) => (&digits[..2], &digits[2..]),
        (1 | 2, (hour, minute)) => (hour, minute),
        _ => return None,
    };
    let minute = [":", ".", "点", "时", "h"].iter().find_map(|mark| minute.strip_prefix(mark)).unwrap_or(minute);
    let minute: u16 = match minute.strip_suffix('分').unwrap_or(minute) {
        "" | "整" | "钟" => 0,
        "半" => 30,
        minute if minute.len() == 2 => minute.parse().ok().filter(|&minute| minute < 60)?,
        _ => return None,
    };
    let hour: u16 = match (hour.parse().ok()?, half) {
        // Noon or midnight: who knows.
        (12, Some(Morning)) => return None,
        (12, Some(Evening)) => 24,
        (hour @ 0..12, Some(Afternoon | Evening)) => hour + 12,
        (hour @ 1..3, Some(Noon)) => hour + 12,
        (hour, _) => hour,
    };
    hour.checked_mul(60).map(|hours| hours + minute).filter(|&at| at <= 1440)
}

/// Reads days of the week: `Mon-Fri`, `周一至周五`, `周一到五`, `周六`, `1-5`, `每天`.
pub(super) fn days(part: &str) -> Result<Days, Fault> {
    let text = normal(part).to_lowercase();
    let number = |text: &str| text.parse().ok().filter(|day| (1..=7).contains(day)).map(|day: usize| day - 1);
    let numbers = || splits(&text).find_map(|(from, to)| number(from).zip(number(to))).map(|(from, to)| range(from, to));
    week(&text).or_else(|| number(&text).map(|day| range(day, day))).or_else(numbers).ok_or_else(|| Fault {
        message: both!("`{}` is not a day of the week", "“{}”不是星期几", shown(part)),
        help: both!("write for example `Mon-Fri`, or `Mon, Wed, Fri`", "例如写成：周一至周五，或 周一、周三、周五"),
        meant: None,
    })
}

/// Days of the week in words.
fn week(text: &str) -> Option<Days> {
    match text {
        "每天" | "每日" | "天天" | "全周" | "daily" | "everyday" => return Some(range(0, 6)),
        "工作日" | "双休" | "weekdays" => return Some(range(0, 4)),
        "单休" => return Some(range(0, 5)),
        "周末" | "weekend" | "weekends" => return Some(range(5, 6)),
        _ => {}
    }
    if let Some(days) = several(text) {
        return Some(days);
    }
    splits(text).find_map(|(from, to)| {
        // Behind 周一至五 the second 周 is left out.
        let to = one_day(to).or_else(|| to.chars().next().filter(|_| to.chars().count() == 1).and_then(character))?;
        Some(range(one_day(from)?, to))
    })
}

/// `周一`, or several at once: `周一三五`.
fn several(text: &str) -> Option<Days> {
    if let Some(day) = one_day(text) {
        return Some(range(day, day));
    }
    let days: Option<Vec<usize>> = chinese(text)?.chars().map(character).collect();
    let days = days.filter(|days| !days.is_empty())?;
    Some(std::array::from_fn(|day| days.contains(&day)))
}

fn one_day(text: &str) -> Option<usize> {
    const ENGLISH: [&str; 7] = ["monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday"];
    let text = text.trim_end_matches('.');
    if text.len() >= 3 && text.is_ascii() {
        let text = text.strip_suffix('s').filter(|text| text.ends_with("day")).unwrap_or(text);
        let short = ["tues", "weds", "thur", "thurs"].contains(&text);
        return ENGLISH.iter().position(|day| *day == text || (text.len() == 3 || short) && day[..3] == text[..3]);
    }
    let mut characters = chinese(text)?.chars();
    characters.next().filter(|_| characters.next().is_none()).and_then(character)
}

/// What stands behind 周.
fn chinese(text: &str) -> Option<&str> {
    ["周", "星期", "礼拜", "週"].iter().find_map(|week| text.strip_prefix(week))
}

fn character(day: char) -> Option<usize> {
    if day == '天' {
        return Some(6);
    }
    "一二三四五六日".chars().position(|known| known == day)
}

/// From one day to another, over the weekend where it must be.
fn range(from: usize, to: usize) -> Days {
    std::array::from_fn(|day| (day + 7 - from) % 7 <= (to + 7 - from) % 7)
}

/// Reads a day or a range of days: `2026-10-10`, `2026-10-01..2026-10-07`, `2026年10月1日至7日`. Behind a date the year may be left out, as long as
/// dates go on.
pub(super) fn dates(part: &str, before: Option<Date>) -> Result<(Date, Date), Fault> {
    let text = normal(part);
    // 2026-10-01（国庆）
    let text = text.split_once('(').filter(|_| text.ends_with(')')).map_or(&*text, |(date, _)| date);
    let year = |text: &str| before.and_then(|before| behind(text, before).filter(|day| *day > before));
    if let Some(day) = day(text).or_else(|| year(text)) {
        return Ok((day, day));
    }
    let found = splits(text).find_map(|(from, to)| {
        let first = day(from).or_else(|| year(from))?;
        day(to).or_else(|| behind(to, first)).map(|last| (first, last))
    });
    let Some((first, last)) = found else { return Err(no_dates(part, text)) };
    if last < first {
        return Err(Fault {
            message: both!("`{}` runs backwards", "“{}”前后颠倒", shown(part)),
            help: both!("write the earlier day first, with its year", "早的日期写在前面；跨年时写上年份"),
            meant: None,
        });
    }
    Ok((first, last))
}

fn day(text: &str) -> Option<Date> {
    let date = quantity::date(text)?;
    Date::new(i16::try_from(date.year).ok()?, i8::try_from(date.month).ok()?, i8::try_from(date.day).ok()?).ok()
}

/// A day without its year, or without year and month, as it is meant behind another.
fn behind(text: &str, before: Date) -> Option<Date> {
    let numbers: Vec<&str> = text.trim_end_matches(['日', '号']).split(['-', '/', '月', '.']).collect();
    let text = match numbers.as_slice() {
        [day] => format!("{:04}-{}-{day}", before.year(), before.month()),
        [month, day] => format!("{:04}-{month}-{day}", before.year()),
        _ => return None,
    };
    day(&text)
}

fn no_dates(part: &str, text: &str) -> Fault {
    let numbers: Vec<&str> = text.split(|c: char| !c.is_ascii_digit()).filter(|number| !number.is_empty()).collect();
    let part = shown(part);
    let help = both!("write for example `2026-10-01..2026-10-07`", "例如写成：2026-10-01..2026-10-07，或 2026年10月1日至7日");
    let (message, help): (Text, Text) = match numbers.as_slice() {
        [] => (both!("`{part}` is not a date", "“{part}”不是日期"), help),
        [first, ..] if first.len() < 3 => {
            (both!("`{part}` has no year", "“{part}”没有写年份"), both!("write the year: `2026-10-01`", "请写上年份，如 2026年10月1日"))
        }
        [_, _, _, ..] if numbers[0].len() == 4 => {
            let help = both!(
                "look at the month and the day; a date is written `2026-10-01`",
                "请检查月份和日子；日期写成 2026-10-01 或 2026年10月1日"
            );
            (both!("`{part}` names a day that does not exist", "“{part}”中有不存在的日期"), help)
        }
        _ => (both!("`{part}` is not a date", "“{part}”不是日期"), help),
    };
    Fault { message, help, meant: None }
}

/// All ways to cut a range in two.
fn splits(text: &str) -> impl Iterator<Item = (&str, &str)> {
    RANGE.iter().flat_map(move |mark| text.match_indices(mark).map(move |(at, mark)| (&text[..at], &text[at + mark.len()..])))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn hours_as_people_type_them() {
        let read = |text: &str| hours(text).map(|(_, hours)| (hours.start, hours.end)).ok();
        for text in [
            "9:00-12:00",
            "9:00~12:00",
            "９：００－１２：００",
            "9点-12点",
            "9点至12点",
            "上午9点到中午12点",
            "9:00 – 12:00",
            "0900-1200",
            "9am-12pm",
            "9.00..12.00",
            "9 to 12",
            "9时00分—12时",
        ] {
            assert_eq!(read(text), Some((540, 720)), "{text}");
        }
        assert_eq!(read("下午1点半-6点"), Some((810, 1080)));
        assert_eq!(read("下午1点半-下午6点"), Some((810, 1080)));
        assert_eq!(read("22:00-06:00"), Some((1320, 1800)));
        assert_eq!(read("晚上10点-次日6点"), Some((1320, 1800)));
        assert_eq!(read("16:00-0:00"), Some((960, 1440)));
        assert_eq!(read("0:00-24:00"), Some((0, 1440)));
        assert_eq!(read("全天"), Some((0, 1440)));
        for text in
            ["", "9", "9-25", "9:60-10:00", "18:00-9:00", "9:00-9:00", "24:00-25:00", "-", "9:00-", "99999:00-3", "早9晚6", "9:0-10:0"]
        {
            assert_eq!(read(text), None, "{text}");
        }
        let saturday = [false, false, false, false, false, true, false];
        for text in ["Sat 9:00-12:00", "周六9:00-12:00", "周六：9:00-12:00"] {
            assert_eq!(hours(text).unwrap(), (Some(saturday), Hours { start: 540, end: 720 }), "{text}");
        }
    }

    #[test]
    fn days_as_people_type_them() {
        let weekdays = [true, true, true, true, true, false, false];
        for text in [
            "Mon-Fri",
            "mon..fri",
            "Monday to Friday",
            "周一至周五",
            "周一到周五",
            "周一至五",
            "星期一～星期五",
            "1-5",
            "１－５",
            "工作日",
            "周一二三四五",
            "Mon–Fri",
        ] {
            assert_eq!(days(text).ok(), Some(weekdays), "{text}");
        }
        assert_eq!(days("Sun-Thu").ok(), Some([true, true, true, true, false, false, true]));
        assert_eq!(days("周日").ok(), days("7").ok());
        assert_eq!(days("星期天").ok(), days("Sundays").ok());
        for text in ["", "8", "0-5", "Fry", "周八", "周", "星期", "mo", "一至五天"] {
            assert!(days(text).is_err(), "{text}");
        }
    }

    #[test]
    fn dates_as_people_type_them() {
        let day = |month: i8, day: i8| Date::new(2026, month, day).unwrap();
        let week = Some((day(10, 1), day(10, 7)));
        for text in [
            "2026-10-01..2026-10-07",
            "2026年10月1日至7日",
            "2026年10月1日至2026年10月7日",
            "2026年10月1日至10月7日",
            "2026/10/1~2026/10/7",
            "2026-10-01-2026-10-07",
            "２０２６－１０－０１～１０－０７",
            "2026-10-01..07（国庆）",
            "2026.10.1-10.7",
        ] {
            assert_eq!(dates(text, None).ok(), week, "{text}");
        }
        assert_eq!(dates("2026-10-10", None).ok(), Some((day(10, 10), day(10, 10))));
        assert_eq!(dates("10月10日", Some(day(10, 7))).ok(), Some((day(10, 10), day(10, 10))));
        let message = |text: &str, before| dates(text, before).unwrap_err().message.en;
        assert_eq!(message("10月1日", None), "`10月1日` has no year");
        assert_eq!(message("1月1日", Some(day(12, 31))), "`1月1日` has no year", "of the next year");
        assert_eq!(message("2026-02-30", None), "`2026-02-30` names a day that does not exist");
        assert_eq!(message("2026-10-07..2026-10-01", None), "`2026-10-07..2026-10-01` runs backwards");
        assert_eq!(message("国庆", None), "`国庆` is not a date");
    }
}
