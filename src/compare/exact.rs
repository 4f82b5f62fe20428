//! Change rates and attainment of exact numbers. Nothing here is a float.

use num_bigint::BigInt;
use num_rational::BigRational;
use num_traits::{One, Pow, Signed, Zero};

use crate::ast::Comparison;
use crate::ast::quantity::Decimal;
use crate::config::Attainment;
use crate::measure::Between;

/// An exact number of any sign.
pub type Exact = BigRational;

/// (after − before) ÷ before: also of percentages relative to what was. Of a number below zero the change is counted against its size, so that a rise is
/// a rise. `None` where it was nothing: nothing has no rate.
#[must_use]
pub fn change_rate(before: &Exact, after: &Exact) -> Option<Exact> {
    (!before.is_zero()).then(|| (after - before) / before.abs())
}

/// The same of numbers that lie between two others. `None` also where one of them may be nothing, or has no upper bound.
#[must_use]
pub fn change_rate_between(before: &Between<Exact>, after: &Between<Exact>) -> Option<Between<Exact>> {
    let (low, high) = (&before.least, before.most.as_ref()?);
    if low == high {
        let most = change_rate(low, after.most.as_ref()?);
        return Some(Between { least: change_rate(low, &after.least)?, most });
    }
    if !low.is_positive() {
        return None;
    }
    let (least, most) = (change_rate(high, &after.least)?, change_rate(low, after.most.as_ref()?)?);
    Some(Between { least, most: Some(most) })
}

/// Whether a number is as its target asks.
#[must_use]
pub fn reaches(actual: &Exact, comparison: Comparison, target: &Exact) -> bool {
    match comparison {
        Comparison::Less => actual < target,
        Comparison::AtMost => actual <= target,
        Comparison::Equal => actual == target,
        Comparison::AtLeast => actual >= target,
        Comparison::More => actual > target,
    }
}

/// How much of a target is attained; 1 is all of it.
///
/// Relative: 2 − actual ÷ target where less is better, actual ÷ target where more is. Progress: (before − actual) ÷ (before − target), either way.
/// `None` where the formula has no value: a target of zero, a target that must be met exactly, no number before, or one that is the target already.
#[must_use]
pub fn attainment(by: Attainment, before: Option<&Exact>, comparison: Comparison, target: &Exact, actual: &Exact) -> Option<Exact> {
    match by {
        Attainment::Progress => {
            let before = before?;
            (before != target).then(|| (before - actual) / (before - target))
        }
        Attainment::Relative if target.is_zero() => None,
        Attainment::Relative => {
            let beyond = (actual - target) / target.abs();
            match comparison {
                Comparison::Less | Comparison::AtMost => Some(Exact::one() - beyond),
                Comparison::More | Comparison::AtLeast => Some(Exact::one() + beyond),
                Comparison::Equal => None,
            }
        }
    }
}

/// A change rate as it is printed: an arrow, and per cent with one decimal: `↓54.2%`.
#[must_use]
pub fn arrow(rate: &Exact) -> String {
    let arrow = if rate.is_positive() { "↑" } else { "↓" };
    let percent = fixed(&(rate.abs() * Exact::from_integer(100.into())), 1);
    if rate.is_zero() { format!("{percent}%") } else { format!("{arrow}{percent}%") }
}

/// A number with so many decimals, rounded half up: 31.25 is 31.3. Below zero likewise by its size.
#[must_use]
pub fn fixed(number: &Exact, scale: u32) -> String {
    let scaled = number.abs() * Exact::from_integer(BigInt::from(10).pow(scale));
    let half = Exact::new(BigInt::one(), BigInt::from(2));
    let digits = (scaled + half).floor().to_integer().to_string();
    let width = scale as usize + 1;
    let digits = format!("{digits:0>width$}");
    let (whole, part) = digits.split_at(digits.len() - scale as usize);
    let minus = if number.is_negative() && digits.bytes().any(|digit| digit != b'0') { "-" } else { "" };
    if part.is_empty() { format!("{minus}{whole}") } else { format!("{minus}{whole}.{part}") }
}

/// The same without zeros at the end.
#[must_use]
pub fn rounded(number: &Exact, scale: u32) -> String {
    let text = fixed(number, scale);
    if text.contains('.') { text.trim_end_matches('0').trim_end_matches('.').to_owned() } else { text }
}

/// A decimal number.
#[must_use]
pub fn decimal(number: Decimal) -> Exact {
    Exact::new(BigInt::from(number.mantissa), BigInt::from(10).pow(number.scale))
}

