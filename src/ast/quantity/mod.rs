//! Numbers with units: durations, money, rates, percentages, dates. All exact; what does not fit is an error, never rounded.

mod read;
mod words;

use std::fmt;

use crate::both;
use crate::lang::Text;

pub(super) use read::normal;
pub use read::{count, date, duration, estimate, money, percent, quantity, rate};

/// Whether time runs around the clock or in working hours. The two are never added or compared without a calendar.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub enum Clock {
    /// Around the clock.
    Wall,
    /// In working hours only.
    Working,
}

/// An exact length of time.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub struct Duration {
    /// Milliseconds. A working day counts [`WORKING_DAY`].
    pub ms: i64,
    /// Which clock.
    pub clock: Clock,
}

/// Milliseconds of a minute.
pub const MINUTE: i64 = 60_000;
/// Milliseconds of an hour.
pub const HOUR: i64 = 60 * MINUTE;
/// Milliseconds of a day.
pub const DAY: i64 = 24 * HOUR;
/// Milliseconds of a working day: eight hours.
pub const WORKING_DAY: i64 = 8 * HOUR;
/// Milliseconds of a month: thirty days.
pub const MONTH: i64 = 30 * DAY;

/// Up to three days are written in hours, as SLAs are: 24h, 48h, 26h30m.
const UP_TO_HOURS: i64 = 3 * DAY;

/// The longest duration that can be written: a thousand years.
const LONGEST: i64 = 365_000 * DAY;

/// How long something takes.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Estimate {
    /// Always the same.
    Fixed(Duration),
    /// At least, at most.
    Range(Duration, Duration),
    /// Normal, cut off at 0: mean, standard deviation.
    Normal(Duration, Duration),
    /// Exponential: mean.
    Exponential(Duration),
    /// Triangular: least, likeliest, most.
    Triangular(Duration, Duration, Duration),
}

/// A probability, exact to a billionth.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub struct Percent {
    /// Billionths of one: 30 % is 300,000,000.
    pub billionths: i64,
}

/// An exact decimal number: `mantissa` / 10^`scale`.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub struct Decimal {
    /// All digits.
    pub mantissa: i64,
    /// How many of them stand behind the point.
    pub scale: u32,
}

/// An amount of money.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Money {
    /// How much.
    pub amount: Decimal,
    /// ISO code; `元` is `CNY`.
    pub currency: String,
}

/// Something per time.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Rate {
    /// How much.
    pub amount: Decimal,
    /// Of what: a currency code, or the unit as typed (`单`), or nothing.
    pub unit: String,
    /// Per how many milliseconds.
    pub per: i64,
}

/// A day.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub struct Date {
    /// Year.
    pub year: i32,
    /// Month from 1.
    pub month: u8,
    /// Day from 1.
    pub day: u8,
}

/// A value of a goal or a condition: whatever can be measured.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Quantity {
    /// A length of time.
    Duration(Duration),
    /// A share.
    Percent(Percent),
    /// An amount of money.
    Money(Money),
    /// Something per time.
    Rate(Rate),
    /// A number, with a unit as typed or none.
    Number(Decimal, String),
    /// A day.
    Date(Date),
}

/// Why a number cannot be read.
#[derive(Clone, Debug)]
pub struct Fault {
    /// What is wrong.
    pub message: Text,
    /// What to do.
    pub help: Text,
    /// What was probably meant.
    pub meant: Option<String>,
}

impl Duration {
    /// A duration around the clock.
    #[must_use]
    pub fn wall(ms: i64) -> Duration {
        Duration { ms, clock: Clock::Wall }
    }
}

impl Estimate {
    /// The shortest it can take.
    #[must_use]
    pub fn least(self) -> Duration {
        match self {
            Estimate::Fixed(d) | Estimate::Range(d, _) | Estimate::Triangular(d, _, _) => d,
            Estimate::Normal(d, _) | Estimate::Exponential(d) => Duration { ms: 0, ..d },
        }
    }

