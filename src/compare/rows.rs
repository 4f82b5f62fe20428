//! The rows of a comparison: goals that were declared, and metrics.

use num_traits::Zero;

use super::exact::{self, Exact};
use super::figure::{Figure, Unit, Value};
use super::metric::{Better, Metric};
use super::subject::Subject;
use crate::ast::Comparison;
use crate::ast::quantity::Quantity;
use crate::config::Attainment;
use crate::measure::Between;
use crate::model::{Goal, Process};

/// One row.
pub struct Row {
    /// The goal that declares it, by its place in the process.
    pub goal: Option<usize>,
    /// The goal above it that declares something else than was measured.
    pub beside: Option<usize>,
    /// What is measured; `None` for a goal that only people measure.
    pub metric: Option<Metric>,
    /// Which way is better.
    pub better: Better,
    /// What is aimed at.
    pub target: Option<(Comparison, Quantity)>,
    /// A value for each variant, the as-is first.
    pub cells: Vec<Cell>,
    /// The variants with the best value; none where all are the same, or one of them is not known.
    pub best: Vec<usize>,
}

/// A value, and what it means.
pub struct Cell {
    /// The value.
    pub value: Value,
    /// How much it differs from that of the as-is.
    pub change: Change,
    /// Whether the target is reached.
    pub reached: Reached,
    /// How much of the target is attained.
    pub attainment: Option<Exact>,
}

impl Cell {
    /// Whether it is known that the value is another than that of the as-is, and by how much.
    #[must_use]
    pub fn differs(&self) -> bool {
        matches!(&self.change, Change::By(rate) if !rate.only().is_some_and(Zero::is_zero))
    }
}

/// How much a value differs from that of the as-is.
#[derive(Clone, PartialEq, Debug)]
pub enum Change {
    /// By that share of it.
    By(Between<Exact>),
    /// There is no rate: it was nothing, or there is nothing to compare.
    None,
    /// A value is not known, or the two are not of one kind.
    Unknown,
}

/// Whether a target is reached.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Reached {
    /// It is.
    Yes,
    /// It is not.
    No,
    /// There is a target, but no value that can be held against it.
    Unknown,
    /// There is no target.
    NoTarget,
}

/// The rows of a process: each goal, and behind it what is measured where that differs; then all other metrics.
pub(super) fn rows(process: &Process, subjects: &[Subject], attainment: Attainment) -> Vec<Row> {
    let metrics = Metric::all(subjects);
    let measured = |metric: &Metric| -> Vec<Value> { subjects.iter().map(|subject| subject.value(metric)).collect() };
    let mut told: Vec<&Metric> = Vec::new();
    let mut rows = Vec::new();
    for (at, goal) in process.goals.iter().enumerate() {
        let named = goal.metric.as_deref().and_then(Metric::named);
        let metric = named.as_ref().and_then(|named| metrics.iter().find(|metric| metric.is(named)));
        let measured = metric.map(&measured);
        let values = declared(goal, measured.as_deref(), subjects.len());
        let differ = measured.filter(|measured| differ(&values, measured));
        let row = |goal: Option<usize>, values| row(goal, metric.cloned(), process.goals[at].target.clone(), values, attainment);
        rows.push(row(Some(at), values));
        if let Some(metric) = metric.filter(|metric| !told.contains(metric)) {
            told.push(metric);
            rows.extend(differ.map(|values| Row { beside: Some(at), ..row(None, values) }));
        }
    }
    for metric in metrics.iter().filter(|metric| !told.contains(metric)) {
        rows.push(row(None, Some(metric.clone()), None, measured(metric), attainment));
    }
    rows
}

/// The values of a goal: what it declares wins over what is measured. `after` is one value, whatever the to-be; the row behind it, of what is
/// measured, tells several apart.
fn declared(goal: &Goal, measured: Option<&[Value]>, variants: usize) -> Vec<Value> {
    let said = |quantity: &Option<Quantity>| quantity.clone().map(Value::Declared);
    let found = |at: usize| measured.map_or(Value::Unknown, |measured| measured[at].clone());
    let value = |at: usize| match at {
        0 => said(&goal.before).unwrap_or_else(|| found(0)),
        at => said(&goal.after).unwrap_or_else(|| found(at)),
    };
    (0..variants).map(value).collect()
}

