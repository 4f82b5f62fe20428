//! What the cases played say, and how sure that is.

use super::walk::Chunk;
use crate::model::NodeId;

/// The standard normal quantile of 97.5 %: between it and its opposite lie 95 %.
const Z: f64 = 1.959_963_984_540_054;

/// What many cases took.
///
/// Cases that did not come to their end are no part of a mean; they count as longer than any limit.
#[derive(Clone, PartialEq, Debug)]
pub struct Simulation {
    /// How many cases were played.
    pub runs: u32,
    /// The seed of the random numbers.
    pub seed: u64,
    /// How many of the cases did not come to their end: they took too many steps, or something in them waited for ever.
    pub unfinished: u32,
    times: Vec<i64>,
    visits: Vec<u64>,
}

/// A number and its 95 % confidence interval.
#[derive(Clone, Copy, PartialEq, Debug)]
pub struct Near {
    /// The estimate.
    pub value: f64,
    /// The lower end of the interval.
    pub least: f64,
    /// The upper end of the interval.
    pub most: f64,
}

/// A percentile in milliseconds and its 95 % confidence interval.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Percentile {
    /// The estimate.
    pub value: i64,
    /// The lower end of the interval.
    pub least: i64,
    /// The upper end of the interval; `None` where too few cases were played, or came to their end, to name one.
    pub most: Option<i64>,
}

impl Simulation {
    pub(super) fn of(seed: u64, chunks: Vec<Chunk>) -> Simulation {
        let unfinished = chunks.iter().map(|chunk| chunk.unfinished).sum();
        let mut visits: Vec<u64> = Vec::new();
        let mut times: Vec<i64> = Vec::with_capacity(chunks.iter().map(|chunk| chunk.times.len()).sum());
        for chunk in chunks {
            times.extend(chunk.times);
            visits.resize(chunk.visits.len(), 0);
            visits.iter_mut().zip(chunk.visits).for_each(|(sum, more)| *sum += more);
        }
        times.sort_unstable();
        let runs = u32::try_from(times.len()).unwrap_or(u32::MAX).saturating_add(unfinished);
        Simulation { runs, seed, unfinished, times, visits }
    }

    /// What the cases took that came to their end, in milliseconds, ascending.
    #[must_use]
    pub fn times(&self) -> &[i64] {
        &self.times
    }

    /// The mean in milliseconds: x̄ ± z s / √n, by the central limit theorem. The interval has no upper end where only one case came to
    /// its end; `None` where none did.
    #[must_use]
    pub fn mean(&self) -> Option<Near> {
        let value = self.average()?;
        let half = self.deviation().map_or(f64::INFINITY, |deviation| Z * deviation / count(self.times.len()).sqrt());
        Some(Near { value, least: (value - half).max(0.0), most: value + half })
    }

    /// The standard deviation in milliseconds: √(Σ (x − x̄)² / (n − 1)). `None` for fewer than two cases.
    #[must_use]
    pub fn deviation(&self) -> Option<f64> {
        let mean = self.average().filter(|_| self.times.len() > 1)?;
        let squares: f64 = self.times.iter().map(|&time| (float(time.into()) - mean) * (float(time.into()) - mean)).sum();
        Some((squares / count(self.times.len() - 1)).sqrt())
    }

    fn average(&self) -> Option<f64> {
        let sum: i128 = self.times.iter().map(|&time| i128::from(time)).sum();
        (!self.times.is_empty()).then(|| float(sum) / count(self.times.len()))
    }

    /// The smallest time within which that many of a thousand cases end; `None` where so many did not come to their end.
    ///
    /// The interval lies between two cases: of n in order those of rank nq ± z √(nq (1 − q)), rounded up (Conover, "Practical
    /// Nonparametric Statistics", 3rd edition 1999, section 3.2). Below the first of all, it begins at 0.
    #[must_use]
    pub fn percentile(&self, per_mille: u32) -> Option<Percentile> {
        let (share, runs) = (f64::from(per_mille.min(1000)) / 1000.0, f64::from(self.runs));
        let half = Z * (runs * share * (1.0 - share)).sqrt();
        let rank = (u64::from(self.runs) * u64::from(per_mille.min(1000))).div_ceil(1000).max(1);
        let rank = usize::try_from(rank).ok()?;
        Some(Percentile {
            value: self.ranked(rank)?,
            least: self.ranked(rank_above(runs * share - half).min(rank)).unwrap_or(0),
            most: self.ranked(rank_above(runs * share + half).max(rank)),
        })
    }

    /// The time of the case of that rank, from 1.
    fn ranked(&self, rank: usize) -> Option<i64> {
        self.times.get(rank.checked_sub(1)?).copied()
    }

    /// How likely a case takes longer than that many milliseconds: P(T > limit).
    ///
    /// The interval is Wilson's, which holds also near 0 and 1: (p + z²/2n ± z √(p (1 − p)/n + z²/4n²)) / (1 + z²/n) ("Probable
    /// Inference, the Law of Succession, and Statistical Inference", Journal of the American Statistical Association 22, 1927).
    #[must_use]
    pub fn over(&self, limit: i64) -> Near {
        let within = self.times.partition_point(|&time| time <= limit);
        let runs = f64::from(self.runs);
        let value = 1.0 - count(within) / runs;
        let (middle, whole) = (value + Z * Z / (2.0 * runs), 1.0 + Z * Z / runs);
        let half = Z * (value * (1.0 - value) / runs + Z * Z / (4.0 * runs * runs)).sqrt();
        Near { value, least: ((middle - half) / whole).max(0.0), most: ((middle + half) / whole).min(1.0) }
    }

    /// How often a case comes to a node on average, all cases counted as far as they came.
    #[must_use]
    pub fn visits(&self, id: NodeId) -> f64 {
        float(self.visits[id.index()].into()) / f64::from(self.runs)
    }
}

#[allow(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "a rank below 0 counts as 0")]
fn rank_above(near: f64) -> usize {
    libm::ceil(near) as usize
}

#[allow(clippy::cast_precision_loss, reason = "times and their sums have the precision of a float and need no more")]
fn float(number: i128) -> f64 {
    number as f64
}

#[allow(clippy::cast_precision_loss, reason = "a count of cases has 32 bits")]
fn count(number: usize) -> f64 {
    number as f64
}
