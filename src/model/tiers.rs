//! Branches on the value of one field: what they leave open.

use std::cmp::Ordering;

use super::Condition;
use crate::ast::quantity::{Clock, Date, Decimal, Quantity};
use crate::ast::{Comparison, Operand};

/// A range of values that no condition takes.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Gap<'c> {
    /// Everything below what this one takes.
    Below(&'c Condition),
    /// Everything above what this one takes.
    Above(&'c Condition),
    /// Between what the first takes and what the second takes.
    Between(&'c Condition, &'c Condition),
}

/// What conditions on one numeric field leave open. Silent where they are not about one field in one unit, or only list single
/// values, for what the others may be is not known. Amounts, times and counts begin at 0; a share ends at 100 %.
#[must_use]
pub fn gap<'c>(conditions: &[&'c Condition]) -> Option<Gap<'c>> {
    let first = conditions.first()?;
    let unit = scale_of(&first.value)?.0;
    let mut values = Vec::new();
    for condition in conditions {
        let (own, value) = scale_of(&condition.value)?;
        if condition.data.id.is_none() || condition.data.id != first.data.id || condition.field != first.field || own != unit {
            return None;
        }
        values.push((*condition, value));
    }
    let order = |a: &Decimal, b: &Decimal| a.compare(*b);
    let mut points: Vec<Decimal> =
        values.iter().filter(|(condition, _)| condition.comparison == Comparison::Equal).map(|&(_, value)| value).collect();
    points.sort_by(order);
    let listed = |value: &Decimal| points.iter().any(|point| order(point, value) == Ordering::Equal);
    let pick = |wanted: [Comparison; 2]| values.iter().filter(move |(condition, _)| wanted.contains(&condition.comparison));
    // Of two with the same number, the one that includes it reaches further.
    let low = pick([Comparison::AtMost, Comparison::Less]).max_by(|a, b| order(&a.1, &b.1).then_with(|| includes(a.0).cmp(&includes(b.0))));
    let high =
        pick([Comparison::AtLeast, Comparison::More]).min_by(|a, b| order(&a.1, &b.1).then_with(|| includes(b.0).cmp(&includes(a.0))));
    match (low, high) {
        (None, None) => None,
        (None, Some(&(condition, value))) => {
            let from_zero =
                !matches!(unit, Unit::Date) && order(&value, &ZERO) != Ordering::Greater && (includes(condition) || listed(&value));
            (!from_zero).then_some(Gap::Below(condition))
        }
        (Some(&(condition, value)), None) => {
            let to_the_end = matches!(unit, Unit::Percent)
                && order(&value, &HUNDRED_PERCENT) != Ordering::Less
                && (includes(condition) || listed(&value));
            (!to_the_end).then_some(Gap::Above(condition))
        }
        (Some(&(lower, end)), Some(&(upper, begin))) => {
            let (mut end, mut included) = (end, includes(lower));
            // Whole numbers have nothing between 3 and 4.
            let follows = |a: Decimal, b: Decimal| {
                matches!(unit, Unit::Number(_)) && a.scale == 0 && b.scale == 0 && a.mantissa.checked_add(1) == Some(b.mantissa)
            };
            for &point in &points {
                if order(&point, &end) == Ordering::Equal || included && follows(end, point) {
                    (end, included) = (point, true);
                }
            }
            let closed = match order(&end, &begin) {
                Ordering::Greater => true,
                Ordering::Equal => included || includes(upper),
                Ordering::Less => included && includes(upper) && follows(end, begin),
            };
            (!closed).then_some(Gap::Between(lower, upper))
        }
    }
}

/// Two conditions, the first written before the second, that take the same value although neither is the exception from the other.
///
/// Read from top to bottom, `≤ 5000` and then `≤ 20000` are two tiers: the second takes what the first has left. The other way round
/// the second takes nothing. `≤ 5000` and `≥ 5000` both take 5000.
#[must_use]
pub fn overlap<'c>(first: &'c Condition, second: &'c Condition) -> bool {
    use Comparison::{AtLeast, AtMost, Equal, Less, More};
    let (Some((unit, a)), Some((other, b))) = (scale_of(&first.value), scale_of(&second.value)) else { return false };
    if unit != other || first.data.id.is_none() || first.data.id != second.data.id || first.field != second.field {
        return false;
    }
    let order = b.compare(a);
    let within = |outside: Ordering| order == outside || order == Ordering::Equal && (includes(first) || !includes(second));
    let meet = |apart: Ordering| order != apart && (order != Ordering::Equal || includes(first) && includes(second));
    match (first.comparison, second.comparison) {
        (AtMost | Less, AtMost | Less) => within(Ordering::Less),
        (AtLeast | More, AtLeast | More) => within(Ordering::Greater),
        (AtMost | Less, AtLeast | More) => meet(Ordering::Greater),
        (AtLeast | More, AtMost | Less) => meet(Ordering::Less),
        (AtMost | Less, Equal) => order == Ordering::Less || order == Ordering::Equal && includes(first),
        (AtLeast | More, Equal) => order == Ordering::Greater || order == Ordering::Equal && includes(first),
        (Equal, Equal) => order == Ordering::Equal,
        (Equal, _) => false,
    }
}

