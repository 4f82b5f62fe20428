//! A figure with its unit.

use super::exact::{Exact, decimal, near};
use crate::ast::Comparison;
use crate::ast::quantity::{Clock, DAY, MONTH, Quantity, WORKING_DAY};
use crate::measure::{Between, Number};

/// What a figure counts.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Unit {
    /// Milliseconds on a clock.
    Time(Clock),
    /// A share of one.
    Share,
    /// Money of a currency.
    Money(String),
    /// Things in a span of milliseconds.
    Rate(String, i64),
    /// Things as typed, or none.
    Number(String),
    /// A day, by a number that grows from day to day.
    Date,
}

/// An amount between two bounds, and what it counts.
#[derive(Clone, PartialEq, Debug)]
pub struct Figure {
    /// How much.
    pub amount: Between<Exact>,
    /// Of what.
    pub unit: Unit,
}

/// What stands in a cell.
#[derive(Clone, PartialEq, Debug)]
pub enum Value {
    /// What somebody declared, as written.
    Declared(Quantity),
    /// What was measured.
    Measured(Figure),
    /// It is not known.
    Unknown,
    /// There is nothing to be known: no such limit.
    Absent,
}

impl Unit {
    /// How many of another unit one of this is; `None` if the two are not compared.
    fn of(&self, other: &Unit) -> Option<Exact> {
        let one = || Exact::from_integer(1.into());
        let alike = |a: &str, b: &str| a == b || a.is_empty() || b.is_empty();
        match (self, other) {
            (Unit::Money(a), Unit::Money(b)) | (Unit::Number(a), Unit::Number(b)) => alike(a, b).then(one),
            (Unit::Rate(a, _), Unit::Rate(b, _)) if !alike(a, b) => None,
            (Unit::Rate(_, a), Unit::Rate(_, b)) if a == b => Some(one()),
            // A working day is no third of a day.
            (Unit::Rate(_, WORKING_DAY), Unit::Rate(..)) | (Unit::Rate(..), Unit::Rate(_, WORKING_DAY)) => None,
            (Unit::Rate(_, a), Unit::Rate(_, b)) => Some(Exact::new((*b).into(), (*a).into())),
            (a, b) => (a == b).then(one),
        }
    }
}

impl Figure {
    /// A figure that is known.
    #[must_use]
    pub fn exactly(amount: Exact, unit: Unit) -> Figure {
        Figure { amount: Between { most: Some(amount.clone()), least: amount }, unit }
    }

    /// What a quantity says.
    #[must_use]
    pub fn declared(quantity: &Quantity) -> Figure {
        let whole = |number: i64| Exact::from_integer(number.into());
        match quantity {
            Quantity::Duration(time) => Figure::exactly(whole(time.ms), Unit::Time(time.clock)),
            Quantity::Percent(percent) => Figure::exactly(Exact::new(percent.billionths.into(), 1_000_000_000.into()), Unit::Share),
            Quantity::Money(money) => Figure::exactly(decimal(money.amount), Unit::Money(money.currency.clone())),
            Quantity::Rate(rate) => Figure::exactly(decimal(rate.amount), Unit::Rate(rate.unit.clone(), rate.per)),
            Quantity::Number(number, unit) => Figure::exactly(decimal(*number), Unit::Number(unit.clone())),
            Quantity::Date(date) => {
                let order = (i64::from(date.year) * 12 + i64::from(date.month)) * (MONTH / DAY + 1) + i64::from(date.day);
                Figure::exactly(whole(order), Unit::Date)
            }
        }
    }

    /// What was worked out: the fraction where there is one.
    #[must_use]
    pub fn measured(amount: &Between<Number>, unit: Unit) -> Option<Figure> {
        let exactly = |number: &Number| number.exact().cloned().or_else(|| near(number.to_f64()));
        let most = match &amount.most {
            Some(most) => Some(exactly(most)?),
            None => None,
        };
        Some(Figure { amount: Between { least: exactly(&amount.least)?, most }, unit })
    }

    /// A whole number of things.
    #[must_use]
    pub fn count(number: usize) -> Figure {
        Figure::exactly(Exact::from_integer(number.into()), Unit::Number(String::new()))
    }

    /// Its amount in the unit of another; `None` if the two are not compared.
    #[must_use]
    pub fn in_unit_of(&self, other: &Figure) -> Option<Between<Exact>> {
        let factor = self.unit.of(&other.unit)?;
        Some(self.amount.map(|amount| amount * &factor))
    }

    /// The amount, if it is known.
    #[must_use]
    pub fn only(&self) -> Option<&Exact> {
        self.amount.only()
    }

    /// Whether it is as a target asks; `None` where that is open.
    #[must_use]
    pub fn reaches(&self, comparison: Comparison, target: &Figure) -> Option<bool> {
        let own = self.in_unit_of(target)?;
        let goal = target.only()?;
        let reaches = |amount: &Exact| super::exact::reaches(amount, comparison, goal);
        match comparison {
            Comparison::Equal => own.only().map(reaches),
            // Beyond any bound is beyond the target.
            Comparison::AtLeast | Comparison::More if reaches(&own.least) => Some(true),
            Comparison::Less | Comparison::AtMost if !reaches(&own.least) => Some(false),
            _ => {
                let (least, most) = (reaches(&own.least), reaches(own.most.as_ref()?));
                (least == most).then_some(least)
            }
        }
    }
}

impl Value {
    /// The figure, if there is one.
    #[must_use]
    pub fn figure(&self) -> Option<Figure> {
        match self {
            Value::Declared(quantity) => Some(Figure::declared(quantity)),
            Value::Measured(figure) => Some(figure.clone()),
            Value::Unknown | Value::Absent => None,
        }
    }
}
