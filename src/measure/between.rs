//! Figures that are not known exactly.

/// A figure that lies between two others: the same where everything is known; without the upper one where something is not.
#[derive(Clone, Copy, PartialEq, Debug, Default)]
pub struct Between<T> {
    /// At least that.
    pub least: T,
    /// At most that; `None` if there is no telling.
    pub most: Option<T>,
}

impl<T: PartialEq> Between<T> {
    /// The figure, if both bounds are the same.
    pub fn only(&self) -> Option<&T> {
        self.most.as_ref().filter(|most| **most == self.least)
    }

    /// Both bounds in other terms.
    pub fn map<U>(&self, f: impl Fn(&T) -> U) -> Between<U> {
        Between { least: f(&self.least), most: self.most.as_ref().map(f) }
    }
}

impl Between<f64> {
    /// Nothing at all.
    pub const ZERO: Between<f64> = Between { least: 0.0, most: Some(0.0) };

    /// The product of two figures, neither below zero.
    #[must_use]
    pub fn times(self, factor: Between<f64>) -> Between<f64> {
        Between { least: self.least * factor.least, most: self.most.zip(factor.most).map(|(a, b)| a * b) }
    }

    /// The sum of two figures.
    #[must_use]
    pub fn plus(self, other: Between<f64>) -> Between<f64> {
        Between { least: self.least + other.least, most: self.most.zip(other.most).map(|(a, b)| a + b) }
    }

    /// One less it: of a probability, that of the contrary.
    #[must_use]
    pub fn complement(self) -> Between<f64> {
        Between { least: 1.0 - self.most.unwrap_or(1.0), most: Some(1.0 - self.least) }
    }

    /// The figure so many times.
    #[must_use]
    pub fn scaled(self, factor: f64) -> Between<f64> {
        Between { least: self.least * factor, most: self.most.map(|most| most * factor) }
    }
}
