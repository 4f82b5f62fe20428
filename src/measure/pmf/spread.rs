//! A distribution with bounds: exact while it has few points, rounded outward when it has many.

use super::sum::{sum, within};
use super::{Kernel, Pmf, propagate};

/// Points up to which a distribution is exact.
pub(super) const POINTS: usize = 65_536;

/// How likely the tails are that a distribution of many points is cut at.
pub(super) const TAIL: f64 = 1e-18;

/// Products of points beyond which two distributions are rounded before they are added.
const PRODUCTS: usize = 1 << 22;

/// Cells of the grid that they are rounded to.
const COARSE: i64 = 8192;

/// How far the means of the bounds may lie apart, compared with the lower one: what is rounded more says too little.
const APART: f64 = 0.05;

/// Moves beyond which a chain is rounded.
const MOVES: usize = 1 << 24;

/// A distribution between two: no case takes less than `low` says, none more than `high`; the same one while it is exact.
#[derive(Clone, PartialEq, Debug)]
pub struct Spread {
    low: Pmf<f64>,
    high: Option<Pmf<f64>>,
}

impl Spread {
    /// Always that long.
    #[must_use]
    pub fn always(ms: i64) -> Spread {
        Spread::exactly(Pmf::always(ms))
    }

    /// An exact distribution.
    #[must_use]
    pub fn exactly(pmf: Pmf<f64>) -> Spread {
        Spread { low: pmf, high: None }
    }

    /// The lower distribution.
    #[must_use]
    pub fn low(&self) -> &Pmf<f64> {
        &self.low
    }

    /// The upper one; the same where it is exact.
    #[must_use]
    pub fn high(&self) -> &Pmf<f64> {
        self.high.as_ref().unwrap_or(&self.low)
    }

    /// Whether nothing was rounded.
    #[must_use]
    pub fn is_exact(&self) -> bool {
        self.high.is_none()
    }

    /// One after the other, independently.
    #[must_use]
    pub fn then(&self, other: &Spread) -> Spread {
        if self.low.points.len().saturating_mul(other.low.points.len()) > PRODUCTS {
            let grid = (self.span().saturating_add(other.span()) / COARSE).max(1);
            let low = add(&self.low.on_grid(grid, false), &other.low.on_grid(grid, false));
            return Spread { low, high: Some(add(&self.high().on_grid(grid, true), &other.high().on_grid(grid, true))) }.fit();
        }
        let high = (!self.is_exact() || !other.is_exact()).then(|| add(self.high(), other.high()));
        Spread { low: add(&self.low, &other.low), high }.fit()
    }

    /// All of them one after the other, independently.
    #[must_use]
    pub fn sum(parts: &[&Spread]) -> Spread {
        let low = sum(&parts.iter().map(|part| &part.low).collect::<Vec<_>>());
        let inexact = parts.iter().any(|part| !part.is_exact());
        let high = inexact.then(|| sum(&parts.iter().map(|part| part.high()).collect::<Vec<_>>()));
        match (low, high) {
            (Some(low), None) => Spread::exactly(low).fit(),
            (Some(low), Some(Some(high))) => Spread { low, high: Some(high) }.fit(),
            _ => parts.iter().fold(Spread::always(0), |sum, part| sum.then(part)),
        }
    }

    /// One of several, each as likely as its weight.
    #[must_use]
    pub fn one_of(parts: &[(f64, &Spread)]) -> Spread {
        let low = Pmf::one_of(parts.iter().map(|(share, part)| (*share, &part.low)));
        let inexact = parts.iter().any(|(_, part)| !part.is_exact());
        let high = inexact.then(|| Pmf::one_of(parts.iter().map(|(share, part)| (*share, part.high()))));
        Spread { low, high }.fit()
    }

    /// The last of several that begin together.
    #[must_use]
    pub fn last_of(parts: &[&Spread]) -> Spread {
        let low = Pmf::last_of(&parts.iter().map(|part| &part.low).collect::<Vec<_>>());
        let inexact = parts.iter().any(|part| !part.is_exact());
        let high = inexact.then(|| Pmf::last_of(&parts.iter().map(|part| part.high()).collect::<Vec<_>>()));
        Spread { low, high }.fit()
    }

    /// The time through a chain: places, ways between them with their shares, where a case comes in. `None` if hardly any case ever leaves, or the bounds would lie far apart.
    pub(in crate::measure) fn chain(places: usize, ways: &[(usize, Option<usize>, f64, Spread)], entry: usize) -> Option<Spread> {
        let kernels = |pick: &dyn Fn(&Spread) -> Pmf<f64>| -> Vec<Kernel> {
            ways.iter().map(|(from, to, share, time)| Kernel { from: *from, to: *to, share: *share, time: pick(time) }).collect()
        };
        let is_exact = ways.iter().all(|way| way.3.is_exact());
        if is_exact && let Some(pmf) = propagate(places, &kernels(&|time| time.low.clone()), entry, MOVES) {
            return Some(Spread::exactly(pmf).fit());
        }
        let times = || ways.iter().flat_map(|way| &way.3.high().points).map(|point| point.0);
        let (longest, step) = (times().max()?, if is_exact { times().fold(0, super::chain::gcd).max(1) } else { 1 });
        // Coarser until it can be afforded.
        for grid in [512, 64, 8].map(|parts| longest / parts).into_iter().filter(|&grid| grid > step) {
            let low = propagate(places, &kernels(&|time| time.low.on_grid(grid, false)), entry, MOVES);
            let high = low.is_some().then(|| propagate(places, &kernels(&|time| time.high().on_grid(grid, true)), entry, MOVES));
            if let (Some(low), Some(Some(high))) = (low, high) {
                return (high.mean() <= low.mean() * (1.0 + APART)).then(|| Spread { low, high: Some(high) }.fit());
            }
        }
        None
    }

