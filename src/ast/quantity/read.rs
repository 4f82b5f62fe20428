//! Reads numbers with units, in both languages.

use std::borrow::Cow;

use unicode_normalization::UnicodeNormalization;

use super::{
    Clock, DAY, Date, Decimal, Duration, Estimate, Fault, HOUR, LONGEST, MINUTE, MONTH, Money, Percent, Quantity, Rate, WORKING_DAY,
};
use crate::both;
use crate::lang::shown;

/// Reads a length of time such as `1h30m`, `3个工作日`, `半天`. Says whether the unit was left out.
///
/// # Errors
/// When it is no duration, or not an exact one.
pub fn duration(text: &str) -> Result<(Duration, bool), Fault> {
    let text = normal(text);
    if let Some(exact) = without_about(&text) {
        let meant = exact.to_owned();
        return Err(Fault {
            message: both!("`{}` is no exact duration", "“{}”不是确定的时长", shown(&text)),
            help: both!("write `{meant}`, or a range such as `1h..2h`", "写成“{meant}”，或写成范围，如“1~2小时”"),
            meant: Some(meant),
        });
    }
    if let Some(meant) = in_characters(&text) {
        return Err(Fault {
            message: both!("the number of `{}` is written in characters", "“{}”中的数是用汉字写的", shown(&text)),
            help: both!("write `{meant}`", "请用阿拉伯数字，写成“{meant}”"),
            meant: Some(meant),
        });
    }
    let mut rest = text.trim_end_matches("以内").trim_end_matches(['内', '后', '+']);
    if rest.starts_with('-') {
        return Err(negative(rest));
    }
    let mut total: i64 = 0;
    let mut clock = None;
    let mut bare = false;
    let mut parts = 0;
    while !rest.is_empty() {
        let (number, after) = decimal(rest)?;
        let unit_len = after.find(|c: char| c.is_ascii_digit()).unwrap_or(after.len());
        let (unit, next) = after.split_at(unit_len);
        let (ms, runs) = if unit.is_empty() && parts == 0 {
            bare = true;
            (MINUTE, Clock::Wall)
        } else if unit.is_empty() {
            let meant = format!("{text}m");
            let (whole, with_unit) = (shown(&text).to_string(), shown(&meant).to_string());
            return Err(Fault {
                message: both!("the last number of `{whole}` has no unit", "“{whole}”中最后一个数没有单位"),
                help: both!("write `{with_unit}` if minutes are meant", "如果是分钟，写成“{with_unit}”"),
                meant: Some(meant),
            });
        } else {
            unit_of_time(unit).ok_or_else(|| Fault {
                message: both!("`{}` is not a unit of time", "“{}”不是时间单位", shown(unit)),
                help: both!("use s, m, h, d, w, or wd, wh for working time", "使用：秒、分钟、小时、天、周，或工作日、工时"),
                meant: crate::suggest::nearest(unit, ["min", "hours", "days", "wd", "wh", "分钟", "小时", "工作日"])
                    .map(|near| text.replacen(unit, near, 1)),
            })?
        };
        if *clock.get_or_insert(runs) != runs {
            return Err(Fault {
                message: both!("`{}` mixes working time and time around the clock", "“{}”混用了工作时间和自然时间", shown(&text)),
                help: both!("use one of the two", "只用其中一种"),
                meant: None,
            });
        }
        let part = number.times(ms).ok_or_else(|| too_large(&text))??;
        total = total.checked_add(part).filter(|&sum| sum <= LONGEST).ok_or_else(|| too_large(&text))?;
        rest = next;
        parts += 1;
    }
    match clock {
        Some(clock) => Ok((Duration { ms: total, clock }, bare)),
        None => Err(not_a("duration", "时长", &text)),
    }
}