/// Whether what was declared is not what was measured.
fn differ(values: &[Value], measured: &[Value]) -> bool {
    values.iter().zip(measured).any(|(said, found)| {
        let (Some(said), Some(found)) = (said.figure(), found.figure()) else { return said != found };
        said.in_unit_of(&found).as_ref() != Some(&found.amount)
    })
}

fn row(goal: Option<usize>, metric: Option<Metric>, target: Option<(Comparison, Quantity)>, values: Vec<Value>, by: Attainment) -> Row {
    let aimed = target.as_ref().map(|(comparison, _)| match comparison {
        Comparison::Less | Comparison::AtMost => Better::Less,
        Comparison::AtLeast | Comparison::More => Better::More,
        Comparison::Equal => Better::Open,
    });
    let better = aimed.or_else(|| metric.as_ref().map(Metric::better)).unwrap_or(Better::Open);
    let best = best(&values, better);
    let (was, before) = (values[0].clone(), values[0].figure());
    let aim = target.as_ref().map(|(comparison, quantity)| (*comparison, Figure::declared(quantity)));
    let cells = values.into_iter().enumerate().map(|(at, value)| {
        let figure = value.figure();
        let change = if at == 0 { Change::None } else { change(&was, &value) };
        let reached = match (&aim, &figure) {
            (None, _) => Reached::NoTarget,
            (Some((comparison, goal)), Some(figure)) => match figure.reaches(*comparison, goal) {
                Some(true) => Reached::Yes,
                Some(false) => Reached::No,
                None => Reached::Unknown,
            },
            (Some(_), None) => Reached::Unknown,
        };
        let attainment = aim.as_ref().filter(|(_, goal)| at > 0 && goal.unit != Unit::Date).and_then(|(comparison, goal)| {
            let actual = figure.as_ref()?.in_unit_of(goal)?.only()?.clone();
            let before = before.as_ref().and_then(|before| before.in_unit_of(goal)?.only().cloned());
            exact::attainment(by, before.as_ref(), *comparison, goal.only()?, &actual)
        });
        Cell { value, change, reached, attainment }
    });
    let cells = cells.collect();
    Row { goal, beside: None, metric, better, target, cells, best }
}

fn change(was: &Value, is: &Value) -> Change {
    if *was == Value::Absent || *is == Value::Absent {
        return Change::None;
    }
    let (Some(before), Some(after)) = (was.figure(), is.figure()) else { return Change::Unknown };
    if before.unit == Unit::Date {
        return Change::None;
    }
    let Some(amount) = after.in_unit_of(&before) else { return Change::Unknown };
    match exact::change_rate_between(&before.amount, &amount) {
        Some(rate) => Change::By(rate),
        None if before.only().is_some_and(Zero::is_zero) => Change::None,
        None => Change::Unknown,
    }
}

/// The variants with the best value, where there are several to-bes to choose from and they differ.
fn best(values: &[Value], better: Better) -> Vec<usize> {
    let figures: Option<Vec<Figure>> = values.iter().map(Value::figure).collect();
    let Some(figures) = figures.filter(|figures| figures.len() > 2 && better != Better::Open) else { return Vec::new() };
    let amounts: Option<Vec<Between<Exact>>> = figures.iter().map(|figure| figure.in_unit_of(&figures[0])).collect();
    let Some(amounts) = amounts else { return Vec::new() };
    if amounts[1..].iter().all(|amount| *amount == amounts[1]) {
        return Vec::new();
    }
    // Whatever the values are between their bounds, none of the others is better.
    let beats = |own: &Between<Exact>, other: &Between<Exact>| match better {
        Better::Less => own.most.as_ref().is_some_and(|most| *most <= other.least),
        _ => other.most.as_ref().is_some_and(|most| own.least >= *most),
    };
    let all = 0..amounts.len();
    all.clone().filter(|&at| all.clone().all(|other| other == at || beats(&amounts[at], &amounts[other]))).collect()
}
