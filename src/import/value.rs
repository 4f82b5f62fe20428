//! What a cell says: a list of names, a time, a date, or nothing.

use unicode_normalization::UnicodeNormalization;

use crate::ast::quantity::{self, Date, Duration, Estimate};
use crate::lang::{Lang, is_hidden};

/// What people write where nothing is known.
const UNKNOWN: [&str; 25] = [
    "",
    "-",
    "--",
    "—",
    "——",
    "–",
    "/",
    "\\",
    "?",
    "？",
    "…",
    "……",
    "无",
    "未知",
    "不详",
    "不清楚",
    "待定",
    "待确认",
    "待测",
    "暂无",
    "n/a",
    "na",
    "none",
    "unknown",
    "tbd",
];

/// What makes a time less than exact.
const ABOUT_BEFORE: [&str; 14] =
    ["大约", "大概", "平均", "约", "近", "≈", "~", "about", "approx.", "approx", "ca.", "around", "平均约", "均"];
const ABOUT_BEHIND: [&str; 5] = ["左右", "上下", "不等", "以上", "+"];
const AT_MOST: [&str; 9] = ["不超过", "不大于", "小于等于", "最多", "最长", "≤", "<=", "within", "max."];

/// What the time is counted for: a case, as every time of the language.
const PER_CASE: [&str; 12] = ["/单", "/次", "/件", "/笔", "/人", "/case", "每单", "每次", "每件", "每笔", "per case", "/ticket"];

/// The text without characters that nobody sees, its line ends as `\n`; and whether there were such.
pub(super) fn clean(text: &str) -> (String, bool) {
    let text = text.replace("\r\n", "\n").replace(['\r', '\u{2028}', '\u{2029}', '\u{0B}', '\u{0C}', '\u{85}'], "\n");
    let seen = |c: char| c == '\n' || c == '\t' || !is_hidden(c) && !c.is_control();
    let hidden = !text.chars().all(seen);
    let text: String = text.chars().filter(|&c| seen(c)).map(|c| if c == '\t' { ' ' } else { c }).collect();
    (text.trim().to_owned(), hidden)
}

/// Whether a cell says that nothing is known.
pub(super) fn is_unknown(text: &str) -> bool {
    let text = text.trim().to_lowercase();
    UNKNOWN.contains(&text.as_str())
}

/// The first characters of a text.
pub(super) fn cut(text: &str, longest: usize) -> String {
    text.chars().take(longest).collect()
}

/// The names in a cell: between commas, semicolons and line ends, and at a slash between words. What stands in parentheses is
/// not taken apart.
pub(super) fn names(cell: &str) -> Vec<String> {
    let mut names: Vec<String> = Vec::new();
    for part in split(cell, |c| matches!(c, '、' | '，' | ',' | ';' | '；' | '\n')) {
        let words = split(part, |c| matches!(c, '/' | '／'));
        let several = words.iter().all(|word| word.trim().chars().count() > 1);
        for name in if several { words } else { vec![part] } {
            let name = name.split_whitespace().collect::<Vec<_>>().join(" ");
            if !is_unknown(&name) && !names.contains(&name) {
                names.push(name);
            }
        }
    }
    names
}

fn split(text: &str, separates: impl Fn(char) -> bool) -> Vec<&str> {
    let mut depth = 0_usize;
    text.split(|c: char| {
        match c {
            '(' | '（' | '[' | '【' => depth += 1,
            ')' | '）' | ']' | '】' => depth = depth.saturating_sub(1),
            _ => {}
        }
        depth == 0 && separates(c)
    })
    .collect()
}

/// A time that a cell says.
#[derive(Clone, PartialEq, Eq, Debug)]
pub(super) enum Reading {
    /// As the language writes it.
    Exact(String),
    /// What it comes to; the cell says it less exactly.
    About(String),
    /// The cell says nothing, or that it is not known.
    Unknown,
    /// It says something that is no time.
    Unreadable,
}

/// The time in a cell; a bare number is in the unit of the heading. A limit is one time, no range.
pub(super) fn time(cell: &str, unit: Option<&str>, limit: bool, lang: Lang) -> Reading {
    if is_unknown(cell) {
        return Reading::Unknown;
    }
    let text: String = cell.nfkc().filter(|c| !c.is_whitespace()).flat_map(char::to_lowercase).collect();
    let (mut text, mut about) = (text.as_str(), false);
    for word in PER_CASE {
        text = text.strip_suffix(&word.replace(' ', "")).unwrap_or(text);
    }
    let vague = if limit { &[][..] } else { &AT_MOST[..] };
    for word in ABOUT_BEFORE.iter().chain(vague) {
        if let Some(rest) = text.strip_prefix(word) {
            (text, about) = (rest, true);
        }
    }
    for word in ABOUT_BEHIND {
        if let Some(rest) = text.strip_suffix(word) {
            (text, about) = (rest, true);
        }
    }
    if limit {
        text = AT_MOST.iter().find_map(|word| text.strip_prefix(word)).unwrap_or(text);
    }
    let Some((written, exact)) = read(text, unit, limit, lang) else { return Reading::Unreadable };
    if about || !exact { Reading::About(written) } else { Reading::Exact(written) }
}

