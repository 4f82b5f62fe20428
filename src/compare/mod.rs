//! The figures of an as-is beside those of its to-bes, as plain data with exact numbers: how much each changes, and what is attained of what was aimed at.
//!
//! Nothing is measured here: figures come from [`Measures`](crate::measure::Measures), findings from the linter, goals from the author. What is not known
//! stays unknown, and what lies between two bounds stays there.

pub mod exact;
mod figure;
mod metric;
mod redesign;
mod rows;
mod subject;

pub use figure::{Figure, Unit, Value};
pub use metric::{Better, Limit, Metric, NAMES};
pub use redesign::{Heuristic, Step, steps};
pub use rows::{Cell, Change, Reached, Row};
pub use subject::Subject;

use crate::config::Attainment;
use crate::diagnostic::Diagnostic;
use crate::diagram::of_variant;
use crate::measure::{Measures, Runs};
use crate::model::{Goal, Model, Process, Variant};

/// How variants are compared.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct By {
    /// How attainment is counted.
    pub attainment: Attainment,
    /// Whether people work in the hours of a calendar.
    pub in_hours: bool,
}

/// An as-is beside its to-bes.
pub struct Comparison<'a> {
    /// The process.
    pub process: &'a Process,
    /// The as-is.
    pub as_is: &'a Variant,
    /// The to-bes that are compared with it, in order.
    pub to_bes: Vec<&'a Variant>,
    /// What was measured of each variant, the as-is first.
    pub measures: Vec<Measures>,
    /// The rows: declared goals first, then what is measured.
    pub rows: Vec<Row>,
    /// How attainment is counted.
    pub attainment: Attainment,
    /// Goals that name a metric that is none.
    pub unmeasured: Vec<&'a Goal>,
}

impl<'a> Comparison<'a> {
    /// Compares an as-is with to-bes of the same process.
    #[must_use]
    pub fn find(
        model: &Model,
        process: &'a Process,
        (as_is, to_bes): (&'a Variant, Vec<&'a Variant>),
        findings: &[Diagnostic],
        By { attainment, in_hours }: By,
    ) -> Comparison<'a> {
        let variants: Vec<&Variant> = std::iter::once(as_is).chain(to_bes.iter().copied()).collect();
        let measures: Vec<Measures> =
            variants.iter().map(|variant| Measures::find(model, process, variant, in_hours, Runs::default())).collect();
        let subjects: Vec<Subject> = variants
            .iter()
            .zip(&measures)
            .map(|(&variant, measures)| Subject { variant, measures, findings: of_variant(process, variant, findings).collect() })
            .collect();
        let rows = rows::rows(process, &subjects, attainment);
        let is_unknown = |goal: &&Goal| goal.metric.as_deref().is_some_and(|metric| Metric::named(metric).is_none());
        let unmeasured = process.goals.iter().filter(is_unknown).collect();
        Comparison { process, as_is, to_bes, measures, rows, attainment, unmeasured }
    }

    /// The variants compared, the as-is first.
    pub fn variants(&self) -> impl Iterator<Item = &'a Variant> {
        std::iter::once(self.as_is).chain(self.to_bes.iter().copied())
    }
}
