//! How long a part of a node takes: always the same, or drawn anew for each case.

use super::random::Random;
use crate::ast::quantity::Estimate;
use crate::measure::End;

/// How times are distributed; all in milliseconds.
#[derive(Clone, Copy, PartialEq, Debug)]
pub(super) enum Law {
    Always(i64),
    /// Cut off at 0.
    Normal {
        mean: f64,
        deviation: f64,
    },
    Exponential {
        mean: f64,
    },
    Triangular {
        least: f64,
        likeliest: f64,
        most: f64,
    },
}

impl Law {
    pub(super) fn of(estimate: Estimate, range_end: End) -> Law {
        match estimate {
            Estimate::Fixed(always) => Law::Always(always.ms),
            Estimate::Range(least, most) => Law::Always(if range_end == End::Least { least.ms } else { most.ms }),
            Estimate::Normal(mean, deviation) if deviation.ms == 0 => Law::Always(mean.ms),
            Estimate::Normal(mean, deviation) => Law::Normal { mean: float(mean.ms), deviation: float(deviation.ms) },
            Estimate::Exponential(mean) => Law::Exponential { mean: float(mean.ms) },
            Estimate::Triangular(least, _, most) if least.ms == most.ms => Law::Always(least.ms),
            Estimate::Triangular(least, likeliest, most) => {
                Law::Triangular { least: float(least.ms), likeliest: float(likeliest.ms), most: float(most.ms) }
            }
        }
    }

    /// A time, rounded to whole milliseconds.
    pub(super) fn draw(self, random: &mut Random) -> i64 {
        match self {
            Law::Always(ms) => ms,
            Law::Normal { mean, deviation } => loop {
                let drawn = mean + deviation * random.normal();
                if drawn >= 0.0 {
                    return rounded(drawn);
                }
            },
            // Inversion: P(T > t) = exp(-t / mean); 1 - u is never 0.
            Law::Exponential { mean } => rounded(-mean * libm::log(1.0 - random.unit())),
            // Inversion: the area below the triangle up to t is u.
            Law::Triangular { least, likeliest, most } => {
                let (u, width) = (random.unit(), most - least);
                rounded(if u * width < likeliest - least {
                    least + (u * width * (likeliest - least)).sqrt()
                } else {
                    most - ((1.0 - u) * width * (most - likeliest)).sqrt()
                })
            }
        }
    }
}

#[allow(clippy::cast_precision_loss, reason = "2^53 ms are 285,000 years")]
fn float(ms: i64) -> f64 {
    ms as f64
}

/// A time that is not negative, to the nearest millisecond.
#[allow(clippy::cast_possible_truncation, reason = "far below 2^63; beyond, the cast stays at the limit")]
fn rounded(ms: f64) -> i64 {
    (ms + 0.5) as i64
}