/// What numbers must share to be compared.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Unit<'c> {
    Time(Clock),
    Money(&'c str),
    Percent,
    Rate(&'c str, i64),
    Number(&'c str),
    Date,
}

const ZERO: Decimal = Decimal { mantissa: 0, scale: 0 };
const HUNDRED_PERCENT: Decimal = Decimal { mantissa: 1_000_000_000, scale: 0 };

fn scale_of(operand: &Operand) -> Option<(Unit<'_>, Decimal)> {
    let whole = |mantissa| Decimal { mantissa, scale: 0 };
    let Operand::Quantity(quantity) = operand else { return None };
    Some(match quantity {
        Quantity::Duration(duration) => (Unit::Time(duration.clock), whole(duration.ms)),
        Quantity::Percent(percent) => (Unit::Percent, whole(percent.billionths)),
        Quantity::Money(money) => (Unit::Money(&money.currency), money.amount),
        Quantity::Rate(rate) => (Unit::Rate(&rate.unit, rate.per), rate.amount),
        Quantity::Number(number, unit) => (Unit::Number(unit), *number),
        Quantity::Date(date) => (Unit::Date, whole(day(*date))),
    })
}

/// A number that grows with the date.
fn day(date: Date) -> i64 {
    (i64::from(date.year) * 12 + i64::from(date.month)) * 31 + i64::from(date.day)
}

fn includes(condition: &Condition) -> bool {
    matches!(condition.comparison, Comparison::AtMost | Comparison::AtLeast | Comparison::Equal)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::ast::quantity;
    use crate::model::{DataId, Ref};
    use crate::source::Span;

    fn condition(comparison: Comparison, value: &str) -> Condition {
        let value = Operand::Quantity(quantity::quantity(value).unwrap());
        Condition { data: Ref { id: Some(DataId(0)), span: Span::default() }, field: None, comparison, value, text: String::new() }
    }

    #[test]
    fn what_conditions_leave_open() {
        use Comparison::{AtLeast, AtMost, Equal, Less, More};
        for (conditions, open) in [
            (&[(AtMost, "5000元"), (More, "5000元")][..], false),
            (&[(Less, "5000元"), (More, "5000元")], true),
            (&[(Less, "5000元"), (Equal, "5000.00元"), (More, "5000元")], false),
            (&[(AtMost, "5000元"), (AtLeast, "5001元")], true),
            (&[(AtMost, "3次"), (AtLeast, "4次")], false),
            (&[(AtMost, "2次"), (Equal, "3次"), (AtLeast, "4次")], false),
            (&[(AtMost, "2次"), (AtLeast, "4次")], true),
            (&[(AtMost, "3天"), (AtLeast, "4天")], true),
            (&[(AtMost, "5000元")], true),
            (&[(AtLeast, "0元")], false),
            (&[(More, "0元"), (Equal, "0元")], false),
            (&[(AtMost, "100%")], false),
            (&[(AtMost, "5000元"), (More, "5000 USD")], false),
            (&[(Equal, "1"), (Equal, "2")], false),
            (&[(Less, "2026-01-01"), (AtLeast, "2026-01-01")], false),
            (&[(AtLeast, "2026-01-01")], true),
        ] {
            let list: Vec<Condition> = conditions.iter().map(|(comparison, value)| condition(*comparison, value)).collect();
            assert_eq!(gap(&list.iter().collect::<Vec<_>>()).is_some(), open, "{conditions:?}");
        }
    }

    #[test]
    fn which_conditions_take_the_same() {
        use Comparison::{AtLeast, AtMost, Equal, Less, More};
        for (first, second, both) in [
            ((AtMost, "5000元"), (More, "5000元"), false),
            ((AtMost, "5000元"), (AtLeast, "5000.00元"), true),
            ((AtLeast, "5000元"), (AtMost, "5000元"), true),
            ((Less, "5000元"), (AtLeast, "5000元"), false),
            ((Less, "5000元"), (More, "1000元"), true),
            ((More, "1000元"), (Less, "5000元"), true),
            ((More, "5000元"), (Less, "1000元"), false),
            ((AtMost, "5000元"), (AtMost, "2万元"), false),
            ((AtMost, "2万元"), (AtMost, "5000元"), true),
            ((More, "2万元"), (More, "5000元"), false),
            ((More, "5000元"), (More, "2万元"), true),
            ((Less, "5000元"), (AtMost, "5000元"), false),
            ((AtMost, "5000元"), (Less, "5000元"), true),
            ((AtMost, "5000元"), (AtMost, "5000元"), true),
            ((Equal, "0元"), (AtMost, "5000元"), false),
            ((AtMost, "5000元"), (Equal, "0元"), true),
            ((Less, "5000元"), (Equal, "5000元"), false),
            ((AtLeast, "5000元"), (Equal, "5000元"), true),
            ((Equal, "3次"), (Equal, "3次"), true),
            ((AtMost, "5000元"), (AtLeast, "5000 USD"), false),
        ] {
            let (a, b) = (condition(first.0, first.1), condition(second.0, second.1));
            assert_eq!(overlap(&a, &b), both, "{first:?} {second:?}");
        }
    }
}