/// A float as the decimal of twelve digits that it stands for, so that 0.1 + 0.2 is 0.3. `None` if it is no number.
#[must_use]
pub fn near(number: f64) -> Option<Exact> {
    let text = format!("{number:.11e}");
    let (digits, power) = text.split_once('e')?;
    let power: i32 = power.parse().ok()?;
    let digits: BigInt = digits.replace('.', "").parse().ok()?;
    Some(Exact::from_integer(digits) * Pow::pow(Exact::from_integer(10.into()), power - 11))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn ratio(numerator: i64, denominator: i64) -> Exact {
        Exact::new(numerator.into(), denominator.into())
    }

    fn change(before: i64, after: i64) -> Option<String> {
        change_rate(&ratio(before, 1), &ratio(after, 1)).map(|rate| arrow(&rate))
    }

    #[test]
    fn change_rates_are_relative_and_rounded_half_up() {
        for (before, after, printed) in [
            (48, 22, "↓54.2%"),
            (75, 88, "↑17.3%"),
            (65, 82, "↑26.2%"),
            (120, 85, "↓29.2%"),
            (80, 55, "↓31.3%"),
            (80, 105, "↑31.3%"),
            (2000, 1999, "↓0.1%"),
            (100_000, 100_001, "↑0.0%"),
            (7, 7, "0.0%"),
            (5, 0, "↓100.0%"),
            (1, 12, "↑1100.0%"),
            (-10, -5, "↑50.0%"),
            (-10, -15, "↓50.0%"),
            (-10, 10, "↑200.0%"),
            (10, -5, "↓150.0%"),
        ] {
            assert_eq!(change(before, after).as_deref(), Some(printed), "{before} → {after}");
        }
        assert_eq!(change(0, 5), None);
        assert_eq!(change(0, 0), None);
        assert_eq!(fixed(&ratio(-1, 2000), 1), "0.0");
        assert_eq!(fixed(&ratio(-5, 4), 1), "-1.3");
        assert_eq!(rounded(&ratio(120, 1), 1), "120");
    }

    #[test]
    fn attainment_by_both_formulas() {
        use Comparison::{AtLeast, AtMost, Equal};
        let both = |before: i64, comparison, target: i64, actual: i64| {
            [Attainment::Relative, Attainment::Progress].map(|by| {
                let whole = |number: i64| ratio(number, 1);
                attainment(by, Some(&whole(before)), comparison, &whole(target), &whole(actual)).map(|share| share.to_string())
            })
        };
        let texts = |a: &str, b: &str| [Some(a.to_owned()), Some(b.to_owned())];
        assert_eq!(both(30, AtMost, 15, 12), texts("6/5", "6/5"));
        assert_eq!(both(75, AtLeast, 85, 88), texts("88/85", "13/10"));
        assert_eq!(both(65, AtLeast, 80, 82), texts("41/40", "17/15"));
        assert_eq!(both(10, AtMost, 3, 4), texts("2/3", "6/7"));
        assert_eq!(both(10, AtMost, 3, 13), texts("-7/3", "-3/7"));
        assert_eq!(both(10, AtMost, 0, 4), [None, Some("3/5".to_owned())]);
        assert_eq!(both(10, AtMost, 10, 4), [Some("8/5".to_owned()), None]);
        assert_eq!(both(10, Equal, 5, 5), [None, Some("1".to_owned())]);
        assert_eq!(attainment(Attainment::Progress, None, AtMost, &ratio(1, 1), &ratio(1, 2)), None);
    }

    #[test]
    fn ranges_give_ranges_or_nothing() {
        let between = |least: i64, most: Option<i64>| Between { least: ratio(least, 1), most: most.map(|most| ratio(most, 1)) };
        let rate = |before, after| change_rate_between(&before, &after).map(|rate| rate.map(arrow));
        let known = rate(between(10, Some(20)), between(5, Some(10))).unwrap();
        assert_eq!((known.least.as_str(), known.most.as_deref()), ("↓75.0%", Some("0.0%")));
        assert_eq!(rate(between(10, None), between(5, Some(10))), None);
        assert_eq!(rate(between(10, Some(10)), between(5, None)), None);
        assert_eq!(rate(between(0, Some(10)), between(5, Some(5))), None);
    }

    #[test]
    fn floats_stand_for_decimals() {
        assert_eq!(near(0.1 + 0.2), Some(ratio(3, 10)));
        assert_eq!(near(0.0), Some(ratio(0, 1)));
        assert_eq!(near(-1234.5), Some(ratio(-2469, 2)));
        assert_eq!(near(f64::NAN), None);
        assert_eq!(near(f64::INFINITY), None);
    }
}
