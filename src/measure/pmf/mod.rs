//! How likely each length of time is: distributions over whole milliseconds.

mod chain;
mod spread;
mod sum;

pub(super) use chain::{Kernel, propagate};
pub use spread::Spread;

use super::Number;

/// What probabilities are counted in: floats, or exact numbers.
pub trait Weight: Clone {
    /// None.
    fn zero() -> Self;
    /// All.
    fn one() -> Self;
    /// The sum of two.
    #[must_use]
    fn plus(&self, other: &Self) -> Self;
    /// The product of two.
    #[must_use]
    fn times(&self, other: &Self) -> Self;
    /// The quotient of two.
    #[must_use]
    fn over(&self, other: &Self) -> Self;
    /// From an exact number.
    fn from_number(number: &Number) -> Self;
    /// As a float.
    fn near(&self) -> f64;
    /// As a number.
    fn to_number(&self) -> Number;
}

impl Weight for f64 {
    fn zero() -> f64 {
        0.0
    }

    fn one() -> f64 {
        1.0
    }

    fn plus(&self, other: &f64) -> f64 {
        self + other
    }

    fn times(&self, other: &f64) -> f64 {
        self * other
    }

    fn over(&self, other: &f64) -> f64 {
        self / other
    }

    fn from_number(number: &Number) -> f64 {
        number.to_f64()
    }

    fn near(&self) -> f64 {
        *self
    }

    fn to_number(&self) -> Number {
        Number::near(*self)
    }
}

impl Weight for Number {
    fn zero() -> Number {
        Number::zero()
    }

    fn one() -> Number {
        Number::one()
    }

    fn plus(&self, other: &Number) -> Number {
        self + other
    }

    fn times(&self, other: &Number) -> Number {
        self * other
    }

    fn over(&self, other: &Number) -> Number {
        self / other
    }

    fn from_number(number: &Number) -> Number {
        number.clone()
    }

    fn near(&self) -> f64 {
        self.to_f64()
    }

    fn to_number(&self) -> Number {
        self.clone()
    }
}

/// A distribution: lengths of time in milliseconds, ascending, each with how likely it is.
#[derive(Clone, PartialEq, Debug)]
pub struct Pmf<W> {
    points: Vec<(i64, W)>,
}

impl<W: Weight> Pmf<W> {
    /// Always that long.
    #[must_use]
    pub fn always(ms: i64) -> Pmf<W> {
        Pmf { points: vec![(ms, W::one())] }
    }

    /// The distribution of some points in any order; the same length may occur several times.
    #[must_use]
    pub fn of(mut points: Vec<(i64, W)>) -> Pmf<W> {
        points.sort_by_key(|point| point.0);
        let mut merged: Vec<(i64, W)> = Vec::with_capacity(points.len());
        for (ms, weight) in points {
            match merged.last_mut().filter(|last| last.0 == ms) {
                Some(last) => last.1 = last.1.plus(&weight),
                None => merged.push((ms, weight)),
            }
        }
        Pmf { points: merged }
    }

    /// The points.
    #[must_use]
    pub fn points(&self) -> &[(i64, W)] {
        &self.points
    }

    /// One after the other, independently.
    #[must_use]
    pub fn then(&self, other: &Pmf<W>) -> Pmf<W> {
        if let [(ms, _)] = other.points[..] {
            return Pmf { points: self.points.iter().map(|(own, weight)| (own.saturating_add(ms), weight.clone())).collect() };
        }
        if let [(ms, _)] = self.points[..] {
            return Pmf { points: other.points.iter().map(|(own, weight)| (own.saturating_add(ms), weight.clone())).collect() };
        }
        let pairs = self.points.iter().flat_map(|(a, p)| other.points.iter().map(move |(b, q)| (a.saturating_add(*b), p.times(q))));
        Pmf::of(pairs.collect())
    }