    /// The longest it can take; `None` where there is no longest.
    #[must_use]
    pub fn most(self) -> Option<Duration> {
        match self {
            Estimate::Fixed(d) | Estimate::Range(_, d) | Estimate::Triangular(_, _, d) => Some(d),
            Estimate::Normal(..) | Estimate::Exponential(_) => None,
        }
    }

    /// Whether all its parts run on one clock, and which.
    #[must_use]
    pub fn clock(self) -> Clock {
        self.least().clock
    }
}

impl Decimal {
    /// The nearest float.
    #[must_use]
    pub fn near(self) -> f64 {
        #[allow(clippy::cast_precision_loss, reason = "amounts are far below 2^53")]
        let mantissa = self.mantissa as f64;
        mantissa / 10_f64.powi(i32::try_from(self.scale).unwrap_or(i32::MAX))
    }

    /// Which of two numbers is larger, whatever their decimals. Numbers of more decimals than an `i64` has digits count as equal.
    #[must_use]
    pub fn compare(self, other: Decimal) -> std::cmp::Ordering {
        let scaled =
            |number: Decimal, scale: u32| 10_i128.checked_pow(scale).and_then(|factor| factor.checked_mul(i128::from(number.mantissa)));
        match (scaled(self, other.scale), scaled(other, self.scale)) {
            (Some(a), Some(b)) => a.cmp(&b),
            _ => std::cmp::Ordering::Equal,
        }
    }

    /// The number times a whole factor: `None` when it overflows, an error when the result is not whole.
    fn times(self, factor: i64) -> Option<Result<i64, Fault>> {
        let product = self.mantissa.checked_mul(factor)?;
        let divisor = 10_i64.checked_pow(self.scale)?;
        Some(if product % divisor == 0 {
            Ok(product / divisor)
        } else {
            Err(Fault {
                message: both!("`{self}` has more decimals than can be kept exactly", "“{self}”的小数位太多，无法精确表示"),
                help: both!("use fewer decimals or a smaller unit", "减少小数位或改用更小的单位"),
                meant: None,
            })
        })
    }
}

impl fmt::Display for Decimal {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if self.scale == 0 {
            return write!(f, "{}", self.mantissa);
        }
        let digits = format!("{:0>width$}", self.mantissa, width = self.scale as usize + 1);
        let (whole, part) = digits.split_at(digits.len() - self.scale as usize);
        let part = part.trim_end_matches('0');
        if part.is_empty() { f.write_str(whole) } else { write!(f, "{whole}.{part}") }
    }
}

impl fmt::Display for Date {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:04}-{:02}-{:02}", self.year, self.month, self.day)
    }
}

impl fmt::Display for Percent {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}%", Decimal { mantissa: self.billionths, scale: 7 })
    }
}

impl fmt::Display for Money {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} {}", self.amount, self.currency)
    }
}

impl fmt::Display for Rate {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let per = match self.per {
            MINUTE => "m",
            HOUR => "h",
            DAY => "d",
            MONTH => "month",
            per if per == 7 * DAY => "w",
            per if per == WORKING_DAY => "wd",
            _ => "s",
        };
        write!(f, "{}{}/{per}", self.amount, self.unit)
    }
}

/// As the language writes it: `1h30m`, `3wd`.
impl fmt::Display for Duration {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let units: &[(i64, &str)] = match self.clock {
            Clock::Wall => &[(DAY, "d"), (HOUR, "h"), (MINUTE, "m"), (1000, "s")],
            Clock::Working => &[(WORKING_DAY, "wd"), (HOUR, "wh"), (MINUTE, "wm"), (1000, "ws")],
        };
        if self.ms == 0 {
            return f.write_str("0m");
        }
        let mut rest = self.ms;
        for &(size, unit) in units {
            if unit == "d" && self.ms <= UP_TO_HOURS {
                continue;
            }
            if rest >= size {
                write!(f, "{}{unit}", rest / size)?;
                rest %= size;
            }
        }
        if rest > 0 { write!(f, "{}s", Decimal { mantissa: rest, scale: 3 }) } else { Ok(()) }
    }
}