    /// From the shortest to the longest.
    fn span(&self) -> i64 {
        let (first, last) = (self.low.points.first(), self.high().points.last());
        first.zip(last).map_or(0, |(first, last)| last.0 - first.0)
    }

    /// With few enough points: the tails are cut, then the rest is rounded outward.
    fn fit(mut self) -> Spread {
        for pmf in [Some(&mut self.low), self.high.as_mut()].into_iter().flatten() {
            pmf.trim();
        }
        let many = |pmf: &Pmf<f64>| pmf.points.len() > POINTS;
        if many(&self.low) || self.high.as_ref().is_some_and(many) { self.coarse(POINTS / 2) } else { self }
    }

    fn coarse(&self, points: usize) -> Spread {
        if self.low.points.len() <= points && self.high().points.len() <= points {
            return self.clone();
        }
        Spread { low: self.low.in_groups(points, false), high: Some(self.high().in_groups(points, true)) }
    }
}

impl Pmf<f64> {
    /// Cuts the tails of many points off.
    fn trim(&mut self) {
        if self.points.len() <= 1024 {
            return;
        }
        let (from, to) = within(&self.points.iter().map(|point| point.1));
        self.points.truncate(to);
        self.points.drain(..from);
    }

    /// With at most so many points: neighbours become one, the later or the earlier of them.
    fn in_groups(&self, points: usize, up: bool) -> Pmf<f64> {
        let (Some(first), Some(last)) = (self.points.first(), self.points.last()) else { return self.clone() };
        let cells = i64::try_from(points).unwrap_or(i64::MAX).max(1);
        let width = (last.0 - first.0) / cells + 1;
        let groups = self.points.chunk_by(|a, b| (a.0 - first.0) / width == (b.0 - first.0) / width);
        let whole =
            |group: &[(i64, f64)]| Some((if up { group.last()?.0 } else { group.first()?.0 }, group.iter().map(|point| point.1).sum()));
        Pmf { points: groups.filter_map(whole).collect() }
    }

    /// With each point moved to a multiple of `grid`, up or down.
    fn on_grid(&self, grid: i64, up: bool) -> Pmf<f64> {
        let moved = |ms: i64| if up { ms.saturating_add(grid - 1) / grid * grid } else { ms / grid * grid };
        Pmf::of(self.points.iter().map(|&(ms, p)| (moved(ms), p)).collect())
    }
}

/// The sum of two independent times, in a table where they lie on a coarse grid.
fn add(a: &Pmf<f64>, b: &Pmf<f64>) -> Pmf<f64> {
    let (short, long) = if a.points.len() < b.points.len() { (a, b) } else { (b, a) };
    if short.points.len() < 2 {
        return a.then(b);
    }
    let ends = |pmf: &Pmf<f64>| pmf.points.first().zip(pmf.points.last()).map_or((0, 0), |(first, last)| (first.0, last.0));
    let ((first_a, last_a), (first_b, last_b)) = (ends(short), ends(long));
    let step_of = |pmf: &Pmf<f64>, first: i64| pmf.points.iter().fold(0, |step, point| super::chain::gcd(step, point.0 - first));
    let step = super::chain::gcd(step_of(short, first_a), step_of(long, first_b)).max(1);
    let cells = usize::try_from((last_a - first_a).saturating_add(last_b - first_b) / step + 1).unwrap_or(usize::MAX);
    if cells > 8 * POINTS || cells > 8 * short.points.len().saturating_mul(long.points.len()) {
        return merged(short, long);
    }
    let place = |ms: i64, first: i64| usize::try_from((ms - first) / step).unwrap_or(0);
    let mut table = vec![0.0; cells];
    let dense = long.points.len() == place(last_b, first_b) + 1;
    for &(ms, p) in &short.points {
        let row = &mut table[place(ms, first_a)..];
        if dense {
            row.iter_mut().zip(&long.points).for_each(|(cell, point)| *cell += p * point.1);
        } else {
            long.points.iter().for_each(|point| row[place(point.0, first_b)] += p * point.1);
        }
    }
    let first = first_a.saturating_add(first_b);
    let cells = (0..).zip(table).filter(|cell| cell.1 > 0.0);
    Pmf { points: cells.map(|(at, p)| (first.saturating_add(step * at), p)).collect() }
}

/// The sum of two independent times, by merging one shifted copy of the longer after the other.
fn merged(short: &Pmf<f64>, long: &Pmf<f64>) -> Pmf<f64> {
    let mut copies: Vec<Vec<(i64, f64)>> =
        short.points.iter().map(|&(ms, p)| long.points.iter().map(|&(own, q)| (own.saturating_add(ms), p * q)).collect()).collect();
    while copies.len() > 1 {
        copies = copies
            .chunks(2)
            .map(|pair| if let [a, b] = pair { Pmf::of([a.as_slice(), b].concat()).points } else { pair[0].clone() })
            .collect();
    }
    Pmf { points: copies.pop().unwrap_or_default() }
}
