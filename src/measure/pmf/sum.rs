//! The sum of many independent times, on one grid.

use super::Pmf;
use super::chain::gcd;
use super::spread::{POINTS, TAIL};

/// Cells up to which no tail is cut off.
const SHORT: usize = 1024;

/// The sum of all of them; `None` if the grid would have too many cells.
pub(super) fn sum(parts: &[&Pmf<f64>]) -> Option<Pmf<f64>> {
    let mut parts: Vec<&Pmf<f64>> = parts.to_vec();
    // Those of many points while the sum still has few.
    parts.sort_by_key(|part| std::cmp::Reverse(part.points.len()));
    let first_of = |part: &Pmf<f64>| part.points.first().map_or(0, |point| point.0);
    let later = parts.iter().flat_map(|part| part.points.iter().map(|point| point.0 - first_of(part)));
    let step = later.fold(0, gcd).max(1);
    let mut first = parts.iter().fold(0_i64, |first, part| first.saturating_add(first_of(part)));
    let mut row = vec![1.0];
    let mut next = Vec::new();
    for part in parts.iter().take_while(|part| part.points.len() > 1) {
        let place = |ms: i64| usize::try_from((ms - first_of(part)) / step).unwrap_or(usize::MAX);
        let length = row.len().saturating_add(place(part.points.last()?.0));
        if length > POINTS {
            return None;
        }
        next.clear();
        next.resize(length, 0.0);
        for &(ms, p) in &part.points {
            next[place(ms)..].iter_mut().zip(&row).for_each(|(cell, mass)| *cell += p * mass);
        }
        std::mem::swap(&mut row, &mut next);
        if row.len() > SHORT {
            let (from, to) = within(&row.iter().copied());
            row.truncate(to);
            row.drain(..from);
            first += i64::try_from(from).ok()? * step;
        }
    }
    let cells = (0..).zip(row).filter(|cell| cell.1 > 0.0);
    Some(Pmf { points: cells.map(|(at, p)| (first.saturating_add(step * at), p)).collect() })
}

/// Where the tails begin and end that hardly any case is in.
pub(super) fn within(masses: &(impl DoubleEndedIterator<Item = f64> + ExactSizeIterator + Clone)) -> (usize, usize) {
    let beyond = |mut left: f64| {
        move |mass: f64| {
            left -= mass;
            left < 0.0
        }
    };
    let from = masses.clone().position(beyond(TAIL)).unwrap_or(0);
    let to = masses.clone().rposition(beyond(TAIL)).map_or(masses.len(), |last| last + 1);
    (from, to)
}
