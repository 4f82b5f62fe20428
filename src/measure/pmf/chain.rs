//! Times through a Markov chain whose steps take time: forward in time, merging what arrives at the same place at the same time.

use std::collections::BTreeMap;

use super::Pmf;

/// What may be left of all cases when it stops.
const RESIDUE: f64 = 1e-14;

/// What rounding, and the residues of the ways, may keep from ever leaving; what is still inside is looked at from there on.
const ROUNDING: f64 = 1e-9;

/// Cells of the dense table.
const CELLS: usize = 1 << 22;

/// A way between two places of a chain: how likely it is taken from there, and how long it takes.
#[derive(Clone, Debug)]
pub(in crate::measure) struct Kernel {
    pub from: usize,
    /// `None` leaves the chain.
    pub to: Option<usize>,
    pub share: f64,
    pub time: Pmf<f64>,
}

/// The distribution of the time from `entry` until the chain is left, to a residue of 1e-14; `None` if that takes more than `budget` moves, or hardly any case ever leaves.
pub(in crate::measure) fn propagate(places: usize, kernels: &[Kernel], entry: usize, budget: usize) -> Option<Pmf<f64>> {
    let mut ways: Vec<Vec<&Kernel>> = vec![Vec::new(); places];
    for kernel in kernels.iter().filter(|kernel| kernel.share > 0.0) {
        ways[kernel.from].push(kernel);
    }
    let step = kernels.iter().flat_map(|kernel| kernel.time.points()).fold(0, |step, point| gcd(step, point.0)).max(1);
    let mut ahead = Ahead::new(places, step);
    let mut left: Vec<(i64, f64)> = Vec::new();
    let longest = kernels.iter().filter_map(|kernel| kernel.time.points().last()).map(|point| point.0).max().unwrap_or(0);
    let mut pending = 1.0;
    let mut moves = 0;
    let (mut now, mut look) = (0, 0);
    let mut here = vec![0.0; places];
    here[entry] = 1.0;
    loop {
        let mut done = 0.0;
        let mut round = 0;
        // Moves that take no time may follow one another; each round moves at most what the one before did.
        while here.iter().any(|&mass| mass > 0.0) && round < 10_000 {
            round += 1;
            for at in 0..places {
                let mass = std::mem::take(&mut here[at]);
                if mass < 1e-300 {
                    continue;
                }
                for way in &ways[at] {
                    moves += way.time.points().len();
                    for &(ms, p) in way.time.points() {
                        let mass = mass * way.share * p;
                        match way.to {
                            None if ms == 0 => done += mass,
                            None => ahead.add(now + ms, places, mass),
                            Some(to) if ms == 0 => here[to] += if mass > 1e-30 { mass } else { 0.0 },
                            Some(to) => ahead.add(now + ms, to, mass),
                        }
                    }
                }
            }
        }
        done += ahead.left_at(now);
        if done > 0.0 {
            left.push((now, done));
            pending -= done;
        }
        if pending < ROUNDING && now >= look {
            if ahead.mass_after(now) < RESIDUE {
                break;
            }
            look = now + longest;
        }
        if moves > budget {
            return None;
        }
        match ahead.next(now, &mut here) {
            Some(next) => now = next,
            None if ahead.is_full() => return None,
            None => break,
        }
    }
    // A chain that is not left has a lot.
    (pending < ROUNDING).then_some(Pmf { points: left })
}

/// What arrives where and when: a table while the times lie on a coarse grid, else a map.
struct Ahead {
    places: usize,
    step: i64,
    table: Vec<f64>,
    map: BTreeMap<i64, Vec<f64>>,
    now: BTreeMap<i64, f64>,
    full: bool,
}

impl Ahead {
    fn new(places: usize, step: i64) -> Ahead {
        Ahead { places, step, table: Vec::new(), map: BTreeMap::new(), now: BTreeMap::new(), full: false }
    }

    /// Adds what arrives; the place after the last is outside.
    fn add(&mut self, ms: i64, place: usize, mass: f64) {
        if mass <= 0.0 {
            return;
        }
        let width = self.places + 1;
        let cell = usize::try_from(ms / self.step).unwrap_or(usize::MAX).saturating_mul(width).saturating_add(place);
        if cell < CELLS {
            if cell >= self.table.len() {
                self.table.resize((cell / width + 1) * width, 0.0);
            }
            self.table[cell] += mass;
        } else {
            self.full |= self.map.len() > CELLS / 64;
            self.map.entry(ms).or_insert_with(|| vec![0.0; width])[place] += mass;
        }
    }

    /// How much arrives after that time.
    fn mass_after(&self, ms: i64) -> f64 {
        let table = self.table.get(self.behind(ms)..).unwrap_or_default();
        table.iter().sum::<f64>() + self.map.values().flatten().sum::<f64>()
    }

    /// The first cell after that time.
    fn behind(&self, ms: i64) -> usize {
        usize::try_from(ms / self.step).unwrap_or(usize::MAX).saturating_add(1).saturating_mul(self.places + 1)
    }

    /// What leaves at that time.
    fn left_at(&mut self, ms: i64) -> f64 {
        self.now.remove(&ms).unwrap_or(0.0)
    }

    /// Moves on to the next time at which something arrives.
    fn next(&mut self, now: i64, here: &mut [f64]) -> Option<i64> {
        let width = self.places + 1;
        let from = self.behind(now);
        let (ms, row) = match self.table.get(from..).and_then(|rest| rest.iter().position(|&mass| mass > 0.0)) {
            Some(found) => {
                let row = (from + found) / width;
                let cells = self.table[row * width..(row + 1) * width].to_vec();
                (i64::try_from(row).ok()? * self.step, cells)
            }
            None if self.full => return None,
            None => self.map.pop_first()?,
        };
        here.copy_from_slice(&row[..self.places]);
        if row[self.places] > 0.0 {
            self.now.insert(ms, row[self.places]);
        }
        Some(ms)
    }

    fn is_full(&self) -> bool {
        self.full
    }
}

pub(super) fn gcd(a: i64, b: i64) -> i64 {
    if b == 0 { a } else { gcd(b, a % b) }
}
