//! What a case does in the net, searched within a budget.
//!
//! In a free-choice net a cluster that can move stays so until it does. So where several can, one of them is tried and the others wait:
//! every state in which nothing moves is still found (Valmari, "Stubborn Sets for Reduced State Space Generation", LNCS 483, 1991). A state
//! in which a second token comes to a place is a finding and is not followed further, so the states are finitely many.

use std::collections::VecDeque;

use rustc_hash::FxHashSet;

use super::net::{BEGIN, DONE, Net};

/// A move: of which cluster, and which.
pub(super) type Step = (usize, usize);

/// What went wrong, and what the case did until then.
pub(super) struct Found {
    pub trouble: Trouble,
    pub run: Vec<Step>,
}

/// What can go wrong.
#[derive(Clone, PartialEq, Eq, Hash)]
pub(super) enum Trouble {
    /// A second token comes to a place.
    Twice(usize),
    /// Nothing can move, and tokens wait in these places.
    Waiting(Vec<usize>),
}

/// A state that was found: the places with a token, ascending; from which state, and by which step.
struct State {
    tokens: Vec<usize>,
    from: usize,
    by: Step,
}

pub(super) struct Search<'n> {
    net: &'n Net,
    /// For each cluster, its position in the order of the flow.
    position: Vec<usize>,
    /// How many more tokens may be looked at, in all states together.
    pub budget: usize,
    pub found: Vec<Found>,
    known: FxHashSet<Trouble>,
}

/// How many findings are enough.
const ENOUGH: usize = 64;

impl<'n> Search<'n> {
    pub(super) fn new(net: &'n Net, budget: usize) -> Search<'n> {
        let mut position = vec![usize::MAX; net.clusters.len()];
        for (at, cluster) in net.order().into_iter().enumerate() {
            position[cluster] = at;
        }
        Search { net, position, budget, found: Vec::new(), known: FxHashSet::default() }
    }

    /// Looks at states: what comes first in the flow moves first, and the tokens of `held` only where nothing else can. Where `deep`, a case is
    /// followed to its end before another one is. Says whether all states were looked at.
    pub(super) fn explore(&mut self, held: Option<usize>, deep: bool) -> bool {
        let mut states = vec![State { tokens: vec![BEGIN], from: 0, by: (0, 0) }];
        let mut seen: FxHashSet<Vec<usize>> = FxHashSet::default();
        let mut queue = VecDeque::from([0]);
        while let Some(at) = if deep { queue.pop_back() } else { queue.pop_front() } {
            if self.budget == 0 || self.found.len() >= ENOUGH {
                return false;
            }
            self.budget = self.budget.saturating_sub(states[at].tokens.len());
            let Some(cluster) = self.next(&states[at].tokens, held) else {
                if states[at].tokens != [DONE] {
                    self.note(Trouble::Waiting(states[at].tokens.clone()), &states, at, None);
                }
                continue;
            };
            for number in 0..self.net.clusters[cluster].moves.len() {
                let step = (cluster, number);
                match self.after(&states[at].tokens, step) {
                    Err(place) => self.note(Trouble::Twice(place), &states, at, Some(step)),
                    Ok(tokens) => {
                        if seen.insert(tokens.clone()) {
                            queue.push_back(states.len());
                            states.push(State { tokens, from: at, by: step });
                        }
                    }
                }
            }
        }
        true
    }

    /// The cluster that moves in a state.
    fn next(&self, tokens: &[usize], held: Option<usize>) -> Option<usize> {
        let held = held.map(|place| self.net.home[place]);
        let has_all = |cluster: usize| self.net.clusters[cluster].places.iter().all(|place| tokens.binary_search(place).is_ok());
        let clusters = tokens.iter().map(|&place| self.net.home[place]).filter(|&cluster| cluster != DONE && has_all(cluster));
        clusters.min_by_key(|&cluster| (Some(cluster) == held, self.position[cluster]))
    }

    /// The tokens after a step, or the place to which a second one came.
    fn after(&self, tokens: &[usize], (cluster, number): Step) -> Result<Vec<usize>, usize> {
        let cluster = &self.net.clusters[cluster];
        let mut next: Vec<usize> = tokens.iter().copied().filter(|place| !cluster.places.contains(place)).collect();
        for &place in &cluster.moves[number].to {
            match next.binary_search(&place) {
                Ok(_) => return Err(place),
                Err(at) => next.insert(at, place),
            }
        }
        Ok(next)
    }

    fn note(&mut self, trouble: Trouble, states: &[State], at: usize, last: Option<Step>) {
        if !self.known.insert(trouble.clone()) {
            return;
        }
        let mut run: Vec<Step> = last.into_iter().collect();
        let mut state = at;
        while state > 0 {
            run.push(states[state].by);
            state = states[state].from;
        }
        run.reverse();
        self.found.push(Found { trouble, run });
    }
}