impl fmt::Display for Estimate {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Estimate::Fixed(d) => write!(f, "{d}"),
            Estimate::Range(low, high) => write!(f, "{low}..{high}"),
            Estimate::Normal(mean, deviation) => write!(f, "normal({mean}, {deviation})"),
            Estimate::Exponential(mean) => write!(f, "exp({mean})"),
            Estimate::Triangular(low, mode, high) => write!(f, "tri({low}, {mode}, {high})"),
        }
    }
}

impl fmt::Display for Quantity {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Quantity::Duration(d) => d.fmt(f),
            Quantity::Percent(p) => p.fmt(f),
            Quantity::Money(m) => m.fmt(f),
            Quantity::Rate(r) => r.fmt(f),
            Quantity::Number(n, unit) => write!(f, "{n}{unit}"),
            Quantity::Date(d) => d.fmt(f),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn ms(text: &str) -> i64 {
        duration(text).unwrap_or_else(|fault| panic!("{text}: {}", fault.message.en)).0.ms
    }

    #[test]
    fn durations_in_both_languages() {
        for (text, expected) in [
            ("30s", 30_000),
            ("5m", 5 * MINUTE),
            ("2h", 2 * HOUR),
            ("1h30m", 90 * MINUTE),
            ("1.5h", 90 * MINUTE),
            ("2d", 2 * DAY),
            ("1w", 7 * DAY),
            ("20秒", 20_000),
            ("10分", 10 * MINUTE),
            ("10分钟", 10 * MINUTE),
            ("1.5小时", 90 * MINUTE),
            ("半天", 12 * HOUR),
            ("2天", 2 * DAY),
            ("1周", 7 * DAY),
            ("3wd", 3 * WORKING_DAY),
            ("4wh", 4 * HOUR),
            ("3个工作日", 3 * WORKING_DAY),
            ("4个工时", 4 * HOUR),
            ("１５分钟", 15 * MINUTE),
            ("2小时30分", 150 * MINUTE),
            ("15", 15 * MINUTE),
            ("24小时内", DAY),
            ("0.1s", 100),
        ] {
            assert_eq!(ms(text), expected, "{text}");
        }
        assert_eq!(duration("3个工作日").unwrap().0.clock, Clock::Working);
    }

    #[test]
    fn what_is_no_exact_duration_is_refused() {
        for text in ["1h30", "1e308h", "99999999999999999999h", "-5m", "5x", "soon", "", "0.0001ms", "1d4wh", "400000d", "NaN"] {
            assert!(duration(text).is_err(), "{text}");
        }
        assert_eq!(duration("1h30").unwrap_err().meant.as_deref(), Some("1h30m"));
    }

    #[test]
    fn ranges_share_a_unit() {
        for text in ["5m..20m", "5~20分钟", "5～20分钟", "5至20分钟", "5。。20m", "5-20分钟"] {
            let (estimate, _) = estimate(text).unwrap();
            assert_eq!((estimate.least().ms, estimate.most().unwrap().ms), (5 * MINUTE, 20 * MINUTE), "{text}");
        }
        assert!(estimate("20m..5m").is_err());
    }

    #[test]
    fn dates_money_rates() {
        for text in ["2024-04-30", "2024年4月30日", "2024/4/30"] {
            assert_eq!(date(text).map(|date| date.to_string()).as_deref(), Some("2024-04-30"));
        }
        assert_eq!(date("2024-02-30"), None);
        assert_eq!(money("5000元").unwrap().to_string(), "5000 CNY");
        assert_eq!(money("80 CNY").unwrap().to_string(), "80 CNY");
        assert_eq!(money("¥1.5万").unwrap().to_string(), "15000 CNY");
        assert_eq!(rate("60/h").unwrap().per, HOUR);
        assert_eq!(rate("400单/月").unwrap().to_string(), "400单/month");
        assert_eq!(percent("33.3%").unwrap().to_string(), "33.3%");
        assert_eq!(quantity("75%").unwrap().to_string(), "75%");
    }

    #[test]
    fn durations_are_written_as_the_language_reads_them() {
        for text in ["5m", "1h30m", "24h30m", "48h", "4d12h", "3wd", "1wd4wh", "45s", "0m"] {
            assert_eq!(duration(text).unwrap().0.to_string(), text);
        }
    }
}
