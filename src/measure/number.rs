//! Numbers that stay exact as long as they are short.

use std::ops::{Add, Div, Mul};

use num_bigint::BigInt;
use num_rational::BigRational;
use num_traits::{One, Signed, ToPrimitive, Zero};

use crate::ast::quantity::Decimal;

/// How many bits a numerator or a denominator may have to be kept: longer ones are no help to anybody, and slow.
const LONGEST: u64 = 1024;

/// A number that is not negative: exact while it is a fraction of at most 1,024 bits, always as a float.
///
/// Nothing is ever subtracted, so that floats lose nothing to cancellation.
#[derive(Clone, PartialEq, Debug)]
pub struct Number {
    near: f64,
    exact: Option<BigRational>,
}

impl Number {
    /// None.
    #[must_use]
    pub fn zero() -> Number {
        Number { near: 0.0, exact: Some(BigRational::zero()) }
    }

    /// One.
    #[must_use]
    pub fn one() -> Number {
        Number { near: 1.0, exact: Some(BigRational::one()) }
    }

    /// A fraction of whole numbers.
    #[must_use]
    pub fn ratio(numerator: i64, denominator: i64) -> Number {
        Number::of(BigRational::new(BigInt::from(numerator), BigInt::from(denominator)))
    }

    /// A whole number.
    #[must_use]
    pub fn whole(number: i64) -> Number {
        Number::of(BigRational::from_integer(BigInt::from(number)))
    }

    /// A decimal number that is not negative.
    #[must_use]
    pub fn decimal(number: Decimal) -> Number {
        let ten = BigInt::from(10).pow(number.scale);
        Number::of(BigRational::new(BigInt::from(number.mantissa), ten))
    }

    /// A number of which only the float is known.
    #[must_use]
    pub fn near(near: f64) -> Number {
        Number { near, exact: None }
    }

    fn of(exact: BigRational) -> Number {
        let near = exact.to_f64().unwrap_or(f64::INFINITY);
        let short = exact.numer().bits() <= LONGEST && exact.denom().bits() <= LONGEST;
        Number { near, exact: short.then_some(exact) }
    }

    /// The number as a float.
    #[must_use]
    pub fn to_f64(&self) -> f64 {
        self.near
    }

    /// The number as a fraction, if it is exact.
    #[must_use]
    pub fn exact(&self) -> Option<&BigRational> {
        self.exact.as_ref()
    }

    /// Whether it is nothing at all.
    #[must_use]
    pub fn is_zero(&self) -> bool {
        self.exact.as_ref().map_or(self.near == 0.0, Zero::is_zero)
    }

    /// Whether it is larger than a whole number; where it is not exact, by more than a ten-millionth.
    #[must_use]
    pub fn is_over(&self, limit: i64) -> bool {
        #[allow(clippy::cast_precision_loss, reason = "2^53 ms are 285,000 years")]
        match &self.exact {
            Some(exact) => (exact - BigRational::from_integer(BigInt::from(limit))).is_positive(),
            None => self.near > limit as f64 * (1.0 + 1e-7),
        }
    }

    /// As `numerator/denominator`, if it is exact.
    #[must_use]
    pub fn fraction(&self) -> Option<String> {
        self.exact.as_ref().map(|exact| format!("{}/{}", exact.numer(), exact.denom()))
    }

    /// The sum of some.
    pub fn sum<'n>(numbers: impl IntoIterator<Item = &'n Number>) -> Number {
        numbers.into_iter().fold(Number::zero(), |sum, number| &sum + number)
    }

    fn combine(
        &self,
        other: &Number,
        exactly: impl Fn(&BigRational, &BigRational) -> BigRational,
        nearly: impl Fn(f64, f64) -> f64,
    ) -> Number {
        match (&self.exact, &other.exact) {
            (Some(a), Some(b)) => Number::of(exactly(a, b)),
            _ => Number::near(nearly(self.near, other.near)),
        }
    }
}

impl Add for &Number {
    type Output = Number;

    fn add(self, other: &Number) -> Number {
        match (self.is_zero(), other.is_zero()) {
            (true, _) => other.clone(),
            (_, true) => self.clone(),
            _ => self.combine(other, |a, b| a + b, |a, b| a + b),
        }
    }
}

impl Mul for &Number {
    type Output = Number;

    fn mul(self, other: &Number) -> Number {
        let nothing = |number: &Number| number.exact.as_ref().is_some_and(Zero::is_zero);
        if nothing(self) || nothing(other) {
            return Number::zero();
        }
        self.combine(other, |a, b| a * b, |a, b| a * b)
    }
}

impl Div for &Number {
    type Output = Number;

    fn div(self, other: &Number) -> Number {
        if other.is_zero() {
            return Number::near(self.near / 0.0);
        }
        self.combine(other, |a, b| a / b, |a, b| a / b)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_are_exact_until_they_are_long() {
        let third = Number::ratio(1, 3);
        assert_eq!((&(&third + &third) + &third).fraction().as_deref(), Some("1/1"));
        assert_eq!((&Number::whole(2) / &third).fraction().as_deref(), Some("6/1"));
        let mut long = third.clone();
        for _ in 0..1000 {
            long = &long * &third;
        }
        assert!(long.exact().is_none() && long.to_f64() < 1e-300);
        assert!(Number::ratio(7, 2).is_over(3) && !Number::whole(3).is_over(3));
        assert!((&Number::one() / &Number::zero()).to_f64().is_infinite());
    }
}