/// Reads a duration or a range of them: `5m..20m`, `5~20分钟`. A unit written once counts for both ends.
///
/// # Errors
/// As for [`duration`]; and when the range runs backwards or mixes clocks.
pub fn estimate(text: &str) -> Result<(Estimate, bool), Fault> {
    let text = normal(text);
    let Some((left, right)) = range(&text) else {
        return duration(&text).map(|(d, bare)| (Estimate::Fixed(d), bare));
    };
    let (high, bare) = duration(right)?;
    let low = if left.ends_with(|c: char| c.is_ascii_digit()) {
        let unit = right.trim_start_matches(|c: char| c.is_ascii_digit() || c == '.');
        duration(&format!("{left}{unit}"))?.0
    } else {
        duration(left)?.0
    };
    if low.clock != high.clock || low.ms > high.ms {
        return Err(Fault {
            message: both!("the range `{}` runs backwards or mixes two clocks", "范围“{}”前大后小，或混用了两种时间", shown(&text)),
            help: both!("write the smaller value first, both in the same unit", "小的写在前面，两端用同一种单位"),
            meant: None,
        });
    }
    Ok((Estimate::Range(low, high), bare))
}

/// Reads `30%`.
///
/// # Errors
/// When it is no percentage or finer than a billionth.
pub fn percent(text: &str) -> Result<Percent, Fault> {
    let text = normal(text);
    let (number, rest) = decimal(&text)?;
    if rest != "%" {
        return Err(not_a("percentage", "百分比", &text));
    }
    let billionths = number.times(10_000_000).ok_or_else(|| too_large(&text))??;
    Ok(Percent { billionths })
}

/// Reads an amount of money: `5000元`, `80 CNY`, `¥80`.
///
/// # Errors
/// When it is no amount of money.
pub fn money(text: &str) -> Result<Money, Fault> {
    let text = normal(text);
    let (sign, rest) = match text.chars().next() {
        Some(c @ ('¥' | '$')) => (if c == '$' { "USD" } else { "CNY" }, &text[c.len_utf8()..]),
        _ => ("", &text[..]),
    };
    let (mut amount, unit) = decimal(rest)?;
    let mut unit = unit;
    for (word, power) in [("万", 4), ("千", 3), ("亿", 8), ("k", 3)] {
        if let Some(rest) = unit.strip_prefix(word) {
            amount.mantissa =
                10_i64.checked_pow(power).and_then(|factor| amount.mantissa.checked_mul(factor)).ok_or_else(|| too_large(&text))?;
            unit = rest;
            break;
        }
    }
    let currency = match unit {
        "" if sign.is_empty() => "CNY",
        "" => sign,
        "元" | "块" | "人民币" | "rmb" | "RMB" => "CNY",
        code if code.len() == 3 && code.chars().all(|c| c.is_ascii_alphabetic()) => code,
        _ => return Err(not_a("amount of money", "金额", &text)),
    };
    Ok(Money { amount, currency: currency.to_ascii_uppercase() })
}

/// Reads something per time: `60/h`, `80元/小时`, `120/month`, `400单/月`.
///
/// # Errors
/// When it is no rate.
pub fn rate(text: &str) -> Result<Rate, Fault> {
    let text = normal(text);
    let (amount, per) = text
        .split_once('/')
        .or_else(|| text.split_once('每'))
        .ok_or_else(|| not_a("rate such as `60/h`", "“80元/小时”“400单/月”这样的数值", &text))?;
    let amount = amount.trim_start_matches(['¥', '$']);
    let (number, unit) = decimal(amount)?;
    let per = unit_of_time(per).map(|(ms, _)| ms).ok_or_else(|| not_a("rate such as `60/h`", "“80元/小时”“400单/月”这样的数值", &text))?;
    Ok(Rate { amount: number, unit: if unit == "元" { "CNY".to_owned() } else { unit.to_owned() }, per })
}

