//! Markov chains by elimination: what a case takes until it leaves, and how often it comes to each place.
//!
//! Places are taken out one by one, and the ways through them become ways past them (Grassmann, Taksar, Heyman: Regenerative analysis and steady
//! state distributions for Markov chains, Operations Research 33, 1985). How likely a case leaves a place for another one is a sum of what is left,
//! never one minus something: nothing cancels, whatever the probabilities.

use super::Number;
use super::pmf::Weight;

/// Places up to which a chain is worked out with fractions; behind that they only grow.
const EXACT: usize = 40;

/// A way between two places.
#[derive(Clone, Debug)]
pub(super) struct Move {
    pub from: usize,
    /// `None` leaves the chain.
    pub to: Option<usize>,
    pub share: Number,
    pub time: Number,
}

/// The mean time from `entry` until the chain is left, and each place takes its own time; `None` if a case may never leave.
pub(super) fn means_through(places: &[Number], moves: &[Move], entry: usize) -> Option<Number> {
    if places.len() > EXACT { mean::<f64>(places, moves, entry) } else { mean::<Number>(places, moves, entry) }
}

/// How often a case that enters at `entry` comes to each place.
pub(super) fn visits_through(places: usize, moves: &[Move], entry: usize) -> Option<Vec<Number>> {
    if places > EXACT { visits::<f64>(places, moves, entry) } else { visits::<Number>(places, moves, entry) }
}

fn mean<W: Weight>(places: &[Number], moves: &[Move], entry: usize) -> Option<Number> {
    let mut chain = Chain::<W>::new(places, moves);
    chain.eliminate_all_but(entry)?;
    let out = chain.leaves(entry);
    (out.near() > 0.0).then(|| chain.time[entry].over(&out).to_number())
}

fn visits<W: Weight>(places: usize, moves: &[Move], entry: usize) -> Option<Vec<Number>> {
    let mut chain = Chain::<W>::new(&vec![Number::zero(); places], moves);
    chain.eliminate_all_but(entry)?;
    let out = chain.leaves(entry);
    if out.near() == 0.0 {
        return None;
    }
    let mut visits = vec![W::zero(); places];
    visits[entry] = W::one().over(&out);
    for (at, into, leaves) in chain.gone.iter().rev() {
        let comes = into.iter().fold(W::zero(), |sum, (from, share)| sum.plus(&visits[*from].times(share)));
        visits[*at] = comes.over(leaves);
    }
    Some(visits.iter().map(W::to_number).collect())
}

/// A place that was taken out, the ways into it then, and how likely it was left.
type Gone<W> = (usize, Vec<(usize, W)>, W);

struct Chain<W> {
    /// For each place, where it leads and how likely, ascending; the place itself is not among them, nor is outside.
    out: Vec<Vec<(usize, W)>>,
    into: Vec<Vec<usize>>,
    outside: Vec<W>,
    time: Vec<W>,
    gone: Vec<Gone<W>>,
}

impl<W: Weight> Chain<W> {
    fn new(places: &[Number], moves: &[Move]) -> Chain<W> {
        let mut chain = Chain {
            out: vec![Vec::new(); places.len()],
            into: vec![Vec::new(); places.len()],
            outside: vec![W::zero(); places.len()],
            time: places.iter().map(W::from_number).collect(),
            gone: Vec::new(),
        };
        for step in moves.iter().filter(|step| !step.share.is_zero()) {
            let share = W::from_number(&step.share);
            chain.time[step.from] = chain.time[step.from].plus(&share.times(&W::from_number(&step.time)));
            match step.to {
                None => chain.outside[step.from] = chain.outside[step.from].plus(&share),
                // What leads back to itself only makes the others likelier.
                Some(to) if to == step.from => {}
                Some(to) => chain.add(step.from, vec![(to, share)]),
            }
        }
        chain
    }

    /// Adds ways from a place; ascending.
    fn add(&mut self, from: usize, more: Vec<(usize, W)>) {
        let old = std::mem::take(&mut self.out[from]);
        let mut sum = Vec::with_capacity(old.len() + more.len());
        let mut old = old.into_iter().peekable();
        for (to, share) in more {
            while let Some(way) = old.next_if(|way| way.0 < to) {
                sum.push(way);
            }
            match old.next_if(|way| way.0 == to) {
                Some(way) => sum.push((to, way.1.plus(&share))),
                None => {
                    self.into[to].push(from);
                    sum.push((to, share));
                }
            }
        }
        sum.extend(old);
        self.out[from] = sum;
    }

    /// How likely a place is left for another one or for outside: what leads back to itself left out.
    fn leaves(&self, at: usize) -> W {
        self.out[at].iter().fold(self.outside[at].clone(), |sum, way| sum.plus(&way.1))
    }

    /// Takes all places out but one, those with the fewest ways first.
    fn eliminate_all_but(&mut self, entry: usize) -> Option<()> {
        let cost = |chain: &Chain<W>, at: usize| chain.into[at].len() * chain.out[at].len();
        let mut queue: std::collections::BTreeSet<(usize, usize)> =
            (0..self.out.len()).filter(|&at| at != entry).map(|at| (cost(self, at), at)).collect();
        while let Some((_, at)) = queue.pop_first() {
            let mut touched: Vec<usize> = self.into[at].iter().copied().chain(self.out[at].iter().map(|way| way.0)).collect();
            touched.retain(|&other| other != entry);
            touched.sort_unstable();
            touched.dedup();
            for &other in &touched {
                queue.remove(&(cost(self, other), other));
            }
            self.eliminate(at)?;
            queue.extend(touched.iter().map(|&other| (cost(self, other), other)));
        }
        Some(())
    }

    fn eliminate(&mut self, at: usize) -> Option<()> {
        let leaves = self.leaves(at);
        let out = std::mem::take(&mut self.out[at]);
        for &(to, _) in &out {
            self.into[to].retain(|&from| from != at);
        }
        let mut came = Vec::new();
        for from in std::mem::take(&mut self.into[at]) {
            let Ok(place) = self.out[from].binary_search_by_key(&at, |way| way.0) else { continue };
            came.push((from, self.out[from].remove(place).1));
        }
        if leaves.near() == 0.0 {
            // A place that is not left harms only if it is come to.
            return came.is_empty().then_some(());
        }
        for (from, share) in &came {
            let share = share.over(&leaves);
            self.time[*from] = self.time[*from].plus(&share.times(&self.time[at]));
            self.outside[*from] = self.outside[*from].plus(&share.times(&self.outside[at]));
            let onward = out.iter().filter(|way| way.0 != *from).map(|(to, onward)| (*to, share.times(onward)));
            self.add(*from, onward.collect());
        }
        self.gone.push((at, came, leaves));
        Some(())
    }
}
