//! Times through a Markov chain whose steps take time: forward in time, merging what arrives at the same place at the same time.

use std::collections::BTreeMap;

use super::Pmf;

/// What may be left of all cases when it stops.
const RESIDUE: f64 = 1e-14;

/// What rounding, and the residues of the ways, may keep from ever leaving; what is still inside is looked at from there on.
const ROUNDING: f64 = 1e-9;

/// A chain with more than this inside after an eighth of the moves will not be left within all of them.
const HOPELESS: f64 = 0.3;

/// Cells of the table.
const CELLS: usize = 1 << 21;

/// A way between two places of a chain: how likely it is taken from there, and how long it takes.
#[derive(Clone, Debug)]
pub(in crate::measure) struct Kernel {
    pub from: usize,
    /// `None` leaves the chain.
    pub to: Option<usize>,
    pub share: f64,
    pub time: Pmf<f64>,
}

/// A way with one length, in steps of time; the place after the last is outside.
struct Way {
    steps: usize,
    to: usize,
    share: f64,
}

/// The distribution of the time from `entry` until the chain is left, to a residue of 1e-14; `None` if that takes more than `budget` moves, or hardly any case ever leaves.
pub(in crate::measure) fn propagate(places: usize, kernels: &[Kernel], entry: usize, budget: usize) -> Option<Pmf<f64>> {
    let kernels: Vec<&Kernel> = kernels.iter().filter(|kernel| kernel.share > 0.0).collect();
    if !is_left(places, &kernels, entry) {
        return None;
    }
    let times = || kernels.iter().flat_map(|kernel| kernel.time.points()).map(|point| point.0);
    let step = times().fold(0, gcd).max(1);
    let steps = |ms: i64| usize::try_from(ms / step).unwrap_or(usize::MAX);
    let mut ways: Vec<Vec<Way>> = (0..places).map(|_| Vec::new()).collect();
    for kernel in &kernels {
        let to = kernel.to.unwrap_or(places);
        ways[kernel.from].extend(kernel.time.points().iter().map(|&(ms, p)| Way { steps: steps(ms), to, share: kernel.share * p }));
    }
    let longest = times().map(steps).max().unwrap_or(0);
    let mut ahead = Ahead::new(places + 1, longest);
    let mut here = vec![0.0; places + 1];
    here[entry] = 1.0;
    let mut left: Vec<(i64, f64)> = Vec::new();
    let (mut pending, mut moves, mut look) = (1.0, 0, 0);
    loop {
        moves += settle(&ways, &mut here, &mut ahead);
        let done = std::mem::take(&mut here[places]);
        if done > 0.0 {
            left.push((i64::try_from(ahead.now).unwrap_or(i64::MAX).saturating_mul(step), done));
            pending -= done;
        }
        if pending < ROUNDING && ahead.now >= look {
            if ahead.mass() < RESIDUE {
                return Some(Pmf { points: left });
            }
            look = ahead.now.saturating_add(longest);
        }
        if moves > budget || moves > budget / 8 && pending > HOPELESS {
            return None;
        }
        match ahead.next(&mut here) {
            Some(cost) => moves += cost,
            // All have left, but for rounding.
            None => return (pending < ROUNDING).then_some(Pmf { points: left }),
        }
    }
}

/// Moves all that is here on; moves that take no time may follow one another. Gives how many moves that took.
fn settle(ways: &[Vec<Way>], here: &mut [f64], ahead: &mut Ahead) -> usize {
    let mut moves = 0;
    let mut again = true;
    while std::mem::take(&mut again) && moves < 10_000 * ways.len() {
        for (at, ways) in ways.iter().enumerate() {
            let mass = std::mem::take(&mut here[at]);
            // Too little to matter, however often: it only goes round without taking time.
            if mass < 1e-30 {
                continue;
            }
            moves += ways.len();
            for way in ways {
                if way.steps == 0 {
                    here[way.to] += mass * way.share;
                    again |= way.to <= at;
                } else {
                    ahead.add(way, mass * way.share);
                }
            }
        }
    }
    moves
}

/// Whether a case can leave from every place that it can come to.
fn is_left(places: usize, kernels: &[&Kernel], entry: usize) -> bool {
    let mut next: Vec<Vec<usize>> = vec![Vec::new(); places + 1];
    let mut before: Vec<Vec<usize>> = vec![Vec::new(); places + 1];
    for kernel in kernels {
        let to = kernel.to.unwrap_or(places);
        next[kernel.from].push(to);
        before[to].push(kernel.from);
    }
    let (comes, leads) = (reached(&next, entry), reached(&before, places));
    comes.iter().zip(&leads).all(|(comes, leads)| *leads || !comes)
}

fn reached(next: &[Vec<usize>], from: usize) -> Vec<bool> {
    let mut seen = vec![false; next.len()];
    let mut stack = vec![from];
    while let Some(at) = stack.pop() {
        if !std::mem::replace(&mut seen[at], true) {
            stack.extend(&next[at]);
        }
    }
    seen
}

/// What arrives where and when: a table of the next times, used over and over; where that would be too large, a map.
struct Ahead {
    width: usize,
    /// In steps.
    now: usize,
    table: Vec<f64>,
    /// Where in the table `now` is.
    row: usize,
    map: BTreeMap<usize, Vec<f64>>,
}

impl Ahead {
    fn new(width: usize, longest: usize) -> Ahead {
        let cells = longest.saturating_add(1).saturating_mul(width);
        Ahead { width, now: 0, table: vec![0.0; if cells <= CELLS { cells } else { 0 }], row: 0, map: BTreeMap::new() }
    }

    /// Adds what arrives.
    fn add(&mut self, way: &Way, mass: f64) {
        if self.table.is_empty() {
            let width = self.width;
            self.map.entry(self.now.saturating_add(way.steps)).or_insert_with(|| vec![0.0; width])[way.to] += mass;
            return;
        }
        let cell = self.row + way.steps * self.width + way.to;
        let cell = if cell < self.table.len() { cell } else { cell - self.table.len() };
        self.table[cell] += mass;
    }

    /// How much is still on its way.
    fn mass(&self) -> f64 {
        self.table.iter().chain(self.map.values().flatten()).sum()
    }

    /// Goes on to the next time at which something arrives; gives what that cost, compared with moves.
    fn next(&mut self, here: &mut [f64]) -> Option<usize> {
        if self.table.is_empty() {
            let (now, row) = self.map.pop_first()?;
            self.now = now;
            here.copy_from_slice(&row);
            return Some(self.width);
        }
        let rows = self.table.len() / self.width;
        for passed in 1..=rows {
            self.now = self.now.saturating_add(1);
            self.row = if self.row + self.width < self.table.len() { self.row + self.width } else { 0 };
            let row = &mut self.table[self.row..self.row + self.width];
            if row.iter().any(|&mass| mass > 0.0) {
                here.copy_from_slice(row);
                row.fill(0.0);
                return Some(passed * self.width / 8);
            }
        }
        None
    }
}

pub(super) fn gcd(a: i64, b: i64) -> i64 {
    if b == 0 { a } else { gcd(b, a % b) }
}