    /// One of several, each as likely as its weight.
    pub fn one_of<'p>(parts: impl IntoIterator<Item = (W, &'p Pmf<W>)>) -> Pmf<W>
    where
        W: 'p,
    {
        let points = parts.into_iter().flat_map(|(share, part)| part.points.iter().map(move |(ms, weight)| (*ms, share.times(weight))));
        Pmf::of(points.collect())
    }

    /// The last of several that begin together: at most `t` if each of them is. The weight of the last at `t` is the sum over the first branch that
    /// takes exactly `t`: those before it take less, those behind it at most as long. So nothing is subtracted.
    #[must_use]
    pub fn last_of(parts: &[&Pmf<W>]) -> Pmf<W> {
        let Some((first, rest)) = parts.split_first() else { return Pmf::always(0) };
        rest.iter().fold((*first).clone(), |last, part| last.later(part))
    }

    fn later(&self, other: &Pmf<W>) -> Pmf<W> {
        let mut points = Vec::new();
        let (mut a, mut b) = (self.points.iter().peekable(), other.points.iter().peekable());
        // How likely each of the two took less than the time looked at.
        let (mut before_a, mut before_b) = (W::zero(), W::zero());
        loop {
            let next = match (a.peek(), b.peek()) {
                (Some(a), Some(b)) => a.0.min(b.0),
                (Some(one), None) | (None, Some(one)) => one.0,
                (None, None) => break,
            };
            let own = a.next_if(|point| point.0 == next).map_or(W::zero(), |point| point.1.clone());
            let its = b.next_if(|point| point.0 == next).map_or(W::zero(), |point| point.1.clone());
            let upto_b = before_b.plus(&its);
            points.push((next, own.times(&upto_b).plus(&before_a.times(&its))));
            before_a = before_a.plus(&own);
            before_b = upto_b;
        }
        // Before both have begun to end, nothing can be last.
        let first = self.points.first().map(|point| point.0).max(other.points.first().map(|point| point.0));
        points.retain(|point| Some(point.0) >= first);
        Pmf { points }
    }
}

impl Pmf<Number> {
    /// The mean.
    #[must_use]
    pub fn exact_mean(&self) -> Number {
        self.points.iter().fold(Number::zero(), |sum, (ms, weight)| &sum + &(weight * &Number::whole(*ms)))
    }
}

#[allow(clippy::cast_precision_loss, reason = "2^53 ms are 285,000 years")]
impl Pmf<f64> {
    /// How likely all points are together: one, but for what was cut off.
    #[must_use]
    pub fn mass(&self) -> f64 {
        self.points.iter().map(|point| point.1).sum()
    }

    /// The mean.
    #[must_use]
    pub fn mean(&self) -> f64 {
        let first = self.points.first().map_or(0, |point| point.0);
        // Counted from the first point, so that the large common part loses no digits.
        first as f64 + self.points.iter().map(|&(ms, p)| (ms - first) as f64 * p).sum::<f64>() / self.mass()
    }

    /// The mean of the squares of the differences to the mean.
    #[must_use]
    pub fn variance(&self) -> f64 {
        let mean = self.mean();
        self.points.iter().map(|&(ms, p)| (ms as f64 - mean).powi(2) * p).sum::<f64>() / self.mass()
    }

    /// The least time within which a case is done with that probability: P(T ≤ t) ≥ q. A probability that misses q by rounding only reaches it.
    #[must_use]
    pub fn quantile(&self, q: f64) -> i64 {
        let mut done = 0.0;
        let last = self.points.last().map_or(0, |point| point.0);
        self.points
            .iter()
            .find(|&&(_, p)| {
                done += p;
                done >= q - 1e-12
            })
            .map_or(last, |point| point.0)
    }

    /// How likely it takes longer than a limit: P(T > limit).
    #[must_use]
    pub fn over(&self, limit: i64) -> f64 {
        let from = self.points.partition_point(|point| point.0 <= limit);
        self.points[from..].iter().rev().map(|point| point.1).sum()
    }
}
