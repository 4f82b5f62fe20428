//! The token game with clocks: for flows whose parallel parts are no blocks. A state is where the tokens of a case are and how long each stays
//! there; states that become equal are merged. Exact while the states are few.

use std::collections::{BTreeMap, BTreeSet};

use super::pmf::{Pmf, Weight};

/// Moves beyond which it is given up.
const MOVES: usize = 200_000;

/// What may be left of all cases when it stops.
const RESIDUE: f64 = 1e-13;

/// What rounding, and the residues of the parts, may keep from ever ending; what is still on its way is looked at from there on.
const ROUNDING: f64 = 1e-9;

/// Where the tokens of a case go.
#[derive(Debug)]
pub(super) struct Net<W> {
    pub spots: Vec<NetSpot<W>>,
    pub links: Vec<NetLink<W>>,
}

/// A place of the net.
#[derive(Debug)]
pub(super) struct NetSpot<W> {
    /// Waits for a token on each link that enters it.
    pub joins: bool,
    /// Sends a token along each link that leaves it.
    pub forks: bool,
    /// A token ends here.
    pub ends: bool,
    /// How long a token stays.
    pub time: Option<Pmf<W>>,
}

/// A way between two places.
#[derive(Debug)]
pub(super) struct NetLink<W> {
    pub from: usize,
    pub to: usize,
    /// How likely it is taken.
    pub share: W,
    /// How often a case takes it at most; counts in [`Net::extreme`] only.
    pub max: Option<u32>,
    /// How long it takes.
    pub time: Pmf<W>,
}

/// What came of it.
#[derive(Debug)]
pub(super) struct Played<W> {
    /// The times of the cases that end, and how likely each is; not scaled.
    pub ended: Pmf<W>,
    /// How likely a case gets stuck: a token waits at a join for ever.
    pub stuck: W,
    /// How often each spot is passed.
    pub spots: Vec<W>,
    /// How often each link is passed.
    pub links: Vec<W>,
    /// Nothing was left out; where there are loops, a residue is.
    pub whole: bool,
}

/// Tokens on their way: how long still and where (a link, or behind those a spot); tokens that wait at joins, by link; how often limited links were taken.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Debug, Default)]
struct State {
    moving: Vec<(i64, usize)>,
    waiting: Vec<usize>,
    taken: Vec<(usize, u32)>,
}

impl State {
    fn put(&mut self, left: i64, at: usize) {
        let place = self.moving.partition_point(|token| *token <= (left, at));
        self.moving.insert(place, (left, at));
    }
}

struct Game<'n, W> {
    net: &'n Net<W>,
    into: Vec<Vec<usize>>,
    out: Vec<Vec<usize>>,
    counts: bool,
}

impl<W: Weight> Net<W> {
    /// Plays the game by the shares. `None` if there are too many states.
    pub(super) fn play(&self, first: usize, budget: usize) -> Option<Played<W>> {
        let game = Game::new(self, false);
        let none = W::zero;
        let mut played = Played {
            ended: Pmf::of(Vec::new()),
            stuck: none(),
            spots: vec![none(); self.spots.len()],
            links: vec![none(); self.links.len()],
            whole: true,
        };
        let mut ended: Vec<(i64, W)> = Vec::new();
        let mut ahead: BTreeMap<(i64, State), W> = BTreeMap::new();
        let mut pending = 1.0;
        let (mut moves, mut look) = (0, 0);
        for (state, share) in game.arrive(&State::default(), first, &mut moves) {
            played.spots[first] = played.spots[first].plus(&share);
            game.later(0, state, &share, &mut ahead);
        }
        while let Some(((now, mut state), mass)) = ahead.pop_first() {
            if moves > budget {
                return None;
            }
            let Some(&(_, at)) = state.moving.first() else {
                pending -= mass.near();
                if state.waiting.is_empty() {
                    ended.push((now, mass))
                } else {
                    played.stuck = played.stuck.plus(&mass)
                }
                if pending < ROUNDING && moves >= look {
                    if ahead.values().map(W::near).sum::<f64>() < RESIDUE {
                        break;
                    }
                    look = moves + ahead.len();
                }
                continue;
            };
            // Where tokens are made faster than they end, states grow.
            moves += state.moving.len() + state.waiting.len();
            state.moving.remove(0);
            if let Some(spot) = at.checked_sub(self.links.len()) {
                for (next, share) in game.leave(&state, spot, &mut moves) {
                    game.later(now, next, &mass.times(&share), &mut ahead);
                }
                continue;
            }
            played.links[at] = played.links[at].plus(&mass);
            if let Some(spot) = game.enters(&mut state, at) {
                played.spots[spot] = played.spots[spot].plus(&mass);
                for (next, share) in game.arrive(&state, spot, &mut moves) {
                    game.later(now, next, &mass.times(&share), &mut ahead);
                }
            } else {
                moves += 1;
                game.later(now, state, &mass, &mut ahead);
            }
        }
        played.ended = Pmf::of(ended);
        played.whole = ahead.is_empty();
        Some(played)
    }