/// Reads `2026-11-22`, `2024年4月30日`, `2024/4/30`.
#[must_use]
pub fn date(text: &str) -> Option<Date> {
    let text = normal(text);
    let mut parts = text.trim_end_matches(['日', '号']).split(['-', '/', '年', '月', '.']);
    let year: i32 = parts.next().filter(|year| year.len() == 4)?.parse().ok()?;
    let month: u8 = parts.next()?.parse().ok().filter(|month| (1..=12).contains(month))?;
    let day: u8 = parts.next()?.parse().ok()?;
    let leap = year % 4 == 0 && (year % 100 != 0 || year % 400 == 0);
    let days = match month {
        2 => 28 + u8::from(leap),
        4 | 6 | 9 | 11 => 30,
        _ => 31,
    };
    (parts.next().is_none() && (1..=days).contains(&day)).then_some(Date { year, month, day })
}

/// Reads a whole number; a unit of people or times behind it is left out.
///
/// # Errors
/// When it is no whole number.
pub fn count(text: &str) -> Result<u32, Fault> {
    let text = normal(text);
    let (number, unit) = decimal(&text)?;
    let known = matches!(unit, "" | "人" | "名" | "个" | "位" | "次" | "条" | "人同意" | "名同意");
    if !known || number.scale > 0 {
        return Err(not_a("whole number", "整数", &text));
    }
    u32::try_from(number.mantissa).map_err(|_| too_large(&text))
}

/// Reads a quantity of any kind.
///
/// # Errors
/// When the number in it cannot be read.
pub fn quantity(text: &str) -> Result<Quantity, Fault> {
    let text = normal(text);
    if let Some(date) = date(&text) {
        return Ok(Quantity::Date(date));
    }
    if text.contains('/') {
        return rate(&text).map(Quantity::Rate);
    }
    if text.ends_with('%') {
        return percent(&text).map(Quantity::Percent);
    }
    if text.contains('元') || text.starts_with(['¥', '$']) {
        return money(&text).map(Quantity::Money);
    }
    let (number, unit) = decimal(&text)?;
    if unit.is_empty() {
        return Ok(Quantity::Number(number, String::new()));
    }
    // `90分` is a score; minutes are `90分钟`.
    if let Some((duration, _)) = duration(&text).ok().filter(|_| unit != "分") {
        return Ok(Quantity::Duration(duration));
    }
    if let Ok(money) = money(&text) {
        return Ok(Quantity::Money(money));
    }
    Ok(Quantity::Number(number, unit.to_owned()))
}

/// The number at the start of a text, and what follows it.
fn decimal(text: &str) -> Result<(Decimal, &str), Fault> {
    if let Some(rest) = text.strip_prefix('半') {
        return Ok((Decimal { mantissa: 5, scale: 1 }, rest));
    }
    if text.starts_with('-') {
        return Err(negative(text));
    }
    let digits = |text: &str| text.bytes().take_while(u8::is_ascii_digit).count();
    let whole = digits(text);
    if whole == 0 {
        return Err(not_a("number", "数字", text));
    }
    let rest = &text[whole..];
    let part = rest.strip_prefix('.').map_or(0, digits);
    let end = if part > 0 { whole + 1 + part } else { whole };
    let all: String = text[..end].chars().filter(char::is_ascii_digit).collect();
    let mantissa = all.parse().map_err(|_| too_large(text))?;
    Ok((Decimal { mantissa, scale: u32::try_from(part).unwrap_or(u32::MAX) }, &text[end..]))
}

/// The two ends of a range.
fn range(text: &str) -> Option<(&str, &str)> {
    if date(text).is_some() {
        return None;
    }
    ["..", "...", "~", "至", "到", "-", "–"].iter().find_map(|mark| {
        let (left, right) = text.split_once(mark)?;
        let right = right.trim_start_matches('.');
        let number = |side: &str| side.starts_with(|c: char| c.is_ascii_digit() || c == '半');
        (number(left) && number(right)).then_some((left, right))
    })
}

