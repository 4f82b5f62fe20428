//! Numbers with units as JSON.

use serde_json::{Map, Value, json};

use crate::ast::quantity::{Clock, Date, Decimal, Duration, Estimate, Money, Percent, Quantity, Rate};
use crate::ast::{Comparison, Mode};

/// A length of time: as written, in seconds, and on which clock.
pub(super) fn duration(value: Duration) -> Value {
    let clock = if value.clock == Clock::Wall { "wall" } else { "working" };
    let sign = if value.ms < 0 { "-" } else { "" };
    let text = format!("{sign}{}", Duration { ms: value.ms.abs(), ..value });
    json!({ "text": text, "seconds": seconds(value.ms), "clock": clock })
}

/// Whole seconds as they are; otherwise the exact decimal.
fn seconds(ms: i64) -> Value {
    if ms % 1000 == 0 { (ms / 1000).into() } else { decimal(Decimal { mantissa: ms, scale: 3 }) }
}

/// How long something takes: its kind and its parts.
pub(super) fn estimate(value: Estimate) -> Value {
    let (kind, parts): (&str, Vec<(&str, Duration)>) = match value {
        Estimate::Fixed(value) => ("fixed", vec![("value", value)]),
        Estimate::Range(least, most) => ("range", vec![("least", least), ("most", most)]),
        Estimate::Normal(mean, deviation) => ("normal", vec![("mean", mean), ("deviation", deviation)]),
        Estimate::Exponential(mean) => ("exponential", vec![("mean", mean)]),
        Estimate::Triangular(least, mode, most) => ("triangular", vec![("least", least), ("mode", mode), ("most", most)]),
    };
    let mut map = Map::new();
    map.insert("kind".into(), kind.into());
    map.insert("text".into(), value.to_string().into());
    for (name, part) in parts {
        map.insert(name.into(), duration(part));
    }
    Value::Object(map)
}

/// The nearest number that JSON has, whole if it is; the exact one stands in `text` beside it.
fn decimal(value: Decimal) -> Value {
    let text = value.to_string();
    text.parse::<i64>().map(Value::from).or_else(|_| text.parse::<f64>().map(Value::from)).unwrap_or_default()
}

/// A probability.
pub(super) fn percent(value: Percent) -> Value {
    json!({ "text": value.to_string(), "value": decimal(Decimal { mantissa: value.billionths, scale: 9 }) })
}

/// An amount of money.
pub(super) fn money(value: &Money) -> Value {
    json!({ "text": value.to_string(), "amount": decimal(value.amount), "currency": value.currency })
}

/// Something per time.
pub(super) fn rate(value: &Rate) -> Value {
    json!({ "text": value.to_string(), "amount": decimal(value.amount), "unit": value.unit, "per_seconds": seconds(value.per) })
}

/// A quantity of any kind.
pub(super) fn quantity(value: &Quantity) -> Value {
    let (kind, mut value) = match value {
        Quantity::Duration(value) => ("duration", duration(*value)),
        Quantity::Percent(value) => ("percent", percent(*value)),
        Quantity::Money(value) => ("money", money(value)),
        Quantity::Rate(value) => ("rate", rate(value)),
        Quantity::Number(number, unit) => ("number", json!({ "text": value.to_string(), "value": decimal(*number), "unit": unit })),
        Quantity::Date(value) => ("date", json!({ "text": value.to_string() })),
    };
    if let Value::Object(map) = &mut value {
        map.insert("kind".into(), kind.into());
    }
    value
}

/// A day, as ISO 8601 writes it.
pub(super) fn date(value: Date) -> Value {
    value.to_string().into()
}

/// How several approvers decide: a word, or how many must agree.
pub(super) fn mode(mode: Mode) -> Value {
    match mode {
        Mode::All => "all".into(),
        Mode::Any => "any".into(),
        Mode::InTurn => "in-turn".into(),
        Mode::AtLeast(count) => count.into(),
    }
}

/// The sign of a comparison.
pub(super) fn comparison(comparison: Comparison) -> &'static str {
    match comparison {
        Comparison::Less => "<",
        Comparison::AtMost => "<=",
        Comparison::Equal => "=",
        Comparison::AtLeast => ">=",
        Comparison::More => ">",
    }
}