/// A time without its trimmings, as the language writes it, and whether that is exactly what stands there.
fn read(text: &str, unit: Option<&str>, limit: bool, lang: Lang) -> Option<(String, bool)> {
    let bare = text.ends_with(|c: char| c.is_ascii_digit());
    let text = if bare { format!("{text}{}", unit.unwrap_or_default()) } else { in_digits(text) };
    if let Ok((estimate, bare)) = quantity::estimate(&text) {
        let fits = !limit || matches!(estimate, Estimate::Fixed(_));
        return fits.then(|| (if bare { bare_number(&text) } else { written(estimate, lang) }, true));
    }
    // `5.333333` minutes: to the second.
    let number = text.trim_end_matches(|c: char| !c.is_ascii_digit());
    let (one, _) = quantity::duration(&format!("1{}", &text[number.len()..])).ok()?;
    let number: f64 = number.parse().ok().filter(|number: &f64| (0.0..1e9).contains(number))?;
    // A unit of time is far below 2^53 milliseconds.
    #[allow(clippy::cast_possible_truncation, clippy::cast_precision_loss, reason = "both are below 2^53")]
    let seconds = (number * one.ms as f64 / 1000.0).round() as i64;
    Some((written(Estimate::Fixed(Duration { ms: seconds * 1000, ..one }), lang), false))
}

/// `两小时` in digits.
fn in_digits(text: &str) -> String {
    let spelt = text.starts_with(|c| "一二两三四五六七八九十".contains(c));
    let meant = quantity::duration(text).err().and_then(|fault| fault.meant).filter(|_| spelt);
    meant.unwrap_or_else(|| text.to_owned())
}

/// A number or a range without a unit: nobody said one, so none is written.
fn bare_number(text: &str) -> String {
    let trimmed =
        |number: &str| if number.contains('.') { number.trim_end_matches('0').trim_end_matches('.').to_owned() } else { number.to_owned() };
    let ends: Vec<String> = text.split(['~', '-', '–', '至', '到']).map(trimmed).collect();
    ends.join("..")
}

fn written(estimate: Estimate, lang: Lang) -> String {
    let one = |duration: Duration| {
        let words = duration.text().get(lang).to_owned();
        let same = quantity::duration(&words).is_ok_and(|(read, _)| read == duration);
        if same { words } else { duration.to_string() }
    };
    match estimate {
        Estimate::Fixed(duration) => one(duration),
        Estimate::Range(low, high) => format!("{}..{}", one(low), one(high)),
        estimate => estimate.to_string(),
    }
}

/// The day in a cell; a time of day behind it is left out.
pub(super) fn date(cell: &str) -> Option<Date> {
    let day = cell.split([' ', 'T']).next().unwrap_or_default();
    quantity::date(cell).or_else(|| quantity::date(day))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn times_are_read_as_people_write_them() {
        let exact = |text: &str| Reading::Exact(text.to_owned());
        let about = |text: &str| Reading::About(text.to_owned());
        for (cell, unit, expected) in [
            ("5", Some("分钟"), exact("5分钟")),
            ("5.0", Some("分钟"), exact("5分钟")),
            ("1.5", Some("小时"), exact("1小时30分钟")),
            ("约5分钟", None, about("5分钟")),
            ("5分钟左右", Some("小时"), about("5分钟")),
            ("5-10", Some("分钟"), exact("5分钟..10分钟")),
            ("5～10分钟", None, exact("5分钟..10分钟")),
            ("2h", None, exact("2小时")),
            ("两小时", None, exact("2小时")),
            ("3个工作日", None, exact("3个工作日")),
            ("10分钟/单", None, exact("10分钟")),
            ("5.333333", Some("分钟"), about("5分钟20秒")),
            ("300s", Some("分钟"), exact("5分钟")),
            ("5", None, exact("5")),
            ("5.0", None, exact("5")),
            ("5-10", None, exact("5..10")),
            ("未知", None, Reading::Unknown),
            ("-", None, Reading::Unknown),
            ("看情况", None, Reading::Unreadable),
            ("-5", Some("分钟"), Reading::Unreadable),
            ("0:05", Some("分钟"), Reading::Unreadable),
            ("1e308", Some("分钟"), Reading::Unreadable),
            ("99999999999999999999", Some("分钟"), Reading::Unreadable),
        ] {
            assert_eq!(time(cell, unit, false, Lang::Zh), expected, "{cell}");
        }
        assert_eq!(time("≤24小时", None, true, Lang::Zh), exact("24小时"));
        assert_eq!(time("24小时内", None, true, Lang::En), exact("24h"));
        assert_eq!(time("1-2天", None, true, Lang::En), Reading::Unreadable);
    }

    #[test]
    fn cells_hold_several_names() {
        assert_eq!(names("客服专员、质检员\n客服主管"), ["客服专员", "质检员", "客服主管"]);
        assert_eq!(names("主管（一线、二线）/经理"), ["主管（一线、二线）", "经理"]);
        assert_eq!(names("A/B测试系统"), ["A/B测试系统"]);
        assert_eq!(names("Team  lead; clerk,clerk"), ["Team lead", "clerk"]);
        assert_eq!(names("/"), [""; 0]);
    }

    #[test]
    fn dates_are_read_with_and_without_a_time() {
        let day = Date { year: 2026, month: 11, day: 30 };
        for text in ["2026-11-30", "2026/11/30", "2026.11.30", "2026年11月30日", "2026-11-30 00:00:00", "2026-11-30T08:00:00"] {
            assert_eq!(date(text), Some(day), "{text}");
        }
        assert_eq!(date("11月底"), None);
    }
}
