//! The token game by brute force. Every token carries the time at which it arrives, so that no clock is needed and tokens may
//! move in any order; a join goes on at the latest of its tokens. Independent of the code that is tested.

use std::collections::{BTreeMap, BTreeSet};

use num_bigint::BigInt;
use num_rational::BigRational;

use super::flow::{Flow, Kind};

/// All cases: shares are whole numbers of 10^-34, exact as long as 17 decisions or less follow one another.
pub(crate) const ONE: u128 = 10_u128.pow(34);

/// Shares below this are left out.
const LEAST: u128 = ONE / 10_u128.pow(16);

/// How all cases come out.
#[derive(Debug)]
pub(crate) struct Played {
    /// How likely each number of minutes is.
    pub(crate) times: BTreeMap<i64, u128>,
    /// How likely a case gets stuck.
    pub(crate) stuck: u128,
    /// What was left out.
    pub(crate) lost: u128,
    /// How often each node is come to.
    pub(crate) visits: Vec<u128>,
}

/// Tokens: when each arrives along which edge; and the latest that has ended.
type State = (Vec<(i64, usize)>, i64);

/// Takes one movable token (the earliest), or those of a join; gives the node and the time. `None` if none can move.
fn step(flow: &Flow, entering: &[Vec<usize>], tokens: &mut Vec<(i64, usize)>) -> Option<(usize, i64)> {
    for at in 0..tokens.len() {
        let (time, edge) = tokens[at];
        let node = flow.edges[edge].to;
        if flow.nodes[node].kind != Kind::Join {
            tokens.remove(at);
            return Some((node, time));
        }
        let places: Option<Vec<usize>> = entering[node].iter().map(|edge| tokens.iter().position(|token| token.1 == *edge)).collect();
        if let Some(mut places) = places {
            let latest = places.iter().map(|&at| tokens[at].0).max().unwrap();
            places.sort_unstable();
            places.into_iter().rev().for_each(|at| {
                tokens.remove(at);
            });
            return Some((node, latest));
        }
    }
    None
}

fn put(tokens: &mut Vec<(i64, usize)>, token: (i64, usize)) {
    let at = tokens.partition_point(|other| *other < token);
    tokens.insert(at, token);
}

fn begin(flow: &Flow) -> State {
    let start = flow.nodes.iter().position(|node| node.kind == Kind::Start).unwrap();
    (vec![(0, flow.leaving(start).next().unwrap())], 0)
}

struct Ways {
    leaving: Vec<Vec<usize>>,
    entering: Vec<Vec<usize>>,
}

impl Ways {
    fn of(flow: &Flow) -> Ways {
        let nodes = 0..flow.nodes.len();
        Ways {
            leaving: nodes.clone().map(|at| flow.leaving(at).collect()).collect(),
            entering: nodes.map(|at| flow.entering(at).collect()).collect(),
        }
    }
}

/// Plays it; `None` if that takes too many moves.
pub(crate) fn play(flow: &Flow, budget: usize) -> Option<Played> {
    let ways = Ways::of(flow);
    let mut played = Played { times: BTreeMap::new(), stuck: 0, lost: 0, visits: vec![0; flow.nodes.len()] };
    let start = flow.nodes.iter().position(|node| node.kind == Kind::Start).unwrap();
    played.visits[start] = ONE;
    let mut open: BTreeMap<State, u128> = BTreeMap::from([(begin(flow), ONE)]);
    let mut moves = 0;
    while let Some(((mut tokens, ended), mass)) = open.pop_first() {
        moves += 1;
        if moves > budget {
            return None;
        }
        if mass < LEAST {
            played.lost += mass;
            continue;
        }
        let Some((node, time)) = step(flow, &ways.entering, &mut tokens) else {
            if tokens.is_empty() {
                *played.times.entry(ended).or_insert(0) += mass
            } else {
                played.stuck += mass
            }
            continue;
        };
        played.visits[node] += mass;
        let after = time + flow.nodes[node].minutes();
        match flow.nodes[node].kind {
            Kind::End => *open.entry((tokens, ended.max(after))).or_insert(0) += mass,
            Kind::Decision => {
                let mut given = 0;
                for &edge in &ways.leaving[node] {
                    let share = mass * u128::from(flow.edges[edge].percent) / 100;
                    given += share;
                    let mut tokens = tokens.clone();
                    put(&mut tokens, (after, edge));
                    *open.entry((tokens, ended)).or_insert(0) += share;
                }
                played.lost += mass - given;
            }
            _ => {
                ways.leaving[node].iter().for_each(|&edge| put(&mut tokens, (after, edge)));
                *open.entry((tokens, ended)).or_insert(0) += mass;
            }
        }
    }
    Some(played)
}

/// The shortest and the longest of all cases that keep every limit; `None` if there are too many states.
pub(crate) fn extremes(flow: &Flow, budget: usize) -> Option<Option<(i64, i64)>> {
    let ways = Ways::of(flow);
    let limited: Vec<usize> = (0..flow.edges.len()).filter(|&edge| flow.edges[edge].max.is_some()).collect();
    let first = (begin(flow), vec![0_u32; limited.len()]);
    let mut open = vec![first];
    let mut seen = BTreeSet::new();
    let mut found: Option<(i64, i64)> = None;
    while let Some(((mut tokens, ended), taken)) = open.pop() {
        if !seen.insert(((tokens.clone(), ended), taken.clone())) {
            continue;
        }
        if seen.len() > budget {
            return None;
        }
        let Some((node, time)) = step(flow, &ways.entering, &mut tokens) else {
            if tokens.is_empty() {
                found = Some(found.map_or((ended, ended), |(best, worst)| (best.min(ended), worst.max(ended))));
            }
            continue;
        };
        let after = time + flow.nodes[node].minutes();
        match flow.nodes[node].kind {
            Kind::End => open.push(((tokens, ended.max(after)), taken)),
            Kind::Decision => {
                for &edge in &ways.leaving[node] {
                    let mut taken = taken.clone();
                    if let Ok(at) = limited.binary_search(&edge) {
                        taken[at] += 1;
                        if Some(taken[at]) > flow.edges[edge].max {
                            continue;
                        }
                    }
                    let mut tokens = tokens.clone();
                    put(&mut tokens, (after, edge));
                    open.push(((tokens, ended), taken));
                }
            }
            _ => {
                ways.leaving[node].iter().for_each(|&edge| put(&mut tokens, (after, edge)));
                open.push(((tokens, ended), taken));
            }
        }
    }
    Some(found)
}

impl Played {
    /// The share of the cases that end.
    pub(crate) fn ended(&self) -> u128 {
        self.times.values().sum()
    }

    /// The mean in minutes of the cases that end.
    pub(crate) fn mean(&self) -> BigRational {
        let sum: BigInt = self.times.iter().map(|(minutes, mass)| BigInt::from(*minutes) * BigInt::from(*mass)).sum();
        BigRational::new(sum, BigInt::from(self.ended()))
    }

    /// The least number of minutes within which so many percent are done; `None` where what was left out decides.
    pub(crate) fn percentile(&self, percent: u32) -> Option<i64> {
        let goal = self.ended() / 100 * u128::from(percent);
        let mut done = 0;
        for (minutes, mass) in &self.times {
            done += mass;
            if self.lost > 0 && done.abs_diff(goal) < ONE / 1_000_000_000 {
                return None;
            }
            if done * 100 >= self.ended() * u128::from(percent) {
                return Some(*minutes);
            }
        }
        None
    }
}
