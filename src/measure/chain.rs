//! Markov chains by elimination: what a case takes until it leaves, and how often it comes to each place.
//!
//! Places are taken out one by one, and the ways through them become ways past them (Grassmann, Taksar, Heyman: Regenerative analysis and steady
//! state distributions for Markov chains, Operations Research 33, 1985). How likely a case leaves a place for another one is a sum of what is left,
//! never one minus something: nothing cancels, whatever the probabilities.

use super::Number;

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
    let mut chain = Chain::new(places, moves);
    chain.eliminate_all_but(entry)?;
    let out = chain.leaves(entry);
    (!out.is_zero()).then(|| &chain.time[entry] / &out)
}

/// How often a case that enters at `entry` comes to each place.
pub(super) fn visits_through(places: usize, moves: &[Move], entry: usize) -> Option<Vec<Number>> {
    let mut chain = Chain::new(&vec![Number::zero(); places], moves);
    chain.eliminate_all_but(entry)?;
    let out = chain.leaves(entry);
    if out.is_zero() {
        return None;
    }
    let mut visits = vec![Number::zero(); places];
    visits[entry] = &Number::one() / &out;
    for (at, into, leaves) in chain.gone.iter().rev() {
        let comes = into.iter().fold(Number::zero(), |sum, (from, share)| &sum + &(&visits[*from] * share));
        visits[*at] = &comes / leaves;
    }
    Some(visits)
}

/// A place that was taken out, the ways into it then, and how likely it was left.
type Gone = (usize, Vec<(usize, Number)>, Number);

struct Chain {
    /// For each place, where it leads and how likely, ascending; the place itself is not among them, nor is outside.
    out: Vec<Vec<(usize, Number)>>,
    into: Vec<Vec<usize>>,
    outside: Vec<Number>,
    time: Vec<Number>,
    gone: Vec<Gone>,
}

impl Chain {
    fn new(places: &[Number], moves: &[Move]) -> Chain {
        let near = |number: &Number| if places.len() > EXACT { number.forget() } else { number.clone() };
        let mut chain = Chain {
            out: vec![Vec::new(); places.len()],
            into: vec![Vec::new(); places.len()],
            outside: vec![Number::zero(); places.len()],
            time: places.iter().map(near).collect(),
            gone: Vec::new(),
        };
        for step in moves.iter().filter(|step| !step.share.is_zero()) {
            let share = near(&step.share);
            chain.time[step.from] = &chain.time[step.from] + &(&share * &near(&step.time));
            match step.to {
                None => chain.outside[step.from] = &chain.outside[step.from] + &share,
                // What leads back to itself only makes the others likelier.
                Some(to) if to == step.from => {}
                Some(to) => chain.add(step.from, to, &share),
            }
        }
        chain
    }

    fn add(&mut self, from: usize, to: usize, share: &Number) {
        match self.out[from].binary_search_by_key(&to, |way| way.0) {
            Ok(at) => self.out[from][at].1 = &self.out[from][at].1 + share,
            Err(at) => {
                self.out[from].insert(at, (to, share.clone()));
                self.into[to].push(from);
            }
        }
    }

    /// How likely a place is left for another one or for outside: what leads back to itself left out.
    fn leaves(&self, at: usize) -> Number {
        self.out[at].iter().fold(self.outside[at].clone(), |sum, way| &sum + &way.1)
    }

    /// Takes all places out but one, those with the fewest ways first.
    fn eliminate_all_but(&mut self, entry: usize) -> Option<()> {
        let cost = |chain: &Chain, at: usize| chain.into[at].len() * chain.out[at].len();
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
        if leaves.is_zero() {
            // A place that is not left harms only if it is come to.
            return came.is_empty().then_some(());
        }
        for (from, share) in &came {
            let share = share / &leaves;
            self.time[*from] = &self.time[*from] + &(&share * &self.time[at]);
            self.outside[*from] = &self.outside[*from] + &(&share * &self.outside[at]);
            for (to, onward) in out.iter().filter(|way| way.0 != *from) {
                self.add(*from, *to, &(&share * onward));
            }
        }
        self.gone.push((at, came, leaves));
        Some(())
    }
}