    /// The shortest or the longest time of a case, whichever ways it takes, if every limit is kept; each link takes the only time that it has. `None` if
    /// there are too many states, or no case ends.
    pub(super) fn extreme(&self, first: usize, longest: bool) -> Option<i64> {
        let game = Game::new(self, true);
        // The states at this time, so that rounds that take no time are made once.
        let mut seen: (i64, BTreeSet<State>) = (0, BTreeSet::new());
        let mut found: Option<i64> = None;
        let mut moves = 0;
        let mut ahead: BTreeMap<(i64, State), W> = BTreeMap::new();
        for (state, _) in game.arrive(&State::default(), first, &mut moves) {
            game.later(0, state, &W::one(), &mut ahead);
        }
        while let Some(((now, mut state), _)) = ahead.pop_first() {
            if moves > MOVES {
                return None;
            }
            if seen.0 < now {
                seen = (now, BTreeSet::new());
            }
            if !seen.1.insert(state.clone()) {
                continue;
            }
            let Some(&(_, at)) = state.moving.first() else {
                if state.waiting.is_empty() {
                    found = Some(now);
                }
                if found.is_some() && !longest {
                    break;
                }
                continue;
            };
            moves += state.moving.len() + state.waiting.len();
            state.moving.remove(0);
            let next = match at.checked_sub(self.links.len()) {
                Some(spot) => game.leave(&state, spot, &mut moves),
                None => match game.enters(&mut state, at) {
                    Some(spot) => game.arrive(&state, spot, &mut moves),
                    None => {
                        moves += 1;
                        vec![(state, W::one())]
                    }
                },
            };
            for (next, _) in next {
                game.later(now, next, &W::one(), &mut ahead);
            }
        }
        found
    }
}

impl<'n, W: Weight> Game<'n, W> {
    fn new(net: &'n Net<W>, counts: bool) -> Game<'n, W> {
        let mut game = Game { net, into: vec![Vec::new(); net.spots.len()], out: vec![Vec::new(); net.spots.len()], counts };
        for (at, link) in net.links.iter().enumerate() {
            game.into[link.to].push(at);
            game.out[link.from].push(at);
        }
        game
    }

    /// A token comes to the end of a link: the spot at which one then is, if any.
    fn enters(&self, state: &mut State, link: usize) -> Option<usize> {
        let to = self.net.links[link].to;
        if self.net.spots[to].ends {
            return None;
        }
        if !self.net.spots[to].joins {
            return Some(to);
        }
        let place = state.waiting.partition_point(|&other| other <= link);
        state.waiting.insert(place, link);
        let all: Option<Vec<usize>> = self.into[to].iter().map(|link| state.waiting.binary_search(link).ok()).collect();
        // Places ascend with the links, so removing from behind keeps the others.
        for &at in all?.iter().rev() {
            state.waiting.remove(at);
        }
        Some(to)
    }

    /// A token is at a spot, and stays there for a while.
    fn arrive(&self, state: &State, spot: usize, moves: &mut usize) -> Vec<(State, W)> {
        let Some(time) = &self.net.spots[spot].time else { return self.leave(state, spot, moves) };
        let stays = |(ms, share): &(i64, W)| {
            let mut next = state.clone();
            next.put(*ms, self.net.links.len() + spot);
            (next, share.clone())
        };
        *moves += time.points().len();
        time.points().iter().map(stays).collect()
    }

    /// A token leaves a spot: along all links, or along one of them.
    fn leave(&self, state: &State, spot: usize, moves: &mut usize) -> Vec<(State, W)> {
        let along = |states: Vec<(State, W)>, link: usize, share: &W| -> Vec<(State, W)> {
            let points = self.net.links[link].time.points();
            let each = states.into_iter().flat_map(|(state, mass)| {
                points.iter().map(move |(ms, p)| {
                    let mut next = state.clone();
                    next.put(*ms, link);
                    (next, mass.times(p).times(share))
                })
            });
            each.collect()
        };
        let out = &self.out[spot];
        let next: Vec<(State, W)> = if self.net.spots[spot].forks {
            out.iter().fold(vec![(state.clone(), W::one())], |states, &link| along(states, link, &W::one()))
        } else {
            let taken = out.iter().filter_map(|&link| Some((link, self.counted(state, link)?)));
            taken.flat_map(|(link, state)| along(vec![(state, W::one())], link, &self.net.links[link].share)).collect()
        };
        *moves += next.len();
        next.into_iter().filter(|(_, share)| share.near() > 0.0).collect()
    }

    /// The state in which a link was taken once more; `None` where its limit forbids that.
    fn counted(&self, state: &State, link: usize) -> Option<State> {
        let mut state = state.clone();
        let Some(max) = self.net.links[link].max.filter(|_| self.counts) else { return Some(state) };
        match state.taken.binary_search_by_key(&link, |taken| taken.0) {
            Ok(at) => {
                state.taken[at].1 += 1;
                (state.taken[at].1 <= max).then_some(state)
            }
            Err(at) => {
                state.taken.insert(at, (link, 1));
                (max > 0).then_some(state)
            }
        }
    }

    /// Lets time pass until the next token moves.
    fn later(&self, now: i64, mut state: State, mass: &W, ahead: &mut BTreeMap<(i64, State), W>) {
        let pass = state.moving.first().map_or(0, |token| token.0);
        state.moving.iter_mut().for_each(|token| token.0 -= pass);
        let there = ahead.entry((now + pass, state)).or_insert_with(W::zero);
        *there = there.plus(mass);
    }
}