fn unit_of_time(unit: &str) -> Option<(i64, Clock)> {
    let unit = unit.strip_prefix('个').unwrap_or(unit);
    Some(match unit.to_ascii_lowercase().as_str() {
        "s" | "sec" | "secs" | "second" | "seconds" | "秒" | "秒钟" => (1000, Clock::Wall),
        "m" | "min" | "mins" | "minute" | "minutes" | "分" | "分钟" => (MINUTE, Clock::Wall),
        "h" | "hr" | "hrs" | "hour" | "hours" | "时" | "小时" | "钟头" => (HOUR, Clock::Wall),
        "d" | "day" | "days" | "天" | "日" | "自然日" => (DAY, Clock::Wall),
        "w" | "week" | "weeks" | "周" | "星期" => (7 * DAY, Clock::Wall),
        "month" | "months" | "月" => (MONTH, Clock::Wall),
        "year" | "years" | "年" => (365 * DAY, Clock::Wall),
        "wd" | "工作日" => (WORKING_DAY, Clock::Working),
        "wh" | "工时" | "工作小时" => (HOUR, Clock::Working),
        "wm" | "工作分钟" => (MINUTE, Clock::Working),
        "ws" => (1000, Clock::Working),
        _ => return None,
    })
}

/// `两小时`, `一个半小时`, `一刻钟`: a number of one to ten in Chinese characters, in digits.
fn in_characters(text: &str) -> Option<String> {
    let text = text.trim_end_matches("以内").trim_end_matches(['内', '后']);
    let first = text.chars().next()?;
    let value = "一二三四五六七八九十".chars().position(|c| c == if first == '两' { '二' } else { first })? + 1;
    let unit = &text[first.len_utf8()..];
    if matches!(unit, "刻" | "刻钟") {
        return Some(format!("{}分钟", value * 15));
    }
    if let Some(unit) = unit.strip_prefix("个半").filter(|unit| unit_of_time(unit).is_some()) {
        return Some(format!("{value}.5{unit}"));
    }
    unit_of_time(unit).map(|_| format!("{value}{unit}"))
}

/// `约2小时`, `2小时左右`, `≤8小时`: what stands between such words, if it is a duration.
fn without_about(text: &str) -> Option<&str> {
    let before = ["大约", "大概", "约", "近", "不超过", "最多", "最长", "≤", "<="];
    let behind = ["左右", "上下", "办结", "内办结", "以内办结"];
    let exact =
        before.iter().find_map(|word| text.strip_prefix(word)).or_else(|| behind.iter().rev().find_map(|word| text.strip_suffix(word)))?;
    duration(exact).is_ok().then_some(exact)
}

/// Full-width digits and letters as ASCII, blanks gone.
pub(in crate::ast) fn normal(text: &str) -> Cow<'_, str> {
    if text.is_ascii() && !text.contains(' ')
        || text.chars().all(|c| !c.is_whitespace() && !('\u{FF01}'..='\u{FF5E}').contains(&c) && c != '￥' && c != '…' && c != '。')
    {
        return Cow::Borrowed(text);
    }
    Cow::Owned(text.replace("。。", "..").nfkc().map(|c| if c == '￥' { '¥' } else { c }).filter(|c| !c.is_whitespace()).collect())
}

fn not_a(en: &str, zh: &str, text: &str) -> Fault {
    let word = shown(text);
    Fault {
        message: both!("`{word}` is not a {en}", "“{word}”不是{zh}"),
        help: both!("write for example {}", "例如写成：{}", example(en)),
        meant: None,
    }
}

fn example(en: &str) -> &'static str {
    match en {
        "duration" => "30m, 2h, 3wd, 15分钟, 3个工作日",
        "percentage" => "30%",
        "amount of money" => "5000元",
        "whole number" | "number" => "12",
        _ => "60/h, 80元/小时, 400单/月",
    }
}

fn too_large(text: &str) -> Fault {
    Fault {
        message: both!("the number `{}` is too large", "数字“{}”太大", shown(text)),
        help: both!("write a number that a process can have", "写一个流程中可能出现的数"),
        meant: None,
    }
}

fn negative(text: &str) -> Fault {
    let positive = text.trim_start_matches('-').to_owned();
    Fault {
        message: both!("`{}` is negative", "“{}”是负数", shown(text)),
        help: both!("write it without the sign, or `-` alone for unknown", "去掉负号；未知则只写“-”"),
        meant: Some(positive),
    }
}
